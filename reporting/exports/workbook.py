"""The quarter as the council's workbook: a sheet per sub-strand, as it has always been printed.

Header block, table, commentary; the layout is the council's to the cell, because people read,
copy from and print it. Every text goes through `cells.put_text`.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from objectives.periods import FinancialQuarter
from objectives.plan import Certainty
from objectives.rag import Status
from reporting.exports import cells, fitting, paper
from reporting.exports.package import normalised
from reporting.exports.text import first_units, one_line
from reporting.report import Line, QuarterReport, SubStrandReport

WIDTHS = {"A": 5, "B": 46, "C": 15, "D": 15, "E": 13, "F": 70}
STANDARD_HEADINGS = (
    "Key Performance Indicators (Please add more rows if necessary)",
    "Target",
    "Achieved",
    "Current Status",
    "Progress to date",
)
ITALICS_NOTE = "Italics = no data update from previous quarter report"
NOT_HELD = "Figures for this quarter are not held."
NO_RETURN = "No return received."
NOT_SUBMITTED = "Not yet submitted."
NOT_SHOWN = "Not yet published."
NOTHING = "No sub-strand reports in this quarter."

_TABLE_ROW = 11
_ALL = range(1, cells.LAST + 1)
_LABELS, _VALUES = range(2, 3), range(3, 5)
_HEADER_WIDTH = WIDTHS["C"] + WIDTHS["D"]
_FULL_WIDTH = sum(WIDTHS.values())
_WITH_LEAD = ("not_started", "draft", "sent_back")
_BLOCK_LINES, _BLOCK_LINE = 4, 12.75  # a page then breaks between two lines of the commentary
_SMALLEST_BLOCK = 3
_NOT_ALONE = 3  # rows that the heading "Commentary" and the beginning of its text take
_LONGEST_SHEET_NAME = 31
_RESERVED_NAMES = ("history",)


def render(report: QuarterReport) -> bytes:
    """The workbook's bytes: the same report gives the same, whenever and wherever it is made."""
    return packed(of_report(report), report)


def of_report(report: QuarterReport, *, mark: str = "", taken: Iterable[str] = ()) -> Workbook:
    """The council's sheets. `mark` is what a draft made of a published quarter bears on each;
    `taken` are names of sheets that are to come beside them.
    """
    book = Workbook()
    book.remove(book.active)
    # Widths are counted in digits of the Normal font; openpyxl's is one that not everybody has.
    book._named_styles["Normal"].font = cells.PLAIN
    names = sheet_names(report.sub_strands, taken)
    for part, name in zip(report.sub_strands, names, strict=True):
        _fill(new_sheet(book, name, report, mark=mark), report, part)
    if not report.sub_strands:
        sheet = new_sheet(book, report.quarter.name.replace("/", "-"), report, mark=mark)
        _put_sentence(sheet, 3, NOTHING)
        paper.paginate(sheet, last=sheet.max_row, keep_together=range(0))
    return book


def packed(book: Workbook, report: QuarterReport) -> bytes:
    """The file, dated by its report."""
    book.properties = _properties(report)
    book.calculation.fullCalcOnLoad = False
    return normalised(_packed(book))


def sheet_names(parts: Iterable[SubStrandReport], taken: Iterable[str] = ()) -> list[str]:
    """What Excel allows each tab to be called, each only once whatever its case."""
    names: list[str] = []
    taken = {*_RESERVED_NAMES, *(name.casefold() for name in taken)}
    for part in parts:
        wanted = _allowed_name(part.sheet_name) or _allowed_name(part.name) or "Sheet"
        name, count = wanted, 1
        while name.casefold() in taken:
            count += 1
            suffix = f" ({count})"
            name = first_units(wanted, _LONGEST_SHEET_NAME - len(suffix)).rstrip() + suffix
        taken.add(name.casefold())
        names.append(name)
    return names


def _allowed_name(text: str) -> str:
    name = re.sub(r"[\[\]:*?/\\]", "-", one_line(text)).strip(" '")
    return first_units(name, _LONGEST_SHEET_NAME).strip(" '")


# --- A sheet ----------------------------------------------------------------------------------


def new_sheet(
    book: Workbook,
    name: str,
    report: QuarterReport,
    *,
    widths: Mapping[str, float] = WIDTHS,
    mark: str = "",
) -> Worksheet:
    """A sheet with the strategy's title, its paper, and the word that it is a draft where it is.

    All `widths` together are those of the council's columns.
    """
    sheet = book.create_sheet(name)
    for column, width in widths.items():
        sheet.column_dimensions[column].width = width
    title = one_line(report.printed_title or report.strategy_name)
    cells.band(sheet, 1, title, cells.TITLE, cells.NAVY)
    sheet["A1"].alignment = cells.CENTRED
    lines = fitting.line_count(title, _FULL_WIDTH, size=16, bold=True)
    sheet.row_dimensions[1].height = min(30 + 22 * (lines - 1), fitting.TALLEST)
    mark = mark if paper.is_published(report) else paper.DRAFT
    if mark:
        cells.band(sheet, 2, mark, cells.BOLD, cells.WARNING)
        sheet["A2"].alignment = cells.CENTRED
        sheet.row_dimensions[2].height = fitting.SHORTEST
    sheet.sheet_view.zoomScale = 85
    paper.set_up(sheet, report)
    return sheet


def _fill(sheet: Worksheet, report: QuarterReport, part: SubStrandReport) -> None:
    _put_header_block(sheet, report, part)
    absence = _why_no_table(report, part)
    if absence:
        _put_sentence(sheet, _TABLE_ROW, absence)
        after = _TABLE_ROW + 1
    else:
        after = _put_table(sheet, part, report.quarter)
    heading = range(0)
    if part.is_in:
        heading = range(after + 1, after + 1 + _NOT_ALONE)
        after = _put_commentary(sheet, after + 1, part.commentary)
    paper.paginate(sheet, last=after - 1, keep_together=heading)


def _put_header_block(sheet: Worksheet, report: QuarterReport, part: SubStrandReport) -> None:
    overall = part.overall if part.is_in else ""
    block = (
        (3, "Strategic Objective", part.sheet_title or part.name),
        (4, "Report Date", report.quarter.label),
        (5, "Previous Status", _status_word(part.previous_overall)),
        (7, "SES Lead", part.ses_lead),
        (8, "SES Project lead", part.project_lead),
        (9, "Overall Status", _status_word(overall)),
    )
    for row, label, value in block:
        cells.box(sheet, row, _LABELS, font=cells.BOLD, alignment=cells.IN_THE_MIDDLE)
        cells.box(sheet, row, _VALUES, alignment=cells.CENTRED)
        cells.put_text(sheet.cell(row, 2), label)
        shown = cells.put_text(sheet.cell(row, 3), one_line(value))
        sheet.merge_cells(start_row=row, end_row=row, start_column=3, end_column=4)
        sheet.row_dimensions[row].height = fitting.height(fitting.line_count(shown, _HEADER_WIDTH))
    cells.put_status(sheet["C5"], part.previous_overall)
    cells.put_status(sheet["C9"], overall)


def _status_word(status: str) -> str:
    return Status(status).label if status else ""


def _why_no_table(report: QuarterReport, part: SubStrandReport) -> str:
    """The sentence that stands in the table's place, if one does."""
    if not part.is_received:
        return NO_RETURN
    if not part.is_in:
        return NOT_SUBMITTED if part.state in _WITH_LEAD else NOT_SHOWN
    return "" if report.figures_held else NOT_HELD


def _put_sentence(sheet: Worksheet, row: int, sentence: str) -> None:
    cells.band(sheet, row, sentence, cells.BOLD, None)
    sheet.row_dimensions[row].height = fitting.SHORTEST


# --- The table --------------------------------------------------------------------------------


def _put_table(sheet: Worksheet, part: SubStrandReport, quarter: FinancialQuarter) -> int:
    """Note, headings, a row per KPI and the spare ones. Returns the row that is blank after it."""
    cells.put_text(sheet["B10"], _note(part))
    sheet["B10"].font = cells.NOTE
    headings_row = _TABLE_ROW + 1 if part.sheet_note else _TABLE_ROW
    _put_headings(sheet, headings_row, part)
    row = headings_row + 1
    too_long = []
    for line in part.lines:
        progress = _progress(line, quarter)
        if not _put_line(sheet, row, line, progress, numbered=part.rows_numbered):
            too_long.append(row)
        row += 1
    last_number = max((line.number for line in part.lines), default=0)
    for number in range(last_number + 1, last_number + 1 + part.spare_rows):
        cells.box(sheet, row, _ALL, alignment=cells.ON_TOP)
        _put_number(sheet, row, number if part.rows_numbered else None)
        sheet.row_dimensions[row].height = fitting.SHORTEST
        row += 1
    if too_long:
        cells.put_text(sheet.cell(row, 2), _more_in_cells(too_long))
        sheet.cell(row, 2).font = cells.NOTE
    return row


def _note(part: SubStrandReport) -> str:
    """The sheet's own note, and what italics mean where there are some."""
    note = one_line(part.sheet_note)
    if any(line.carried_forward for line in part.lines) and "italic" not in note.casefold():
        return f"{note}. {ITALICS_NOTE}" if note else ITALICS_NOTE
    return note


def _more_in_cells(rows: list[int]) -> str:
    where = f"{'rows' if len(rows) > 1 else 'row'} {', '.join(str(row) for row in rows)}"
    return f"Whole in the cell, but longer than a row can show: sheet {where}"


def _put_headings(sheet: Worksheet, row: int, part: SubStrandReport) -> None:
    headings = part.column_headings
    if len(headings) != len(STANDARD_HEADINGS):
        headings = STANDARD_HEADINGS
    cells.box(sheet, row, _ALL, font=cells.BOLD, alignment=cells.CENTRED, fill=cells.PALE)
    lines = [2]
    for column, (heading, width) in enumerate(
        zip(headings, list(WIDTHS.values())[1:], strict=True), start=2
    ):
        shown = cells.put_text(sheet.cell(row, column), one_line(heading))
        lines.append(fitting.line_count(shown, width, bold=True))
    sheet.row_dimensions[row].height = fitting.height(max(lines))
    sheet.freeze_panes = f"C{row + 1}"
    sheet.print_title_rows = f"{row}:{row}"


def _put_line(sheet: Worksheet, row: int, line: Line, progress: str, *, numbered: bool) -> bool:
    """One KPI's row, in italics where nothing is new. False where a row can't show all of it."""
    font = cells.ITALIC if line.carried_forward else cells.PLAIN
    cells.box(sheet, row, _ALL, font=font, alignment=cells.ON_TOP)
    for column in (3, 4, 5):
        sheet.cell(row, column).alignment = cells.CENTRED_ON_TOP
    _put_number(sheet, row, line.number if numbered else None)
    shown = {
        "B": cells.put_text(sheet.cell(row, 2), line.kpi.strip()),
        "C": cells.put_printed(sheet.cell(row, 3), line.target),
        "D": cells.put_printed(sheet.cell(row, 4), line.achieved),
        "F": cells.put_text(sheet.cell(row, 6), progress),
    }
    cells.put_status(sheet.cell(row, 5), line.declared, italic=line.carried_forward)
    lines = max(fitting.line_count(text, WIDTHS[column]) for column, text in shown.items())
    sheet.row_dimensions[row].height = fitting.height(lines)
    return not fitting.overflows(lines)


def _progress(line: Line, quarter: FinancialQuarter) -> str:
    """The note, and below it what the council's five columns have no place for."""
    said = [line.progress.strip()]
    if line.home:
        said.append(f"Figure {line.home.words}.")
    if line.achieved and line.period and not line.period.inferred and not _is_own(line, quarter):
        said.append(f"Figure for {line.period.label}.")
    if line.certainty != Certainty.FINAL:
        said.append(_CERTAINTIES[line.certainty])
    if line.not_rated_reason:
        said.append(f"Not rated: {line.not_rated_reason.strip()}")
    return "\n".join(text for text in said if text)


def _is_own(line: Line, quarter: FinancialQuarter) -> bool:
    """The figure covers the reported quarter, as the sheet's report date says already."""
    return (line.period.starts, line.period.ends) == (quarter.starts, quarter.ends)


_CERTAINTIES = {
    Certainty.PROVISIONAL: "The figure is provisional.",
    Certainty.AWAITING_VALIDATION: "The figure awaits validation.",
}


def _put_number(sheet: Worksheet, row: int, number: int | None) -> None:
    sheet.cell(row, 1).alignment = cells.CENTRED_ON_TOP
    sheet.cell(row, 1).value = number


# --- The commentary ---------------------------------------------------------------------------


def _put_commentary(sheet: Worksheet, row: int, commentary: str) -> int:
    """A heading and one block, as many rows as its text needs. Returns the row after it."""
    cells.band(sheet, row, "Commentary", cells.BOLD, cells.PALE)
    sheet.row_dimensions[row].height = fitting.SHORTEST
    first = row + 1
    shown = cells.put_text(sheet.cell(first, 1), commentary.strip())
    lines = fitting.line_count(shown, _FULL_WIDTH) + 1
    last = first + max(_SMALLEST_BLOCK, -(-lines // _BLOCK_LINES)) - 1
    for each in range(first, last + 1):
        sheet.row_dimensions[each].height = _BLOCK_LINES * _BLOCK_LINE
    cell = sheet.cell(first, 1)
    cell.font, cell.alignment, cell.border = cells.PLAIN, cells.ON_TOP, cells.BOX
    sheet.merge_cells(start_row=first, end_row=last, start_column=1, end_column=cells.LAST)
    return last + 1


# --- The package ------------------------------------------------------------------------------


def _properties(report: QuarterReport) -> DocumentProperties:
    moment = _moment(report.published_on or report.quarter.ends)
    title = one_line(report.printed_title or report.strategy_name)
    return DocumentProperties(
        title=f"{title}, {report.quarter.label}",
        subject=paper.edition(report),
        creator="",
        created=moment,
        modified=moment,
    )


def _moment(day: date) -> datetime:
    return datetime.combine(day, time())


def _packed(book: Workbook) -> bytes:
    """Not `book.save`, which stamps the time; and merged cells in order, which openpyxl keeps in
    a set."""
    for sheet in book.worksheets:
        sheet.merged_cells = _InOrder(sheet.merged_cells.ranges)
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        ExcelWriter(book, archive).write_data()
    return packed.getvalue()


class _InOrder(MultiCellRange):
    def __iter__(self):
        return iter(self.sorted())
