"""A row of figures as a small line: where it is drawn, and what it says in words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 68, 26
_MARGIN = 4


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A line through up to `of` figures, the latest at the right; the words say the same."""

    path: str  # of the SVG: "M4 24L29.3 20..."
    x: str  # where the latest figure stands
    y: str
    words: str
    width: int = WIDTH
    height: int = HEIGHT


def sparkline(points: Sequence[tuple[Decimal, str]], *, of: int) -> Sparkline | None:
    """The line through `points`, each a number and how it is printed; None for fewer than two.

    There is room for `of` figures, so that the latest ones of all rows stand beneath each other.
    Each line has its own scale, from its lowest figure to its highest.
    """
    if len(points) < 2:
        return None
    numbers = [number for number, _ in points]
    places = list(zip(_across(len(points), of), _heights(numbers), strict=True))
    path = "M" + "L".join(f"{x} {y}" for x, y in places)
    x, y = places[-1]
    return Sparkline(path, x, y, _in_words([printed for _, printed in points]))


def _across(many: int, of: int) -> list[str]:
    room = Decimal(WIDTH - 2 * _MARGIN)
    return [_short(_MARGIN + room * at / (of - 1)) for at in range(of - many, of)]


def _heights(numbers: Sequence[Decimal]) -> list[str]:
    """SVG counts from above; figures that are all the same run through the middle."""
    lowest, highest = min(numbers), max(numbers)
    room, span = Decimal(HEIGHT - 2 * _MARGIN), highest - lowest
    if not span:
        return [_short(Decimal(HEIGHT) / 2)] * len(numbers)
    return [_short(HEIGHT - _MARGIN - room * (number - lowest) / span) for number in numbers]


def _short(value: Decimal) -> str:
    """To a tenth of a pixel."""
    return f"{value.quantize(Decimal('0.1')):f}"


def _in_words(printed: Sequence[str]) -> str:
    """ "38, 47, 92, then 131"."""
    *earlier, last = printed
    return f"{', '.join(earlier)}, then {last}"
