"""How the statuses of a quarter are spread over its objectives, in printed order."""

from collections import Counter

from objectives.rag import Status
from reporting import metrics
from reporting.charts import rows, wholes
from reporting.charts.chart import Chart
from reporting.charts.wholes import DECLARED, TARGETS, Language, Whole
from reporting.metrics import Met, Metric
from reporting.report import QuarterReport

_ID = "chart-objectives"


def by_objective(report: QuarterReport) -> Chart | None:
    """KPIs by objective and declared status; None for fewer than two objectives with KPIs."""
    found: dict[str, Counter] = {}
    for part in report.received:
        found.setdefault(part.objective, Counter()).update(part.counts)
    return _chart(found, DECLARED, "Declared statuses by objective", "Objective")


def by_section(report: QuarterReport) -> Chart | None:
    """Metrics by section and what their targets make of them."""
    found: dict[str, Counter] = {}
    for item in metrics.of(report.received):
        found.setdefault(item.part.objective, Counter())[_standing(item)] += 1
    return _chart(found, TARGETS, "Targets met by section", "Section")


_STANDINGS = {Met.MISSED: Status.RED, Met.CLOSE: Status.AMBER, Met.MET: Status.GREEN}


def _standing(item: Metric) -> Status:
    """Without a target, or where it can't be held against it, a metric is not tested."""
    return _STANDINGS.get(item.met, Status.NOT_RATED)


def _chart(found: dict[str, Counter], language: Language, title: str, first: str) -> Chart | None:
    bars = [Whole(name, counts) for name, counts in found.items() if counts.total()]
    if len(bars) < 2:
        return None
    headings, table = wholes.table(first, bars, language)
    return Chart(
        id=_ID,
        title=title,
        sentence=wholes.by_place(bars, language),
        columns=headings,
        rows=table,
        svg=rows.svg(bars, language, prefix=_ID, labelled_by=f"{_ID}-title {_ID}-says"),
        figure=rows.figure(bars, language),
    )
