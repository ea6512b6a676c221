"""The briefing pack as a Word document that can be edited further: headings, lists, real styles.

The content is `reporting.briefing`'s, the same as the PDF's and the preview's; a text is never
more than text here, whatever stands in it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO

from docx.document import Document as WordDocument
from docx.shared import Cm, Pt

from reporting.briefing.document import (
    Block,
    Document,
    Heading,
    Items,
    NewPage,
    Paragraph,
    Picture,
    Standing,
    Table,
)
from reporting.briefing.limits import LONGEST_LINE, LONGEST_PARAGRAPH
from reporting.exports import drawing, word_package
from reporting.exports.package import normalised
from reporting.exports.text import clean, one_line, shortened
from reporting.exports.word_looks import HANG, NO_SHAPE, SHAPES, list_that_begins_at_one
from reporting.exports.word_tables import table
from reporting.exports.word_xml import Element, bookmark, field_mark, field_words, paragraph, run, w

_LONGEST_ALT = 2_000
_FEWEST_FOR_CONTENTS = 6  # headings
_MOST_ON_COVER = 34
_DEEPEST = 3  # level of a heading
_PAGE = Cm(17)  # between the margins


def render(document: Document) -> bytes:
    """The file's bytes: the same document gives the same, whenever and wherever it is made."""
    made = word_package.new(document)
    end = made.element.body[-1]  # the section, which has to stand last
    writer = _Writer(made)
    for element in (*_cover(document), *writer.body(document.blocks)):
        end.addprevious(element)
    packed = BytesIO()
    made.save(packed)
    return normalised(packed.getvalue())


def _cover(document: Document) -> Iterator[Element]:
    """The title and what is to be known of the file."""
    yield paragraph("Title", run(_line(document.title)))
    if document.subtitle:
        yield paragraph("Subtitle", run(_line(document.subtitle)))
    for name, fact in document.facts:
        yield paragraph("Fact", run(f"{_line(name)}\t", bold=True), run(_line(fact)))


def _line(text: str) -> str:
    return shortened(one_line(text), LONGEST_LINE)


def _text(text: str) -> str:
    return shortened(clean(text).strip(), LONGEST_PARAGRAPH)


# --- The contents -------------------------------------------------------------------------------


def _contents(headings: Sequence[Heading]) -> Iterator[Element]:
    """The headings as links. Without pages: only Word knows those, and a wrong one misleads."""
    depth = 2 if len(headings) <= _MOST_ON_COVER else 1
    entries = [
        paragraph(f"TOC{heading.level}", _link(heading, number))
        for number, heading in enumerate(headings, start=1)
        if heading.level <= depth
    ]
    begin = (
        field_mark("begin"),
        field_words(f'TOC \\o "1-{depth}" \\n \\h'),
        field_mark("separate"),
    )
    for at, mark in enumerate(begin, start=1):
        entries[0].insert(at, mark)
    entries[-1].append(field_mark("end"))
    yield paragraph("TOCHeading", run("Contents"))
    yield from entries


def _link(heading: Heading, number: int) -> Element:
    return w("hyperlink", run(_title(heading)), anchor=_place(number), history=1)


def _place(number: int) -> str:
    """The bookmark of the heading of this number, named as Word names them."""
    return f"_Toc{number:08d}"


def _title(heading: Heading) -> str:
    number = f"{_line(heading.number)}\t" if heading.number else ""
    return f"{number}{_line(heading.text)}"


# --- The blocks ---------------------------------------------------------------------------------


class _Writer:
    """Blocks to Word's elements; it counts the lists and pictures that need an identity."""

    def __init__(self, made: WordDocument):
        self._made = made
        self._headings = self._pictures = 0
        self._kinds: dict[type, Callable[..., Iterator[Element]]] = {
            Heading: self._heading,
            Paragraph: _paragraph,
            Items: self._items,
            Standing: _standing,
            Table: _table,
            Picture: self._picture,
        }

    def body(self, blocks: Sequence[Block]) -> Iterator[Element]:
        """Everything below the cover."""
        blocks = list(_without_jumps(blocks))
        headings = [block for block in blocks if isinstance(block, Heading)]
        is_new_page = len(headings) >= _FEWEST_FOR_CONTENTS
        if is_new_page:
            yield from _contents(headings)
        for block in blocks:
            if isinstance(block, NewPage):
                is_new_page = True
                continue
            for element in self._kinds[type(block)](block):
                if is_new_page and element.tag == _PARAGRAPH:
                    _begin_page(element)
                    is_new_page = False
                yield element

    def _heading(self, block: Heading) -> Iterator[Element]:
        self._headings += 1
        hang = ()
        if block.number:
            hang = w("tabs", w("tab", val="left", pos=HANG)), w("ind", left=HANG, hanging=HANG)
        title = bookmark(_place(self._headings), self._headings, run(_title(block)))
        yield paragraph(f"Heading{block.level}", *title, properties=hang)

    def _items(self, block: Items) -> Iterator[Element]:
        style, number = "ListBullet", 0
        if block.is_numbered:
            style, number = "ListNumber", self._new_list()
        for item in block.items:
            own = (w("numPr", w("ilvl", val=0), w("numId", val=number)),) if number else ()
            yield paragraph(style, run(_text(item)), properties=own)

    def _new_list(self) -> int:
        lists = self._made.part.numbering_part.element
        number = len(lists.findall(_LIST)) + 1
        lists.append(list_that_begins_at_one(number))
        return number

    def _picture(self, block: Picture) -> Iterator[Element]:
        if block.caption:
            yield paragraph("Caption", run(_line(block.caption)))
        drawn = BytesIO(drawing.png(block.svg))
        inline = self._made.part.new_pic_inline(drawn, width=_PAGE)
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")  # unsaid, LibreOffice moves it from the margin
        self._pictures += 1
        known = inline.docPr
        known.id, known.name = self._pictures, f"Picture {self._pictures}"
        known.set("descr", shortened(one_line(block.alt), _LONGEST_ALT))
        yield paragraph("Picture", w("r", w("drawing", inline)))


def _without_jumps(blocks: Sequence[Block]) -> Iterator[Block]:
    """The same blocks: no heading without words, and none that leaves a level out."""
    level = 0
    for block in blocks:
        if isinstance(block, Heading):
            if not _line(block.text):
                continue
            level = max(1, min(block.level, level + 1, _DEEPEST))
            block = replace(block, level=level)
        yield block


_PARAGRAPH, _LIST = w("p").tag, w("num").tag


def _begin_page(element: Element) -> None:
    """As the paragraph's own property: an empty paragraph with a break could be left behind."""
    element.pPr.get_or_add_pageBreakBefore()
    element.pPr.spacing_before = Pt(0)


def _paragraph(block: Paragraph) -> Iterator[Element]:
    style = "Lede" if block.is_lede else "Quiet" if block.is_muted else "Normal"
    text = _text(block.text)
    if block.number:
        style, text = "NumberedParagraph", f"{_line(block.number)}\t{text}"
    yield paragraph(style, run(text))


def _standing(block: Standing) -> Iterator[Element]:
    """ "Overall status: ● Green (was Amber: better)"."""
    shape = SHAPES.get(block.status, NO_SHAPE)
    runs = [
        run(f"{_line(block.name)}: ", bold=True),
        run(f"\u00a0{shape.sign}\u00a0", colour=shape.colour, fill=shape.tint),
        run(f"{_line(block.word)}\u00a0", bold=True, fill=shape.tint),
    ]
    if block.since:
        runs.append(run(f" ({_line(block.since)})"))
    yield paragraph("Standing", *runs)


def _table(block: Table) -> Iterator[Element]:
    if block.caption:
        yield paragraph("Caption", run(_line(block.caption)))
    yield table(block)
