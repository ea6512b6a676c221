"""The Economy Cell's acts on submitted returns: send one back, approve one or several at once."""

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from objectives.plan import Series
from reporting.access import Reader
from reporting.actions import letters, moves
from reporting.actions.observing import (
    is_observed,
    lock_record,
    observe,
    on_record,
    withdraw_unsaid,
)
from reporting.actions.refusals import Refused
from reporting.actions.returns import UNDERSTOOD
from reporting.completeness import short
from reporting.dashboard import counted
from reporting.models import Comment, Entry, Observation, Step, Submission
from reporting.quarter_report import lines_of_quarter
from reporting.reminding import NoticeKind
from reporting.report import Line
from reporting.report_lines import keeps_last
from reporting.workflow import MOVES, Move

_QUOTED = 300  # characters of a comment that says what must change
_MOST_QUOTED = 5  # of them; all stand beside the fields
NONE_CHOSEN = "Choose at least one return to approve."


@transaction.atomic
def send_back(
    *, submission: Submission, version: int, comment: str, by: User, now: datetime
) -> Submission:
    """Return it to its lead with what must change.

    Where comments still ask for something, they say it and `comment` may be blank. Raises Refused
    without either, or if it changed since `version`.
    """
    submission = moves.take(submission, Move.SEND_BACK, by, now)
    moves.unchanged_since(version, submission)
    comment = comment.strip() or _comments_in_words(submission)
    if not comment:
        raise Refused("Say what must change.")
    before = submission.state
    submission.state = MOVES[Move.SEND_BACK].target
    submission.submitted_at = submission.submitted_by = None
    submission.save()
    step = moves.add_step(submission, Move.SEND_BACK, before, by, now, comment)
    moves.moved(submission.quarter)
    letters.owe(kind=NoticeKind.SENT_BACK, steps=[step], now=now)
    audit.record(
        by=by,
        action="return.send_back",
        subject=submission,
        now=now,
        before={"state": before},
        after={"state": submission.state, "comment": comment},
    )
    return submission


def _comments_in_words(submission: Submission) -> str:
    """In place of words of one's own; blank where no comment asks for anything."""
    found = Comment.objects.filter(submission=submission).unresolved().select_related("placement")
    style, waiting = submission.quarter.strategy.style, list(found)
    said = [f"{item.about(style)}: {short(item.text, _QUOTED)}" for item in waiting[:_MOST_QUOTED]]
    more = len(waiting) - len(said)
    if more:
        said.append(f"And {counted(more, 'more comment')}, beside the fields of the return.")
    return "\n".join(said)


@transaction.atomic
def approve(*, submission: Submission, version: int, by: User, now: datetime) -> Submission:
    """Accept it as it stands at `version`: freeze what it prints, record its observations.

    Raises Refused if it changed since `version`, or if a figure that it would replace was corrected
    since it was submitted: nobody approves what they did not read.
    """
    return _approve({submission: version}, by, now)[0]


@transaction.atomic
def approve_all(*, versions: Mapping[Submission, int], by: User, now: datetime) -> list[Submission]:
    """Accept several returns, each as it was read and by the same rules as one, in one act.

    Raises PermissionDenied, and Refused with the name of the first that can't be approved:
    nothing is then.
    """
    if not versions:
        raise Refused(NONE_CHOSEN)
    return _approve(versions, by, now, bulk=True)


def _approve(
    versions: Mapping[Submission, int], by: User, now: datetime, *, bulk: bool = False
) -> list[Submission]:
    """All of the returns first, then the figures on record, the quarters and the audit record:
    whoever takes them in this order waits for nobody who waits for them."""
    who = Reader.of(by, timezone.localdate(now))
    taken = moves.lock(versions)
    for item in taken:
        with _telling(item, bulk):
            moves.check(item, Move.APPROVE, who)
            moves.unchanged_since(versions[item], item)
    before = {item: item.state for item in taken}
    entries = {item: _entries(item) for item in taken}
    at_home = [entry for rows in entries.values() for entry in rows if entry.placement.is_home]
    lock_record({entry.placement.kpi_id for entry in at_home})
    for item in taken:
        with _telling(item, bulk):
            _nothing_corrected_since(item, _observed(entries[item]), now)
    quarters = {item.quarter_id: item.quarter for item in taken}
    lines = {key: lines_of_quarter(quarter) for key, quarter in quarters.items()}
    steps = []
    for item in taken:
        _freeze(item, entries[item], lines[item.quarter_id][item.sub_strand_id])
        steps.append(_accept(item, by, now))
    for key in sorted(quarters):
        moves.moved(quarters[key])
    letters.owe(kind=NoticeKind.APPROVED, steps=steps, now=now)
    for item in taken:
        _record(item, before[item], by, now, bulk)
    return taken


def _telling(submission: Submission, bulk: bool):
    return moves.naming(submission, "approved") if bulk else nullcontext()


def _accept(submission: Submission, by: User, now: datetime) -> Step:
    """Move it, with the posts that its report prints for ever."""
    before = submission.state
    submission.state = MOVES[Move.APPROVE].target
    submission.approved_at, submission.approved_by = now, by
    submission.ses_lead = submission.sub_strand.ses_lead
    submission.project_lead = submission.sub_strand.project_lead
    submission.save()
    return moves.add_step(submission, Move.APPROVE, before, by, now)


def _record(submission: Submission, before: str, by: User, now: datetime, bulk: bool) -> None:
    own = submission.submitted_by_id == by.id
    after = {"state": submission.state, "version": submission.version, "own": own}
    audit.record(
        by=by,
        action="return.approve",
        subject=submission,
        now=now,
        before={"state": before},
        after={**after, "bulk": True} if bulk else after,
    )


def _entries(submission: Submission) -> list[Entry]:
    return list(Entry.objects.filter(submission=submission).select_related("placement__kpi"))


def _observed(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if is_observed(entry)]


def _freeze(submission: Submission, entries: list[Entry], lines: Mapping[int, Line]) -> None:
    """Copy onto each entry what its line prints now; write what it measured."""
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
    put_before = set(on_record(entries).values_list("entry", flat=True))
    for entry in entries:
        entry.submission = submission
        if entry.pk in put_before:
            withdraw_unsaid(entry)
    for entry in _observed(entries):
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
