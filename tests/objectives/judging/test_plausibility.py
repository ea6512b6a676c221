"""Slips of the finger are asked about, never refused."""

import pytest

from objectives.judging.plausibility import question
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import Basis, Certainty
from tests.objectives.judging.cases import THIS_YEAR, case, known, promise, reported

LAST = known("137", "Q1 2023/24")


@pytest.mark.parametrize(
    ("figure", "asked"),
    [
        ("1,370", "1,370 is ten times the last figure, 137. Is this right?"),
        ("1,371", "1,371 is more than ten times the last figure, 137. Is this right?"),
        ("13.7", "13.7 is a tenth of the last figure, 137. Is this right?"),
        ("13", "13 is less than a tenth of the last figure, 137. Is this right?"),
        ("1,369", ""),
        ("14", ""),
        ("137", ""),
        ("0", ""),
        (
            "-137",
            "-137 is below zero, and neither the target nor any earlier figure is. Is this right?",
        ),
    ],
)
def test_a_figure_is_held_against_the_last_one(figure, asked):
    assert question(case(figure, None, LAST)) == asked


@pytest.mark.parametrize(("figure", "last"), [("10", "1"), ("0.4", "4"), ("5", "0"), ("10.9", "1")])
def test_a_small_difference_or_zero_is_no_slip(figure, last):
    assert question(case(figure, None, known(last, "Q1 2023/24"))) == ""


def test_only_the_same_kind_of_period_is_compared_with():
    assert question(case("1,370", None, known("137", "June 2023"))) == ""


def test_a_value_awaiting_validation_is_not_compared_with():
    waiting = known("137", "Q1 2023/24", Certainty.AWAITING_VALIDATION)
    assert question(case("1,370", None, waiting)) == ""


@pytest.mark.parametrize("typed", ["101%", "-1%"])
@pytest.mark.parametrize("target", [None, "90%", "increase"])
def test_a_share_lies_between_0_and_100_per_cent(typed, target):
    assert question(case(typed, target, unit="%")).startswith(f"{typed} is ")


@pytest.mark.parametrize(
    ("typed", "target", "earlier"),
    [
        ("100%", "90%", []),
        ("0%", "90%", []),
        ("120%", "110%", []),
        ("120%", "90%", [known("105", "Q1 2023/24")]),
        ("-1%", "-5%", []),
        ("-1%", None, [known("-3", "Q1 2023/24")]),
    ],
)
def test_a_rate_that_was_beyond_before_may_be_again(typed, target, earlier):
    assert question(case(typed, target, *earlier, unit="%")) == ""


def test_a_negative_figure_with_nothing_beside_it_is_not_asked_about():
    assert question(case("-5", None)) == ""


def test_a_figure_is_held_against_the_target():
    target = promise("420", **THIS_YEAR)
    assert question(case("73,390", target)) == (
        "73,390 is more than ten times the target, 420. Is this right?"
    )


@pytest.mark.parametrize(
    ("figure", "target"),
    [
        ("4,199", "420"),
        ("42", "420"),
        ("73,390", "0"),
        ("73,390", "+2%"),
        ("73,390", "420 visits%"),
    ],
)
def test_a_figure_that_fits_the_target_is_not_asked_about(figure, target):
    assert question(case(figure, target)) == ""


def test_the_last_figure_is_asked_about_before_the_target():
    assert "the last figure" in question(case("13,700", "420", LAST))


def test_a_total_to_date_may_begin_small():
    figure = reported("12", period=DataPeriod.year_to_date(FinancialQuarter(2023, 1)))
    last = known("250", DataPeriod.year_to_date(FinancialQuarter(2022, 4)))
    assert question(case(figure, None, last)) == ""


def test_a_total_to_date_is_held_against_last_years():
    figure = reported("1200", period="April to June 2023")
    earlier = known("110", "April to June 2022")
    asked = question(case(figure, None, earlier, basis=Basis.YEAR_TO_DATE))
    assert asked == "1,200 is more than ten times the figure of a year ago, 110. Is this right?"


@pytest.mark.parametrize("figure", [None, "n/a", "Yes", "Worse", "Mar-27", "on its way"])
def test_only_numbers_are_asked_about(figure):
    assert question(case(figure, "420", LAST)) == ""
