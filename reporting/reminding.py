"""Which letters the portal writes about a quarter, and from which day each is due.

Pure rules; what was sent to whom stands in `Notice`.
"""

from datetime import date, timedelta
from enum import StrEnum


class NoticeKind(StrEnum):
    """Why the portal writes to somebody."""

    OPENED = "opened"  # the quarter opened: returns are asked for
    WEEK_BEFORE = "week_before"
    DAY_BEFORE = "day_before"
    OVERDUE = "overdue"  # to the lead
    OVERDUE_SES_LEAD = "overdue_ses_lead"  # to the SES lead, some days later
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    NUDGE = "nudge"  # an officer's own words

    @property
    def label(self) -> str:
        """As the log of letters prints it."""
        return _LABELS[self]


_LABELS = {
    NoticeKind.OPENED: "Quarter opened",
    NoticeKind.WEEK_BEFORE: "Due in a week",
    NoticeKind.DAY_BEFORE: "Due tomorrow",
    NoticeKind.OVERDUE: "Overdue",
    NoticeKind.OVERDUE_SES_LEAD: "Overdue, to the SES lead",
    NoticeKind.SENT_BACK: "Sent back",
    NoticeKind.APPROVED: "Approved",
    NoticeKind.NUDGE: "Nudge",
}

#: The letters that a day brings; the others follow from what somebody does.
STAGES = frozenset(
    {
        NoticeKind.OPENED,
        NoticeKind.WEEK_BEFORE,
        NoticeKind.DAY_BEFORE,
        NoticeKind.OVERDUE,
        NoticeKind.OVERDUE_SES_LEAD,
    }
)

_WEEK, _DAY = timedelta(days=7), timedelta(days=1)
_PATIENCE = timedelta(days=3)  # with a late lead, before the SES lead hears of it


def stage(due_on: date | None, *, came_back_on: date | None, on: date) -> NoticeKind | None:
    """Which letter a return that is still owed brings its lead by the day `on`; only the latest.

    None for one that came back on its day or later, or came back and has no day near: the letter
    that it was sent back has asked for it, and nobody is late with what they had handed in.
    """
    found = _by_day(due_on, on)
    if came_back_on and (found == NoticeKind.OPENED or came_back_on >= due_on):
        return None
    return found


def _by_day(due_on: date | None, on: date) -> NoticeKind:
    if due_on is None or on < due_on - _WEEK:
        return NoticeKind.OPENED
    if on < due_on - _DAY:
        return NoticeKind.WEEK_BEFORE
    return NoticeKind.DAY_BEFORE if on <= due_on else NoticeKind.OVERDUE


def reaches_ses_lead(due_on: date | None, *, on: date) -> bool:
    """Whether a return that is late on the day `on` has been so for long enough."""
    return due_on is not None and on >= due_on + _PATIENCE


def occasion(kind: NoticeKind, due_on: date | None) -> str:
    """What makes it another letter: the day it warns of. A quarter opens once."""
    return "opened" if kind == NoticeKind.OPENED or due_on is None else due_on.isoformat()
