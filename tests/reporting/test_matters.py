"""Recording, changing and closing matters through the actions, and who sees which."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEvent
from accounts.roles import Role
from reporting import matters
from reporting.access import Reader
from reporting.actions import matters as actions
from reporting.actions.refusals import Faulty, Refused
from reporting.meeting import MatterKind, Typed
from reporting.models import Edition, Matter
from reporting.workflow import QuarterState, ReturnState
from tests import factories
from tests.factories import NOW, Q1, Q2, Q4, TODAY

QUESTION = Typed(kind="question", text="Why Red?", asked_by="Overview and Scrutiny")
DECISION = Typed(kind="decision", text="The fund is extended.")
ALL = ("lead", "deputy", "ses_lead", "other_lead", "officer", "reviewer", "viewer")


def action_for(person, **fields) -> Typed:
    said = {"kind": "action", "text": "Count again.", "owner": str(person.pk), "due": "7/2/24"}
    return Typed(**{**said, **fields})


def record(quarter, by, typed=QUESTION):
    return actions.record(quarter=quarter, typed=typed, by=by, now=NOW)


def close(matter, by, outcome="The sites slipped.", **options):
    given = {"version": matter.version, "now": NOW, **options}
    return actions.close(matter=matter, outcome=outcome, by=by, **given)


def change(matter, by, typed, **options):
    given = {"version": matter.version, "now": NOW, **options}
    return actions.change(matter=matter, typed=typed, by=by, **given)


def reopen(matter, by, **options):
    return actions.reopen(
        matter=matter, by=by, **{"version": matter.version, "now": NOW, **options}
    )


def seen_by(person) -> set[Matter]:
    return set(matters.visible_to(Reader.of(person, TODAY)))


def people(request, *names) -> list:
    return [request.getfixturevalue(name) for name in names]


# --- Record -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["reviewer", "officer"])
def test_recorders_record_every_kind(request, quarter, lead, who):
    by = request.getfixturevalue(who)
    for typed in (QUESTION, DECISION, action_for(lead)):
        record(quarter, by, typed)
    assert {matter.kind for matter in Matter.objects.all()} == set(MatterKind)


@pytest.mark.parametrize("typed", [QUESTION, DECISION])
@pytest.mark.parametrize("who", ["lead", "deputy", "ses_lead", "other_lead", "administrator"])
def test_leads_and_administrators_record_nothing(request, quarter, who, typed):
    with pytest.raises(PermissionDenied):
        record(quarter, request.getfixturevalue(who), typed)
    assert not Matter.objects.exists()


def test_a_question_of_a_viewer_is_their_own(quarter, viewer, lead):
    matter = record(quarter, viewer, replace(QUESTION, owner=str(lead.pk), due="7/2/24"))
    assert (matter.asked_by, matter.owner, matter.due_on) == ("Vic Viewer", None, None)


def test_a_viewer_asks_by_job_title(quarter, viewer):
    viewer.job_title = "Cabinet Member for Regeneration"
    assert record(quarter, viewer).asked_by == "Cabinet Member for Regeneration"


def test_a_viewer_records_no_decision(quarter, viewer):
    with pytest.raises(PermissionDenied):
        record(quarter, viewer, DECISION)


def test_a_deactivated_officer_records_nothing(quarter, officer):
    officer.is_active = False
    with pytest.raises(PermissionDenied):
        record(quarter, officer)


def test_an_action_has_its_owner_and_its_day(quarter, officer, lead, plan):
    matter = record(quarter, officer, action_for(lead, sub_strand="growth"))
    assert (matter.owner, matter.due_on, matter.sub_strand) == (
        lead, date(2024, 2, 7), plan.growth
    )  # fmt: skip


def test_who_asks_is_kept_of_a_question_only(quarter, officer):
    assert record(quarter, officer, replace(DECISION, asked_by="Cabinet Member")).asked_by == ""


def test_an_owner_holds_a_role_in_the_strategy(quarter, officer, stranger):
    with pytest.raises(Faulty) as refusal:
        record(quarter, officer, action_for(stranger))
    assert set(refusal.value.faults) == {"owner"}


@pytest.mark.parametrize("number", ["nobody", "-1", "9" * 40, "²"])
def test_an_owner_that_is_none_is_named(quarter, officer, number):
    with pytest.raises(Faulty):
        record(quarter, officer, replace(DECISION, owner=number))


def test_a_deactivated_person_is_given_nothing(quarter, officer, lead):
    lead.is_active = False
    lead.save()
    with pytest.raises(Faulty):
        record(quarter, officer, action_for(lead))


def test_it_is_about_a_sub_strand_of_the_strategy(quarter, officer):
    factories.plan(slug="other-plan")
    with pytest.raises(Faulty) as refusal:
        record(quarter, officer, replace(DECISION, sub_strand="nowhere"))
    assert set(refusal.value.faults) == {"sub_strand"}


def test_nothing_is_recorded_before_the_quarter_opens(quarter, officer):
    quarter.state = QuarterState.UPCOMING
    quarter.save()
    with pytest.raises(Refused):
        record(quarter, officer)


@pytest.mark.parametrize("state", [QuarterState.PUBLISHED, QuarterState.IN_REVIEW])
def test_a_meeting_may_come_after_the_quarter_is_published(quarter, officer, state):
    quarter.state = state
    quarter.save()
    assert record(quarter, officer).pk


def test_recording_is_in_the_audit_record(quarter, officer, lead):
    record(quarter, officer, action_for(lead))
    event = AuditEvent.objects.get(action="matter.record")
    assert '"due_on":"2024-02-07"' in event.after


# --- Change -------------------------------------------------------------------------------------


@pytest.fixture
def question(quarter, officer, lead):
    """A question that Growth's lead is to answer."""
    return factories.matter(quarter=quarter, by=officer, owner=lead)


def test_a_recorder_changes_words_owner_and_day(question, reviewer, deputy):
    typed = Typed(text="Why Amber?", asked_by="Scrutiny", owner=str(deputy.pk), due="1 March 2024")
    changed = change(question, reviewer, typed)
    assert (changed.text, changed.asked_by, changed.owner, changed.due_on, changed.version) == (
        "Why Amber?", "Scrutiny", deputy, date(2024, 3, 1), 1
    )  # fmt: skip


def test_what_it_is_and_is_about_stays(plan, question, officer):
    Matter.objects.update(sub_strand=plan.growth)
    changed = change(question, officer, Typed(kind="decision", text="Why?", asked_by="Scrutiny"))
    assert (changed.kind, changed.sub_strand) == (MatterKind.QUESTION, plan.growth)


def test_an_owner_who_left_may_stay_until_it_is_handed_over(question, officer, lead):
    lead.assignments.all().delete()
    typed = Typed(text="Why Amber?", asked_by="Scrutiny", owner=str(lead.pk))
    assert change(question, officer, typed).owner == lead


@pytest.mark.parametrize("who", ["lead", "ses_lead", "viewer", "administrator", "stranger"])
def test_nobody_else_changes_it(request, question, who):
    with pytest.raises(PermissionDenied):
        change(question, request.getfixturevalue(who), QUESTION)


def test_nobody_changes_what_they_did_not_read(question, officer):
    with pytest.raises(Refused):
        change(question, officer, QUESTION, version=7)


def test_what_is_closed_is_not_changed(question, officer):
    closed = close(question, officer)
    with pytest.raises(Refused):
        change(closed, officer, QUESTION)


def test_a_change_of_nothing_leaves_no_event(question, officer, lead):
    typed = Typed(text=question.text, asked_by=question.asked_by, owner=str(lead.pk))
    assert change(question, officer, typed).version == 0
    assert not AuditEvent.objects.exists()


# --- Close and take up again --------------------------------------------------------------------


@pytest.mark.parametrize("who", ["lead", "officer", "reviewer"])
def test_its_owner_and_recorders_answer_it(request, question, who):
    closed = close(question, request.getfixturevalue(who))
    assert (closed.outcome, closed.closed_by.name) == (
        "The sites slipped.", request.getfixturevalue(who).name
    )  # fmt: skip


@pytest.mark.parametrize(
    "who", ["deputy", "ses_lead", "other_lead", "viewer", "administrator", "stranger"]
)
def test_nobody_else_closes_it_or_takes_it_up_again(request, question, who):
    by = request.getfixturevalue(who)
    for act in (close, reopen):
        with pytest.raises(PermissionDenied):
            act(question, by)


def test_an_owner_without_a_role_closes_it_no_more(question, lead):
    lead.assignments.update(ends=date(2024, 1, 21))
    with pytest.raises(PermissionDenied):
        close(question, lead)


def test_a_question_needs_its_answer(question, lead):
    with pytest.raises(Faulty) as refusal:
        close(question, lead, outcome="  ")
    assert set(refusal.value.faults) == {"outcome"}


def test_a_decision_closes_without_words(quarter, officer):
    decision = factories.matter(quarter=quarter, by=officer, kind=MatterKind.DECISION)
    assert close(decision, officer, outcome="").closed_at == NOW


def test_it_is_closed_once(question, officer):
    closed = close(question, officer)
    with pytest.raises(Refused):
        close(closed, officer)


def test_nobody_closes_what_they_did_not_read(question, lead):
    with pytest.raises(Refused):
        close(question, lead, version=3)


def test_taken_up_again_it_keeps_its_words(question, lead):
    again = reopen(close(question, lead), lead)
    assert (again.closed_at, again.closed_by, again.outcome) == (None, None, "The sites slipped.")


def test_what_is_open_is_not_taken_up_again(question, officer):
    with pytest.raises(Refused):
        reopen(question, officer)


@pytest.mark.parametrize("act", ["record", "change", "close", "reopen"])
def test_without_its_event_nothing_is_kept(monkeypatch, quarter, question, officer, act):
    if act == "reopen":
        question = close(question, officer)
    before = list(Matter.objects.values())

    def fail(**_):
        raise RuntimeError

    monkeypatch.setattr("accounts.audit.record", fail)
    acts = {
        "record": lambda: record(quarter, officer),
        "change": lambda: change(question, officer, QUESTION),
        "close": lambda: close(question, officer),
        "reopen": lambda: reopen(question, officer),
    }
    with pytest.raises(RuntimeError):
        acts[act]()
    assert list(Matter.objects.values()) == before


# --- Who sees which -----------------------------------------------------------------------------


def put(quarter, state):
    """The quarter, published first where it is reopened."""
    quarter.submissions.update(state=ReturnState.PUBLISHED)
    quarter.state = state
    quarter.reopened_reason = "A slip." if state == QuarterState.REOPENED else ""
    quarter.save()


def edition(quarter, at):
    return Edition.objects.create(
        quarter=quarter, number=1, published_at=at, checksum="0" * 64, report="{}"
    )


def test_whoever_works_on_the_strategy_sees_all(request, quarter, officer, plan):
    made = {
        factories.matter(quarter=quarter, by=officer, kind=kind, sub_strand=place)
        for kind in MatterKind
        for place in (None, plan.housing)
    }
    for person in people(request, *ALL[:-1]):
        assert seen_by(person) == made, person


def test_a_viewer_sees_questions_and_no_decision_of_an_open_quarter(quarter, officer, viewer):
    question = factories.matter(quarter=quarter, by=officer)
    for kind in (MatterKind.DECISION, MatterKind.ACTION):
        factories.matter(quarter=quarter, by=officer, kind=kind)
    assert seen_by(viewer) == {question}


def test_a_viewer_sees_what_was_decided_once_the_quarter_is_published(
    quarter, officer, viewer, plan
):
    made = {
        factories.matter(quarter=quarter, by=officer, kind=MatterKind.DECISION, sub_strand=place)
        for place in (None, plan.growth)
    }
    put(quarter, QuarterState.PUBLISHED)
    assert seen_by(viewer) == made


def test_a_viewer_sees_of_a_reopened_quarter_what_its_edition_may_know(quarter, officer, viewer):
    before, after = datetime(2024, 1, 2, tzinfo=UTC), datetime(2024, 1, 4, tzinfo=UTC)
    known = factories.matter(
        quarter=quarter, by=officer, kind=MatterKind.DECISION, recorded_at=before
    )
    factories.matter(quarter=quarter, by=officer, kind=MatterKind.DECISION, recorded_at=after)
    edition(quarter, datetime(2024, 1, 3, tzinfo=UTC))
    put(quarter, QuarterState.REOPENED)
    assert seen_by(viewer) == {known}


def test_a_viewer_sees_nothing_decided_about_a_return_that_is_being_corrected(
    quarter, officer, viewer, plan
):
    growth, _ = (
        factories.matter(quarter=quarter, by=officer, kind=MatterKind.DECISION, sub_strand=place)
        for place in (plan.growth, plan.housing)
    )
    edition(quarter, NOW)
    put(quarter, QuarterState.REOPENED)
    quarter.submissions.filter(sub_strand=plan.housing).update(state=ReturnState.SENT_BACK)
    assert seen_by(viewer) == {growth}


def test_a_viewer_sees_the_action_that_is_theirs(quarter, officer, viewer):
    own = factories.matter(quarter=quarter, by=officer, kind=MatterKind.ACTION, owner=viewer)
    assert seen_by(viewer) == {own}


@pytest.mark.parametrize("who", ["administrator", "stranger"])
@pytest.mark.parametrize("state", [QuarterState.OPEN, QuarterState.PUBLISHED])
def test_nobody_without_a_role_sees_any(request, quarter, officer, who, state):
    factories.matter(quarter=quarter, by=officer)
    put(quarter, state)
    assert seen_by(request.getfixturevalue(who)) == set()


def test_an_owner_who_lost_every_role_sees_theirs_no_more(question, lead):
    lead.assignments.update(ends=date(2024, 1, 21))
    assert seen_by(lead) == set()


def test_a_role_in_one_strategy_shows_nothing_of_another(question):
    other = factories.plan(slug="other-plan")
    person = factories.hold(
        user=factories.person(), role=Role.OFFICER, over=other.strategy
    )  # fmt: skip
    assert seen_by(person) == set()


# --- Of a quarter -------------------------------------------------------------------------------


@pytest.fixture
def meeting_of(quarter, officer):
    """What the officer reads of the quarter's meeting."""
    return lambda: matters.of_quarter(quarter, Reader.of(officer, TODAY))


def earlier(plan, period=Q2):
    return factories.quarter(strategy=plan.strategy, period=period, state=QuarterState.PUBLISHED)


def test_what_is_open_is_carried_to_later_quarters(plan, officer, meeting_of):
    found = factories.matter(quarter=earlier(plan, Q1), by=officer, kind=MatterKind.ACTION)
    assert [item.id for item in meeting_of().arising] == [found.pk]


def test_what_is_closed_is_carried_no_further(plan, officer, meeting_of):
    factories.matter(
        quarter=earlier(plan), by=officer, kind=MatterKind.ACTION, closed_at=NOW
    )  # fmt: skip
    assert meeting_of().is_empty


def test_what_comes_of_a_later_quarter_is_not_known_yet(plan, officer, meeting_of):
    later = factories.quarter(strategy=plan.strategy, period=Q4)
    factories.matter(quarter=later, by=officer)
    assert meeting_of().is_empty


def test_nothing_of_another_strategy_arises(officer, meeting_of):
    other = factories.plan(slug="other-plan")
    factories.hold(user=officer, role=Role.OFFICER, over=other.strategy)
    factories.matter(quarter=earlier(other), by=officer)
    assert meeting_of().is_empty


def test_answers_to_this_and_the_last_quarter_are_told(plan, quarter, officer, meeting_of):
    long_ago = datetime(2023, 8, 1, tzinfo=UTC)
    made = [
        factories.matter(quarter=place, by=officer, closed_at=at)
        for place, at in ((quarter, NOW), (earlier(plan), long_ago))
    ]
    factories.matter(quarter=earlier(plan, Q1), by=officer, closed_at=long_ago)
    assert [item.id for item in meeting_of().answered] == [matter.pk for matter in made]


def test_a_strategy_that_skips_a_quarter_tells_of_the_one_before(plan, officer, meeting_of):
    found = factories.matter(
        quarter=earlier(plan, Q1), by=officer, closed_at=datetime(2023, 8, 1, tzinfo=UTC)
    )
    assert [item.id for item in meeting_of().answered] == [found.pk]


def test_an_old_question_answered_now_is_told_now(plan, officer, meeting_of):
    earlier(plan, Q2)
    found = factories.matter(quarter=earlier(plan, Q1), by=officer, closed_at=NOW)
    assert [item.id for item in meeting_of().answered] == [found.pk]


def test_a_meeting_takes_one_query_however_much_there_is(
    plan, quarter, officer, viewer, lead, django_assert_num_queries
):
    before = earlier(plan)
    for number in range(12):
        for place in (quarter, before):
            factories.matter(
                quarter=place, by=officer, owner=lead, sub_strand=plan.growth, text=f"{number}?"
            )
    for person in (officer, viewer):
        reader = Reader.of(person, TODAY)
        with django_assert_num_queries(1):
            assert len(matters.of_quarter(quarter, reader).arising) == 12
