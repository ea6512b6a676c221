"""Every verdict of a quarter with its sentence, as Markdown: for reading through in one go."""

from collections.abc import Iterator

from objectives.rag import Status
from reporting.exports.text import one_line
from reporting.report import Line, QuarterReport, SubStrandReport

_HEADINGS = (
    "",
    "KPI",
    "Target",
    "Reported",
    "Declared",
    "Figures say",
    "Because",
    "Moved",
    "Beside others",
)


def render(report: QuarterReport) -> bytes:
    """UTF-8 Markdown: a table for each sub-strand whose return is in, a row for each KPI."""
    parts = [f"# What the figures say: {report.strategy_name}, {report.quarter.title}\n"]
    parts.append(f"{_counts(report)}\n")
    parts += [_table(part) for part in report.received]
    return "\n".join(parts).encode("utf-8")


def _counts(report: QuarterReport) -> str:
    lines = [line for _, line in report.lines()]
    tested = sum(line.is_tested for line in lines)
    differ = sum(line.difference is not None for line in lines)
    return (
        f"{len(lines)} KPIs. The figures allow a verdict on {tested} of them; "
        f"on {differ} it differs from the status declared."
    )


def _table(part: SubStrandReport) -> str:
    rows = [_HEADINGS, ("---",) * len(_HEADINGS), *(_row(line) for line in part.lines)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"## {_cell(part.name)}\n\n{table}\n"


def _row(line: Line) -> tuple[str, ...]:
    cells = (
        line.code or str(line.number),
        line.kpi,
        line.target or "",
        _reported(line),
        Status(line.declared).label if line.declared else "",
        Status(line.computed).label if line.computed else "no verdict",
        " ".join(_because(line)),
        line.compared.words if line.compared else "",
        "; ".join(item.words for item in line.comparators),
    )
    return tuple(_cell(text) for text in cells)


def _because(line: Line) -> Iterator[str]:
    yield line.explanation
    if line.stale:
        yield f"{line.stale}."
    if line.reading.polarity_doubt:
        yield f"In doubt: {line.reading.polarity_doubt}"


def _reported(line: Line) -> str:
    if not line.achieved:
        return ""
    if line.period is None:
        return line.achieved
    inferred = ", inferred" if line.period.inferred else ""
    return f"{line.achieved} ({line.period.label}{inferred})"


def _cell(text: str) -> str:
    """On one line, with nothing in it that Markdown would take for a table or for markup."""
    text = one_line(text)
    for character in "\\`*_[]<>|":
        text = text.replace(character, f"\\{character}")
    return text
