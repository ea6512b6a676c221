"""A trend: one measure over time, with its target as a level and others' values beside it."""

from collections.abc import Sequence
from dataclasses import replace

from reporting.charts import series, trend_figure, trend_picture
from reporting.charts.chart import Chart, Goal, Trace
from reporting.charts.trend_plan import plan_of


def trend(
    *,
    id: str,
    title: str,
    own: Trace,
    comparators: Sequence[Trace] = (),
    goals: Sequence[Goal] = (),
    unit: str = "",
    decimals: int | None = None,
    note: str = "",
    way: str = "",
) -> Chart | None:
    """The chart of these values; None where there are fewer than two in all.

    `unit` and `decimals` are for the ticks alone: the figures themselves are as printed. `way`
    says which way is good: "lower is better"; blank where that is not known.
    """
    own, *comparators = (_oldest_first(trace) for trace in (own, *comparators))
    comparators = [trace for trace in comparators if trace.points]
    if sum(len(trace.points) for trace in (own, *comparators)) < 2:
        return None
    plan = plan_of(own, comparators, goals, unit, decimals)
    columns, rows = series.table(own, comparators, goals)
    scale = plan.plane.scale
    foot = series.foot(scale.lowest, scale.highest, [words for _, words in plan.ticks_y])
    said = [item for item in (note.strip(), series.marks([own, *comparators]), foot) if item]
    return Chart(
        id=id,
        title=title,
        sentence=series.sentence(own, comparators, goals, way),
        columns=columns,
        rows=rows,
        svg=trend_picture.svg(plan, labelled_by=f"{id}-title {id}-says"),
        figure=trend_figure.figure(plan),
        note=" ".join(said),
    )


def _oldest_first(trace: Trace) -> Trace:
    by_time = sorted(trace.points, key=lambda point: (point.period.ends, point.period.starts))
    return replace(trace, points=tuple(by_time))
