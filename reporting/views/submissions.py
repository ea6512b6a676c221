"""A lead's pages: what they owe, the return's form, and its way to the Economy Cell."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import clock
from reporting import access, keeping, navigation
from reporting.actions import returns
from reporting.actions.refusals import Conflict, Incomplete, Refused
from reporting.content import Content
from reporting.entry_form import period_words
from reporting.forms import ReturnForm, as_fields
from reporting.judged import Judged, judged
from reporting.models import Entry, Submission
from reporting.views import (
    changes_page,
    check_page,
    comments_page,
    conflict_page,
    my_returns,
    return_page,
    review_page,
    verdicts,
)
from reporting.views.carry import carried, keeps_words, storable, typed
from reporting.views.request import reader
from reporting.views.standing import (
    UNTIL,
    addresses,
    deadline_of,
    handed_in_for_lead,
    next_words,
    reads_next,
    standing,
)
from reporting.workflow import Move, ReturnState


@require_GET
def mine(request):
    """What a lead owes and by when; then their earlier quarters."""
    return render(request, "reporting/my_returns.html", my_returns.context(reader(request)))


# --- Writing ----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def edit(request, slug, period, sub_strand):
    """The form. Once the return is out of its lead's hands, where it is instead."""
    submission = access.submission_to(Move.SAVE, reader(request), slug, period, sub_strand)
    if request.method == "POST":
        return _save(request, submission)
    if not reader(request).may(Move.SAVE, submission, submission.quarter):
        return render(request, "reporting/return/closed.html", _closed(request, submission))
    page = return_page.read(submission)
    return _form(request, page, page.form())


def _form(request, page: return_page.Return, form: ReturnForm, status: int = 200, error: str = ""):
    context = return_page.form_context(page, form, reader(request))
    if error:
        context["errors"] = [{"text": error}, *context["errors"]]
    return render(request, "reporting/return/edit.html", context, status=status)


def _closed(request, submission: Submission) -> dict:
    who = reader(request)
    found, waiting = standing(submission, who), len(comments_page.waiting(submission))
    return {
        **found,
        "may_withdraw": who.may(Move.WITHDRAW, submission, submission.quarter),
        "until": UNTIL,
        "to_correct": _to_correct(submission, who),
        "unresolved": review_page.not_resolved(waiting) if waiting else "",
        "by_you": submission.submitted_by_id == request.user.id,
        "amended": changes_page.amended(submission, reader(request)),
        "for_lead": handed_in_for_lead(found["steps"]),
    }


def _to_correct(submission: Submission, who: access.Reader) -> str:
    """Whom to ask, once its lead can't withdraw it any more; blank for whoever reopens it."""
    if who.could(Move.REOPEN, submission.sub_strand):
        return ""
    return _ASK_FOR.get(ReturnState(submission.state), "")


_ASK_FOR = {
    ReturnState.SIGNED_OFF: "Ask the Economy Cell to send it back to you.",
    ReturnState.APPROVED: "Ask the Economy Cell or your performance officer to reopen it.",
}


def _save(request, submission: Submission):
    """Store what the form sent and go on to the form or to its check."""
    page = return_page.read(submission)
    form = page.form(storable(request.POST))
    if not form.is_valid():
        return _form(request, page, form, status=422)
    if conflict_page.unanswered(form):
        return _choose_again(request, page, form)
    try:
        saved = _store(request, submission, form.content(), form.version)
    except Refused as refusal:
        return _refused(request, page, form, refusal)
    urls = addresses(submission)
    if request.POST.get("do") == "check":
        return redirect(urls["check"])
    rows = page.rows(saved.content, judged(submission))
    marks = [return_page.mark(row) for row in rows.values()]
    words = f"Draft saved. {return_page.answered(marks)} of {len(marks)} KPIs answered."
    messages.success(request, " ".join([words, *_merged_words(request, submission, saved, form)]))
    return redirect(urls["return"])


def _choose_again(request, page: return_page.Return, form: ReturnForm):
    """The rows that two people changed once more: not all of them have been chosen for."""
    context = {
        **standing(page.submission, reader(request)),
        **conflict_page.asked_again(page, form, request.user),
    }
    return render(request, "reporting/return/conflict.html", context, status=422)


def _store(request, submission: Submission, content: Content, version: int, autosave=False):
    return returns.save_draft(
        submission=submission,
        content=content,
        version=version,
        by=request.user,
        now=clock.now(),
        autosave=autosave,
    )


def _merged_words(request, submission: Submission, saved: returns.Saved, form: ReturnForm):
    """Who changed other rows meanwhile, where somebody did."""
    if not saved.merged:
        return []
    rows = conflict_page.names_of_changed(form, saved.content)
    return [f"{_other(request, submission)} changed {rows} meanwhile: it is on the page now."]


def _other(request, submission: Submission) -> str:
    if submission.saved_by is None:
        return conflict_page.A_FILE
    return "Your other window" if submission.saved_by == request.user else submission.saved_by.name


def _refused(request, page: return_page.Return, form: ReturnForm, refusal: Refused):
    """Nothing was stored: two people's rows to choose from, or why not; with all that was typed."""
    if isinstance(refusal, Conflict):
        context = {
            **standing(page.submission, reader(request)),
            **conflict_page.context(page, form.sent(), refusal, request.user),
        }
        return render(request, "reporting/return/conflict.html", context, status=409)
    context = {
        **_closed(request, page.submission),
        "fields": carried(request),
        "typed": typed(storable(request.POST)),
        "refusal": str(refusal),
    }
    return render(request, "reporting/return/refused.html", context, status=409)


@require_POST
@keeps_words
def keep_last(request, slug, period, sub_strand):
    """Fill one row, or all that say nothing yet, as last quarter, and save the form."""
    submission = access.submission_to(Move.SAVE, reader(request), slug, period, sub_strand)
    page = return_page.read(submission)
    form = page.form(storable(request.POST))
    if not form.is_valid():
        return _form(request, page, form, status=422)
    row = request.POST.get("row", "")
    one = {key for key in page.stored.entries if str(key) == row}
    if row != "all" and not one:
        return _form(request, page, form, status=400, error=_NO_SUCH_ROW)
    try:
        count = _keep(request, page, form, one)
    except Refused as refusal:
        return _refused(request, page, form, refusal)
    earlier = page.previous.quarter.period.name if page.previous else "The last quarter"
    messages.success(request, _kept_words(count, earlier, one))
    anchor = f"#kpi-{row}" if one else ""
    return HttpResponseRedirect(addresses(submission)["return"] + anchor)


_NO_SUCH_ROW = "This return has no such KPI. Nothing was saved: choose Save draft."


def _keep(request, page: return_page.Return, form: ReturnForm, one: set[int]) -> int:
    """Save the form with the rows filled, `one` or else all that are empty; how many were."""
    sent = form.content()
    only = one or keeping.untouched(sent)
    before = {key: entry.said for key, entry in page.before.items()}
    asked = {row.placement.pk for row in form.entries if row.asks_figure}
    content, count = keeping.keep(sent, before, only, asked)
    _store(request, page.submission, content, form.version)
    return count


def _kept_words(count: int, earlier: str, one: set[int]) -> str:
    if not count and one:
        return (
            "Draft saved. The row was left as it is: it has a figure of its own, or says all this "
            f"already. To say what it said in {earlier}, clear the figure first."
        )
    if not count:
        return (
            f"Draft saved. No row was filled: none was empty with something to keep of {earlier}."
        )
    rows = "1 row was" if count == 1 else f"{count} rows were"
    return f"{rows} filled as in {earlier}, and the draft is saved. Read them before you submit."


@login_not_required  # it answers in JSON, not with a page to sign in on
@never_cache
@require_POST
def autosave(request, slug, period, sub_strand):
    """The same save, for the script on the form's page."""
    if not request.user.is_authenticated:
        return JsonResponse({"message": "You have been signed out."}, status=401)
    submission = access.submission_to(Move.SAVE, reader(request), slug, period, sub_strand)
    page = return_page.read(submission)
    form = page.form(storable(request.POST))
    if not form.is_valid():
        return JsonResponse({"errors": form.errors()}, status=422)
    try:
        saved = _store(request, submission, form.content(), form.version, autosave=True)
    except Conflict as conflict:
        who = conflict_page.who(conflict, request.user)
        words = f"{who} changed the same answers. Save the draft to choose which to keep."
        return JsonResponse({"message": words, "conflict": True}, status=409)
    except Refused as refusal:
        return JsonResponse({"message": str(refusal), "conflict": False}, status=409)
    return JsonResponse(_saved_as_json(request, page, form, saved))


def _saved_as_json(request, page: return_page.Return, form: ReturnForm, saved: returns.Saved):
    content, figures = saved.content, judged(saved.submission)
    rows = page.rows(content, figures)
    marks = {key: return_page.mark(row) for key, row in rows.items()}
    return {
        "version": saved.submission.version,
        "next": next_words(saved.submission, deadline_of(saved.submission), reader(request).on),
        "saved_at": f"{timezone.localtime(clock.now()):%H:%M}",
        "rows": {
            str(entry.placement_id): {
                **_row_as_json(entry, content, figures[entry.placement_id]),
                "state": marks[entry.placement_id],
            }
            for entry in page.entries
        },
        "whole": {
            "overall": "answered" if content.overall else "missing",
            "commentary": "answered" if content.commentary else "missing",
        },
        "suggested": verdicts.suggested(content),
        "count": return_page.progress(list(marks.values()), content.commentary, content.overall),
        "answered": return_page.answered(list(marks.values())),
        "total": len(marks),
        "merged": saved.merged,
        **(_brought_in(request, page, form, content) if saved.merged else {}),
    }


def _row_as_json(entry: Entry, content: Content, figures: Judged) -> dict:
    said = content.entries[entry.placement_id]
    return {
        "reading": return_page.reading(entry, said, figures),
        "period": period_words(said),
        **verdicts.in_words(figures, said),
    }


def _brought_in(request, page: return_page.Return, form: ReturnForm, content: Content) -> dict:
    """What another person changed meanwhile, as fields, for the page to take in."""
    sent = dict(as_fields(form.content(), 0))
    return {
        "by": _other(request, page.submission),
        "changed": conflict_page.names_of_changed(form, content),
        "fields": {name: value for name, value in as_fields(content, 0) if sent.get(name) != value},
    }


# --- Its way to the Economy Cell ---------------------------------------------------------------


@require_GET
def check(request, slug, period, sub_strand):
    """The return as it will be read, with what is still missing."""
    submission = access.submission_to(Move.SUBMIT, reader(request), slug, period, sub_strand)
    if not reader(request).may(Move.SAVE, submission, submission.quarter):
        return redirect(addresses(submission)["return"])
    page = return_page.read(submission)
    context = {**standing(submission, reader(request)), **check_page.context(page)}
    return render(request, "reporting/return/check.html", context)


@require_POST
@keeps_words
def submit(request, slug, period, sub_strand):
    """Hand it to the Economy Cell as it was read on the check page."""
    submission = access.submission_to(Move.SUBMIT, reader(request), slug, period, sub_strand)
    version = request.POST.get("version", "")
    urls = addresses(submission)
    try:
        returns.submit(
            submission=submission,
            version=int(version) if version.isdecimal() and len(version) < 10 else -1,
            by=request.user,
            now=clock.now(),
        )
    except Incomplete as incomplete:
        places = check_page.places(incomplete.gaps)
        messages.error(request, f"Not submitted: something is missing {places}. See below.")
        return redirect(urls["check"])
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(urls["check"])
    name = submission.sub_strand.name
    messages.success(
        request,
        f"{name} is submitted. {reads_next(submission)} {UNTIL}",
    )
    own = navigation.enters(reader(request))
    return redirect("reporting:my_returns" if own else urls["report"])


@require_POST
@keeps_words
def withdraw(request, slug, period, sub_strand):
    """Take it back, to go on with it as a draft."""
    submission = access.submission_to(Move.WITHDRAW, reader(request), slug, period, sub_strand)
    try:
        returns.withdraw(submission=submission, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, "Withdrawn. It is a draft again: change it, then submit it once more."
        )
    return redirect(addresses(submission)["return"])
