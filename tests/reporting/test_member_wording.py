"""Member wording: written by officers, signed off by the SES lead or the Economy Cell."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts import audit
from accounts.models import AuditEvent
from reporting import pack_terms, packing
from reporting.actions.refusals import Conflict, Faulty, Refused
from reporting.models import MemberWording
from tests import factories
from tests.factories import NOW
from tests.reporting.packs import COMMENTARY, sign_off, submitted, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def part(plan, quarter, lead):
    """Growth's return, submitted."""
    return submitted(plan, lead)


def stored() -> MemberWording:
    return MemberWording.objects.get()


def standing(part):
    """Growth's wording as the pack's page has it."""
    (found, _) = packing.wordings(part.quarter, packing.report_for(part.quarter))
    return found


def test_until_it_is_written_the_commentary_is_printed(part):
    assert (standing(part).printed, standing(part).is_own) == (COMMENTARY, False)


def test_an_officer_words_a_sub_strand(part, officer):
    write(part, officer, "It went well.")
    assert standing(part).printed == "It went well."
    assert (stored().version, stored().saved_by, stored().commentary) == (1, officer, COMMENTARY)
    assert AuditEvent.objects.get().action == "wording.save"


def test_an_autosave_of_a_wording_leaves_no_event(part, officer):
    write(part, officer, autosave=True)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("text", ["", "  ", f" {COMMENTARY}\r\n"])
def test_blank_or_the_commentary_itself_prints_the_commentary(part, officer, text):
    assert write(part, officer, text) is None
    assert not MemberWording.objects.exists()


def test_a_wording_can_be_given_up_for_the_commentary(part, officer):
    write(part, officer)
    write(part, officer, COMMENTARY)
    assert (stored().text, stored().version) == ("", 2)
    assert standing(part).printed == COMMENTARY


def test_no_nul_reaches_the_database(part, officer):
    assert write(part, officer, "It\0 went.").text == "It went."


def test_a_wording_that_is_too_long_is_refused(part, officer):
    with pytest.raises(Faulty) as refusal:
        write(part, officer, "x" * 10_001)
    assert refusal.value.faults == {"text": "Use 10,000 characters or fewer; there are 10,001."}


def test_two_officers_wordings_do_not_overwrite_one_another(part, officer):
    write(part, officer, "Theirs.")
    with pytest.raises(Conflict) as conflict:
        write(part, officer, "Mine.", version=0)
    assert (conflict.value.saved, conflict.value.version) == ("Theirs.", 1)
    assert stored().text == "Theirs."


def test_an_old_page_does_not_overwrite_what_was_given_up_and_written_again(part, officer):
    write(part, officer, "One.")
    write(part, officer, "")
    write(part, officer, "Two.")
    with pytest.raises(Conflict):
        write(part, officer, "Mine.", version=1)


def test_a_wording_is_not_stored_if_the_event_is_not(part, officer, monkeypatch):
    monkeypatch.setattr(audit, "record", lambda **facts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write(part, officer)
    assert not MemberWording.objects.exists()


def test_a_return_that_is_not_in_has_no_wording(plan, quarter, officer):
    part = factories.submission(quarter=quarter, sub_strand=plan.housing)
    with pytest.raises(Refused, match="no return"):
        write(part, officer)


@pytest.mark.parametrize("who", ["lead", "ses_lead", "reviewer", "viewer", "administrator"])
def test_only_officers_word_a_sub_strand(who, part, request):
    with pytest.raises(PermissionDenied):
        write(part, request.getfixturevalue(who))


# --- The commentary moves -----------------------------------------------------------------------


def test_a_commentary_that_changed_overtakes_the_wording(part, officer):
    write(part, officer)
    type(part).objects.update(commentary="Not so well.")
    assert standing(part).is_overtaken


def test_saving_beside_the_new_commentary_settles_that(part, officer):
    write(part, officer)
    type(part).objects.update(commentary="Not so well.")
    write(part, officer, commentary=pack_terms.mark("Not so well."))
    assert not standing(part).is_overtaken


def test_a_page_that_shows_the_old_commentary_does_not_settle_it(part, officer):
    write(part, officer)
    type(part).objects.update(commentary="Not so well.")
    write(part, officer, "Changed.")
    assert standing(part).is_overtaken


# --- Sign-off -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ses_lead", "reviewer"])
def test_the_ses_lead_or_the_economy_cell_sign_it_off(who, part, officer, request):
    write(part, officer)
    person = request.getfixturevalue(who)
    sign_off(part, person)
    assert (stored().signed_off_by, stored().signed_off_at) == (person, NOW)
    assert standing(part).signed_off == f"{person.name}, 22 January 2024"
    event = AuditEvent.objects.order_by("-sequence").first()
    assert (event.action, event.actor) == ("wording.sign_off", person)


@pytest.mark.parametrize("who", ["officer", "lead", "other_lead", "viewer", "administrator"])
def test_nobody_else_signs_it_off(who, part, officer, request):
    write(part, officer)
    with pytest.raises(PermissionDenied):
        sign_off(part, request.getfixturevalue(who))


def test_the_ses_lead_of_another_sub_strand_does_not_sign_it_off(part, plan, officer):
    write(part, officer)
    other = factories.hold(user=factories.person(), role="ses_lead", over=plan.housing)
    with pytest.raises(PermissionDenied):
        sign_off(part, other)


def test_an_officer_who_holds_the_role_too_signs_off_what_they_wrote_and_it_says_so(
    part, plan, officer
):
    factories.hold(user=officer, role="economy_cell", over=plan.strategy)
    write(part, officer)
    sign_off(part, officer)
    assert '"wrote_it":true' in AuditEvent.objects.order_by("-sequence").first().after


def test_another_text_takes_the_sign_off_away(part, officer, reviewer):
    write(part, officer)
    sign_off(part, reviewer)
    write(part, officer, "Otherwise.")
    assert stored().signed_off_at is None


def test_the_same_text_keeps_its_sign_off(part, officer, reviewer):
    write(part, officer)
    sign_off(part, reviewer)
    write(part, officer)
    assert stored().signed_off_by == reviewer


def test_a_sign_off_does_not_outlast_the_commentary_that_was_read(part, officer, reviewer):
    write(part, officer, "In short.")
    sign_off(part, reviewer)
    commentary = "It went badly after all."
    type(part).objects.update(commentary=commentary)
    stored = write(part, officer, "In short.", commentary=pack_terms.mark(commentary))
    assert (stored.commentary, stored.signed_off_by) == (commentary, None)


def test_nobody_signs_off_what_they_did_not_read(part, officer, reviewer):
    write(part, officer)
    with pytest.raises(Refused, match="changed since"):
        sign_off(part, reviewer, version=0)
    with pytest.raises(Refused, match="commentary was changed"):
        sign_off(part, reviewer, commentary=pack_terms.mark("Another."))


def test_a_commentary_that_is_printed_itself_needs_no_sign_off(part, reviewer):
    with pytest.raises(Refused, match="prints the commentary"):
        sign_off(part, reviewer)
