"""The table of moves holds together. What the actions make of it is in `test_moves`."""

import pytest

from accounts.roles import Role
from reporting.workflow import (
    MOVES,
    PUBLISHERS,
    Move,
    QuarterState,
    ReturnState,
    fits,
    may_publish,
)

ENTER = {Role.PROJECT_LEAD, Role.DEPUTY, Role.OFFICER}

# Written out once more by hand, from DESIGN 5.
TABLE = {
    Move.SAVE: ({"not_started", "draft", "sent_back"}, "draft", ENTER),
    Move.SUBMIT: ({"draft"}, "submitted", ENTER),
    Move.WITHDRAW: ({"submitted"}, "draft", ENTER),
    Move.SEND_BACK: ({"submitted", "signed_off"}, "sent_back", {Role.ECONOMY_CELL}),
    Move.APPROVE: ({"submitted", "signed_off"}, "approved", {Role.ECONOMY_CELL}),
}


def test_every_move_is_in_the_table():
    assert set(TABLE) == set(MOVES) == set(Move)


@pytest.mark.parametrize("move", Move)
def test_a_move_is_as_the_design_says(move):
    rule = MOVES[move]
    assert (rule.sources, rule.target, rule.roles) == TABLE[move]


@pytest.mark.parametrize("quarter", QuarterState)
@pytest.mark.parametrize("state", ReturnState)
@pytest.mark.parametrize("move", Move)
def test_a_move_fits_the_states(move, state, quarter):
    takes_returns = quarter in {"open", "in_review", "reopened"}
    assert fits(move, state, quarter) is (takes_returns and state in TABLE[move][0])


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("upcoming", False),
        ("open", True),
        ("in_review", True),
        ("published", False),
        ("reopened", True),
    ],
)
def test_a_quarter_can_be_published(state, expected):
    assert may_publish(state) is expected


def test_officers_publish():
    assert {Role.OFFICER} == PUBLISHERS


def test_every_return_is_with_the_lead_or_the_reviewer_or_settled():
    where = {state: (state.is_with_lead, state.is_with_reviewer) for state in ReturnState}
    assert where == {
        "not_started": (True, False),
        "draft": (True, False),
        "sent_back": (True, False),
        "submitted": (False, True),
        "signed_off": (False, True),
        "approved": (False, False),
        "published": (False, False),
    }


@pytest.mark.parametrize("state", ReturnState)
def test_a_return_has_come_in_once_it_was_submitted(state):
    assert state.has_come_in is (state in {"submitted", "signed_off", "approved", "published"})
