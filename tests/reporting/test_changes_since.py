"""What returns say otherwise since they went back, and what a reviewer changed in their words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting.changes_since import amendments, since_sent_back
from reporting.models import Step
from tests import factories
from tests.factories import fresh
from tests.reporting.acts import amend, approve, reopen, save, send_back, submit, withdraw
from tests.reporting.commenting import NOTE, sent_again, submitted, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(submission, lead, plan):
    """Growth's return, submitted; Enquiries has a note."""
    return submitted(submission, lead, plan)


def titles(submission):
    found = since_sent_back([fresh(submission)])
    return [change.title for change in found[submission.pk]] if found else None


def test_a_return_that_never_went_back_is_not_in_it(sent):
    assert titles(sent) is None


def test_what_was_changed_is_told_before_and_after(sent, lead, reviewer, plan):
    sent_again(sent, lead, reviewer, plan.enquiries, note="It rained.")
    [change] = since_sent_back([fresh(sent)])[sent.pk]
    assert (change.title, change.before, change.after) == ("KPI 1: note", NOTE, "It rained.")
    assert change.wording == plan.enquiries.wording


def test_that_nothing_was_changed_is_known_too(sent, lead, reviewer):
    sent_again(sent, lead, reviewer)
    assert titles(sent) == []


def test_several_saves_are_one_change(sent, lead, reviewer, plan):
    back = send_back(sent, reviewer)
    for note in ("One.", "Two.", "Three."):
        content = factories.change(factories.says(back), plan.enquiries, note=note)
        back = save(back, lead, content).submission
    submit(back, lead)
    [change] = since_sent_back([fresh(sent)])[sent.pk]
    assert (change.before, change.after) == (NOTE, "Three.")


def test_it_is_since_the_last_time(sent, lead, reviewer, plan):
    again = sent_again(sent, lead, reviewer, plan.enquiries, note="It rained.")
    sent_again(again, lead, reviewer, commentary="A wet quarter.")
    assert titles(sent) == ["Commentary"]


def test_while_it_is_with_its_lead_nothing_is_told(sent, lead, reviewer):
    again = sent_again(sent, lead, reviewer)
    withdraw(again, lead)
    assert titles(sent) is None


def test_a_reopened_return_tells_what_changed_since(sent, lead, reviewer):
    back = reopen(approve(sent, reviewer), reviewer)
    content = factories.change(factories.says(back), commentary="A wet quarter.")
    submit(save(back, lead, content).submission, lead)
    assert titles(sent) == ["Commentary"]


def test_of_old_steps_that_do_not_know_their_version_nothing_is_said(sent, lead, reviewer):
    sent_again(sent, lead, reviewer)
    Step.objects.update(version=None)
    assert titles(sent) is None


def test_many_returns_take_as_many_queries_as_one(sent, lead, reviewer, plan):
    sent_again(sent, lead, reviewer, plan.enquiries, note="It rained.")
    returns = [fresh(sent)]
    for number in range(3):
        other = factories.plan(slug=f"plan-{number}")
        quarter = factories.quarter(strategy=other.strategy)
        submission = factories.submission(quarter=quarter, sub_strand=other.growth)
        for role, user in (("project_lead", lead), ("economy_cell", reviewer)):
            over = other.growth if role == "project_lead" else other.strategy
            factories.hold(user=user, role=role, over=over)
        again = submitted(submission, lead, other)
        sent_again(again, lead, reviewer, other.enquiries, note="It rained.")
        returns.append(fresh(submission))
    counts = []
    for some in (returns[:1], returns):
        with CaptureQueriesContext(connection) as queries:
            assert len(since_sent_back(some)) == len(some)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- Wording --------------------------------------------------------------------------------------


def test_each_wording_fix_is_told_word_for_word(sent, reviewer, plan):
    amend(sent, reviewer, words_of(plan.enquiries, note="Two events were called off."))
    amend(fresh(sent), reviewer)
    latest, first = amendments(sent)
    assert [change.title for change in latest.changes] == ["Commentary"]
    [change] = first.changes
    assert (change.before, change.after) == (NOTE, "Two events were called off.")
    assert first.by == "Rita Reviewer"


def test_a_lead_who_saves_later_does_not_change_what_was_told(sent, lead, reviewer, plan):
    amend(sent, reviewer, words_of(plan.enquiries, note="Two events were called off."))
    back = withdraw(fresh(sent), lead)
    save(back, lead, factories.change(factories.says(back), plan.enquiries, note="None were."))
    [only] = amendments(sent)
    assert only.changes[0].after == "Two events were called off."


def test_a_return_whose_words_nobody_touched_has_none(sent):
    assert amendments(sent) == []
