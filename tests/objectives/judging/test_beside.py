"""A figure beside what another place has for the same KPI."""

from dataclasses import replace

import pytest

from objectives.judging.beside import beside
from objectives.plan import Basis, Certainty, Polarity
from objectives.rag import Movement
from tests.objectives.judging.cases import case, known, reported


def said(figure, *held, **terms):
    """What is found for a figure beside these values of England."""
    return beside("England", held, a_case(figure, **terms))


def words(figure, *held, **terms):
    return said(figure, *held, **terms).words


def a_case(figure, **terms):
    """A rate in per cent for 2022/23 unless told otherwise, of which more is better."""
    if isinstance(figure, str):
        figure = reported(figure, unit="%", period="2022/23")
    return case(figure, **{"unit": "%", "basis": Basis.POINT_IN_TIME, **terms})


# --- Better, worse, the same --------------------------------------------------------------------


def test_more_is_better_where_higher_is_better():
    assert words("20.1%", known("19.9", "2022/23")) == "better than England (19.9%)"


def test_more_is_worse_where_lower_is_better():
    found = said("20.1%", known("19.9", "2022/23"), polarity=Polarity.LOWER)
    assert (found.words, found.standing) == ("worse than England (19.9%)", Movement.WORSE)


def test_equal_figures_are_the_same():
    assert words("19.9%", known("19.9", "2022/23")) == "the same as England (19.9%)"


def test_within_the_band_it_is_about_the_same():
    band = {"same_band": known("0.5", "2022/23").number}
    assert words("20.4%", known("19.9", "2022/23"), **band) == "about the same as England (19.9%)"
    assert words("20.5%", known("19.9", "2022/23"), **band) == "better than England (19.9%)"


@pytest.mark.parametrize(
    "terms",
    [
        {"polarity": Polarity.UNKNOWN},
        {"polarity": Polarity.IN_RANGE},
        {"polarity_doubt": "The source prints both."},
        {"is_ordinal": True},
    ],
    ids=["unknown polarity", "in range", "a doubt", "a scale"],
)
def test_nothing_is_better_where_nobody_can_say(terms):
    found = said("20.1%", known("19.9", "2022/23"), **terms)
    assert (found.words, found.standing) == ("England: 19.9%", None)


def test_a_figure_that_awaits_validation_is_not_judged():
    figure = reported("20.1%", period="2022/23", certainty=Certainty.AWAITING_VALIDATION)
    assert words(figure, known("19.9", "2022/23")) == "England: 19.9%"


def test_a_value_that_awaits_validation_stands_beside_nothing():
    assert said("20.1%", known("19.9", "2022/23", Certainty.AWAITING_VALIDATION)) is None


def test_a_provisional_value_says_so():
    provisional = known("19.9", "2022/23", Certainty.PROVISIONAL)
    assert words("20.1%", provisional) == "better than England (19.9%, provisional)"


def test_figures_of_different_units_are_not_compared():
    per_cent = replace(known("19.9", "2022/23"), printed="19.9%")
    assert words(reported("£445", period="2022/23"), per_cent, unit="") == "England: 19.9%"


def test_a_bare_figure_is_not_held_beside_a_percentage():
    per_cent = replace(known("19.9", "2022/23"), printed="19.9%")
    assert words(reported("250", period="2022/23"), per_cent, unit="") == "England: 19.9%"


# --- Which value --------------------------------------------------------------------------------


def test_the_value_for_the_same_time_comes_first():
    held = known("18", "2021/22"), known("19.9", "2022/23"), known("25", "2023/24")
    assert words("20.1%", *held) == "better than England (19.9%)"


def test_the_same_days_are_the_same_time_whatever_they_are_called():
    assert words("20.1%", known("19.9", "12 months to March 2023")) == "better than England (19.9%)"


def test_else_the_latest_of_its_kind_before_it_with_its_time():
    held = known("17", "2020/21"), known("19.9", "2021/22"), known("30", "2022")
    assert words("20.1%", *held) == "better than England (19.9% in 2021/22)"


def test_a_later_value_is_not_shown():
    assert said("20.1%", known("19.9", "2023/24")) is None


def test_a_value_of_another_kind_of_time_is_told_and_not_judged():
    found = said("20.1%", known("19.9", "July to September 2022"))
    assert (found.words, found.standing) == ("England: 19.9% for July to September 2022", None)


def test_a_total_that_still_grows_is_not_judged_by_another_time():
    figure = reported("40%", period="April to December 2023")
    held = known("30", "April to September 2023")
    assert words(figure, held) == "England: 30% for April to September 2023"
    assert words(figure, known("30", "April to December 2023")) == "better than England (30%)"


def test_a_figure_of_an_unknown_time_is_not_judged():
    assert words(reported("20%", period=None), known("19", "2022/23")) == "England: 19% in 2022/23"


def test_without_a_figure_the_latest_value_is_told_with_its_time():
    held = known("18", "2021/22"), known("19.9", "2022/23")
    assert words(None, *held) == "England: 19.9% in 2022/23"


def test_a_day_is_said_as_one():
    assert words(None, known("19", "7 February 2023")) == "England: 19% on 7 February 2023"


def test_a_figure_in_words_is_not_judged():
    figure = reported("Reduction", period="2022/23")
    assert words(figure, known("19", "2022/23")) == "England: 19% in 2022/23"


def test_nothing_is_said_of_no_values():
    assert said("20.1%") is None


def test_it_looks_back_on_eight_values_of_the_same_kind_of_time():
    years = [known(str(number), f"20{number}/{number + 1}") for number in range(10, 23)]
    found = said("20.1%", *reversed(years), known("3", "2021"))
    assert [item.printed for item in found.values] == [str(number) for number in range(15, 23)]


# --- In print -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "unit", "figure", "printed"),
    [
        ("20.0", "%", "25%", "20.0%"),
        ("20", "%", "25.5%", "20%"),
        ("445.4", "GBP", "£500", "£445.40"),
        ("440000000", "GBP", "£500", "£440m"),
        ("1234", "", "2000", "1,234"),
        ("12", "businesses", "13", "12 businesses"),
        ("19.9", "", "25%", "19.9%"),
    ],
)
def test_a_bare_number_takes_the_unit_and_keeps_its_decimals(typed, unit, figure, printed):
    measure = reported(figure, unit=unit, period="2022/23")
    found = words(measure, known(typed, "2022/23"), unit=unit, polarity=Polarity.UNKNOWN)
    assert found == f"England: {printed}"


def test_what_was_typed_with_its_unit_is_printed_so():
    typed = replace(known("440000000", "2022/23"), printed="£440m")
    figure = reported("£500m", unit="GBP", period="2022/23")
    assert words(figure, typed, unit="GBP") == "better than England (£440m)"
