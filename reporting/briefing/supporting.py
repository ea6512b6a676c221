"""What stands after the figures: implications, what falls due next, definitions. Pure."""

from collections.abc import Iterator

from objectives.days import in_words
from objectives.judging.case import Promise
from objectives.judging.moments import moment_of
from objectives.measures import Kind
from objectives.plan import KPIKind
from objectives.rag import Status
from reporting.answers import GovernanceKind
from reporting.briefing.document import Block, Cell, Heading, Items, Table
from reporting.briefing.front import paragraphs, wanted_words
from reporting.briefing.material import Definition, Material
from reporting.briefing.performance import parts_of
from reporting.report import Line

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
    """What falls due in the next quarter: milestones, meetings, what somebody is to do."""
    found: list[Block] = []
    rows = tuple(_milestones(material))
    quarter = material.report.quarter.next
    if rows:
        caption = f"Milestones due by the end of {quarter.name} and not done"
        header = ("Milestone", "Due", "Status")
        found += [Heading("Milestones", 2), Table(caption, header, rows, (50, 25, 25))]
    for title, items in (("Dates", _dates(material)), ("To be done", _to_do(material))):
        told = tuple(items)
        if told:
            found += [Heading(title, 2), Items(told)]
    return found


def _milestones(material: Material) -> Iterator[tuple[Cell, ...]]:
    until = material.report.quarter.next.ends
    for part in parts_of(material):
        for line in part.lines if part.is_in else ():
            due = _due(line)
            if due and due.day <= until and line.computed != Status.GREEN:
                word = Status(line.declared).label if line.declared else "No status"
                yield (
                    Cell(line.kpi, note=part.name),
                    Cell(in_words(due.day)),
                    Cell(word, line.declared),
                )


def _due(line: Line):
    """When a milestone is due; None for anything else."""
    target = line.target_figure
    if line.kind != KPIKind.MILESTONE or target is None or not line.target:
        return None
    return moment_of(Promise(line.target, Kind(target.kind), text=target.text))


def _dates(material: Material) -> Iterator[str]:
    for item in material.report.governance_dates:
        if item.date and item.date > material.made_on:
            yield f"{GovernanceKind(item.kind).label}: {in_words(item.date)}"


def _to_do(material: Material) -> Iterator[str]:
    for asked in material.wanted:
        if asked.due_on:
            yield wanted_words(asked)


# --- Definitions --------------------------------------------------------------------------------


def definitions(material: Material) -> list[Block]:
    """Each KPI that the pack prints, once: what it counts, which way is good, where from."""
    slugs = {line.kpi_slug for part in parts_of(material) for line in part.lines}
    rows = tuple(_definition(item) for item in material.definitions if item.slug in slugs)
    if not rows:
        return []
    header = ("KPI", "What it counts", "How to read it", "Source")
    return [Table("Definitions of the KPIs", header, rows, (28, 30, 24, 18))]


def _definition(item: Definition) -> tuple[Cell, ...]:
    reading = "; ".join(text for text in (item.unit, item.polarity, item.covers) if text)
    return (
        Cell(item.name),
        Cell(item.definition or "Not recorded."),
        Cell(f"{reading[:1].upper()}{reading[1:]}" if reading else "Not recorded."),
        Cell(item.source or "Not recorded."),
    )
