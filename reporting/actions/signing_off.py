"""The SES lead's act on submitted returns: sign them off, one or several at once."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from reporting.actions import moves
from reporting.actions.refusals import Refused
from reporting.models import Quarter, Submission
from reporting.workflow import MOVES, Move

NONE_CHOSEN = "Choose at least one return to sign off."


@transaction.atomic
def sign_off(*, submission: Submission, version: int, by: User, now: datetime) -> Submission:
    """Confirm the return as it was read, at `version`. Raises PermissionDenied and Refused."""
    return _sign_off([_take(submission, version, by, now)], by, now)[0]


@transaction.atomic
def sign_off_all(
    *, versions: Mapping[Submission, int], by: User, now: datetime
) -> list[Submission]:
    """Confirm several returns, each as it was read, in one act.

    Raises PermissionDenied, and Refused with the name of the first that can't be signed off:
    nothing is then.
    """
    if not versions:
        raise Refused(NONE_CHOSEN)
    taken = []
    for submission in sorted(versions, key=lambda item: item.pk):  # as every act locks them
        with moves.naming(submission, "signed off"):
            taken.append(_take(submission, versions[submission], by, now))
    return _sign_off(taken, by, now)


def _take(submission: Submission, version: int, by: User, now: datetime) -> Submission:
    fresh = moves.take(submission, Move.SIGN_OFF, by, now)
    moves.unchanged_since(version, fresh)
    return fresh


def _sign_off(taken: list[Submission], by: User, now: datetime) -> list[Submission]:
    """All of the returns first, then their quarters, then the record: nobody waits in a ring."""
    before = {item.pk: item.state for item in taken}
    for item in taken:
        item.state = MOVES[Move.SIGN_OFF].target
        item.save()
        moves.add_step(item, Move.SIGN_OFF, before[item.pk], by, now)
    for key in sorted({item.quarter_id for item in taken}):
        moves.moved(Quarter(pk=key))
    for item in taken:
        audit.record(
            by=by,
            action="return.sign_off",
            subject=item,
            now=now,
            before={"state": before[item.pk]},
            after={
                "state": item.state,
                "version": item.version,
                "own": item.submitted_by_id == by.id,
            },
        )
    return taken
