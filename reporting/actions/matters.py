"""What a meeting leaves behind: record it, change it, close it, take it up again."""

from dataclasses import replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from objectives.models import SubStrand
from objectives.period_reading import parse_date
from reporting import matters, meeting
from reporting.access import Reader
from reporting.actions.refusals import Faulty, Refused
from reporting.meeting import MatterKind, Typed
from reporting.models import Matter, Quarter
from reporting.workflow import QuarterState

NOT_OPENED = "Nothing was recorded: the quarter is not opened yet."
MEANWHILE = (
    "Somebody changed this while you were writing. Read it as it is now; if yours is still right, "
    "send it again."
)
IS_CLOSED = "It is closed already. Take it up again to change it."
IS_OPEN = "It is open already."
NO_SUCH_OWNER = "Choose somebody who holds a role in this strategy now."
NO_SUCH_PLACE = "Choose a sub-strand of this strategy, or the strategy as a whole."


@transaction.atomic
def record(*, quarter: Quarter, typed: Typed, by: User, now: datetime) -> Matter:
    """Keep a decision, an action or a question that came up about the quarter.

    Who may only ask asks for themselves: the question carries their post, and the Economy Cell
    gives it an owner. Raises PermissionDenied, Faulty, and Refused before the quarter opens.
    """
    quarter = Quarter.objects.select_related("strategy").get(pk=quarter.pk)
    who = _reader(by, now)
    if not who.asks(quarter.strategy_id):
        raise PermissionDenied("The Economy Cell, officers and viewers record matters.")
    if not who.records(quarter.strategy_id):
        typed = _asked_by_oneself(typed, by)
    if quarter.state == QuarterState.UPCOMING:
        raise Refused(NOT_OPENED)
    matter = Matter(quarter=quarter, recorded_at=now, recorded_by=by, recorded_by_name=by.name)
    _fill(matter, typed, now)
    matter.save(force_insert=True)
    audit.record(by=by, action="matter.record", subject=matter, now=now, after=_facts(matter))
    return matter


@transaction.atomic
def change(*, matter: Matter, version: int, typed: Typed, by: User, now: datetime) -> Matter:
    """Put other words, another owner or another day; what it is and is about stays.

    Raises PermissionDenied, Faulty, and Refused if it is closed or changed since `version`.
    """
    matter = _lock(matter)
    if not _reader(by, now).records(matter.quarter.strategy_id):
        raise PermissionDenied("The Economy Cell and officers change what was recorded.")
    _check(matter, version, is_open=True)
    before = _facts(matter)
    place = matter.sub_strand.slug if matter.sub_strand else ""
    _fill(matter, replace(typed, kind=matter.kind, sub_strand=place), now)
    if _facts(matter) == before:
        return matter
    _keep(matter)
    after = _facts(matter)
    audit.record(by=by, action="matter.change", subject=matter, now=now, before=before, after=after)
    return matter


@transaction.atomic
def close(*, matter: Matter, version: int, outcome: str, by: User, now: datetime) -> Matter:
    """Settle it, with the answer or with what was done; a decision may close without words.

    Raises PermissionDenied, Faulty, and Refused if it is closed or changed since `version`.
    """
    matter = _take_to_close(matter, by, now)
    _check(matter, version, is_open=True)
    outcome = outcome.strip()
    fault = meeting.outcome_fault(MatterKind(matter.kind), outcome)
    if fault:
        raise Faulty({"outcome": fault})
    matter.outcome, matter.closed_at, matter.closed_by = outcome, now, by
    _keep(matter)
    after = {"version": matter.version, "outcome": outcome}
    audit.record(by=by, action="matter.close", subject=matter, now=now, after=after)
    return matter


@transaction.atomic
def reopen(*, matter: Matter, version: int, by: User, now: datetime) -> Matter:
    """Take it up again; the words it was closed with stay for whoever closes it next.

    Raises PermissionDenied, and Refused if it is open or changed since `version`.
    """
    matter = _take_to_close(matter, by, now)
    _check(matter, version, is_open=False)
    matter.closed_at = matter.closed_by = None
    _keep(matter)
    before = {"version": version, "outcome": matter.outcome}
    after = {"version": matter.version}
    audit.record(by=by, action="matter.reopen", subject=matter, now=now, before=before, after=after)
    return matter


# --- What they are made of ----------------------------------------------------------------------


def _reader(by: User, now: datetime) -> Reader:
    """Whoever acts, with their roles of the day; a deactivated account has none."""
    on = timezone.localdate(now)
    return Reader.of(by, on) if by.is_active else Reader(user=by, on=on)


def _lock(matter: Matter) -> Matter:
    """The matter, locked and read afresh."""
    return (
        Matter.objects.select_for_update(of=("self",), no_key=True)
        .select_related("quarter__strategy", "sub_strand", "owner")
        .get(pk=matter.pk)
    )


def _take_to_close(matter: Matter, by: User, now: datetime) -> Matter:
    """The matter, locked, for somebody who may close it and take it up again."""
    fresh = _lock(matter)
    if not matters.may_close(_reader(by, now), fresh):
        raise PermissionDenied("Its owner, the Economy Cell and officers close it.")
    return fresh


def _check(matter: Matter, version: int, *, is_open: bool) -> None:
    """Raise Refused unless it is open (or closed), and still what was read: `version` of it."""
    if is_open != (matter.closed_at is None):
        raise Refused(IS_CLOSED if is_open else IS_OPEN)
    if matter.version != version:
        raise Refused(MEANWHILE)


def _asked_by_oneself(typed: Typed, by: User) -> Typed:
    """The same as a question of whoever asks, without owner and day: those are not theirs to set.

    Raises PermissionDenied for anything but a question.
    """
    if typed.kind != MatterKind.QUESTION:
        raise PermissionDenied("Viewers ask; the Economy Cell and officers record.")
    return replace(typed, asked_by=matters.post_of(by), owner="", due="")


def _fill(matter: Matter, typed: Typed, now: datetime) -> None:
    """Put what was typed into the matter, or raise Faulty with all that is wrong at once."""
    faults = meeting.faults(typed)
    owner = _owner(matter, typed.owner, now)
    if typed.owner and owner is None:
        faults["owner"] = NO_SUCH_OWNER
    place = SubStrand.objects.filter(strategy=matter.quarter.strategy, slug=typed.sub_strand)
    sub_strand = place.first() if typed.sub_strand else None
    if typed.sub_strand and sub_strand is None:
        faults["sub_strand"] = NO_SUCH_PLACE
    if faults:
        raise Faulty(faults)
    matter.kind, matter.text = typed.kind, typed.text.strip()
    matter.asked_by = typed.asked_by.strip() if typed.kind == MatterKind.QUESTION else ""
    matter.sub_strand, matter.owner = sub_strand, owner
    matter.due_on = parse_date(typed.due)


def _owner(matter: Matter, number: str, now: datetime) -> User | None:
    """Who is to see to it: somebody with a role now, or whoever it was before."""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    if matter.owner_id == int(number):
        return matter.owner
    return matters.owners(matter.quarter, timezone.localdate(now)).filter(pk=number).first()


def _keep(matter: Matter) -> None:
    matter.version += 1
    matter.save()


def _facts(matter: Matter) -> dict:
    return {
        "kind": matter.kind,
        "text": matter.text,
        "sub_strand": matter.sub_strand.slug if matter.sub_strand else "",
        "asked_by": matter.asked_by,
        "owner": matter.owner.name if matter.owner else "",
        "due_on": matter.due_on,
    }
