"""The states of a quarter and of a return, the moves between them, and who may make them.

One table each; nothing else in the portal decides this (DESIGN 5). A passed date opens, closes
or blocks nothing.
"""

from dataclasses import dataclass
from enum import StrEnum

from accounts.roles import Role


class QuarterState(StrEnum):
    """Where a strategy's reporting round stands."""

    UPCOMING = "upcoming"
    OPEN = "open"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    REOPENED = "reopened"

    @property
    def takes_returns(self) -> bool:
        """Whether returns may move."""
        return self in (QuarterState.OPEN, QuarterState.IN_REVIEW, QuarterState.REOPENED)


class ReturnState(StrEnum):
    """Where one sub-strand's return (a `Submission`) stands."""

    NOT_STARTED = "not_started"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    SIGNED_OFF = "signed_off"
    APPROVED = "approved"
    PUBLISHED = "published"

    @property
    def is_with_lead(self) -> bool:
        """The lead still owes it."""
        return self in (ReturnState.NOT_STARTED, ReturnState.DRAFT, ReturnState.SENT_BACK)

    @property
    def is_with_reviewer(self) -> bool:
        """It waits for the Economy Cell."""
        return self in (ReturnState.SUBMITTED, ReturnState.SIGNED_OFF)

    @property
    def has_come_in(self) -> bool:
        """Its lead has handed it in: it may be read by others, and counts in the picture."""
        return not self.is_with_lead


class Move(StrEnum):
    """What can be done with a return."""

    SAVE = "save"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    SEND_BACK = "send_back"
    APPROVE = "approve"


@dataclass(frozen=True)
class Rule:
    """From which states a move leads to which, and in which roles one may make it."""

    sources: frozenset[ReturnState]
    target: ReturnState
    roles: frozenset[Role]


_ENTER = frozenset({Role.PROJECT_LEAD, Role.DEPUTY, Role.OFFICER})
_REVIEW = frozenset({Role.ECONOMY_CELL})

MOVES: dict[Move, Rule] = {
    Move.SAVE: Rule(
        frozenset({ReturnState.NOT_STARTED, ReturnState.DRAFT, ReturnState.SENT_BACK}),
        ReturnState.DRAFT,
        _ENTER,
    ),
    Move.SUBMIT: Rule(frozenset({ReturnState.DRAFT}), ReturnState.SUBMITTED, _ENTER),
    Move.WITHDRAW: Rule(frozenset({ReturnState.SUBMITTED}), ReturnState.DRAFT, _ENTER),
    Move.SEND_BACK: Rule(
        frozenset({ReturnState.SUBMITTED, ReturnState.SIGNED_OFF}), ReturnState.SENT_BACK, _REVIEW
    ),
    Move.APPROVE: Rule(
        frozenset({ReturnState.SUBMITTED, ReturnState.SIGNED_OFF}), ReturnState.APPROVED, _REVIEW
    ),
}

#: Who corrects a figure that is on record: those who enter it at its home.
CORRECTORS = _ENTER

#: Who may publish a quarter: an officer of its strategy.
PUBLISHERS = frozenset({Role.OFFICER})


def fits(move: Move, state: str, quarter_state: str) -> bool:
    """Whether the states, whoever asks, allow `move`."""
    return QuarterState(quarter_state).takes_returns and state in MOVES[move].sources


def may_publish(quarter_state: str) -> bool:
    """Whether a quarter in this state can be published, whoever asks."""
    return QuarterState(quarter_state).takes_returns
