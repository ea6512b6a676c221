"""Finding events in the audit record, a page at a time, without ever counting all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.audit_words import SUBJECTS
from accounts.models import AuditEvent

PAGE = 50
_AT_ONCE = 1000  # events of a file held in memory


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; a blank asks for nothing. The days are the council's own."""

    who: str = ""
    action: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None

    def events(self) -> QuerySet[AuditEvent]:
        """The events that fit, newest first."""
        found = AuditEvent.objects.order_by("-sequence")
        if self.who:
            found = found.filter(
                Q(actor_name__icontains=self.who) | Q(actor__email__icontains=self.who)
            )
        if self.action:
            found = found.filter(action=self.action)
        for word in self.subject.split():
            # Not among names that are not shown: a hit would tell what is in them.
            found = found.filter(subject_type__in=SUBJECTS, subject__icontains=word)
        if self.since:
            found = found.filter(at__gte=_midnight(self.since))
        if self.until:
            found = found.filter(at__lt=_midnight(self.until + timedelta(days=1)))
        return found


@dataclass(frozen=True, slots=True)
class Page:
    """Some events, newest first, and the numbers between which the pages beside them begin."""

    events: list[AuditEvent]
    newer: int | None = None  # there are events after this one
    older: int | None = None  # there are events before this one


def page(events: QuerySet[AuditEvent], *, before: int = 0, after: int = 0) -> Page:
    """The newest page, or the one of events numbered below `before`, or just above `after`."""
    if after:
        found = list(events.filter(sequence__gt=after).order_by("sequence")[: PAGE + 1])
        if len(found) > PAGE:
            shown = found[PAGE - 1 :: -1]
            return Page(shown, newer=shown[0].sequence, older=shown[-1].sequence)
        # The newest page is reached: it is shown whole.
    found = list((events.filter(sequence__lt=before) if before else events)[: PAGE + 1])
    shown = found[:PAGE]
    return Page(
        shown,
        newer=shown[0].sequence if before and shown else None,
        older=shown[-1].sequence if len(found) > PAGE else None,
    )


def all_up_to(events: QuerySet[AuditEvent], end: int) -> Iterator[AuditEvent]:
    """Every one of them numbered `end` or less, newest first, a batch of them in memory."""
    below = end + 1
    while batch := list(events.filter(sequence__lt=below)[:_AT_ONCE]):
        yield from batch
        below = batch[-1].sequence


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
