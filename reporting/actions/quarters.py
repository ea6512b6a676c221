"""An officer's acts on a whole quarter: publish it, add rows for KPIs that came later."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.models import User
from reporting.access import Reader
from reporting.actions import moves
from reporting.actions.making import freeze, make_entries
from reporting.actions.refusals import Refused
from reporting.models import Edition, Entry, Quarter, Submission
from reporting.quarter_report import previous_published
from reporting.workflow import QuarterState, ReturnState, may_publish


def not_approved(quarter: Quarter) -> list[Submission]:
    """The returns that publishing now would leave out, in printed order.

    Of a reopened quarter, those published before are in unless they were missing then too.
    """
    return list(
        Submission.objects.filter(quarter=quarter)
        .exclude(state=ReturnState.APPROVED)
        .exclude(state=ReturnState.PUBLISHED, is_received=True)
        .select_related("sub_strand")
        .order_by("sub_strand__objective__position", "sub_strand__position")
    )


@transaction.atomic
def publish(
    *,
    quarter: Quarter,
    without: Collection[str],
    by: User,
    now: datetime,
    public_from: date | None = None,
    reason: str = "",
) -> Edition:
    """Lock the quarter and store its edition.

    `without` are the slugs of the sub-strands that the officer accepts as "no return received".
    Raises PermissionDenied, and Refused if the quarter can't be published now, if others than
    those are missing (nobody publishes a gap unseen), if a later edition has no reason, or if it
    would be public before the quarter that it prints as previous.
    """
    quarter = _lock(quarter)
    if not _runs(by, quarter, now):
        raise PermissionDenied("Officers publish.")
    if not may_publish(quarter.state):
        raise Refused("Nothing was changed: the quarter is not open, or it is published already.")
    missing = not_approved(quarter)
    if {item.sub_strand.slug for item in missing} != set(without):
        raise Refused("The returns have moved since you opened this page. Read the list again.")
    reason = reason.strip()
    if not reason and Edition.objects.filter(quarter=quarter).exists():
        raise Refused("Say why it is published again.")
    _check_previous(quarter, public_from)
    before = quarter.state
    Submission.objects.filter(pk__in=[item.pk for item in missing]).update(
        state=ReturnState.PUBLISHED, is_received=False, version=F("version") + 1
    )
    Submission.objects.filter(quarter=quarter, state=ReturnState.APPROVED).update(
        state=ReturnState.PUBLISHED, version=F("version") + 1
    )
    quarter.state = QuarterState.PUBLISHED
    quarter.version += 1
    quarter.public_from = public_from
    quarter.save()
    edition = freeze(quarter=quarter, by=by, now=now, reason=reason)
    audit.record(
        by=by,
        action="quarter.publish",
        subject=quarter,
        now=now,
        before={"state": before},
        after={
            "state": quarter.state,
            "edition": edition.number,
            "checksum": edition.checksum,
            "without": sorted(without),
            "public_from": public_from,
            "reason": reason,
        },
    )
    return edition


def _check_previous(quarter: Quarter, public_from: date | None) -> None:
    """Raise Refused where what was before would be public through this quarter only."""
    previous = previous_published(quarter)
    if public_from and previous and not previous.is_public(public_from):
        raise Refused(
            f"{previous.period.name}, whose statuses it prints as previous, is not public by then."
        )


@transaction.atomic
def add_entries(*, quarter: Quarter, by: User | None, now: datetime) -> list[Entry]:
    """Add a row for each KPI that came since the quarter opened, where the lead can fill it in.

    `by` None is the portal itself. Returns that are not with their lead stay as they were handed
    in. Raises PermissionDenied, and Refused if the quarter takes no returns.
    """
    quarter = _lock(quarter)
    if by is not None and not _runs(by, quarter, now):
        raise PermissionDenied("Officers add rows.")
    if not QuarterState(quarter.state).takes_returns:
        raise Refused("Nothing was changed: the quarter does not take returns now.")
    returns = Submission.objects.filter(
        quarter=quarter, state__in=[state for state in ReturnState if state.is_with_lead]
    )
    added = make_entries(quarter, returns)
    if added:
        moves.moved(quarter)
        audit.record(
            by=by,
            action="quarter.add_entries",
            subject=quarter,
            now=now,
            after={"placements": sorted(entry.placement_id for entry in added)},
        )
    return added


def _runs(by: User, quarter: Quarter, now: datetime) -> bool:
    """Whether `by` is an officer of the quarter's strategy."""
    who = Reader.of(by, timezone.localdate(now))
    return by.is_active and who.publishes(quarter.strategy_id)


def _lock(quarter: Quarter) -> Quarter:
    """The quarter, locked after its returns, and read afresh."""
    _lock_returns(quarter)
    return (
        Quarter.objects.select_for_update(of=("self",))
        .select_related("strategy")
        .get(pk=quarter.pk)
    )


def _lock_returns(quarter: Quarter) -> None:
    """Before the quarter itself, as every move of a return does: else the two wait for each other.

    It also waits for a move that has begun, and lets none begin.
    """
    returns = Submission.objects.filter(quarter_id=quarter.pk).order_by("pk")
    list(returns.select_for_update().values_list("pk", flat=True))
