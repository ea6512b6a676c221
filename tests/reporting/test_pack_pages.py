"""The pack's pages over HTTP: what they say, and that nothing typed is lost."""

import pytest

from accounts.models import AuditEvent
from reporting import pack_terms, packing
from reporting.briefing_material import PackAltered
from reporting.models import MemberWording, Pack, PackText
from tests import factories
from tests.reporting.packs import (
    COMMENTARY,
    finish,
    make_draft,
    missing,
    published,
    save,
    sign_off,
    stored_pack,
    submitted,
    write,
)
from tests.reporting.pages import text

pytestmark = pytest.mark.django_db

PACK = "/strategies/town-plan/quarters/2023-q3/pack/"
WORDING = f"{PACK}wording/growth/"


@pytest.fixture
def part(plan, quarter, lead):
    """Growth's return, submitted."""
    return submitted(plan, lead)


@pytest.fixture
def q3(plan, quarter, lead, officer):
    return published(plan, lead, officer)


@pytest.fixture
def as_officer(client, officer):
    client.force_login(officer)
    return client


def form(quarter, **changes) -> dict:
    """What the page's form sends."""
    rows = packing.texts_of(quarter).rows
    boxes = {"has_boxes": "yes", "section": [item.value for item in pack_terms.Section]}
    plain = {name: rows[name] for name in ("audience", "word_limit", *pack_terms.TEXTS)}
    return {**plain, **boxes, "seen": pack_terms.seen(rows), "do": "save", **changes}


# --- The page -----------------------------------------------------------------------------------


def test_the_page_proposes_texts_and_says_what_is_missing(as_officer, part):
    page = text(as_officer.get(PACK))
    for words in (
        "To update the Cabinet Member",
        "2 things are missing",
        "Proposed, not saved yet",
        "marked DRAFT",
        "Growth 7 As the commentary",
        "No pack is finished yet.",
    ):
        assert words in page


def test_the_page_can_finish_only_what_is_published(as_officer, part):
    assert 'value="finish"' not in as_officer.get(PACK).content.decode()


def test_saving_stores_all_fields_and_comes_back(as_officer, part):
    sent = form(part.quarter, purpose="To tell you.", section=["summary"], exceptions_only="yes")
    page = as_officer.post(PACK, sent, follow=True)
    assert "The pack’s texts are saved." in text(page)
    stored = PackText.objects.get()
    assert (stored.purpose, stored.exceptions_only) == ("To tell you.", True)
    assert "summary" not in stored.left_out
    assert "background" in stored.left_out


@pytest.mark.parametrize(("do", "way"), [("preview", "preview/"), ("finish", "finish/")])
def test_a_button_saves_before_it_leads_on(do, way, as_officer, q3):
    answer = as_officer.post(PACK, form(q3, do=do, purpose="To tell you."))
    assert answer.headers["Location"] == f"{PACK}{way}"
    assert PackText.objects.get().purpose == "To tell you."


def test_a_fault_is_told_beside_its_field_and_nothing_typed_is_lost(as_officer, part):
    sent = form(part.quarter, purpose="To tell you.", word_limit="many", meeting="x" * 201)
    answer = as_officer.post(PACK, sent)
    page = text(answer, 422)
    assert "Meeting: Use 200 characters or fewer; there are 201." in page
    assert "To tell you." in page
    assert 'href="#id_word_limit"' in answer.content.decode()
    assert not PackText.objects.exists()


def test_two_officers_who_changed_the_same_text_choose(as_officer, part, officer):
    sent = form(part.quarter, purpose="Mine.", background="Also mine.")
    save(part.quarter, officer, purpose="Theirs.")
    answer = as_officer.post(PACK, sent)
    page = text(answer, 409)
    assert "Mine." in page
    assert "Theirs." in page
    again = dict(answer.context["fields"])
    chosen = as_officer.post(PACK, {**again, "choose-purpose": "theirs", "do": "save"})
    assert chosen.status_code == 302
    stored = PackText.objects.get()
    assert (stored.purpose, stored.background) == ("Theirs.", "Also mine.")


def test_a_choice_that_was_not_made_is_asked_for_again(as_officer, part, officer):
    sent = form(part.quarter, purpose="Mine.")
    save(part.quarter, officer, purpose="Theirs.")
    again = dict(as_officer.post(PACK, sent).context["fields"])
    answer = as_officer.post(PACK, again)
    assert "Purpose of the note: choose which to keep." in text(answer, 422)
    assert PackText.objects.get().purpose == "Theirs."


def test_an_ended_session_gives_back_what_was_typed(client, part):
    answer = client.post(PACK, form(part.quarter, purpose="To tell you."), HTTP_ORIGIN="null")
    assert "To tell you." in text(answer, 401)


def test_the_script_saves_and_hears_what_is_missing(as_officer, part):
    sent = form(part.quarter, meeting_on="7 February 2024", contact_officer="Officer")
    reply = as_officer.post(f"{PACK}save/", sent).json()
    assert reply["missing"] == "Nothing is missing."
    assert reply["carried"]["seen"] == pack_terms.seen(packing.texts_of(part.quarter).rows)
    assert PackText.objects.get().meeting_on == "7 February 2024"


def test_the_script_takes_in_what_another_officer_changed(as_officer, part, officer):
    sent = form(part.quarter, background="Mine.")
    save(part.quarter, officer, purpose="Theirs.")
    reply = as_officer.post(f"{PACK}save/", sent).json()
    assert reply["fields"] == {"purpose": "Theirs."}


def test_the_script_is_told_of_a_conflict(as_officer, part, officer):
    sent = form(part.quarter, purpose="Mine.")
    save(part.quarter, officer, purpose="Theirs.")
    assert as_officer.post(f"{PACK}save/", sent).status_code == 409


def test_hostile_words_are_text(as_officer, part, officer):
    save(part.quarter, officer, purpose="<script>alert(1)</script>", background="=1+1")
    for page in (PACK, f"{PACK}preview/"):
        html = as_officer.get(page).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


# --- Wording ------------------------------------------------------------------------------------


def test_the_wording_stands_beside_the_commentary_with_what_differs(as_officer, part, officer):
    write(part, officer, "All went rather well in the third quarter.")
    answer = as_officer.get(WORDING)
    assert "<ins>rather</ins>" in answer.content.decode()
    assert COMMENTARY in text(answer)
    assert "Not signed off yet." in text(answer)


def test_saving_a_wording_leads_to_the_next(as_officer, part):
    sent = {"wording": "Fine.", "version": 0, "do": "next"}
    sent["commentary_mark"] = pack_terms.mark(COMMENTARY)
    answer = as_officer.post(WORDING, sent)
    assert answer.headers["Location"] == PACK  # Housing’s return is not in
    assert MemberWording.objects.get().text == "Fine."


def test_another_officers_wording_is_shown_and_mine_stays_in_the_box(as_officer, part, officer):
    write(part, officer, "Theirs.")
    answer = as_officer.post(WORDING, {"wording": "Mine.", "version": 0})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "\nMine.</textarea>" in html
    assert "Theirs.</blockquote>" in html
    again = {"wording": "Mine.", "version": answer.context["version"]}
    as_officer.post(WORDING, again)
    assert MemberWording.objects.get().text == "Mine."


def test_a_wording_that_is_too_long_keeps_what_was_typed(as_officer, part):
    answer = as_officer.post(WORDING, {"wording": "x" * 10_001, "version": 0})
    assert "Use 10,000 characters or fewer; there are 10,001." in text(answer, 422)
    assert "x" * 10_001 in answer.content.decode()


def test_the_ses_lead_reads_and_signs_off(client, part, officer, ses_lead):
    write(part, officer, "It went well.")
    client.force_login(ses_lead)
    assert "Wording for you to sign off Growth 3 words" in text(client.get(PACK))
    page = client.get(WORDING)
    assert "<textarea" not in page.content.decode()
    sent = {"version": page.context["version"], "commentary_mark": page.context["mark"]}
    answer = client.post(f"{WORDING}sign-off/", sent, follow=True)
    assert "The wording of Growth is signed off." in text(answer)


def test_nothing_typed_is_lost_where_sign_off_is_pressed_first(as_officer, plan, part, officer):
    factories.hold(user=officer, role="economy_cell", over=plan.strategy)
    write(part, officer, "It went well.")
    sent = {"wording": "Otherwise.", "version": 1, "commentary_mark": pack_terms.mark(COMMENTARY)}
    answer = as_officer.post(f"{WORDING}sign-off/", sent)
    assert answer.status_code == 409
    assert "\nOtherwise.</textarea>" in answer.content.decode()
    assert MemberWording.objects.get().signed_off_at is None


def test_a_wording_over_its_limit_shows_in_the_contents(as_officer, part, officer):
    save(part.quarter, officer, word_limit="10")
    write(part, officer, "word " * 12)
    assert "12 too many" in text(as_officer.get(PACK))


# --- Drafts and finished packs ------------------------------------------------------------------


def test_a_draft_is_made_of_what_was_just_typed(as_officer, part):
    answer = as_officer.post(f"{PACK}make/", form(part.quarter, purpose="To tell you."))
    assert answer.headers["Location"] == f"{PACK}drafts/1/"
    page = text(as_officer.get(f"{PACK}drafts/1/"))
    for words in ("DRAFT", "To tell you.", "nothing of the quarter was published"):
        assert words in page


def test_finishing_asks_for_what_is_missing_and_keeps_the_reason(as_officer, q3, officer):
    finish(q3, officer)
    answer = as_officer.post(f"{PACK}finish/", {"edition": "1", "reason": "Another word."})
    page = text(answer, 422)
    assert "Tick the box to finish the pack all the same" in page
    assert "Another word." in page
    assert "The day of the meeting is not said." in page


def test_a_reason_that_is_missing_is_told_by_its_field(as_officer, q3, officer):
    finish(q3, officer)
    answer = as_officer.post(
        f"{PACK}finish/", {"edition": "1", "accept": "yes", "missing": missing(q3)}
    )
    assert answer.status_code == 422
    assert 'href="#id_reason"' in answer.content.decode()


def test_without_a_purpose_there_is_no_button_to_finish(as_officer, q3, officer):
    save(q3, officer, purpose="")
    page = as_officer.get(f"{PACK}finish/")
    assert "The purpose of the note is not written." in text(page)
    assert "Finish pack 1</button>" not in page.content.decode()


def test_a_finished_pack_has_a_page_and_stands_in_the_lists(client, q3, officer, viewer):
    finish(q3, officer)
    client.force_login(viewer)
    page = text(client.get(f"{PACK}1/"))
    for words in ("Pack 1 of Q3 2023/24", "Edition 1 of the quarter", "Checksum (SHA-256)"):
        assert words in page
    assert "Pack 1 of Q3 2023/24, Town plan" in text(client.get("/packs/"))


def test_a_viewer_is_not_told_of_drafts(client, q3, officer, viewer):
    make_draft(q3, officer)
    client.force_login(viewer)
    assert "Draft" not in text(client.get(PACK))
    assert client.get(f"{PACK}drafts/1/").status_code == 403


def test_a_file_is_sent_as_it_is_stored_and_leaves_an_event(client, q3, officer, viewer):
    pack = stored_pack(q3, officer, is_final=True)
    client.force_login(viewer)
    answer = client.get(f"{PACK}1/pdf/")
    assert answer.content == bytes(pack.files.get().content)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="town-plan-2023-q3-pack-1.pdf"'
    )
    event = AuditEvent.objects.order_by("-sequence").first()
    assert (event.action, event.actor) == ("pack.download", viewer)


def test_a_format_that_the_pack_has_not_is_not_found(as_officer, q3, officer):
    stored_pack(q3, officer, is_final=True)
    assert as_officer.get(f"{PACK}1/exe/").status_code == 404


def test_a_pack_that_was_altered_shows_nothing(as_officer, q3, officer):
    stored_pack(q3, officer, is_final=True)
    Pack.objects.update(content="{}")
    with pytest.raises(PackAltered):
        as_officer.get(f"{PACK}1/")


def test_the_dashboard_leads_officers_to_the_pack_and_readers_to_a_finished_one(
    client, q3, officer, viewer
):
    dashboard = PACK.removesuffix("pack/")
    client.force_login(officer)
    assert "Make the briefing pack" in text(client.get(dashboard))
    client.force_login(viewer)
    assert "Briefing pack" not in text(client.get(dashboard))
    stored_pack(q3, officer, is_final=True)
    assert "Briefing pack" in text(client.get(dashboard))


def test_the_navigation_offers_packs_to_those_who_read_any(client, quarter, lead, viewer):
    client.force_login(viewer)
    assert 'href="/packs/"' in client.get("/strategies/").content.decode()
    client.force_login(lead)
    assert 'href="/packs/"' not in client.get("/strategies/").content.decode()


# --- Cost ---------------------------------------------------------------------------------------


def queries(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(1000) as found:
        client.get(address)
    return len(found)


@pytest.mark.parametrize("address", [PACK, WORDING, f"{PACK}preview/", "/packs/"])
def test_a_page_asks_no_more_for_more_wordings_and_packs(
    address, as_officer, plan, part, officer, reviewer, lead, django_assert_max_num_queries
):
    write(part, officer)
    stored_pack(part.quarter, officer, is_final=False)
    before = queries(as_officer, address, django_assert_max_num_queries)
    other = factories.submission(quarter=part.quarter, sub_strand=plan.housing)
    other = factories.fill(
        submission=other,
        content=factories.complete(submission=other, commentary=COMMENTARY),
        state="submitted",
        by=lead,
    )
    write(other, officer)
    sign_off(other, reviewer)
    Pack.objects.update(number=2)
    stored_pack(part.quarter, officer, is_final=False)
    assert queries(as_officer, address, django_assert_max_num_queries) == before
