"""The figures of a quarter read back out of each format: code, target, figure and status a row."""

import csv
import json
import re
import subprocess
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO, StringIO
from itertools import groupby, takewhile
from pathlib import Path
from typing import NamedTuple

import docx
import openpyxl

from objectives.rag import Status
from reporting.metrics_rows import target_in_unit
from reporting.report import QuarterReport

WORDS = {status.label for status in Status}
_SHAPES = "●■▲○"


class Said(NamedTuple):
    """What a format says of one KPI; blank where it prints nothing."""

    sub_strand: str
    code: str
    target: str
    achieved: str
    status: str


def of_report(report: QuarterReport, status: str, *, in_unit: bool = False) -> list[Said]:
    """What every format has to say; `status` is the field that the strategy's style prints.

    Where people read a metric, its target stands in the figure's unit: "90" as "90%".
    """
    return [
        Said(
            part.name,
            line.code or str(line.number),
            (target_in_unit(line) if in_unit else line.target) or "",
            line.achieved or "",
            Status(getattr(line, status)).label if getattr(line, status) else "",
        )
        for part, line in report.lines()
    ]


def of_json(content: bytes, status: str) -> list[Said]:
    return [
        Said(
            part["sub_strand"],
            entry["code"] or str(entry["number"]),
            entry["target"] or "",
            entry["achieved"] or "",
            _label(entry[status], entry["not_rated"] and status == "declared"),
        )
        for part in json.loads(content)["sub_strands"]
        for entry in part["entries"]
    ]


def _label(status: str | None, is_not_rated: bool) -> str:
    if is_not_rated:
        return Status.NOT_RATED.label
    return Status(status).label if status else ""


def of_csv(content: bytes, status: str) -> list[Said]:
    heading = {"declared": "Status", "computed": "Figures say"}[status]
    rows = csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""))
    return [
        Said(
            row["Sub-strand"],
            row["Code"] or row["Number"],
            row["Target"],
            row["Achieved"],
            row[heading],
        )
        for row in rows
    ]


# --- Word and the PDF: tables that begin with "No." or "ID" ---------------------------------------


def of_docx(content: bytes) -> list[list[list[str]]]:
    """Each KPI table as rows of cells, the heading first."""
    tables = docx.Document(BytesIO(content)).tables
    found = ([[_text(cell.text) for cell in row.cells] for row in table.rows] for table in tables)
    return [table for table in found if table[0][0] in ("No.", "ID")]


def of_pdf(content: bytes, folder: Path) -> list[list[list[str]]]:
    """The same from the tags of the PDF, as poppler reads them."""
    file = folder / "note.pdf"
    file.write_bytes(content)
    tree = subprocess.run(
        ["pdfinfo", "-struct-text", str(file)], capture_output=True, text=True, check=True
    ).stdout
    return [table for table in _tables(tree) if table[0][0] in ("No.", "ID")]


def _tables(tree: str) -> list[list[list[str]]]:
    tables: list[list[list[str]]] = []
    for line in tree.splitlines():
        text = line.strip()
        name = re.match(r"(Table|TR|TH|TD)\b", text)
        if name is None and text.startswith('"') and tables and tables[-1] and tables[-1][-1]:
            tables[-1][-1][-1] += f"\n{text[1:-1]}"
        elif name and name[1] == "Table":
            tables.append([])
        elif name and name[1] == "TR":
            tables[-1].append([])
        elif name:
            tables[-1][-1].append("")
    return [[[_text(cell) for cell in row] for row in table] for table in tables if table]


def _text(text: str) -> str:
    return " ".join(text.replace("\u200b", "").translate(dict.fromkeys(map(ord, _SHAPES))).split())


# --- The workbook -------------------------------------------------------------------------------


def of_xlsx(content: bytes) -> list[list[list]]:
    """Each of the council's sheets as its table's rows: number, KPI, target, achieved, status."""
    book = openpyxl.load_workbook(BytesIO(content))
    return [rows for sheet in book.worksheets if (rows := _council_rows(sheet))]


def _council_rows(sheet) -> list[list]:
    """The rows under the council's headings: where there is a note above them, a row lower."""
    starts = (row for row in (11, 12) if sheet.cell(row, 2).value and sheet.cell(row, 6).value)
    start = next(starts, None)
    if start is None:
        return []
    rows = takewhile(_is_of_table, sheet.iter_rows(min_row=start + 1, max_col=5))
    return [list(row) for row in rows if row[1].value]


def _is_of_table(row) -> bool:
    """Until the commentary's heading, or an empty row; rows may be without a number."""
    number, kpi, *_ = (cell.value for cell in row)
    return not isinstance(number, str) and (number is not None or kpi is not None)


def shown(cell) -> str:
    """What Excel shows of a cell with one of the formats that the workbook uses."""
    if cell.value is None:
        return ""
    if isinstance(cell.value, str):
        return cell.value
    number, pattern = Decimal(repr(cell.value)), cell.number_format
    if pattern == "General":
        return str(cell.value)
    digits = pattern.rstrip("%").partition(".")[2]
    if pattern.endswith("%"):
        number *= 100
    grouping = "," if pattern.startswith("#,") else ""
    return f"{number:{grouping}.{len(digits)}f}{'%' if pattern.endswith('%') else ''}"


# --- The pages ----------------------------------------------------------------------------------


class _Rows(HTMLParser):
    """The cells of the table rows whose id begins with "kpi-", by the label that a phone shows."""

    def __init__(self):
        super().__init__()
        self.rows: list[dict[str, str]] = []
        self.label: str | None = None
        self.inside = False

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        if tag == "tr":
            self.inside = known.get("id", "").startswith("kpi-")
            if self.inside:
                self.rows.append({"id": known["id"]})
        elif tag in ("td", "th") and self.inside:
            self.label = known.get("data-label") or "KPI"
            self.rows[-1][self.label] = ""

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.label = None

    def handle_data(self, data):
        if self.label and self.inside:
            self.rows[-1][self.label] += f" {data}"


def of_page(html: str) -> list[dict[str, str]]:
    """A sub-strand's rows: the words of each cell."""
    reader = _Rows()
    reader.feed(html)
    return [{name: " ".join(text.split()) for name, text in row.items()} for row in reader.rows]


def by_part(said: list[Said]) -> list[list[Said]]:
    """The rows of each sub-strand."""
    return [list(rows) for _, rows in groupby(said, key=lambda item: item.sub_strand)]
