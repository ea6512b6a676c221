"""Figures as they are printed, and that what is printed reads back."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from objectives.measures import Kind, format_number, parse

STORABLE = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(0, 6),
)


@pytest.mark.parametrize(
    ("value", "kind", "unit", "printed"),
    [
        ("1234", Kind.NUMBER, "", "1,234"),
        ("-1234.50", Kind.NUMBER, "", "-1,234.5"),
        ("1E+3", Kind.NUMBER, "", "1,000"),
        ("1E-6", Kind.NUMBER, "", "0.000001"),
        ("-0", Kind.NUMBER, "", "0"),
        ("705.000000", Kind.NUMBER, "", "705"),
        ("70.280000", Kind.PERCENT, "%", "70.28%"),
        ("26476.000000", Kind.QUANTITY, "m2", "26,476 m2"),
        ("63.6", Kind.QUANTITY, "years", "63.6 years"),
        ("5", Kind.QUANTITY, "", "5"),
        ("5", Kind.QUANTITY, "%", "5%"),
        ("5", Kind.QUANTITY, "GBP", "£5"),
        ("131", Kind.QUANTITY, "Nos", "131"),
        ("698", Kind.QUANTITY, "£m", "£698m"),
        ("-1314.2", Kind.QUANTITY, "£000s", "-£1,314.2k"),
        ("7831", Kind.QUANTITY, "000s", "7,831 thousand"),
        ("445.4", Kind.MONEY, "GBP", "£445.40"),
        ("445.405", Kind.MONEY, "GBP", "£445.405"),
        ("-5", Kind.MONEY, "GBP", "-£5"),
        ("12000", Kind.MONEY, "GBP", "£12,000"),
        ("440000000", Kind.MONEY, "GBP", "£440m"),
        ("1200000", Kind.MONEY, "GBP", "£1.2m"),
        ("1250000", Kind.MONEY, "GBP", "£1,250,000"),
        ("1200000000", Kind.MONEY, "GBP", "£1.2bn"),
        ("1250000000", Kind.MONEY, "GBP", "£1,250m"),
        ("-1000000", Kind.MONEY, "GBP", "-£1m"),
    ],
)
def test_a_value_prints_as_people_write_it(value, kind, unit, printed):
    assert format_number(Decimal(value), kind, unit) == printed


@pytest.mark.parametrize(
    ("value", "kind", "decimals", "printed"),
    [
        ("53.65", Kind.PERCENT, 1, "53.7%"),
        ("-53.65", Kind.PERCENT, 1, "-53.7%"),
        ("54", Kind.PERCENT, 1, "54.0%"),
        ("2.5", Kind.NUMBER, 0, "3"),
        ("-0.4", Kind.NUMBER, 0, "0"),
        ("-0.04", Kind.NUMBER, 1, "0.0"),
        ("1234567.891", Kind.NUMBER, 2, "1,234,567.89"),
        ("445.4", Kind.MONEY, 0, "£445"),
        ("-0.4", Kind.MONEY, 0, "£0"),
        ("440000000", Kind.MONEY, 0, "£440m"),
        ("440000000", Kind.MONEY, 2, "£440,000,000.00"),
    ],
)
def test_decimals_asked_for_are_rounded_half_up(value, kind, decimals, printed):
    assert format_number(Decimal(value), kind, decimals=decimals) == printed


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.is_measured])
def test_what_is_not_measured_has_no_number_to_print(kind):
    with pytest.raises(ValueError, match="Not a measured kind"):
        format_number(Decimal(1), kind)


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_not_finite_is_not_printed(value):
    with pytest.raises(ValueError, match="Not a number"):
        format_number(Decimal(value), Kind.NUMBER)


@given(STORABLE)
def test_a_printed_number_reads_back(value):
    assert parse(format_number(value, Kind.NUMBER)).number == value


@given(STORABLE)
def test_a_printed_percentage_reads_back(value):
    measure = parse(format_number(value, Kind.PERCENT))
    assert (measure.kind, measure.number) == (Kind.PERCENT, value)


@given(STORABLE)
@example(Decimal("1200000000"))
@example(Decimal("0.1"))
@example(Decimal("10000000000000.1"))
def test_printed_money_reads_back(value):
    measure = parse(format_number(value, Kind.MONEY))
    assert (measure.kind, measure.number) == (Kind.MONEY, value)


@given(STORABLE, st.sampled_from(["m2", "businesses", "£m", "£000s"]))
def test_a_printed_quantity_reads_back(value, unit):
    measure = parse(format_number(value, Kind.QUANTITY, unit), unit)
    assert (measure.kind, measure.number, measure.unit) == (Kind.QUANTITY, value, unit)


@given(STORABLE, st.none() | st.integers(0, 6))
def test_nothing_prints_an_exponent_or_a_negative_zero(value, decimals):
    printed = format_number(value, Kind.NUMBER, decimals=decimals)
    assert "E" not in printed
    assert not printed.startswith("-") or printed.strip("-0.,")
