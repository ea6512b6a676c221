"""The quarters' part of a fixture: rounds with their returns and entries, and observations."""

from decimal import Decimal

from objectives.period_reading import parse_period
from objectives.periods import DataPeriod, FinancialQuarter
from reporting.answers import Answer, Coverage
from reporting.importing.checks import Checks, place_of, without
from reporting.importing.fixture import Fixture, Return, Round, is_understood
from reporting.models import Entry, GovernanceDate, Observation, Quarter, Submission
from reporting.workflow import QuarterState, ReturnState


class QuarterReading(Checks):
    """Reads what was reported. The plan must be in the fixture already."""

    def rounds(self, fixture: Fixture, data: dict) -> None:
        for item in self.items(data, "quarters", "The file"):
            self.round(fixture, item)
        self.once("The file", "quarter", [str(item.quarter.period) for item in fixture.rounds])
        for item in self.items(data, "observations", "The file"):
            self.observation(fixture, item)

    def round(self, fixture: Fixture, data: dict) -> None:
        place = place_of("Quarter", data, "quarter")
        quarter = self.model(
            Quarter,
            without(data, "quarter", "published_on", "governance_dates", "returns"),
            place,
            period=data.get("quarter"),
        )
        quarter.strategy = fixture.strategy
        item = Round(quarter, self.day(data.get("published_on"), f"{place}, published_on"))
        for position, row in enumerate(self.items(data, "governance_dates", place), 1):
            governance = self.model(
                GovernanceDate, row, place_of(f"{place}, date", row, "kind"), position=position
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
        place = place_of(f"{place}, return", data, "sub_strand")
        if sub_strand is None:
            self.problem(place, "the file has no such sub-strand.")
            return
        submission = self.model(
            Submission,
            without(data, "sub_strand", "entries"),
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
            here = place_of(f"{place}, entry", row, "number")
            placement = placements.get(str(row.get("number")))
            if placement is None:
                self.problem(here, "the sub-strand has no KPI with that number.")
            else:
                entry = self.entry(result, row, here)
                result.entries.append((placement, entry))

    def entry(self, result: Return, data: dict, place: str) -> Entry:
        entry = self.model(
            Entry,
            without(data, "number", "period", "inferred"),
            place,
            period_inferred=data.get("inferred", False),
            **self.covered(data, result.submission.quarter, place),
        )
        if entry.answer == Answer.NEW_FIGURE and not entry.figure:
            self.problem(place, "a new figure is announced, but there is none.")
        entry.submission = result.submission
        return entry

    def covered(self, data: dict, quarter: Quarter, place: str) -> dict:
        """What an entry's period is, as a lead would say it of that quarter."""
        typed = data.get("period", "")
        if not typed:
            if "inferred" in data:
                self.problem(place, "no period is given that could be inferred.")
            return {}
        period = parse_period(str(typed))
        if period is None:
            self.problem(place, f"the period “{typed}” is not understood.")
        if isinstance(quarter.period, FinancialQuarter):
            if period == DataPeriod.for_quarter(quarter.period):
                return {"coverage": Coverage.THIS_QUARTER}
            if period == DataPeriod.year_to_date(quarter.period):
                return {"coverage": Coverage.YEAR_TO_DATE}
        return {"coverage": Coverage.OTHER, "period_typed": typed}

    def observation(self, fixture: Fixture, data: dict) -> None:
        place = place_of("Observation", data, "kpi")
        kpi = fixture.kpi(data.get("kpi"))
        period = parse_period(str(data.get("period", "")))
        if kpi is None:
            self.problem(place, "the file has no such KPI.")
        if period is None:
            self.problem(place, f"the period “{data.get('period')}” is not understood.")
        if kpi is None or period is None:
            return
        observation = self.model(
            Observation,
            without(data, "kpi", "period", "inferred"),
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
