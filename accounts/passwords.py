"""Links with which somebody chooses a password, and the words for what is wrong with one.

A link is Django's own token: it is good for one password, for as many days as
`PASSWORD_RESET_TIMEOUT` says, and dies with any change of password or address.
"""

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User

LONGEST = 200  # characters
_WORDS = {
    "password_too_short": "Use {min_length} characters or more. Three or four words are easy to "
    "remember.",
    "password_too_common": "This password is among the first that attackers try. Choose another.",
    "password_too_similar": "This password is too much like the name or the e-mail address. "
    "Choose another.",
}
_DAY = 24 * 60 * 60


def link(user: User) -> str:
    """The whole address at which this person chooses a password."""
    place = [urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)]
    return settings.SITE_URL.rstrip("/") + reverse("accounts:password_choose", args=place)


def is_good(user: User, token: str) -> bool:
    """Whether the link with this token still works for this person."""
    return user.is_active and default_token_generator.check_token(user, token)


def lasting() -> str:
    """How long a link works: "3 days"."""
    days = settings.PASSWORD_RESET_TIMEOUT // _DAY
    return "1 day" if days == 1 else f"{days} days"


def faults(password: str, user: User) -> list[str]:
    """What is wrong with this password for this person, in words."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [_in_words(fault) for fault in error.error_list]
    return []


def _in_words(fault: ValidationError) -> str:
    words = _WORDS.get(fault.code)
    return words.format(**(fault.params or {})) if words else " ".join(fault.messages)
