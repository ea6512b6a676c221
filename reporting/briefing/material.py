"""All that a pack is made from, as values: what a stored pack keeps. Pure."""

from dataclasses import dataclass
from datetime import date

from reporting.briefing.terms import Terms
from reporting.report import QuarterReport


@dataclass(frozen=True, slots=True)
class Definition:
    """A KPI of the register, for the appendix; every field in words."""

    slug: str
    name: str
    definition: str = ""
    source: str = ""
    unit: str = ""
    polarity: str = ""  # "higher is better, assumed"
    covers: str = ""  # what a figure covers: "a quarter", "the year so far"


@dataclass(frozen=True, slots=True)
class Standings:
    """How many KPIs stood how at a quarter's end; a step in the picture over the quarters."""

    quarter: str  # "Q2 2023/24"
    red: int = 0
    amber: int = 0
    green: int = 0
    not_rated: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision wanted, an action or a question, and what came of it."""

    kind: str  # reporting.meeting.MatterKind
    text: str
    who: str = ""  # who asks, or is to do it, by post
    due_on: date | None = None
    outcome: str = ""
    closed_on: date | None = None


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
    wanted: tuple[Asked, ...] = ()  # decisions and answers that are still open
    answered: tuple[Asked, ...] = ()  # since the reader was last briefed
    target_reasons: dict[tuple[str, str], str] | None = None  # by (KPI's slug, new target)
    definitions: tuple[Definition, ...] = ()
