"""A verdict says what of the target its figure was held against."""

import pytest

from objectives.judging.computed_status import judge
from objectives.judging.verdicts import HeldAgainst
from objectives.plan import Basis
from tests.objectives.judging.cases import case, known, promise, reported, this_year

TOTAL = {"basis": Basis.YEAR_TO_DATE}
Q1 = "April to June 2023"


@pytest.mark.parametrize(
    ("figure", "target", "earlier", "changes", "expected"),
    [
        ("3", "12.5", (), {}, HeldAgainst.TARGET),
        ("3", promise("3", period="quarter", year=2023, quarter=2), (), {}, HeldAgainst.TARGET),
        ("3", this_year("50"), (), {"basis": Basis.FULL_YEAR}, HeldAgainst.TARGET),
        ("3", this_year("50"), (), {}, HeldAgainst.SHARE),
        ("3", this_year("50"), (known("3", Q1),), {}, HeldAgainst.BY_NOW),
        ("3", this_year("50"), (), TOTAL, HeldAgainst.BY_NOW),
        ("3", "increase", (known("2", Q1),), {}, HeldAgainst.EARLIER),
        (
            "Better",
            "increase",
            (known("2", "2021/22"), known("3", "2022/23")),
            {},
            HeldAgainst.EARLIER,
        ),
        ("1", this_year("50"), (), {"basis": Basis.UNKNOWN}, HeldAgainst.SHARE),  # the nearest
        ("3", None, (), {}, None),
        ("yes", "yes", (), {}, None),
    ],
)
def test_what_it_was_held_against(figure, target, earlier, changes, expected):
    assert judge(case(figure, target, *earlier, **changes)).held_against is expected


def test_growth_is_a_target():
    figure = reported("104", period="2023")
    verdict = judge(case(figure, "+2% a year", known("100", "2022")))
    assert (verdict.held_against, verdict.expected) == (HeldAgainst.TARGET, 102)
