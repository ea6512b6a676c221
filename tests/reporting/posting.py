"""A quarter with a deadline, and the portal's post, for tests of letters."""

from datetime import UTC, date, datetime, timedelta

from django.core import mail

from reporting.actions import letters
from reporting.answers import GovernanceKind
from reporting.models import GovernanceDate, Notice

DUE = date(2024, 2, 7)


def at(offset: int, hour: int = 9) -> datetime:
    """That many days after the deadline, at that hour."""
    day = DUE + timedelta(days=offset)
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def set_deadline(quarter, day=DUE):
    """The quarter's data deadline; None: in words only."""
    GovernanceDate.objects.filter(quarter=quarter).delete()
    said = {"date": day} if day else {"words": "Monthly"}
    GovernanceDate.objects.create(quarter=quarter, kind=GovernanceKind.DATA_DEADLINE, **said)
    return quarter


def run(now):
    """What `send_reminders` does at that moment."""
    letters.owe_all_reminders(now=now)
    return letters.send_waiting(now=now)


def posted() -> list[tuple[str, str]]:
    """To whom letters went, and their subjects."""
    return [(message.to[0], message.subject) for message in mail.outbox]


def addressed() -> list[tuple[str, str]]:
    """Who has which letter, by the rows."""
    rows = Notice.objects.order_by("recipient__name", "pk")
    return list(rows.values_list("recipient__name", "kind"))
