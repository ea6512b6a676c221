"""An officer's acts on a whole quarter."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import clock
from objectives.days import in_words
from objectives.period_reading import parse_date
from objectives.periods import FinancialQuarter
from reporting import access, dashboard, sheet
from reporting.actions import quarters as actions
from reporting.actions.refusals import Refused
from reporting.models import Quarter, Submission
from reporting.views.quarter_page import crumbs
from reporting.views.request import reader
from reporting.workflow import ReturnState

NOT_A_DATE = "Enter the day in figures or words, such as 8 April 2024, or leave it empty."
NOT_ACCEPTED = (
    "Tick the box to publish without the returns that are not approved, or wait for them."
)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request, slug, period: FinancialQuarter):
    """Show what would be published, and publish it."""
    who = reader(request)
    quarter = access.quarter_for(who, slug, period)
    if not who.publishes(quarter.strategy_id):
        raise PermissionDenied("Officers publish.")
    if not who.may_publish(quarter):
        messages.info(
            request, "Nothing was changed: the quarter is not open, or published already."
        )
        return redirect("reporting:quarter", slug, period)
    if request.method != "POST":
        return _ask(request, quarter)
    return _publish(request, quarter)


def _publish(request, quarter: Quarter):
    typed = request.POST.get("public_from", "").strip()
    without = request.POST.getlist("without")
    public_from = parse_date(typed) if typed else None
    faults = {}
    if without and not request.POST.get("accept"):
        faults["accept"] = NOT_ACCEPTED
    if typed and public_from is None:
        faults["public_from"] = NOT_A_DATE
    if faults:
        return _ask(request, quarter, faults)
    try:
        edition = actions.publish(
            quarter=quarter,
            without=without,
            public_from=public_from,
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        return _ask(request, quarter, {"": str(refusal)})
    messages.success(
        request,
        f"{quarter.period.name} is published as edition {edition.number}. "
        f"{_who_reads(public_from, clock.today())} No return can be changed any more.",
    )
    return redirect("reporting:quarter", quarter.strategy.slug, quarter.period)


def _who_reads(public_from: date | None, on: date) -> str:
    if public_from is None:
        return "Everybody with an account for this strategy can read it; it is not public."
    if public_from <= on:
        return "It is public now."
    return f"It becomes public on {in_words(public_from)}."


def _ask(request, quarter: Quarter, faults: dict[str, str] | None = None):
    """The page before publishing; nothing typed is lost."""
    faults = faults or {}
    missing = actions.not_approved(quarter)
    total = Submission.objects.filter(quarter=quarter).count()
    context = {
        "quarter": quarter,
        "title": f"Publish {quarter.period.name}",
        "crumbs": [
            *crumbs(quarter),
            {"label": quarter.period.title, "url": "../"},
        ],
        "ready": _ready(total - len(missing), total),
        "missing": [
            {
                "slug": item.sub_strand.slug,
                "name": item.sub_strand.name,
                "state": item.state,
                "words": sheet.STATES[ReturnState(item.state)],
            }
            for item in missing
        ],
        "accept_label": _accept_label(len(missing)),
        "accepted": bool(request.POST.get("accept")) and "" not in faults,
        "public_from": request.POST.get("public_from", _day(quarter.public_from)),
        "faults": faults,
        "errors": [
            {"text": text, "href": f"#id_{name}" if name else "#missing" if missing else ""}
            for name, text in faults.items()
        ],
    }
    return render(request, "reporting/publish.html", context)


def _day(day: date | None) -> str:
    return in_words(day) if day else ""


def _ready(approved: int, total: int) -> str:
    if approved == total:
        return f"All {dashboard.counted(total, 'return')} are approved and will be published."
    return (
        f"{approved} of {dashboard.counted(total, 'return')} "
        f"{'is' if approved == 1 else 'are'} approved and will be published."
    )


def _accept_label(missing: int) -> str:
    if missing == 1:
        return "Publish this one as “no return received”"
    return f"Publish these {missing} as “no return received”"
