"""A quarter's own target is held directly against that quarter's own figure (DESIGN 4)."""

import pytest

from objectives.judging.computed_status import judge
from objectives.judging.distance import distance_of
from objectives.judging.verdicts import Cause
from objectives.periods import DataPeriod, FinancialQuarter, PeriodKind
from objectives.plan import Basis, TargetPeriod
from tests.objectives.judging.cases import Q2, UNSTATED, case, promise, reported


def status(*args, **changes):
    """The computed status, None without a verdict."""
    return judge(case(*args, **changes)).status


def of_quarter(number):
    return promise("60", period=TargetPeriod.QUARTER, year=2023, quarter=number)


def test_a_target_of_this_quarter_is_held_directly():
    assert status("55", of_quarter(2)) == "amber"


@pytest.mark.parametrize(
    ("period", "changes"),
    [
        (None, {}),
        (UNSTATED, {}),
        ("Q2 2023/24", {}),
        (DataPeriod(PeriodKind.OTHER, Q2.starts, Q2.ends, "the summer"), {}),
        (DataPeriod.for_financial_year(2022).as_inferred(), {}),
        ("2022/23", {"basis": Basis.POINT_IN_TIME}),
        ("30 September 2023", {"basis": Basis.POINT_IN_TIME}),
        ("April to September 2023", {"unit": "%"}),
    ],
)
def test_a_target_of_this_quarter_takes_its_own_figure(period, changes):
    assert status(reported("60", period=period), of_quarter(2), **changes) == "green"


def test_april_to_june_is_the_first_quarter():
    first = FinancialQuarter(2023, 1)
    figure = reported("60", period=DataPeriod.year_to_date(first))
    assert status(figure, of_quarter(1), quarter=first) == "green"


@pytest.mark.parametrize("basis", [Basis.PERIOD, Basis.YEAR_TO_DATE, Basis.FULL_YEAR])
@pytest.mark.parametrize(
    "period", ["April to September 2023", "2022/23", "Q1 2023/24", "September 2023", "Q2 2022/23"]
)
def test_a_target_of_this_quarter_takes_no_other_times_figure(period, basis):
    a_case = case(reported("60", period=period), of_quarter(2), basis=basis)
    verdict = judge(a_case)
    assert (verdict.status, verdict.cause) == (None, Cause.NOT_COMPARABLE)
    assert distance_of(a_case, verdict) is None


def test_it_names_both_times():
    figure = reported("110", period="April to September 2023")
    assert judge(case(figure, of_quarter(2))).sentence == (
        "110 is for April to September 2023 and the target of 60 is for July to September 2023: "
        "they cannot be compared."
    )


def test_a_target_of_another_quarter_is_not_comparable():
    assert judge(case("55", of_quarter(3))).cause is Cause.NOT_COMPARABLE
