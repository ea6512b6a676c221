"""What of a sub-strand's report somebody needs to read who read last quarter's. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from objectives.rag import Difference, Movement, Status
from reporting.answers import Answer
from reporting.report import Line, SubStrandReport


@dataclass(frozen=True, slots=True)
class Before:
    """What last quarter's return said in words: its commentary, and each KPI's note by number."""

    commentary: str = ""
    notes: Mapping[int, str] | None = None  # None: there is nothing to compare with


@dataclass(frozen=True, slots=True)
class ToRead:
    """The lines to read and those that say what they said before."""

    lines: tuple[Line, ...]
    unchanged: tuple[Line, ...]
    same_commentary: bool
    without_reason: int  # declared better than the figures say, and no word why


def to_read(part: SubStrandReport, before: Before) -> ToRead:
    """What changed since last quarter in a return; what is Red or lacks a reason is always read."""
    changed = tuple(line for line in part.lines if _is_to_read(line, before))
    return ToRead(
        lines=changed,
        unchanged=tuple(line for line in part.lines if line not in changed),
        same_commentary=_same(part.commentary, before.commentary),
        without_reason=sum(lacks_reason(line) for line in part.lines),
    )


def _is_to_read(line: Line, before: Before) -> bool:
    if before.notes is None or line.number not in before.notes:
        return True
    return (
        line.declared == Status.RED
        or line.declared != line.previous_declared
        or line.movement not in (None, Movement.SAME)
        or lacks_reason(line)
        or _has_new_figure(line)
        or not _same(line.progress, before.notes[line.number], blank=True)
    )


def lacks_reason(line: Line) -> bool:
    """Whether it is declared better than the figures say, without a word why."""
    return line.difference == Difference.BETTER_THAN_FIGURES and not line.lead_reason.strip()


def _has_new_figure(line: Line) -> bool:
    """Whether it prints another figure, or the same one for a new time."""
    if line.achieved != line.previous_achieved:
        return True
    if line.answer == Answer.NOT_APPLICABLE:
        return False
    return bool(line.achieved) and not line.carried_forward and line.home is None


def _same(now: str, then: str, *, blank: bool = False) -> bool:
    """Whether two texts are the same but for white space; two blanks only if `blank` says so."""
    return now.split() == then.split() and (blank or bool(now.strip()))


def counted_rows(lines: Iterable[Line]) -> str:
    """ "1 row unchanged", "7 rows unchanged"."""
    many = len(tuple(lines))
    return f"{many} row{'' if many == 1 else 's'} unchanged"
