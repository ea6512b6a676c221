"""Prepares the page of one sub-strand's Member wording."""

from collections.abc import Mapping

from reporting import pack_access, pack_terms, packing, what_changed
from reporting.access import Reader
from reporting.actions.refusals import Conflict
from reporting.models import Quarter, Submission
from reporting.pack_terms import Gap, Wording
from reporting.views import pack_page


def standing(quarter: Quarter) -> tuple[list[Gap], list[Wording]]:
    """What the quarter's pack still lacks, and all its wordings."""
    found = packing.wordings(quarter, packing.report_for(quarter))
    return pack_terms.gaps(packing.texts_of(quarter).rows, found), found


def context(
    submission: Submission,
    who: Reader,
    typed: str | None,
    faults: Mapping[str, str],
    conflict: Conflict | None,
) -> dict:
    """All that the page prints; `typed` is what a form sent and was not stored."""
    quarter, part = submission.quarter, submission.sub_strand
    report = packing.report_for(quarter)
    found = packing.wordings(quarter, report)
    stored = packing.texts_of(quarter)
    limit = pack_terms.terms(stored.rows, {}).word_limit
    item = next((item for item in found if item.slug == part.slug), None)
    gaps = pack_terms.gaps(stored.rows, found)
    before, after = what_changed.marked(item.commentary, item.text) if item else ([], [])
    shown = item.printed if item else ""
    makes = who.packs(part.strategy_id)
    signs = pack_access.signs_wording(who, part)
    return {
        **pack_page.base(quarter, f"{part.name}: Member wording"),
        "name": part.name,
        "item": item if item and item.is_in else None,
        "makes": makes,
        "signs": bool(signs and item and item.is_own and not item.signed_off),
        "waits": bool(item and item.is_own and not item.signed_off),
        "limit": limit,
        "words": pack_terms.words(shown),
        "over": item.over(limit) if item else 0,
        "text": shown if typed is None else typed,
        "version": conflict.version if conflict else item.version if item else 0,
        "theirs": conflict.saved if conflict else "",
        "mark": pack_terms.mark(item.commentary) if item else "",
        "before": before,
        "after": after,
        "contents": pack_page.contents(quarter, gaps, found, part.slug) if makes else [],
        "missing": pack_page.missing_words(gaps),
        "faults": faults,
        "errors": [
            {"text": text, "href": "#id_wording" if name else ""} for name, text in faults.items()
        ],
        "buttons": _buttons(),
        "urls": {
            "wording": pack_page.url("pack_wording", quarter, part.slug),
            "save": pack_page.url("pack_wording_save", quarter, part.slug),
            "sign_off": pack_page.url("pack_wording_sign_off", quarter, part.slug),
            "pack": pack_page.url("pack", quarter),
        },
        "key": f"wording:{who.user.pk}:{submission.pk}",
    }


def _buttons() -> list[dict]:
    return [
        {"label": "Save", "name": "do", "value": "save", "kind": "secondary"},
        {"label": "Save and go to the next", "name": "do", "value": "next"},
    ]


def after(submission: Submission, do: str) -> str:
    """Where a save leads: the same page, the next sub-strand's, or the pack's after the last."""
    quarter, slug = submission.quarter, submission.sub_strand.slug
    if do != "next":
        return pack_page.url("pack_wording", quarter, slug)
    found = packing.wordings(quarter, packing.report_for(quarter))
    slugs = [item.slug for item in found if item.is_in or item.slug == slug]
    later = slugs[slugs.index(slug) + 1 :] if slug in slugs else []
    return (
        pack_page.url("pack_wording", quarter, later[0])
        if later
        else pack_page.url("pack", quarter)
    )


def is_changed(submission: Submission, data) -> bool:
    """Whether the form holds another text than is stored: it would be lost."""
    if "wording" not in data:
        return False
    quarter = submission.quarter
    found = packing.wordings(quarter, packing.report_for(quarter))
    item = next((item for item in found if item.slug == submission.sub_strand.slug), None)
    typed = data["wording"].replace("\r\n", "\n").strip()
    return item is not None and typed != item.printed.replace("\r\n", "\n").strip()
