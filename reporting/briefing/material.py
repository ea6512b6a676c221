"""All that a pack is made from, as values: what a stored pack keeps. Pure."""

from dataclasses import dataclass
from datetime import date

from reporting.briefing.terms import Terms
from reporting.report import GovernanceDate, QuarterReport


@dataclass(frozen=True, slots=True)
class Definition:
    """A KPI of the register, for the appendix; every field in words."""

    slug: str
    name: str
    definition: str = ""
    source: str = ""
    unit: str = ""
    polarity: str = ""  # "Higher is better, assumed"
    covers: str = ""  # what a figure covers, or what is asked where there is none


@dataclass(frozen=True, slots=True)
class Counts:
    """How many stand how."""

    red: int = 0
    amber: int = 0
    green: int = 0
    not_rated: int = 0

    @property
    def total(self) -> int:
        """How many there are in all."""
        return self.red + self.amber + self.green + self.not_rated


@dataclass(frozen=True, slots=True)
class Standings:
    """How KPIs, and sub-strands as wholes, stood at a quarter's end; nothing where none is held."""

    quarter: str  # "Q2 2023/24"
    kpis: Counts = Counts()
    sub_strands: Counts = Counts()


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision, an action or a question, and what came of it."""

    kind: str  # reporting.meeting.MatterKind
    text: str
    asked_by: str = ""
    who: str = ""  # is to see to it, by post
    due_on: date | None = None
    outcome: str = ""
    closed_on: date | None = None
    sub_strand: str = ""  # its name; blank where it is about the whole


@dataclass(frozen=True, slots=True)
class TargetReason:
    """Why a KPI has the target that it has now."""

    kpi: str  # its slug
    target: str  # the new one, as printed
    reason: str


#: In the place of a pack's number: made by a command, and kept nowhere.
NOT_STORED = 0


@dataclass(frozen=True, slots=True)
class Material:
    """What a pack says is made of this and nothing else.

    `since` is the report of the edition by which the reader was last briefed, `since_words` which
    that was; without one there is no such part. `number` is the pack's, `is_final` off for a draft.
    """

    report: QuarterReport
    terms: Terms
    made_on: date
    number: int = 1
    is_final: bool = False
    council: str = ""
    since: QuarterReport | None = None
    since_words: str = ""
    over_quarters: tuple[Standings, ...] = ()  # oldest first, this quarter's last
    wanted: tuple[Asked, ...] = ()  # actions and questions that are still open
    answered: tuple[Asked, ...] = ()  # since the reader was last briefed
    target_reasons: tuple[TargetReason, ...] = ()
    definitions: tuple[Definition, ...] = ()  # in the report's order
    next_dates: tuple[GovernanceDate, ...] = ()  # of the quarter after this one
