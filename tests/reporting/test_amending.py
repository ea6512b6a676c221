"""The reviewer's wording fixes: words only, as they stand, tracked word for word."""

import json
from dataclasses import replace

import pytest

from accounts import audit
from accounts.models import AuditEvent
from reporting.actions import amending
from reporting.actions.amending import RowWords, Words
from reporting.actions.refusals import Faulty, Refused
from reporting.content import Content
from reporting.models import Revision, Step
from reporting.workflow import Move, ReturnState
from tests.factories import dump, fresh, says
from tests.reporting.acts import amend
from tests.reporting.commenting import NOTE, submitted, words_of

pytestmark = pytest.mark.django_db

BETTER = "Two events had to be cancelled."


@pytest.fixture
def sent(submission, lead, plan):
    """Growth's return, submitted; Enquiries has a note."""
    return submitted(submission, lead, plan)


def test_words_take_the_place_of_those_that_stand(sent, reviewer, plan):
    before = says(sent)
    amend(sent, reviewer, words_of(plan.enquiries, note=BETTER))
    row = replace(before.entries[plan.enquiries.pk], note=BETTER)
    assert says(sent) == replace(before, entries={**before.entries, plan.enquiries.pk: row})


def test_the_return_still_waits_as_one_version_more(sent, reviewer, lead):
    amend(sent, reviewer)
    after = fresh(sent)
    assert (after.state, after.version) == (ReturnState.SUBMITTED, sent.version + 1)
    assert (after.submitted_by, after.saved_by) == (lead, reviewer)


def test_what_it_says_with_them_is_kept_as_a_revision(sent, reviewer):
    amend(sent, reviewer)
    revision = Revision.objects.get(submission=sent, version=sent.version + 1)
    assert revision.saved_by == reviewer
    assert Content.from_text(revision.content) == says(sent)


def test_it_stands_on_the_timeline(sent, reviewer):
    amend(sent, reviewer)
    step = Step.objects.get(submission=sent, move=Move.AMEND)
    assert (step.by_name, step.version) == ("Rita Reviewer", sent.version + 1)
    assert step.from_state == step.to_state == ReturnState.SUBMITTED


def test_the_record_says_which_rows_and_never_the_words(sent, reviewer, plan):
    amend(sent, reviewer, words_of(plan.enquiries, note=BETTER))
    event = AuditEvent.objects.get(action="return.amend")
    version = sent.version + 1
    assert json.loads(event.after) == {"version": version, "rows": ["KPI 1: note"]}


def test_figures_statuses_and_answers_have_no_room_in_it():
    assert set(amending.ROW_WORDS) == {"note", "not_rated_reason", "lead_reason"}


def test_the_same_words_change_nothing(sent, reviewer, plan):
    before = dump()
    with pytest.raises(Refused, match="Nothing was changed"):
        amend(sent, reviewer, words_of(plan.enquiries, note=f" {NOTE}\n"))
    assert dump() == before


def test_nobody_amends_what_they_did_not_read(sent, reviewer):
    before = dump()
    with pytest.raises(Refused, match="changed since you opened it"):
        amend(sent, reviewer, version=sent.version - 1)
    assert dump() == before


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        ({"note": ""}, "note"),
        ({"note": "x" * 10_001}, "note"),
        ({"lead_reason": "There was none."}, "lead_reason"),
    ],
)
def test_words_are_not_emptied_invented_or_endless(sent, reviewer, plan, texts, name):
    before = dump()
    with pytest.raises(Faulty) as refusal:
        amend(sent, reviewer, words_of(plan.enquiries, **texts))
    assert list(refusal.value.faults) == [f"kpi-{plan.enquiries.pk}-{name}"]
    assert dump() == before


def test_a_row_of_another_return_has_no_words_here(sent, reviewer, plan):
    with pytest.raises(Faulty):
        amend(sent, reviewer, words_of(plan.homes, note="Not here."))


def test_what_is_left_blank_where_nothing_stands_stays_blank(sent, reviewer, plan):
    words = Words(rows={plan.enquiries.pk: RowWords(note=BETTER, lead_reason="")})
    amend(sent, reviewer, words)
    assert says(sent).entries[plan.enquiries.pk].lead_reason == ""


def test_without_its_event_nothing_is_changed(sent, reviewer, monkeypatch):
    def fail(**facts):
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fail)
    before = dump()
    with pytest.raises(RuntimeError):
        amend(sent, reviewer)
    assert dump() == before
