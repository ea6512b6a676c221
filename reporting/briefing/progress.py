"""What the strategy is made of, who delivers it, and where each part stands. Pure."""

from objectives.plan import Style
from objectives.rag import Status
from reporting import sheet
from reporting.briefing.document import Block, Cell, Paragraph, Table
from reporting.briefing.material import Material
from reporting.briefing.terms import Section
from reporting.dashboard import counted, joined
from reporting.report import SubStrandReport

_NAMED = 4  # SES leads that a sentence can name


def blocks(material: Material) -> list[Block]:
    """The objectives with their sub-strands as the council lists them, and what follows."""
    parts = material.report.sub_strands
    if not parts:
        return []
    sentences = (_delivered(parts), _follows(material))
    return [
        Paragraph(_made_of(material)),
        _table(material),
        *(Paragraph(words) for words in sentences if words),
    ]


def _is_by_figures(material: Material) -> bool:
    return material.report.style == Style.METRICS


def _made_of(material: Material) -> str:
    """ "The plan has 4 strategic objectives, reported in 11 sub-strands:" """
    parts = material.report.sub_strands
    objectives = len({part.objective_slug for part in parts})
    noun = "priority" if _is_by_figures(material) else "strategic objective"
    several = "priorities" if _is_by_figures(material) else "strategic objectives"
    start = f"The strategy has {objectives} {noun if objectives == 1 else several}"
    if material.terms.objective:
        start = f"This note is about {parts[0].objective}"
    if all(part.name == part.objective for part in parts):
        return f"{start}:"
    return f"{start}, reported in {counted(len(parts), 'sub-strand')}:"


def _delivered(parts: tuple[SubStrandReport, ...]) -> str:
    """Who delivers, by post."""
    if not any(part.project_lead for part in parts):
        return ""
    said = "Each sub-strand is delivered by the project lead named in the table"
    leads = list(dict.fromkeys(part.ses_lead for part in parts if part.ses_lead))
    if not leads:
        return f"{said}."
    if len(leads) > _NAMED:
        return f"{said}, overseen by {len(leads)} SES leads."
    return f"{said}, overseen by the {joined(leads)}."


def _follows(material: Material) -> str:
    what = (
        "metric with its figures and target"
        if _is_by_figures(material)
        else ("KPI with its figure, status and note")
    )
    said = f"The attached workbook has every {what}."
    if Section.PERFORMANCE in material.terms.left_out or not material.report.received:
        return said
    return f"{said} A summary is provided below for ease of reference."


# --- The table ----------------------------------------------------------------------------------


def _table(material: Material) -> Table:
    parts = material.report.sub_strands
    by_figures = _is_by_figures(material)
    first = "Priority" if by_figures else "Strategic objective"
    # Named in each row: the table may go on over the page.
    columns = [(first, 28, [Cell(part.objective) for part in parts])]
    if not all(part.name == part.objective for part in parts):
        columns.append(("Sub-strand", 27, [Cell(part.name) for part in parts]))
    if any(part.project_lead for part in parts):
        columns.append(("Project lead", 25, [Cell(part.project_lead) for part in parts]))
    last = "Targets" if by_figures else "Overall status"
    columns.append((last, 20, [_standing(part, material) for part in parts]))
    header, widths, cells = zip(*columns, strict=True)
    caption = "Priorities" if by_figures else "Objectives and sub-strands"
    return Table(caption, header, tuple(zip(*cells, strict=True)), widths)


def _standing(part: SubStrandReport, material: Material) -> Cell:
    if not part.is_in:
        return Cell(sheet.state_words(part))
    if _is_by_figures(material):
        return Cell(targets(part))
    moved = sheet.since(part.previous_overall, part.movement)
    return Cell(sheet.status_word(part.overall), part.overall, note=moved)


def targets(part: SubStrandReport) -> str:
    """ "3 met, 1 close, 2 missed"."""
    words = ((Status.RED, "missed"), (Status.AMBER, "close"), (Status.GREEN, "met"))
    counts = [(sum(line.computed == status for line in part.lines), word) for status, word in words]
    return ", ".join(f"{many} {word}" for many, word in counts if many) or "None tested"
