"""A quarter's report as plain data and back: the shape of the API, of exports and of editions.

Pure. `as_json` and `from_json` round-trip: decimals travel as strings, dates as ISO text.
`canonical_text` is what an edition stores and its checksum covers.
"""

import hashlib
import json
from datetime import date

from objectives.periods import FinancialQuarter
from reporting.line_json import line_as_json, line_from_json, rated
from reporting.report import GovernanceDate, QuarterReport, Statement, SubStrandReport

# --- As data ----------------------------------------------------------------------------------


def as_json(report: QuarterReport) -> dict:
    """The report as plain data: the shape of the API, of exports and of editions."""
    return {
        "strategy": report.strategy,
        "strategy_name": report.strategy_name,
        "printed_title": report.printed_title,
        "style": report.style,
        "quarter": report.quarter.slug,
        "label": report.quarter.label,
        "name": report.quarter.name,
        "state": report.state,
        "figures_held": report.figures_held,
        "edition": report.edition,
        "published_on": _day(report.published_on),
        "published_by": report.published_by,
        "previous_quarter": report.previous_quarter and report.previous_quarter.slug,
        "governance_dates": [
            {"kind": item.kind, "date": _day(item.date), "words": item.words}
            for item in report.governance_dates
        ],
        "sub_strands": [_sub_strand_as_json(part) for part in report.sub_strands],
    }


def _sub_strand_as_json(part: SubStrandReport) -> dict:
    return {
        "slug": part.slug,
        "objective": part.objective,
        "objective_slug": part.objective_slug,
        "sub_strand": part.name,
        "ses_lead": part.ses_lead,
        "project_lead": part.project_lead,
        "state": part.state,
        "readable": part.readable,
        "received": part.is_received,
        "overall": rated(part.overall),
        "overall_declared": part.overall,
        "previous_overall": rated(part.previous_overall),
        "commentary": part.commentary,
        "submitted_on": _day(part.submitted_on),
        "submitted_by": part.submitted_by,
        "approved_on": _day(part.approved_on),
        "approved_by": part.approved_by,
        "due_on": _day(part.due_on),
        "sheet": {
            "name": part.sheet_name,
            "title": part.sheet_title,
            "note": part.sheet_note,
            "column_headings": list(part.column_headings),
            "rows_numbered": part.rows_numbered,
            "spare_rows": part.spare_rows,
        },
        "entries": [line_as_json(line) for line in part.lines],
        "statements": [
            {
                "kind": item.kind,
                "heading": item.heading,
                "text": item.text,
                "kpis": list(item.kpis),
            }
            for item in part.statements
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


# --- Back from data ---------------------------------------------------------------------------


def from_json(data: dict) -> QuarterReport:
    """The report that `as_json` made `data` of. Raises KeyError or ValueError for anything else."""
    previous = data["previous_quarter"]
    return QuarterReport(
        strategy=data["strategy"],
        strategy_name=data["strategy_name"],
        printed_title=data["printed_title"],
        style=data["style"],
        quarter=FinancialQuarter.parse(data["quarter"]),
        state=data["state"],
        figures_held=data["figures_held"],
        edition=data["edition"],
        published_on=_from_day(data["published_on"]),
        published_by=data["published_by"],
        previous_quarter=FinancialQuarter.parse(previous) if previous else None,
        governance_dates=tuple(
            GovernanceDate(item["kind"], _from_day(item["date"]), item["words"])
            for item in data["governance_dates"]
        ),
        sub_strands=tuple(_sub_strand_from_json(part) for part in data["sub_strands"]),
    )


def _sub_strand_from_json(data: dict) -> SubStrandReport:
    sheet = data["sheet"]
    return SubStrandReport(
        slug=data["slug"],
        name=data["sub_strand"],
        objective=data["objective"],
        objective_slug=data["objective_slug"],
        state=data["state"],
        readable=data["readable"],
        is_received=data["received"],
        overall=data["overall_declared"],
        previous_overall=data["previous_overall"] or "",
        commentary=data["commentary"],
        ses_lead=data["ses_lead"],
        project_lead=data["project_lead"],
        sheet_name=sheet["name"],
        sheet_title=sheet["title"],
        sheet_note=sheet["note"],
        column_headings=tuple(sheet["column_headings"]),
        rows_numbered=sheet["rows_numbered"],
        spare_rows=sheet["spare_rows"],
        lines=tuple(line_from_json(line) for line in data["entries"]),
        statements=tuple(
            Statement(item["kind"], item["heading"], item["text"], tuple(item["kpis"]))
            for item in data.get("statements", ())  # editions froze none at first
        ),
        submitted_on=_from_day(data["submitted_on"]),
        submitted_by=data["submitted_by"],
        approved_on=_from_day(data["approved_on"]),
        approved_by=data["approved_by"],
        due_on=_from_day(data.get("due_on")),  # editions froze none at first
    )


def _from_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def canonical_text(report: QuarterReport) -> str:
    """The report as JSON text that is the same for the same report, byte for byte."""
    return json.dumps(as_json(report), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checksum(text: str) -> str:
    """SHA-256 of an edition's text, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
