"""What a judgement on one line comes to (DESIGN 4). Pure, standard library only."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from objectives.rag import Status


class Cause(StrEnum):
    """Why there is no verdict, for counting and grouping."""

    NO_FIGURE = "no_figure"  # nothing was reported, or not applicable
    NO_TARGET = "no_target"
    IN_WORDS = "in_words"  # a judgement, or a target or figure in words: nothing to compare
    NOT_DUE = "not_due"
    AWAITING_VALIDATION = "awaiting_validation"
    POLARITY_UNKNOWN = "polarity_unknown"
    BASIS_UNKNOWN = "basis_unknown"
    NO_HISTORY = "no_history"  # a direction or growth with nothing to compare with
    AT_ODDS = "at_odds"  # word and figures contradict each other
    NOT_COMPARABLE = "not_comparable"  # ordinal scale, other unit, other year's start


class HeldAgainst(StrEnum):
    """What of the target a figure was held against: what `Verdict.expected` is."""

    TARGET = "target"  # all of it
    SHARE = "share"  # of the figure's own period alone
    BY_NOW = "by_now"  # what is expected of the year's target so far
    EARLIER = "earlier"  # the earlier figure, for a direction


@dataclass(frozen=True, slots=True)
class Verdict:
    """A computed status with its sentence, or none with its cause and sentence.

    `measured` is the figure that was held against `expected` (a sum, a share, a profile, or the
    earlier figure for a direction), both in the figure's unit; `held_against` says what that is.
    All three are None where no two numbers were compared.
    """

    status: Status | None
    sentence: str
    cause: Cause | None = None
    measured: Decimal | None = None
    expected: Decimal | None = None
    held_against: HeldAgainst | None = None


def no_verdict(cause: Cause, sentence: str) -> Verdict:
    """None, and why."""
    return Verdict(None, sentence, cause)
