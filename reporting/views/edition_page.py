"""Prepares the list of a quarter's editions, and the pages on which one of them is read."""

from django.urls import reverse
from django.utils import timezone

from objectives.days import in_words
from objectives.plan import Style
from reporting import edition_changes, metrics
from reporting.access import Reader
from reporting.editions import Kept, readable
from reporting.models import Quarter
from reporting.report import QuarterReport
from reporting.views import metrics_page, quarter_filters, quarter_page, sub_strand_page
from reporting.views.quarter_page import address_of, crumbs, editions_url

_MANY = 20  # differences shown before they are folded away
_SHORT = 60  # characters of what was and is, side by side in a line


def address(quarter: Quarter, number: int) -> str:
    """The edition's page."""
    return reverse("reporting:edition", args=[quarter.strategy.slug, quarter.period, number])


# --- The list -----------------------------------------------------------------------------------


def listed(quarter: Quarter, who: Reader) -> dict:
    """All that the list's template prints: the newest edition first."""
    found = readable(quarter, who)
    reports = {item.edition.number: item.report for item in found}
    inside = who.belongs_to(quarter.strategy_id)
    return {
        "quarter": quarter,
        "strategy_name": quarter.strategy.name,
        "title": f"Editions of {quarter.period.name}",
        "state": who.known_state(quarter),
        "crumbs": _crumbs(quarter, with_list=False),
        "back": address_of(quarter),
        "editions": [_row(quarter, item, reports, inside) for item in reversed(found)],
    }


def _row(quarter: Quarter, item: Kept, reports: dict[int, QuarterReport], inside: bool) -> dict:
    edition, url = item.edition, address(quarter, item.edition.number)
    before = reports.get(edition.number - 1)
    return {
        "number": edition.number,
        "title": f"Edition {edition.number}",
        "label": "The latest" if item.is_latest else _replaced(item),
        "url": url,
        "facts": _facts(item, reports[edition.number], inside),
        "files": quarter_page.files(url),
        "differs": _differences(quarter, before, reports[edition.number]) if before else None,
    }


def _replaced(item: Kept) -> str:
    when = in_words(timezone.localdate(item.successor.published_at))
    return f"Replaced on {when} by edition {item.successor.number}"


def _facts(item: Kept, report: QuarterReport, inside: bool) -> list[dict]:
    day = in_words(timezone.localdate(item.edition.published_at))
    by = f" by {report.published_by}" if report.published_by and inside else ""
    facts = [{"name": "Published", "value": f"{day}{by}"}]
    if item.edition.reason:
        facts.append({"name": "Why", "value": item.edition.reason})
    return [*facts, {"name": "Checksum (SHA-256)", "value": item.edition.checksum}]


def _differences(quarter: Quarter, before: QuarterReport, after: QuarterReport) -> dict:
    """What this edition says otherwise than the one before it."""
    changes = edition_changes.between(before, after)
    return {
        "title": f"What differs from edition {before.edition}",
        "sentence": edition_changes.sentence(changes),
        "before": f"Edition {before.edition}",
        "after": f"Edition {after.edition}",
        **differing(
            changes,
            {part.slug for part in after.sub_strands},
            address(quarter, after.edition),
        ),
    }


def differing(changes: list[edition_changes.Change], parts: set[str], address: str) -> dict:
    """Each place that says something else once, with what it says; folded where there are many."""
    rows: dict[tuple, dict] = {}
    for item in changes:
        row = rows.setdefault((item.slug, item.place, item.number), _place(item, parts, address))
        row["changes"].append(_before_after(item))
    fold = f"All {len(changes)} differences" if len(changes) > _MANY else ""
    return {"rows": list(rows.values()), "fold": fold}


def _place(item: edition_changes.Change, parts: set[str], address: str) -> dict:
    anchor = f"#kpi-{item.number}" if item.number is not None else ""
    return {
        "place": item.place or "The quarter",
        "title": f"KPI {item.number}: {item.title}" if item.number is not None else "",
        "url": f"{address}{item.slug}/{anchor}" if item.slug in parts else "",
        "changes": [],
    }


def _before_after(item: edition_changes.Change) -> dict:
    """ "Figure: 12 -> 14"; texts stand below one another."""
    was, now = item.excerpts
    return {
        "label": item.label,
        "before": was,
        "after": now,
        "is_long": max(len(was), len(now)) > _SHORT,
    }


# --- One edition --------------------------------------------------------------------------------


def context(quarter: Quarter, item: Kept, who: Reader, query) -> tuple[str, dict]:
    """The dashboard's template for this edition's style, and all that it prints."""
    report, at = item.report, address(quarter, item.edition.number)
    if report.style == Style.METRICS:
        template, chosen = "metrics", metrics.selection(report, query)
        page = metrics_page.context(quarter, report, who, chosen, at)
    else:
        template, chosen = "quarter", quarter_filters.selection(report, query)
        page = quarter_page.context(quarter, report, who, chosen, at)
    title = f"{report.quarter.title}, edition {report.edition}"
    own = {"title": title, "crumbs": _crumbs(quarter), "notice": notice(quarter, item, who)}
    return f"reporting/{template}.html", {**page, **own}


def part_context(quarter: Quarter, item: Kept, who: Reader, slug: str) -> tuple[str, dict]:
    """The sub-strand's template for this edition's style, and all that it prints.

    Raises KeyError where the edition has no such sub-strand.
    """
    report, at = item.report, address(quarter, item.edition.number)
    page = sub_strand_page.as_printed(quarter, report, report.sub_strand(slug), who, at)
    own = {
        "caption": f"{page['caption']}, edition {report.edition}",
        "crumbs": [*_crumbs(quarter), {"label": f"Edition {report.edition}", "url": at}],
        "notice": notice(quarter, item, who, f"{slug}/"),
    }
    if report.style == Style.METRICS:
        return "reporting/metrics_section.html", {**metrics_page.as_section(page), **own}
    return "reporting/sub_strand.html", {**page, **own}


def _crumbs(quarter: Quarter, *, with_list: bool = True) -> list[dict]:
    links = [*crumbs(quarter), {"label": quarter.period.title, "url": address_of(quarter)}]
    return [*links, {"label": "Editions", "url": editions_url(quarter)}] if with_list else links


def notice(quarter: Quarter, item: Kept, who: Reader, page: str = "") -> dict:
    """At the top of an edition's page: which it is, what replaced it and why, and the way on."""
    number = item.edition.number
    if item.successor is None:
        return {
            "text": f"You are reading edition {number}, the latest. It stays as it was published.",
            "reason": "",
            "url": address_of(quarter) + page,
            "label": "Go to the quarter’s own page" if not page else "Go to the report’s own page",
        }
    return {
        "text": f"You are reading edition {number}. {_replaced(item)}, because:",
        "reason": item.successor.reason,
        "url": f"{editions_url(quarter)}#edition-{item.successor.number}",
        "label": "See what differs",
    }
