"""The quarter as files. A download leaves an audit event, whoever asks."""

from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from accounts import audit, clock
from objectives.periods import FinancialQuarter
from reporting import access, quarter_report
from reporting.access import Reader
from reporting.exports import FORMATS, filename
from reporting.models import Quarter
from reporting.report import QuarterReport
from reporting.views.request import open_to_all, reader


@open_to_all
@require_GET
def workbook(request, slug, period: FinancialQuarter):
    """The quarter in the council's layout."""
    return _download(request, slug, period, "xlsx")


@open_to_all
@require_GET
def csv(request, slug, period: FinancialQuarter):
    """The quarter's figures, a row for each KPI."""
    return _download(request, slug, period, "csv")


@open_to_all
@require_GET
def json(request, slug, period: FinancialQuarter):
    """The quarter as data."""
    return _download(request, slug, period, "json")


def _download(request, slug: str, period: FinancialQuarter, format_name: str) -> HttpResponse:
    who = reader(request)
    quarter = access.quarter_for(who, slug, period)
    return send(who, quarter, quarter_report.for_reader(quarter, who, drafts=False), format_name)


def send(who: Reader, quarter: Quarter, report: QuarterReport, format_name: str) -> HttpResponse:
    """The report as a file, and the event that it was taken along."""
    export = FORMATS[format_name]
    content = export.render(report)
    with transaction.atomic():
        audit.record(
            by=who.user,
            action="quarter.download",
            subject=quarter,
            now=clock.now(),
            after={"format": format_name, "edition": report.edition, "bytes": len(content)},
        )
    name = filename(report, export.extension)
    return HttpResponse(
        content,
        content_type=export.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
