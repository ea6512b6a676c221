"""Correcting a published figure in a browser, without script and by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.browser import pages
from tests.browser.pages import CORRECT, OFFICER, Q2


@pytest.fixture
def page(new_context):
    """A page without script."""
    return new_context(java_script_enabled=False).new_page()


def test_an_officer_corrects_a_figure_and_everybody_reads_why(page, reference, console):
    console.allow("status of 422")
    pages.sign_in(page, OFFICER)
    page.goto(f"{Q2}business/")
    page.get_by_role("link", name="Correct the figure of KPI 2", exact=True).click()
    page.get_by_label("The figure as it should be").fill("13,500")
    page.get_by_label("Why it changes").fill("Two enquiries were counted twice.")
    page.get_by_role("button", name="Correct the figure").click()
    page.get_by_label("Yes, 13,500 is right").check()
    page.get_by_role("button", name="Correct the figure").click()
    expect(pages.message(page)).to_contain_text("The figure on record is 13,500 now.")
    pages.sign_out(page)
    page.goto(f"{Q2}business/")
    row = page.get_by_role("row").filter(has_text="Since corrected to 13,500")
    expect(row).to_contain_text("Two enquiries were counted twice.")


def test_a_figure_is_corrected_by_keyboard_alone(page, reference):
    pages.sign_in(page, OFFICER)
    page.goto(CORRECT)
    page.get_by_label("The figure as it should be").focus()
    page.keyboard.type("135")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Two were counted twice.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Correct the figure")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Since corrected to 135 (provisional)")).to_be_visible()
