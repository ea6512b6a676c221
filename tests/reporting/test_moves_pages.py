"""The whole table of moves x states x roles, and of the quarter's states, through the pages.

Whoever crafts the request: every move is posted by everybody from every state, as its own form
would post it. What the pages answer is in the access matrix; here is what became of the return.
"""

import pytest
from django.test import Client
from django.urls import reverse

from reporting.forms import as_fields
from reporting.models import Quarter, Step
from reporting.workflow import MOVES, Move, QuarterState, ReturnState
from tests import factories
from tests.factories import Q3, dump, fresh, put
from tests.reporting.acts import a_source, ready
from tests.reporting.test_moves import CAST

pytestmark = pytest.mark.django_db

NAMES = {Move.SAVE: "return"} | {move: f"return_{move}" for move in Move if move != Move.SAVE}


@pytest.fixture
def cast(request):
    """Everybody in the cast with a browser they are signed in on; nobody is "signed out"."""
    people = {who: request.getfixturevalue(who) for who in CAST}
    clients = {"signed_out": Client(), **{who: Client() for who in people}}
    for who, user in people.items():
        clients[who].force_login(user)
    return clients


def sent(move, submission) -> dict:
    """What the move's own form sends."""
    said = factories.change(factories.says(submission), commentary="All went quite well.")
    return {
        Move.SAVE: dict(as_fields(said, submission.version)),
        Move.SEND_BACK: {"comment": "Which enquiries?"},
        Move.AMEND: {"commentary": "All went quite well."},
        Move.EXTEND: {"due_on": "14 February 2024", "reason": "She is away."},
        Move.REOPEN: {"reason": "Two were counted twice."},
    }.get(move, {}) | {"version": submission.version}


def post(client, move, submission) -> None:
    at = ["town-plan", Q3, "growth"]
    client.post(reverse(f"reporting:{NAMES[move]}", args=at), sent(move, submission))


def may(move, who) -> bool:
    return CAST.get(who) in MOVES[move].roles


@pytest.mark.parametrize("state", ReturnState)
@pytest.mark.parametrize("move", Move)
def test_nobody_else_moves_it_from_there(move, state, submission, cast):
    submission = ready(submission, state)
    before = dump()
    for who, client in cast.items():
        if not may(move, who) or state not in MOVES[move].sources:
            post(client, move, submission)
    assert dump() == before


@pytest.mark.parametrize(
    ("move", "state"), [(move, state) for move in Move for state in sorted(MOVES[move].sources)]
)
def test_whose_move_it_is_makes_it_from_its_states(move, state, submission, cast):
    made = {}
    for who, client in cast.items():
        if may(move, who):
            Step.objects.all().delete()
            submission = ready(put(submission=submission, state=state), state)
            post(client, move, submission)
            made[who] = fresh(submission).state
    assert made == {who: MOVES[move].leads_to(state) for who in cast if may(move, who)}


@pytest.mark.parametrize("quarter_state", QuarterState)
@pytest.mark.parametrize("move", Move)
def test_it_is_made_only_while_the_quarter_takes_returns(move, quarter_state, submission, cast):
    submission = ready(submission, a_source(move))
    reason = "A slip." if quarter_state == QuarterState.REOPENED else ""
    Quarter.objects.update(state=quarter_state, reopened_reason=reason)
    before = dump()
    for who, client in cast.items():
        if may(move, who):
            post(client, move, submission)
    assert (dump() == before) is not quarter_state.takes_returns
