"""What a return still needs before it can be submitted. The page shows what `submit` refuses.

Submitting blocks only on a status (or *not rated* with a reason), an overall status, an answer
where a measure expects one, and a note for what is Red or Amber (DESIGN 8; what is worse than
before is always one of the two); and on what would do harm unsaid: a figure that looks like a slip
is corrected or said to be right, one that replaces a figure on record says why, one of another
period says which.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from objectives.measures import Kind, parse
from objectives.period_reading import parse_period
from objectives.plan import KPIKind
from objectives.rag import Status
from reporting.answers import Answer, Coverage
from reporting.content import EntryContent


@dataclass(frozen=True, slots=True)
class Row:
    """What there is to judge of one KPI's row."""

    placement_id: int
    number: int
    wording: str
    kind: str  # objectives.plan.KPIKind
    is_home: bool
    entry: EntryContent
    question: str = ""  # whether its unlikely figure is right
    replaces: str = ""  # the figure on record that its own would replace
    is_better: bool = False  # declared better than the figures say

    @property
    def is_doubted(self) -> bool:
        """Its figure looks like a slip and was not said to be right; another figure is new."""
        return bool(self.question) and self.entry.confirmed != self.entry.figure

    @property
    def lacks_period(self) -> bool:
        """Its figure covers another period than this quarter, and nobody can tell which."""
        return self.is_home and self.kind == KPIKind.MEASURE and period_missing(self.entry)

    @property
    def lacks_reason(self) -> bool:
        """It should say why it is better than the figures say. That keeps nothing back."""
        return self.is_better and not self.entry.lead_reason.strip()


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing: where (a row's key, a field) and what, in words that name the KPI."""

    row: str  # a placement's id as text, or "overall"
    field: str
    text: str


def missing(rows: Iterable[Row], overall: str) -> list[Gap]:
    """Everything that keeps the return from being submitted, in the page's order."""
    gaps = [gap for row in rows for gap in row_gaps(row)]
    if not overall:
        gaps.append(Gap("overall", "overall", "Choose the overall status of the sub-strand."))
    elif overall == Status.NOT_RATED:
        gaps.append(Gap("overall", "overall", "The overall status must be Red, Amber or Green."))
    return gaps


def row_gaps(row: Row) -> list[Gap]:
    """What one KPI's row still needs."""
    key, name = str(row.placement_id), _name(row)
    found = []

    def need(field: str, text: str) -> None:
        found.append(Gap(key, field, text))

    entry = row.entry
    if row.is_home and row.kind == KPIKind.MEASURE and not entry.answer:
        need("answer", f"{name}: say whether there is a new figure.")
    if row.is_home and entry.answer == Answer.NEW_FIGURE and not entry.figure.strip():
        need("figure", f"{name}: enter the new figure.")
    if row.is_home and _belies_its_answer(entry):
        need(
            "figure",
            f"{name}: a figure is typed, but the answer says there is none. "
            "Choose “New figure” or clear it.",
        )
    found += _figure_gaps(row, key, name)
    if not entry.declared:
        need("declared", f"{name}: choose a status, or “Not rated” with a reason.")
    elif entry.declared == Status.NOT_RATED and not entry.not_rated_reason.strip():
        need("not_rated_reason", f"{name}: say why it is not rated.")
    if entry.declared in (Status.RED, Status.AMBER) and not entry.note.strip():
        need("note", f"{name}: write a note, because it is {Status(entry.declared).label}.")
    return found


_PERIODS = "2022/23 or July to September 2023"  # as a lead may type them


def _figure_gaps(row: Row, key: str, name: str) -> list[Gap]:
    """What its figure raises beside what is on record."""
    found = []
    if row.lacks_period:
        words = f"{name}: say which period the figure covers, such as {_PERIODS}."
        found.append(Gap(key, "period_typed", words))
    if row.is_doubted:
        words = f"{name}: {row.question} Correct it, or tick that it is right."
        found.append(Gap(key, "confirmed", words))
    if row.replaces and not row.entry.correction_reason.strip():
        words = f"{name}: say why the figure replaces {row.replaces}."
        found.append(Gap(key, "correction_reason", words))
    return found


def period_missing(said: EntryContent) -> bool:
    """Whether a new figure covers another period that was not said, or is not understood.

    Until it is known, the figure is held against nothing. Words need none: nothing is counted.
    """
    if said.answer != Answer.NEW_FIGURE or said.coverage != Coverage.OTHER:
        return False
    typed = parse(said.figure)
    return bool(typed and typed.kind.is_measured) and parse_period(said.period_typed) is None


def _belies_its_answer(entry: EntryContent) -> bool:
    """Whether a figure stands beside an answer that says there is none; "n/a" is no figure."""
    typed = parse(entry.figure)
    if typed is None or entry.answer in ("", Answer.NEW_FIGURE):
        return False
    return not (entry.answer == Answer.NOT_APPLICABLE and typed.kind == Kind.NOT_APPLICABLE)


def _name(row: Row) -> str:
    return f"KPI {row.number}, {short(row.wording)}"


def short(wording: str, limit: int = 60) -> str:
    """A KPI's wording, cut at a word where it is too long for a message."""
    if len(wording) <= limit:
        return wording
    return wording[:limit].rsplit(" ", 1)[0] + " …"
