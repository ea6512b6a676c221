"""What was published of a quarter, edition by edition: read for ever as it was."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from objectives.periods import FinancialQuarter
from reporting import access, editions
from reporting.views import edition_page
from reporting.views.charted import draws_charts
from reporting.views.downloads import send
from reporting.views.request import open_to_all, reader


@open_to_all
@require_safe
def listed(request, slug, period: FinancialQuarter):
    """Every edition that this person may read, and what differs from one to the next."""
    who = reader(request)
    quarter = access.quarter_for(who, slug, period)
    return render(request, "reporting/editions/list.html", edition_page.listed(quarter, who))


@open_to_all
@require_safe
@draws_charts
def edition(request, slug, period: FinancialQuarter, edition: int):
    """The quarter's dashboard as that edition has it."""
    quarter, item = _found(request, slug, period, edition)
    template, context = edition_page.context(quarter, item, reader(request), request.GET)
    return render(request, template, context)


@open_to_all
@require_safe
@draws_charts
def sub_strand(request, slug, period: FinancialQuarter, edition: int, sub_strand):
    """A sub-strand's report as that edition has it."""
    quarter, item = _found(request, slug, period, edition)
    try:
        template, context = edition_page.part_context(quarter, item, reader(request), sub_strand)
    except KeyError as missing:
        raise Http404("The edition has no such sub-strand.") from missing
    return render(request, template, context)


@open_to_all
@require_GET
def workbook(request, slug, period: FinancialQuarter, edition: int):
    """That edition in the council's layout."""
    quarter, item = _found(request, slug, period, edition)
    return send(reader(request), quarter, item.report, "xlsx")


@open_to_all
@require_GET
def csv(request, slug, period: FinancialQuarter, edition: int):
    """That edition's figures, a row for each KPI."""
    quarter, item = _found(request, slug, period, edition)
    return send(reader(request), quarter, item.report, "csv")


@open_to_all
@require_GET
def json(request, slug, period: FinancialQuarter, edition: int):
    """That edition as data."""
    quarter, item = _found(request, slug, period, edition)
    return send(reader(request), quarter, item.report, "json")


def _found(request, slug: str, period: FinancialQuarter, number: int):
    """The quarter and its edition of that number, which this person may read. Raises Http404."""
    who = reader(request)
    quarter = access.quarter_for(who, slug, period)
    return quarter, editions.readable_one(quarter, who, number)
