"""Reopening a published quarter, publishing it again, and the day from which it is public."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEvent
from accounts.roles import Role
from reporting.actions import quarters, reopening
from reporting.actions.quarters import FiguresDiffer
from reporting.actions.refusals import Refused
from reporting.models import Edition, Quarter, Submission
from reporting.quarter_report import build_edition, report_of
from reporting.workflow import QuarterState
from tests import factories
from tests.factories import NOW, Q2, Q3, TODAY, dump, new_figure
from tests.reporting.acts import approve, outcome, publish, ready
from tests.reporting.reported import reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(quarter, submission, reviewer, officer):
    """The quarter, published without Housing and not public."""
    approve(ready(submission, "submitted"), reviewer)
    publish(quarter, officer)
    return Quarter.objects.get()


def reopen(quarter, by, reason="A slip.", **options):
    given = {"version": quarter.version, "now": NOW, **options}
    return quarters.reopen(quarter=quarter, reason=reason, by=by, **given)


def set_public(quarter, by, day, **options):
    seen = {"edition": 1, "was": quarter.public_from, "now": NOW}
    return quarters.set_public(quarter=quarter, public_from=day, by=by, **{**seen, **options})


# --- Reopen -----------------------------------------------------------------------------------


def test_a_reopened_quarter_keeps_why(published, officer):
    reopen(published, officer, "  A slip in the figures. ")
    found = Quarter.objects.get()
    assert (found.state, found.reopened_reason) == ("reopened", "A slip in the figures.")


def test_reopening_leaves_returns_and_edition_as_they_are(published, officer):
    before = dump("reporting")
    reopen(published, officer)
    after = dump("reporting")
    changed = {name for name, rows in after.items() if rows != before[name]}
    assert changed == {"reporting.Quarter"}


def test_reopening_is_recorded(published, officer):
    reopen(published, officer)
    event = AuditEvent.objects.get(action="quarter.reopen")
    assert json.loads(event.after) == {
        "state": "reopened",
        "edition": 1,
        "public_from": None,
        "reason": "A slip.",
    }


def test_an_act_that_can_not_be_recorded_does_not_reopen(published, officer, monkeypatch):
    def fail(**event):
        raise RuntimeError

    monkeypatch.setattr(quarters.audit, "record", fail)
    before = dump()
    with pytest.raises(RuntimeError):
        reopen(published, officer)
    assert dump() == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"reason": " "}, "Say why"),
        ({"reason": "x" * 5001}, "5,000 characters"),
        ({"version": 0}, "has changed since"),
    ],
)
def test_a_quarter_is_not_reopened(options, words, published, officer):
    before = dump()
    with pytest.raises(Refused, match=words):
        reopen(published, officer, **options)
    assert dump() == before


@pytest.mark.parametrize("state", [state for state in QuarterState if state != "published"])
def test_only_a_published_quarter_is_reopened(state, plan, officer):
    quarter = factories.quarter(strategy=plan.strategy, state=state)
    with pytest.raises(Refused, match="Only a published quarter"):
        reopen(quarter, officer)


@pytest.mark.parametrize("act", [reopen, lambda quarter, by: set_public(quarter, by, TODAY)])
@pytest.mark.parametrize("who", ["lead", "ses_lead", "reviewer", "viewer", "administrator"])
def test_officers_alone_reopen_and_make_public(who, act, request, published):
    assert outcome(act, published, request.getfixturevalue(who)) == PermissionDenied


# --- Published again --------------------------------------------------------------------------


def test_publishing_again_leaves_the_public_day_as_it_is(published, officer):
    set_public(published, officer, TODAY)
    publish(reopen(Quarter.objects.get(), officer), officer, reason="A slip.")
    assert Quarter.objects.get().public_from == TODAY


def test_publishing_again_clears_why_it_was_reopened(published, officer):
    publish(reopen(published, officer), officer, reason="Another reason.")
    assert Quarter.objects.get().reopened_reason == ""


def test_what_would_be_published_is_what_is_published(published, officer):
    quarter = reopen(published, officer)
    would_be = build_edition(quarter)
    edition = publish(quarter, officer, reason="A slip.")
    assert report_of(edition) == would_be.with_edition(2, TODAY, "Performance Officer")


# --- Public -----------------------------------------------------------------------------------


def test_a_published_quarter_is_made_public(published, officer):
    set_public(published, officer, date(2024, 4, 8))
    assert Quarter.objects.get().public_from == date(2024, 4, 8)


def test_the_day_is_taken_back(published, officer):
    set_public(published, officer, TODAY)
    set_public(Quarter.objects.get(), officer, None)
    assert Quarter.objects.get().public_from is None


def test_the_day_is_recorded_before_and_after(published, officer):
    set_public(published, officer, TODAY)
    event = AuditEvent.objects.get(action="quarter.public")
    assert json.loads(event.before) == {"public_from": None}
    assert json.loads(event.after) == {"public_from": "2024-01-22", "edition": 1}


@pytest.mark.parametrize("seen", [{"edition": 2}, {"was": TODAY}])
def test_the_day_is_not_changed_from_what_it_was_not(seen, published, officer):
    with pytest.raises(Refused, match="has changed since"):
        set_public(published, officer, date(2024, 4, 8), **seen)


@pytest.fixture
def two(plan, officer):
    """Q2 and Q3, published; Q3 prints Q2's statuses as previous."""
    quarter = reported(plan.enquiries, Q2, **new_figure("99"))
    publish(quarter, officer)
    publish(reported(plan.enquiries, Q3, **new_figure("120")), officer)
    return Quarter.objects.get(period=Q2), Quarter.objects.get(period=Q3)


def test_a_quarter_is_not_public_before_what_it_prints_as_previous(two, officer):
    with pytest.raises(Refused, match="Q2 2023/24, whose statuses it prints as previous"):
        set_public(two[1], officer, TODAY)


def test_a_quarter_stays_public_while_a_later_one_prints_it(two, officer):
    earlier, later = two
    set_public(earlier, officer, TODAY)
    set_public(later, officer, TODAY)
    for day in (None, TODAY + timedelta(days=1)):
        with pytest.raises(Refused, match="Q3 2023/24, which prints its statuses as previous"):
            set_public(Quarter.objects.get(pk=earlier.pk), officer, day)


# --- Figures that other strategies share -----------------------------------------------------


@pytest.fixture
def other(plan, officer):
    """Another strategy, where the KPI "Enquiries" is shown too; its officer is the same."""
    whole = factories.strategy(slug="other-plan", name="Other plan")
    part = factories.sub_strand(objective=factories.objective(strategy=whole), slug="trade")
    factories.hold(user=officer, role=Role.OFFICER, over=whole)
    return factories.placement(sub_strand=part, kpi=plan.enquiries.kpi, is_home=False)


def other_published(other, officer, **options):
    """The other strategy's quarter, published with the figure that is on record."""
    quarter = factories.quarter(strategy=other.sub_strand.strategy, period=Q3)
    submission = factories.submission(quarter=quarter, sub_strand=other.sub_strand)
    factories.fill(submission=submission, state="approved")
    publish(quarter, officer, [], **options)
    return Quarter.objects.get(pk=quarter.pk)


def shown(quarter):
    """What the edition of the other strategy prints for the shared KPI."""
    return report_of(quarter.editions.latest("number")).sub_strand("trade").lines[0].achieved


@pytest.fixture
def shared(plan, other, officer):
    """Q3 of both strategies, published and public, with the same figure."""
    home = reported(plan.enquiries, Q3, **new_figure("120"))
    publish(home, officer, public_from=TODAY)
    away = other_published(other, officer, public_from=TODAY)
    assert shown(away) == "120"
    return Quarter.objects.get(pk=home.pk), away


def corrected_again(plan, home, officer, figure):
    """The home's quarter reopened, and its return approved again with another figure."""
    reopened = reopen(home, officer)
    submission = factories.submission(quarter=reopened, sub_strand=plan.growth)
    reopening.reopen(
        submission=submission, version=submission.version, reason="Again.", by=officer, now=NOW
    )
    factories.entry(submission=submission, placement=plan.enquiries, figure=figure)
    submission = factories.put(submission=submission, state="submitted")
    reviewer = factories.hold(user=factories.person(), role=Role.ECONOMY_CELL, over=plan.strategy)
    approve(submission, reviewer)
    return Quarter.objects.get(pk=home.pk)


def test_a_quarter_is_not_published_while_a_shared_figure_differs(shared, plan, officer):
    home = corrected_again(plan, shared[0], officer, "135")
    before = dump()
    with pytest.raises(FiguresDiffer, match="a shared figure differs") as refusal:
        publish(home, officer, reason="A slip.")
    (row,) = refusal.value.rows
    assert (row.here.line.achieved, row.there.line.achieved) == ("135", "120")
    assert dump() == before


def test_a_quarter_that_is_reopened_too_does_not_hold_the_other_up(shared, plan, officer):
    home = corrected_again(plan, shared[0], officer, "135")
    reopen(shared[1], officer)
    assert publish(home, officer, reason="A slip.").number == 2


def test_the_same_figure_holds_nothing_up(shared, officer):
    assert publish(reopen(shared[0], officer), officer, reason="Words.").number == 2


def test_what_was_not_public_does_not_become_so_with_another_quarter(plan, other, officer):
    home = reported(plan.enquiries, Q3, **new_figure("120"))
    publish(home, officer, public_from=date(2024, 6, 1))
    away = other_published(other, officer)
    assert shown(away) == "120"
    with pytest.raises(Refused, match="may print figures that are not public by then"):
        set_public(away, officer, date(2024, 4, 8))
    set_public(away, officer, date(2024, 6, 1))


def test_published_again_for_the_day_it_holds_only_what_is_public(plan, other, officer):
    home = reported(plan.enquiries, Q3, **new_figure("120"))
    publish(home, officer, public_from=date(2024, 6, 1))
    away = reopen(other_published(other, officer), officer)
    publish(away, officer, [], public_from=date(2024, 4, 8), reason="For the public.")
    away.refresh_from_db()
    assert (away.public_from, shown(away)) == (date(2024, 4, 8), None)


def test_an_edition_of_a_draft_left_out_tells_nothing_of_its_figure_elsewhere(plan, other, officer):
    """It was approved, taken back and then published as "no return received"."""
    home = reported(plan.enquiries, Q3, **new_figure("120"))
    Submission.objects.filter(quarter=home, sub_strand=plan.growth).update(state="sent_back")
    publish(home, officer, ["growth", "housing"], public_from=TODAY)
    away = other_published(other, officer)
    assert shown(away) is None


def test_editions_are_never_rewritten(shared, plan, officer):
    first = Edition.objects.get(quarter=shared[0]).report
    reopen(shared[1], officer)
    publish(corrected_again(plan, shared[0], officer, "135"), officer, reason="A slip.")
    assert Edition.objects.get(quarter=shared[0], number=1).report == first
