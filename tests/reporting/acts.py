"""The acts on a return and a quarter in a few words, for tests: `submit(submission, lead)`."""

from datetime import date

from django.core.exceptions import PermissionDenied

from reporting.actions import amending, extending, quarters, reopening, returns, review, signing_off
from reporting.actions.amending import Words
from reporting.actions.refusals import Refused
from reporting.workflow import MOVES, Move
from tests.factories import NOW, complete, fill

#: A day later than any deadline of the tests' quarters.
LATER = date(2024, 2, 14)


def save(submission, by, content=None, **options):
    """Save `content` (else all that is missing), from the version last seen."""
    content = content or complete(submission=submission)
    given = {"version": submission.version, "now": NOW, **options}
    return returns.save_draft(submission=submission, content=content, by=by, **given)


def submit(submission, by, **options):
    given = {"version": submission.version, "now": NOW, **options}
    return returns.submit(submission=submission, by=by, **given)


def withdraw(submission, by):
    return returns.withdraw(submission=submission, by=by, now=NOW)


def send_back(submission, by, comment="Which enquiries?", **options):
    given = {"version": submission.version, "now": NOW, **options}
    return review.send_back(submission=submission, comment=comment, by=by, **given)


def approve(submission, by, **options):
    given = {"version": submission.version, "now": NOW, **options}
    return review.approve(submission=submission, by=by, **given)


def sign_off(submission, by, **options):
    given = {"version": submission.version, "now": NOW, **options}
    return signing_off.sign_off(submission=submission, by=by, **given)


def amend(submission, by, words=None, **options):
    """Put `words` (else another commentary) in the place of those that stand."""
    words = words or Words(commentary="All went rather well.")
    given = {"version": submission.version, "now": NOW, **options}
    return amending.amend(submission=submission, words=words, by=by, **given)


def extend(submission, by, due_on=LATER, reason="She is away until the 12th.", **options):
    given = {"seen": submission.due_on, "now": NOW, **options}
    return extending.extend(submission=submission, due_on=due_on, reason=reason, by=by, **given)


def reopen(submission, by, reason="Two enquiries were counted twice.", **options):
    given = {"version": submission.version, "now": NOW, **options}
    return reopening.reopen(submission=submission, reason=reason, by=by, **given)


def publish(quarter, by, without=("housing",), **options):
    return quarters.publish(quarter=quarter, without=without, by=by, **{"now": NOW, **options})


ACTS = {
    Move.SAVE: save,
    Move.SUBMIT: submit,
    Move.WITHDRAW: withdraw,
    Move.SIGN_OFF: sign_off,
    Move.SEND_BACK: send_back,
    Move.AMEND: amend,
    Move.APPROVE: approve,
    Move.EXTEND: extend,
    Move.REOPEN: reopen,
}


def ready(submission, state, by=None):
    """The return, complete, in a state."""
    return fill(submission=submission, state=state, by=by)


def a_source(move):
    """A state that the move starts from."""
    return sorted(MOVES[move].sources)[-1]


def outcome(act, *people):
    """Which of the two refusals it was, whatever its kind, or None."""
    try:
        act(*people)
    except PermissionDenied:
        return PermissionDenied
    except Refused:
        return Refused
    return None
