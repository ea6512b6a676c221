from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import audit_words, chain
from accounts.chain import Break, Fault
from accounts.models import AuditEvent


class Command(BaseCommand):
    help = "Says whether the audit record is whole, or names the first event that is not."

    def handle(self, **options):
        found = chain.verify()
        if found.broken:
            raise CommandError(_words(found.broken))
        many = "1 event" if found.events == 1 else f"{found.events:,} events"
        self.stdout.write(f"{many}, unbroken.")
        if found.events:
            self.stdout.write(f"The last hash: {found.hash}")


def _words(broken: Break) -> str:
    """What happened to which event, and the event as it reads now."""
    number, event = broken.number, broken.event
    which = f"Event {number:,} is" if broken.last <= number else _several(number, broken.last)
    if broken.fault == Fault.REMOVED:
        return f"{which} missing before this one:\n{_event(event)}"
    if broken.fault == Fault.CUT_OFF:
        return f"{which} missing: the end of the record was cut off."
    if broken.fault == Fault.HEAD_PUT_BACK:
        return f"Event {number:,} stands after the end: {broken.why}.\n{_event(event)}"
    reads = f"\nAs it reads now:\n{_event(event)}" if event else ""
    return f"Event {number:,} was altered: {broken.why}.{reads}"


def _several(first: int, last: int) -> str:
    return f"Events {first:,} to {last:,} are"


def _event(event: AuditEvent) -> str:
    at = timezone.localtime(event.at)
    when = f"{audit_words.day(at)}, {at:%H:%M:%S}"
    what = f"{audit_words.action(event.action)} ({event.action})"
    subject = f"{event.subject} ({event.subject_type} {event.subject_id})"
    return f"{event.sequence:,}. {when}, {event.actor_name}: {what}. {subject}"
