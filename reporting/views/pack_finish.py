"""Prepares the page before a pack is finished, and the list of all finished packs."""

from collections.abc import Mapping

from reporting import pack_access, pack_terms, packing
from reporting.access import Reader, visible_quarters
from reporting.actions.packs import Lacking
from reporting.briefing.terms import Audience
from reporting.models import Quarter
from reporting.pack_terms import Gap
from reporting.views import pack_page
from reporting.workflow import QuarterState

NOT_ACCEPTED = "Tick the box to finish the pack all the same, or see to what is missing."
_QUARTERS = 12  # whose packs a list offers to work on


def context(quarter: Quarter, data, faults: Mapping[str, str]) -> dict:
    """What is missing, what is made, and what the officer has to say."""
    stored = packing.texts_of(quarter)
    report = packing.report_for(quarter)
    found = packing.wordings(quarter, report)
    gaps = pack_terms.gaps(stored.rows, found)
    missing = pack_terms.mark_of(gaps)
    number = packing.next_number(quarter, is_final=True)
    hard = [gap for gap in gaps if gap.is_hard]
    return {
        **pack_page.base(quarter, f"Finish pack {number}"),
        "audience": Audience(stored.rows["audience"]).label,
        "edition": report.edition,
        "hard": [gap_row(quarter, gap) for gap in hard],
        "soft": [gap_row(quarter, gap) for gap in gaps if not gap.is_hard],
        "missing": missing,
        "accepted": bool(data.get("accept")) and data.get("missing") == missing,
        "read": pack_terms.read_of(stored.rows, found, number),
        "again": number > 1,
        "before": number - 1,
        "reason": data.get("reason", "").replace("\0", ""),
        "faults": faults,
        "errors": _errors(faults),
        "urls": pack_page.urls(quarter),
    }


def gap_row(quarter: Quarter, gap: Gap) -> dict:
    """Something that is missing, and where to see to it."""
    if gap.slug:
        return {"text": gap.text, "url": pack_page.url("pack_wording", quarter, gap.slug)}
    return {"text": gap.text, "url": f"{pack_page.url('pack', quarter)}#id_{gap.field}"}


def lacking(refusal: Lacking) -> dict[str, str]:
    """What to say of a pack that is not ready."""
    hard = [gap for gap in refusal.gaps if gap.is_hard]
    if hard:
        return {"hard": hard[0].text}
    return {"accept": NOT_ACCEPTED}


_PLACES = {"hard": "#must", "accept": "#id_accept", "reason": "#id_reason"}


def _errors(faults: Mapping[str, str]) -> list[dict]:
    return [{"text": text, "href": _PLACES.get(name, "")} for name, text in faults.items()]


def everywhere(who: Reader) -> dict:
    """All finished packs that this person reads; for officers, the quarters to make one of."""
    found = packing.finished(who)
    makes = [key for key in pack_access.strategies(who) if who.packs(key)]
    quarters = visible_quarters(who).filter(strategy__in=makes).exclude(state=QuarterState.UPCOMING)
    return {
        "packs": [pack_page.pack_row(pack) for pack in found],
        "to_make": [
            {
                "label": f"{quarter.period.name}, {quarter.strategy.name}",
                "url": pack_page.url("pack", quarter),
                "state": quarter.state,
            }
            for quarter in quarters.order_by("-period", "strategy__position")[:_QUARTERS]
        ]
        if makes
        else [],
    }
