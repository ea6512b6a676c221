"""The objectives with their sub-strands, then each sub-strand's quarter. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from objectives.plan import Style
from objectives.rag import Difference, Movement, Status
from reporting import explaining, sheet
from reporting.briefing import pictures
from reporting.briefing.document import (
    Block,
    Cell,
    Heading,
    Paragraph,
    Standing,
    Table,
)
from reporting.briefing.front import paragraphs
from reporting.briefing.material import Material
from reporting.report import Line, SubStrandReport

_NO_RETURN = "No return was received for this quarter."
_NOT_IN = "Its return is not in yet."
_CHALLENGED = (Status.RED, Status.AMBER)


def numbered(blocks: list[Block], number: str) -> Iterator[Block]:
    """Paragraphs as "3.1", "3.2"; headings of the second level as "6.1". Without a number, none."""
    at = 0
    is_under_heading = False
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2 and number:
            at, is_under_heading = at + 1, True
            yield replace(block, number=f"{number}.{at}")
        elif isinstance(block, Paragraph) and number and not is_under_heading:
            at += 1
            yield replace(block, number=f"{number}.{at}")
        else:
            yield block


def parts_of(material: Material) -> list[SubStrandReport]:
    """The sub-strands that the pack is about: of one objective, where it is for that."""
    wanted = material.terms.objective
    return [
        part for part in material.report.sub_strands if not wanted or part.objective_slug == wanted
    ]


# --- Progress to date ---------------------------------------------------------------------------


def progress(material: Material) -> list[Block]:
    """What the strategy is made of: its objectives and their sub-strands with their statuses."""
    groups: dict[str, list[SubStrandReport]] = {}
    for part in parts_of(material):
        groups.setdefault(part.objective, []).append(part)
    if not groups:
        return []
    rows = tuple(
        _row_of(objective if at == 0 else "", part, material)
        for objective, parts in groups.items()
        for at, part in enumerate(parts)
    )
    count = len(groups)
    is_one = count == 1
    words = (
        f"The strategy has {count} strategic objective{'' if is_one else 's'}, "
        f"reported in {len(rows)} sub-strand{'' if len(rows) == 1 else 's'}:"
    )
    if material.report.style == Style.METRICS:
        header = ("Priority", "Section", "Targets")
        return [Paragraph(words), Table("Priorities and sections", header, rows, (3, 4, 3))]
    header = ("Strategic objective", "Sub-strand", "Overall status")
    return [Paragraph(words), Table("Objectives and sub-strands", header, rows, (3, 4, 3))]


def _row_of(objective: str, part: SubStrandReport, material: Material) -> tuple[Cell, ...]:
    return (Cell(objective), Cell(part.name), _overall(part, material))


def _overall(part: SubStrandReport, material: Material) -> Cell:
    if not part.is_in:
        return Cell(sheet.state_words(part))
    if material.report.style == Style.METRICS:
        return Cell(_targets(part))
    moved = sheet.since(part.previous_overall, part.movement)
    return Cell(sheet.status_word(part.overall), part.overall, note=moved)


def _targets(part: SubStrandReport) -> str:
    """ "3 met, 1 close, 2 missed"."""
    counts = [
        (sum(line.computed == status for line in part.lines), word)
        for status, word in (
            (Status.GREEN, "met"),
            (Status.AMBER, "nearly met"),
            (Status.RED, "missed"),
        )
    ]
    return ", ".join(f"{many} {word}" for many, word in counts if many) or "none tested"


# --- Performance summary ------------------------------------------------------------------------


def blocks(material: Material) -> list[Block]:
    """Each sub-strand: status, wording, KPIs, trend, and what its figures say otherwise."""
    found: list[Block] = []
    for part in parts_of(material):
        if not _is_shown(part, material):
            continue
        found += _of_part(part, material)
    if not found:
        return [Paragraph("Nothing is Red, Amber or worse than last quarter.")]
    return found


def _is_shown(part: SubStrandReport, material: Material) -> bool:
    if not material.terms.exceptions_only:
        return True
    return not part.is_in or part.overall in _CHALLENGED or bool(_lines(part, material))


def _of_part(part: SubStrandReport, material: Material) -> list[Block]:
    heading = Heading(part.name, 2, anchor=f"sub-strand-{part.slug}")
    if not part.is_in:
        return [heading, Paragraph(_NOT_IN if part.is_received else _NO_RETURN)]
    found: list[Block] = [heading]
    if material.report.style == Style.RAG:
        word = sheet.status_word(part.overall)
        since = sheet.since(part.previous_overall, part.movement)
        found.append(Standing("Overall status", part.overall, word, since))
    wording = material.terms.wordings.get(part.slug, "") or part.commentary
    found += paragraphs(wording)
    lines = _lines(part, material)
    if lines:
        found.append(table_of(part, lines, material))
    found += [picture for line in lines if (picture := pictures.trend(part, line))]
    if material.terms.with_differences:
        found += _differences(part, lines)
    return found


def _lines(part: SubStrandReport, material: Material) -> list[Line]:
    if not material.terms.exceptions_only:
        return list(part.lines)
    return [line for line in part.lines if _is_exception(line, material)]


def _is_exception(line: Line, material: Material) -> bool:
    """Red, Amber, worse than before, or declared better than its figures say."""
    if material.report.style == Style.METRICS:
        moved = line.compared.movement if line.compared else None
        return line.computed in _CHALLENGED or moved == Movement.WORSE
    return (
        line.declared in _CHALLENGED
        or line.movement == Movement.WORSE
        or line.difference == Difference.BETTER_THAN_FIGURES
    )


def table_of(part: SubStrandReport, lines: Iterable[Line], material: Material) -> Table:
    """The KPIs as the council prints them."""
    is_metrics = material.report.style == Style.METRICS
    last = "Against last time" if is_metrics else "Progress to date"
    header = ("No.", "KPI", "Target", "Achieved", "Status", last)
    rows = tuple(_kpi(line, is_metrics) for line in lines)
    widths = (4, 22, 12, 13, 11, 28)
    return Table(f"KPIs of {part.name}", header, rows, widths)


def _kpi(line: Line, is_metrics: bool) -> tuple[Cell, ...]:
    row = sheet.row(line)
    status = line.computed if is_metrics else line.declared
    italic = row.is_carried
    moved = explaining.moved(line)
    told = (moved.words if moved else "") if is_metrics else row.progress
    word = sheet.status_word(status) if status or not is_metrics else "No verdict"
    remarks = "; ".join(text for text in (row.period, *row.remarks) if text)
    return (
        Cell(line.code or str(line.number), is_italic=italic),
        Cell(row.kpi, is_italic=italic),
        Cell(row.target, is_italic=italic),
        Cell(row.achieved, note=remarks, is_italic=italic),
        Cell(word, status, note="" if is_metrics else row.since, is_italic=italic),
        Cell(told, is_italic=italic),
    )


def _differences(part: SubStrandReport, lines: Iterable[Line]) -> Iterator[Block]:
    """Where a status is not what the figures say: the sentence, and the lead's reason."""
    rows = tuple(
        (
            Cell(line.kpi),
            Cell(Status(line.declared).label, line.declared),
            Cell(Status(line.computed).label, line.computed, note=line.explanation),
            Cell(line.lead_reason or "No reason was given."),
        )
        for line in lines
        if line.difference == Difference.BETTER_THAN_FIGURES
    )
    if rows:
        header = ("KPI", "Declared", "The figures say", "Reason")
        caption = f"{part.name}: better than the figures say"
        yield Table(caption, header, rows, (24, 11, 30, 25))
