"""The demonstration's letterbox: what the portal would have sent, newest first."""

from datetime import datetime
from email import policy
from email.parser import BytesParser
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.mail.backends import filebased
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import clock


class EmailBackend(filebased.EmailBackend):
    """Files, as Django's own backend writes them, dated by the demonstration's clock."""

    def write_message(self, message):
        """Write one message."""
        message.extra_headers.setdefault("Date", format_datetime(clock.now()))
        super().write_message(message)


_SEPARATOR = b"-" * 79  # what Django's file backend writes after each message
_SHOWN = 50
_LONGEST = 1_000_000  # of a file, in bytes


@login_not_required
@require_safe
def mail(request):
    """Every message as its reader would see it."""
    return render(request, "demo_mail.html", {"letters": letters(Path(settings.EMAIL_FILE_PATH))})


def letters(folder: Path) -> list[dict]:
    """The latest messages that the file backend left in `folder`."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.name, reverse=True)[:_SHOWN]
    found = []
    for file in files:
        with file.open("rb") as opened:
            content = opened.read(_LONGEST)
        written = [part.strip() for part in content.split(_SEPARATOR + b"\n")]
        found += [_letter(part) for part in reversed(written) if part]
    return found[:_SHOWN]


def _letter(written: bytes) -> dict:
    message = BytesParser(policy=policy.default).parsebytes(written)
    body = message.get_body(preferencelist=("plain",))
    return {
        "subject": message["subject"] or "No subject",
        "to": message["to"] or "",
        "when": _when(message["date"]),
        "text": body.get_content() if body else "",
    }


def _when(header) -> datetime | None:
    try:
        return parsedate_to_datetime(str(header)) if header else None
    except ValueError:
        return None
