"""The audit record in a browser: by keyboard, without script, and as a file."""

import pytest
from playwright.sync_api import expect

from tests.browser import pages
from tests.browser.pages import ADMIN, AUDIT
from tests.browser.test_keyboard import tab_to


@pytest.fixture
def record(page, reference):
    """The audit record of the reference data, open."""
    pages.sign_in(page, ADMIN)
    page.goto(AUDIT)
    return page


def test_an_event_is_found_and_opened_by_keyboard(record):
    tab_to(record.get_by_label("To what"))
    record.keyboard.type("officer")
    record.keyboard.press("Enter")
    row = record.get_by_role("row", name="Performance officer")
    expect(row).to_have_count(1)
    tab_to(row.locator("summary"))
    record.keyboard.press("Enter")
    expect(row.get_by_text("officer@demo.example")).to_be_visible()


def test_the_record_is_searched_without_script(new_context, reference):
    page = new_context(java_script_enabled=False).new_page()
    pages.sign_in(page, ADMIN)
    page.goto(AUDIT)
    page.get_by_label("What was done").select_option("Reference data loaded")
    page.get_by_label("Person").fill("portal")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("row", name="Reference data loaded")).not_to_have_count(0)
    expect(page.get_by_role("row", name="Demonstration account")).to_have_count(0)
    expect(page.get_by_label("Person")).to_have_value("portal")


def test_what_was_found_is_downloaded(record):
    with record.expect_download() as waiting:
        record.get_by_role("link", name="All events (CSV)").click()
    assert waiting.value.suggested_filename == "audit-record-2024-01-22.csv"
    record.reload()
    expect(record.get_by_role("row", name="Audit record downloaded")).to_have_count(1)
