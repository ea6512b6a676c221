"""Statuses over the quarters: a column for each quarter, the latest on the right."""

from collections.abc import Sequence

from reporting.charts import columns, wholes
from reporting.charts.chart import Chart
from reporting.charts.wholes import Language, Whole


def statuses(
    found: Sequence[Whole], language: Language, *, id: str, title: str, note: str = ""
) -> Chart | None:
    """The chart of these quarters, oldest first; None for one, or without anything counted."""
    if len(found) < 2 or not any(whole.total for whole in found):
        return None
    headings, rows = wholes.table("Quarter", found, language)
    return Chart(
        id=id,
        title=title,
        sentence=wholes.over_time(found, language),
        columns=headings,
        rows=rows,
        svg=columns.svg(found, language, prefix=id, labelled_by=f"{id}-title {id}-says"),
        figure=columns.figure(found, language),
        note=note,
    )
