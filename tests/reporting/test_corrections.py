"""Correcting a figure that is on record: what is superseded, what stays, what is refused."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts import audit
from accounts.models import AuditEvent
from accounts.roles import Role
from objectives.models import Assignment, Placement
from objectives.plan import Basis, Polarity
from reporting.actions import observing
from reporting.actions.corrections import LONGEST_REASON, Faulty, Overtaken
from reporting.actions.refusals import Refused
from reporting.models import Edition, Entry, Observation, Quarter, Submission
from reporting.workflow import ReturnState
from tests import factories
from tests.factories import NOW, Q1, Q2, Q3, TODAY, dump, new_figure
from tests.reporting.correcting import correct, on_record, published
from tests.reporting.reported import line, reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def q2(plan, officer):
    """Q2, published with 137 enquiries."""
    return published(plan.enquiries, officer, **new_figure("137"))


@pytest.fixture
def held(q2, plan):
    """What is on record for Q2: 137, final."""
    return on_record(plan.enquiries)


# --- What happens -------------------------------------------------------------------------------


def test_the_new_figure_is_on_record_for_the_same_period(held, officer, plan):
    correct(held, officer, "1,135.5", confirmed="1,135.5")
    new = on_record(plan.enquiries)
    assert (new.value, new.printed, new.period, new.certainty) == (
        Decimal("1135.5"),
        "1,135.5",
        held.period,
        "final",
    )


def test_the_new_figure_says_why_and_who_and_when(held, officer, plan):
    correct(held, officer, reason=" Two were counted twice. ")
    new = on_record(plan.enquiries)
    assert (new.supersedes, new.reason, new.recorded_by, new.recorded_at) == (
        held,
        "Two were counted twice.",
        officer,
        NOW,
    )


def test_the_old_figure_is_kept(held, officer):
    correct(held, officer)
    held.refresh_from_db()
    assert (held.value, held.is_current) == (137, False)


def test_a_corrected_figure_can_be_corrected_again(held, officer, plan):
    correct(correct(held, officer, "135"), officer, "136")
    assert on_record(plan.enquiries).printed == "136"


def test_a_provisional_figure_is_confirmed_by_the_same_figure(plan, officer):
    published(plan.enquiries, officer, **new_figure("137", certainty="provisional"))
    correct(on_record(plan.enquiries), officer, "137", "The register is closed.")
    assert on_record(plan.enquiries).certainty == "final"


@pytest.mark.parametrize("unit", ["", "enquiries"])
def test_a_bare_number_takes_the_unit_of_the_kpi(unit, plan, officer):
    plan.enquiries.kpi.unit = unit
    plan.enquiries.kpi.save()
    published(plan.enquiries, officer, **new_figure("137"))
    assert correct(on_record(plan.enquiries), officer).unit == unit


def test_a_bare_number_takes_the_unit_on_record_where_the_kpi_has_none(plan, officer):
    published(plan.enquiries, officer, **new_figure("70.28%"))
    assert correct(on_record(plan.enquiries), officer, "71").unit == "%"


def test_what_was_reported_and_published_stays(held, officer):
    kept = [dump()[name] for name in ("reporting.Entry", "reporting.Edition")]
    correct(held, officer)
    assert [dump()[name] for name in ("reporting.Entry", "reporting.Edition")] == kept


def test_a_correction_is_an_event(held, officer):
    new = correct(held, officer)
    event = AuditEvent.objects.get(action="figure.correct")
    before, after = json.loads(event.before), json.loads(event.after)
    assert (
        event.actor,
        event.subject_id,
        before["printed"],
        after["printed"],
        after["reason"],
    ) == (
        officer,
        str(new.pk),
        "137",
        "135",
        "Two were counted twice.",
    )


def test_a_correction_stands_or_falls_with_its_event(held, officer, monkeypatch):
    def fail(**event):
        raise RuntimeError

    before = dump()
    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        correct(held, officer)
    assert dump() == before


def test_every_quarter_that_may_print_it_counts_a_change(held, q2, officer, plan):
    factories.quarter(strategy=plan.strategy, period=Q1)
    factories.quarter(strategy=plan.strategy, period=Q3)
    before = dict(Quarter.objects.values_list("period", "version"))
    correct(held, officer)
    changed = {
        period
        for period, version in Quarter.objects.values_list("period", "version")
        if version != before[period]
    }
    assert changed == {Q2, Q3}


# --- What is refused ----------------------------------------------------------------------------


def refused(observation, by, *given, **options) -> dict:
    """The faults that are found; nothing may have changed."""
    before = dump()
    with pytest.raises(Faulty) as refusal:
        correct(observation, by, *given, **options)
    assert dump() == before
    return refusal.value.faults


@pytest.mark.parametrize("reason", ["", " \n", "x" * (LONGEST_REASON + 1)])
def test_a_correction_needs_a_reason_that_can_be_kept(reason, held, officer):
    assert list(refused(held, officer, reason=reason)) == ["reason"]


@pytest.mark.parametrize(
    "figure",
    ["", "  ", "about 40", "Yes", "tbc", "14 November 2023", "1,23", "9" * 40, "x" * 3000],
)
def test_a_correction_needs_a_measured_figure(figure, held, officer):
    assert list(refused(held, officer, figure)) == ["figure"]


@pytest.mark.parametrize("figure", ["52%", "£137"])
def test_a_figure_of_another_unit_is_no_correction(figure, held, officer):
    assert list(refused(held, officer, figure)) == ["figure"]


@pytest.mark.parametrize("figure", ["137", "137.0", " 137 "])
def test_the_same_figure_corrects_nothing(figure, held, officer):
    assert refused(held, officer, figure) == {"figure": "137 is what is on record already."}


@pytest.mark.parametrize("certainty", ["", "awaiting_validation", "maybe"])
def test_a_corrected_figure_is_final_or_provisional(certainty, held, officer):
    assert list(refused(held, officer, certainty=certainty)) == ["certainty"]


def test_all_that_is_wrong_is_said_at_once(held, officer):
    assert list(refused(held, officer, "", "", certainty="")) == ["figure", "reason", "certainty"]


def test_an_unlikely_figure_is_asked_about(held, officer):
    assert refused(held, officer, "13,500") == {
        "confirmed": "13,500 is more than ten times the figure it replaces, 137. Is this right?"
    }


def test_an_unlikely_figure_is_compared_with_those_before_it(plan, officer):
    published(plan.enquiries, officer, Q1, **new_figure("13"))
    published(plan.enquiries, officer, **new_figure("137"))
    asked = refused(on_record(plan.enquiries), officer, "130")["confirmed"]
    assert asked == "130 is ten times the last figure, 13. Is this right?"


def test_an_unlikely_figure_is_taken_once_it_was_said_to_be_right(held, officer, plan):
    correct(held, officer, "13,500", confirmed="13,500")
    assert on_record(plan.enquiries).value == 13500


def test_that_another_figure_is_right_says_nothing_of_this_one(held, officer):
    assert list(refused(held, officer, "13,500", confirmed="13,700")) == ["confirmed"]


def test_nobody_corrects_what_somebody_corrected_meanwhile(held, officer):
    correct(held, officer, "135")
    before = dump()
    with pytest.raises(Overtaken, match="it is 135 now"):
        correct(held, officer, "136")
    assert dump() == before


@pytest.mark.parametrize("state", sorted(set(ReturnState) - {"published"}))
def test_a_figure_in_a_return_that_is_not_published_is_changed_there(state, held, officer, plan):
    """It came from a later return, or its own was reopened: a correction would tell everybody."""
    Submission.objects.filter(pk=held.entry.submission_id).update(state=state)
    before = dump()
    with pytest.raises(Refused, match="a return that is not published yet: change it there"):
        correct(held, officer)
    assert dump() == before


def test_nobody_corrects_what_they_did_not_see(held, officer):
    new = correct(held, officer, "135")
    with pytest.raises(Overtaken):
        correct(new, officer, "136", made_from=held.pk)


# --- Who may ------------------------------------------------------------------------------------

CAST = {
    "lead": True,
    "deputy": True,
    "officer": True,
    "ses_lead": False,
    "other_lead": False,
    "reviewer": False,
    "viewer": False,
    "administrator": False,
    "stranger": False,
}


def corrects(observation, by) -> bool:
    try:
        correct(observation, by)
    except PermissionDenied:
        return False
    return True


@pytest.mark.parametrize("who", CAST)
def test_those_who_enter_a_figure_correct_it(who, held, request):
    assert corrects(held, request.getfixturevalue(who)) is CAST[who]


def test_who_has_left_corrects_nothing(held, lead):
    lead.is_active = False
    lead.save()
    assert not corrects(held, lead)


def test_who_is_no_longer_lead_corrects_nothing(held, lead):
    Assignment.objects.filter(user=lead).update(ends=TODAY - timedelta(days=1))
    assert not corrects(held, lead)


@pytest.mark.parametrize(("who", "may"), [("lead", False), ("other_lead", True)])
def test_a_figure_that_moved_is_corrected_at_its_new_home(who, may, held, plan, request):
    Placement.objects.filter(pk=plan.enquiries.pk).update(last_quarter=Q2)
    factories.placement(sub_strand=plan.housing, kpi=plan.enquiries.kpi, first_quarter=Q3)
    assert corrects(held, request.getfixturevalue(who)) is may


def test_a_retired_figure_is_corrected_at_its_last_home(held, lead, plan):
    Placement.objects.filter(pk=plan.enquiries.pk).update(last_quarter=Q2)
    assert corrects(held, lead)


def test_an_officer_of_another_strategy_corrects_nothing(held):
    other = factories.plan(slug="other-plan").strategy
    assert not corrects(
        held, factories.hold(user=factories.person(), role=Role.OFFICER, over=other)
    )


# --- What comes after ---------------------------------------------------------------------------


@pytest.fixture
def added_up(plan, officer):
    """Q1, published with 130 enquiries; Q2, submitted with 60. The year's sum is judged."""
    kpi = plan.enquiries.kpi
    kpi.basis, kpi.polarity = Basis.PERIOD, Polarity.HIGHER
    kpi.save()
    plan.strategy.refresh_from_db()  # its tolerance as the database holds it
    q1 = published(plan.enquiries, officer, Q1, **new_figure("130"))
    return q1, reported(plan.enquiries, Q2, approve=False, **new_figure("60"))


def test_the_next_quarter_is_judged_by_the_corrected_figure(added_up, plan, officer):
    _, q2 = added_up
    before = line(q2, plan.enquiries)
    correct(on_record(plan.enquiries, Q1), officer, "30")
    after = line(q2, plan.enquiries)
    assert (before.measured, before.computed, after.measured, after.computed) == (
        190,
        "green",
        90,
        "red",
    )


def test_the_next_quarters_movement_is_from_the_corrected_figure(added_up, plan, officer):
    _, q2 = added_up
    correct(on_record(plan.enquiries, Q1), officer, "30")
    found = line(q2, plan.enquiries)
    assert (found.change.value, found.earlier[-1].printed) == (30, "30")


def test_the_edition_of_a_corrected_figure_is_the_same_to_the_byte(added_up, plan, officer):
    text = Edition.objects.get().report.encode()
    correct(on_record(plan.enquiries, Q1), officer, "30")
    assert Edition.objects.get().report.encode() == text


def test_a_return_approved_again_does_not_undo_a_correction(held, officer, plan):
    correct(held, officer, "135")
    entry = Entry.objects.select_related("placement__kpi").get(
        placement=plan.enquiries, submission__quarter__period=Q2
    )
    observing.observe(entry, by=None, now=NOW)
    assert on_record(plan.enquiries).printed == "135"


@pytest.mark.parametrize(("why", "printed"), [("We counted again.", "137"), ("Late.", "135")])
def test_a_return_approved_again_undoes_a_correction_only_if_it_says_why(
    why, printed, held, officer, plan
):
    """Its words at first were "Late."; those say nothing of the correction."""
    Observation.objects.update(reason="Late.")
    correct(held, officer, "135")
    Entry.objects.filter(pk=held.entry_id).update(correction_reason=why)
    entry = Entry.objects.select_related("placement__kpi").get(pk=held.entry_id)
    observing.observe(entry, by=None, now=NOW)
    assert on_record(plan.enquiries).printed == printed


def test_a_return_approved_again_with_another_figure_takes_its_place(held, officer, plan):
    correct(held, officer, "135")
    submission = Submission.objects.get(quarter__period=Q2, sub_strand=plan.growth)
    factories.entry(submission=submission, placement=plan.enquiries, figure="133")
    entry = Entry.objects.get(submission=submission, placement=plan.enquiries)
    observing.observe(entry, by=None, now=NOW)
    assert (on_record(plan.enquiries).printed, Observation.objects.count()) == ("133", 3)
