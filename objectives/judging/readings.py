"""In what ways a figure may be meant, against a year's target (pure, standard library only).

Which of them are open follows from the KPI's basis and the figure's period; where several are, a
verdict needs all of them (DESIGN 4).
"""

from datetime import date
from enum import StrEnum

from objectives.days import MONTHS
from objectives.judging.case import Case
from objectives.judging.comparing import in_print, is_percentage, target_in_print
from objectives.judging.history import WHOLE_YEARS
from objectives.judging.profiles import has_own_shares, year_of
from objectives.periods import DataPeriod, PeriodKind
from objectives.plan import Basis


class Reading(StrEnum):
    """One way to hold a figure against a year's target."""

    OWN = "own"  # its own period's alone, to be added up
    TO_DATE = "to_date"  # all since the year began
    WHOLE_YEAR = "whole_year"
    DIRECT = "direct"  # a rate or a stock: the same target at any time of the year


TOTALS = frozenset({Basis.YEAR_TO_DATE, Basis.FULL_YEAR})
"""What a KPI's figures cover where each of them is more than its own period's."""

TWELVE_MONTHS = WHOLE_YEARS | {PeriodKind.ROLLING_12_MONTHS}
_SHORTEST_YEAR, _LONGEST_YEAR = 364, 366  # days, the first one not counted
_NOUNS = {
    PeriodKind.MONTH: "month",
    PeriodKind.QUARTER: "quarter",
    PeriodKind.HALF_YEAR: "half year",
    PeriodKind.SCHOOL_TERM: "term",
}
"""The parts of a year, and what such a stretch of time is called."""


def readings_of(case: Case) -> tuple[Reading, ...]:
    """Every way in which the figure may be meant; none if it covers more than a year.

    Rates and stocks are held against the target directly whatever period they come with. A stated
    month, quarter, half year or term says more than what the KPI's figures usually cover.
    """
    basis, period = case.terms.basis, case.reported.period
    adds_up = not is_percentage(case)
    if basis is Basis.POINT_IN_TIME or (basis is Basis.PERIOD and not adds_up):
        return (Reading.DIRECT,)
    if basis in TOTALS and adds_up and _is_stated_part(period):
        return (Reading.OWN,)
    if basis is Basis.FULL_YEAR and (period is None or _is_full_year(period)):
        return (Reading.WHOLE_YEAR,)
    if period is not None and period.kind is PeriodKind.YEAR_TO_DATE:
        return _of_total_to_date(case)
    if basis is Basis.UNKNOWN and (period is None or period.inferred):
        own = (Reading.OWN,) if adds_up else ()
        return (*own, Reading.TO_DATE, Reading.WHOLE_YEAR)
    return _of_period(basis, period, adds_up)


def _is_stated_part(period: DataPeriod | None) -> bool:
    return period is not None and not period.inferred and period.kind in _NOUNS


def _is_full_year(period: DataPeriod) -> bool:
    """Whether a KPI of full years may be believed: April to June is a part of one."""
    is_part = (period.ends - period.starts).days < _SHORTEST_YEAR
    return not (is_part and period.kind is PeriodKind.YEAR_TO_DATE)


def _of_total_to_date(case: Case) -> tuple[Reading, ...]:
    """A percentage may add up (tax collected of tax due) or be a rate; a profile says it does."""
    if case.terms.basis is not Basis.UNKNOWN or has_own_shares(case.promise):
        return (Reading.TO_DATE,)
    return (Reading.TO_DATE, Reading.WHOLE_YEAR) if is_percentage(case) else (Reading.TO_DATE,)


def _of_period(basis: Basis, period: DataPeriod | None, adds_up: bool) -> tuple[Reading, ...]:
    if period is not None and period.kind in TWELVE_MONTHS:
        return (Reading.WHOLE_YEAR,)
    if period is not None and (period.ends - period.starts).days >= _LONGEST_YEAR:
        return ()
    if basis is Basis.YEAR_TO_DATE:
        return (Reading.TO_DATE,)
    if period is not None and period.kind is PeriodKind.DAY:
        return (Reading.TO_DATE, Reading.WHOLE_YEAR)  # nothing comes together in one day
    if basis is Basis.PERIOD:
        return (Reading.OWN,)
    return (Reading.OWN, Reading.WHOLE_YEAR) if adds_up else (Reading.WHOLE_YEAR,)


def why_not(case: Case, reading: Reading) -> str:
    """Why the figure cannot be held so against the target's year; blank if it can."""
    year, period = year_of(case.promise), own_period(case)
    target = f"target of {total(case)} is for {year.label}"
    if reading is Reading.OWN and not (year.starts <= period.starts and period.ends <= year.ends):
        return f"{figure(case)} is for {period.label} and the {target}: they cannot be compared."
    if reading is Reading.TO_DATE:
        return _why_not_to_date(case, year, target)
    return ""


def why_not_quarter(case: Case) -> str:
    """Why the figure cannot be held against its quarter's own target; blank if it can.

    A stock or a rate may come from any time, and what states none is taken to be the quarter's.
    """
    period, now = case.reported.period, case.quarter
    if period is None or period.inferred or (period.starts, period.ends) == (now.starts, now.ends):
        return ""
    if case.terms.basis is Basis.POINT_IN_TIME or is_percentage(case):
        return ""
    target = f"target of {total(case)} is for {now.long_label}"
    return f"{figure(case)} is for {period.label} and the {target}: they cannot be compared."


def _why_not_to_date(case: Case, year: DataPeriod, target: str) -> str:
    """A total since a year's start is never held against another year's target."""
    period, ends = case.reported.period, end_of_total(case)
    if period is not None and period.kind is PeriodKind.YEAR_TO_DATE:
        is_this_year = period.starts == year.starts and ends <= year.ends
        when = f"is for {period.label}"
    else:
        is_this_year = year.starts <= ends <= year.ends
        when = f"is a total up to {MONTHS[ends.month - 1]} {ends.year}"
    if is_this_year:
        return ""
    return f"{figure(case)} {when} and the {target}: they cannot be compared."


def own_period(case: Case) -> DataPeriod:
    """What the figure covers, or the quarter it is reported for."""
    return case.reported.period or DataPeriod.for_quarter(case.quarter)


def end_of_total(case: Case) -> date:
    """Up to when a total counts: its period's end if stated or kept, else the quarter's."""
    period = case.reported.period
    if period is None:
        return case.quarter.ends
    is_kept = period.ends < case.quarter.starts  # of an earlier quarter, inferred then
    return period.ends if is_kept or not period.inferred else case.quarter.ends


def noun_of(period: DataPeriod) -> str:
    """What such a stretch of time is called: "quarter", "term"."""
    return _NOUNS.get(period.kind, "period")


def total(case: Case) -> str:
    """The whole target in print: "250", "10 to 15"."""
    low = target_in_print(case.promise.number, case)
    if case.promise.upper is None:
        return low
    return f"{low} to {target_in_print(case.promise.upper, case)}"


def figure(case: Case) -> str:
    """The reported figure in print."""
    return in_print(case.reported.number, case)
