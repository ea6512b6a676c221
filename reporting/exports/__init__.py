"""The quarter as files: one report, many renderers (DESIGN 6). No models, no request."""

from collections.abc import Callable
from dataclasses import dataclass

from reporting.exports import data, explanations, table, workbook
from reporting.report import QuarterReport


@dataclass(frozen=True, slots=True)
class Export:
    """A format that a quarter can be downloaded in."""

    render: Callable[[QuarterReport], bytes]
    content_type: str
    extension: str


FORMATS = {
    "xlsx": Export(
        workbook.render,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
    "csv": Export(table.render, "text/csv; charset=utf-8", "csv"),
    "json": Export(data.render, "application/json", "json"),
    "md": Export(explanations.render, "text/markdown; charset=utf-8", "md"),
}


def filename(report: QuarterReport, extension: str) -> str:
    """What a download is called: "ses-action-plan-2023-2023-q2-edition-1.xlsx", or "-draft"."""
    parts = [report.strategy, report.quarter.slug]
    if report.state != "published":
        parts.append("draft")
    elif report.edition is not None:
        parts.append(f"edition-{report.edition}")
    return f"{'-'.join(parts)}.{extension}"
