"""Every page in every state, on a desk and on a phone: accessible, nothing sideways, no complaint.

`SCREENSHOTS=1 pytest tests/browser/test_every_page.py` leaves a picture of each in var/screenshots,
for a person to look at.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.template.loader import render_to_string

from accounts.roles import Role
from objectives.models import KPI, PossiblySame
from objectives.periods import DataPeriod
from reporting import same
from reporting.actions import amending, comments, comparators, merging, returns, review
from reporting.actions import letters as post
from reporting.meeting import MatterKind
from reporting.models import GovernanceDate, Notice, Quarter
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
    SES_LEAD,
    SIGN_OFF,
    STRATEGY,
    VIEWER,
    ReturnPage,
)
from tests.reporting import packs as briefing

PACK = f"{Q2}pack/"
COMPARATORS = "/kpis/business-enquiries/comparators/"
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


def commented():
    """Submitted, with comments on two KPIs and on the whole: answered, open and settled."""
    put(ReturnState.SUBMITTED)()
    submission, cell = pages.stored(), pages.person(ECONOMY_CELL)
    row = {entry.placement.number: entry.placement for entry in submission.entries.all()}
    asked = {"submission": submission, "by": cell}
    said = factories.comment(placement=row[2], text="Which enquiries?\nSay.", **asked)
    factories.comment(text="Name the risks.", **asked)
    settled = factories.comment(placement=row[4], text="Well done.", **asked)
    comments.resolve(comment=settled, by=cell, now=factories.NOW)
    comments.reply(comment=said, text="Of the hub.", by=pages.person(LEAD), now=factories.NOW)


def commented_and_sent_back():
    commented()
    submission = pages.stored()
    review.send_back(
        submission=submission,
        version=submission.version,
        comment="",
        by=pages.person(ECONOMY_CELL),
        now=factories.NOW,
    )


def changed_and_reworded():
    """Sent back, changed, submitted again; then a reviewer mended its words."""
    put(ReturnState.DRAFT)()
    lead, cell = pages.person(LEAD), pages.person(ECONOMY_CELL)
    note = {"figure": "139", "confirmed": "139", "note": "Counted with the growth hub."}
    for fields in ({"note": "As counted."}, note):
        submission = pages.stored()
        first = submission.entries.order_by("placement__position").first().placement
        content = factories.change(factories.says(submission), first, **fields)
        given = {"submission": submission, "by": lead, "now": factories.NOW}
        version = returns.save_draft(content=content, version=submission.version, **given)
        returns.submit(version=version.submission.version, **given)
        if fields is not note:
            sent_back_now(cell)
    submission = pages.stored()
    amending.amend(
        submission=submission,
        words=amending.Words(commentary="All went rather well."),
        version=submission.version,
        by=cell,
        now=factories.NOW,
    )


def sent_back_now(by):
    submission = pages.stored()
    review.send_back(
        submission=submission,
        version=submission.version,
        comment="Count again.",
        by=by,
        now=factories.NOW,
    )


def mixed():
    """A quarter under way: some approved, one waiting, one sent back, one begun."""
    put(ReturnState.APPROVED, "housing", "health", "digital")()
    put(ReturnState.SUBMITTED, "tourism")()
    put(ReturnState.DRAFT, "net-zero")()
    sent_back()


def to_review():
    """Three wait, one of them with what its figures contradict."""
    put(ReturnState.SUBMITTED, "business", "planning", "health")()


def metrics_in_review():
    quarter = Quarter.objects.get(strategy__slug="corporate-plan-2023")
    Quarter.objects.filter(pk=quarter.pk).update(state=QuarterState.IN_REVIEW)
    for submission in quarter.submissions.select_related("sub_strand", "quarter"):
        factories.put(submission=submission, state=ReturnState.SUBMITTED)


def lettered():
    """Leads were told that the quarter opened; of two letters nobody knows, or they failed."""
    mixed()
    post.owe_all_reminders(now=factories.NOW)
    post.send_waiting(now=factories.NOW)
    first, second = Notice.objects.filter(kind="opened").order_by("pk")[:2]
    Notice.objects.filter(pk=first.pk).update(sent_at=None, claimed_at=factories.NOW - timedelta(1))
    Notice.objects.filter(pk=second.pk).update(
        sent_at=None, claimed_at=None, failures=5, failure="SMTPRecipientsRefused 550"
    )


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


def a_meeting():
    """Something of every kind, from this quarter and the last one, late, answered and to come."""
    officer, lead = pages.person(OFFICER), pages.person(LEAD)
    strategy = Quarter.objects.filter(strategy__slug="ses-action-plan-2023")
    last, this = (strategy.get(period=period) for period in (factories.Q2, factories.Q3))
    business = last.strategy.sub_strands.get(slug="business")
    made = {"by": officer, "recorded_at": factories.NOW, "sub_strand": business}
    late = {"owner": lead, "due_on": date(2024, 1, 12)}
    factories.matter(quarter=last, kind=MatterKind.ACTION, text="Count again.", **late, **made)
    factories.matter(quarter=last, text="Why so few?", closed_at=factories.NOW, **made)
    factories.matter(quarter=this, text="What next?\n- More events?", owner=lead, **made)
    factories.matter(quarter=this, kind=MatterKind.DECISION, text="Events first.", **made)


def beside_others():
    """Submitted; five places, invented, have values for the enquiries of its second row."""
    put(ReturnState.SUBMITTED)()
    kpi = KPI.objects.get(slug="business-enquiries")
    period = DataPeriod.for_quarter(factories.Q3)
    values = [
        comparators.Value(kpi, f"Place {name}", period, figure, "An invented office")
        for name, figure in zip("ABCDE", ("120", "150.5", "137", "99", "1,340"), strict=True)
    ]
    comparators.record_all(values=values, by=pages.person(OFFICER), now=factories.NOW)


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


def choose_none(page):
    page.get_by_role("button", name="Approve the chosen ones").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def choose_two(page):
    page.get_by_label("Choose Planning").check()
    page.get_by_label("Choose Health & Wellbeing").check()
    page.get_by_role("button", name="Approve the chosen ones").click()
    page.get_by_role("heading", name="Approve 2 returns").wait_for()


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


def compare_wrongly(page):
    """Another value for a time that has one; a time and a figure that nobody understands."""
    page.get_by_label("Whose values they are").fill("place a")
    for number, time, figure in ((1, "Oct-Dec 2023", "121"), (2, "last year", "many")):
        page.get_by_label(f"Time of value {number}").fill(time)
        page.get_by_label(f"Figure of value {number}").fill(figure)
    page.get_by_role("button", name="Add the values").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def withdraw_without_a_word(page):
    page.locator("summary", has_text="Place B").click()
    page.get_by_role("button", name="Withdraw a value of Place B").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def comment_without_a_word(page):
    page.get_by_role("button", name="Add comment").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def reword_without_a_word(page):
    page.get_by_label("What happened this quarter").fill("")
    page.get_by_role("button", name="Change the wording").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def publish_without_accepting(page):
    page.get_by_label("Public from").fill("soon")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def date_wrongly(page):
    page.get_by_label("Data deadline").fill("31 February 2024")
    page.get_by_label("Its date, or words").first.fill("7 May 2024")
    page.get_by_role("button", name="Open Q4").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def date_too_late(page):
    """Somebody else changed the dates while the page was open."""
    GovernanceDate.objects.filter(kind="data_deadline").update(date=date(2024, 2, 14))
    page.get_by_label("Data deadline").fill("8 February 2024")
    page.get_by_role("button", name="Save the dates").click()
    page.get_by_role("heading", name="The dates now").wait_for()


def nudge_without_a_word(page):
    page.get_by_role("button", name="Send to").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def reopen_quarter_silently(page):
    page.get_by_role("button", name="Reopen Q2 2023/24").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def choose_no_day(page):
    page.get_by_label("Public from").fill("soon")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def submit_it(page):
    page.get_by_role("button", name="Submit").click()
    pages.message(page).wait_for()


def open_a_lead(page):
    page.get_by_role("link", name="Business growth lead").click()
    page.get_by_role("heading", name="Business growth lead", level=1).wait_for()


def deactivating(page):
    open_a_lead(page)
    page.get_by_role("link", name="Deactivate the account").click()
    page.get_by_role("heading", name="Who takes over?").wait_for()


def deputising(page):
    open_a_lead(page)
    page.get_by_role("link", name="Deputise for leave").click()
    page.get_by_role("heading", name="Deputise for").wait_for()


def invite_nobody(page):
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def open_the_menu(page):
    page.set_viewport_size({"width": 375, "height": 812})
    page.get_by_role("button", name="Menu").click()


def record_without_a_word(page):
    page.get_by_role("radio", name="Question").check()
    page.get_by_label("Due").fill("soon")
    page.get_by_role("button", name="Record").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def answer_without_a_word(page):
    page.get_by_role("link", name="Answer or change question: What next?").click()
    page.get_by_role("button", name="Answer this question").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def waiting_for_sign_off():
    """Two of the SES lead's returns wait, one of them sent back before; one is owed, one done."""
    put(ReturnState.APPROVED, "housing")()
    put(ReturnState.SUBMITTED, "employment")()
    sent_back()
    put(ReturnState.SUBMITTED)()


def signed_off_and_discussed():
    """One of the SES lead's returns waits, with comments; another is signed off."""
    commented()
    put(ReturnState.SIGNED_OFF, "employment")()


def a_deputy():
    """The lead is a deputy too, of a lead who has something to see to."""
    quarter = Quarter.objects.get(strategy__slug="ses-action-plan-2023", period=factories.Q3)
    part = quarter.strategy.sub_strands.get(slug="housing")
    lead = factories.person(name="Hal Housing", job_title="Housing Manager")
    for user, role in ((lead, Role.PROJECT_LEAD), (pages.person(LEAD), Role.DEPUTY)):
        factories.hold(user=user, role=role, over=part)
    factories.matter(
        quarter=quarter, by=pages.person(OFFICER), owner=lead, sub_strand=part, text="Which sites?"
    )


def sign_off_none(page):
    page.get_by_role("button", name="Sign off the chosen ones").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def extend_without_a_word(page):
    page.get_by_role("button", name="Give this day").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def reopen_without_a_word(page):
    page.get_by_role("button", name="Reopen the return").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def a_pair_settled():
    doubt = PossiblySame.objects.get(kpi__slug="visitor-numbers")
    pair = same.pair_of(doubt)
    merging.differ(
        pair=pair,
        seen=same.version_of(pair),
        because="One is counted by a model.\nThe other says no year.",
        by=pages.person(OFFICER),
        now=factories.NOW,
    )


def open_a_pair(page):
    page.goto(f"{page.url}?care=possibly_same&words=dwellings+corporate")
    page.get_by_role("link", name="Settle").first.click()
    page.get_by_role("heading", name="Are these the same?").wait_for()


def differ_without_a_word(page):
    open_a_pair(page)
    page.get_by_role("button", name="Record that they differ").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def preview_a_merge(page):
    open_a_pair(page)
    page.get_by_role("radio", name="Net additional dwellings a year").check()
    page.get_by_role("button", name="See what making them one does").click()
    page.get_by_role("heading", name="Make them one").wait_for()


def merge_a_pair(page):
    preview_a_merge(page)
    page.get_by_role("button", name="Make them one").click()
    page.get_by_role("heading", name="Two KPIs that are one").wait_for()


def a_pack():
    """Q2's texts and one wording saved, the wording long and not signed off; a draft, a pack."""
    quarter = Quarter.objects.get(strategy__slug="ses-action-plan-2023", period=factories.Q2)
    part = quarter.strategy.sub_strands.get(slug="housing")
    officer = pages.person(OFFICER)
    briefing.save(quarter, officer, meeting_on="7 February 2024", word_limit="20")
    part = factories.submission(quarter=quarter, sub_strand=part)
    briefing.write(part, officer, "Homes were built, as many as we said. " * 4)
    briefing.make_draft(quarter, officer)
    briefing.finish(quarter, officer)


def pack_wrongly(page):
    page.get_by_label("Words for each sub-strand").fill("many")
    page.get_by_role("radio", name="One objective").check()
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def pack_meanwhile(page):
    """Another officer changed the same text."""
    page.route("**/save/", lambda route: route.fulfill(status=204))
    quarter = Quarter.objects.get(strategy__slug="ses-action-plan-2023", period=factories.Q2)
    briefing.save(quarter, pages.person(OFFICER), purpose="Theirs.")
    page.get_by_label("Purpose of the note").fill("Mine.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_role("heading", name="Choose which to keep").wait_for()


def finish_silently(page):
    page.get_by_role("button", name="Finish pack 2").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


PLACES = [
    Place("sign-in", "/sign-in/"),
    Place("sign-in-filled", "/sign-in/?email=lead@demo.example"),
    Place("sign-in-error", "/sign-in/", act=sign_in_wrongly),
    Place("sign-in-too-old", "/sign-in/", act=sign_in_without_cookies, complaint="403"),
    Place("my-returns", "/my-returns/", LEAD),
    Place("my-returns-draft", "/my-returns/", LEAD, begun),
    Place("my-returns-sent-back", "/my-returns/", LEAD, sent_back),
    Place("my-returns-submitted", "/my-returns/", LEAD, put(ReturnState.SUBMITTED)),
    Place("my-returns-commented", "/my-returns/", LEAD, commented),
    Place("my-returns-deputy", "/my-returns/", LEAD, a_deputy),
    Place("only-forms", f"{RETURN}submit/", LEAD, complaint="405"),
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
    Place("kpi", "/kpis/business-enquiries/", OFFICER, pages.correct_enquiries),
    Place("kpi-shared", "/kpis/net-additional-dwellings/", OFFICER),
    Place("kpi-signed-out", "/kpis/business-enquiries/"),
    Place("kpi-draft", "/kpis/business-enquiries/", LEAD, begun),
    Place("kpi-judgement", "/kpis/ainsdale/", VIEWER),
    Place("kpi-never-reported", "/kpis/neet-16-18-comparison/", OFFICER),
    Place("search", "/search/", LEAD),
    Place("search-found", "/search/?q=business", LEAD),
    Place("search-found-nothing", "/search/?q=zeppelin"),
    Place("search-wrong", "/search/?q=x"),
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
    Place("headlines", f"{Q2}headlines/", VIEWER, a_meeting),
    Place("headlines-public", f"{Q2}headlines/"),
    Place("headlines-q1", f"{Q1}headlines/"),
    Place("headlines-q3", f"{Q3}headlines/", ECONOMY_CELL, mixed),
    Place("headlines-nothing", f"{Q3}headlines/", VIEWER),
    Place("headlines-metrics", f"{METRICS}headlines/", OFFICER),
    Place("compare-q2", f"{Q2}compare/"),
    Place("compare-q3", f"{Q3}compare/", ECONOMY_CELL, mixed),
    Place("compare-same", f"{Q2}compare/?with=2023-q2", VIEWER),
    Place("compare-no-other", f"{METRICS}compare/", OFFICER),
    Place("objective", f"{Q2}objectives/social-inclusion-and-access-for-all/"),
    Place("objective-q1", f"{Q1}objectives/regenerated-places/", VIEWER),
    Place("objective-q3", f"{Q3}objectives/regenerated-places/", ECONOMY_CELL, mixed),
    Place("objective-metrics", f"{METRICS}objectives/children/", OFFICER),
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
    Place("comments", f"{Q3}business/?comment=4", ECONOMY_CELL, commented),
    Place("comments-lead", f"{Q3}business/", LEAD, commented),
    Place(
        "comments-error",
        f"{Q3}business/",
        ECONOMY_CELL,
        commented,
        comment_without_a_word,
        complaint="422",
    ),
    Place("comments-send-back", f"{RETURN}send-back/", ECONOMY_CELL, commented),
    Place("comments-return", RETURN, LEAD, commented_and_sent_back),
    Place("changed", f"{Q3}business/", ECONOMY_CELL, changed_and_reworded),
    Place("reworded", RETURN, LEAD, changed_and_reworded),
    Place("reword", f"{RETURN}amend/", ECONOMY_CELL, put(ReturnState.SUBMITTED)),
    Place(
        "reword-error",
        f"{RETURN}amend/",
        ECONOMY_CELL,
        put(ReturnState.SUBMITTED),
        reword_without_a_word,
        complaint="422",
    ),
    Place("open-quarter", f"{STRATEGY}open-quarter/?quarter=2024-q2", OFFICER),
    Place("open-quarter-nobody-leads", f"{CORPORATE}open-quarter/", OFFICER),
    Place("open-quarter-error", f"{STRATEGY}open-quarter/", OFFICER, None, date_wrongly, "422"),
    Place("quarter-dates", f"{Q3}dates/", OFFICER),
    Place("quarter-dates-meanwhile", f"{Q3}dates/", OFFICER, None, date_too_late, "409"),
    Place("matters", f"{Q3}matters/", OFFICER, a_meeting),
    Place("matters-viewer", f"{Q3}matters/", VIEWER, a_meeting),
    Place("matters-nothing", f"{Q3}matters/?sub_strand=housing", ECONOMY_CELL),
    Place(
        "matters-error", f"{Q3}matters/", OFFICER, a_meeting, record_without_a_word, complaint="422"
    ),
    Place(
        "matter-error", f"{Q3}matters/", OFFICER, a_meeting, answer_without_a_word, complaint="422"
    ),
    Place("my-returns-matters", "/my-returns/", LEAD, a_meeting),
    Place("dashboard-matters", Q2, VIEWER, a_meeting),
    Place("report-matters", f"{Q3}business/", ECONOMY_CELL, a_meeting),
    Place("review", f"{Q3}review/", ECONOMY_CELL, mixed),
    Place("review-nothing", f"{Q3}review/", OFFICER),
    Place("review-metrics", f"{METRICS}review/", ECONOMY_CELL, metrics_in_review),
    Place("review-none-chosen", f"{Q3}review/", ECONOMY_CELL, mixed, choose_none, "422"),
    Place("review-confirm", f"{Q3}review/", ECONOMY_CELL, to_review, choose_two),
    Place("review-in-turn", f"{Q3}planning/", ECONOMY_CELL, to_review),
    Place("chase", f"{Q3}chase/", OFFICER, lettered),
    Place("chase-error", f"{Q3}chase/", OFFICER, act=nudge_without_a_word, complaint="422"),
    Place("chase-nothing", f"{Q3}chase/", OFFICER, without_business),
    Place("sign-off", SIGN_OFF, SES_LEAD, waiting_for_sign_off),
    Place("sign-off-discussed", SIGN_OFF, SES_LEAD, signed_off_and_discussed),
    Place("report-signed-off", f"{Q3}business/", SES_LEAD, put(ReturnState.SIGNED_OFF)),
    Place(
        "send-back-from-sign-off",
        f"{RETURN}send-back/?back=sign-off",
        SES_LEAD,
        put(ReturnState.SIGNED_OFF),
    ),
    Place("sign-off-one", SIGN_OFF, SES_LEAD, put(ReturnState.SUBMITTED)),
    Place(
        "sign-off-error", SIGN_OFF, SES_LEAD, waiting_for_sign_off, sign_off_none, complaint="422"
    ),
    Place("sign-off-nothing", SIGN_OFF, VIEWER),
    Place("report-to-sign-off", f"{Q3}business/", SES_LEAD, put(ReturnState.SUBMITTED)),
    Place("extend", f"{RETURN}extend/", OFFICER),
    Place("extend-error", f"{RETURN}extend/", OFFICER, None, extend_without_a_word, "422"),
    Place("reopen-return", f"{RETURN}reopen/", OFFICER, put(ReturnState.APPROVED)),
    Place(
        "reopen-return-error",
        f"{RETURN}reopen/",
        ECONOMY_CELL,
        put(ReturnState.APPROVED),
        reopen_without_a_word,
        "422",
    ),
    Place("publish", f"{Q3}publish/", OFFICER, mixed),
    Place("publish-error", f"{Q3}publish/", OFFICER, mixed, publish_without_accepting, "422"),
    Place("reopen-quarter", f"{Q2}reopen/", OFFICER),
    Place("reopen-quarter-error", f"{Q2}reopen/", OFFICER, None, reopen_quarter_silently, "422"),
    Place("dashboard-reopened", Q2, OFFICER, pages.reopen_q2),
    Place("dashboard-reopened-public", Q2, "", pages.reopen_q2),
    Place("publish-again", f"{Q2}publish/", OFFICER, pages.reopen_q2),
    Place("publish-shared-figures", f"{Q2}publish/", OFFICER, pages.disagree_with_q2),
    Place("public", f"{Q2}public/", OFFICER),
    Place("public-error", f"{Q2}public/", OFFICER, None, choose_no_day, "422"),
    Place("editions", f"{Q2}editions/", "", pages.publish_q2_again),
    Place("editions-none", f"{Q3}editions/", OFFICER),
    Place("edition", f"{Q2}editions/1/", VIEWER, pages.publish_q2_again),
    Place("edition-report", f"{Q2}editions/1/business/", "", pages.publish_q2_again),
    Place("edition-metrics", f"{METRICS}editions/1/", OFFICER),
    Place("edition-section", f"{METRICS}editions/1/health-wellbeing/", OFFICER),
    Place("comparators", COMPARATORS, OFFICER, beside_others),
    Place("comparators-none", COMPARATORS, OFFICER),
    Place("comparators-error", COMPARATORS, OFFICER, beside_others, compare_wrongly, "422"),
    Place(
        "comparators-withdraw-error",
        COMPARATORS,
        OFFICER,
        beside_others,
        withdraw_without_a_word,
        "422",
    ),
    Place("report-beside-others", f"{Q3}business/", ECONOMY_CELL, beside_others),
    Place("pack", PACK, OFFICER, a_pack),
    Place("pack-proposed", f"{Q3}pack/", OFFICER),
    Place("pack-error", PACK, OFFICER, None, pack_wrongly, "422"),
    Place("pack-meanwhile", PACK, OFFICER, None, pack_meanwhile, "409"),
    Place("pack-to-sign", PACK, ECONOMY_CELL, a_pack),
    Place("pack-viewer-none", PACK, VIEWER),
    Place("pack-wording", f"{PACK}wording/housing/", OFFICER, a_pack),
    Place("pack-wording-to-sign", f"{PACK}wording/housing/", ECONOMY_CELL, a_pack),
    Place("pack-preview", f"{PACK}preview/", OFFICER),
    Place("pack-preview-metrics", f"{METRICS}pack/preview/", OFFICER),
    Place("pack-finish-error", f"{PACK}finish/", OFFICER, a_pack, finish_silently, "422"),
    Place("pack-made", f"{PACK}1/", VIEWER, a_pack),
    Place("pack-draft", f"{PACK}drafts/1/", OFFICER, a_pack),
    Place("packs", "/packs/", OFFICER, a_pack),
    Place("packs-none", "/packs/", VIEWER),
    Place("kpis", "/kpis/", OFFICER),
    Place("kpis-public", "/kpis/?words=visitors"),
    Place("kpis-possibly-same", "/kpis/?care=possibly_same", OFFICER, a_pair_settled),
    Place("kpis-nothing-fits", "/kpis/?words=zeppelin&care=stale", VIEWER),
    Place("same", "/kpis/", OFFICER, act=open_a_pair),
    Place("same-error", "/kpis/", OFFICER, act=differ_without_a_word, complaint="422"),
    Place("same-merge", "/kpis/", OFFICER, act=preview_a_merge),
    Place("same-merged", "/kpis/", OFFICER, act=merge_a_pair),
    Place("people", "/people/", OFFICER),
    Place("people-administrator", "/people/?role=project_lead", ADMIN),
    Place("people-nothing-fits", "/people/?words=nobody", ADMIN),
    Place("person", "/people/", OFFICER, act=open_a_lead),
    Place("person-deactivate", "/people/", ADMIN, act=deactivating),
    Place("person-invite-error", "/people/invite/", OFFICER, act=invite_nobody, complaint="422"),
    Place("role-give", "/people/assign/?role=deputy", ADMIN),
    Place("role-deputise", "/people/", OFFICER, act=deputising),
    Place("password-forgotten", "/password/forgotten/"),
    Place("password-sent", "/password/sent/"),
    Place("password-dead-link", "/password/MQ/made-up/", complaint="410"),
    Place("password-change", "/password/change/", LEAD),
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


@pytest.fixture(scope="module")
def one_context(browser, browser_context_args):
    """The browser of all places: with one of its own, each would read every file anew."""
    context = browser.new_context(**browser_context_args)
    yield context
    context.close()


@pytest.fixture
def page(one_context, base_url, console):
    """A page in it that knows nothing of the places before."""
    page = one_context.new_page()
    session = one_context.new_cdp_session(page)
    kept = {"origin": base_url, "storageTypes": "cookies,local_storage"}
    session.send("Storage.clearDataForOrigin", kept)
    session.detach()
    console.watch(one_context)
    yield page
    console.leave(one_context)
    page.close()


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
