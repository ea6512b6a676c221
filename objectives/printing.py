"""Figures as they are printed: digits, pounds, numbers with their unit.

Pure rules, standard library only. `measures.format_number` chooses among these by kind. Never an
exponent, never "-0"; `decimals` None prints as many as the value needs.
"""

from decimal import Decimal

from objectives.decimals import multiplied, rounded, without_trailing_zeros
from objectives.units import PER_CENT, POUND_UNITS, POUNDS, UNIT_ALIASES

_POUND_SUFFIXES = {3: "k", 6: "m", 9: "bn"}


def digits(value: Decimal, decimals: int | None = None) -> str:
    """With thousands apart: 1,234.5."""
    return f"{rounded(value, decimals):,f}"


def quantity(value: Decimal, unit: str, decimals: int | None) -> str:
    """A number with its unit as the KPI has it: "26,476 m2", "£698m", "7,831 thousand"."""
    canonical, power = UNIT_ALIASES.get(unit.casefold(), unit), POUND_UNITS.get(unit.casefold())
    if canonical == PER_CENT:
        return f"{digits(value, decimals)}%"
    if canonical == POUNDS:
        return pounds(value, decimals)
    if power:
        figure = _signed_pounds(digits(value, decimals))
        return f"{figure}{_POUND_SUFFIXES[power]}"
    shown = "thousand" if unit == "000s" else unit if canonical else ""
    return f"{digits(value, decimals)} {shown}".strip()


def pounds(value: Decimal, decimals: int | None) -> str:
    """Millions and billions are shortened when one decimal loses nothing: £1.2bn, £440m."""
    if not decimals:
        value = rounded(value, decimals)
        for power in (9, 6):
            shorter = without_trailing_zeros(multiplied(value, -power))
            if abs(shorter) >= 1 and -shorter.as_tuple().exponent <= 1:
                return f"{_signed_pounds(digits(shorter))}{_POUND_SUFFIXES[power]}"
    return pounds_in_full(value, decimals)


def pounds_in_full(value: Decimal, decimals: int | None) -> str:
    """Pence are two figures: £445.40."""
    if decimals is None and -without_trailing_zeros(value).as_tuple().exponent == 1:
        decimals = 2
    return _signed_pounds(digits(value, decimals))


def _signed_pounds(figure: str) -> str:
    return f"-£{figure[1:]}" if figure.startswith("-") else f"£{figure}"
