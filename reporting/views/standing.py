"""Which return a page is about, how far it is, and what happens next."""

from datetime import date

from django.urls import reverse

from accounts.roles import Role
from objectives.days import until, with_weekday
from reporting.access import Reader
from reporting.deadlines import due_on as own_or_quarters
from reporting.models import Step, Submission
from reporting.workflow import Move, QuarterState, ReturnState

#: Said to whoever submits: until when it stays theirs to take back (workflow.MOVES).
UNTIL = "You can withdraw it until it is signed off or reviewed."
_SETTLED = (ReturnState.APPROVED, ReturnState.PUBLISHED)


def addresses(submission: Submission) -> dict[str, str]:
    """The return's pages."""
    quarter = submission.quarter
    at = (quarter.strategy.slug, quarter.period, submission.sub_strand.slug)
    names = ("autosave", "keep_last", "check", "submit", "withdraw")
    pages = {name: reverse(f"reporting:return_{name}", args=at) for name in names}
    pages["return"] = reverse("reporting:return", args=at)
    report = reverse("reporting:sub_strand", args=at)
    return {**pages, "report": report, "quarter": reverse("reporting:quarter", args=at[:2])}


def standing(submission: Submission, reader: Reader) -> dict:
    """Which return this is, how far it is, and what happens next."""
    roles = reader.roles(submission.sub_strand)
    due_on = deadline_of(submission)
    steps = list(Step.objects.filter(submission=submission).order_by("-at", "-id"))
    urls = addresses(submission)
    return {
        "submission": submission,
        "sub_strand": submission.sub_strand,
        "quarter": submission.quarter,
        "urls": urls,
        "due_on": due_on,
        "days": (due_on - reader.on).days if due_on else "",
        "next": next_words(submission, due_on, reader.on),
        "reads_next": f"{reads_next(submission)} {UNTIL}",
        "on_behalf": not roles & {Role.PROJECT_LEAD, Role.DEPUTY},
        "sent_back": sent_back_step(submission, steps),
        "steps": steps,
        "crumbs": [
            {"label": "My returns", "url": reverse("reporting:my_returns")},
            {"label": submission.quarter.period.name, "url": urls["quarter"]},
            {"label": submission.sub_strand.name, "url": urls["report"]},
        ],
    }


def deadline_of(submission: Submission) -> date | None:
    """The day by which the return is due, its own or its quarter's; None where none is set."""
    return own_or_quarters(submission, submission.quarter.governance_dates.all())


def sent_back_step(submission: Submission, steps: list[Step]) -> Step | None:
    """Why it last came back, while that is still the lead's to answer. Newest step first."""
    if not ReturnState(submission.state).is_with_lead:
        return None
    for step in steps:
        if step.move in (Move.SUBMIT, Move.APPROVE):
            return None
        if step.move in (Move.SEND_BACK, Move.REOPEN):
            return step
    return None


def handed_in_for_lead(steps: list[Step]) -> bool:
    """Whether an officer submitted it last, for its lead. Newest step first."""
    return next((step.on_behalf for step in steps if step.move == Move.SUBMIT), False)


def next_words(submission: Submission, due_on: date | None, on: date) -> str:
    """What the state means and what happens next, in a sentence or two."""
    by = f" by {with_weekday(due_on)}, {until(due_on, on=on)}" if due_on else ""
    if due_on and due_on < on:
        by = f": it was due on {with_weekday(due_on)}, {until(due_on, on=on)}"
    state = ReturnState(submission.state)
    if not QuarterState(submission.quarter.state).takes_returns and state not in _SETTLED:
        return "The quarter does not take returns now."
    then = _THEN_SIGNED_OFF if _is_signed_off_first(submission) else _THEN_REVIEWED
    words = {
        ReturnState.NOT_STARTED: f"Not started. Submit it{by}. {then}",
        ReturnState.DRAFT: f"Draft. Submit it{by}. {then}",
        ReturnState.SENT_BACK: f"Sent back. Change what is asked for and submit it again{by}.",
        ReturnState.SUBMITTED: reads_next(submission),
        ReturnState.SIGNED_OFF: "It is signed off. The Economy Cell approves it next.",
        ReturnState.APPROVED: "It is approved, and will be published with the rest of the quarter.",
        ReturnState.PUBLISHED: "It is published and stays as it is.",
    }
    return words[state]


def reads_next(submission: Submission) -> str:
    """Who reads it once it is submitted."""
    if _is_signed_off_first(submission):
        return "The SES lead signs it off next."
    return "The Economy Cell reviews it next."


def _is_signed_off_first(submission: Submission) -> bool:
    return submission.quarter.strategy.ses_leads_sign_off


_THEN_SIGNED_OFF = "The SES lead then signs it off."
_THEN_REVIEWED = "The Economy Cell then reviews it."
