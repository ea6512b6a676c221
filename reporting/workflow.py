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
    SIGN_OFF = "sign_off"
    SEND_BACK = "send_back"
    AMEND = "amend"  # a reviewer mends its words; figures and statuses stay the lead's
    APPROVE = "approve"
    EXTEND = "extend"  # a later day for this return alone
    REOPEN = "reopen"  # back to its lead, once approved or published


@dataclass(frozen=True)
class Rule:
    """From which states a move leads to which, and in which roles one may make it.

    A move without a target leaves the state as it was.
    """

    sources: frozenset[ReturnState]
    target: ReturnState | None
    roles: frozenset[Role]

    def leads_to(self, state: str) -> str:
        """The state after the move, from `state`."""
        return self.target or state


_ENTER = frozenset({Role.PROJECT_LEAD, Role.DEPUTY, Role.OFFICER})
_REVIEW = frozenset({Role.ECONOMY_CELL})
_RUN = frozenset({Role.OFFICER})
_WITH_LEAD = frozenset(state for state in ReturnState if state.is_with_lead)
_WITH_REVIEWER = frozenset(state for state in ReturnState if state.is_with_reviewer)

MOVES: dict[Move, Rule] = {
    Move.SAVE: Rule(_WITH_LEAD, ReturnState.DRAFT, _ENTER),
    Move.SUBMIT: Rule(frozenset({ReturnState.DRAFT}), ReturnState.SUBMITTED, _ENTER),
    Move.WITHDRAW: Rule(frozenset({ReturnState.SUBMITTED}), ReturnState.DRAFT, _ENTER),
    Move.SIGN_OFF: Rule(
        frozenset({ReturnState.SUBMITTED}), ReturnState.SIGNED_OFF, frozenset({Role.SES_LEAD})
    ),
    Move.SEND_BACK: Rule(_WITH_REVIEWER, ReturnState.SENT_BACK, _REVIEW | {Role.SES_LEAD}),
    Move.AMEND: Rule(_WITH_REVIEWER, None, _REVIEW),
    Move.APPROVE: Rule(_WITH_REVIEWER, ReturnState.APPROVED, _REVIEW),
    Move.EXTEND: Rule(_WITH_LEAD, None, _RUN),
    Move.REOPEN: Rule(
        frozenset({ReturnState.APPROVED, ReturnState.PUBLISHED}),
        ReturnState.SENT_BACK,
        _REVIEW | _RUN,
    ),
}


class QuarterMove(StrEnum):
    """What can be done with a quarter as a whole."""

    OPEN = "open"
    START_REVIEW = "start_review"
    SET_DATES = "set_dates"
    PUBLISH = "publish"
    SET_PUBLIC = "set_public"  # from which day anybody may read it
    REOPEN = "reopen"


@dataclass(frozen=True)
class QuarterRule:
    """From which states a quarter's move leads to which, and in which roles one may make it."""

    sources: frozenset[QuarterState]
    target: QuarterState | None
    roles: frozenset[Role] = _RUN


_TAKING = frozenset(state for state in QuarterState if state.takes_returns)

QUARTER_MOVES: dict[QuarterMove, QuarterRule] = {
    QuarterMove.OPEN: QuarterRule(frozenset({QuarterState.UPCOMING}), QuarterState.OPEN),
    QuarterMove.START_REVIEW: QuarterRule(frozenset({QuarterState.OPEN}), QuarterState.IN_REVIEW),
    QuarterMove.SET_DATES: QuarterRule(_TAKING | {QuarterState.UPCOMING}, None),
    QuarterMove.PUBLISH: QuarterRule(_TAKING, QuarterState.PUBLISHED),
    QuarterMove.SET_PUBLIC: QuarterRule(
        frozenset({QuarterState.PUBLISHED, QuarterState.REOPENED}), None
    ),
    QuarterMove.REOPEN: QuarterRule(frozenset({QuarterState.PUBLISHED}), QuarterState.REOPENED),
}

#: Who corrects a figure that is on record: those who enter it at its home.
CORRECTORS = _ENTER

#: Who writes comments on a return and settles them; those who enter it answer them too.
COMMENTERS = _REVIEW | _RUN | {Role.SES_LEAD}
ANSWERERS = COMMENTERS | _ENTER

#: Who writes to those who still owe a return.
CHASERS = _RUN

#: Who keeps the register's entries: comparators, and which of them are the same.
KEEPERS = _RUN

#: Who records what a meeting decided and asked; whoever reads the quarter in a role may ask.
RECORDERS = _REVIEW | _RUN
ASKERS = RECORDERS | {Role.VIEWER}

#: Who writes a quarter's briefing pack, makes drafts of it and finishes it; who reads the drafts,
#: and who reads what is finished; who signs off what it says in the Cabinet Member's words.
PACKERS = _RUN
READERS_OF_DRAFTS = _RUN | _REVIEW
READERS_OF_PACKS = READERS_OF_DRAFTS | {Role.SES_LEAD, Role.VIEWER}
WORDING_SIGNERS = _REVIEW | {Role.SES_LEAD}


def fits(move: Move, state: str, quarter_state: str) -> bool:
    """Whether the states, whoever asks, allow `move`."""
    return QuarterState(quarter_state).takes_returns and state in MOVES[move].sources


def quarter_fits(move: QuarterMove, quarter_state: str) -> bool:
    """Whether a quarter in this state can be moved so, whoever asks."""
    return quarter_state in QUARTER_MOVES[move].sources


def takes_comments(state: str, quarter_state: str) -> bool:
    """Whether a return in this state can be commented on, whoever asks.

    Nothing is said of one that was never begun.
    """
    return QuarterState(quarter_state).takes_returns and state != ReturnState.NOT_STARTED
