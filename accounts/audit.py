"""The audit record: one append-only chain of events (DESIGN 5 and 11).

`record` is called by actions, inside their transaction and after their other writes: it locks
the chain's head row, which everybody's act needs, so it is held for the shortest time.
"""

import hashlib
import json
from datetime import UTC, datetime

from django.db import transaction

from accounts.models import AuditEvent, AuditHead, User

SYSTEM = "The portal"  # the name that acts carry when no person did them


def canonical(facts: dict | None) -> str:
    """`facts` as text that is the same for the same facts, whatever their order.

    Dates, decimals and enums become their plain text. None is the empty text.
    """
    if facts is None:
        return ""
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def digest(event: AuditEvent) -> str:
    """The hash an event must have: of all it says and of the hash before it (SHA-256, hex)."""
    said = [
        event.sequence,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor_name,
        event.action,
        event.subject_type,
        event.subject_id,
        event.subject,
        event.before,
        event.after,
        event.previous_hash,
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def record(
    *,
    by: User | None,
    action: str,
    subject,
    now: datetime,
    before: dict | None = None,
    after: dict | None = None,
) -> AuditEvent:
    """Append one event about the model instance `subject`; `by` None is the portal itself.

    Raises TransactionManagementError outside a transaction: an act and its event stand or fall
    together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("An audit event belongs to its act.")
    AuditHead.objects.get_or_create(id=1)
    head = AuditHead.objects.select_for_update().get(id=1)
    event = AuditEvent(
        sequence=head.sequence + 1,
        at=now,
        actor=by,
        actor_name=by.name if by else SYSTEM,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject=str(subject)[:300],
        before=canonical(before),
        after=canonical(after),
        previous_hash=head.hash,
    )
    event.hash = digest(event)
    event.save(force_insert=True)
    AuditHead.objects.filter(id=1).update(sequence=event.sequence, hash=event.hash)
    return event
