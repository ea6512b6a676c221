"""Wholes in parts as bars below each other: how objectives differ in a quarter."""

import textwrap
from collections.abc import Sequence
from functools import partial

from reporting.charts import drawing, wholes
from reporting.charts.columns import legend, trace
from reporting.charts.drawing import INK_SOFT, PAPER, Svg, group, picture, text
from reporting.charts.plotly_parts import axis, plain, words
from reporting.charts.stack_parts import fill, inside, key, patterns
from reporting.charts.wholes import Language, Whole

_WIDTH, _TOP = 400, 34
_ACROSS = 50  # characters of a name, then it is cut
_SLOT, _WORDS, _BAR = 70, 40, 20  # from bar to bar; its two lines of words; the bar
_KEY_AT = 4
_EDGE = 6  # of a number's room, beside its digits


def svg(found: Sequence[Whole], language: Language, *, prefix: str, labelled_by: str) -> Svg:
    """The still picture."""
    scale = _scale(found)
    return picture(
        patterns(prefix),
        key(wholes.present(found), language, prefix, left=_KEY_AT),
        *(
            _row(whole, language, _TOP + _SLOT * at, scale, prefix)
            for at, whole in enumerate(found)
        ),
        width=_WIDTH,
        height=_height(found),
        labelled_by=labelled_by,
    )


def _scale(found: Sequence[Whole]) -> float:
    """Pixels for each one counted."""
    return _WIDTH / max(whole.total for whole in found)


def _height(found: Sequence[Whole]) -> int:
    return _TOP + _SLOT * len(found)


def _row(whole: Whole, language: Language, y: float, scale: float, prefix: str) -> Svg:
    pieces = [
        text(_short(whole.name), 0, y + 15, bold=True),
        text(_counts(whole, language), 0, y + 32, fill=INK_SOFT),
    ]
    x = 0.0
    for status in wholes.present([whole]):
        wide = whole.of(status) * scale
        place = (x, float(y + _WORDS))
        pieces.append(
            drawing.bar(place, width=wide, height=_BAR, fill=fill(prefix, status), stroke=PAPER)
        )
        if is_roomy(whole.of(status), scale):
            pieces.append(inside(whole.of(status), status, x + wide / 2, y + _WORDS + 14.5))
        x += wide
    return group(*pieces)


def is_roomy(number: int, scale: float) -> bool:
    """Whether a part of so many holds its number."""
    return number * scale >= drawing.text_width(str(number)) + _EDGE


def _short(name: str) -> str:
    return textwrap.shorten(name, _ACROSS, placeholder=" …")


def _counts(whole: Whole, language: Language) -> str:
    return wholes.in_words(whole, language)


def figure(found: Sequence[Whole], language: Language) -> dict:
    """The same as Plotly draws it."""
    names = [words(whole.name) for whole in found]
    return plain(
        [
            trace(status, found, language, "h", partial(is_roomy, scale=_scale(found)))
            for status in wholes.present(found)
        ],
        barmode="stack",
        bargap=1 - _BAR / _SLOT,
        margin={"l": 0, "r": 0, "t": _TOP, "b": 0, "pad": 0},
        **legend(),
        xaxis=axis(visible=False, range=[0, max(whole.total for whole in found)]),
        yaxis=axis(
            type="category",
            categoryorder="array",
            categoryarray=names,
            # Words stand above a bar, so that it is lower than the middle of its room.
            range=[len(found) - 0.5 - _LOWER, -0.5 - _LOWER],
            showticklabels=False,
        ),
        annotations=[
            item for at, whole in enumerate(found) for item in _labels(at, whole, language)
        ],
    )


_LOWER = (_WORDS + _BAR / 2) / _SLOT - 0.5


def _labels(at: int, whole: Whole, language: Language) -> list[dict]:
    """Its name, and under it the counts, above the bar."""
    place = {
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "y": at - _BAR / _SLOT / 2,
        "yanchor": "bottom",
        "showarrow": False,
    }
    counts = {"text": words(_counts(whole, language)), "font": {"color": INK_SOFT}}
    name = {"text": words(_short(whole.name)), "font": {"weight": 700}}
    return [
        {**place, **name, "yshift": 17},
        {**place, **counts, "yshift": 0},
    ]
