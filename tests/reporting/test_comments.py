"""Comments on a return: who says, answers and settles what, and when."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from accounts import audit
from accounts.models import AuditEvent
from reporting.actions import comments
from reporting.actions.refusals import Faulty, Refused
from reporting.models import Comment, Quarter, Reply
from reporting.workflow import QuarterState, ReturnState
from tests.factories import NOW, dump, fresh
from tests.reporting.acts import outcome, ready
from tests.reporting.commenting import comment, reply, resolve

pytestmark = pytest.mark.django_db

CAST = (
    "lead",
    "deputy",
    "ses_lead",
    "officer",
    "reviewer",
    "other_lead",
    "viewer",
    "administrator",
    "stranger",
)
COMMENTERS = {"ses_lead", "officer", "reviewer"}
ANSWERERS = COMMENTERS | {"lead", "deputy"}
WITH_LEAD = {ReturnState.DRAFT, ReturnState.SENT_BACK}  # the Economy Cell can't read it then


@pytest.fixture
def cast(request):
    return {who: request.getfixturevalue(who) for who in CAST}


@pytest.fixture
def submitted(submission, lead):
    return ready(submission, ReturnState.SUBMITTED, by=lead)


def expected(state, who, roles):
    if who not in roles:
        return PermissionDenied
    if state == ReturnState.NOT_STARTED or (who == "reviewer" and state in WITH_LEAD):
        return Refused
    return None


# --- Who, and when --------------------------------------------------------------------------------


@pytest.mark.parametrize("state", sorted(set(ReturnState) - {ReturnState.PUBLISHED}))
def test_reviewers_comment_on_what_they_read(state, submission, cast):
    submission = ready(submission, state)
    found = {who: outcome(comment, submission, person) for who, person in cast.items()}
    assert found == {who: expected(state, who, COMMENTERS) for who in CAST}


@pytest.mark.parametrize("state", sorted(set(ReturnState) - {ReturnState.PUBLISHED}))
def test_whoever_enters_the_return_answers_too(state, submission, reviewer, cast):
    said = comment(ready(submission, ReturnState.SUBMITTED), reviewer)
    ready(submission, state)
    found = {who: outcome(reply, said, person) for who, person in cast.items()}
    assert found == {who: expected(state, who, ANSWERERS) for who in CAST}


@pytest.mark.parametrize("act", [comments.resolve, comments.take_up_again])
def test_only_reviewers_settle_a_comment(act, submitted, reviewer, cast):
    for who, person in cast.items():
        said = comment(submitted, reviewer)
        if act is comments.take_up_again:
            resolve(said, reviewer)
        refused = outcome(lambda by, said=said: act(comment=said, by=by, now=NOW), person)
        assert (who, refused) == (who, None if who in COMMENTERS else PermissionDenied)


@pytest.mark.parametrize("state", QuarterState)
def test_a_return_takes_comments_while_its_quarter_takes_returns(state, submitted, reviewer):
    reason = "A slip." if state == QuarterState.REOPENED else ""
    Quarter.objects.update(state=state, reopened_reason=reason)
    assert outcome(comment, submitted, reviewer) is (None if state.takes_returns else Refused)


def test_somebody_who_left_says_nothing(submitted, reviewer):
    reviewer.is_active = False
    reviewer.save()
    assert outcome(comment, submitted, reviewer) is PermissionDenied


# --- What is said ---------------------------------------------------------------------------------


def test_a_comment_stands_with_who_and_when(submitted, reviewer, plan):
    made = comment(submitted, reviewer, " Which events? ", plan.enquiries)
    stored = Comment.objects.get()
    assert stored == made
    assert (stored.text, stored.by, stored.by_name, stored.at) == (
        "Which events?",
        reviewer,
        "Rita Reviewer",
        NOW,
    )
    assert stored.placement == plan.enquiries


def test_a_comment_leaves_the_return_as_it_is(submitted, reviewer):
    before = fresh(submitted)
    comment(submitted, reviewer)
    assert (fresh(submitted).state, fresh(submitted).version) == (before.state, before.version)


@pytest.mark.parametrize("text", ["", " \n", "x" * 5001])
def test_a_comment_says_something_and_not_too_much(submitted, reviewer, text):
    with pytest.raises(Faulty) as refusal:
        comment(submitted, reviewer, text)
    assert set(refusal.value.faults) == {"text"}
    assert not Comment.objects.exists()


@pytest.mark.parametrize("text", ["", " \n", "x" * 5001])
def test_a_reply_says_something_and_not_too_much(submitted, reviewer, lead, text):
    said = comment(submitted, reviewer)
    with pytest.raises(Faulty):
        reply(said, lead, text)
    assert not Reply.objects.exists()


def test_a_comment_is_on_a_kpi_of_its_return(submitted, reviewer, plan):
    with pytest.raises(Faulty) as refusal:
        comment(submitted, reviewer, placement=plan.homes)
    assert refusal.value.faults == {"placement": comments.NO_SUCH_KPI}


def test_settling_says_who_and_when(submitted, reviewer, officer):
    resolve(comment(submitted, reviewer), officer)
    stored = Comment.objects.get()
    assert (stored.resolved_by, stored.resolved_at) == (officer, NOW)


def test_what_is_settled_can_be_taken_up_again(submitted, reviewer):
    said = resolve(comment(submitted, reviewer), reviewer)
    comments.take_up_again(comment=said, by=reviewer, now=NOW)
    assert Comment.objects.unresolved().get() == said


def test_a_comment_is_settled_once(submitted, reviewer, officer):
    said = comment(submitted, reviewer)
    resolve(said, reviewer)
    with pytest.raises(Refused, match="Rita Reviewer has resolved this comment already"):
        resolve(said, officer)


# --- The record -----------------------------------------------------------------------------------


def test_the_record_names_the_kpi_and_never_the_words(submitted, reviewer, lead, plan):
    said = comment(submitted, reviewer, placement=plan.enquiries)
    reply(said, lead)
    resolve(said, reviewer)
    comments.take_up_again(comment=said, by=reviewer, now=NOW)
    events = AuditEvent.objects.filter(action__startswith="comment.").order_by("sequence")
    assert [event.action for event in events] == [
        "comment.write",
        "comment.reply",
        "comment.resolve",
        "comment.take_up_again",
    ]
    assert all(json.loads(event.after) == {"comment": said.pk, "kpi": 1} for event in events)


def test_without_its_event_nothing_is_said(submitted, reviewer, monkeypatch):
    def fail(**facts):
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fail)
    before = dump()
    with pytest.raises(RuntimeError):
        comment(submitted, reviewer)
    assert dump() == before


def test_the_name_is_kept_as_it_was(submitted, reviewer):
    said = comment(submitted, reviewer)
    reviewer.name = "Rita Rename"
    reviewer.save()
    assert Comment.objects.get(pk=said.pk).by_name == "Rita Reviewer"
