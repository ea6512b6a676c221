"""Figures that are probably a slip of the finger (pure, standard library only)."""

from collections.abc import Iterable
from decimal import Decimal

from objectives.judging.case import Case
from objectives.judging.comparing import comparable, in_print, is_number, is_percentage
from objectives.judging.growth import growth_of, may_be_points
from objectives.judging.history import is_running_total, last_year, latest, on_record

_FACTOR = 10
"""A digit too many or too few makes ten times or a tenth."""

_LEAST = 10
"""A smaller difference is no slip: from 1 to 10 visitors, or 0.4% to 4%, happens."""


def question(case: Case, replaced: Decimal | None = None) -> str:
    """What to ask about a reported figure: "1,370 is ten times the last figure, 137. Is this
    right?" Blank where nothing looks odd. `replaced` is the figure that it corrects."""
    if not is_number(case.reported):
        return ""
    oddity = (
        _percentage(case)
        or _sign(case)
        or _replaced(case, replaced)
        or _last_figure(case)
        or _target(case)
    )
    return f"{in_print(case.reported.number, case)} {oddity}. Is this right?" if oddity else ""


def _percentage(case: Case) -> str:
    return beyond_percentages(case.reported.number, _beside(case)) if is_percentage(case) else ""


def beyond_percentages(value: Decimal, known: Iterable[Decimal]) -> str:
    """That it is beyond 0 to 100%, where all that is `known` of the KPI lies within."""
    if not all(0 <= number <= 100 for number in known):
        return ""
    if value > 100:
        return "is more than 100%"
    return "is below 0%" if value < 0 else ""


def _sign(case: Case) -> str:
    known = _beside(case)
    if case.reported.number >= 0 or not known or min(known) < 0:
        return ""
    return "is below zero, and neither the target nor any earlier figure is"


def _replaced(case: Case, replaced: Decimal | None) -> str:
    times = "" if replaced is None else _times(case.reported.number, replaced)
    return f"is {times} the figure it replaces, {in_print(replaced, case)}" if times else ""


def _last_figure(case: Case) -> str:
    """A total to date starts again each year: it is compared with last year's at the same time."""
    earlier = last_year(case) if is_running_total(case) else latest(case)
    if earlier is None:
        return ""
    which = "the figure of a year ago" if is_running_total(case) else "the last figure"
    times = _times(case.reported.number, earlier.number)
    return f"is {times} {which}, {in_print(earlier.number, case)}" if times else ""


def _target(case: Case) -> str:
    """Ten times too much only: early in a year, a tenth is nothing odd."""
    if case.promise is None or growth_of(case) is not None:
        return ""
    if not comparable(case.reported, case.promise):
        return ""
    target = case.promise.number if case.promise.upper is None else case.promise.upper
    times = _times(case.reported.number, target)
    is_more = times and abs(case.reported.number) > abs(target)
    return f"is {times} the target, {in_print(target, case)}" if is_more else ""


def _times(value: Decimal, other: Decimal) -> str:
    """In words, if the one is at least ten times the other; zero is no slip."""
    value, other = abs(value), abs(other)
    if not value or not other or abs(value - other) < _LEAST:
        return ""
    if value >= other * _FACTOR:
        return "ten times" if value == other * _FACTOR else "more than ten times"
    if value * _FACTOR <= other:
        return "a tenth of" if value * _FACTOR == other else "less than a tenth of"
    return ""


def _beside(case: Case) -> list[Decimal]:
    """The numbers that are known of the KPI: its target's and its earlier ones."""
    numbers = [item.number for item in on_record(case)]
    if is_number(case.promise) and (growth_of(case) is None or may_be_points(case)):
        numbers.append(case.promise.number)
    return numbers
