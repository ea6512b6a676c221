"""What a line of a report holds to be drawn: its values, its target, what to know of them. Pure."""

from objectives.judging.case import Known
from objectives.judging.verdicts import HeldAgainst
from objectives.plan import Certainty
from reporting import kpi_words
from reporting.charts.chart import Goal, Point
from reporting.metrics_rows import target_in_unit
from reporting.report import Line

_WORDS = {
    Certainty.PROVISIONAL: "provisional",
    Certainty.AWAITING_VALIDATION: "awaiting validation",
}


def points(line: Line) -> tuple[Point, ...]:
    """The figure with those before it, oldest first."""
    earlier = tuple(point(known) for known in line.earlier)
    figure = line.figure
    if figure is None or figure.number is None or line.period is None:
        return earlier
    mark = _WORDS.get(Certainty(line.certainty), "")
    return (*earlier, Point(figure.number, line.achieved or "", line.period, mark))


def point(known: Known) -> Point:
    """A value on record as a point."""
    return Point(known.number, known.printed, known.period, _WORDS.get(known.certainty, ""))


def goals(line: Line) -> list[Goal]:
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


def way(line: Line) -> str:
    """Which way is good: "lower is better"."""
    reading = line.reading
    return kpi_words.way(
        reading.polarity, is_assumed=reading.polarity_assumed, doubt=reading.polarity_doubt
    )


def note(line: Line) -> str:
    """What must be known of the values before it, each once."""
    return " ".join(dict.fromkeys(item.caveat for item in line.earlier if item.caveat))
