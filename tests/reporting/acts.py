"""The acts on a return and a quarter in a few words, for tests: `submit(submission, lead)`."""

from django.core.exceptions import PermissionDenied

from accounts.roles import Role
from reporting.actions import quarters, returns, review
from reporting.actions.refusals import Refused
from reporting.workflow import MOVES, Move
from tests.factories import NOW, complete, fill


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


def publish(quarter, by, without=("housing",), **options):
    return quarters.publish(quarter=quarter, without=without, by=by, **{"now": NOW, **options})


ACTS = {
    Move.SAVE: save,
    Move.SUBMIT: submit,
    Move.WITHDRAW: withdraw,
    Move.SEND_BACK: send_back,
    Move.APPROVE: approve,
}


def ready(submission, state, by=None):
    """The return, complete, in a state."""
    return fill(submission=submission, state=state, by=by)


def a_source(move):
    """A state that the move starts from, and that it changes."""
    return sorted(MOVES[move].sources)[-1]


def outcome(act, *people):
    """The class of the refusal, or None."""
    try:
        act(*people)
    except (PermissionDenied, Refused) as refusal:
        return type(refusal)
    return None


def by_right(move, lead, reviewer):
    """Whose move it is, of the two."""
    return reviewer if Role.ECONOMY_CELL in MOVES[move].roles else lead
