"""Financial quarters and data periods.

Pure rules, standard library only. A quarter's identity is a value (DESIGN section 3, decision 7)
and the data period of a figure is not the quarter it is reported in (decision 3). Nothing here
reads the clock: a date is always an argument.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from objectives.days import MONTHS, check_year, in_words, month_end, months_in_words


@dataclass(frozen=True, order=True, slots=True)
class FinancialQuarter:
    """One quarter of a council's financial year, April to March (DESIGN section 2).

    `year` is the calendar year in which the financial year starts: January to March 2024 is
    `FinancialQuarter(2023, 4)`. Quarters are in order of time. ValueError if `quarter` is not
    1 to 4 or `year` is not 1900 to 2100.
    """

    year: int
    quarter: int

    def __post_init__(self) -> None:
        if self.quarter not in (1, 2, 3, 4):
            raise ValueError(f"A quarter is 1, 2, 3 or 4, not {self.quarter!r}.")
        check_year(self.year)

    @classmethod
    def parse(cls, slug: str) -> Self:
        """Read a slug as `slug` writes it, "2023-q2"; ValueError for anything else."""
        match = re.fullmatch(r"([0-9]{4})-q([1-4])", slug)
        if match is None:
            raise ValueError(f"Not a quarter: {slug[:40]!r}. It is written like 2023-q2.")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def containing(cls, day: date) -> Self:
        """The quarter in which a day lies; ValueError outside 1900 to 2100."""
        months_since_april = (day.month - 4) % 12
        return cls(_financial_year_of(day), months_since_april // 3 + 1)

    def __str__(self) -> str:
        return self.slug

    @property
    def slug(self) -> str:
        """For addresses: "2023-q2"."""
        return f"{self.year}-q{self.quarter}"

    @property
    def starts(self) -> date:
        """The first day."""
        return date(self._calendar_year, self._first_month, 1)

    @property
    def ends(self) -> date:
        """The last day."""
        return month_end(self._calendar_year, self._first_month + 2)

    @property
    def financial_year(self) -> str:
        """As it is written: "2023/24"."""
        return year_pair(self.year)

    @property
    def name(self) -> str:
        """In short: "Q2 2023/24"."""
        return f"Q{self.quarter} {self.financial_year}"

    @property
    def label(self) -> str:
        """As the council prints it: "Jul-Sep 2023"."""
        first, last = MONTHS[self.starts.month - 1], MONTHS[self.ends.month - 1]
        return f"{first[:3]}-{last[:3]} {self._calendar_year}"

    @property
    def long_label(self) -> str:
        """Its months in full: "July to September 2023"."""
        return months_in_words(self.starts, self.ends)

    @property
    def title(self) -> str:
        """For headings: "Q2 2023/24, July to September 2023"."""
        return f"{self.name}, {self.long_label}"

    @property
    def previous(self) -> "FinancialQuarter":
        """The quarter before; ValueError before 1900."""
        if self.quarter == 1:
            return FinancialQuarter(self.year - 1, 4)
        return FinancialQuarter(self.year, self.quarter - 1)

    @property
    def next(self) -> "FinancialQuarter":
        """The quarter after; ValueError after 2100."""
        if self.quarter == 4:
            return FinancialQuarter(self.year + 1, 1)
        return FinancialQuarter(self.year, self.quarter + 1)

    @property
    def _calendar_year(self) -> int:
        return self.year + 1 if self.quarter == 4 else self.year

    @property
    def _first_month(self) -> int:
        return 1 if self.quarter == 4 else self.quarter * 3 + 1


class PeriodKind(StrEnum):
    """What sort of stretch of time a figure covers, as sources print it (DESIGN section 2)."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    SCHOOL_TERM = "school_term"
    FINANCIAL_YEAR = "financial_year"
    ACADEMIC_YEAR = "academic_year"
    CALENDAR_YEAR = "calendar_year"
    YEAR_TO_DATE = "year_to_date"
    ROLLING_12_MONTHS = "rolling_12_months"
    THREE_YEARS = "three_years"
    DAY = "day"
    OTHER = "other"

    @property
    def label(self) -> str:
        """In words, for pages."""
        return _PERIOD_KIND_LABELS[self]


_PERIOD_KIND_LABELS = {
    PeriodKind.MONTH: "Month",
    PeriodKind.QUARTER: "Quarter",
    PeriodKind.HALF_YEAR: "Half year",
    PeriodKind.SCHOOL_TERM: "School term",
    PeriodKind.FINANCIAL_YEAR: "Financial year",
    PeriodKind.ACADEMIC_YEAR: "Academic year",
    PeriodKind.CALENDAR_YEAR: "Calendar year",
    PeriodKind.YEAR_TO_DATE: "April to date",
    PeriodKind.ROLLING_12_MONTHS: "Rolling 12 months",
    PeriodKind.THREE_YEARS: "Three years",
    PeriodKind.DAY: "One day",
    PeriodKind.OTHER: "Another period",
}


@dataclass(frozen=True, slots=True)
class DataPeriod:
    """The stretch of time that a figure covers, both days included (DESIGN section 2).

    `inferred` says that the source leaves the period unsaid (section 3, decision 3).
    ValueError if it ends before it starts.
    """

    kind: PeriodKind
    starts: date
    ends: date
    label: str
    inferred: bool = False

    def __post_init__(self) -> None:
        if self.starts > self.ends:
            raise ValueError(f"A period cannot end ({self.ends}) before it starts ({self.starts}).")

    def __str__(self) -> str:
        return self.label

    def as_inferred(self) -> Self:
        """The same period, marked as not stated by the source."""
        return replace(self, inferred=True)

    @classmethod
    def for_quarter(cls, quarter: FinancialQuarter) -> Self:
        """One financial quarter, "July to September 2023"."""
        return cls(PeriodKind.QUARTER, quarter.starts, quarter.ends, quarter.long_label)

    @classmethod
    def year_to_date(cls, quarter: FinancialQuarter) -> Self:
        """From April to the quarter's end, "April to September 2023"."""
        starts = date(quarter.year, 4, 1)
        label = months_in_words(starts, quarter.ends)
        return cls(PeriodKind.YEAR_TO_DATE, starts, quarter.ends, label)

    @classmethod
    def for_financial_year(cls, year: int) -> Self:
        """April of `year` to March, "2021/22"; ValueError outside 1900 to 2100."""
        starts, ends = _twelve_months(year, 4)
        return cls(PeriodKind.FINANCIAL_YEAR, starts, ends, year_pair(year))

    @classmethod
    def for_academic_year(cls, year: int) -> Self:
        """September of `year` to August, "academic year 2022/23"; ValueError as above."""
        starts, ends = _twelve_months(year, 9)
        return cls(PeriodKind.ACADEMIC_YEAR, starts, ends, f"academic year {year_pair(year)}")

    @classmethod
    def for_calendar_year(cls, year: int) -> Self:
        """January to December, "2022"; ValueError outside 1900 to 2100."""
        starts, ends = _twelve_months(year, 1)
        return cls(PeriodKind.CALENDAR_YEAR, starts, ends, str(year))

    @classmethod
    def for_month(cls, year: int, month: int) -> Self:
        """One calendar month, "July 2023"; ValueError outside 1900 to 2100 or for month 13."""
        check_year(year)
        starts = date(year, month, 1)
        label = f"{MONTHS[month - 1]} {year}"
        return cls(PeriodKind.MONTH, starts, month_end(year, month), label)

    @classmethod
    def for_years(cls, first: int, last: int) -> Self:
        """Whole calendar years, both included: "2018-20"; one year is a calendar year.

        Two years are "2021 to 2022", as "2021-22" would be a financial year. ValueError if
        `last` comes before `first` or a year lies outside 1900 to 2100.
        """
        if first == last:
            return cls.for_calendar_year(first)
        check_year(first)
        check_year(last)
        kind = PeriodKind.THREE_YEARS if last - first == 2 else PeriodKind.OTHER
        return cls(kind, date(first, 1, 1), date(last, 12, 31), _years_in_words(first, last))

    @classmethod
    def for_12_months_to(cls, year: int, month: int) -> Self:
        """A rolling year by its last month, "12 months to September 2023"; ValueError as above."""
        check_year(year)
        ends = month_end(year, month)
        starts = date(year, 1, 1) if month == 12 else date(year - 1, month + 1, 1)
        label = f"12 months to {MONTHS[month - 1]} {year}"
        return cls(PeriodKind.ROLLING_12_MONTHS, starts, ends, label)

    @classmethod
    def for_day(cls, day: date) -> Self:
        """A single day, "7 February 2024": a count or a state as at that day."""
        return cls(PeriodKind.DAY, day, day, in_words(day))


def year_pair(year: int) -> str:
    """How a year from one spring or autumn to the next is written: 2023 is "2023/24"."""
    return f"{year}/{(year + 1) % 100:02d}"


def _financial_year_of(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def _twelve_months(year: int, first_month: int) -> tuple[date, date]:
    check_year(year)
    starts = date(year, first_month, 1)
    return starts, date(year + 1, first_month, 1) - timedelta(days=1)


def _years_in_words(first: int, last: int) -> str:
    if last - first == 1:
        return f"{first} to {last}"
    same_century = first // 100 == last // 100
    return f"{first}-{last % 100:02d}" if same_century else f"{first}-{last}"
