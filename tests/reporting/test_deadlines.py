"""By which day a return is due."""

from datetime import date

import pytest

from reporting.deadlines import due_on
from reporting.report import GovernanceDate
from tests.reporting.reports import a_sub_strand

DEADLINE, LATER = date(2024, 2, 7), date(2024, 2, 14)
DATES = [
    GovernanceDate("data_deadline", DEADLINE, ""),
    GovernanceDate("cabinet_member", date(2024, 3, 1), ""),
]


@pytest.mark.parametrize(
    ("own", "dates", "expected"),
    [
        (None, DATES, DEADLINE),
        (LATER, DATES, LATER),
        (date(2024, 2, 1), DATES, DEADLINE),
        (LATER, [], LATER),
        (None, [GovernanceDate("data_deadline", None, "Monthly")], None),
    ],
    ids=["deadline", "own day", "deadline moved past it", "no deadline", "in words"],
)
def test_a_return_is_due_on_the_later_of_its_own_day_and_the_deadline(own, dates, expected):
    assert due_on(a_sub_strand(due_on=own), dates) == expected
