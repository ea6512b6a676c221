"""What every move of a return has in common: the lock, the two questions, the step."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from reporting import workflow
from reporting.access import Reader
from reporting.actions.refusals import Moved, Refused
from reporting.models import Quarter, Step, Submission
from reporting.workflow import Move, QuarterState, ReturnState

_STATE_WORDS = {
    ReturnState.NOT_STARTED: "has not been started",
    ReturnState.DRAFT: "is a draft again",
    ReturnState.SUBMITTED: "has been submitted",
    ReturnState.SENT_BACK: "has been sent back",
    ReturnState.SIGNED_OFF: "has been signed off",
    ReturnState.APPROVED: "has been approved",
    ReturnState.PUBLISHED: "has been published",
}


def take(submission: Submission, move: Move, by: User, now: datetime) -> Submission:
    """The return, locked for `move` and read afresh, for somebody who may make it.

    Raises PermissionDenied where the move is not theirs, Refused where the state forbids it.
    """
    (fresh,) = lock([submission])
    check(fresh, move, Reader.of(by, timezone.localdate(now)))
    return fresh


def lock(submissions: Iterable[Submission]) -> list[Submission]:
    """The returns, locked in the order in which every act locks them, and read afresh."""
    return list(
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related(
            "quarter__strategy", "sub_strand__strategy", "sub_strand__objective", "submitted_by"
        )
        .filter(pk__in=[item.pk for item in submissions])
        .order_by("pk")
    )


def check(submission: Submission, move: Move, who: Reader) -> None:
    """Raise PermissionDenied where the move is not theirs, Refused where the state forbids it."""
    if not who.user.is_active or not who.could(move, submission.sub_strand):
        raise PermissionDenied("This is for others to do.")
    takes_returns = QuarterState(submission.quarter.state).takes_returns
    if not takes_returns and submission.state != ReturnState.PUBLISHED:
        words = "the quarter does not take returns now."
        raise Moved(f"Nothing was changed: {words}", f"{{name}} stays as it is, because {words}")
    if not workflow.fits(move, submission.state, submission.quarter.state):
        words = _STATE_WORDS[ReturnState(submission.state)]
        raise Moved(f"Nothing was changed: it {words} meanwhile.", f"{{name}} {words} meanwhile.")


def unchanged_since(version: int, submission: Submission) -> None:
    """Raise Refused unless the return still is what was read: `version` of it."""
    if submission.version != version:
        words = "was changed since you opened it. Read it once more."
        raise Moved(f"The return {words}", f"{{name}} {words}")


@contextmanager
def naming(submission: Submission, done: str) -> Iterator[None]:
    """Say in a refusal that none of several returns was `done`, and because of which."""
    name = str(submission.sub_strand)
    try:
        yield
    except Moved as refusal:
        raise Refused(f"None was {done}: {refusal.told(name)}") from refusal
    except Refused as refusal:
        raise Refused(f"None was {done}, because of {name}. {refusal}") from refusal


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
        version=submission.version,
    )


def moved(quarter: Quarter) -> None:
    """Count a change in the quarter: readers that saw the old count read once more."""
    Quarter.objects.filter(pk=quarter.pk).update(version=F("version") + 1)
