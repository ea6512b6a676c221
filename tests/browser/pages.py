"""What the browser tests know of the portal's pages, said once.

Pages are found as people find them: by the words on them. A KPI's card is found by its number.
"""

import re

from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Locator, Page, Response, expect

from accounts.models import User
from objectives.models import Placement, SubStrand
from reporting.actions import corrections, quarters, reopening, returns
from reporting.models import Entry, Observation, Quarter, Submission
from tests import factories

STRATEGY = "/strategies/ses-action-plan-2023/"
Q1, Q2, Q3 = (f"{STRATEGY}quarters/2023-q{number}/" for number in (1, 2, 3))
RETURN = f"{Q3}business/return/"
CORPORATE = "/strategies/corporate-plan-2023/"
METRICS = f"{CORPORATE}quarters/2024-q2/"
CORRECT = f"{Q2}business/kpis/2/correct/"
AUDIT = "/audit/"
SIGN_OFF = "/sign-off/"

LEAD, DEPUTY, SES_LEAD, ECONOMY_CELL, OFFICER, VIEWER, ADMIN = (
    f"{name}@demo.example"
    for name in ("lead", "lead-business", "ses-lead", "economy-cell", "officer", "viewer", "admin")
)
LEAD_HOUSING, LEAD_GSI = "lead-housing@demo.example", "lead-gsi@demo.example"

COMMENTARY = "The third quarter went as planned."


# --- Signing in -------------------------------------------------------------------------------


def sign_in(page: Page, email: str) -> None:
    """Give the browser `email`'s session, without the form."""
    client = Client()
    client.force_login(person(email))
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/"}]
    )


def sign_in_by_form(page: Page, email: str) -> None:
    """Type address and password on the sign-in page, which is open already or else is opened."""
    if "/sign-in/" not in page.url:
        page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill("quarterly")
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


# --- Words of every page ----------------------------------------------------------------------


def title(page: Page) -> Locator:
    """The page's one h1."""
    return page.get_by_role("heading", level=1)


def message(page: Page) -> Locator:
    """What the page says about the act before it."""
    return page.locator(".govuk-notification-banner")


# --- The return -------------------------------------------------------------------------------


class ReturnPage:
    """The form of a return, Business Growth & Investment's of Q3 unless told otherwise."""

    def __init__(self, page: Page, sub_strand: str = "business"):
        self.page = page
        self.address = f"{Q3}{sub_strand}/return/"
        of_this = Placement.objects.filter(sub_strand__slug=sub_strand)
        self._keys = dict(of_this.values_list("number", "pk"))

    def open(self) -> "ReturnPage":
        self.page.goto(self.address)
        return self

    def card(self, number: int) -> "Card":
        """The card of the KPI with that number."""
        return Card(self.page.locator(f"#kpi-{self._keys[number]}"))

    @property
    def commentary(self) -> Locator:
        return self.page.get_by_role("region", name="Commentary").get_by_role("textbox")

    def overall(self, word: str) -> Locator:
        """A choice of the sub-strand's status."""
        return self.page.locator("#overall").get_by_role("radio", name=word)

    def save(self) -> None:
        self.page.get_by_role("button", name="Save draft").click()

    def check(self) -> None:
        self.page.get_by_role("button", name="Check and submit").click()

    @property
    def status(self) -> Locator:
        """What the bar says of saving."""
        return self.page.locator("[data-save-status]")

    def autosave(self, act) -> Response:
        """Do `act`, and wait until the page has saved it by itself."""
        with self.page.expect_response(re.compile("/autosave/$")) as answer:
            act()
        return answer.value


class Card:
    """One KPI's card."""

    def __init__(self, box: Locator):
        self.box = box

    @property
    def figure(self) -> Locator:
        return self.box.get_by_role("textbox", name="Figure", exact=True)

    @property
    def note(self) -> Locator:
        return self.box.get_by_role("textbox", name="Note")

    def answer(self, words: str) -> Locator:
        return self.box.get_by_role("radio", name=words, exact=True)

    def status(self, word: str) -> Locator:
        return self.box.get_by_role("radio", name=word, exact=True)

    @property
    def says(self) -> Locator:
        """What the figures say, under the status."""
        return self.box.locator("[data-verdict]")

    @property
    def reason(self) -> Locator:
        """Why the status is better than the figures say."""
        return self.box.get_by_role("textbox", name="Why is it better")

    @property
    def is_right(self) -> Locator:
        """The tick that an unlikely figure is right."""
        return self.box.get_by_role("checkbox", name="is right")

    def keep(self) -> None:
        """Fill it as last quarter."""
        self.box.get_by_role("button", name="Keep Q2").click()

    def covers(self, words: str) -> Locator:
        """A choice of the period that the figure is of."""
        return self.box.get_by_role("radio", name=words)

    def fill(self, *, answer="New figure", figure="", covers="", status="Green", note="") -> None:
        self.answer(answer).check()
        if figure:
            self.figure.fill(figure)
        if covers:
            self.covers(covers).check()
        self.status(status).check()
        if note:
            self.note.fill(note)


# --- What is stored ---------------------------------------------------------------------------


def stored(sub_strand: str = "business") -> Submission:
    """The return of Q3 as the database has it now."""
    quarter = Quarter.objects.get(period=factories.Q3)
    return factories.submission(quarter=quarter, sub_strand=SubStrand.objects.get(slug=sub_strand))


def stored_entry(number: int, sub_strand: str = "business") -> Entry:
    """One KPI's row of it."""
    return Entry.objects.get(submission=stored(sub_strand), placement__number=number)


def person(email: str) -> User:
    return User.objects.get(email=email)


def save_as(email: str, *, number: int | None = None, **says) -> None:
    """Save the return as somebody else would: one row, or what it says as a whole."""
    submission = stored()
    content = factories.says(submission)
    if number:
        says = {"answer": "new_figure", "coverage": "this_quarter", "declared": "green", **says}
        content = factories.change(content, stored_entry(number).placement, **says)
    else:
        content = factories.change(content, **says)
    returns.save_draft(
        submission=submission,
        content=content,
        version=submission.version,
        by=person(email),
        now=factories.NOW,
    )


def publish_q3() -> None:
    """Publish Q3 with what is approved; it is not public."""
    quarter = Quarter.objects.get(period=factories.Q3)
    quarters.publish(
        quarter=quarter,
        without=[item.sub_strand.slug for item in quarters.not_approved(quarter)],
        by=person(OFFICER),
        now=factories.NOW,
    )


def reopen_q2() -> None:
    """Q2 reopened, and Business Growth's return in it approved again with another figure."""
    quarter = Quarter.objects.get(strategy__slug="ses-action-plan-2023", period=factories.Q2)
    by = {"by": person(OFFICER), "now": factories.NOW}
    reason = "Two events were counted twice in Business Growth."
    quarters.reopen(quarter=quarter, version=quarter.version, reason=reason, **by)
    part = quarter.strategy.sub_strands.get(slug="business")
    submission = factories.submission(quarter=quarter, sub_strand=part)
    reopening.reopen(submission=submission, version=submission.version, reason=reason, **by)
    submission = factories.submission(quarter=quarter, sub_strand=part)
    content = factories.says(submission)
    row = Placement.objects.get(sub_strand=part, number=2)
    content = factories.change(content, row, figure="135", confirmed="135", declared="amber")
    commentary = f"{content.commentary} Two events were counted twice."
    content = factories.change(content, commentary=commentary, overall="amber")
    factories.fill(submission=submission, content=content, state="approved", by=person(LEAD))


def publish_q2_again() -> None:
    """Q2 published as edition 2."""
    reopen_q2()
    quarters.publish(
        quarter=Quarter.objects.get(strategy__slug="ses-action-plan-2023", period=factories.Q2),
        without=[],
        reason="Two events were counted twice in Business Growth.",
        by=person(OFFICER),
        now=factories.NOW,
    )


def disagree_with_q2() -> None:
    """Q2 reopened with another figure than one that another strategy published for it."""
    reopen_q2()
    row = Placement.objects.get(sub_strand__slug="business", number=2)
    whole = factories.strategy(slug="other-plan", name="Town centres plan")
    part = factories.sub_strand(objective=factories.objective(strategy=whole), slug="trade")
    factories.placement(sub_strand=part, kpi=row.kpi, is_home=False)
    quarter = factories.quarter(strategy=whole, period=factories.Q2)
    officer = factories.hold(user=person(OFFICER), role="officer", over=whole)
    submission = factories.submission(quarter=quarter, sub_strand=part)
    factories.fill(submission=submission, state="approved", by=officer)
    Observation.objects.filter(kpi=row.kpi, is_current=True, ends=factories.Q2.ends).update(
        entry=None
    )
    quarters.publish(
        quarter=quarter, without=[], by=officer, now=factories.NOW, public_from=factories.TODAY
    )


def correct_enquiries(figure: str = "135") -> None:
    """Put `figure` in place of the 137 enquiries that Q2 published."""
    observation = Observation.objects.current().get(
        kpi__placements__sub_strand__slug="business",
        kpi__placements__number=2,
        ends=factories.Q2.ends,
    )
    corrections.correct(
        observation=observation,
        made_from=observation.pk,
        figure=figure,
        reason="Two enquiries were counted twice.",
        certainty="final",
        by=person(OFFICER),
        now=factories.NOW,
    )


def end_sessions() -> None:
    """Everybody's session has expired."""
    Session.objects.all().delete()


def fill_and_put(sub_strand: str, state: str) -> None:
    """That return of Q3, complete, in `state`."""
    submission = stored(sub_strand)
    content = factories.complete(submission=submission, commentary=COMMENTARY)
    factories.fill(submission=submission, content=content, state=state)
