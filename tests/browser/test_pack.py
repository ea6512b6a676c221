"""The briefing pack in a browser: worded, previewed, drafted, finished, downloaded, made again."""

import re

import pytest
from playwright.sync_api import expect

from reporting.models import MemberWording, PackText
from tests.browser import pages
from tests.browser.pages import OFFICER, Q2, VIEWER

PACK = f"{Q2}pack/"
WORDED = "Seventeen words would do for the Member."


@pytest.fixture
def page(new_context):
    return new_context(accept_downloads=True).new_page()


def downloaded(page, name: str) -> bytes:
    """The file behind that link."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    return download.value.path().read_bytes()


def finish(page, reason: str = ""):
    page.goto(PACK)
    page.get_by_role("button", name="Finish").click()
    if reason:
        page.get_by_label("Why there is another pack").fill(reason)
    page.get_by_label("Finish it all the same").check()
    page.get_by_role("button", name="Finish pack").click()
    pages.message(page).wait_for()


def test_a_pack_from_wording_to_the_next_edition(page, reference):
    pages.sign_in(page, OFFICER)
    page.goto(f"{PACK}wording/housing/")
    box = page.get_by_label("What the pack says")
    with page.expect_response(re.compile("/wording/housing/save/$")):
        box.fill(WORDED)
    expect(page.locator("[data-save-status]")).to_contain_text("All changes saved")
    assert MemberWording.objects.get().text == WORDED
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="What differs")).to_be_visible()

    page.goto(PACK)
    page.get_by_label("Day of the meeting").fill("7 February 2024")
    page.get_by_role("button", name="Preview").click()
    expect(pages.title(page)).to_contain_text("Preview of the pack")
    expect(page.locator(".app-sheets")).to_contain_text(WORDED)
    expect(page.locator(".app-sheets")).to_contain_text("7 February 2024")
    page.get_by_role("button", name="Make draft").click()
    expect(pages.title(page)).to_contain_text("Draft 1 of Q2 2023/24")

    finish(page)
    expect(pages.title(page)).to_contain_text("Pack 1 of Q2 2023/24")
    assert downloaded(page, "The note to edit").startswith(b"PK")
    assert downloaded(page, "The note to read").startswith(b"%PDF")
    assert downloaded(page, "The figures as a workbook").startswith(b"PK")

    pages.publish_q2_again()
    finish(page, "Two events were counted twice.")
    expect(pages.title(page)).to_contain_text("Pack 2 of Q2 2023/24")
    expect(page.get_by_text("Made from edition 2 in place of edition 1.")).to_be_visible()
    expect(page.get_by_role("heading", name="Since you were last briefed")).to_be_visible()
    expect(page.locator(".app-sheets")).to_contain_text("Compared with pack 1")
    pages.sign_in(page, VIEWER)
    page.goto("/packs/")
    expect(page.get_by_role("link", name="Pack 2 of Q2 2023/24")).to_be_visible()


def test_texts_save_themselves_and_what_is_missing_follows(page, reference):
    pages.sign_in(page, OFFICER)
    page.goto(PACK)
    expect(page.locator("[data-missing]")).to_have_text("2 things are missing")
    with page.expect_response(re.compile("/pack/save/$")):
        page.get_by_label("Day of the meeting").fill("7 February 2024")
    expect(page.locator("[data-missing]")).to_have_text("1 thing is missing")
    assert PackText.objects.get().meeting_on == "7 February 2024"


def test_what_another_officer_changed_comes_onto_the_page(page, reference):
    pages.sign_in(page, OFFICER)
    page.goto(PACK)
    with page.expect_response(re.compile("/pack/save/$")):
        page.get_by_label("Portfolio or committee").fill("Regeneration")
    expect(page.locator("[data-save-status]")).to_contain_text("All changes saved")
    PackText.objects.update(background="Theirs.", version=2)
    with page.expect_response(re.compile("/pack/save/$")):
        page.get_by_label("Contact officer").fill("Performance Officer")
    expect(page.get_by_role("textbox", name="Background", exact=True)).to_have_value("Theirs.")
    expect(page.locator("[data-save-status]")).to_contain_text("came in from somebody else")


def test_a_session_that_ended_loses_nothing(page, reference, console):
    console.allow("status of 401")
    pages.sign_in(page, OFFICER)
    page.goto(PACK)
    pages.end_sessions()
    with page.expect_response(re.compile("/pack/save/$")):
        page.get_by_label("Purpose of the note").fill("To tell you.")
    expect(page.locator("[data-save-status]")).to_contain_text("You have been signed out")
    pages.sign_in(page, OFFICER)
    with page.expect_response(re.compile("/pack/save/$"), timeout=20_000):
        page.get_by_label("Day of the meeting").fill("7 February 2024")
    expect(page.locator("[data-save-status]")).to_contain_text("All changes saved")
    assert PackText.objects.get().purpose == "To tell you."


def test_the_pack_is_written_without_script(new_context, reference):
    page = new_context(java_script_enabled=False).new_page()
    pages.sign_in(page, OFFICER)
    page.goto(f"{PACK}wording/digital/")
    page.get_by_label("What the pack says").fill(WORDED)
    page.get_by_role("button", name="Save and go to the next").click()
    expect(pages.title(page)).to_contain_text("Briefing pack")
    expect(pages.message(page)).to_contain_text("Digital: saved.")
