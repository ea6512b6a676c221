"""Inviting people, changing what stands of them, deactivating and reactivating them.

Nobody is ever deleted: what they did stays, under the name they had.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit, letters
from accounts.letters import Letter
from accounts.models import User
from accounts.refusals import Faulty, Refused
from objectives.access import Keeper
from objectives.actions.roles import NewRole, give, in_words_of
from objectives.models import Assignment

OWN_ADDRESS = "Ask somebody else who keeps people to change your own address."
ADMINISTRATORS_READDRESS = (
    "They sign in with this address already: ask an administrator to change it."
)
ELSEWHERE = "This address has an account already. Ask an administrator."
YOURSELF = "You can’t deactivate your own account. Ask another administrator or officer."
LAST = "This is the last administrator who can sign in. Make somebody else one first."
MEANWHILE = "Somebody else changed this person meanwhile. Read it once more."


@dataclass(frozen=True)
class Details:
    """What stands of a person and may be changed."""

    name: str
    job_title: str
    email: str
    is_administrator: bool = False

    @classmethod
    def of(cls, person: User) -> "Details":
        """As they are stored."""
        return cls(person.name, person.job_title, person.email, person.is_administrator)

    @property
    def facts(self) -> dict:
        """What an audit event says of them."""
        facts = asdict(self)
        return {**facts, "administrator": facts.pop("is_administrator")}


@dataclass(frozen=True)
class Written:
    """A person, and the letter that goes to them once the act is committed."""

    person: User
    letter: Letter


@transaction.atomic
def invite(*, details: Details, roles: list[NewRole], by: User, now: datetime) -> Written:
    """Make somebody an account, with these roles, and write to them how to get in.

    Raises PermissionDenied, and Faulty with the field `email` where the address is taken.
    """
    keeper = _keeper(by, now)
    if details.is_administrator and not keeper.is_administrator:
        raise PermissionDenied("Administrators make administrators.")
    person = _new(details, keeper, now)
    audit.record(by=by, action="person.invite", subject=person, now=now, after=details.facts)
    for role in roles:  # the event comes first: an officer sees whom they invited
        give(person=person, role=role, keeper=keeper, now=now)
    return _written(person, by, now)


def _written(person: User, by: User, now: datetime) -> Written:
    """The letter with the way in, and with what they do; it goes once the act is committed."""
    held = Assignment.objects.from_now(timezone.localdate(now)).filter(user=person).with_place()
    roles = [in_words_of(item) for item in held.order_by("starts", "pk")]
    letter = letters.invitation(person, by, roles)
    transaction.on_commit(letter.send)
    return Written(person, letter)


def _new(details: Details, keeper: Keeper, now: datetime) -> User:
    _address_is_free(details.email, keeper)
    try:
        with transaction.atomic():
            return User.objects.create_user(
                details.email,
                name=details.name,
                job_title=details.job_title,
                is_administrator=details.is_administrator,
                joined_at=now,
            )
    except IntegrityError:  # somebody else was quicker
        _address_is_free(details.email, keeper)
        raise


@transaction.atomic
def invite_again(*, person: User, by: User, now: datetime) -> Written:
    """Write once more to somebody who has not chosen a password yet."""
    person, _ = _take(person, by, now)
    if not person.is_active or person.has_usable_password():
        raise Refused(f"{person.name} is not waiting for an invitation.")
    written = _written(person, by, now)
    audit.record(by=by, action="person.invite_again", subject=person, now=now)
    return written


@transaction.atomic
def change(*, person: User, details: Details, read: Details, by: User, now: datetime) -> User:
    """Put `details` in place of what was `read`; what they did keeps the name they had.

    Raises PermissionDenied, Faulty with the field `email` where the address is taken or not theirs
    to change, and Refused where somebody else changed the person meanwhile or nobody would be left
    to keep people.
    """
    person, keeper = _take(person, by, now)
    before = Details.of(person)
    if before != read:
        raise Refused(MEANWHILE)
    if details.is_administrator != before.is_administrator and not keeper.is_administrator:
        raise PermissionDenied("Administrators make administrators.")
    if before.is_administrator and not details.is_administrator:
        _not_the_last(person)
    if details.email != before.email:
        _may_readdress(person, by)
        _address_is_free(details.email, keeper)
    for name, value in asdict(details).items():
        setattr(person, name, value)
    if details.email != before.email:
        transaction.on_commit(letters.address_changed(person, before.email, by).send)
    audit.record(
        by=by,
        action="person.change",
        subject=person,
        now=now,
        before=before.facts,
        after=details.facts,
    )
    _store(person, keeper)
    return person


def _may_readdress(person: User, by: User) -> None:
    """A new address and a forgotten password make an account somebody else's: so never one's own
    from an open page, and of somebody who signs in already only for administrators."""
    if person.pk == by.pk:
        raise Faulty({"email": OWN_ADDRESS})
    if person.has_usable_password() and not by.is_administrator:
        raise Faulty({"email": ADMINISTRATORS_READDRESS})


def _store(person: User, keeper: Keeper) -> None:
    """After the record, unlike all other acts: who writes another address shuts out whoever looks
    the account up, and each act of this person does that once it has the record's head."""
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # somebody else was quicker
        _address_is_free(person.email, keeper)
        raise


@transaction.atomic
def deactivate(*, person: User, by: User, now: datetime) -> User:
    """Shut somebody out at once: no sign-in, no open session, no link to a password.

    All three hang on the password, so it goes too, and none of them wakes when the person is back.
    """
    person, _ = _take(person, by, now)
    if person.pk == by.pk:
        raise Refused(YOURSELF)
    if not person.is_active:
        raise Refused(f"{person.name} is deactivated already.")
    if person.is_administrator:
        _not_the_last(person)
    person.is_active = False
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    audit.record(
        by=by,
        action="person.deactivate",
        subject=person,
        now=now,
        before={"state": "active"},
        after={"state": "deactivated"},
    )
    return person


@transaction.atomic
def reactivate(*, person: User, by: User, now: datetime) -> Written:
    """Let somebody back in, by a new invitation; roles that run on count again."""
    person, _ = _take(person, by, now)
    if person.is_active:
        raise Refused(f"{person.name} is active already.")
    person.is_active = True
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    written = _written(person, by, now)
    audit.record(
        by=by,
        action="person.reactivate",
        subject=person,
        now=now,
        before={"state": "deactivated"},
        after={"state": "invited"},
    )
    return written


def _keeper(by: User, now: datetime) -> Keeper:
    keeper = Keeper.of(by, timezone.localdate(now))
    if not keeper.keeps_people:
        raise PermissionDenied("Officers and administrators keep people.")
    return keeper


def _take(person: User, by: User, now: datetime) -> tuple[User, Keeper]:
    """The person and who keeps them, both locked and read afresh. Raises PermissionDenied.

    In the order of their numbers, and the administrators with them: two who deactivate each other
    wait for one another, and the second finds that they may no more.
    """
    keys = {person.pk, by.pk} | set(_administrators().values_list("pk", flat=True))
    people = User.objects.select_for_update(no_key=True).filter(pk__in=keys)
    locked = people.order_by("pk").in_bulk()
    keeper = _keeper(locked[by.pk], now)
    person = locked[person.pk]
    if not keeper.keeps(person):
        raise PermissionDenied("An administrator keeps this account.")
    return person, keeper


def _administrators():
    """Those who can sign in."""
    return User.objects.filter(is_administrator=True, is_active=True).exclude(
        password__startswith="!"
    )


def _not_the_last(person: User) -> None:
    if not _administrators().exclude(pk=person.pk).exists():
        raise Refused(LAST)


def _address_is_free(email: str, keeper: Keeper) -> None:
    """Raise Faulty where somebody has this address; who, only to those who may see them."""
    taken = User.objects.filter(email=email).first()
    if taken is None:
        return
    if keeper.sees(taken):
        raise Faulty({"email": f"{taken.name} has this address already."})
    raise Faulty({"email": ELSEWHERE})
