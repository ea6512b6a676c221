"""Chasing: who still owes a return of a quarter, and an officer's words to them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import clock
from objectives.periods import FinancialQuarter
from reporting import access
from reporting.actions import nudging
from reporting.actions.refusals import Refused
from reporting.dashboard import joined
from reporting.models import Notice, Quarter, Submission
from reporting.views import chase_page
from reporting.views.carry import keeps_words, storable
from reporting.views.request import reader

_LONGEST = 5000


@require_safe
def chase(request, slug, period: FinancialQuarter):
    """Who owes what, by when, and what they were last written."""
    quarter = access.quarter_to_chase(reader(request), slug, period)
    context = chase_page.context(quarter, request.GET, now=clock.now())
    return render(request, "reporting/chase.html", context)


@require_POST
@keeps_words
def nudge(request, slug, period: FinancialQuarter):
    """Write to the leads of one return, or of all that are owed."""
    quarter = access.quarter_to_chase(reader(request), slug, period)
    sent = storable(request.POST)
    words, to = sent.get("words", "").replace("\0", ""), sent.get("to", "all")
    error = _fault(words)
    if error:
        return _ask(request, quarter, to, words, error, status=422)
    try:
        nudged = nudging.nudge(
            quarter=quarter,
            to=None if to == "all" else _return(quarter, to),
            words=words,
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        return _ask(request, quarter, to, words, str(refusal), status=409)
    for level, text in _told(nudged):
        messages.add_message(request, level, text)
    return redirect("reporting:quarter_chase", slug, period)


def _fault(words: str) -> str:
    if not words.strip():
        return nudging.NO_WORDS
    if len(words) > _LONGEST:
        return f"Use {_LONGEST:,} characters or fewer; there are {len(words):,}."
    return ""


def _return(quarter: Quarter, to: str) -> Submission:
    """The return that the form names. Raises Http404 for one of another quarter."""
    return get_object_or_404(
        Submission.objects.select_related("sub_strand", "quarter"), quarter=quarter, pk=_number(to)
    )


def _number(text: str) -> int:
    """The id that a form names; 0, which none has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _told(nudged: nudging.Nudged) -> list[tuple[int, str]]:
    """Whom the words reached, whom they did not, and what happens next."""
    notices = Notice.objects.filter(pk__in=[item.pk for item in nudged.notices])
    by_fate = {True: [], False: []}
    for notice in notices.select_related("recipient").order_by("pk"):
        by_fate[notice.sent_at is not None].append(notice.recipient.name)
    told = []
    if by_fate[True]:
        told.append((messages.SUCCESS, f"Your words went to {joined(by_fate[True])} by e-mail."))
    if by_fate[False]:
        told.append(
            (
                messages.WARNING,
                f"Your words wait to be sent to {joined(by_fate[False])}. "
                "The portal tries again by itself.",
            )
        )
    if nudged.without:
        told.append(
            (messages.WARNING, f"{nudging.nobody(nudged.without)}: nobody was written to there.")
        )
    return told


def _ask(request, quarter: Quarter, to: str, words: str, error: str, status: int):
    """The page once more; nothing typed is lost."""
    context = chase_page.context(quarter, {"to": to}, now=clock.now(), words=words, error=error)
    return render(request, "reporting/chase.html", context, status=status)


@require_POST
def send_again(request, slug, period: FinancialQuarter):
    """Send a letter of which nobody knows whether it arrived, or that failed too often."""
    quarter = access.quarter_to_chase(reader(request), slug, period)
    key = _number(request.POST.get("letter", ""))
    notice = Notice.objects.filter(quarter=quarter, pk=key).first() or Notice(pk=0)
    try:
        notice = nudging.send_again(notice=notice, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:quarter_chase", slug, period)
    messages.add_message(request, *_sent_again(notice))
    return redirect("reporting:quarter_chase", slug, period)


def _sent_again(notice: Notice) -> tuple[int, str]:
    name = notice.recipient.name
    stored = Notice.objects.filter(pk=notice.pk).first()
    if stored is None:
        return messages.INFO, f"Nothing was sent: what it said to {name} is not true any more."
    if stored.sent_at:
        return messages.SUCCESS, f"The letter to {name} was sent again."
    return (
        messages.WARNING,
        f"The letter to {name} could not be sent now. The portal tries again by itself.",
    )
