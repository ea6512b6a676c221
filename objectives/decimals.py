"""Decimals that lose no digit.

Pure rules, standard library only.
"""

from decimal import ROUND_HALF_UP, Context, Decimal

_ROOMY = Context(prec=120, rounding=ROUND_HALF_UP)
"""Enough digits for any stored value, whatever the thread's own decimal context is."""


def multiplied(number: Decimal, power: int) -> Decimal:
    """The number times ten to that power, no digit lost."""
    return number.scaleb(power, context=_ROOMY)


def without_trailing_zeros(number: Decimal) -> Decimal:
    """40.00 as 40, never 4E+1 and never -0."""
    if not number:
        return Decimal(0)
    number = number.normalize(_ROOMY)
    return number.quantize(Decimal(1), context=_ROOMY) if number.as_tuple().exponent > 0 else number


def rounded(value: Decimal, decimals: int | None) -> Decimal:
    """To so many decimals, half up and never -0; None drops zeros that say nothing."""
    if decimals is None:
        return without_trailing_zeros(value)
    result = value.quantize(Decimal(1).scaleb(-decimals), context=_ROOMY)
    return result if result else result.copy_abs()


def count_of_digits(number: Decimal) -> int:
    """Significant ones: pence written as .10 are one digit."""
    return len(without_trailing_zeros(number).as_tuple().digits)
