"""Whether the audit record is still the chain that was written (ADR 4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from accounts import audit
from accounts.models import AuditEvent, AuditHead

_AT_ONCE = 1000  # events held in memory
# What the ORM raises for a moment that is none, as only SQLite lets one be written.
_UNREADABLE = (AttributeError, ValueError)


class Fault(StrEnum):
    """What was done to the record."""

    ALTERED = "altered"
    REMOVED = "removed"
    CUT_OFF = "cut off"
    HEAD_PUT_BACK = "head put back"


@dataclass(frozen=True, slots=True)
class Break:
    """The first event at which the chain does not hold.

    `event` is that event as it reads now; of a removed one, the event that now stands in its
    place (None where the end is gone). `last` is the number of the last one missing.
    """

    fault: Fault
    number: int
    why: str
    event: AuditEvent | None = None
    last: int = 0


@dataclass(frozen=True, slots=True)
class Verified:
    """What a walk along the chain found: how many events, the last hash, and the first break."""

    events: int
    hash: str = ""
    broken: Break | None = None


def verify() -> Verified:
    """Walk the chain up to where it ends now; what others append meanwhile is left out.

    The last event is read before the head: an event and the head that names it are one
    transaction, so whoever sees the event sees at least that head.
    """
    newest = AuditEvent.objects.order_by("-sequence").values_list("sequence", flat=True).first()
    head = AuditHead.objects.filter(id=1).first() or AuditHead()
    before: AuditEvent | None = None
    try:
        for event in events_up_to(head.sequence):
            broken = _between(before, event)
            if broken:
                return Verified(event.sequence, broken=broken)
            before = event
    except _UNREADABLE:
        broken = Break(Fault.ALTERED, _next(before), "it can’t be read")
        return Verified(_next(before), broken=broken)
    return Verified(head.sequence, head.hash, _at_the_end(before, head, newest or 0))


def events_up_to(end: int) -> Iterator[AuditEvent]:
    """Events in order, a batch of them in memory, without one long query that others wait for."""
    done = 0
    while batch := _batch(done, end):
        yield from batch
        done = batch[-1].sequence


def _batch(done: int, end: int) -> list[AuditEvent]:
    """The next events; the very next alone where one of them can't be read."""
    events = AuditEvent.objects.filter(sequence__gt=done, sequence__lte=end).order_by("sequence")
    try:
        return list(events[:_AT_ONCE])
    except _UNREADABLE:
        return list(events[:1])


def _next(before: AuditEvent | None) -> int:
    return before.sequence + 1 if before else 1


def _between(before: AuditEvent | None, event: AuditEvent) -> Break | None:
    """What is wrong at `event`, or between it and the one before."""
    wanted = _next(before)
    if event.sequence != wanted:
        return Break(Fault.REMOVED, wanted, "", event, event.sequence - 1)
    if audit.digest(event) != event.hash:
        return Break(Fault.ALTERED, wanted, "what it says does not fit its hash", event)
    if before and event.previous_hash != before.hash:
        # It fits its own hash, so the one before was written anew, with a hash made for it.
        why = f"its hash was made anew, but event {wanted} carries the one it had"
        return Break(Fault.ALTERED, before.sequence, why, before)
    return None


def _at_the_end(last: AuditEvent | None, head: AuditHead, newest: int) -> Break | None:
    """What is wrong between the last event and the head that names it."""
    number = last.sequence if last else 0
    if number < head.sequence:
        return Break(Fault.CUT_OFF, number + 1, "", last=head.sequence)
    if last and last.hash != head.hash:
        why = "its hash was made anew, but the chain’s head carries the one it had"
        return Break(Fault.ALTERED, number, why, last)
    if newest > head.sequence:
        why = f"the chain’s head says that it ends after event {head.sequence}"
        first = AuditEvent.objects.filter(sequence__gt=head.sequence).order_by("sequence").first()
        return Break(Fault.HEAD_PUT_BACK, head.sequence + 1, why, first)
    return None
