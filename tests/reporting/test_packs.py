"""The acts on a briefing pack: its texts, drafts, finished packs. What is stored stays."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied

from accounts import audit
from accounts.models import AuditEvent
from reporting import pack_rendering, pack_terms, packing
from reporting.actions import packs as actions
from reporting.actions.refusals import Conflict, Faulty, Refused
from reporting.briefing import compose, material_json
from reporting.models import Pack, PackFile, PackText, Quarter
from reporting.workflow import QuarterState
from tests import factories
from tests.factories import NOW, Q2, Q4
from tests.reporting import acts
from tests.reporting.packs import (
    finish,
    make_draft,
    missing,
    published,
    save,
    submitted,
    write,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def q3(plan, quarter, lead, officer):
    """The plan's quarter, published as edition 1 with Growth's return."""
    return published(plan, lead, officer)


def again(quarter, plan, lead, officer):
    """The quarter reopened, Growth now Red, and published as edition 2."""
    quarter.refresh_from_db()
    reason = {"reason": "A slip.", "by": officer, "now": NOW}
    acts.quarters.reopen(quarter=quarter, version=quarter.version, **reason)
    part = factories.submission(quarter=quarter, sub_strand=plan.growth)
    acts.reopen(part, officer)
    part = factories.submission(quarter=quarter, sub_strand=plan.growth)
    content = factories.complete(submission=part, overall="red", commentary="Not so well.")
    factories.fill(submission=part, content=content, state="approved", by=lead)
    acts.publish(Quarter.objects.get(pk=quarter.pk), officer, reason="A slip.")
    return Quarter.objects.select_related("strategy").get(pk=quarter.pk)


# --- Texts --------------------------------------------------------------------------------------


def test_a_pack_starts_from_proposed_texts_for_the_cabinet_member(quarter):
    rows = packing.texts_of(quarter).rows
    assert rows["audience"] == "cabinet_member"
    assert rows["purpose"].startswith("To update the Cabinet Member")


def test_a_pack_starts_from_the_texts_of_the_quarter_before_but_for_the_day(quarter, plan, officer):
    save(quarter, officer, purpose="To tell you.", meeting_on="7 February 2024")
    later = factories.quarter(strategy=plan.strategy, period=Q4)
    found = packing.texts_of(later)
    assert (found.rows["purpose"], found.rows["meeting_on"]) == ("To tell you.", "")
    assert found.copied_from == "Q3 2023/24"


def test_texts_are_stored_with_who_and_when_and_an_event(quarter, officer):
    save(quarter, officer, purpose="To tell you.", left_out="background", exceptions_only="yes")
    text = PackText.objects.get()
    assert (text.purpose, text.left_out, text.exceptions_only) == (
        "To tell you.",
        ["background"],
        True,
    )
    assert (text.version, text.saved_by, text.saved_at) == (1, officer, NOW)
    assert AuditEvent.objects.get().action == "pack.save"


def test_an_autosave_leaves_no_event(quarter, officer):
    rows = packing.texts_of(quarter).rows
    actions.save_texts(
        quarter=quarter,
        rows={"purpose": "To tell you."},
        seen=pack_terms.seen(rows),
        by=officer,
        now=NOW,
        autosave=True,
    )
    assert not AuditEvent.objects.exists()
    assert PackText.objects.get().purpose == "To tell you."


def test_a_save_that_changes_nothing_counts_no_version(quarter, officer):
    save(quarter, officer, purpose="To tell you.")
    save(quarter, officer, purpose="To tell you.")
    assert PackText.objects.get().version == 1


def test_two_officers_other_fields_merge(quarter, officer):
    seen = pack_terms.seen(packing.texts_of(quarter).rows)
    save(quarter, officer, seen, purpose="Theirs.")
    before = packing.texts_of(quarter).rows["purpose"]
    saved = save(quarter, officer, seen, background="Mine.")
    assert (saved.stored.rows["purpose"], saved.stored.rows["background"]) == (before, "Mine.")


def test_two_officers_same_field_is_a_conflict_and_nothing_is_stored(quarter, officer):
    seen = pack_terms.seen(packing.texts_of(quarter).rows)
    save(quarter, officer, seen, purpose="Theirs.")
    with pytest.raises(Conflict) as conflict:
        save(quarter, officer, seen, purpose="Mine.", background="Mine.")
    assert conflict.value.conflicts == ("purpose",)
    assert PackText.objects.get().purpose == "Theirs."
    assert PackText.objects.get().background != "Mine."


def test_faults_are_named_and_nothing_is_stored(quarter, officer):
    with pytest.raises(Faulty) as refusal:
        save(quarter, officer, purpose="x" * 10_001, word_limit="none")
    assert set(refusal.value.faults) == {"purpose", "word_limit"}
    assert not PackText.objects.exists()


def test_texts_are_not_stored_if_the_event_is_not(quarter, officer, monkeypatch):
    monkeypatch.setattr(audit, "record", lambda **facts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        save(quarter, officer, purpose="To tell you.")
    assert not PackText.objects.exists()


@pytest.mark.parametrize("who", ["lead", "ses_lead", "reviewer", "viewer", "administrator"])
def test_only_officers_write_and_make_a_pack(who, quarter, request):
    person = request.getfixturevalue(who)
    for act in (save, make_draft, finish):
        with pytest.raises(PermissionDenied):
            act(quarter, person)


def test_an_officer_of_another_strategy_makes_no_pack(quarter):
    other = factories.strategy(slug="other")
    stranger = factories.hold(user=factories.person(), role="officer", over=other)
    with pytest.raises(PermissionDenied):
        make_draft(quarter, stranger)


def test_before_it_opens_a_quarter_has_nothing_to_say(quarter, officer):
    Quarter.objects.update(state=QuarterState.UPCOMING)
    quarter.refresh_from_db()
    for act in (save, make_draft):
        with pytest.raises(Refused, match="has not opened"):
            act(quarter, officer)


# --- Drafts -------------------------------------------------------------------------------------


def test_a_draft_holds_every_file_and_what_it_was_made_from(plan, quarter, lead, officer):
    submitted(plan, lead)
    pack = make_draft(quarter, officer)
    assert (pack.number, pack.is_final, pack.edition) == (1, False, None)
    assert set(pack.files.values_list("format", flat=True)) == set(pack_rendering.PACK_FORMATS)
    assert pack.checksum == hashlib.sha256(pack.content.encode()).hexdigest()
    for file in pack.files.all():
        assert file.checksum == hashlib.sha256(bytes(file.content)).hexdigest()


def test_a_draft_of_an_open_quarter_is_marked(plan, quarter, lead, officer):
    submitted(plan, lead)
    material = material_json.from_text(make_draft(quarter, officer).content)
    assert compose.document(material).mark == "DRAFT"


def test_a_draft_holds_nothing_of_a_return_that_is_with_its_lead(plan, quarter, lead, officer):
    part = submitted(plan, lead)
    write(part, officer, "It went splendidly.")
    factories.put(submission=part, state="sent_back")
    content = make_draft(quarter, officer).content
    assert "splendidly" not in content
    assert "All went well" not in content


def test_a_draft_says_what_the_officers_worded(plan, quarter, lead, officer):
    write(submitted(plan, lead), officer, "It went splendidly.")
    material = material_json.from_text(make_draft(quarter, officer).content)
    assert material.terms.wordings == {"growth": "It went splendidly."}


def test_drafts_are_counted_apart_from_packs(q3, officer):
    assert [make_draft(q3, officer).number for _ in range(2)] == [1, 2]
    assert finish(q3, officer).number == 1


def test_a_draft_leaves_an_event(plan, quarter, lead, officer):
    submitted(plan, lead)
    make_draft(quarter, officer)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor) == ("pack.draft", officer)


def test_nothing_is_stored_of_a_pack_if_the_event_is_not(q3, officer, monkeypatch):
    monkeypatch.setattr(audit, "record", lambda **facts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_draft(q3, officer)
    assert not Pack.objects.exists()
    assert not PackFile.objects.exists()


def test_a_pack_is_not_stored_if_what_it_says_changed_while_it_was_rendered(
    q3, officer, monkeypatch
):
    render = pack_rendering.files

    def meanwhile(material):
        save(q3, officer, purpose="Something else.")
        return render(material)

    monkeypatch.setattr(pack_rendering, "files", meanwhile)
    with pytest.raises(Refused, match="changed while"):
        make_draft(q3, officer)
    assert not Pack.objects.exists()


# --- Finished packs -----------------------------------------------------------------------------


def test_a_finished_pack_is_of_the_edition_and_bears_no_mark(q3, officer):
    pack = finish(q3, officer)
    assert (pack.is_final, pack.number, pack.edition) == (True, 1, q3.editions.get())
    material = material_json.from_text(pack.content)
    assert compose.document(material).mark == ""
    assert material.report.edition == 1


def test_a_pack_is_not_finished_before_the_quarter_is_published(plan, quarter, lead, officer):
    submitted(plan, lead)
    with pytest.raises(Refused, match="publish the quarter first"):
        finish(quarter, officer)


def test_a_pack_is_not_finished_while_the_quarter_is_reopened(q3, officer):
    acts.quarters.reopen(quarter=q3, version=q3.version, reason="A slip.", by=officer, now=NOW)
    q3.refresh_from_db()
    with pytest.raises(Refused, match="publish the quarter first"):
        finish(q3, officer)


def test_a_pack_is_not_finished_from_another_edition_than_was_read(q3, officer):
    with pytest.raises(Refused, match="Something changed"):
        finish(q3, officer, edition=2)


def test_what_is_missing_must_be_accepted(q3, officer):
    with pytest.raises(actions.Lacking) as refusal:
        finish(q3, officer, accepted="")
    assert [gap.field for gap in refusal.value.gaps] == ["meeting_on", "contact_officer"]
    assert not Pack.objects.exists()


def test_nobody_accepts_what_came_to_be_missing_after_they_read_the_page(q3, officer):
    read = missing(q3)
    save(q3, officer, recommendations="")
    with pytest.raises(actions.Lacking):
        finish(q3, officer, accepted=read)


def test_a_purpose_can_not_be_done_without(q3, officer):
    save(q3, officer, purpose="")
    with pytest.raises(actions.Lacking):
        finish(q3, officer)


def test_a_complete_pack_needs_no_acceptance(q3, officer):
    save(q3, officer, meeting_on="7 February 2024", contact_officer="Performance Officer")
    assert finish(q3, officer, accepted="").number == 1


def test_a_second_pack_needs_a_reason_and_says_what_changed(q3, officer):
    finish(q3, officer)
    with pytest.raises(Faulty) as refusal:
        finish(q3, officer)
    assert refusal.value.faults == {"reason": actions.NO_REASON}
    save(q3, officer, purpose="To tell you.")
    second = finish(q3, officer, reason="The purpose was wrong.")
    assert (second.number, second.since.number) == (2, 1)
    assert second.note == "The purpose was wrong.\nRewritten: purpose of the note."


def test_a_pack_of_the_next_edition_tells_what_moved_since(q3, plan, lead, officer):
    first = finish(q3, officer)
    second = finish(again(q3, plan, lead, officer), officer, reason="Growth was wrong.")
    material = material_json.from_text(second.content)
    assert second.edition.number == 2
    assert (second.since, material.since.edition) == (first, 1)
    assert "Made from edition 2 in place of edition 1." in second.note
    document = compose.document(material)
    assert "Since you were last briefed" in [
        getattr(block, "text", "") for block in document.blocks
    ]


def test_a_pack_follows_the_last_one_for_the_same_readers(q3, officer):
    first = finish(q3, officer)
    save(q3, officer, audience="scrutiny")
    other = finish(q3, officer, reason="For scrutiny.")
    save(q3, officer, audience="cabinet_member")
    third = finish(q3, officer, reason="Again.")
    assert (other.since, third.since) == (None, first)


def test_a_pack_for_an_objective_follows_the_last_one_for_it(q3, plan, officer):
    factories.objective(strategy=plan.strategy, slug="people", position=2)
    save(q3, officer, audience="objective", objective="places")
    first = finish(q3, officer)
    save(q3, officer, objective="people")
    assert finish(q3, officer, reason="For people.").since is None
    save(q3, officer, objective="places")
    assert finish(q3, officer, reason="Again.").since == first


def test_a_finished_pack_stays_as_it_was_when_everything_changes(q3, plan, lead, officer):
    finish(q3, officer)
    before = kept()
    save(q3, officer, purpose="Other.")
    finish(again(q3, plan, lead, officer), officer, reason="Growth was wrong.")
    assert kept() == before


def kept():
    """The first pack with its files, as they are stored."""
    first = Pack.objects.filter(number=1).values().get()
    return first, list(PackFile.objects.filter(pack=first["id"]).order_by("format").values())


def test_what_a_pack_keeps_makes_its_files_again_byte_for_byte(q3, officer):
    pack = finish(q3, officer)
    made = pack_rendering.files(material_json.from_text(pack.content))
    assert dict(pack.files.values_list("format", "checksum")) == {
        name: hashlib.sha256(data).hexdigest() for name, data in made.items()
    }


def test_a_quarter_before_it_is_what_a_first_pack_is_compared_with(plan, quarter, lead, officer):
    q2 = factories.quarter(strategy=plan.strategy, period=Q2)
    part = factories.submission(quarter=q2, sub_strand=plan.growth)
    factories.fill(submission=part, state="approved", by=lead)
    acts.publish(q2, officer)
    first = finish(Quarter.objects.select_related("strategy").get(pk=q2.pk), officer)
    assert packing.last_briefed(quarter, "cabinet_member") == first


@pytest.mark.parametrize("returns", [1, 2])
def test_making_a_pack_asks_no_more_for_more_returns(
    returns, plan, quarter, lead, officer, django_assert_max_num_queries
):
    part = submitted(plan, lead)
    write(part, officer)
    if returns == 2:
        other = factories.submission(quarter=quarter, sub_strand=plan.housing)
        write(factories.fill(submission=other, state="submitted", by=lead), officer)
    with django_assert_max_num_queries(90):
        make_draft(quarter, officer)
