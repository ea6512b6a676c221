"""What people do to their own account: ask for a new password, choose one, change it.

What is done to others' accounts needs to know who keeps whom: `objectives.actions.people`.
"""

from datetime import datetime, timedelta

from axes.utils import reset as lift_locks
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import audit, letters, passwords
from accounts.models import AuditEvent, User
from accounts.refusals import Faulty, Refused

LETTERS_AN_HOUR = 3
DEAD_LINK = "This link no longer works."


@transaction.atomic
def ask_for_password(*, email: str, now: datetime) -> None:
    """Send a link to whoever signs in with this address, if anybody does; tell nobody which.

    At most `LETTERS_AN_HOUR`, so that nobody's letterbox is flooded.
    """
    address = email.strip().lower()
    user = User.objects.select_for_update(no_key=True).filter(email=address, is_active=True).first()
    if user is None or _letters_of_the_hour(user, now) >= LETTERS_AN_HOUR:
        return
    transaction.on_commit(letters.new_password(user).send)
    audit.record(by=None, action="password.asked", subject=user, now=now)


def _letters_of_the_hour(user: User, now: datetime) -> int:
    return AuditEvent.objects.filter(
        subject_type=User._meta.label_lower,
        subject_id=str(user.pk),
        action="password.asked",
        at__gt=now - timedelta(hours=1),
    ).count()


@transaction.atomic
def set_password(*, by: User, token: str, password: str, now: datetime) -> User:
    """Choose a password with the link of a letter; it ends every session and lifts a lock.

    Raises Refused where the link no longer works, Faulty where the password is too weak.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if not passwords.is_good(user, token):
        raise Refused(DEAD_LINK)
    is_first = not user.has_usable_password()
    _give(user, password)
    lift_locks(username=user.email)
    if not is_first:
        transaction.on_commit(letters.password_was_set(user).send)
    audit.record(by=user, action="password.set", subject=user, now=now)
    return user


@transaction.atomic
def change_password(*, by: User, password: str, now: datetime) -> User:
    """Another password for somebody signed in; it ends every other session.

    The page has asked for the present one. Raises Faulty where the new one is too weak.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if not user.is_active:
        raise PermissionDenied("This account is deactivated.")
    _give(user, password)
    transaction.on_commit(letters.password_was_set(user).send)
    audit.record(by=user, action="password.change", subject=user, now=now)
    return user


def _give(user: User, password: str) -> None:
    wrong = passwords.faults(password, user)
    if wrong:
        raise Faulty({"new_password": " ".join(wrong)})
    user.set_password(password)
    user.save(update_fields=["password"])
