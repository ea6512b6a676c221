"""Giving one return back to its lead after it was approved, or published."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import clock
from objectives.periods import FinancialQuarter
from reporting import access
from reporting.actions import reopening
from reporting.actions.refusals import Refused
from reporting.models import Submission
from reporting.views.carry import keeps_words
from reporting.views.quarter_page import crumbs
from reporting.views.request import number, reader, too_long
from reporting.workflow import Move, ReturnState, fits

_NOT_NOW = (
    "Only an approved return can be reopened, or one of a published quarter that was reopened."
)
LATE = "No return was received: let it be reported late"


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def reopen(request, slug, period: FinancialQuarter, sub_strand):
    """Ask why; give the return back."""
    submission = access.submission_to(Move.REOPEN, reader(request), slug, period, sub_strand)
    if request.method == "POST":
        return _reopen(request, submission)
    if not fits(Move.REOPEN, submission.state, submission.quarter.state):
        messages.info(request, _NOT_NOW)
        return redirect(_report_page(submission))
    return _ask(request, submission)


def _reopen(request, submission: Submission):
    reason = request.POST.get("reason", "").replace("\0", "").strip()
    error = too_long(reason) if reason else reopening.NO_REASON
    if error:
        return _ask(request, submission, reason, {"reason": error}, status=422)
    try:
        reopening.reopen(
            submission=submission,
            version=number(request.POST.get("version", "")),
            reason=reason,
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        submission.refresh_from_db(fields=["state", "version"])
        return _ask(request, submission, reason, {"": str(refusal)}, status=409)
    messages.success(
        request,
        f"{submission.sub_strand} is open again. Its lead finds your words on their first page; "
        "the return comes to the Economy Cell again once it is submitted.",
    )
    return redirect(_report_page(submission))


def _ask(
    request,
    submission: Submission,
    reason: str = "",
    faults: dict[str, str] | None = None,
    status: int = 200,
):
    """The page with the reason's form; nothing typed is lost."""
    faults = faults or {}
    context = {
        "submission": submission,
        "title": "Reopen the return" if submission.is_received else LATE,
        "state": submission.state if submission.is_received else "",
        "asks": "What must change" if submission.is_received else "What its lead is asked for",
        "act": "Reopen the return" if submission.is_received else "Let it be reported late",
        "caption": f"{submission.sub_strand}, {submission.quarter.period.name}",
        "crumbs": [
            *crumbs(submission.quarter),
            {"label": str(submission.sub_strand), "url": _report_page(submission)},
        ],
        "means": _means(submission),
        "report_page": _report_page(submission),
        "reason": reason,
        "may": fits(Move.REOPEN, submission.state, submission.quarter.state),
        "faults": faults,
        "errors": [
            {"text": text, "href": f"#id_{name}" if name else ""} for name, text in faults.items()
        ],
    }
    return render(request, "reporting/return/reopen.html", context, status=status)


def _means(submission: Submission) -> str:
    """What reopening does to this return."""
    if not submission.is_received:
        return (
            "The quarter was published without this return. Its lead can then report after all, "
            "and the next edition prints what is approved."
        )
    kept = "Its figures stay on record until it is approved again."
    if submission.state == ReturnState.PUBLISHED:
        return (
            f"It goes back to its lead with all that it says. {kept} The published edition stays "
            "as it is; the next one prints what is approved then."
        )
    return f"Its approval is undone, and it goes back to its lead with all that it says. {kept}"


def _report_page(submission: Submission) -> str:
    quarter = submission.quarter
    at = [quarter.strategy.slug, quarter.period, submission.sub_strand.slug]
    return reverse("reporting:sub_strand", args=at)
