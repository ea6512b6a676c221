"""A return that saves itself while it is written: nothing typed is lost, whatever happens."""

import re

import pytest
from playwright.sync_api import expect

from reporting.models import Revision
from reporting.workflow import ReturnState
from tests.browser import pages
from tests.browser.pages import DEPUTY, LEAD, ReturnPage

MINE, THEIRS = "As the lead counts.", "As the deputy counts."


@pytest.fixture
def form(page, reference):
    """The lead's open return."""
    pages.sign_in(page, LEAD)
    return ReturnPage(page).open()


@pytest.fixture
def other(new_context, form):
    """The same return, open in the deputy's browser."""
    page = new_context().new_page()
    pages.sign_in(page, DEPUTY)
    return ReturnPage(page).open()


def is_saved(form):
    expect(form.status).to_have_text(re.compile(r"^All changes saved \d\d:\d\d"))


# --- Saving by itself -------------------------------------------------------------------------


def test_what_is_typed_is_there_after_a_reload(form):
    form.autosave(lambda: form.card(1).figure.fill("3"))
    is_saved(form)
    form.page.reload()
    expect(form.card(1).figure).to_have_value("3")


def test_a_choice_is_saved_as_well(form):
    form.autosave(lambda: form.card(1).status("Amber").check())
    assert pages.stored_entry(1).declared == "amber"


def test_several_keystrokes_are_one_save(form):
    form.autosave(lambda: form.card(1).note.press_sequentially("One fewer.", delay=20))
    is_saved(form)
    assert Revision.objects.count() == 1


def test_a_page_that_is_only_read_saves_nothing(form):
    form.page.clock.install()
    form.open()
    form.card(1).figure.focus()
    form.card(1).note.focus()
    form.page.clock.run_for(60_000)
    assert pages.stored().state == ReturnState.NOT_STARTED


def test_the_figure_is_read_back_while_one_types(form):
    form.card(1).figure.fill("1,204")
    expect(form.card(1).box).to_contain_text("Read as the number 1,204.")


def test_the_figures_say_what_they_say_while_one_types(form):
    form.card(1).fill(figure="2")
    expect(form.card(1).says).to_contain_text("The figures say Red 2 in October to December 2023")
    form.autosave(lambda: form.card(1).figure.fill("3"))
    expect(form.card(1).says).to_contain_text("The figures say Green 3 in")


def test_a_reason_is_asked_for_only_while_the_status_is_better(form):
    expect(form.card(1).reason).to_be_hidden()
    form.card(1).fill(figure="2")
    expect(form.card(1).reason).to_be_visible()
    form.card(1).status("Red").check()
    expect(form.card(1).reason).to_be_hidden()


def test_a_row_that_lacks_its_reason_says_so_in_the_contents(form):
    form.card(1).fill(figure="2")
    expect(form.page.get_by_text("needs a reason")).to_be_visible()
    form.card(1).reason.fill("Nine are booked.")
    expect(form.page.get_by_text("needs a reason")).to_be_hidden()
    assert pages.stored_entry(1).lead_reason == "Nine are booked."


def test_an_unlikely_figure_is_asked_about_and_confirmed(form):
    form.card(2).fill(figure="1370")
    expect(form.card(2).box).to_contain_text("1,370 is ten times the last figure, 137.")
    form.autosave(form.card(2).is_right.check)
    assert pages.stored_entry(2).confirmed == "1370"
    form.autosave(lambda: form.card(2).figure.fill("1380"))
    expect(form.card(2).is_right).not_to_be_checked()
    expect(form.card(2).box).to_contain_text("Yes, 1,380 is right")
    form.autosave(lambda: form.card(2).figure.fill("138"))
    expect(form.card(2).is_right).to_be_hidden()


def test_the_contents_follow_a_row_through_its_states_and_back(form):
    state = form.page.locator(f'[data-contents-item="#{form.card(2).box.get_attribute("id")}"]')
    form.card(2).fill(figure="1370", note="Counted.")
    expect(state).to_contain_text("is the figure right?")
    form.card(2).figure.fill("138")
    expect(state).to_contain_text("answered")
    expect(state.locator("svg")).to_have_class(re.compile("--answered"))
    form.card(2).figure.fill("20")
    expect(state).to_contain_text("needs a reason")
    expect(state.locator("svg")).to_have_class(re.compile("--reason"))
    form.card(2).figure.fill("138")
    expect(state.locator("svg")).to_have_class(re.compile("--answered"))
    form.card(2).status("Red").check()
    form.card(2).note.fill("")
    expect(state).to_contain_text("needs a note")
    form.card(2).figure.fill("")
    expect(state).to_contain_text("missing")
    form.card(2).figure.fill("1370")
    form.card(2).note.fill("Counted.")
    expect(state).to_contain_text("is the figure right?")


def test_a_period_is_asked_for_where_it_is_typed(form):
    form.card(1).fill(figure="3")
    form.card(1).box.get_by_role("radio", name="Another period").check()
    period = form.card(1).box.get_by_label("Which period?")
    asked = form.card(1).box.get_by_text("Say which period the figure covers.")
    expect(asked).to_have_count(2)  # at the field, and as what the figures say
    expect(period).to_have_accessible_description(re.compile("Say which period"))
    period.fill("last summer sometime")
    expect(form.card(1).box).to_contain_text("“last summer sometime” was not understood")
    period.fill("2022/23")
    expect(asked).to_have_count(0)
    expect(form.card(1).box).to_contain_text("It covers 2022/23.")


def test_a_note_is_asked_for_as_soon_as_the_status_needs_one(form):
    needed = form.card(1).box.get_by_text("Needed, because the status is Amber.")
    expect(needed).to_be_hidden()
    form.card(1).status("Amber").check()
    expect(needed).to_be_visible()
    expect(form.card(1).note).to_have_accessible_description("Needed, because the status is Amber.")
    form.card(1).status("Green").check()
    expect(needed).to_be_hidden()


def test_the_overall_status_is_suggested_while_one_types(form):
    form.autosave(form.card(1).status("Red").check)
    expect(form.page.locator("#overall")).to_contain_text("The statuses above suggest Red")


def test_what_the_page_asks_is_accessible(form, axe):
    form.card(1).fill(figure="2")
    form.card(2).fill(figure="1370")
    expect(form.card(1).reason).to_be_visible()
    expect(form.card(2).is_right).to_be_visible()
    assert axe(form.page) == []


def test_a_link_to_what_is_asked_lands_on_it(form):
    form.card(2).fill(figure="1370")
    expect(form.card(2).is_right).to_be_visible()
    form.check()
    form.page.get_by_role("link", name="1,370 is ten times").click()
    expect(form.card(2).is_right).to_be_focused()


def test_anothers_tick_comes_onto_the_page(form):
    form.card(2).fill(figure="1370")
    expect(form.card(2).is_right).to_be_visible()
    pages.save_as(DEPUTY, number=2, figure="1370", confirmed="1370")
    form.autosave(lambda: form.card(1).note.fill(MINE))
    expect(form.card(2).is_right).to_be_checked()


def test_the_contents_list_marks_a_row_that_is_answered(form):
    form.card(1).fill(figure="3")
    expect(form.page.get_by_text("1 of 11 answered")).to_be_visible()


def test_a_figure_makes_the_answer_new(form):
    form.card(1).figure.fill("3")
    expect(form.card(1).answer("New figure")).to_be_checked()


def test_only_what_the_answer_asks_for_is_shown(form):
    form.card(1).answer("No new figure").check()
    expect(form.card(1).figure).to_be_hidden()


def test_saving_by_hand_at_once_meets_no_conflict_with_oneself(form):
    form.card(1).figure.fill("3")
    form.save()
    expect(pages.message(form.page)).to_contain_text("Draft saved")


# --- The session ends -------------------------------------------------------------------------


def test_a_session_that_expired_is_said_and_then_saved_after_signing_in_elsewhere(form, console):
    console.allow("status of 40[13]")
    pages.end_sessions()
    form.card(1).figure.fill("3")
    expect(form.status).to_contain_text("You have been signed out")
    with form.page.expect_popup() as popup:
        form.status.get_by_role("link", name="Sign in").click()
    pages.sign_in_by_form(popup.value, LEAD)
    expect(pages.title(popup.value)).to_have_text("My returns")
    is_saved(form)
    assert pages.stored_entry(1).figure == "3"


def test_a_draft_saved_by_hand_after_the_session_expired_loses_nothing(form, console):
    console.allow("status of 40[13]")
    pages.end_sessions()
    form.card(1).fill(figure="3", note=MINE)
    form.save()
    page = form.page
    expect(pages.title(page)).to_have_text("You have been signed out")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="in a new tab").click()
    pages.sign_in_by_form(popup.value, LEAD)
    expect(pages.title(popup.value)).to_have_text("My returns")
    page.get_by_role("button", name="Save again").click()
    again = page.get_by_role("button", name="Send again")
    expect(again.or_(pages.message(page))).to_be_visible()
    if again.is_visible():  # signing in changed the page's token
        again.click()
    expect(form.card(1).note).to_have_value(MINE)
    assert pages.stored_entry(1).note == MINE


# --- The network fails ------------------------------------------------------------------------


def test_a_failed_save_is_said_and_made_good_once_the_network_is_back(form, console):
    console.allow("ERR_FAILED")
    form.page.route("**/autosave/", lambda route: route.abort())
    form.card(1).figure.fill("3")
    expect(form.status).to_contain_text("Not saved")
    form.page.unroute("**/autosave/")
    is_saved(form)
    assert pages.stored_entry(1).figure == "3"


def test_what_was_never_saved_is_offered_when_the_page_is_opened_again(form, console):
    console.allow("ERR_FAILED")
    page = form.page
    page.route("**/autosave/", lambda route: route.abort())
    form.card(1).note.fill(MINE)
    expect(form.status).to_contain_text("Not saved")
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/autosave/")
    page.goto("/my-returns/")
    form.open()
    page.get_by_role("button", name="Restore what you typed").click()
    expect(form.card(1).note).to_have_value(MINE)
    is_saved(form)


# --- Two editors ------------------------------------------------------------------------------


def test_rows_that_only_one_of_two_changed_come_together(form, other):
    form.autosave(lambda: form.card(1).note.fill(MINE))
    is_saved(form)
    other.card(2).note.fill(THEIRS)
    expect(other.status).to_contain_text("All changes saved")
    assert (pages.stored_entry(1).note, pages.stored_entry(2).note) == (MINE, THEIRS)


def test_the_other_editors_row_comes_onto_the_page_and_is_named(form, other):
    form.autosave(lambda: form.card(1).note.fill(MINE))
    is_saved(form)
    other.card(2).note.fill(THEIRS)
    expect(other.status).to_contain_text("Business growth lead changed KPI 1")
    expect(other.card(1).note).to_have_value(MINE)


@pytest.fixture
def conflict(form, other, console):
    """The deputy's browser, at the choice between two notes of the same row."""
    console.allow("status of 409")
    form.autosave(lambda: form.card(1).note.fill(MINE))
    is_saved(form)
    other.card(3).note.fill("Another row.")
    other.card(1).note.fill(THEIRS)
    expect(other.status).to_contain_text("Business growth lead changed the same answers")
    other.save()
    return other.page


def test_a_row_that_both_changed_shows_both(conflict):
    expect(conflict.get_by_text(MINE)).to_be_visible()
    expect(conflict.get_by_text(THEIRS)).to_be_visible()


@pytest.mark.parametrize(("side", "kept"), [(0, THEIRS), (1, MINE)], ids=["my own", "the other"])
def test_the_row_that_is_chosen_is_kept(conflict, side, kept):
    conflict.get_by_role("radio").nth(side).check()
    conflict.get_by_role("button", name="Save draft with these").click()
    expect(pages.message(conflict)).to_contain_text("Draft saved")
    assert (pages.stored_entry(1).note, pages.stored_entry(3).note) == (kept, "Another row.")


def test_a_return_submitted_meanwhile_is_said_and_takes_nothing(form, console):
    console.allow("status of 409")
    pages.fill_and_put("business", ReturnState.SUBMITTED)
    form.card(1).note.fill(MINE)
    expect(form.status).to_contain_text("it has been submitted meanwhile")
    assert pages.stored_entry(1).note == ""
