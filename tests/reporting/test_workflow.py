"""The table of moves holds together. What the actions make of it is in `test_moves`."""

import pytest

from accounts.roles import Role
from reporting.workflow import (
    MOVES,
    QUARTER_MOVES,
    Move,
    QuarterMove,
    QuarterState,
    ReturnState,
    fits,
    quarter_fits,
)

ENTER = {Role.PROJECT_LEAD, Role.DEPUTY, Role.OFFICER}
CELL, RUN = {Role.ECONOMY_CELL}, {Role.OFFICER}
WITH_LEAD, WITH_REVIEWER = {"not_started", "draft", "sent_back"}, {"submitted", "signed_off"}

# Written out once more by hand, from DESIGN 5.
TABLE = {
    Move.SAVE: (WITH_LEAD, "draft", ENTER),
    Move.SUBMIT: ({"draft"}, "submitted", ENTER),
    Move.WITHDRAW: ({"submitted"}, "draft", ENTER),
    Move.SIGN_OFF: ({"submitted"}, "signed_off", {Role.SES_LEAD}),
    Move.SEND_BACK: (WITH_REVIEWER, "sent_back", CELL | {Role.SES_LEAD}),
    Move.AMEND: (WITH_REVIEWER, None, CELL),
    Move.APPROVE: (WITH_REVIEWER, "approved", CELL),
    Move.EXTEND: (WITH_LEAD, None, RUN),
    Move.REOPEN: ({"approved", "published"}, "sent_back", CELL | RUN),
}
OF_QUARTERS = {
    QuarterMove.OPEN: ({"upcoming"}, "open"),
    QuarterMove.START_REVIEW: ({"open"}, "in_review"),
    QuarterMove.SET_DATES: ({"upcoming", "open", "in_review", "reopened"}, None),
    QuarterMove.PUBLISH: ({"open", "in_review", "reopened"}, "published"),
    QuarterMove.SET_PUBLIC: ({"published", "reopened"}, None),
    QuarterMove.REOPEN: ({"published"}, "reopened"),
}


def test_every_move_is_in_the_table():
    assert set(TABLE) == set(MOVES) == set(Move)
    assert set(OF_QUARTERS) == set(QUARTER_MOVES) == set(QuarterMove)


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


@pytest.mark.parametrize("move", QuarterMove)
def test_a_quarters_move_is_as_the_design_says_and_an_officers(move):
    rule = QUARTER_MOVES[move]
    assert (rule.sources, rule.target, rule.roles) == (*OF_QUARTERS[move], RUN)


@pytest.mark.parametrize("state", QuarterState)
@pytest.mark.parametrize("move", QuarterMove)
def test_a_quarters_move_fits_its_state(move, state):
    assert quarter_fits(move, state) is (state in OF_QUARTERS[move][0])


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
