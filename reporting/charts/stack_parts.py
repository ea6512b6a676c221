"""How the parts of a bar look: three greys apart without colour, and a pattern of its own. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from objectives.rag import Status
from reporting.charts.drawing import (
    INK,
    INK_SOFT,
    PAPER,
    TEXT_SIZE,
    Svg,
    bar,
    element,
    group,
    text,
    text_width,
)
from reporting.charts.wholes import Language


@dataclass(frozen=True, slots=True)
class Look:
    """How one status is filled: its colour, what is drawn over it, and the colour of its number."""

    fill: str
    over: str
    hatch: str  # Plotly's name of the pattern; "" for plain
    number: str


#: The colours of the bars of counts (`static/src/_rag.scss`): dark, light, middle, palest.
LOOKS = {
    Status.RED: Look("#8c1211", "#8c1211", "", PAPER),
    Status.AMBER: Look("#f2a100", "#c77f00", "/", INK),
    Status.GREEN: Look("#1d7f4c", "#4fa077", ".", PAPER),
    Status.NOT_RATED: Look("#dde3e7", "#b4c0c7", "-", INK),
}


def patterns(prefix: str) -> Svg:
    """The fills of a picture; `prefix` makes their ids unique in the page."""
    return element("defs", *(_pattern(prefix, status) for status in LOOKS))


def fill(prefix: str, status: Status) -> str:
    """What a part of that status is filled with."""
    return f"url(#{prefix}-{status.value})" if LOOKS[status].hatch else LOOKS[status].fill


def _pattern(prefix: str, status: Status) -> Svg:
    look = LOOKS[status]
    if not look.hatch:
        return Svg("")
    return element(
        "pattern",
        element("rect", width=8, height=8, fill=look.fill),
        _drawn_over(look),
        id=f"{prefix}-{status.value}",
        width=8,
        height=8,
        patternUnits="userSpaceOnUse",
    )


def _drawn_over(look: Look) -> Svg:
    if look.hatch == ".":
        return element("circle", cx=4, cy=4, r=1.3, fill=look.over)
    path = "M-2 2L2-2M0 8L8 0M6 10L10 6" if look.hatch == "/" else "M0 4L8 4"
    return element("path", d=path, stroke=look.over, stroke_width=1.6, fill="none")


def inside(number: int, status: Status, x: float, y: float) -> Svg:
    """A number on a part, with the part's colour around it so that no hatch runs through."""
    look = LOOKS[status]
    return element(
        "text",
        str(number),
        x=float(x),
        y=float(y),
        text_anchor="middle",
        font_size=TEXT_SIZE,
        font_weight=700,
        fill=look.number,
        stroke=look.fill,
        stroke_width=4,
        stroke_linejoin="round",
        paint_order="stroke",
    )


def key(found: Sequence[Status], language: Language, prefix: str, *, left: float = 0) -> Svg:
    """What each fill means, in a row above the picture."""
    pieces, x = [], float(left)
    for status in found:
        pieces.append(bar((x, 2), width=16, height=14, fill=fill(prefix, status), stroke=INK_SOFT))
        label = language.labels[status]
        pieces.append(text(label, x + 22, 14))
        x += 22 + text_width(label) + 20
    return group(*pieces)
