"""A trend as a still picture: what stands without script and on paper. Pure."""

from datetime import date

from reporting.charts import series
from reporting.charts.chart import Trace
from reporting.charts.drawing import (
    EDGE,
    GRID,
    INK,
    INK_SOFT,
    PAPER,
    Place,
    Svg,
    group,
    line,
    marker,
    picture,
    polyline,
    ring,
    text,
)
from reporting.charts.labels import KEY, LINE, Label
from reporting.charts.styles import Style
from reporting.charts.trend_plan import WIDTH, Level, Plan

_TO_FOOT = 4.5  # from the middle of small letters to their foot


def svg(plan: Plan, *, labelled_by: str) -> Svg:
    """The whole picture."""
    return picture(*pieces(plan), width=WIDTH, height=plan.height, labelled_by=labelled_by)


def pieces(plan: Plan) -> tuple[Svg, ...]:
    """All that is drawn, for a picture of `WIDTH` by the plan's height."""
    return (
        _axis(plan),
        *(_level(plan, level) for level in plan.levels),
        *(_break(plan, day) for day in plan.breaks),
        *(_series(plan, trace, style) for trace, style in plan.traces),
        *(_label(plan, label) for label in plan.labels),
    )


def _axis(plan: Plan) -> Svg:
    plane = plan.plane
    rows = []
    for number, words in plan.ticks_y:
        y = plane.y(number)
        stroke = EDGE if number == plane.scale.lowest else GRID
        rows.append(line((plane.left, y), (plane.right, y), stroke=stroke))
        rows.append(text(words, plane.left - 6, y + _TO_FOOT, anchor="end", fill=INK_SOFT))
    for day, lines in plan.ticks_x:
        x = plane.x(day)
        rows.append(line((x, plane.bottom), (x, plane.bottom + 5), stroke=EDGE))
        rows += [
            text(words, x, plane.bottom + 20 + LINE * at, anchor="middle", fill=INK_SOFT)
            for at, words in enumerate(lines)
        ]
    return group(*rows)


def _level(plan: Plan, level: Level) -> Svg:
    plane = plan.plane
    y = plane.y(level.number)
    start, end = plane.x(level.starts), plane.x(level.ends)
    return line((start, y), (max(end, start + 8), y), stroke=INK, width=1.5, dash="7 4")


def _break(plan: Plan, day: date) -> Svg:
    plane = plan.plane
    x = plane.x(day)
    return group(
        line((x, plane.top), (x, plane.bottom), stroke=EDGE, dash="1 3"),
        text("break", x, plane.top - 3, anchor="middle", size=11, fill=INK_SOFT),
    )


def _series(plan: Plan, trace: Trace, style: Style) -> Svg:
    plane, pieces = plan.plane, []
    for run in series.lines(trace):
        places = [(plane.x(point.period.ends), plane.y(point.number)) for point in run]
        pieces.append(polyline(places, stroke=style.stroke, width=style.width, dash=style.dash))
    for point in trace.points:
        place = (plane.x(point.period.ends), plane.y(point.number))
        fill = PAPER if series.is_hollow(point) else style.stroke
        pieces.append(marker(style.shape, place, size=style.size, fill=fill, stroke=style.stroke))
        if series.is_ringed(point):
            pieces.append(ring(place))
    return group(*pieces)


def _label(plan: Plan, label: Label) -> Svg:
    left = plan.plane.right + 12
    first = label.y - (len(label.lines) - 1) * LINE / 2 + _TO_FOOT
    key = Svg("")
    if plan.has_keys:
        style, left = label.end.style, left + KEY
        place = (left - KEY + 4, first - _TO_FOOT)
        key = _key(style, place) if style else key
    return group(
        key,
        *(
            text(words, left, first + LINE * at, bold=label.end.is_bold)
            for at, words in enumerate(label.lines)
        ),
    )


def _key(style: Style, place: Place) -> Svg:
    return marker(style.shape, place, size=4, fill=style.stroke, stroke=style.stroke)
