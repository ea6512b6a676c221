"""What a quarter's report is made of, read from the database once, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from objectives.models import Placement, Strategy, Target
from objectives.periods import PeriodKind
from objectives.plan import Series
from reporting.access import Level
from reporting.models import Entry, Observation, Quarter, Submission
from reporting.workflow import QuarterState, ReturnState

#: Approved entries hold what they print; nothing of them is derived any more.
FROZEN = (ReturnState.APPROVED, ReturnState.PUBLISHED)

#: Kinds of which one a year comes at most: their history is looked for further back.
_YEARLY = (
    PeriodKind.FINANCIAL_YEAR,
    PeriodKind.ACADEMIC_YEAR,
    PeriodKind.CALENDAR_YEAR,
    PeriodKind.THREE_YEARS,
    PeriodKind.OTHER,
)
_YEARS_BACK, _YEARS_BACK_OF_YEARLY = 2, 7


#: Approved again in a quarter that is reopened: its edition still says what it said.
_UNDER_CHANGE = Q(quarter__state=QuarterState.REOPENED, state=ReturnState.APPROVED)


@dataclass(frozen=True)
class Earlier:
    """What counts as said before: of which quarter, and the returns in which states."""

    quarter: Quarter | None
    states: tuple[ReturnState, ...]
    # Off where a figure that approval kept may come from elsewhere, and be unpublished.
    is_kept_from: bool = True
    # By when other strategies' figures must be public; None where nothing becomes public.
    public_by: date | None = None
    # On for those who read editions: what a reopened quarter changes is not theirs yet.
    is_settled: bool = False

    def submissions(self):
        returns = Submission.objects.filter(
            quarter=self.quarter, state__in=self.states, is_received=True
        )
        return returns.exclude(_UNDER_CHANGE) if self.is_settled else returns

    def observations(self, strategy: Strategy):
        """The council's values that may be shown: of other strategies, what is made public.

        Those that a later one replaced are among them: the later may be one that may not.
        """
        own = Q(
            entry__submission__quarter__strategy=strategy,
            entry__submission__state__in=self.states,
            entry__submission__is_received=True,
        )
        if self.is_settled:
            own &= ~Q(
                entry__submission__quarter__state=QuarterState.REOPENED,
                entry__submission__state=ReturnState.APPROVED,
            )
        told = Observation.objects.told(self._public() | own, self._corrected_in(strategy))
        return told.filter(series=Series.COUNCIL, withdrawn="")

    def _corrected_in(self, strategy: Strategy):
        """The quarters of which a correction may be shown: the strategy's, and public ones."""
        public = Q(public_from__isnull=False)
        if self.public_by:
            public &= Q(public_from__lte=self.public_by)
        return Quarter.objects.filter(Q(strategy=strategy) | public).values("pk")

    def _public(self) -> Q:
        """Published, and public by the day on which what is built here becomes so."""
        quarter = "entry__submission__quarter__public_from"
        public = Q(
            entry__submission__state=ReturnState.PUBLISHED,
            entry__submission__is_received=True,
            **{f"{quarter}__isnull": False},
        )
        return public & Q(**{f"{quarter}__lte": self.public_by}) if self.public_by else public


@dataclass
class Material:
    """What the queries brought, keyed for building lines."""

    quarter: Quarter
    earlier: Earlier
    placements: dict[int, list[Placement]] = field(default_factory=lambda: defaultdict(list))
    targets: dict[int, list[Target]] = field(default_factory=lambda: defaultdict(list))
    replaced: dict[int, list[Target]] = field(default_factory=lambda: defaultdict(list))
    entries: dict[int, Entry] = field(default_factory=dict)  # by placement
    previous: dict[int, Entry] = field(default_factory=dict)  # by placement
    previous_homes: dict[int, Entry] = field(default_factory=dict)  # by KPI
    homes: dict[int, Placement] = field(default_factory=dict)  # by KPI, in this quarter
    homes_elsewhere: dict[int, Placement] = field(default_factory=dict)  # by KPI, other strategies
    observations: dict[int, list[Observation]] = field(default_factory=lambda: defaultdict(list))
    comparators: dict[int, list[Observation]] = field(default_factory=lambda: defaultdict(list))
    submissions: dict[int, Submission] = field(default_factory=dict)  # by sub-strand
    levels: dict[int, Level] = field(default_factory=dict)  # by sub-strand


def gather(quarter: Quarter, submissions: list[Submission], earlier: Earlier) -> Material:
    """Everything that the lines of these returns are built from, but for who may see them."""
    material = Material(quarter=quarter, earlier=earlier)
    material.submissions = {item.sub_strand_id: item for item in submissions}
    _add_placements(material)
    _add_targets(material)
    for entry in Entry.objects.filter(submission__quarter=quarter):
        material.entries[entry.placement_id] = entry
    if earlier.quarter is not None:
        before = Entry.objects.filter(submission__in=earlier.submissions())
        for entry in before.select_related("placement"):
            material.previous[entry.placement_id] = entry
            if entry.placement.is_home:
                material.previous_homes[entry.placement.kpi_id] = entry
    _add_observations(material)
    _add_comparators(material)
    return material


def _add_targets(material: Material) -> None:
    """Those in force, and beside them those that an approved line may still print."""
    targets = Target.objects.filter(placement__sub_strand__in=material.submissions)
    in_force = targets.in_force(material.quarter.period)
    for target in in_force:
        material.targets[target.placement_id].append(target)
    for target in targets.exclude(pk__in=in_force.values("pk")):
        material.replaced[target.placement_id].append(target)


def _add_placements(material: Material) -> None:
    quarter = material.quarter
    standing = Placement.objects.in_quarter(quarter.period)
    answered = Placement.objects.filter(  # retired since, but reported
        pk__in=Entry.objects.filter(submission__quarter=quarter).values("placement")
    )
    placements = (
        (standing | answered)
        .filter(sub_strand__in=material.submissions)
        .select_related("kpi", "sub_strand")
        .order_by("position", "id")
    )
    for placement in placements:
        material.placements[placement.sub_strand_id].append(placement)
        retired = placement.last_quarter and placement.last_quarter < quarter.period
        if placement.is_home and not retired:
            material.homes[placement.kpi_id] = placement
    here = {item.kpi_id for group in material.placements.values() for item in group}
    elsewhere = Placement.objects.in_quarter(quarter.period).filter(
        kpi__in=here - material.homes.keys(), is_home=True
    )
    for placement in elsewhere.select_related("sub_strand__strategy"):
        material.homes_elsewhere[placement.kpi_id] = placement


def _add_observations(material: Material) -> None:
    """Each KPI's values whose period ended by the quarter's end, oldest first.

    Only as far back as a line looks, so that a long history costs no more than a short one.
    """
    known = material.earlier.observations(material.quarter.strategy)
    last = {  # of each time the latest that may be shown
        (item.kpi_id, item.period_kind, item.starts, item.ends): item
        for item in _looked_back_on(known, material).order_by("id")
    }
    for item in sorted(last.values(), key=lambda item: (item.ends, item.starts, item.id)):
        material.observations[item.kpi_id].append(item)


def _add_comparators(material: Material) -> None:
    """What others have for each KPI, of as much time, oldest first. It is everybody's to read."""
    standing = Observation.objects.current().of_comparators()
    for item in _looked_back_on(standing, material).order_by("ends", "starts", "id"):
        material.comparators[item.kpi_id].append(item)


def _looked_back_on(known, material: Material):
    """Of these values those of the report's KPIs, as far back from its quarter as a line looks."""
    ends = material.quarter.period.ends
    kpis = {item.kpi_id for group in material.placements.values() for item in group}
    recent = Q(ends__gt=_years_before(ends, _YEARS_BACK))
    yearly = Q(period_kind__in=_YEARLY, ends__gt=_years_before(ends, _YEARS_BACK_OF_YEARLY))
    return known.known_by(ends).filter(recent | yearly, kpi__in=kpis)


def _years_before(day: date, years: int) -> date:
    """The same quarter's end, years earlier; a quarter never ends on 29 February."""
    return day.replace(year=day.year - years)
