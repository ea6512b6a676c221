"""Targets that promise growth: "+2% a year", "increase of 2%", "5% reduction".

Pure rules, standard library only.
"""

import re
from decimal import Decimal

from objectives.decimals import rounded
from objectives.judging.case import Case, Known
from objectives.judging.history import WHOLE_YEARS, last_year, latest
from objectives.measures import Kind
from objectives.period_reading import plain_typography
from objectives.units import PER_CENT, UNIT_ALIASES

_UP, _DOWN = "increase|growth|rise", "decrease|reduction|fall"
_DO_UP, _DO_DOWN = "increase|grow|rise|up", "decrease|reduce|fall|down"
_PERCENT = r"(?P<number>[0-9]{1,4}(?:\.[0-9]{1,4})?) ?(?:%|per ?cent)"
_PLAINLY = r"(?:(?:a|per|each|every) (?:year|annum)|p\.?a\.?|annually)"
_YEAR_ON_YEAR = r"(?:year[ -]on[ -]year|yoy)"
_YEARLY = rf"(?: (?:{_PLAINLY}|{_YEAR_ON_YEAR}))?"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?P<sign>[+-]) ?{_PERCENT}{_YEARLY}",
        rf"{_PERCENT} {_YEAR_ON_YEAR}",
        rf"{_PERCENT} (?:(?:annual|yearly|year[ -]on[ -]year) )?"
        rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})){_YEARLY}",
        rf"(?:an? )?(?:(?P<up>{_UP})|(?P<down>{_DOWN})) of {_PERCENT}{_YEARLY}",
        rf"(?:(?P<up>{_DO_UP})|(?P<down>{_DO_DOWN})) (?:by )?{_PERCENT}{_YEARLY}",
    )
)
_LONGEST = 60
_STORED = 6  # decimals


def read_growth(text: str) -> Decimal | None:
    """By how many percent a text wants a figure to grow, below zero to shrink; None for others.

    Only a sign or a word makes it growth: "2%" and "2% a year" are none.
    """
    if len(text) > _LONGEST:
        return None
    plain = " ".join(plain_typography(text).casefold().split()).rstrip(".")
    for shape in _SHAPES:
        match = shape.fullmatch(plain)
        if match is not None:
            found = match.groupdict()
            shrinks = found.get("down") or found.get("sign") == "-"
            return -Decimal(match["number"]) if shrinks else Decimal(match["number"])
    return None


def growth_of(case: Case) -> Decimal | None:
    """The growth in percent that the target promises, if it does."""
    return None if case.promise is None else read_growth(case.promise.printed)


def may_be_points(case: Case) -> bool:
    """Whether percentage points may be meant: the figure that should grow is itself in per cent."""
    reported = case.reported
    units = [case.terms.unit, reported.unit if reported else ""]
    is_percent = reported is not None and reported.kind is Kind.PERCENT
    return is_percent or PER_CENT in (UNIT_ALIASES.get(unit.casefold(), unit) for unit in units)


def base_of(case: Case) -> Known | None:
    """The last actual to grow from: the year before, or the same part of the year before."""
    period = case.reported.period if case.reported else None
    if period is not None and period.kind in WHOLE_YEARS:
        return latest(case)
    return last_year(case)


def grown(base: Decimal, percent: Decimal) -> Decimal:
    """The base and so many percent of its size."""
    return rounded(rounded(base + abs(base) * percent / 100, _STORED), None)
