"""An officer's acts on a whole quarter: publish it, reopen it, make it public, add later rows."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.models import User
from objectives.models import Strategy
from reporting.access import Reader
from reporting.actions import moves
from reporting.actions.making import freeze, make_entries
from reporting.actions.observing import lock_record, on_record, withdraw_left_out
from reporting.actions.refusals import Refused
from reporting.models import Edition, Entry, Quarter, Submission
from reporting.publicity import obstacle
from reporting.quarter_report import build_edition
from reporting.shared_figures import disagreements, shared_kpis
from reporting.workflow import (
    QUARTER_MOVES,
    QuarterMove,
    QuarterState,
    ReturnState,
    quarter_fits,
)

LONGEST_REASON = 5000
NO_REASON_AGAIN = "Say why it is published again."
NO_REASON_TO_REOPEN = "Say why it is reopened."
MOVED = "The quarter has changed since you opened this page. Read it once more."


class FiguresDiffer(Refused):
    """A shared KPI's figure is not the same in all its places: `rows`, from `shared_figures`."""

    def __init__(self, rows):
        many = len(rows)
        which = "a shared figure differs" if many == 1 else f"{many} shared figures differ"
        super().__init__(f"Nothing was published: {which} between places. The list says which.")
        self.rows = rows


def not_approved(quarter: Quarter) -> list[Submission]:
    """The returns that publishing now would leave out, in printed order.

    Of a reopened quarter, those published before are in unless they were missing then too.
    """
    return list(
        Submission.objects.filter(quarter=quarter)
        .exclude(state=ReturnState.APPROVED)
        .exclude(state=ReturnState.PUBLISHED, is_received=True)
        .select_related("quarter", "sub_strand")
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

    `without` are the slugs of the sub-strands that the officer accepts as "no return received";
    `public_from` None leaves that day as it is. Raises PermissionDenied, and Refused if the quarter
    can't be published now, if others than those are missing (nobody publishes a gap unseen), if a
    later edition has no reason, or if something would be public too early (`publicity`);
    FiguresDiffer while a shared figure is not the same in all its places.
    """
    _lock_neighbours(quarter)
    quarter = _take(QuarterMove.PUBLISH, quarter, by, now, _NOT_OPEN)
    missing = not_approved(quarter)
    if {item.sub_strand.slug for item in missing} != set(without):
        raise Refused("The returns have moved since you opened this page. Read the list again.")
    reason = _reason(reason)
    if not reason and Edition.objects.filter(quarter=quarter).exists():
        raise Refused(NO_REASON_AGAIN)
    _set_public_day(quarter, public_from, now)
    _check_shared(quarter)
    before = quarter.state
    for item in missing:
        withdraw_left_out(item)
    Submission.objects.filter(pk__in=[item.pk for item in missing]).update(
        state=ReturnState.PUBLISHED, is_received=False, version=F("version") + 1
    )
    Submission.objects.filter(quarter=quarter, state=ReturnState.APPROVED).update(
        state=ReturnState.PUBLISHED, version=F("version") + 1
    )
    quarter.state = QuarterState.PUBLISHED
    quarter.version += 1
    quarter.reopened_reason = ""
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
            "without": [item.sub_strand.name for item in missing],
            "public_from": quarter.public_from,
            "reason": reason,
        },
    )
    return edition


_NOT_OPEN = "Nothing was changed: the quarter is not open, or it is published already."


def _set_public_day(quarter: Quarter, public_from: date | None, now: datetime) -> None:
    """The day from which it is public, where the officer names one; not stored yet."""
    is_new = public_from is not None and public_from != quarter.public_from
    day = public_from or quarter.public_from
    if day is None:
        return
    found = obstacle(quarter, day, replaced_on=timezone.localdate(now), changes=is_new)
    if found:
        raise Refused(found)
    quarter.public_from = day


def _check_shared(quarter: Quarter) -> None:
    """Raise FiguresDiffer while a figure that is printed elsewhere too is not the same there."""
    rows = disagreements(quarter, build_edition(quarter))
    if rows:
        raise FiguresDiffer(rows)


@transaction.atomic
def reopen(*, quarter: Quarter, version: int, reason: str, by: User, now: datetime) -> Quarter:
    """Take a published quarter up again, to correct it and publish it as the next edition.

    Its returns stay as they were published until one is reopened; the edition stays what everybody
    else reads. Raises PermissionDenied, and Refused without a reason, where the quarter is not
    published, or if it changed since `version`.
    """
    quarter = _take(QuarterMove.REOPEN, quarter, by, now, "Only a published quarter is reopened.")
    _unchanged(quarter.version == version)
    reason = _reason(reason)
    if not reason:
        raise Refused(NO_REASON_TO_REOPEN)
    before = quarter.state
    quarter.state = QUARTER_MOVES[QuarterMove.REOPEN].target
    quarter.reopened_reason = reason
    quarter.version += 1
    quarter.save()
    audit.record(
        by=by,
        action="quarter.reopen",
        subject=quarter,
        now=now,
        before={"state": before},
        after={
            "state": quarter.state,
            "edition": quarter.editions.latest("number").number,
            "public_from": quarter.public_from,
            "reason": reason,
        },
    )
    return quarter


@transaction.atomic
def set_public(
    *,
    quarter: Quarter,
    public_from: date | None,
    edition: int,
    was: date | None,
    by: User,
    now: datetime,
) -> Quarter:
    """Say from which day anybody may read the published quarter; None: nobody outside.

    `edition` and `was` are the latest edition and the day that the officer saw: a return that
    moves meanwhile is no matter here. Raises PermissionDenied, and Refused where the quarter is not
    published, where either changed, or where something would be public too early (`publicity`).
    """
    _lock_neighbours(quarter)
    quarter = _take(
        QuarterMove.SET_PUBLIC, quarter, by, now, "Only what is published can be made public."
    )
    latest = quarter.editions.latest("number").number
    _unchanged((edition, was) == (latest, quarter.public_from))
    if public_from == was:
        raise Refused("Nothing was changed: that is how it is already.")
    found = obstacle(quarter, public_from)
    if found:
        raise Refused(found)
    quarter.public_from = public_from
    quarter.version += 1
    quarter.save()
    audit.record(
        by=by,
        action="quarter.public",
        subject=quarter,
        now=now,
        before={"public_from": was},
        after={"public_from": public_from, "edition": latest},
    )
    return quarter


@transaction.atomic
def add_entries(*, quarter: Quarter, by: User | None, now: datetime) -> list[Entry]:
    """Add a row for each KPI that came since the quarter opened, where the lead can fill it in.

    `by` None is the portal itself. Returns that are not with their lead stay as they were handed
    in. Raises PermissionDenied, and Refused if the quarter takes no returns.
    """
    quarter = _lock(quarter)
    if by is not None and not _may(QuarterMove.OPEN, by, quarter, now):
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


def _take(move: QuarterMove, quarter: Quarter, by: User, now: datetime, otherwise: str) -> Quarter:
    """The quarter, locked for `move` and read afresh, for somebody who may make it.

    Raises PermissionDenied where the move is not theirs, Refused (`otherwise`) where the state
    forbids it.
    """
    quarter = _lock(quarter)
    if not _may(move, by, quarter, now):
        raise PermissionDenied("This is for officers to do.")
    if not quarter_fits(move, quarter.state):
        raise Refused(otherwise)
    return quarter


def _unchanged(is_as_seen: bool) -> None:
    """Raise Refused unless the quarter still is what was read."""
    if not is_as_seen:
        raise Refused(MOVED)


def _reason(text: str) -> str:
    """The words for the record. Raises Refused where they are too many."""
    text = text.replace("\0", "").strip()
    if len(text) > LONGEST_REASON:
        raise Refused(f"Use {LONGEST_REASON:,} characters or fewer; there are {len(text):,}.")
    return text


def _may(move: QuarterMove, by: User, quarter: Quarter, now: datetime) -> bool:
    """Whether `by` holds a role in the quarter's strategy that makes this move."""
    who = Reader.of(by, timezone.localdate(now))
    return by.is_active and who.could_move_quarter(move, quarter.strategy_id)


def _lock(quarter: Quarter) -> Quarter:
    """The quarter, locked after its returns, and read afresh."""
    _lock_returns(quarter)
    return (
        Quarter.objects.select_for_update(of=("self",), no_key=True)
        .select_related("strategy")
        .get(pk=quarter.pk)
    )


def _lock_neighbours(quarter: Quarter) -> None:
    """Whatever is published or made public together is judged in turn: the strategy's quarters
    print each other's statuses, and others' print the figures that they share."""
    list(Strategy.objects.select_for_update(no_key=True).filter(pk=quarter.strategy_id))
    _lock_returns(quarter)
    left_out = on_record(Entry.objects.filter(submission__in=not_approved(quarter)))
    lock_record(shared_kpis(quarter) | set(left_out.values_list("kpi", flat=True)))


def _lock_returns(quarter: Quarter) -> None:
    """Before KPIs and the quarter, as every move of a return does: else two wait for each other.

    It also waits for a move that has begun, and lets none begin.
    """
    returns = Submission.objects.filter(quarter_id=quarter.pk).order_by("pk")
    list(returns.select_for_update(no_key=True).values_list("pk", flat=True))
