"""How the parts of a bar look: three greys apart without colour, and a pattern of its own. Pure."""

from dataclasses import dataclass

from objectives.rag import Status
from reporting.charts.drawing import INK, PAPER, Svg, element


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
