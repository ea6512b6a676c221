"""Giving and ending roles. A role is never deleted: it ends on a day, and stays on record."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.refusals import Faulty, Refused
from accounts.roles import Role
from objectives.access import Keeper, has_ended
from objectives.days import in_words
from objectives.models import Assignment, Strategy, SubStrand

WRONG_PLACE = {
    True: "This role is held over one sub-strand: choose one.",
    False: "This role is held over a whole strategy: choose one.",
}


@dataclass(frozen=True)
class NewRole:
    """A role to give: over what, and from when until when (both days included)."""

    role: Role
    place: Strategy | SubStrand
    starts: date
    ends: date | None = None


@transaction.atomic
def give_role(*, person: User, role: NewRole, by: User, now: datetime) -> Assignment:
    """Give somebody a role.

    Raises PermissionDenied, Refused for a deactivated person, and Faulty (the fields are `place`,
    `ends` and `role`) where the days or the place do not fit, or they hold it then already.
    """
    keeper = Keeper.of(User.objects.get(pk=by.pk), timezone.localdate(now))
    return give(person=person, role=role, keeper=keeper, now=now)


def give(*, person: User, role: NewRole, keeper: Keeper, now: datetime) -> Assignment:
    """The same inside another act."""
    # No two overlapping at once.
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not keeper.gives(person, role.place):
        raise PermissionDenied("Officers give roles in their own strategies.")
    if not person.is_active:
        raise Refused(f"{person.name} is deactivated. Reactivate the account first.")
    _fits(person, role, keeper.on)
    place = "sub_strand" if role.role.over_sub_strand else "strategy"
    assignment = Assignment.objects.create(
        user=person,
        role=role.role,
        starts=role.starts,
        ends=role.ends,
        **{place: role.place},
    )
    audit.record(
        by=keeper.user,
        action="role.give",
        subject=assignment,
        now=now,
        after={"starts": role.starts, "ends": role.ends},
    )
    return assignment


def _fits(person: User, role: NewRole, on: date) -> None:
    """Raise Faulty where the place or the days do not fit."""
    if role.role.over_sub_strand != isinstance(role.place, SubStrand):
        raise Faulty({"place": WRONG_PLACE[role.role.over_sub_strand]})
    if role.ends and role.ends < role.starts:
        raise Faulty({"ends": f"Until: enter {in_words(role.starts)} or a later day."})
    if role.ends and role.ends < on:
        raise Faulty({"ends": f"Until: enter today, {in_words(on)}, or a later day."})
    held = _overlapping(person, role)
    if held:
        raise Faulty(
            {
                "role": f"{person.name} is {role.role.label.lower()} of {role.place} already, "
                f"{days(held.starts, held.ends)}."
            }
        )


def _overlapping(person: User, role: NewRole) -> Assignment | None:
    place = "sub_strand" if role.role.over_sub_strand else "strategy"
    same = Assignment.objects.filter(user=person, role=role.role, **{place: role.place})
    same = same.filter(Q(ends__isnull=True) | Q(ends__gte=role.starts))
    if role.ends:
        same = same.filter(starts__lte=role.ends)
    return same.order_by("starts").first()


@transaction.atomic
def end_role(*, assignment: Assignment, ends: date, by: User, now: datetime) -> Assignment:
    """Let a role end with the day `ends`, today or later; it stays on record.

    Raises PermissionDenied, Faulty with the field `ends`, and Refused where it has ended.
    """
    role = (
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .with_place()
        .select_related("user")
        .get(pk=assignment.pk)
    )
    keeper = Keeper.of(User.objects.get(pk=by.pk), timezone.localdate(now))
    if not keeper.gives(role.user, role.sub_strand or role.strategy):
        raise PermissionDenied("Officers end roles in their own strategies.")
    if has_ended(role, keeper.on):
        raise Refused(f"This role ended on {in_words(role.ends)}.")
    earliest = max(role.starts, keeper.on)
    if ends < earliest:
        raise Faulty({"ends": f"Last day: enter {in_words(earliest)} or a later day."})
    if role.ends and ends > role.ends:
        raise Faulty(
            {
                "ends": f"Last day: it ends on {in_words(role.ends)} as it is. For longer, give "
                "the role again from the day after."
            }
        )
    before, role.ends = role.ends, ends
    role.save(update_fields=["ends"])
    audit.record(
        by=by,
        action="role.end",
        subject=role,
        now=now,
        before={"ends": before},
        after={"ends": ends},
    )
    return role


def in_words_of(held: Assignment) -> str:
    """A role with its place: "Project lead of Growth, Town plan, from 22 January 2024"."""
    place = held.strategy
    if held.sub_strand is not None:
        place = f"{held.sub_strand}, {held.sub_strand.strategy}"
    return f"{Role(held.role).label} of {place}, {days(held.starts, held.ends)}"


def days(starts: date, ends: date | None) -> str:
    """From when until when, in words."""
    if ends is None:
        return f"from {in_words(starts)}"
    return f"from {in_words(starts)} until {in_words(ends)}"
