"""What a meeting about a quarter leaves behind (a `Matter`), and what there is to say of it.

Pure rules, standard library only. Who may see a matter is for `reporting.matters` to say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from objectives.period_reading import parse_date
from objectives.periods import FinancialQuarter
from reporting.dashboard import counted

LONGEST_TEXT = 5000
LONGEST_ASKER = 150

NO_KIND = "Choose whether it is a decision, an action or a question."
NO_ASKER = "Enter who asks, such as Overview and Scrutiny."
NO_OWNER = "Choose who is to do it."
NO_DAY = "Enter the day by which it is to be done, such as 7 February 2024."
_A_YEAR = 2024  # of the examples; a leap year, so that no day of it is missing
NOT_A_DAY = "Enter the day in figures or words, such as 7 February 2024."


class MatterKind(StrEnum):
    """What a matter asks of whom."""

    DECISION = "decision"  # something was settled; nobody need do anything
    ACTION = "action"  # somebody is to do something by a day
    QUESTION = "question"  # the Cabinet Member or scrutiny want to know something

    @property
    def label(self) -> str:
        """As pages print it."""
        return self.value.capitalize()

    @property
    def closes_without_words(self) -> bool:
        """A decision stands as it was taken; what was asked of somebody needs what came of it."""
        return self == MatterKind.DECISION


_NO_TEXT = {
    MatterKind.DECISION: "Enter what was decided.",
    MatterKind.ACTION: "Enter what is to be done.",
    MatterKind.QUESTION: "Enter the question.",
}
_NO_OUTCOME = {
    MatterKind.ACTION: "Say what was done, or why it need not be done any more.",
    MatterKind.QUESTION: "Write the answer.",
}


# --- What is typed ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Typed:
    """A matter as somebody typed it; every field is the text of its form."""

    kind: str = ""
    text: str = ""
    sub_strand: str = ""  # a slug; blank: the strategy as a whole
    asked_by: str = ""
    owner: str = ""  # whose id
    due: str = ""


def faults(typed: Typed) -> dict[str, str]:
    """What can't be taken of it, in words by field; all at once."""
    found = {
        "kind": "" if typed.kind in set(MatterKind) else NO_KIND,
        "text": _wrong_text(typed),
        "asked_by": _wrong_asker(typed),
        "owner": _wrong_owner(typed),
        "due": _wrong_day(typed),
    }
    return {name: words for name, words in found.items() if words}


def outcome_fault(kind: MatterKind, outcome: str) -> str:
    """What can't be taken of the words a matter is closed with; blank where all is well."""
    if not outcome.strip() and not kind.closes_without_words:
        return _NO_OUTCOME[kind]
    return _too_long(outcome, LONGEST_TEXT)


def _wrong_text(typed: Typed) -> str:
    if not typed.text.strip():
        return _NO_TEXT.get(typed.kind, "Enter what it is about.")
    return _too_long(typed.text, LONGEST_TEXT)


def _wrong_asker(typed: Typed) -> str:
    if typed.kind != MatterKind.QUESTION:
        return ""
    if not typed.asked_by.strip():
        return NO_ASKER
    return _too_long(typed.asked_by, LONGEST_ASKER)


def _wrong_owner(typed: Typed) -> str:
    return NO_OWNER if typed.kind == MatterKind.ACTION and not typed.owner else ""


def _wrong_day(typed: Typed) -> str:
    if not typed.due.strip():
        return NO_DAY if typed.kind == MatterKind.ACTION else ""
    if parse_date(typed.due):
        return ""
    with_year = f"{typed.due.strip()} {_A_YEAR}"
    return f"Add the year, such as {with_year}." if parse_date(with_year) else NOT_A_DAY


def _too_long(text: str, most: int) -> str:
    if len(text) <= most:
        return ""
    return f"Use {most:,} characters or fewer; there are {len(text):,}."


# --- What is read -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """One matter as pages and packs read it."""

    id: int
    kind: MatterKind
    text: str
    strategy_id: int
    strategy: str  # its slug
    strategy_name: str
    quarter: FinancialQuarter
    sub_strand: str  # its name; blank: of the strategy as a whole
    asked_by: str
    owner_id: int | None
    owner: str  # the name
    owner_post: str  # the job title, else the name
    due_on: date | None
    outcome: str
    closed_on: date | None

    @property
    def is_open(self) -> bool:
        """Still to be seen to."""
        return self.closed_on is None

    def is_overdue(self, on: date) -> bool:
        """Whether its day has passed and it is still open."""
        return self.is_open and self.due_on is not None and self.due_on < on

    @property
    def order(self) -> tuple:
        """What is open first, by the day it is due; what has no day after it, decisions last."""
        return (not self.is_open, self.due_on or date.max, self.kind == MatterKind.DECISION)


@dataclass(frozen=True, slots=True)
class Meeting:
    """What there is to talk about in a quarter's meeting, each list in the order to show it."""

    arising: tuple[Item, ...]  # open, from earlier quarters
    decisions: tuple[Item, ...]
    actions: tuple[Item, ...]
    questions: tuple[Item, ...]  # still open
    answered: tuple[Item, ...]  # "you asked, we did": questions, the latest answer first

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all."""
        lists = (self.arising, self.decisions, self.actions, self.questions, self.answered)
        return not any(lists)


def meeting_of(items: Iterable[Item], period: FinancialQuarter) -> Meeting:
    """The matters that concern the quarter, sorted out; a closed question is an answered one."""
    items = sorted(items, key=lambda item: item.order)
    own = [item for item in items if item.quarter == period]
    answered = [item for item in items if item.kind == MatterKind.QUESTION and not item.is_open]
    return Meeting(
        arising=tuple(item for item in items if item.quarter < period and item.is_open),
        decisions=tuple(item for item in own if item.kind == MatterKind.DECISION),
        actions=tuple(item for item in own if item.kind == MatterKind.ACTION),
        questions=tuple(item for item in own if item.kind == MatterKind.QUESTION and item.is_open),
        answered=tuple(sorted(answered, key=lambda item: item.closed_on, reverse=True)),
    )


def talked_about(period: FinancialQuarter) -> tuple[date, date]:
    """The days around a quarter's meetings: from its first to the last of the one after.

    A question of long ago that is answered then belongs to this quarter's "you asked, we did".
    """
    return period.starts, period.next.ends


def summary(meeting: Meeting, on: date) -> str:
    """What is open, in a line: "2 matters arising (1 overdue), 1 question open"; blank for none."""
    late = sum(item.is_overdue(on) for item in meeting.arising)
    actions = [item for item in meeting.actions if item.is_open]
    late_now = sum(item.is_overdue(on) for item in actions)
    said = [
        _open(len(meeting.arising), _noun(meeting.arising), "arising", late),
        _open(len(actions), "action", "open", late_now),
        _open(len(meeting.questions), "question", "open", 0),
    ]
    return ", ".join(filter(None, said))


def _noun(items: Iterable[Item]) -> str:
    """What they are called together."""
    kinds = {item.kind for item in items}
    return kinds.pop().label.lower() if len(kinds) == 1 else "matter"


def _open(many: int, noun: str, state: str, late: int) -> str:
    if not many:
        return ""
    return f"{counted(many, noun)} {state}" + (f" ({late} overdue)" if late else "")
