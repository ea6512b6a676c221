"""Small pieces of SVG: lines, markers, bars, words. Pure.

Presentation attributes only: the content security policy refuses `style`. Whatever stands in a
piece is escaped unless it is a piece itself.
"""

from collections.abc import Sequence
from html import escape
from math import cos, pi, sin

INK, INK_SOFT = "#16232b", "#4a5a64"
GRID, EDGE, PAPER = "#dfe5e8", "#6b7b85", "#ffffff"
NAVY, TEAL, SLATE = "#12303f", "#0b6470", "#5b6b75"

TEXT_SIZE = 13
_CHARACTER = 0.56  # of the size: how wide one is on average in the portal's face

#: In the order in which series take them; each is told from the others without colour.
SHAPES = ("circle", "square", "triangle", "diamond", "cross", "triangle-down", "x")
DASHES = ("", "6 3", "2 3", "8 3 2 3", "12 4", "1 5")

Place = tuple[float, float]


class Svg(str):
    """Markup made here: a page prints it as it is, and escapes any other text."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def element(name: str, *inside: str, **attributes: object) -> Svg:
    """One element. `stroke_width` is its "stroke-width"; an attribute that is None is left out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_plain(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(item if isinstance(item, Svg) else escape(item) for item in inside)
    return Svg(f"<{name}{said}>{inner}</{name}>" if inner else f"<{name}{said}/>")


def _plain(value: object) -> str:
    """To a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def group(*inside: str, **attributes: object) -> Svg:
    """Pieces that belong together."""
    return element("g", *inside, **attributes)


def picture(
    *inside: str, width: float, height: float, labelled_by: str, class_: str | None = None
) -> Svg:
    """The whole picture, as wide as there is room; `labelled_by` are ids of what it shows."""
    return element(
        "svg",
        *inside,
        class_=class_,
        viewBox=f"0 0 {_plain(width)} {_plain(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=labelled_by,
        focusable="false",
    )


def text_width(words: str, size: float = TEXT_SIZE) -> float:
    """About how wide the words are."""
    return len(words) * size * _CHARACTER


def text(
    words: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    size: float = TEXT_SIZE,
    bold: bool = False,
    fill: str = INK,
) -> Svg:
    """Words on one line whose foot is at `y`."""
    return element(
        "text",
        words,
        x=float(x),
        y=float(y),
        text_anchor=None if anchor == "start" else anchor,
        font_size=size,
        font_weight=700 if bold else None,
        fill=fill,
    )


def line(start: Place, end: Place, *, stroke: str = GRID, width: float = 1, dash: str = "") -> Svg:
    """A straight line."""
    (x1, y1), (x2, y2) = start, end
    return element(
        "line",
        x1=float(x1),
        y1=float(y1),
        x2=float(x2),
        y2=float(y2),
        stroke=stroke,
        stroke_width=width,
        stroke_dasharray=dash or None,
    )


def polyline(
    places: Sequence[Place], *, stroke: str = NAVY, width: float = 2, dash: str = ""
) -> Svg:
    """A line through all the places; "" for fewer than two, as there is nothing to join."""
    if len(places) < 2:
        return Svg("")
    return element(
        "path",
        d="M" + "L".join(f"{_plain(float(x))} {_plain(float(y))}" for x, y in places),
        fill="none",
        stroke=stroke,
        stroke_width=width,
        stroke_dasharray=dash or None,
        stroke_linejoin="round",
        stroke_linecap="round",
    )


def marker(
    shape: str, place: Place, *, size: float = 4.5, fill: str = NAVY, stroke: str = NAVY
) -> Svg:
    """One of `SHAPES`, `size` from its middle to its edge; `fill` PAPER leaves it hollow."""
    x, y = (float(value) for value in place)
    if shape == "circle":
        return element("circle", cx=x, cy=y, r=size, fill=fill, stroke=stroke, stroke_width=2)
    corners = " ".join(f"{_plain(x + dx)},{_plain(y + dy)}" for dx, dy in _corners(shape, size))
    return element("polygon", points=corners, fill=fill, stroke=stroke, stroke_width=1.5)


def ring(place: Place, *, size: float = 8, stroke: str = INK) -> Svg:
    """A ring around a marker: something must be known of this point."""
    x, y = (float(value) for value in place)
    return element("circle", cx=x, cy=y, r=size, fill="none", stroke=stroke, stroke_width=1.2)


def _corners(shape: str, size: float) -> list[Place]:
    if shape == "square":
        return _turned(4, size * 1.25, 45)
    if shape == "triangle":
        return _turned(3, size * 1.3, -90)
    if shape == "triangle-down":
        return _turned(3, size * 1.3, 90)
    if shape == "diamond":
        return _turned(4, size * 1.3, 0)
    cross = _cross(size * 1.2, size * 0.42)
    if shape == "cross":
        return cross
    if shape == "x":
        turn = pi / 4
        return [(x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)) for x, y in cross]
    raise ValueError(f"No such marker: {shape!r}")


def _turned(corners: int, radius: float, degrees: float) -> list[Place]:
    angles = [2 * pi * at / corners + degrees * pi / 180 for at in range(corners)]
    return [(radius * cos(angle), radius * sin(angle)) for angle in angles]


def _cross(long: float, short: float) -> list[Place]:
    quarter = [(short, -long), (short, -short), (long, -short)]
    turned = quarter
    corners = []
    for _ in range(4):
        corners += turned
        turned = [(-y, x) for x, y in turned]
    return corners


def bar(
    place: Place, *, width: float, height: float, fill: str = NAVY, stroke: str | None = None
) -> Svg:
    """A bar by its upper left corner."""
    x, y = place
    return element(
        "rect",
        x=float(x),
        y=float(y),
        width=float(width),
        height=float(height),
        fill=fill,
        stroke=stroke,
        stroke_width=1 if stroke else None,
    )
