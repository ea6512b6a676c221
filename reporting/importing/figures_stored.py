"""What the portal holds that a file of figures may touch, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from objectives.models import KPI, Placement, Strategy, SubStrand, Target
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import Series
from reporting.models import Entry, Observation, Quarter, Submission

Time = tuple[int, str, date, date]  # a value's: KPI, and the kind, start and end of its period


@dataclass(frozen=True)
class Asked:
    """What the command was asked for."""

    strategy: str
    quarter: FinancialQuarter | None = None
    sub_strand: str = ""
    create: bool = False
    name: str = ""  # of a strategy that is made


@dataclass
class Stored:
    """The strategy with its quarters, places, targets, entries and values; None where there is
    no such strategy yet."""

    strategy: Strategy | None = None
    quarters: list[Quarter] = field(default_factory=list)
    sub_strands: list[SubStrand] = field(default_factory=list)
    placements: dict[str, list[Placement]] = field(default_factory=lambda: defaultdict(list))
    targets: dict[int, list[Target]] = field(default_factory=lambda: defaultdict(list))
    changed_later: set[int] = field(default_factory=set)  # targets that a later quarter replaces
    returns: dict[int, Submission] = field(default_factory=dict)  # by sub-strand, of the quarter
    entries: dict[int, Entry] = field(default_factory=dict)  # by placement, of the quarter
    values: dict[Time, Observation] = field(default_factory=dict)  # the council's that stand
    slugs: set[str] = field(default_factory=set)  # of the whole register

    def quarter(self, period: FinancialQuarter | None) -> Quarter | None:
        """The strategy's quarter of that time."""
        return next((item for item in self.quarters if item.period == period), None)

    def value(self, kpi: KPI, period: DataPeriod) -> Observation | None:
        """What is on record for exactly that time."""
        return self.values.get((kpi.pk, period.kind, period.starts, period.ends))


def read(asked: Asked, period: FinancialQuarter | None) -> Stored:
    """Everything of the strategy that a file for this quarter can be held against."""
    stored = Stored(Strategy.objects.filter(slug=asked.strategy).first())
    stored.slugs = set(KPI.objects.values_list("slug", flat=True)) if asked.create else set()
    if stored.strategy is None:
        return stored
    stored.quarters = list(Quarter.objects.filter(strategy=stored.strategy))
    for quarter in stored.quarters:
        quarter.strategy = stored.strategy
    sub_strands = SubStrand.objects.filter(strategy=stored.strategy)
    stored.sub_strands = list(sub_strands.select_related("objective").in_order())
    placements = _placements(stored, asked, period)
    _add_targets(stored, placements, period)
    _add_returns(stored, period)
    kpis = {item.kpi_id for item in placements}
    on_record = Observation.objects.current().filter(kpi__in=kpis, series=Series.COUNCIL)
    for item in on_record:
        stored.values[item.kpi_id, item.period_kind, item.starts, item.ends] = item
    return stored


def _placements(
    stored: Stored, asked: Asked, period: FinancialQuarter | None
) -> Iterable[Placement]:
    """Those with a code that stand in the plan: in the quarter, if one is asked for."""
    standing = (
        Placement.objects.in_quarter(period)
        if period
        else Placement.objects.filter(last_quarter=None)
    )
    here = standing.filter(sub_strand__strategy=stored.strategy).select_related("kpi", "sub_strand")
    if asked.sub_strand:
        here = here.filter(sub_strand__slug=asked.sub_strand)
    placements = list(here)
    for item in placements:
        stored.placements[item.code.upper()].append(item)
    return placements


def _add_targets(
    stored: Stored, placements: Iterable[Placement], period: FinancialQuarter | None
) -> None:
    if period is None:
        return
    targets = Target.objects.in_force(period).filter(placement__in=placements)
    for target in targets.select_related("superseded_by"):
        stored.targets[target.placement_id].append(target)
        if hasattr(target, "superseded_by"):
            stored.changed_later.add(target.pk)


def _add_returns(stored: Stored, period: FinancialQuarter | None) -> None:
    quarter = stored.quarter(period)
    if quarter is None:
        return
    for submission in Submission.objects.filter(quarter=quarter):
        stored.returns[submission.sub_strand_id] = submission
    for entry in Entry.objects.filter(submission__quarter=quarter):
        stored.entries[entry.placement_id] = entry
