"""A briefing pack as a PDF for everybody: tagged, PDF/UA-1, with its headings as bookmarks.

The template (briefing.typ) gets the document as JSON and shows its texts as strings; what a text
says is never typst's markup.
"""

import json
import re
from collections.abc import Container
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

import typst

from reporting.briefing.document import (
    Block,
    Cell,
    Document,
    Heading,
    Items,
    NewPage,
    Paragraph,
    Picture,
    Standing,
    Table,
)
from reporting.briefing.limits import LONGEST_CELL, LONGEST_LINE, LONGEST_PARAGRAPH
from reporting.exports import columns, faces, typesetting
from reporting.exports.text import REPLACEMENT, clean, one_line, shortened

_TEMPLATE = Path(__file__).with_name("briefing.typ")
_PAGE = 170.0  # millimetres between the margins
_LETTER = 2.05  # millimetres that a letter of a paragraph takes
_SMALL_LETTER = 1.68  # of a table
_TALLEST_ROW = 34  # lines; a taller one may be split over pages, or it would leave one half empty
_TOGETHER = 14  # lines of a table that stands on one page
_FOOTER = 80  # letters
_FEWEST_FOR_CONTENTS = 6  # headings
_EMPTY_LINES = re.compile(r"\n{3,}")
_NOT_PRINTED = f"{REPLACEMENT} stands for a character that could not be printed."

_Shown = dict[str, object]


def render(document: Document) -> bytes:
    """The document as a PDF; the same bytes for the same document, whenever and wherever."""
    try:
        return _typeset(document, faces.characters())
    except typst.TypstError:
        # Marks on letters of another face can make a pair that no face has; PDF/UA-1 forbids it.
        return _typeset(document, faces.plain_characters())


def _typeset(document: Document, printable: Container[int]) -> bytes:
    pack = _Setting(printable).pack(document)
    return typesetting.pdf(_TEMPLATE, {"pack": json.dumps(pack)}, on=document.on)


class _Setting:
    """A document's blocks as what the template shows, in the characters that can be printed."""

    def __init__(self, printable: Container[int]):
        self._printable = printable
        self._level = 0
        self._is_any_missing = False

    def pack(self, document: Document) -> _Shown:
        """All that the template shows."""
        headings = sum(isinstance(block, Heading) for block in document.blocks)
        shown = {
            "title": self._line(document.title) or "Briefing note",
            "subtitle": self._line(document.subtitle),
            "author": self._line(document.author),
            "mark": self._line(document.mark),
            "footer": self._footer(document.footer),
            "facts": [[self._line(name), self._line(said)] for name, said in document.facts],
            "contents": headings >= _FEWEST_FOR_CONTENTS,
            "faces": list(faces.FAMILIES),
            "blocks": [shown for block in document.blocks if (shown := self._block(block))],
        }
        if self._is_any_missing:
            shown["blocks"].append(self._paragraph(Paragraph(_NOT_PRINTED, is_muted=True)))
        return shown

    def _block(self, block: Block) -> _Shown | None:
        match block:
            case Heading():
                return self._heading(block)
            case Paragraph():
                return self._paragraph(block)
            case Items():
                items = [self._text(item) for item in block.items]
                return {"kind": "items", "items": items, "numbered": block.is_numbered}
            case Standing():
                return self._standing(block)
            case Table():
                return self._table(block)
            case Picture():
                return self._picture(block)
            case NewPage():
                return {"kind": "new-page"}

    def _heading(self, block: Heading) -> _Shown | None:
        text = self._line(block.text)
        if not text:
            return None
        # PDF/UA-1 allows no level to be left out on the way down.
        self._level = max(1, min(block.level, self._level + 1))
        number = self._line(block.number)
        return {"kind": "heading", "text": text, "number": number, "level": self._level}

    def _paragraph(self, block: Paragraph) -> _Shown:
        return {
            "kind": "paragraph",
            "text": self._text(block.text),
            "number": self._line(block.number),
            "lede": block.is_lede,
            "muted": block.is_muted,
        }

    def _standing(self, block: Standing) -> _Shown:
        return {
            "kind": "standing",
            "name": self._line(block.name),
            "status": block.status,
            "word": self._line(block.word),
            "since": self._line(block.since),
        }

    def _table(self, block: Table) -> _Shown:
        header = [self._line(name) for name in block.header]
        rows = tuple(tuple(map(self._cleaned, row)) for row in block.rows)
        table = replace(block, header=tuple(header), rows=rows)
        widths = columns.widths(table, page=_PAGE, letter=_SMALL_LETTER)
        heights = [_height(row, widths) for row in rows]
        return {
            "kind": "table",
            "breakable": sum(heights) > _TOGETHER,
            "caption": self._line(block.caption),
            "header": [_fitted(name, width) for name, width in zip(header, widths, strict=True)],
            "widths": widths,
            "rows": [_row(row, widths, height) for row, height in zip(rows, heights, strict=True)],
        }

    def _cleaned(self, cell: Cell) -> Cell:
        text, note = self._printed(cell.text, LONGEST_CELL), self._printed(cell.note, LONGEST_CELL)
        return replace(cell, text=text, note=note)

    def _picture(self, block: Picture) -> _Shown:
        alt, caption = self._text(block.alt), self._line(block.caption)
        return {
            "kind": "picture",
            "svg": self._svg(block.svg),
            "alt": alt or caption or "Picture",
            "caption": caption,
        }

    def _svg(self, svg: str) -> str:
        """The drawing; of its letters too only those that can be printed."""
        return self._in_print(clean(svg))

    def _line(self, text: str) -> str:
        printed = self._printed(one_line(text), LONGEST_LINE)
        return columns.breakable(printed, width=_PAGE / 2, letter=_LETTER)

    def _footer(self, text: str) -> str:
        """On one line beside the page's number; the cover says it whole."""
        line = self._in_print(one_line(text))
        return line if len(line) <= _FOOTER else f"{line[: _FOOTER - 1].rstrip()}…"

    def _text(self, text: str) -> str:
        printed = self._printed(text, LONGEST_PARAGRAPH)
        return columns.breakable(printed, width=_PAGE * 0.8, letter=_LETTER)

    def _printed(self, text: str, most: int) -> str:
        return self._in_print(shortened(_EMPTY_LINES.sub("\n\n", clean(text)), most))

    def _in_print(self, text: str) -> str:
        composed = text if text.isascii() else normalize("NFC", text)
        printed = "".join(
            letter if ord(letter) in self._printable else REPLACEMENT for letter in composed
        )
        self._is_any_missing |= REPLACEMENT in printed
        return printed


def _height(row: tuple[Cell, ...], widths: list[float]) -> int:
    """Of a row, in lines."""
    return max(_lines(cell, width) for cell, width in zip(row, widths, strict=True))


def _lines(cell: Cell, width: float) -> int:
    texts = (text for text in (cell.text, cell.note) if text)
    return sum(columns.lines(text, width=width, letter=_SMALL_LETTER) for text in texts)


def _row(row: tuple[Cell, ...], widths: list[float], height: int) -> _Shown:
    cells = [_cell(cell, width) for cell, width in zip(row, widths, strict=True)]
    return {"cells": cells, "breakable": height > _TALLEST_ROW}


def _cell(cell: Cell, width: float) -> _Shown:
    return {
        "text": _fitted(cell.text, width),
        "note": _fitted(cell.note, width),
        "status": cell.status,
        "italic": cell.is_italic,
        "hyphenate": columns.has_wide_word(
            f"{cell.text} {cell.note}", width=width, letter=_SMALL_LETTER
        ),
    }


def _fitted(text: str, width: float) -> str:
    return columns.breakable(text, width=width, letter=_SMALL_LETTER)
