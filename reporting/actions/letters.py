"""Letters: that they are owed, that one process takes each up, that they went out.

A row is made first, once for its occasion; whoever claims it sends it. So the portal may send from
several machines at once and as often as liked, and nobody gets a letter twice. A process that ends
between claim and answer leaves a claimed row: whether the letter left is not known, and only an
officer has it sent again (docs/operating.md).
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from reporting import letters, mail
from reporting.chasing import holders, leads_among, not_written
from reporting.models import Notice, Quarter, Step
from reporting.reminding import NoticeKind

MOST_FAILURES = 5  # then only by hand


class Outcome(StrEnum):
    """What came of one letter."""

    SENT = "sent"
    FAILED = "failed"  # tried again by the next run
    NO_SERVER = "no_server"  # failed, and so would all others now
    DROPPED = "dropped"  # no longer true: its row is gone
    TAKEN = "taken"  # another process has it


# --- Owed ---------------------------------------------------------------------------------------


@transaction.atomic
def owe(*, kind: NoticeKind, steps: Iterable[Step], now: datetime) -> None:
    """Inside the act that made `steps`, one for each return: the leads are to hear of it.

    They are written to once the act is committed. Who did it knows already.
    """
    steps = list(steps)
    people = holders([step.submission.sub_strand_id for step in steps], on=timezone.localdate(now))
    made = [
        Notice(
            kind=kind,
            recipient=person,
            quarter=step.submission.quarter,
            submission=step.submission,
            occasion=letters.occasion_of(step),
            words=step.comment,
            made_at=now,
        )
        for step in steps
        for person in leads_among(people, step.submission.sub_strand_id)
        if person.pk != step.by_id
    ]
    Notice.objects.bulk_create(made, ignore_conflicts=True)
    send_once_committed(made, now=now)


@transaction.atomic
def owe_reminders(*, quarter: Quarter, now: datetime) -> int:
    """Make the rows of the letters that the day asks for and that nobody has made; how many.

    By the portal itself. Locked, so that two at once count each letter once in the record.
    """
    on = timezone.localdate(now)
    if not not_written(quarter, on=on):
        return 0
    quarter = Quarter.objects.select_for_update(no_key=True).get(pk=quarter.pk)
    made = [
        Notice(kind=kind, recipient_id=recipient, quarter=quarter, occasion=at, made_at=now)
        for recipient, kind, at in sorted(not_written(quarter, on=on))
    ]
    Notice.objects.bulk_create(made, ignore_conflicts=True)
    if made:
        audit.record(
            by=None,
            action="quarter.remind",
            subject=quarter,
            now=now,
            after={"letters": len(made), "kinds": sorted({item.kind for item in made})},
        )
    return len(made)


def owe_all_reminders(*, now: datetime) -> int:
    """`owe_reminders` for every quarter that takes returns."""
    quarters = Quarter.objects.taking_returns().order_by("pk")
    return sum(owe_reminders(quarter=quarter, now=now) for quarter in quarters)


# --- Sent ---------------------------------------------------------------------------------------


def send_once_committed(made: list[Notice], *, now: datetime) -> None:
    """Send what the act around this has made, when it is committed; a failure undoes nothing."""
    if made:
        occasions = {item.occasion for item in made}
        rows = Notice.objects.filter(quarter=made[0].quarter_id, occasion__in=occasions)
        rows = rows.filter(kind=made[0].kind)
        transaction.on_commit(lambda: send_all(_in_turn(rows), now=now), robust=True)


def send_waiting(*, now: datetime) -> Counter[Outcome]:
    """Send every letter that waits, but those that failed too often. Not inside a transaction."""
    return send_all(_in_turn(Notice.objects.all()), now=now)


def _in_turn(notices) -> list[int]:
    """Those to send, what has never failed first: no bad address holds up the others."""
    return list(notices.to_send(MOST_FAILURES).values_list("pk", flat=True))


def send_all(keys: Iterable[int], *, now: datetime) -> Counter[Outcome]:
    """Send the letters with these keys, until the mail server can't be reached."""
    outcomes = Counter()
    for key in keys:
        outcome = _send(key, now)
        outcomes[outcome] += 1
        if outcome == Outcome.NO_SERVER:
            break
    return outcomes


def _send(key: int, now: datetime) -> Outcome:
    """One letter: look whether it is still true, claim it, send it, say so."""
    mine = Notice.objects.unclaimed().filter(pk=key)
    notice = mine.with_subjects().first()
    if notice is None:
        return Outcome.TAKEN
    letter = letters.compose(notice, on=timezone.localdate(now))
    if letter is None:
        mine.delete()
        return Outcome.DROPPED
    if not mine.update(claimed_at=now):
        return Outcome.TAKEN
    claimed = Notice.objects.filter(pk=key)
    try:
        mail.deliver(letter, notice.recipient)
    except mail.Undelivered as undelivered:
        claimed.update(claimed_at=None, failures=F("failures") + 1, failure=str(undelivered))
        return Outcome.NO_SERVER if undelivered.is_server else Outcome.FAILED
    claimed.update(sent_at=now, failure="")
    return Outcome.SENT
