"""The audit record in plain words, and what of an event its readers are shown (ADR 4).

Administrators keep the record, and their role shows no unpublished figures (DESIGN 5). So a page
prints of an event who, when, what and about what, and of its before and after only the facts
listed here: never a figure, a comment, a reason or anything else that somebody wrote. A fact that
a later act records stays hidden until it is listed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

#: What was done, by the name that `audit.record` is given.
ACTIONS = {
    "audit.download": "Audit record downloaded",
    "figure.correct": "Figure corrected",
    "quarter.add_entries": "KPIs added to a quarter’s returns",
    "quarter.download": "Quarter downloaded",
    "quarter.export": "Quarter exported by command",
    "quarter.publish": "Quarter published",
    "reference.demo_accounts": "Demonstration account made",
    "reference.load": "Reference data loaded",
    "return.approve": "Return approved",
    "return.saved": "Return saved",
    "return.send_back": "Return sent back",
    "return.submit": "Return submitted",
    "return.withdraw": "Return withdrawn",
    "sign_in": "Signed in",
    "sign_out": "Signed out",
}

#: What an act may be about, where its name is no secret; of anything else only the kind is shown.
SUBJECTS = {
    "accounts.audithead": "Audit record",
    "accounts.user": "Person",
    "objectives.assignment": "Role",
    "objectives.kpi": "KPI",
    "objectives.objective": "Objective",
    "objectives.strategy": "Strategy",
    "objectives.substrand": "Sub-strand",
    "reporting.edition": "Edition",
    "reporting.quarter": "Quarter",
    "reporting.submission": "Return",
}
#: Whose names hold a figure or somebody's words.
UNNAMED = {
    "reporting.observation": "A KPI’s figure",
}

FACTS = {
    "state": "State",
    "version": "Version",
    "on_behalf": "On behalf of the lead",
    "own": "By the one who submitted it",
    "edition": "Edition",
    "checksum": "Checksum of the edition",
    "period": "Period",
    "public_from": "Public from",
    "without": "Without a return from",
    "format": "Format",
    "bytes": "Bytes",
    "email": "E-mail address",
    "roles": "Roles",
    "search": "Search",
}
#: Facts whose values are names within the portal, and those whose values are days.
_CODES = {"state", "without", "roles"}
_DAYS = {"public_from"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing an event says of its subject: as it is after the act, or "before, then after"."""

    name: str
    value: str


def action(code: str) -> str:
    """What was done, in words; of an act that has none yet, its name made readable."""
    return ACTIONS.get(code) or _readable(code.replace(".", " "))


def kind(subject_type: str) -> str:
    """What sort of thing an act was about."""
    known = SUBJECTS.get(subject_type) or UNNAMED.get(subject_type)
    return known or "Something else"


def subject(subject_type: str, name: str) -> str:
    """What an act was about: its name at the time, where that may be shown."""
    return name if subject_type in SUBJECTS else kind(subject_type)


def facts(before: str, after: str) -> tuple[Fact, ...]:
    """What may be shown of an event's before and after."""
    was, now = _read(before), _read(after)
    return tuple(
        Fact(name, _change(key, was, now))
        for key, name in FACTS.items()
        if was.get(key) is not None or now.get(key) is not None
    )


def keeps_more(before: str, after: str) -> bool:
    """Whether the event says more than `facts` shows."""
    said = [*_read(before).items(), *_read(after).items()]
    return any(key not in FACTS and value not in ("", None) for key, value in said)


def _change(key: str, was: Mapping, now: Mapping) -> str:
    old, new = _value(key, was.get(key)), _value(key, now.get(key))
    if key not in was or old == new:
        return new or "None"
    return f"{old or 'None'}, then {new or 'none'}"


def _value(key: str, value) -> str:
    if isinstance(value, list):
        return ", ".join(_value(key, item) for item in value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int):
        return f"{value:,}"
    text = "" if value is None else str(value)
    if key in _DAYS:
        return _day(text)
    return _readable(text) if key in _CODES else text


def _day(text: str) -> str:
    """A day as pages print it."""
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def day(on: date) -> str:
    """A day in words: "8 April 2024"."""
    return f"{on.day} {on:%B %Y}"


def _readable(code: str) -> str:
    text = code.replace("_", " ").replace("-", " ")
    return text[:1].upper() + text[1:]


def _read(text: str) -> dict:
    """An event's facts; none where the text was tampered with (`verify_audit` names it)."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
