"""Targets that promise growth on the last actual (DESIGN 4)."""

from decimal import Decimal

import pytest

from objectives.judging.computed_status import judge
from objectives.judging.distance import distance_of
from objectives.judging.growth import read_growth
from objectives.judging.verdicts import Cause
from objectives.plan import Basis, Certainty, Polarity, TargetPeriod
from tests.objectives.judging.cases import case, known, promise, reported


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("+2%", "2"),
        ("+ 2 %", "2"),
        ("+2% a year", "2"),
        ("+2.5% per annum", "2.5"),
        ("+2% p.a.", "2"),
        ("2% increase", "2"),
        ("2% annual increase", "2"),
        ("2% increase each year", "2"),
        ("Increase of 2% a year", "2"),
        ("an increase of 2%", "2"),
        ("increase by 2% year on year", "2"),
        ("2% year on year", "2"),
        ("2% year-on-year", "2"),
        ("2 per cent growth", "2"),
        ("-5% a year", "-5"),
        ("−5%", "-5"),
        ("5% reduction", "-5"),
        ("reduction of 5% a year", "-5"),
        ("Reduce by 5%.", "-5"),
    ],
)
def test_a_sign_or_a_word_makes_it_growth(text, percent):
    assert read_growth(text) == Decimal(percent)


@pytest.mark.parametrize(
    "text",
    ["2%", "2% a year", "2", "+2", "increase", "-5% increase", "+2% or more", "", "+%", "2% " * 99],
)
def test_anything_else_is_no_growth(text):
    assert read_growth(text) is None


def visitors(figure, target, *earlier, **changes):
    """The verdict on a calendar year's figure."""
    return judge(case(reported(figure, period="2022"), target, *earlier, **changes))


BEFORE = known("7525490", "2021")


@pytest.mark.parametrize(
    ("figure", "target", "changes", "status"),
    [
        ("7,676,000", "+2%", {}, "green"),
        ("7,675,999", "+2% a year", {}, "amber"),
        ("6,908,399", "+2%", {}, "red"),
        ("7,149,215", "-5%", {"polarity": Polarity.LOWER}, "green"),
        ("7,149,216", "-5%", {"polarity": Polarity.LOWER}, "amber"),
        ("7,149,216", "-5%", {"polarity": Polarity.UNKNOWN}, "amber"),
        ("7,675,999", "+2%", {"polarity": Polarity.UNKNOWN}, "amber"),
    ],
)
def test_growth_is_worked_out_from_the_last_actual(figure, target, changes, status):
    assert visitors(figure, target, BEFORE, **changes).status == status


def test_the_sum_is_shown():
    assert visitors("8,000,000", "+2%", known("7500000", "2021")).sentence == (
        "8,000,000 (2022) is above the target of 7,650,000: 2% on 7,500,000 (2021) makes 7,650,000."
    )


def test_a_rounded_product_never_looks_like_the_figure():
    assert visitors("7,676,000", "+2%", BEFORE).sentence == (
        "7,676,000 (2022) is above the target of 7,675,999.8: 2% on 7,525,490 (2021) makes "
        "7,675,999.8."
    )


def test_a_rounded_product_is_printed_as_precisely_as_its_base():
    assert "makes 7,676,000." in visitors("9,000,000", "+2%", BEFORE).sentence


def test_the_derived_number_is_in_the_verdict():
    assert visitors("9,000,000", "+2%", BEFORE).expected == Decimal("7675999.8")


def test_growth_of_a_negative_figure_goes_upwards():
    assert visitors("-98", "+2%", known("-100", "2021")).expected == -98


@pytest.mark.parametrize(
    "earlier",
    [
        [],
        [known("7525490", "2021/22")],
        [known("7525490", "2021", Certainty.AWAITING_VALIDATION)],
    ],
)
def test_without_an_actual_there_is_no_verdict(earlier):
    assert visitors("7,676,000", "+2%", *earlier).cause is Cause.NO_HISTORY


def test_a_quarter_grows_from_the_same_quarter_last_year():
    earlier = known("100", "Q2 2022/23"), known("500", "Q1 2023/24")
    figure = reported("102", period="Q2 2023/24")
    assert judge(case(figure, "+2% a year", *earlier)).expected == 102


def test_growth_in_words_is_nothing_to_compare():
    assert judge(case("Better", "+2%", BEFORE)).cause is Cause.IN_WORDS


def test_growth_of_steps_on_a_scale_is_not_comparable():
    assert visitors("3", "+2%", BEFORE, is_ordinal=True).cause is Cause.NOT_COMPARABLE


def test_growth_of_a_year_that_has_not_begun_is_not_comparable():
    target = promise("+2%", period=TargetPeriod.FINANCIAL_YEAR, year=2024)
    assert visitors("7,676,000", target, BEFORE).cause is Cause.NOT_COMPARABLE


# --- Which way is good ------------------------------------------------------------------------


@pytest.mark.parametrize("polarity", Polarity)
@pytest.mark.parametrize("target", ["+2%", "-5%"])
def test_growth_in_doubt_gets_no_verdict(polarity, target):
    changes = {"polarity": polarity, "polarity_doubt": "The source looks contrary."}
    verdict = visitors("9,000,000", target, BEFORE, **changes)
    assert (verdict.status, verdict.cause) == (None, Cause.POLARITY_UNKNOWN)
    assert verdict.sentence.endswith(
        ": it is not known whether higher or lower is better: The source looks contrary."
    )


def test_growth_of_what_should_stay_in_a_range_gets_no_verdict():
    verdict = visitors("9,000,000", "+2%", BEFORE, polarity=Polarity.IN_RANGE)
    assert verdict.cause is Cause.POLARITY_UNKNOWN
    assert verdict.sentence == (
        "9,000,000 where the target is growth by 2%: it is to stay in a range, so neither higher "
        "nor lower is better."
    )


# --- Per cent of a percentage -----------------------------------------------------------------


@pytest.mark.parametrize("target", ["+2%", "-5% a year", "2% increase", "Reduce by 5%."])
@pytest.mark.parametrize("unit", ["%", "per cent", ""])
@pytest.mark.parametrize("period", [TargetPeriod.STANDING, TargetPeriod.CALENDAR_YEAR])
def test_growth_of_a_percentage_may_be_points(target, unit, period):
    of = promise(target, unit=unit, period=period, year=2022)
    a_case = case(
        reported("52%", period="2022"),
        of,
        known("50", "2021"),
        unit=unit,
        basis=Basis.POINT_IN_TIME,
    )
    verdict = judge(a_case)
    assert (verdict.status, verdict.cause) == (None, Cause.NOT_COMPARABLE)
    assert distance_of(a_case, verdict) is None


def test_it_says_what_is_not_known_of_a_percentage_to_grow():
    assert visitors("52%", "+2%", known("50", "2021"), unit="%").sentence == (
        "The target is “+2%” and the figure is a percentage: it is not known whether per cent or "
        "percentage points are meant."
    )


def test_a_percentage_without_a_sign_is_held_directly():
    assert visitors("3%", "2%", BEFORE, unit="%", basis=Basis.POINT_IN_TIME).status == "green"
