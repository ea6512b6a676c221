"""A trend as Plotly's data and layout; numbers are floats only here."""

from datetime import date, timedelta

from reporting.charts import series
from reporting.charts.chart import Point, Trace
from reporting.charts.drawing import EDGE, GRID, INK, INK_SOFT, PAPER
from reporting.charts.labels import Label
from reporting.charts.plotly_parts import SYMBOLS, axis, dash, plain, words
from reporting.charts.styles import Style
from reporting.charts.trend_plan import WIDTH, Level, Plan

_KEYS = {
    "circle": "●",
    "square": "■",
    "triangle": "▲",
    "diamond": "◆",
    "cross": "✚",
    "triangle-down": "▼",
    "x": "✖",
}


def figure(plan: Plan) -> dict:
    """The figure as plain JSON."""
    plane = plan.plane
    return plain(
        [
            *(_level(level) for level in plan.levels),
            *(_series(trace, style) for trace, style in plan.traces if trace.points),
            *(
                _rings(trace)
                for trace, _ in plan.traces
                if any(map(series.is_ringed, trace.points))
            ),
        ],
        margin={
            "l": round(plane.left),
            "r": round(WIDTH - plane.right),
            "t": round(plane.top),
            "b": round(plan.height - plane.bottom),
            "pad": 0,
        },
        xaxis=_time_axis(plan),
        yaxis=_number_axis(plan),
        shapes=[_break(day) for day in plan.breaks],
        annotations=[
            *(_label(plan, label) for label in plan.labels),
            *(_break_word(day) for day in plan.breaks),
        ],
    )


def _series(trace: Trace, style: Style) -> dict:
    """The series with a gap (null) wherever its line is broken off."""
    shown: list[Point | None] = []
    for run in series.lines(trace):
        shown += [None, *run] if shown else run
    return {
        "type": "scatter",
        "name": words(trace.name),
        "mode": "lines+markers",
        "connectgaps": False,
        "cliponaxis": False,
        "x": [point and point.period.ends.isoformat() for point in shown],
        "y": [None if point is None else float(point.number) for point in shown],
        "hovertext": ["" if point is None else _hover(trace, point) for point in shown],
        "hoverinfo": "text",
        "line": {"color": style.stroke, "width": style.width, "dash": dash(style.dash)},
        "marker": {
            "symbol": SYMBOLS[style.shape],
            "opacity": 1,
            "size": 2 * style.size,
            "color": [_fill(point, style) for point in shown],
            "line": {"color": style.stroke, "width": 2},
        },
    }


def _rings(trace: Trace) -> dict:
    ringed = [point for point in trace.points if series.is_ringed(point)]
    return {
        "type": "scatter",
        "name": words(f"{trace.name}, {series.CORRECTED}"),
        "mode": "markers",
        "cliponaxis": False,
        "x": [point.period.ends.isoformat() for point in ringed],
        "y": [float(point.number) for point in ringed],
        "hoverinfo": "skip",
        "marker": {"symbol": "circle-open", "size": 17, "color": INK, "line": {"width": 1.2}},
    }


def _fill(point: Point | None, style: Style) -> str:
    return PAPER if point is not None and series.is_hollow(point) else style.stroke


def _hover(trace: Trace, point: Point) -> str:
    return words(f"{trace.name}, {series.labelled(point.period)}: {series.marked(point)}")


def _level(level: Level) -> dict:
    end = level.ends if level.ends > level.starts else level.starts + timedelta(days=7)
    said = words(f"Target {level.goal.said}")
    return {
        "type": "scatter",
        "name": "Target",
        "mode": "lines",
        "cliponaxis": False,
        "x": [level.starts.isoformat(), end.isoformat()],
        "y": [float(level.number)] * 2,
        "hovertext": [said, said],
        "hoverinfo": "text",
        "line": {"color": INK, "width": 1.5, "dash": dash("7 4")},
    }


def _time_axis(plan: Plan) -> dict:
    first, last = plan.plane.first, plan.plane.last
    spread = timedelta(days=0 if last > first else 1)
    return axis(
        type="date",
        range=[(first - spread).isoformat(), (last + spread).isoformat()],
        showgrid=False,
        ticks="outside",
        ticklen=5,
        showline=True,
        linecolor=EDGE,
        tickcolor=EDGE,
        tickmode="array",
        tickvals=[day.isoformat() for day, _ in plan.ticks_x],
        ticktext=["<br>".join(map(words, lines)) for _, lines in plan.ticks_x],
    )


def _number_axis(plan: Plan) -> dict:
    held = plan.plane.scale
    return axis(
        range=[float(held.lowest), float(held.highest)],
        gridcolor=GRID,
        tickmode="array",
        tickvals=[float(number) for number, _ in plan.ticks_y],
        ticktext=[f"{words(text)} " for _, text in plan.ticks_y],
    )


def _label(plan: Plan, label: Label) -> dict:
    plane = plan.plane
    said = "<br>".join(map(words, label.lines))
    if plan.has_keys and label.end.style:
        said = f"{_KEYS[label.end.style.shape]} {said}"
    return {
        "text": said,
        # Bold by a tag would be an inline style, which the content security policy refuses.
        "font": {"size": 12, "weight": 700 if label.end.is_bold else 400},
        "xref": "paper",
        "x": 1,
        "xanchor": "left",
        "xshift": 10,
        "yref": "paper",
        "y": (plane.bottom - label.y) / (plane.bottom - plane.top),
        "yanchor": "middle",
        "align": "left",
        "showarrow": False,
    }


def _break(day: date) -> dict:
    return {
        "type": "line",
        "xref": "x",
        "x0": day.isoformat(),
        "x1": day.isoformat(),
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": EDGE, "width": 1, "dash": "dot"},
    }


def _break_word(day: date) -> dict:
    return {
        "text": "break",
        "x": day.isoformat(),
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 11, "color": INK_SOFT},
    }
