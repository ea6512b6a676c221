"""One KPI's page: where has it come from, where is it going?"""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from reporting import kpi_history, readable
from reporting.views import kpi_page
from reporting.views.charted import draws_charts
from reporting.views.request import open_to_all, reader


@open_to_all
@require_safe
@draws_charts
def kpi(request, slug):
    """The KPI in every place and quarter that this person may read."""
    who = reader(request)
    stands_for_it = kpi_history.stands_for(who, slug)
    if stands_for_it is not None:
        return redirect("reporting:kpi", stands_for_it.slug)
    found = kpi_history.history(readable.kpi_for(who, slug), who)
    return render(request, "reporting/kpi.html", kpi_page.context(found, who))
