"""Periods, months and days as people type them.

Pure rules, standard library only. A reader never raises: what it does not understand is None.
"""

import re
from datetime import date

from objectives.days import MONTHS, WEEKDAYS, check_year, is_year, month_end, months_in_words
from objectives.periods import DataPeriod, FinancialQuarter, PeriodKind, year_pair

_MONTH_NUMBERS = {
    **{name.lower(): number for number, name in enumerate(MONTHS, start=1)},
    **{name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)},
    "sept": 9,
}
_LONGEST_PERIOD_TEXT = 60
_LONGEST_SPAN_IN_YEARS = 10
_SPACES, _DASHES = "\u00a0\u2009\u202f", "\u2010\u2011\u2012\u2013\u2014\u2212"
_TYPOGRAPHY = str.maketrans(dict.fromkeys(_SPACES, " ") | dict.fromkeys(_DASHES, "-"))
_ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_SLASHED_DATE = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4}|[0-9]{2})")
_WRITTEN_DATE = re.compile(
    rf"(?:(?:{'|'.join(WEEKDAYS)}),? )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? "
    r"(?P<month>[a-z]{3,9}),? (?P<year>[0-9]{4})",
    re.IGNORECASE | re.ASCII,
)


def plain_typography(text: str) -> str:
    """The same text with typographic spaces and dashes made plain ones."""
    return text.translate(_TYPOGRAPHY)


def parse_period(text: str) -> DataPeriod | None:
    """Read a period as people type it; None when it is not understood. Never raises.

    "2021/22" and "2021-22" are financial years, "2018-20" is three calendar years, a bare year is
    a calendar year. A range of months becomes the quarter, the year to date or the kind of year
    that it is. "H1 2023/24" is April to September. School terms run from 1 September to
    31 December, from 1 January to 31 March and from 1 April to 31 August: Easter moves, and so cut
    the three make up an academic year. "As at" a day is that day.
    """
    if len(text) > _LONGEST_PERIOD_TEXT:
        return None
    text = " ".join(plain_typography(text).lower().split())
    for read in _READERS:
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
    return (year, _MONTH_NUMBERS[match[1]]) if is_year(year) else None


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
    return year if follows and is_year(year) else None


def _read_quarter(text: str) -> DataPeriod | None:
    if re.fullmatch(r"[0-9]{4}-q[1-4]", text):
        return DataPeriod.for_quarter(FinancialQuarter.parse(text))
    match = re.fullmatch(r"(?:q|quarter )([1-4]),? ([0-9/-]+)", text)
    year = parse_year_pair(match[2]) if match else None
    return None if year is None else DataPeriod.for_quarter(FinancialQuarter(year, int(match[1])))


def _read_half_year(text: str) -> DataPeriod | None:
    match = re.fullmatch(r"h([12]),? ([0-9/-]+)", text)
    year = parse_year_pair(match[2]) if match else None
    if year is None:
        return None
    first, last = (1, 2) if match[1] == "1" else (3, 4)
    starts, ends = FinancialQuarter(year, first).starts, FinancialQuarter(year, last).ends
    return DataPeriod(PeriodKind.HALF_YEAR, starts, ends, f"H{match[1]} {year_pair(year)}")


_TERMS = {"autumn": (9, 12), "spring": (1, 3), "summer": (4, 8)}  # first and last month


def _read_term(text: str) -> DataPeriod | None:
    match = re.fullmatch(r"(autumn|spring|summer) term,? ([0-9/-]+)", text)
    if match is None:
        return None
    term, year = match[1], parse_year_pair(match[2])
    if year is not None:  # an academic year: its spring and summer are in the next calendar year
        year += term != "autumn"
    elif re.fullmatch(r"[0-9]{4}", match[2]):
        year = int(match[2])
    else:
        return None
    check_year(year)
    first, last = _TERMS[term]
    label = f"{term} term {year}"
    return DataPeriod(PeriodKind.SCHOOL_TERM, date(year, first, 1), month_end(year, last), label)


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
        check_year(year)
    length = (last[0] - first[0]) * 12 + last[1] - first[1] + 1
    if not 1 <= length <= 12 * _LONGEST_SPAN_IN_YEARS:
        return None
    if length == 1:
        return DataPeriod.for_month(*first)
    starts, ends = date(*first, 1), month_end(*last)
    quarter = FinancialQuarter.containing(ends)
    if quarter.ends == ends and starts in (quarter.starts, date(quarter.year, 4, 1)):
        is_quarter = starts == quarter.starts
        return (DataPeriod.for_quarter if is_quarter else DataPeriod.year_to_date)(quarter)
    if length == 12 and first[1] in (1, 9):
        whole_year = {1: DataPeriod.for_calendar_year, 9: DataPeriod.for_academic_year}
        return whole_year[first[1]](first[0])
    kinds = {6: PeriodKind.HALF_YEAR, 12: PeriodKind.ROLLING_12_MONTHS, 36: PeriodKind.THREE_YEARS}
    kind = kinds.get(length, PeriodKind.OTHER)
    return DataPeriod(kind, starts, ends, months_in_words(starts, ends))


def _read_rolling_year(text: str) -> DataPeriod | None:
    match = re.fullmatch(r"(?:rolling )?12 months (?:to|ending) (.+)", text)
    month = parse_month(match[1]) if match else None
    return None if month is None else DataPeriod.for_12_months_to(*month)


def _read_point(text: str) -> DataPeriod | None:
    month, day = parse_month(text), parse_date(text.removeprefix("as at "))
    if month is not None:
        return DataPeriod.for_month(*month)
    return None if day is None else DataPeriod.for_day(day)


_READERS = (
    _read_quarter,
    _read_half_year,
    _read_term,
    _read_years,
    _read_month_range,
    _read_rolling_year,
    _read_point,
)


def _date_or_none(year: str, month: str, day: str) -> date | None:
    number = int(month) if month.isdigit() else _MONTH_NUMBERS.get(month)
    full_year = _full_year(year)
    if number is None or not is_year(full_year):
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
