"""A plan of figures into the database: all of it, inside the transaction that made the plan."""

from datetime import datetime

from accounts import audit
from objectives.models import KPI, Objective, Placement, SubStrand, Target
from reporting.actions import moves
from reporting.actions.filling import Given, fill_returns
from reporting.actions.making import make_returns
from reporting.actions.observing import count_change
from reporting.actions.quarters import add_entries
from reporting.importing.figures_changes import counts
from reporting.importing.figures_plan import Plan
from reporting.models import Observation, Quarter, Submission
from reporting.workflow import QuarterState


def apply(plan: Plan, now: datetime) -> None:
    """Make what is absent, then put every figure where it belongs. Comparators are there."""
    _make_plan(plan)
    Target.objects.bulk_create(plan.targets)
    quarter = _make_rows(plan, now)
    figures = [Given(item.placement.pk, item.figure, item.period) for item in plan.fills]
    if figures:
        fill_returns(quarter=quarter, figures=figures, source=plan.file.name, now=now)
    for item in plan.observations:
        item.recorded_at = now
    Observation.objects.bulk_create(plan.observations)
    count_change(plan.observations)
    for running in _running(plan) if plan.targets else []:
        moves.moved(running)
    audit.record(
        by=None,
        action="figures.import",
        subject=quarter or plan.making.strategy,
        now=now,
        after={"file": plan.file.name, **counts(plan.changes)},
    )


def _make_plan(plan: Plan) -> None:
    made = plan.making.made
    if made.strategy is not None:
        made.strategy.save(force_insert=True)
    Objective.objects.bulk_create(made.objectives)
    SubStrand.objects.bulk_create(made.sub_strands)
    KPI.objects.bulk_create(made.kpis)
    Placement.objects.bulk_create(made.placements)


def _make_rows(plan: Plan, now: datetime) -> Quarter | None:
    """The quarter, with a row for each KPI that is new; a new strategy's is opened with it."""
    made = plan.making.made
    if plan.chosen.is_new:
        quarter = Quarter(
            strategy=made.strategy, period=plan.chosen.period, state=QuarterState.OPEN, version=1
        )
        quarter.save(force_insert=True)
        make_returns(quarter)
        return quarter
    for running in _running(plan) if made.placements else []:
        if running.period >= plan.chosen.period:
            Submission.objects.bulk_create(
                Submission(quarter=running, sub_strand=item) for item in made.sub_strands
            )
            add_entries(quarter=running, by=None, now=now)
    return plan.stored.quarter(plan.chosen.period)


def _running(plan: Plan) -> list[Quarter]:
    return [item for item in plan.stored.quarters if QuarterState(item.state).takes_returns]
