"""Two officers' versions of the same texts of a pack, side by side; all else is carried along."""

from collections.abc import Iterable, Mapping

from django.utils import timezone

from reporting import dashboard, pack_terms, packing
from reporting.actions.refusals import Conflict
from reporting.briefing.terms import Audience, Section
from reporting.models import Quarter
from reporting.pack_terms import LABELS, NAMES, YES
from reporting.views import pack_page
from reporting.views.pack_fields import as_fields

_SIDES = ("mine", "theirs")


def context(quarter: Quarter, fields: Mapping[str, str], conflict: Conflict, request) -> dict:
    """The fields to choose for, and all that a choice sends on."""
    mine = {**conflict.merged, **{name: fields[name] for name in conflict.conflicts}}
    asked = [("asked", name) for name in conflict.conflicts]
    return {
        **pack_page.base(quarter, "Choose what to keep"),
        "who": _who(conflict.by, request),
        "rows": [_row(name, mine, conflict, request) for name in conflict.conflicts],
        "fields": [*as_fields(mine), ("seen", pack_terms.seen(conflict.saved)), *asked],
        "urls": pack_page.urls(quarter),
    }


def unanswered(data) -> list[str]:
    """The fields that the page asked about and nobody has chosen for."""
    return [name for name in _asked(data) if data.get(f"choose-{name}") not in _SIDES]


def asked_again(quarter: Quarter, fields: Mapping[str, str], request) -> dict:
    """The same page while a choice is missing: what was chosen stays."""
    stored = packing.texts_of(quarter)
    conflict = Conflict(
        version=stored.version,
        saved=stored.rows,
        merged={**stored.rows, **fields},
        conflicts=tuple(_asked(request.POST)),
        by=stored.saved_by.name if stored.saved_by else "",
        at=stored.saved_at,
    )
    made = context(quarter, {**stored.rows, **fields}, conflict, request)
    for row in made["rows"]:
        row["chosen"] = request.POST.get(row["name"], "")
        row["error"] = "" if row["chosen"] in _SIDES else f"{row['title']}: choose which to keep."
    errors = [
        {"text": row["error"], "href": f"#{row['name']}-mine"}
        for row in made["rows"]
        if row["error"]
    ]
    return {**made, "errors": errors}


def chosen(data, fields: Mapping[str, str]) -> dict[str, str]:
    """The fields as the form sent them, without those for which the other's were chosen."""
    theirs = {name for name in _asked(data) if data.get(f"choose-{name}") == "theirs"}
    return {name: text for name, text in fields.items() if name not in theirs}


def names(fields: Iterable[str]) -> str:
    """Which fields they are: "Purpose of the note and background"."""
    words = dashboard.joined([LABELS[name].lower() for name in fields])
    return f"{words[:1].upper()}{words[1:]}"


def _asked(data) -> list[str]:
    return [name for name in data.getlist("asked") if name in NAMES]


def _who(name: str, request) -> str:
    return "Your other window" if name == request.user.name else name or "Somebody else"


def _row(name: str, mine: Mapping[str, str], conflict: Conflict, request) -> dict:
    when = timezone.localtime(conflict.at) if conflict.at else None
    return {
        "name": f"choose-{name}",
        "title": LABELS[name],
        "mine": said(name, mine[name]),
        "theirs": said(name, conflict.saved[name]),
        "when": f"at {when:%H:%M}" if when else "",
    }


def said(name: str, text: str) -> str:
    """A field's value as a person reads it."""
    if name == "audience":
        return Audience(text).label if text in set(Audience) else text
    if name == "left_out":
        off = dashboard.joined([Section(item).label for item in text.split()]) if text else ""
        return f"Without: {off}" if off else "All parts"
    if name in ("exceptions_only", "with_differences"):
        return "Yes" if text == YES else "No"
    return text
