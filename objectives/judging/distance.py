"""How far a figure is from its target (pure, standard library only)."""

from dataclasses import dataclass
from decimal import Context, Decimal

from objectives.judging.case import Case
from objectives.judging.comparing import comparable
from objectives.judging.directions import aim_of
from objectives.judging.grading import grade
from objectives.judging.growth import growth_of
from objectives.judging.readings import why_not_quarter
from objectives.judging.verdicts import Verdict
from objectives.plan import Certainty, Polarity, TargetPeriod
from objectives.rag import Status

_EXACT, _PERCENT = Context(prec=120), Context(prec=28)


@dataclass(frozen=True, slots=True)
class Distance:
    """Whether the target is met, and by how much it is missed.

    `met` by polarity; `value` (never negative, in the figure's unit) and `percent` (of the
    target's size, unrounded) are what is missing: None once it is met; `percent` is None of zero.
    """

    met: bool
    value: Decimal | None = None
    percent: Decimal | None = None


def distance_of(case: Case, verdict: Verdict) -> Distance | None:
    """From what the verdict held the figure against; without a verdict, from a standing number.

    None where no two numbers can be compared, or which way is good is not known. A direction is
    no distance.
    """
    if case.reported is None or case.promise is None or aim_of(case.promise) is not None:
        return None
    if case.reported.certainty is Certainty.AWAITING_VALIDATION:
        return None
    if verdict.status is not None and verdict.expected is not None:
        is_met = verdict.status is Status.GREEN
        return _distance(is_met, verdict.measured, verdict.expected)
    return _from_number(case)


def _from_number(case: Case) -> Distance | None:
    """A step on a scale gets no verdict, but it has a distance: rated 1 against 3."""
    polarity, target = case.terms.judged_polarity, case.promise
    if growth_of(case) is not None or not comparable(case.reported, target):
        return None
    if polarity not in (Polarity.HIGHER, Polarity.LOWER) or not _stands(case):
        return None
    high = target.number if target.upper is None else target.upper
    result = grade(case.reported.number, target.number, high, polarity, Decimal(0))
    return _distance(result.status is Status.GREEN, case.reported.number, result.edge)


def _stands(case: Case) -> bool:
    """Whether the target holds as it is printed in this quarter."""
    target, now = case.promise, case.quarter
    if target.period is TargetPeriod.QUARTER:
        is_now = (target.year, target.quarter) == (now.year, now.quarter)
        return is_now and not why_not_quarter(case)
    return target.period is TargetPeriod.STANDING


def _distance(is_met: bool, measured: Decimal, expected: Decimal) -> Distance:
    if is_met:
        return Distance(True)
    value = _EXACT.subtract(measured, expected).copy_abs()
    if not expected:
        return Distance(False, value)
    percent = _PERCENT.divide(_EXACT.multiply(value, Decimal(100)), expected.copy_abs())
    return Distance(False, value, percent)
