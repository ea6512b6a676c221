"""A Word file around its content: paper, header, footer, styles, properties. Nothing of now."""

from datetime import datetime, time

import docx
from docx.document import Document as WordDocument
from docx.oxml.parser import parse_xml
from docx.shared import Cm

from reporting.briefing.document import Document
from reporting.exports import word_looks
from reporting.exports.text import first_units, one_line, shortened
from reporting.exports.word_looks import LANGUAGE, WATERMARK
from reporting.exports.word_xml import Element, field, paragraph, run, w

_LONGEST_PROPERTY = 255  # python-docx refuses a longer one
_LONGEST_FOOTER = 90  # so that it and the page's number stand on one line
_LONGEST_MARK = 60
_MARGIN, _EDGE = Cm(2), Cm(1)
_RIGHT = 9638  # where the page's number ends, in twentieths of a point

#: Parts of python-docx's template that say what isn't so: a picture of its first page, another
#: set of styles, the fonts and the program of whoever made it.
_NOT_WANTED = {
    "thumbnail",
    "extended-properties",
    "stylesWithEffects",
    "customXml",
    "webSettings",
    "fontTable",
}


def new(content: Document) -> WordDocument:
    """A document without content, ready for it."""
    made = docx.Document()
    for rels in (made.part.rels, made.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.split("/")[-1] in _NOT_WANTED]:
            del rels[key]
    _replace(made.styles.element, *word_looks.styles())
    _replace(made.part.numbering_part.element, *word_looks.lists())
    _replace(made.settings.element, *_settings())
    _set_paper(made)
    _put_mark(made, shortened(one_line(content.mark), _LONGEST_MARK))
    _put_footer(made, shortened(one_line(content.footer), _LONGEST_FOOTER))
    _set_properties(made, content)
    return made


def _replace(part: Element, *content: Element) -> None:
    for child in list(part):
        part.remove(child)
    part.extend(content)


def _settings():
    yield w("zoom", percent=100)
    yield w("defaultTabStop", val=720)
    yield w("characterSpacingControl", val="doNotCompress")
    # Without it Word opens the file in "compatibility mode", as one of 2007.
    office = "http://schemas.microsoft.com/office/word"
    yield w("compat", w("compatSetting", name="compatibilityMode", uri=office, val=15))
    yield w("themeFontLang", val=LANGUAGE)
    yield from (w("decimalSymbol", val="."), w("listSeparator", val=","))


def _set_paper(made: WordDocument) -> None:
    section = made.sections[0]
    section._sectPr.attrib.clear()  # the session in which the template was made
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN
    section.header_distance = section.footer_distance = _EDGE


# --- What every page has ------------------------------------------------------------------------


def _put_mark(made: WordDocument, mark: str) -> None:
    if not mark:
        return
    header = made.sections[0].header
    header.is_linked_to_previous = False
    words = paragraph("Header", run(mark), properties=(w("jc", val="right"),))
    words.append(w("r", _watermark(mark)))
    _replace(header._element, words)


def _watermark(mark: str) -> Element:
    """The mark in large pale letters behind the page, as Word's own command makes it."""
    made = parse_xml(_VML)
    made.find(f"{_DRAWN}shape/{_DRAWN}textpath").set("string", mark)
    return made


_DRAWN = "{urn:schemas-microsoft-com:vml}"
_VML = f"""
<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
  <v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
      path="m@7,l@8,m@5,21600l@6,21600e">
    <v:formulas>
      <v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>
      <v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
      <v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>
      <v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/>
      <v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/>
    </v:formulas>
    <v:path textpathok="t" o:connecttype="custom"
        o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>
    <v:textpath on="t" fitshape="t"/>
  </v:shapetype>
  <v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" type="#_x0000_t136" alt=""
      style="position:absolute;margin-left:0;margin-top:0;width:430pt;height:108pt;rotation:315;
z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;
mso-position-vertical:center;mso-position-vertical-relative:margin"
      o:allowincell="f" fillcolor="#{WATERMARK}" stroked="f">
    <v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt" string=""/>
  </v:shape>
</w:pict>
"""


def _put_footer(made: WordDocument, words: str) -> None:
    footer = made.sections[0].footer
    footer.is_linked_to_previous = False
    line = paragraph(
        "Footer",
        run(f"{words}\tPage "),
        field("PAGE", shown="1"),
        run(" of "),
        field("NUMPAGES", shown="1"),
        properties=(w("tabs", w("tab", val="right", pos=_RIGHT)),),
    )
    _replace(footer._element, line)


# --- What the file says of itself ---------------------------------------------------------------


def _set_properties(made: WordDocument, content: Document) -> None:
    """All of them: python-docx would fill in its own name and the time of its template."""
    properties = made.core_properties
    properties.title = _property(content.title)
    properties.subject = _property(content.subtitle)
    properties.author = properties.last_modified_by = _property(content.author)
    properties.comments = properties.keywords = properties.category = ""
    properties.language = LANGUAGE
    properties.revision = 1
    properties.created = properties.modified = datetime.combine(content.on, time())


def _property(text: str) -> str:
    return first_units(one_line(text), _LONGEST_PROPERTY)
