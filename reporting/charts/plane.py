"""Where a value stands in a picture: round ticks for numbers, days from left to right. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import TypeVar

from objectives.printing import digits, quantity
from objectives.units import PER_CENT, POUND_UNITS, POUNDS, UNIT_ALIASES

_ROUND = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
Item = TypeVar("Item")
_STEPS = 4  # about as many lines as an eye can follow in a small picture


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis of numbers from its lowest tick to its highest."""

    ticks: tuple[Decimal, ...]

    @property
    def lowest(self) -> Decimal:
        """Where it begins."""
        return self.ticks[0]

    @property
    def highest(self) -> Decimal:
        """Where it ends."""
        return self.ticks[-1]

    def share(self, number: Decimal) -> float:
        """How far along the axis the number stands: 0 at its lowest, 1 at its highest."""
        return float((number - self.lowest) / (self.highest - self.lowest))


def scale(
    numbers: Sequence[Decimal], *, from_zero: bool = False, decimals: int | None = None
) -> Scale:
    """The scale that holds these numbers with round ticks; none between whole numbers.

    It starts at zero where `from_zero` (bars must) or where the numbers come near it; lines far
    from zero are looked at closely, and the ticks say so. Nothing but zero lies on its foot.
    """
    low, high = min(numbers), max(numbers)
    if from_zero or (low >= 0 and low * 2 <= high):
        low = min(low, Decimal(0))
    if from_zero or (high <= 0 and high * 2 >= low):
        high = max(high, Decimal(0))
    if low == high:
        room = abs(low) / 10 or Decimal(1)
        low, high = (max(low - room, Decimal(0)) if low >= 0 else low - room), high + room
    is_whole = decimals == 0 or all(item == int(item) for item in numbers)
    step = _step((high - low) / _STEPS, is_whole=is_whole)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    if low and step * first == low:
        first -= 1
    return Scale(tuple(step * at for at in range(int(first), int(last) + 1)))


def _step(rough: Decimal, *, is_whole: bool) -> Decimal:
    """The round step at or above `rough`; whole numbers have no ticks between them."""
    power = Decimal(1).scaleb(rough.adjusted())
    steps = [item * power for item in _ROUND if item * power >= rough]
    return next((step for step in steps if not is_whole or step == int(step)), Decimal(1))


def in_print(number: Decimal, unit: str) -> str:
    """A tick: with its sign for per cent and pounds, else the digits alone."""
    canonical = UNIT_ALIASES.get(unit.casefold(), unit)
    is_money = unit.casefold() in POUND_UNITS
    if is_money and not number:
        return quantity(number, POUNDS, None)  # nothing is £0, not £0k
    if canonical == PER_CENT or is_money:
        return quantity(number, unit, None)
    return digits(number)


@dataclass(frozen=True, slots=True)
class Plane:
    """The room of a chart inside a picture, in its pixels, and the values at its edges."""

    left: float
    right: float
    top: float
    bottom: float
    scale: Scale
    first: date
    last: date

    def x(self, day: date) -> float:
        """How far from the left a day stands; all days are equally long."""
        days = (self.last - self.first).days
        share = (day - self.first).days / days if days else 0.5
        return self.left + (self.right - self.left) * share

    def y(self, number: Decimal) -> float:
        """How far from above a number stands."""
        return self.bottom - (self.bottom - self.top) * self.scale.share(number)


def apart(
    wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float
) -> list[float]:
    """The middles of labels as near to what is `wanted` as they can be without covering each other.

    Where there is no room for all of them they stand evenly from `top` to `bottom`.
    """
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    if sum(heights) > bottom - top:
        return _evenly(order, top, bottom)
    placed = dict.fromkeys(order, 0.0)
    edge = top
    for at in order:
        placed[at] = max(wanted[at], edge + heights[at] / 2)
        edge = placed[at] + heights[at] / 2
    edge = bottom
    for at in reversed(order):
        placed[at] = min(placed[at], edge - heights[at] / 2)
        edge = placed[at] - heights[at] / 2
    return [placed[at] for at in range(len(wanted))]


def _evenly(order: Sequence[int], top: float, bottom: float) -> list[float]:
    room = (bottom - top) / len(order)
    places = {at: top + room * (index + 0.5) for index, at in enumerate(order)}
    return [places[at] for at in range(len(order))]


def that_fit(
    places: Sequence[float], widths: Sequence[float], surely: Sequence[int] = ()
) -> list[int]:
    """Which of the labels in a row can be printed, those named `surely`; from left to right.

    Where none is named, the last one is.
    """
    kept = list(surely)
    for at in range(len(places) - 1, -1, -1):
        apart = (
            abs(places[at] - places[other]) >= (widths[at] + widths[other]) / 2 + _BETWEEN
            for other in kept
        )
        if at not in kept and all(apart):
            kept.append(at)
    return sorted(kept)


_BETWEEN = 6
"""From one label in a row to the next."""


def runs(items: Sequence[Item], is_broken: Callable[[Item, Item], bool]) -> list[list[Item]]:
    """The items in runs, a new one wherever `is_broken(one, next)`."""
    found: list[list[Item]] = [[item] for item in items[:1]]
    for one, after in pairwise(items):
        if is_broken(one, after):
            found.append([])
        found[-1].append(after)
    return found
