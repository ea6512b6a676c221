"""Every act on a return and a quarter: who may, when, what it leaves behind, and all or nothing."""

import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEvent
from accounts.roles import Role
from objectives.models import Assignment, Placement, Target
from objectives.plan import KPIKind
from reporting.access import Reader
from reporting.actions import quarters, returns, review
from reporting.actions.refusals import Conflict, Incomplete, Refused
from reporting.content import Content, EntryContent
from reporting.models import Edition, Entry, Observation, Quarter, Revision, Step, Submission
from reporting.quarter_report import build, everything, for_reader
from reporting.report import canonical_text, from_json
from reporting.workflow import MOVES, Move, QuarterState, ReturnState
from tests import factories
from tests.factories import NOW, Q2, Q3, TODAY, change, complete, dump, fill, fresh, says

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


# --- The acts, in a few words -----------------------------------------------------------------


def save(submission, by, content=None, **options):
    """Save `content` (else all that is missing), from the version last seen."""
    content = content or complete(submission=submission)
    given = {"version": submission.version, "now": NOW, **options}
    return returns.save_draft(submission=submission, content=content, by=by, **given)


def submit(submission, by, **options):
    given = {"version": submission.version, "now": NOW, **options}
    return returns.submit(submission=submission, by=by, **given)


def withdraw(submission, by):
    return returns.withdraw(submission=submission, by=by, now=NOW)


def send_back(submission, by, comment="Which enquiries?"):
    return review.send_back(submission=submission, comment=comment, by=by, now=NOW)


def approve(submission, by, **options):
    given = {"version": submission.version, "now": NOW, **options}
    return review.approve(submission=submission, by=by, **given)


def publish(quarter, by, without=("housing",), **options):
    return quarters.publish(quarter=quarter, without=without, by=by, **{"now": NOW, **options})


ACTS = {
    Move.SAVE: save,
    Move.SUBMIT: submit,
    Move.WITHDRAW: withdraw,
    Move.SEND_BACK: send_back,
    Move.APPROVE: approve,
}


def ready(submission, state, by=None):
    """The return, complete, in a state."""
    return fill(submission=submission, state=state, by=by)


def a_source(move):
    """A state that the move starts from, and that it changes."""
    return sorted(MOVES[move].sources)[-1]


def outcome(act, *people):
    """The class of the refusal, or None."""
    try:
        act(*people)
    except (PermissionDenied, Refused) as refusal:
        return type(refusal)
    return None


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
    assert fresh(submission).state == MOVES[move].target


def by_right(move, lead, reviewer):
    return reviewer if Role.ECONOMY_CELL in MOVES[move].roles else lead


@pytest.mark.parametrize("quarter_state", QuarterState)
@pytest.mark.parametrize("move", Move)
def test_a_return_moves_only_while_its_quarter_takes_returns(
    move, quarter_state, submission, lead, reviewer
):
    submission = ready(submission, a_source(move))
    Quarter.objects.update(state=quarter_state)
    before = dump()
    refused = outcome(ACTS[move], submission, by_right(move, lead, reviewer))
    assert refused is (None if quarter_state.takes_returns else Refused)
    assert (dump() == before) is not quarter_state.takes_returns


@pytest.mark.parametrize("move", Move)
def test_somebody_who_left_makes_no_move(move, submission, lead, reviewer):
    submission, by = ready(submission, a_source(move)), by_right(move, lead, reviewer)
    by.is_active = False
    by.save()
    before = dump()
    assert outcome(ACTS[move], submission, by) is PermissionDenied
    assert dump() == before


@pytest.mark.parametrize("move", Move)
def test_a_role_that_has_ended_makes_no_move(move, submission, lead, reviewer):
    submission, by = ready(submission, a_source(move)), by_right(move, lead, reviewer)
    Assignment.objects.update(ends=TODAY - timedelta(days=1))
    before = dump()
    assert outcome(ACTS[move], submission, by) is PermissionDenied
    assert dump() == before


@pytest.mark.parametrize("move", Move)
def test_a_move_judges_what_is_stored_and_not_what_it_is_given(move, submission, lead, reviewer):
    stale = ready(submission, a_source(move))
    Submission.objects.update(state="published")
    assert outcome(ACTS[move], stale, by_right(move, lead, reviewer)) is Refused


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

    for module in ("returns", "review", "quarters"):
        monkeypatch.setattr(f"reporting.actions.{module}.audit.record", fail)


@pytest.mark.parametrize("move", Move)
def test_without_its_audit_event_a_move_did_not_happen(
    move, submission, lead, reviewer, broken_record
):
    submission = ready(submission, a_source(move))
    before = dump()
    with pytest.raises(RecordFailed):
        ACTS[move](submission, by_right(move, lead, reviewer))
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
        (Move.SEND_BACK, "return.send_back"),
        (Move.APPROVE, "return.approve"),
    ],
)
def test_a_move_is_recorded(move, action, submission, lead, reviewer):
    submission, by = ready(submission, a_source(move)), by_right(move, lead, reviewer)
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
def test_a_move_counts_in_the_quarters_version(move, submission, lead, reviewer):
    submission = ready(submission, a_source(move))
    ACTS[move](submission, by_right(move, lead, reviewer))
    assert Quarter.objects.get().version == 1


@pytest.mark.parametrize("move", Move)
def test_a_move_is_a_step_of_the_timeline(move, submission, lead, reviewer):
    state, by = a_source(move), by_right(move, lead, reviewer)
    ACTS[move](ready(submission, state), by)
    step = Step.objects.get()
    assert (step.move, step.from_state, step.to_state, step.by_name) == (
        move,
        state,
        MOVES[move].target,
        by.name,
    )


# --- Drafts -----------------------------------------------------------------------------------


def test_a_save_stores_what_was_typed(submission, lead):
    content = complete(submission=submission)
    save(submission, lead, content)
    assert says(submission) == content


def test_a_draft_may_be_incomplete(submission, lead, plan):
    content = change(says(submission), plan.enquiries, figure="about a hundred")
    save(submission, lead, content)
    assert says(submission) == content


def test_a_save_makes_a_draft(submission, lead):
    assert save(submission, lead).submission.state == "draft"


def test_a_save_says_who_and_when(submission, lead):
    save(submission, lead)
    stored = fresh(submission)
    assert (stored.saved_by, stored.saved_at) == (lead, NOW)


def test_a_save_understands_the_figure(submission, lead, plan):
    content = change(
        says(submission), plan.enquiries, **factories.new_figure("1,234", coverage="year_to_date")
    )
    save(submission, lead, content)
    entry = Entry.objects.get(placement=plan.enquiries)
    assert (entry.kind, entry.number, entry.period_kind, entry.period_ends) == (
        "number",
        Decimal(1234),
        "year_to_date",
        date(2023, 12, 31),
    )


def test_a_save_reads_the_period_that_was_typed(submission, lead, plan):
    figure = factories.new_figure(coverage="other", period_typed="2021/22")
    save(submission, lead, change(says(submission), plan.enquiries, **figure))
    assert Entry.objects.get(placement=plan.enquiries).period_label == "2021/22"


def test_a_figure_taken_back_is_understood_no_more(submission, lead, plan):
    stored = save(submission, lead).submission
    save(stored, lead, change(says(stored), plan.enquiries, answer="not_applicable", figure=""))
    entry = Entry.objects.get(placement=plan.enquiries)
    assert (entry.kind, entry.number, entry.period_kind) == ("", None, "")


def test_a_unit_too_long_to_store_is_kept_as_words(submission, lead, plan):
    typed = f"5 {'a' * 25}-{'b' * 25}"
    save(submission, lead, change(says(submission), plan.enquiries, figure=typed))
    assert Entry.objects.get(placement=plan.enquiries).kind == "words"


def test_every_save_that_changes_something_is_a_revision(submission, lead):
    first = save(submission, lead)
    second = save(first.submission, lead, change(first.content, commentary="More."))
    revisions = Revision.objects.values_list("version", "content")
    assert list(revisions) == [(1, first.content.as_text()), (2, second.content.as_text())]


def test_a_save_that_changes_nothing_is_no_revision(submission, lead):
    first = save(submission, lead)
    before = dump("reporting")
    save(first.submission, lead, first.content)
    assert dump("reporting") == before


def test_a_save_by_hand_that_changes_nothing_is_recorded_all_the_same(submission, lead):
    first = save(submission, lead)
    save(first.submission, lead, first.content)
    assert AuditEvent.objects.count() == 2


def test_an_autosave_is_a_revision(submission, lead):
    save(submission, lead, autosave=True)
    assert Revision.objects.count() == 1


def test_an_autosave_is_no_audit_event(submission, lead):
    save(submission, lead, autosave=True)
    assert not AuditEvent.objects.exists()


def test_a_draft_makes_no_observation(submission, lead):
    save(submission, lead)
    assert not Observation.objects.exists()


def test_a_second_save_is_no_step(submission, lead):
    first = save(submission, lead)
    save(first.submission, lead, change(first.content, commentary="More."))
    assert Step.objects.count() == 1


def test_a_save_of_what_was_sent_back_makes_it_a_draft_again(submission, lead):
    sent_back = ready(submission, "sent_back")
    save(sent_back, lead, says(sent_back))
    assert fresh(submission).state == "draft"


@pytest.mark.parametrize(
    ("who", "on_behalf"), [("lead", False), ("deputy", False), ("officer", True)]
)
def test_an_officer_enters_on_behalf_of_the_lead(who, on_behalf, submission, request):
    save(submission, request.getfixturevalue(who))
    assert Step.objects.get().on_behalf is on_behalf


def test_an_officer_who_is_the_lead_too_enters_for_themselves(submission, lead, plan):
    factories.hold(user=lead, role=Role.OFFICER, over=plan.strategy)
    save(submission, lead)
    assert not Step.objects.get().on_behalf


# --- Two people at one return -----------------------------------------------------------------


@pytest.fixture
def both(submission, lead):
    """The stored return that two people opened."""
    return save(submission, lead, autosave=True)


def test_rows_that_only_one_changed_come_together(both, lead, deputy, plan):
    mine = change(both.content, plan.enquiries, note="Mine.")
    theirs = change(both.content, plan.hub, note="Theirs.")
    save(both.submission, deputy, theirs)
    save(both.submission, lead, mine)
    assert says(both.submission) == change(mine, plan.hub, note="Theirs.")


def test_a_save_says_whether_anothers_rows_came_in(both, lead, deputy, plan):
    alone = save(both.submission, deputy, change(both.content, plan.hub, note="Theirs."))
    together = save(both.submission, lead, change(both.content, plan.enquiries, note="Mine."))
    assert (alone.merged, together.merged) == (False, True)


def test_what_came_together_is_one_revision_more(both, lead, deputy, plan):
    save(both.submission, deputy, change(both.content, plan.hub, note="Theirs."))
    save(both.submission, lead, change(both.content, plan.enquiries, note="Mine."))
    assert Revision.objects.get(version=3).content == says(both.submission).as_text()


@pytest.fixture
def conflict(both, lead, deputy, plan):
    """What the lead meets after the deputy changed the same row; they changed one more each."""
    theirs = change(both.content, plan.enquiries, note="Theirs.")
    save(both.submission, deputy, change(theirs, overall="amber"))
    before = dump()
    mine = change(both.content, plan.enquiries, note="Mine.")
    with pytest.raises(Conflict) as met:
        save(both.submission, lead, change(mine, plan.hub, note="Mine too."))
    assert dump() == before
    return met.value


def test_a_row_that_both_changed_is_a_conflict(conflict, plan):
    assert conflict.conflicts == (str(plan.enquiries.id),)


def test_a_conflict_names_who_else_and_from_which_version_to_go_on(conflict, deputy):
    assert (conflict.by, conflict.at, conflict.version) == (deputy.name, NOW, 2)


def test_a_conflict_brings_together_all_the_rest(conflict, plan):
    merged = conflict.merged
    assert (merged.overall, merged.entries[plan.hub.id].note) == ("amber", "Mine too.")


def test_a_conflict_keeps_what_is_stored_in_its_row(conflict, plan):
    assert conflict.merged.entries[plan.enquiries.id].note == "Theirs."


def test_once_chosen_the_same_rows_are_saved(conflict, both, lead, plan):
    chosen = change(conflict.merged, plan.enquiries, note="Ours.")
    save(both.submission, lead, chosen, version=conflict.version)
    assert says(both.submission) == chosen


def test_the_same_change_by_both_is_no_conflict(both, lead, deputy, plan):
    same = change(both.content, plan.enquiries, note="The same.")
    save(both.submission, deputy, same)
    save(both.submission, lead, same)
    assert says(both.submission) == same


def test_a_form_from_before_the_first_save_merges_with_an_empty_return(both, deputy, plan):
    empty = Content(entries={key: EntryContent() for key in both.content.entries})
    save(both.submission, deputy, empty, version=0)
    assert says(both.submission) == both.content


@pytest.mark.parametrize("version", [99, -1])
def test_a_version_that_never_was_overwrites_nothing(version, both, deputy, plan):
    mine = change(both.content, plan.enquiries, note="Mine.")
    with pytest.raises(Conflict):
        save(both.submission, deputy, mine, version=version)


def test_a_row_of_another_return_is_not_stored(submission, lead, plan):
    content = says(submission)
    more = replace(content, entries={**content.entries, plan.homes.id: EntryContent(note="Mine.")})
    save(submission, lead, more)
    assert Entry.objects.get(placement=plan.homes).note == ""


# --- Submit and withdraw ----------------------------------------------------------------------


def test_an_incomplete_return_is_not_submitted(submission, lead, plan):
    content = change(complete(submission=submission), plan.hub, declared="")
    submission = fill(submission=submission, content=content, state="draft")
    with pytest.raises(Incomplete) as refusal:
        submit(submission, lead)
    assert [(gap.row, gap.field) for gap in refusal.value.gaps] == [(str(plan.hub.id), "declared")]


def test_a_return_that_changed_since_it_was_read_is_not_submitted(submission, lead, deputy):
    seen = save(submission, lead)
    save(seen.submission, deputy, change(seen.content, commentary="Other words."))
    with pytest.raises(Refused, match="changed while you were reading"):
        submit(seen.submission, lead, version=1)


def test_a_submitted_return_says_who_and_when(submission, lead):
    submit(ready(submission, "draft"), lead)
    stored = fresh(submission)
    assert (stored.submitted_by, stored.submitted_at) == (lead, NOW)


def test_a_withdrawn_return_was_submitted_by_nobody(submission, lead):
    withdraw(ready(submission, "submitted"), lead)
    stored = fresh(submission)
    assert (stored.submitted_by, stored.submitted_at) == (None, None)


def test_a_withdrawn_return_says_what_it_said(submission, lead):
    submission = ready(submission, "submitted")
    before = says(submission)
    withdraw(submission, lead)
    assert says(submission) == before


# --- Send back --------------------------------------------------------------------------------


@pytest.mark.parametrize("comment", ["", "  \n"])
def test_nothing_is_sent_back_without_a_comment(comment, submission, reviewer):
    submission = ready(submission, "submitted")
    before = dump()
    with pytest.raises(Refused, match="Say what must change"):
        send_back(submission, reviewer, comment)
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
    (message,) = mail.outbox
    assert sorted(message.to) == sorted([lead.email, deputy.email])
    assert "Which enquiries?" in message.body


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

    monkeypatch.setattr("reporting.mail.EmailMessage.send", shut)
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
        review.observe(entry, by=None, now=NOW)
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


# --- Publish ----------------------------------------------------------------------------------


@pytest.fixture
def approved(submission, reviewer):
    """Growth's return, approved; Housing's has not been started."""
    return approve(ready(submission, "submitted"), reviewer)


@pytest.mark.parametrize("without", [[], ["growth"], ["growth", "housing"], ["housing", "harbour"]])
def test_a_quarter_is_not_published_without_others_than_those_accepted(
    without, quarter, approved, officer
):
    before = dump()
    with pytest.raises(Refused, match="Read the list again"):
        publish(quarter, officer, without)
    assert dump() == before


def test_publishing_locks_the_quarter(quarter, approved, officer):
    publish(quarter, officer)
    assert Quarter.objects.get().state == "published"


def test_publishing_locks_every_return(quarter, approved, officer):
    publish(quarter, officer)
    states = Submission.objects.values_list("sub_strand__slug", "state", "is_received")
    assert set(states) == {("growth", "published", True), ("housing", "published", False)}


def test_publishing_is_recorded(quarter, approved, officer):
    edition = publish(quarter, officer, public_from=date(2024, 3, 1))
    event = AuditEvent.objects.get(action="quarter.publish")
    assert json.loads(event.after) == {
        "state": "published",
        "edition": 1,
        "checksum": edition.checksum,
        "without": ["housing"],
        "public_from": "2024-03-01",
        "reason": "",
    }


def test_an_edition_says_who_and_when(quarter, approved, officer):
    edition = publish(quarter, officer)
    assert (edition.number, edition.published_by, edition.published_at) == (1, officer, NOW)


def test_an_editions_report_names_the_post_that_published_it(quarter, approved, officer):
    data = json.loads(publish(quarter, officer).report)
    assert (data["edition"], data["published_on"], data["published_by"]) == (
        1,
        "2024-01-22",
        "Performance Officer",
    )


def test_an_editions_checksum_is_that_of_its_text(quarter, approved, officer):
    publish(quarter, officer)
    edition = Edition.objects.get()
    assert edition.checksum == hashlib.sha256(edition.report.encode()).hexdigest()


def test_an_edition_is_the_report_as_it_stood(quarter, approved, officer):
    edition = publish(quarter, officer)
    live = build(Quarter.objects.select_related("strategy").get(), everything)
    assert from_json(json.loads(edition.report)) == live.with_edition(
        1, TODAY, "Performance Officer"
    )


def test_an_edition_is_canonical_text(quarter, approved, officer):
    text = publish(quarter, officer).report
    assert canonical_text(from_json(json.loads(text))) == text


def test_a_later_change_of_the_plan_leaves_the_edition_as_it_was(
    quarter, approved, officer, plan, reviewer
):
    published = publish(quarter, officer)
    shown = for_reader(Quarter.objects.get(), Reader.of(reviewer, TODAY))
    Placement.objects.update(wording="Something else")
    Target.objects.update(printed="999", number=999)
    plan.growth.name = "Another name"
    plan.growth.save()
    assert Edition.objects.get().report == published.report
    assert for_reader(Quarter.objects.get(), Reader.of(reviewer, TODAY)) == shown


def test_a_change_of_the_plan_after_approval_does_not_reach_the_line(approved, quarter, plan):
    Placement.objects.update(wording="Something else")
    Target.objects.update(printed="999")
    line = build(quarter, everything).sub_strand("growth").lines[0]
    assert (line.kpi, line.target, line.achieved) == ("Enquiries in Growth", "250", "137")


def test_a_return_that_was_not_received_says_nothing(quarter, submission, officer):
    secret = change(complete(submission=submission), commentary="Half a thought.")
    fill(submission=submission, content=secret, state="draft")
    text = publish(quarter, officer, ["growth", "housing"]).report
    growth = from_json(json.loads(text)).sub_strand("growth")
    assert (growth.is_received, growth.lines, growth.overall) == (False, (), "")
    assert "Half a thought" not in text


def test_a_draft_left_out_is_still_there(quarter, submission, officer):
    submission = ready(submission, "draft")
    before = says(submission)
    publish(quarter, officer, ["growth", "housing"])
    assert says(submission) == before


# --- Published again --------------------------------------------------------------------------


@pytest.fixture
def reopened(quarter, approved, officer):
    """The quarter published without Housing, and reopened."""
    publish(quarter, officer)
    Quarter.objects.update(state="reopened")
    return Quarter.objects.get()


def test_a_later_edition_needs_a_reason(reopened, officer):
    before = dump()
    with pytest.raises(Refused, match="Say why it is published again"):
        publish(reopened, officer, reason=" ")
    assert dump() == before


def test_a_later_edition_is_the_next_and_says_why(reopened, officer):
    edition = publish(reopened, officer, reason="Figures corrected.")
    assert (edition.number, edition.reason) == (2, "Figures corrected.")


def test_the_earlier_edition_stays(reopened, officer):
    earlier = Edition.objects.get().report
    publish(reopened, officer, reason="Figures corrected.")
    assert Edition.objects.get(number=1).report == earlier


def test_what_was_received_before_is_still_received(reopened, officer):
    publish(reopened, officer, reason="Figures corrected.")
    assert Submission.objects.get(sub_strand__slug="growth").is_received


def test_what_was_missing_before_must_be_accepted_again(reopened, officer):
    with pytest.raises(Refused, match="Read the list again"):
        publish(reopened, officer, [], reason="Figures corrected.")


# --- Opening ----------------------------------------------------------------------------------


def test_a_quarter_has_a_return_for_each_sub_strand(quarter, plan):
    assert set(quarter.submissions.values_list("sub_strand", flat=True)) == {
        plan.growth.pk,
        plan.housing.pk,
    }


def test_a_return_has_an_entry_for_each_placement_that_stands(plan):
    Placement.objects.filter(pk=plan.hub.pk).update(last_quarter=Q2)
    Placement.objects.filter(pk=plan.centre.pk).update(first_quarter=Q3.next)
    quarter = factories.quarter(strategy=plan.strategy, period=Q3)
    submission = factories.submission(quarter=quarter, sub_strand=plan.growth)
    assert set(submission.entries.values_list("placement", flat=True)) == {
        plan.enquiries.pk,
        plan.homes_away.pk,
    }


def test_a_quarter_without_figures_has_no_entries(plan):
    factories.quarter(strategy=plan.strategy, figures_held=False)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("kind", "understood"), [(KPIKind.MILESTONE, "year"), (KPIKind.MEASURE, "number")]
)
def test_a_milestones_figure_is_read_as_a_time(kind, understood, plan):
    plan.hub.kpi.kind = kind
    assert returns.read_figure("2027", plan.hub.kpi).kind == understood
