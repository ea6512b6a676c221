"""What making two KPIs one would do, and what stands in its way. Read only.

One stands for both from then on: the other's places and figures come to it, and where both have a
figure for the same time, its own stands.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from objectives.models import KPI, Placement, Strategy
from objectives.periods import FinancialQuarter
from objectives.plan import KPIKind, Polarity
from objectives.units import can_be_one
from reporting.models import Entry, Observation, Quarter, Submission
from reporting.workflow import QuarterState, ReturnState

_TIME = ("series", "period_kind", "starts", "ends")


@dataclass(frozen=True, slots=True)
class Difference:
    """Two figures for one time: which stands, and which goes off the record."""

    period: str
    series: str
    kept: Observation
    absorbed: Observation


@dataclass(frozen=True, slots=True)
class Coming:
    """A place that comes to the kept KPI, and what it then is."""

    placement: Placement
    is_home: bool  # the figure is still entered there
    overrides: dict[str, str | int]  # what it says for itself from then on


@dataclass(frozen=True, slots=True)
class Wider:
    """A plan by which more people can read a KPI's figures once the two are one."""

    kpi: KPI
    strategy: Strategy
    is_public: bool


# --- What stands in its way -----------------------------------------------------------------------


def obstacles(kept: KPI, absorbed: KPI) -> list[str]:
    """Why the two can't be one now, a sentence each; none where they can."""
    return [*_of_kind(kept, absorbed), *_of_places(kept, absorbed), *under_way(kept, absorbed)]


def _of_kind(kept: KPI, absorbed: KPI) -> Iterable[str]:
    if kept.kind != absorbed.kind:
        yield (
            f"“{kept}” is a {KPIKind(kept.kind)} and “{absorbed}” a {KPIKind(absorbed.kind)}: "
            "they can’t be one."
        )
    elif kept.is_ordinal != absorbed.is_ordinal:
        yield "One of them has steps on a scale and the other amounts: they can’t be one."
    elif not can_be_one(kept.unit, absorbed.unit):
        yield (
            f"“{kept}” is counted in {_unit(kept)} and “{absorbed}” in {_unit(absorbed)}: "
            "figures in different units can’t be one KPI’s."
        )


def _unit(kpi: KPI) -> str:
    return _UNITS.get(kpi.unit, kpi.unit)


_UNITS = {
    "": "plain numbers",
    "GBP": "pounds",
    "000s": "thousands",
    "£000s": "thousands of pounds",
    "£m": "millions of pounds",
}


def _of_places(kept: KPI, absorbed: KPI) -> Iterable[str]:
    """Both in one sub-strand at the same time: a KPI stands there once."""
    own = list(kept.placements.all())
    for place in absorbed.placements.select_related("sub_strand__strategy"):
        beside = (item for item in own if item.sub_strand_id == place.sub_strand_id)
        if any(overlap(place, item) for item in beside):
            part = place.sub_strand
            yield f"Both stand in {part}, {part.strategy}: retire one of them there first."


def overlap(one: Placement, other: Placement) -> bool:
    """Whether two places stand in the plan in the same quarter."""
    return not (_ends_before(one, other) or _ends_before(other, one))


def _ends_before(one: Placement, other: Placement) -> bool:
    last, first = one.last_quarter, other.first_quarter
    return last is not None and first is not None and last < first


def under_way(*kpis: KPI) -> list[str]:
    """What was approved of them and is not published, and quarters that are published again."""
    of_them = Entry.objects.filter(placement__kpi__in=kpis)
    approved = (
        Submission.objects.filter(state=ReturnState.APPROVED, entries__in=of_them)
        .exclude(quarter__state=QuarterState.REOPENED)
        .select_related("sub_strand", "quarter__strategy")
        .order_by("quarter__period", "pk")
        .distinct()
    )
    reopened = (
        Quarter.objects.filter(state=QuarterState.REOPENED, submissions__entries__in=of_them)
        .select_related("strategy")
        .order_by("period", "pk")
        .distinct()
    )
    return [
        *(
            f"{item.sub_strand}, {item.quarter.period.name} ({item.quarter.strategy}) is approved "
            "and not published yet: publish the quarter or reopen the return first."
            for item in approved
        ),
        *(
            f"{item.period.name} of {item.strategy} is reopened: publish it again first."
            for item in reopened
        ),
    ]


# --- What it would do -----------------------------------------------------------------------------


def coming(kept: KPI, absorbed: KPI) -> list[Coming]:
    """The other's places as they would stand. A home stays one where the kept KPI has none then."""
    homes = [item for item in kept.placements.all() if item.is_home]
    since = _not_published(kept, absorbed) if homes else None
    places = absorbed.placements.select_related("sub_strand__strategy")
    return [
        Coming(
            item,
            item.is_home and not any(_is_entered_at(home, item, since) for home in homes),
            _overrides(item, kept, absorbed),
        )
        for item in places.order_by("sub_strand__strategy__position", "pk")
    ]


def _is_entered_at(home: Placement, item: Placement, since: FinancialQuarter | None) -> bool:
    """Whether the figure is entered at the kept KPI's `home`, not at the other's place.

    A home that has ended before `since` takes no figure any more: it is no reason why a place that
    goes on should take none.
    """
    has_ended = since is not None and home.last_quarter is not None and home.last_quarter < since
    return overlap(item, home) and not (has_ended and item.last_quarter is None)


def _not_published(*kpis: KPI) -> FinancialQuarter | None:
    """The first quarter that is still to be published where these KPIs stand; None without one."""
    there = Quarter.objects.filter(strategy__sub_strands__placements__kpi__in=kpis)
    to_come = there.exclude(state=QuarterState.PUBLISHED).order_by("period").values_list("period")
    first, last = to_come.first(), there.order_by("period").values_list("period").last()
    return first[0] if first else last[0].next if last else None


def wider(kept: KPI, absorbed: KPI, on: date) -> list[Wider]:
    """The plans whose readers can read figures on the day `on` that they can't while the two are
    apart. A plan that is public has been read by everybody."""
    places = Placement.objects.filter(kpi__in=[kept, absorbed])
    plans = {kept.pk: {}, absorbed.pk: {}}
    for item in places.select_related("sub_strand__strategy").order_by("sub_strand__strategy"):
        strategy = item.sub_strand.strategy
        plans[item.kpi_id][strategy.pk] = strategy
    public = set(Quarter.objects.public(on).values_list("strategy", flat=True))
    return [
        Wider(kpi, strategy, strategy.pk in public)
        for kpi, other in ((kept, absorbed), (absorbed, kept))
        if not public & plans[kpi.pk].keys()
        for strategy in plans[other.pk].values()
        if strategy.pk not in plans[kpi.pk]
    ]


def _overrides(item: Placement, kept: KPI, absorbed: KPI) -> dict[str, str | int]:
    """What the place takes along, so that its figures are judged as they were."""
    found = {}
    was_judged_by = Polarity.UNKNOWN if absorbed.polarity_doubt else absorbed.polarity
    is_judged_by = Polarity.UNKNOWN if kept.polarity_doubt else kept.polarity
    if not item.polarity and was_judged_by != is_judged_by:
        found["polarity"] = str(was_judged_by)
    if not item.basis and absorbed.basis != kept.basis:
        found["basis"] = str(absorbed.basis)
    if item.decimals is None and absorbed.decimals not in (None, kept.decimals):
        found["decimals"] = absorbed.decimals
    return found


def replaced(kept: KPI, absorbed: KPI) -> list[Observation]:
    """The other's values, current or not, for times of which the kept KPI has one of its own."""
    own = Observation.objects.filter(kpi=kept, withdrawn="")
    held = set(own.values_list(*_TIME))
    theirs = Observation.objects.filter(kpi=absorbed, withdrawn="").order_by("-ends", "pk")
    return [item for item in theirs if _time(item) in held]


def differences(kept: KPI, absorbed: KPI) -> list[Difference]:
    """Where both have another figure for the same time."""
    own = {_time(item): item for item in Observation.objects.current().filter(kpi=kept)}
    return [
        Difference(item.period_label, item.series, own[_time(item)], item)
        for item in replaced(kept, absorbed)
        if item.is_current and _time(item) in own and own[_time(item)].value != item.value
    ]


def _time(item: Observation) -> tuple:
    return tuple(getattr(item, name) for name in _TIME)


def touched(*kpis: KPI) -> QuerySet[Submission]:
    """The returns that are being made in which any of them has a row."""
    return (
        Submission.objects.filter(
            Q(quarter__in=Quarter.objects.taking_returns()), entries__placement__kpi__in=kpis
        )
        .select_related("sub_strand", "quarter__strategy")
        .order_by("quarter__period", "pk")
        .distinct()
    )
