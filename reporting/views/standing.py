"""Which return a page is about, how far it is, and what happens next."""

from datetime import date

from django.urls import reverse

from accounts.roles import Role
from objectives.days import until, with_weekday
from reporting.access import Reader
from reporting.answers import data_deadline
from reporting.models import Quarter, Step, Submission
from reporting.workflow import Move, QuarterState, ReturnState

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
    due_on = deadline(submission.quarter)
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
        "on_behalf": not roles & {Role.PROJECT_LEAD, Role.DEPUTY},
        "sent_back": sent_back_step(submission, steps),
        "steps": steps,
        "crumbs": [
            {"label": "My returns", "url": reverse("reporting:my_returns")},
            {"label": submission.quarter.period.name, "url": urls["quarter"]},
            {"label": submission.sub_strand.name, "url": urls["report"]},
        ],
    }


def deadline(quarter: Quarter) -> date | None:
    """The day by which figures are due; None where no day is set."""
    return data_deadline(quarter.governance_dates.all())


def sent_back_step(submission: Submission, steps: list[Step]) -> Step | None:
    """The reviewer's last challenge, while it is still the lead's to answer. Newest step first."""
    if not ReturnState(submission.state).is_with_lead:
        return None
    for step in steps:
        if step.move in (Move.SUBMIT, Move.APPROVE):
            return None
        if step.move == Move.SEND_BACK:
            return step
    return None


def next_words(submission: Submission, due_on: date | None, on: date) -> str:
    """What the state means and what happens next, in a sentence or two."""
    by = f" by {with_weekday(due_on)}, {until(due_on, on=on)}" if due_on else ""
    if due_on and due_on < on:
        by = f": it was due on {with_weekday(due_on)}, {until(due_on, on=on)}"
    state = ReturnState(submission.state)
    if not QuarterState(submission.quarter.state).takes_returns and state not in _SETTLED:
        return "The quarter does not take returns now."
    words = {
        ReturnState.NOT_STARTED: f"Not started. Submit it{by}. The Economy Cell then reviews it.",
        ReturnState.DRAFT: f"Draft. Submit it{by}. The Economy Cell then reviews it.",
        ReturnState.SENT_BACK: (
            f"Sent back by the Economy Cell. Change what it asks for and submit it again{by}."
        ),
        ReturnState.SUBMITTED: "The Economy Cell reviews it next.",
        ReturnState.SIGNED_OFF: "It is signed off. The Economy Cell approves it next.",
        ReturnState.APPROVED: "It is approved. It is published with the rest of the quarter.",
        ReturnState.PUBLISHED: "It is published and stays as it is.",
    }
    return words[state]
