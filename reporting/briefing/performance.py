"""Each sub-strand's quarter: status, wording, KPIs, trends, and what its figures say. Pure."""

from collections.abc import Iterable, Iterator

from objectives.plan import StatementKind, Style
from objectives.rag import Difference, Movement, Status
from reporting import sheet
from reporting.briefing import metrics_table, pictures, times
from reporting.briefing.document import Block, Cell, Heading, Paragraph, Standing, Table
from reporting.briefing.front import paragraphs
from reporting.briefing.material import Material
from reporting.report import Line, SubStrandReport
from reporting.sheet import Row

_NO_RETURN = "No return was received for this quarter."
_NOT_IN = "Its return is not in yet."
_NOTHING_SAID = "No commentary was written."
_NOT_HELD = "Figures of this quarter are not held."
_CHALLENGED = (Status.RED, Status.AMBER)


def blocks(material: Material) -> list[Block]:
    """Each sub-strand under its own heading."""
    if not material.report.received:
        return [Paragraph(_nothing_in(material))]
    shown = [part for part in material.report.sub_strands if _is_shown(part, material)]
    if not shown:
        return [Paragraph("Nothing is Red or Amber, and nothing got worse.")]
    found: list[Block] = []
    if material.terms.exceptions_only:
        found.append(Paragraph(_only_exceptions(material, shown), is_muted=True))
    for part in shown:
        found += _of_part(part, material)
    return found


def _nothing_in(material: Material) -> str:
    if any(part.is_received for part in material.report.sub_strands):
        return "No return is in yet, so there is nothing to report of any sub-strand."
    return "No return was received for this quarter."


def _only_exceptions(material: Material, shown: list[SubStrandReport]) -> str:
    total = len(material.report.sub_strands)
    return (
        f"Only what is Red, Amber or worse is shown, in {len(shown)} of {total} sub-strands. "
        "The attached workbook has the rest."
    )


def _is_shown(part: SubStrandReport, material: Material) -> bool:
    if not material.terms.exceptions_only:
        return True
    return not part.is_in or part.overall in _CHALLENGED or bool(_lines(part, material))


def _of_part(part: SubStrandReport, material: Material) -> list[Block]:
    found: list[Block] = [Heading(part.name, 2, anchor=f"sub-strand-{part.slug}")]
    if not part.is_in:
        return [*found, Paragraph(_NOT_IN if part.is_received else _NO_RETURN)]
    if not _is_by_figures(material):
        word = sheet.status_word(part.overall)
        since = sheet.since(part.previous_overall, part.movement)
        found.append(Standing("Overall status", part.overall, word, since))
    found += _said(part, material) or [Paragraph(_NOTHING_SAID, is_muted=True)]
    lines = _lines(part, material)
    if lines:
        found += _figures(part, lines, material)
    elif not part.lines:
        held = material.report.figures_held
        found += [] if held else [Paragraph(_NOT_HELD, is_muted=True)]
    return found


def _is_by_figures(material: Material) -> bool:
    return material.report.style == Style.METRICS


def _said(part: SubStrandReport, material: Material) -> list[Block]:
    """The Member wording; else the commentary, else what the quarter's report says in its place."""
    wording = material.terms.wordings.get(part.slug, "").strip() or part.commentary.strip()
    if wording:
        return list(paragraphs(wording))
    return list(_stated(part, StatementKind.COMMENTARY))


def _stated(part: SubStrandReport, kind: StatementKind) -> Iterator[Block]:
    for statement in part.statements:
        if statement.kind == kind:
            yield from paragraphs(statement.text)


def _figures(part: SubStrandReport, lines: list[Line], material: Material) -> list[Block]:
    """The table, what must be known to read it, the trends, and where figures say otherwise."""
    found: list[Block] = []
    if _is_by_figures(material):
        found += metrics_table.blocks(part, lines)
        found += _stated(part, StatementKind.NOTE)
    else:
        found.append(_table(part, lines))
    found += pictures.trends(lines, material.report.style, material.council or "Own figures")
    if material.terms.with_differences and not _is_by_figures(material):
        found += _differences(part, lines)
    return found


# --- What is left out ---------------------------------------------------------------------------


def _lines(part: SubStrandReport, material: Material) -> list[Line]:
    if not part.is_in or not material.terms.exceptions_only:
        return list(part.lines)
    return [line for line in part.lines if _is_exception(line, material)]


def _is_exception(line: Line, material: Material) -> bool:
    """Red, Amber, worse than before, or declared better than its figures say."""
    if _is_by_figures(material):
        moved = line.compared.movement if line.compared else None
        return line.computed in _CHALLENGED or moved == Movement.WORSE
    return (
        line.declared in _CHALLENGED
        or line.movement == Movement.WORSE
        or line.difference == Difference.BETTER_THAN_FIGURES
    )


# --- The tables ---------------------------------------------------------------------------------

_HEADER = ("No.", "KPI", "Target", "Achieved", "Status", "Progress to date")
_WIDTHS = (5, 26, 12, 13, 13, 26)


def _table(part: SubStrandReport, lines: Iterable[Line]) -> Table:
    """The KPIs as the council prints them."""
    found = [(line, sheet.row(line)) for line in lines]
    usual = times.usual(row.period for _, row in found)
    rows = tuple(_kpi(line, row, usual) for line, row in found)
    return Table(times.caption(f"KPIs of {part.name}", usual), _HEADER, rows, _WIDTHS)


def _kpi(line: Line, row: Row, usual: str) -> tuple[Cell, ...]:
    italic = row.is_carried
    others = row.others.words if row.others else ""
    period = "" if row.period == usual else row.period
    remarks = "; ".join(text for text in (period, *row.remarks, others) if text)
    status = ". ".join(_begun_large(text) for text in (row.since, _not_rated(line)) if text)
    return (
        Cell(line.code or str(line.number), is_italic=italic),
        Cell(row.kpi, is_italic=italic),
        Cell(row.target, is_italic=italic),
        Cell(row.achieved, note=remarks, is_italic=italic),
        Cell(row.word, line.declared, note=status, is_italic=italic),
        Cell(row.progress, is_italic=italic),
    )


def _not_rated(line: Line) -> str:
    return line.not_rated_reason if line.declared == Status.NOT_RATED else ""


def _begun_large(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _differences(part: SubStrandReport, lines: Iterable[Line]) -> Iterator[Block]:
    """Where a status is better than the figures say: the sentence, and the lead's reason."""
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
        yield Table(caption, header, rows, (24, 14, 34, 28))
