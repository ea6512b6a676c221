"""Prepares one objective of a quarter as a page to print: its sub-strands, each KPI in a line."""

from collections.abc import Iterable

from django.http import Http404

from objectives.models import Statement
from objectives.periods import FinancialQuarter
from objectives.plan import StatementKind, Style
from objectives.rag import Status
from reporting import dashboard, headlines, metrics, metrics_rows, sheet
from reporting.access import Reader
from reporting.metrics import Metric
from reporting.models import Quarter
from reporting.report import Line, QuarterReport, SubStrandReport
from reporting.views import quarter_page, ways

_SHORT = 420  # characters of a commentary before its report is a link away
_MOST_WORDS = 4  # things said of a section's metrics
_ON_ONE_PAGE = 14  # rows that paper keeps together

#: What an objective is for, in the order in which one of them will do.
_AIMS = (StatementKind.WANT_TO_SEE, StatementKind.INTRODUCTION, StatementKind.PRIORITY_ACTION)
_TITLES = {
    StatementKind.WANT_TO_SEE: "What we want to see",
    StatementKind.INTRODUCTION: "About this objective",
    StatementKind.PRIORITY_ACTION: "Priority actions",
}
_FIRST = {Status.RED: 0, Status.AMBER: 1}


def context(quarter: Quarter, report: QuarterReport, who: Reader, slug: str) -> dict:
    """All that the page prints. Raises Http404 where the report has no such objective."""
    parts = [part for part in report.sub_strands if part.objective_slug == slug]
    if not parts:
        raise Http404("The quarter has no such objective.")
    address = quarter_page.address_of(quarter)
    is_metrics = report.style == Style.METRICS
    return {
        "title": parts[0].objective,
        "caption": f"{report.strategy_name}, {report.quarter.name}",
        "crumbs": [
            *quarter_page.crumbs(quarter),
            {"label": report.quarter.title, "url": address},
        ],
        "months": report.quarter.long_label,
        "age": headlines.age(report),
        "aims": _aims(quarter, parts),
        "parts": [_part(part, report.quarter, address, is_metrics=is_metrics) for part in parts],
        "status_word": "Figures say" if is_metrics else "Status",
        "rest": "without a verdict" if is_metrics else "",
        "neighbours": _neighbours(quarter, report, slug),
        "headlines": ways.headlines(quarter),
    }


# --- What the objective is for --------------------------------------------------------------------


def _aims(quarter: Quarter, parts: list[SubStrandReport]) -> dict | None:
    """What the plan says the objective is for, the shortest way it says it; None for nothing.

    The report has it where a sub-strand stands for the whole; else the plan is asked.
    """
    said = [(item.kind, item.text) for part in parts for item in part.statements]
    if len(parts) > 1 or not said:
        said = [*_planned(quarter, parts[0].objective_slug), *said]
    for kind in _AIMS:
        texts = dict.fromkeys(headlines.opening(text) for found, text in said if found == kind)
        if texts:
            return {"title": _TITLES[kind], "texts": list(texts)}
    return None


def _planned(quarter: Quarter, slug: str) -> list[tuple[str, str]]:
    found = Statement.objects.filter(
        strategy=quarter.strategy_id,
        objective__slug=slug,
        sub_strand=None,
        quarter=None,
        kind__in=_AIMS,
    )
    return list(found.order_by("position", "id").values_list("kind", "text"))


# --- Its sub-strands ------------------------------------------------------------------------------


def _part(
    part: SubStrandReport, quarter: FinancialQuarter, address: str, *, is_metrics: bool
) -> dict:
    shown = part.is_in
    found = metrics.of([part]) if is_metrics else []
    rows = _metric_rows(found, quarter) if is_metrics else _rows(part.lines, quarter)
    return {
        "id": part.slug,
        "name": part.name if part.name != part.objective else "The objective as a whole",
        "url": f"{address}{part.slug}/" if part.state else "",
        "shown": shown,
        "instead": sheet.state_words(part),
        "status": part.overall if shown and not is_metrics else "",
        "movement": part.movement or "",
        "since": sheet.since(part.previous_overall, part.movement) if shown else "",
        "sentence": metrics.sentence(found) if shown else "",
        "counts": _counts(part, found, is_metrics=is_metrics),
        "rows": rows if shown else [],
        "with_moved": any(row["moved"] or row["since"] for row in rows),
        "is_short": len(rows) <= _ON_ONE_PAGE,
        "said": _said(part, found) if shown else [],
        "is_all_said": _is_all_said(part),
    }


def _counts(part: SubStrandReport, found: list[Metric], *, is_metrics: bool) -> dict:
    return metrics.distribution(found) if is_metrics else quarter_page.distribution(part.counts)


def _said(part: SubStrandReport, found: list[Metric]) -> list[str]:
    """The commentary in short; of a section what is said of its metrics, missed targets first."""
    if part.commentary:
        return [headlines.opening(part.commentary, _SHORT)]
    short = {item.line.kpi_slug for item in found if item.line.computed in _FIRST}
    said = [item for item in part.statements if item.kind == StatementKind.COMMENTARY]
    said.sort(key=lambda item: short.isdisjoint(item.kpis))
    return [headlines.opening(item.text) for item in said[:_MOST_WORDS]]


def _is_all_said(part: SubStrandReport) -> bool:
    whole = " ".join(part.commentary.split())
    return bool(whole) and headlines.opening(whole, _SHORT) == whole


# --- Its KPIs -------------------------------------------------------------------------------------


def _rows(lines: Iterable[Line], quarter: FinancialQuarter) -> list[dict]:
    """Red first, then Amber, then the rest as printed."""
    ordered = sorted(lines, key=lambda line: _FIRST.get(line.declared, len(_FIRST)))
    return [_row(line, quarter) for line in ordered]


def _row(line: Line, quarter: FinancialQuarter) -> dict:
    row = sheet.row(line)
    return {
        **_name(line),
        "target": row.target,
        "figure": _figure(line, row.achieved),
        "has_figure": bool(line.achieved),
        "period": _period(line, row.period, quarter),
        "status": line.declared,
        "word": row.word,
        "since": row.since if row.movement in ("better", "worse") else "",
        "movement": row.movement,
        "moved": row.moved,
        "is_carried": row.is_carried,
    }


def _metric_rows(found: list[Metric], quarter: FinancialQuarter) -> list[dict]:
    notes = metrics_rows.caveats(found)
    ordered = sorted(found, key=lambda item: _FIRST.get(item.line.computed, len(_FIRST)))
    return [_metric_row(item, notes, quarter) for item in ordered]


def _metric_row(item: Metric, notes: list[str], quarter: FinancialQuarter) -> dict:
    row = metrics_rows.row(item, notes, {})
    return {
        **_name(item.line),
        "target": row.target or "No target",
        "figure": row.latest,
        "has_figure": bool(item.line.achieved),
        "period": _period(item.line, row.period, quarter),
        "status": row.status,
        "word": row.word,
        "since": "",
        "movement": "",
        "moved": row.compared or row.moved,
        "is_carried": False,
    }


def _figure(line: Line, words: str) -> str:
    """As reported; of a word with the figure that is on record: "Worse, at 41.6%"."""
    known = headlines.on_record(line)
    return f"{words}, at {known}" if known else words


def _period(line: Line, words: str, quarter: FinancialQuarter) -> str:
    """The figure's time, where it is not the quarter that the page is of."""
    if line.period is None or not line.achieved:
        return ""
    if (line.period.starts, line.period.ends) != (quarter.starts, quarter.ends):
        return words
    return "period inferred" if line.period.inferred else ""


def _name(line: Line) -> dict:
    return {
        "name": line.kpi_name or line.kpi,
        "code": line.code or line.number,
        "url": ways.kpi(line.kpi_slug),
    }


# --- The objectives beside it ---------------------------------------------------------------------


def _neighbours(quarter: Quarter, report: QuarterReport, slug: str) -> dict:
    links = ways.objectives(quarter, report)
    at = list(dashboard.objectives(report)).index(slug)
    return {
        "previous": links[at - 1] if at else None,
        "next": links[at + 1] if at + 1 < len(links) else None,
    }
