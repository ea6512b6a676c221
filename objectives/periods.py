"""Financial quarters, data periods and dates in words.

Pure rules, standard library only. A quarter's identity is a value (DESIGN section 3, decision 7)
and the data period of a figure is not the quarter it is reported in (decision 3). Nothing here
reads the clock: a date is always an argument.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""The years that are understood; anything outside is a slip of the finger."""

# fmt: off
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_MONTH_NUMBERS = {
    **{name.lower(): number for number, name in enumerate(MONTHS, start=1)},
    **{name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)},
    "sept": 9,
}
_LONGEST_PERIOD_TEXT = 60
_LONGEST_SPAN_IN_YEARS = 10
_SPACES, _DASHES = "\u00a0\u2009\u202f", "\u2010\u2011\u2012\u2013\u2014\u2212"
_TYPOGRAPHY = str.maketrans(dict.fromkeys(_SPACES, " ") | dict.fromkeys(_DASHES, "-"))


def plain_typography(text: str) -> str:
    """The same text with typographic spaces and dashes made plain ones."""
    return text.translate(_TYPOGRAPHY)


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
        _check_year(self.year)

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
        return _month_end(self._calendar_year, self._first_month + 2)

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
        return _months_in_words(self.starts, self.ends)

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
        label = _months_in_words(starts, quarter.ends)
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
        _check_year(year)
        starts = date(year, month, 1)
        label = f"{MONTHS[month - 1]} {year}"
        return cls(PeriodKind.MONTH, starts, _month_end(year, month), label)

    @classmethod
    def for_years(cls, first: int, last: int) -> Self:
        """Whole calendar years, both included: "2018-20"; one year is a calendar year.

        Two years are "2021 to 2022", as "2021-22" would be a financial year. ValueError if
        `last` comes before `first` or a year lies outside 1900 to 2100.
        """
        if first == last:
            return cls.for_calendar_year(first)
        _check_year(first)
        _check_year(last)
        kind = PeriodKind.THREE_YEARS if last - first == 2 else PeriodKind.OTHER
        return cls(kind, date(first, 1, 1), date(last, 12, 31), _years_in_words(first, last))

    @classmethod
    def for_12_months_to(cls, year: int, month: int) -> Self:
        """A rolling year by its last month, "12 months to September 2023"; ValueError as above."""
        _check_year(year)
        ends = _month_end(year, month)
        starts = date(year, 1, 1) if month == 12 else date(year - 1, month + 1, 1)
        label = f"12 months to {MONTHS[month - 1]} {year}"
        return cls(PeriodKind.ROLLING_12_MONTHS, starts, ends, label)

    @classmethod
    def for_day(cls, day: date) -> Self:
        """A single day, "7 February 2024": a count or a state as at that day."""
        return cls(PeriodKind.DAY, day, day, in_words(day))


def parse_period(text: str) -> DataPeriod | None:
    """Read a period as people type it; None when it is not understood. Never raises.

    "2021/22" and "2021-22" are financial years, "2018-20" is three calendar years, a bare year is
    a calendar year. A range of months becomes the quarter, the year to date or the kind of year
    that it is.
    """
    if len(text) > _LONGEST_PERIOD_TEXT:
        return None
    text = " ".join(plain_typography(text).lower().split())
    for read in (_read_quarter, _read_years, _read_month_range, _read_rolling_year, _read_point):
        try:
            period = read(text)
        except ValueError:  # a month or a year that does not exist
            return None
        if period is not None:
            return period
    return None


def parse_month(text: str) -> tuple[int, int] | None:
    """Year and month of "July 2023", "Jul 2023" or "Jul-23"; None when not understood.

    "Jul 23" is None: it may be a day. Two figures are 2000 to 2069 or 1970 to 1999.
    """
    text = plain_typography(text).strip().lower()
    match = re.fullmatch(r"([a-z]{3,9})(?:[ -]([0-9]{4})|-([0-9]{2}))", text)
    if match is None or match[1] not in _MONTH_NUMBERS:
        return None
    year = _full_year(match[2] or match[3])
    return (year, _MONTH_NUMBERS[match[1]]) if _is_year(year) else None


def parse_date(text: str) -> date | None:
    """A day as people write it in Britain; None when it is not understood or does not exist.

    "14/11/2023" (day first), "14/11/23", "2023-11-14", "14 November 2023", "14th Nov 2023".
    """
    text = plain_typography(text).strip().lower()
    for pattern in (_ISO_DATE, _SLASHED_DATE, _WRITTEN_DATE):
        match = pattern.fullmatch(text)
        if match is not None:
            return _date_or_none(match["year"], match["month"], match["day"])
    return None


_ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_SLASHED_DATE = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4}|[0-9]{2})")
_WRITTEN_DATE = re.compile(
    rf"(?:(?:{'|'.join(WEEKDAYS)}),? )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? "
    r"(?P<month>[a-z]{3,9}),? (?P<year>[0-9]{4})",
    re.IGNORECASE | re.ASCII,
)


def month_number(name: str) -> int | None:
    """1 to 12 for "July", "jul" or "Sept"; None for any other word."""
    return _MONTH_NUMBERS.get(name.strip().lower())


def parse_year_pair(text: str) -> int | None:
    """The first year of "2023/24", "2023-24" or "2023/2024"; None if the second is not the next."""
    match = re.fullmatch(r"([0-9]{4})[/-]([0-9]{4}|[0-9]{2})", plain_typography(text).strip())
    if match is None:
        return None
    year, second = int(match[1]), int(match[2])
    follows = second == year + 1 if len(match[2]) == 4 else second == (year + 1) % 100
    return year if follows and _is_year(year) else None


def year_pair(year: int) -> str:
    """How a year from one spring or autumn to the next is written: 2023 is "2023/24"."""
    return f"{year}/{(year + 1) % 100:02d}"


def in_words(day: date) -> str:
    """A day as pages show it: "7 February 2024"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def with_weekday(day: date) -> str:
    """A day of a deadline or meeting: "Wednesday 7 February 2024"."""
    return f"{WEEKDAYS[day.weekday()]} {in_words(day)}"


def until(day: date, *, on: date) -> str:
    """How far a day is from `on`: "in 16 days", "tomorrow", "today", "yesterday", "3 days ago"."""
    days = (day - on).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    return f"in {days:,} days" if days > 0 else f"{-days:,} days ago"


def _read_quarter(text: str) -> DataPeriod | None:
    if re.fullmatch(r"[0-9]{4}-q[1-4]", text):
        return DataPeriod.for_quarter(FinancialQuarter.parse(text))
    match = re.fullmatch(r"(?:q|quarter )([1-4]),? ([0-9/-]+)", text)
    year = parse_year_pair(match[2]) if match else None
    return None if year is None else DataPeriod.for_quarter(FinancialQuarter(year, int(match[1])))


def _read_years(text: str) -> DataPeriod | None:
    kind, years = _split_kind_of_year(text)
    first = parse_year_pair(years)
    if first is not None and kind != "calendar":
        if kind == "academic":
            return DataPeriod.for_academic_year(first)
        return DataPeriod.for_financial_year(first)
    if kind in ("academic", "financial"):
        return None
    return _read_calendar_years(years)


def _split_kind_of_year(text: str) -> tuple[str, str]:
    """("academic", "2022/23") for "academic year 2022/23" and for "2022/23 academic year"."""
    kinds = "academic|financial|calendar"
    match = re.fullmatch(rf"({kinds}) year (.+)", text)
    if match is not None:
        return match[1], match[2]
    match = re.fullmatch(rf"([0-9/-]+) ({kinds}) year", text)
    return (match[2], match[1]) if match else ("", text)


def _read_calendar_years(text: str) -> DataPeriod | None:
    match = re.fullmatch(r"([0-9]{4})(?:(?: ?- ?| to )([0-9]{4}|[0-9]{2}))?", text)
    if match is None:
        return None
    first = last = int(match[1])
    if match[2]:
        last = int(match[2]) if len(match[2]) == 4 else first // 100 * 100 + int(match[2])
    if not 0 <= last - first < _LONGEST_SPAN_IN_YEARS:
        return None
    return DataPeriod.for_years(first, last)


def _read_month_range(text: str) -> DataPeriod | None:
    match = re.fullmatch(r"([a-z]{3,9})(?: ([0-9]{4}))?(?: ?- ?| to )([a-z]{3,9}) ([0-9]{4})", text)
    if match is None:
        return None
    first, last = month_number(match[1]), month_number(match[3])
    if first is None or last is None:
        return None
    last_year = int(match[4])
    first_year = int(match[2]) if match[2] else last_year
    return _for_months((first_year, first), (last_year, last))


def _for_months(first: tuple[int, int], last: tuple[int, int]) -> DataPeriod | None:
    """The period from one (year, month) to another, as the most telling kind that fits."""
    for year, _ in (first, last):
        _check_year(year)
    length = (last[0] - first[0]) * 12 + last[1] - first[1] + 1
    if not 1 <= length <= 12 * _LONGEST_SPAN_IN_YEARS:
        return None
    if length == 1:
        return DataPeriod.for_month(*first)
    starts, ends = date(*first, 1), _month_end(*last)
    quarter = FinancialQuarter.containing(ends)
    if quarter.ends == ends and starts in (quarter.starts, date(quarter.year, 4, 1)):
        is_quarter = starts == quarter.starts
        return (DataPeriod.for_quarter if is_quarter else DataPeriod.year_to_date)(quarter)
    if length == 12 and first[1] in (1, 9):
        whole_year = {1: DataPeriod.for_calendar_year, 9: DataPeriod.for_academic_year}
        return whole_year[first[1]](first[0])
    kinds = {6: PeriodKind.HALF_YEAR, 12: PeriodKind.ROLLING_12_MONTHS, 36: PeriodKind.THREE_YEARS}
    kind = kinds.get(length, PeriodKind.OTHER)
    return DataPeriod(kind, starts, ends, _months_in_words(starts, ends))


def _read_rolling_year(text: str) -> DataPeriod | None:
    match = re.fullmatch(r"(?:rolling )?12 months (?:to|ending) (.+)", text)
    month = parse_month(match[1]) if match else None
    return None if month is None else DataPeriod.for_12_months_to(*month)


def _read_point(text: str) -> DataPeriod | None:
    month, day = parse_month(text), parse_date(text)
    if month is not None:
        return DataPeriod.for_month(*month)
    return None if day is None else DataPeriod.for_day(day)


def _date_or_none(year: str, month: str, day: str) -> date | None:
    number = int(month) if month.isdigit() else _MONTH_NUMBERS.get(month)
    full_year = _full_year(year)
    if number is None or not _is_year(full_year):
        return None
    try:
        return date(full_year, number, int(day))
    except ValueError:  # 31 February
        return None


def _full_year(figures: str) -> int:
    year = int(figures)
    if len(figures) == 4:
        return year
    return 2000 + year if year < 70 else 1900 + year


def _is_year(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _check_year(year: int) -> None:
    if not _is_year(year):
        raise ValueError(f"A year is {FIRST_YEAR} to {LAST_YEAR}, not {year!r}.")


def _financial_year_of(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _twelve_months(year: int, first_month: int) -> tuple[date, date]:
    _check_year(year)
    starts = date(year, first_month, 1)
    return starts, date(year + 1, first_month, 1) - timedelta(days=1)


def _months_in_words(starts: date, ends: date) -> str:
    first, last = MONTHS[starts.month - 1], MONTHS[ends.month - 1]
    first = first if starts.year == ends.year else f"{first} {starts.year}"
    return f"{first} to {last} {ends.year}"


def _years_in_words(first: int, last: int) -> str:
    if last - first == 1:
        return f"{first} to {last}"
    same_century = first // 100 == last // 100
    return f"{first}-{last % 100:02d}" if same_century else f"{first}-{last}"
