"""Who keeps people: invites them, gives and ends their roles, deactivates them.

One policy. `people` gives the rows for lists, `sees`, `keeps` and `gives` answer for one person,
and a test proves that they agree. An administrator keeps everybody. An officer sees whoever has or
had a role in the officer's strategies, and whom they invited; gives those roles in these
strategies; and keeps the accounts of those who hold roles nowhere else. Administrators are kept by
administrators alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import AuditEvent, User
from accounts.roles import Role
from objectives.models import Assignment, Strategy, SubStrand


@dataclass(frozen=True)
class Keeper:
    """Somebody on a day, with the strategies whose officer they then are."""

    user: User
    on: date
    officer_of: frozenset[int] = frozenset()

    @classmethod
    def of(cls, user: User, on: date) -> "Keeper":
        """Whoever `user` is on the day `on`; nobody keeps people from a deactivated account."""
        if not user.is_active:
            raise PermissionDenied("This account is deactivated.")
        held = Assignment.objects.on(on).filter(user=user, role=Role.OFFICER)
        return cls(user, on, frozenset(held.values_list("strategy_id", flat=True)))

    @property
    def is_administrator(self) -> bool:
        """Keeps everybody, and says who else does."""
        return self.user.is_administrator

    @property
    def keeps_people(self) -> bool:
        """Whether this person has anything to do here."""
        return self.is_administrator or bool(self.officer_of)

    def people(self) -> QuerySet[User]:
        """Those this person may see."""
        if self.is_administrator:
            return User.objects.all()
        if not self.officer_of:
            return User.objects.none()
        held = self.assignments().values("user")
        return User.objects.filter(Q(pk__in=held) | Q(pk__in=self._invited()))

    def assignments(self) -> QuerySet[Assignment]:
        """Roles, past and to come, that this person may see."""
        if self.is_administrator:
            return Assignment.objects.all()
        return Assignment.objects.filter(
            Q(strategy__in=self.officer_of) | Q(sub_strand__strategy__in=self.officer_of)
        )

    def strategies(self) -> QuerySet[Strategy]:
        """The strategies in which this person gives roles."""
        if self.is_administrator:
            return Strategy.objects.all()
        return Strategy.objects.filter(pk__in=self.officer_of)

    def sees(self, person: User) -> bool:
        """Whether this person may see `person`."""
        return self.people().filter(pk=person.pk).exists()

    def keeps(self, person: User, held: Iterable[Assignment] | None = None) -> bool:
        """Whether the account is this person's to change and to deactivate.

        `held` are the roles of `person`, where they have been read already.
        """
        if self.is_administrator:
            return True
        if person.is_administrator or not self.sees(person):
            return False
        held = Assignment.objects.filter(user=person).with_place() if held is None else held
        return all(
            strategy_of(item).pk in self.officer_of for item in held if not has_ended(item, self.on)
        )

    def gives(self, person: User, place: Strategy | SubStrand) -> bool:
        """Whether this person may give `person` a role there, and end it."""
        if self.is_administrator:
            return True
        own = _strategy_id(place) in self.officer_of
        return own and not person.is_administrator and self.sees(person)

    def _invited(self) -> list[int]:
        """Whom this person invited: they may hold no role yet."""
        events = AuditEvent.objects.filter(
            actor=self.user, action="person.invite", subject_type=User._meta.label_lower
        )
        return [int(key) for key in events.values_list("subject_id", flat=True)]


def has_ended(assignment: Assignment, on: date) -> bool:
    """Whether a role's last day is past."""
    return assignment.ends is not None and assignment.ends < on


def strategy_of(assignment: Assignment) -> Strategy:
    """The strategy that a role is held in, over the whole or over a part."""
    return assignment.strategy or assignment.sub_strand.strategy


def _strategy_id(place: Strategy | SubStrand) -> int:
    return place.strategy_id if isinstance(place, SubStrand) else place.pk


def keeper(user: User, on: date) -> Keeper:
    """Somebody who keeps people. Raises PermissionDenied for everybody else."""
    found = Keeper.of(user, on)
    if not found.keeps_people:
        raise PermissionDenied("Officers and administrators keep people.")
    return found


def person_for(who: Keeper, pk: int) -> User:
    """The person with that number, if they may be seen. Raises Http404."""
    person = who.people().filter(pk=pk).first()
    if person is None:
        raise Http404("There is no such person, or they are others’ to keep.")
    return person


def person_to_keep(who: Keeper, pk: int) -> User:
    """The person with that number, whose account is theirs to keep.

    Raises Http404 where they may not be seen, PermissionDenied where others keep them.
    """
    person = person_for(who, pk)
    if not who.keeps(person):
        raise PermissionDenied("An administrator keeps this account.")
    return person


def role_to_end(who: Keeper, pk: int) -> Assignment:
    """The role with that number, if it is theirs to end.

    Raises Http404 where it may not be seen, PermissionDenied where others end it.
    """
    role = who.assignments().filter(pk=pk).with_place().select_related("user").first()
    if role is None:
        raise Http404("There is no such role, or it is others’ to end.")
    if not who.gives(role.user, role.sub_strand or role.strategy):
        raise PermissionDenied("An administrator ends this role.")
    return role
