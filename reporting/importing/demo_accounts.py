"""Makes the demonstration's accounts and gives them their roles. Never outside a demonstration."""

from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts import audit, demo
from accounts.demo import DemoAccount, DemoRole
from accounts.models import User
from accounts.roles import Role
from objectives.models import Assignment, Strategy, SubStrand
from reporting.actions.refusals import Refused

#: Since when they hold their roles: the first day of the reference data.
STARTS = date(2023, 4, 1)


def load(*, now: datetime) -> list[User]:
    """Make the accounts that are not there yet, with their roles; an existing one is left alone.

    Raises Refused outside a demonstration (everybody knows the password), and while the
    reference data that their roles belong to is not there.
    """
    if not settings.DEMO:
        raise Refused("Demonstration accounts have a known password: set DEMO=true to have them.")
    with transaction.atomic():
        return _load(now)


def _load(now: datetime) -> list[User]:
    there = set(User.objects.values_list("email", flat=True))
    absent = [item for item in demo.accounts() if item.email not in there]
    if not absent:
        return []
    password = make_password(demo.password())  # once for all: hashing is slow on purpose
    users = User.objects.bulk_create(_user(item, password, now) for item in absent)
    places = _Places()
    Assignment.objects.bulk_create(
        _assignment(user, role, places)
        for user, item in zip(users, absent, strict=True)
        for role in item.assignments
    )
    for user, item in zip(users, absent, strict=True):
        audit.record(
            by=None,
            action="reference.demo_accounts",
            subject=user,
            now=now,
            after={"email": user.email, "roles": [role.role for role in item.assignments]},
        )
    return users


def _user(account: DemoAccount, password: str, now: datetime) -> User:
    return User(
        email=account.email,
        name=account.name,
        job_title=account.job_title,
        is_administrator=account.administrator,
        password=password,
        joined_at=now,
    )


class _Places:
    """What roles are held over, by slug."""

    def __init__(self):
        self.strategies = {item.slug: item for item in Strategy.objects.all()}
        sub_strands = SubStrand.objects.select_related("strategy")
        self.sub_strands = {(item.strategy.slug, item.slug): item for item in sub_strands}

    def of(self, role: DemoRole) -> dict:
        """The place of a role, as an assignment names it."""
        try:
            if Role(role.role).over_sub_strand:
                return {"sub_strand": self.sub_strands[role.strategy, role.sub_strand]}
            return {"strategy": self.strategies[role.strategy]}
        except KeyError as error:
            place = " ".join(filter(None, [role.strategy, role.sub_strand]))
            raise Refused(f"There is no {place} yet: run load_reference first.") from error


def _assignment(user: User, role: DemoRole, places: _Places) -> Assignment:
    return Assignment(user=user, role=role.role, starts=STARTS, **places.of(role))
