"""A whole quarter of the real strategy, played by those who play it, each in their own browser.

Everybody starts on their own first page and finds the way by what stands on the pages. The days go
on from the opening in January to the second edition in June.
"""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from reporting.models import Notice
from tests.browser import pages
from tests.browser.pages import (
    ECONOMY_CELL,
    LEAD_GSI,
    LEAD_HOUSING,
    OFFICER,
    SES_LEAD,
    VIEWER,
    ReturnPage,
)

STRATEGY = "Sefton Economic Strategy Action Plan 2023/24"
Q4 = "Q4 2023/24"
WHOLE = f"{Q4}, January to March 2024"
HOUSING, GSI, NET_ZERO = "Housing", "Growth & Strategic Investment Programme", "Net Zero/Low Carbon"
REPORTED, PUBLISHED, REOPENED = date(2024, 5, 8), date(2024, 6, 5), date(2024, 6, 17)

# Social housing completions: first typed, as published, and as corrected in the second edition.
SLIP, FIGURE, CORRECTED = "114", "141", "134"
COMMENT = "The register says 141. Is 114 a slip?"
REPLY = "It is: two digits were swapped. Corrected."
COMMENTARY = "Completions held up well in teh last quarter."
MENDED = "Completions held up well in the last quarter."
DECISION = "The council writes to the housing associations about their programme."
WHY = "Seven completions of one scheme were counted twice."

FROM_TO = re.compile(f"{FIGURE}.*{CORRECTED}", re.DOTALL)
EDITION_LINE = re.compile(r"^Edition \d, published")
WITHOUT_NOTICE = """main => {
  const page = main.cloneNode(true);
  page.querySelector(".app-edition-notice").remove();
  return page.textContent;
}"""


@pytest.fixture
def sign_in(new_context):
    """`sign_in(email)` opens another person's browser and signs them in by the form."""

    def make(email):
        page = new_context().new_page()
        pages.sign_in_by_form(page, email)
        return page

    return make


def test_a_quarter_is_played_from_its_opening_to_its_second_edition(
    sign_in, new_context, reference, settings
):
    officer, lead, reviewer = sign_in(OFFICER), sign_in(LEAD_HOUSING), sign_in(ECONOMY_CELL)
    open_the_quarter(officer)

    settings.DEMO_TODAY = REPORTED
    report_housing(lead)
    report_programme(sign_in(LEAD_GSI))
    enter_for_the_lead(officer)
    comment_and_send_back(reviewer)
    answer_and_correct(lead)
    see_what_changed(reviewer)
    sign_off_both(sign_in(SES_LEAD))
    record_a_decision(reviewer)
    mend_the_wording(reviewer)
    approve(reviewer)
    approve_the_others(reviewer)
    read_what_the_reviewer_mended(lead)

    settings.DEMO_TODAY = PUBLISHED
    viewer, public = sign_in(VIEWER), new_context().new_page()
    publish(officer)
    make_public(officer)
    first = first_edition(public)

    settings.DEMO_TODAY = REOPENED
    reopen_the_quarter(officer)
    reopen_the_return(officer)
    correct_the_figure(lead, viewer, public)
    approve_again(reviewer, viewer, public)
    publish_again(officer)
    find_what_differs(viewer)
    find_what_differs(public)
    assert first_edition(public) == first
    assert not Notice.objects.unclaimed().exists(), "a letter about a move was not sent"


# --- Finding the way --------------------------------------------------------------------------


def home(page):
    """One's own first page."""
    page.get_by_role("link", name="Strategy performance").click()


def begin(page, verb, name):
    """The button of the return's card on a lead's first page."""
    home(page)
    page.get_by_role("button", name=verb).filter(has_text=f"{name}, {Q4}").click()


def open_dashboard(page):
    """The quarter's, from the list of strategies."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Strategies").click()
    page.get_by_role("link", name=WHOLE).click()
    expect(pages.title(page)).to_contain_text(WHOLE)


def sub_strands(page):
    """The dashboard's table of returns."""
    return page.get_by_role("table", name="Sub-strands by objective")


def completions(part):
    """The row of the figure that this journey is about."""
    return part.get_by_role("row", name="Social Housing Completions")


# --- The quarter opens ------------------------------------------------------------------------


def open_the_quarter(page):
    """The dates are proposed from the last cycle's; the officer changes one."""
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name=STRATEGY).click()
    page.get_by_role("button", name="Open the next quarter").click()
    expect(page.get_by_label("Data deadline")).to_have_value("8 May 2024")
    page.get_by_label("Economy Cell").fill("16 May 2024")
    page.get_by_role("button", name=f"Open {Q4}").click()
    expect(pages.message(page)).to_contain_text(f"{Q4} is open, with 11 returns")


# --- Three returns come in --------------------------------------------------------------------


def report_housing(page):
    begin(page, "Start", HOUSING)
    form = ReturnPage(page, "housing")
    year = "the year so far"
    form.card(1).fill(figure=SLIP, covers=year, status="Red", note="Two schemes slipped.")
    form.card(2).fill(figure="655", covers=year, note="More than was asked for.")
    form.overall("Amber").check()
    form.commentary.fill(COMMENTARY)
    submit(page)


def report_programme(page):
    begin(page, "Start", GSI)
    form = ReturnPage(page, "gsi")
    for number in (1, 2, 3, 4):
        form.card(number).status("Green").check()
        form.card(number).note.fill("As planned.")
    form.overall("Green").check()
    form.commentary.fill("The programme went as planned.")
    submit(page)


def enter_for_the_lead(page):
    """The lead of Net Zero is away: an officer enters the return, and the page says so."""
    home(page)
    page.get_by_role("link", name=NET_ZERO).click()
    page.get_by_role("button", name="Enter for the lead").click()
    expect(page.get_by_text("The record will say so.")).to_be_visible()
    form = ReturnPage(page, "net-zero")
    form.card(1).fill(answer="Not applicable", status="Green", note="The plan is published.")
    form.card(2).fill(figure="41", status="Red", note="The support started late.")
    form.overall("Amber").check()
    form.commentary.fill("The support to businesses began in November.")
    submit(page)


def submit(page):
    ReturnPage(page).check()
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    page.get_by_role("button", name="Submit to the Economy Cell").click()
    expect(pages.message(page)).to_contain_text("is submitted")


# --- Comment, answer, correct -----------------------------------------------------------------


def comment_and_send_back(page):
    home(page)
    page.get_by_role("link", name="Review", exact=True).click()
    page.get_by_role("row", name=HOUSING).get_by_role("link", name=HOUSING).click()
    page.get_by_role("button", name="Comment on KPI 1").click()
    page.get_by_label("Your comment").fill(COMMENT)
    page.get_by_role("button", name="Add comment").click()
    expect(pages.message(page)).to_contain_text("Your comment is saved")
    page.get_by_role("button", name="Send back").click()
    expect(pages.message(page)).to_contain_text(f"You sent back {HOUSING}")


def answer_and_correct(page):
    """The comment stands beside the fields; replying in a new tab loses nothing typed."""
    begin(page, "Continue", HOUSING)
    form = ReturnPage(page, "housing")
    expect(form.card(1).box).to_contain_text(COMMENT)
    form.card(1).figure.fill(FIGURE)
    with page.expect_popup() as tab:
        form.card(1).box.get_by_role("link", name="Reply").click()
    answer(tab.value)
    form.card(1).status("Amber").check()
    submit(page)


def answer(tab):
    tab.get_by_label("Your reply").fill(REPLY)
    tab.get_by_role("button", name="Send reply").click()
    expect(pages.message(tab)).to_contain_text("Your reply is saved")
    tab.close()


def see_what_changed(page):
    """The queue says how much, the report what."""
    home(page)
    page.get_by_role("link", name="Review", exact=True).click()
    row = page.get_by_role("row", name=HOUSING)
    expect(row).to_contain_text("2 changes since it was sent back")
    row.get_by_role("link", name=HOUSING).click()
    changed = page.get_by_role("region", name="Changed since you sent it back")
    expect(changed).to_contain_text(SLIP)
    expect(changed).to_contain_text(FIGURE)
    expect(page.get_by_text(REPLY)).to_be_visible()
    page.get_by_role("button", name="Resolve").click()
    expect(pages.message(page)).to_contain_text("The comment is resolved")


# --- Sign off, decide, approve ----------------------------------------------------------------


def sign_off_both(page):
    """The SES lead's first page shows what waits and what is new in it."""
    expect(pages.title(page)).to_have_text("Sign off")
    expect(page.get_by_text("2 returns wait for you to sign off.")).to_be_visible()
    expect(page.get_by_role("article", name=HOUSING)).to_contain_text(FIGURE)
    page.get_by_label(f"Choose {HOUSING}").check()
    page.get_by_label(f"Choose {GSI}").check()
    page.get_by_role("button", name="Sign off the chosen ones").click()
    expect(pages.message(page)).to_contain_text("signed off")


def record_a_decision(page):
    page.get_by_role("link", name="Record a decision").click()
    page.get_by_role("radio", name="Decision").check()
    page.get_by_label("In words").fill(DECISION)
    page.get_by_role("button", name="Record").click()
    expect(pages.message(page)).to_contain_text("The decision is recorded")
    expect(page.get_by_text(DECISION)).to_be_visible()


def mend_the_wording(page):
    page.get_by_role("link", name="Change the wording").click()
    page.get_by_label("What happened this quarter").fill(MENDED)
    page.get_by_role("button", name="Change the wording").click()
    expect(pages.message(page)).to_contain_text("You changed the wording of 1 text")


def approve(page):
    """From one return the reviewer is led to the next that waits."""
    page.get_by_role("button", name="Approve").click()
    expect(pages.message(page)).to_contain_text(f"You approved {HOUSING}")


def approve_the_others(page):
    """The page before says what would be passed over."""
    page.get_by_role("link", name="The review queue", exact=True).click()
    page.get_by_label(f"Choose {GSI}").check()
    page.get_by_label(f"Choose {NET_ZERO}").check()
    page.get_by_role("button", name="Approve the chosen ones").click()
    expect(page.get_by_text("You would pass over")).to_be_visible()
    page.get_by_role("button", name="Approve these 2 returns").click()
    expect(pages.message(page)).to_contain_text("You approved")


def read_what_the_reviewer_mended(page):
    begin(page, "View", HOUSING)
    mended = page.get_by_role("region", name="Wording changed by a reviewer")
    expect(mended).to_contain_text("teh")
    expect(mended).to_contain_text("the last quarter")


# --- Published --------------------------------------------------------------------------------


def publish(page):
    """Eight returns never came."""
    home(page)
    page.get_by_role("button", name="Publish this quarter").click()
    page.get_by_label("Publish these 8 as").check()
    page.get_by_role("button", name=f"Publish {Q4}").click()
    expect(pages.message(page)).to_contain_text(f"{Q4} is published as edition 1")


def make_public(page):
    """A decision of its own."""
    page.get_by_role("link", name="Make it public").click()
    page.get_by_label("Anybody, without signing in").check()
    page.get_by_label("Public from").fill("5 June 2024")
    page.get_by_role("button", name="Save").click()
    expect(pages.message(page)).to_contain_text("It is public now.")


def first_edition(page) -> dict[str, str]:
    """All that edition 1 says to the public, page by page and as data; but not what came after."""
    page.goto("/")
    open_dashboard(page)
    page.get_by_role("link", name=EDITION_LINE).click()
    edition = page.get_by_role("region", name=re.compile("^Edition 1"))
    read = {"checksum": edition.get_by_role("definition").last.inner_text()}
    with page.expect_download() as waiting:
        edition.get_by_role("link", name="JSON").click()
    read["data"] = waiting.value.path().read_text(encoding="utf-8")
    edition.get_by_role("link", name="Read edition 1").click()
    read["whole"] = words(page)
    sub_strands(page).get_by_role("link", name=HOUSING, exact=True).click()
    expect(completions(page)).to_contain_text(FIGURE)
    return {**read, "housing": words(page)}


def words(page) -> str:
    """The page as it reads, but for the notice that says what replaced the edition."""
    return page.locator("main").evaluate(WITHOUT_NOTICE)


# --- Reopened ---------------------------------------------------------------------------------


def reopen_the_quarter(page):
    open_dashboard(page)
    page.get_by_role("link", name="Reopen this quarter").click()
    page.get_by_label("Why it is reopened").fill(WHY)
    page.get_by_role("button", name=f"Reopen {Q4}").click()
    expect(pages.message(page)).to_contain_text(f"{Q4} is reopened")


def reopen_the_return(page):
    page.get_by_text("Reopen a return that must change").click()
    page.get_by_role("link", name=f"Reopen the return of {HOUSING}").click()
    page.get_by_label("What must change").fill(f"{WHY} It must say {CORRECTED}.")
    page.get_by_role("button", name="Reopen the return").click()
    expect(pages.message(page)).to_contain_text(f"{HOUSING} is open again")


def correct_the_figure(page, *readers):
    begin(page, "Continue", HOUSING)
    expect(page.get_by_role("region", name="What must change")).to_contain_text(WHY)
    card = ReturnPage(page, "housing").card(1)
    card.figure.fill(CORRECTED)
    card.status("Red").check()
    ReturnPage(page).save()
    for reader in readers:
        see_only_edition_1(reader)
    submit(page)
    for reader in readers:
        see_only_edition_1(reader)


def approve_again(page, *readers):
    home(page)
    page.get_by_role("link", name="Review", exact=True).click()
    page.get_by_role("row", name=HOUSING).get_by_role("link", name=HOUSING).click()
    page.get_by_role("button", name="Approve").click()
    expect(pages.message(page)).to_contain_text(f"You approved {HOUSING}")
    for reader in readers:
        see_only_edition_1(reader)


def see_only_edition_1(page):
    """Who only reads finds the quarter as it was published, and nothing of what is being made."""
    page.goto("/")
    open_dashboard(page)
    expect(page.get_by_role("link", name="Edition 1, published 5 June 2024")).to_be_visible()
    expect(page.get_by_text("eopened")).to_have_count(0)
    sub_strands(page).get_by_role("link", name=HOUSING, exact=True).click()
    expect(completions(page)).to_contain_text(FIGURE)
    expect(page.locator("main")).not_to_contain_text(CORRECTED)
    expect(page.locator("main")).not_to_contain_text(WHY)


def publish_again(page):
    """What differs stands there, and the reason is proposed."""
    home(page)
    page.get_by_role("button", name="Publish this quarter again").click()
    expect(completions(page)).to_contain_text(FROM_TO)
    expect(page.get_by_label("Why it is published again")).to_have_value(WHY)
    page.get_by_label("Publish these 8 as").check()
    page.get_by_role("button", name=f"Publish {Q4} again").click()
    expect(pages.message(page)).to_contain_text(f"{Q4} is published as edition 2")


def find_what_differs(page):
    page.goto("/")
    open_dashboard(page)
    page.get_by_role("link", name="Edition 2, published 17 June 2024").click()
    second = page.get_by_role("region", name=re.compile("^Edition 2"))
    expect(second).to_contain_text(WHY)
    expect(completions(second)).to_contain_text(FROM_TO)
