"""Audit events as CSV: a line each as it is asked for, and nothing in it that a sheet would run."""

import csv
import re
from collections.abc import Iterable, Iterator

from django.utils import timezone

from accounts import audit_words
from accounts.models import AuditEvent

BOM = "\ufeff"  # without it Excel takes UTF-8 for something else
HEADINGS = ("Number", "When", "Who", "What was done", "Kind", "To what", "Facts", "Hash")

_FORMULA = re.compile(r"\s*[=+\-@]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class _Line:
    """What a csv.writer writes into: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def lines(events: Iterable[AuditEvent]) -> Iterator[str]:
    """The file, line by line."""
    writer = csv.writer(_Line())
    yield BOM + writer.writerow(HEADINGS)
    for event in events:
        yield writer.writerow([event.sequence, *map(safe, _texts(event))])


def safe(text: str) -> str:
    """A cell that a sheet shows and never works out: "=1+1" comes with an apostrophe before it."""
    text = _UNPRINTABLE.sub("", text)
    return f"'{text}" if _FORMULA.match(text) else text


def _texts(event: AuditEvent) -> list[str]:
    facts = audit_words.facts(event.before, event.after)
    return [
        f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}",
        event.actor_name,
        audit_words.action(event.action),
        audit_words.kind(event.subject_type),
        audit_words.subject(event.subject_type, event.subject),
        "; ".join(f"{fact.name}: {fact.value}" for fact in facts),
        event.hash,
    ]
