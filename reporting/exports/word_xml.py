"""Pieces of WordprocessingML, for what python-docx has no words for, or only slow ones."""

import re
from collections.abc import Iterator
from functools import cache
from unicodedata import bidirectional

from docx.oxml.ns import nsmap
from docx.oxml.parser import oxml_parser
from docx.oxml.xmlchemy import BaseOxmlElement as Element

NO_BREAK_HYPHEN = "\u2011"  # a sign of Word's own: few faces have the character
_NAMES = {"w": nsmap["w"]}


def w(name: str, /, *inside: Element, **attributes: object) -> Element:
    """An element of Word's own: `w("jc", val="center")`."""
    said = {_full(key): str(value) for key, value in attributes.items()}
    made = oxml_parser.makeelement(_full(name), said, _NAMES)
    made.extend(inside)
    return made


@cache
def _full(name: str) -> str:
    return f"{{{_NAMES['w']}}}{name}"


def run(
    text: str,
    *,
    style: str = "",
    bold: bool = False,
    italic: bool = False,
    colour: str = "",
    fill: str = "",
) -> Element:
    """A run of cleaned text: "\\n" ends a line, "\\t" is a tab, and nothing else means anything."""
    looks = []  # in the order in which the schema wants them
    if style:
        looks.append(w("rStyle", val=style))
    if bold:
        looks += [w("b"), w("bCs")]
    if italic:
        looks += [w("i"), w("iCs")]
    if colour:
        looks.append(w("color", val=colour))
    if fill:
        looks.append(shade(fill))
    if _runs_to_the_left(text):
        looks.append(w("rtl"))
    look = [w("rPr", *looks)] if looks else []
    return w("r", *look, *_pieces(text))


def _pieces(text: str) -> Iterator[Element]:
    for piece in _ENDS.split(text):
        if piece in _SIGNS:
            yield w(_SIGNS[piece])
        elif piece:
            yield _words("t", piece)


_SIGNS = {"\n": "br", "\t": "tab", NO_BREAK_HYPHEN: "noBreakHyphen"}
_ENDS = re.compile(f"([\n\t{NO_BREAK_HYPHEN}])")


def _words(name: str, text: str) -> Element:
    """Its spaces count, where a line of XML would lose them."""
    made = w(name)
    made.text = text
    if text != text.strip():
        made.set(_SPACE, "preserve")
    return made


_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def paragraph(style: str, *inside: Element, properties: tuple[Element, ...] = ()) -> Element:
    """A paragraph in a style; `properties` are what it has beside that, in the schema's order."""
    return w("p", w("pPr", w("pStyle", val=style), *properties), *inside)


def shade(fill: str) -> Element:
    """A background."""
    return w("shd", val="clear", color="auto", fill=fill)


def bookmark(name: str, number: int, *inside: Element) -> tuple[Element, ...]:
    """What stands between its two ends, as a place that a link can name."""
    return w("bookmarkStart", id=number, name=name), *inside, w("bookmarkEnd", id=number)


def field_mark(kind: str) -> Element:
    """An end of a field that has several paragraphs, or what parts its words from what it shows."""
    return w("r", w("fldChar", fldCharType=kind))


def field_words(words: str) -> Element:
    """What such a field is told."""
    return w("r", _words("instrText", f" {words} "))


def field(name: str, *, shown: str) -> Element:
    """A field that Word fills in: PAGE, NUMPAGES. `shown` stands there until it has."""
    return w("fldSimple", run(shown), instr=f" {name} ")


def _runs_to_the_left(text: str) -> bool:
    """Whether the first letter that has a direction is Arabic's or Hebrew's."""
    for letter in text:
        direction = bidirectional(letter)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False
