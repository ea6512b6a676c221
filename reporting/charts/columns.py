"""Wholes in parts as columns beside each other: what changed from quarter to quarter."""

from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go

from objectives.rag import Status
from reporting.charts import drawing, wholes
from reporting.charts.drawing import INK, INK_SOFT, PAPER, Svg, group, picture, text
from reporting.charts.plotly_parts import axis, plain, words
from reporting.charts.stack_parts import LOOKS, fill, inside, key, patterns
from reporting.charts.wholes import Language, Whole

_WIDTH, _HEIGHT = 400, 260
_LEFT, _TOP, _FOOT = 4, 34, 44
_WIDE = 44  # a column at most
_NUMBER = 15  # the least height that holds a number


def svg(found: Sequence[Whole], language: Language, *, prefix: str, labelled_by: str) -> Svg:
    """The still picture."""
    slot = (_WIDTH - 2 * _LEFT) / len(found)
    foot = _HEIGHT - _FOOT
    return picture(
        patterns(prefix),
        key(wholes.present(found), language, prefix, left=_LEFT),
        drawing.line((_LEFT, foot), (_WIDTH - _LEFT, foot), stroke=drawing.EDGE),
        *(
            _column(whole, _LEFT + slot * (at + 0.5), slot, _scale(found), prefix)
            for at, whole in enumerate(found)
        ),
        width=_WIDTH,
        height=_HEIGHT,
        labelled_by=labelled_by,
    )


def _scale(found: Sequence[Whole]) -> float:
    """Pixels for each one counted."""
    return (_HEIGHT - _FOOT - _TOP - 20) / max(whole.total for whole in found)


def _column(whole: Whole, middle: float, slot: float, scale: float, prefix: str) -> Svg:
    foot = _HEIGHT - _FOOT
    pieces = [
        text(line, middle, foot + 17 + 15 * at, anchor="middle", fill=INK_SOFT)
        for at, line in enumerate(whole.name.split(" ", 1))
    ]
    if not whole.total:
        return group(*pieces, text(whole.gap, middle, foot - 8, anchor="middle", fill=INK_SOFT))
    wide = min(_WIDE, slot * 0.62)
    y = float(foot)
    for status in wholes.present([whole]):
        high = whole.of(status) * scale
        y -= high
        place = (middle - wide / 2, y)
        pieces.append(
            drawing.bar(place, width=wide, height=high, fill=fill(prefix, status), stroke=PAPER)
        )
        pieces.append(_number(whole.of(status), status, middle, y + high / 2, high, wide))
    total = text(str(whole.total), middle, y - 6, anchor="middle", fill=INK_SOFT)
    return group(*pieces, total)


def _number(number: int, status: Status, x: float, y: float, high: float, wide: float) -> Svg:
    """Inside its part; beside it where that is too low."""
    if high < _NUMBER:
        return text(str(number), x + wide / 2 + 4, y + 4.5, bold=True)
    return inside(number, status, x, y + 4.5)


# --- Plotly ---------------------------------------------------------------------------------------


def figure(found: Sequence[Whole], language: Language) -> dict:
    """The same as Plotly draws it."""
    drawn = [whole for whole in found if whole.total]
    names = [words(whole.name) for whole in found]

    def is_roomy(number: int) -> bool:
        return number * _scale(found) >= _NUMBER

    return plain(
        [trace(status, drawn, language, "v", is_roomy) for status in wholes.present(found)],
        barmode="stack",
        bargap=_gap(found),
        margin={"l": _LEFT, "r": _LEFT, "t": _TOP, "b": _FOOT, "pad": 0},
        **legend(),
        xaxis=axis(
            type="category",
            categoryorder="array",
            categoryarray=names,
            range=[-0.5, len(found) - 0.5],
            tickvals=names,
            ticktext=[name.replace(" ", "<br>", 1) for name in names],
            linecolor=drawing.EDGE,
            showline=True,
        ),
        yaxis=axis(visible=False, range=[0, max(whole.total for whole in found) * 1.1]),
        annotations=[
            *(_said(words(whole.name), whole.total, str(whole.total)) for whole in drawn),
            *(_said(words(whole.name), 0, whole.gap) for whole in found if not whole.total),
            *(item for at, whole in enumerate(found) for item in _beside(at, whole, found)),
        ],
    )


def _gap(found: Sequence[Whole]) -> float:
    """How much of a column's room stays free; a few columns stand further apart."""
    return 0.38 if len(found) > 4 else 0.55


def _beside(at: int, whole: Whole, found: Sequence[Whole]) -> list[dict]:
    """The numbers of parts that are too low for them, right of the column."""
    made, below = [], 0
    for status in wholes.present([whole]):
        number = whole.of(status)
        if number * _scale(found) < _NUMBER:
            made.append(
                {
                    "text": str(number),
                    "x": at + (1 - _gap(found)) / 2,
                    "xanchor": "left",
                    "y": below + number / 2,
                    "yanchor": "middle",
                    "showarrow": False,
                    "font": {"color": INK, "weight": 700},
                }
            )
        below += number
    return made


def _said(name: str, y: int, said: str) -> dict:
    return {
        "text": words(said),
        "x": name,
        "y": y,
        "yanchor": "bottom",
        "yshift": 2,
        "showarrow": False,
        "font": {"color": INK_SOFT},
    }


def legend() -> dict[str, Any]:
    """The key in a row above the picture; touching it changes nothing."""
    return {
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
            "itemwidth": 30,
        },
    }


def trace(
    status: Status,
    found: Sequence[Whole],
    language: Language,
    orientation: str,
    is_roomy: Callable[[int], bool],
) -> go.Bar:
    """All parts of one status; one that is not `is_roomy` for its number is told by hovering."""
    look = LOOKS[status]
    names = [words(whole.name) for whole in found]
    numbers = [whole.of(status) for whole in found]
    along, across = ("x", "y") if orientation == "h" else ("y", "x")
    return go.Bar(
        name=words(language.labels[status]),
        orientation=orientation,
        text=[str(number) if is_roomy(number) else "" for number in numbers],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        textfont={"color": look.number, "weight": 700},
        hoverinfo="text",
        hovertext=[
            f"{name}: {number} {words(language.labels[status])}"
            for name, number in zip(names, numbers, strict=True)
        ],
        marker={
            "color": look.fill,
            "line": {"color": PAPER, "width": 1},
            "pattern": {
                "shape": look.hatch,
                "bgcolor": look.fill,
                "fgcolor": look.over,
                "size": 8,
                "solidity": 0.12 if look.hatch == "." else 0.25,
            },
        },
        **{along: numbers, across: names},
    )
