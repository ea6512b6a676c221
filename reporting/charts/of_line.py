"""The trend of one line of a quarter's report: what its edition kept, and nothing else."""

from collections.abc import Iterable

from reporting.charts import line_traces
from reporting.charts.chart import Chart, Trace
from reporting.charts.trend import trend
from reporting.report import Line


def of_lines(lines: Iterable[Line], own: str) -> list[Chart]:
    """The trends of these lines, of those that have one; `own` is whose figures they are."""
    found = (of_line(line, own) for line in lines)
    return [chart for chart in found if chart]


def of_line(line: Line, own: str, *, id: str = "") -> Chart | None:
    """Its figure with those before it, its target, and what others have.

    None for a figure that has none before it: others' values alone are no trend. `id` is for a
    page of several sub-strands, in which numbers come again.
    """
    points = line_traces.points(line)
    if len(points) < 2:
        return None
    return trend(
        id=id or f"trend-{line.number}",
        title=f"{line.code} {line.kpi}".strip(),
        own=Trace(own, points),
        comparators=[
            Trace(item.series, tuple(line_traces.point(known) for known in item.values))
            for item in line.comparators
        ],
        goals=line_traces.goals(line),
        unit=(line.figure.unit if line.figure else "") or line.reading.unit,
        decimals=line.reading.decimals,
        note=line_traces.note(line),
        way=line_traces.way(line),
    )
