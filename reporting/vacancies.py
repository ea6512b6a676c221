"""What an officer should know before a quarter opens: who is missing, and what would be made.

Read only, in a fixed number of queries. Nothing of it holds the opening up.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.roles import Role
from objectives.models import Assignment, Placement, Strategy, SubStrand
from objectives.periods import FinancialQuarter


@dataclass(frozen=True, slots=True)
class Unled:
    """A sub-strand that nobody leads on the day; deputies, by name, may."""

    sub_strand: SubStrand
    deputies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unowned:
    """Placements whose figure nobody enters, by where it would be entered (None: nowhere)."""

    home: SubStrand | None
    placements: tuple[Placement, ...]


@dataclass(frozen=True, slots=True)
class Vacancies:
    """Sub-strands without a lead and KPIs without an owner, in printed order."""

    unled: tuple[Unled, ...]
    unowned: tuple[Unowned, ...]

    @property
    def kpis(self) -> int:
        """How many KPIs have no owner."""
        return len({item.kpi_id for group in self.unowned for item in group.placements})


def of(strategy: Strategy, period: FinancialQuarter, *, on: date) -> Vacancies:
    """What lacks somebody in that quarter of the strategy, as posts are held on the day `on`."""
    placements = list(_standing(strategy, period).select_related("kpi", "sub_strand"))
    homes = _homes(placements, period)
    parts = list(SubStrand.objects.filter(strategy=strategy).in_order())
    held = _held({part.id for part in [*parts, *homes.values()]}, on)
    led = {key for key, roles in held.items() if Role.PROJECT_LEAD in roles}
    unled = tuple(
        Unled(part, tuple(held[part.id].get(Role.DEPUTY, ())))
        for part in parts
        if part.id not in led
    )
    return Vacancies(unled, _unowned(placements, homes, led))


def _unowned(
    placements: Iterable[Placement], homes: dict[int, SubStrand], led: set[int]
) -> tuple[Unowned, ...]:
    groups: dict[SubStrand | None, list[Placement]] = defaultdict(list)
    for placement in placements:
        home = homes.get(placement.kpi_id)
        if home is None or home.id not in led:
            groups[home].append(placement)
    return tuple(Unowned(home, tuple(group)) for home, group in groups.items())


def _standing(strategy: Strategy, period: FinancialQuarter):
    """The strategy's placements in that quarter, in printed order."""
    return (
        Placement.objects.in_quarter(period)
        .filter(sub_strand__strategy=strategy)
        .order_by("sub_strand__objective__position", "sub_strand__position", "position", "id")
    )


def _homes(placements: list[Placement], period: FinancialQuarter) -> dict[int, SubStrand]:
    """By KPI, where its figure is entered in that quarter; it may be in another strategy."""
    found = Placement.objects.in_quarter(period).filter(
        kpi__in={item.kpi_id for item in placements}, is_home=True
    )
    return {item.kpi_id: item.sub_strand for item in found.select_related("sub_strand__strategy")}


def _held(sub_strands: set[int], on: date) -> dict[int, dict[Role, list[str]]]:
    """Who leads and deputises there on the day, by sub-strand and role; who left does not."""
    found = (
        Assignment.objects.on(on)
        .filter(
            sub_strand__in=sub_strands,
            role__in=[Role.PROJECT_LEAD, Role.DEPUTY],
            user__is_active=True,
        )
        .order_by("user__name", "id")
    )
    held: dict[int, dict[Role, list[str]]] = defaultdict(lambda: defaultdict(list))
    for part, role, name in found.values_list("sub_strand", "role", "user__name"):
        held[part][Role(role)].append(name)
    return held


# --- What would be made -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Making:
    """The returns and rows of a quarter, and the KPIs that come and go since the one before."""

    returns: int
    rows: int
    new: tuple[Placement, ...] = ()
    retired: tuple[Placement, ...] = ()


def making(
    strategy: Strategy, period: FinancialQuarter, previous: FinancialQuarter | None
) -> Making:
    """What opening the quarter makes; without a `previous` one nothing is new or retired."""
    rows = list(_standing(strategy, period).select_related("sub_strand"))
    returns = SubStrand.objects.filter(strategy=strategy).count()
    if previous is None:
        return Making(returns, len(rows))
    before = list(_standing(strategy, previous).select_related("sub_strand"))
    return Making(
        returns,
        len(rows),
        new=tuple(item for item in rows if item not in set(before)),
        retired=tuple(item for item in before if item not in set(rows)),
    )
