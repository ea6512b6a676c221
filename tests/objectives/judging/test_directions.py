"""Targets that are a direction: increase, reduction, maintain (DESIGN 4)."""

from decimal import Decimal

import pytest

from objectives.judging.computed_status import judge
from objectives.judging.verdicts import Cause
from objectives.plan import Basis, Certainty, Comparison, Polarity
from tests.objectives.judging.cases import case, known, reported

BAND = {"same_band": Decimal("0.5")}
UP, DOWN, KEEP = "increase", "Reduction", "maintain"
LOWER = {"polarity": Polarity.LOWER}


def by_figures(now, before, aim, **changes):
    """The verdict on a yearly figure with the year before."""
    figure = reported(now, period="2022")
    return judge(case(figure, aim, known(before, "2021"), **changes))


def by_word(word, aim, *earlier, **changes):
    return judge(case(reported(word, period=None), aim, *earlier, **{"unit": "%"} | changes))


# --- A target that asks for the worse ----------------------------------------------------------


@pytest.mark.parametrize(
    ("aim", "changes", "sentence"),
    [
        (DOWN, {}, "The target is a reduction, but higher is better: check which is right."),
        (UP, LOWER, "The target is an increase, but lower is better: check which is right."),
    ],
)
@pytest.mark.parametrize("said", ["9", "10", "11", "Better", "Increase", "Reduced"])
def test_a_target_against_the_polarity_gets_no_verdict(said, aim, changes, sentence):
    figure = reported(said, period="2022")
    verdict = judge(case(figure, aim, known("10", "2021"), **changes))
    assert (verdict.status, verdict.cause) == (None, Cause.AT_ODDS)
    assert verdict.sentence == sentence


@pytest.mark.parametrize(
    "changes",
    [
        {"polarity": Polarity.UNKNOWN},
        {"polarity": Polarity.IN_RANGE},
        {"polarity_doubt": "It looks contrary."},
    ],
)
def test_a_polarity_that_is_not_relied_on_opposes_no_target(changes):
    assert by_figures("9", "10", DOWN, **changes).status == "green"


# --- From two figures -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "aim", "changes", "status"),
    [
        ("11", UP, {}, "green"),
        ("10", UP, {}, "amber"),
        ("9", UP, {}, "red"),
        ("9", DOWN, LOWER, "green"),
        ("10", DOWN, LOWER, "amber"),
        ("11", DOWN, LOWER, "red"),
        ("10.5", UP, BAND, "amber"),
        ("10.51", UP, BAND, "green"),
        ("9.5", UP, BAND, "amber"),
        ("9.49", UP, BAND, "red"),
        ("9", DOWN, {"polarity": Polarity.UNKNOWN}, "green"),
        ("10", KEEP, {}, "green"),
        ("10.5", KEEP, BAND, "green"),
        ("11", KEEP, {}, "green"),
        ("9", KEEP, {}, "red"),
        ("9", KEEP, LOWER, "green"),
        ("11", KEEP, LOWER, "red"),
        ("10", "no change", {}, "green"),
        ("10", KEEP, {"polarity": Polarity.UNKNOWN}, "green"),
    ],
)
def test_two_figures_show_the_way(now, aim, changes, status):
    assert by_figures(now, "10", aim, **changes).status == status


@pytest.mark.parametrize("polarity", [Polarity.UNKNOWN, Polarity.IN_RANGE])
def test_a_figure_to_maintain_that_moved_needs_a_polarity(polarity):
    assert by_figures("11", "10", KEEP, polarity=polarity).cause is Cause.POLARITY_UNKNOWN


@pytest.mark.parametrize(
    ("now", "before", "sentence"),
    [
        ("11", "10", "11 (2022) is up from 10 (2021); the target is a reduction."),
        ("9", "10", "9 (2022) is down from 10 (2021); the target is a reduction."),
        ("10", "10", "10 (2022) is no change from 10 (2021); the target is a reduction."),
        ("10.2", "10", "10.2 (2022) is about the same as 10 (2021); the target is a reduction."),
    ],
)
def test_the_sentence_shows_both_figures(now, before, sentence):
    assert by_figures(now, before, DOWN, **BAND, **LOWER).sentence == sentence


def test_both_figures_are_in_the_verdict():
    verdict = by_figures("11", "10", UP)
    assert (verdict.measured, verdict.expected) == (11, 10)


def test_the_first_figure_has_nothing_to_compare_with():
    verdict = judge(case("26,476m2", UP, unit="m2"))
    assert verdict.cause is Cause.NO_HISTORY
    assert verdict.sentence == (
        "26,476 m2 is the first figure on record, so there is no earlier one to compare with; "
        "the target is an increase."
    )


@pytest.mark.parametrize(
    "earlier",
    [
        known("10", "2021/22"),
        known("10", "2022"),
        known("10", "2021", Certainty.AWAITING_VALIDATION),
    ],
)
def test_only_a_validated_earlier_value_of_the_same_kind_counts(earlier):
    assert judge(case(reported("11", period="2022"), UP, earlier)).cause is Cause.NO_HISTORY


def test_the_latest_earlier_value_counts():
    earlier = known("12", "2021"), known("8", "2020")
    assert judge(case(reported("11", period="2022"), UP, *earlier)).status == "red"


def test_a_total_to_date_is_compared_with_last_years():
    figure = reported("20", period="April to September 2023")
    earlier = known("25", "April to September 2022"), known("12", "April to June 2023")
    assert judge(case(figure, UP, *earlier, basis=Basis.YEAR_TO_DATE)).status == "red"


def test_a_total_to_date_without_last_years_is_not_compared():
    figure = reported("20", period="April to September 2023")
    verdict = judge(case(figure, UP, known("12", "April to June 2023")))
    assert verdict.cause is Cause.NO_HISTORY


def test_a_seasonal_figure_is_compared_with_last_years():
    figure = reported("20", period="Q2 2023/24")
    earlier = known("15", "Q2 2022/23"), known("25", "Q1 2023/24")
    changes = {"comparison": Comparison.SAME_PERIOD_LAST_YEAR}
    assert judge(case(figure, UP, *earlier, **changes)).status == "green"


def test_a_figure_that_may_be_a_running_total_gets_no_verdict():
    verdict = judge(case("20", UP, known("12", "Q1 2023/24"), basis=Basis.UNKNOWN))
    assert verdict.cause is Cause.BASIS_UNKNOWN


def test_a_stated_quarter_is_no_running_total():
    figure = reported("20", period="Q2 2023/24")
    verdict = judge(case(figure, UP, known("12", "Q1 2023/24"), basis=Basis.UNKNOWN))
    assert verdict.status == "green"


# --- From the word ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "aim", "polarity", "status"),
    [
        ("Better", DOWN, Polarity.UNKNOWN, "green"),
        ("Same", DOWN, Polarity.UNKNOWN, "amber"),
        ("Worse", DOWN, Polarity.UNKNOWN, "red"),
        ("Better", UP, Polarity.UNKNOWN, "green"),
        ("Same", UP, Polarity.UNKNOWN, "amber"),
        ("Worse", UP, Polarity.UNKNOWN, "red"),
        ("Increase", DOWN, Polarity.UNKNOWN, "red"),
        ("Reduced", DOWN, Polarity.UNKNOWN, "green"),
        ("Maintained", DOWN, Polarity.UNKNOWN, "amber"),
        ("no change", UP, Polarity.UNKNOWN, "amber"),
        ("Same", KEEP, Polarity.UNKNOWN, "green"),
        ("Maintained", KEEP, Polarity.UNKNOWN, "green"),
        ("Increase", KEEP, Polarity.HIGHER, "green"),
        ("Increase", KEEP, Polarity.LOWER, "red"),
        ("Increase", KEEP, Polarity.UNKNOWN, None),
    ],
)
def test_without_two_figures_the_word_counts(word, aim, polarity, status):
    assert by_word(word, aim, polarity=polarity).status == status


@pytest.mark.parametrize("answer", ["Yes", "much better than before", "May 2023"])
def test_other_words_are_nothing_to_compare(answer):
    assert by_word(answer, UP).cause is Cause.IN_WORDS


@pytest.mark.parametrize(
    ("earlier", "sentence"),
    [
        (
            [known("18.3", "2021/22")],
            "Reported as worse; the target is a reduction. "
            "Judged by that word alone: only one figure is on record, "
            "18.3% for 2021/22.",
        ),
        (
            [],
            "Reported as worse; the target is a reduction. "
            "Judged by that word alone: no figures are on record.",
        ),
        (
            [known("18.3", "2021/22"), known("18", "2022")],
            "Reported as worse; the target is a reduction. "
            "Judged by that word alone: no two figures on record "
            "can be compared.",
        ),
    ],
)
def test_a_verdict_by_the_word_says_so(earlier, sentence):
    assert by_word("Worse", DOWN, *earlier, **LOWER).sentence == sentence


TWO = known("18.3", "2021/22"), known("17", "2022/23")


@pytest.mark.parametrize(
    ("word", "aim", "changes"),
    [
        ("Worse", DOWN, LOWER),
        ("Same", DOWN, LOWER),
        ("Better", UP, {}),
        ("Increase", DOWN, LOWER),
        ("no change", DOWN, LOWER),
        ("Better", DOWN, LOWER | {"same_band": Decimal(2)}),
        ("Better", KEEP, {}),
    ],
)
def test_word_and_figures_at_odds_give_no_verdict(word, aim, changes):
    verdict = by_word(word, aim, *TWO, **changes)
    assert verdict.cause is Cause.AT_ODDS
    assert verdict.sentence.startswith("The word says ")


@pytest.mark.parametrize(
    ("word", "aim", "changes", "status"),
    [
        ("Better", DOWN, LOWER, "green"),
        ("Worse", UP, {}, "red"),
        ("Reduced", DOWN, LOWER, "green"),
        ("Same", DOWN, LOWER | {"same_band": Decimal(2)}, "amber"),
        ("Worse", KEEP, {}, "red"),
        ("Better", KEEP, LOWER, "green"),
    ],
)
def test_word_and_figures_that_agree_give_the_figures_verdict(word, aim, changes, status):
    assert by_word(word, aim, *TWO, **changes).status == status


def test_the_hint_shows_word_and_figures():
    assert by_word("Worse", DOWN, *TWO, **LOWER).sentence == (
        "The word says worse, the figures say better (17% for 2022/23 after 18.3% for 2021/22): "
        "check which is right."
    )


def test_a_word_that_the_figures_bear_out_says_so():
    assert by_word("Better", DOWN, *TWO, **LOWER).sentence == (
        "17% (2022/23) is down from 18.3% (2021/22); the target is a reduction, and the word "
        "reported, better, agrees."
    )


def test_totals_to_date_do_not_check_a_word():
    earlier = known("10", "April to June 2023"), known("20", "April to September 2023")
    assert by_word("Worse", UP, *earlier).status == "red"
