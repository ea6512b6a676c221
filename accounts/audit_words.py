"""The audit record in plain words, and what of an event its readers are shown (ADR 4).

Administrators keep the record, and their role shows no unpublished figures (DESIGN 5). So a page
prints of an event who, when, what and about what, and of its before and after only the facts
listed here: never a figure, a comment, a reason or anything else that somebody wrote. A fact that
a later act records stays hidden until it is listed.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

#: What was done, by the name that `audit.record` is given.
ACTIONS = {
    "audit.download": "Audit record downloaded",
    "comment.reply": "Comment answered",
    "comment.resolve": "Comment resolved",
    "comment.take_up_again": "Comment taken up again",
    "comment.write": "Comment written",
    "comparator.record": "Comparators’ values recorded",
    "comparator.withdraw": "Comparator’s value withdrawn",
    "figure.correct": "Figure corrected",
    "figures.import": "Figures loaded from a file",
    "kpi.differ": "Two KPIs found to be different",
    "kpi.merge": "Two KPIs made one",
    "kpi.take_up_again": "Taken up again whether two KPIs are the same",
    "kpi.undo_merge": "Two KPIs made two again",
    "pack.download": "Briefing pack downloaded",
    "pack.draft": "Draft of a briefing pack made",
    "pack.finish": "Briefing pack finished",
    "pack.save": "Texts of a briefing pack saved",
    "password.asked": "Link to a new password sent",
    "password.change": "Password changed",
    "password.set": "Password chosen with a link",
    "person.change": "Person’s details changed",
    "person.deactivate": "Person deactivated",
    "person.invite": "Person invited",
    "person.invite_again": "Invitation sent again",
    "person.reactivate": "Person reactivated",
    "matter.change": "Decision, action or question changed",
    "matter.close": "Decision, action or question closed",
    "matter.record": "Decision, action or question recorded",
    "matter.reopen": "Decision, action or question taken up again",
    "quarter.add_entries": "KPIs added to a quarter’s returns",
    "quarter.download": "Quarter downloaded",
    "quarter.export": "Quarter exported by command",
    "quarter.open": "Quarter opened",
    "quarter.public": "Day changed from which a quarter is public",
    "quarter.nudge": "Leads nudged",
    "quarter.publish": "Quarter published",
    "quarter.remind": "Reminders written",
    "quarter.send_again": "Letter sent again",
    "quarter.reopen": "Quarter reopened",
    "quarter.set_dates": "Dates of a quarter changed",
    "quarter.start_review": "Review of a quarter started",
    "reference.demo_accounts": "Demonstration account made",
    "reference.load": "Reference data loaded",
    "return.amend": "Wording of a return changed",
    "return.approve": "Return approved",
    "return.extend": "Later day given for a return",
    "return.fill": "Figures put into a return from a file",
    "return.reopen": "Return reopened",
    "return.saved": "Return saved",
    "return.send_back": "Return sent back",
    "return.sign_off": "Return signed off",
    "return.submit": "Return submitted",
    "return.withdraw": "Return withdrawn",
    "role.end": "Role ended",
    "role.give": "Role given",
    "sign_in": "Signed in",
    "sign_out": "Signed out",
    "wording.save": "Member wording saved",
    "wording.sign_off": "Member wording signed off",
}

#: What an act may be about, where its name is no secret; of anything else only the kind is shown.
SUBJECTS = {
    "accounts.audithead": "Audit record",
    "accounts.user": "Person",
    "objectives.assignment": "Role",
    "objectives.kpi": "KPI",
    "objectives.objective": "Objective",
    "objectives.possiblysame": "Two KPIs that may be the same",
    "objectives.strategy": "Strategy",
    "objectives.substrand": "Sub-strand",
    "reporting.edition": "Edition",
    "reporting.matter": "Decision, action or question",
    "reporting.memberwording": "Member wording",
    "reporting.pack": "Briefing pack",
    "reporting.quarter": "Quarter",
    "reporting.submission": "Return",
}
#: Whose names hold a figure or somebody's words.
UNNAMED = {
    "reporting.observation": "A KPI’s figure",
}

FACTS = {
    "state": "State",
    "on_behalf": "On behalf of the lead",
    "own": "By the one who submitted it",
    "received": "Return received",
    "bulk": "Together with others",
    "kpi": "KPI",
    "kept": "Stands for both",
    "rows": "Rows",
    "kind": "Kind",
    "owner": "Owner",
    "due_on": "Due",
    "data_deadline": "Data deadline",
    "returns": "Returns",
    "letters": "Letters",
    "kinds": "Kinds of letter",
    "edition": "Edition",
    "checksum": "Checksum of the edition",
    "pack_checksum": "Checksum of the pack",
    "missing": "Still missing",
    "wrote_it": "By the one who wrote it",
    "period": "Period",
    "public_from": "Public from",
    "without": "Without a return from",
    "format": "Format",
    "bytes": "Bytes",
    "name": "Name",
    "job_title": "Job title",
    "email": "E-mail address",
    "administrator": "Administrator",
    "starts": "From",
    "ends": "Until",
    "roles": "Roles",
    "search": "Search",
}
#: Facts whose values are names within the portal, and those whose values are days.
_CODES = {"state", "roles", "kind", "kinds"}
#: Names of which older events keep what stands in addresses.
_NAMES = {"without"}
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DAYS = {"data_deadline", "public_from", "starts", "ends", "due_on"}
#: What tells nobody anything: it counts saves, so that two who save at once are noticed.
_SILENT = {"version"}


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
        Fact(name, _change(key, was, now)) for key, name in FACTS.items() if _is_said(key, was, now)
    )


def keeps_more(before: str, after: str) -> bool:
    """Whether the event says more than `facts` shows."""
    said = [*_read(before).items(), *_read(after).items()]
    shown = {*FACTS, *_SILENT}
    return any(key not in shown and value not in ("", None) for key, value in said)


def _is_said(key: str, was: Mapping, now: Mapping) -> bool:
    """Whether there is anything to print of a fact.

    One that an act read and wrote nothing of is no change.
    """
    if key in was and key not in now and now:
        return False
    return any(facts.get(key) is not None or _is_in_words(key, facts) for facts in (was, now))


def _change(key: str, was: Mapping, now: Mapping) -> str:
    old, new = _known(key, was), _known(key, now)
    if key not in was or old == new:
        return new or "None"
    if not new and not now:
        return old
    return f"{old or 'None'}, then {_inside(new or 'none')}"


def _known(key: str, facts: Mapping) -> str:
    """A fact's value in words; of a deadline that somebody put in words, only that it is so."""
    return "In words, not a day" if _is_in_words(key, facts) else _value(key, facts.get(key))


def _is_in_words(key: str, facts: Mapping) -> bool:
    """Whether a day is not known as one, though something stands in its place ("Monthly")."""
    dates = facts.get("dates")
    if facts.get(key) is not None or not isinstance(dates, list):
        return False
    return any(isinstance(item, list) and item[:1] == [key] for item in dates)


def _inside(text: str) -> str:
    """A word as it stands inside a sentence."""
    return text.lower() if text in ("Yes", "No") else text


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
    is_code = key in _CODES or (key in _NAMES and _SLUG.fullmatch(text))
    return _readable(text) if is_code else text


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
