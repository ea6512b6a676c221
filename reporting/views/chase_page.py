"""What the page of chasing shows: who owes what, what they were written, and the form to write."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone

from objectives.days import in_words
from reporting.actions.letters import MOST_FAILURES
from reporting.actions.nudging import is_given_up, is_unknown, nobody
from reporting.chasing import Outstanding, outstanding, reminders_about
from reporting.dashboard import counted, joined, shortened
from reporting.models import Notice, Quarter
from reporting.reminding import STAGES, NoticeKind
from reporting.views.how_far import how_far
from reporting.views.opening_page import lead_giving
from reporting.views.quarter_page import crumbs
from reporting.workflow import QuarterState

_PAGE = 25  # letters


def context(
    quarter: Quarter, query: Mapping, *, now: datetime, words: str = "", error: str = ""
) -> dict:
    """All that the page needs; `words` and `error` where a nudge could not be sent."""
    on = timezone.localdate(now)
    items = sorted(outstanding(quarter, on=on), key=lambda item: item.due_on or date.max)
    address = _address("quarter", quarter)
    letters = Notice.objects.filter(quarter=quarter)
    return {
        "quarter": quarter,
        "title": "Chase returns",
        "caption": quarter.period.title,
        "crumbs": [*crumbs(quarter), {"label": quarter.period.title, "url": address}],
        "sentence": _sentence(items, on) if items else "",
        "empty": _empty(quarter),
        "address": address,
        "rows": _rows(quarter, items, on, now),
        "doubtful": _doubtful(letters, reminders_about(items, on=on), now),
        "send_again": _address("quarter_send_again", quarter),
        "nudge": _nudge(quarter, items, query.get("to", ""), words, error) if items else None,
        "errors": [{"text": error, "href": "#id_words" if items else ""}] if error else [],
        **_log(letters, query.get("page", ""), now),
    }


def _address(name: str, quarter: Quarter, *args) -> str:
    return reverse(f"reporting:{name}", args=[quarter.strategy.slug, quarter.period, *args])


def _sentence(items: list[Outstanding], on: date) -> str:
    late = sum(item.is_late(on) for item in items)
    verb = "is" if len(items) == 1 else "are"
    text = f"{counted(len(items), 'return')} {verb} still owed"
    if len(items) == 1:
        return f"{text}, and late." if late else f"{text}."
    return f"{text}, {_OF_THEM.get(late / len(items), late)} of them late."


_OF_THEM = {0: "none", 1: "all"}


def _empty(quarter: Quarter) -> dict:
    if QuarterState(quarter.state).takes_returns:
        return {
            "title": "Nobody owes a return",
            "text": "Every return of this quarter has come in.",
        }
    return {"title": "Nothing to chase", "text": "The quarter does not take returns now."}


# --- Who owes -----------------------------------------------------------------------------------


def _rows(quarter: Quarter, items: list[Outstanding], on: date, now: datetime) -> list[dict]:
    far = how_far([item.submission for item in items])
    letters = _letters_to_leads(quarter, items)
    return [_row(quarter, item, far[item.submission.pk], letters, on, now) for item in items]


def _letters_to_leads(quarter: Quarter, items: list[Outstanding]) -> list[Notice]:
    """Newest first; what an SES lead is told of others is none of theirs."""
    people = {person.pk for item in items for person in item.leads}
    found = Notice.objects.filter(quarter=quarter, recipient__in=people)
    return list(found.exclude(kind=NoticeKind.OVERDUE_SES_LEAD).order_by("-made_at", "-pk"))


def _row(
    quarter: Quarter,
    item: Outstanding,
    progress: str,
    letters: list[Notice],
    on: date,
    now: datetime,
) -> dict:
    submission = item.submission
    slug = submission.sub_strand.slug
    return {
        "name": submission.sub_strand.name,
        "url": _address("sub_strand", quarter, slug),
        "people": joined([person.name for person in item.leads]) if item.leads else "",
        "state": submission.state,
        "progress": progress,
        "due_on": item.due_on,
        "days": (item.due_on - on).days if item.due_on else "",
        "letter": _last_letter(item, letters, now),
        "enter": _address("return", quarter, slug),
        "extend": _address("return_extend", quarter, slug),
        "nudge": f"?to={submission.pk}#nudge" if item.leads else "",
        "name_lead": "" if item.leads else lead_giving(submission.sub_strand),
    }


def _last_letter(item: Outstanding, letters: list[Notice], now: datetime) -> dict | None:
    people = {person.pk for person in item.leads}
    for notice in letters:
        if notice.recipient_id in people and notice.submission_id in (None, item.submission.pk):
            return {"kind": NoticeKind(notice.kind).label, "fate": _fate(notice, now)}
    return None


# --- Letters ------------------------------------------------------------------------------------


def _fate(notice: Notice, now: datetime) -> str:
    """What became of it: "sent on 1 February 2024, 09:00"."""
    if notice.sent_at:
        return f"sent on {_moment(notice.sent_at)}"
    if is_unknown(notice, now):
        return f"not known whether it arrived: begun on {_moment(notice.claimed_at)}"
    if notice.claimed_at:
        return "being sent now"
    if is_given_up(notice):
        return f"could not be sent in {MOST_FAILURES} tries ({notice.failure})"
    if notice.failures:
        return f"not sent yet ({notice.failure}): tried again by itself"
    return "waits to be sent"


def _moment(at: datetime) -> str:
    at = timezone.localtime(at)
    return f"{in_words(at.date())}, {at:%H:%M}"


def _doubtful(letters, due: Mapping, now: datetime) -> list[dict]:
    """Those that only a person can have sent: nobody knows of them, or they failed too often.

    Of reminders only what is `due` still: a later stage has taken the place of the others.
    """
    unsent = letters.filter(sent_at=None).with_subjects().order_by("made_at", "pk")
    return [
        {**_letter(notice, now), "pk": notice.pk}
        for notice in unsent
        if (is_given_up(notice) or is_unknown(notice, now))
        and (
            notice.kind not in STAGES or (notice.recipient_id, notice.kind, notice.occasion) in due
        )
    ]


def _log(letters, page: str, now: datetime) -> dict:
    """The quarter's letters, newest first, a page of them."""
    pages = Paginator(letters.with_subjects().order_by("-made_at", "-pk"), _PAGE)
    shown = pages.get_page(page)
    return {
        "log": [_letter(notice, now) for notice in shown],
        "log_title": f"All {counted(pages.count, 'letter')} of this quarter",
        "log_open": bool(page),
        "newer": _beside("Newer letters", shown.previous_page_number())
        if shown.has_previous()
        else None,
        "older": _beside("Older letters", shown.next_page_number()) if shown.has_next() else None,
    }


def _beside(label: str, number: int) -> dict:
    return {"label": label, "url": f"?page={number}#letters"}


def _letter(notice: Notice, now: datetime) -> dict:
    return {
        "kind": NoticeKind(notice.kind).label,
        "about": notice.submission.sub_strand.name if notice.submission else "",
        "to": notice.recipient.name,
        "email": notice.recipient.email,
        "made_at": notice.made_at,
        "made_by": notice.made_by.name if notice.made_by else "",
        "words": shortened(notice.words) if notice.made_by else "",
        "fate": _fate(notice, now),
    }


# --- The nudge ----------------------------------------------------------------------------------


def _nudge(quarter: Quarter, items: list[Outstanding], to: str, words: str, error: str) -> dict:
    """The form, and who would get it: the leads of one return, or of all."""
    chosen = [item for item in items if str(item.submission.pk) == to] or items
    people = list(dict.fromkeys(person.name for item in chosen for person in item.leads))
    without = [item.submission.sub_strand.name for item in chosen if not item.leads]
    is_one = chosen is not items
    return {
        "url": _address("quarter_nudge", quarter),
        "to": to if is_one else "all",
        "whom": _whom(chosen, people, is_one),
        "without": f"{nobody(without)}." if without else "",
        "may_send": bool(people),
        "everybody": _address("quarter_chase", quarter) + "#nudge" if is_one else "",
        "button": f"Send to {'1 person' if len(people) == 1 else f'{len(people)} people'}",
        "words": words,
        "error": error,
    }


def _whom(chosen: list[Outstanding], people: list[str], is_one: bool) -> str:
    if not people:
        return "There is nobody to write to."
    about = chosen[0].submission.sub_strand.name if is_one else "what they still owe"
    return f"Goes to {joined(people)}, about {about}."
