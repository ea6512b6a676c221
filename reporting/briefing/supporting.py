"""What stands after the figures: implications, what falls due next, definitions. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date

from objectives.judging.verdicts import HeldAgainst
from objectives.plan import Basis
from objectives.rag import Status
from reporting import kpi_words, metrics_rows, sheet
from reporting.briefing import front, milestones
from reporting.briefing.document import Block, Cell, Heading, Items, Paragraph, Table
from reporting.briefing.front import paragraphs
from reporting.briefing.material import Definition, Material
from reporting.briefing.summary import wanted_words
from reporting.dashboard import counted
from reporting.report import Line, SubStrandReport

_IMPLICATIONS = (
    ("finance", "Financial"),
    ("legal", "Legal"),
    ("equality", "Equality"),
    ("climate", "Climate emergency"),
)


def implications(material: Material) -> list[Block]:
    """What the progress means for money, law, equality and climate, as far as it was written."""
    found: list[Block] = []
    for name, title in _IMPLICATIONS:
        text = getattr(material.terms.texts, name)
        if text.strip():
            found += [Heading(title, 2), *paragraphs(text)]
    return found


# --- Forward look -------------------------------------------------------------------------------


def forward_look(material: Material) -> list[Block]:
    """What falls due next, which year-end targets are at risk, what somebody is to do by when."""
    return [
        *_milestones(material),
        *_at_risk(material),
        *_listed("Dates", _dates(material)),
        *_listed("To be done", _to_do(material)),
    ]


def _listed(title: str, items: Iterable[str]) -> list[Block]:
    told = tuple(dict.fromkeys(items))
    return [Heading(title, 2), Items(told)] if told else []


def _milestones(material: Material) -> list[Block]:
    quarter = material.report.quarter.next
    found = [
        (moment.day, _milestone(part, line, moment.label))
        for part, line in material.report.lines()
        if (moment := milestones.due(line)) and moment.day <= quarter.ends and not _is_done(line)
    ]
    if not found:
        return []
    found.sort(key=lambda pair: pair[0])
    caption = f"Milestones due by the end of {quarter.name} and not done"
    header = ("Milestone", "Due", "Status")
    rows = tuple(cells for _, cells in found)
    return [Heading("Milestones", 2), Table(caption, header, rows, (55, 22, 23))]


def _is_done(line: Line) -> bool:
    return line.computed == Status.GREEN


def _milestone(part: SubStrandReport, line: Line, due: str) -> tuple[Cell, ...]:
    return (
        Cell(line.kpi, note=part.name),
        Cell(due),
        Cell(sheet.status_word(line.declared), line.declared),
    )


def _at_risk(material: Material) -> list[Block]:
    """Where the year's figures so far are behind what its target asks."""
    rows = tuple(
        (
            Cell(line.kpi, note=part.name),
            Cell(metrics_rows.target_in_unit(line)),
            Cell(Status(line.computed).label, line.computed, note=line.explanation),
        )
        for part, line in material.report.lines()
        if line.held_against in _OF_A_YEAR and line.computed in (Status.RED, Status.AMBER)
    )
    if not rows:
        return []
    header = ("KPI", "Target for the year", "The figures so far say")
    caption = "Targets for the year that are behind"
    return [Heading("Year-end targets at risk", 2), Table(caption, header, rows, (36, 18, 46))]


_OF_A_YEAR = (HeldAgainst.SHARE, HeldAgainst.BY_NOW)


def _dates(material: Material) -> Iterator[str]:
    """Those still to come, of this quarter and of the next; and what recurs."""
    dates = (*material.report.governance_dates, *material.next_dates)
    ahead = [item for item in dates if item.date is None or item.date > material.made_on]
    ahead.sort(key=lambda item: item.date or date.max)
    for item in ahead:
        yield f"{front.kind_words(item)}: {front.when(item)}"


def _to_do(material: Material) -> Iterator[str]:
    for asked in sorted(material.wanted, key=lambda asked: asked.due_on or date.max):
        yield wanted_words(asked)


# --- Definitions --------------------------------------------------------------------------------


def definitions(material: Material) -> list[Block]:
    """Each KPI that the pack is about, once: what it counts, which way is good, where from."""
    slugs = {line.kpi_slug for _, line in material.report.lines()}
    found = [item for item in material.definitions if item.slug in slugs]
    if not found:
        return []
    columns = [("KPI", 36, [Cell(item.name) for item in found])]
    if any(item.definition for item in found):
        columns.append(("What it counts", 28, [_or_dash(item.definition) for item in found]))
    columns.append(("How to read it", 36, [Cell(_reading(item)) for item in found]))
    if any(item.source for item in found):
        columns.append(("Source", 18, [_or_dash(item.source) for item in found]))
    header, widths, cells = zip(*columns, strict=True)
    rows = tuple(zip(*cells, strict=True))
    return [*_not_recorded(found), Table("Definitions of the KPIs", header, rows, widths)]


def _not_recorded(found: list[Definition]) -> list[Block]:
    """Said once, not in every row."""
    missing = sum(not item.definition for item in found)
    if not missing:
        return []
    who = "No KPI has" if missing == len(found) else f"{counted(missing, 'KPI')} still lack"
    return [Paragraph(f"{who} a written definition on record.", is_muted=True)]


def _or_dash(words: str) -> Cell:
    return Cell(words or "–")


def _reading(item: Definition) -> str:
    """ "Unit: %. Higher is better. A whole year, assumed"."""
    unit = f"Unit: {item.unit}" if item.unit else ""
    known = [text for text in (unit, item.polarity, item.covers) if text]
    said = ". ".join(text.rstrip(".") for text in known if text != _NOT_RECORDED)
    return f"{said}." if said else "Not recorded."


_NOT_RECORDED = kpi_words.covers(Basis.UNKNOWN)
