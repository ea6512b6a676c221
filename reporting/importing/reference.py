"""Loads reference fixtures: what is absent is added, what is there is never touched.

A file loads whole or not at all, in a number of queries that does not grow with it. The portal
itself acts here: no person is named as having entered, approved or published anything.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts import audit
from accounts.demo import FILE_NAME as DEMO_ACCOUNTS
from objectives.models import KPI, Objective, Placement, Strategy, SubStrand, Target
from objectives.targets import target_for
from reporting.actions.making import freeze, make_returns
from reporting.actions.quarters import add_entries
from reporting.actions.returns import understand
from reporting.actions.review import is_observed, observation_of
from reporting.answers import Answer, Coverage
from reporting.importing.fixture import Fixture, Round, Unreadable, read
from reporting.models import Entry, GovernanceDate, Observation, Quarter, Submission
from reporting.workflow import QuarterState


@dataclass
class Loaded:
    """What one file brought that was not there before."""

    strategy: Strategy
    plan: dict[str, int] = field(default_factory=dict)  # "objectives": 4
    rounds: list[tuple[Quarter, dict[str, int]]] = field(default_factory=list)

    def sentences(self) -> list[str]:
        """In plain words, a line each; none where nothing was loaded."""
        lines = [(self.strategy.name, self.plan)] if self.plan else []
        lines += [(f"{quarter.period.name}, {quarter.state}", n) for quarter, n in self.rounds]
        return [f"Loaded {what}: {_in_words(counts) or 'nothing in it'}." for what, counts in lines]


def plans(folder: Path) -> list[Path]:
    """The fixture files of a folder that hold a strategy, by name."""
    return sorted(path for path in folder.glob("*.json") if path.name != DEMO_ACCOUNTS)


def load(*, path: Path, now: datetime) -> Loaded:
    """Add what the fixture at `path` holds and the portal does not, all or nothing.

    Raises Unreadable with every problem and its place.
    """
    fixture = read(path)
    try:
        with transaction.atomic():
            return _load(fixture, now)
    except IntegrityError as error:
        raise Unreadable(_broken_rules(fixture) or [f"The database refuses it: {error}"]) from error


def _broken_rules(fixture: Fixture) -> list[str]:
    """The database's own rules that rows of the fixture break, by name, each with its place.

    It asks the database once for each row and rule: only for saying why a load was refused.
    """
    problems = []
    for place, instance in fixture.places:
        for rule in instance._meta.constraints:
            try:
                if isinstance(rule, models.CheckConstraint):
                    rule.validate(type(instance), instance)
            except ValidationError:
                problems.append(f"{place}: it breaks the rule “{rule.name}”.")
    return problems


def _load(fixture: Fixture, now: datetime) -> Loaded:
    plan = _Plan(fixture)
    plan.count("observations", _load_observations(fixture, plan, now))
    plan.count("entries", _add_entries(plan, now))
    if plan.counts:
        _record(plan.strategy, plan.counts, now)
    rounds = [
        (item.quarter, _load_round(item, plan, now))
        for item in _absent_rounds(fixture, plan.strategy)
    ]
    return Loaded(plan.strategy, plan.counts, rounds)


def _add_entries(plan: "_Plan", now: datetime) -> int:
    """Rows for new placements in the strategy's quarters that run already; how many they are."""
    if "placements" not in plan.counts:
        return 0
    running = Quarter.objects.taking_returns().filter(strategy=plan.strategy)
    return sum(len(add_entries(quarter=quarter, by=None, now=now)) for quarter in running)


def _record(subject, counts: dict[str, int], now: datetime) -> None:
    audit.record(by=None, action="reference.load", subject=subject, now=now, after=counts)


class _Plan:
    """The plan as stored, once all that was absent is there."""

    def __init__(self, fixture: Fixture):
        self.counts: dict[str, int] = {}
        self.strategy = self._strategy(fixture.strategy)
        self.kpis = self._kpis(fixture)
        self.objectives = self._objectives(fixture)
        self.sub_strands = self._sub_strands(fixture)
        self.placements = self._placements(fixture)
        self.targets = self._targets(fixture)

    def count(self, what: str, number: int) -> None:
        if number:
            self.counts[what] = number

    def placement(self, item: Placement) -> Placement:
        """The stored placement for one of the fixture's."""
        return self.placements[item.sub_strand.slug, item.kpi.slug]

    def _strategy(self, strategy: Strategy) -> Strategy:
        there = Strategy.objects.filter(slug=strategy.slug).first()
        if there is None:
            strategy.save(force_insert=True)
            self.count("strategies", 1)
        return there or strategy

    def _kpis(self, fixture: Fixture) -> dict[str, KPI]:
        there = KPI.objects.filter(slug__in=fixture.kpis)
        return self._add("KPIs", KPI, there, fixture.kpis.values(), lambda item: item.slug)

    def _objectives(self, fixture: Fixture) -> dict[str, Objective]:
        for item in fixture.objectives:
            item.strategy = self.strategy
        there = Objective.objects.filter(strategy=self.strategy)
        return self._add("objectives", Objective, there, fixture.objectives, lambda item: item.slug)

    def _sub_strands(self, fixture: Fixture) -> dict[str, SubStrand]:
        for item in fixture.sub_strands.values():
            item.strategy, item.objective = self.strategy, self.objectives[item.objective.slug]
        there = SubStrand.objects.filter(strategy=self.strategy)
        items = fixture.sub_strands.values()
        return self._add("sub-strands", SubStrand, there, items, lambda item: item.slug)

    def _placements(self, fixture: Fixture) -> dict[tuple[str, str], Placement]:
        for item in fixture.placements:
            item.sub_strand = self.sub_strands[item.sub_strand.slug]
            item.kpi = self.kpis[item.kpi.slug]
        there = Placement.objects.filter(sub_strand__strategy=self.strategy)
        there = there.select_related("sub_strand", "kpi").order_by("id")
        key = _key_of_placement
        _check_room(fixture.placements, list(there))
        return self._add("placements", Placement, there, fixture.placements, key)

    def _targets(self, fixture: Fixture) -> dict[int, list[Target]]:
        for item in fixture.targets:
            item.placement = self.placement(item.placement)
        there = Target.objects.filter(placement__sub_strand__strategy=self.strategy)
        first = there.filter(supersedes=None)
        self._add("targets", Target, first, fixture.targets, _key_of_target)
        targets: dict[int, list[Target]] = {}
        for item in there:
            targets.setdefault(item.placement_id, []).append(item)
        return targets

    def _add(self, what: str, model, there, items: Iterable, key: Callable) -> dict:
        """All by their key, after those of `items` that are not there were created."""
        known = {key(item): item for item in there}
        absent = [item for item in items if key(item) not in known]
        self.count(what, len(model.objects.bulk_create(absent)))
        return known | {key(item): item for item in absent}


def _key_of_placement(item: Placement) -> tuple[str, str]:
    return item.sub_strand.slug, item.kpi.slug


def _key_of_target(item: Target) -> tuple:
    return item.placement_id, item.period, item.year, item.quarter


def _check_room(items: list[Placement], there: list[Placement]) -> None:
    """Raise Unreadable where a new placement's number or its KPI's home is taken already."""
    known = {_key_of_placement(item) for item in there}
    numbers = {(item.sub_strand_id, item.number) for item in there if not item.last_quarter}
    absent = [item for item in items if _key_of_placement(item) not in known]
    homes = set(
        Placement.objects.filter(
            kpi__in=[item.kpi for item in absent if item.is_home],
            is_home=True,
            last_quarter=None,
        ).values_list("kpi", flat=True)
    )
    problems = []
    for item in absent:
        place = f"Sub-strand {item.sub_strand.slug}, KPI {item.number}"
        if (item.sub_strand_id, item.number) in numbers:
            problems.append(f"{place}: another KPI stands there under that number.")
        if item.is_home and item.kpi_id in homes:
            problems.append(f"{place}: “{item.kpi.slug}” has its home elsewhere already.")
    if problems:
        raise Unreadable(problems)


# --- Quarters -------------------------------------------------------------------------------


def _absent_rounds(fixture: Fixture, strategy: Strategy) -> list[Round]:
    """The quarters that are not there yet, created, oldest first."""
    there = set(Quarter.objects.filter(strategy=strategy).values_list("period", flat=True))
    absent = [item for item in fixture.rounds if item.quarter.period not in there]
    absent.sort(key=lambda item: item.quarter.period)
    for item in absent:
        item.quarter.strategy = strategy
    Quarter.objects.bulk_create([item.quarter for item in absent])
    GovernanceDate.objects.bulk_create(row for item in absent for row in item.dates)
    return absent


def _load_round(item: Round, plan: _Plan, now: datetime) -> dict[str, int]:
    quarter = item.quarter
    if quarter.state == QuarterState.PUBLISHED:
        counts = _load_published(item, plan)
    elif quarter.state == QuarterState.OPEN:
        counts = {"returns": len(make_returns(quarter))}
        counts["entries"] = Entry.objects.filter(submission__quarter=quarter).count()
    else:
        counts = {}
    _record(quarter, counts, now)
    return counts


def _load_published(item: Round, plan: _Plan) -> dict[str, int]:
    published_at = _noon(item.published_on)
    for row in item.returns:
        row.submission.sub_strand = plan.sub_strands[row.sub_strand.slug]
    Submission.objects.bulk_create(row.submission for row in item.returns)
    entries = [
        _settle(entry, plan.placement(placement), plan)
        for row in item.returns
        for placement, entry in row.entries
    ]
    Entry.objects.bulk_create(entries)
    observed = [observation_of(entry, now=published_at) for entry in entries if is_observed(entry)]
    _observe(observed)
    edition = freeze(quarter=item.quarter, by=None, now=published_at)
    return {"returns": len(item.returns), "entries": len(entries), "edition": edition.number}


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _settle(entry: Entry, placement: Placement, plan: _Plan) -> Entry:
    """The entry, read as a lead's is and frozen as approval does; nothing is saved.

    Where the source leaves the period of a measured figure unsaid, it is taken to be the quarter,
    and marked as inferred.
    """
    period = entry.submission.quarter.period
    entry.placement = placement
    understand(entry, period)
    unsaid = not entry.coverage and entry.answer == Answer.NEW_FIGURE and entry.number is not None
    if unsaid:
        entry.coverage = Coverage.THIS_QUARTER
        understand(entry, period)
        entry.period_inferred = True
    target = target_for(plan.targets.get(placement.id, []), period)
    entry.wording = placement.wording
    entry.target_printed = target.printed if target else ""
    entry.figure_printed = entry.figure if placement.is_home else ""
    return entry


# --- Observations ---------------------------------------------------------------------------


def _load_observations(fixture: Fixture, plan: _Plan, now: datetime) -> int:
    for item in fixture.observations:
        item.kpi, item.recorded_at = plan.kpis[item.kpi.slug], now
    return _observe(fixture.observations)


def _observe(items: list[Observation]) -> int:
    """Add those whose KPI has no value of that series for that period; how many they were."""
    there = Observation.objects.filter(kpi__in={item.kpi_id for item in items})
    known = {_key_of_observation(item) for item in there}
    absent = {_key_of_observation(item): item for item in items}
    absent = [item for key, item in absent.items() if key not in known]
    return len(Observation.objects.bulk_create(absent))


def _key_of_observation(item: Observation) -> tuple:
    return item.kpi_id, item.series, item.period_kind, item.starts, item.ends


# --- Words ----------------------------------------------------------------------------------

_ONE = {"entries": "entry", "strategies": "strategy"}


def _in_words(counts: dict[str, int]) -> str:
    return ", ".join(_counted(what, number) for what, number in counts.items() if number)


def _counted(what: str, number: int) -> str:
    if what == "edition":
        return f"edition {number}"
    return f"{number} {_ONE.get(what, what.removesuffix('s')) if number == 1 else what}"
