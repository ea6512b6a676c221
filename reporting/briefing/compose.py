"""From the quarter's report and an officer's texts to the document. Pure.

The sections 1 to 6 are the council's own; what its note lacks stands before and after them.
"""

from collections.abc import Callable, Iterator

from reporting.briefing import front, performance, since_briefed, supporting
from reporting.briefing.document import Block, Document, Heading, NewPage
from reporting.briefing.material import Material
from reporting.briefing.terms import Audience, Section
from reporting.workflow import QuarterState

#: In the order of the document; those with a number are the council's, as it writes them.
_PARTS: tuple[tuple[Section, Callable[[Material], list[Block]], bool], ...] = (
    (Section.SUMMARY, front.summary, False),
    (Section.SINCE_BRIEFED, since_briefed.blocks, False),
    (Section.PURPOSE, front.purpose, True),
    (Section.RECOMMENDATIONS, front.recommendations, True),
    (Section.BACKGROUND, front.background, True),
    (Section.GOVERNANCE, front.governance, True),
    (Section.PROGRESS, performance.progress, True),
    (Section.PERFORMANCE, performance.blocks, True),
    (Section.IMPLICATIONS, supporting.implications, True),
    (Section.FORWARD_LOOK, supporting.forward_look, True),
    (Section.DEFINITIONS, supporting.definitions, False),
)


def document(material: Material) -> Document:
    """The whole pack, before any format."""
    report, texts = material.report, material.terms.texts
    return Document(
        title=f"{report.strategy_name}: {report.quarter.name}",
        subtitle=f"Briefing note, {report.quarter.long_label}",
        facts=tuple(_facts(material)),
        blocks=tuple(_blocks(material)),
        on=material.made_on,
        mark=mark(material),
        author=texts.contact_officer or material.council,
        footer=_footer(material),
    )


def mark(material: Material) -> str:
    """What every page bears: nothing on a final pack of a published quarter."""
    is_settled = material.report.state == QuarterState.PUBLISHED
    return "" if material.is_final and is_settled else "DRAFT"


def _facts(material: Material) -> Iterator[tuple[str, str]]:
    report, terms = material.report, material.terms
    texts = terms.texts
    yield "Strategy", report.strategy_name
    yield "Quarter", report.quarter.title
    audience = terms.audience.label
    if terms.audience == Audience.OBJECTIVE:
        audience = front.objective_name(material)
    yield "For", f"{audience}, {texts.portfolio}" if texts.portfolio else audience
    meeting = ", ".join(text for text in (texts.meeting, texts.meeting_on) if text)
    if meeting:
        yield "Meeting", meeting
    if texts.contact_officer:
        yield "Contact officer", texts.contact_officer
    yield "Status", front.status_words(material)


def _footer(material: Material) -> str:
    report = material.report
    return f"{report.strategy_name}, {report.quarter.name}"


def _blocks(material: Material) -> Iterator[Block]:
    number = 0
    for section, part, is_numbered in _PARTS:
        if section in material.terms.left_out:
            continue
        blocks = part(material)
        if not blocks:
            continue
        number += is_numbered
        yield from _opened(section, blocks, str(number) if is_numbered else "", material)


def _opened(
    section: Section, blocks: list[Block], number: str, material: Material
) -> Iterator[Block]:
    """The part under its heading; what is numbered within it carries the part's number."""
    if section in _ON_NEW_PAGE:
        yield NewPage()
    yield Heading(_title(section, material), 1, number, anchor=section.value.replace("_", "-"))
    yield from performance.numbered(blocks, number)


_ON_NEW_PAGE = (Section.PERFORMANCE, Section.DEFINITIONS)


def _title(section: Section, material: Material) -> str:
    quarter = material.report.quarter
    return {
        Section.SUMMARY: "Summary",
        Section.PERFORMANCE: f"Quarter {quarter.quarter} {quarter.long_label}: performance summary",
        Section.DEFINITIONS: "Appendix: definitions of the KPIs",
    }.get(section, section.label)
