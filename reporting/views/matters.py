"""Decisions, actions and questions of a quarter: the list and its form, and one of them."""

from dataclasses import fields
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import clock
from objectives.periods import FinancialQuarter
from reporting import matters
from reporting.access import Reader
from reporting.actions import matters as actions
from reporting.actions.refusals import Faulty, Refused
from reporting.meeting import MatterKind, Typed
from reporting.models import Matter, Quarter
from reporting.views import matters_page
from reporting.views.carry import keeps_words, storable
from reporting.views.request import number, reader

#: Who asks mostly; a recorder may type another.
_PREFILLED = "Cabinet Member"


# --- The list -----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def quarter_matters(request, slug, period: FinancialQuarter):
    """What arises from earlier quarters, what this one's meeting left, and the form to record."""
    who = reader(request)
    quarter = matters.quarter_for(who, slug, period)
    if request.method == "POST":
        return _record(request, quarter, who)
    place = request.GET.get("sub_strand", "").replace("\0", "")
    return _list(request, quarter, who, Typed(sub_strand=place, asked_by=_PREFILLED))


def _record(request, quarter: Quarter, who: Reader):
    if not who.asks(quarter.strategy_id):
        raise PermissionDenied("The Economy Cell, officers and viewers record matters.")
    typed = _typed(request)
    if not who.records(quarter.strategy_id):
        typed = Typed(kind=MatterKind.QUESTION, text=typed.text, sub_strand=typed.sub_strand)
    try:
        matter = actions.record(quarter=quarter, typed=typed, by=request.user, now=clock.now())
    except Faulty as refusal:
        return _list(request, quarter, who, typed, refusal.faults, status=422)
    except Refused as refusal:
        return _list(request, quarter, who, typed, {"": str(refusal)}, status=409)
    messages.success(request, _recorded(matter))
    if request.POST.get("back") and matter.sub_strand:
        return redirect(
            "reporting:sub_strand", quarter.strategy.slug, quarter.period, matter.sub_strand.slug
        )
    return redirect("reporting:quarter_matters", quarter.strategy.slug, quarter.period)


def _list(
    request,
    quarter: Quarter,
    who: Reader,
    typed: Typed,
    faults: dict[str, str] | None = None,
    status: int = 200,
):
    context = matters_page.list_context(quarter, who, typed, faults)
    context["errors"] = _errors(faults or {})
    context["back"] = request.POST.get("back", "") or request.GET.get("sub_strand", "")
    return render(request, "reporting/matters/list.html", context, status=status)


def _recorded(matter: Matter) -> str:
    """What happened, and what happens next."""
    label = MatterKind(matter.kind).label.lower()
    if matter.owner:
        return (
            f"The {label} is recorded. {matter.owner.name} finds it on their first page; it comes "
            "back under “Matters arising” until it is closed."
        )
    if matter.kind == MatterKind.QUESTION:
        return "The question is recorded. Its answer will stand under “You asked, we did”."
    return f"The {label} is recorded. It comes back under “Matters arising” until it is closed."


# --- One matter ---------------------------------------------------------------------------------


@require_safe
def matter(request, slug, period: FinancialQuarter, matter: int):
    """One matter, and what the reader may do with it."""
    who = reader(request)
    found = matters.matter_for(who, slug, period, matter)
    return _matter(request, found, who)


@require_POST
@keeps_words
def change(request, slug, period: FinancialQuarter, matter: int):
    """Put other words, another owner or another day."""
    who = reader(request)
    found = matters.matter_for(who, slug, period, matter)
    if not who.records(found.quarter.strategy_id):
        raise PermissionDenied("The Economy Cell and officers change what was recorded.")
    typed = _typed(request)
    try:
        actions.change(matter=found, typed=typed, **_act(request))
    except Refused as refusal:
        return _again(request, found, who, refusal, typed=typed)
    messages.success(request, f"The {_label(found)} is changed.")
    return _to_matter(request, found)


@require_POST
@keeps_words
def close(request, slug, period: FinancialQuarter, matter: int):
    """Settle it with its answer, or with what was done."""
    who = reader(request)
    found = _to_close(who, slug, period, matter)
    outcome = _text(storable(request.POST), "outcome")
    try:
        actions.close(matter=found, outcome=outcome, **_act(request))
    except Refused as refusal:
        return _again(request, found, who, refusal, outcome=outcome)
    messages.success(request, _closed(found))
    back = _back(request.POST)
    return redirect(back) if back else redirect("reporting:quarter_matters", slug, period)


@require_POST
@keeps_words
def reopen(request, slug, period: FinancialQuarter, matter: int):
    """Take it up again."""
    who = reader(request)
    found = _to_close(who, slug, period, matter)
    try:
        actions.reopen(matter=found, **_act(request))
    except Refused as refusal:
        return _again(request, found, who, refusal)
    messages.success(
        request, f"The {_label(found)} is open again. What it was closed with stands in the form."
    )
    return _to_matter(request, found)


def _to_close(who: Reader, slug: str, period: FinancialQuarter, number: int) -> Matter:
    found = matters.matter_for(who, slug, period, number)
    if not matters.may_close(who, found):
        raise PermissionDenied("Its owner, the Economy Cell and officers close it.")
    return found


def _act(request) -> dict:
    """Who acts, when, and on which version."""
    version = number(request.POST.get("version", ""))
    return {"version": version, "by": request.user, "now": clock.now()}


def _again(request, found: Matter, who: Reader, refusal: Refused, **typed):
    """The page with what was typed: what is wrong with it, or what somebody changed meanwhile."""
    if isinstance(refusal, Faulty):
        return _matter(request, found, who, refusal.faults, status=422, **typed)
    found.refresh_from_db()
    return _matter(request, found, who, {"": str(refusal)}, status=409, **typed)


def _matter(
    request,
    found: Matter,
    who: Reader,
    faults: dict[str, str] | None = None,
    status: int = 200,
    typed: Typed | None = None,
    outcome: str | None = None,
):
    context = matters_page.context(found, who, typed, faults, outcome)
    context["errors"] = _errors(faults or {})
    context["back"] = _back(request.POST if request.method == "POST" else request.GET)
    return render(request, "reporting/matters/matter.html", context, status=status)


def _back(sent: QueryDict) -> str:
    """The page that led to the matter; blank for anything that is not an address of this portal."""
    back = sent.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours else ""


def _to_matter(request, found: Matter):
    """The matter's own page, which still knows where one came from."""
    back, address = _back(request.POST), matters_page.url_of(matters.item_of(found))
    return redirect(f"{address}?{urlencode({'back': back})}" if back else address)


def _label(found: Matter) -> str:
    return MatterKind(found.kind).label.lower()


def _closed(found: Matter) -> str:
    if found.kind == MatterKind.QUESTION:
        return f"The question is answered. {found.asked_by} reads it under “You asked, we did”."
    return f"The {_label(found)} is closed. It stays with {found.quarter.period.name}."


# --- What a form sends --------------------------------------------------------------------------


def _typed(request) -> Typed:
    sent = storable(request.POST)
    return Typed(**{field.name: _text(sent, field.name) for field in fields(Typed)})


def _text(sent, name: str) -> str:
    """What a field holds: lines end as the database counts them; PostgreSQL keeps no NUL."""
    return sent.get(name, "").replace("\0", "").replace("\r\n", "\n")


def _errors(faults: dict[str, str]) -> list[dict]:
    return [{"text": text, "href": f"#id_{name}" if name else ""} for name, text in faults.items()]
