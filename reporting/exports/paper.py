"""A sheet on paper: landscape A4, one page wide, footers, and pages that break where it reads."""

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from objectives.days import in_words
from reporting.exports.text import first_units, one_line, units
from reporting.report import QuarterReport

DRAFT = "DRAFT – not published"

_FACE, _SIZE = "Arial,Regular", 8
_LONGEST_NAME = 55
"""A third of the page; and a footer holds 255 characters, commands and doubled "&" included."""

_MARGINS = {
    "left": 0.4,
    "right": 0.4,
    "top": 0.6,
    "bottom": 0.9,
    "header": 0.5,
    "footer": 0.3,
}
_PAGE = 540
"""Points of rows on a page, once the columns are shrunk to its width."""

_STILL_LEGIBLE = 1.55
"""How many pages may be shrunk to one, as the council prints its sheets: its longest takes 1.51."""

_DEFAULT_ROW = 15


def is_published(report: QuarterReport) -> bool:
    """Whether the report is more than a draft."""
    return report.state == "published"


def edition(report: QuarterReport) -> str:
    """Which edition it is, and of when; or that it is a draft."""
    if not is_published(report):
        return DRAFT
    name = "Published" if report.edition is None else f"Edition {report.edition}"
    return f"{name}, {in_words(report.published_on)}" if report.published_on else name


def set_up(sheet: Worksheet, report: QuarterReport) -> None:
    """Paper, margins and footer of a sheet."""
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    for margin, inches in _MARGINS.items():
        setattr(sheet.page_margins, margin, inches)
    footer = sheet.oddFooter
    footer.left.text = _name(report)
    footer.center.text = f"{report.quarter.name} ({report.quarter.label}): {edition(report)}"
    footer.right.text = "Page &P of &N"
    for item in (footer.left, footer.center, footer.right):
        item.font, item.size = _FACE, _SIZE


def _name(report: QuarterReport) -> str:
    """The strategy, as far as it fits beside the rest; in a footer "&" is a command."""
    name = one_line(report.printed_title or report.strategy_name)
    if units(name) > _LONGEST_NAME:
        name = f"{first_units(name, _LONGEST_NAME).rstrip()}…"
    return name.replace("&", "&&")


def paginate(sheet: Worksheet, *, last: int, keep_together: range) -> None:
    """Print rows 1 to `last`: on one page if that is legible, else on as many as it takes.

    `keep_together` is the heading of a block and its first rows: no page ends between them.
    """
    sheet.print_area = f"A1:F{last}"
    heights = [_height(sheet, row) for row in range(1, last + 1)]
    one_page = sum(heights) <= _PAGE * _STILL_LEGIBLE
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, int(one_page)
    if one_page or not keep_together:
        return
    first = keep_together.start
    used = _used_of_page(heights[: first - 1])
    needed = sum(heights[row - 1] for row in keep_together if row <= last)
    if used + needed > _PAGE:
        sheet.row_breaks.append(Break(id=first - 1))


def _used_of_page(heights: list[float]) -> float:
    used = 0.0
    for height in heights:
        used = height if used + height > _PAGE else used + height
    return used


def _height(sheet: Worksheet, row: int) -> float:
    # Asking `row_dimensions` for a row would make it.
    return (row in sheet.row_dimensions and sheet.row_dimensions[row].height) or _DEFAULT_ROW
