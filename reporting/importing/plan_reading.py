"""The plan's part of a fixture: objectives, sub-strands, placements, targets, statements."""

from collections import Counter

from objectives import measures
from objectives.measures import Kind
from objectives.models import Objective, Placement, Statement, SubStrand, Target
from objectives.plan import KPIKind
from reporting.importing.checks import Checks, place_of, without
from reporting.importing.fixture import Fixture, Said


class PlanReading(Checks):
    """Reads the plan. The file's KPIs, and those it shares, must be in the fixture already."""

    def plan(self, fixture: Fixture, data: dict) -> None:
        self.statements(fixture, data["strategy"], "Strategy")
        for position, item in enumerate(self.items(data, "objectives", "The file"), 1):
            self.objective(fixture, item, position)
        homes = [item for item in fixture.placements if item.is_home and not item.last_quarter]
        self.once("The file", "home of KPI", _slugs_of_kpis(homes))

    def objective(self, fixture: Fixture, data: dict, position: int) -> None:
        place = place_of("Objective", data, "slug")
        values = without(data, "sub_strands", "statements")
        objective = self.model(Objective, values, place, position=position)
        objective.strategy = fixture.strategy
        self.once(place, "objective", [*(item.slug for item in fixture.objectives), objective.slug])
        fixture.objectives.append(objective)
        self.statements(fixture, data, place, objective)
        for number, item in enumerate(self.items(data, "sub_strands", place), 1):
            self.sub_strand(fixture, objective, item, number)

    def sub_strand(self, fixture: Fixture, objective: Objective, data: dict, position: int) -> None:
        place = place_of("Sub-strand", data, "slug")
        sub_strand = self.model(SubStrand, without(data, "placements"), place, position=position)
        sub_strand.strategy, sub_strand.objective = fixture.strategy, objective
        headings = sub_strand.column_headings
        if not isinstance(headings, list) or not all(isinstance(item, str) for item in headings):
            self.problem(place, "“column_headings” must be a list of texts.")
        if sub_strand.slug in fixture.sub_strands:
            self.problem(place, "this sub-strand stands here twice.")
        fixture.sub_strands[sub_strand.slug] = sub_strand
        for number, item in enumerate(self.items(data, "placements", place), 1):
            self.placement(fixture, sub_strand, item, number)
        here = [item for item in fixture.placements if item.sub_strand is sub_strand]
        self.once(place, "number", [item.number for item in here])
        self.once(place, "code", [item.code for item in here if item.code])
        self.once(place, "KPI", _slugs_of_kpis(here))

    def placement(self, fixture: Fixture, sub_strand: SubStrand, data: dict, position: int) -> None:
        place = place_of(f"Sub-strand {sub_strand.slug}, KPI", data, "number")
        placement = self.model(
            Placement,
            without(data, "kpi", "home", "target"),
            place,
            position=position,
            is_home=data.get("home", True),
        )
        placement.sub_strand = sub_strand
        fixture.placements.append(placement)
        kpi = fixture.kpi(data.get("kpi"))
        if kpi is None:
            self.problem(place, f"the file has no KPI “{data.get('kpi')}”.")
            return
        placement.kpi = kpi
        if "target" in data:
            self.target(fixture, placement, data["target"], f"{place}, target")

    def target(self, fixture: Fixture, placement: Placement, data, place: str) -> None:
        if not isinstance(data, dict):
            self.problem(place, "it must be an object.")
            return
        prefer = Kind.YEAR if placement.kpi.kind == KPIKind.MILESTONE else None
        measure = measures.parse(str(data.get("printed", "")), placement.kpi.unit, prefer)
        if measure is None:
            self.problem(place, "nothing is printed.")
            return
        target = self.model(
            Target,
            data,
            place,
            kind=measure.kind,
            number=measure.number,
            unit=measure.unit,
            text=measure.text,
        )
        target.placement = placement
        fixture.targets.append(target)

    def statements(
        self, fixture: Fixture, data: dict, place: str, objective: Objective | None = None
    ) -> None:
        """Those of the objective, or of the whole strategy.

        Each kind is counted from 1: in the plan, and in each quarter's report.
        """
        numbers = Counter()
        for item in self.items(data, "statements", place):
            kind = str(item.get("kind", "without kind"))
            if item.get("quarter"):
                kind = f"{item['quarter']} {kind}"
            numbers[kind] += 1
            here = f"{place}, {kind} {numbers[kind]}"
            statement = self.model(Statement, without(item, "kpis"), here, position=numbers[kind])
            if statement.quarter and objective is None:
                self.problem(here, "what a quarter’s report says stands at an objective.")
            statement.strategy, statement.objective = fixture.strategy, objective
            said = Said(statement)
            for slug in self.texts(item, "kpis", here):
                kpi = fixture.kpi(slug)
                if kpi is None:
                    self.problem(here, f"the file has no KPI “{slug}”.")
                else:
                    said.kpis.append(kpi)
            fixture.statements.append(said)


def _slugs_of_kpis(placements: list[Placement]) -> list[str]:
    """Of those whose KPI was found."""
    return [item.kpi.slug for item in placements if hasattr(item, "kpi")]
