"""Giving one return back to its lead once it is approved, published or was never received."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from objectives.plan import Certainty
from reporting.actions import letters, moves
from reporting.actions.making import make_entries
from reporting.actions.refusals import Refused
from reporting.actions.returns import UNDERSTOOD, content_of, understand
from reporting.actions.review import FROZEN
from reporting.answers import Answer
from reporting.models import Entry, Revision, Submission
from reporting.quarter_report import previous_quarter
from reporting.reminding import NoticeKind
from reporting.report_material import FROZEN as SETTLED
from reporting.workflow import MOVES, Move

NO_REASON = "Say what must change, so that the lead knows what to do."


@transaction.atomic
def reopen(
    *, submission: Submission, version: int, reason: str, by: User, now: datetime
) -> Submission:
    """Undo its approval, and hand it to its lead with what must change.

    What it put on record stays until its next approval replaces it; editions keep what they
    printed. One that was published as "no return received" can be reported after all. Raises
    PermissionDenied, and Refused without a reason, or if it changed since `version`.
    """
    submission = moves.take(submission, Move.REOPEN, by, now)
    moves.unchanged_since(version, submission)
    reason = reason.strip()
    if not reason:
        raise Refused(NO_REASON)
    before, was_received = submission.state, submission.is_received
    make_entries(submission.quarter, [submission])
    _thaw(submission)
    _hand_back(submission)
    _keep_as_base(submission, by, now)
    step = moves.add_step(submission, Move.REOPEN, before, by, now, reason)
    moves.moved(submission.quarter)
    letters.owe(kind=NoticeKind.SENT_BACK, steps=[step], now=now)
    audit.record(
        by=by,
        action="return.reopen",
        subject=submission,
        now=now,
        before={"state": before, "received": was_received},
        after={
            "state": submission.state,
            "received": submission.is_received,
            "version": submission.version,
            "reason": reason,
        },
    )
    return submission


def _hand_back(submission: Submission) -> None:
    """The return itself as one that was sent back; nothing of its approval is left on it."""
    submission.state = MOVES[Move.REOPEN].target
    submission.version += 1
    submission.approved_at = submission.approved_by = None
    submission.submitted_at = submission.submitted_by = None
    submission.is_received = True
    submission.ses_lead = submission.project_lead = ""
    submission.save()


def _thaw(submission: Submission) -> None:
    """Take off its entries what approval froze, so that they are derived again."""
    entries = list(Entry.objects.filter(submission=submission).select_related("placement__kpi"))
    earlier = _told_before(submission)
    for entry in entries:
        entry.wording = entry.target_printed = entry.computed = ""
        if entry.answer == Answer.NO_NEW_FIGURE:
            _keep_again(entry, submission, entry.placement_id in earlier)
        else:
            entry.figure_printed = ""
    Entry.objects.bulk_update(entries, ["figure", "certainty", *FROZEN, *UNDERSTOOD])


def _keep_again(entry: Entry, submission: Submission, has_earlier: bool) -> None:
    """A figure kept from last quarter is last quarter's again, where there is one.

    Where there is none, what the entry holds is all that is known: it stays until its lead says
    otherwise. Loaded returns have such a figure as typed, which a form would take for a slip.
    """
    entry.figure_printed, entry.figure = entry.figure_printed or entry.figure, ""
    if has_earlier:
        entry.figure_printed, entry.certainty = "", Certainty.FINAL
        understand(entry, submission.quarter.period)


def _told_before(submission: Submission) -> set[int]:
    """The placements of which the quarter before says something."""
    earlier = Entry.objects.filter(
        submission__quarter=previous_quarter(submission.quarter),
        submission__sub_strand=submission.sub_strand,
        submission__state__in=SETTLED,
        submission__is_received=True,
    )
    return set(earlier.values_list("placement_id", flat=True))


def _keep_as_base(submission: Submission, by: User, now: datetime) -> None:
    """What it says now, for its lead's changes to be told from and merged with."""
    Revision.objects.create(
        submission=submission,
        version=submission.version,
        content=content_of(submission).as_text(),
        saved_at=now,
        saved_by=by,
    )
