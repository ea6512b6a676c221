"""Hands one letter over to the mail server, as text and as HTML that say the same."""

from smtplib import SMTPConnectError, SMTPException, SMTPServerDisconnected

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from accounts.models import User
from reporting.letters import Letter, one_line


class Undelivered(Exception):
    """The mail server took no letter; `str()` is the kind of failure and its code, no more.

    `is_server` says that it would take no other letter either.
    """

    def __init__(self, failure: Exception):
        code = getattr(failure, "smtp_code", "") or getattr(failure, "errno", "") or ""
        super().__init__(f"{type(failure).__name__} {code}".strip())
        self.is_server = isinstance(failure, _SERVER) or (
            isinstance(failure, OSError) and not isinstance(failure, SMTPException)
        )


_SERVER = (SMTPConnectError, SMTPServerDisconnected)
#: What a mail server, or a letter that can't be written down, ends in.
_FAILURES = (SMTPException, OSError, ValueError)


def deliver(letter: Letter, to: User) -> None:
    """Send it. Raises Undelivered."""
    message = EmailMultiAlternatives(
        subject=one_line(letter.subject),
        body=render_to_string("mail/letter.txt", {"letter": letter}),
        to=[to.email],
    )
    message.attach_alternative(
        render_to_string("mail/letter.html", {"letter": letter}), "text/html"
    )
    try:
        message.send()
    except _FAILURES as failure:
        raise Undelivered(failure) from failure
