"""The Economy Cell's two verbs for a submitted return."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import clock
from objectives.periods import FinancialQuarter
from reporting import access, dashboard
from reporting.actions import review
from reporting.actions.refusals import Refused
from reporting.models import Quarter, Submission
from reporting.views.quarter_page import crumbs
from reporting.views.request import reader
from reporting.workflow import Move, ReturnState, fits

NO_COMMENT = "Say what must change, so that the lead knows what to do."
_LONGEST = 5000


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request, slug, period: FinancialQuarter, sub_strand):
    """Return it to its lead with what must change; without a comment, ask for one.

    A comment is never lost: where it can't be sent, the page shows it again and says why.
    """
    submission = access.submission_to(Move.SEND_BACK, reader(request), slug, period, sub_strand)
    report_page = reverse("reporting:sub_strand", args=[slug, period, sub_strand])
    comment = request.POST.get("comment", "").replace("\0", "")  # PostgreSQL keeps no NUL
    if not comment.strip() and not fits(Move.SEND_BACK, submission.state, submission.quarter.state):
        messages.info(request, "Only a return that waits for review can be sent back.")
        return redirect(report_page)
    if request.method != "POST":
        return _ask(request, submission, report_page)
    error = _fault(comment)
    if error:
        return _ask(request, submission, report_page, comment, error)
    try:
        review.send_back(
            submission=submission,
            comment=comment,
            version=_number(request.POST.get("version", "")),
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        submission.refresh_from_db(fields=["state", "version"])
        return _ask(request, submission, report_page, comment, str(refusal), status=409)
    messages.success(
        request,
        f"You sent back {submission.sub_strand}. Its lead has your comment by e-mail and on their "
        "first page; the return comes to you again once it is corrected. "
        f"{_left(submission.quarter)}",
    )
    return redirect("reporting:quarter", slug, period)


def _fault(comment: str) -> str:
    if not comment.strip():
        return NO_COMMENT
    if len(comment) > _LONGEST:
        return f"Use {_LONGEST:,} characters or fewer; there are {len(comment):,}."
    return ""


def _ask(
    request,
    submission: Submission,
    report_page: str,
    comment: str = "",
    error: str = "",
    status: int = 200,
):
    """The page with the comment's form; nothing typed is lost."""
    context = {
        "submission": submission,
        "crumbs": [
            *crumbs(submission.quarter),
            {"label": str(submission.sub_strand), "url": report_page},
        ],
        "caption": f"{submission.sub_strand}, {submission.quarter.period.name}",
        "report_page": report_page,
        "may_send": fits(Move.SEND_BACK, submission.state, submission.quarter.state),
        "comment": comment,
        "error": error,
        "errors": [{"text": error, "href": "#id_comment"}] if error else [],
    }
    return render(request, "reporting/review/send_back.html", context, status=status)


@require_POST
def approve(request, slug, period: FinancialQuarter, sub_strand):
    """Accept it as it was read."""
    submission = access.submission_to(Move.APPROVE, reader(request), slug, period, sub_strand)
    try:
        review.approve(
            submission=submission,
            version=_number(request.POST.get("version", "")),
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:sub_strand", slug, period, sub_strand)
    messages.success(
        request,
        f"You approved {submission.sub_strand}. It is now in the quarter’s picture for everybody "
        f"who reads this strategy. {_left(submission.quarter)}",
    )
    return redirect("reporting:quarter", slug, period)


def _number(text: str) -> int:
    """The version a form was made from; -1, which no return has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _left(quarter: Quarter) -> str:
    """What is still to be reviewed."""
    waiting = Submission.objects.filter(
        quarter=quarter, state__in=[state for state in ReturnState if state.is_with_reviewer]
    ).count()
    if not waiting:
        return "No other return waits for review."
    return f"{dashboard.counted(waiting, 'more return')} {'waits' if waiting == 1 else 'wait'}."
