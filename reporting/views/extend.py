"""An officer gives one return a later day than its quarter's deadline."""

from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import clock
from objectives.days import in_words, until, with_weekday
from objectives.period_reading import parse_date
from objectives.periods import FinancialQuarter
from reporting import access, deadlines
from reporting.actions import extending
from reporting.actions.refusals import Refused
from reporting.answers import data_deadline
from reporting.models import Submission
from reporting.views.carry import keeps_words
from reporting.views.quarter_page import crumbs
from reporting.views.request import reader, too_long
from reporting.workflow import Move, fits

NOT_A_DATE = "Enter the day in figures or words, such as 14 February 2024."


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def extend(request, slug, period: FinancialQuarter, sub_strand):
    """Ask for the day and the reason; give it."""
    submission = access.submission_to(Move.EXTEND, reader(request), slug, period, sub_strand)
    if request.method == "POST":
        return _extend(request, submission)
    if not fits(Move.EXTEND, submission.state, submission.quarter.state):
        messages.info(request, "Only a return that its lead still owes can be given a later day.")
        return redirect("reporting:sub_strand", slug, period, sub_strand)
    return _ask(request, submission)


def _extend(request, submission: Submission):
    sent = _sent(request)
    day = None if sent["undo"] else parse_date(sent["due_on"])
    faults = _faults(submission, sent, day)
    if faults:
        return _ask(request, submission, sent, faults, status=422)
    try:
        extended = extending.extend(
            submission=submission,
            seen=parse_date(sent["seen"]),
            due_on=day,
            reason=sent["reason"],
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        submission.refresh_from_db(fields=["state", "due_on"])
        return _ask(request, submission, sent, {"": str(refusal)}, status=409)
    messages.success(request, _done_words(extended))
    return redirect(_report_page(submission))


def _sent(request) -> dict[str, str]:
    names = ("due_on", "reason", "undo", "seen")
    return {name: request.POST.get(name, "").replace("\0", "").strip() for name in names}


def _faults(submission: Submission, sent: dict[str, str], day: date | None) -> dict[str, str]:
    """What can't be taken, by field."""
    faults = {}
    if not sent["undo"]:
        if not sent["due_on"]:
            faults["due_on"] = extending.NO_DAY
        elif day is None:
            faults["due_on"] = NOT_A_DATE
        elif fault := extending.day_fault(submission, day, on=clock.today()):
            faults["due_on"] = fault
    if not sent["reason"]:
        faults["reason"] = extending.NO_REASON
    elif fault := too_long(sent["reason"]):
        faults["reason"] = fault
    return faults


def _done_words(submission: Submission) -> str:
    name, day = submission.sub_strand, submission.due_on
    if day is None:
        return f"{name} is due on the quarter’s deadline again, and its lead’s page says so."
    return f"{name} is due on {with_weekday(day)} now, and its lead’s page says so."


def _ask(
    request,
    submission: Submission,
    sent: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
    status: int = 200,
):
    """The page with the day's form; nothing typed is lost."""
    faults, quarter = faults or {}, submission.quarter
    may = fits(Move.EXTEND, submission.state, quarter.state)
    context = {
        "submission": submission,
        "title": "Give a later day",
        "caption": f"{submission.sub_strand}, {quarter.period.name}",
        "crumbs": [
            *crumbs(quarter),
            {"label": str(submission.sub_strand), "url": _report_page(submission)},
        ],
        "facts": _facts(submission, clock.today()),
        "report_page": _report_page(submission),
        "seen": submission.due_on.isoformat() if submission.due_on else "",
        "typed": sent or {},
        "may": may,
        "faults": faults,
        "errors": [
            {"text": text, "href": f"#id_{name}" if name else ""} for name, text in faults.items()
        ],
    }
    return render(request, "reporting/return/extend.html", context, status=status)


def _facts(submission: Submission, on: date) -> list[dict]:
    """What it is now: the lead, the quarter's deadline, the return's own day."""
    dates = list(submission.quarter.governance_dates.all())
    deadline, own = data_deadline(dates), deadlines.due_on(submission, dates)
    rows = [
        {"name": "Lead", "value": submission.sub_strand.project_lead},
        {"name": "The quarter’s deadline", "value": _day(deadline, on) or "No day is set"},
    ]
    if submission.due_on:
        rows.append({"name": "This return is due", "value": _day(own, on)})
    return rows


def _day(day: date | None, on: date) -> str:
    return f"{in_words(day)}, {until(day, on=on)}" if day else ""


def _report_page(submission: Submission) -> str:
    quarter = submission.quarter
    at = [quarter.strategy.slug, quarter.period, submission.sub_strand.slug]
    return reverse("reporting:sub_strand", args=at)
