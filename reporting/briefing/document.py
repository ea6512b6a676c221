"""A document as a tree of plain values: what Word, the PDF and the preview all render. Pure.

Whoever composes one puts every figure into words here, so that no two formats can differ.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the outline. `number` is printed before it: "6.1"; blank for none."""

    text: str
    level: int = 1  # 1 to 3; the document's title stands above them
    number: str = ""
    anchor: str = ""  # for links within the preview: "sub-strand-housing"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `number` is printed before it: "3.1"."""

    text: str
    number: str = ""
    is_muted: bool = False
    is_lede: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list; numbered where the order matters."""

    items: tuple[str, ...]
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A thing with its status and how that moved: "Housing", Green, "was Amber: better"."""

    name: str
    status: str  # objectives.rag.Status, or "" where nothing was declared
    word: str
    since: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. With a `status` it is that word with its shape and shade."""

    text: str
    status: str = ""
    note: str = ""  # a second, quieter line
    is_italic: bool = False  # nothing new: as last quarter (the council prints such rows so)


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header row repeats. `widths` are parts of the page's width, one a column."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with the words that say the same."""

    svg: str
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Items | Standing | Table | Picture | NewPage


@dataclass(frozen=True, slots=True)
class Document:
    """The whole: its cover and its blocks in order.

    `mark` is printed on every page: "DRAFT", or blank. `on` is the day that the files bear.
    """

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]  # of the cover: ("Cabinet Member", "Regeneration & Skills")
    blocks: tuple[Block, ...]
    on: date
    mark: str = ""
    author: str = ""
    footer: str = ""  # of every page, beside its number
