"""A stated part of the year counts as such, whatever the KPI's figures usually cover (DESIGN 4)."""

from decimal import Decimal

import pytest

from objectives.judging.computed_status import judge
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import Basis
from tests.objectives.judging.cases import case, known, reported, this_year

TOTALS = pytest.mark.parametrize("basis", [Basis.YEAR_TO_DATE, Basis.FULL_YEAR])


def test_a_stated_quarter_is_added_to_the_total_before():
    first = known("30", DataPeriod.for_quarter(FinancialQuarter(2023, 1)).as_inferred())
    figure = reported("25", period="July to September 2023")
    verdict = judge(case(figure, this_year("100"), first, basis=Basis.YEAR_TO_DATE))
    assert (verdict.status, verdict.measured, verdict.expected) == ("green", 55, 50)


@TOTALS
@pytest.mark.parametrize(
    ("figure", "period", "share"),
    [
        ("35", "Q2 2023/24", "60"),
        ("35", "August 2023", "20"),
        ("35", "H1 2023/24", "120"),
        ("35", "summer term 2022/23", "100"),
    ],
)
def test_a_stated_part_of_the_year_is_its_own(figure, period, share, basis):
    verdict = judge(case(reported(figure, period=period), this_year("240"), basis=basis))
    assert verdict.expected == Decimal(share)


def test_a_quarters_share_of_a_full_years_target_says_so():
    figure = reported("35", period="Q2 2023/24")
    assert judge(case(figure, this_year("280"), basis=Basis.FULL_YEAR)).sentence == (
        "35 in July to September 2023 is more than 10% below a quarter’s share of 70 "
        "(280 for 2023/24); no figure is on record for April to June 2023."
    )


@TOTALS
@pytest.mark.parametrize("before", ["Q1 2023/24", "April to June 2023"])
def test_stated_quarters_add_up_whatever_the_basis(before, basis):
    figure = reported("25", period="Q2 2023/24")
    verdict = judge(case(figure, this_year("100"), known("30", before), basis=basis))
    assert (verdict.measured, verdict.expected) == (55, 50)


@pytest.mark.parametrize(
    ("basis", "quarter"), [(Basis.YEAR_TO_DATE, 3), (Basis.FULL_YEAR, 2), (Basis.FULL_YEAR, 3)]
)
def test_totals_before_are_never_added_up(basis, quarter):
    now = FinancialQuarter(2023, quarter)
    earlier = [
        known("30", DataPeriod.for_quarter(FinancialQuarter(2023, number)).as_inferred())
        for number in range(1, quarter)
    ]
    figure = reported("25", period=DataPeriod.for_quarter(now))
    verdict = judge(case(figure, this_year("100"), *earlier, basis=basis, quarter=now))
    assert (verdict.measured, verdict.expected) == (25, 25)


@pytest.mark.parametrize(
    ("basis", "expected"), [(Basis.YEAR_TO_DATE, "45"), (Basis.FULL_YEAR, "90")]
)
def test_a_stated_quarters_percentage_stays_a_total(basis, expected):
    figure = reported("53.6%", period="Q2 2023/24")
    verdict = judge(case(figure, this_year("90%"), unit="%", basis=basis))
    assert verdict.expected == Decimal(expected)
