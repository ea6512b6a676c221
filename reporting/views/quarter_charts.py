"""Prepares the charts of a quarter's dashboard, whichever style its strategy has."""

from django.conf import settings

from objectives.plan import Style
from reporting.charts.distribution import by_objective, by_section
from reporting.charts.movers import movers
from reporting.report import QuarterReport


def of_report(report: QuarterReport) -> dict:
    """How its statuses are spread, and what moved most; `all` of them for the page's script."""
    spread = by_section(report) if report.style == Style.METRICS else by_objective(report)
    moved = movers(report, settings.COUNCIL_NAME)
    return {"spread": spread, "moved": moved, "all": [*([spread] if spread else []), *moved]}
