"""Figures from a file, put into the rows of a running quarter's returns by the portal itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import audit
from objectives.periods import DataPeriod
from reporting.actions import moves
from reporting.actions.refusals import Refused
from reporting.actions.returns import UNDERSTOOD, understand
from reporting.answers import Answer, Coverage
from reporting.models import Entry, Quarter, Submission
from reporting.workflow import MOVES, Move, fits


@dataclass(frozen=True, slots=True)
class Given:
    """A figure for the row of one placement, and the time it covers."""

    placement_id: int
    figure: str
    period: DataPeriod


_FILLED = ("answer", "figure", "coverage", "period_typed")


@transaction.atomic
def fill_returns(
    *, quarter: Quarter, figures: Iterable[Given], source: str, now: datetime
) -> list[Submission]:
    """Put these figures into rows that are blank; their returns become drafts, for their leads.

    Nobody is said to have saved them: a form that was opened before is judged by the next version
    of its return, so that neither overwrites the other. Raises Refused where a row is not there,
    is not blank, or its return is not with its lead.
    """
    given = {item.placement_id: item for item in figures}
    returns = moves.lock(Submission.objects.filter(quarter=quarter, entries__placement__in=given))
    for submission in returns:
        if not fits(Move.SAVE, submission.state, submission.quarter.state):
            raise Refused(f"The return of {submission.sub_strand} is not with its lead.")
    entries = Entry.objects.filter(submission__in=returns, placement__in=given)
    entries = list(entries.select_related("placement__kpi"))
    if len(entries) != len(given):
        raise Refused(f"{quarter.period.name} has no row for some of these figures.")
    for entry in entries:
        _fill(entry, given[entry.placement_id], quarter)
    Entry.objects.bulk_update(entries, [*_FILLED, *UNDERSTOOD, "figure_printed"])
    for submission in returns:
        rows = [item for item in entries if item.submission_id == submission.pk]
        _make_draft(submission, len(rows), source, now)
    if returns:
        moves.moved(quarter)
    return returns


def _fill(entry: Entry, given: Given, quarter: Quarter) -> None:
    if entry.answer or entry.figure:
        raise Refused(f"“{entry.placement}” is not blank any more.")
    period = given.period
    entry.answer, entry.figure = Answer.NEW_FIGURE, given.figure
    entry.coverage, entry.period_typed, entry.figure_printed = Coverage.OTHER, period.label, ""
    same = {
        Coverage.THIS_QUARTER: DataPeriod.for_quarter(quarter.period),
        Coverage.YEAR_TO_DATE: DataPeriod.year_to_date(quarter.period),
    }
    for coverage, known in same.items():
        if (known.kind, known.starts, known.ends) == (period.kind, period.starts, period.ends):
            entry.coverage, entry.period_typed = coverage, ""
    understand(entry, quarter.period)
    entry.period_inferred = period.inferred


def _make_draft(submission: Submission, rows: int, source: str, now: datetime) -> None:
    before = {"state": submission.state, "version": submission.version}
    submission.state = MOVES[Move.SAVE].target
    submission.version += 1
    submission.saved_at = submission.saved_by = None
    submission.save(update_fields=["state", "version", "saved_at", "saved_by"])
    audit.record(
        by=None,
        action="return.fill",
        subject=submission,
        now=now,
        before=before,
        after={
            "state": submission.state,
            "version": submission.version,
            "rows": rows,
            "file": source,
        },
    )
