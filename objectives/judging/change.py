"""How a figure moved: from which one, by how much, which way, and whether that is good (DESIGN 4).

Pure, standard library only. Up and down is not good and bad; nothing is ever infinite.
"""

from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum

from objectives.decimals import rounded
from objectives.judging.case import Case, Known
from objectives.judging.comparing import is_number
from objectives.judging.history import is_running_total, last_year, latest, on_record
from objectives.periods import DataPeriod
from objectives.plan import Basis, Certainty, Comparison, Polarity
from objectives.printing import digits
from objectives.rag import Movement

_EXACT, _PERCENT = Context(prec=120), Context(prec=28)


class Direction(StrEnum):
    """Which way the number went, whatever that means."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Change:
    """From an earlier figure to the reported one.

    `value` is signed, in the figure's unit; `percent` is signed, of the earlier figure's size,
    unrounded, and None from zero. With nothing to compare (`since` None) the words are "new".
    `movement` is None where polarity or basis do not allow to call it better or worse.
    """

    words: str  # "up 4.9%, better", "no change", "up from zero", "new"
    value: Decimal | None = None
    percent: Decimal | None = None
    direction: Direction | None = None
    movement: Movement | None = None
    since: DataPeriod | None = None


def on_previous(case: Case) -> Change | None:
    """From the period before, of the same kind. None where no number was reported."""
    if not is_number(case.reported):
        return None
    earlier = latest(case)
    if earlier is None:
        return Change("nothing held for the same kind of period" if on_record(case) else "new")
    return _change(case, earlier, may_be_judged=not is_running_total(case))


def on_comparison(case: Case) -> Change | None:
    """From what the KPI compares with: the period before, or the same period last year."""
    if case.terms.comparison is not Comparison.SAME_PERIOD_LAST_YEAR:
        return on_previous(case)
    if not is_number(case.reported):
        return None
    earlier = last_year(case)
    if earlier is None:
        return Change("nothing held for the same time last year")
    return _change(case, earlier, may_be_judged=True)


def percent_to_print(percent: Decimal) -> Decimal:
    """To one decimal, half up."""
    return rounded(percent, 1)


def _change(case: Case, earlier: Known, *, may_be_judged: bool) -> Change:
    value = _EXACT.subtract(case.reported.number, earlier.number)
    percent = _percent_of(value, earlier.number)
    direction = _direction(value)
    movement = _movement(case, value) if may_be_judged else None
    words = _words(percent, direction, movement)
    return Change(words, value, percent, direction, movement, earlier.period)


def _percent_of(value: Decimal, earlier: Decimal) -> Decimal | None:
    if not earlier:
        return None
    return _PERCENT.divide(_EXACT.multiply(value, Decimal(100)), earlier.copy_abs())


def _direction(value: Decimal) -> Direction:
    if not value:
        return Direction.SAME
    return Direction.UP if value > 0 else Direction.DOWN


def _movement(case: Case, value: Decimal) -> Movement | None:
    terms = case.terms
    if terms.judged_polarity not in (Polarity.HIGHER, Polarity.LOWER):
        return None
    is_checked = case.reported.certainty is not Certainty.AWAITING_VALIDATION
    if terms.basis is Basis.UNKNOWN or not is_checked:
        return None
    if value.copy_abs() <= terms.same_band:
        return Movement.SAME
    is_better = (value > 0) is (terms.judged_polarity is Polarity.HIGHER)
    return Movement.BETTER if is_better else Movement.WORSE


def _words(percent: Decimal | None, direction: Direction, movement: Movement | None) -> str:
    if direction is Direction.SAME:
        return "no change"
    size = "from zero" if percent is None else "slightly"
    if percent is not None and (shown := percent_to_print(percent.copy_abs())):
        size = f"{digits(shown, 1)}%"
    meaning = {Movement.SAME: ", about the same", None: ""}.get(movement, f", {movement}")
    return f"{direction} {size}{meaning}"
