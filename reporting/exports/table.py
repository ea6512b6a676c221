"""The quarter's figures as CSV: a row for each KPI, for whoever calculates further.

As RFC 4180 has it, in UTF-8 with a mark, so that Excel reads it as such. What a spreadsheet would
take for a formula gets an apostrophe before it; figures stay figures.
"""

import csv
import re
from collections.abc import Iterator
from io import StringIO

from objectives.rag import Status
from reporting import sheet
from reporting.exports.text import one_line, shortened
from reporting.report import Line, QuarterReport, SubStrandReport

HEADINGS = (
    "Strategy",
    "Quarter",
    "Edition",
    "Objective",
    "Sub-strand",
    "Overall status",
    "Number",
    "Code",
    "KPI",
    "Register",
    "Target",
    "Achieved",
    "Data period",
    "Status",
    "Figures say",
    "Because",
    "Moved",
    "Beside others",
    "Note",
)
_MARK = "\ufeff"
_LONGEST = 32_000  # characters of a cell: a spreadsheet holds 32,767
_FIGURE = re.compile(r"[-+]?[£]?[0-9][0-9,]*(\.[0-9]+)?\s?(%|m|k|bn)?")


def render(report: QuarterReport) -> bytes:
    """All lines of what was received, in printed order, under one row of headings."""
    written = StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(HEADINGS)
    rows.writerows(_rows(report))
    return f"{_MARK}{written.getvalue()}".encode()


def _rows(report: QuarterReport) -> Iterator[list[str]]:
    for part, line in report.lines():
        yield [_cell(text) for text in (*_place(report, part), *_said(line))]


def _place(report: QuarterReport, part: SubStrandReport) -> tuple[str, ...]:
    return (
        report.strategy_name,
        report.quarter.name,
        "" if report.edition is None else str(report.edition),
        part.objective,
        part.name,
        sheet.status_word(part.overall) if part.overall else "",
    )


def _said(line: Line) -> tuple[str, ...]:
    return (
        str(line.number),
        line.code,
        line.kpi,
        line.kpi_slug,
        line.target or "",
        line.achieved or "",
        line.period.label if line.period and line.achieved else "",
        Status(line.declared).label if line.declared else "",
        Status(line.computed).label if line.computed else "",
        line.explanation,
        line.compared.words if line.compared else "",
        "; ".join(item.words for item in line.comparators),
        line.progress,
    )


def _cell(text: str) -> str:
    """On one line, and never a formula."""
    text = shortened(one_line(text), _LONGEST)
    is_formula = text.startswith(("=", "+", "-", "@")) and not _FIGURE.fullmatch(text)
    return f"'{text}" if is_formula else text
