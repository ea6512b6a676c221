"""Reads a reference fixture: a strategy with its plan and quarters, from JSON to unsaved models.

Knows the models' fields but asks no database. Every problem is collected with its place, so that a
broken file can be put right in one go.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import models

from objectives import measures
from objectives.measures import Kind
from objectives.models import KPI, Objective, Placement, Strategy, SubStrand, Target
from objectives.period_reading import parse_period
from objectives.plan import KPIKind
from reporting.answers import Answer, Coverage
from reporting.models import Entry, GovernanceDate, Observation, Quarter, Submission
from reporting.workflow import QuarterState, ReturnState


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
class Fixture:
    """What a file holds. The models refer to each other and are not saved yet.

    `places` says where in the file each of them stands.
    """

    strategy: Strategy
    places: list[tuple[str, models.Model]]
    kpis: dict[str, KPI] = field(default_factory=dict)
    objectives: list[Objective] = field(default_factory=list)
    sub_strands: dict[str, SubStrand] = field(default_factory=dict)
    placements: list[Placement] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)


def read(path: Path) -> Fixture:
    """The fixture in the file at `path`. Raises Unreadable with every problem found in it."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        raise Unreadable([f"The file can't be read: {error.strerror}."]) from error
    except ValueError as error:  # no JSON, or no UTF-8
        raise Unreadable([f"This is no JSON text: {error}."]) from error
    reading = _Reading()
    fixture = reading.fixture(data)
    if reading.problems:
        raise Unreadable(reading.problems)
    return fixture


def is_understood(observation: Observation) -> bool:
    """Whether the printed figure and the value beside it say the same."""
    measure = measures.parse(observation.printed, unit=observation.kpi.unit)
    return measure is not None and measure.number == observation.value


class _Reading:
    """One reading of a file. Fields are checked by the models' own rules."""

    def __init__(self):
        self.problems: list[str] = []
        self.places: list[tuple[str, models.Model]] = []

    def problem(self, place: str, text: str) -> None:
        self.problems.append(f"{place}: {text}")

    # --- The plan ---------------------------------------------------------------------------

    def fixture(self, data) -> Fixture | None:
        parts = ["strategy", "kpis", "objectives", "quarters", "observations"]
        if not isinstance(data, dict) or not isinstance(data.get("strategy"), dict):
            self.problem("The file", "it must be an object that holds a strategy.")
            return None
        for name in data.keys() - set(parts):
            self.problem("The file", f"“{name}” is not known here.")
        strategy = self.model(Strategy, data["strategy"], "Strategy")
        fixture = Fixture(strategy, self.places)
        self.kpis(fixture, data)
        for position, item in enumerate(self.items(data, "objectives", "The file"), 1):
            self.objective(fixture, item, position)
        self.homes(fixture)
        for item in self.items(data, "quarters", "The file"):
            self.round(fixture, item)
        self.once("The file", "quarter", [str(item.quarter.period) for item in fixture.rounds])
        for item in self.items(data, "observations", "The file"):
            self.observation(fixture, item)
        return fixture

    def kpis(self, fixture: Fixture, data: dict) -> None:
        kpis = [
            self.model(KPI, item, _place("KPI", item, "slug"))
            for item in self.items(data, "kpis", "The file")
        ]
        self.once("The file", "KPI", [kpi.slug for kpi in kpis])
        fixture.kpis = {kpi.slug: kpi for kpi in kpis}

    def objective(self, fixture: Fixture, data: dict, position: int) -> None:
        place = _place("Objective", data, "slug")
        objective = self.model(Objective, _without(data, "sub_strands"), place, position=position)
        objective.strategy = fixture.strategy
        self.once(place, "objective", [*(item.slug for item in fixture.objectives), objective.slug])
        fixture.objectives.append(objective)
        for number, item in enumerate(self.items(data, "sub_strands", place), 1):
            self.sub_strand(fixture, objective, item, number)

    def sub_strand(self, fixture: Fixture, objective: Objective, data: dict, position: int) -> None:
        place = _place("Sub-strand", data, "slug")
        sub_strand = self.model(SubStrand, _without(data, "placements"), place, position=position)
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
        self.once(place, "KPI", _slugs_of_kpis(here))

    def placement(self, fixture: Fixture, sub_strand: SubStrand, data: dict, position: int) -> None:
        place = _place(f"Sub-strand {sub_strand.slug}, KPI", data, "number")
        placement = self.model(
            Placement,
            _without(data, "kpi", "home", "target"),
            place,
            position=position,
            is_home=data.get("home", True),
        )
        placement.sub_strand = sub_strand
        fixture.placements.append(placement)
        kpi = fixture.kpis.get(str(data.get("kpi")))
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

    def homes(self, fixture: Fixture) -> None:
        homes = [item for item in fixture.placements if item.is_home and not item.last_quarter]
        self.once("The file", "home of KPI", _slugs_of_kpis(homes))

    # --- The quarters -----------------------------------------------------------------------

    def round(self, fixture: Fixture, data: dict) -> None:
        place = _place("Quarter", data, "quarter")
        quarter = self.model(
            Quarter,
            _without(data, "quarter", "published_on", "governance_dates", "returns"),
            place,
            period=data.get("quarter"),
        )
        quarter.strategy = fixture.strategy
        item = Round(quarter, self.day(data.get("published_on"), f"{place}, published_on"))
        for position, row in enumerate(self.items(data, "governance_dates", place), 1):
            governance = self.model(
                GovernanceDate, row, _place(f"{place}, date", row, "kind"), position=position
            )
            governance.quarter = quarter
            item.dates.append(governance)
        fixture.rounds.append(item)
        if quarter.state == QuarterState.PUBLISHED:
            self.published(fixture, item, data, place)
        elif data.get("returns") or item.published_on:
            self.problem(place, "only a published quarter holds returns and its day.")
        elif quarter.state not in (QuarterState.OPEN, QuarterState.UPCOMING):
            self.problem(place, "a quarter is loaded as upcoming, open or published.")

    def published(self, fixture: Fixture, item: Round, data: dict, place: str) -> None:
        if item.published_on is None:
            self.problem(place, "a published quarter needs the day it was published on.")
        for row in self.items(data, "returns", place):
            self.returned(fixture, item, row, place)
        slugs = [row.sub_strand.slug for row in item.returns]
        self.once(place, "return", slugs)
        for slug in fixture.sub_strands.keys() - set(slugs):
            self.problem(place, f"there is no return of {slug}.")

    def returned(self, fixture: Fixture, item: Round, data: dict, place: str) -> None:
        sub_strand = fixture.sub_strands.get(str(data.get("sub_strand")))
        place = _place(f"{place}, return", data, "sub_strand")
        if sub_strand is None:
            self.problem(place, "the file has no such sub-strand.")
            return
        submission = self.model(
            Submission,
            _without(data, "sub_strand", "entries"),
            place,
            state=ReturnState.PUBLISHED,
            ses_lead=sub_strand.ses_lead,
            project_lead=sub_strand.project_lead,
        )
        submission.quarter = item.quarter
        result = Return(submission, sub_strand)
        item.returns.append(result)
        entries = self.items(data, "entries", place)
        if item.quarter.figures_held:
            self.entries(fixture, result, entries, place)
        elif entries:
            self.problem(place, "it has entries, but the quarter's figures are not held.")

    def entries(self, fixture: Fixture, result: Return, entries: list[dict], place: str) -> None:
        placements = {
            str(item.number): item
            for item in fixture.placements
            if item.sub_strand is result.sub_strand
        }
        numbers = [str(row.get("number")) for row in entries]
        self.once(place, "entry", numbers)
        for number in placements.keys() - set(numbers):
            self.problem(place, f"there is no entry for KPI {number}.")
        for row in entries:
            here = _place(f"{place}, entry", row, "number")
            placement = placements.get(str(row.get("number")))
            if placement is None:
                self.problem(here, "the sub-strand has no KPI with that number.")
            else:
                entry = self.entry(result, row, here)
                result.entries.append((placement, entry))

    def entry(self, result: Return, data: dict, place: str) -> Entry:
        period = data.get("period", "")
        if period and parse_period(str(period)) is None:
            self.problem(place, f"the period “{period}” is not understood.")
        entry = self.model(
            Entry,
            _without(data, "number", "period"),
            place,
            period_typed=period,
            coverage=Coverage.OTHER if period else "",
        )
        if entry.answer == Answer.NEW_FIGURE and not entry.figure:
            self.problem(place, "a new figure is announced, but there is none.")
        entry.submission = result.submission
        return entry

    def observation(self, fixture: Fixture, data: dict) -> None:
        place = _place("Observation", data, "kpi")
        kpi = fixture.kpis.get(str(data.get("kpi")))
        period = parse_period(str(data.get("period", "")))
        if kpi is None:
            self.problem(place, "the file has no such KPI.")
        if period is None:
            self.problem(place, f"the period “{data.get('period')}” is not understood.")
        if kpi is None or period is None:
            return
        observation = self.model(
            Observation,
            _without(data, "kpi", "period", "inferred"),
            place,
            period_kind=period.kind,
            starts=period.starts,
            ends=period.ends,
            period_label=period.label,
            period_inferred=data.get("inferred", False),
            unit=kpi.unit,
            leave=("recorded_at",),
        )
        observation.kpi = kpi
        if isinstance(observation.value, Decimal) and not is_understood(observation):
            self.problem(place, f"“{observation.printed}” is not {observation.value}.")
        fixture.observations.append(observation)

    # --- Small things -----------------------------------------------------------------------

    def model(self, model, data: dict, place: str, *, leave: tuple[str, ...] = (), **more):
        """An unsaved `model` of `data` and `more`, each value checked by its field.

        Relations, and the fields named in `leave`, are for the caller to set.
        """
        fields = {item.name: item for item in model._meta.concrete_fields}
        relations = {name for name, item in fields.items() if item.is_relation}
        for name in sorted(data.keys() - (fields.keys() - relations - {"id"} - more.keys())):
            self.problem(place, f"“{name}” is not known here.")
        values = {}
        for name in data.keys() & (fields.keys() - relations):
            if _is_text(fields[name]) and not isinstance(data[name], str | None):
                self.problem(f"{place}, {name}", "it must be a text.")
            elif data[name] is not None or fields[name].null:
                values[name] = data[name]
            else:
                self.problem(f"{place}, {name}", "it can't be null: leave it out, or say it.")
        instance = model(**values | more)
        self.places.append((place, instance))
        try:
            instance.clean_fields(exclude={"id", *relations, *leave})
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                self.problem(f"{place}, {name}", " ".join(texts))
        return instance

    def items(self, data: dict, name: str, place: str) -> list[dict]:
        """The objects listed under `name`; none where there is no such list."""
        rows = data.get(name, [])
        if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
            return rows
        self.problem(place, f"“{name}” must be a list of objects.")
        return []

    def day(self, value, place: str) -> date | None:
        try:
            return date.fromisoformat(value) if value else None
        except (TypeError, ValueError):
            self.problem(place, f"“{value}” is not a day such as 2023-12-18.")
            return None

    def once(self, place: str, what: str, values: list) -> None:
        """Name each value that stands there more than once."""
        values = [str(value) for value in values]
        for value in dict.fromkeys(values):
            if values.count(value) > 1:
                self.problem(place, f"the {what} {value} stands there more than once.")


def _is_text(item: models.Field) -> bool:
    """Whether JSON has it as a text: a day is one too."""
    return isinstance(item, models.CharField | models.TextField | models.DateField)


def _place(what: str, data: dict, key: str) -> str:
    return f"{what} {data.get(key, 'without ' + key)}"


def _without(data: dict, *names: str) -> dict:
    return {key: value for key, value in data.items() if key not in names}


def _slugs_of_kpis(placements: list[Placement]) -> list[str]:
    """Of those whose KPI was found."""
    return [item.kpi.slug for item in placements if hasattr(item, "kpi")]
