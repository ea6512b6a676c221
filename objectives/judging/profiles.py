"""How a year's target is spread over its year: what is expected by when, and in what time.

Pure rules, standard library only. A target without a profile grows evenly from month to month; a
profile's quarters do so within each quarter.
"""

from datetime import date
from decimal import Decimal

from objectives.days import is_year
from objectives.decimals import rounded
from objectives.judging.case import Promise
from objectives.periods import DataPeriod
from objectives.plan import TargetPeriod, YearProfile

_YEARS = {
    TargetPeriod.FINANCIAL_YEAR: DataPeriod.for_financial_year,
    TargetPeriod.ACADEMIC_YEAR: DataPeriod.for_academic_year,
    TargetPeriod.CALENDAR_YEAR: DataPeriod.for_calendar_year,
}
_STORED = 6  # decimals: twelfths need not end


def year_of(target: Promise) -> DataPeriod | None:
    """The year for which a target is promised; None for a standing one or one quarter's."""
    if target.period not in _YEARS or target.year is None or not is_year(target.year):
        return None
    return _YEARS[target.period](target.year)


def expected_by(target: Promise, year: DataPeriod, day: date) -> tuple[Decimal, Decimal]:
    """From and to what number the target wants it by the end of the day's month.

    Both are the same for a single number. `day` lies in the year.
    """
    return _ends(target, _at(target, _months(year.starts, day)), _months(year.starts, day))


def share_of(target: Promise, year: DataPeriod, part: DataPeriod) -> tuple[Decimal, Decimal]:
    """From and to what number the target wants in a part of the year, whole months of it."""
    before, until = _months(year.starts, part.starts) - 1, _months(year.starts, part.ends)
    return _ends(target, _at(target, until) - _at(target, before), until - before)


def has_own_shares(target: Promise) -> bool:
    """Whether the target has a profile of its own, of a financial year's four quarters."""
    is_whole = len(target.shares) == 4 and target.period is TargetPeriod.FINANCIAL_YEAR
    return is_whole and target.profile is not YearProfile.EQUAL


def _months(starts: date, day: date) -> int:
    """How many months of a year have begun by a day."""
    return (day.year - starts.year) * 12 + day.month - starts.month + 1


def _at(target: Promise, months: int) -> Decimal:
    """What is expected after so many months of the year."""
    if not has_own_shares(target):
        return _stored(target.number * months / 12)
    by_quarter = [Decimal(0), *_cumulated(target)]
    quarters, rest = divmod(months, 3)
    if not rest:
        return by_quarter[quarters]
    within = by_quarter[quarters + 1] - by_quarter[quarters]
    return _stored(by_quarter[quarters] + within * rest / 3)


def _cumulated(target: Promise) -> list[Decimal]:
    if target.profile is YearProfile.CUMULATIVE:
        return list(target.shares)
    return [sum(target.shares[: count + 1], Decimal(0)) for count in range(4)]


def _ends(target: Promise, low: Decimal, months: int) -> tuple[Decimal, Decimal]:
    """The number and, for a range, its upper end in the same proportion."""
    if target.upper is None:
        return low, low
    if has_own_shares(target) and target.number:
        return low, _stored(target.upper * low / target.number)
    return low, _stored(target.upper * months / 12)


def _stored(value: Decimal) -> Decimal:
    return rounded(rounded(value, _STORED), None)
