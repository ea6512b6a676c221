"""What the report of a sub-strand offers to do with its return, besides reviewing it."""

from django.urls import reverse

from accounts.roles import Role
from objectives.plan import Style
from reporting.access import Reader
from reporting.models import Submission
from reporting.views.talk import Talk
from reporting.workflow import Move, ReturnState

_LEADS = frozenset({Role.PROJECT_LEAD, Role.DEPUTY})


def own(submission: Submission, who: Reader) -> dict | None:
    """The way to the return's form, for whoever enters it."""
    url = address("return", submission)
    if who.may(Move.SAVE, submission, submission.quarter):
        started = submission.state != ReturnState.NOT_STARTED
        label = "Continue the return" if started else "Start the return"
        if not who.roles(submission.sub_strand) & _LEADS:
            label = "Enter for the lead"
        return {"url": url, "label": label}
    if who.may(Move.WITHDRAW, submission, submission.quarter):
        return {"url": url, "label": "Open the return to withdraw it", "quiet": True}
    return None


def sign_off(submission: Submission, who: Reader, waiting: int, talk: Talk) -> dict | None:
    """The SES lead's decision, where the reading ends."""
    if not who.may(Move.SIGN_OFF, submission, submission.quarter):
        return None
    return {
        "sign_off": address("return_sign_off", submission),
        "back": None
        if who.may(Move.APPROVE, submission, submission.quarter)  # the review below has it
        else back(submission, waiting, talk),
        "own": submission.submitted_by_id == who.user.id,
    }


def back(submission: Submission, waiting: int, talk: Talk) -> dict:
    """The field and the button that send the return back; `waiting` comments say it too."""
    return {
        "url": address("return_send_back", submission),
        "waiting": waiting,
        "text": talk.change,
        "error": talk.faults.get("id_comment", ""),
        "row": row_word(submission),
    }


def row_word(submission: Submission) -> str:
    """What the strategy calls a row of its returns."""
    return "metric" if submission.quarter.strategy.style == Style.METRICS else "KPI"


def not_signed_off(submission: Submission) -> bool:
    """Whether its strategy has returns signed off first, and this one is not."""
    waits = submission.state == ReturnState.SUBMITTED
    return waits and submission.quarter.strategy.ses_leads_sign_off


def links(submission: Submission, who: Reader) -> list[dict]:
    """Giving the return a later day, and giving it back to its lead.

    Before they sign it off, an SES lead sends it back where they decide; afterwards from here.
    """
    reopen = "Reopen this return" if submission.is_received else "Let it be reported late"
    offered = (
        (Move.EXTEND, "return_extend", "Give a later day for this return"),
        (Move.REOPEN, "return_reopen", reopen),
    )
    if submission.state == ReturnState.SIGNED_OFF and not who.may(
        Move.APPROVE, submission, submission.quarter
    ):
        offered += ((Move.SEND_BACK, "return_send_back", "Send this return back to its lead"),)
    return [
        {"url": address(name, submission), "label": label}
        for move, name, label in offered
        if who.may(move, submission, submission.quarter)
    ]


def address(name: str, submission: Submission) -> str:
    """Where a verb of the return is."""
    quarter = submission.quarter
    at = [quarter.strategy.slug, quarter.period, submission.sub_strand.slug]
    return reverse(f"reporting:{name}", args=at)
