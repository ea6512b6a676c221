"""Which time a figure covers that says only what kind of time: "Quarter", "School Term", "Year".

Pure rules. Of its kind, the most recent figure of a quarter's report is for the latest time that
had ended by the quarter's end, and each one before it for the time before. The file does not say
so: all of them are inferred.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from objectives.period_reading import parse_period
from objectives.periods import DataPeriod, FinancialQuarter, PeriodKind
from objectives.plan import Basis, Comparison, Frequency, TargetPeriod
from objectives.units import PER_CENT

#: As sources print it, in small letters.
_KINDS = {
    "month": PeriodKind.MONTH,
    "monthly": PeriodKind.MONTH,
    "quarter": PeriodKind.QUARTER,
    "quarterly": PeriodKind.QUARTER,
    "half year": PeriodKind.HALF_YEAR,
    "school term": PeriodKind.SCHOOL_TERM,
    "term": PeriodKind.SCHOOL_TERM,
    "year": PeriodKind.FINANCIAL_YEAR,
    "annual": PeriodKind.FINANCIAL_YEAR,
    "yearly": PeriodKind.FINANCIAL_YEAR,
    "financial year": PeriodKind.FINANCIAL_YEAR,
    "academic year": PeriodKind.ACADEMIC_YEAR,
    "calendar year": PeriodKind.CALENDAR_YEAR,
    "april to date": PeriodKind.YEAR_TO_DATE,
    "year to date": PeriodKind.YEAR_TO_DATE,
    "ytd": PeriodKind.YEAR_TO_DATE,
    "rolling 12 months": PeriodKind.ROLLING_12_MONTHS,
    "rolling year": PeriodKind.ROLLING_12_MONTHS,
    "three year": PeriodKind.THREE_YEARS,
    "three years": PeriodKind.THREE_YEARS,
    "3 years": PeriodKind.THREE_YEARS,
}
KNOWN_TYPES = (
    "Month, Quarter, Half year, School term, Year, Financial year, Academic year, Calendar year, "
    "April to date, Rolling 12 months or Three year"
)
_FREQUENCIES = {
    PeriodKind.MONTH: Frequency.MONTHLY,
    PeriodKind.QUARTER: Frequency.QUARTERLY,
    PeriodKind.YEAR_TO_DATE: Frequency.QUARTERLY,
    PeriodKind.ROLLING_12_MONTHS: Frequency.QUARTERLY,
    PeriodKind.HALF_YEAR: Frequency.HALF_YEARLY,
    PeriodKind.SCHOOL_TERM: Frequency.TERMLY,
}
_WHOLE_YEARS = {
    PeriodKind.FINANCIAL_YEAR: TargetPeriod.FINANCIAL_YEAR,
    PeriodKind.ACADEMIC_YEAR: TargetPeriod.ACADEMIC_YEAR,
    PeriodKind.CALENDAR_YEAR: TargetPeriod.CALENDAR_YEAR,
}
_NO_AMOUNT = re.compile(r"^(rate|per)\b|\b(year|month|week|day|hour)s?$", re.IGNORECASE)


def kind_of(period_type: str) -> PeriodKind | None:
    """What kind of time a source means by it; "Three year (updated annually)" is three years."""
    plain = re.sub(r"\(.*\)", "", period_type).replace("-", " ")
    return _KINDS.get(" ".join(plain.casefold().split()))


def latest(kind: PeriodKind, quarter: FinancialQuarter) -> DataPeriod:
    """The last time of that kind that had ended by the quarter's end."""
    return _LATEST[kind](quarter.ends).as_inferred()


def run_of(kind: PeriodKind, quarter: FinancialQuarter, many: int) -> list[DataPeriod]:
    """The latest and those before it, newest first."""
    found, day = [], quarter.ends
    for _ in range(many):
        found.append(_LATEST[kind](day).as_inferred())
        day = _day_before(found[-1])
    return found


def _day_before(period: DataPeriod) -> date:
    """By when the time before had ended. Times that overlap step by their own pace."""
    if period.kind is PeriodKind.THREE_YEARS:
        return date(period.ends.year - 1, 12, 31)
    if period.kind in (PeriodKind.ROLLING_12_MONTHS, PeriodKind.YEAR_TO_DATE):
        return FinancialQuarter.containing(period.ends).previous.ends
    return period.starts - timedelta(days=1)


def _half_year(day: date) -> DataPeriod:
    quarter = _ended(day)
    first = quarter if quarter.quarter in (2, 4) else quarter.previous
    return parse_period(f"H{first.quarter // 2} {first.financial_year}")


def _term(day: date) -> DataPeriod:
    ends = [(f"{term} term {day.year}", date(day.year, *end)) for term, end in _TERM_ENDS]
    ended = [text for text, end in ends if end <= day]
    return parse_period(ended[-1] if ended else f"autumn term {day.year - 1}")


_TERM_ENDS = (("spring", (3, 31)), ("summer", (8, 31)), ("autumn", (12, 31)))


def _ended(day: date) -> FinancialQuarter:
    """The last quarter that had ended on the day."""
    quarter = FinancialQuarter.containing(day)
    return quarter if quarter.ends == day else quarter.previous


def _month(day: date) -> DataPeriod:
    """The day is a month's last."""
    return DataPeriod.for_month(day.year, day.month)


def _year_ended(day: date, month: int, last: int) -> int:
    """In which year the last one ended that ends on that day of the year."""
    return day.year if (day.month, day.day) >= (month, last) else day.year - 1


def _rolling(day: date) -> DataPeriod:
    return DataPeriod.for_12_months_to(day.year, day.month)


def _three_years(day: date) -> DataPeriod:
    last = _year_ended(day, 12, 31)
    return DataPeriod.for_years(last - 2, last)


_LATEST: dict[PeriodKind, Callable[[date], DataPeriod]] = {
    PeriodKind.MONTH: _month,
    PeriodKind.QUARTER: lambda day: DataPeriod.for_quarter(_ended(day)),
    PeriodKind.HALF_YEAR: _half_year,
    PeriodKind.SCHOOL_TERM: _term,
    PeriodKind.FINANCIAL_YEAR: lambda day: DataPeriod.for_financial_year(
        _year_ended(day, 3, 31) - 1
    ),
    PeriodKind.ACADEMIC_YEAR: lambda day: DataPeriod.for_academic_year(_year_ended(day, 8, 31) - 1),
    PeriodKind.CALENDAR_YEAR: lambda day: DataPeriod.for_calendar_year(_year_ended(day, 12, 31)),
    PeriodKind.YEAR_TO_DATE: lambda day: DataPeriod.year_to_date(_ended(day)),
    PeriodKind.ROLLING_12_MONTHS: _rolling,
    PeriodKind.THREE_YEARS: _three_years,
}


# --- What follows from it -------------------------------------------------------------------------


def frequency_of(kind: PeriodKind) -> Frequency:
    """How often such a figure comes."""
    return _FREQUENCIES.get(kind, Frequency.YEARLY)


def comparison_of(kind: PeriodKind) -> Comparison:
    """Terms are not alike: one is compared with the same of last year, as totals to date are."""
    is_seasonal = kind in (PeriodKind.SCHOOL_TERM, PeriodKind.YEAR_TO_DATE)
    return Comparison.SAME_PERIOD_LAST_YEAR if is_seasonal else Comparison.PREVIOUS_PERIOD


def basis_of(kind: PeriodKind, unit: str) -> Basis:
    """What its figures are taken to cover: a percentage or a rate is not added up, a count is."""
    overlaps = kind in (PeriodKind.ROLLING_12_MONTHS, PeriodKind.THREE_YEARS)
    if unit == PER_CENT or overlaps or _NO_AMOUNT.search(unit):
        return Basis.POINT_IN_TIME
    if kind is PeriodKind.YEAR_TO_DATE:
        return Basis.YEAR_TO_DATE
    return Basis.FULL_YEAR if kind in _WHOLE_YEARS else Basis.PERIOD


def time_of_target(period: DataPeriod) -> dict:
    """For what time a target is promised that stands beside a figure of this period.

    The figure's own year or quarter. No target is for a term, a rolling year or three years: one
    beside such a figure stands until it is replaced.
    """
    if period.kind is PeriodKind.QUARTER:
        quarter = FinancialQuarter.containing(period.starts)
        return {"period": TargetPeriod.QUARTER, "year": quarter.year, "quarter": quarter.quarter}
    if period.kind in _WHOLE_YEARS:
        kind = _WHOLE_YEARS[period.kind]
        return {"period": kind, "year": period.starts.year, "quarter": None}
    return {"period": TargetPeriod.STANDING, "year": None, "quarter": None}
