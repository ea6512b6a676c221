"""Who sees what, and who may do what: one policy, the table of DESIGN 5.

A `Reader` is a person on a day, with the roles they then hold. `level` and `may` answer for one
return; `visible_quarters` and `owed` give the rows for lists, and a test proves that they agree.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from accounts.roles import SUB_STRAND_ROLES, Role
from objectives.models import Assignment, Strategy, SubStrand
from objectives.periods import FinancialQuarter
from reporting import workflow
from reporting.models import Quarter, Submission
from reporting.workflow import Move, QuarterMove, QuarterState, ReturnState


class Level(IntEnum):
    """How much of a return somebody may see."""

    NONE = 0
    STATE = 1  # only how far it is
    READ = 2


_COMMITTED = {ReturnState.APPROVED, ReturnState.PUBLISHED}
_CHALLENGERS = frozenset({Role.ECONOMY_CELL, Role.OFFICER})
_WORKING = frozenset(Role) - {Role.VIEWER}


@dataclass(frozen=True)
class Reader:
    """A person (None: signed out) with the roles they hold on a day."""

    user: User | None
    on: date
    over_strategy: Mapping[int, frozenset[Role]] = field(default_factory=dict)
    over_sub_strand: Mapping[int, frozenset[Role]] = field(default_factory=dict)
    strategies_of_parts: frozenset[int] = frozenset()
    roles_in_parts: Mapping[int, frozenset[Role]] = field(default_factory=dict)  # by strategy

    @classmethod
    def of(cls, user, on: date) -> "Reader":
        """Whoever `user` is (Django's anonymous user included) on the day `on`. One query."""
        if not user.is_authenticated:
            return cls(user=None, on=on)
        over_strategy, over_sub_strand, roles_in_parts = (defaultdict(set) for _ in range(3))
        held = Assignment.objects.on(on).filter(user=user).select_related("sub_strand")
        for assignment in held:
            role = Role(assignment.role)
            if role.over_sub_strand:
                over_sub_strand[assignment.sub_strand_id].add(role)
                roles_in_parts[assignment.sub_strand.strategy_id].add(role)
            else:
                over_strategy[assignment.strategy_id].add(role)
        return cls(
            user=user,
            on=on,
            over_strategy={key: frozenset(roles) for key, roles in over_strategy.items()},
            over_sub_strand={key: frozenset(roles) for key, roles in over_sub_strand.items()},
            strategies_of_parts=frozenset(roles_in_parts),
            roles_in_parts={key: frozenset(roles) for key, roles in roles_in_parts.items()},
        )

    @property
    def is_administrator(self) -> bool:
        """Keeps people; the role alone shows no unpublished figures and enters none."""
        return self.user is not None and self.user.is_administrator

    @property
    def strategy_ids(self) -> set[int]:
        """The strategies in which this person holds any role."""
        return set(self.over_strategy) | self.strategies_of_parts

    def belongs_to(self, strategy_id: int) -> bool:
        """Whether this person has anything to do with the strategy."""
        return self.is_administrator or strategy_id in self.strategy_ids

    def roles(self, sub_strand: SubStrand) -> frozenset[Role]:
        """The roles this person holds over this sub-strand, those over its strategy included."""
        return self.over_sub_strand.get(sub_strand.id, frozenset()) | self.over_strategy.get(
            sub_strand.strategy_id, frozenset()
        )

    def level(self, submission: Submission, quarter: Quarter) -> Level:
        """How much of this return the person may see (the table of DESIGN 5)."""
        state = ReturnState(submission.state)
        if quarter.is_public(self.on) and state == ReturnState.PUBLISHED:
            return Level.READ
        if self._reads_only_edition(state, quarter):
            return Level.NONE
        roles = self.roles(submission.sub_strand)
        if roles & (SUB_STRAND_ROLES | {Role.OFFICER}):
            return Level.READ
        if Role.ECONOMY_CELL in roles or submission.sub_strand.strategy_id in (
            self.strategies_of_parts
        ):
            return Level.READ if state.has_come_in else Level.STATE
        if Role.VIEWER in roles and state in _COMMITTED:
            return Level.READ
        if self.is_administrator:
            return _administrators_level(state)
        return Level.NONE

    def may(self, move: Move, submission: Submission, quarter: Quarter) -> bool:
        """Whether this person may make this move now."""
        return self.could(move, submission.sub_strand) and workflow.fits(
            move, submission.state, quarter.state
        )

    def could(self, move: Move, sub_strand: SubStrand) -> bool:
        """Whether this person's roles are for this move, whatever the state."""
        return bool(self.roles(sub_strand) & workflow.MOVES[move].roles)

    def may_move_quarter(self, move: QuarterMove, quarter: Quarter) -> bool:
        """Whether this person may make this move of a quarter now."""
        return self.could_move_quarter(move, quarter.strategy_id) and workflow.quarter_fits(
            move, quarter.state
        )

    def could_move_quarter(self, move: QuarterMove, strategy_id: int) -> bool:
        """Whether this person's roles in the strategy are for this move, whatever the state."""
        return bool(self._over(strategy_id) & workflow.QUARTER_MOVES[move].roles)

    @property
    def signs_off(self) -> bool:
        """Whether this person signs off the returns of any sub-strand."""
        signs = workflow.MOVES[Move.SIGN_OFF].roles
        return any(roles & signs for roles in self.over_sub_strand.values())

    def reviews(self, strategy_id: int) -> bool:
        """Whether this person approves this strategy's returns."""
        return bool(self._over(strategy_id) & workflow.MOVES[Move.APPROVE].roles)

    def comments_on(self, sub_strand: SubStrand) -> bool:
        """Whether this person writes comments on this sub-strand's returns and settles them."""
        return bool(self.roles(sub_strand) & workflow.COMMENTERS)

    def answers_on(self, sub_strand: SubStrand) -> bool:
        """Whether this person answers the comments on this sub-strand's returns."""
        return bool(self.roles(sub_strand) & workflow.ANSWERERS)

    def records(self, strategy_id: int) -> bool:
        """Whether this person records what a meeting on this strategy decided and asked."""
        return bool(self._over(strategy_id) & workflow.RECORDERS)

    def chases(self, strategy_id: int) -> bool:
        """Whether this person writes to those who still owe this strategy's returns."""
        return bool(self._over(strategy_id) & workflow.CHASERS)

    def asks(self, strategy_id: int) -> bool:
        """Whether this person puts questions on this strategy."""
        return bool(self._over(strategy_id) & workflow.ASKERS)

    def packs(self, strategy_id: int) -> bool:
        """Whether this person makes this strategy's briefing packs."""
        return bool(self._over(strategy_id) & workflow.PACKERS)

    def reads_drafts_of_packs(self, strategy_id: int) -> bool:
        """Whether this person reads packs of this strategy that are not finished."""
        return bool(self._over(strategy_id) & workflow.READERS_OF_DRAFTS)

    def reads_packs(self, strategy_id: int) -> bool:
        """Whether this person reads the finished packs of this strategy."""
        held = self._over(strategy_id) | self.roles_in_parts.get(strategy_id, frozenset())
        return bool(held & workflow.READERS_OF_PACKS)

    def works_on(self, strategy_id: int) -> bool:
        """Whether this person has a hand in the strategy's reporting, and does not only read it."""
        return strategy_id in self.strategies_of_parts or bool(self._over(strategy_id) & _WORKING)

    def reads_edition_of(self, quarter: Quarter) -> bool:
        """Whether this person is shown the latest edition, and not what is being made of it.

        Of a published quarter everybody; of a reopened one whoever has no hand in it.
        """
        if quarter.state == QuarterState.REOPENED:
            return not self.works_on(quarter.strategy_id)
        return quarter.state == QuarterState.PUBLISHED

    def _reads_only_edition(self, state: ReturnState, quarter: Quarter) -> bool:
        """Whether what is being made of a return is none of this person's, though it was theirs
        to read as it was published."""
        is_reopened = quarter.state == QuarterState.REOPENED and state != ReturnState.PUBLISHED
        return is_reopened and self.reads_edition_of(quarter)

    def known_state(self, quarter: Quarter) -> str:
        """How far the quarter is for this person: who reads its edition sees it published."""
        return QuarterState.PUBLISHED if self.reads_edition_of(quarter) else quarter.state

    def corrects(self, sub_strand: SubStrand) -> bool:
        """Whether this person corrects the figures on record that this sub-strand reports."""
        return bool(self.roles(sub_strand) & workflow.CORRECTORS)

    def challenges(self, strategy_id: int) -> bool:
        """Whether this person holds this strategy's statuses against its figures."""
        return bool(self._over(strategy_id) & _CHALLENGERS)

    def _over(self, strategy_id: int) -> frozenset[Role]:
        return self.over_strategy.get(strategy_id, frozenset())


def _administrators_level(state: ReturnState) -> Level:
    if state == ReturnState.PUBLISHED:
        return Level.READ
    return Level.NONE if state == ReturnState.APPROVED else Level.STATE


# --- Rows, for lists --------------------------------------------------------------------------


def visible_quarters(reader: Reader, strategy: Strategy | None = None) -> QuerySet[Quarter]:
    """The quarters that this person may open, of one strategy or of all."""
    quarters = Quarter.objects.select_related("strategy")
    if strategy is not None:
        quarters = quarters.filter(strategy=strategy)
    public = Q(
        state__in=[QuarterState.PUBLISHED, QuarterState.REOPENED], public_from__lte=reader.on
    )
    if reader.user is None:
        return quarters.filter(public)
    running = ~Q(state=QuarterState.UPCOMING)
    own = Q() if reader.is_administrator else Q(strategy__in=reader.strategy_ids)
    officers = [key for key, roles in reader.over_strategy.items() if Role.OFFICER in roles]
    return quarters.filter(public | (running & own) | Q(strategy__in=officers))


def owed(reader: Reader) -> QuerySet[Submission]:
    """The returns, of quarters that take them, that this person leads or deputises for.

    What a reopened quarter leaves as it was published is not among them.
    """
    entering = [
        key
        for key, roles in reader.over_sub_strand.items()
        if roles & {Role.PROJECT_LEAD, Role.DEPUTY}
    ]
    returns = Submission.objects.filter(
        sub_strand__in=entering,
        quarter__in=Quarter.objects.taking_returns(),
    ).exclude(state=ReturnState.PUBLISHED)
    return returns.select_related("quarter__strategy", "sub_strand__objective")


def overseen(reader: Reader) -> QuerySet[Submission]:
    """The returns of the sub-strands that this person signs off, whatever their state."""
    signs = workflow.MOVES[Move.SIGN_OFF].roles
    overseeing = [key for key, roles in reader.over_sub_strand.items() if roles & signs]
    returns = Submission.objects.filter(sub_strand__in=overseeing)
    return returns.select_related("quarter__strategy", "sub_strand__objective")


def to_sign_off(reader: Reader) -> QuerySet[Submission]:
    """Those of them that wait for it."""
    sources = workflow.MOVES[Move.SIGN_OFF].sources
    return overseen(reader).filter(state__in=sources, quarter__in=Quarter.objects.taking_returns())


# --- One thing, for a view --------------------------------------------------------------------


def strategy_for(reader: Reader, slug: str) -> Strategy:
    """The strategy at this address. Raises Http404; a published plan is everybody's to read."""
    strategy = Strategy.objects.filter(slug=slug).first()
    if strategy is None:
        raise Http404("There is no strategy at this address.")
    if not reader.belongs_to(strategy.id) and not visible_quarters(reader, strategy).exists():
        raise Http404("Nothing of this strategy is published yet.")
    return strategy


def strategy_to(move: QuarterMove, reader: Reader, slug: str) -> Strategy:
    """The strategy at this address for somebody whose roles are for `move` of its quarters.

    Raises Http404 where they may not know of it, PermissionDenied where the move is not theirs.
    """
    strategy = strategy_for(reader, slug)
    if not reader.could_move_quarter(move, strategy.id):
        raise PermissionDenied("This is for officers to do.")
    return strategy


def quarter_for(reader: Reader, slug: str, period: FinancialQuarter) -> Quarter:
    """The quarter at this address, if this person may open it. Raises Http404."""
    quarter = visible_quarters(reader).filter(strategy__slug=slug, period=period).first()
    if quarter is None:
        raise Http404("There is no such quarter, or it is not published yet.")
    return quarter


def quarter_to_challenge(reader: Reader, slug: str, period: FinancialQuarter) -> Quarter:
    """The quarter at this address for somebody who challenges its statuses.

    Raises Http404 where they may not open it, PermissionDenied where challenging is for others.
    """
    quarter = quarter_for(reader, slug, period)
    if not reader.challenges(quarter.strategy_id):
        raise PermissionDenied("The Economy Cell and officers hold statuses against figures.")
    return quarter


def quarter_to_chase(reader: Reader, slug: str, period: FinancialQuarter) -> Quarter:
    """The quarter at this address for somebody who writes to those who still owe its returns.

    Raises Http404 where they may not open it, PermissionDenied where chasing is for others.
    """
    quarter = quarter_for(reader, slug, period)
    if not reader.chases(quarter.strategy_id):
        raise PermissionDenied("Officers chase returns.")
    return quarter


def quarter_to_review(reader: Reader, slug: str, period: FinancialQuarter) -> Quarter:
    """The quarter at this address for somebody who approves its returns.

    Raises Http404 where they may not open it, PermissionDenied where approving is for others.
    """
    quarter = quarter_for(reader, slug, period)
    if not reader.reviews(quarter.strategy_id):
        raise PermissionDenied("The Economy Cell approves returns.")
    return quarter


def quarter_to(move: QuarterMove, reader: Reader, slug: str, period: FinancialQuarter) -> Quarter:
    """The quarter at this address for somebody whose roles are for `move`.

    Raises Http404 where they may not open it, PermissionDenied where the move is not theirs.
    Whether the state allows it is for the action to say.
    """
    quarter = quarter_for(reader, slug, period)
    if not reader.could_move_quarter(move, quarter.strategy_id):
        raise PermissionDenied("This is for officers to do.")
    return quarter


def submission_for(
    reader: Reader, slug: str, period: FinancialQuarter, sub_strand: str
) -> Submission:
    """The return at this address, if this person may at least know its state. Raises Http404."""
    quarter = quarter_for(reader, slug, period)
    submission = (
        Submission.objects.filter(quarter=quarter, sub_strand__slug=sub_strand)
        .select_related("sub_strand__objective", "sub_strand__strategy", "saved_by")
        .first()
    )
    in_edition = reader.reads_edition_of(quarter)
    if submission is None or (not in_edition and reader.level(submission, quarter) == Level.NONE):
        raise Http404("There is no such return, or it is not yours to read yet.")
    submission.quarter = quarter
    return submission


def submission_to(
    move: Move, reader: Reader, slug: str, period: FinancialQuarter, sub_strand: str
) -> Submission:
    """The return at this address for somebody whose roles are for `move`.

    Raises Http404 where they may not know of it, PermissionDenied where the move is not theirs.
    Whether the state allows it is for the action to say: the page then tells what happened since.
    """
    submission = submission_for(reader, slug, period, sub_strand)
    if not reader.could(move, submission.sub_strand):
        raise PermissionDenied("This is for others to do.")
    return submission


def submission_to_discuss(
    reader: Reader, slug: str, period: FinancialQuarter, sub_strand: str, *, answering: bool = False
) -> Submission:
    """The return at this address for somebody who comments on it, or (`answering`) answers.

    Raises Http404 where they may not know of it, PermissionDenied where that is for others.
    Whether they may read it now is for the action to say: what they typed is then not lost.
    """
    submission = submission_for(reader, slug, period, sub_strand)
    part = submission.sub_strand
    if not (reader.answers_on(part) if answering else reader.comments_on(part)):
        raise PermissionDenied("Reviewers comment on a return; its lead answers.")
    return submission


def submission_to_correct(
    reader: Reader, slug: str, period: FinancialQuarter, sub_strand: str
) -> Submission:
    """The return at this address for somebody who corrects what it put on record.

    Raises Http404 where they may not know of it, PermissionDenied where correcting is for others.
    """
    submission = submission_for(reader, slug, period, sub_strand)
    if not reader.corrects(submission.sub_strand):
        raise PermissionDenied("The lead, the deputy and officers correct figures.")
    return submission
