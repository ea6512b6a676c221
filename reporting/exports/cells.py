"""The council's look, and the one way to put a text, a number or a status into a cell."""

import re
from decimal import Decimal

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from objectives.rag import RATED, Status
from reporting.exports.text import clean, shortened

LONGEST = 32_767  # what a cell holds
TEXT = "@"
LAST = 6
"""The last column, F."""

FACE = "Arial"
PLAIN = Font(name=FACE, size=10)
BOLD = Font(name=FACE, size=10, bold=True)
ITALIC = Font(name=FACE, size=10, italic=True)
NOTE = Font(name=FACE, size=9, italic=True)
TITLE = Font(name=FACE, size=16, bold=True, color="FFFFFFFF")
ON_RAG = Font(name=FACE, size=10, bold=True, color="FF000000")
ON_RAG_ITALIC = Font(name=FACE, size=10, bold=True, italic=True, color="FF000000")

NAVY = PatternFill("solid", fgColor="FF1F3864")
PALE = PatternFill("solid", fgColor="FFD9E2F3")
WARNING = PatternFill("solid", fgColor="FFFFF2CC")
RAG = {
    Status.GREEN: PatternFill("solid", fgColor="FF00B050"),
    Status.AMBER: PatternFill("solid", fgColor="FFFFC000"),
    Status.RED: PatternFill("solid", fgColor="FFFF0000"),
}

CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
CENTRED_ON_TOP = Alignment(horizontal="center", vertical="top", wrap_text=True)
ON_TOP = Alignment(vertical="top", wrap_text=True)
IN_THE_MIDDLE = Alignment(vertical="center", wrap_text=True)
_LINE = Side(style="thin", color="FF7F7F7F")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)

_NUMBER = re.compile(
    r"(-?)(0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)(?:\.([0-9]+))?(%?)", re.ASCII
)
_WIDEST_NUMBER = 13  # characters of column C or D; a wider one would show as ####
_LONGEST_GENERAL = 11  # digits; after that Excel's General turns to exponents
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LOOKS_LIKE_A_FORMULA = ("=", "+", "-", "@", "'")


def put_text(cell: Cell, text: str) -> str:
    """Write a text as text, whatever it begins with. Returns what the cell shows."""
    text = shortened(clean(text), LONGEST)
    if not text:
        return text
    # In a workbook "_x0041_" means "A": Excel would show what nobody typed.
    cell.value = shortened(_ESCAPE.sub("_x005F_", text), LONGEST)
    cell.data_type = "s"  # openpyxl made a formula of "=…" and an error of "#N/A"
    if text.startswith(_LOOKS_LIKE_A_FORMULA):
        cell.quotePrefix = True  # still text after somebody has edited it
    return text


def put_printed(cell: Cell, printed: str | None) -> str:
    """Write a target or figure: a number where Excel then shows just what was printed, else text.

    Returns what the cell shows.
    """
    printed = (printed or "").strip()
    if not printed:
        return ""
    number, number_format = as_number(printed)
    if number is None:
        cell.number_format = TEXT
        return put_text(cell, printed)
    cell.value = number
    cell.number_format = number_format
    return printed


def as_number(printed: str) -> tuple[int | Decimal | None, str]:
    """The number and Excel format that show as `printed`: "70.28%" is 0.7028 as 0.00%.

    None for everything else: "£440m", "26,476m2", "Mar-27", "007", or more than a column shows.
    """
    match = _NUMBER.fullmatch(printed)
    if match is None or len(printed) > _WIDEST_NUMBER:
        return None, TEXT
    sign, whole, decimals, per_cent = match.groups()
    number = Decimal(printed.replace(",", "").rstrip("%"))
    if sign and not number:
        return None, TEXT
    number_format = "#,##0" if "," in whole else "0"
    number_format += f".{'0' * len(decimals)}" if decimals else ""
    if per_cent:
        return number.scaleb(-2), f"{number_format}%"
    if number_format == "0" and len(whole) <= _LONGEST_GENERAL:
        number_format = "General"
    return (number if decimals else int(number)), number_format


def put_status(cell: Cell, status: str, *, italic: bool = False) -> None:
    """A status in words on its colour; nothing where it is not Red, Amber or Green."""
    if status in RATED:
        put_text(cell, Status(status).label)
        cell.fill = RAG[Status(status)]
        cell.font = ON_RAG_ITALIC if italic else ON_RAG


def box(
    sheet: Worksheet,
    row: int,
    columns: range,
    *,
    font: Font = PLAIN,
    alignment: Alignment | None = None,
    fill: PatternFill | None = None,
) -> None:
    """Give a stretch of a row borders and a look."""
    for column in columns:
        cell = sheet.cell(row, column)
        cell.border, cell.font = BOX, font
        if alignment is not None:
            cell.alignment = alignment
        if fill is not None:
            cell.fill = fill


def band(sheet: Worksheet, row: int, text: str, font: Font, fill: PatternFill | None) -> None:
    """One text across the whole width of the sheet."""
    cell = sheet.cell(row, 1)
    put_text(cell, text)
    cell.font = font
    if fill is not None:
        cell.fill = fill
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=LAST)
