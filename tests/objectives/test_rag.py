"""Statuses, how they move, and what they suggest for the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.rag import Difference, Movement, Status, difference, movement, suggested_overall

RATED = st.sampled_from([Status.RED, Status.AMBER, Status.GREEN])


@pytest.mark.parametrize(
    ("status", "word"),
    [("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("not_rated", "Not rated")],
)
def test_a_status_has_a_word(status, word):
    assert Status(status).label == word


@pytest.mark.parametrize(
    ("status", "rated"), [("red", True), ("amber", True), ("green", True), ("not_rated", False)]
)
def test_only_a_colour_is_a_rating(status, rated):
    assert Status(status).is_rated is rated


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("green", "amber", Movement.WORSE),
        ("green", "red", Movement.WORSE),
        ("amber", "red", Movement.WORSE),
        ("red", "amber", Movement.BETTER),
        ("red", "green", Movement.BETTER),
        ("amber", "green", Movement.BETTER),
        ("green", "green", Movement.SAME),
        ("red", "red", Movement.SAME),
        ("", "green", None),
        ("green", "", None),
        ("not_rated", "red", None),
        ("green", "not_rated", None),
        ("", "", None),
    ],
)
def test_a_status_moves(before, after, expected):
    assert movement(before, after) == expected


@given(before=RATED, after=RATED)
def test_the_way_back_is_the_opposite(before, after):
    opposite = {
        Movement.BETTER: Movement.WORSE,
        Movement.WORSE: Movement.BETTER,
        Movement.SAME: Movement.SAME,
    }
    assert movement(after, before) == opposite[movement(before, after)]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ("", None),
        ("n n", None),
        ("g", "green"),
        ("g g g a", "green"),
        ("g a", "amber"),
        ("g g a a", "amber"),
        ("g g g g r", "amber"),
        ("g g r r", "red"),
        ("a r", "red"),
        ("r", "red"),
        ("g a a r", "amber"),
        ("n n n g", "green"),
        ("n n n a g", "amber"),
        ("n n r", "red"),
    ],
)
def test_the_rows_suggest_an_overall_status(statuses, expected):
    words = {"r": "red", "a": "amber", "g": "green", "n": "not_rated"}
    assert suggested_overall(words[letter] for letter in statuses.split()) == expected


def test_a_row_with_nothing_said_suggests_nothing():
    assert suggested_overall(["", ""]) is None


@given(statuses=st.lists(RATED, min_size=1))
def test_rows_that_are_not_rated_change_no_suggestion(statuses):
    assert suggested_overall([*statuses, "not_rated", ""]) == suggested_overall(statuses)


@given(statuses=st.lists(RATED, min_size=1))
def test_a_further_red_row_never_makes_it_better(statuses):
    change = movement(suggested_overall(statuses), suggested_overall([*statuses, "red"]))
    assert change is not Movement.BETTER


@pytest.mark.parametrize(
    ("declared", "computed", "expected"),
    [
        ("green", "red", Difference.BETTER_THAN_FIGURES),
        ("green", "amber", Difference.BETTER_THAN_FIGURES),
        ("amber", "red", Difference.BETTER_THAN_FIGURES),
        ("red", "green", Difference.WORSE_THAN_FIGURES),
        ("red", "amber", Difference.WORSE_THAN_FIGURES),
        ("amber", "green", Difference.WORSE_THAN_FIGURES),
        ("green", "green", None),
        ("red", "red", None),
        ("", "red", None),
        ("not_rated", "red", None),
        ("green", None, None),
        ("green", "", None),
        ("green", "not_rated", None),
    ],
)
def test_a_declared_status_differs_from_the_computed_one(declared, computed, expected):
    assert difference(declared, computed) is expected


@given(declared=RATED, computed=RATED)
def test_the_difference_turns_round_with_the_two_statuses(declared, computed):
    opposite = {
        Difference.BETTER_THAN_FIGURES: Difference.WORSE_THAN_FIGURES,
        Difference.WORSE_THAN_FIGURES: Difference.BETTER_THAN_FIGURES,
        None: None,
    }
    assert difference(computed, declared) is opposite[difference(declared, computed)]
