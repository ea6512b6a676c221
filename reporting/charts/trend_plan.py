"""What a trend’s picture and its Plotly figure share: axes, ticks, styles, labels. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reporting.charts import drawing, labels, series
from reporting.charts.chart import Goal, Point, Trace
from reporting.charts.labels import End, Label
from reporting.charts.plane import Plane, in_print, scale, that_fit
from reporting.charts.styles import OWN, Style, styled

WIDTH = 400
_TOP, _PLOT, _BOTTOM = 14, 186, 44  # the plot is higher where others are many
_NARROWER = 60  # than `WIDTH`: the room on a phone
_MARGIN = 0.04  # of the time shown, between the axis and the first point


@dataclass(frozen=True, slots=True)
class Level:
    """A target as it is drawn: one number, from when to when."""

    number: Decimal
    starts: date
    ends: date
    goal: Goal


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything of a trend stands, in a picture of `WIDTH` by `height`."""

    plane: Plane
    traces: tuple[tuple[Trace, Style], ...]  # the own one last: it is drawn over the others
    levels: tuple[Level, ...]
    labels: tuple[Label, ...]
    ticks_y: tuple[tuple[Decimal, str], ...]
    ticks_x: tuple[tuple[date, tuple[str, ...]], ...]
    breaks: tuple[date, ...]

    @property
    def has_keys(self) -> bool:
        """Whether the labels show the markers of their lines."""
        return labels.has_keys([label.end for label in self.labels])

    @property
    def height(self) -> float:
        """Of the whole picture."""
        return self.plane.bottom + _BOTTOM


def plan_of(
    own: Trace,
    comparators: Sequence[Trace],
    goals: Sequence[Goal],
    unit: str,
    decimals: int | None,
) -> Plan:
    """The plan of these series."""
    points = [point for trace in (own, *comparators) for point in trace.points]
    days = [point.period.ends for point in points]
    levels = _levels(goals, min(days), max(days))
    numbers = [*(point.number for point in points), *(level.number for level in levels)]
    held = scale(numbers, decimals=decimals)
    ticks = tuple((number, in_print(number, unit)) for number in held.ticks)
    ends = _ends(own, comparators, levels)
    said = labels.said(ends, _PLOT)
    left = max(drawing.text_width(text) for _, text in ticks) + 12
    plane = Plane(
        left=left,
        right=WIDTH - labels.width(ends, said),
        top=_TOP,
        bottom=_TOP + max(_PLOT, labels.height(said)),
        scale=held,
        first=min(days) - _MARGIN * (max(days) - min(days)),
        last=max(days),
    )
    return Plan(
        plane=plane,
        traces=(*styled(comparators), (own, OWN)),
        levels=levels,
        labels=tuple(labels.placed(ends, said, plane)),
        ticks_y=ticks,
        ticks_x=_ticks_x(own, points, plane),
        breaks=tuple(sorted({day for day in own.breaks if min(days) < day <= max(days)})),
    )


def _levels(goals: Sequence[Goal], first: date, last: date) -> tuple[Level, ...]:
    """The targets inside the time shown, each from where the one before it ends.

    A range is two levels.
    """
    found: list[Level] = []
    drawn_to = first
    for goal in sorted(goals, key=lambda item: (item.ends, item.starts)):
        starts, ends = max(goal.starts, drawn_to), min(goal.ends, last)
        if goal.is_drawn_across:
            starts, ends = first, last
        if starts <= ends:
            numbers = {goal.number, goal.number if goal.upper is None else goal.upper}
            found += [Level(number, starts, ends, goal) for number in sorted(numbers)]
            drawn_to = ends
    return tuple(found)


def _ends(own: Trace, comparators: Sequence[Trace], levels: Sequence[Level]) -> list[End]:
    """What the labels say: the last values, and whose they are where there are several."""
    found: list[End] = []
    if own.points:
        last = own.points[-1]
        name = own.name if comparators else ""
        found.append(End(name, last.printed, last.number, OWN, is_bold=True))
    found += [End("target", level.goal.printed, level.number) for level in _last_of_each(levels)]
    for trace, style in styled(comparators):
        last = trace.points[-1]
        found.append(End(trace.name, last.printed, last.number, style))
    return found


def _last_of_each(levels: Sequence[Level]) -> Iterable[Level]:
    """The last level of each plan that promises one."""
    return {level.goal.whose: level for level in levels}.values()


def _ticks_x(
    own: Trace, points: list[Point], plane: Plane
) -> tuple[tuple[date, tuple[str, ...]], ...]:
    """The times of the own values, as many as there is room for, and of others' in what is left."""
    plot = plane.right - plane.left
    narrow = (plot - _NARROWER) / plot  # Plotly's words are as large on a phone
    kept: dict[date, tuple[str, ...]] = {}
    for some in (own.points, points):
        shown = {point.period.ends: series.tick(point.period) for point in some} | kept
        days = sorted(shown)
        places = [plane.x(day) * narrow for day in days]
        widths = [max(map(drawing.text_width, shown[day])) for day in days]
        fit = that_fit(places, widths, [at for at, day in enumerate(days) if day in kept])
        kept = {days[at]: shown[days[at]] for at in fit}
    return tuple(kept.items())
