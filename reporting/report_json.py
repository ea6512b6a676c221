"""A quarter's report as plain data and back: the shape of the API, of exports and of editions.

Pure. `as_json` and `from_json` round-trip: decimals travel as strings, dates as ISO text.
`canonical_text` is what an edition stores and its checksum covers.
"""

import hashlib
import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal

from objectives.periods import DataPeriod, FinancialQuarter, PeriodKind
from objectives.rag import RATED, Status
from reporting.report import Figure, GovernanceDate, Home, Line, QuarterReport, SubStrandReport

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
        "overall": _rated(part.overall),
        "overall_declared": part.overall,
        "previous_overall": _rated(part.previous_overall),
        "commentary": part.commentary,
        "submitted_on": _day(part.submitted_on),
        "submitted_by": part.submitted_by,
        "approved_on": _day(part.approved_on),
        "approved_by": part.approved_by,
        "sheet": {
            "name": part.sheet_name,
            "title": part.sheet_title,
            "note": part.sheet_note,
            "column_headings": list(part.column_headings),
            "rows_numbered": part.rows_numbered,
            "spare_rows": part.spare_rows,
        },
        "entries": [_line_as_json(line) for line in part.lines],
    }


def _line_as_json(line: Line) -> dict:
    return {
        "number": line.number,
        "code": line.code,
        "kpi": line.kpi,
        "kpi_slug": line.kpi_slug,
        "kpi_name": line.kpi_name,
        "kind": line.kind,
        "target": line.target,
        "achieved": line.achieved,
        "answer": line.answer,
        "declared": _rated(line.declared),
        "not_rated": line.declared == Status.NOT_RATED,
        "not_rated_reason": line.not_rated_reason,
        "lead_reason": line.lead_reason,
        "progress": line.progress,
        "certainty": line.certainty,
        "data_period": line.period and line.period.label,
        "period": _period_as_json(line.period),
        "carried_forward": line.carried_forward,
        "target_figure": _figure_as_json(line.target_figure),
        "figure": _figure_as_json(line.figure),
        "home": line.home and asdict(line.home),
        "previous_achieved": line.previous_achieved,
        "previous_declared": line.previous_declared,
    }


def _rated(status: str) -> str | None:
    return status if status in RATED else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _figure_as_json(figure: Figure | None) -> dict | None:
    if figure is None:
        return None
    number = None if figure.number is None else plain(figure.number)
    return {"kind": figure.kind, "number": number, "unit": figure.unit, "text": figure.text}


def _period_as_json(period: DataPeriod | None) -> dict | None:
    if period is None:
        return None
    return {
        "kind": period.kind,
        "starts": _day(period.starts),
        "ends": _day(period.ends),
        "label": period.label,
        "inferred": period.inferred,
    }


def plain(number: Decimal) -> str:
    """A decimal as digits, without exponent and without zeros that say nothing.

    SQLite keeps decimals as reals, so the zeros that come back from storage mean nothing.
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


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
        lines=tuple(_line_from_json(line) for line in data["entries"]),
        submitted_on=_from_day(data["submitted_on"]),
        submitted_by=data["submitted_by"],
        approved_on=_from_day(data["approved_on"]),
        approved_by=data["approved_by"],
    )


def _line_from_json(data: dict) -> Line:
    same = {
        name: data[name]
        for name in (
            "number",
            "code",
            "kpi",
            "kpi_slug",
            "kpi_name",
            "kind",
            "target",
            "achieved",
            "answer",
            "not_rated_reason",
            "lead_reason",
            "progress",
            "certainty",
            "carried_forward",
            "previous_achieved",
            "previous_declared",
        )
    }
    not_rated = Status.NOT_RATED.value if data["not_rated"] else ""
    period = data["period"]
    return Line(
        **same,
        declared=data["declared"] or not_rated,
        target_figure=_figure_from_json(data["target_figure"]),
        figure=_figure_from_json(data["figure"]),
        period=period
        and DataPeriod(
            PeriodKind(period["kind"]),
            date.fromisoformat(period["starts"]),
            date.fromisoformat(period["ends"]),
            period["label"],
            period["inferred"],
        ),
        home=data["home"] and Home(**data["home"]),
    )


def _from_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _figure_from_json(data: dict | None) -> Figure | None:
    if data is None:
        return None
    number = None if data["number"] is None else Decimal(data["number"])
    return Figure(data["kind"], number, data["unit"], data["text"])


def canonical_text(report: QuarterReport) -> str:
    """The report as JSON text that is the same for the same report, byte for byte."""
    return json.dumps(as_json(report), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checksum(text: str) -> str:
    """SHA-256 of an edition's text, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
