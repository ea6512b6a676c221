"""Settling whether two KPIs are the same: look at both, say how they differ, or make them one."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import clock
from reporting import readable, same
from reporting.actions import merging as actions
from reporting.actions.refusals import Faulty, Refused
from reporting.same import Pair
from reporting.views import same_page as page
from reporting.views.carry import keeps_words, storable
from reporting.views.request import number, open_to_all, reader


@open_to_all
@require_safe
def compare(request, pair):
    """Both KPIs beside each other, and how it was settled; for officers, the ways to settle it."""
    return _show(request, same.pair_for(reader(request), pair))


def _show(request, pair: Pair, typed: str = "", faults: dict | None = None, status: int = 200):
    """The page of the two; nothing typed is lost."""
    who = reader(request)
    may_settle = readable.settles(who, *pair.kpis)
    context = page.context_of(pair, who, may_settle=may_settle, typed=typed, faults=faults or {})
    return render(request, "reporting/same/compare.html", context, status=status)


@require_POST
@keeps_words
def differ(request, pair):
    """Record that the two are different, because."""
    found = same.pair_to_settle(reader(request), pair)
    sent = storable(request.POST)
    reason = sent.get("reason", "")
    try:
        actions.differ(
            pair=found,
            seen=sent.get("seen", ""),
            because=reason,
            by=request.user,
            now=clock.now(),
        )
    except Faulty as refusal:
        return _show(request, found, reason, refusal.faults, status=422)
    except Refused as refusal:
        return _again(request, pair, str(refusal), reason)
    messages.success(
        request,
        f"“{found.one}” and “{found.other}” are recorded as different. Neither is marked as "
        "possibly the same any more. You can take this up again.",
    )
    return redirect("reporting:same", pair)


def _again(request, pk: int, words: str, typed: str = ""):
    """The page as it is by now, after something changed meanwhile."""
    pair = same.pair_for(reader(request), pk)
    return _show(request, pair, typed, {"": words}, status=409)


@require_POST
@keeps_words
def take_up_again(request, pair):
    """Ask once more whether two that were found different are the same."""
    found = same.pair_to_settle(reader(request), pair)
    seen = request.POST.get("seen", "")
    try:
        actions.take_up_again(pair=found, seen=seen, by=request.user, now=clock.now())
    except Refused as refusal:
        return _again(request, pair, str(refusal))
    messages.success(request, "This is open again: say whether the two are the same.")
    return redirect("reporting:same", pair)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def merge(request, pair):
    """Show what making the two one would do, then do it."""
    found = same.pair_to_settle(reader(request), pair)
    if not found.is_open:
        messages.info(request, page.SETTLED)
        return redirect("reporting:same", pair)
    if request.method == "POST":
        return _merge(request, found)
    keep = request.GET.get("keep", "")
    if keep not in {item.slug for item in found.kpis}:
        return _show(request, found, faults={"keep": actions.NOT_CHOSEN}, status=422)
    return _preview(request, found, keep)


def _merge(request, pair: Pair):
    keep = request.POST.get("keep", "")
    seen = request.POST.get("seen", "")
    try:
        made = actions.merge(pair=pair, keep=keep, seen=seen, by=request.user, now=clock.now())
    except Faulty as refusal:
        return _show(request, pair, faults=refusal.faults, status=422)
    except Refused as refusal:
        now = same.pair_for(reader(request), pair.doubt.pk)
        if not now.is_open:
            return _again(request, pair.doubt.pk, str(refusal))
        return _preview(request, now, keep, str(refusal), status=409)
    messages.success(
        request,
        f"“{made.kept}” stands for both from now on. What is published stays as it was. If this "
        "was a mistake, undo it here.",
    )
    return redirect("reporting:same", pair.doubt.pk)


def _preview(request, pair: Pair, keep: str, refusal: str = "", status: int = 200):
    context = page.preview_of(pair, keep, reader(request), refusal)
    return render(request, "reporting/same/merge.html", context, status=status)


@require_POST
@keeps_words
def undo(request, pair):
    """Make two again of what was merged."""
    found = same.pair_to_settle(reader(request), pair)
    seen = number(request.POST.get("seen", ""))
    try:
        undone = actions.undo(pair=found, seen=seen, by=request.user, now=clock.now())
    except Refused as refusal:
        return _again(request, pair, str(refusal))
    messages.success(
        request,
        f"“{undone.kept}” and “{undone.absorbed}” are two again, each with the places and figures "
        "that it had. Say whether they differ, or leave it open.",
    )
    return redirect("reporting:same", pair)
