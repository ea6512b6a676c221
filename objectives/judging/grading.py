"""A number held against a number: the status, and the words for how they lie to each other.

Pure rules, standard library only. Met or better is Green, within the tolerance Amber, else Red
(DESIGN 4).
"""

from dataclasses import dataclass
from decimal import Decimal

from objectives.plan import Polarity
from objectives.printing import digits
from objectives.rag import Status

LOWER_IS_BETTER = "; lower is better"


@dataclass(frozen=True, slots=True)
class Grade:
    """How a figure lies to its target.

    `edge` is the end of the target that counts, `verb` stands between figure and target ("is
    more than 10% below"), `tail` after them (", within 10% of it"), and `better` ends the
    sentence where the figure should be low.
    """

    status: Status
    edge: Decimal
    verb: str
    tail: str = ""
    better: str = ""


def grade(
    measured: Decimal, low: Decimal, high: Decimal, polarity: Polarity, tolerance: Decimal
) -> Grade:
    """Green, Amber or Red for a target from `low` to `high` (the same for a single number).

    `tolerance` is in percent of the size of the target's edge: a target of 0 has none. Where
    higher is better the target is met at its low end, where lower is better at its high end.
    ValueError for an unknown polarity.
    """
    edge = _edge(measured, low, high, polarity)
    better = LOWER_IS_BETTER if polarity is Polarity.LOWER else ""
    missed = _missed_by(measured, edge, low, high, polarity)
    if missed <= 0:
        verb = _met(measured, edge, low, high, polarity)
        return Grade(Status.GREEN, edge, verb, better=better)
    side = "below" if measured < edge else "above"
    allowed = abs(edge) * tolerance / 100
    if missed <= allowed:
        tail = f", within {digits(tolerance)}% of it"
        return Grade(Status.AMBER, edge, f"is {side}", tail, better)
    far = f"more than {digits(tolerance)}% " if allowed > 0 else ""
    return Grade(Status.RED, edge, f"is {far}{side}", better=better)


def _edge(measured: Decimal, low: Decimal, high: Decimal, polarity: Polarity) -> Decimal:
    if polarity is Polarity.HIGHER:
        return low
    if polarity is Polarity.LOWER:
        return high
    if polarity is Polarity.IN_RANGE:
        return min(low, high, key=lambda end: abs(measured - end))
    raise ValueError("Nothing can be graded without knowing which way is good.")


def _missed_by(
    measured: Decimal, edge: Decimal, low: Decimal, high: Decimal, polarity: Polarity
) -> Decimal:
    """Above zero if the target is missed."""
    if polarity is Polarity.HIGHER:
        return edge - measured
    if polarity is Polarity.LOWER:
        return measured - edge
    return Decimal(0) if low <= measured <= high else abs(measured - edge)


def _met(measured: Decimal, edge: Decimal, low: Decimal, high: Decimal, polarity: Polarity) -> str:
    if polarity is Polarity.IN_RANGE and low != high:
        return "is within"
    if measured == edge:
        return "meets"
    return "is below" if measured < edge else "is above"
