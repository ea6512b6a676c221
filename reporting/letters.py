"""What each letter says: one structure, printed as text and as HTML. Reads, and writes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from objectives.days import with_weekday
from reporting import chasing
from reporting.chasing import Outstanding
from reporting.dashboard import counted, joined
from reporting.models import Notice, Quarter, Step, Submission
from reporting.reminding import STAGES, NoticeKind
from reporting.workflow import Move, ReturnState


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with one link, to one person."""

    subject: str
    greeting: str
    says: tuple[str, ...]  # paragraphs
    link: str
    url: str
    quote: str = ""  # somebody's own words
    before_items: str = ""
    items: tuple[str, ...] = ()  # the returns that it is about
    closing: str = ""

    @property
    def quoted_lines(self) -> list[str]:
        """The quote in lines, so that the text can mark each: what follows is the portal's."""
        return self.quote.splitlines()


def one_line(text: str) -> str:
    """The text without anything that could begin another line, as a header has it."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def compose(notice: Notice, *, on: date) -> Letter | None:
    """The letter as it is true on the day `on`; None where it no longer is, or never reaches them.

    Asked again before each sending: a return may have come in, a lead may have left.
    """
    kind = NoticeKind(notice.kind)
    if kind in STAGES:
        key = (notice.recipient_id, kind, notice.occasion)
        items = chasing.reminders(notice.quarter, on=on).get(key)
        return _STAGE_LETTERS[kind](notice, items) if items else None
    if kind == NoticeKind.NUDGE:
        items = _nudged(notice, on)
        return _nudge(notice, items) if items else None
    step = _step(notice)
    still = _still_leads(notice, on) and _still_stands(notice.submission, step)
    return _MOVE_LETTERS[kind](notice, step) if still else None


# --- What a day brings --------------------------------------------------------------------------


def _opened(notice: Notice, items: list[Outstanding]) -> Letter:
    name = notice.quarter.period.name
    return _to_lead(
        notice,
        items,
        subject=f"{name} is open: {counted(len(items), 'return')} to make",
        says=f"{_quarter(notice.quarter)} is open for reporting. "
        f"You are asked for {_these(items)}:",
        closing="What you enter is saved as you go, and you can stop and come back at any time.",
    )


def _due(notice: Notice, items: list[Outstanding]) -> Letter:
    many, due = len(items), with_weekday(items[0].due_on)
    return _to_lead(
        notice,
        items,
        subject=f"Due {due}: {counted(many, 'return')} for {notice.quarter.period.name}",
        says=f"{counted(many, 'return')} for {_quarter(notice.quarter)} "
        f"{'is' if many == 1 else 'are'} due on {due} and not submitted yet:",
    )


def _overdue(notice: Notice, items: list[Outstanding]) -> Letter:
    many, due = len(items), with_weekday(items[0].due_on)
    return _to_lead(
        notice,
        items,
        subject=f"Overdue: {counted(many, 'return')} for {notice.quarter.period.name}",
        says=f"{counted(many, 'return')} for {_quarter(notice.quarter)} "
        f"{'was' if many == 1 else 'were'} due on {due}, and we do not have "
        f"{'it' if many == 1 else 'them'} yet:",
        closing="It can still be submitted. If you cannot finish it now, tell the officer who runs "
        "the quarter.",
    )


def _overdue_to_ses_lead(notice: Notice, items: list[Outstanding]) -> Letter:
    many, due = len(items), with_weekday(items[0].due_on)
    return Letter(
        subject=f"Still owed: {counted(many, 'return')} for {notice.quarter.period.name}",
        greeting=_greeting(notice),
        says=(
            f"{counted(many, 'return')} under you for {_quarter(notice.quarter)} "
            f"{'was' if many == 1 else 'were'} due on {due} and {'has' if many == 1 else 'have'} "
            "not come in. The leads were reminded before:",
        ),
        items=tuple(f"{_item(item)}. {_asked(item)}" for item in items),
        link="See how far the quarter is",
        url=_address("quarter", notice.quarter.strategy.slug, notice.quarter.period),
    )


def _asked(item: Outstanding) -> str:
    if not item.leads:
        return "It has no active lead."
    return f"Asked: {joined([one_line(person.name) for person in item.leads])}."


def _to_lead(
    notice: Notice, items: list[Outstanding], *, subject: str, says: str, closing: str = ""
) -> Letter:
    return Letter(
        subject=subject,
        greeting=_greeting(notice),
        says=(says,),
        items=tuple(_item(item) for item in items),
        link="Open your returns",
        url=_address("my_returns"),
        closing=closing,
    )


_STAGE_LETTERS: dict[NoticeKind, Callable[[Notice, list[Outstanding]], Letter]] = {
    NoticeKind.OPENED: _opened,
    NoticeKind.WEEK_BEFORE: _due,
    NoticeKind.DAY_BEFORE: _due,
    NoticeKind.OVERDUE: _overdue,
    NoticeKind.OVERDUE_SES_LEAD: _overdue_to_ses_lead,
}


# --- What somebody did --------------------------------------------------------------------------


def _sent_back(notice: Notice, step: Step) -> Letter:
    submission = notice.submission
    done = "reopened" if step.move == Move.REOPEN else "sent back"
    return Letter(
        subject=f"{done.capitalize()}: {submission.sub_strand}, {notice.quarter.period.name}",
        greeting=_greeting(notice),
        says=(
            f"Your return for {submission.sub_strand}, {_quarter(notice.quarter)}, has been "
            f"{done} by {one_line(step.by_name)}. What must change:",
        ),
        quote=notice.words,
        link="Correct the return and submit it again",
        url=_return_address("return", submission),
        closing="Nothing you entered is lost.",
    )


def _approved(notice: Notice, step: Step) -> Letter:
    submission = notice.submission
    return Letter(
        subject=f"Approved: {submission.sub_strand}, {notice.quarter.period.name}",
        greeting=_greeting(notice),
        says=(
            f"Your return for {submission.sub_strand}, {_quarter(notice.quarter)}, has been "
            f"approved by {one_line(step.by_name)}. Nothing more is asked of you for it.",
        ),
        link="Read it as approved",
        url=_return_address("sub_strand", submission),
    )


_MOVE_LETTERS: dict[NoticeKind, Callable[[Notice, Step], Letter]] = {
    NoticeKind.SENT_BACK: _sent_back,
    NoticeKind.APPROVED: _approved,
}
#: The moves after which what an earlier one said of a return holds no more.
_TURNS = (Move.SUBMIT, Move.SEND_BACK, Move.APPROVE, Move.REOPEN)


def occasion_of(step: Step) -> str:
    """What makes the letters about a move of a return their own."""
    return f"step-{step.pk}"


def _step(notice: Notice) -> Step:
    return Step.objects.get(
        submission=notice.submission_id, pk=int(notice.occasion.removeprefix("step-"))
    )


def _still_leads(notice: Notice, on: date) -> bool:
    key = notice.submission.sub_strand_id
    return notice.recipient in chasing.leads_among(chasing.holders([key], on=on), key)


def _still_stands(submission: Submission, step: Step) -> bool:
    """Whether the return has taken no other turn since."""
    latest = Step.objects.filter(submission=submission, move__in=_TURNS).latest("at", "pk")
    with_lead = ReturnState(submission.state).is_with_lead
    return latest == step and with_lead == (step.move != Move.APPROVE)


# --- A nudge ------------------------------------------------------------------------------------


def _nudged(notice: Notice, on: date) -> list[Outstanding]:
    return [
        item
        for item in chasing.outstanding(notice.quarter, on=on)
        if notice.recipient in item.leads and notice.submission_id in (None, item.submission.pk)
    ]


def _nudge(notice: Notice, items: list[Outstanding]) -> Letter:
    sender = one_line(notice.made_by.name)
    return Letter(
        subject=f"From {sender}: {counted(len(items), 'return')} for {notice.quarter.period.name}",
        greeting=_greeting(notice),
        says=(f"{sender} writes to you about {_quarter(notice.quarter)}:",),
        quote=notice.words,
        before_items="What you still owe:",
        items=tuple(_item(item) for item in items),
        link="Open your returns",
        url=_address("my_returns"),
    )


# --- Words --------------------------------------------------------------------------------------

_STATES = {
    ReturnState.NOT_STARTED: "not started",
    ReturnState.DRAFT: "begun, not submitted",
    ReturnState.SENT_BACK: "sent back, to be corrected",
}


def _greeting(notice: Notice) -> str:
    return f"Dear {one_line(notice.recipient.name)},"


def _quarter(quarter: Quarter) -> str:
    return f"{quarter.period.title} ({quarter.strategy.name})"


def _these(items: list[Outstanding]) -> str:
    return "1 return" if len(items) == 1 else f"these {len(items)} returns"


def _item(item: Outstanding) -> str:
    """ "Growth: not started, due on Wednesday 7 February 2024"."""
    due = f", due on {with_weekday(item.due_on)}" if item.due_on else ""
    return f"{item.submission.sub_strand.name}: {_STATES[ReturnState(item.submission.state)]}{due}"


def _return_address(name: str, submission: Submission) -> str:
    quarter = submission.quarter
    return _address(name, quarter.strategy.slug, quarter.period, submission.sub_strand.slug)


def _address(name: str, *args) -> str:
    """A page of the portal as somebody outside it reaches it."""
    return f"{settings.SITE_URL}{reverse(f'reporting:{name}', args=args)}"
