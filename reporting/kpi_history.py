"""One KPI as one reader may see it, through all quarters and in every place where it stands.

Read in a fixed number of queries, whatever there is of quarters, values and comparators.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from objectives.judging.case import Known
from objectives.measures import Kind
from objectives.models import KPI, Placement, PossiblySame, Target
from objectives.periods import FinancialQuarter
from objectives.plan import Certainty, Series
from reporting import comparators, editions, same
from reporting.access import Reader, visible_quarters
from reporting.answers import Answer
from reporting.models import Entry, Observation, Quarter, Submission
from reporting.readable import (
    kept_strategies,
    readable_observations,
    readable_returns,
    visible_kpis,
    visible_strategies,
)
from reporting.report import Line, SubStrandReport
from reporting.report_lines import keeps_last, printed_figure
from reporting.workflow import QuarterState, ReturnState


@dataclass(frozen=True, slots=True)
class Origin:
    """The row of a return: where a figure was reported, or a status declared."""

    quarter: Quarter
    slug: str  # of the sub-strand
    name: str
    number: int
    is_published: bool = False  # the return is


@dataclass(frozen=True, slots=True)
class Version:
    """A value that came on record for a time, and how."""

    known: Known
    on: date
    unit: str = ""
    reason: str = ""  # why it took the place of the one before
    withdrawn: str = ""  # why it is off the record
    origin: Origin | None = None  # whose return reported it; None: a correction, or the record
    is_correction: bool = False
    source: str = ""
    is_settled: bool = True  # no return under way can change it


@dataclass(frozen=True, slots=True)
class Value:
    """What is on record of a series for one time: what stands, and what stood before it."""

    stands: Version
    before: tuple[Version, ...] = ()  # the oldest first, withdrawn ones too

    @property
    def known(self) -> Known:
        return self.stands.known

    @property
    def is_withdrawn(self) -> bool:
        """Nothing stands for this time any more."""
        return bool(self.stands.withdrawn)

    @property
    def origin(self) -> Origin | None:
        """The return that reported this time, though its figure may have been corrected since."""
        found = [item.origin for item in (*self.before, self.stands) if item.origin]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Said:
    """What one place's return said of the KPI in one quarter."""

    origin: Origin
    placement_id: int | None
    state: str  # reporting.workflow.ReturnState
    figure: str  # as printed
    covers: str  # the time that the figure is for
    certainty: str
    is_kept: bool  # no new figure
    declared: str
    computed: str
    reason: str  # why not rated, or why not what the figures say
    note: str

    @property
    def period(self) -> FinancialQuarter:
        return self.origin.quarter.period


@dataclass(frozen=True, slots=True)
class Partner:
    """What a KPI may be the same as, and the number of the pair."""

    pair: int
    kpi: KPI
    note: str
    is_for_reader: bool  # to settle, not only to look at


@dataclass(frozen=True)
class History:
    """All that a page says of one KPI."""

    kpi: KPI
    places: tuple[Placement, ...]  # those in plans that this person may read, the home first
    home: Placement | None  # where its figure is entered now; None too where that is not readable
    has_hidden_home: bool
    targets: Mapping[int, list[Target]]  # by placement, all that ever were
    values: tuple[Value, ...]  # the council's own, oldest first
    beside: Mapping[str, tuple[Value, ...]]  # the comparators', by name
    said: tuple[Said, ...]  # newest first
    partners: tuple[Partner, ...] = ()
    absorbed: tuple[KPI, ...] = ()
    is_kept: bool = False  # by this person: an officer of a strategy in which it stands

    @property
    def standing(self) -> tuple[Value, ...]:
        """The council's values that stand, oldest first."""
        return tuple(item for item in self.values if not item.is_withdrawn)

    @property
    def latest(self) -> Value | None:
        """The figure of the latest time."""
        return self.standing[-1] if self.standing else None

    @property
    def leading(self) -> Placement | None:
        """The place by whose terms its figures are read: its home, or the first one to be seen."""
        return self.home or (self.places[0] if self.places else None)

    def now(self) -> list[Said]:
        """The latest that each place said."""
        latest: dict[tuple, Said] = {}
        for item in self.said:
            latest.setdefault((item.origin.quarter.strategy_id, item.origin.slug), item)
        return list(latest.values())


@dataclass(frozen=True, slots=True)
class _Frozen:
    """A row of an edition whose return is being made again."""

    origin: Origin
    part: SubStrandReport
    line: Line
    on: date  # published


def stands_for(reader: Reader, slug: str) -> KPI | None:
    """What stands for the KPI at an address, where it was merged and this person may read that."""
    merged = KPI.objects.filter(slug=slug, merged_into__isnull=False).first()
    if merged is None:
        return None
    return visible_kpis(reader).filter(pk=same.stands_for(merged).pk).first()


def history(kpi: KPI, reader: Reader) -> History:
    """The KPI's history for this reader."""
    everywhere = _placements(kpi)
    visible = set(
        visible_strategies(reader)
        .filter(pk__in={item.sub_strand.strategy_id for item in everywhere})
        .values_list("pk", flat=True)
    )
    places = [item for item in everywhere if item.sub_strand.strategy_id in visible]
    home = next((item for item in everywhere if item.is_home and item.last_quarter is None), None)
    absorbed = list(
        KPI.objects.filter(Q(merged_into=kpi) | Q(merged_into__merged_into=kpi)).order_by("name")
    )
    frozen = _from_editions({kpi.slug, *(item.slug for item in absorbed)}, visible, reader)
    values = _values(kpi, reader, frozen)
    own = values.pop(Series.COUNCIL.value, ())
    kept = kept_strategies(reader)
    return History(
        kpi=kpi,
        places=tuple(places),
        home=home if home in places else None,
        has_hidden_home=home is not None and home not in places,
        targets=_targets(places),
        values=own,
        beside={name: values[name] for name in sorted(values, key=comparators.by_name)},
        said=tuple(_said(kpi, reader, own, frozen)),
        partners=tuple(_partners(kpi, reader, kept)),
        absorbed=tuple(absorbed),
        is_kept=any(item.sub_strand.strategy_id in kept for item in places),
    )


def _placements(kpi: KPI) -> list[Placement]:
    """All its places, its home first, those it has left last."""
    found = kpi.placements.select_related("sub_strand__strategy", "sub_strand__objective")
    places = list(found.order_by("sub_strand__strategy__position", "sub_strand__position", "id"))
    for item in places:
        item.kpi = kpi
    return sorted(places, key=lambda item: (item.last_quarter is not None, not item.is_home))


def _targets(places: Iterable[Placement]) -> dict[int, list[Target]]:
    """By placement, as they were promised one after the other."""
    found = defaultdict(list)
    targets = Target.objects.filter(placement__in=[item.pk for item in places])
    for target in targets.select_related("superseded_by").order_by("year", "quarter", "id"):
        found[target.placement_id].append(target)
    return found


def _partners(kpi: KPI, reader: Reader, kept: list[int]) -> list[Partner]:
    """What this person may read too and it may be the same as; at most four queries."""
    found = same.partners([kpi.pk], reader).get(kpi.pk, [])
    if not found:
        return []
    notes = dict(
        PossiblySame.objects.filter(pk__in=[pk for pk, _ in found]).values_list("pk", "note")
    )
    placed = Placement.objects.filter(kpi__in=[kpi, *(other for _, other in found)])
    away = placed.exclude(sub_strand__strategy__in=kept) if kept else placed  # readable.settles
    others = set(away.values_list("kpi", flat=True))
    return [Partner(pk, other, notes[pk], not others & {kpi.pk, other.pk}) for pk, other in found]


# --- Values -------------------------------------------------------------------------------------


def _values(kpi: KPI, reader: Reader, frozen: list[_Frozen]) -> dict[str, tuple[Value, ...]]:
    """By series, what this person may see on record of each time; oldest first."""
    chains = defaultdict(list)
    recorded = readable_observations(reader).filter(kpi=kpi)
    for item in recorded.select_related("entry__submission", *_ORIGIN).order_by("id"):
        chains[(item.series, item.period_kind, item.starts, item.ends)].append(_version(item))
    for item in filter(_is_measured, frozen):
        period = item.line.period
        time = (Series.COUNCIL.value, period.kind.value, period.starts, period.ends)
        if time not in chains:
            chains[time].append(_version_of_line(item))
    found = defaultdict(list)
    for (series, *_), chain in chains.items():
        found[series].append(_value(chain))
    return {series: tuple(sorted(items, key=_by_time)) for series, items in found.items()}


_ORIGIN = ("entry__submission__quarter__strategy", "entry__submission__sub_strand",
           "entry__placement")  # fmt: skip


def _by_time(value: Value) -> tuple[date, date]:
    return (value.known.period.ends, value.known.period.starts)


def _value(chain: list[Version]) -> Value:
    """What stands is the last that was not withdrawn; the others were there before."""
    standing = [item for item in chain if not item.withdrawn]
    stands = standing[-1] if standing else chain[-1]
    return Value(stands, tuple(item for item in chain if item is not stands))


def _version(item: Observation) -> Version:
    entry = item.entry
    is_settled = entry is None or entry.submission.state == ReturnState.PUBLISHED
    return Version(
        known=item.known,
        on=timezone.localdate(item.recorded_at),
        unit=item.unit,
        reason=item.reason,
        withdrawn=item.withdrawn,
        origin=_origin(entry) if entry else None,
        is_correction=entry is None and item.supersedes_id is not None,
        source=item.source,
        is_settled=is_settled,
    )


def _origin(entry: Entry) -> Origin:
    part = entry.submission.sub_strand
    return Origin(
        entry.submission.quarter,
        part.slug,
        part.name,
        entry.placement.number,
        entry.submission.state == ReturnState.PUBLISHED,
    )


def _is_measured(item: _Frozen) -> bool:
    """Whether it printed a new figure of its own that is a value for a time."""
    line = item.line
    is_new = line.home is None and line.answer == Answer.NEW_FIGURE and bool(line.achieved)
    is_sure = line.certainty != Certainty.AWAITING_VALIDATION
    has_number = line.figure is not None and Kind(line.figure.kind).is_measured
    return is_new and is_sure and has_number and line.period is not None


def _version_of_line(item: _Frozen) -> Version:
    line = item.line
    known = Known(line.figure.number, line.achieved, line.period, Certainty(line.certainty))
    return Version(known, item.on, unit=line.figure.unit, origin=item.origin, is_settled=False)


# --- What was said ------------------------------------------------------------------------------


def _said(kpi: KPI, reader: Reader, values: Iterable[Value], frozen: list[_Frozen]) -> list[Said]:
    """Every readable quarter's entry of each place, newest first."""
    entries = list(
        Entry.objects.filter(placement__kpi=kpi, submission__in=readable_returns(reader))
        .select_related("submission__quarter__strategy", "submission__sub_strand", "placement")
        .order_by("placement__position", "id")
    )
    shown = {item.known.printed for item in values}
    shown |= {printed_figure(entry) for entry in entries if not keeps_last(entry)}
    found = [_said_by(entry, shown) for entry in entries if _says_anything(entry)]
    found += [_said_in_edition(item) for item in frozen]
    return sorted(found, key=lambda item: item.period, reverse=True)


def _says_anything(entry: Entry) -> bool:
    return bool(entry.answer or entry.declared or entry.note.strip() or entry.computed)


def _said_by(entry: Entry, shown: set[str]) -> Said:
    figure = printed_figure(entry)
    is_readable = not keeps_last(entry) or figure in shown  # kept of a return of somebody else
    if not (entry.placement.is_home and is_readable):
        figure = ""
    return Said(
        origin=_origin(entry),
        placement_id=entry.placement_id,
        state=entry.submission.state,
        figure=figure,
        covers=entry.period_label if figure else "",
        certainty=entry.certainty,
        is_kept=entry.answer == Answer.NO_NEW_FIGURE,
        declared=entry.declared,
        computed=entry.computed,
        reason=entry.not_rated_reason or entry.lead_reason,
        note=entry.note,
    )


def _said_in_edition(item: _Frozen) -> Said:
    line = item.line
    figure = "" if line.home else line.achieved or ""
    return Said(
        origin=item.origin,
        placement_id=None,
        state=item.part.state,
        figure=figure,
        covers=line.period.label if line.period and figure else "",
        certainty=line.certainty,
        is_kept=line.answer == Answer.NO_NEW_FIGURE,
        declared=line.declared,
        computed=line.computed,
        reason=line.not_rated_reason or line.lead_reason,
        note=line.progress,
    )


# --- Reopened quarters, as their latest edition has them ----------------------------------------


def _from_editions(slugs: set[str], strategies: set[int], reader: Reader) -> list[_Frozen]:
    """What those read of a reopened quarter who have no hand in it. At most three queries."""
    reopened = visible_quarters(reader).filter(state=QuarterState.REOPENED, strategy__in=strategies)
    quarters = [item for item in reopened if reader.reads_edition_of(item)]
    if not quarters:
        return []
    still = set(
        Submission.objects.filter(quarter__in=quarters, state=ReturnState.PUBLISHED).values_list(
            "quarter", "sub_strand__slug"
        )
    )
    reports = editions.latest_of(quarters)
    return [
        _Frozen(
            Origin(quarter, part.slug, part.name, line.number),
            part,
            line,
            reports[quarter.pk].published_on or reader.on,
        )
        for quarter in quarters
        for part, line in reports[quarter.pk].lines()
        if line.kpi_slug in slugs and (quarter.pk, part.slug) not in still
    ]
