"""Whether a figure is older than the KPI's frequency allows."""

import pytest

from objectives.judging.freshness import stale
from objectives.plan import Frequency
from tests.objectives.judging.cases import case, known, reported


def of(period, frequency, *earlier):
    """The words at the end of September 2023."""
    return stale(case(reported("5", period=period), None, *earlier, frequency=frequency))


@pytest.mark.parametrize(
    ("period", "frequency", "is_stale"),
    [
        ("September 2023", Frequency.MONTHLY, False),
        ("August 2023", Frequency.MONTHLY, True),
        ("Q2 2023/24", Frequency.QUARTERLY, False),
        ("July 2023", Frequency.QUARTERLY, False),
        ("Q1 2023/24", Frequency.QUARTERLY, True),
        ("summer term 2023", Frequency.TERMLY, False),
        ("as at 1 June 2023", Frequency.TERMLY, False),
        ("31 May 2023", Frequency.TERMLY, True),
        ("30 April 2023", Frequency.HALF_YEARLY, False),
        ("H2 2022/23", Frequency.HALF_YEARLY, True),
        ("2022", Frequency.YEARLY, False),
        ("12 months to October 2021", Frequency.YEARLY, False),
        ("12 months to September 2021", Frequency.YEARLY, True),
        ("2018-20", Frequency.YEARLY, True),
        ("1900", Frequency.UNKNOWN, False),
    ],
)
def test_a_newer_figure_could_be_there(period, frequency, is_stale):
    assert bool(of(period, frequency)) is is_stale


def test_the_words_name_the_period():
    assert of("2018-20", Frequency.YEARLY) == "Nothing newer than 2018-20"


def test_a_period_that_nobody_stated_is_never_stale():
    figure = reported("5", period=known("5", "2018-20").period.as_inferred())
    assert stale(case(figure, None, frequency=Frequency.YEARLY)) == ""


def test_a_figure_of_unknown_time_is_never_stale():
    assert of(None, Frequency.YEARLY, known("5", "2018-20")) == ""


@pytest.mark.parametrize("figure", [None, reported("Worse", period=None)])
def test_without_a_new_figure_the_latest_on_record_counts(figure):
    earlier = known("5", "2018-20"), known("4", "2017-19")
    words = stale(case(figure, None, *earlier, frequency=Frequency.YEARLY))
    assert words == "Nothing newer than 2018-20"


def test_where_nothing_was_ever_reported_nothing_is_stale():
    assert stale(case(None, None, frequency=Frequency.YEARLY)) == ""
