"""People as those who keep them read them: who holds what, who is awaited, what has no lead."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from accounts.models import AuditEvent, User
from accounts.roles import Role
from objectives.access import Keeper, has_ended, strategy_of
from objectives.actions.roles import NewRole
from objectives.models import Assignment, Strategy, SubStrand
from reporting.models import Matter

AT_ONCE = 50  # people on a page
INVITED, ACTIVE, DEACTIVATED = "invited", "active", "deactivated"
STATES = {INVITED: "Invited", ACTIVE: "Active", DEACTIVATED: "Deactivated"}
_NO_PASSWORD = Q(password__startswith="!")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; a blank asks for nothing."""

    words: str = ""
    role: str = ""
    strategy: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """One role that somebody holds, held or will hold."""

    pk: int
    role: Role
    place: Strategy | SubStrand
    strategy: Strategy
    starts: date
    ends: date | None
    is_past: bool
    is_to_come: bool
    may_end: bool

    @property
    def where(self) -> str:
        """Over what: "Growth, Town plan", or the strategy alone."""
        if isinstance(self.place, SubStrand):
            return f"{self.place}, {self.strategy}"
        return str(self.strategy)


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody, with the roles that whoever reads may see."""

    user: User
    state: str
    roles: tuple[Held, ...]  # now and to come
    past: tuple[Held, ...]
    is_kept: bool  # the account is the reader's to change
    is_elsewhere: bool  # holds roles that the reader may not see


def state_of(user: User) -> str:
    """Whether somebody can sign in, has yet to choose a password, or is shut out."""
    if not user.is_active:
        return DEACTIVATED
    return ACTIVE if user.has_usable_password() else INVITED


def page(who: Keeper, wanted: Wanted, number: str) -> Page:
    """A page of `Known` people; those shut out come last. Always the same number of queries."""
    people = _found(who, wanted).order_by("-is_active", Lower("name"), "pk")
    found = Paginator(people, AT_ONCE).get_page(number)
    found.object_list = known(who, found.object_list)
    return found


def known(who: Keeper, people: Iterable[User]) -> list[Known]:
    """Each with their roles, in one query for all."""
    people = list(people)
    held = defaultdict(list)
    roles = Assignment.objects.filter(user__in=people).with_place()
    for item in roles.order_by("starts", "pk"):
        held[item.user_id].append(item)
    return [_known(who, user, held[user.pk]) for user in people]


def _known(who: Keeper, user: User, held: list[Assignment]) -> Known:
    seen = [item for item in held if _is_seen(who, item)]
    unseen = [item for item in held if not _is_seen(who, item) and not has_ended(item, who.on)]
    roles = [_held(who, user, item) for item in seen]
    return Known(
        user=user,
        state=state_of(user),
        roles=tuple(item for item in roles if not item.is_past),
        past=tuple(item for item in reversed(roles) if item.is_past),
        is_kept=who.is_administrator or not (user.is_administrator or unseen),
        is_elsewhere=bool(unseen),
    )


def _is_seen(who: Keeper, item: Assignment) -> bool:
    return who.is_administrator or strategy_of(item).pk in who.officer_of


def _held(who: Keeper, user: User, item: Assignment) -> Held:
    past = has_ended(item, who.on)
    return Held(
        pk=item.pk,
        role=Role(item.role),
        place=item.sub_strand or item.strategy,
        strategy=strategy_of(item),
        starts=item.starts,
        ends=item.ends,
        is_past=past,
        is_to_come=item.starts > who.on,
        may_end=not past and (who.is_administrator or not user.is_administrator),
    )


def _found(who: Keeper, wanted: Wanted) -> QuerySet[User]:
    people = who.people()
    for word in wanted.words.split():
        people = people.filter(Q(name__icontains=word) | Q(email__icontains=word))
    if wanted.state:
        people = people.filter(is_active=wanted.state != DEACTIVATED)
    if wanted.state == INVITED:
        people = people.filter(_NO_PASSWORD)
    if wanted.state == ACTIVE:
        people = people.exclude(_NO_PASSWORD)
    if wanted.role or wanted.strategy:
        people = people.filter(pk__in=_holding(who, wanted).values("user"))
    return people


def _holding(who: Keeper, wanted: Wanted) -> QuerySet[Assignment]:
    """The roles, now and to come, that are looked for."""
    roles = who.assignments().from_now(who.on)
    if wanted.role:
        roles = roles.filter(role=wanted.role)
    if wanted.strategy:
        roles = roles.filter(
            Q(strategy__slug=wanted.strategy) | Q(sub_strand__strategy__slug=wanted.strategy)
        )
    return roles


def without_lead(who: Keeper) -> list[SubStrand]:
    """The sub-strands, in strategies that run, for which nobody who can sign in enters a return."""
    led = Assignment.objects.on(who.on).filter(role=Role.PROJECT_LEAD, user__is_active=True)
    return list(
        SubStrand.objects.filter(
            strategy__in=who.strategies(),
            strategy__starts__lte=who.on,
            strategy__ends__gte=who.on,
        )
        .exclude(pk__in=led.values("sub_strand"))
        .select_related("strategy")
        .order_by("strategy__position", "strategy__slug", "objective__position", "position", "id")
    )


def deputies(who: Keeper, roles: Iterable[Held]) -> dict[int, list[Assignment]]:
    """By sub-strand, who deputises there, now and to come, for a lead who holds `roles`."""
    places = [held.place for held in roles if isinstance(held.place, SubStrand)]
    found = Assignment.objects.from_now(who.on).filter(
        role=Role.DEPUTY, sub_strand__in=places, user__is_active=True
    )
    by_place = defaultdict(list)
    for item in found.select_related("user").order_by("starts", "pk"):
        by_place[item.sub_strand_id].append(item)
    return dict(by_place)


def other_leads(role: NewRole, person: User | None = None) -> list[User]:
    """Who leads the sub-strand already while somebody else is given that role."""
    if role.role != Role.PROJECT_LEAD or not isinstance(role.place, SubStrand):
        return []
    held = Assignment.objects.from_now(role.starts).filter(
        role=Role.PROJECT_LEAD, sub_strand=role.place, user__is_active=True
    )
    if role.ends:
        held = held.filter(starts__lte=role.ends)
    found = User.objects.filter(pk__in=held.values("user")).order_by("name", "pk")
    return list(found.exclude(pk=person.pk) if person else found)


def left_behind(who: Keeper, person: User) -> list[SubStrand]:
    """What nobody leads once this person is gone: no other lead who can sign in holds it now."""
    leads = Assignment.objects.on(who.on).filter(role=Role.PROJECT_LEAD, user__is_active=True)
    own = leads.filter(user=person).values("sub_strand")
    others = leads.exclude(user=person).values("sub_strand")
    found = SubStrand.objects.filter(pk__in=own).exclude(pk__in=others)
    return list(found.select_related("strategy").order_by("strategy__position", "position", "id"))


def last_signed_in(person: User) -> datetime | None:
    """When somebody came in last, as the record has it; None: never yet."""
    signed_in = AuditEvent.objects.filter(actor=person, action="sign_in")
    return signed_in.order_by("-sequence").values_list("at", flat=True).first()


def open_matters(person: User) -> int:
    """How many decisions, actions and questions wait for this person."""
    return Matter.objects.open().owned_by(person).count()
