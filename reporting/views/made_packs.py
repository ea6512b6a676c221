"""A pack that was made: its page, and its files. A download leaves an audit event."""

from django.db import transaction
from django.db.models.functions import Length
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from accounts import audit, clock
from objectives.days import in_words
from objectives.periods import FinancialQuarter
from reporting import briefing_material, pack_access
from reporting.access import Reader
from reporting.briefing import compose
from reporting.briefing.material import Material
from reporting.models import Pack
from reporting.pack_rendering import PACK_FORMATS, filename
from reporting.views import document_page, pack_page
from reporting.views.request import reader


@require_safe
def made(request, slug, period: FinancialQuarter, number: int):
    """A finished pack."""
    return _page(
        request, pack_access.pack_for(reader(request), slug, period, number, is_final=True)
    )


@require_safe
def draft(request, slug, period: FinancialQuarter, number: int):
    """A draft of the pack."""
    return _page(
        request, pack_access.pack_for(reader(request), slug, period, number, is_final=False)
    )


@require_GET
def made_file(request, slug, period: FinancialQuarter, number: int, format_name: str):
    """A finished pack in one format."""
    who = reader(request)
    return _send(who, pack_access.pack_for(who, slug, period, number, is_final=True), format_name)


@require_GET
def draft_file(request, slug, period: FinancialQuarter, number: int, format_name: str):
    """A draft in one format."""
    who = reader(request)
    return _send(who, pack_access.pack_for(who, slug, period, number, is_final=False), format_name)


def _page(request, pack: Pack):
    material = briefing_material.content_of(pack)
    quarter = pack.quarter
    kind = "Pack" if pack.is_final else "Draft"
    context = {
        **pack_page.base(quarter, f"{kind} {pack.number} of {quarter.period.name}"),
        "pack": pack,
        "note": pack.note,
        "facts": _facts(pack, material),
        "files": _files(pack),
        "document": document_page.sheets(compose.document(material)),
    }
    return render(request, "reporting/pack/made.html", context)


def _facts(pack: Pack, material: Material) -> list[dict]:
    when = timezone.localtime(pack.made_at)
    by = f" by {pack.made_by.name}" if pack.made_by else ""
    facts = [
        {"name": "For", "value": material.terms.audience.label},
        {"name": "Made", "value": f"{in_words(when.date())}, {when:%H:%M}{by}"},
        {"name": "Made from", "value": _source(pack)},
    ]
    if material.since_words:
        words = material.since_words
        facts.append({"name": "Compared with", "value": f"{words[:1].upper()}{words[1:]}"})
    return [*facts, {"name": "Checksum (SHA-256)", "value": pack.checksum}]


def _source(pack: Pack) -> str:
    if pack.edition is None:
        return "What was submitted then; nothing of the quarter was published"
    day = in_words(timezone.localdate(pack.edition.published_at))
    return f"Edition {pack.edition.number} of the quarter, published {day}"


def _files(pack: Pack) -> list[dict]:
    sizes = dict(pack.files.annotate(size=Length("content")).values_list("format", "size"))
    name = "pack_file" if pack.is_final else "pack_draft_file"
    return [
        {
            "label": item.label,
            "url": pack_page.url(name, pack.quarter, pack.number, key),
            "kind": item.kind,
            "size": filesizeformat(sizes[key]),
        }
        for key, item in PACK_FORMATS.items()
        if key in sizes
    ]


def _send(who: Reader, pack: Pack, format_name: str) -> HttpResponse:
    """The stored file, and the event that it was taken along."""
    file = pack.files.filter(format=format_name).first()
    if file is None:
        raise Http404("The pack has no such file.")
    content = briefing_material.bytes_of(file)
    with transaction.atomic():
        audit.record(
            by=who.user,
            action="pack.download",
            subject=pack,
            now=clock.now(),
            after={"format": format_name, "bytes": len(content)},
        )
    material = briefing_material.content_of(pack)
    name = filename(material.report, pack.number, pack.is_final, format_name)
    return HttpResponse(
        content,
        content_type=PACK_FORMATS[format_name].content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
