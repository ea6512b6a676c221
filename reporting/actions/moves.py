"""What every move of a return has in common: the lock, the two questions, the step."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from reporting import workflow
from reporting.access import Reader
from reporting.actions.refusals import Refused
from reporting.models import Quarter, Step, Submission
from reporting.workflow import Move, QuarterState, ReturnState

_STATE_WORDS = {
    ReturnState.NOT_STARTED: "it has not been started",
    ReturnState.DRAFT: "it is a draft",
    ReturnState.SUBMITTED: "it has been submitted",
    ReturnState.SENT_BACK: "it has been sent back",
    ReturnState.SIGNED_OFF: "it has been signed off",
    ReturnState.APPROVED: "it has been approved",
    ReturnState.PUBLISHED: "the quarter has been published",
}


def take(submission: Submission, move: Move, by: User, now: datetime) -> Submission:
    """The return, locked for `move` and read afresh, for somebody who may make it.

    Raises PermissionDenied where the move is not theirs, Refused where the state forbids it.
    """
    fresh = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("quarter__strategy", "sub_strand__strategy", "sub_strand__objective")
        .get(pk=submission.pk)
    )
    reader = Reader.of(by, timezone.localdate(now))
    if not by.is_active or not reader.could(move, fresh.sub_strand):
        raise PermissionDenied("This is for others to do.")
    if not QuarterState(fresh.quarter.state).takes_returns and fresh.state != ReturnState.PUBLISHED:
        raise Refused("Nothing was changed: the quarter does not take returns now.")
    if not workflow.fits(move, fresh.state, fresh.quarter.state):
        words = _STATE_WORDS[ReturnState(fresh.state)]
        raise Refused(f"Nothing was changed: meanwhile {words}.")
    return fresh


def unchanged_since(version: int, submission: Submission) -> None:
    """Raise Refused unless the return still is what was read: `version` of it."""
    if submission.version != version:
        raise Refused("The return was changed since you opened it. Read it once more.")


def is_on_behalf(submission: Submission, by: User, now: datetime) -> bool:
    """Whether `by` enters for the lead: an officer who is neither lead nor deputy here."""
    roles = Reader.of(by, timezone.localdate(now)).roles(submission.sub_strand)
    return not roles & {Role.PROJECT_LEAD, Role.DEPUTY}


def add_step(
    submission: Submission,
    move: Move,
    from_state: str,
    by: User,
    now: datetime,
    comment: str = "",
    on_behalf: bool = False,
) -> Step:
    """One line of the return's timeline."""
    return Step.objects.create(
        submission=submission,
        move=move,
        from_state=from_state,
        to_state=submission.state,
        at=now,
        by=by,
        by_name=by.name,
        on_behalf=on_behalf,
        comment=comment,
    )


def moved(quarter: Quarter) -> None:
    """Count a change in the quarter: readers that saw the old count read once more."""
    Quarter.objects.filter(pk=quarter.pk).update(version=F("version") + 1)
