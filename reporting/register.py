"""The register of KPIs as a reader finds them: searched, filtered, and what of each needs care.

Read only. A page costs the same number of queries however many KPIs there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from django.core.paginator import Page, Paginator
from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Lower

from accounts.roles import Role
from objectives.judging import freshness
from objectives.judging.case import Case, Terms
from objectives.models import KPI, Assignment, Placement, SubStrand
from objectives.periods import FinancialQuarter
from objectives.plan import Basis, Frequency, KPIKind, Polarity, Series
from reporting import editions, readable, same
from reporting.access import Reader
from reporting.models import Entry, Observation

AT_ONCE = 50  # KPIs on a page
LONGEST = 150  # characters of a search
_MOST_WORDS = 10


class Care(StrEnum):
    """What of a KPI somebody should see to."""

    POLARITY_UNKNOWN = "polarity_unknown"
    BASIS_UNKNOWN = "basis_unknown"
    NO_OWNER = "no_owner"
    NEVER_REPORTED = "never_reported"
    STALE = "stale"
    POSSIBLY_SAME = "possibly_same"


#: What is the council's own to see to, and not for those who are signed out.
_INSIDE = frozenset({Care.NO_OWNER})
ANY = "any"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; a blank asks for nothing. A sub-strand is "strategy/sub-strand"."""

    words: str = ""
    strategy: str = ""
    sub_strand: str = ""
    owner: str = ""
    frequency: str = ""
    care: str = ""

    def asked(self) -> dict[str, str]:
        """By name, what is asked for."""
        said = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Partner:
    """What a KPI may be the same as, and the number of the pair."""

    pair: int
    kpi: KPI
    is_for_reader: bool  # to settle, not only to look at


@dataclass(frozen=True, slots=True)
class Row:
    """One KPI of the register: where it stands (home first), what is known of it, what it needs."""

    kpi: KPI
    places: tuple[Placement, ...]
    latest: Observation | None
    care: tuple[Care, ...]
    since: str  # of a stale one: "Nothing newer than 2018-20"
    partners: tuple[Partner, ...]

    @property
    def owner(self) -> str:
        """The post that reports it; blank where none is named."""
        return next((place.sub_strand.project_lead for place in self.places if place.is_home), "")


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from: the plans' sub-strands in printed order, and who leads them."""

    sub_strands: tuple[SubStrand, ...]

    @property
    def strategies(self) -> dict[str, str]:
        """The strategies' names by slug."""
        return {item.strategy.slug: item.strategy.name for item in self.sub_strands}

    @property
    def owners(self) -> list[str]:
        """The posts, each once, by name."""
        return sorted({item.project_lead for item in self.sub_strands} - {""}, key=str.casefold)


def choices(reader: Reader) -> Choices:
    """The plans that this person may read, as far as KPIs stand in them. One query."""
    placed = readable.visible_placements(reader).values("sub_strand")
    found = SubStrand.objects.filter(pk__in=placed).select_related("strategy")
    order = ("strategy__position", "strategy__slug", "objective__position", "position", "id")
    return Choices(tuple(found.order_by(*order)))


def cares(reader: Reader) -> list[Care]:
    """What this person is told that a KPI needs."""
    return [care for care in Care if reader.user is not None or care not in _INSIDE]


def understood(asked, reader: Reader, offered: Choices) -> Wanted:
    """What an address asks for; what it can't mean asks for nothing."""
    said = {
        item.name: asked.get(item.name, "").replace("\0", "").strip()[:LONGEST]
        for item in fields(Wanted)
    }
    known = {
        "strategy": offered.strategies,
        "sub_strand": {address_of(item) for item in offered.sub_strands},
        "owner": offered.owners,
        "frequency": set(Frequency),
        "care": {ANY, *cares(reader)},
    }
    return Wanted(
        words=said.pop("words"),
        **{name: value if value in known[name] else "" for name, value in said.items()},
    )


def address_of(sub_strand: SubStrand) -> str:
    """A sub-strand among those of all strategies, as an address asks for it."""
    return f"{sub_strand.strategy.slug}/{sub_strand.slug}"


# --- What is found --------------------------------------------------------------------------------


def page(reader: Reader, wanted: Wanted, number: str) -> Page:
    """A page of `Row`s by name. Always about the same number of queries."""
    found = _found(reader, wanted).order_by(Lower("name"), "pk")
    result = Paginator(found, AT_ONCE).get_page(number)
    result.object_list = _rows(reader, list(result.object_list))
    return result


def total(reader: Reader) -> int:
    """How many KPIs there are for this person."""
    return readable.visible_kpis(reader).count()


def _found(reader: Reader, wanted: Wanted) -> QuerySet[KPI]:
    kpis = _annotated(reader)
    for word in wanted.words.split()[:_MOST_WORDS]:
        kpis = kpis.filter(_says(word, reader))
    standing = _standing(readable.visible_placements(reader), reader.on)
    if wanted.strategy:
        kpis = kpis.filter(Exists(standing.filter(sub_strand__strategy__slug=wanted.strategy)))
    if wanted.sub_strand:
        strategy, _, slug = wanted.sub_strand.partition("/")
        there = {"sub_strand__strategy__slug": strategy, "sub_strand__slug": slug}
        kpis = kpis.filter(Exists(standing.filter(**there)))
    if wanted.owner:
        owned = standing.filter(is_home=True, sub_strand__project_lead=wanted.owner)
        kpis = kpis.filter(Exists(owned))
    if wanted.frequency:
        kpis = kpis.filter(frequency=wanted.frequency)
    return kpis.filter(_needs(wanted.care, kpis, reader)) if wanted.care else kpis


def _annotated(reader: Reader) -> QuerySet[KPI]:
    """The KPIs with the latest value that the person may read, and what is asked of each."""
    latest = (
        readable.printed_observations(reader)
        .filter(kpi=OuterRef("pk"), series=Series.COUNCIL, withdrawn="")
        .order_by("-ends", "-starts", "-id")
    )
    said = Entry.objects.filter(
        ~Q(answer="", declared=""),
        placement__kpi=OuterRef("pk"),
        submission__in=readable.readable_returns(reader).values("pk"),
    )
    here = readable.visible_placements(reader).filter(kpi=OuterRef("pk"))
    homes = _standing(Placement.objects.filter(is_home=True), reader.on)
    return readable.visible_kpis(reader).annotate(
        latest=Subquery(latest.values("pk")[:1]),
        is_said=ExpressionWrapper(
            Exists(said) | Q(slug__in=_said_in_print(reader)), output_field=BooleanField()
        ),
        is_owned=Exists(homes.filter(sub_strand__in=_led(reader.on))),
        leaves_polarity=Exists(here.filter(polarity__in=["", Polarity.UNKNOWN])),
        leaves_basis=Exists(here.filter(basis__in=["", Basis.UNKNOWN])),
    )


def _said_in_print(reader: Reader) -> set[str]:
    """The KPIs of which an edition says something whose quarter is being made again."""
    reports = editions.latest_of(readable.remade_quarters(reader)).values()
    lines = (line for report in reports for _, line in report.lines())
    return {line.kpi_slug for line in lines if line.answer or line.declared}


def _standing(placements: QuerySet[Placement], on: date) -> QuerySet[Placement]:
    """Those of the KPI asked about that stand in the plan on the day, or will."""
    quarter = FinancialQuarter.containing(on)
    lasts = Q(last_quarter=None) | Q(last_quarter__gte=quarter)
    return placements.filter(lasts, kpi=OuterRef("pk"))


def _led(on: date) -> QuerySet:
    """The sub-strands that somebody leads on the day (as `vacancies` counts them)."""
    held = Assignment.objects.on(on).filter(role=Role.PROJECT_LEAD, user__is_active=True)
    return held.values("sub_strand")


def _says(word: str, reader: Reader) -> Q:
    """Whether a KPI has the word in its own texts, or in those of a place that may be read."""
    here = readable.visible_placements(reader).filter(
        Q(wording__icontains=word) | Q(code__icontains=word), kpi=OuterRef("pk")
    )
    own = ("name", "definition", "source")
    found = Q(Exists(here))
    for name in own:
        found |= Q(**{f"{name}__icontains": word})
    return found


# --- What needs care ------------------------------------------------------------------------------

_MEASURE = Q(kind=KPIKind.MEASURE)
_CONDITIONS = {
    Care.POLARITY_UNKNOWN: _MEASURE
    & (Q(polarity=Polarity.UNKNOWN) | ~Q(polarity_doubt=""))
    & Q(leaves_polarity=True),
    Care.BASIS_UNKNOWN: _MEASURE & Q(basis=Basis.UNKNOWN, leaves_basis=True),
    Care.NO_OWNER: Q(is_owned=False),
    Care.NEVER_REPORTED: Q(latest=None, is_said=False),
}


def _needs(care: str, kpis: QuerySet[KPI], reader: Reader) -> Q:
    """The condition for one need, or for any that this person is told of."""
    asked = cares(reader) if care == ANY else [Care(care)]
    found = Q(pk__in=[])
    for item in asked:
        if item == Care.STALE:
            found |= Q(pk__in=_stale(kpis, reader.on))
        elif item == Care.POSSIBLY_SAME:
            pairs = [kpi.pk for pair in same.open_pairs() for kpi in pair.kpis]
            found |= Q(pk__in=same.partners(pairs, reader))
        else:
            found |= _CONDITIONS[item]
    return found


def _stale(kpis: QuerySet[KPI], on: date) -> list[int]:
    timed = list(kpis.exclude(frequency=Frequency.UNKNOWN).exclude(latest=None))
    known = Observation.objects.in_bulk([item.latest for item in timed])
    return [item.pk for item in timed if since(item, known[item.latest], on)]


def since(kpi: KPI, latest: Observation | None, on: date) -> str:
    """In words, since when there is nothing new, as at the last quarter that ended; blank: fresh.

    The same rule by which a report's line is called stale.
    """
    if latest is None:
        return ""
    ended = FinancialQuarter.containing(on).previous
    terms = Terms(frequency=Frequency(kpi.frequency))
    return freshness.stale(Case(quarter=ended, terms=terms, earlier=(latest.known,)))


def _rows(reader: Reader, kpis: list[KPI]) -> list[Row]:
    """The page's KPIs with what stands beside them, in a fixed number of queries."""
    known = Observation.objects.in_bulk([item.latest for item in kpis if item.latest])
    places: dict[int, list[Placement]] = {item.pk: [] for item in kpis}
    standing = (
        readable.visible_placements(reader)
        .filter(kpi__in=kpis)
        .select_related("sub_strand__strategy")
        .order_by("-is_home", "sub_strand__strategy__position", "sub_strand__position", "id")
    )
    for place in standing:
        places[place.kpi_id].append(place)
    partners = _partners(places, reader)
    return [
        _row(kpi, _now(places[kpi.pk], reader.on), known.get(kpi.latest), partners, reader)
        for kpi in kpis
    ]


def _partners(kpis: Iterable[int], reader: Reader) -> dict[int, tuple[Partner, ...]]:
    """By KPI, what it may be the same as. At most three queries."""
    found = same.partners(kpis, reader)
    kept = set(readable.kept_strategies(reader))
    pairs = [(key, other.pk) for key, others in found.items() for _, other in others]
    both = {key for pair in pairs for key in pair} if kept else set()
    placed = Placement.objects.filter(kpi__in=both).exclude(sub_strand__strategy__in=kept)
    others_keep = set(placed.values_list("kpi", flat=True)) if both else set()
    return {
        key: tuple(
            Partner(pair, other, bool(kept) and not {key, other.pk} & others_keep)
            for pair, other in others
        )
        for key, others in found.items()
    }


def _now(places: list[Placement], on: date) -> tuple[Placement, ...]:
    """Where it stands; of one that stands nowhere any more, where it stood last."""
    quarter = FinancialQuarter.containing(on)
    standing = [item for item in places if not item.last_quarter or item.last_quarter >= quarter]
    return tuple(standing or places[-1:])


def _row(
    kpi: KPI,
    places: tuple[Placement, ...],
    latest: Observation | None,
    partners: dict[int, tuple[Partner, ...]],
    reader: Reader,
) -> Row:
    words = since(kpi, latest, reader.on)
    beside = partners.get(kpi.pk, ())
    found = set(_found_in(kpi))
    if words:
        found.add(Care.STALE)
    if beside:
        found.add(Care.POSSIBLY_SAME)
    care = tuple(item for item in cares(reader) if item in found)
    return Row(kpi, places, latest, care, words, beside)


def _found_in(kpi: KPI) -> Iterable[Care]:
    """The same conditions as `_CONDITIONS`, of a KPI that was read; a test holds them together."""
    if kpi.kind == KPIKind.MEASURE:
        doubtful = kpi.polarity == Polarity.UNKNOWN or kpi.polarity_doubt
        if doubtful and kpi.leaves_polarity:
            yield Care.POLARITY_UNKNOWN
        if kpi.basis == Basis.UNKNOWN and kpi.leaves_basis:
            yield Care.BASIS_UNKNOWN
    if not kpi.is_owned:
        yield Care.NO_OWNER
    if kpi.latest is None and not kpi.is_said:
        yield Care.NEVER_REPORTED
