"""The trend of one line of a quarter's report: what its edition kept, and nothing else."""

from collections.abc import Iterable

from objectives.judging.case import Known
from objectives.judging.verdicts import HeldAgainst
from objectives.plan import Certainty
from reporting.charts.chart import Chart, Goal, Point, Trace
from reporting.charts.trend import trend
from reporting.metrics_rows import target_in_unit
from reporting.report import Line

_WORDS = {
    Certainty.PROVISIONAL: "provisional",
    Certainty.AWAITING_VALIDATION: "awaiting validation",
}


def of_lines(lines: Iterable[Line], own: str) -> list[Chart]:
    """The trends of these lines, of those that have one; `own` is whose figures they are."""
    found = (of_line(line, own) for line in lines)
    return [chart for chart in found if chart]


def of_line(line: Line, own: str, *, id: str = "") -> Chart | None:
    """Its figure with those before it, its target, and what others have.

    None for a figure that has none before it: others' values alone are no trend. `id` is for a
    page of several sub-strands, in which numbers come again.
    """
    points = _points(line)
    if len(points) < 2:
        return None
    return trend(
        id=id or f"trend-{line.number}",
        title=f"{line.code} {line.kpi}".strip(),
        own=Trace(own, points),
        comparators=[
            Trace(item.series, tuple(_point(known) for known in item.values))
            for item in line.comparators
        ],
        goals=_goals(line),
        unit=(line.figure.unit if line.figure else "") or line.reading.unit,
        decimals=line.reading.decimals,
        note=_note(line),
    )


def _points(line: Line) -> tuple[Point, ...]:
    earlier = tuple(_point(known) for known in line.earlier)
    figure = line.figure
    if figure is None or figure.number is None or line.period is None:
        return earlier
    mark = _WORDS.get(Certainty(line.certainty), "")
    return (*earlier, Point(figure.number, line.achieved or "", line.period, mark))


def _point(known: Known) -> Point:
    return Point(known.number, known.printed, known.period, _WORDS.get(known.certainty, ""))


def _goals(line: Line) -> list[Goal]:
    """The target, where the figure itself was held against all of it: then it is a level.

    A year's target beside a quarter's figure is none, nor is a growth or a direction.
    """
    figure, target, period = line.figure, line.target_figure, line.period
    if figure is None or target is None or period is None or line.expected is None:
        return []
    is_level = line.held_against not in _NO_LEVELS and line.expected == target.number
    if not is_level or line.measured != figure.number:
        return []
    printed = target_in_unit(line)
    return [Goal(target.number, printed, period.starts, period.ends, is_drawn_across=True)]


_NO_LEVELS = (HeldAgainst.SHARE, HeldAgainst.BY_NOW, HeldAgainst.EARLIER)


def _note(line: Line) -> str:
    """What must be known of the values before it, each once."""
    return " ".join(dict.fromkeys(item.caveat for item in line.earlier if item.caveat))
