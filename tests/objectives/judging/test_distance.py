"""How far a figure is from its target."""

from decimal import Decimal

import pytest

from objectives.judging.computed_status import judge
from objectives.judging.distance import Distance, distance_of
from objectives.plan import Basis, Certainty, Polarity, TargetPeriod, YearProfile
from tests.objectives.judging.cases import THIS_YEAR, case, known, promise, reported

LOWER = {"polarity": Polarity.LOWER}


def distance(figure, target, *earlier, **changes):
    one = case(figure, target, *earlier, **changes)
    return distance_of(one, judge(one))


@pytest.mark.parametrize(
    ("figure", "target", "changes", "value", "percent"),
    [
        ("88", "90", {}, "2", "2.222222222222222222222222222"),
        ("70", "90", {}, "20", "22.22222222222222222222222222"),
        ("28", "21", LOWER, "7", "33.33333333333333333333333333"),
        ("3", "0", LOWER, "3", None),
        ("-12", "-10", {}, "2", "20"),
        ("1", "3", {"is_ordinal": True}, "2", "66.66666666666666666666666667"),
        ("8", "10", {"polarity": Polarity.IN_RANGE}, "2", "20"),
    ],
)
def test_what_is_missing(figure, target, changes, value, percent):
    expected = Distance(False, Decimal(value), None if percent is None else Decimal(percent))
    assert distance(figure, target, **changes) == expected


@pytest.mark.parametrize(
    ("figure", "target", "changes"),
    [
        ("90", "90", {}),
        ("93", "90", {}),
        ("0", "0", LOWER),
        ("2", "10", LOWER),
        ("3", "3", {"is_ordinal": True}),
        ("10", "10", {"polarity": Polarity.IN_RANGE}),
    ],
)
def test_nothing_is_missing_once_it_is_met(figure, target, changes):
    assert distance(figure, target, **changes) == Distance(True)


def test_the_distance_is_to_what_is_expected_by_now():
    shares = {"profile": YearProfile.CUMULATIVE, "shares": "27 54 80 97.25"}
    target = promise("97.25%", **THIS_YEAR, **shares)
    found = distance("53.6%", target, unit="%", basis=Basis.YEAR_TO_DATE)
    assert (found.met, found.value, round(found.percent, 1)) == (
        False,
        Decimal("0.4"),
        Decimal("0.7"),
    )


def test_a_share_is_the_distance_of_a_quarters_own_figure():
    assert distance("12", promise("50", **THIS_YEAR)).value == Decimal("0.5")


def test_a_target_of_this_quarter_has_a_distance_without_a_verdict():
    target = promise("3", period=TargetPeriod.QUARTER, year=2023, quarter=2)
    assert distance("1", target, is_ordinal=True).value == 2


def test_a_range_without_a_verdict_is_met_at_the_end_that_counts():
    assert distance("6", promise("3", upper="5"), is_ordinal=True, **LOWER).value == 1


@pytest.mark.parametrize(
    ("figure", "target", "changes"),
    [
        (None, "90", {}),
        ("n/a", "90", {}),
        ("Yes", "90", {}),
        ("88", None, {}),
        ("88", "increase", {}),
        ("88", "Strategy review", {}),
        ("88 visits", "90 events", {}),
        ("88", "90", {"polarity": Polarity.UNKNOWN}),
        ("88", "90", {"polarity_doubt": "it looks contrary"}),
        ("88", "90", {"polarity": Polarity.IN_RANGE, "is_ordinal": True}),
        ("88", "+2%", {}),
        ("88", promise("90", **THIS_YEAR), {"basis": Basis.UNKNOWN}),
        ("88", promise("90", **THIS_YEAR), {"is_ordinal": True}),
        ("1", promise("3", period=TargetPeriod.QUARTER, year=2023, quarter=3), {}),
        (reported("0", certainty=Certainty.AWAITING_VALIDATION), "90", {}),
    ],
)
def test_there_is_no_distance(figure, target, changes):
    assert distance(figure, target, **changes) is None


def test_a_direction_is_no_distance():
    figure = reported("9", period="2022")
    assert distance(figure, "increase", known("10", "2021")) is None
