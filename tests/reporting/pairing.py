"""What tests of possibly-the-same share: two KPIs in two strategies, and acts on them."""

from dataclasses import dataclass

from accounts.roles import Role
from objectives.models import KPI, Placement, PossiblySame, Strategy
from objectives.periods import DataPeriod
from reporting import same
from reporting.actions import merging
from reporting.models import Merging, Observation
from tests import factories
from tests.factories import NOW


@dataclass(frozen=True)
class Two:
    """Homes built, in the town plan, and the same in a corporate plan; who runs both."""

    doubt: PossiblySame
    kept: KPI
    other: KPI
    place: Placement  # the other's
    strategy: Strategy  # in which the other stands
    pk: int


def two(plan, officer, **fields) -> Two:
    """Both hold a figure for 2022/23 that disagrees; the other alone one for the year before."""
    strategy = factories.strategy(slug="corporate", name="Corporate plan", position=2)
    whole = factories.objective(strategy=strategy, slug="growth")
    part = factories.sub_strand(objective=whole, slug="growth", name="Corporate growth")
    other = factories.kpi(name="Corporate homes", **fields)
    place = factories.placement(sub_strand=part, kpi=other, code="G07")
    factories.hold(user=officer, role=Role.OFFICER, over=strategy)
    kept = plan.homes.kpi
    value(kpi=kept, year=2022, printed="705")
    value(kpi=other, year=2022, printed="745")
    value(kpi=other, year=2021, printed="766")
    doubt = factories.possibly_same(kept, other, note="One prints 705 and the other 745.")
    return Two(doubt, kept, other, place, strategy, doubt.pk)


def value(*, kpi, year, printed, **fields) -> Observation:
    """A figure that no return reported, for that financial year."""
    period = DataPeriod.for_financial_year(year)
    return Observation.objects.create(
        kpi=kpi,
        period_kind=period.kind,
        starts=period.starts,
        ends=period.ends,
        period_label=period.label,
        value=printed.replace(",", ""),
        printed=printed,
        **{"recorded_at": NOW, **fields},
    )


def pair(found: Two) -> same.Pair:
    """The pair as it is stored now."""
    return same.pair_of(PossiblySame.objects.get(pk=found.pk))


def seen(found: Two) -> str:
    """What a page read now would send back."""
    return same.version_of(pair(found))


def merge(found: Two, by, *, keep=None, **options) -> Merging:
    """Make them one: the town plan's KPI stands, unless told otherwise."""
    given = {"seen": seen(found), "keep": (keep or found.kept).slug, "now": NOW, **options}
    return merging.merge(pair=pair(found), by=by, **given)


def undo(found: Two, by, made: Merging, **options) -> Merging:
    return merging.undo(pair=pair(found), seen=made.pk, by=by, **{"now": NOW, **options})


def differ(found: Two, by, because="One counts starts.", **options) -> PossiblySame:
    given = {"seen": seen(found), "now": NOW, **options}
    return merging.differ(pair=pair(found), because=because, by=by, **given)


def current(kpi) -> dict[str, str]:
    """By period, what stands on record."""
    found = Observation.objects.current().filter(kpi=kpi).order_by("ends")
    return dict(found.values_list("period_label", "printed"))
