"""The pages that are read: strategies, a strategy, a quarter's dashboard, a sub-strand's report."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from objectives.models import Strategy
from objectives.periods import FinancialQuarter
from objectives.plan import Style
from reporting import access, metrics, navigation, quarter_report
from reporting.models import Submission
from reporting.views import (
    metrics_page,
    quarter_filters,
    quarter_page,
    strategy_page,
    sub_strand_page,
    ways,
)
from reporting.views.charted import draws_charts
from reporting.views.request import number, open_to_all, reader
from reporting.views.talk import Talk


@login_not_required
@require_safe
def home(request):
    """Send everybody where their work begins."""
    return redirect(navigation.home_of(reader(request)))


@login_not_required
@require_safe
def strategies(request):
    """Every strategy of which this person may read something, with its latest quarters."""
    who = reader(request)
    quarters = strategy_page.with_editions(access.visible_quarters(who))
    listed = strategy_page.listed(who, Strategy.objects.all(), quarters)
    return render(request, "reporting/strategies.html", {"strategies": listed})


@open_to_all
@require_safe
@draws_charts
def strategy(request, slug):
    """How has it gone? Sub-strands by quarters, and the plan in words."""
    who = reader(request)
    plan = access.strategy_for(who, slug)
    quarters = list(
        strategy_page.with_editions(access.visible_quarters(who, plan)).order_by("-period")
    )
    window = strategy_page.window(quarters, request.GET.get("before", ""))
    context = {
        "strategy": plan,
        "years": f"{plan.starts.year} to {plan.ends.year}",
        "crumbs": [strategy_page.all_strategies()],
        "quarters": strategy_page.quarter_rows(
            window.quarters, strategy_page.targets_met(window.quarters), who
        ),
        "with_targets": plan.style == Style.METRICS,
        "grid": strategy_page.grid(who, window.quarters),
        "window": window,
        "headlines": ways.latest_headlines(quarters),
        "statements": strategy_page.statements(plan),
        "open_next": strategy_page.open_next(plan, who),
    }
    return render(request, "reporting/strategy.html", context)


@open_to_all
@require_safe
@draws_charts
def quarter(request, slug, period: FinancialQuarter):
    """What needs me? The quarter's dashboard."""
    who = reader(request)
    found = access.quarter_for(who, slug, period)
    report = quarter_report.for_reader(found, who)
    if report.style == Style.METRICS:
        chosen = metrics.selection(report, request.GET)
        context = metrics_page.context(found, report, who, chosen)
        return render(request, "reporting/metrics.html", context)
    selection = quarter_filters.selection(report, request.GET)
    context = quarter_page.context(found, report, who, selection)
    return render(request, "reporting/quarter.html", context)


@open_to_all
@require_safe
def sub_strand(request, slug, period: FinancialQuarter, sub_strand):
    """Tell me all of it: one sub-strand's report."""
    submission = access.submission_for(reader(request), slug, period, sub_strand)
    asked = request.GET
    talk = Talk(number=asked.get("comment", ""), reply_to=number(asked.get("reply", "")))
    return report_page(request, submission, talk)


def ask_first(request, submission: Submission, talk: Talk, *, sends_change: bool = False):
    """The report again where a decision would leave something typed behind; None elsewhere."""
    unsent = talk.unsent(sends_change=sends_change)
    return report_page(request, submission, talk.with_faults(unsent), 422) if unsent else None


@draws_charts
def report_page(request, submission: Submission, talk: Talk, status: int = 200):
    """The sub-strand's report, its forms of comments showing `talk`. Raises Http404."""
    who = reader(request)
    report = quarter_report.for_reader(submission.quarter, who)
    if submission.sub_strand.slug not in {part.slug for part in report.sub_strands}:
        raise Http404("The edition has no such sub-strand.")
    if report.style == Style.METRICS:
        context = metrics_page.section_context(submission, report, who, talk)
        return render(request, "reporting/metrics_section.html", context, status=status)
    context = sub_strand_page.context(submission, report, who, talk)
    return render(request, "reporting/sub_strand.html", context, status=status)
