"""What a reference fixture holds: a strategy with its plan and quarters, as unsaved models."""

from dataclasses import dataclass, field
from datetime import date

from django.db import models

from objectives import measures
from objectives.models import (
    KPI,
    Objective,
    Placement,
    PossiblySame,
    Statement,
    Strategy,
    SubStrand,
    Target,
)
from reporting.models import Entry, GovernanceDate, Observation, Quarter, Submission


class Unreadable(Exception):
    """A fixture that can't be loaded: `problems`, each with its place."""

    def __init__(self, problems: list[str]):
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass
class Return:
    """A published quarter's return of one sub-strand, with its entries."""

    submission: Submission
    sub_strand: SubStrand
    entries: list[tuple[Placement, Entry]] = field(default_factory=list)


@dataclass
class Round:
    """A quarter with all in it."""

    quarter: Quarter
    published_on: date | None
    dates: list[GovernanceDate] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)


@dataclass
class Said:
    """A statement, and the KPIs it speaks of."""

    statement: Statement
    kpis: list[KPI] = field(default_factory=list)


@dataclass
class Pair:
    """Two KPIs that look like one, and what is known of it."""

    kpis: tuple[KPI, KPI]
    doubt: PossiblySame


@dataclass
class Fixture:
    """What a file holds. The models refer to each other and are not saved yet.

    `after` are the slugs of the strategies that must be there first. `registered` are KPIs of
    those plans that it speaks of: they are in the register already.
    `places` says where in the file each model stands.
    """

    strategy: Strategy
    places: list[tuple[str, models.Model]]
    after: list[str] = field(default_factory=list)
    kpis: dict[str, KPI] = field(default_factory=dict)
    registered: dict[str, KPI] = field(default_factory=dict)
    pairs: list[Pair] = field(default_factory=list)
    objectives: list[Objective] = field(default_factory=list)
    sub_strands: dict[str, SubStrand] = field(default_factory=dict)
    placements: list[Placement] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    statements: list[Said] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)

    def kpi(self, slug) -> KPI | None:
        """The file's own KPI of that slug, or the one in the register that it shares."""
        return self.kpis.get(str(slug)) or self.registered.get(str(slug))


def is_understood(observation: Observation) -> bool:
    """Whether the printed figure and the value beside it say the same."""
    measure = measures.parse(observation.printed, unit=observation.kpi.unit)
    return measure is not None and measure.number == observation.value
