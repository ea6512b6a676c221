"""An officer's acts on a whole quarter: publish it, reopen it, say from when it is public."""

from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import clock
from objectives.days import in_words
from objectives.period_reading import parse_date
from objectives.periods import FinancialQuarter
from reporting import access
from reporting.actions import quarters as actions
from reporting.actions.refusals import Refused
from reporting.models import Quarter
from reporting.views import publish_page
from reporting.views.carry import keeps_words, storable
from reporting.views.quarter_page import address_of, crumbs
from reporting.views.request import number, reader, too_long
from reporting.workflow import QuarterMove

NOT_A_DATE = "Enter the day in figures or words, such as 8 April 2024, or leave it empty."
NO_DATE = "Enter the day in figures or words, such as 8 April 2024."
NOT_CHOSEN = "Choose who may read the quarter."
DAY_FOR_NOBODY = "You gave a day: choose “Anybody”, or clear the day."
NOT_ACCEPTED = (
    "Tick the box to publish without the returns that are not approved, or wait for them."
)
_MOVED, _FAULTY = 409, 422


# --- Publish ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def publish(request, slug, period: FinancialQuarter):
    """Show what would be published, and publish it."""
    who = reader(request)
    quarter = access.quarter_to(QuarterMove.PUBLISH, who, slug, period)
    if not who.may_move_quarter(QuarterMove.PUBLISH, quarter):
        messages.info(
            request, "Nothing was changed: the quarter is not open, or published already."
        )
        return redirect("reporting:quarter", slug, period)
    if request.method != "POST":
        return _ask_to_publish(request, quarter)
    return _publish(request, quarter)


def _publish(request, quarter: Quarter):
    sent = _sent(request)
    without = sent.getlist("without")
    typed = sent.get("public_from", "").strip()
    public_from = parse_date(typed) if typed else None
    faults = {}
    if without and not sent.get("accept"):
        faults["accept"] = NOT_ACCEPTED
    if sent.get("again"):
        faults |= _reason_faults(sent.get("reason", ""), actions.NO_REASON_AGAIN)
    if typed and public_from is None:
        faults["public_from"] = NOT_A_DATE
    if faults:
        return _ask_to_publish(request, quarter, faults, _FAULTY)
    try:
        edition = actions.publish(
            quarter=quarter,
            without=without,
            public_from=public_from,
            reason=sent.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        quarter.refresh_from_db()
        return _ask_to_publish(request, quarter, {"": str(refusal)}, _MOVED)
    messages.success(
        request,
        f"{quarter.period.name} is published as edition {edition.number}. "
        f"{_who_reads(edition.quarter.public_from, clock.today())} "
        "No return can be changed any more.",
    )
    return redirect("reporting:quarter", quarter.strategy.slug, quarter.period)


def _ask_to_publish(request, quarter: Quarter, faults=None, status: int = 200):
    context = publish_page.context(quarter, reader(request), _sent(request), faults or {})
    return render(request, "reporting/publish.html", context, status=status)


# --- Reopen -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def reopen(request, slug, period: FinancialQuarter):
    """Say what reopening means, and reopen a published quarter with a reason."""
    who = reader(request)
    quarter = access.quarter_to(QuarterMove.REOPEN, who, slug, period)
    if not who.may_move_quarter(QuarterMove.REOPEN, quarter):
        messages.info(request, "Nothing was changed: only a published quarter is reopened.")
        return redirect("reporting:quarter", slug, period)
    if request.method != "POST":
        return _ask_to_reopen(request, quarter)
    sent = _sent(request)
    faults = _reason_faults(sent.get("reason", ""), actions.NO_REASON_TO_REOPEN)
    if faults:
        return _ask_to_reopen(request, quarter, faults, _FAULTY)
    try:
        actions.reopen(
            quarter=quarter,
            version=number(sent.get("version", "")),
            reason=sent.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        quarter.refresh_from_db()
        return _ask_to_reopen(request, quarter, {"": str(refusal)}, _MOVED)
    messages.success(
        request,
        f"{period.name} is reopened. Now reopen the returns that must change, below; once they are "
        "approved again, publish the quarter again. Until then everybody else reads the edition "
        "as it was.",
    )
    return redirect("reporting:quarter", slug, period)


def _ask_to_reopen(request, quarter: Quarter, faults=None, status: int = 200):
    """The page before reopening; nothing typed is lost."""
    context = {
        **_page(quarter, f"Reopen {quarter.period.name}", faults or {}, other="reason"),
        "edition": quarter.editions.latest("number").number,
        "version": quarter.version,
        "reason": _sent(request).get("reason", ""),
        "who_reads": _who_keeps_reading(quarter, clock.today()),
    }
    return render(request, "reporting/reopen.html", context, status=status)


def _who_keeps_reading(quarter: Quarter, on: date) -> str:
    if quarter.is_public(on):
        return "The public, the Cabinet Member and everybody else who only reads"
    return "The Cabinet Member and everybody else who only reads"


# --- Public -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def public(request, slug, period: FinancialQuarter):
    """Set, change or take back the day from which anybody may read the quarter."""
    who = reader(request)
    quarter = access.quarter_to(QuarterMove.SET_PUBLIC, who, slug, period)
    if not who.may_move_quarter(QuarterMove.SET_PUBLIC, quarter):
        messages.info(request, "Nothing was changed: only what is published can be made public.")
        return redirect("reporting:quarter", slug, period)
    if request.method != "POST":
        return _ask_when(request, quarter)
    sent = _sent(request)
    choice, typed = sent.get("who", ""), sent.get("public_from", "").strip()
    day = parse_date(typed) if choice == "anybody" else None
    faults = {}
    if choice not in ("anybody", "inside"):
        faults["who"] = NOT_CHOSEN
    elif choice == "anybody" and day is None:
        faults["public_from"] = NO_DATE
    elif choice == "inside" and typed and not sent.get("was"):
        faults["who"] = DAY_FOR_NOBODY
    if faults:
        return _ask_when(request, quarter, faults, _FAULTY)
    try:
        actions.set_public(
            quarter=quarter,
            public_from=day,
            edition=number(sent.get("edition", "")),
            was=parse_date(sent.get("was", "")),
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        quarter.refresh_from_db()
        return _ask_when(request, quarter, {"": str(refusal)}, _MOVED)
    messages.success(request, f"Saved. {_who_reads(day, clock.today())}")
    return redirect("reporting:quarter", slug, period)


def _ask_when(request, quarter: Quarter, faults=None, status: int = 200):
    """The page of the day; nothing typed is lost."""
    sent, day = _sent(request), quarter.public_from
    words = in_words(day) if day else ""
    context = {
        **_page(quarter, f"Who may read {quarter.period.name}", faults or {}, other="who"),
        "edition": quarter.editions.latest("number").number,
        "was": words,
        "now": _who_reads(day, clock.today()),
        "choice": sent.get("who", "anybody" if day else "inside"),
        "public_from": sent.get("public_from", words),
    }
    return render(request, "reporting/public.html", context, status=status)


# --- What they share ----------------------------------------------------------------------------


def _sent(request):
    """What was posted, as it can be stored."""
    clean = storable(request.POST).copy()
    for name, values in list(clean.lists()):
        clean.setlist(name, [value.replace("\0", "") for value in values])
    return clean


def _reason_faults(reason: str, none: str) -> dict[str, str]:
    if not reason.strip():
        return {"reason": none}
    words = too_long(reason.strip())
    return {"reason": words} if words else {}


def _page(quarter: Quarter, title: str, faults: dict[str, str], *, other: str) -> dict:
    """What a page with a form needs; a fault of none of its fields leads to `other`."""
    address = address_of(quarter)
    return {
        "quarter": quarter,
        "title": title,
        "crumbs": [*crumbs(quarter), {"label": quarter.period.title, "url": address}],
        "faults": faults,
        "errors": [{"text": text, "href": f"#id_{name or other}"} for name, text in faults.items()],
    }


def _who_reads(public_from: date | None, on: date) -> str:
    if public_from is None:
        return "Everybody with an account for this strategy can read it; it is not public."
    if public_from <= on:
        return f"It is public, since {in_words(public_from)}." if public_from < on else _NOW
    return f"It becomes public on {in_words(public_from)}."


_NOW = "It is public now."
