"""How a figure moved, and whether that is good (DESIGN 3, decision 8)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.judging.change import (
    Change,
    Direction,
    on_comparison,
    on_previous,
    percent_to_print,
)
from objectives.periods import DataPeriod, PeriodKind
from objectives.plan import Basis, Certainty, Comparison, Polarity
from objectives.rag import Movement
from tests.objectives.judging.cases import case, known, reported

LAST_YEAR = {"comparison": Comparison.SAME_PERIOD_LAST_YEAR}
FIGURES = st.decimals(-10_000, 10_000, places=2)


def moved(before, now, **changes):
    """From the first to the second quarter of 2023/24."""
    figure = reported(now, period="Q2 2023/24")
    return on_previous(case(figure, None, known(before, "Q1 2023/24"), **changes))


@pytest.mark.parametrize(
    ("before", "now", "changes", "words"),
    [
        ("82.1", "86.1", {}, "up 4.9%, better"),
        ("86.1", "82.1", {}, "down 4.6%, worse"),
        ("25", "28", {"polarity": Polarity.LOWER}, "up 12.0%, worse"),
        ("28", "25", {"polarity": Polarity.LOWER}, "down 10.7%, better"),
        ("15", "48", {}, "up 220.0%, better"),
        ("1", "1000", {}, "up 99,900.0%, better"),
        ("83", "83", {}, "no change"),
        ("0", "0", {}, "no change"),
        ("0", "3", {}, "up from zero, better"),
        ("0", "3", {"polarity": Polarity.LOWER}, "up from zero, worse"),
        ("0", "-3", {}, "down from zero, worse"),
        ("-0.3", "-0.5", {}, "down 66.7%, worse"),
        ("-4", "2", {}, "up 150.0%, better"),
        ("100000", "100001", {}, "up slightly, better"),
        ("100", "100.2", {"same_band": Decimal("0.2")}, "up 0.2%, about the same"),
        ("100", "99.8", {"same_band": Decimal("0.2")}, "down 0.2%, about the same"),
        ("100", "100.3", {"same_band": Decimal("0.2")}, "up 0.3%, better"),
        ("27.3", "53.6", {"basis": Basis.YEAR_TO_DATE}, "up 96.3%"),
        ("23", "24", {"polarity": Polarity.UNKNOWN}, "up 4.3%"),
        ("23", "24", {"polarity": Polarity.IN_RANGE}, "up 4.3%"),
        ("23", "24", {"polarity_doubt": "as printed"}, "up 4.3%"),
        ("0", "24", {"polarity": Polarity.UNKNOWN}, "up from zero"),
        ("23", "24", {"basis": Basis.UNKNOWN}, "up 4.3%"),
        ("1", "2", {"is_ordinal": True}, "up 100.0%, better"),
    ],
)
def test_a_change_in_words(before, now, changes, words):
    assert moved(before, now, **changes).words == words


@pytest.mark.parametrize(
    ("before", "now", "value", "direction"),
    [
        ("23", "24", "1", Direction.UP),
        ("24", "23", "-1", Direction.DOWN),
        ("24", "24.0", "0", Direction.SAME),
    ],
)
def test_a_change_has_a_value_and_a_direction(before, now, value, direction):
    change = moved(before, now)
    assert (change.value, change.direction) == (Decimal(value), direction)


def test_the_number_keeps_its_direction_within_the_band():
    change = moved("100", "100.2", same_band=Decimal(1))
    assert (change.direction, change.movement) == (Direction.UP, Movement.SAME)


def test_the_percent_is_of_the_earlier_figures_size():
    assert moved("-4", "-5").percent == -25


def test_the_percent_is_not_rounded():
    assert str(moved("3", "4").percent) == "33.33333333333333333333333333"


def test_there_is_no_percent_from_zero():
    assert moved("0", "3").percent is None


def test_the_change_says_since_when():
    assert moved("23", "24").since.label == "April to June 2023"


# --- What it is compared with -----------------------------------------------------------------


@pytest.mark.parametrize("figure", [None, "n/a", "Better", "Yes"])
@pytest.mark.parametrize("change", [on_previous, on_comparison])
def test_nothing_moves_without_a_number(figure, change):
    assert change(case(figure, None, known("1", "Q1 2023/24"), **LAST_YEAR)) is None


@pytest.mark.parametrize("change", [on_previous, on_comparison])
def test_the_first_figure_is_new(change):
    assert change(case("24", None)) == Change("new")


@pytest.mark.parametrize(
    "earlier", [known("23", "2022/23"), known("23", "June 2023"), known("23", "Q2 2023/24")]
)
def test_another_kind_of_period_is_not_compared_with(earlier):
    change = on_previous(case("24", None, earlier))
    assert change == Change("nothing held for the same kind of period")


def test_a_figure_of_unknown_time_is_not_compared():
    change = on_previous(case(reported("24", period=None), None, known("23", "Q1 2023/24")))
    assert change.since is None


def test_a_value_awaiting_validation_is_not_compared_with():
    waiting = known("0", "Q1 2023/24", Certainty.AWAITING_VALIDATION)
    assert on_previous(case("24", None, waiting)) == Change("new")


def test_a_figure_awaiting_validation_is_not_called_better():
    figure = reported("24", certainty=Certainty.AWAITING_VALIDATION)
    assert on_previous(case(figure, None, known("23", "Q1 2023/24"))).movement is None


def test_the_latest_of_several_is_the_previous_one():
    earlier = known("23", "Q1 2023/24"), known("10", "Q4 2022/23")
    assert on_previous(case("24", None, *earlier)).value == 1


def test_without_a_wish_the_comparison_is_with_the_previous():
    one = case("24", None, known("23", "Q1 2023/24"))
    assert on_comparison(one) == on_previous(one)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("Q2 2023/24", "Q2 2022/23"),
        ("2023/24", "2022/23"),
        ("12 months to February 2024", "12 months to February 2023"),
        ("February 2025", "February 2024"),
        ("spring term 2024", "spring term 2023"),
        ("April to September 2023", "April to September 2022"),
    ],
)
def test_the_same_time_last_year_is_found(now, then):
    figure = reported("24", period=now)
    change = on_comparison(case(figure, None, known("23", then), **LAST_YEAR))
    assert change.since.label == known("23", then).period.label


@pytest.mark.parametrize("then", ["Q2 2021/22", "Q1 2023/24", "Q1 2022/23", "2022/23"])
def test_another_time_is_not_the_same_time_last_year(then):
    figure = reported("24", period="Q2 2023/24")
    change = on_comparison(case(figure, None, known("23", then), **LAST_YEAR))
    assert change == Change("nothing held for the same time last year")


@pytest.mark.parametrize(("days", "is_found"), [(20, True), (21, False)])
def test_a_term_may_move_with_easter(days, is_found):
    now = DataPeriod(PeriodKind.SCHOOL_TERM, date(2024, 1, 8), date(2024, 3, 28), "spring 2024")
    ends = date(2023, 3, 29) + timedelta(days)
    then = DataPeriod(PeriodKind.SCHOOL_TERM, date(2023, 1, 8), ends, "spring 2023")
    change = on_comparison(case(reported("24", period=now), None, known("23", then), **LAST_YEAR))
    assert (change.since is not None) is is_found


def test_a_total_to_date_is_judged_against_last_years():
    figure = reported("57.4", period="April to September 2023")
    earlier = known("55", "April to September 2022"), known("31.9", "April to June 2023")
    changes = {"basis": Basis.YEAR_TO_DATE, **LAST_YEAR}
    assert on_comparison(case(figure, None, *earlier, **changes)).words == "up 4.4%, better"


def test_a_total_to_date_is_not_judged_against_the_previous():
    figure = reported("57.4", period="April to September 2023")
    earlier = known("31.9", "April to June 2023")
    assert on_previous(case(figure, None, earlier)).words == "up 79.9%"


# --- Rounding and rules that always hold ------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "printed"),
    [("4.85", "4.9"), ("4.849999", "4.8"), ("-4.85", "-4.9"), ("6", "6.0"), ("-0.01", "0.0")],
)
def test_a_percent_is_printed_to_one_decimal(percent, printed):
    assert str(percent_to_print(Decimal(percent))) == printed


@given(before=FIGURES, now=FIGURES)
def test_the_way_back_is_the_opposite(before, now):
    there, back = moved(str(before), str(now)), moved(str(now), str(before))
    assert there.value == -back.value


@given(before=FIGURES, now=FIGURES)
def test_better_and_worse_turn_round_with_the_polarity(before, now):
    higher = moved(str(before), str(now)).movement
    lower = moved(str(before), str(now), polarity=Polarity.LOWER).movement
    opposite = {Movement.BETTER: Movement.WORSE, Movement.WORSE: Movement.BETTER}
    assert lower is opposite.get(higher, Movement.SAME)


@given(before=FIGURES, now=FIGURES)
def test_nothing_is_ever_infinite(before, now):
    assert not {"inf", "nan", "E+"} & set(moved(str(before), str(now)).words.split())
