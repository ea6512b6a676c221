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
from reporting.workflow import Move, QuarterState, ReturnState


class Level(IntEnum):
    """How much of a return somebody may see."""

    NONE = 0
    STATE = 1  # only how far it is
    READ = 2


_COMMITTED = {ReturnState.APPROVED, ReturnState.PUBLISHED}
_CHALLENGERS = frozenset({Role.ECONOMY_CELL, Role.OFFICER})


@dataclass(frozen=True)
class Reader:
    """A person (None: signed out) with the roles they hold on a day."""

    user: User | None
    on: date
    over_strategy: Mapping[int, frozenset[Role]] = field(default_factory=dict)
    over_sub_strand: Mapping[int, frozenset[Role]] = field(default_factory=dict)
    strategies_of_parts: frozenset[int] = frozenset()

    @classmethod
    def of(cls, user, on: date) -> "Reader":
        """Whoever `user` is (Django's anonymous user included) on the day `on`. One query."""
        if not user.is_authenticated:
            return cls(user=None, on=on)
        over_strategy, over_sub_strand = defaultdict(set), defaultdict(set)
        strategies_of_parts = set()
        held = Assignment.objects.on(on).filter(user=user).select_related("sub_strand")
        for assignment in held:
            role = Role(assignment.role)
            if role.over_sub_strand:
                over_sub_strand[assignment.sub_strand_id].add(role)
                strategies_of_parts.add(assignment.sub_strand.strategy_id)
            else:
                over_strategy[assignment.strategy_id].add(role)
        return cls(
            user=user,
            on=on,
            over_strategy={key: frozenset(roles) for key, roles in over_strategy.items()},
            over_sub_strand={key: frozenset(roles) for key, roles in over_sub_strand.items()},
            strategies_of_parts=frozenset(strategies_of_parts),
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

    def may_publish(self, quarter: Quarter) -> bool:
        """Whether this person may publish this quarter now."""
        return self.publishes(quarter.strategy_id) and workflow.may_publish(quarter.state)

    def publishes(self, strategy_id: int) -> bool:
        """Whether this person publishes this strategy's quarters."""
        return bool(self.over_strategy.get(strategy_id, frozenset()) & workflow.PUBLISHERS)

    def corrects(self, sub_strand: SubStrand) -> bool:
        """Whether this person corrects the figures on record that this sub-strand reports."""
        return bool(self.roles(sub_strand) & workflow.CORRECTORS)

    def challenges(self, strategy_id: int) -> bool:
        """Whether this person holds this strategy's statuses against its figures."""
        return bool(self.over_strategy.get(strategy_id, frozenset()) & _CHALLENGERS)


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
    """The returns, of quarters that take them, that this person leads or deputises for."""
    entering = [
        key
        for key, roles in reader.over_sub_strand.items()
        if roles & {Role.PROJECT_LEAD, Role.DEPUTY}
    ]
    return Submission.objects.filter(
        sub_strand__in=entering,
        quarter__in=Quarter.objects.taking_returns(),
    ).select_related("quarter__strategy", "sub_strand__objective")


# --- One thing, for a view --------------------------------------------------------------------


def strategy_for(reader: Reader, slug: str) -> Strategy:
    """The strategy at this address. Raises Http404; a published plan is everybody's to read."""
    strategy = Strategy.objects.filter(slug=slug).first()
    if strategy is None:
        raise Http404("There is no strategy at this address.")
    if not reader.belongs_to(strategy.id) and not visible_quarters(reader, strategy).exists():
        raise Http404("Nothing of this strategy is published yet.")
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
    if submission is None or reader.level(submission, quarter) == Level.NONE:
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
