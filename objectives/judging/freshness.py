"""Whether a figure is older than the KPI's frequency allows (pure, standard library only)."""

from datetime import date

from objectives.judging.case import Case
from objectives.judging.comparing import is_number
from objectives.periods import DataPeriod
from objectives.plan import Frequency

_OVERDUE_AFTER = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.TERMLY: 4,
    Frequency.HALF_YEARLY: 6,
    Frequency.YEARLY: 24,  # yearly statistics come out up to a year late
}
"""How many months after a period's end a newer figure should be there."""


def stale(case: Case) -> str:
    """In words, since when there is nothing new: "Nothing newer than 2018-20". Blank if fresh.

    Never for a period that the source leaves unsaid, or of a KPI whose frequency is not known.
    """
    period, months = _last_period(case), _OVERDUE_AFTER.get(case.terms.frequency)
    if period is None or period.inferred or months is None:
        return ""
    is_overdue = _month(period.ends) + months <= _month(case.quarter.ends)
    return f"Nothing newer than {period.label}" if is_overdue else ""


def _last_period(case: Case) -> DataPeriod | None:
    """The reported figure's; without one the latest on record's."""
    if case.reported is not None and (case.reported.period or is_number(case.reported)):
        return case.reported.period
    periods = [item.period for item in case.earlier]
    return max(periods, key=lambda period: period.ends, default=None)


def _month(day: date) -> int:
    """A quarter ends with a month, so whole months are all that counts."""
    return day.year * 12 + day.month
