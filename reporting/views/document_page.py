"""A briefing's document as a page shows it: the same blocks that Word and the PDF print."""

from base64 import b64encode
from collections.abc import Iterable
from functools import singledispatch

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

_UNDER = 2  # the page's own h1, and the document's title


def sheets(document: Document) -> dict:
    """The document in sheets, for the template: a new page begins a new sheet."""
    made: list[list[dict]] = [[]]
    for block in document.blocks:
        if isinstance(block, NewPage):
            made.append([])
        else:
            made[-1].append(as_dict(block))
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "facts": [{"name": name, "value": value} for name, value in document.facts],
        "mark": document.mark,
        "footer": document.footer,
        "sheets": [sheet for sheet in made if sheet],
    }


def blocks(found: Iterable[Block]) -> list[dict]:
    """Some of a document's blocks, for the template."""
    return [as_dict(block) for block in found if not isinstance(block, NewPage)]


@singledispatch
def as_dict(block: Block) -> dict:
    """A block with its kind, as the template tells them apart."""
    raise TypeError(block)


@as_dict.register
def _(block: Heading) -> dict:
    return {
        "kind": "heading",
        "level": block.level + _UNDER,
        "size": "m" if block.level == 1 else "s",
        "number": block.number,
        "text": block.text,
        "anchor": block.anchor,
    }


@as_dict.register
def _(block: Paragraph) -> dict:
    return {
        "kind": "paragraph",
        "number": block.number,
        "text": block.text,
        "is_muted": block.is_muted,
        "is_lede": block.is_lede,
    }


@as_dict.register
def _(block: Items) -> dict:
    return {"kind": "items", "items": block.items, "is_numbered": block.is_numbered}


@as_dict.register
def _(block: Standing) -> dict:
    return {
        "kind": "standing",
        "name": block.name,
        "status": block.status,
        "word": block.word,
        "since": block.since,
    }


@as_dict.register
def _(block: Table) -> dict:
    return {
        "kind": "table",
        "caption": block.caption,
        "header": block.header,
        "rows": [
            [_cell(cell, label) for cell, label in zip(row, block.header, strict=True)]
            for row in block.rows
        ],
    }


def _cell(cell: Cell, label: str) -> dict:
    return {
        "label": label,
        "text": cell.text,
        "status": cell.status,
        "note": cell.note,
        "is_italic": cell.is_italic,
        "is_empty": not (cell.text or cell.note),
    }


@as_dict.register
def _(block: Picture) -> dict:
    data = b64encode(block.svg.encode()).decode()
    return {
        "kind": "picture",
        "src": f"data:image/svg+xml;base64,{data}",
        "alt": block.alt,
        "caption": block.caption,
    }
