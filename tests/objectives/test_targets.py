"""Which of a placement's targets a quarter prints."""

import pytest

from objectives.models import Target
from objectives.plan import TargetPeriod
from objectives.targets import target_for
from tests.factories import Q1, Q2, Q3, Q4

FY, AY, CY, QUARTER, STANDING = (
    TargetPeriod.FINANCIAL_YEAR,
    TargetPeriod.ACADEMIC_YEAR,
    TargetPeriod.CALENDAR_YEAR,
    TargetPeriod.QUARTER,
    TargetPeriod.STANDING,
)
CHOICES = [
    ("nothing promised", [], Q3, None),
    ("the year's", [("a", FY, 2023)], Q3, "a"),
    ("this year's of two", [("a", FY, 2022), ("b", FY, 2023)], Q3, "b"),
    ("the year's in its last quarter", [("a", FY, 2023), ("b", FY, 2024)], Q4, "a"),
    ("the next year's once it begins", [("a", FY, 2023), ("b", FY, 2024)], Q4.next, "b"),
    ("an earlier year's while there is no other", [("a", FY, 2020)], Q3, "a"),
    ("the quarter's own before the year's", [("a", FY, 2023), ("b", QUARTER, 2023, 3)], Q3, "b"),
    ("not another quarter's", [("a", FY, 2023), ("b", QUARTER, 2023, 2)], Q3, "a"),
    ("not the same quarter of another year", [("b", QUARTER, 2022, 3)], Q3, None),
    ("the year's before the standing one", [("a", STANDING, None), ("b", FY, 2023)], Q3, "b"),
    ("the standing one before one to come", [("a", FY, 2026), ("b", STANDING, None)], Q3, "b"),
    ("the first to come", [("a", FY, 2027), ("b", FY, 2026)], Q3, "b"),
    ("the calendar year in which the quarter ends", [("a", CY, 2023), ("b", CY, 2024)], Q4, "b"),
    ("the calendar year that still runs", [("a", CY, 2023), ("b", CY, 2024)], Q3, "a"),
    ("last academic year's in the summer", [("a", AY, 2022), ("b", AY, 2023)], Q1, "a"),
    ("the academic year's from September", [("a", AY, 2022), ("b", AY, 2023)], Q2, "b"),
    ("the academic year's in winter", [("a", AY, 2022), ("b", AY, 2023)], Q4, "b"),
]


@pytest.mark.parametrize(
    ("targets", "quarter", "expected"),
    [choice[1:] for choice in CHOICES],
    ids=[choice[0] for choice in CHOICES],
)
@pytest.mark.parametrize("order", [1, -1])
def test_of_several_targets_it_prints(targets, quarter, expected, order):
    made = [
        Target(printed=printed, period=period, year=year, quarter=number[0] if number else None)
        for printed, period, year, *number in targets[::order]
    ]
    found = target_for(made, quarter)
    assert (found and found.printed) == expected
