"""Reads a reference fixture: a strategy with its plan and quarters, from JSON to unsaved models.

Knows the models' fields but asks no database: KPIs of other plans come from the `register` that it
is given. Every problem is collected with its place, so that a broken file can be put right in one
go.
"""

import json
from decimal import Decimal
from pathlib import Path

from objectives.models import Strategy
from reporting.importing.checks import without
from reporting.importing.fixture import Fixture, Unreadable
from reporting.importing.plan_reading import PlanReading
from reporting.importing.quarter_reading import QuarterReading
from reporting.importing.register_reading import Register, RegisterReading

_PARTS = {
    "strategy",
    "after",
    "shared_kpis",
    "kpis",
    "possibly_same",
    "objectives",
    "quarters",
    "observations",
}


def read(path: Path, register: Register) -> Fixture:
    """The fixture in the file at `path`. Raises Unreadable with every problem found in it."""
    reading = _Reading()
    fixture = reading.fixture(_content(path), register)
    if reading.problems:
        raise Unreadable(reading.problems)
    return fixture


def _content(path: Path):
    try:
        return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        raise Unreadable([f"The file can't be read: {error.strerror}."]) from error
    except ValueError as error:  # no JSON, or no UTF-8
        raise Unreadable([f"This is no JSON text: {error}."]) from error


class _Reading(RegisterReading, PlanReading, QuarterReading):
    """One reading of a file."""

    def fixture(self, data, register: Register) -> Fixture | None:
        if not isinstance(data, dict) or not isinstance(data.get("strategy"), dict):
            self.problem("The file", "it must be an object that holds a strategy.")
            return None
        for name in sorted(data.keys() - _PARTS):
            self.problem("The file", f"“{name}” is not known here.")
        strategy = self.model(Strategy, without(data["strategy"], "statements"), "Strategy")
        fixture = Fixture(strategy, self.places, after=self.texts(data, "after", "The file"))
        self.kpis(fixture, data, register)
        self.plan(fixture, data)
        self.rounds(fixture, data)
        return fixture
