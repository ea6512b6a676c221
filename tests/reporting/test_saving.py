"""Saving a return: drafts that may be incomplete, and two people at one of them."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from accounts.roles import Role
from objectives.plan import KPIKind
from reporting.actions import returns
from reporting.actions.refusals import Conflict
from reporting.content import Content, EntryContent
from reporting.models import Entry, Observation, Revision, Step
from tests import factories
from tests.factories import NOW, change, complete, dump, fresh, says
from tests.reporting.acts import ready, save

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    ("kind", "understood"), [(KPIKind.MILESTONE, "year"), (KPIKind.MEASURE, "number")]
)
def test_a_milestones_figure_is_read_as_a_time(kind, understood, plan):
    plan.hub.kpi.kind = kind
    assert returns.read_figure("2027", plan.hub.kpi).kind == understood


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


def test_a_save_is_recorded_from_what_was_stored_and_what_the_form_was_made_from(
    both, lead, deputy, plan
):
    save(both.submission, deputy, change(both.content, plan.hub, note="Theirs."), autosave=True)
    save(both.submission, lead, change(both.content, plan.enquiries, note="Mine."))
    event = AuditEvent.objects.get()
    assert json.loads(event.before) == {"state": "draft", "version": 2}
    assert json.loads(event.after) == {"state": "draft", "version": 3, "from_version": 1}
