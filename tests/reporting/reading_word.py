"""A Word file read back: its parts, its words, and whether it is put together as Word wants."""

from io import BytesIO
from itertools import pairwise

import docx
from docx.oxml.ns import qn

#: In the order in which Word's schema has them; what the renderer does not use is left out.
ORDERS = {
    "pPr": (
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr"),
        *("shd", "tabs", "spacing", "ind", "jc", "outlineLvl", "rPr"),
    ),
    "rPr": (
        *("rStyle", "rFonts", "b", "bCs", "i", "iCs", "color", "sz", "szCs", "shd", "rtl"),
        "lang",
    ),
    "tblPr": (
        *("tblStyle", "tblW", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook"),
        "tblCaption",
    ),
    "trPr": ("cantSplit", "tblHeader"),
    "tcPr": ("tcW", "tcBorders", "shd"),
    "style": (
        *("name", "basedOn", "next", "uiPriority", "semiHidden", "qFormat", "pPr", "rPr"),
        *("tblPr", "tblStylePr"),
    ),
    "tblBorders": ("top", "left", "bottom", "right", "insideH", "insideV"),
    "tblCellMar": ("top", "left", "bottom", "right"),
    "lvl": ("start", "numFmt", "pStyle", "lvlText", "lvlJc", "pPr", "rPr"),
    "settings": (
        *("zoom", "defaultTabStop", "characterSpacingControl", "compat", "themeFontLang"),
        *("decimalSymbol", "listSeparator"),
    ),
    "numbering": ("abstractNum", "num"),
}


def opened(content: bytes):
    """The file as python-docx reads it."""
    return docx.Document(BytesIO(content))


def roots(content: bytes) -> list:
    """The XML of every part that people see."""
    file = opened(content)
    section = file.sections[0]
    return [
        file.element,
        section.header._element,
        section.footer._element,
        file.styles.element,
        file.settings.element,
        file.part.numbering_part.element,
    ]


def all_of(content: bytes, name: str) -> list:
    """Every element of that name: `all_of(content, "tbl")`."""
    return [found for root in roots(content) for found in root.iter(qn(f"w:{name}"))]


def headings(content: bytes) -> list[tuple[int, str]]:
    """The outline: each heading's level and words."""
    return [
        (int(paragraph.style.name.removeprefix("Heading ")), paragraph.text.replace("\t", " "))
        for paragraph in opened(content).paragraphs
        if paragraph.style.name.startswith("Heading ")
    ]


def words(content: bytes) -> str:
    """All that it says, in order, a paragraph a line; line ends and tabs as spaces."""
    file = opened(content)
    paragraphs = [
        found for root in roots(content)[:3] for found in root.iter(file.element.body[0].tag)
    ]
    said = []
    for paragraph in paragraphs:
        pieces = [
            _SIGNS.get(found.tag) or found.text or ""
            for found in paragraph.iter(_TEXT, *_SIGNS)
            if found.getparent().tag == _RUN  # not the stops of its tabs
        ]
        said.append("".join(pieces))
    return "\n".join(said)


_RUN, _TEXT = qn("w:r"), qn("w:t")
_SIGNS = {qn("w:tab"): " ", qn("w:br"): " ", qn("w:noBreakHyphen"): "-"}


def out_of_order(content: bytes) -> list[str]:
    """Elements whose children do not stand as the schema has them."""
    wrong = []
    for name, order in ORDERS.items():
        known = {qn(f"w:{child}"): at for at, child in enumerate(order)}
        for found in all_of(content, name):
            places = [known.get(child.tag, -1) for child in found]
            if -1 in places or any(after < before for before, after in pairwise(places)):
                wrong.append(f"{name}: {[child.tag.split('}')[1] for child in found]}")
    return wrong
