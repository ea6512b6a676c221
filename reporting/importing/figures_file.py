"""Reads a file of figures: text to rows with their lines, whatever spreadsheet wrote it.

Pure: knows neither database nor plan. Two shapes, told apart by their headings: the columns of the
corporate performance report, a KPI a line, and the long one, a value a line. Every problem is kept
with its line and column, so that a file can be put right in one go.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from io import StringIO
from pathlib import Path

from reporting.importing.figures_changes import Problem

MOST_BYTES = 5_000_000
_LONGEST_CELL = 5_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FORMULA = re.compile(r"[=@]|[+-](?![\d.,£\s]|$)")


class Shape(StrEnum):
    """How a file lays out its figures."""

    REPORT = "report"  # a KPI a line, with its last four values
    LONG = "long"  # a value a line


#: A heading in small letters and digits alone, and the column it means.
_HEADINGS = {
    **dict.fromkeys(("id", "code", "ref", "reference"), "code"),
    **dict.fromkeys(("metric", "name", "kpi", "indicator"), "name"),
    "periodtype": "period_type",
    "goodis": "good_is",
    "recent3": "recent_3",
    "recent2": "recent_2",
    "recent1": "recent_1",
    "mostrecent": "most_recent",
    "target": "target",
    **dict.fromkeys(("section", "substrand"), "section"),
    **dict.fromkeys(("unit", "units"), "unit"),
    "source": "source",
    "period": "period",
    **dict.fromkeys(("value", "figure"), "value"),
    "series": "series",
    "certainty": "certainty",
}
#: What pages and messages call a column.
TITLES = {
    "code": "ID",
    "name": "Metric",
    "period_type": "Period Type",
    "good_is": "Good Is",
    "recent_3": "Recent -3",
    "recent_2": "Recent -2",
    "recent_1": "Recent -1",
    "most_recent": "Most Recent",
    "target": "Target",
    "section": "Section",
    "unit": "Unit",
    "source": "Source",
    "period": "Period",
    "value": "Value",
    "series": "Series",
    "certainty": "Certainty",
}
_NEEDED = {
    Shape.REPORT: ("code", "name", "period_type", "good_is", "most_recent"),
    Shape.LONG: ("code", "period", "value"),
}
_KNOWN = {
    Shape.REPORT: {*list(TITLES)[:12]},
    Shape.LONG: {"code", "period", "value", "series", "source", "certainty"},
}
#: As far as the database keeps them.
_LONGEST = {
    "code": 20,
    "name": 300,
    "period_type": 60,
    "section": 200,
    "unit": 30,
    "source": 200,
    "period": 60,
    "series": 80,
}
#: The columns of the values before the most recent, the latest first.
EARLIER = ("recent_1", "recent_2", "recent_3")
_OWN = ("", "council")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number in the file, and its cells by column, without the spaces around."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def code(self) -> str:
        """As codes are compared: in capitals."""
        return self["code"].upper()

    @property
    def is_own(self) -> bool:
        """Whether a line of the long shape is the council's own value."""
        return self["series"].casefold() in _OWN


@dataclass
class FiguresFile:
    """What a file says, and all that is wrong with it as a file."""

    name: str
    shape: Shape = Shape.REPORT
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def title(column: str) -> str:
    """What a message calls a column: "Recent -1"."""
    return TITLES[column]


def read(path: Path) -> FiguresFile:
    """The file at `path`. Never raises: what can't be read is a problem."""
    found = FiguresFile(path.name)
    content = _bytes(path, found)
    text = None if content is None else _text(content, found)
    if text is not None:
        _read_table(text, found)
    return found


# --- From bytes to text ---------------------------------------------------------------------------


def _bytes(path: Path, found: FiguresFile) -> bytes | None:
    try:
        if path.is_dir():
            return _stop(found, f"{path} is a folder, not a file.")
        if path.stat().st_size > MOST_BYTES:
            return _stop(found, "The file is larger than 5 MB. Split it, or leave out what is old.")
        return path.read_bytes()
    except OSError as error:
        return _stop(found, f"{path} can’t be read: {error.strerror}.")


def _text(content: bytes, found: FiguresFile) -> str | None:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _stop(found, "This is a workbook, not CSV. Save its sheet as “CSV UTF-8” first.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _stop(found, "This is text in UTF-16. Save it as “CSV UTF-8” first.")
    if b"\0" in content:
        return _stop(found, "This is no text: it holds bytes that no CSV has.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _windows_text(content, found)


def _windows_text(content: bytes, found: FiguresFile) -> str | None:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return _stop(found, "This is neither UTF-8 nor Windows text. Save it as “CSV UTF-8”.")
    found.notes.append("The file is not UTF-8: it was read as Windows text (cp1252).")
    return text


def _stop(found: FiguresFile, message: str) -> None:
    found.problems.append(Problem(None, "", message))


# --- From text to rows ----------------------------------------------------------------------------


def _read_table(text: str, found: FiguresFile) -> None:
    table = _lines(text, found)
    first = next(table, None)
    if first is None:
        if not found.problems:
            _stop(found, "The file is empty.")
        return
    columns = _columns(*first, found)
    if columns is None:
        return
    for line, cells in table:
        _read_row(line, cells, columns, found)
    if not found.rows and not found.problems:
        _stop(found, "The file has headings and no lines below them.")
    _name_doubles(found)


def _lines(text: str, found: FiguresFile) -> Iterator[tuple[int, list[str]]]:
    """Each line that says something, by the number on which it begins."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:
        message = "The line can’t be read: look for a quotation mark that is not closed."
        found.problems.append(Problem(begins, "", message))


def _delimiter(text: str) -> str:
    """What stands between the headings most often: a comma, a semicolon or a tab."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=heading.count)


def _columns(line: int, cells: list[str], found: FiguresFile) -> list[str] | None:
    """The column that each cell of a line is of, "" where it is of none; None without headings."""
    known = [_HEADINGS.get(re.sub("[^a-z0-9]", "", cell.casefold()), "") for cell in cells]
    if "most_recent" in known:
        found.shape = Shape.REPORT
    elif {"period", "value"} <= set(known):
        found.shape = Shape.LONG
    else:
        found.problems.append(Problem(line, "", _NO_HEADINGS))
        return None
    columns = [column if column in _KNOWN[found.shape] else "" for column in known]
    for column in dict.fromkeys(filter(None, columns)):
        if columns.count(column) > 1:
            message = f"Two columns are headed “{title(column)}”, or mean it."
            found.problems.append(Problem(line, title(column), message))
    for column in _NEEDED[found.shape]:
        if column not in columns:
            message = f"There is no column “{title(column)}”."
            found.problems.append(Problem(line, title(column), message))
    ignored = [
        " ".join(cell.split())[:60]
        for cell, column in zip(cells, columns, strict=True)
        if not column and cell.strip()
    ]
    if ignored:
        found.notes.append(f"Columns that are not read: {', '.join(ignored)}.")
    return None if found.problems else columns


_NO_HEADINGS = (
    "These are no headings that are known. A file has the columns ID, Metric, Period Type, "
    "Good Is, Recent -3, Recent -2, Recent -1, Most Recent and Target; or Code, Period, Value and "
    "Series."
)


def _read_row(line: int, cells: list[str], columns: list[str], found: FiguresFile) -> None:
    if len(cells) != len(columns):
        message = f"There are {len(cells)} cells where the headings are {len(columns)}."
        found.problems.append(Problem(line, "", message))
        return
    row = Row(
        line,
        {
            column: " ".join(cell.split()) if not _CONTROL.search(cell) else cell
            for column, cell in zip(columns, cells, strict=True)
            if column
        },
    )
    problems = [
        Problem(line, title(column), message)
        for column, cell in row.cells.items()
        if (message := _wrong_cell(column, cell))
    ]
    problems += [
        Problem(line, title(column), f"There is no {title(column)}.")
        for column in _filled(found.shape)
        if not row[column]
    ]
    found.problems += problems
    if not problems:
        found.rows.append(row)


def _filled(shape: Shape) -> tuple[str, ...]:
    """The columns in which each line says something."""
    return ("code",) if shape is Shape.REPORT else ("code", "period")


def _wrong_cell(column: str, cell: str) -> str:
    """Why a cell can't be taken, whatever it says; blank if it can."""
    longest = _LONGEST.get(column, _LONGEST_CELL)
    if len(cell) > longest:
        return f"Use {longest:,} characters or fewer; there are {len(cell):,}."
    if _CONTROL.search(cell):
        return "There is a character in it that no text has."
    if _FORMULA.match(cell) and cell not in ("-", "+"):
        return f"“{cell[:40]}” is a formula. Save the sheet with its values."
    return ""


def _name_doubles(found: FiguresFile) -> None:
    """A line that says again what another says is a mistake in one of them."""
    is_report = found.shape is Shape.REPORT
    key: Callable[[Row], tuple] = _key_of_report if is_report else _key_of_value
    first: dict[tuple, int] = {}
    for row in found.rows:
        before = first.setdefault(key(row), row.line)
        if before != row.line:
            what = "" if is_report else f", for {row['period']}"
            message = f"{row['code']} stands in line {before} already{what}."
            found.problems.append(Problem(row.line, title("code"), message))


def _key_of_report(row: Row) -> tuple:
    return (row.code,)


def _key_of_value(row: Row) -> tuple:
    series = "" if row.is_own else row["series"].casefold()
    return (row.code, row["period"].casefold(), series)
