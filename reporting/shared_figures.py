"""Where a shared KPI's figure differs between the places that print it for the same time.

A quarter that is about to be published is held against itself and against what other strategies
have published for the same financial quarter. One that is reopened is being mended, and is not
asked: else two quarters would wait for each other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from objectives.measures import Kind
from objectives.models import KPI, Placement
from reporting import editions
from reporting.access import Reader, visible_quarters
from reporting.models import Quarter
from reporting.report import Line, QuarterReport, SubStrandReport
from reporting.workflow import QuarterState


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure is printed: a row of a report, and the quarter whose report it is."""

    quarter: Quarter
    part: SubStrandReport
    line: Line

    @property
    def time(self) -> tuple:
        """Which figure it is: of which KPI, for which data period."""
        period = self.line.period
        return (self.line.kpi_slug, period.kind, period.starts, period.ends)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One figure that is printed otherwise elsewhere."""

    here: Place
    there: Place
    is_readable: bool  # whether who asks may read it there


def disagreements(
    quarter: Quarter, report: QuarterReport, reader: Reader | None = None
) -> list[Disagreement]:
    """What keeps `report`, an edition to be of `quarter`, from being published.

    In printed order, each pair once. At most four queries.
    """
    here = list(_places(quarter, report))
    pairs = [*_within(here), *_with_others(here, _others(quarter, here))]
    readable = _readable({there.quarter.pk for _, there in pairs} - {quarter.pk}, reader)
    return [
        Disagreement(one, other, other.quarter == quarter or other.quarter.pk in readable)
        for one, other in pairs
    ]


def shared_kpis(quarter: Quarter) -> set[int]:
    """The KPIs of the quarter's strategy that also stand in another: their ids."""
    own = KPI.objects.filter(placements__sub_strand__strategy=quarter.strategy_id)
    elsewhere = Placement.objects.filter(kpi__in=own).exclude(
        sub_strand__strategy=quarter.strategy_id
    )
    return set(elsewhere.values_list("kpi", flat=True))


def _places(quarter: Quarter, report: QuarterReport) -> Iterator[Place]:
    """The rows that print a measured figure whose time is known."""
    for part, line in report.lines():
        figure = line.figure
        if line.period and figure and line.achieved and Kind(figure.kind).is_measured:
            yield Place(quarter, part, line)


def _within(places: list[Place]) -> Iterator[tuple[Place, Place]]:
    """Each place that disagrees with the first one in the same report."""
    first: dict[tuple, Place] = {}
    for place in places:
        other = first.setdefault(place.time, place)
        if _differ(place, other):
            yield other, place


def _with_others(here: list[Place], others: Iterable[Place]) -> Iterator[tuple[Place, Place]]:
    by_time: dict[tuple, list[Place]] = {}
    for place in others:
        by_time.setdefault(place.time, []).append(place)
    for place in here:
        for other in by_time.get(place.time, []):
            if _differ(place, other):
                yield place, other


def _differ(one: Place, other: Place) -> bool:
    return one.line.figure.number != other.line.figure.number


def _others(quarter: Quarter, here: list[Place]) -> Iterator[Place]:
    """What other strategies have published of the same KPIs for the same financial quarter."""
    quarters = list(
        Quarter.objects.filter(
            period=quarter.period,
            state=QuarterState.PUBLISHED,
            strategy__sub_strands__placements__kpi__slug__in={item.line.kpi_slug for item in here},
        )
        .exclude(strategy=quarter.strategy_id)
        .select_related("strategy")
        .order_by("strategy__position", "strategy__slug", "pk")
        .distinct()
    )
    reports = editions.latest_of(quarters)
    for other in quarters:
        yield from _places(other, reports[other.pk])


def _readable(quarters: set[int], reader: Reader | None) -> set[int]:
    if reader is None or not quarters:
        return set()
    return set(visible_quarters(reader).filter(pk__in=quarters).values_list("pk", flat=True))
