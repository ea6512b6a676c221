"""The same work in a browser that runs no script."""

import re

import pytest
from playwright.sync_api import expect

from reporting.models import Entry
from reporting.workflow import ReturnState
from tests import factories
from tests.browser import pages
from tests.browser.pages import LEAD, RETURN, ReturnPage

TYPED = "Typed while the session ran out."


@pytest.fixture
def page(new_context):
    """A page without script."""
    return new_context(java_script_enabled=False).new_page()


@pytest.fixture
def form(page, reference):
    """The lead's open return."""
    pages.sign_in(page, LEAD)
    return ReturnPage(page).open()


def test_a_lead_signs_in_and_out(page, reference):
    pages.sign_in_by_form(page, LEAD)
    expect(pages.title(page)).to_have_text("My returns")
    pages.sign_out(page)
    page.goto("/my-returns/")
    expect(pages.title(page)).to_have_text("Sign in")


def test_signing_in_leads_to_the_page_that_was_asked_for(page, reference):
    page.goto(RETURN)
    pages.sign_in_by_form(page, LEAD)
    expect(page).to_have_url(re.compile(f"{RETURN}$"))


def test_the_navigation_is_all_there_on_a_phone(page, reference):
    page.set_viewport_size({"width": 375, "height": 812})
    pages.sign_in(page, LEAD)
    page.goto("/my-returns/")
    expect(page.get_by_role("navigation", name="Main").get_by_role("link")).to_have_text(
        ["My returns", "Dashboard", "Strategies", "KPIs", "Search"]
    )


def test_the_contents_leave_room_for_the_first_kpi_on_a_phone(form):
    form.page.set_viewport_size({"width": 375, "height": 812})
    listed = form.page.get_by_role("region", name="In this return: list")
    assert listed.bounding_box()["height"] <= 14 * 16
    expect(listed.get_by_role("link")).to_have_count(13)


def test_a_saved_row_is_there_again(form):
    form.card(1).fill(figure="3", status="Amber", note="One fewer than planned.")
    form.save()
    expect(pages.message(form.page)).to_contain_text("1 of 11 KPIs answered")
    expect(form.card(1).figure).to_have_value("3")
    expect(form.card(1).status("Amber")).to_be_checked()
    expect(form.card(1).note).to_have_value("One fewer than planned.")


def test_the_saved_page_says_what_the_figures_say_and_asks_why(form):
    form.card(1).fill(figure="2")
    expect(form.card(1).reason).to_be_hidden()
    form.save()
    expect(form.card(1).says).to_contain_text("The figures say Red 2 in October")
    form.card(1).reason.fill("Nine are booked.")
    form.save()
    assert pages.stored_entry(1).lead_reason == "Nine are booked."


def test_an_unlikely_figure_is_asked_about_on_the_saved_page(form):
    form.card(2).fill(figure="1370")
    form.save()
    form.card(2).is_right.check()
    form.save()
    expect(form.card(2).is_right).to_be_checked()
    assert pages.stored_entry(2).confirmed == "1370"


def test_the_saved_page_says_what_the_period_and_the_note_need(form):
    form.card(1).fill(figure="3", status="Amber")
    form.card(1).box.get_by_role("radio", name="Another period").check()
    form.card(1).box.get_by_label("Which period?").fill("last summer sometime")
    form.save()
    expect(form.card(1).box).to_contain_text(
        "“last summer sometime” was not understood as a period. Say which period the figure covers."
    )
    expect(form.card(1).box).to_contain_text("Needed, because the status is Amber.")


def test_last_quarters_reason_still_applies(form):
    before = Entry.objects.filter(submission__quarter__period=factories.Q2)
    before.filter(placement=pages.stored_entry(1).placement).update(lead_reason="A slow summer.")
    form.open()
    form.card(1).fill(figure="2")
    form.save()
    form.card(1).box.get_by_label("Still applies").check()
    form.save()
    expect(form.card(1).reason).to_have_value("A slow summer.")


def test_the_saved_page_says_how_a_figure_was_read(form):
    form.card(1).fill(figure="1,204")
    form.save()
    expect(form.card(1).box).to_contain_text("Read as the number 1,204.")


def test_every_field_can_be_reached(form):
    """What a script would fold away stands open."""
    card = form.card(1).box
    expect(card.get_by_role("group", name="What it covers")).to_be_visible()
    expect(card.get_by_label("Which period?")).to_be_visible()
    expect(card.get_by_label("Why it is not rated")).to_be_visible()


def test_keeping_last_quarters_row_keeps_what_was_typed_elsewhere(form):
    form.card(1).fill(figure="3")
    form.card(2).keep()
    expect(form.card(1).figure).to_have_value("3")
    expect(form.card(2).answer("No new figure")).to_be_checked()
    expect(form.card(2).status("Green")).to_be_checked()


def test_a_return_kept_from_last_quarter_is_submitted(form):
    page = form.page
    form.card(1).fill(figure="3")
    page.get_by_role("button", name="for all empty rows").click()
    expect(pages.message(page)).to_contain_text("10 rows were filled")
    form.overall("Green").check()
    form.commentary.fill(pages.COMMENTARY)
    form.check()
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    page.get_by_role("button", name="Submit to the Economy Cell").click()
    expect(pages.message(page)).to_contain_text("is submitted")
    assert pages.stored().state == ReturnState.SUBMITTED


def test_a_check_links_to_what_is_missing(form):
    form.check()
    gap = form.page.get_by_role("alert").get_by_role("link", name="KPI 5").first
    gap.click()
    expect(form.card(5).box).to_be_in_viewport()


def test_what_cannot_be_stored_is_named_and_kept(form, console):
    console.allow("status of 422")
    form.card(2).fill(figure="9" * 250)
    form.save()
    alert = form.page.get_by_role("alert")
    expect(alert).to_contain_text("KPI 2")
    expect(form.card(2).figure).to_have_value("9" * 250)


def test_a_session_that_expired_costs_no_word(form, console):
    """The page that answers holds all of it; signed in again in another tab, it is saved."""
    console.allow("status of 40[13]")
    page = form.page
    form.card(1).fill(figure="3", status="Amber", note=TYPED)
    form.commentary.fill(pages.COMMENTARY)
    pages.end_sessions()
    form.save()
    expect(pages.title(page)).to_have_text("You have been signed out")
    expect(page.get_by_text(TYPED)).to_be_visible()
    with page.expect_popup() as popup:
        page.get_by_role("link", name="in a new tab").click()
    pages.sign_in_by_form(popup.value, LEAD)
    expect(pages.title(popup.value)).to_have_text("My returns")
    page.get_by_role("button", name="Save again").click()
    page.get_by_role("button", name="Send again").click()  # signing in changed the token
    expect(pages.message(page)).to_contain_text("Draft saved")
    entry, submission = pages.stored_entry(1), pages.stored()
    assert (entry.figure, entry.declared, entry.note) == ("3", "amber", TYPED)
    assert submission.commentary == pages.COMMENTARY


def test_two_peoples_versions_of_a_row_stand_side_by_side(form, console):
    console.allow("status of 409")
    pages.save_as(pages.DEPUTY, number=1, figure="4", note="As the deputy counts.")
    form.card(1).fill(figure="3", note="As the lead counts.")
    form.save()
    expect(form.page.get_by_text("As the deputy counts.")).to_be_visible()
    expect(form.page.get_by_text("As the lead counts.")).to_be_visible()
    form.page.get_by_role("radio").nth(1).check()
    form.page.get_by_role("button", name="Save draft with these").click()
    expect(form.card(1).figure).to_have_value("4")
