"""Points in time as returns and targets name them (pure, standard library only)."""

from dataclasses import dataclass
from datetime import date

from objectives.days import MONTHS, in_words, is_year, month_end
from objectives.judging.case import Promise, Reported
from objectives.measures import Kind
from objectives.period_reading import parse_date, parse_month, parse_year_pair


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as typed: its last day, and in words ("in May 2022", "on 3 May 2022")."""

    day: date
    words: str
    label: str  # without the "in" or "on"


def moment_of(value: Reported | Promise | None) -> Moment | None:
    """The day on which it falls at the latest; None if it is no point in time that is understood.

    A bare year ends on 31 December, a financial year on 31 March.
    """
    if value is None or not value.kind.is_time:
        return None
    try:
        moment = _READERS[value.kind](value.text)
    except ValueError:  # a text that `measures.parse` would not have given that kind
        return None
    is_understood = is_year(moment.day.year) and is_year(moment.day.year - 1)
    return moment if is_understood else None


def moment_in(text: str) -> Moment | None:
    """The day or the month that a text is and nothing else, as people type them."""
    day, month = parse_date(text), parse_month(text)
    if day is not None:
        return _on(day)
    return None if month is None else _in_month(*month)


def apart(earlier: date, later: date) -> str:
    """How long after: whole months, or days where it is less than one."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    is_month_end = later == month_end(later.year, later.month)
    if later.day < earlier.day and not is_month_end:
        months -= 1
    count, noun = (months, "month") if months else ((later - earlier).days, "day")
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _on(day: date) -> Moment:
    return Moment(day, f"on {in_words(day)}", in_words(day))


def _in(day: date, label: str) -> Moment:
    return Moment(day, f"in {label}", label)


def _in_month(year: int, month: int) -> Moment:
    return _in(month_end(year, month), f"{MONTHS[month - 1]} {year}")


def _read_day(text: str) -> Moment:
    return _on(date.fromisoformat(text))


def _read_month(text: str) -> Moment:
    first = date.fromisoformat(f"{text}-01")
    return _in_month(first.year, first.month)


def _read_year(text: str) -> Moment:
    return _in(date(int(text), 12, 31), text)


def _read_financial_year(text: str) -> Moment:
    year = parse_year_pair(text)
    if year is None:
        raise ValueError(f"Not a financial year: {text[:40]!r}.")
    return _in(date(year + 1, 3, 31), text)


_READERS = {
    Kind.DATE: _read_day,
    Kind.MONTH: _read_month,
    Kind.YEAR: _read_year,
    Kind.FINANCIAL_YEAR: _read_financial_year,
}
