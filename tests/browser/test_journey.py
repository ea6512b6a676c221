"""The portal's main job, from a lead's first figure to the council's workbook, on the real plan."""

import re

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser import pages
from tests.browser.pages import ECONOMY_CELL, LEAD, OFFICER, Q3, ReturnPage

NAME = "Business Growth & Investment"
# For each of the eleven KPIs: figure (blank: not applicable), status, note.
REPORTED = [
    ("3", "Green", "A third campaign went out in November."),
    ("164", "Green", "Enquiries stay high."),
    ("21", "Amber", "The first validated cases under the new programme."),
    ("48", "Red", "Two workshops were cancelled; January makes up for them."),
    ("1,204", "Green", "A plant's new jobs are counted for the first time."),
    ("", "Green", "Nothing to report under this programme."),
    ("6", "Green", "One enquiry more than in the second quarter."),
    ("7", "Green", ""),
    ("9", "Green", ""),
    ("15", "Green", "Mostly by telephone."),
    ("", "Amber", "The provider reports once a year."),
]
CORRECTED = "52"
COMMENTARY = "A busy quarter.\n\n- Two workshops were held\n- https://www.investsefton.com has more"
COMMENT = "KPI 4: the register says 52, not 48. Please check."


@pytest.fixture
def sign_in(new_context):
    """`sign_in(email)` opens another person's browser and signs them in by the form."""

    def make(email):
        page = new_context().new_page()
        pages.sign_in_by_form(page, email)
        return page

    return make


def test_a_quarter_goes_from_the_leads_form_to_the_councils_workbook(sign_in, reference, tmp_path):
    lead = sign_in(LEAD)
    report_with_a_gap(lead)
    meet_the_gap(lead)
    come_back_to_it(lead)
    submit(lead)

    reviewer = sign_in(ECONOMY_CELL)
    find_it(reviewer)
    send_it_back(reviewer)
    correct_and_submit(lead)
    approve(reviewer)

    officer = sign_in(OFFICER)
    publish(officer)
    assert figures_in(download(officer, tmp_path)) == [
        3, 164, 21, 52, 1204, "n/a", 6, 7, 9, 15, "n/a"
    ]  # fmt: skip


# --- The lead ---------------------------------------------------------------------------------


def report_with_a_gap(page):
    """All eleven KPIs, but for the note that a Red one needs; one figure looks like a slip."""
    expect(pages.title(page)).to_have_text("My returns")
    page.get_by_role("button", name=re.compile(f"^Start.*{NAME}")).click()
    form = ReturnPage(page)
    for number, (figure, status, note) in enumerate(REPORTED, start=1):
        form.card(number).fill(
            answer="New figure" if figure else "Not applicable",
            figure=figure,
            status=status,
            note="" if number == 4 else note,
        )
    form.overall("Green").check()
    form.commentary.fill(COMMENTARY)
    form.save()
    expect(pages.message(page)).to_contain_text("9 of 11 KPIs answered")


def meet_the_gap(page):
    """The check names what is missing, and its links lead to the fields."""
    form = ReturnPage(page)
    form.check()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Something is missing in 2 places")
    summary.get_by_role("link", name="KPI 5").click()
    expect(form.card(5).box).to_contain_text("1,204 is more than ten times the last figure, 12.")
    expect(form.card(5).is_right).to_be_focused()
    page.keyboard.press("Space")
    form.check()
    summary.get_by_role("link", name="KPI 4").click()
    expect(form.card(4).note).to_be_in_viewport()
    expect(form.card(4).note).to_be_focused()
    form.card(4).note.fill(REPORTED[3][2])
    form.save()
    expect(pages.message(page)).to_contain_text("11 of 11 KPIs answered")


def come_back_to_it(page):
    """Signed in anew, everything is there as it was typed."""
    pages.sign_out(page)
    pages.sign_in_by_form(page, LEAD)
    page.get_by_role("button", name=re.compile(f"^Continue.*{NAME}")).click()
    form = ReturnPage(page)
    for number, (figure, status, note) in enumerate(REPORTED, start=1):
        card = form.card(number)
        if figure:
            expect(card.figure).to_have_value(figure)
        else:
            expect(card.answer("Not applicable")).to_be_checked()
        expect(card.status(status)).to_be_checked()
        expect(card.note).to_have_value(note)
    expect(form.commentary).to_have_value(COMMENTARY)


def submit(page):
    ReturnPage(page).check()
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    page.get_by_role("button", name="Submit to the Economy Cell").click()
    expect(pages.message(page)).to_contain_text("is submitted")


def correct_and_submit(page):
    """The reviewer's words are on the first page and on the form."""
    page.goto("/")
    expect(page.get_by_text(COMMENT)).to_be_visible()
    page.get_by_role("button", name=re.compile(f"^Continue.*{NAME}")).click()
    expect(page.get_by_text(COMMENT)).to_be_visible()
    ReturnPage(page).card(4).figure.fill(CORRECTED)
    submit(page)


# --- The Economy Cell and the officer ---------------------------------------------------------


def find_it(page):
    """The queue is the first page; the dashboard has the return that waits, and what is Red."""
    expect(pages.title(page)).to_contain_text("Review")
    expect(page.get_by_role("row", name=NAME)).to_be_visible()
    page.get_by_role("link", name="Dashboard", exact=True).click()
    expect(page.get_by_text("1 of 11 returns has come in")).to_be_visible()
    expect(page.get_by_role("region", name="Needs attention")).to_contain_text(
        "businesses attending InvestSefton events"
    )
    page.get_by_role("region", name="Waiting for review").get_by_role("link", name=NAME).click()
    expect(page.get_by_role("row", name="No of businesses attending")).to_contain_text("48")


def send_it_back(page):
    page.get_by_label("What must change").fill(COMMENT)
    page.get_by_role("button", name="Send back").click()
    expect(pages.message(page)).to_contain_text(f"You sent back {NAME}")


def approve(page):
    page.goto(f"{Q3}business/")
    expect(page.get_by_role("row", name="No of businesses attending")).to_contain_text(CORRECTED)
    page.get_by_role("button", name="Approve").click()
    expect(pages.message(page)).to_contain_text(f"You approved {NAME}")


def publish(page):
    """Ten returns never came; the officer accepts that, and the edition shows."""
    page.get_by_role("button", name="Publish this quarter").click()
    page.get_by_label("Publish these 10 as").check()
    page.get_by_role("button", name="Publish Q3 2023/24").click()
    expect(pages.message(page)).to_contain_text("published as edition 1")
    expect(page.get_by_text("Edition 1, published 22 January 2024")).to_be_visible()


def download(page, folder):
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Excel")).click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return openpyxl.load_workbook(file)


def figures_in(book) -> list:
    """The column of figures on the sub-strand's sheet, as printed."""
    sheet = book["Bus Growth"]
    heading = next(
        cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("Achieved")
    )
    rows = range(heading.row + 1, heading.row + 1 + len(REPORTED))
    return [sheet.cell(row, heading.column).value for row in rows]
