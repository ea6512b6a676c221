"""How a year's target is spread over its year."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.judging.profiles import expected_by, share_of, year_of
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import TargetPeriod, YearProfile
from tests.objectives.judging.cases import THIS_YEAR, promise

YEAR = DataPeriod.for_financial_year(2023)
SHARES = st.lists(st.integers(-1000, 1000), min_size=4, max_size=4)


def yearly(typed="120", **changes):
    return promise(typed, **{**THIS_YEAR, **changes})


def profiled(profile, shares):
    return yearly(profile=profile, shares=shares)


@pytest.mark.parametrize(
    ("period", "label"),
    [
        (TargetPeriod.FINANCIAL_YEAR, "2023/24"),
        (TargetPeriod.ACADEMIC_YEAR, "academic year 2023/24"),
        (TargetPeriod.CALENDAR_YEAR, "2023"),
    ],
)
def test_a_target_has_its_year(period, label):
    assert year_of(yearly(period=period)).label == label


@pytest.mark.parametrize(
    "target",
    [promise("5"), yearly(period=TargetPeriod.QUARTER, quarter=2), yearly(year=None)],
)
def test_other_targets_have_no_year(target):
    assert year_of(target) is None


def test_a_year_that_is_not_understood_is_none():
    assert year_of(yearly(year=3000)) is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 4, 1), "10"),
        (date(2023, 4, 30), "10"),
        (date(2023, 6, 30), "30"),
        (date(2023, 12, 31), "90"),
        (date(2024, 3, 31), "120"),
    ],
)
def test_without_a_profile_it_grows_by_the_month(day, expected):
    assert expected_by(yearly(), YEAR, day)[0] == Decimal(expected)


@pytest.mark.parametrize(
    ("profile", "shares"),
    [(YearProfile.EXPLICIT, "10 20 30 60"), (YearProfile.CUMULATIVE, "10 30 60 120")],
)
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 6, 30), "10"),
        (date(2023, 9, 30), "30"),
        (date(2024, 3, 31), "120"),
        (date(2023, 10, 31), "40"),
    ],
)
def test_a_profile_is_reached_quarter_by_quarter(profile, shares, day, expected):
    assert expected_by(profiled(profile, shares), YEAR, day)[0] == Decimal(expected)


def test_a_profile_need_not_rise():
    target = profiled(YearProfile.CUMULATIVE, "90 60 30 0")
    assert share_of(target, YEAR, DataPeriod.for_quarter(FinancialQuarter(2023, 2)))[0] == -30


def test_both_ends_of_a_range_are_spread():
    assert expected_by(yearly(upper="240"), YEAR, date(2023, 9, 30)) == (60, 120)


def test_both_ends_of_a_range_follow_the_profile():
    target = yearly(upper="240", profile=YearProfile.EXPLICIT, shares="10 20 30 60")
    assert expected_by(target, YEAR, date(2023, 6, 30)) == (10, 20)


def test_what_need_not_end_has_as_many_decimals_as_are_stored():
    assert expected_by(yearly("100"), YEAR, date(2023, 4, 30))[0] == Decimal("8.333333")


@given(shares=SHARES, profile=st.sampled_from(YearProfile))
def test_the_quarters_shares_make_up_what_is_expected(shares, profile):
    target = profiled(profile, " ".join(map(str, shares)))
    quarters = [FinancialQuarter(2023, number) for number in (1, 2, 3, 4)]
    added = sum(share_of(target, YEAR, DataPeriod.for_quarter(item))[0] for item in quarters)
    assert added == expected_by(target, YEAR, YEAR.ends)[0]
