"""Reading values. The strings are those that people type and the council printed."""

import time
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from objectives.measures import Kind, Measure, parse, same_value


def read(typed, unit="", prefer=None):
    """The measure without what was typed: kind, value and unit."""
    measure = parse(typed, unit, prefer)
    value = measure.text if measure.number is None else str(measure.number)
    return measure.kind, value, measure.unit


# --- Everything printed as target or achieved on the dashboard of Q2 2023/24 ---------------------

PRINTED = [
    ("0", Kind.NUMBER, "0"),
    ("2", Kind.NUMBER, "2"),
    ("5", Kind.NUMBER, "5"),
    ("6", Kind.NUMBER, "6"),
    ("7", Kind.NUMBER, "7"),
    ("8", Kind.NUMBER, "8"),
    ("11", Kind.NUMBER, "11"),
    ("12", Kind.NUMBER, "12"),
    ("35", Kind.NUMBER, "35"),
    ("50", Kind.NUMBER, "50"),
    ("90", Kind.NUMBER, "90"),
    ("137", Kind.NUMBER, "137"),
    ("150", Kind.NUMBER, "150"),
    ("159", Kind.NUMBER, "159"),
    ("200", Kind.NUMBER, "200"),
    ("250", Kind.NUMBER, "250"),
    ("280", Kind.NUMBER, "280"),
    ("425", Kind.NUMBER, "425"),
    ("640", Kind.NUMBER, "640"),
    ("705", Kind.NUMBER, "705"),
    ("4795", Kind.NUMBER, "4795"),
    ("6,111", Kind.NUMBER, "6111"),
    ("5,882,340", Kind.NUMBER, "5882340"),
    ("7,676,000", Kind.NUMBER, "7676000"),
    ("100%", Kind.PERCENT, "100"),
    ("100.00%", Kind.PERCENT, "100"),
    ("12.00%", Kind.PERCENT, "12"),
    ("25.66%", Kind.PERCENT, "25.66"),
    ("30.00%", Kind.PERCENT, "30"),
    ("40.00%", Kind.PERCENT, "40"),
    ("40.40%", Kind.PERCENT, "40.4"),
    ("50.00%", Kind.PERCENT, "50"),
    ("66.70%", Kind.PERCENT, "66.7"),
    ("70.00%", Kind.PERCENT, "70"),
    ("70.28%", Kind.PERCENT, "70.28"),
    ("81.80%", Kind.PERCENT, "81.8"),
    ("90.00%", Kind.PERCENT, "90"),
    ("£440m", Kind.MONEY, "440000000"),
    ("£594m", Kind.MONEY, "594000000"),
    ("26,476m2", Kind.QUANTITY, "26476"),
    ("60 businesses", Kind.QUANTITY, "60"),
    ("May-22", Kind.MONTH, "2022-05"),
    ("Mar-27", Kind.MONTH, "2027-03"),
    ("Yes", Kind.YES_NO, "yes"),
    ("increase", Kind.DIRECTION, "increase"),
    ("Increase", Kind.DIRECTION, "increase"),
    ("Reduction", Kind.DIRECTION, "decrease"),
    ("Better", Kind.COMPARISON, "better"),
    ("Same", Kind.COMPARISON, "same"),
    ("Worse", Kind.COMPARISON, "worse"),
    ("New indicator", Kind.NEW, ""),
    ("n/a", Kind.NOT_APPLICABLE, ""),
    ("N/a", Kind.NOT_APPLICABLE, ""),
    ("tbc", Kind.TO_BE_CONFIRMED, ""),
    ("Approved", Kind.WORDS, ""),
    ("Audit completed", Kind.WORDS, ""),
    ("CEG group to review", Kind.WORDS, ""),
    ("Data reviewed", Kind.WORDS, ""),
    ("Plan published summer 2023", Kind.WORDS, ""),
    ("Rep to attend all CEG meetings", Kind.WORDS, ""),
    ("Rep to attend all REMG meetings", Kind.WORDS, ""),
    ("Start date Nov 2023", Kind.WORDS, ""),
    ("Strategy review", Kind.WORDS, ""),
    ("Under review", Kind.WORDS, ""),
    ("2023/24 Onwards", Kind.WORDS, ""),
]

PRINTED_WITH_A_UNIT = [
    ("18.3%", "%", Kind.PERCENT, "18.3"),
    ("14.0%", "%", Kind.PERCENT, "14"),
    ("4.5 %", "%", Kind.PERCENT, "4.5"),
    ("41.6%", "%", Kind.PERCENT, "41.6"),
    ("22.9%", "%", Kind.PERCENT, "22.9"),
    ("26.5%", "%", Kind.PERCENT, "26.5"),
    ("£ 445.40", "GBP", Kind.MONEY, "445.4"),
    ("63.6 years", "years", Kind.QUANTITY, "63.6"),
    ("13.0 years", "years", Kind.QUANTITY, "13"),
    ("Reduction", "%", Kind.DIRECTION, "decrease"),
    ("Increase", "years", Kind.DIRECTION, "increase"),
    ("New indicator", "%", Kind.NEW, ""),
]


@pytest.mark.parametrize(("typed", "kind", "value"), PRINTED)
def test_what_the_dashboard_prints_is_read_as_meant(typed, kind, value):
    assert read(typed)[:2] == (kind, value)


@pytest.mark.parametrize(("typed", "unit", "kind", "value"), PRINTED_WITH_A_UNIT)
def test_what_the_health_table_prints_is_read_as_meant(typed, unit, kind, value):
    assert read(typed, unit)[:2] == (kind, value)


def test_a_printed_year_is_a_year_where_a_year_is_expected():
    assert read("2024", prefer=Kind.YEAR) == (Kind.YEAR, "2024", "")


# --- Numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1,234", "1234"),
        ("1 234", "1234"),
        ("1\u00a0234", "1234"),
        ("-0.3", "-0.3"),
        ("\u22120.3", "-0.3"),
        ("+5", "5"),
        (".5", "0.5"),
        ("-0", "0"),
        ("0.00", "0"),
        ("  12 ", "12"),
        ("7.6 million", "7600000"),
        ("2024", "2024"),
        ("999999999999999", "999999999999999"),
        ("0.123456", "0.123456"),
    ],
)
def test_a_bare_number_is_a_number(typed, value):
    assert read(typed) == (Kind.NUMBER, value, "")


@pytest.mark.parametrize(
    "typed",
    [
        "(3)",
        "2 of 11",
        "2/11",
        "12-15",
        "1,23",
        "1,2345",
        "12,34,567",
        "1,234 567",
        "12 345 6",
        "1.2.3",
        "12.",
        "1e5",
        "0x10",
        "1_000",
        "--5",
        "- 5",
        "+-5",
        "-£-5",
        "inf",
        "NaN",
        "£",
        "%",
        "£5 per week",
        "12k",
        "440m",
        "1st",
        "10am",
        "30 less",
        "14 November",
        "Mar 27",
        "1\n234",
        "1\x1c234",
        "12\x00",
        "\uff11\uff12",
        "\u0661\u0662",
        "\u00bd",
        "10\u00b2",
        "0 achieved: evidence not yet validated",
        "2 x Cyber security events held",
        "1" * 16,
        "0.1234567",
        "1.0000000",
        "£9999999999bn",
    ],
)
def test_what_is_not_clearly_a_value_stays_words(typed):
    assert read(typed) == (Kind.WORDS, "", "")


def test_full_width_spaces_do_not_hide_a_number():
    assert read("\u300012\u3000") == (Kind.NUMBER, "12", "")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("70.28%", "70.28"), ("70.28 per cent", "70.28"), ("-1.5 percent", "-1.5"), ("0%", "0")],
)
def test_per_cent_is_in_points(typed, value):
    assert read(typed) == (Kind.PERCENT, value, "%")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("£1.2bn", "1200000000"),
        ("£12k", "12000"),
        ("£1,250.5 million", "1250500000"),
        ("£0.10", "0.1"),
        ("-£5", "-5"),
        ("£-5", "-5"),
        ("GBP 20", "20"),
        ("20 GBP", "20"),
        ("5 pounds", "5"),
    ],
)
def test_money_is_in_pounds(typed, value):
    assert read(typed) == (Kind.MONEY, value, "GBP")


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("26,476 m2", "26476", "m2"),
        ("26476 sq m", "26476", "m2"),
        ("26476 m\u00b2", "26476", "m2"),
        ("60 businesses", "60", "businesses"),
        ("60businesses", "60", "businesses"),
        ("12 full-time", "12", "full-time"),
    ],
)
def test_a_number_with_one_word_is_a_quantity(typed, value, unit):
    assert read(typed) == (Kind.QUANTITY, value, unit)


# --- The KPI's unit and the kind expected -------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "unit", "expected"),
    [
        ("53.6", "%", (Kind.PERCENT, "53.6", "%")),
        ("445.40", "GBP", (Kind.MONEY, "445.4", "GBP")),
        ("445.40", "£", (Kind.MONEY, "445.4", "GBP")),
        ("440m", "GBP", (Kind.MONEY, "440000000", "GBP")),
        ("126", "days", (Kind.QUANTITY, "126", "days")),
        ("4700", "T Co2", (Kind.QUANTITY, "4700", "T Co2")),
        ("5622", "square metres", (Kind.QUANTITY, "5622", "m2")),
        ("131", "Nos", (Kind.NUMBER, "131", "")),
        ("7831", "000s", (Kind.QUANTITY, "7831", "000s")),
    ],
)
def test_a_bare_number_takes_the_unit_of_its_kpi(typed, unit, expected):
    assert read(typed, unit) == expected


@pytest.mark.parametrize("typed", ["60 jobs", "60 JOBS", "60jobs", "60 job"])
def test_the_unit_typed_may_be_that_of_the_kpi_in_other_letters(typed):
    assert read(typed, "jobs") == (Kind.QUANTITY, "60", "jobs")


def test_a_unit_of_several_words_is_known_when_it_is_that_of_the_kpi():
    assert read("4,700 T CO2", "T Co2") == (Kind.QUANTITY, "4700", "T Co2")


def test_a_different_unit_is_kept_as_typed():
    assert read("60 jobs", "businesses") == (Kind.QUANTITY, "60", "jobs")


@pytest.mark.parametrize("typed", ["698", "698m", "£698m", "£698 million", "£0.698bn"])
def test_in_a_unit_of_millions_of_pounds_every_way_of_typing_agrees(typed):
    assert read(typed, "£m") == (Kind.QUANTITY, "698", "£m")


@pytest.mark.parametrize("typed", ["7.9 million", "12k"])
def test_a_multiple_on_a_unit_that_is_a_multiple_already_is_words(typed):
    assert read(typed, "000s")[0] is Kind.WORDS


@pytest.mark.parametrize(
    ("prefer", "unit"), [(Kind.PERCENT, "%"), (Kind.MONEY, "GBP"), (Kind.NUMBER, "")]
)
def test_without_a_unit_a_bare_number_is_of_the_kind_expected(prefer, unit):
    assert read("54", prefer=prefer) == (prefer, "54", unit)


@pytest.mark.parametrize("prefer", [Kind.YEAR, Kind.MONTH, Kind.DATE, Kind.FINANCIAL_YEAR])
def test_a_bare_year_is_a_year_where_a_time_is_expected(prefer):
    assert read("2024", prefer=prefer) == (Kind.YEAR, "2024", "")


@pytest.mark.parametrize("typed", ["1989", "2101", "2,024", "2024.0"])
def test_what_is_no_bare_year_is_a_number_even_where_a_year_is_expected(typed):
    assert read(typed, prefer=Kind.YEAR)[0] is Kind.NUMBER


@pytest.mark.parametrize("prefer", [None, Kind.NUMBER, Kind.YES_NO, Kind.DIRECTION])
def test_a_bare_year_is_a_number_where_no_time_is_expected(prefer):
    assert read("2024", prefer=prefer)[0] is Kind.NUMBER


# --- Times and words of the vocabulary ----------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("14/11/2023", Kind.DATE, "2023-11-14"),
        ("14/11/23", Kind.DATE, "2023-11-14"),
        ("14 November 2023", Kind.DATE, "2023-11-14"),
        ("14 Nov 2023", Kind.DATE, "2023-11-14"),
        ("14th November 2023", Kind.DATE, "2023-11-14"),
        ("Tuesday 14 November 2023", Kind.DATE, "2023-11-14"),
        ("2023-11-14", Kind.DATE, "2023-11-14"),
        ("29/02/2024", Kind.DATE, "2024-02-29"),
        ("March 2027", Kind.MONTH, "2027-03"),
        ("2027-03", Kind.MONTH, "2027-03"),
        ("Sept 2023", Kind.MONTH, "2023-09"),
        ("2023/24", Kind.FINANCIAL_YEAR, "2023/24"),
        ("2023-24", Kind.FINANCIAL_YEAR, "2023/24"),
        ("2023\u201324", Kind.FINANCIAL_YEAR, "2023/24"),
        ("1999/00", Kind.FINANCIAL_YEAR, "1999/00"),
    ],
)
def test_times_have_one_canonical_text(typed, kind, text):
    assert read(typed) == (kind, text, "")


@pytest.mark.parametrize(
    "typed",
    ["31/02/2024", "29/02/2023", "11/14/2023", "2023-13-01", "2023/25", "before 14 November 2023"],
)
def test_a_time_that_does_not_exist_is_words(typed):
    assert read(typed)[0] is Kind.WORDS


def test_a_pair_of_years_that_could_be_a_month_is_a_month_only_where_one_is_expected():
    assert (read("2011-12")[1], read("2011-12", prefer=Kind.MONTH)[1]) == ("2011/12", "2011-12")


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("no", Kind.YES_NO, "no"),
        ("Y", Kind.YES_NO, "yes"),
        ("N", Kind.YES_NO, "no"),
        ("no  change", Kind.COMPARISON, "same"),
        ("reduce", Kind.DIRECTION, "decrease"),
        ("decrease", Kind.DIRECTION, "decrease"),
        ("maintain", Kind.DIRECTION, "maintain"),
        ("not applicable", Kind.NOT_APPLICABLE, ""),
        ("na", Kind.NOT_APPLICABLE, ""),
        ("TBC", Kind.TO_BE_CONFIRMED, ""),
        ("To be confirmed", Kind.TO_BE_CONFIRMED, ""),
        ("tba", Kind.TO_BE_CONFIRMED, ""),
        ("new", Kind.NEW, ""),
        ("New measure", Kind.NEW, ""),
    ],
)
def test_the_vocabulary_is_known_in_any_letters_and_spacing(typed, kind, text):
    assert read(typed) == (kind, text, "")


# --- Any text at all ----------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\u00a0"])
def test_a_blank_is_no_measure(typed):
    assert parse(typed) is None


@given(st.text(alphabet=st.characters(), max_size=200), st.text(max_size=20))
@example("\ud800", "")
@example("1" * 99, "%")
def test_reading_never_fails_and_keeps_what_was_typed(typed, unit):
    measure = parse(typed, unit)
    assert (measure.typed if measure else "") == typed.strip()


@given(st.text(alphabet="0123456789 ,.-+/£%kmbnMar", max_size=40), st.sampled_from(["", "%", "£m"]))
def test_every_number_read_fits_its_column(typed, unit):
    measure = parse(typed, unit)
    number = (measure and measure.number) or Decimal(0)
    assert abs(number) < Decimal(10) ** 15
    assert number == round(number, 6)


@given(st.text(max_size=60), st.sampled_from(list(Kind)))
def test_every_measure_has_a_reading(typed, prefer):
    measure = parse(typed, prefer=prefer)
    assert measure is None or measure.reading


@pytest.mark.parametrize("piece", ["1", "1,", "1 ", " ", ",111", "£", "a", "m2 ", "-", "\x00", "İ"])
def test_forty_thousand_characters_take_no_time(piece):
    started = time.perf_counter()
    parse("1" + piece * 40_000 + "x")
    assert time.perf_counter() - started < 0.5


def test_a_long_text_is_kept_whole_as_words():
    assert parse("a" * 40_000) == Measure(Kind.WORDS, "a" * 40_000)


# --- How it was read ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("1,234", "the number 1,234"),
        ("70.28%", "70.28 per cent"),
        ("£440m", "£440,000,000"),
        ("£ 445.40", "£445.40"),
        ("26476 sq m", "26,476 m2"),
        ("Mar-27", "March 2027"),
        ("14/11/2023", "14 November 2023"),
        ("2023-24", "the financial year 2023/24"),
        ("Y", "yes"),
        ("Reduction", "decrease"),
        ("no change", "same"),
        ("N/a", "not applicable"),
        ("TBC", "to be confirmed"),
        ("New indicator", "a new measure"),
        ("Approved", "kept as words"),
    ],
)
def test_the_reading_is_a_short_phrase(typed, reading):
    assert parse(typed).reading == reading


def test_a_year_reads_as_a_year():
    assert parse("2024", prefer=Kind.YEAR).reading == "the year 2024"


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_label_in_plain_words(kind):
    assert kind.label[0].isupper()
    assert "_" not in kind.label


def test_four_kinds_are_measured():
    measured = {Kind.NUMBER, Kind.PERCENT, Kind.MONEY, Kind.QUANTITY}
    assert {kind for kind in Kind if kind.is_measured} == measured


# --- The same value -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12", "12.0"),
        ("1,234", "1 234"),
        ("40%", "40.00 per cent"),
        ("£440m", "£440,000,000"),
        ("2", "2 events"),
        ("26476 sq m", "26,476m2"),
        ("60 Businesses", "60 businesses"),
        ("Mar-27", "March 2027"),
        ("Reduction", "decrease"),
        ("n/a", "Not applicable"),
        ("Under  review", "under review"),
    ],
)
def test_two_ways_of_typing_one_value_are_the_same(one, other):
    assert same_value(parse(one), parse(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12", "13"),
        ("40", "40%"),
        ("40", "£40"),
        ("2 events", "2 businesses"),
        ("yes", "no"),
        ("n/a", "tbc"),
        ("Under review", "Reviewed"),
        ("Mar-27", "2027-04"),
    ],
)
def test_different_values_are_not_the_same(one, other):
    assert not same_value(parse(one), parse(other))


def test_nothing_is_not_the_same_as_nothing():
    assert not same_value(None, None)
