"""The Economy Cell's queue, and its verbs for submitted returns."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import clock
from objectives.periods import FinancialQuarter
from reporting import access, dashboard
from reporting.actions import review
from reporting.actions.refusals import Refused
from reporting.models import Quarter, Submission
from reporting.views import comments_page, review_page
from reporting.views.carry import keeps_words
from reporting.views.dashboards import ask_first
from reporting.views.quarter_page import crumbs
from reporting.views.request import number, reader
from reporting.views.return_moves import row_word
from reporting.views.talk import Talk
from reporting.workflow import Move, fits

NO_COMMENT = "Say what must change, so that the lead knows what to do."
_LONGEST = 5000
_MANY = 5  # names in a message


@require_safe
def queue(request, slug, period: FinancialQuarter):
    """What should I challenge? The exceptions by weight, then each return."""
    who = reader(request)
    quarter = access.quarter_to_challenge(who, slug, period)
    context = review_page.context(review_page.queue_of(quarter, who))
    return render(request, "reporting/review/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def send_back(request, slug, period: FinancialQuarter, sub_strand):
    """Return it to its lead with what must change; without a comment, ask for one.

    A comment is never lost: where it can't be sent, the page shows it again and says why.
    """
    submission = access.submission_to(Move.SEND_BACK, reader(request), slug, period, sub_strand)
    report_page = reverse("reporting:sub_strand", args=[slug, period, sub_strand])
    talk = Talk.typed(request.POST)
    if asked := ask_first(request, submission, talk, sends_change=True):
        return asked
    comment = talk.change
    if not comment.strip() and not fits(Move.SEND_BACK, submission.state, submission.quarter.state):
        messages.info(request, "Only a return that waits for review can be sent back.")
        return redirect(report_page)
    if request.method != "POST":
        return _ask(request, submission, report_page)
    error = _fault(comment, submission)
    if error:
        return _ask(request, submission, report_page, comment, error)
    try:
        review.send_back(
            submission=submission,
            comment=comment,
            version=number(request.POST.get("version", "")),
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        submission.refresh_from_db(fields=["state", "version"])
        return _ask(request, submission, report_page, comment, str(refusal), status=409)
    return _onward(
        request,
        submission,
        f"You sent back {submission.sub_strand}. Its lead has your comment by e-mail and on their "
        "first page; the return comes to you again once it is corrected.",
    )


def _fault(comment: str, submission: Submission) -> str:
    if not comment.strip() and not comments_page.waiting(submission):
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
        "from_sign_off": _from_sign_off(request),
        "may_send": fits(Move.SEND_BACK, submission.state, submission.quarter.state),
        "comment": comment,
        "comments": comments_page.waiting(submission),
        "row": row_word(submission),
        "error": error,
        "errors": [{"text": error, "href": "#id_comment"}] if error else [],
    }
    return render(request, "reporting/review/send_back.html", context, status=status)


@require_POST
@keeps_words
def approve(request, slug, period: FinancialQuarter, sub_strand):
    """Accept it as it was read."""
    submission = access.submission_to(Move.APPROVE, reader(request), slug, period, sub_strand)
    if asked := ask_first(request, submission, Talk.typed(request.POST)):
        return asked
    try:
        review.approve(
            submission=submission,
            version=number(request.POST.get("version", "")),
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:sub_strand", slug, period, sub_strand)
    return _onward(request, submission, _approved([submission]))


def _from_sign_off(request) -> bool:
    """Whether an SES lead came from the page of all that they sign off, and wants it again."""
    return (request.POST.get("back") or request.GET.get("back")) == "sign-off"


def _onward(request, submission: Submission, said: str):
    """On to the next return that waits, saying what was done; without one, to the queue."""
    quarter = submission.quarter
    place = (quarter.strategy.slug, quarter.period)
    if _from_sign_off(request) or not reader(request).reviews(quarter.strategy_id):
        messages.success(request, said)
        return redirect("reporting:sign_off")  # an SES lead
    following, waiting = review_page.next_waiting(submission)
    if following is None:
        messages.success(request, f"{said} {_left(waiting)}")
        return redirect("reporting:quarter_review", *place)
    here = ": this one" if waiting == 1 else ". This is the next"
    messages.success(request, f"{said} {_left(waiting).removesuffix('.')}{here}.")
    return redirect("reporting:sub_strand", *place, following)


@require_POST
def approve_chosen(request, slug, period: FinancialQuarter):
    """Show what approving the chosen returns would pass over; once confirmed, approve them."""
    who = reader(request)
    quarter = access.quarter_to_review(who, slug, period)
    versions = _chosen(request.POST.getlist("returns"))
    if not versions:
        return _again(request, quarter, [review.NONE_CHOSEN], status=422)
    if request.POST.get("confirm") != "yes":
        return _confirm(request, quarter, versions)
    chosen = list(Submission.objects.filter(quarter=quarter, pk__in=versions))
    if len(chosen) < len(versions):
        return _again(request, quarter, [review_page.FOREIGN], versions, status=409)
    try:
        approved = review.approve_all(
            versions={item: versions[item.pk] for item in chosen}, by=request.user, now=clock.now()
        )
    except Refused as refusal:
        return _again(request, quarter, [str(refusal)], versions, status=409)
    _, waiting = review_page.next_waiting(approved[0])
    messages.success(request, f"{_approved(approved)} {_left(waiting)}")
    return redirect("reporting:quarter_review", slug, period)


def _approved(approved: list[Submission]) -> str:
    many = len(approved)
    names = dashboard.joined([str(item.sub_strand) for item in sorted(approved, key=_printed)])
    they = "It is" if many == 1 else "They are"
    return (
        f"You approved {names if many <= _MANY else f'{many} returns'}. {they} now in the "
        "quarter’s picture for everybody who reads this strategy."
    )


def _printed(submission: Submission) -> tuple[int, int]:
    """Its place in the printed order."""
    return (submission.sub_strand.objective.position, submission.sub_strand.position)


def _confirm(request, quarter: Quarter, versions: dict[int, int]):
    """What would be passed over; the queue again where a chosen return moved meanwhile."""
    found = review_page.queue_of(quarter, reader(request))
    moved = review_page.moved(found, versions)
    if moved:
        return _again(request, quarter, moved, versions, status=409)
    parts = review_page.chosen(found, versions)
    context = review_page.confirmation(found, parts)
    return render(request, "reporting/review/approve.html", context)


def _again(request, quarter: Quarter, errors: list[str], versions=(), *, status: int):
    """The queue, with what is wrong; what was chosen stays so where it did not move."""
    found = review_page.queue_of(quarter, reader(request))
    ticked = review_page.keys_of(found, review_page.chosen(found, dict(versions)))
    context = review_page.context(found, ticked=ticked, errors=errors)
    return render(request, "reporting/review/queue.html", context, status=status)


def _chosen(values: list[str]) -> dict[int, int]:
    """By return the version that was read, of the ticked boxes; what no box says is left out."""
    pairs = (value.partition(":") for value in values)
    numbers = {number(key): number(version) for key, _, version in pairs}
    return {key: version for key, version in numbers.items() if key >= 0}


def _left(waiting: int) -> str:
    """What is still to be reviewed."""
    if not waiting:
        return "No other return waits for review."
    return f"{dashboard.counted(waiting, 'more return')} {'waits' if waiting == 1 else 'wait'}."
