"""A pack's material and document for tests: plausible throughout, and every part replaceable."""

from datetime import date

from reporting.briefing import compose
from reporting.briefing.document import Document, Heading, Items, Paragraph, Table
from reporting.briefing.material import Asked, Counts, Material, Standings
from reporting.briefing.terms import Section, Terms, Texts
from reporting.report import QuarterReport
from tests.reporting.reports import a_report

TEXTS = Texts(
    purpose="To update.",
    recommendations="That progress is noted.",
    background="It began in 2022.",
    governance="Leads report.",
)


def a_material(report: QuarterReport | None = None, **changes) -> Material:
    """What a final pack of the report is made from."""
    values = {"report": report or a_report(), "terms": Terms(texts=TEXTS), "is_final": True}
    return Material(**{**values, "made_on": date(2024, 1, 22), "council": "Town", **changes})


def a_document(report: QuarterReport | None = None, **changes) -> Document:
    """The pack itself."""
    return compose.document(a_material(report, **changes))


def without(*sections: Section) -> Terms:
    """Terms that leave these sections out."""
    return Terms(texts=TEXTS, left_out=frozenset(sections))


def only(*sections: Section, **changes) -> Terms:
    """Terms that leave all but these sections out."""
    return Terms(**{"texts": TEXTS, "left_out": frozenset(Section) - set(sections), **changes})


def headings(document: Document, level: int = 1) -> list[str]:
    """The headings of a level, with their numbers."""
    found = (block for block in document.blocks if isinstance(block, Heading))
    return [f"{block.number} {block.text}".strip() for block in found if block.level == level]


def under(document: Document, title: str) -> list:
    """The blocks under the heading of that text, up to the next heading."""
    blocks = iter(document.blocks)
    for block in blocks:
        if isinstance(block, Heading) and block.text == title:
            break
    found = []
    for block in blocks:
        if isinstance(block, Heading):
            break
        found.append(block)
    return found


def words(blocks) -> list[str]:
    """What the paragraphs and lists among these blocks say."""
    found = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append(block.text)
        elif isinstance(block, Items):
            found += block.items
    return found


def table(document: Document, caption: str) -> Table:
    """The table whose caption begins so."""
    tables = (block for block in document.blocks if isinstance(block, Table))
    return next(block for block in tables if block.caption.startswith(caption))


def texts(found: Table) -> list[list[str]]:
    """What its cells say, row by row."""
    return [[cell.text for cell in row] for row in found.rows]


def everything(document: Document) -> str:
    """All that the document says, for looking whether something is in it at all."""
    return repr(document)


def standings(name: str = "Q2 2023/24", **kpis: int) -> Standings:
    """A quarter in which so many KPIs are red, amber, green."""
    return Standings(name, Counts(**kpis), Counts(green=1))


def an_action(**changes) -> Asked:
    """Something that somebody is to do."""
    values = {"kind": "action", "text": "Choose the sites", "who": "Housing Manager"}
    return Asked(**{**values, "due_on": date(2024, 2, 7), **changes})
