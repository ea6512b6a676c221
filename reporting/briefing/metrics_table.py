"""A section's metrics as the corporate performance report prints them. Pure."""

from collections.abc import Iterable

from reporting import metrics_rows
from reporting.briefing import times
from reporting.briefing.document import Block, Cell, Paragraph, Table
from reporting.metrics import Metric
from reporting.metrics_rows import EARLIER, LATEST, Row
from reporting.report import Line, SubStrandReport

_HEADER = ("ID", "Metric", *EARLIER, LATEST, "Change", "Target", "Distance and status")
_WIDTHS = (6, 20, 10, 10, 10, 12, 11, 9, 12)
_GOOD = {"Higher": "higher is better", "Lower": "lower is better", "In range": "best in its range"}


def blocks(part: SubStrandReport, lines: Iterable[Line]) -> list[Block]:
    """The table, and below it what must be known of its earlier figures."""
    items = [Metric(part, line) for line in lines]
    notes = metrics_rows.caveats(items)
    rows = [metrics_rows.row(item, notes, {}) for item in items]
    usual = times.usual(row.period for row in rows)
    cells = tuple(_cells(row, usual) for row in rows)
    return [
        Table(times.caption(f"Metrics of {part.name}", usual), _HEADER, cells, _WIDTHS),
        *(Paragraph(f"Note {at}. {text}", is_muted=True) for at, text in enumerate(notes, 1)),
    ]


def _cells(row: Row, usual: str) -> tuple[Cell, ...]:
    return (
        Cell(row.code),
        Cell(row.kpi, note=_reading(row)),
        *(
            Cell(item.printed, note=f"note {item.note}" if item.note else "")
            for item in row.earlier
        ),
        Cell(row.latest, note="" if row.period == usual else row.period),
        Cell(row.moved.words if row.moved else "", note=_compared(row)),
        Cell(row.target or "–"),
        _standing(row),
    )


def _reading(row: Row) -> str:
    """ "Quarter; higher is better, assumed", and what must be known of the latest figure."""
    good = _GOOD.get(row.good, "which way is good is not stated")
    if row.check:
        good = "doubtful which way is good"
    elif row.is_assumed:
        good = f"{good}, assumed"
    others = row.others.words if row.others else ""
    known = (f"{row.period_type}; {good}", *row.remarks, others)
    return ". ".join(text for text in known if text)


def _compared(row: Row) -> str:
    """What it compares with where that is another time than the one before."""
    return row.compared.words if row.compared else row.unjudged


def _standing(row: Row) -> Cell:
    by = " ".join(text for text in (row.distance, f"({row.beside})" if row.beside else "") if text)
    return Cell(row.word, row.status, note="" if row.is_met else by)
