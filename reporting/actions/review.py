"""The Economy Cell's acts on a submitted return: send it back, approve it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from objectives.measures import Kind
from objectives.models import KPI
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

    Raises Refused if it changed since `version`, or if a figure that it would replace was corrected
    since it was submitted: nobody approves what they did not read.
    """
    submission = moves.take(submission, Move.APPROVE, by, now)
    moves.unchanged_since(version, submission)
    before = submission.state
    _freeze(submission, now)
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


def _freeze(submission: Submission, now: datetime) -> None:
    """Copy onto each entry what its line prints now; write what it measured."""
    entries = list(Entry.objects.filter(submission=submission).select_related("placement__kpi"))
    observed = [entry for entry in entries if is_observed(entry)]
    lock_record({entry.placement.kpi_id for entry in observed})
    _nothing_corrected_since(submission, observed, now)
    lines = lines_by_placement(submission)
    for entry in entries:
        line = lines[entry.placement_id]
        entry.wording = line.kpi
        entry.target_printed = line.target or ""
        entry.computed = line.computed
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


def _nothing_corrected_since(submission: Submission, observed: list[Entry], now: datetime) -> None:
    """Raise Refused where approval would replace a correction made since the return was sent."""
    newer = Observation.objects.current().filter(
        kpi__in=[entry.placement.kpi_id for entry in observed],
        series=Series.COUNCIL,
        supersedes__isnull=False,
        recorded_at__gt=submission.submitted_at,
        recorded_at__lte=now,
    )
    times = {(item.kpi_id, item.period_kind, item.starts, item.ends): item for item in newer}
    for entry in observed:
        time = (entry.period_kind, entry.period_starts, entry.period_ends)
        item = times.get((entry.placement.kpi_id, *time))
        if item and item.entry_id != entry.pk and item.value != entry.number:
            raise Refused(
                f"KPI {entry.placement.number}: the figure on record for {item.period_label} "
                f"became {item.printed} after this return was submitted, and the return says "
                f"{entry.figure}. Send it back, so that its lead looks at it again."
            )


FROZEN = ("wording", "target_printed", "figure_printed", "computed")


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


def lock_record(kpis: Collection[int]) -> None:
    """Let nobody else put a value of these KPIs on record until this act is done.

    Their rows, in order, and not the values': a value that takes another's place is a new row,
    which who waits for the old one's does not see. Call it before looking at what is on record.
    """
    held = KPI.objects.select_for_update().filter(pk__in=kpis).order_by("pk")
    list(held.values_list("pk", flat=True))


def observe(entry: Entry, *, by: User | None, now: datetime) -> None:
    """Record an entry's figure as its KPI's value, in place of an earlier one for that period.

    Its KPI is locked (`lock_record`).
    """
    current = (
        Observation.objects.current()
        .filter(
            kpi=entry.placement.kpi,
            series=Series.COUNCIL,
            period_kind=entry.period_kind,
            starts=entry.period_starts,
            ends=entry.period_ends,
        )
        .first()
    )
    if current and (_says_the_same(current, entry) or _was_corrected(current, entry)):
        return
    reason = ""
    if current:
        Observation.objects.filter(pk=current.pk).update(is_current=False)
        reason = _reason(current, entry)
    observation = observation_of(entry, now=now)
    observation.recorded_by, observation.supersedes, observation.reason = by, current, reason
    observation.save(force_insert=True)


def _says_the_same(current: Observation, entry: Entry) -> bool:
    return (current.value, current.certainty) == (entry.number, entry.certainty)


def _was_corrected(current: Observation, entry: Entry) -> bool:
    """Whether this very figure was on record, and another took its place on purpose.

    A return that is approved again with an old figure does not undo the correction of it, unless
    it says why: in other words than it did at first.
    """
    said = Observation.objects.filter(
        entry=entry,
        period_kind=current.period_kind,
        starts=current.starts,
        ends=current.ends,
        value=entry.number,
        certainty=entry.certainty,
    )
    if current.entry_id == entry.pk:
        return False
    reasons = set(said.values_list("reason", flat=True))
    return bool(reasons) and entry.correction_reason in {"", *reasons}


def _reason(current: Observation, entry: Entry) -> str:
    """Why the entry's figure takes the place of the one on record: in the lead's own words."""
    quarter = entry.submission.quarter.period.name
    was_provisional = current.certainty == Certainty.PROVISIONAL
    if current.value == entry.number and was_provisional and entry.certainty == Certainty.FINAL:
        return f"Confirmed in {quarter}."
    return entry.correction_reason or f"Reported again in {quarter}."


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
