"""By which day a return is due: its quarter's deadline, or its own later day. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from reporting.answers import Dated, data_deadline


class OwnDay(Protocol):
    """A return, stored or in a report, that an officer may have given a later day."""

    due_on: date | None


def due_on(submission: OwnDay, governance_dates: Iterable[Dated]) -> date | None:
    """The last day for this return's figures; None where no day is set.

    An own day that the deadline has been moved past counts no more.
    """
    days = (submission.due_on, data_deadline(governance_dates))
    return max((day for day in days if day), default=None)
