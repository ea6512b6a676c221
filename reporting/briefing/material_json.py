"""What a pack is made from as plain data and back: what a stored pack keeps for ever. Pure.

`canonical_text` is the same for the same material, byte for byte; a pack's checksum covers it.
"""

import json
from dataclasses import asdict
from datetime import date

from reporting import report_json
from reporting.briefing.material import (
    Asked,
    Counts,
    Definition,
    Material,
    Standings,
    TargetReason,
)
from reporting.briefing.terms import WORDS_FOR_MEMBER, Audience, Section, Terms, Texts
from reporting.report import GovernanceDate


def canonical_text(material: Material) -> str:
    """The material as JSON text that is the same for the same material."""
    return json.dumps(as_json(material), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> Material:
    """The material that `canonical_text` made the text of."""
    return from_json(json.loads(text))


# --- As data ----------------------------------------------------------------------------------


def as_json(material: Material) -> dict:
    """The material as plain data; the reports have the shape of an edition's."""
    return {
        "report": report_json.as_json(material.report),
        "terms": _terms_as_json(material.terms),
        "made_on": material.made_on.isoformat(),
        "number": material.number,
        "is_final": material.is_final,
        "council": material.council,
        "since": material.since and report_json.as_json(material.since),
        "since_words": material.since_words,
        "over_quarters": [asdict(item) for item in material.over_quarters],
        "wanted": [_asked_as_json(item) for item in material.wanted],
        "answered": [_asked_as_json(item) for item in material.answered],
        "target_reasons": [asdict(item) for item in material.target_reasons],
        "definitions": [asdict(item) for item in material.definitions],
        "next_dates": [{**asdict(item), "date": _day(item.date)} for item in material.next_dates],
    }


def _terms_as_json(terms: Terms) -> dict:
    return {
        "audience": terms.audience.value,
        "objective": terms.objective,
        "left_out": sorted(section.value for section in terms.left_out),
        "exceptions_only": terms.exceptions_only,
        "with_differences": terms.with_differences,
        "word_limit": terms.word_limit,
        "texts": asdict(terms.texts),
        "wordings": dict(terms.wordings),
    }


def _asked_as_json(asked: Asked) -> dict:
    days = {"due_on": _day(asked.due_on), "closed_on": _day(asked.closed_on)}
    return {**asdict(asked), **days}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


# --- Back from data ---------------------------------------------------------------------------


def from_json(data: dict) -> Material:
    """The material that `as_json` made `data` of; what older packs did not keep is left blank."""
    since = data.get("since")
    return Material(
        report=report_json.from_json(data["report"]),
        terms=_terms_from_json(data["terms"]),
        made_on=date.fromisoformat(data["made_on"]),
        number=data["number"],
        is_final=data["is_final"],
        council=data.get("council", ""),
        since=report_json.from_json(since) if since else None,
        since_words=data.get("since_words", ""),
        over_quarters=tuple(map(_standings, data.get("over_quarters", ()))),
        wanted=tuple(map(_asked, data.get("wanted", ()))),
        answered=tuple(map(_asked, data.get("answered", ()))),
        target_reasons=tuple(TargetReason(**item) for item in data.get("target_reasons", ())),
        definitions=tuple(Definition(**item) for item in data.get("definitions", ())),
        next_dates=tuple(map(_governance_date, data.get("next_dates", ()))),
    )


def _terms_from_json(data: dict) -> Terms:
    return Terms(
        audience=Audience(data["audience"]),
        objective=data.get("objective", ""),
        left_out=frozenset(map(Section, data.get("left_out", ()))),
        exceptions_only=data.get("exceptions_only", False),
        with_differences=data.get("with_differences", False),
        word_limit=data.get("word_limit", WORDS_FOR_MEMBER),
        texts=Texts(**data.get("texts", {})),
        wordings=data.get("wordings", {}),
    )


def _standings(data: dict) -> Standings:
    return Standings(data["quarter"], Counts(**data["kpis"]), Counts(**data["sub_strands"]))


def _asked(data: dict) -> Asked:
    days = {name: _from_day(data[name]) for name in ("due_on", "closed_on")}
    return Asked(**{**data, **days})


def _governance_date(data: dict) -> GovernanceDate:
    return GovernanceDate(data["kind"], _from_day(data["date"]), data["words"])


def _from_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
