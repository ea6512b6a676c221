"""Two KPIs that may be the same: who may look, what is compared, how it was settled. Read only.

A pair outlives a merge: a side that was merged since is read as the KPI that stands for it now.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from accounts.models import AuditEvent
from objectives.models import KPI, Placement, PossiblySame, Target
from objectives.plan import Series
from reporting import readable
from reporting.access import Reader
from reporting.models import Merging, Observation

Verdict = PossiblySame.Verdict


@dataclass(frozen=True, slots=True)
class Pair:
    """The two as they stand now: `one` and `other` are equal once they were merged."""

    doubt: PossiblySame
    one: KPI
    other: KPI

    @property
    def is_open(self) -> bool:
        """Whether somebody has yet to say if they are the same."""
        return self.doubt.verdict == Verdict.OPEN and self.one != self.other

    @property
    def kpis(self) -> tuple[KPI, KPI]:
        """Both of them."""
        return (self.one, self.other)


def pair_of(doubt: PossiblySame) -> Pair:
    """The pair, each side followed to the entry that stands for it."""
    return Pair(doubt, stands_for(doubt.kpi), stands_for(doubt.other))


def stands_for(kpi: KPI) -> KPI:
    """The register's entry that stands for this one: itself, unless it was merged."""
    *_, last = _chain(kpi)
    return last


def _chain(kpi: KPI) -> Iterator[KPI]:
    """The entry and, one after another, those that it was merged into."""
    yield kpi
    while kpi.merged_into_id is not None:
        kpi = kpi.merged_into
        yield kpi


def pair_for(reader: Reader, pk: int) -> Pair:
    """The pair with that number. Raises Http404 unless this person may read both KPIs."""
    doubt = PossiblySame.objects.filter(pk=pk).select_related(*_WITH).first()
    if doubt is not None:
        for pair in _readable([pair_of(doubt)], reader):
            return pair
    raise Http404("There are no such two KPIs, or their plans are not published yet.")


def pair_to_settle(reader: Reader, pk: int) -> Pair:
    """The pair with that number for somebody who says whether the two are the same.

    Raises Http404 where they may not read both, PermissionDenied where settling is for others.
    """
    pair = pair_for(reader, pk)
    if not readable.settles(reader, *pair.kpis):
        raise PermissionDenied("Officers of all the strategies where they stand settle this.")
    return pair


_WITH = ("kpi__merged_into", "other__merged_into", "settled_by")


def open_pairs() -> list[Pair]:
    """Those that nobody has settled. One query, unless merged entries were merged again."""
    doubts = PossiblySame.objects.filter(verdict=Verdict.OPEN).select_related(*_WITH)
    pairs = [pair_of(doubt) for doubt in doubts.order_by("pk")]
    return [pair for pair in pairs if pair.is_open]


def settled(reader: Reader) -> list[Pair]:
    """Those that somebody has settled and this person may read, latest first. Four queries at most,
    unless merged entries were merged again."""
    doubts = PossiblySame.objects.exclude(verdict=Verdict.OPEN).select_related(*_WITH)
    pairs = [pair_of(doubt) for doubt in doubts.order_by("-settled_at", "pk")]
    return _readable(pairs, reader)


def _readable(pairs: list[Pair], reader: Reader) -> list[Pair]:
    """Those of which this person may read both, and of what was made one both as they were."""
    both = {item.pk for pair in pairs for item in pair.kpis}
    if not both:
        return []
    seen = set(readable.visible_kpis(reader).filter(pk__in=both).values_list("pk", flat=True))
    merged = {item for pair in pairs for item in _gone_into_one(pair)}
    named = readable.readable_absorbed(reader, merged)
    return [
        pair
        for pair in pairs
        if {item.pk for item in pair.kpis} <= seen
        and {item.pk for item in _gone_into_one(pair)} <= named
    ]


def _gone_into_one(pair: Pair) -> set[KPI]:
    """Of two that are one, those that stand for themselves no more."""
    if pair.one != pair.other:
        return set()
    return {item for item in (pair.doubt.kpi, pair.doubt.other) if item.merged_into_id is not None}


def version_of(pair: Pair) -> str:
    """What a decision rests on, in short: it changes with the verdict, the places, the figures."""
    places = Placement.objects.filter(kpi__in=pair.kpis).order_by("pk").values_list("pk", "kpi")
    figures = Observation.objects.filter(kpi__in=pair.kpis).order_by("pk")
    last = figures.values_list("pk", flat=True).last() or 0
    current = figures.current().count()
    where = ".".join(f"{place}:{kpi}" for place, kpi in places)
    return f"{pair.doubt.verdict}-{pair.one.pk}-{pair.other.pk}-{where}-{last}-{current}"


def merging_of(pair: Pair) -> Merging | None:
    """The merge that made the two one and was not undone."""
    both = {item.pk for kpi in (pair.doubt.kpi, pair.doubt.other) for item in _chain(kpi)}
    found = Merging.objects.filter(absorbed__in=both, undone_at=None)
    found = found.select_related("kept__merged_into", "absorbed", "made_by")
    return next((item for item in found if item.pair == pair.doubt.pk), None)


# --- What is compared -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: where it stands, in printed order, and what is promised there."""

    kpi: KPI
    places: tuple[Placement, ...]
    targets: tuple[tuple[Placement, Target], ...]


@dataclass(frozen=True, slots=True)
class Time:
    """The council's figures of both for one data period; None where one has none."""

    label: str
    one: Observation | None
    other: Observation | None

    @property
    def differs(self) -> bool:
        """Whether both are known and they are not the same number."""
        return None not in (self.one, self.other) and self.one.value != self.other.value


def sides(pair: Pair, reader: Reader) -> tuple[Side, Side]:
    """Both, as this person may read them. Two queries."""
    places = list(
        readable.visible_placements(reader)
        .filter(kpi__in=pair.kpis)
        .select_related("sub_strand__strategy")
        .order_by("sub_strand__strategy__position", "sub_strand__position", "position", "id")
    )
    targets = list(
        Target.objects.filter(placement__in=places, superseded_by=None).order_by("year", "id")
    )
    return tuple(_side(kpi, places, targets) for kpi in pair.kpis)


def _side(kpi: KPI, places: list[Placement], targets: list[Target]) -> Side:
    own = {place.pk: place for place in places if place.kpi_id == kpi.pk}
    promised = [(own[item.placement_id], item) for item in targets if item.placement_id in own]
    return Side(kpi, tuple(own.values()), tuple(promised))


def times(pair: Pair, reader: Reader) -> list[Time]:
    """The figures of both beside each other, latest first, as this person may read them."""
    found = readable.readable_observations(reader).filter(
        kpi__in=pair.kpis, series=Series.COUNCIL, withdrawn=""
    )
    by_time: dict[tuple, dict[int, Observation]] = {}
    for item in found.order_by("id"):  # of each time the latest is what stands
        by_time.setdefault((item.period_kind, item.starts, item.ends), {})[item.kpi_id] = item
    rows = sorted(by_time.items(), key=lambda row: (row[0][2], row[0][1]), reverse=True)
    return [_time(group, pair) for _, group in rows]


def _time(group: dict[int, Observation], pair: Pair) -> Time:
    label = next(iter(group.values())).period_label
    return Time(label, group.get(pair.one.pk), group.get(pair.other.pk))


# --- How it was settled ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Event:
    """One act on the pair: what was done, by which post, and the words with it."""

    action: str
    at: datetime
    by: str
    reason: str
    kept: str


def events(pair: Pair) -> list[Event]:
    """All that was done about the pair, newest first. One query."""
    found = AuditEvent.objects.filter(
        Q(subject_type=pair.doubt._meta.label_lower), subject_id=str(pair.doubt.pk)
    )
    return [_event(item) for item in found.select_related("actor").order_by("-sequence")]


def _event(item: AuditEvent) -> Event:
    said = json.loads(item.after or "{}")
    post = item.actor.job_title if item.actor and item.actor.job_title else "An officer"
    return Event(item.action, item.at, post, said.get("reason", ""), said.get("kept", ""))


def partners(kpis: Iterable[int], reader: Reader) -> dict[int, list[tuple[int, KPI]]]:
    """By KPI, the pairs that are not settled: each pair's number and the other KPI.

    Only of those KPIs, and only with what this person may read too. Two queries.
    """
    wanted = set(kpis)
    pairs = [pair for pair in open_pairs() if wanted & {pair.one.pk, pair.other.pk}]
    if not pairs:
        return {}
    both = {item.pk for pair in pairs for item in pair.kpis}
    seen = set(readable.visible_kpis(reader).filter(pk__in=both).values_list("pk", flat=True))
    found: dict[int, list[tuple[int, KPI]]] = {}
    for pair in pairs:
        if {pair.one.pk, pair.other.pk} <= seen:
            for kpi, other in (pair.kpis, pair.kpis[::-1]):
                found.setdefault(kpi.pk, []).append((pair.doubt.pk, other))
    return {key: value for key, value in found.items() if key in wanted}
