"""The short ways to read a quarter: its headlines, beside another one, one objective on paper."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from objectives.periods import FinancialQuarter
from reporting import access, quarter_report
from reporting.views import compare_page, headlines_page, objective_page
from reporting.views.request import open_to_all, reader


@open_to_all
@require_safe
def headlines(request, slug, period: FinancialQuarter):
    """One minute: what is Red, what got worse, what got better, what is asked of you."""
    who = reader(request)
    quarter = access.quarter_for(who, slug, period)
    report = quarter_report.for_reader(quarter, who)
    context = headlines_page.context(quarter, report, who)
    return render(request, "reporting/headlines.html", context)


@open_to_all
@require_safe
def compare(request, slug, period: FinancialQuarter):
    """What changed? Two quarters side by side, the changes in words first."""
    who = reader(request)
    quarter = access.quarter_for(who, slug, period)
    context = compare_page.context(quarter, who, request.GET.get("with", ""))
    return render(request, "reporting/compare.html", context)


@open_to_all
@require_safe
def objective(request, slug, period: FinancialQuarter, objective):
    """One objective of a quarter on one page. Raises Http404 where the report has no such."""
    who = reader(request)
    quarter = access.quarter_for(who, slug, period)
    report = quarter_report.for_reader(quarter, who)
    context = objective_page.context(quarter, report, who, objective)
    return render(request, "reporting/objective.html", context)
