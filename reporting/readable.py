"""The rows that a reader may see across quarters and strategies: returns, figures, KPIs.

The same policy as `access`, as conditions that a database can ask of many rows at once; a test
proves that they agree. KPI pages, the register and the search start here.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import Max, Q, QuerySet
from django.http import Http404

from accounts.roles import SUB_STRAND_ROLES, Role
from objectives.models import KPI, Placement, Strategy
from reporting import workflow
from reporting.access import Reader, visible_quarters
from reporting.models import Merging, Observation, Quarter, Submission
from reporting.workflow import QuarterState, ReturnState

_COME_IN = [state for state in ReturnState if state.has_come_in]
_REMADE = Q(quarter__state=QuarterState.REOPENED) & ~Q(state=ReturnState.PUBLISHED)


def readable_returns(reader: Reader) -> QuerySet[Submission]:
    """The returns whose words and figures this person may read, of all quarters.

    Those that were received and for which `Reader.level` says READ.
    """
    found = Q(
        state=ReturnState.PUBLISHED,
        quarter__in=Quarter.objects.public(reader.on),
    )
    if reader.user is not None:
        found |= _own(reader) | _come_in(reader) | _read_only(reader)
    return Submission.objects.filter(found, is_received=True)


def _own(reader: Reader) -> Q:
    """All that happens in one's own sub-strands, and an officer's strategies."""
    parts = [key for key, roles in reader.over_sub_strand.items() if roles & SUB_STRAND_ROLES]
    return Q(sub_strand__in=parts) | Q(sub_strand__strategy__in=_with(reader, Role.OFFICER))


def _come_in(reader: Reader) -> Q:
    """What was submitted in the strategies in which one reviews or reports."""
    working = {*_with(reader, Role.ECONOMY_CELL), *reader.strategies_of_parts}
    return Q(sub_strand__strategy__in=working, state__in=_COME_IN)


def _read_only(reader: Reader) -> Q:
    """What a viewer and an administrator read: nothing that is being made again."""
    settled = Q(
        sub_strand__strategy__in=_with(reader, Role.VIEWER),
        state__in=[ReturnState.APPROVED, ReturnState.PUBLISHED],
    )
    if reader.is_administrator:
        settled |= Q(state=ReturnState.PUBLISHED)
    return settled & ~_REMADE


def _with(reader: Reader, role: Role) -> list[int]:
    return [key for key, roles in reader.over_strategy.items() if role in roles]


def readable_observations(reader: Reader) -> QuerySet[Observation]:
    """The values, current and replaced, that this person may see.

    Those that no return reported (the record before the portal, corrections of what they may read,
    comparators), and those of returns that they may read. Of each time the latest of them (`id`)
    is what stands.
    """
    return _told(reader, _of_returns(reader))


def printed_observations(reader: Reader) -> QuerySet[Observation]:
    """The same, and what the latest editions printed of quarters that are being made again."""
    printed = _of_returns(reader)
    for quarter in remade_quarters(reader):
        printed |= Q(entry__submission__quarter=quarter, recorded_at__lte=quarter.last_published)
    return _told(reader, printed)


def remade_quarters(reader: Reader) -> list[Quarter]:
    """The reopened quarters in which this person has no hand: of these they read the edition.

    Each with `last_published`, when that was. One query.
    """
    reopened = visible_quarters(reader).filter(state=QuarterState.REOPENED)
    reopened = reopened.annotate(last_published=Max("editions__published_at"))
    return [item for item in reopened if item.last_published and reader.reads_edition_of(item)]


def _of_returns(reader: Reader) -> Q:
    return Q(entry__submission__in=readable_returns(reader).values("pk"))


def _told(reader: Reader, of_returns: Q) -> QuerySet[Observation]:
    return Observation.objects.told(of_returns, visible_quarters(reader).values("pk"))


# --- KPIs -----------------------------------------------------------------------------------------


def visible_strategies(reader: Reader) -> QuerySet[Strategy]:
    """Those whose plan this person may read (`access.strategy_for`)."""
    if reader.is_administrator:
        return Strategy.objects.all()
    open_to_all = visible_quarters(reader).values("strategy")
    return Strategy.objects.filter(Q(pk__in=open_to_all) | Q(pk__in=reader.strategy_ids))


def visible_placements(reader: Reader) -> QuerySet[Placement]:
    """The places of KPIs in the plans that this person may read."""
    return Placement.objects.filter(
        sub_strand__strategy__in=visible_strategies(reader).values("pk")
    )


def visible_kpis(reader: Reader) -> QuerySet[KPI]:
    """The register as this person may read it: the KPIs of the plans that they may read."""
    placed = visible_placements(reader).values("kpi")
    return KPI.objects.in_register().filter(pk__in=placed)


def readable_absorbed(reader: Reader, kpis: Iterable[KPI]) -> set[int]:
    """Those of these KPIs, merged into others, that stood in a plan that this person may read.

    What stands for one of them may be read by more people than it. Two queries, or none.
    """
    merged = [item.pk for item in kpis if item.merged_into_id is not None]
    if not merged:
        return set()
    mergings = Merging.objects.filter(absorbed__in=merged, undone_at=None)
    places = {item.absorbed_id: item.places for item in mergings}
    found = visible_placements(reader).filter(pk__in=set().union(*places.values()))
    seen = set(found.values_list("pk", flat=True))
    return {key for key, came in places.items() if came & seen}


def kpi_for(reader: Reader, slug: str) -> KPI:
    """The KPI at this address. Raises Http404 where there is none that this person may read."""
    kpi = visible_kpis(reader).filter(slug=slug).first()
    if kpi is None:
        raise Http404("There is no such KPI, or its plan is not published yet.")
    return kpi


def keeps(reader: Reader, kpi: KPI) -> bool:
    """Whether this person keeps the KPI's entry: an officer of a strategy in which it stands."""
    return kpi.placements.filter(sub_strand__strategy__in=kept_strategies(reader)).exists()


def settles(reader: Reader, *kpis: KPI) -> bool:
    """Whether this person says if KPIs are the same: an officer wherever any of them stands."""
    placed = Placement.objects.filter(kpi__in=kpis)
    kept = kept_strategies(reader)
    return bool(kept) and not placed.exclude(sub_strand__strategy__in=kept).exists()


def kept_strategies(reader: Reader) -> list[int]:
    """The strategies whose KPIs this person keeps."""
    return [key for key, roles in reader.over_strategy.items() if roles & workflow.KEEPERS]


def kpi_to_keep(reader: Reader, slug: str) -> KPI:
    """The KPI at this address for somebody who keeps its entry.

    Raises Http404 where they may not read it, PermissionDenied where keeping it is for others.
    """
    kpi = kpi_for(reader, slug)
    if not keeps(reader, kpi):
        raise PermissionDenied("Officers keep the register.")
    return kpi
