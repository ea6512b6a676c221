"""How a chart’s series are read: where a line is broken off, what is said of them. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from objectives.days import MONTHS
from objectives.periods import DataPeriod, PeriodKind
from reporting.charts.chart import Goal, Point, Trace
from reporting.charts.plane import runs

CORRECTED = "corrected"
_TILED = frozenset(  # periods of which one starts when the one before it ends
    {
        PeriodKind.MONTH,
        PeriodKind.QUARTER,
        PeriodKind.HALF_YEAR,
        PeriodKind.FINANCIAL_YEAR,
        PeriodKind.ACADEMIC_YEAR,
        PeriodKind.CALENDAR_YEAR,
    }
)
_A_QUARTER = timedelta(days=100)
_FEW = 3  # others of which each is named
_MANY = 4  # values of which it is worth saying that one is the highest


# --- Lines --------------------------------------------------------------------------------------


def lines(trace: Trace) -> list[list[Point]]:
    """The points that a line may join, in runs."""
    return runs(trace.points, lambda one, after: is_broken(one, after, trace.breaks))


def is_broken(one: Point, after: Point, breaks: Sequence[date] = ()) -> bool:
    """Whether the line may not run from one point to the next.

    Something is missing between them, they are counted in different ways, or what adds up over a
    year has started again.
    """
    before, period = one.period, after.period
    if any(before.ends < day <= period.ends for day in breaks):
        return True
    if before.kind != period.kind:
        return False
    if period.kind in _TILED:
        return period.starts > before.ends + timedelta(days=1)
    if period.kind == PeriodKind.YEAR_TO_DATE:
        return period.starts != before.starts or period.ends - before.ends > _A_QUARTER
    return False


# --- Words --------------------------------------------------------------------------------------


def sentence(own: Trace, comparators: Sequence[Trace], goals: Sequence[Goal], way: str = "") -> str:
    """What the chart shows, from its data; `way` says which way is good, where that is known.

    "131 in July to September 2024, up from 92; the target is 120: above it; lower is better.
    England: 119 in 2023."
    """
    if not own.points:
        return f"{own.name} has no figure. {_others(comparators, None)}".strip()
    last = own.points[-1]
    said = f"{marked(last)} {when(last.period)}{_moved(own)}{_rank(own)}"
    first = "; ".join(part for part in (said, _against(last, goals), way) if part)
    return f"{first}. {_others(comparators, last)}".strip()


def _others(comparators: Sequence[Trace], own: Point | None) -> str:
    """The latest that others have; where they are many, how they stand and how far they reach."""
    if not comparators:
        return ""
    if own is not None and len(comparators) > _FEW:
        return _reach(comparators, own)
    said = [f"{trace.name}: {_latest(trace.points[-1], own)}" for trace in comparators]
    return f"{'; '.join(said)}."


def _latest(point: Point, own: Point | None) -> str:
    """With its time, unless that is the own figure's."""
    is_same = own is not None and point.period.label == own.period.label
    return marked(point) if is_same else f"{marked(point)} {when(point.period)}"


def _reach(comparators: Sequence[Trace], own: Point) -> str:
    """ "Of 10 others 6 are higher and 4 lower, from 17.8% (Wirral) to 29.6% (Halton)"."""
    latest = [(trace.points[-1], trace.name) for trace in comparators]
    higher = sum(point.number > own.number for point, _ in latest)
    lower = sum(point.number < own.number for point, _ in latest)
    low = min(latest, key=lambda pair: pair[0].number)
    high = max(latest, key=lambda pair: pair[0].number)
    ends = [f"{point.printed} ({name})" for point, name in (low, high)]
    reach = f"from {ends[0]} to {ends[1]}"
    return f"{_stand(higher, lower, len(latest))}, {reach}."


def _stand(higher: int, lower: int, all_of_them: int) -> str:
    """ "Of 10 others 6 are higher and 4 lower", "All 4 others are higher"."""
    if all_of_them in (higher, lower):
        return f"All {all_of_them} others are {'higher' if higher else 'lower'}"
    verb = "is" if higher == 1 else "are"
    return f"Of {all_of_them} others {higher} {verb} higher and {lower} lower"


def marked(point: Point) -> str:
    """The value as printed, with the word that stands by it."""
    return f"{point.printed} ({point.mark})" if point.mark else point.printed


def when(period: DataPeriod) -> str:
    """A period in a sentence: "in July to September 2024", "on 7 February 2024"."""
    before = {
        PeriodKind.DAY: "on",
        PeriodKind.ROLLING_12_MONTHS: "in the",
        PeriodKind.ACADEMIC_YEAR: "in the",
        PeriodKind.OTHER: "for",
    }.get(period.kind, "in")
    return f"{before} {labelled(period)}"


def labelled(period: DataPeriod) -> str:
    """The period as it is printed, and that nobody stated it where that is so."""
    return f"{period.label} (inferred)" if period.inferred else period.label


def _moved(own: Trace) -> str:
    """From the value before, where the two can be held side by side."""
    if len(own.points) < 2 or is_broken(*own.points[-2:], own.breaks):
        return ""
    before, last = own.points[-2:]
    if before.number == last.number:
        return ", the same as before"
    return f", {'up' if last.number > before.number else 'down'} from {before.printed}"


def _rank(own: Trace) -> str:
    numbers = [point.number for point in own.points]
    if len(numbers) < _MANY or numbers.count(numbers[-1]) > 1:
        return ""
    if numbers[-1] == max(numbers):
        return f", the highest of the {len(numbers)} shown"
    return f", the lowest of the {len(numbers)} shown" if numbers[-1] == min(numbers) else ""


def goal_for(period: DataPeriod, goals: Sequence[Goal]) -> Goal | None:
    """The target that holds when the period ends."""
    return next((goal for goal in goals if goal.starts <= period.ends <= goal.ends), None)


def _against(last: Point, goals: Sequence[Goal]) -> str:
    goal = goal_for(last.period, goals)
    if goal is None:
        return ""
    return f"the target is {goal.said}: {_beside(last, goal)} it"


def _beside(point: Point, goal: Goal) -> str:
    low, high = sorted((goal.number, goal.number if goal.upper is None else goal.upper))
    if point.number > high:
        return "above"
    if point.number < low:
        return "below"
    return "on" if low == high else "within"


def marks(traces: Sequence[Trace]) -> str:
    """What hollow points and rings mean, where there are any; as sentences."""
    words = dict.fromkeys(
        word for trace in traces for point in trace.points for word in words_of(point)
    )
    hollow = [word for word in words if word != CORRECTED]
    said = [f"A hollow point is {' or '.join(hollow)}."] if hollow else []
    if CORRECTED in words:
        said.append("A ring marks a figure that was corrected.")
    if any(trace.breaks for trace in traces):
        said.append("A dotted line marks a break: counting starts anew there.")
    return " ".join(said)


def foot(lowest: Decimal, highest: Decimal, ticks: Sequence[str]) -> str:
    """That the scale leaves zero out, for those who look at heights: "The scale starts at 15."."""
    if lowest > 0:
        return f"The scale starts at {ticks[0]}."
    return f"The scale ends at {ticks[-1]}." if highest < 0 else ""


def words_of(point: Point) -> list[str]:
    """The single words of its mark: "provisional, corrected" are two."""
    return [word.strip() for word in point.mark.split(",") if word.strip()]


def is_hollow(point: Point) -> bool:
    """Whether its value is not settled."""
    return any(word != CORRECTED for word in words_of(point))


def is_ringed(point: Point) -> bool:
    """Whether its value was another before."""
    return CORRECTED in words_of(point)


# --- The table ----------------------------------------------------------------------------------


def table(
    own: Trace, comparators: Sequence[Trace], goals: Sequence[Goal]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The columns and rows that say the same: a row for each time, oldest first."""
    shown = [own, *comparators]
    periods = {point.period: None for trace in shown for point in trace.points}
    held = [{point.period: marked(point) for point in trace.points} for trace in shown]
    with_goal = any(goal_for(period, goals) for period in periods)
    columns = ("Time", *(trace.name for trace in shown), *(("Target",) if with_goal else ()))
    rows = []
    for period in sorted(periods, key=lambda item: (item.ends, item.starts, item.label)):
        goal = goal_for(period, goals)
        target = (goal.said if goal else "",) if with_goal else ()
        rows.append((labelled(period), *(values.get(period, "") for values in held), *target))
    return columns, tuple(rows)


# --- Short words for a narrow axis --------------------------------------------------------------


def tick(period: DataPeriod) -> tuple[str, ...]:
    """A period on one or two short lines: "Jul-Sep" over "2024", "2023/24"."""
    kind, ends = period.kind, period.ends
    if kind in _WHOLE_YEARS:
        return (period.label.removeprefix("academic year "),)
    if kind == PeriodKind.QUARTER:
        return (f"{_month(period.starts)}-{_month(ends)}", f"{ends.year}")
    if kind == PeriodKind.MONTH:
        return (_month(ends), f"{ends.year}")
    if kind == PeriodKind.DAY:
        return (f"{ends.day} {_month(ends)}", f"{ends.year}")
    return (f"to {_month(ends)}", f"{ends.year}")


def _month(day: date) -> str:
    return MONTHS[day.month - 1][:3]


_WHOLE_YEARS = frozenset(
    {
        PeriodKind.FINANCIAL_YEAR,
        PeriodKind.ACADEMIC_YEAR,
        PeriodKind.CALENDAR_YEAR,
        PeriodKind.THREE_YEARS,
    }
)
