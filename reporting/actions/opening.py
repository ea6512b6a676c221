"""An officer's acts at a quarter's beginning: open it, set its dates, start the review."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from objectives.models import Strategy
from objectives.periods import FinancialQuarter
from reporting import governance, next_quarter
from reporting.access import Reader
from reporting.actions.making import make_returns
from reporting.actions.refusals import Refused
from reporting.answers import GovernanceKind, data_deadline
from reporting.models import Entry, Quarter
from reporting.models import GovernanceDate as StoredDate
from reporting.report import GovernanceDate
from reporting.workflow import (
    QUARTER_MOVES,
    QuarterMove,
    QuarterState,
    ReturnState,
    quarter_fits,
)


@transaction.atomic
def open_quarter(
    *,
    strategy: Strategy,
    period: FinancialQuarter,
    dates: Sequence[GovernanceDate],
    by: User,
    now: datetime,
) -> Quarter:
    """Make the quarter, or take the upcoming one, with its dates, returns and rows.

    Raises PermissionDenied, and Refused if it was opened already, is not among those that may be,
    or a date can't be.
    """
    strategy = _lock_strategy(strategy)  # two officers at once: the second finds what is open
    _check(QuarterMove.OPEN, strategy.pk, by, now)
    quarter = Quarter.objects.filter(strategy=strategy, period=period).first()
    if quarter and not quarter_fits(QuarterMove.OPEN, quarter.state):
        can = " Its dates can be changed." if QuarterState(quarter.state).takes_returns else ""
        raise Refused(f"{period.name} was opened already, and nothing was made twice.{can}")
    if period not in next_quarter.choices(strategy, timezone.localdate(now)).periods:
        raise Refused(f"{period.name} can’t be opened now. Choose one of the quarters that can.")
    _check_dates(dates, period)
    quarter = _lock(quarter) if quarter else Quarter(strategy=strategy, period=period)
    before = {"state": quarter.state} if quarter.pk else None
    quarter.state = QUARTER_MOVES[QuarterMove.OPEN].target
    quarter.version += 1
    quarter.save()
    _put(quarter, dates)
    returns = make_returns(quarter)
    audit.record(
        by=by,
        action="quarter.open",
        subject=quarter,
        now=now,
        before=before,
        after={
            "state": quarter.state,
            "returns": len(returns),
            "rows": Entry.objects.filter(submission__quarter=quarter).count(),
            **_said(dates),
        },
    )
    return quarter


@transaction.atomic
def set_dates(
    *, quarter: Quarter, dates: Sequence[GovernanceDate], seen: str, by: User, now: datetime
) -> Quarter:
    """Put `dates` in the place of those that the officer read: `seen`, their `governance.mark`.

    Raises PermissionDenied, and Refused if the quarter is published, somebody else changed its
    dates, or a date can't be.
    """
    quarter = _lock(quarter)
    _check(QuarterMove.SET_DATES, quarter.strategy_id, by, now)
    if not quarter_fits(QuarterMove.SET_DATES, quarter.state):
        raise Refused("Nothing was changed: the quarter is published, and keeps its dates.")
    stored = next_quarter.dates_of(quarter)
    if governance.mark(stored) != seen:
        raise Refused(
            "Somebody else changed the dates since you opened this page. What you typed is below; "
            "look at what they are now before you save it."
        )
    _check_dates(dates, quarter.period)
    if governance.mark(dates) == seen:
        return quarter
    quarter.version += 1
    quarter.save(update_fields=["version"])
    _put(quarter, dates)
    audit.record(
        by=by,
        action="quarter.set_dates",
        subject=quarter,
        now=now,
        before=_said(stored),
        after=_said(dates),
    )
    return quarter


@transaction.atomic
def start_review(*, quarter: Quarter, by: User, now: datetime) -> Quarter:
    """Say that the Economy Cell is reviewing; returns that are owed may still come.

    Raises PermissionDenied, and Refused if the quarter is not open or no return has come in.
    """
    quarter = _lock(quarter)
    _check(QuarterMove.START_REVIEW, quarter.strategy_id, by, now)
    if not quarter_fits(QuarterMove.START_REVIEW, quarter.state):
        raise Refused(f"Nothing was changed: {_NOT_OPEN[QuarterState(quarter.state)]}.")
    if not quarter.submissions.filter(state__in=_COME_IN).exists():
        raise Refused("Nothing was changed: no return has come in that could be reviewed.")
    before = quarter.state
    quarter.state = QUARTER_MOVES[QuarterMove.START_REVIEW].target
    quarter.version += 1
    quarter.save(update_fields=["state", "version"])
    audit.record(
        by=by,
        action="quarter.start_review",
        subject=quarter,
        now=now,
        before={"state": before},
        after={"state": quarter.state},
    )
    return quarter


_COME_IN = [state for state in ReturnState if state.has_come_in]
_NOT_OPEN = {
    QuarterState.UPCOMING: "the quarter has not been opened yet",
    QuarterState.IN_REVIEW: "the quarter is in review already",
    QuarterState.PUBLISHED: "the quarter is published",
    QuarterState.REOPENED: "the quarter was reopened, and its returns are reviewed as they come",
}


def _check_dates(dates: Sequence[GovernanceDate], period: FinancialQuarter) -> None:
    """Raise Refused unless each is of a known kind and can be a date of the quarter."""
    for item in dates:
        fault = governance.fault(governance.typed(item), period)
        if fault or item.kind not in set(GovernanceKind):
            raise Refused(fault or "That is no kind of governance date.")


def _put(quarter: Quarter, dates: Sequence[GovernanceDate]) -> None:
    """These dates, in their order, and no others."""
    StoredDate.objects.filter(quarter=quarter).delete()
    StoredDate.objects.bulk_create(
        StoredDate(
            quarter=quarter, kind=item.kind, date=item.date, words=item.words, position=position
        )
        for position, item in enumerate(dates, start=1)
    )


def _said(dates: Sequence[GovernanceDate]) -> dict:
    """What the record keeps of them: the deadline by itself, for the page that searches it."""
    kept = [[item.kind, item.date or item.words] for item in dates]
    return {"data_deadline": data_deadline(dates), "dates": kept}


def _check(move: QuarterMove, strategy_id: int, by: User, now: datetime) -> None:
    """Raise PermissionDenied unless `by` holds a role that makes this move."""
    who = Reader.of(by, timezone.localdate(now))
    if not by.is_active or not who.could_move_quarter(move, strategy_id):
        raise PermissionDenied("This is for officers to do.")


def _lock_strategy(strategy: Strategy) -> Strategy:
    return Strategy.objects.select_for_update(no_key=True).get(pk=strategy.pk)


def _lock(quarter: Quarter) -> Quarter:
    """The quarter, locked and read afresh. Nothing here waits for a return after it."""
    return (
        Quarter.objects.select_for_update(of=("self",), no_key=True)
        .select_related("strategy")
        .get(pk=quarter.pk)
    )
