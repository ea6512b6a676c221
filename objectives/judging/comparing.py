"""Whether a figure and its target can be held against each other, and how both are printed.

Pure rules, standard library only. Figures print from what is stored, never rounded; what was
worked out (a share, a growth) is rounded for print only, and never so that a sentence contradicts
itself ("54 is below 54").
"""

import re
from decimal import Decimal

from objectives.decimals import rounded, without_trailing_zeros
from objectives.judging.case import Case, Promise, Reported
from objectives.judging.growth import growth_of
from objectives.measures import Kind, Measure, format_number
from objectives.units import PER_CENT, POUNDS, UNIT_ALIASES

_UNITS_OF_KINDS = {Kind.PERCENT: PER_CENT, Kind.MONEY: POUNDS}
_KINDS_OF_UNITS = {"": Kind.NUMBER, PER_CENT: Kind.PERCENT, POUNDS: Kind.MONEY}


def is_number(value: Reported | Promise | None) -> bool:
    """Whether it carries a number to compare."""
    return value is not None and value.kind.is_measured and value.number is not None


def comparable(figure: Reported, target: Promise) -> bool:
    """Whether both are numbers of one unit; a plain number goes with any."""
    if not (is_number(figure) and is_number(target)):
        return False
    units = unit_of(figure), unit_of(target)
    return "" in units or units[0].casefold() == units[1].casefold()


def of_one_unit(typed: Measure, unit: str) -> bool:
    """Whether what was typed may stand among figures of `unit`.

    A bare number is fine beside one with a word for its unit; per cent and pounds are not.
    """
    unit = UNIT_ALIASES.get(unit.casefold(), unit)
    if typed.unit.casefold() == unit.casefold():
        return True
    words = typed.kind in (Kind.NUMBER, Kind.QUANTITY) and unit not in (PER_CENT, POUNDS)
    return words and "" in (typed.unit, unit)


def unit_of(value: Reported | Promise) -> str:
    """Its canonical unit, "" for a plain number."""
    unit = value.unit or _UNITS_OF_KINDS.get(value.kind, "")
    return UNIT_ALIASES.get(unit.casefold(), unit)


def is_percentage(case: Case) -> bool:
    """Whether the figure is in per cent: such figures do not add up."""
    return PER_CENT in (unit_of(case.reported), kpi_unit(case))


def kpi_unit(case: Case) -> str:
    """The KPI's own unit as it is stored."""
    return UNIT_ALIASES.get(case.terms.unit.casefold(), case.terms.unit)


def in_print(value: Decimal, case: Case, decimals: int | None = None) -> str:
    """A figure of this KPI, in its unit: "137", "70.28%", "£440m", "26,476 m2".

    With the KPI's decimals where that loses nothing, else as many as the value needs; or rounded
    to `decimals`.
    """
    unit = _unit_to_print(case)
    kind = _KINDS_OF_UNITS.get(unit, Kind.QUANTITY)
    if decimals is None and loses_nothing(value, case.terms.decimals):
        decimals = case.terms.decimals
    if kind is Kind.MONEY and not places(value):
        decimals = None  # round pounds print as such: £440m
    return format_number(value, kind, unit, decimals)


def target_in_print(value: Decimal, case: Case) -> str:
    """An end of the target, or what was worked out of it: "74%" where 74 was typed, not "74.0%"."""
    promise = case.promise
    if promise.kind is Kind.MONEY or value not in (promise.number, promise.upper):
        return in_print(value, case)
    typed = re.search(r"\d\.(\d+)", promise.printed)
    decimals = min(len(typed[1]) if typed else 0, case.terms.decimals or 0)
    return in_print(value, case, max(places(value), decimals))


def in_print_beside(value: Decimal, other: Decimal, case: Case, decimals: int) -> str:
    """A worked-out figure, rounded to `decimals`, or to more while it would look like `other`."""
    for shown in range(decimals, places(value)):
        near = rounded(value, shown)
        if near != other:
            return in_print(near, case)
    return target_in_print(value, case)


def places(value: Decimal) -> int:
    """How many decimals the value needs."""
    return max(0, -without_trailing_zeros(value).as_tuple().exponent)


def loses_nothing(value: Decimal, decimals: int | None) -> bool:
    """Whether so many decimals print the whole value."""
    return decimals is not None and places(value) <= decimals


def _unit_to_print(case: Case) -> str:
    """The figure's, else the KPI's, else the target's, which in "+2%" is none of the figure's."""
    if is_number(case.reported) and unit_of(case.reported):
        return unit_of(case.reported)
    if kpi_unit(case) or not is_number(case.promise) or growth_of(case) is not None:
        return kpi_unit(case)
    return unit_of(case.promise)
