"""The Economy Cell's acts on a submitted return: send it back, approve it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from objectives.measures import Kind
from objectives.plan import Certainty, Series
from reporting import mail
from reporting.actions import moves
from reporting.actions.refusals import Refused
from reporting.actions.returns import UNDERSTOOD
from reporting.answers import Answer
from reporting.models import Entry, Observation, Submission
from reporting.quarter_report import lines_by_placement
from reporting.report import Line
from reporting.report_lines import keeps_last
from reporting.workflow import MOVES, Move


@transaction.atomic
def send_back(
    *, submission: Submission, version: int, comment: str, by: User, now: datetime
) -> Submission:
    """Return it to its lead with what must change.

    Raises Refused without a comment, or if it changed since `version`.
    """
    submission = moves.take(submission, Move.SEND_BACK, by, now)
    moves.unchanged_since(version, submission)
    comment = comment.strip()
    if not comment:
        raise Refused("Say what must change.")
    before = submission.state
    submission.state = MOVES[Move.SEND_BACK].target
    submission.submitted_at = submission.submitted_by = None
    submission.save()
    step = moves.add_step(submission, Move.SEND_BACK, before, by, now, comment)
    moves.moved(submission.quarter)
    transaction.on_commit(lambda: mail.sent_back(step, on=timezone.localdate(now)))
    audit.record(
        by=by,
        action="return.send_back",
        subject=submission,
        now=now,
        before={"state": before},
        after={"state": submission.state, "comment": comment},
    )
    return submission


@transaction.atomic
def approve(*, submission: Submission, version: int, by: User, now: datetime) -> Submission:
    """Accept it as it stands at `version`: freeze what it prints, record its observations.

    Raises Refused if it changed since `version`: nobody approves what they did not read.
    """
    submission = moves.take(submission, Move.APPROVE, by, now)
    moves.unchanged_since(version, submission)
    before = submission.state
    _freeze(submission)
    submission.state = MOVES[Move.APPROVE].target
    submission.approved_at, submission.approved_by = now, by
    submission.ses_lead = submission.sub_strand.ses_lead
    submission.project_lead = submission.sub_strand.project_lead
    submission.save()
    own = submission.submitted_by_id == by.id
    moves.add_step(submission, Move.APPROVE, before, by, now)
    moves.moved(submission.quarter)
    audit.record(
        by=by,
        action="return.approve",
        subject=submission,
        now=now,
        before={"state": before},
        after={"state": submission.state, "version": submission.version, "own": own},
    )
    return submission


def _freeze(submission: Submission) -> None:
    """Copy onto each entry what its line prints now; write what it measured."""
    lines = lines_by_placement(submission)
    entries = list(Entry.objects.filter(submission=submission).select_related("placement__kpi"))
    for entry in entries:
        line = lines[entry.placement_id]
        entry.wording = line.kpi
        entry.target_printed = line.target or ""
        if not entry.placement.is_home:
            continue  # the figure is its home's, and may still change there
        entry.figure_printed = line.achieved or ""
        if keeps_last(entry):
            _understand_as_kept(entry, line)
    Entry.objects.bulk_update(entries, [*FROZEN, *UNDERSTOOD, "certainty"])
    for entry in entries:
        if is_observed(entry):
            entry.submission = submission
            observe(entry, by=submission.submitted_by, now=submission.submitted_at)


FROZEN = ("wording", "target_printed", "figure_printed")


def _understand_as_kept(entry: Entry, line: Line) -> None:
    """What last quarter's figure meant and how sure it was, so that the next can keep it too."""
    entry.certainty = line.certainty
    if line.figure and line.achieved:
        entry.kind, entry.number = line.figure.kind, line.figure.number
        entry.unit, entry.text = line.figure.unit, line.figure.text
    if line.period:
        entry.period_kind, entry.period_label = line.period.kind, line.period.label
        entry.period_starts, entry.period_ends = line.period.starts, line.period.ends
        entry.period_inferred = line.period.inferred


def is_observed(entry: Entry) -> bool:
    """Whether an entry is a measured value of its KPI: at home, new, validated, its time known."""
    return (
        entry.placement.is_home
        and entry.answer == Answer.NEW_FIGURE
        and bool(entry.kind)
        and Kind(entry.kind).is_measured
        and bool(entry.period_kind)
        and entry.certainty != Certainty.AWAITING_VALIDATION
    )


def observe(entry: Entry, *, by: User | None, now: datetime) -> None:
    """Record an entry's figure as its KPI's value, in place of an earlier one for that period."""
    current = (
        Observation.objects.select_for_update()
        .current()
        .filter(
            kpi=entry.placement.kpi,
            series=Series.COUNCIL,
            period_kind=entry.period_kind,
            starts=entry.period_starts,
            ends=entry.period_ends,
        )
        .first()
    )
    if current and (current.value, current.certainty) == (entry.number, entry.certainty):
        return
    reason = ""
    if current:
        Observation.objects.filter(pk=current.pk).update(is_current=False)
        reason = f"Reported again in {entry.submission.quarter.period.name}."
    observation = observation_of(entry, now=now)
    observation.recorded_by, observation.supersedes, observation.reason = by, current, reason
    observation.save(force_insert=True)


def observation_of(entry: Entry, *, now: datetime) -> Observation:
    """An entry's figure as a value of its KPI, not saved yet."""
    return Observation(
        kpi=entry.placement.kpi,
        period_kind=entry.period_kind,
        starts=entry.period_starts,
        ends=entry.period_ends,
        period_label=entry.period_label,
        period_inferred=entry.period_inferred,
        value=entry.number,
        printed=entry.figure,
        unit=entry.unit,
        certainty=entry.certainty,
        entry=entry,
        recorded_at=now,
    )
