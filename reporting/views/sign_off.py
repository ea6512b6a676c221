"""The SES lead's page: what waits for their sign-off, and signing it off."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import clock
from objectives.periods import FinancialQuarter
from reporting import access
from reporting.actions import signing_off
from reporting.actions.refusals import Refused
from reporting.dashboard import counted, joined
from reporting.models import Submission
from reporting.views import sign_off_page
from reporting.views.carry import keeps_words
from reporting.views.dashboards import ask_first
from reporting.views.request import number, reader
from reporting.views.talk import Talk
from reporting.workflow import Move


@require_http_methods(["GET", "HEAD", "POST"])
def sign_off_all(request):
    """What waits for the SES lead, with what changed; signing off those that are chosen."""
    who = reader(request)
    if request.method != "POST":
        return render(request, "reporting/sign_off/page.html", sign_off_page.context(who))
    chosen = request.POST.getlist("returns")
    versions = _versions(who, chosen)
    if not versions:
        return _again(request, chosen, signing_off.NONE_CHOSEN, status=422)
    try:
        signed = signing_off.sign_off_all(versions=versions, by=request.user, now=clock.now())
    except Refused as refusal:
        return _again(request, chosen, str(refusal), status=409)
    messages.success(request, _signed_words(request, signed))
    return redirect("reporting:sign_off")


def _versions(who: access.Reader, chosen: list[str]) -> Mapping[Submission, int]:
    """The chosen returns with the versions that were read. Raises Http404 for others' returns."""
    pairs = dict(_pair(text) for text in chosen)
    found = list(access.overseen(who).filter(pk__in=pairs))
    if len(found) != len(pairs):
        raise Http404("One of these returns is not yours to sign off.")
    return {item: pairs[item.pk] for item in found}


def _pair(text: str) -> tuple[int, int]:
    key, _, version = text.partition(":")
    return number(key), number(version)


def _again(request, chosen: list[str], error: str, status: int):
    """The page once more as it is now, the boxes still ticked."""
    context = sign_off_page.context(reader(request), chosen, error)
    return render(request, "reporting/sign_off/page.html", context, status=status)


@require_POST
@keeps_words
def sign_off(request, slug, period: FinancialQuarter, sub_strand):
    """Sign off one return as it was read."""
    submission = access.submission_to(Move.SIGN_OFF, reader(request), slug, period, sub_strand)
    if asked := ask_first(request, submission, Talk.typed(request.POST)):
        return asked
    try:
        signed = signing_off.sign_off(
            submission=submission,
            version=number(request.POST.get("version", "")),
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:sub_strand", slug, period, sub_strand)
    messages.success(request, _signed_words(request, [signed]))
    return redirect("reporting:sign_off")


def _signed_words(request, signed: list[Submission]) -> str:
    """What was signed off, who reads it next, and what still waits."""
    names = joined([str(item.sub_strand) for item in signed])
    pronoun = "it" if len(signed) == 1 else "them"
    left = access.to_sign_off(reader(request)).count()
    more = f"{counted(left, 'more return')} {'waits' if left == 1 else 'wait'} for you."
    return (
        f"You signed off {names}. The Economy Cell approves {pronoun} next. "
        f"{more if left else 'Nothing else waits for you.'}"
    )
