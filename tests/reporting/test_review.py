"""Review: sending back with a comment, and approval with what it freezes and observes."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail

from accounts.models import AuditEvent
from accounts.roles import Role
from objectives.models import Assignment, Placement
from reporting.actions import observing
from reporting.actions.refusals import Refused
from reporting.models import Entry, Observation, Step
from tests import factories
from tests.factories import NOW, Q2, Q3, TODAY, change, complete, dump, fill, fresh
from tests.reporting.acts import approve, ready, send_back

pytestmark = pytest.mark.django_db


# --- Send back --------------------------------------------------------------------------------


@pytest.mark.parametrize("comment", ["", "  \n"])
def test_nothing_is_sent_back_without_a_comment(comment, submission, reviewer):
    submission = ready(submission, "submitted")
    before = dump()
    with pytest.raises(Refused, match="Say what must change"):
        send_back(submission, reviewer, comment)
    assert dump() == before


def test_nobody_sends_back_what_they_did_not_read(submission, reviewer):
    submission = ready(submission, "submitted")
    before = dump()
    with pytest.raises(Refused, match="Read it once more"):
        send_back(submission, reviewer, version=submission.version - 1)
    assert dump() == before


def test_the_comment_stands_in_the_timeline(submission, reviewer):
    send_back(ready(submission, "submitted"), reviewer, " Which enquiries? ")
    assert Step.objects.get().comment == "Which enquiries?"


def test_the_lead_and_the_deputy_are_told_what_must_change(
    submission, lead, deputy, ses_lead, other_lead, reviewer, django_capture_on_commit_callbacks
):
    submission = ready(submission, "submitted")
    with django_capture_on_commit_callbacks(execute=True):
        send_back(submission, reviewer)
    assert sorted(message.to for message in mail.outbox) == sorted([[lead.email], [deputy.email]])
    assert all("Which enquiries?" in message.body for message in mail.outbox)


def test_nobody_is_told_before_the_act_is_committed(
    submission, lead, reviewer, django_capture_on_commit_callbacks
):
    submission = ready(submission, "submitted")
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        send_back(submission, reviewer)
    assert (mail.outbox, len(callbacks)) == ([], 1)


def test_a_lead_who_left_or_is_no_longer_one_is_not_told(
    submission, lead, deputy, reviewer, django_capture_on_commit_callbacks
):
    lead.is_active = False
    lead.save()
    Assignment.objects.filter(user=deputy).update(ends=TODAY - timedelta(days=1))
    submission = ready(submission, "submitted")
    with django_capture_on_commit_callbacks(execute=True):
        send_back(submission, reviewer)
    assert mail.outbox == []


def test_a_post_office_that_is_shut_undoes_nothing(
    submission, lead, reviewer, monkeypatch, django_capture_on_commit_callbacks
):
    def shut(message):
        raise ConnectionRefusedError

    monkeypatch.setattr("reporting.mail.EmailMultiAlternatives.send", shut)
    submission = ready(submission, "submitted")
    with django_capture_on_commit_callbacks(execute=True):
        send_back(submission, reviewer)
    assert fresh(submission).state == "sent_back"


# --- Approve ----------------------------------------------------------------------------------


def test_approval_says_who_and_when(submission, reviewer):
    approve(ready(submission, "submitted"), reviewer)
    stored = fresh(submission)
    assert (stored.approved_by, stored.approved_at) == (reviewer, NOW)


def test_nobody_approves_what_they_did_not_read(submission, reviewer):
    submission = ready(submission, "submitted")
    before = dump()
    with pytest.raises(Refused, match="Read it once more"):
        approve(submission, reviewer, version=submission.version - 1)
    assert dump() == before


def test_approval_freezes_what_the_line_prints(submission, reviewer, plan):
    approve(ready(submission, "submitted"), reviewer)
    entry = Entry.objects.get(placement=plan.enquiries)
    assert (entry.wording, entry.target_printed, entry.figure_printed) == (
        "Enquiries in Growth",
        "250",
        "137",
    )


def test_approval_freezes_the_posts(submission, reviewer, plan):
    approve(ready(submission, "submitted"), reviewer)
    plan.growth.project_lead = "Somebody else"
    plan.growth.save()
    assert fresh(submission).project_lead == "Growth Manager"


@pytest.mark.parametrize(("by", "own"), [("reviewer", True), ("other", False)])
def test_approving_ones_own_return_is_allowed_and_recorded(by, own, submission, reviewer, plan):
    other = factories.hold(user=factories.person(), role=Role.ECONOMY_CELL, over=plan.strategy)
    approve(ready(submission, "submitted", by=reviewer), reviewer if own else other)
    assert json.loads(AuditEvent.objects.get().after)["own"] is own


def approved_with(submission, reviewer, placement, **entry):
    """The return approved with this row as its only figure; its observations."""
    content = change(complete(submission=submission), placement, **entry)
    approve(fill(submission=submission, content=content, state="submitted"), reviewer)
    return Observation.objects.filter(kpi=placement.kpi)


def test_approval_writes_what_was_measured(submission, reviewer, plan):
    figures = factories.new_figure("1,234", certainty="provisional")
    observation = approved_with(submission, reviewer, plan.enquiries, **figures).get()
    assert (observation.value, observation.printed, observation.certainty, observation.ends) == (
        Decimal(1234),
        "1,234",
        "provisional",
        date(2023, 12, 31),
    )


def test_an_observation_says_who_reported_it_and_when(submission, reviewer, lead):
    approve(ready(submission, "submitted", by=lead), reviewer)
    observation = Observation.objects.get()
    assert (observation.recorded_by, observation.recorded_at) == (lead, NOW)


@pytest.mark.parametrize("figure", ["70.28%", "£1.2m", "26,476 m2", "137", "-4", "0"])
def test_a_measured_figure_is_observed(figure, submission, reviewer, plan):
    figures = factories.new_figure(figure)
    assert approved_with(submission, reviewer, plan.enquiries, **figures).count() == 1


NOT_OBSERVED = {
    "awaiting validation": factories.new_figure(certainty="awaiting_validation"),
    "words": factories.new_figure("more than we hoped"),
    "yes or no": factories.new_figure("Yes"),
    "a direction": factories.new_figure("Worse"),
    "a date": factories.new_figure("14 November 2023"),
    "to be confirmed": factories.new_figure("tbc"),
    "no period": factories.new_figure(coverage=""),
    "no new figure": {"answer": "no_new_figure", "figure": "", "coverage": ""},
    "no new figure but last quarter's typed again": {"answer": "no_new_figure"},
    "not applicable": {"answer": "not_applicable", "figure": "", "coverage": ""},
}


@pytest.mark.parametrize("what", NOT_OBSERVED)
def test_no_observation_of(what, submission, reviewer, plan):
    assert not approved_with(submission, reviewer, plan.enquiries, **NOT_OBSERVED[what]).exists()


def test_no_observation_away_from_home(submission, reviewer, plan):
    figures = factories.new_figure("745")
    assert not approved_with(submission, reviewer, plan.homes_away, **figures).exists()


@pytest.fixture
def before(plan, lead):
    """What was held already for the quarter's enquiries: 130, provisional."""
    return Observation.objects.create(
        kpi=plan.enquiries.kpi,
        period_kind="quarter",
        starts=Q3.starts,
        ends=Q3.ends,
        period_label="October to December 2023",
        value=130,
        printed="130",
        certainty="provisional",
        recorded_at=NOW,
    )


def test_an_earlier_figure_for_the_period_is_superseded(before, submission, reviewer):
    approve(ready(submission, "submitted"), reviewer)
    current = Observation.objects.current().get()
    assert (current.value, current.supersedes, current.reason) == (
        137,
        before,
        "Reported again in Q3 2023/24.",
    )


def superseding(submission, reviewer, placement, figure, **fields):
    """What is on record once the return was approved with that figure."""
    figures = factories.new_figure(figure, **fields)
    return approved_with(submission, reviewer, placement, **figures).current().get()


def test_a_lead_who_says_why_a_figure_is_another_is_quoted(before, submission, reviewer, plan):
    why = "Seven came in late."
    found = superseding(submission, reviewer, plan.enquiries, "137", correction_reason=why)
    assert (found.supersedes, found.reason) == (before, why)


@pytest.mark.parametrize("why", ["", "The register is closed."])
def test_a_provisional_figure_is_confirmed_by_the_same_one(why, before, submission, reviewer, plan):
    found = superseding(submission, reviewer, plan.enquiries, "130", correction_reason=why)
    assert (found.certainty, found.reason) == ("final", "Confirmed in Q3 2023/24.")


def test_a_final_figure_that_becomes_provisional_is_confirmed_by_nobody(
    before, submission, reviewer, plan
):
    Observation.objects.update(certainty="final")
    found = superseding(submission, reviewer, plan.enquiries, "130", certainty="provisional")
    assert (found.certainty, found.reason) == ("provisional", "Reported again in Q3 2023/24.")


def test_a_reason_for_another_figure_is_of_no_account_where_it_is_the_first(
    submission, reviewer, plan
):
    found = superseding(submission, reviewer, plan.enquiries, "137", correction_reason="Late.")
    assert (found.supersedes, found.reason) == (None, "")


def test_an_earlier_figure_is_kept(before, submission, reviewer):
    approve(ready(submission, "submitted"), reviewer)
    before.refresh_from_db()
    assert (before.value, before.is_current) == (130, False)


@pytest.mark.parametrize(("certainty", "count"), [("provisional", 1), ("final", 2)])
def test_the_same_figure_is_observed_again_only_when_it_is_surer(
    certainty, count, before, submission, reviewer, plan
):
    figures = factories.new_figure("130", certainty=certainty)
    assert approved_with(submission, reviewer, plan.enquiries, **figures).count() == count


def test_a_figure_for_another_period_supersedes_nothing(before, submission, reviewer, plan):
    figures = factories.new_figure(coverage="year_to_date")
    approved_with(submission, reviewer, plan.enquiries, **figures)
    assert Observation.objects.current().count() == 2


def test_many_superseded_figures_take_no_query_more_for_their_returns(
    submission, reviewer, plan, zeal
):
    for number in range(3):
        kpi = factories.kpi(name=f"Measure {number}")
        place = factories.placement(sub_strand=plan.growth, kpi=kpi)
        Entry.objects.create(submission=submission, placement=place)
    ready(submission, "submitted")
    for entry in Entry.objects.exclude(kind="").select_related("placement__kpi"):
        observing.observe(entry, by=None, now=NOW)
    Observation.objects.update(value=1)
    with zeal():
        approve(fresh(submission), reviewer)
    assert Observation.objects.current().exclude(value=137).count() == 0


@pytest.fixture
def zeal():
    """Fails on a query for each row, as it does in every request of a test."""
    from zeal import zeal_context

    return zeal_context


def test_a_kpi_retired_after_it_was_answered_is_approved_all_the_same(submission, reviewer, plan):
    submission = ready(submission, "submitted")
    Placement.objects.filter(pk=plan.enquiries.pk).update(last_quarter=Q2)
    approve(submission, reviewer)
    assert Entry.objects.get(placement=plan.enquiries).figure_printed == "137"


def test_a_number_that_a_new_kpi_took_over_confuses_nothing(submission, reviewer, plan):
    submission = ready(submission, "submitted")
    Placement.objects.filter(pk=plan.enquiries.pk).update(last_quarter=Q3)
    successor = factories.placement(sub_strand=plan.growth, kpi=factories.kpi(), number=1)
    Entry.objects.create(submission=submission, placement=successor, declared="green")
    approve(submission, reviewer)
    assert Entry.objects.get(placement=plan.enquiries).wording == "Enquiries in Growth"
