"""Loads a file of figures: reads, plans, and applies all of it or nothing.

The portal itself acts here: no person is named as having entered anything.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from objectives.models import Placement
from reporting.actions import comparators, moves
from reporting.actions.observing import lock_quarters, lock_record
from reporting.actions.refusals import Refused
from reporting.importing import figures_apply, figures_file, figures_quarter, figures_stored
from reporting.importing.figures_changes import Change, Problem
from reporting.importing.figures_file import FiguresFile
from reporting.importing.figures_plan import Plan
from reporting.importing.figures_quarter import Chosen
from reporting.importing.figures_rows import add_rows
from reporting.importing.figures_stored import Asked
from reporting.models import Quarter, Submission

#: Where a file has what the action on comparators calls by these names.
_COLUMNS = {"series": "series", "period": "period", "source": "source", "certainty": "certainty"}


@dataclass
class Outcome:
    """What a file changes, or why it can't be loaded; `applied` once it has been."""

    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    applied: bool = False


def load(*, path: Path, asked: Asked, apply: bool, now: datetime) -> Outcome:
    """Load the file at `path`; without `apply` only say what loading it would do.

    Comparators are put on record by their own action even then, and taken back, so that a dry run
    finds the same problems.
    """
    file = figures_file.read(path)
    with transaction.atomic():
        plan = _plan(file, asked, now)
        _add_comparators(plan, now)
        outcome = Outcome(plan.problems, plan.changes, [*file.notes, *plan.notes])
        outcome.applied = apply and bool(plan.changes) and not plan.problems
        if outcome.applied:
            figures_apply.apply(plan, now)
        else:
            transaction.set_rollback(True)
    return outcome


def _plan(file: FiguresFile, asked: Asked, now: datetime) -> Plan:
    chosen = figures_quarter.choose(asked, file.shape)
    _lock(asked, chosen)
    stored = figures_stored.read(asked, chosen.period)
    plan = Plan(asked, file, stored, chosen, timezone.localdate(now))
    plan.problems += file.problems
    plan.notes += filter(None, [chosen.note])
    if chosen.problem:
        plan.problems.append(Problem(None, "", chosen.problem))
    _add_strategy(plan)
    if stored.strategy is not None or chosen.is_new:
        add_rows(plan, file)
    plan.finish()
    return plan


def _lock(asked: Asked, chosen: Chosen) -> None:
    """Nobody moves a return, a value or a quarter from the plan to its end; in every act's order.

    The quarters too: the audit record is locked by the first part of the plan that is carried out,
    and after it nothing may wait for a quarter.
    """
    moves.lock(
        Submission.objects.filter(
            quarter__strategy__slug=asked.strategy, quarter__period=chosen.period
        )
    )
    placed = Placement.objects.filter(sub_strand__strategy__slug=asked.strategy)
    kpis = set(placed.values_list("kpi", flat=True))
    lock_record(kpis)
    lock_quarters(
        Quarter.objects.filter(
            Q(strategy__slug=asked.strategy) | Q(strategy__sub_strands__placements__kpi__in=kpis)
        )
    )


def _add_strategy(plan: Plan) -> None:
    """The strategy that is made, or what is wrong with where the file is to go."""
    wanted = plan.asked.sub_strand
    if plan.chosen.is_new:
        plan.make_strategy()
    elif plan.stored.strategy is not None and wanted and not plan.asked.create:
        known = [item.slug for item in plan.stored.sub_strands]
        if wanted not in known:
            words = f"{plan.stored.strategy} has no sub-strand “{wanted}”."
            plan.problems.append(Problem(None, "", f"{words} There is {', '.join(known)}."))


def _add_comparators(plan: Plan, now: datetime) -> None:
    """Put the others' values on record, which judges them; the transaction may take them back."""
    if plan.problems or not plan.comparators:
        return
    values = [value for _, value in plan.comparators]
    try:
        recorded = comparators.record_all(values=values, by=None, now=now)
    except comparators.FaultyValues as refusal:
        for index, faults in refusal.rows.items():
            row, _ = plan.comparators[index]
            for name, words in faults.items():
                plan.problem(row, _COLUMNS.get(name, "value"), words)
        return
    except Refused as refusal:
        plan.problems.append(Problem(None, "", str(refusal)))
        return
    for (row, _), item in zip(plan.comparators, recorded, strict=True):
        if item.is_new:
            found, before = item.observation, item.observation.supersedes
            what = f"{found.series}, {found.period_label}"
            plan.change(row, "comparator", what, before.printed if before else "", found.printed)
