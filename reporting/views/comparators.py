"""The page on which officers put others' values beside a KPI, and take one off the record."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import clock
from objectives.models import KPI
from reporting import readable
from reporting.actions import comparators as actions
from reporting.actions.refusals import Faulty, Refused
from reporting.models import Observation
from reporting.views import comparators_page
from reporting.views.carry import keeps_words, storable
from reporting.views.comparators_page import Typed, Withdrawing
from reporting.views.request import number, reader


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def of_kpi(request, slug):
    """Show what others have for the KPI, and put more on record: all that was typed, or none."""
    kpi = readable.kpi_to_keep(reader(request), slug)
    if request.method != "POST":
        return _page(request, kpi)
    typed = Typed.of(storable(request.POST))
    if not typed.values(kpi):
        return _page(request, kpi, typed.with_nothing(), status=422)
    try:
        done = actions.record_all(values=typed.values(kpi), by=request.user, now=clock.now())
    except actions.FaultyValues as refusal:
        return _page(request, kpi, typed.with_faults(refusal.rows), status=422)
    except Refused as refusal:
        return _page(request, kpi, typed, refused=str(refusal), status=409)
    new = sum(item.is_new for item in done)
    (messages.success if new else messages.info)(request, _done(new, len(done) - new))
    return redirect("reporting:kpi_comparators", slug)


@keeps_words
@require_POST
def withdraw(request, slug):
    """Take one value off the record, with the reason."""
    kpi = readable.kpi_to_keep(reader(request), slug)
    sent = Withdrawing.of(storable(request.POST))
    values = Observation.objects.of_comparators().filter(kpi=kpi)
    value = values.filter(pk=number(sent.value)).first()
    if value is None:
        return _page(request, kpi, withdrawing=sent.with_no_value(), status=422)
    try:
        gone = actions.withdraw(
            observation=value, reason=sent.reason, by=request.user, now=clock.now()
        )
    except Faulty as refusal:
        return _page(request, kpi, withdrawing=sent.with_faults(refusal.faults), status=422)
    except Refused as refusal:
        return _page(request, kpi, withdrawing=sent, refused=str(refusal), status=409)
    messages.success(request, _withdrawn(gone))
    return redirect("reporting:kpi_comparators", slug)


def _done(new: int, same: int) -> str:
    """What happened, and what happens next."""
    if not new:
        return "Nothing changed: what you entered is on record already."
    values = "1 value is" if new == 1 else f"{new} values are"
    said = [
        f"{values} on record now. Quarters that are not published yet show what others have "
        "beside the council’s figure; published ones stay as they are."
    ]
    if same:
        said.append(f"{same} more {'was' if same == 1 else 'were'} on record already.")
    return " ".join(said)


def _withdrawn(gone: Observation) -> str:
    return (
        f"{gone.series}’s value for {gone.period_label} is off the record. Quarters that are not "
        "published yet do not show it any more; published ones stay as they are."
    )


def _page(
    request,
    kpi: KPI,
    typed: Typed | None = None,
    withdrawing: Withdrawing | None = None,
    refused: str = "",
    status: int = 200,
):
    """The page, with all that was typed."""
    context = comparators_page.context(kpi, typed or Typed(), withdrawing or Withdrawing(), refused)
    return render(request, "reporting/comparators/page.html", context, status=status)
