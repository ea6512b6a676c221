"""The figures that moved most in a quarter, each as its trend: small multiples."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from objectives.judging.change import Direction
from reporting.charts.chart import Chart
from reporting.charts.of_line import of_line
from reporting.report import Line, QuarterReport, SubStrandReport

AT_MOST = 6
Moved = tuple[SubStrandReport, Line]


def movers(report: QuarterReport, own: str) -> list[Chart]:
    """The trends of the KPIs that moved most, each with the words for it; `own` as of `of_line`."""
    found = []
    for part, line in moved_most(report):
        chart = of_line(line, own, id=f"moved-{part.slug}-{line.number}")
        if chart:
            said = _in_words(line)
            found.append(replace(chart, sentence=f"{part.name}: {said}. {chart.sentence}"))
    return found[:AT_MOST]


def moved_most(report: QuarterReport) -> list[Moved]:
    """The new figures by how many per cent they moved from what they compare with, furthest first.

    Not those without a percentage (from zero, nothing before), that stayed, or that are carried
    forward; of a KPI in several places only one. Those that moved equally stand as printed.
    """
    moved = [(part, line) for part, line in report.lines() if _percent(line) is not None]
    return sorted(_each_once(moved), key=lambda pair: -abs(_percent(pair[1])))


def _percent(line: Line) -> Decimal | None:
    compared = line.compared
    if compared is None or line.carried_forward or compared.direction in (None, Direction.SAME):
        return None
    return compared.percent


def _each_once(found: Iterable[Moved]) -> list[Moved]:
    """Each KPI where it is entered, if that is among them; else where it comes first."""
    chosen: dict[str, Moved] = {}
    for part, line in found:
        if line.kpi_slug not in chosen or (chosen[line.kpi_slug][1].home and not line.home):
            chosen[line.kpi_slug] = (part, line)
    return list(chosen.values())


def _in_words(line: Line) -> str:
    """ "up 42.4%, better, from April to June 2024": the number's way, and what it means."""
    compared = line.compared
    since = f", from {compared.since.label}" if compared.since else ""
    return f"{compared.words}{since}"
