"""The pack's page: its texts and choices, a preview, a draft, and the finished pack."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import clock
from objectives.periods import FinancialQuarter
from reporting import pack_access, pack_terms, packing
from reporting.actions import packs as actions
from reporting.actions.refusals import Conflict, Faulty, Refused
from reporting.briefing import compose
from reporting.models import Quarter
from reporting.packing import Stored
from reporting.views import document_page, pack_conflict, pack_finish, pack_page
from reporting.views.carry import keeps_words, storable
from reporting.views.pack_fields import sent_fields
from reporting.views.request import number, reader
from reporting.workflow import QuarterState

_MOVED, _FAULTY = 409, 422


@require_safe
def everywhere(request):
    """All finished packs that this person reads, and the quarters whose packs they make."""
    who = reader(request)
    return render(request, "reporting/pack/everywhere.html", pack_finish.everywhere(who))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def page(request, slug, period: FinancialQuarter):
    """Is it ready to send? Whoever makes the pack writes here; others read what was made."""
    who = reader(request)
    if request.method == "POST":
        return _save(request, pack_access.quarter_to_pack(who, slug, period))
    quarter = pack_access.quarter_with_packs(who, slug, period)
    if not who.packs(quarter.strategy_id) or not packing.has_something_to_say(quarter):
        context = pack_page.reading_context(quarter, who)
        return render(request, "reporting/pack/read.html", context)
    stored = packing.texts_of(quarter)
    return _form(request, quarter, stored, stored.rows, pack_terms.seen(stored.rows))


def _form(request, quarter: Quarter, stored: Stored, rows, seen, faults=None, status=200):
    """The page with `rows` in its fields; nothing typed is lost."""
    shown = {**stored.rows, **rows}
    context = pack_page.context(quarter, reader(request), stored, shown, seen, faults or {})
    return render(request, "reporting/pack/edit.html", context, status=status)


def _save(request, quarter: Quarter):
    """Store the fields, and go on to where the button led."""
    refused = _stored(request, quarter)
    if refused is not None:
        return refused
    ways = {"preview": "reporting:pack_preview", "finish": "reporting:pack_finish"}
    way = ways.get(request.POST.get("do", ""), "reporting:pack")
    return redirect(way, quarter.strategy.slug, quarter.period)


def _stored(request, quarter: Quarter):
    """Store what the form sent; the page to answer with where that can't be done, else None."""
    fields = sent_fields(request.POST)
    if pack_conflict.unanswered(request.POST):
        context = pack_conflict.asked_again(quarter, fields, request)
        return render(request, "reporting/pack/conflict.html", context, status=_FAULTY)
    try:
        saved = _store(request, quarter, fields)
    except Conflict as conflict:
        context = pack_conflict.context(quarter, fields, conflict, request)
        return render(request, "reporting/pack/conflict.html", context, status=_MOVED)
    except Faulty as refusal:
        faults, status = refusal.faults, _FAULTY
    except Refused as refusal:
        faults, status = {"": str(refusal)}, _MOVED
    else:
        _tell(request, saved)
        return None
    stored = packing.texts_of(quarter)
    seen = storable(request.POST).get("seen", "")
    return _form(request, quarter, stored, fields, seen, faults, status)


def _store(request, quarter: Quarter, fields, *, autosave: bool = False) -> actions.Saved:
    return actions.save_texts(
        quarter=quarter,
        rows=pack_conflict.chosen(request.POST, fields),
        seen=request.POST.get("seen", ""),
        by=request.user,
        now=clock.now(),
        autosave=autosave,
    )


def _tell(request, saved: actions.Saved) -> None:
    """Say that it is saved where nothing else follows, or somebody else's words came in."""
    if saved.merged or request.POST.get("do") == "save":
        messages.success(request, f"The pack’s texts are saved.{_came(saved)}")


def _came(saved: actions.Saved) -> str:
    """Which fields came in from somebody else meanwhile."""
    if not saved.merged:
        return ""
    return f" {pack_conflict.names(saved.merged)} came in from somebody else: read it once more."


@login_not_required  # it answers in JSON, not with a page to sign in on
@never_cache
@require_POST
def autosave(request, slug, period: FinancialQuarter):
    """The same save, for the script on the pack's page."""
    if not request.user.is_authenticated:
        return JsonResponse({"message": "You have been signed out."}, status=401)
    quarter = pack_access.quarter_to_pack(reader(request), slug, period)
    fields = sent_fields(request.POST)
    try:
        saved = _store(request, quarter, fields, autosave=True)
    except Faulty as refusal:
        found = pack_page.errors(refusal.faults)
        return JsonResponse({"message": found[0]["text"]}, status=_FAULTY)
    except Conflict as conflict:
        words = f"{conflict.by or 'Somebody else'} changed the same text. Save to choose."
        return JsonResponse({"message": words}, status=_MOVED)
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=_MOVED)
    return JsonResponse(_as_json(quarter, saved))


def _as_json(quarter: Quarter, saved: actions.Saved) -> dict:
    found = packing.wordings(quarter, packing.report_for(quarter))
    gaps = pack_terms.gaps(saved.stored.rows, found)
    return {
        "carried": {"seen": pack_terms.seen(saved.stored.rows)},
        "saved_at": f"{timezone.localtime(clock.now()):%H:%M}",
        "missing": pack_page.missing_words(gaps),
        "contents": [
            {name: item[name] for name in ("url", "mark", "words")}
            for item in pack_page.contents(quarter, gaps, found)
        ],
        "fields": {name: saved.stored.rows[name] for name in saved.merged},
        "came": _came(saved).strip(),
    }


# --- What is made of it ---------------------------------------------------------------------------


@require_safe
def preview(request, slug, period: FinancialQuarter):
    """The pack as it would print now."""
    quarter = pack_access.quarter_with_drafts(reader(request), slug, period)
    if not packing.has_something_to_say(quarter):
        messages.info(request, "There is nothing to preview: the quarter has not opened yet.")
        return redirect("reporting:pack", slug, period)
    is_final = quarter.state == QuarterState.PUBLISHED
    material, _ = packing.material_for(
        quarter,
        packing.texts_of(quarter).rows,
        packing.wordings(quarter, packing.report_for(quarter)),
        made_on=clock.today(),
        number=packing.next_number(quarter, is_final=is_final),
        is_final=is_final,
    )
    context = {
        **pack_page.base(quarter, "Preview of the pack"),
        "document": document_page.sheets(compose.document(material)),
        "urls": pack_page.urls(quarter),
        "may_make": reader(request).packs(quarter.strategy_id),
    }
    return render(request, "reporting/pack/preview.html", context)


@require_POST
@keeps_words
def make(request, slug, period: FinancialQuarter):
    """Save what the page's form sent, and make a draft of the pack."""
    quarter = pack_access.quarter_to_pack(reader(request), slug, period)
    if "seen" in request.POST:
        refused = _stored(request, quarter)
        if refused is not None:
            return refused
    try:
        pack = actions.make_draft(quarter=quarter, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:pack", slug, period)
    messages.success(
        request,
        f"Draft {pack.number} is made. Read it through; finish the pack once it is ready.",
    )
    return redirect("reporting:pack_draft", slug, period, pack.number)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def finish(request, slug, period: FinancialQuarter):
    """Show what is still missing, and finish the pack."""
    quarter = pack_access.quarter_to_pack(reader(request), slug, period)
    if quarter.state != QuarterState.PUBLISHED:
        messages.info(request, actions.NOT_PUBLISHED)
        return redirect("reporting:pack", slug, period)
    if request.method != "POST":
        return _ask(request, quarter)
    sent = storable(request.POST)
    try:
        pack = actions.finish(
            quarter=quarter,
            edition=number(sent.get("edition", "")),
            accepted=sent.get("missing", "") if sent.get("accept") else "",
            read=sent.get("read", ""),
            reason=sent.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except actions.Lacking as refusal:
        return _ask(request, quarter, pack_finish.lacking(refusal), _FAULTY)
    except Faulty as refusal:
        return _ask(request, quarter, refusal.faults, _FAULTY)
    except Refused as refusal:
        return _ask(request, quarter, {"": str(refusal)}, _MOVED)
    messages.success(
        request,
        f"Pack {pack.number} is finished and stored for good. Download it and send it: those who "
        "read packs of this strategy find it here too.",
    )
    return redirect("reporting:pack_made", slug, period, pack.number)


def _ask(request, quarter: Quarter, faults=None, status: int = 200):
    context = pack_finish.context(quarter, storable(request.POST), faults or {})
    return render(request, "reporting/pack/finish.html", context, status=status)
