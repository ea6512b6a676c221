"""Days in words."""

from datetime import date

import pytest

from objectives.days import in_words, until, with_weekday


def test_a_day_in_words_has_no_leading_nought():
    assert in_words(date(2024, 2, 7)) == "7 February 2024"


def test_a_deadline_names_its_weekday():
    assert with_weekday(date(2024, 2, 7)) == "Wednesday 7 February 2024"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 2, 7), "in 16 days"),
        (date(2024, 1, 24), "in 2 days"),
        (date(2024, 1, 23), "tomorrow"),
        (date(2024, 1, 22), "today"),
        (date(2024, 1, 21), "yesterday"),
        (date(2024, 1, 19), "3 days ago"),
    ],
)
def test_the_time_until_a_day_is_in_words(day, words):
    assert until(day, on=date(2024, 1, 22)) == words
