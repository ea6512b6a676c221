"""Too many wrong passwords: until when, and what to do meanwhile."""

from datetime import datetime

from axes.attempts import get_cool_off_threshold
from axes.helpers import get_cool_off, get_failure_limit
from axes.models import AccessAttempt
from django.shortcuts import render
from django.utils import timezone

_SAID_FROM = 3  # attempts left


def locked_out(request, response=None, credentials=None):
    """The answer that django-axes gives in place of the sign-in page, whoever the address is."""
    credentials = credentials or {}
    until = _until(request, credentials)
    context = {"until": timezone.localtime(until), "email": credentials.get("email", "")}
    return render(request, "accounts/locked_out.html", context, status=429)


def _until(request, credentials: dict) -> datetime:
    """When the last wrong password that counts is as old as the lock lasts."""
    counted = AccessAttempt.objects.filter(
        username=credentials.get("email", ""),
        ip_address=request.axes_ip_address,
        attempt_time__gte=get_cool_off_threshold(request),
    )
    last = counted.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    return (last or timezone.now()) + get_cool_off(request)


def attempts_left(request) -> str:
    """How many are left after a wrong password, in words; nothing while there are plenty.

    django-axes counts an address without an account alike, so it does not tell whether it has one.
    """
    failures = getattr(request, "axes_failures_since_start", 0) or 0
    left = get_failure_limit(request, None) - failures
    if not failures or not 0 < left <= _SAID_FROM:
        return ""
    return f"{left} attempt{'' if left == 1 else 's'} left."
