"""Financial quarters and data periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.periods import DataPeriod, FinancialQuarter, PeriodKind

Q1, Q2, Q3, Q4 = (FinancialQuarter(2023, number) for number in (1, 2, 3, 4))
QUARTERS = st.builds(FinancialQuarter, st.integers(1901, 2099), st.integers(1, 4))
DAYS = st.dates(date(1901, 1, 1), date(2099, 12, 31))

# --- Financial quarters -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quarter", "starts", "ends"),
    [
        (Q1, date(2023, 4, 1), date(2023, 6, 30)),
        (Q2, date(2023, 7, 1), date(2023, 9, 30)),
        (Q3, date(2023, 10, 1), date(2023, 12, 31)),
        (Q4, date(2024, 1, 1), date(2024, 3, 31)),
    ],
)
def test_a_financial_year_runs_from_april_to_march(quarter, starts, ends):
    assert (quarter.starts, quarter.ends) == (starts, ends)


@pytest.mark.parametrize(
    ("quarter", "label"),
    [(Q1, "Apr-Jun 2023"), (Q2, "Jul-Sep 2023"), (Q3, "Oct-Dec 2023"), (Q4, "Jan-Mar 2024")],
)
def test_the_label_is_as_the_council_prints_it(quarter, label):
    assert quarter.label == label


@pytest.mark.parametrize(
    ("attribute", "text"),
    [
        ("slug", "2023-q2"),
        ("name", "Q2 2023/24"),
        ("long_label", "July to September 2023"),
        ("title", "Q2 2023/24, July to September 2023"),
        ("financial_year", "2023/24"),
    ],
)
def test_a_quarter_has_a_form_for_every_place(attribute, text):
    assert getattr(Q2, attribute) == text


def test_the_fourth_quarter_lies_in_the_next_calendar_year():
    assert Q4.title == "Q4 2023/24, January to March 2024"


def test_the_financial_year_of_the_century_ends_in_two_noughts():
    assert FinancialQuarter(1999, 1).financial_year == "1999/00"


def test_a_quarter_formats_as_its_slug_in_addresses():
    assert f"/quarters/{Q2}/" == "/quarters/2023-q2/"


@pytest.mark.parametrize(("year", "quarter"), [(2023, 0), (2023, 5), (1899, 1), (2101, 1)])
def test_there_is_no_quarter_outside_one_to_four_or_the_known_years(year, quarter):
    with pytest.raises(ValueError, match="is "):
        FinancialQuarter(year, quarter)


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "2023-Q2",
        "2023-q5",
        "2023q2",
        " 2023-q2",
        "2023-q2\n",
        "0000-q1",
        "2023-q\u0662",
        "\u0662\u0660\u0662\u0663-q2",
        "23-q2",
    ],
)
def test_only_an_exact_slug_is_a_quarter(slug):
    with pytest.raises(ValueError, match=r"Not a quarter|A year is"):
        FinancialQuarter.parse(slug)


@given(QUARTERS)
def test_a_slug_reads_back(quarter):
    assert FinancialQuarter.parse(quarter.slug) == quarter


@given(QUARTERS)
def test_the_next_quarter_starts_the_day_after(quarter):
    assert quarter.next.starts == quarter.ends + timedelta(days=1)


@given(QUARTERS)
def test_the_previous_of_the_next_is_itself(quarter):
    assert quarter.next.previous == quarter


@given(QUARTERS, QUARTERS)
def test_quarters_are_in_order_of_time(one, other):
    assert (one < other) == (one.starts < other.starts)


@given(DAYS)
def test_every_day_lies_in_the_quarter_that_contains_it(day):
    quarter = FinancialQuarter.containing(day)
    assert quarter.starts <= day <= quarter.ends


def test_a_quarter_can_be_the_key_of_a_table():
    assert {Q2: "kept"}[FinancialQuarter(2023, 2)] == "kept"


# --- Data periods -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "kind", "starts", "ends", "label"),
    [
        (
            DataPeriod.for_quarter(Q2),
            PeriodKind.QUARTER,
            date(2023, 7, 1),
            date(2023, 9, 30),
            "July to September 2023",
        ),
        (
            DataPeriod.year_to_date(Q2),
            PeriodKind.YEAR_TO_DATE,
            date(2023, 4, 1),
            date(2023, 9, 30),
            "April to September 2023",
        ),
        (
            DataPeriod.year_to_date(Q4),
            PeriodKind.YEAR_TO_DATE,
            date(2023, 4, 1),
            date(2024, 3, 31),
            "April 2023 to March 2024",
        ),
        (
            DataPeriod.for_financial_year(2021),
            PeriodKind.FINANCIAL_YEAR,
            date(2021, 4, 1),
            date(2022, 3, 31),
            "2021/22",
        ),
        (
            DataPeriod.for_academic_year(2022),
            PeriodKind.ACADEMIC_YEAR,
            date(2022, 9, 1),
            date(2023, 8, 31),
            "academic year 2022/23",
        ),
        (
            DataPeriod.for_calendar_year(2022),
            PeriodKind.CALENDAR_YEAR,
            date(2022, 1, 1),
            date(2022, 12, 31),
            "2022",
        ),
        (
            DataPeriod.for_month(2024, 2),
            PeriodKind.MONTH,
            date(2024, 2, 1),
            date(2024, 2, 29),
            "February 2024",
        ),
        (
            DataPeriod.for_years(2018, 2020),
            PeriodKind.THREE_YEARS,
            date(2018, 1, 1),
            date(2020, 12, 31),
            "2018-20",
        ),
        (
            DataPeriod.for_years(2021, 2022),
            PeriodKind.OTHER,
            date(2021, 1, 1),
            date(2022, 12, 31),
            "2021 to 2022",
        ),
        (
            DataPeriod.for_12_months_to(2023, 9),
            PeriodKind.ROLLING_12_MONTHS,
            date(2022, 10, 1),
            date(2023, 9, 30),
            "12 months to September 2023",
        ),
        (
            DataPeriod.for_day(date(2024, 2, 7)),
            PeriodKind.DAY,
            date(2024, 2, 7),
            date(2024, 2, 7),
            "7 February 2024",
        ),
    ],
    ids=str,
)
def test_each_kind_of_period_has_its_days_and_its_label(period, kind, starts, ends, label):
    assert period == DataPeriod(kind, starts, ends, label)


def test_one_year_of_years_is_a_calendar_year():
    assert DataPeriod.for_years(2022, 2022) == DataPeriod.for_calendar_year(2022)


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="cannot end"):
        DataPeriod(PeriodKind.OTHER, date(2023, 2, 1), date(2023, 1, 31), "backwards")


def test_years_cannot_run_backwards():
    with pytest.raises(ValueError, match="cannot end"):
        DataPeriod.for_years(2020, 2018)


def test_a_period_is_stated_unless_marked_inferred():
    assert not DataPeriod.for_calendar_year(2022).inferred


def test_marking_as_inferred_changes_nothing_else():
    stated = DataPeriod.for_calendar_year(2022)
    inferred = DataPeriod(stated.kind, stated.starts, stated.ends, stated.label, inferred=True)
    assert stated.as_inferred() == inferred


@pytest.mark.parametrize("kind", list(PeriodKind))
def test_every_kind_of_period_has_a_label_in_plain_words(kind):
    assert kind.label
    assert "_" not in kind.label
