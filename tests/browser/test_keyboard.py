"""The return by keyboard alone: all of it can be reached and operated, and the focus is seen."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser import pages
from tests.browser.pages import LEAD, ReturnPage

# What stands where the focus is: its words, whether it can be seen, and whether something marks it.
FOCUS = """() => {
    const item = document.activeElement, box = item.getBoundingClientRect();
    const label = item.labels?.[0] ?? item;
    const marked = [item, label].some(part => ["", "::before", "::after"].some(pseudo => {
        const style = getComputedStyle(part, pseudo || undefined);
        return style.outlineStyle !== "none" && style.outlineWidth !== "0px"
            || style.boxShadow !== "none";
    }));
    return {
        tag: item.tagName, id: item.id, top: box.top + scrollY, marked,
        name: (item.labels?.[0] ?? item).innerText?.trim() || item.getAttribute("aria-label") || "",
        hidden: getComputedStyle(item).visibility === "hidden"
            || !!item.closest("[aria-hidden=true]"),
    };
}"""


@pytest.fixture
def form(page, reference):
    """The lead's open return."""
    pages.sign_in(page, LEAD)
    return ReturnPage(page).open()


def tab_to(locator, limit=400):
    """Press Tab until the focus is there."""
    page = locator.page
    for _ in range(limit):
        if locator.evaluate("item => item === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{limit} tabs did not lead to {locator}")


def stops(page, limit=400) -> list[dict]:
    """Every place where Tab stops on the page, in order."""
    found = []
    for _ in range(limit):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["tag"] == "BODY":
            break
        found.append(stop)
    return found


def test_the_first_tab_offers_to_skip_to_the_form(form):
    page = form.page
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to main content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_row_is_filled_by_keyboard(form):
    page, card = form.page, form.card(1)
    tab_to(card.answer("New figure"))
    page.keyboard.press("Space")
    tab_to(card.figure)
    page.keyboard.type("3")
    tab_to(card.status("Red"))
    page.keyboard.press("ArrowDown")
    tab_to(card.note)
    page.keyboard.type("One fewer than planned.")
    expect(card.answer("New figure")).to_be_checked()
    expect(card.figure).to_have_value("3")
    expect(card.status("Amber")).to_be_checked()
    expect(card.note).to_have_value("One fewer than planned.")


def test_what_a_figure_raises_is_answered_by_keyboard(form):
    page, card = form.page, form.card(2)
    card.fill(figure="1370", status="Green")
    expect(card.is_right).to_be_visible()
    tab_to(card.is_right)
    form.autosave(lambda: page.keyboard.press("Space"))
    assert pages.stored_entry(2).confirmed == "1370"


def test_a_reason_is_given_by_keyboard(form):
    page, card = form.page, form.card(1)
    card.fill(figure="2", status="Green")
    expect(card.reason).to_be_visible()
    tab_to(card.reason)
    form.autosave(lambda: page.keyboard.type("Nine are booked."))
    expect(card.reason).to_have_value("Nine are booked.")


def test_enter_in_a_figure_saves_the_draft(form):
    form.card(1).figure.focus()
    form.page.keyboard.type("3")
    form.page.keyboard.press("Enter")
    expect(pages.message(form.page)).to_contain_text("Draft saved")
    assert pages.stored_entry(1).figure == "3"


def test_the_draft_is_saved_from_its_button_by_keyboard(form):
    form.card(11).note.focus()
    form.page.keyboard.type("From the keyboard.")
    tab_to(form.page.get_by_role("button", name="Save draft"))
    form.page.keyboard.press("Enter")
    expect(pages.message(form.page)).to_contain_text("Draft saved")
    assert pages.stored_entry(11).note == "From the keyboard."


def test_every_stop_of_the_form_is_marked_where_the_focus_is(form):
    unmarked = [stop for stop in stops(form.page) if not stop["marked"] or stop["hidden"]]
    assert unmarked == []


def test_the_order_of_tabs_is_the_order_of_the_page(form):
    """Within the rows one only goes down; the bar that stays in view comes last."""
    rows = [
        stop for stop in stops(form.page) if re.match(r"id_(kpi-\d+-|overall|comm)", stop["id"])
    ]
    tops = [round(stop["top"]) for stop in rows]
    # Fields side by side stand at the same height, give or take a label of two lines.
    assert all(later >= earlier - 40 for earlier, later in pairwise(tops))
    assert len(rows) > 40


def test_the_focus_is_never_under_the_bar_that_stays_in_view(form):
    page = form.page
    covered = []
    for number in range(1, 12):
        note = form.card(number).note
        tab_to(note)
        below = page.evaluate(
            """() => {
                const box = document.activeElement.getBoundingClientRect();
                const bar = document.querySelector(".app-actionbar").getBoundingClientRect();
                return box.top > bar.top - 20;
            }"""
        )
        if below:
            covered.append(number)
    assert covered == []


def test_a_link_of_the_contents_leads_to_its_row(form):
    link = form.page.get_by_role("navigation", name="In this return").get_by_role(
        "link", name="No of jobs safeguarded"
    )
    tab_to(link)
    form.page.keyboard.press("Enter")
    expect(form.card(6).box).to_be_in_viewport()
    form.page.keyboard.press("Tab")
    assert form.page.evaluate("document.activeElement.closest('[data-row]') !== null")


def test_the_return_is_submitted_by_keyboard(form):
    page = form.page
    tab_to(page.get_by_role("button", name="for all empty rows"))
    page.keyboard.press("Enter")
    expect(pages.message(page)).to_contain_text("11 rows were filled")
    tab_to(form.overall("Red"))
    page.keyboard.press("ArrowUp")
    tab_to(form.commentary)
    page.keyboard.type("As in the second quarter.")
    tab_to(page.get_by_role("button", name="Check and submit"))
    page.keyboard.press("Enter")
    tab_to(page.get_by_role("button", name="Submit to the Economy Cell"))
    page.keyboard.press("Enter")
    expect(pages.message(page)).to_contain_text("is submitted")
