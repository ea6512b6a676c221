"""From the quarter's report and an officer's texts to the document. Pure.

The sections 1 to 6 are the council's own; what its note lacks stands before and after them.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from reporting.briefing import front, performance, progress, since_briefed, summary, supporting
from reporting.briefing.document import Block, Document, Heading, NewPage, Paragraph
from reporting.briefing.material import Material
from reporting.briefing.terms import Audience, Section
from reporting.report import QuarterReport
from reporting.workflow import QuarterState

#: In the order of the document; those with a number are the council's, as it writes them.
_PARTS: tuple[tuple[Section, Callable[[Material], list[Block]], bool], ...] = (
    (Section.SUMMARY, summary.blocks, False),
    (Section.SINCE_BRIEFED, since_briefed.blocks, False),
    (Section.PURPOSE, front.purpose, True),
    (Section.RECOMMENDATIONS, front.recommendations, True),
    (Section.BACKGROUND, front.background, True),
    (Section.GOVERNANCE, front.governance, True),
    (Section.PROGRESS, progress.blocks, True),
    (Section.PERFORMANCE, performance.blocks, True),
    (Section.IMPLICATIONS, supporting.implications, True),
    (Section.FORWARD_LOOK, supporting.forward_look, True),
    (Section.DEFINITIONS, supporting.definitions, False),
)


def document(material: Material) -> Document:
    """The whole pack, before any format."""
    material = about_its_objective(material)
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


def about_its_objective(material: Material) -> Material:
    """Where the pack is for one objective: nothing of the others."""
    wanted = material.terms.objective
    if not wanted:
        return material
    report = _narrowed(material.report, wanted)
    others = {part.name for part in material.report.sub_strands} - {
        part.name for part in report.sub_strands
    }
    return replace(
        material,
        report=report,
        since=material.since and _narrowed(material.since, wanted),
        wanted=tuple(item for item in material.wanted if item.sub_strand not in others),
        answered=tuple(item for item in material.answered if item.sub_strand not in others),
    )


def _narrowed(report: QuarterReport, objective: str) -> QuarterReport:
    parts = (part for part in report.sub_strands if part.objective_slug == objective)
    return replace(report, sub_strands=tuple(parts))


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
    """The parts that have something to say.

    The numbers are the council's own, 1 to 6, while all of those parts are there; where one is left
    out the rest follow each other, so that nobody looks for a page that is missing.
    """
    number, is_after_summary = 0, False
    for section, part, is_numbered in _PARTS:
        if section in material.terms.left_out:
            continue
        found = part(material)
        if not found:
            continue
        number += is_numbered
        if is_after_summary or section in _ON_NEW_PAGE:
            yield NewPage()
        is_after_summary = section == Section.SUMMARY
        printed = str(number) if is_numbered else ""
        yield Heading(_title(section, material), 1, printed, section.value.replace("_", "-"))
        yield from _numbered(found, printed)


_ON_NEW_PAGE = (Section.SUMMARY, Section.DEFINITIONS)


def _numbered(blocks: list[Block], number: str) -> Iterator[Block]:
    """Paragraphs as "3.1", "3.2"; headings of the second level as "6.1". Without a number, none."""
    at = 0
    is_under_heading = False
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2 and number:
            at, is_under_heading = at + 1, True
            yield replace(block, number=f"{number}.{at}")
        elif _takes_number(block) and number and not is_under_heading:
            at += 1
            yield replace(block, number=f"{number}.{at}")
        else:
            yield block


def _takes_number(block: Block) -> bool:
    return isinstance(block, Paragraph) and not block.is_muted


def _title(section: Section, material: Material) -> str:
    quarter = material.report.quarter
    return {
        Section.SUMMARY: "Summary",
        Section.PERFORMANCE: f"Quarter {quarter.quarter} {quarter.long_label}: performance summary",
        Section.DEFINITIONS: "Appendix: definitions of the KPIs",
    }.get(section, section.label)
