"""What reviewers say of a return, what its lead answers, and what is settled.

A comment is no move: the return stays as it is, and so does its version.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from reporting import workflow
from reporting.access import Level, Reader
from reporting.actions.refusals import Faulty, Refused
from reporting.models import Comment, Entry, Reply, Submission

LONGEST = 5000
NO_COMMENT = "Write your comment."
NO_REPLY = "Write your reply."
NO_SUCH_KPI = "Choose one of the KPIs of this return, or the return as a whole."


@transaction.atomic
def write(
    *, submission: Submission, placement: int | None, text: str, by: User, now: datetime
) -> Comment:
    """Say something of the KPI with that placement id, or (None) of the return as a whole.

    Raises PermissionDenied, Refused while the return takes no comments, and Faulty (the fields are
    `text` and `placement`).
    """
    submission = _take(submission, by, now)
    text = _clean(text, NO_COMMENT)
    entry = None
    if placement is not None:
        entries = Entry.objects.filter(submission=submission, placement=placement)
        entry = entries.select_related("placement").first()
        if entry is None:
            raise Faulty({"placement": NO_SUCH_KPI})
    comment = Comment.objects.create(
        submission=submission,
        placement=entry and entry.placement,
        text=text,
        at=now,
        by=by,
        by_name=by.name,
    )
    audit.record(by=by, action="comment.write", subject=submission, now=now, after=_facts(comment))
    return comment


@transaction.atomic
def reply(*, comment: Comment, text: str, by: User, now: datetime) -> Reply:
    """Answer a comment. Raises as `write` does; whoever enters the return may answer too."""
    submission = _take(comment.submission, by, now, answering=True)
    text = _clean(text, NO_REPLY)
    made = Reply.objects.create(comment=comment, text=text, at=now, by=by, by_name=by.name)
    audit.record(by=by, action="comment.reply", subject=submission, now=now, after=_facts(comment))
    return made


@transaction.atomic
def resolve(*, comment: Comment, by: User, now: datetime) -> Comment:
    """Settle a comment: it asks for nothing any more. Raises PermissionDenied and Refused."""
    submission, comment = _take_comment(comment, by, now)
    if comment.resolved_at:
        raise Refused(f"{comment.resolved_by.name} has resolved this comment already.")
    comment.resolved_at, comment.resolved_by = now, by
    comment.save()
    audit.record(
        by=by, action="comment.resolve", subject=submission, now=now, after=_facts(comment)
    )
    return comment


@transaction.atomic
def take_up_again(*, comment: Comment, by: User, now: datetime) -> Comment:
    """Let a settled comment ask once more. Raises PermissionDenied and Refused."""
    submission, comment = _take_comment(comment, by, now)
    if not comment.resolved_at:
        raise Refused("This comment is not resolved: there is nothing to take up again.")
    comment.resolved_at = comment.resolved_by = None
    comment.save()
    audit.record(
        by=by, action="comment.take_up_again", subject=submission, now=now, after=_facts(comment)
    )
    return comment


def _take(
    submission: Submission, by: User, now: datetime, *, answering: bool = False
) -> Submission:
    """The return, locked and read afresh, for somebody who may speak of it now."""
    fresh = (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("quarter__strategy", "sub_strand__strategy")
        .get(pk=submission.pk)
    )
    reader = Reader.of(by, timezone.localdate(now))
    part = fresh.sub_strand
    if not by.is_active or not (reader.answers_on(part) if answering else reader.comments_on(part)):
        raise PermissionDenied("This is for others to do.")
    if not workflow.takes_comments(fresh.state, fresh.quarter.state):
        raise Refused("Nothing was saved: the return does not take comments now.")
    if reader.level(fresh, fresh.quarter) < Level.READ:
        raise Refused(
            "Nothing was saved: the return is with its lead again. "
            "You can comment once it is submitted."
        )
    return fresh


def _take_comment(comment: Comment, by: User, now: datetime) -> tuple[Submission, Comment]:
    submission = _take(comment.submission, by, now)
    fresh = Comment.objects.select_related("placement", "resolved_by").get(pk=comment.pk)
    return submission, fresh


def _clean(text: str, missing: str) -> str:
    text = text.strip()
    if not text:
        raise Faulty({"text": missing})
    if len(text) > LONGEST:
        raise Faulty({"text": f"Use {LONGEST:,} characters or fewer; there are {len(text):,}."})
    return text


def _facts(comment: Comment) -> dict:
    """Of which KPI; never what was said."""
    return {"comment": comment.pk, "kpi": comment.placement and comment.placement.number}
