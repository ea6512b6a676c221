"""A fixture's plan in the database: what is absent is added, what is there is never touched."""

from collections.abc import Callable, Iterable

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
from reporting.importing.fixture import Fixture, Pair, Unreadable
from reporting.same import stands_for


class StoredPlan:
    """The plan as stored, once all that was absent is there; `counts` says how much that was.

    Raises Unreadable where a new placement's number, or its KPI's home, is taken.
    """

    def __init__(self, fixture: Fixture):
        self.counts: dict[str, int] = {}
        self.strategy = self._strategy(fixture.strategy)
        self._register = self._kpis(fixture)
        # What was merged since stands for itself no more: its places and figures are the other's.
        self.kpis = {slug: stands_for(item) for slug, item in self._register.items()}
        self.objectives = self._objectives(fixture)
        self.sub_strands = self._sub_strands(fixture)
        self.placements = self._placements(fixture)
        self.targets = self._targets(fixture)
        self._statements(fixture)
        self._pairs(fixture)

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
        there = KPI.objects.filter(slug__in=fixture.kpis).select_related("merged_into")
        kpis = self._add("KPIs", KPI, there, fixture.kpis.values(), lambda item: item.slug)
        return fixture.registered | kpis

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

    def _statements(self, fixture: Fixture) -> None:
        """Each with the KPIs that it speaks of; one that is there keeps those it has."""
        for item in fixture.statements:
            item.statement.strategy = self.strategy
            if item.statement.objective:
                item.statement.objective = self.objectives[item.statement.objective.slug]
        there = Statement.objects.filter(strategy=self.strategy)
        known = {_key_of_statement(item) for item in there}
        absent = [
            item for item in fixture.statements if _key_of_statement(item.statement) not in known
        ]
        Statement.objects.bulk_create(item.statement for item in absent)
        self.count("statements", len(absent))
        link = Statement.kpis.through
        link.objects.bulk_create(
            link(statement=item.statement, kpi=self.kpis[kpi.slug])
            for item in absent
            for kpi in item.kpis
        )

    def _pairs(self, fixture: Fixture) -> None:
        doubts = [self._doubt(pair) for pair in fixture.pairs]
        there = PossiblySame.objects.filter(kpi__in=[item.kpi_id for item in doubts])
        self._add("pairs", PossiblySame, there, doubts, lambda item: (item.kpi_id, item.other_id))

    def _doubt(self, pair: Pair) -> PossiblySame:
        """In the one direction that the register keeps."""
        kpis = sorted((self._register[item.slug] for item in pair.kpis), key=lambda item: item.id)
        pair.doubt.kpi, pair.doubt.other = kpis
        return pair.doubt

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


def _key_of_statement(item: Statement) -> tuple:
    return item.objective_id, item.sub_strand_id, item.quarter, item.kind, item.position


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
