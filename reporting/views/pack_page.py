"""Prepares the pack's page: its fields, what is still missing, and the packs that were made."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils import timezone

from objectives.days import in_words
from reporting import dashboard, pack_access, pack_terms, packing
from reporting.access import Reader
from reporting.briefing.terms import LINES, Audience, Section
from reporting.models import Pack, Quarter
from reporting.pack_terms import LABELS, TEXTS, YES, Gap, Rows, Wording
from reporting.packing import Stored
from reporting.views.quarter_page import address_of, crumbs
from reporting.workflow import QuarterState

_HINTS = {
    "meeting": "For example, Cabinet Member briefing.",
    "meeting_on": "For example, 7 February 2024.",
    "portfolio": "For example, Regeneration and Skills.",
    "contact_officer": "By job title, not by name.",
    "purpose": "Why the note is written, in a sentence or two.",
    "recommendations": "What the reader is asked to do: one a line.",
    "background": "How it came to this. An empty line begins a new paragraph.",
    "governance": "Who reports to whom. The quarter’s dates are printed under it as a table.",
    "word_limit": "For each sub-strand’s wording.",
}
#: The sections of the form: its anchor, its heading, its fields.
_GROUPS = (
    ("meeting", "The meeting", LINES),
    ("note", "Purpose and recommendations", ("purpose", "recommendations")),
    ("background", "Background and governance", ("background", "governance")),
    ("implications", "Implications", ("finance", "legal", "equality", "climate")),
)
_GROUP_HINTS = {"implications": "What is left empty is left out of the pack."}
OF_GROUP = {name: anchor for anchor, _, names in _GROUPS for name in names}


def url(name: str, quarter: Quarter, *more: str | int) -> str:
    """The address of one of the quarter's pages about its pack."""
    return reverse(f"reporting:{name}", args=[quarter.strategy.slug, quarter.period, *more])


def base(quarter: Quarter, title: str, *, is_inner: bool = True) -> dict:
    """What every page about a quarter's pack prints at its top."""
    links = [*crumbs(quarter), {"label": quarter.period.title, "url": address_of(quarter)}]
    if is_inner:
        links.append({"label": "Briefing pack", "url": url("pack", quarter)})
    return {
        "quarter": quarter,
        "title": title,
        "caption": f"{quarter.strategy.name}, {quarter.period.name}",
        "crumbs": links,
    }


# --- The page of whoever makes it -----------------------------------------------------------------


def context(
    quarter: Quarter,
    who: Reader,
    stored: Stored,
    rows: Mapping[str, str],
    seen: str,
    faults: Mapping[str, str],
) -> dict:
    """All that the officer's page prints: `rows` in its fields, `faults` by the field."""
    report = packing.report_for(quarter)
    found = packing.wordings(quarter, report)
    gaps = pack_terms.gaps(_judged(rows, faults, stored), found)
    is_published = quarter.state == QuarterState.PUBLISHED
    return {
        **base(quarter, "Briefing pack", is_inner=False),
        "state": quarter.state,
        "is_published": is_published,
        "seen": seen,
        "saved": saved_words(stored),
        "copied_from": stored.copied_from,
        "contents": contents(quarter, gaps, found),
        "missing": missing_words(gaps),
        "choices": _choices(quarter, rows, faults),
        "groups": [_group(*group, rows, faults) for group in _GROUPS],
        "wordings": [wording_row(quarter, item, gaps) for item in found],
        "packs": pack_rows(packing.packs_of(quarter, who)),
        "urls": urls(quarter),
        "buttons": _buttons(quarter, is_published),
        "errors": errors(faults),
        "key": f"pack:{who.user.pk}:{quarter.pk}",
    }


def _judged(rows: Mapping[str, str], faults: Mapping[str, str], stored: Stored) -> Rows:
    """The fields that what is missing is told of: a faulty one as it is stored."""
    return {name: stored.rows[name] if name in faults else rows[name] for name in rows}


def urls(quarter: Quarter) -> dict:
    """Where the page's forms go."""
    names = ("pack", "pack_save", "pack_make", "pack_finish", "pack_preview")
    return {name: url(name, quarter) for name in names}


def _buttons(quarter: Quarter, is_published: bool) -> list[dict]:
    quiet = {"kind": "secondary"}
    buttons = [
        {"label": "Save", "name": "do", "value": "save", **quiet},
        {"label": "Preview", "name": "do", "value": "preview", **quiet},
        {"label": "Make draft", "formaction": url("pack_make", quarter)},
    ]
    if not is_published:
        return buttons
    buttons[-1] |= quiet
    return [*buttons, {"label": "Finish", "name": "do", "value": "finish"}]


def saved_words(stored: Stored) -> str:
    """When the fields were saved, and by whom."""
    if stored.saved_at is None:
        return "Proposed, not saved yet"
    when = timezone.localtime(stored.saved_at)
    return f"Saved {in_words(when.date())}, {when:%H:%M}, by {stored.saved_by.name}"


def errors(faults: Mapping[str, str]) -> list[dict]:
    """For the summary: each leads to its field."""
    return [
        {"text": f"{LABELS[name]}: {text}" if name in LABELS else text, "href": _href(name)}
        for name, text in faults.items()
    ]


def _href(name: str) -> str:
    if name not in LABELS:
        return ""
    return {"audience": f"#id_audience_{Audience.CABINET_MEMBER.value}"}.get(name, f"#id_{name}")


def _group(anchor: str, title: str, names: Sequence[str], rows, faults) -> dict:
    return {
        "id": anchor,
        "title": title,
        "hint": _GROUP_HINTS.get(anchor, ""),
        "fields": [_field(name, rows, faults) for name in names],
    }


def _field(name: str, rows: Mapping[str, str], faults: Mapping[str, str]) -> dict:
    return {
        "name": name,
        "label": LABELS[name],
        "hint": _HINTS.get(name, ""),
        "value": rows[name],
        "error": faults.get(name, ""),
        "is_line": name in LINES or name not in TEXTS,
        "rows": 4 if name in ("purpose", "recommendations") else 5,
        "width": 5 if name == "word_limit" else 0,
    }


def _choices(quarter: Quarter, rows: Mapping[str, str], faults: Mapping[str, str]) -> dict:
    off = rows["left_out"].split()
    return {
        "audiences": [
            {
                "value": item.value,
                "label": item.label,
                "checked": rows["audience"] == item,
            }
            for item in Audience
        ],
        "audience_error": faults.get("audience", ""),
        "objectives": [
            {"value": item.slug, "label": item.name, "chosen": item.slug == rows["objective"]}
            for item in quarter.strategy.objectives.all()
        ],
        "objective_error": faults.get("objective", ""),
        "sections": [
            {"value": item.value, "label": item.label, "checked": item.value not in off}
            for item in Section
        ],
        "exceptions_only": rows["exceptions_only"] == YES,
        "with_differences": rows["with_differences"] == YES,
        "word_limit": _field("word_limit", rows, faults),
    }


# --- What is still missing ------------------------------------------------------------------------


def missing_words(gaps: Sequence[Gap]) -> str:
    """ "2 things are missing", at the top of the contents."""
    if not gaps:
        return "Nothing is missing."
    return f"{dashboard.counted(len(gaps), 'thing')} {'is' if len(gaps) == 1 else 'are'} missing"


def contents(
    quarter: Quarter, gaps: Sequence[Gap], found: Sequence[Wording], here: str = ""
) -> list[dict]:
    """The parts of the page and the sub-strands' wordings, each with what it lacks.

    `here` is the sub-strand whose page it stands on; blank on the pack's own.
    """
    page = url("pack", quarter) if here else ""
    by_group: dict[str, list[Gap]] = {}
    for gap in gaps:
        by_group.setdefault(gap.slug or OF_GROUP.get(gap.field, ""), []).append(gap)
    parts = [("choices", "Who it is for"), *((anchor, title) for anchor, title, _ in _GROUPS)]
    return [
        *(
            {"label": title, "url": f"{page}#{anchor}", **_mark(by_group.get(anchor, []))}
            for anchor, title in parts
        ),
        *(
            {
                "label": item.name,
                "url": url("pack_wording", quarter, item.slug),
                "is_here": item.slug == here,
                **_wording_mark(item, by_group.get(item.slug, [])),
            }
            for item in found
        ),
    ]


def _mark(gaps: Sequence[Gap]) -> dict:
    if any(gap.is_hard for gap in gaps):
        return {"mark": "error", "words": "must be written"}
    if gaps:
        return {"mark": "reason", "words": "something is missing"}
    return {"mark": "answered", "words": ""}


def _wording_mark(item: Wording, gaps: Sequence[Gap]) -> dict:
    if not item.is_in:
        return {"mark": "missing", "words": "no return yet"}
    if gaps:
        return {"mark": "reason", "words": wording_state(item, gaps)}
    return {"mark": "answered", "words": wording_state(item, gaps)}


def wording_state(item: Wording, gaps: Sequence[Gap]) -> str:
    """How far a sub-strand's wording is, in a few words."""
    if not item.is_in:
        return "no return yet"
    if item.is_overtaken:
        return "the commentary changed since"
    if item.is_own:
        return "signed off" if item.signed_off else "not signed off"
    return "too long" if gaps else "as the commentary"


def wording_row(quarter: Quarter, item: Wording, gaps: Sequence[Gap]) -> dict:
    """A sub-strand in the table of wordings."""
    own = [gap for gap in gaps if gap.slug == item.slug]
    state = wording_state(item, own)
    return {
        "name": item.name,
        "url": url("pack_wording", quarter, item.slug),
        "words": pack_terms.words(item.printed) if item.is_in else "",
        "state": f"{state[:1].upper()}{state[1:]}",
        "note": item.signed_off,
        "is_too_long": any("over the limit" in gap.text for gap in own),
    }


# --- Packs that were made -------------------------------------------------------------------------


def pack_rows(packs: Sequence[Pack]) -> dict:
    """Finished packs, and drafts apart, as the list prints them."""
    return {
        "final": [pack_row(item) for item in packs if item.is_final],
        "drafts": [pack_row(item) for item in packs if not item.is_final],
    }


def pack_row(pack: Pack) -> dict:
    """One pack in a list."""
    name = "pack_made" if pack.is_final else "pack_draft"
    when = timezone.localtime(pack.made_at)
    by = f" by {pack.made_by.name}" if pack.made_by else ""
    edition = f"edition {pack.edition.number}" if pack.edition else "what is submitted"
    return {
        "label": f"{'Pack' if pack.is_final else 'Draft'} {pack.number}",
        "url": url(name, pack.quarter, pack.number),
        "about": f"{pack.quarter.period.name}, {pack.quarter.strategy.name}",
        "audience": Audience(pack.audience).label,
        "made": f"{in_words(when.date())}, {when:%H:%M}{by}",
        "edition": f"From {edition}",
        "note": pack.note,
    }


# --- The page of whoever only reads ---------------------------------------------------------------


def reading_context(quarter: Quarter, who: Reader) -> dict:
    """What readers of packs are shown: those that were made, and the wordings to sign off."""
    return {
        **base(quarter, "Briefing pack", is_inner=False),
        "state": who.known_state(quarter),
        "packs": pack_rows(packing.packs_of(quarter, who)),
        "to_sign": _to_sign(quarter, who),
        "back": address_of(quarter),
    }


def _to_sign(quarter: Quarter, who: Reader) -> list[dict]:
    """The Member wordings that this person signs off, and has not yet."""
    signed = {
        item.sub_strand.slug
        for item in quarter.submissions.select_related("sub_strand")
        if pack_access.signs_wording(who, item.sub_strand)
    }
    if not signed or not packing.has_something_to_say(quarter):
        return []
    found = packing.wordings(quarter, packing.report_for(quarter))
    return [
        wording_row(quarter, item, [])
        for item in found
        if item.slug in signed and item.is_own and not item.signed_off
    ]
