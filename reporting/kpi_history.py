"""One KPI as one reader may see it, through all quarters and in every place where it stands.

Read in a fixed number of queries, whatever there is of quarters, values and comparators.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Q

from objectives.judging.beside import printed_by
from objectives.judging.case import Terms
from objectives.models import KPI, Placement, PossiblySame, Target
from objectives.periods import FinancialQuarter
from objectives.plan import Series
from reporting import comparators, editions, same
from reporting.access import Reader
from reporting.answers import Answer
from reporting.kpi_values import Frozen, Origin, Value, origin_of, values_of
from reporting.models import Entry, Merging, Submission
from reporting.readable import (
    kept_strategies,
    readable_absorbed,
    readable_returns,
    remade_quarters,
    settles,
    visible_kpis,
    visible_strategies,
)
from reporting.report_lines import keeps_last, printed_figure
from reporting.workflow import ReturnState


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


@dataclass(frozen=True, slots=True)
class Absorbed:
    """What was made one with a KPI, and the number of the pair it was with."""

    kpi: KPI
    pair: int
    is_for_reader: bool  # to look at and undo


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
    absorbed: tuple[Absorbed, ...] = ()
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
    named = readable_absorbed(reader, absorbed)
    frozen = _from_editions({kpi.slug, *(item.slug for item in absorbed)}, visible, reader)
    values = values_of(kpi, reader, frozen)
    own = values.pop(Series.COUNCIL.value, ())
    kept = kept_strategies(reader)
    return History(
        kpi=kpi,
        places=tuple(places),
        home=home if home in places else None,
        has_hidden_home=home is not None and home not in places,
        targets=_targets(places),
        values=own,
        beside=_others(values, kpi, own),
        said=tuple(_said(kpi, reader, own, frozen)),
        partners=tuple(_partners(kpi, reader, kept)),
        absorbed=tuple(_absorbed(kpi, [item for item in absorbed if item.pk in named], reader)),
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


def _absorbed(kpi: KPI, merged: list[KPI], reader: Reader) -> list[Absorbed]:
    """Each with the pair in which it was settled; two queries where there is any."""
    if not merged:
        return []
    found = Merging.objects.filter(absorbed__in=merged, undone_at=None)
    pairs = {item.absorbed_id: item.pair for item in found}
    is_for_reader = settles(reader, kpi)
    return [Absorbed(item, pairs[item.pk], is_for_reader) for item in merged]


def _others(
    values: Mapping[str, tuple[Value, ...]], kpi: KPI, own: tuple[Value, ...]
) -> dict[str, tuple[Value, ...]]:
    """What others have, by name; a bare number with the unit of the KPI, or of its own figure."""
    unit = kpi.unit or (own[-1].stands.unit if own else "")
    terms = Terms(unit=unit, decimals=kpi.decimals)
    return {
        name: tuple(_printed(item, terms) for item in values[name])
        for name in sorted(values, key=comparators.by_name)
    }


def _printed(value: Value, terms: Terms) -> Value:
    versions = [
        replace(item, known=replace(item.known, printed=printed_by(item.known, terms)))
        for item in (*value.before, value.stands)
    ]
    return Value(versions[-1], tuple(versions[:-1]))


# --- What was said ------------------------------------------------------------------------------


def _said(kpi: KPI, reader: Reader, values: Iterable[Value], frozen: list[Frozen]) -> list[Said]:
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
        origin=origin_of(entry),
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


def _said_in_edition(item: Frozen) -> Said:
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


def _from_editions(slugs: set[str], strategies: set[int], reader: Reader) -> list[Frozen]:
    """What those read of a reopened quarter who have no hand in it. At most three queries."""
    quarters = [item for item in remade_quarters(reader) if item.strategy_id in strategies]
    if not quarters:
        return []
    still = set(
        Submission.objects.filter(quarter__in=quarters, state=ReturnState.PUBLISHED).values_list(
            "quarter", "sub_strand__slug"
        )
    )
    reports = editions.latest_of(quarters)
    return [
        Frozen(
            Origin(quarter, part.slug, part.name, line.number),
            part,
            line,
            reports[quarter.pk].published_on or reader.on,
        )
        for quarter in quarters
        for part, line in reports[quarter.pk].lines()
        if line.kpi_slug in slugs and (quarter.pk, part.slug) not in still
    ]
