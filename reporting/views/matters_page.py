"""Prepares the pages of matters: a quarter's list, one matter, and the fields of their forms."""

from django.urls import reverse
from django.utils import timezone

from objectives.days import in_words, until
from objectives.models import SubStrand
from reporting import matters, meeting
from reporting.access import Reader
from reporting.meeting import Item, MatterKind, Typed
from reporting.models import Matter, Quarter
from reporting.views.matter_rows import (
    TITLE,
    list_url,
    may_record,
    origin,
    outcome_label,
    owner_words,
    row,
    settled,
    state,
    url_of,
)
from reporting.views.quarter_page import crumbs

# --- The list -----------------------------------------------------------------------------------


def list_context(
    quarter: Quarter, who: Reader, typed: Typed, faults: dict[str, str] | None = None
) -> dict:
    """The quarter's matters and, for those who may, the form to record one."""
    found = matters.of_quarter(quarter, who)
    own = (found.decisions, found.actions, found.questions)
    decisions, actions, questions = (
        [row(item, who, about=origin(item, with_kind=False)) for item in items] for items in own
    )
    return {
        "arising": [row(item, who) for item in found.arising],
        "decisions": decisions,
        "actions": actions,
        "questions": questions,
        "answered": [row(item, who) for item in found.answered],
        "title": TITLE,
        "caption": f"{quarter.strategy.name}, {quarter.period.name}",
        "crumbs": quarter_crumbs(quarter),
        "lede": f"{meeting.summary(found, who.on) or 'Nothing is open'}.",
        "none": _none(quarter, who),
        "form": _record_form(quarter, who, typed, faults or {}),
    }


def _none(quarter: Quarter, who: Reader) -> str:
    """In place of decisions and actions: there are none, or a viewer is not shown them yet."""
    if who.works_on(quarter.strategy_id) or who.reads_edition_of(quarter):
        return "None recorded."
    return "Shown to you once the quarter is published."


def quarter_crumbs(quarter: Quarter) -> list[dict]:
    """The way to a page below the quarter's."""
    slugs = [quarter.strategy.slug, quarter.period]
    url = reverse("reporting:quarter", args=slugs)
    return [*crumbs(quarter), {"label": quarter.period.title, "url": url}]


def _record_form(quarter: Quarter, who: Reader, typed: Typed, faults: dict) -> dict | None:
    if not may_record(quarter, who) and not typed.text:
        return None
    records = who.records(quarter.strategy_id)
    parts = SubStrand.objects.filter(strategy=quarter.strategy_id).in_order()
    return {
        "typed": typed,
        "faults": faults,
        "records": records,
        "asks_as": "" if records else matters.post_of(who.user),
        "kinds": _kinds(typed.kind) if records else [],
        "places": [_option("", "The strategy as a whole", typed.sub_strand)]
        + [_option(part.slug, part.name, typed.sub_strand) for part in parts],
        "owners": _owners(quarter, who, typed.owner) if records else [],
    }


_HINTS = {
    MatterKind.DECISION: "Something was decided. Nobody need do anything.",
    MatterKind.ACTION: "Somebody is to do something by a day.",
    MatterKind.QUESTION: "Somebody wants to know something, such as the Cabinet Member.",
}


def _kinds(chosen: str) -> list[dict]:
    return [
        {
            "id": "id_kind" if number == 0 else f"id_kind_{number}",
            "value": kind.value,
            "label": kind.label,
            "hint": _HINTS[kind],
            "checked": kind == chosen,
        }
        for number, kind in enumerate(MatterKind)
    ]


def _owners(quarter: Quarter, who: Reader, chosen: str, also=None) -> list[dict]:
    """Whom a matter can be given to; `also` whose it is, though they hold no role any more."""
    people = list(matters.owners(quarter, who.on))
    options = [
        _option(str(person.pk), owner_words(person.name, person.job_title), chosen)
        for person in people
    ]
    if also is not None and also not in people:
        options.insert(0, _option(str(also.pk), f"{also.name} (no role here now)", chosen))
    return [_option("", "Nobody", chosen), *options]


def _option(value: str, label: str, chosen: str) -> dict:
    return {"value": value, "label": label, "selected": value == chosen}


# --- One matter ---------------------------------------------------------------------------------


def context(
    matter: Matter, who: Reader, typed: Typed | None = None, faults: dict[str, str] | None = None,
    outcome: str | None = None,
) -> dict:  # fmt: skip
    """One matter and what the reader may do with it; nothing typed is lost."""
    quarter, item = matter.quarter, matters.item_of(matter)
    tag, look = state(item, who.on)
    records = who.records(quarter.strategy_id)
    closes = matters.may_close(who, matter)
    address = url_of(item)
    shown = typed or typed_of(matter)
    return {
        "matter": matter,
        "title": item.kind.label,
        "caption": f"{quarter.strategy.name}, {quarter.period.name}",
        "crumbs": [*quarter_crumbs(quarter), {"label": TITLE, "url": list_url(quarter)}],
        "tag": tag,
        "look": look,
        "facts": _facts(matter, item, who),
        "outcome_label": outcome_label(item.kind),
        "faults": faults or {},
        "close": _closing(item, f"{address}close/", matter.outcome if outcome is None else outcome)
        if closes and item.is_open
        else None,
        "change": {
            "url": f"{address}change/",
            "typed": shown,
            "asks": item.kind == MatterKind.QUESTION,
            "owners": _owners(quarter, who, shown.owner, also=matter.owner),
            "is_open": typed is not None,
        }
        if records and item.is_open
        else None,
        "reopen_url": f"{address}reopen/" if closes and not item.is_open else "",
        "unsent": "" if item.is_open else outcome or (typed.text if typed else ""),
        "list_url": list_url(quarter),
    }


def typed_of(matter: Matter) -> Typed:
    """The matter as its form would have been filled in."""
    return Typed(
        kind=matter.kind,
        text=matter.text,
        sub_strand=matter.sub_strand.slug if matter.sub_strand else "",
        asked_by=matter.asked_by,
        owner=str(matter.owner_id or ""),
        due=in_words(matter.due_on) if matter.due_on else "",
    )


_CLOSINGS = {
    MatterKind.DECISION: ("Close this decision", "What came of it (optional)"),
    MatterKind.ACTION: ("Close this action", "What was done"),
    MatterKind.QUESTION: ("Answer this question", "Answer"),
}


def _closing(item: Item, url: str, outcome: str) -> dict:
    button, label = _CLOSINGS[item.kind]
    hint = f"{item.asked_by} reads it under “You asked, we did”." if item.asked_by else ""
    return {"url": url, "button": button, "label": label, "hint": hint, "outcome": outcome}


def _due(item: Item, who: Reader) -> str:
    if item.due_on is None:
        return ""
    return in_words(item.due_on) + (f", {until(item.due_on, on=who.on)}" if item.is_open else "")


def _facts(matter: Matter, item: Item, who: Reader) -> list[dict]:
    owner = owner_words(item.owner, item.owner_post)
    if item.owner and not matters.owners(matter.quarter, who.on).filter(pk=item.owner_id).exists():
        owner = f"{owner}. Holds no role in this strategy now: give it to somebody else."
    recorded = timezone.localdate(matter.recorded_at)
    closed_by = f" by {matter.closed_by.name}" if matter.closed_by else ""
    said = {
        "About": item.sub_strand or "The strategy as a whole",
        "Asked by": item.asked_by,
        "Owner": owner or "Nobody",
        "Due": _due(item, who),
        "Recorded": f"{in_words(recorded)} by {matter.recorded_by_name}",
        settled(item.kind): f"{in_words(item.closed_on)}{closed_by}" if item.closed_on else "",
    }
    return [{"name": name, "value": value} for name, value in said.items() if value]
