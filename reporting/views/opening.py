"""The pages on which an officer opens a quarter, changes its dates and starts its review."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import clock
from objectives.models import Strategy
from objectives.periods import FinancialQuarter
from reporting import access, chasing, governance, next_quarter
from reporting.actions import opening as actions
from reporting.actions.refusals import Refused
from reporting.models import Quarter
from reporting.next_quarter import Choices
from reporting.views import date_rows, opening_page
from reporting.views.carry import keeps_words
from reporting.views.date_rows import Typed
from reporting.views.quarter_page import crumbs
from reporting.views.request import reader
from reporting.workflow import QuarterMove

NO_QUARTER = "Choose which quarter to open."
NOT_NOW = "Nothing was changed: a published quarter keeps its dates."


# --- Open ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def open_quarter(request, slug):
    """Show what opening the next quarter would make, and open it."""
    strategy = access.strategy_to(QuarterMove.OPEN, reader(request), slug)
    choices = next_quarter.choices(strategy, clock.today())
    if request.method == "POST":
        return _open(request, strategy, choices)
    return _ask(request, strategy, choices, _period(request.GET) or choices.default)


def _period(data: QueryDict) -> FinancialQuarter | None:
    try:
        return FinancialQuarter.parse(data.get("quarter", ""))
    except ValueError:
        return None


def _open(request, strategy: Strategy, choices: Choices):
    period = _period(request.POST)
    typed = date_rows.sent(request.POST, period or choices.default)
    if period is None:
        errors = [{"text": NO_QUARTER, "href": "#id_quarter"}]
        return _ask(request, strategy, choices, choices.default, typed, errors, status=422)
    if typed.errors:
        return _ask(request, strategy, choices, period, typed, typed.errors, status=422)
    try:
        quarter = actions.open_quarter(
            strategy=strategy,
            period=period,
            dates=typed.dates,
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        errors = [{"text": str(refusal), "href": _instead(strategy, period)}]
        return _ask(request, strategy, choices, period, typed, errors, status=409)
    messages.success(request, opening_page.opened(quarter, typed.dates))
    return redirect("reporting:quarter", strategy.slug, period)


def _instead(strategy: Strategy, period: FinancialQuarter) -> str:
    """Where to go on from: the dates of the quarter that is open already, else the choice."""
    if Quarter.objects.taking_returns().filter(strategy=strategy, period=period).exists():
        return reverse("reporting:quarter_dates", args=[strategy.slug, period])
    return "#id_quarter"


def _ask(
    request,
    strategy: Strategy,
    choices: Choices,
    period: FinancialQuarter,
    typed: Typed | None = None,
    errors: list[dict] | None = None,
    status: int = 200,
):
    """The page before opening; nothing typed is lost."""
    if typed is None and period not in choices.periods:
        period = choices.default
    context = opening_page.context(strategy, choices, period, typed, clock.today())
    return render(
        request, "reporting/opening/open.html", {**context, "errors": errors or []}, status=status
    )


# --- Dates --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """What the page of the dates shows: rows, the dates they were made from, what is wrong."""

    rows: list[date_rows.Row]
    seen: str
    errors: list[dict]
    now: list[dict]  # the dates as they are, where somebody else changed them


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def dates(request, slug, period: FinancialQuarter):
    """Show the quarter's dates, and change them."""
    who = reader(request)
    quarter = access.quarter_to(QuarterMove.SET_DATES, who, slug, period)
    if request.method == "POST":
        return _set_dates(request, quarter)
    if not who.may_move_quarter(QuarterMove.SET_DATES, quarter):
        messages.info(request, NOT_NOW)
        return redirect("reporting:quarter", slug, period)
    stored = next_quarter.dates_of(quarter)
    rows = date_rows.shown(stored, opening_page.days_to(stored, who.on))
    return _ask_dates(request, quarter, Form(rows, governance.mark(stored), [], []))


def _set_dates(request, quarter: Quarter):
    typed = date_rows.sent(request.POST, quarter.period)
    before = next_quarter.dates_of(quarter)
    seen = request.POST.get("seen", "")
    if typed.errors:
        form = Form(typed.rows, seen, typed.errors, [])
        return _ask_dates(request, quarter, form, status=422)
    try:
        actions.set_dates(
            quarter=quarter, dates=typed.dates, seen=seen, by=request.user, now=clock.now()
        )
    except Refused as refusal:
        stored = next_quarter.dates_of(Quarter.objects.get(pk=quarter.pk))
        form = Form(
            typed.rows,
            governance.mark(stored),
            [{"text": str(refusal), "href": "#now"}],
            opening_page.as_facts(stored),
        )
        return _ask_dates(request, quarter, form, status=409)
    told = chasing.told_otherwise(quarter, before, on=clock.today())
    messages.success(request, opening_page.dates_set(quarter, typed.dates, told))
    return redirect("reporting:quarter", quarter.strategy.slug, quarter.period)


def _ask_dates(request, quarter: Quarter, form: Form, status: int = 200):
    """The page with the dates; nothing typed is lost."""
    address = reverse("reporting:quarter", args=[quarter.strategy.slug, quarter.period])
    context = {
        "title": "Change the dates",
        "caption": f"{quarter.strategy.name}, {quarter.period.name}",
        "crumbs": [*crumbs(quarter), {"label": quarter.period.title, "url": address}],
        "dates": date_rows.context(form.rows),
        "seen": form.seen,
        "now": form.now,
        "is_changed": bool(form.now) or status == 409,
        "dashboard": address,
        "errors": form.errors,
    }
    return render(request, "reporting/opening/dates.html", context, status=status)


# --- Review -------------------------------------------------------------------------------------


@require_POST
def start_review(request, slug, period: FinancialQuarter):
    """Say to everybody that the Economy Cell is reviewing."""
    quarter = access.quarter_to(QuarterMove.START_REVIEW, reader(request), slug, period)
    try:
        actions.start_review(quarter=quarter, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(
            request,
            f"{period.name} is in review, and says so to everybody who reads it. The Economy Cell "
            "approves the returns or sends them back; those that are owed can still come in.",
        )
    return redirect("reporting:quarter", slug, period)
