"""What time it is. Only views and commands ask; everything below them is told (`on=`, `now=`)."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """This moment; in the demonstration, this time of day on the demonstration's today."""
    moment = timezone.localtime()
    if settings.DEMO_TODAY is None:
        return moment
    return timezone.make_aware(
        datetime.combine(settings.DEMO_TODAY, moment.time().replace(fold=0, tzinfo=None))
    )


def today() -> date:
    """The day `now` falls on, in the council's time zone."""
    return now().date()
