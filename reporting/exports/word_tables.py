"""A table as Word keeps it: columns of fixed widths, a header row that repeats, whole rows."""

import re
from collections.abc import Sequence

from reporting.briefing.document import Cell, Table
from reporting.briefing.limits import LONGEST_CELL, LONGEST_LINE
from reporting.exports import columns
from reporting.exports.text import clean, one_line, shortened
from reporting.exports.word_looks import NO_SHAPE, SHAPES
from reporting.exports.word_xml import NO_BREAK_HYPHEN, Element, paragraph, run, shade, w

_PAGE = 170.0  # millimetres between the margins
_LETTER = 1.8  # millimetres that one takes in a cell
_PER_MILLIMETRE = 1440 / 25.4  # Word counts widths in twentieths of a point
_TALLEST = 34  # lines of a row; a taller one may be split, or it would leave a page half empty
_TOGETHER = 10  # lines of a table that stands on one page
_LONGEST_DESCRIPTION = 250


def table(content: Table) -> Element:
    """The table, with its caption for whoever has it read out."""
    widths = columns.widths(content, page=_PAGE, letter=_LETTER)
    heights = [_height(row, widths) for row in content.rows]
    rows = [_row(row, widths, height) for row, height in zip(content.rows, heights, strict=True)]
    for row in _kept_with_next(rows, heights):
        for properties in row.iter(_PROPERTIES):
            properties.get_or_add_keepNext()
    properties = w(
        "tblPr",
        w("tblStyle", val="ReportTable"),
        w("tblW", w=_twentieths(_PAGE), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0),
        w("tblCaption", val=shortened(one_line(content.caption), _LONGEST_DESCRIPTION)),
    )
    grid = w("tblGrid", *(w("gridCol", w=_twentieths(width)) for width in widths))
    return w("tbl", properties, grid, _header(content.header, widths), *rows)


def _twentieths(millimetres: float) -> int:
    return round(millimetres * _PER_MILLIMETRE)


def _header(titles: Sequence[str], widths: Sequence[float]) -> Element:
    cells = (
        _cell(width, paragraph("TableHeading", run(_title(title))))
        for title, width in zip(titles, widths, strict=True)
    )
    return w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *cells)


def _title(text: str) -> str:
    """A column's name; no line ends within "-3", which reads as a dash and another name."""
    return _MINUS.sub(NO_BREAK_HYPHEN, shortened(one_line(text), LONGEST_LINE))


_MINUS = re.compile(r"(?<!\S)-(?=\d)")


def _row(cells: Sequence[Cell], widths: Sequence[float], height: int) -> Element:
    made = [_content(cell, width) for cell, width in zip(cells, widths, strict=True)]
    whole = [w("trPr", w("cantSplit"))] if height <= _TALLEST else []
    return w("tr", *whole, *made)


def _content(cell: Cell, width: float) -> Element:
    text, note = _shown(cell.text), _shown(cell.note)
    if cell.status:
        shape = SHAPES.get(cell.status, NO_SHAPE)
        runs = (
            run(f"{shape.sign}\u00a0", colour=shape.colour),
            run(text, bold=cell.status in SHAPES, italic=cell.is_italic),
        )
        made = _cell(width, paragraph("TableText", *runs), fill=shape.tint)
    else:
        made = _cell(width, paragraph("TableText", run(text, italic=cell.is_italic)))
    if note:
        made.append(paragraph("TableNote", run(note, italic=cell.is_italic)))
    return made


def _shown(text: str) -> str:
    return shortened(clean(text).strip(), LONGEST_CELL)


def _cell(width: float, content: Element, fill: str = "") -> Element:
    looks = [shade(fill)] if fill else []
    return w("tc", w("tcPr", w("tcW", w=_twentieths(width), type="dxa"), *looks), content)


def _height(cells: Sequence[Cell], widths: Sequence[float]) -> int:
    """Of a row, in lines."""
    return max(
        (
            sum(columns.lines(text, width=width, letter=_LETTER) for text in texts if text)
            for cell, width in zip(cells, widths, strict=True)
            for texts in [(_shown(cell.text), _shown(cell.note))]
        ),
        default=0,
    )


def _kept_with_next(rows: list[Element], heights: list[int]) -> list[Element]:
    """All but the last of a short table; of a long one those that leave no row alone on a page."""
    if len(rows) < 2:
        return []
    return rows[:-1] if sum(heights) <= _TOGETHER else [rows[0], rows[-2]]


_PROPERTIES = w("pPr").tag
