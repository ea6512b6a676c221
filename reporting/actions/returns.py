"""A lead's acts on their return: save, submit, withdraw."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from objectives import measures
from objectives.measures import Kind
from objectives.models import KPI
from objectives.period_reading import parse_period
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import KPIKind
from reporting.actions import moves
from reporting.actions.refusals import Conflict, Incomplete, Refused
from reporting.answers import Answer, Coverage
from reporting.completeness import Gap, Row, missing
from reporting.content import ENTRY_FIELDS, Content, EntryContent, merge
from reporting.judged import Judged, judged
from reporting.models import Entry, Revision, Submission
from reporting.report_lines import keeps_last
from reporting.workflow import MOVES, Move


@dataclass(frozen=True)
class Saved:
    """A draft as stored: its return, its content, and whether another's rows came in."""

    submission: Submission
    content: Content
    merged: bool


def content_of(submission: Submission) -> Content:
    """What the return says now."""
    entries = Entry.objects.filter(submission=submission)
    return Content(
        overall=submission.overall,
        commentary=submission.commentary,
        entries={entry.placement_id: entry.said for entry in entries},
    )


@transaction.atomic
def save_draft(
    *,
    submission: Submission,
    content: Content,
    version: int,
    by: User,
    now: datetime,
    autosave: bool = False,
) -> Saved:
    """Store what a form sent, which was made from `version` of the return.

    Rows that others changed since then are kept where this form left them alone; where both
    changed one, Conflict is raised and nothing is stored. Every save that changes something makes
    a Revision; an explicit one is an audit event too. Raises PermissionDenied and Refused.
    """
    submission = moves.take(submission, Move.SAVE, by, now)
    saved = content_of(submission)
    merged = _bring_together(submission, saved, content, version)
    before, stored = submission.state, submission.version
    if merged != saved or before != MOVES[Move.SAVE].target:
        _store(submission, merged, by, now)
        if before != submission.state:
            on_behalf = moves.is_on_behalf(submission, by, now)
            moves.add_step(submission, Move.SAVE, before, by, now, on_behalf=on_behalf)
        moves.moved(submission.quarter)
    if not autosave:
        audit.record(
            by=by,
            action="return.saved",
            subject=submission,
            now=now,
            before={"state": before, "version": stored},
            after={
                "state": submission.state,
                "version": submission.version,
                "from_version": version,
            },
        )
    return Saved(submission, merged, merged=merged.rows() != content.rows())


def _bring_together(submission: Submission, saved: Content, sent: Content, version: int) -> Content:
    base = saved if version == submission.version else _revision(submission, version)
    result = merge(base, saved, sent)
    if result.conflicts:
        raise Conflict(
            version=submission.version,
            saved=saved,
            merged=result.content,
            conflicts=result.conflicts,
            by=submission.saved_by.name if submission.saved_by else "",
            at=submission.saved_at,
        )
    return result.content


def _revision(submission: Submission, version: int) -> Content | None:
    """What the return said at `version`: nothing, at first; None where that was not kept.

    It is not kept of what the portal itself put there (`filling`): a revision is somebody's.
    """
    if not version:
        return Content()
    revision = Revision.objects.filter(submission=submission, version=version).first()
    return Content.from_text(revision.content) if revision else None


def _store(submission: Submission, content: Content, by: User, now: datetime) -> None:
    changed = []
    for entry in Entry.objects.filter(submission=submission).select_related("placement__kpi"):
        row = content.entries[entry.placement_id]
        if entry.said == row:
            continue
        for name in ENTRY_FIELDS:
            setattr(entry, name, getattr(row, name))
        if not (keeps_last(entry) and entry.figure_printed):  # else kept when it was reopened
            entry.figure_printed = ""
            understand(entry, submission.quarter.period)
        changed.append(entry)
    Entry.objects.bulk_update(changed, [*ENTRY_FIELDS, *UNDERSTOOD, "figure_printed"])
    submission.overall = content.overall
    submission.commentary = content.commentary
    submission.version += 1
    submission.state = MOVES[Move.SAVE].target
    submission.saved_at, submission.saved_by = now, by
    submission.save()
    Revision.objects.create(
        submission=submission,
        version=submission.version,
        content=content.as_text(),
        saved_at=now,
        saved_by=by,
    )


UNDERSTOOD = (
    "kind",
    "number",
    "unit",
    "text",
    "period_kind",
    "period_starts",
    "period_ends",
    "period_label",
    "period_inferred",
)


def understand(entry: Entry, quarter: FinancialQuarter) -> None:
    """Set on `entry` what its typed figure and coverage mean; nothing is saved."""
    measure = read_figure(entry.figure, entry.placement.kpi)
    entry.kind = measure.kind if measure else ""
    entry.number = measure.number if measure else None
    entry.unit = measure.unit if measure else ""
    entry.text = measure.text if measure else ""
    period = None
    if entry.answer == Answer.NEW_FIGURE and entry.figure:
        period = covered(entry.coverage, entry.period_typed, quarter)
    entry.period_kind = period.kind if period else ""
    entry.period_starts = period.starts if period else None
    entry.period_ends = period.ends if period else None
    entry.period_label = period.label if period else ""
    entry.period_inferred = False


def read_figure(typed: str, kpi: KPI) -> measures.Measure | None:
    """How a figure typed for this KPI is understood; None where nothing was typed."""
    prefer = Kind.MONTH if kpi.kind == KPIKind.MILESTONE else None
    return measures.parse(typed, unit=kpi.unit, prefer=prefer)


def covered(coverage: str, typed: str, quarter: FinancialQuarter) -> DataPeriod | None:
    """The time a figure covers, by what the lead chose; None where it was not said."""
    if coverage == Coverage.THIS_QUARTER:
        return DataPeriod.for_quarter(quarter)
    if coverage == Coverage.YEAR_TO_DATE:
        return DataPeriod.year_to_date(quarter)
    return parse_period(typed) if coverage == Coverage.OTHER else None


def gaps(submission: Submission) -> list[Gap]:
    """What the stored return still needs before it can be submitted."""
    entries = (
        Entry.objects.filter(submission=submission)
        .select_related("placement__kpi")
        .order_by("placement__position", "placement_id")
    )
    figures = judged(submission)
    rows = [row_of(entry, entry.said, figures.get(entry.placement_id)) for entry in entries]
    return missing(rows, submission.overall)


def row_of(entry: Entry, said: EntryContent, judged: Judged | None) -> Row:
    """An entry as `completeness` judges it, saying `said`, its figures `judged`."""
    return Row(
        placement_id=entry.placement_id,
        number=entry.placement.number,
        wording=entry.placement.wording,
        kind=entry.placement.kpi.kind,
        is_home=entry.placement.is_home,
        entry=said,
        question=judged.question if judged else "",
        replaces=judged.replaces if judged else "",
        is_better=bool(judged and judged.is_better),
    )


@transaction.atomic
def submit(*, submission: Submission, version: int, by: User, now: datetime) -> Submission:
    """Hand the stored return to the Economy Cell.

    Raises Incomplete while something is missing, Refused if it changed since `version`.
    """
    submission = moves.take(submission, Move.SUBMIT, by, now)
    _unchanged_since(version, submission)
    found = gaps(submission)
    if found:
        raise Incomplete(found)
    submission.submitted_at, submission.submitted_by = now, by
    _move(submission, Move.SUBMIT, by, now)
    return submission


@transaction.atomic
def withdraw(*, submission: Submission, by: User, now: datetime) -> Submission:
    """Take the return back before it is reviewed, to go on with it as a draft."""
    submission = moves.take(submission, Move.WITHDRAW, by, now)
    submission.submitted_at = submission.submitted_by = None
    _move(submission, Move.WITHDRAW, by, now)
    return submission


def _unchanged_since(version: int, submission: Submission) -> None:
    if submission.version != version:
        raise Refused(
            "The return was changed while you were reading it. Check it once more, then submit."
        )


def _move(submission: Submission, move: Move, by: User, now: datetime) -> None:
    before = submission.state
    submission.state = MOVES[move].target
    submission.save()
    on_behalf = moves.is_on_behalf(submission, by, now)
    moves.add_step(submission, move, before, by, now, on_behalf=on_behalf)
    moves.moved(submission.quarter)
    audit.record(
        by=by,
        action=f"return.{move}",
        subject=submission,
        now=now,
        before={"state": before},
        after={"state": submission.state, "version": submission.version, "on_behalf": on_behalf},
    )
