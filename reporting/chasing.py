"""Which returns of a quarter are still owed, who is asked for them, and what that brings whom.

Derived from what is stored, in a fixed number of queries for a quarter; nothing here writes.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.roles import SUB_STRAND_ROLES, Role
from objectives.models import Assignment
from reporting.answers import Dated
from reporting.deadlines import due_on
from reporting.models import Notice, Quarter, Submission
from reporting.reminding import STAGES, NoticeKind, occasion, reaches_ses_lead, stage
from reporting.workflow import Move, QuarterState, ReturnState

#: The moves that hand a return back to its lead.
HANDING_BACK = (Move.SEND_BACK, Move.REOPEN)

#: The letters that name the day by which a return is due.
_NAMING_A_DAY = (*STAGES, NoticeKind.NUDGE)

#: Who gets a letter, why, and on what occasion: what a `Notice` is unique by in its quarter.
Key = tuple[int, NoticeKind, str]
Holders = dict[tuple[int, Role], list[User]]


@dataclass(frozen=True)
class Outstanding:
    """A return that is still with its lead: by when it is due, and who is asked for it.

    People are active, and hold their role on the day that was asked about.
    """

    submission: Submission
    due_on: date | None
    came_back_on: date | None
    leads: tuple[User, ...]
    ses_leads: tuple[User, ...]

    def stage(self, on: date) -> NoticeKind | None:
        """Which letter it brings its lead by the day `on`."""
        return stage(self.due_on, came_back_on=self.came_back_on, on=on)

    def is_late(self, on: date) -> bool:
        """Whether its day is past."""
        return self.due_on is not None and self.due_on < on


def outstanding(quarter: Quarter, *, on: date) -> list[Outstanding]:
    """The returns of `quarter` that are still owed, in printed order."""
    if not QuarterState(quarter.state).takes_returns:
        return []
    submissions = list(_with_lead(quarter))
    dates = list(quarter.governance_dates.all())
    people = holders([item.sub_strand_id for item in submissions], on=on)
    return [
        Outstanding(
            submission=item,
            due_on=due_on(item, dates),
            came_back_on=timezone.localdate(item.came_back_at) if item.came_back_at else None,
            leads=leads_among(people, item.sub_strand_id),
            ses_leads=tuple(dict.fromkeys(people[item.sub_strand_id, Role.SES_LEAD])),
        )
        for item in submissions
    ]


def _with_lead(quarter: Quarter) -> QuerySet[Submission]:
    return (
        Submission.objects.filter(
            quarter=quarter, state__in=[state for state in ReturnState if state.is_with_lead]
        )
        .select_related("quarter__strategy", "sub_strand__objective")
        .annotate(came_back_at=Max("steps__at", filter=Q(steps__move__in=HANDING_BACK)))
        .order_by("sub_strand__objective__position", "sub_strand__position", "pk")
    )


def holders(sub_strands: Iterable[int], *, on: date) -> Holders:
    """Who holds which role over these sub-strands on the day `on`, as far as they are active."""
    found = defaultdict(list)
    held = (
        Assignment.objects.on(on)
        .filter(sub_strand__in=sub_strands, role__in=SUB_STRAND_ROLES, user__is_active=True)
        .select_related("user")
        .order_by("user__name", "user_id")
    )
    for assignment in held:
        found[assignment.sub_strand_id, Role(assignment.role)].append(assignment.user)
    return found


def leads_among(people: Holders, sub_strand: int) -> tuple[User, ...]:
    """The leads, then the deputies, of one of the sub-strands that `holders` was asked for."""
    both = people[sub_strand, Role.PROJECT_LEAD] + people[sub_strand, Role.DEPUTY]
    return tuple(dict.fromkeys(both))


def told_otherwise(quarter: Quarter, before: Iterable[Dated], *, on: date) -> list[User]:
    """Who still owes a return and had a letter that names its day, which is another one now.

    `before` are the quarter's dates as they were. By name.
    """
    before = list(before)
    sent = Notice.objects.filter(quarter=quarter, sent_at__isnull=False, kind__in=_NAMING_A_DAY)
    written_to = set(sent.values_list("recipient_id", flat=True))
    found = {
        person
        for item in outstanding(quarter, on=on)
        if (was := due_on(item.submission, before)) and was != item.due_on
        for person in item.leads
        if person.pk in written_to
    }
    return sorted(found, key=lambda person: (person.name, person.pk))


# --- Reminders ----------------------------------------------------------------------------------


def reminders(quarter: Quarter, *, on: date) -> dict[Key, list[Outstanding]]:
    """The letters that the day `on` asks for in `quarter`, each with the returns it is about."""
    return reminders_about(outstanding(quarter, on=on), on=on)


def reminders_about(items: Iterable[Outstanding], *, on: date) -> dict[Key, list[Outstanding]]:
    """The letters that these returns bring on the day `on`.

    One for each person and stage; two at once only where their returns have different days. An
    SES lead is not told of what they lead themselves.
    """
    found = defaultdict(list)
    for item in items:
        kind = item.stage(on)
        if kind is None:
            continue
        at = occasion(kind, item.due_on)
        for person in item.leads:
            found[person.pk, kind, at].append(item)
        if kind == NoticeKind.OVERDUE and reaches_ses_lead(item.due_on, on=on):
            for person in item.ses_leads:
                if person not in item.leads:
                    found[person.pk, NoticeKind.OVERDUE_SES_LEAD, at].append(item)
    return dict(found)


def not_written(quarter: Quarter, *, on: date) -> dict[Key, list[Outstanding]]:
    """Those of `reminders` that no row stands for yet.

    That the quarter opened is no news for somebody who had a later stage's letter already.
    """
    wanted = reminders(quarter, on=on)
    if not wanted:
        return {}
    stages = Notice.objects.filter(quarter=quarter, kind__in=STAGES)
    rows = set(stages.values_list("recipient_id", "kind", "occasion"))
    told = {recipient for recipient, *_ in rows}
    return {
        key: items
        for key, items in wanted.items()
        if key not in rows and not (key[1] == NoticeKind.OPENED and key[0] in told)
    }
