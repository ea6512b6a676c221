"""Periods as people type them."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.days import in_words
from objectives.period_reading import parse_period
from objectives.periods import DataPeriod, FinancialQuarter, PeriodKind

Q1, Q2, Q4 = (FinancialQuarter(2023, number) for number in (1, 2, 4))
QUARTERS = st.builds(FinancialQuarter, st.integers(1901, 2099), st.integers(1, 4))
DAYS = st.dates(date(1901, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("2021/22", DataPeriod.for_financial_year(2021)),
        ("2021-22", DataPeriod.for_financial_year(2021)),
        ("2021\u201322", DataPeriod.for_financial_year(2021)),
        ("2021/2022", DataPeriod.for_financial_year(2021)),
        ("1999/00", DataPeriod.for_financial_year(1999)),
        ("financial year 2021/22", DataPeriod.for_financial_year(2021)),
        ("2022", DataPeriod.for_calendar_year(2022)),
        ("calendar year 2022", DataPeriod.for_calendar_year(2022)),
        ("2018-20", DataPeriod.for_years(2018, 2020)),
        ("2018 to 2020", DataPeriod.for_years(2018, 2020)),
        ("2018-2020", DataPeriod.for_years(2018, 2020)),
        ("2021 to 2022", DataPeriod.for_years(2021, 2022)),
        ("Q2 2023/24", DataPeriod.for_quarter(Q2)),
        ("Quarter 2 2023-24", DataPeriod.for_quarter(Q2)),
        ("2023-q2", DataPeriod.for_quarter(Q2)),
        ("July 2023", DataPeriod.for_month(2023, 7)),
        ("Jul-23", DataPeriod.for_month(2023, 7)),
        ("Jul-Sep 2023", DataPeriod.for_quarter(Q2)),
        ("Jul \u2013 Sep 2023", DataPeriod.for_quarter(Q2)),
        ("  JULY  to September 2023 ", DataPeriod.for_quarter(Q2)),
        ("Jan-Mar 2024", DataPeriod.for_quarter(Q4)),
        ("academic year 2022/23", DataPeriod.for_academic_year(2022)),
        ("2022/23 academic year", DataPeriod.for_academic_year(2022)),
        ("September 2022 to August 2023", DataPeriod.for_academic_year(2022)),
        ("January to December 2022", DataPeriod.for_calendar_year(2022)),
        ("April to June 2023", DataPeriod.for_quarter(Q1)),
        ("April to September 2023", DataPeriod.year_to_date(Q2)),
        ("April 2023 to March 2024", DataPeriod.year_to_date(Q4)),
        ("rolling 12 months to September 2023", DataPeriod.for_12_months_to(2023, 9)),
        ("7 February 2024", DataPeriod.for_day(date(2024, 2, 7))),
        ("07/02/2024", DataPeriod.for_day(date(2024, 2, 7))),
        ("as at 30 September 2023", DataPeriod.for_day(date(2023, 9, 30))),
        ("As at 30/09/2023", DataPeriod.for_day(date(2023, 9, 30))),
    ],
)
def test_a_period_is_read_as_people_type_it(typed, period):
    assert parse_period(typed) == period


TERM, HALF = PeriodKind.SCHOOL_TERM, PeriodKind.HALF_YEAR


@pytest.mark.parametrize(
    ("typed", "kind", "starts", "ends", "label"),
    [
        ("Autumn term 2023", TERM, (2023, 9, 1), (2023, 12, 31), "autumn term 2023"),
        ("Spring term 2024", TERM, (2024, 1, 1), (2024, 3, 31), "spring term 2024"),
        ("Summer term 2024", TERM, (2024, 4, 1), (2024, 8, 31), "summer term 2024"),
        ("autumn term 2023/24", TERM, (2023, 9, 1), (2023, 12, 31), "autumn term 2023"),
        ("spring term 2023/24", TERM, (2024, 1, 1), (2024, 3, 31), "spring term 2024"),
        ("H1 2023/24", HALF, (2023, 4, 1), (2023, 9, 30), "H1 2023/24"),
        ("h2 2023-24", HALF, (2023, 10, 1), (2024, 3, 31), "H2 2023/24"),
    ],
)
def test_terms_and_half_years_have_their_days(typed, kind, starts, ends, label):
    assert parse_period(typed) == DataPeriod(kind, date(*starts), date(*ends), label)


@pytest.mark.parametrize("term", ["autumn", "spring", "summer"])
@given(st.integers(1901, 2099))
def test_the_label_of_a_term_reads_back(term, year):
    period = parse_period(f"{term} term {year}")
    assert parse_period(period.label) == period


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("January to June 2023", PeriodKind.HALF_YEAR),
        ("October 2022 to September 2023", PeriodKind.ROLLING_12_MONTHS),
        ("May to July 2023", PeriodKind.OTHER),
        ("April 2018 to March 2021", PeriodKind.THREE_YEARS),
    ],
)
def test_other_ranges_of_months_get_the_kind_of_their_length(typed, kind):
    assert parse_period(typed).kind is kind


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "last year",
        "summer 2023",
        "99",
        "1899",
        "2020-18",
        "2001-12",
        "Q5 2023/24",
        "Q2 2023",
        "Q2 2023/25",
        "2023-13",
        "Foo 2023",
        "Foo to Bar 2023",
        "September to July 2023",
        "Jul-Sep",
        "Jul 23",
        "academic year 2022",
        "31/02/2024",
        "as at",
        "as at 31/02/2024",
        "autumn term",
        "autumn term 9999",
        "autumn term 2023/25",
        "winter term 2023",
        "H1 2023",
        "H3 2023/24",
        "\u0662\u0660\u0662\u0662",
        "2022\x00",
    ],
)
def test_what_is_not_understood_is_no_period(typed):
    assert parse_period(typed) is None


@given(st.text(alphabet=st.characters()) | st.text(alphabet="0123456789-/ qtoJulSepcademicyr"))
def test_reading_a_period_never_fails(typed):
    assert parse_period(typed) is None or parse_period(typed).label


def test_forty_thousand_characters_are_no_period_and_take_no_time():
    started = time.perf_counter()
    assert parse_period("2022 " * 8_000) is None
    assert time.perf_counter() - started < 0.5


@given(QUARTERS)
def test_the_label_of_a_quarter_reads_back(quarter):
    assert parse_period(quarter.label) == DataPeriod.for_quarter(quarter)


@given(QUARTERS)
def test_the_label_of_a_year_to_date_reads_back_to_the_same_days(quarter):
    period = DataPeriod.year_to_date(quarter)
    read = parse_period(period.label)
    assert (read.starts, read.ends) == (period.starts, period.ends)


@given(st.integers(1901, 2090), st.integers(0, 9))
def test_the_label_of_years_reads_back(first, more):
    period = DataPeriod.for_years(first, first + more)
    assert parse_period(period.label) == period


@given(DAYS)
def test_a_day_in_words_reads_back(day):
    assert parse_period(in_words(day)) == DataPeriod.for_day(day)
