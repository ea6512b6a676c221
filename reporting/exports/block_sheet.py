"""A pack's blocks on a sheet: headings as bands, lists a row each, tables as cells."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count

from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from objectives.rag import RATED, Status
from reporting.briefing.document import Block, Cell, Heading, Items, Paragraph, Picture, Table
from reporting.exports import cells, fitting

LEDE = Font(name=cells.FACE, size=12, bold=True)
LINK = Font(name=cells.FACE, size=10, underline="single", color="FF0B6470")

#: Behind a text that is more than a status's word: black on the full colour is hard to read.
TINTS = {
    Status.GREEN: PatternFill("solid", fgColor="FFE4F3EA"),
    Status.AMBER: PatternFill("solid", fgColor="FFFFF4DC"),
    Status.RED: PatternFill("solid", fgColor="FFFCEBE9"),
}
_SHORT = 12  # characters of a status's word, or of a number
_ONE_EACH: Mapping[int, Sequence[int]] = {}


class BlockSheet:
    """Writes one block below the other on a sheet whose six columns have these `widths`.

    `spans` says, for tables of so many columns, how many of the sheet's each of theirs takes.
    """

    def __init__(
        self,
        sheet: Worksheet,
        widths: Sequence[float],
        row: int,
        spans: Mapping[int, Sequence[int]] = _ONE_EACH,
    ):
        self._sheet, self._widths, self._row, self._spans = sheet, widths, row, spans

    def put(self, blocks: Iterable[Block]) -> None:
        """Each block, in order; a picture by the words that say the same."""
        for block in blocks:
            match block:
                case Heading():
                    self._heading(block.text)
                case Paragraph():
                    self._text(block.text, LEDE if block.is_lede else cells.PLAIN)
                case Items():
                    self._items(block)
                case Picture():
                    self._text(block.caption, cells.BOLD)
                    self._text(block.alt, cells.PLAIN)
                case Table():
                    self.table(block)

    def facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """What is to be known of the file: a name and what it is, a row each."""
        for name, said in facts:
            self._write(1, 1, name, cells.BOLD)
            self._fit([self._write(2, cells.LAST - 1, said, cells.PLAIN)])

    def table(self, block: Table, links: Sequence[str] = ()) -> None:
        """The table under its caption. `links` are the sheets to which its rows' names lead."""
        if block.caption:
            self._text(block.caption, cells.BOLD)
        spans = self._spans.get(len(block.header), (1,) * len(block.header))
        cells.box(self._sheet, self._row, range(1, sum(spans) + 1), fill=cells.PALE)
        self._line(tuple(map(Cell, block.header)), spans, cells.BOLD)
        self._centre(block, spans)
        for at, row in enumerate(block.rows):
            cells.box(self._sheet, self._row, range(1, sum(spans) + 1))
            if at < len(links):
                self._lead(links[at])
            self._line(row, spans, LINK if at < len(links) else cells.PLAIN)
        self._row += 1

    def repeat(self, block: Table) -> None:
        """The table, with its headings in sight and on every page: it is the last on the sheet."""
        heading = self._row + bool(block.caption)
        self.table(block)
        self._sheet.freeze_panes = f"B{heading + 1}"
        self._sheet.print_title_rows = f"{heading}:{heading}"

    def finish(self) -> None:
        """Print all of it, as many pages as it takes."""
        sheet, last = self._sheet, max(self._row - 1, 1)
        sheet.print_area = f"A1:F{last}"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0

    def _heading(self, text: str) -> None:
        self._row += 1
        cells.band(self._sheet, self._row, text, cells.BOLD, cells.PALE)
        self._sheet.row_dimensions[self._row].height = fitting.SHORTEST
        self._row += 1

    def _items(self, block: Items) -> None:
        numbers = count(1)
        for item in block.items:
            sign = f"{next(numbers)}." if block.is_numbered else "•"
            self._text(f"{sign} {item}", cells.PLAIN)

    def _text(self, text: str, font: Font) -> None:
        """Over the whole width."""
        self._fit([self._write(1, cells.LAST, text, font)])

    def _line(self, row: Sequence[Cell], spans: Sequence[int], first: Font) -> None:
        """A row of a table; `first` is the font of its first cell, or of all of a heading."""
        lines, column = [], 1
        for content, span in zip(row, spans, strict=True):
            font = first if column == 1 or first is cells.BOLD else cells.PLAIN
            lines.append(self._write(column, span, _words(content), _font(content, font)))
            cell = self._sheet.cell(self._row, column)
            if _is_short(content) and column > 1:
                cell.alignment = cells.CENTRED_ON_TOP
            if content.status in RATED:
                cell.fill = (cells.RAG if _is_short(content) else TINTS)[Status(content.status)]
            column += span
        self._fit(lines)

    def _write(self, column: int, span: int, text: str, font: Font) -> int:
        """A text over so many columns, a number as one. Returns how many lines it takes."""
        cell = self._sheet.cell(self._row, column)
        cell.font, cell.alignment = font, cells.ON_TOP
        number, _ = cells.as_number(text)
        shown = cells.put_text(cell, text) if number is None else cells.put_printed(cell, text)
        if span > 1:
            self._sheet.merge_cells(
                start_row=self._row,
                end_row=self._row,
                start_column=column,
                end_column=column + span - 1,
            )
        room = sum(self._widths[column - 1 : column - 1 + span])
        return fitting.line_count(shown, room, size=font.size, bold=bool(font.bold))

    def _centre(self, block: Table, spans: Sequence[int]) -> None:
        """The headings just written, of columns that stand in the middle."""
        for at in range(1, len(block.header)):
            if all(_is_short(row[at]) for row in block.rows):
                heading = self._sheet.cell(self._row - 1, 1 + sum(spans[:at]))
                heading.alignment = cells.CENTRED_ON_TOP

    def _lead(self, sheet_name: str) -> None:
        """To the sheet of that name, from the row's first cell."""
        cell = self._sheet.cell(self._row, 1)
        place = "'{}'!A1".format(sheet_name.replace("'", "''"))
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place)

    def _fit(self, lines: Iterable[int]) -> None:
        self._sheet.row_dimensions[self._row].height = fitting.height(max(lines))
        self._row += 1


def _words(content: Cell) -> str:
    return f"{content.text}\n{content.note}" if content.note else content.text


def _is_short(content: Cell) -> bool:
    """A status's word or a number, which stand in the middle."""
    is_number = cells.as_number(content.text)[0] is not None
    return not content.note and (is_number or bool(content.status)) and len(content.text) <= _SHORT


def _font(content: Cell, font: Font) -> Font:
    if content.status in RATED:
        return cells.ON_RAG
    return cells.ITALIC if content.is_italic else font
