"""A figure of a time before the quarter says so, however it came to be in the quarter."""

import pytest

from objectives.judging.computed_status import judge
from objectives.judging.verdicts import Verdict
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import Basis, Polarity
from tests.objectives.judging.cases import UNSTATED, case, known, reported, this_year

Q3 = FinancialQuarter(2023, 3)
LOWER = {"polarity": Polarity.LOWER}
Q2_WORDS = "July to September 2023"


def judged(figure, target, *earlier, period=UNSTATED, **changes) -> Verdict:
    """In Q3, on the figure of Q2."""
    what = reported(figure, period=period, unit=changes.get("unit", ""))
    return judge(case(what, target, *earlier, quarter=Q3, **changes))


@pytest.mark.parametrize("period", [UNSTATED, Q2_WORDS])
def test_a_figure_of_an_earlier_quarter_is_not_taken_for_this_ones(period):
    assert judged("91", "90", period=period).sentence == (
        f"91 is above the target of 90, on the figure for {Q2_WORDS}."
    )


@pytest.mark.parametrize(
    ("figure", "target", "changes", "sentence"),
    [
        (
            "3",
            "0",
            LOWER,
            f"3 is above the target of 0, on the figure for {Q2_WORDS}; lower is better.",
        ),
        (
            "11",
            "10",
            LOWER,
            "11 is above the target of 10, within 10% of it, "
            f"on the figure for {Q2_WORDS}; lower is better.",
        ),
        (
            "91%",
            this_year("90%"),
            {"unit": "%", "basis": Basis.POINT_IN_TIME},
            f"91% is above the target of 90% for 2023/24, on the figure for {Q2_WORDS}.",
        ),
        ("yes", "yes", {}, f"The answer for {Q2_WORDS} is yes; the target is yes."),
    ],
)
def test_the_time_ends_the_sentence(figure, target, changes, sentence):
    assert judged(figure, target, **changes).sentence == sentence


def test_a_sentence_that_names_the_time_is_left_alone():
    assert judged("12", this_year("50")).sentence == (
        f"12 in {Q2_WORDS} is below a quarter’s share of 12.5 (50 for 2023/24), within 10% of it; "
        "no figure is on record for April to June 2023."
    )


def test_another_year_than_the_targets_is_named_once():
    verdict = judged("45%", this_year("40%"), period="2022/23", unit="%", basis=Basis.POINT_IN_TIME)
    assert verdict.sentence.count("2022/23") == 1


def test_a_year_is_not_named_by_another_that_begins_like_it():
    year = DataPeriod.for_calendar_year(2023).as_inferred()
    now = FinancialQuarter(2023, 4)
    sentence = judge(case(reported("9", period=year), this_year("8"), quarter=now)).sentence
    assert sentence == "9 is above the target of 8 for 2023/24, on the figure for 2023."


def test_a_direction_says_it_too():
    assert judged("11", "increase", known("10", "Q1 2023/24")).sentence == (
        f"11 ({Q2_WORDS}) is up from 10 (April to June 2023); the target is an increase."
    )


@pytest.mark.parametrize("period", ["October to December 2023", "November 2023", None])
def test_a_figure_of_the_quarter_needs_no_time(period):
    assert judged("91", "90", period=period).sentence == "91 is above the target of 90."


def test_a_total_that_runs_into_the_quarter_needs_none():
    assert "on the figure" not in judged("91", "90", period="April to December 2023").sentence


def test_without_a_verdict_there_is_nothing_to_take_for_this_quarters():
    sentence = judged("91", "90", polarity=Polarity.UNKNOWN).sentence
    assert sentence.endswith("whether higher or lower is better.")


def test_a_word_alone_says_more_of_its_time():
    assert "on the" not in judged("Worse", "Increase").sentence


def test_a_total_kept_from_last_quarter_is_held_against_what_was_expected_then():
    verdict = judged("50", this_year("100"), basis=Basis.YEAR_TO_DATE)
    assert (verdict.status, verdict.expected) == ("green", 50)
