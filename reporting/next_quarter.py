"""Which quarter of a strategy may open next, and what its dates are taken from. Read only."""

from dataclasses import dataclass
from datetime import date

from objectives.models import Strategy
from objectives.periods import FinancialQuarter
from reporting import governance
from reporting.models import Quarter
from reporting.report import GovernanceDate
from reporting.workflow import QuarterState


@dataclass(frozen=True, slots=True)
class Choices:
    """The quarters that may be opened, the one to suggest, and those that were planned."""

    periods: list[FinancialQuarter]
    default: FinancialQuarter
    upcoming: frozenset[FinancialQuarter]
    latest: FinancialQuarter | None


def choices(strategy: Strategy, on: date) -> Choices:
    """What may be opened on the day `on`. One query."""
    quarters = Quarter.objects.filter(strategy=strategy).values_list("period", "state")
    states = {period: QuarterState(state) for period, state in quarters}
    upcoming = {period for period, state in states.items() if state == QuarterState.UPCOMING}
    latest = max(states.keys() - upcoming, default=None)
    periods = governance.offered(latest, upcoming, starts=strategy.starts, on=on)
    suggested = governance.default(periods, latest, upcoming, on=on)
    return Choices(periods, suggested, frozenset(upcoming), latest)


@dataclass(frozen=True, slots=True)
class Cycle:
    """The dates proposed for a quarter, and those they were taken from (of `last`), in order.

    `last` is None where the dates are the upcoming quarter's own, or there are none at all.
    """

    dates: list[GovernanceDate]
    last: FinancialQuarter | None = None
    before: tuple[GovernanceDate, ...] = ()


def cycle(strategy: Strategy, period: FinancialQuarter) -> Cycle:
    """An upcoming quarter's own dates, else those of the last that had any, moved on."""
    quarters = (
        Quarter.objects.filter(strategy=strategy, period__lte=period)
        .exclude(governance_dates=None)
        .newest_first()
    )
    last = quarters.prefetch_related("governance_dates").first()
    if last is None:
        return Cycle([])
    dates = dates_of(last)
    if last.period == period:
        return Cycle(dates)
    return Cycle(governance.proposed(dates, last.period, period), last.period, tuple(dates))


def dates_of(quarter: Quarter) -> list[GovernanceDate]:
    """The quarter's dates as values, in their order."""
    return [
        GovernanceDate(item.kind, item.date, item.words) for item in quarter.governance_dates.all()
    ]
