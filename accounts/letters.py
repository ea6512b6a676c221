"""What the portal writes to people about their accounts. Sent only once the act is committed."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import passwords
from accounts.models import User

log = logging.getLogger(__name__)


@dataclass
class Letter:
    """One message to one address, as text and as HTML; `failed` if it could not be handed over."""

    to: str
    subject: str
    text: str
    html: str
    failed: bool = False

    def send(self) -> None:
        """Hand it to the mail server; the act that it tells of stands, whatever becomes of it."""
        message = EmailMultiAlternatives(subject=self.subject, body=self.text, to=[self.to])
        message.attach_alternative(self.html, "text/html")
        try:
            message.send()
        except (SMTPException, OSError):
            self.failed = True
            log.exception("No mail could be sent: %s.", self.subject)


def invitation(user: User, by: User, roles: Sequence[str] = ()) -> Letter:
    """The way in for somebody new, or for somebody who is back; `roles` in words."""
    return _letter(
        "invitation",
        user.email,
        "Your account for strategy performance",
        {
            "user": user,
            "by": by,
            "roles": roles,
            "link": passwords.link(user),
            "lasting": passwords.lasting(),
        },
    )


def new_password(user: User) -> Letter:
    """The way to a new password, for whoever reads this person's mail."""
    return _letter(
        "password",
        user.email,
        "Choose a new password",
        {"user": user, "link": passwords.link(user), "lasting": passwords.lasting()},
    )


def password_was_set(user: User) -> Letter:
    """So that nobody's password changes without their knowing."""
    forgotten = settings.SITE_URL.rstrip("/") + reverse("accounts:password_forgotten")
    return _letter(
        "password_was_set",
        user.email,
        "Your password was changed",
        {"user": user, "link": forgotten},
    )


def address_changed(user: User, old: str, by: User) -> Letter:
    """To the address that signs in no longer: the new one is told to nobody there."""
    return _letter("address_changed", old, "Your sign-in was changed", {"user": user, "by": by})


def _letter(template: str, to: str, subject: str, words: dict) -> Letter:
    words = {**words, "council": settings.COUNCIL_NAME}
    return Letter(
        to=to,
        subject=f"{subject}, {settings.COUNCIL_NAME}",
        text=render_to_string(f"mail/{template}.txt", words),
        html=render_to_string(f"mail/{template}.html", words),
    )
