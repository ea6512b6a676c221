"""Approving several returns in one act: all of them or none, by the rules of approving one."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from accounts import audit
from accounts.models import AuditEvent
from objectives.models import Placement
from reporting.actions import review
from reporting.actions.refusals import Refused
from reporting.models import Entry, Quarter, Step, Submission
from tests import factories
from tests.factories import NOW, dump, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(quarter, plan):
    """Growth's and Housing's returns, complete and submitted."""
    parts = (plan.growth, plan.housing)
    returns = [factories.submission(quarter=quarter, sub_strand=part) for part in parts]
    return [factories.fill(submission=item, state="submitted") for item in returns]


def approve_all(returns, by):
    versions = {item: item.version for item in returns}
    return review.approve_all(versions=versions, by=by, now=NOW)


def states() -> set[str]:
    return set(Submission.objects.values_list("state", flat=True))


def test_all_of_them_are_approved(both, reviewer):
    approve_all(both, reviewer)
    assert states() == {"approved"}


def test_each_is_frozen_as_if_it_were_approved_alone(both, reviewer, plan):
    approve_all(both, reviewer)
    frozen = Entry.objects.filter(placement__in=[plan.enquiries, plan.homes])
    assert list(frozen.values_list("wording", "target_printed", "figure_printed")) == [
        ("Enquiries in Growth", "250", "137"),
        ("Homes built in Housing", "705", "137"),
    ]


def test_each_is_one_event_that_says_it_was_not_alone(both, reviewer):
    approve_all(both, reviewer)
    events = AuditEvent.objects.order_by("sequence")
    assert [event.subject_id for event in events] == [str(item.pk) for item in both]
    assert {event.action for event in events} == {"return.approve"}
    assert all(json.loads(event.after)["bulk"] for event in events)


def test_one_alone_is_not_said_to_be_of_several(both, reviewer):
    review.approve(submission=both[0], version=both[0].version, by=reviewer, now=NOW)
    assert "bulk" not in json.loads(AuditEvent.objects.get().after)


def test_each_has_its_step(both, reviewer):
    approve_all(both, reviewer)
    assert list(Step.objects.values_list("submission", "move")) == [
        (item.pk, "approve") for item in both
    ]


def test_it_counts_as_one_move_of_the_quarter(both, reviewer):
    approve_all(both, reviewer)
    assert Quarter.objects.get().version == 1


def test_one_that_was_changed_since_stops_them_all_and_is_named(both, reviewer):
    Submission.objects.filter(pk=both[1].pk).update(version=7)
    before = dump()
    with pytest.raises(
        Refused, match=r"None was approved: Housing was changed since you opened it\."
    ):
        approve_all(both, reviewer)
    assert dump() == before


def test_one_that_does_not_wait_stops_them_all(both, reviewer):
    factories.put(submission=both[0], state="draft")
    before = dump()
    with pytest.raises(Refused, match=r"None was approved: Growth is a draft again meanwhile\."):
        approve_all(both, reviewer)
    assert dump() == before


def test_a_figure_that_was_corrected_since_stops_them_all(both, reviewer, plan, monkeypatch):
    def corrected(submission, observed, now):
        if submission.sub_strand == plan.housing:
            raise Refused("KPI 1: the figure on record became 140.")

    monkeypatch.setattr(review, "_nothing_corrected_since", corrected)
    before = dump()
    with pytest.raises(Refused, match=r"because of Housing\. KPI 1"):
        approve_all(both, reviewer)
    assert dump() == before


def test_nothing_chosen_is_refused(both, reviewer):
    with pytest.raises(Refused, match="Choose at least one"):
        approve_all([], reviewer)


@pytest.mark.parametrize("who", ["lead", "ses_lead", "officer", "viewer", "administrator"])
def test_only_the_economy_cell_approves_them(who, request, both):
    by = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        approve_all(both, by)
    assert states() == {"submitted"}


def test_one_of_another_strategy_stops_them_all(both, reviewer):
    other = factories.plan(slug="county-plan")
    quarter = factories.quarter(strategy=other.strategy)
    foreign = factories.submission(quarter=quarter, sub_strand=other.growth)
    factories.fill(submission=foreign, state="submitted")
    with pytest.raises(PermissionDenied):
        approve_all([*both, foreign], reviewer)
    assert states() == {"not_started", "submitted"}


def test_without_its_audit_events_nothing_is_approved(both, reviewer, monkeypatch):
    record, events = audit.record, []

    def fail_at_the_second(**event):
        events.append(event)
        if len(events) == 2:
            raise OSError("The disk is full.")
        return record(**event)

    monkeypatch.setattr(audit, "record", fail_at_the_second)
    before = dump()
    with pytest.raises(OSError, match="full"):
        approve_all(both, reviewer)
    assert dump() == before


def test_the_lines_are_worked_out_once_however_many_there_are(both, reviewer, monkeypatch):
    asked, work_out = [], review.lines_of_quarter
    monkeypatch.setattr(
        review, "lines_of_quarter", lambda quarter: asked.append(1) or work_out(quarter)
    )
    approve_all(both, reviewer)
    assert asked == [1]


def test_a_shared_kpi_is_put_on_record_once(both, reviewer, plan):
    approve_all(both, reviewer)
    shared = Placement.objects.get(pk=plan.homes_away.pk).kpi
    assert shared.observations.count() == 1


def test_who_submitted_one_themselves_approves_it_and_it_is_recorded(both, reviewer):
    factories.put(submission=both[0], state="submitted", by=reviewer)
    approve_all([fresh(item) for item in both], reviewer)
    own = {event.subject_id: json.loads(event.after)["own"] for event in AuditEvent.objects.all()}
    assert own == {str(both[0].pk): True, str(both[1].pk): False}
