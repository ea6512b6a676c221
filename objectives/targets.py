"""Which of a placement's targets a quarter prints."""

from objectives.judging.profiles import year_of
from objectives.models import Target
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import TargetPeriod


def target_for(targets: list[Target], quarter: FinancialQuarter) -> Target | None:
    """Of a placement's targets, the one to print in `quarter`.

    That quarter's own; else the latest year's that has begun; else the standing one; else the
    first that is still to come.
    """
    years = []
    standing = None
    for target in targets:
        if target.period == TargetPeriod.STANDING:
            standing = target
        elif target.period != TargetPeriod.QUARTER:
            years.append(target)
        elif (target.year, target.quarter) == (quarter.year, quarter.quarter):
            return target
    begun = [item for item in years if item.year <= _year_of(item.period, quarter)]
    if begun:
        return max(begun, key=lambda item: item.year)
    return standing or min(years, key=lambda item: item.year, default=None)


def target_of_year(targets: list[Target], period: DataPeriod) -> Target | None:
    """Of a placement's targets, the one that is promised for exactly this year."""
    for target in targets:
        year = year_of(target.promise)
        if year and (year.kind, year.starts) == (period.kind, period.starts):
            return target
    return None


def _year_of(period: str, quarter: FinancialQuarter) -> int:
    """The year, of that kind, in which the quarter ends."""
    ends = quarter.ends
    if period == TargetPeriod.CALENDAR_YEAR:
        return ends.year
    if period == TargetPeriod.ACADEMIC_YEAR:
        return ends.year if ends.month >= 9 else ends.year - 1
    return quarter.year
