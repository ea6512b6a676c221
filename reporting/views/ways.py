"""The addresses of the short ways to read a quarter, for every page that leads there."""

from collections.abc import Iterable

from django.urls import reverse

from objectives.periods import FinancialQuarter
from reporting import access, dashboard
from reporting.access import Reader
from reporting.models import Pack, Quarter
from reporting.report import QuarterReport
from reporting.workflow import QuarterState


def headlines(quarter: Quarter) -> str:
    """The quarter in one minute."""
    return _of_quarter("headlines", quarter)


def compare(quarter: Quarter) -> str:
    """The quarter beside another one."""
    return _of_quarter("compare", quarter)


def objective(quarter: Quarter, slug: str) -> str:
    """One objective of the quarter on a page of its own."""
    return _of_quarter("objective", quarter, slug)


def kpi(slug: str) -> str:
    """A KPI's history."""
    return reverse("reporting:kpi", args=[slug])


def _of_quarter(name: str, quarter: Quarter, *more: str) -> str:
    return reverse(f"reporting:{name}", args=[quarter.strategy.slug, quarter.period, *more])


def from_dashboard(quarter: Quarter, who: Reader) -> list[dict]:
    """What stands under a dashboard's first sentence."""
    return [*_short(quarter, who), *_packs(quarter, who)]


def _short(quarter: Quarter, who: Reader) -> list[dict]:
    found = [{"label": "Headlines, in one minute", "url": headlines(quarter)}]
    if others(quarter, who):
        found.append({"label": "Compare with another quarter", "url": compare(quarter)})
    return found


def others(quarter: Quarter, who: Reader) -> list[FinancialQuarter]:
    """The strategy's other quarters that there is something to read of, newest first."""
    found = access.visible_quarters(who, quarter.strategy).exclude(state=QuarterState.UPCOMING)
    return list(found.exclude(pk=quarter.pk).order_by("-period").values_list("period", flat=True))


def _packs(quarter: Quarter, who: Reader) -> list[dict]:
    """The finished packs, for those who read them; officers make them at the page's end."""
    if not who.reads_packs(quarter.strategy_id) or who.packs(quarter.strategy_id):
        return []
    if not Pack.objects.filter(quarter=quarter, is_final=True).exists():
        return []
    return [{"label": "Briefing pack", "url": _of_quarter("pack", quarter)}]


def objectives(quarter: Quarter, report: QuarterReport) -> list[dict]:
    """Each objective's own page, in printed order."""
    return [
        {"label": name, "url": objective(quarter, slug)}
        for slug, name in dashboard.objectives(report).items()
    ]


def latest_headlines(quarters: Iterable[Quarter]) -> dict | None:
    """The headlines of the latest of these quarters, newest first, that was published."""
    for quarter in quarters:
        if quarter.state in (QuarterState.PUBLISHED, QuarterState.REOPENED):
            label = f"Headlines of {quarter.period.name}, in one minute"
            return {"label": label, "url": headlines(quarter)}
    return None


def with_objectives(groups: list[dict], quarter: Quarter, report: QuarterReport) -> list[dict]:
    """Rows by objective, each heading with the way to its objective's page."""
    urls = {link["label"]: link["url"] for link in objectives(quarter, report)}
    return [{**group, "url": urls.get(group["name"], "")} for group in groups]
