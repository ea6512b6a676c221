"""The audit record for administrators: search it, and take what was found along."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from accounts import audit, audit_file, audit_search, audit_words, clock
from accounts.audit_form import AuditSearchForm
from accounts.audit_search import Page
from accounts.models import AuditEvent, AuditHead, User

_LONGEST_NUMBER = 18  # digits; a longer one is no event's


@require_safe
def audit_page(request):
    """Who did what, newest first."""
    _for_administrators(request.user)
    form = AuditSearchForm(request.GET)
    context = {"form": form, "errors": _errors(form)}
    if form.is_valid():
        before, after = _number(request.GET.get("before")), _number(request.GET.get("after"))
        page = audit_search.page(form.search.events(), before=before, after=after)
        context |= _found(page, form.asked)
    return render(request, "accounts/audit.html", context)


@require_GET
def audit_csv(request):
    """All that a search finds, as a file; the download is an event of its own, not in the file."""
    _for_administrators(request.user)
    form = AuditSearchForm(request.GET)
    if not form.is_valid():
        return redirect(_address("audit", request.GET.dict()))
    with transaction.atomic():
        event = audit.record(
            by=request.user,
            action="audit.download",
            subject=AuditHead.objects.filter(id=1).first() or AuditHead(id=1),
            now=clock.now(),
            after={"format": "csv", "search": form.in_words or "All events"},
        )
    events = audit_search.all_up_to(form.search.events(), event.sequence - 1)
    return StreamingHttpResponse(
        audit_file.lines(events),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="audit-record-{clock.today()}.csv"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def _for_administrators(user: User) -> None:
    if not user.is_administrator:
        raise PermissionDenied("Administrators keep the audit record.")


def _errors(form: AuditSearchForm) -> list[dict]:
    return [
        {"text": text, "href": f"#{form[name].auto_id}"}
        for name, texts in form.errors.items()
        for text in texts
    ]


def _number(text: str | None) -> int:
    """An event's number in an address; 0 for none."""
    text = text or ""
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return int(text) if is_number else 0


def _address(name: str, query: dict) -> str:
    return reverse(f"accounts:{name}") + (f"?{urlencode(query)}" if query else "")


def _found(page: Page, asked: dict[str, str]) -> dict:
    """What the template prints of a page of events."""
    label = "All events that fit this search" if asked else "All events"
    return {
        "searched": bool(asked),
        "rows": [_row(event) for event in page.events],
        "newer": _beside("Newer events", asked, "after", page.newer),
        "older": _beside("Older events", asked, "before", page.older),
        "files": [{"label": label, "url": _address("audit_csv", asked), "kind": "CSV"}],
    }


def _beside(label: str, asked: dict[str, str], side: str, number: int | None) -> dict | None:
    """The way to the page before or after this one, if there is one."""
    return number and {"label": label, "url": _address("audit", {**asked, side: number})}


def _row(event: AuditEvent) -> dict:
    at = timezone.localtime(event.at)
    return {
        "number": f"{event.sequence:,}",
        "at": at.isoformat(),
        "day": audit_words.day(at),
        "time": f"{at:%H:%M:%S}",
        "who": event.actor_name,
        "what": audit_words.action(event.action),
        "kind": audit_words.kind(event.subject_type),
        "subject": audit_words.subject(event.subject_type, event.subject),
        "facts": audit_words.facts(event.before, event.after),
        "keeps_more": audit_words.keeps_more(event.before, event.after),
    }
