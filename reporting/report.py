"""The one report of a quarter, as a value: what every page, file and edition renders (DESIGN 6).

Nothing here asks a database or a request; `report_json` writes it as data and reads it back.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from objectives.judging.case import Known
from objectives.judging.change import Change
from objectives.judging.distance import Distance
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.rag import (
    RATED,
    Difference,
    Movement,
    Status,
    difference,
    movement,
    suggested_overall,
)
from reporting.workflow import ReturnState


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure or target as understood: what kind it is, its number and unit, or its words."""

    kind: str
    number: Decimal | None = None
    unit: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a shared KPI's figure is entered, seen from one of its other places."""

    slug: str
    name: str
    state: str  # of the home's return

    @property
    def words(self) -> str:
        """How the figure's origin reads: "from Housing, not yet reported"."""
        if self.state in ("approved", "published"):
            return f"from {self.name}"
        if self.state in ("submitted", "signed_off"):
            return f"from {self.name}, not yet approved"
        return f"from {self.name}, not yet reported"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a KPI's figures are to be read in its place.

    *Assumed* is what the source does not say and somebody had to supply; `polarity_doubt` says why
    the printed polarity can't be relied on.
    """

    polarity: str = "unknown"  # objectives.plan.Polarity
    polarity_assumed: bool = False
    polarity_doubt: str = ""
    basis: str = "unknown"  # objectives.plan.Basis
    basis_assumed: bool = False
    period_type: str = ""  # as printed: "Three year (updated annually)"
    unit: str = ""
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Comparator:
    """What another place, such as England, has for the same KPI.

    `values` are those of the same kind of time that a row looks back on, oldest first, the last the
    one that the figure is held beside. `standing` is the council's figure against that one:
    objectives.rag.Movement, or "" where nothing may be called better or worse. `words` say it:
    "better than England (19.9%)".
    """

    series: str
    values: tuple[Known, ...]
    source: str = ""
    standing: str = ""
    words: str = ""

    @property
    def latest(self) -> Known:
        """The value that the figure is held beside."""
        return self.values[-1]


@dataclass(frozen=True, slots=True)
class Line:
    """One KPI's row in one sub-strand's report. Printed texts are None where nothing is printed."""

    number: int
    code: str
    kpi: str  # the wording as printed there
    kpi_slug: str
    kpi_name: str
    kind: str  # objectives.plan.KPIKind
    target: str | None
    achieved: str | None
    answer: str  # reporting.answers.Answer, or "" where nothing was answered
    declared: str  # objectives.rag.Status, or "" where nothing was declared
    not_rated_reason: str = ""
    lead_reason: str = ""
    progress: str = ""
    certainty: str = "final"
    carried_forward: bool = False
    target_figure: Figure | None = None
    figure: Figure | None = None
    period: DataPeriod | None = None
    home: Home | None = None  # set where the figure is entered elsewhere
    previous_achieved: str | None = None
    previous_declared: str = ""
    reading: Reading = Reading()
    # What the figures say; the numbers are in the figure's unit, to six decimals.
    computed: str = ""  # objectives.rag.Status, or "" where there is no verdict
    explanation: str = ""  # the sentence, with a verdict or without
    cause: str = ""  # objectives.judging.verdicts.Cause: why there is no verdict
    measured: Decimal | None = None  # what was held against ...
    expected: Decimal | None = None
    held_against: str = ""  # objectives.judging.verdicts.HeldAgainst: what `expected` is
    change: Change | None = None  # from the period before
    compared: Change | None = None  # from what the KPI compares with; often the same
    distance: Distance | None = None
    stale: str = ""  # since when there is nothing new, in words; blank while it is fresh
    earlier: tuple[Known, ...] = ()  # values before it, oldest first
    comparators: tuple[Comparator, ...] = ()  # by the name of their series

    @property
    def difference(self) -> Difference | None:
        """Whether the declared status is better or worse than what the figures say."""
        return difference(self.declared, self.computed)

    @property
    def is_tested(self) -> bool:
        """Whether the figures allow a verdict."""
        return bool(self.computed)

    @property
    def movement(self) -> Movement | None:
        """How the declared status moved since the last quarter."""
        return movement(self.previous_declared, self.declared)

    @property
    def is_rated(self) -> bool:
        """Declared Red, Amber or Green."""
        return self.declared in RATED


@dataclass(frozen=True, slots=True)
class Statement:
    """What the plan, or the quarter's report itself, says of a sub-strand in words."""

    kind: str  # objectives.plan.StatementKind
    heading: str
    text: str
    kpis: tuple[str, ...] = ()  # slugs of those it speaks of


@dataclass(frozen=True, slots=True)
class SubStrandReport:
    """One sub-strand in one quarter. `readable` is off where the reader may only know its state."""

    slug: str
    name: str
    objective: str
    objective_slug: str
    state: str  # reporting.workflow.ReturnState, or "" where even that is not the reader's
    readable: bool
    is_received: bool
    overall: str
    previous_overall: str
    commentary: str
    ses_lead: str
    project_lead: str
    sheet_name: str
    sheet_title: str
    sheet_note: str
    column_headings: tuple[str, ...]
    rows_numbered: bool
    spare_rows: int
    lines: tuple[Line, ...] = ()
    statements: tuple[Statement, ...] = ()  # in printed order
    submitted_on: date | None = None
    submitted_by: str = ""
    approved_on: date | None = None
    approved_by: str = ""
    due_on: date | None = None  # its own later day, while its lead owes it

    @property
    def is_in(self) -> bool:
        """Its return has come and can be read: only then does it count in the quarter's picture."""
        known = self.readable and self.is_received and bool(self.state)
        return known and ReturnState(self.state).has_come_in

    @property
    def movement(self) -> Movement | None:
        """How the overall status moved since the last quarter."""
        return movement(self.previous_overall, self.overall)

    @property
    def counts(self) -> Counter:
        """How many lines are declared what; a line with nothing said counts as not rated."""
        return Counter(line.declared or Status.NOT_RATED.value for line in self.lines)

    @property
    def suggested_overall(self) -> Status | None:
        """The overall status that its lines suggest; never forced on anybody."""
        return suggested_overall(line.declared for line in self.lines)

    @property
    def kpi_count(self) -> int:
        """How many KPIs it reports."""
        return len(self.lines)


@dataclass(frozen=True, slots=True)
class GovernanceDate:
    """A deadline or meeting, by date or in words."""

    kind: str
    date: date | None
    words: str


@dataclass(frozen=True, slots=True)
class QuarterReport:
    """A strategy's whole quarter, as one reader may see it."""

    strategy: str  # its slug
    strategy_name: str
    printed_title: str
    style: str
    quarter: FinancialQuarter
    state: str  # reporting.workflow.QuarterState
    figures_held: bool
    sub_strands: tuple[SubStrandReport, ...]
    governance_dates: tuple[GovernanceDate, ...] = ()
    edition: int | None = None
    published_on: date | None = None
    published_by: str = ""
    previous_quarter: FinancialQuarter | None = None
    version: int = field(default=0, compare=False)

    @property
    def received(self) -> tuple[SubStrandReport, ...]:
        """The sub-strands that make up the quarter's picture."""
        return tuple(part for part in self.sub_strands if part.is_in)

    @property
    def counts(self) -> Counter:
        """KPI lines by declared status, over what was received."""
        return sum((part.counts for part in self.received), Counter())

    def lines(self) -> Iterator[tuple[SubStrandReport, Line]]:
        """Every received line with its sub-strand, in printed order."""
        for part in self.received:
            for line in part.lines:
                yield part, line

    def sub_strand(self, slug: str) -> SubStrandReport:
        """The part of this report with that slug. Raises KeyError where there is none."""
        for part in self.sub_strands:
            if part.slug == slug:
                return part
        raise KeyError(slug)

    def with_edition(self, number: int, on: date, by: str) -> "QuarterReport":
        """The same report as its published edition."""
        return replace(self, edition=number, published_on=on, published_by=by)
