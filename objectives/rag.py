"""Red, Amber and Green: the statuses, their order, and what follows from several of them.

The computed status of a figure (DESIGN 4) is worked out in `objectives.judging`.
"""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum


class Status(StrEnum):
    """A status as declared or computed. A blank stands for "nothing said yet"."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NOT_RATED = "not_rated"

    @property
    def label(self) -> str:
        """The word that pages and documents print."""
        return "Not rated" if self is Status.NOT_RATED else self.value.capitalize()

    @property
    def is_rated(self) -> bool:
        """Red, Amber or Green."""
        return self in RATED


RATED = frozenset({Status.RED, Status.AMBER, Status.GREEN})


class Movement(StrEnum):
    """How one status compares with the one before. Never said where one of them is not rated."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


_WEIGHT = {Status.GREEN: 0, Status.AMBER: 1, Status.RED: 2}


def movement(before: str, after: str) -> Movement | None:
    """From one declared status to the next; None unless both are rated."""
    if before not in _WEIGHT or after not in _WEIGHT:
        return None
    change = _WEIGHT[Status(after)] - _WEIGHT[Status(before)]
    if change == 0:
        return Movement.SAME
    return Movement.WORSE if change > 0 else Movement.BETTER


def suggested_overall(statuses: Iterable[str]) -> Status | None:
    """The overall status that the rows suggest; never forced on anybody (DESIGN 4).

    Half or more of the rated rows Red: Red. Any Red, or half Amber: Amber. Else Green. None when
    no row is rated.
    """
    counts = Counter(Status(status) for status in statuses if status in _WEIGHT)
    rated = counts.total()
    if not rated:
        return None
    if 2 * counts[Status.RED] >= rated:
        return Status.RED
    if counts[Status.RED] or 2 * counts[Status.AMBER] >= rated:
        return Status.AMBER
    return Status.GREEN


class Difference(StrEnum):
    """How a declared status lies to the computed one. Better than the figures needs a reason."""

    BETTER_THAN_FIGURES = "better_than_figures"
    WORSE_THAN_FIGURES = "worse_than_figures"


def difference(declared: str, computed: str | None) -> Difference | None:
    """None if they agree, or if either is blank or not rated: that is no difference."""
    if declared not in _WEIGHT or computed not in _WEIGHT:
        return None
    by = _WEIGHT[Status(declared)] - _WEIGHT[Status(computed)]
    if by == 0:
        return None
    return Difference.WORSE_THAN_FIGURES if by > 0 else Difference.BETTER_THAN_FIGURES
