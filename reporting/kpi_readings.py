"""What each value of a KPI is held against: the target of its time, and what the figures say.

Reads nothing itself; `objectives.judging` decides. By today's record, and never a status that
anybody declared.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from objectives import measures
from objectives.judging.case import Case, Promise, Reported
from objectives.judging.change import Change, on_comparison
from objectives.judging.comparing import comparable, in_print
from objectives.judging.computed_status import judge
from objectives.judging.directions import aim_of
from objectives.judging.growth import growth_of
from objectives.judging.profiles import expected_by, share_of, year_of
from objectives.judging.readings import Reading, readings_of
from objectives.judging.verdicts import Verdict
from objectives.measures import Kind
from objectives.models import Placement, Target
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import Basis, TargetPeriod
from reporting.charts.chart import Goal
from reporting.kpi_history import History
from reporting.kpi_values import Value


@dataclass(frozen=True, slots=True)
class Held:
    """One value with what it was held against."""

    value: Value
    place: Placement  # by whose terms
    case: Case
    verdict: Verdict
    change: Change | None

    @property
    def target(self) -> str:
        """The target of its time as printed; blank without one."""
        return self.case.promise.printed if self.case.promise else ""


def held(found: History) -> dict[Value, Held]:
    """Each value that stands, by the terms of the place that leads and the target of its time.

    Where that place promises nothing for the time, by those of the first other place that does.
    """
    return {value: _held(value, found) for value in found.standing} if found.places else {}


def _held(value: Value, found: History) -> Held:
    place, promise = _promised(value, found)
    case = Case(
        quarter=FinancialQuarter.containing(value.known.period.ends),
        terms=place.terms(place.sub_strand.strategy),
        promise=promise,
        reported=_reported(value, place),
        earlier=tuple(
            item.known
            for item in found.standing
            if item.known.period.ends < value.known.period.ends
        ),
    )
    return Held(value, place, case, judge(case), on_comparison(case))


def _promised(value: Value, found: History) -> tuple[Placement, Promise | None]:
    """Whose target is held against a figure.

    A standing one is, of a running total, what its own quarter was to come to: it says nothing of
    the figures that no return reported against it.
    """
    period = value.known.period
    for place in (found.leading, *(item for item in found.places if item != found.leading)):
        terms = place.terms(place.sub_strand.strategy)
        is_running = terms.basis is Basis.YEAR_TO_DATE and value.origin is None
        targets = found.targets.get(place.pk, [])
        if is_running:
            targets = [item for item in targets if item.period != TargetPeriod.STANDING]
        promise = _promise(targets, period)
        if promise is not None:
            return place, promise
    return found.leading, None


def _reported(value: Value, place: Placement) -> Reported:
    known = value.known
    measure = measures.parse(known.printed, unit=place.kpi.unit)
    kind = measure.kind if measure and measure.kind.is_measured else Kind.NUMBER
    return Reported(
        printed=known.printed,
        kind=kind,
        number=known.number,
        unit=value.stands.unit or (measure.unit if measure else ""),
        period=known.period,
        certainty=known.certainty,
    )


def _promise(targets: Sequence[Target], period: DataPeriod) -> Promise | None:
    """The target for the time of a figure, as it was promised then."""
    quarter = FinancialQuarter.containing(period.ends)
    in_force = [item for item in targets if is_in_force(item, quarter)]
    for target in in_force:
        own = (target.year, target.quarter) == (quarter.year, quarter.quarter)
        if target.period == TargetPeriod.QUARTER and own:
            return target.promise
    years = [(year_of(item.promise), item) for item in in_force]
    covering = [
        (year, item) for year, item in years if year and year.starts <= period.ends <= year.ends
    ]
    alike = [item for year, item in covering if year.kind == period.kind]
    standing = [item for item in in_force if item.period == TargetPeriod.STANDING]
    for item in (*alike, *(item for _, item in covering), *standing):
        return item.promise
    return None


def is_in_force(target: Target, quarter: FinancialQuarter) -> bool:
    """Whether it was promised, and not yet replaced, in a quarter."""
    if target.from_quarter and target.from_quarter > quarter:
        return False
    later = replaced_by(target)
    return later is None or later.from_quarter > quarter


def replaced_by(target: Target) -> Target | None:
    """The one that took its place."""
    return getattr(target, "superseded_by", None)


# --- Levels to draw -----------------------------------------------------------------------------


def goals(items: Iterable[Held], leading: Placement) -> list[Goal]:
    """The targets as levels beside figures of the same kind of time, oldest first.

    A year's target is its share beside a quarter's own figure, and what is expected by then beside
    a running total. None where it is not known how to hold the two against each other. Another
    place's than the `leading` one's says whose it is.
    """
    found: list[Goal] = []
    for item in items:
        goal = _goal(item.case)
        if goal is None:
            continue
        if item.place != leading:
            goal = replace(goal, whose=_whose(item.place, leading))
        last = found[-1] if found else None
        if last and replace(last, starts=goal.starts, ends=goal.ends) == goal:
            found[-1] = replace(goal, starts=last.starts)
        else:
            found.append(goal)
    return found


def _whose(place: Placement, leading: Placement) -> str:
    """The other strategy, or in the same one the other sub-strand."""
    part = place.sub_strand
    is_same = part.strategy_id == leading.sub_strand.strategy_id
    return part.name if is_same else part.strategy.name


def _goal(case: Case) -> Goal | None:
    promise, period = case.promise, case.reported.period
    if promise is None or not comparable(case.reported, promise):
        return None
    if growth_of(case) is not None or aim_of(promise) is not None:
        return None
    year = year_of(promise)
    if year is None:
        starts, ends = period.starts, period.ends
        return Goal(promise.number, promise.printed, starts, ends, promise.upper)
    ways = readings_of(case)
    if len(ways) != 1 or not (year.starts <= period.ends <= year.ends):
        return None
    ends = _ends(ways[0], promise, year, period)
    if ends is None:
        return None
    low, high = ends
    printed = promise.printed
    if low != promise.number:
        printed = f"{in_print(low, case)} (of {promise.printed} for {year.label})"
    return Goal(low, printed, period.starts, period.ends, high if promise.upper else None)


def _ends(way: Reading, promise: Promise, year: DataPeriod, period: DataPeriod):
    """From and to what number the target wants it; None where the figure began before its year."""
    if way is Reading.TO_DATE:
        return expected_by(promise, year, period.ends)
    if way is Reading.OWN:
        return share_of(promise, year, period) if period.starts >= year.starts else None
    return promise.number, promise.upper
