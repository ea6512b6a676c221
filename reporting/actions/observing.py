"""What an approved return puts on record: a measured value of a KPI, in place of an earlier one.

Parts of acts, not acts: they judge nobody's right, and are called inside one that does, in its
transaction (approving, publishing, correcting, loading).
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import F, QuerySet

from accounts.models import User
from objectives.measures import Kind
from objectives.models import KPI
from objectives.periods import FinancialQuarter
from objectives.plan import Certainty, Series
from reporting.answers import Answer
from reporting.models import Entry, Observation, Quarter, Submission


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
    held = KPI.objects.select_for_update(no_key=True).filter(pk__in=kpis).order_by("pk")
    list(held.values_list("pk", flat=True))


def lock_quarters(quarters: QuerySet[Quarter]) -> list[int]:
    """Let nobody else move these quarters until this act is done: their ids.

    Locked in order, so that two acts never wait for each other.
    """
    keys = sorted(set(quarters.values_list("pk", flat=True)))
    locked = Quarter.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    return list(locked.values_list("pk", flat=True))


def count_change(values: Iterable[Observation]) -> None:
    """Count a change in every quarter that may print one of these values or be judged by it.

    Four queries, however many.
    """
    first = {}  # by KPI, the quarter in which its earliest value ended
    for item in values:
        period = FinancialQuarter.containing(item.ends)
        first[item.kpi_id] = min(period, first.get(item.kpi_id, period))
    if not first:
        return
    placed = "strategy__sub_strands__placements__kpi"
    quarters = Quarter.objects.filter(
        **{f"{placed}__in": first.keys()}, period__gte=min(first.values())
    )
    printing = quarters.order_by().values_list("pk", "period", placed).distinct()
    keys = {pk for pk, period, kpi in printing if kpi in first and period >= first[kpi]}
    lock_quarters(Quarter.objects.filter(pk__in=keys))
    Quarter.objects.filter(pk__in=keys).update(version=F("version") + 1)


def on_record(entries: QuerySet[Entry] | Iterable[Entry]) -> QuerySet[Observation]:
    """What approvals of these entries put on record and nothing withdrew, replaced or not."""
    return Observation.objects.filter(entry__in=entries, series=Series.COUNCIL, withdrawn="")


def withdraw_unsaid(entry: Entry) -> None:
    """Take off the record what an earlier approval of this entry put there and it says no more.

    Of a return that was reopened: a figure dropped, or given for another time. Its KPI is locked
    (`lock_record`).
    """
    said = on_record([entry])
    if is_observed(entry):
        said = said.exclude(
            period_kind=entry.period_kind, starts=entry.period_starts, ends=entry.period_ends
        )
    _withdraw(said, f"{entry.submission.quarter.period.name} was reported again without it.")


def withdraw_left_out(submission: Submission) -> None:
    """Take off the record what an earlier approval put there, of a return that was reopened and is
    published as not received. The KPIs are locked."""
    entries = Entry.objects.filter(submission=submission)
    name = submission.quarter.period.name
    _withdraw(on_record(entries), f"{name} was published without this return.")


def _withdraw(said: QuerySet[Observation], reason: str) -> None:
    """What stood there before stands again, unless another took its place since. A withdrawn value
    takes nobody's place, so that another can."""
    times = list(said.current().values("kpi", "series", "period_kind", "starts", "ends"))
    said.update(is_current=False, withdrawn=reason, supersedes=None)
    for time in times:
        before = Observation.objects.filter(**time, withdrawn="").order_by("-id").first()
        if before is not None:
            Observation.objects.filter(pk=before.pk).update(is_current=True)


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
        pk__lt=current.pk,  # what stood before it, and stands again, corrects nothing
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
