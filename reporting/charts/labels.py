"""The words at the right ends of a chart's lines, none over another. Pure."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reporting.charts import drawing
from reporting.charts.plane import Plane, apart
from reporting.charts.styles import Style

LINE = 15  # from one line of a label's words to the next ...
_ROOM = 17  # ... and what it takes: Plotly's lines are further apart
KEY = 14  # for the marker before the words
_BEFORE, _AFTER = 12, 4  # from the plot to the words, from these to the picture's edge
_ACROSS, _LINES = 15, 3  # characters and lines of a label with room ...
_NAME = 18  # ... and the characters of a name where there is one line for it


@dataclass(frozen=True, slots=True)
class End:
    """What stands at the end of a line: a name (or none), a value, and the line's own look."""

    name: str
    value: str
    number: Decimal
    style: Style | None = None  # None for a target, which has no markers
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """Its words, and how far from above their middle stands."""

    end: End
    lines: tuple[str, ...]
    y: float


def said(ends: Sequence[End], room: float) -> list[tuple[str, ...]]:
    """Each end's words on a few lines; on one, shortened, where `room` is too low for that."""
    wrapped = [_wrapped(end) for end in ends]
    if height(wrapped) <= room:
        return wrapped
    return [(f"{_shortened(end.name)} {end.value}".strip(),) for end in ends]


def height(lines: Sequence[tuple[str, ...]]) -> float:
    """How much all the labels take, one below the other."""
    return sum(map(len, lines)) * _ROOM


def width(ends: Sequence[End], lines: Sequence[tuple[str, ...]]) -> float:
    """How much of the picture they take at its right."""
    widest = max((drawing.text_width(text) for words in lines for text in words), default=0)
    return _BEFORE + widest + _AFTER + (KEY if has_keys(ends) else 0)


def has_keys(ends: Sequence[End]) -> bool:
    """Whether each label shows its line's marker: one line alone needs none."""
    return sum(end.style is not None for end in ends) > 1


def placed(ends: Sequence[End], lines: Sequence[tuple[str, ...]], plane: Plane) -> list[Label]:
    """The labels where they stand."""
    wanted = [plane.y(end.number) for end in ends]
    heights = [len(words) * _ROOM for words in lines]
    middles = apart(wanted, heights, top=0, bottom=plane.bottom + LINE)
    return [
        Label(end, words, middle) for end, words, middle in zip(ends, lines, middles, strict=True)
    ]


def _wrapped(end: End) -> tuple[str, ...]:
    lines = textwrap.wrap(f"{end.name} {end.value}".strip(), _ACROSS)
    if len(lines) <= _LINES:
        return tuple(lines)
    *most, last = textwrap.wrap(end.name, _ACROSS)[: _LINES - 1] or [""]
    return (*most, f"{last[: _ACROSS - 1]}…", *textwrap.wrap(end.value, _ACROSS)[:1])


def _shortened(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[: _NAME - 1].rstrip()}…"
