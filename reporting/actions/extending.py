"""An officer's act on a return that is still with its lead: give it a later day of its own."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from objectives.days import in_words
from reporting.actions import moves
from reporting.actions.refusals import Refused
from reporting.answers import data_deadline
from reporting.models import Submission
from reporting.workflow import Move

NO_DAY = "Enter the day by which the return is due, or choose to go back to the deadline."
NO_REASON = "Say why, so that whoever reads the return’s history knows."


@transaction.atomic
def extend(
    *,
    submission: Submission,
    seen: date | None,
    due_on: date | None,
    reason: str,
    by: User,
    now: datetime,
) -> Submission:
    """Let this return alone come in by `due_on`; None takes a day back that was given before.

    `seen` is the day of its own that the officer saw: what the lead writes meanwhile is no reason
    to ask again, another officer's day is. Raises PermissionDenied, and Refused without a reason,
    for a day that is past or no later than the deadline, or if the day changed meanwhile.
    """
    submission = moves.take(submission, Move.EXTEND, by, now)
    if submission.due_on != seen:
        raise Refused("Somebody else changed the day meanwhile. Look at it once more.")
    reason = reason.strip()
    if not reason:
        raise Refused(NO_REASON)
    fault = day_fault(submission, due_on, on=timezone.localdate(now))
    if fault:
        raise Refused(fault)
    submission.due_on = due_on
    submission.save()
    moves.add_step(submission, Move.EXTEND, submission.state, by, now, _told(due_on, reason))
    moves.moved(submission.quarter)
    audit.record(
        by=by,
        action="return.extend",
        subject=submission,
        now=now,
        before={"due_on": seen},
        after={"due_on": due_on, "reason": reason},
    )
    return submission


def day_fault(submission: Submission, due_on: date | None, *, on: date) -> str:
    """Why this can't be the return's own day; blank where it can."""
    if due_on == submission.due_on:
        return "It has no later day to take back." if due_on is None else "It is due then already."
    if due_on is None:
        return ""
    deadline = data_deadline(submission.quarter.governance_dates.all())
    if deadline and due_on <= deadline:
        return f"The quarter’s deadline is {in_words(deadline)}: the day must be later."
    if due_on < on:
        return "The day must be today or later."
    return ""


def _told(due_on: date | None, reason: str) -> str:
    """What the timeline keeps: the day that was given, which a later one replaces, and why."""
    day = f"Due on {in_words(due_on)}." if due_on else "Due on the quarter’s deadline again."
    return f"{day} {reason}"
