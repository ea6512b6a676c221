"""What changed since the reader was last briefed: the difference of two editions' reports. Pure."""

from collections.abc import Iterator

from objectives.days import in_words
from objectives.rag import Movement, Status
from reporting import quarter_changes
from reporting.briefing.document import Block, Cell, Heading, Items, Paragraph, Table
from reporting.briefing.material import Asked, Material
from reporting.dashboard import joined
from reporting.quarter_changes import Changes, Pair, Whole


def blocks(material: Material) -> list[Block]:
    """Status moves, corrected figures, KPIs that came or went, targets, answered questions."""
    if material.since is None or not material.report.received:
        return []
    changes = quarter_changes.between(material.since, material.report)
    found: list[Block] = [
        Paragraph(f"Compared with {material.since_words}."),
        Paragraph(quarter_changes.sentence(changes), is_lede=True),
        *(Paragraph(words, is_muted=True) for words in _not_compared(changes, material)),
    ]
    found += _moves(changes, material)
    found += _targets(changes, material)
    found += _listed("Corrected figures", map(_corrected, _restated(changes)))
    found += _listed("KPIs that came", map(_named, changes.came))
    found += _listed("KPIs that went", map(_named, changes.went))
    found += _listed("You asked, we did", map(_answer, material.answered))
    return found


def _not_compared(changes: Changes, material: Material) -> Iterator[str]:
    """What the comparison leaves out, and why."""
    bare = [
        report.quarter.name
        for report in (material.since, material.report)
        if not report.figures_held
    ]
    if bare:
        yield f"Only overall statuses are held of {joined(bare)}: KPIs are not compared."
    if changes.wholes and changes.not_compared:
        yield f"Not compared, as it can’t be read in both: {joined(changes.not_compared)}."


def _restated(changes: Changes) -> list[Pair]:
    return [pair for pair in changes.pairs if pair.is_restated]


def _listed(title: str, items: Iterator[str]) -> list[Block]:
    told = tuple(items)
    return [Heading(title, 2), Items(told)] if told else []


def _moves(changes: Changes, material: Material) -> list[Block]:
    rows = [
        row
        for way in (Movement.WORSE, Movement.BETTER)
        for row in (
            *(_whole(whole, way) for whole in changes.overalls(way)),
            *(_pair(pair, way, material) for pair in changes.by_status(way)),
        )
    ]
    if not rows:
        return []
    header = ("What", "Was", "Is", "Moved")
    table = Table("What got worse, then what got better", header, tuple(rows), (46, 18, 18, 18))
    return [Heading("Statuses that moved", 2), table]


def _whole(whole: Whole, way: Movement) -> tuple[Cell, ...]:
    return (
        Cell(whole.after.name, note="the sub-strand as a whole"),
        _status(whole.before.overall),
        _status(whole.after.overall),
        Cell(way.value.capitalize()),
    )


def _pair(pair: Pair, way: Movement, material: Material) -> tuple[Cell, ...]:
    style = material.report.style
    return (
        Cell(pair.after.kpi, note=pair.place),
        _status(quarter_changes.status(pair.before, style)),
        _status(quarter_changes.status(pair.after, style)),
        Cell(way.value.capitalize()),
    )


def _status(status: str) -> Cell:
    return Cell(Status(status).label, status) if status else Cell("No status")


def _targets(changes: Changes, material: Material) -> list[Block]:
    rows = tuple(_target(pair, material) for pair in changes.targets)
    if not rows:
        return []
    header = ("KPI", "Was", "Is", "Reason")
    table = Table("Old and new targets", header, rows, (40, 15, 15, 30))
    return [Heading("Targets that changed", 2), table]


def _target(pair: Pair, material: Material) -> tuple[Cell, ...]:
    reasons = {(item.kpi, item.target): item.reason for item in material.target_reasons}
    reason = reasons.get((pair.after.kpi_slug, pair.after.target or ""), "")
    return (
        Cell(pair.after.kpi, note=pair.place),
        Cell(pair.before.target or "No target"),
        Cell(pair.after.target or "No target"),
        Cell(reason or "No reason is on record."),
    )


def _corrected(pair: Pair) -> str:
    period = f" ({pair.after.period.label})" if pair.after.period else ""
    return (
        f"{pair.after.kpi} ({pair.place}): "
        f"{pair.after.achieved}{period}; it was given as {pair.before.achieved}."
    )


def _named(pair: Pair) -> str:
    return f"{pair.line.kpi} ({pair.place})"


def _answer(asked: Asked) -> str:
    """ "Overview and Scrutiny: Why is it Red? Too few sites. (7 February 2024)" """
    when = f" ({in_words(asked.closed_on)})" if asked.closed_on else ""
    who = f"{asked.asked_by}: " if asked.asked_by else ""
    return f"{who}{asked.text} {asked.outcome}{when}"
