"""Every page in every state, on a desk and on a phone: accessible, nothing sideways, no complaint.

`SCREENSHOTS=1 pytest tests/browser/test_every_page.py` leaves a picture of each in var/screenshots,
for a person to look at.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.template.loader import render_to_string

from reporting.actions import review
from reporting.models import Quarter
from reporting.workflow import QuarterState, ReturnState
from tests import factories
from tests.browser import pages
from tests.browser.pages import (
    ADMIN,
    AUDIT,
    CORPORATE,
    CORRECT,
    ECONOMY_CELL,
    LEAD,
    METRICS,
    OFFICER,
    Q1,
    Q2,
    Q3,
    RETURN,
    STRATEGY,
    VIEWER,
    ReturnPage,
)

SIZES = ((1280, 900), (375, 812))
PICTURES = Path(portal.VAR_DIR) / "screenshots" if os.environ.get("SCREENSHOTS") else None


@dataclass(frozen=True)
class Place:
    """A page in one state: who opens it, what came before (`scene`), what they do there (`act`)."""

    name: str
    address: str
    who: str = ""
    scene: Callable[[], None] | None = None
    act: Callable | None = None
    complaint: str = ""  # what the browser's console may say: the status of a refusal


# --- Scenes -----------------------------------------------------------------------------------


def put(state, *sub_strands):
    """Those returns of Q3, complete, in `state`."""

    def scene():
        for slug in sub_strands or ("business",):
            pages.fill_and_put(slug, state)

    return scene


def sent_back():
    put(ReturnState.SUBMITTED)()
    submission = pages.stored()
    review.send_back(
        submission=submission,
        version=submission.version,
        comment="KPI 4 says Green at 35 of 280. What has changed?\nSay what is behind it.",
        by=pages.person(ECONOMY_CELL),
        now=factories.NOW,
    )


def mixed():
    """A quarter under way: some approved, one waiting, one sent back, one begun."""
    put(ReturnState.APPROVED, "housing", "health", "digital")()
    put(ReturnState.SUBMITTED, "tourism")()
    put(ReturnState.DRAFT, "net-zero")()
    sent_back()


def without_business():
    """Q3 published; Business Growth & Investment never reported."""
    put(ReturnState.APPROVED, "housing", "planning")()
    pages.publish_q3()


def upcoming():
    Quarter.objects.filter(state=QuarterState.OPEN).update(state=QuarterState.UPCOMING)


def begun():
    """Two rows are there, one of them short of a note; nothing else."""
    put(ReturnState.DRAFT)()
    submission = pages.stored()
    content = factories.says(submission)
    rows = {
        key: row if at < 2 else type(row)() for at, (key, row) in enumerate(content.entries.items())
    }
    content = factories.change(content, entries=rows, commentary="", overall="")
    factories.fill(submission=submission, content=content)


# --- Acts -------------------------------------------------------------------------------------


def sign_in_wrongly(page):
    page.get_by_label("E-mail address").fill("lead@demo.example")
    page.get_by_label("Password", exact=True).fill("not this")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def sign_in_without_cookies(page):
    page.context.clear_cookies()
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="This page was open too long").wait_for()


def type_too_much(page):
    form = ReturnPage(page)
    form.card(2).figure.fill("9" * 250)
    form.save()
    page.get_by_role("heading", name="There is a problem").wait_for()


def meet_a_conflict(page):
    """Save what the deputy changed meanwhile."""
    form = ReturnPage(page)
    page.route("**/autosave/", lambda route: route.fulfill(status=204))
    pages.save_as(pages.DEPUTY, number=2, figure="141", note="Counted again with the growth hub.")
    pages.save_as(pages.DEPUTY, commentary="A quieter quarter.\n\nThe fund opened in November.")
    form.card(2).fill(figure="139", note="As the register has it.")
    form.commentary.fill("A busy quarter.")
    form.save()
    page.get_by_role("radio").first.wait_for()


def lose_the_session(page):
    page.route("**/autosave/", lambda route: route.fulfill(status=204))
    pages.end_sessions()
    form = ReturnPage(page)
    form.card(2).fill(figure="139", note="As the register has it.")
    form.save()
    page.wait_for_load_state()


def save_too_late(page):
    """The officer submitted it while the page was open."""
    page.route("**/autosave/", lambda route: route.fulfill(status=204))
    put(ReturnState.SUBMITTED)()
    form = ReturnPage(page)
    form.card(2).fill(figure="139", note="As the register has it.")
    form.save()
    page.wait_for_load_state()


def send_back_without_a_word(page):
    page.get_by_role("button", name="Send back").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def ask_why(page):
    """One of the table's answers, open between its row and the next."""
    page.locator("summary", has_text="Why? H07").click()


def correct_without_a_word(page):
    page.get_by_role("button", name="Correct the figure").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def correct_oddly(page):
    page.get_by_label("The figure as it should be").fill("13,700")
    correct_without_a_word(page)


def correct_too_late(page):
    """Somebody else corrected it while the page was open."""
    pages.correct_enquiries()
    page.get_by_label("The figure as it should be").fill("136")
    page.get_by_label("Why it changes").fill("One enquiry was not ours.")
    correct_without_a_word(page)


def publish_without_accepting(page):
    page.get_by_label("Public from").fill("soon")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def submit_it(page):
    page.get_by_role("button", name="Submit").click()
    pages.message(page).wait_for()


def open_the_menu(page):
    page.set_viewport_size({"width": 375, "height": 812})
    page.get_by_role("button", name="Menu").click()


PLACES = [
    Place("sign-in", "/sign-in/"),
    Place("sign-in-filled", "/sign-in/?email=lead@demo.example"),
    Place("sign-in-error", "/sign-in/", act=sign_in_wrongly),
    Place("sign-in-too-old", "/sign-in/", act=sign_in_without_cookies, complaint="403"),
    Place("my-returns", "/my-returns/", LEAD),
    Place("my-returns-draft", "/my-returns/", LEAD, begun),
    Place("my-returns-sent-back", "/my-returns/", LEAD, sent_back),
    Place("my-returns-submitted", "/my-returns/", LEAD, put(ReturnState.SUBMITTED)),
    Place("my-returns-nothing", "/my-returns/", OFFICER),
    Place("menu", "/my-returns/", LEAD, act=open_the_menu),
    Place("return-blank", RETURN, LEAD),
    Place("return-draft", RETURN, LEAD, begun),
    Place("return-error", RETURN, LEAD, act=type_too_much, complaint="422"),
    Place("return-sent-back", RETURN, LEAD, sent_back),
    Place("return-submitted", RETURN, LEAD, put(ReturnState.SUBMITTED)),
    Place("return-approved", RETURN, LEAD, put(ReturnState.APPROVED)),
    Place("return-on-behalf", RETURN, OFFICER),
    Place("return-words-and-milestones", f"{Q3}health/return/", "lead-health@demo.example"),
    Place("return-shared-kpi", f"{Q3}planning/return/", "lead-planning@demo.example"),
    Place("return-conflict", RETURN, LEAD, begun, meet_a_conflict, complaint="409"),
    Place("return-signed-out", RETURN, LEAD, act=lose_the_session, complaint="401"),
    Place("return-too-late", RETURN, LEAD, act=save_too_late, complaint="409"),
    Place("check-gaps", f"{RETURN}check/", LEAD, begun),
    Place("check-complete", f"{RETURN}check/", LEAD, put(ReturnState.DRAFT)),
    Place("just-submitted", f"{RETURN}check/", LEAD, put(ReturnState.DRAFT), submit_it),
    Place("strategies", "/strategies/", LEAD),
    Place("strategies-public", "/strategies/"),
    Place("strategy", STRATEGY, LEAD, mixed),
    Place("strategy-public", STRATEGY),
    Place("dashboard-q1", Q1, VIEWER),
    Place("dashboard-q2", Q2, VIEWER),
    Place("dashboard-q2-public", Q2),
    Place("dashboard-q2-red", f"{Q2}?status=red", VIEWER),
    Place("dashboard-q2-nothing-fits", f"{Q2}?status=red&objective=regenerated-places", VIEWER),
    Place("dashboard-q3-lead", Q3, LEAD),
    Place("dashboard-q3-viewer", Q3, VIEWER),
    Place("dashboard-q3-economy-cell", Q3, ECONOMY_CELL, mixed),
    Place("dashboard-q3-officer", Q3, OFFICER, mixed),
    Place("dashboard-q3-published", Q3, OFFICER, without_business),
    Place("dashboard-upcoming", Q3, OFFICER, upcoming),
    Place("differences-q2", f"{Q2}differences/", ECONOMY_CELL),
    Place("differences-q1", f"{Q1}differences/", OFFICER),
    Place("differences-q3", f"{Q3}differences/", ECONOMY_CELL, mixed),
    Place("differences-q3-nothing", f"{Q3}differences/", OFFICER),
    Place("metrics", METRICS, OFFICER),
    Place("metrics-sorted", f"{METRICS}?sort=-change&met=not_met", ECONOMY_CELL),
    Place("metrics-red", f"{METRICS}?status=red", OFFICER),
    Place("metrics-nothing-fits", f"{METRICS}?direction=new&met=not_met", OFFICER),
    Place("metrics-section", f"{METRICS}health-wellbeing/", OFFICER, act=ask_why),
    Place("metrics-strategy", CORPORATE, OFFICER),
    Place("report-business", f"{Q2}business/", VIEWER),
    Place("report-planning", f"{Q2}planning/"),
    Place("report-health", f"{Q2}health/", VIEWER),
    Place("report-without-figures", f"{Q1}business/", VIEWER),
    Place("report-blank", f"{Q3}business/", LEAD),
    Place("report-state-only", f"{Q3}business/", ECONOMY_CELL),
    Place("report-draft", f"{Q3}business/", LEAD, begun),
    Place("report-sent-back", f"{Q3}business/", LEAD, sent_back),
    Place("report-to-review", f"{Q3}business/", ECONOMY_CELL, put(ReturnState.SUBMITTED)),
    Place("report-approved", f"{Q3}business/", VIEWER, put(ReturnState.APPROVED)),
    Place("report-not-received", f"{Q3}business/", LEAD, without_business),
    Place("report-corrected", f"{Q2}business/", OFFICER, pages.correct_enquiries),
    Place("report-corrected-public", f"{Q2}business/", "", pages.correct_enquiries),
    Place("dashboard-corrected", Q2, VIEWER, pages.correct_enquiries),
    Place("correct", CORRECT, OFFICER),
    Place("correct-again", CORRECT, LEAD, pages.correct_enquiries),
    Place("correct-error", CORRECT, OFFICER, act=correct_without_a_word, complaint="422"),
    Place("correct-unlikely", CORRECT, OFFICER, act=correct_oddly, complaint="422"),
    Place("correct-meanwhile", CORRECT, OFFICER, act=correct_too_late, complaint="409"),
    Place("send-back", f"{RETURN}send-back/", ECONOMY_CELL, put(ReturnState.SUBMITTED)),
    Place(
        "send-back-error",
        f"{RETURN}send-back/",
        ECONOMY_CELL,
        put(ReturnState.SUBMITTED),
        send_back_without_a_word,
    ),
    Place("publish", f"{Q3}publish/", OFFICER, mixed),
    Place("publish-error", f"{Q3}publish/", OFFICER, mixed, publish_without_accepting),
    Place("audit", AUDIT, ADMIN, mixed),
    Place("audit-searched", f"{AUDIT}?who=portal&since=2024-01-01", ADMIN),
    Place("audit-nothing-fits", f"{AUDIT}?who=nobody", ADMIN),
    Place("audit-error", f"{AUDIT}?since=2024-02-01&until=2024-01-01", ADMIN),
    Place("audit-not-allowed", AUDIT, OFFICER, complaint="403"),
    Place("not-allowed", RETURN, "lead-housing@demo.example", complaint="403"),
    Place("not-found", "/nothing/here/", LEAD, complaint="404"),
    Place("not-found-signed-out", "/nothing/here/", complaint="404"),
    Place("components", "/components/", ADMIN),
    Place("demo-mail-none", "/demo/mail/"),
    Place("demo-mail", "/demo/mail/", "", sent_back),
]


def sideways(page) -> list[str]:
    """How far the page, and what on it, reaches past the right edge of the window."""
    if page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        return []
    return page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter(item => item.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 5)
            .map(item => `sideways: ${item.tagName}.${item.className} `
                + `to ${Math.round(item.getBoundingClientRect().right)}`)
            .concat("sideways")"""
    )


def look(page, axe, name) -> dict[int, list[str]]:
    """What is wrong with the open page, by width; details are opened so that nothing hides."""
    wrong = {}
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        if PICTURES:
            page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
        page.evaluate("document.querySelectorAll('details').forEach(item => { item.open = true })")
        found = axe(page) + sideways(page)
        page.evaluate("document.querySelectorAll('details').forEach(item => { item.open = false })")
        if found:
            wrong[width] = found
    return wrong


@pytest.fixture(autouse=True)
def letters(settings, tmp_path):
    """Mail goes where the demonstration's page finds it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_the_page_is_accessible_and_fits_desk_and_phone(place, page, reference, axe, console):
    if place.scene:
        place.scene()
    if place.complaint:
        console.allow(f"status of {place.complaint}")
    if place.who:
        pages.sign_in(page, place.who)
    page.goto(place.address)
    if place.act:
        place.act(page)
    assert look(page, axe, place.name) == {}


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_a_page_of_a_failure_is_accessible_and_fits_desk_and_phone(template, page, axe):
    html = render_to_string(template)
    page.route("**/failed/", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("/failed/")
    assert look(page, axe, template.removesuffix(".html")) == {}


def test_the_page_of_too_many_wrong_passwords_is_accessible(
    page, reference, axe, console, settings
):
    settings.AXES_ENABLED, settings.AXES_FAILURE_LIMIT = True, 1
    console.allow("status of 4")
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill("lead@demo.example")
    page.get_by_label("Password", exact=True).fill("not this")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Too many wrong passwords").wait_for()
    assert look(page, axe, "locked-out") == {}
