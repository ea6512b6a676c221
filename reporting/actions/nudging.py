"""An officer's acts on letters: write to those who still owe, send again what may be lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from reporting.access import Reader
from reporting.actions.letters import MOST_FAILURES, send_once_committed
from reporting.actions.refusals import Refused
from reporting.chasing import Outstanding, outstanding
from reporting.dashboard import joined
from reporting.models import Notice, Quarter, Submission
from reporting.reminding import NoticeKind

NO_WORDS = "Write what you want to tell them."
#: How long a process that took up a letter may still be at it.
AT_IT = timedelta(minutes=5)


@dataclass(frozen=True)
class Nudged:
    """Who was written to, by row, and the sub-strands that have nobody to write to."""

    notices: list[Notice]
    without: list[str]


@transaction.atomic
def nudge(
    *, quarter: Quarter, to: Submission | None, words: str, by: User, now: datetime
) -> Nudged:
    """Write the officer's `words` to the leads of one return that is still owed, None: of all.

    One letter each, however many returns they owe. Raises PermissionDenied, and Refused without
    words, or where nothing is owed.
    """
    _may(quarter, by, now)
    words = words.strip()
    if not words:
        raise Refused(NO_WORDS)
    items = [
        item
        for item in outstanding(quarter, on=timezone.localdate(now))
        if to is None or item.submission.pk == to.pk
    ]
    if not items:
        raise Refused("Nothing was sent: " + _nothing_owed(to))
    without = [item.submission.sub_strand.name for item in items if not item.leads]
    if len(without) == len(items):
        raise Refused(f"Nothing was sent: {nobody(without)}.")
    made = _letters(quarter, items, to, words, by, now)
    audit.record(
        by=by,
        action="quarter.nudge",
        subject=to or quarter,
        now=now,
        after={"letters": len(made), "words": words},
    )
    return Nudged(made, without)


def nobody(names: list[str]) -> str:
    """ "Housing and Growth have no active lead"."""
    return f"{joined(names)} {'has' if len(names) == 1 else 'have'} no active lead"


def _nothing_owed(to: Submission | None) -> str:
    if to is None:
        return "no return is owed any more."
    return f"the return of {to.sub_strand} is not owed any more."


def _letters(
    quarter: Quarter,
    items: list[Outstanding],
    to: Submission | None,
    words: str,
    by: User,
    now: datetime,
) -> list[Notice]:
    people = dict.fromkeys(person for item in items for person in item.leads)
    made = Notice.objects.bulk_create(
        Notice(
            kind=NoticeKind.NUDGE,
            recipient=person,
            quarter=quarter,
            submission=to,
            occasion=f"{now.isoformat()}-{by.pk}",
            words=words,
            made_at=now,
            made_by=by,
        )
        for person in people
    )
    send_once_committed(made, now=now)
    return made


@transaction.atomic
def send_again(*, notice: Notice, by: User, now: datetime) -> Notice:
    """Let go of a letter that failed too often, or of which nobody knows whether it left.

    It is sent when this is committed, if it is still true. Raises PermissionDenied, and Refused
    where it was sent, waits, or a process may still be at it.
    """
    locked = Notice.objects.select_for_update(of=("self",), no_key=True)
    notice = locked.with_subjects().filter(pk=notice.pk).first()
    if notice is None:
        raise Refused("Nothing was sent: the letter was not needed any more.")
    _may(notice.quarter, by, now)
    if not (is_given_up(notice) or is_unknown(notice, now)):
        raise Refused("Nothing was sent again: the letter was sent, or will be.")
    notice.claimed_at, notice.failures, notice.failure = None, 0, ""
    notice.save()
    send_once_committed([notice], now=now)
    audit.record(
        by=by,
        action="quarter.send_again",
        subject=notice.quarter,
        now=now,
        after={"letters": 1, "kinds": [notice.kind], "email": notice.recipient.email},
    )
    return notice


def is_given_up(notice: Notice) -> bool:
    """Whether it failed so often that it is sent by hand only."""
    return notice.claimed_at is None and notice.failures >= MOST_FAILURES


def is_unknown(notice: Notice, now: datetime) -> bool:
    """Whether the process that took it up ended before it said that the letter went out."""
    if notice.claimed_at is None or notice.sent_at is not None:
        return False
    return not notice.claimed_at <= now < notice.claimed_at + AT_IT


def _may(quarter: Quarter, by: User, now: datetime) -> None:
    who = Reader.of(by, timezone.localdate(now))
    if not by.is_active or not who.chases(quarter.strategy_id):
        raise PermissionDenied("Officers chase.")
