"""How a Word document looks: its colours, and every style as a row of a table.

Styles, not looks of single paragraphs: whoever edits the note changes a style once. Space stands
before a paragraph, never after it, so that what follows a table is apart from it too.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from objectives.rag import Status
from reporting.exports.word_xml import Element, shade, w

FACE = "Arial"  # Word has it, and LibreOffice one of the same widths
LANGUAGE = "en-GB"

INK, INK_SOFT, NAVY, TEAL = "16232B", "4A5A64", "12303F", "0B6470"
LINE, LINE_STRONG, PAPER = "CCD5DA", "6B7B85", "FFFFFF"
MARK = "B3201F"  # the word DRAFT
WATERMARK = "EAEDEF"  # and the same behind the page

TEXT_SIZE, TABLE_SIZE = 10.5, 9  # points; of a note in a cell one less
CELL_SIDE, CELL_TOP = 85, 45  # what a cell keeps free, in twentieths of a point
HANG = 737  # how far a paragraph stands in from its number: 1.3 cm
FACT = 2608  # and a fact from its name: 4.6 cm

BULLETS, NUMBERS = 1, 2
"""The two kinds of list in the numbering part."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a status is drawn where there is only text: a sign, its colour, the shade behind it."""

    sign: str
    colour: str
    tint: str


NO_SHAPE = Shape("○", "5B6B75", "EEF1F3")
SHAPES = {
    Status.RED: Shape("■", "B3201F", "FCEBE9"),
    Status.AMBER: Shape("▲", "B87400", "FFF4DC"),
    Status.GREEN: Shape("●", "1D7F4C", "E4F3EA"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph style. Lengths are in points; `left` and `hang` in twentieths of one."""

    id: str
    name: str
    size: float = TEXT_SIZE
    is_bold: bool = False
    colour: str = INK
    before: float = 0
    after: float = 0
    line: float = 1.12
    left: int = 0
    hang: int = 0
    level: int = 0  # in the outline
    list: int = 0
    rule: str = ""  # which sides have a line: "top bottom"
    keeps_next: bool = False
    keeps_whole: bool = False
    follows: str = ""  # the style of the paragraph that is typed after it


LOOKS = (
    Look("Normal", "Normal", before=7),
    Look("Title", "Title", 25, True, NAVY, line=1.05, keeps_next=True, follows="Subtitle"),
    Look("Subtitle", "Subtitle", 14, colour=INK_SOFT, before=4, after=14, keeps_next=True),
    Look("Fact", "Fact", before=3, after=3, left=FACT, hang=FACT, rule="top bottom"),
    Look(
        "Heading1",
        "heading 1",
        16,
        True,
        NAVY,
        22,
        2,
        1.05,
        level=1,
        keeps_next=True,
        follows="Normal",
    ),
    Look(
        "Heading2",
        "heading 2",
        13,
        True,
        NAVY,
        16,
        0,
        1.05,
        level=2,
        keeps_next=True,
        follows="Normal",
    ),
    Look(
        "Heading3",
        "heading 3",
        11,
        True,
        TEAL,
        12,
        0,
        1.05,
        level=3,
        keeps_next=True,
        follows="Normal",
    ),
    Look("Lede", "Lede", 12.5, colour=NAVY, before=8, line=1.2, follows="Normal"),
    Look("Quiet", "Quiet", 10, colour=INK_SOFT, before=6),
    Look("NumberedParagraph", "Numbered Paragraph", before=7, left=HANG, hang=HANG),
    Look("Standing", "Standing", before=6, keeps_next=True, follows="Normal"),
    Look("ListBullet", "List Bullet", before=3.5, left=340, hang=340, list=BULLETS),
    Look("ListNumber", "List Number", before=3.5, left=454, hang=454, list=NUMBERS),
    Look("TOCHeading", "TOC Heading", 13, True, NAVY, 22, 2, 1.05, keeps_next=True),
    Look("TOC1", "toc 1", 10, True, NAVY, 5, left=HANG, hang=HANG, keeps_whole=True),
    Look("TOC2", "toc 2", 10, before=1.5, left=2 * HANG, hang=HANG, keeps_whole=True),
    Look("Caption", "caption", 9.5, True, INK_SOFT, 12, 4, keeps_next=True, keeps_whole=True),
    Look("Picture", "Picture", before=4, line=1),
    Look("TableText", "Table Text", TABLE_SIZE, line=1.05),
    Look("TableHeading", "Table Heading", TABLE_SIZE, True, PAPER, line=1.05, keeps_next=True),
    Look("TableNote", "Table Note", TABLE_SIZE - 1, colour=INK_SOFT, before=1, line=1.05),
    Look("Header", "header", 10, True, MARK, line=1),
    Look("Footer", "footer", 8.5, colour=INK_SOFT, line=1, rule="top"),
)
_OWN = {
    *("Fact", "Lede", "Quiet", "NumberedParagraph", "Standing", "Picture"),
    *("TableText", "TableHeading", "TableNote"),
}
"""Styles that Word doesn't know by name."""


def styles() -> Iterator[Element]:
    """What stands in the styles part."""
    yield _defaults()
    for look in LOOKS:
        yield _style(look)
    yield w(
        "style",
        w("name", val="Default Paragraph Font"),
        w("uiPriority", val=1),
        w("semiHidden"),
        type="character",
        default=1,
        styleId="DefaultParagraphFont",
    )
    yield _plain_table()
    yield _report_table()


def _defaults() -> Element:
    language = w("lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi="ar-SA")
    fonts = w("rFonts", ascii=FACE, hAnsi=FACE, eastAsia=FACE, cs=FACE)
    looks = w("rPr", fonts, *_size(TEXT_SIZE), language)
    return w(
        "docDefaults",
        w("rPrDefault", looks),
        w("pPrDefault", w("pPr", w("widowControl"), w("spacing", before=0, after=0))),
    )


def _style(look: Look) -> Element:
    kind = {"type": "paragraph", "styleId": look.id}
    if look.id == "Normal":
        kind["default"] = "1"
    if look.id in _OWN:
        kind["customStyle"] = "1"
    made = w("style", w("name", val=look.name), **kind)
    if look.id != "Normal":
        made.append(w("basedOn", val="Normal"))
    if look.follows:
        made.append(w("next", val=look.follows))
    made.append(w("qFormat"))
    made.append(w("pPr", *_of_paragraph(look)))
    made.append(w("rPr", *_of_letters(look)))
    return made


def _of_paragraph(look: Look) -> Iterator[Element]:
    """In the order in which the schema wants them."""
    if look.keeps_next:
        yield w("keepNext")
    if look.keeps_next or look.keeps_whole:
        yield w("keepLines")
    yield w("widowControl")
    if look.list:
        yield w("numPr", w("numId", val=look.list))
    if look.rule:
        yield w("pBdr", *(_line(side, 6, LINE, space=6) for side in look.rule.split()))
    if look.hang:
        yield w("tabs", w("tab", val="left", pos=look.left))
    before, after = round(20 * look.before), round(20 * look.after)
    line = round(240 * look.line)
    yield w("spacing", before=before, after=after, line=line, lineRule="auto")
    if look.left:
        yield w("ind", left=look.left, hanging=look.hang)
    if look.level:
        yield w("outlineLvl", val=look.level - 1)


def _of_letters(look: Look) -> Iterator[Element]:
    if look.is_bold:
        yield from (w("b"), w("bCs"))
    yield w("color", val=look.colour)
    yield from _size(look.size)


def _size(points: float) -> tuple[Element, Element]:
    """Also of letters that run to the left, which Word counts apart."""
    halves = round(2 * points)
    return w("sz", val=halves), w("szCs", val=halves)


def _plain_table() -> Element:
    return w(
        "style",
        w("name", val="Normal Table"),
        w("uiPriority", val=99),
        w("semiHidden"),
        w("tblPr", w("tblInd", w=0, type="dxa"), _margins(0, 108)),
        type="table",
        default=1,
        styleId="TableNormal",
    )


def _report_table() -> Element:
    """Lines between the rows, none between the columns; the header row on a shade."""
    borders = w(
        "tblBorders",
        _line("top", 8, LINE_STRONG),
        _line("bottom", 8, LINE_STRONG),
        _line("insideH", 4, LINE),
    )
    # Lines of the shade's colour: without them some screens show slits between its cells.
    sides = w("tcBorders", _line("insideV", 4, NAVY))
    header = w("tblStylePr", w("tcPr", sides, shade(NAVY)), type="firstRow")
    return w(
        "style",
        w("name", val="Report Table"),
        w("basedOn", val="TableNormal"),
        w("qFormat"),
        w("tblPr", borders, _margins(CELL_TOP, CELL_SIDE)),
        header,
        type="table",
        customStyle=1,
        styleId="ReportTable",
    )


def _line(side: str, eighths: int, colour: str, space: int = 0) -> Element:
    return w(side, val="single", sz=eighths, space=space, color=colour)


def _margins(top: int, side: int) -> Element:
    return w(
        "tblCellMar",
        w("top", w=top, type="dxa"),
        w("left", w=side, type="dxa"),
        w("bottom", w=top, type="dxa"),
        w("right", w=side, type="dxa"),
    )


# --- Lists --------------------------------------------------------------------------------------


def lists() -> Iterator[Element]:
    """What stands in the numbering part: bullets and numbers, each bound to its style."""
    yield _kind(BULLETS, "ListBullet", "bullet", "•", 340)
    yield _kind(NUMBERS, "ListNumber", "decimal", "%1.", 454)
    for kind in (BULLETS, NUMBERS):
        yield w("num", w("abstractNumId", val=kind), numId=kind)


def list_that_begins_at_one(number: int) -> Element:
    """A list of its own: without it, a second list would count on from the first."""
    begin = w("lvlOverride", w("startOverride", val=1), ilvl=0)
    return w("num", w("abstractNumId", val=NUMBERS), begin, numId=number)


def _kind(number: int, style: str, form: str, text: str, hang: int) -> Element:
    level = w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=form),
        w("pStyle", val=style),
        w("lvlText", val=text),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=hang, hanging=hang)),
        w("rPr", w("color", val=TEAL)),
        ilvl=0,
    )
    return w("abstractNum", w("multiLevelType", val="singleLevel"), level, abstractNumId=number)
