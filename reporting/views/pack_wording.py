"""Member wording: what a pack says of a sub-strand, beside the officers' commentary."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import clock
from objectives.periods import FinancialQuarter
from reporting import pack_access
from reporting.actions import wording as actions
from reporting.actions.refusals import Conflict, Faulty, Refused
from reporting.models import MemberWording, Submission
from reporting.views import pack_page, wording_page
from reporting.views.carry import keeps_words, storable
from reporting.views.request import number, reader

NOT_SAVED_YET = "You changed the wording: save it before it is signed off."
_MOVED, _FAULTY = 409, 422


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def wording(request, slug, period: FinancialQuarter, sub_strand):
    """Read one sub-strand's wording; whoever makes the pack writes it."""
    who = reader(request)
    submission = pack_access.submission_to_word(who, slug, period, sub_strand)
    if request.method != "POST":
        return _page(request, submission)
    if not who.packs(submission.sub_strand.strategy_id):
        raise PermissionDenied("Officers word the pack.")
    try:
        stored = _write(request, submission)
    except Conflict as conflict:
        return _page(request, submission, _conflict(conflict), _MOVED, conflict=conflict)
    except Faulty as refusal:
        return _page(request, submission, refusal.faults, _FAULTY)
    except Refused as refusal:
        return _page(request, submission, {"": str(refusal)}, _MOVED)
    messages.success(request, _saved_words(submission, stored))
    return redirect(wording_page.after(submission, request.POST.get("do", "")))


def _page(request, submission: Submission, faults=None, status=200, conflict=None):
    sent = storable(request.POST)
    typed = sent["wording"].replace("\0", "") if "wording" in sent else None
    context = wording_page.context(submission, reader(request), typed, faults or {}, conflict)
    return render(request, "reporting/pack/wording.html", context, status=status)


def _conflict(conflict: Conflict) -> dict[str, str]:
    who = conflict.by or "Somebody else"
    return {
        "text": f"{who} changed this wording while you were writing. Yours is in the box and not "
        "saved; theirs stands below. Save again to keep yours, or copy theirs into the box."
    }


def _write(request, submission: Submission, *, autosave: bool = False) -> MemberWording | None:
    sent = storable(request.POST)
    return actions.write(
        submission=submission,
        text=sent.get("wording", ""),
        version=number(sent.get("version", "")),
        commentary=sent.get("commentary_mark", ""),
        by=request.user,
        now=clock.now(),
        autosave=autosave,
    )


def _saved_words(submission: Submission, stored: MemberWording | None) -> str:
    name = submission.sub_strand.name
    if stored is None or not stored.text:
        return f"{name}: the pack prints the officers’ commentary as it is."
    if stored.signed_off_at is not None:
        return f"{name}: saved. It is signed off already."
    return f"{name}: saved. Its SES lead or the Economy Cell can sign it off now."


@login_not_required  # it answers in JSON, not with a page to sign in on
@never_cache
@require_POST
def autosave(request, slug, period: FinancialQuarter, sub_strand):
    """The same save, for the script on the wording's page."""
    if not request.user.is_authenticated:
        return JsonResponse({"message": "You have been signed out."}, status=401)
    submission = pack_access.submission_to_word(reader(request), slug, period, sub_strand)
    if not reader(request).packs(submission.sub_strand.strategy_id):
        raise PermissionDenied("Officers word the pack.")
    try:
        stored = _write(request, submission, autosave=True)
    except Conflict as conflict:
        who = conflict.by or "Somebody else"
        words = f"{who} changed the same wording. Save to see both."
        return JsonResponse({"message": words}, status=_MOVED)
    except Faulty as refusal:
        return JsonResponse({"message": refusal.faults["text"]}, status=_FAULTY)
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=_MOVED)
    gaps, found = wording_page.standing(submission.quarter)
    return JsonResponse(
        {
            "carried": {"version": stored.version if stored else 0},
            "saved_at": f"{timezone.localtime(clock.now()):%H:%M}",
            "missing": pack_page.missing_words(gaps),
            "contents": [
                {name: item[name] for name in ("url", "mark", "words")}
                for item in pack_page.contents(submission.quarter, gaps, found, sub_strand)
            ],
            "fields": {},
            "came": "",
        }
    )


@require_POST
@keeps_words
def sign_off(request, slug, period: FinancialQuarter, sub_strand):
    """Confirm the wording as it was read."""
    who = reader(request)
    submission = pack_access.submission_to_word(who, slug, period, sub_strand)
    if not pack_access.signs_wording(who, submission.sub_strand):
        raise PermissionDenied("The SES lead or the Economy Cell sign the wording off.")
    if wording_page.is_changed(submission, request.POST):
        return _page(request, submission, {"text": NOT_SAVED_YET}, _MOVED)
    try:
        actions.sign_off(
            submission=submission,
            version=number(request.POST.get("version", "")),
            commentary=request.POST.get("commentary_mark", ""),
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:pack_wording", slug, period, sub_strand)
    name = submission.sub_strand.name
    messages.success(request, f"The wording of {name} is signed off. The pack prints it so.")
    return redirect("reporting:pack", slug, period)
