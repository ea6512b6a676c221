"""Matters as rows, and what other pages show of them."""

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from objectives.days import in_words
from reporting import matters, meeting
from reporting.access import Reader
from reporting.dashboard import joined
from reporting.meeting import Item, MatterKind
from reporting.models import Quarter, Submission
from reporting.workflow import QuarterState

TITLE = "Decisions, actions and questions"
_FEW = 3  # answers on the dashboard; all of them are a link away
_SETTLED = {
    MatterKind.DECISION: ("Closed", "What came of it"),
    MatterKind.ACTION: ("Done", "What was done"),
    MatterKind.QUESTION: ("Answered", "Answer"),
}
_OPEN = {
    MatterKind.DECISION: ("Decided", "grey"),
    MatterKind.ACTION: ("To do", "open"),
    MatterKind.QUESTION: ("To answer", "wait"),
}
_OWNERS_VERBS = {
    MatterKind.DECISION: "View or close",
    MatterKind.ACTION: "Say what was done",
    MatterKind.QUESTION: "Answer",
}
_RECORDERS_VERBS = {
    MatterKind.DECISION: "Change or close",
    MatterKind.ACTION: "Change or close",
    MatterKind.QUESTION: "Answer or change",
}


# --- Rows ---------------------------------------------------------------------------------------


def row(item: Item, who: Reader, *, about: str | None = None, back: str = "") -> dict:
    """One matter in a list, for this reader; `about` is what is known of it besides its words,
    `back` the page that closing it leads to again, where that is not the quarter's list."""
    tag, look = state(item, who.on)
    word, label = _SETTLED[item.kind]
    return {
        "tag": tag,
        "look": look,
        "text": item.text,
        "about": origin(item) if about is None else about,
        "owner": owner_words(item.owner, item.owner_post) if item.is_open else "",
        "due_on": item.due_on if item.is_open else None,
        "days": (item.due_on - who.on).days if item.due_on else "",
        "outcome": item.outcome if not item.is_open else "",
        "outcome_label": label,
        "closed": f"{word} on {in_words(item.closed_on)}" if item.closed_on else "",
        "url": f"{url_of(item)}?{urlencode({'back': back})}" if back else url_of(item),
        "leads_to": _verb(item, who),
        "name": f"{item.kind.label.lower()}: {_short(item.text)}",
    }


def _verb(item: Item, who: Reader) -> str:
    """What the way to a matter's page is called: what the reader does there."""
    if item.is_open and item.owner_id == who.user.pk:
        return _OWNERS_VERBS[item.kind]
    if item.is_open and who.records(item.strategy_id):
        return _RECORDERS_VERBS[item.kind]
    return "View"


def state(item: Item, on: date) -> tuple[str, str]:
    """How it stands, in a word, and the look of its tag."""
    if not item.is_open:
        return _SETTLED[item.kind][0], "done"
    return ("Overdue", "back") if item.is_overdue(on) else _OPEN[item.kind]


def origin(item: Item, *, with_kind: bool = True, with_place: bool = True) -> str:
    """What it is and from when, about what, who asks; less what is plain where it stands."""
    said = [
        f"{item.kind.label}, {item.quarter.name}" if with_kind else "",
        item.sub_strand if with_place else "",
        f"Asked by {item.asked_by}" if item.asked_by else "",
    ]
    return ". ".join(filter(None, said))


def owner_words(name: str, post: str) -> str:
    """Somebody by name and job title, where they have one."""
    return f"{name}, {post}" if post and post != name else name


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59].rstrip()}…"


def url_of(item: Item) -> str:
    """The address of a matter's own page."""
    return reverse("reporting:matter", args=[item.strategy, item.quarter, item.id])


def list_url(quarter: Quarter) -> str:
    """The address of a quarter's matters."""
    return reverse("reporting:quarter_matters", args=[quarter.strategy.slug, quarter.period])


def settled(kind: MatterKind) -> str:
    """What a closed one is called."""
    return _SETTLED[kind][0]


def outcome_label(kind: MatterKind) -> str:
    """What the words it was closed with are called."""
    return _SETTLED[kind][1]


# --- Sections of other pages --------------------------------------------------------------------


def on_dashboard(quarter: Quarter, who: Reader) -> dict | None:
    """What the quarter's dashboard says of its meeting; None for those who read none of it."""
    if quarter.strategy_id not in who.strategy_ids:
        return None
    found = matters.of_quarter(quarter, who)
    if found.is_empty and not may_record(quarter, who):
        return None
    reads_only = not who.works_on(quarter.strategy_id)
    return {
        "url": list_url(quarter),
        "words": meeting.summary(found, who.on),
        "label": _way_there(found.is_empty, who.records(quarter.strategy_id)),
        "answered": [row(item, who) for item in found.answered[:_FEW]] if reads_only else [],
    }


def _way_there(is_empty: bool, records: bool) -> str:
    if not is_empty:
        return TITLE
    return "Record a decision, an action or a question" if records else "Ask a question"


def on_report(submission: Submission, who: Reader) -> dict | None:
    """What is open about a sub-strand, for its report, and the way to record more."""
    quarter = submission.quarter
    if quarter.strategy_id not in who.strategy_ids:
        return None
    found = matters.about(submission.sub_strand, quarter, who)
    asks = may_record(quarter, who)
    if not found and not asks:
        return None
    part = submission.sub_strand.slug
    query = f"?sub_strand={part}#record"
    here = reverse("reporting:sub_strand", args=[quarter.strategy.slug, quarter.period, part])
    return {
        "rows": [row(item, who, about=origin(item, with_place=False), back=here) for item in found],
        "record_url": f"{list_url(quarter)}{query}" if asks else "",
        "record_label": _way_there(True, who.records(quarter.strategy_id)),
    }


def of_owner(who: Reader) -> list[dict]:
    """What is the reader's to see to, in whichever strategy, for their first page."""
    return [
        {**row(item, who, about=f"{item.strategy_name}. {origin(item)}"), "owner": ""}
        for item in matters.owned_by(who)
    ]


def of_leads(who: Reader) -> dict | None:
    """What the leads are to see to for whom the reader deputises; None where there is nothing."""
    found = matters.owned_by_leads(who)
    if not found:
        return None
    names = joined(dict.fromkeys(item.owner for item in found))
    return {
        "title": f"{TITLE} of {names}",
        "text": f"You deputise for {names}. These stay theirs to close: you can read them.",
        "rows": [row(item, who, about=f"{item.strategy_name}. {origin(item)}") for item in found],
    }


def may_record(quarter: Quarter, who: Reader) -> bool:
    """Whether the reader puts something on the quarter's list now."""
    return who.asks(quarter.strategy_id) and quarter.state != QuarterState.UPCOMING
