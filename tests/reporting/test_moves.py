"""Every act on a return and a quarter: who may, when, and all or nothing."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEvent
from accounts.roles import Role
from objectives.models import Assignment
from reporting.actions.refusals import Refused
from reporting.models import Quarter, Step, Submission
from reporting.workflow import MOVES, Move, QuarterState, ReturnState
from tests import factories
from tests.factories import TODAY, dump, fresh
from tests.reporting.acts import (
    ACTS,
    a_source,
    approve,
    outcome,
    publish,
    ready,
    send_back,
    submit,
)

pytestmark = pytest.mark.django_db

CAST = {
    "lead": Role.PROJECT_LEAD,
    "deputy": Role.DEPUTY,
    "ses_lead": Role.SES_LEAD,
    "reviewer": Role.ECONOMY_CELL,
    "officer": Role.OFFICER,
    "viewer": Role.VIEWER,
    "other_lead": None,
    "administrator": None,
    "stranger": None,
}


# --- Who may, and when ------------------------------------------------------------------------


@pytest.fixture
def cast(request):
    """Everybody in the cast, by name."""
    return {who: request.getfixturevalue(who) for who in CAST}


def refusal(move, state, who):
    """How a move is refused to somebody; None where it is theirs and the state allows it."""
    if CAST[who] not in MOVES[move].roles:
        return PermissionDenied
    return None if state in MOVES[move].sources else Refused


def by_right(move, cast):
    """Somebody whose move it is."""
    return next(cast[who] for who, role in CAST.items() if role in MOVES[move].roles)


EVERY = [(move, state) for move in Move for state in ReturnState]
ALLOWED = [(*pair, who) for pair in EVERY for who in CAST if refusal(*pair, who) is None]


@pytest.mark.parametrize(("move", "state"), EVERY)
def test_a_move_is_refused_to_all_others_and_changes_nothing(move, state, submission, cast):
    submission = ready(submission, state)
    before = dump()
    expected = {who: refusal(move, state, who) for who in CAST if refusal(move, state, who)}
    assert {who: outcome(ACTS[move], submission, cast[who]) for who in expected} == expected
    assert dump() == before


@pytest.mark.parametrize(("move", "state", "who"), ALLOWED)
def test_a_move_is_made_by_its_roles_from_its_states(move, state, who, submission, request):
    ACTS[move](ready(submission, state), request.getfixturevalue(who))
    assert fresh(submission).state == MOVES[move].leads_to(state)


@pytest.mark.parametrize("quarter_state", QuarterState)
@pytest.mark.parametrize("move", Move)
def test_a_return_moves_only_while_its_quarter_takes_returns(move, quarter_state, submission, cast):
    submission = ready(submission, a_source(move))
    reason = "A slip." if quarter_state == QuarterState.REOPENED else ""
    Quarter.objects.update(state=quarter_state, reopened_reason=reason)
    before = dump()
    refused = outcome(ACTS[move], submission, by_right(move, cast))
    assert refused is (None if quarter_state.takes_returns else Refused)
    assert (dump() == before) is not quarter_state.takes_returns


@pytest.mark.parametrize("move", Move)
def test_somebody_who_left_makes_no_move(move, submission, cast):
    submission, by = ready(submission, a_source(move)), by_right(move, cast)
    by.is_active = False
    by.save()
    before = dump()
    assert outcome(ACTS[move], submission, by) is PermissionDenied
    assert dump() == before


@pytest.mark.parametrize("move", Move)
def test_a_role_that_has_ended_makes_no_move(move, submission, cast):
    submission, by = ready(submission, a_source(move)), by_right(move, cast)
    Assignment.objects.update(ends=TODAY - timedelta(days=1))
    before = dump()
    assert outcome(ACTS[move], submission, by) is PermissionDenied
    assert dump() == before


@pytest.mark.parametrize("move", Move)
def test_a_move_judges_what_is_stored_and_not_what_it_is_given(move, submission, cast):
    stale = ready(submission, a_source(move))
    sources = MOVES[move].sources
    Submission.objects.update(state="draft" if "published" in sources else "published")
    assert outcome(ACTS[move], stale, by_right(move, cast)) is Refused


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("state", QuarterState)
def test_officers_publish_a_quarter_that_takes_returns(state, who, plan, request):
    quarter = factories.quarter(strategy=plan.strategy, state=state)
    by = request.getfixturevalue(who)
    expected = None
    if who != "officer":
        expected = PermissionDenied
    elif not state.takes_returns:
        expected = Refused
    before = dump()
    assert outcome(publish, quarter, by, ["growth", "housing"]) is expected
    assert (dump() == before) is (expected is not None)


def test_an_officer_who_left_publishes_nothing(quarter, officer):
    officer.is_active = False
    with pytest.raises(PermissionDenied):
        publish(quarter, officer, ["growth", "housing"])


def test_an_officer_of_another_strategy_publishes_nothing(quarter):
    elsewhere = factories.hold(
        user=factories.person(), role=Role.OFFICER, over=factories.strategy(slug="other")
    )
    with pytest.raises(PermissionDenied):
        publish(quarter, elsewhere, ["growth", "housing"])


def test_a_lead_of_two_sub_strands_submits_both(quarter, plan, lead):
    factories.hold(user=lead, role=Role.PROJECT_LEAD, over=plan.housing)
    for part in (plan.growth, plan.housing):
        submission = ready(factories.submission(quarter=quarter, sub_strand=part), "draft")
        submit(submission, lead)
    assert set(Submission.objects.values_list("state", flat=True)) == {"submitted"}


# --- All or nothing ---------------------------------------------------------------------------


class RecordFailed(Exception):
    """The audit record could not be written."""


@pytest.fixture
def broken_record(monkeypatch):
    """From here on no audit event can be written."""

    def fail(**event):
        raise RecordFailed

    monkeypatch.setattr("accounts.audit.record", fail)


@pytest.mark.parametrize("move", Move)
def test_without_its_audit_event_a_move_did_not_happen(move, submission, cast, broken_record):
    submission = ready(submission, a_source(move))
    before = dump()
    with pytest.raises(RecordFailed):
        ACTS[move](submission, by_right(move, cast))
    assert dump() == before


def test_without_its_audit_event_a_quarter_is_not_published(
    quarter, submission, officer, broken_record
):
    ready(submission, "approved")
    before = dump()
    with pytest.raises(RecordFailed):
        publish(quarter, officer)
    assert dump() == before


def test_without_its_audit_event_nothing_is_mailed(
    submission, lead, reviewer, broken_record, django_capture_on_commit_callbacks
):
    submission = ready(submission, "submitted")
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RecordFailed):
        send_back(submission, reviewer)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("move", "action"),
    [
        (Move.SAVE, "return.saved"),
        (Move.SUBMIT, "return.submit"),
        (Move.WITHDRAW, "return.withdraw"),
        (Move.SIGN_OFF, "return.sign_off"),
        (Move.SEND_BACK, "return.send_back"),
        (Move.AMEND, "return.amend"),
        (Move.APPROVE, "return.approve"),
        (Move.EXTEND, "return.extend"),
        (Move.REOPEN, "return.reopen"),
    ],
)
def test_a_move_is_recorded(move, action, submission, cast):
    submission, by = ready(submission, a_source(move)), by_right(move, cast)
    ACTS[move](submission, by)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.subject_id) == (action, by, str(submission.pk))


def test_a_move_is_recorded_with_the_states_it_went_between(submission, reviewer):
    approve(ready(submission, "signed_off"), reviewer)
    event = AuditEvent.objects.get()
    assert (json.loads(event.before)["state"], json.loads(event.after)["state"]) == (
        "signed_off",
        "approved",
    )


@pytest.mark.parametrize("move", Move)
def test_a_move_counts_in_the_quarters_version(move, submission, cast):
    submission = ready(submission, a_source(move))
    ACTS[move](submission, by_right(move, cast))
    assert Quarter.objects.get().version == 1


@pytest.mark.parametrize("move", Move)
def test_a_move_is_a_step_of_the_timeline(move, submission, cast):
    state, by = a_source(move), by_right(move, cast)
    ACTS[move](ready(submission, state), by)
    step = Step.objects.get()
    assert (step.move, step.from_state, step.to_state, step.by_name) == (
        move,
        state,
        MOVES[move].leads_to(state),
        by.name,
    )
