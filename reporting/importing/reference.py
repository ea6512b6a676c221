"""Loads reference fixtures: what is absent is added, what is there is never touched.

A file loads whole or not at all, in a number of queries that does not grow with it. The portal
itself acts here: no person is named as having entered, approved or published anything.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from accounts import audit
from objectives.models import KPI, Strategy
from reporting.actions.quarters import add_entries
from reporting.importing import stored_rounds
from reporting.importing.fixture import Fixture, Unreadable
from reporting.importing.reading import read
from reporting.importing.stored_plan import StoredPlan
from reporting.models import Quarter


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


def load(*, path: Path, now: datetime) -> Loaded:
    """Add what the fixture at `path` holds and the portal does not, all or nothing.

    Raises Unreadable with every problem and its place.
    """
    fixture = read(path, _registered)
    try:
        with transaction.atomic():
            return _load(fixture, now)
    except IntegrityError as error:
        raise Unreadable(_broken_rules(fixture) or [f"The database refuses it: {error}"]) from error


def _registered(slugs: Collection[str]) -> dict[str, KPI]:
    return {item.slug: item for item in KPI.objects.filter(slug__in=slugs)}


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
    plan = StoredPlan(fixture)
    plan.count("observations", stored_rounds.load_observations(fixture, plan, now))
    plan.count("entries", _add_entries(plan, now))
    if plan.counts:
        _record(plan.strategy, plan.counts, now)
    loaded = Loaded(plan.strategy, plan.counts)
    for item in stored_rounds.absent_rounds(fixture, plan.strategy):
        counts = stored_rounds.fill(item, plan)
        _record(item.quarter, counts, now)
        loaded.rounds.append((item.quarter, counts))
    return loaded


def _add_entries(plan: StoredPlan, now: datetime) -> int:
    """Rows for new placements in the strategy's quarters that run already; how many they are."""
    if "placements" not in plan.counts:
        return 0
    running = Quarter.objects.taking_returns().filter(strategy=plan.strategy)
    return sum(len(add_entries(quarter=quarter, by=None, now=now)) for quarter in running)


def _record(subject, counts: dict[str, int], now: datetime) -> None:
    audit.record(by=None, action="reference.load", subject=subject, now=now, after=counts)


# --- Words ----------------------------------------------------------------------------------

_PAIR = "pair of KPIs that may be the same"
_ONE = {"entries": "entry", "strategies": "strategy", "pairs": _PAIR}
_MANY = {"pairs": _PAIR.replace("pair", "pairs", 1)}


def _in_words(counts: dict[str, int]) -> str:
    return ", ".join(_counted(what, number) for what, number in counts.items() if number)


def _counted(what: str, number: int) -> str:
    if what == "edition":
        return f"edition {number}"
    if number == 1:
        return f"1 {_ONE.get(what, what.removesuffix('s'))}"
    return f"{number} {_MANY.get(what, what)}"
