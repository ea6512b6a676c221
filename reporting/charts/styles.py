"""How the lines of a chart are told apart: by dashes and markers, before any colour. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.charts import drawing
from reporting.charts.chart import Trace

_GREYS = (drawing.TEAL, drawing.SLATE, drawing.EDGE)
_FEW = 3  # lines that stay apart though they are wide


@dataclass(frozen=True, slots=True)
class Style:
    """The look of one series; `size` is its markers', from the middle to the edge."""

    stroke: str
    width: float
    dash: str
    shape: str
    size: float


OWN = Style(drawing.NAVY, 3, "", "circle", 4.5)


def styled(comparators: Sequence[Trace]) -> list[tuple[Trace, Style]]:
    """Another dash and another marker for each; both come back together only after thirty."""
    dashes, shapes = drawing.DASHES[1:], drawing.SHAPES[1:]
    width, size = (2, 4.5) if len(comparators) <= _FEW else (1.25, 3)
    return [
        (
            trace,
            Style(
                stroke=_GREYS[at % len(_GREYS)],
                width=width,
                dash=dashes[at % len(dashes)],
                shape=shapes[at % len(shapes)],
                size=size,
            ),
        )
        for at, trace in enumerate(comparators)
    ]
