"""What a year may come to: an estimate with its sum in words, where the basis allows one."""

from datetime import date
from decimal import Decimal

import pytest

from objectives.judging.forecast import forecast
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import Basis, Certainty, KPIKind
from tests.objectives.judging.cases import known, terms

MIDYEAR = date(2023, 11, 1)
LAST_YEAR = [known("60", f"Q{number} 2022/23") for number in (1, 2, 3, 4)]


def to_date(value, quarter, year=2023):
    """What had come together by the end of that quarter."""
    return known(value, DataPeriod.year_to_date(FinancialQuarter(year, quarter)))


def estimates(*values, on=MIDYEAR, **changes):
    """The numbers, in print."""
    return [item.printed for item in forecast(terms(**changes), values, on).estimates]


def why_not(*values, on=MIDYEAR, **changes):
    return forecast(terms(**changes), values, on).why_not


# --- At the same rate ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["50"], "200"),
        (["60", "77"], "274"),
        (["60", "77", "40"], "236"),
        (["0", "0"], "0"),
        (["0.5", "0.25"], "1.50"),
    ],
)
def test_quarters_that_add_up_go_on_at_their_rate(values, expected):
    held = [known(value, f"Q{at} 2023/24") for at, value in enumerate(values, 1)]
    assert estimates(*held) == [expected]


def test_the_sum_stands_in_words():
    held = known("60", "Q1 2023/24"), known("77", "Q2 2023/24")
    assert forecast(terms(), held, MIDYEAR).words == (
        "Estimate for 2023/24: 274, if the rest of the year goes like its first half: "
        "137 in 2 of 4 quarters."
    )


@pytest.mark.parametrize(("quarter", "expected"), [(1, "200"), (2, "100"), (3, "67")])
def test_a_total_to_date_goes_on_at_its_rate(quarter, expected):
    found = estimates(to_date("50", quarter), basis=Basis.YEAR_TO_DATE, decimals=0)
    assert found == [expected]


def test_the_months_of_a_total_are_named():
    found = forecast(terms(basis=Basis.YEAR_TO_DATE), [to_date("50", 2)], MIDYEAR)
    assert found.words.endswith("first half: 50 in 6 of 12 months.")


def test_a_quarter_that_only_seems_one_is_a_total_where_the_kpi_counts_from_april():
    inferred = DataPeriod.for_quarter(FinancialQuarter(2023, 2)).as_inferred()
    assert estimates(known("50", inferred), basis=Basis.YEAR_TO_DATE) == ["100"]


def test_an_estimate_is_printed_as_the_kpi_is():
    held = known("10", "Q1 2023/24"), known("11.5", "Q2 2023/24"), known("4", "Q3 2023/24")
    assert estimates(*held, unit="m2", decimals=1) == ["34.0 m2"]
    assert estimates(*held, unit="GBP", decimals=0) == ["£34"]


# --- As last year went on -----------------------------------------------------------------------


def test_last_years_quarters_say_how_the_rest_goes():
    this = known("30", "Q1 2023/24")
    before = [
        known(value, f"Q{at} 2022/23") for at, value in enumerate(("20", "40", "60", "80"), 1)
    ]
    assert estimates(*before, this) == ["120", "300"]


def test_a_range_names_both_ends_and_both_sums():
    this = known("30", "Q1 2023/24")
    before = [
        known(value, f"Q{at} 2022/23") for at, value in enumerate(("20", "40", "60", "80"), 1)
    ]
    assert forecast(terms(), [*before, this], MIDYEAR).words == (
        "Estimate for 2023/24: between 120 and 300. 120 if the rest of the year goes like its "
        "first quarter: 30 in 1 of 4 quarters; 300 if it goes on as 2022/23 did: 30 now, where 20 "
        "of 200 stood then."
    )


def test_both_ways_may_come_to_the_same():
    found = forecast(terms(), [*LAST_YEAR, known("30", "Q1 2023/24")], MIDYEAR)
    assert found.words.startswith("Estimate for 2023/24: 120, if the rest of the year")


@pytest.mark.parametrize("missing", [0, 1, 2, 3])
def test_last_year_says_nothing_unless_all_of_it_is_held(missing):
    before = [item for at, item in enumerate(LAST_YEAR) if at != missing]
    assert estimates(*before, known("30", "Q1 2023/24")) == ["120"]


def test_last_year_says_nothing_where_nothing_had_come_by_then():
    before = [known("0", "Q1 2022/23"), *LAST_YEAR[1:]]
    assert estimates(*before, known("30", "Q1 2023/24")) == ["120"]


def test_last_years_total_to_date_is_held_beside_its_end():
    before = to_date("40", 2, 2022), to_date("160", 4, 2022)
    found = estimates(*before, to_date("50", 2), basis=Basis.YEAR_TO_DATE)
    assert found == ["100", "200"]


# --- None ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"basis": Basis.POINT_IN_TIME}, "a rate or a level"),
        ({"unit": "%"}, "none is made of a percentage"),
        ({"unit": "%", "basis": Basis.YEAR_TO_DATE}, "none is made of a percentage"),
        ({"basis": Basis.UNKNOWN}, "it is not recorded whether"),
        ({"is_ordinal": True}, "steps on a scale"),
    ],
)
def test_what_does_not_add_up_is_not_estimated(changes, words):
    assert why_not(known("50", "Q1 2023/24"), **changes).startswith(
        f"No estimate for the year’s end: {words}"
    )


def test_a_year_whose_figures_are_complete_is_not_estimated():
    whole = [known("50", f"Q{number} 2023/24") for number in (1, 2, 3, 4)]
    assert "complete" in why_not(*whole)
    assert "complete" in why_not(known("50", "Q1 2023/24"), known("220", "2023/24"))


def test_a_year_that_is_over_is_not_estimated():
    assert why_not(known("50", "Q3 2023/24"), on=date(2024, 4, 1)) == (
        "No estimate for the year’s end: 2023/24 is over."
    )


def test_a_missing_quarter_is_named():
    assert why_not(known("50", "Q2 2023/24")) == (
        "No estimate for the year’s end: April to June 2023 is not on record."
    )


def test_what_awaits_validation_is_not_on_record():
    waiting = known("50", "Q1 2023/24", Certainty.AWAITING_VALIDATION)
    assert estimates(waiting) == []


@pytest.mark.parametrize("period", ["2023/24", "2023", "12 months to September 2023", "2021-23"])
def test_figures_of_whole_years_are_not_added_up(period):
    assert why_not(known("50", period), basis=Basis.FULL_YEAR) == (
        "No estimate for the year’s end: its figures cover whole years."
    )


@pytest.mark.parametrize("kind", [KPIKind.MILESTONE, KPIKind.JUDGEMENT])
def test_nothing_is_said_where_nobody_would_look_for_an_estimate(kind):
    found = forecast(terms(kind=kind), [known("50", "Q1 2023/24")], MIDYEAR)
    assert (found.words, found.why_not) == ("", "")


def test_nothing_is_said_before_the_first_figure():
    assert forecast(terms(), [], MIDYEAR).why_not == ""


def test_no_digit_is_lost_on_the_way():
    held = known("123456789012345678", "Q1 2023/24")
    assert forecast(terms(), [held], MIDYEAR).estimates[0].number == 4 * Decimal(
        "123456789012345678"
    )
