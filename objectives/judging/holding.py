"""What a figure is held against, with the words for both sides (pure, standard library only).

The whole target, what is expected of it by now, or the share of the figure's own period.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from objectives.days import MONTHS, month_end, months_in_words
from objectives.judging.case import Case, Known
from objectives.judging.comparing import in_print
from objectives.judging.history import before
from objectives.judging.profiles import expected_by, share_of, year_of
from objectives.judging.readings import (
    TOTALS,
    TWELVE_MONTHS,
    Reading,
    end_of_total,
    figure,
    noun_of,
    own_period,
    total,
)
from objectives.judging.verdicts import HeldAgainst
from objectives.periods import DataPeriod, PeriodKind
from objectives.plan import Basis, Polarity, TargetPeriod


@dataclass(frozen=True, slots=True)
class Held:
    """A figure and the numbers that it is held against, `low` and `high` the same if it is one.

    `against` is what they are; `subject` begins the sentence; `before` and `behind` stand around
    the number; `after` is what else there is to say.
    """

    measured: Decimal
    low: Decimal
    high: Decimal
    against: HeldAgainst
    subject: str
    before: str
    behind: str = ""
    after: str = ""


def held(case: Case, reading: Reading) -> Held:
    """The figure read in one of the ways that are open, against its year's target."""
    if reading is Reading.TO_DATE:
        return _to_date(case)
    if reading is Reading.OWN:
        return _own(case)
    return _whole(case, reading)


def held_directly(case: Case) -> Held:
    """Against the number that was promised, whatever time the figure covers."""
    low, high = _ends_of(case)
    number, against = case.reported.number, HeldAgainst.TARGET
    return Held(number, low, high, against, figure(case), "the target of ", _range(case))


def _range(case: Case) -> str:
    """The whole range, where only one end of it is in the sentence."""
    is_said = case.promise.upper is None or case.terms.judged_polarity is Polarity.IN_RANGE
    return "" if is_said else f" ({total(case)})"


def _whole(case: Case, reading: Reading) -> Held:
    year, period = year_of(case.promise), case.reported.period
    low, high = _ends_of(case)
    subject, behind, after = figure(case), f"{_range(case)} for {year.label}", ""
    if reading is Reading.DIRECT:
        is_outside = period is not None and (period.ends < year.starts or period.starts > year.ends)
    else:
        is_outside = period is not None and _is_a_year(period)
    if is_outside and not period.inferred:
        after = _on_another_year(period, year)
    number, against = case.reported.number, HeldAgainst.TARGET
    return Held(number, low, high, against, subject, "the target of ", behind, after)


def _is_a_year(period: DataPeriod) -> bool:
    """Whether it is worth saying which: of a quarter the figure's year is not known."""
    return period.kind in TWELVE_MONTHS | {PeriodKind.THREE_YEARS, PeriodKind.YEAR_TO_DATE}


def _on_another_year(period: DataPeriod, year: DataPeriod) -> str:
    if (period.starts, period.ends) == (year.starts, year.ends):
        return ""
    if period.starts > year.ends:
        return f", on a later year’s figure ({period.label})"
    if period.ends >= year.starts:
        return f", on the figure for {period.label}"
    is_last = (year.starts - period.ends).days <= 365
    return f", on {'last' if is_last else 'an earlier'} year’s figure ({period.label})"


def _to_date(case: Case) -> Held:
    year, ends = year_of(case.promise), end_of_total(case)
    low, high = expected_by(case.promise, year, ends)
    number, against = case.reported.number, HeldAgainst.BY_NOW
    subject = f"{figure(case)} of {total(case)} for {year.label}"
    return Held(number, low, high, against, subject, "the ", f" expected by {_by(case, ends)}")


def _own(case: Case) -> Held:
    """Added up where every earlier figure of the year is held, else against its own share."""
    year, period = year_of(case.promise), own_period(case)
    earlier = _on_their_own(case, year, before(case, period))
    held_before = _without_gap(earlier, year.starts, period.starts)
    if held_before is not None:
        return _sum(case, year, period, held_before)
    low, high = share_of(case.promise, year, period)
    share, whole = f"a {noun_of(period)}’s share of ", f" ({total(case)} for {year.label})"
    missing = f"; {_missing(earlier, year, period)}"
    subject, number = f"{figure(case)} in {period.label}", case.reported.number
    return Held(number, low, high, HeldAgainst.SHARE, subject, share, whole, missing)


def _sum(case: Case, year: DataPeriod, period: DataPeriod, earlier: tuple[Known, ...]) -> Held:
    parts = [*(item.number for item in earlier), case.reported.number]
    measured = sum(parts, Decimal(0))
    low, high = expected_by(case.promise, year, period.ends)
    subject = f"{figure(case)} in {period.label}"
    if earlier:
        adding = " + ".join(in_print(part, case) for part in parts)
        subject = f"{adding} = {in_print(measured, case)} since {MONTHS[year.starts.month - 1]}"
    behind = f" expected by {_by(case, period.ends)} ({total(case)} for {year.label})"
    return Held(measured, low, high, HeldAgainst.BY_NOW, subject, "the ", behind)


def _on_their_own(case: Case, year: DataPeriod, earlier: tuple[Known, ...]) -> tuple[Known, ...]:
    """Those that may be added up.

    Where a KPI's figures are totals, a value that does not state its period is one; a total to
    date of the year's first stretch is that stretch's own.
    """
    if case.terms.basis not in TOTALS:
        return earlier
    is_to_date = case.terms.basis is Basis.YEAR_TO_DATE
    return tuple(
        item
        for item in earlier
        if not item.period.inferred or (is_to_date and item.period.starts == year.starts)
    )


def _without_gap(earlier: tuple[Known, ...], day: date, until: date) -> tuple[Known, ...] | None:
    """The values that follow on each other from one day to the other; None if one is missing."""
    by_start = {item.period.starts: item for item in earlier}
    found = []
    while day < until:
        if day not in by_start:
            return None
        found.append(by_start[day])
        day = found[-1].period.ends + timedelta(days=1)
    return tuple(found) if day == until else None


def _missing(earlier: tuple[Known, ...], year: DataPeriod, period: DataPeriod) -> str:
    """What would be needed for the sum: quarters are named."""
    held_from = {item.period.starts for item in earlier}
    labels = [
        months_in_words(starts, ends)
        for starts, ends in _quarters(year)
        if ends < period.starts and starts not in held_from
    ]
    if period.kind is not PeriodKind.QUARTER or not labels:
        return f"no figure is on record for an earlier {noun_of(period)} of the year"
    no_figure = "no figure is" if len(labels) == 1 else "no figures are"
    return f"{no_figure} on record for {' and '.join(labels)}"


def _quarters(year: DataPeriod) -> list[tuple[date, date]]:
    """The four of a financial or a calendar year; none of an academic one, which begins within."""
    if year.starts.month % 3 != 1:
        return []
    months = [divmod(year.starts.month - 1 + add, 12) for add in range(12)]
    days = [(year.starts.year + years, month + 1) for years, month in months]
    return [(date(*days[add], 1), month_end(*days[add + 2])) for add in range(0, 12, 3)]


def _by(case: Case, day: date) -> str:
    """By when, in short: "Q2" of a financial year, else the month."""
    is_financial = case.promise.period is TargetPeriod.FINANCIAL_YEAR
    if is_financial and day.month % 3 == 0:
        return f"Q{(day.month - 4) % 12 // 3 + 1}"
    return f"{MONTHS[day.month - 1]} {day.year}"


def _ends_of(case: Case) -> tuple[Decimal, Decimal]:
    """From and to what number the whole target goes."""
    low, upper = case.promise.number, case.promise.upper
    return low, low if upper is None else upper
