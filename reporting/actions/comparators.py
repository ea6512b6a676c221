"""Others' values of a KPI, put on record beside the council's: England's, a city region's.

Typed in or loaded from a file; a value for a time that has one takes its place, with the reason.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from objectives import measures
from objectives.judging import plausibility
from objectives.judging.comparing import of_one_unit
from objectives.measures import Measure
from objectives.models import KPI, Placement
from objectives.periods import DataPeriod
from objectives.plan import Certainty, KPIKind, Series
from objectives.printing import digits
from objectives.units import PER_CENT
from reporting import comparators
from reporting.access import Reader
from reporting.actions.observing import count_change, lock_record
from reporting.actions.refusals import Faulty, Refused
from reporting.models import Observation
from reporting.readable import kept_strategies

#: How sure a comparator can be: what nobody has checked yet is not held beside anything.
CERTAINTIES = (Certainty.FINAL, Certainty.PROVISIONAL)
EARLIEST, LATEST = 1950, 2099  # the years within which values lie; others are slips of the finger
LONGEST_SERIES, LONGEST_SOURCE, LONGEST_REASON = 80, 200, 2000
NO_SERIES = "Say whose values they are: England, for example."
OWN_SERIES = "The council’s own figures come from its returns. Name another place or group."
NO_FIGURE = "Enter the figure."
NO_PERIOD = "Say which time the figure covers."
FAR_AWAY = f"Enter a time between {EARLIEST} and {LATEST}."
NO_CERTAINTY = "Say whether the figures are final or provisional."
NO_REASON_TO_WITHDRAW = "Say why the value is taken off the record."
NOT_COUNTED = "Only a KPI that is counted has values of others beside it."

_Time = tuple  # one value's place: KPI, series, and the first and last day of its data period


@dataclass(frozen=True, slots=True)
class Value:
    """One value as it was typed: of which KPI, whose, for what time."""

    kpi: KPI
    series: str
    period: DataPeriod | None
    figure: str
    source: str = ""
    certainty: str = Certainty.FINAL
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What stands on record for a value that was given; `is_new` off where it stood before."""

    observation: Observation
    is_new: bool


class FaultyValues(Refused):
    """Some of several values can't be taken: `rows`, words by field, by the value's index."""

    def __init__(self, rows: dict[int, dict[str, str]]):
        super().__init__(" ".join(words for faults in rows.values() for words in faults.values()))
        self.rows = rows


def record(
    *,
    kpi: KPI,
    series: str,
    period: DataPeriod | None,
    figure: str,
    source: str = "",
    certainty: str = Certainty.FINAL,
    reason: str = "",
    by: User | None,
    now: datetime,
) -> Observation:
    """Put one value on record, or find it there. Raises as `record_all`, but Faulty by field."""
    value = Value(kpi, series, period, figure, source, certainty, reason)
    try:
        return record_all(values=[value], by=by, now=now)[0].observation
    except FaultyValues as refusal:
        raise Faulty(refusal.rows[0]) from refusal


@transaction.atomic
def record_all(*, values: Sequence[Value], by: User | None, now: datetime) -> list[Recorded]:
    """Put these values on record, all or none, in a fixed number of queries for each KPI.

    Returns what stands for each, in order. A value that is on record already changes nothing;
    another for the same time takes its place and needs a reason. `by` None is the portal itself
    (a command). Raises PermissionDenied for whoever does not keep one of the KPIs, FaultyValues,
    and Refused where a KPI takes no figures.
    """
    kpis = _take({item.kpi.pk for item in values}, by, now)
    given = _in_one_spelling(values, kpis)
    held, on_record = _held(given), _on_record(given)
    faults, done, fresh = {}, [], {}
    for index, value in enumerate(given):
        time = _time_of(value)
        before = fresh.get(time) or held.get(time)
        measure = measures.parse(value.figure, unit=value.kpi.unit)
        wrong = _wrong(value, measure, before, time in fresh)
        if wrong or (wrong := _hardly_possible(value, measure, on_record[value.kpi.pk])):
            faults[index] = wrong
        elif before is not None and _says_the_same(before, value, measure):
            done.append(Recorded(before, is_new=False))
        else:
            fresh[time] = _observation(value, measure, before, by, now)
            done.append(Recorded(fresh[time], is_new=True))
    if faults:
        raise FaultyValues(faults)
    _save(list(fresh.values()), by, now)
    return done


@transaction.atomic
def withdraw(*, observation: Observation, reason: str, by: User, now: datetime) -> Observation:
    """Take a comparator's value off the record; nothing stands in its place.

    Raises PermissionDenied for whoever does not keep the KPI, Faulty without a reason, and Refused
    where the value stands no more.
    """
    _take({observation.kpi_id}, by, now)
    found = Observation.objects.of_comparators().select_related("kpi").get(pk=observation.pk)
    reason = reason.strip()
    if not found.is_current:
        raise Refused(_gone(found))
    wrong = NO_REASON_TO_WITHDRAW if not reason else _too_long(reason, LONGEST_REASON)
    if wrong:
        raise Faulty({"reason": wrong})
    found.is_current, found.withdrawn = False, reason
    found.save(update_fields=["is_current", "withdrawn"])
    count_change([found])
    audit.record(
        by=by,
        action="comparator.withdraw",
        subject=found.kpi,
        now=now,
        before=_facts([found]),
        after={"reason": reason},
    )
    return found


def _take(kpis: set[int], by: User | None, now: datetime) -> dict[int, KPI]:
    """The KPIs, locked and read afresh, for somebody who keeps them all."""
    lock_record(kpis)
    found = KPI.objects.in_bulk(kpis)
    if by is not None:
        who = Reader.of(by, timezone.localdate(now))
        if not by.is_active or not _keeps_all(who, kpis):
            raise PermissionDenied("Officers keep the register.")
    for kpi in found.values():
        if kpi.merged_into_id is not None:
            raise Refused(f"“{kpi}” stands in the register no more: it is part of another entry.")
        if kpi.kind != KPIKind.MEASURE:
            raise Refused(NOT_COUNTED)
    return found


def _keeps_all(who: Reader, kpis: set[int]) -> bool:
    """`readable.keeps`, of many at once."""
    kept = Placement.objects.filter(kpi__in=kpis, sub_strand__strategy__in=kept_strategies(who))
    return set(kept.values_list("kpi", flat=True)) == kpis


def _gone(observation: Observation) -> str:
    if observation.withdrawn:
        return f"This value is off the record already. {observation.withdrawn}"
    return "Another value took its place meanwhile. Look at it before you withdraw it."


# --- What was typed -------------------------------------------------------------------------------


def _in_one_spelling(values: Iterable[Value], kpis: dict[int, KPI]) -> list[Value]:
    """The same without spaces around, each series spelt as it is in the register already."""
    spelt = {name.casefold(): name for name in comparators.names()}
    found = []
    for item in values:
        series = " ".join(item.series.split())
        found.append(
            replace(
                item,
                kpi=kpis[item.kpi.pk],
                series=spelt.setdefault(series.casefold(), series),
                figure=item.figure.strip(),
                source=" ".join(item.source.split()),
                reason=item.reason.strip(),
            )
        )
    return found


def _wrong(
    value: Value, measure: Measure | None, before: Observation | None, is_twice: bool
) -> dict[str, str]:
    """All that is wrong with a value at once, by field."""
    wrong = {
        "series": _wrong_series(value.series),
        "source": _too_long(value.source, LONGEST_SOURCE),
        "period": _wrong_period(value.period),
        "figure": _wrong_figure(value, measure),
        "certainty": "" if value.certainty in CERTAINTIES else NO_CERTAINTY,
        "reason": _too_long(value.reason, LONGEST_REASON),
    }
    if not any(wrong.values()) and before is not None:
        wrong |= _wrong_beside(value, measure, before, is_twice)
    return {name: words for name, words in wrong.items() if words}


def _wrong_series(series: str) -> str:
    if not series:
        return NO_SERIES
    if _short(series) in (Series.COUNCIL.value, _short(settings.COUNCIL_NAME)):
        return OWN_SERIES
    return _too_long(series, LONGEST_SERIES)


def _short(name: str) -> str:
    """Whose values they are, whether or not it says that this is a council."""
    name = name.casefold()
    return name if name == Series.COUNCIL else name.removesuffix("council").strip()


def _too_long(text: str, longest: int) -> str:
    if len(text) <= longest:
        return ""
    return f"Use {longest:,} characters or fewer; there are {len(text):,}."


def _wrong_period(period: DataPeriod | None) -> str:
    if period is None:
        return NO_PERIOD
    return "" if EARLIEST <= period.starts.year <= period.ends.year <= LATEST else FAR_AWAY


def _wrong_figure(value: Value, measure: Measure | None) -> str:
    if measure is None:
        return NO_FIGURE
    if not measure.kind.is_measured:
        shown = value.figure if len(value.figure) <= 40 else f"{value.figure[:40]}…"
        return f"“{shown}” is not read as a figure. Enter a number, such as 19.9."
    if value.kpi.unit and not of_one_unit(measure, value.kpi.unit):
        return f"The KPI is counted in {_UNITS.get(value.kpi.unit, value.kpi.unit)}: enter that."
    return ""


_UNITS = {"%": "per cent", "GBP": "pounds"}


def _wrong_beside(
    value: Value, measure: Measure, before: Observation, is_twice: bool
) -> dict[str, str]:
    """What is wrong about taking the place of the value that is there; it may be nothing."""
    if _says_the_same(before, value, measure):
        return {}
    if is_twice:
        return {"period": f"{before.period_label} stands here twice, with different values."}
    if before.period_kind != value.period.kind:
        return {
            "period": f"{before.series} has {_printed(before, value.kpi)} on record for the same "
            f"days, as {before.period_label}. Write the time like that."
        }
    if value.reason or _confirms(before, value, measure):
        return {}
    source = f", from {before.source}" if before.source else ""
    return {
        "reason": f"{before.series} has {_printed(before, value.kpi)} for {before.period_label} on "
        f"record{source}. Say why it changes."
    }


def _hardly_possible(value: Value, measure: Measure, known: Collection[Decimal]) -> dict[str, str]:
    """What to ask of a percentage that none can be, unless it says why or the record has more."""
    is_percentage = PER_CENT in (measure.unit, value.kpi.unit)
    oddity = plausibility.beyond_percentages(measure.number, known) if is_percentage else ""
    if not oddity or value.reason:
        return {}
    return {"reason": f"{digits(measure.number)}% {oddity}. If that is right, say why."}


def _printed(item: Observation, kpi: KPI) -> str:
    printed = comparators.printed(item, kpi)
    return f"{printed} (provisional)" if item.certainty == Certainty.PROVISIONAL else printed


# --- What is on record ----------------------------------------------------------------------------


def _held(values: list[Value]) -> dict[_Time, Observation]:
    """The values that stand for these times. One query."""
    periods = [item.period for item in values if item.period]
    standing = Observation.objects.current().filter(
        kpi__in={item.kpi.pk for item in values},
        series__in={item.series for item in values} - {Series.COUNCIL},
        starts__in={item.starts for item in periods},
        ends__in={item.ends for item in periods},
    )
    return {(item.kpi_id, item.series, item.starts, item.ends): item for item in standing}


def _on_record(values: list[Value]) -> dict[int, list[Decimal]]:
    """By KPI, every number that stands, whosever it is. One query."""
    found = defaultdict(list)
    standing = Observation.objects.current().filter(kpi__in={item.kpi.pk for item in values})
    for kpi, number in standing.values_list("kpi", "value"):
        found[kpi].append(number)
    return found


def _time_of(value: Value) -> _Time:
    period = value.period
    time = (period.starts, period.ends) if period else (None,)
    return (value.kpi.pk, value.series, *time)


def _says_the_same(held: Observation, value: Value, measure: Measure) -> bool:
    """Whether it is on record already; a file that names no source takes none away."""
    same_source = value.source in ("", held.source)
    return same_source and (held.value, held.certainty) == (measure.number, value.certainty)


def _confirms(held: Observation, value: Value, measure: Measure) -> bool:
    """Whether it says no more than that the value is final now: that is reason enough."""
    was_open = held.certainty == Certainty.PROVISIONAL
    is_certain = was_open and value.certainty == Certainty.FINAL
    return is_certain and held.value == measure.number


def _observation(
    value: Value, measure: Measure, before: Observation | None, by: User | None, now: datetime
) -> Observation:
    """The value as a row, not saved yet, in place of the one `before`."""
    period = value.period
    return Observation(
        kpi=value.kpi,
        series=value.series,
        period_kind=period.kind,
        starts=period.starts,
        ends=period.ends,
        period_label=period.label,
        period_inferred=period.inferred,
        value=measure.number,
        printed=measure.typed,
        unit=measure.unit,
        certainty=value.certainty,
        source=value.source or (before.source if before else ""),
        supersedes=before,
        reason=value.reason or ("The value is final now." if before else ""),
        recorded_by=by,
        recorded_at=now,
    )


def _save(fresh: list[Observation], by: User | None, now: datetime) -> None:
    """Store the new values, out goes what they replace; one audit event for each KPI."""
    if not fresh:
        return
    replaced = [item.supersedes_id for item in fresh if item.supersedes_id]
    Observation.objects.filter(pk__in=replaced).update(is_current=False)
    Observation.objects.bulk_create(fresh)
    count_change(fresh)
    by_kpi = defaultdict(list)
    for item in fresh:
        by_kpi[item.kpi_id].append(item)
    for of_kpi in by_kpi.values():
        audit.record(
            by=by,
            action="comparator.record",
            subject=of_kpi[0].kpi,
            now=now,
            after=_facts(of_kpi),
        )


def _facts(values: list[Observation]) -> dict:
    return {
        "rows": len(values),
        "values": [
            {
                "observation": item.pk,
                "series": item.series,
                "period": item.period_label,
                "printed": item.printed,
                "source": item.source,
                "certainty": item.certainty,
                "supersedes": item.supersedes_id,
                "reason": item.reason,
            }
            for item in values
        ],
    }
