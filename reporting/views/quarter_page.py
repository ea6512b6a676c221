"""Prepares the quarter's dashboard: every row once, with its words and links."""

from django.urls import reverse

from objectives.days import in_words, until, with_weekday
from objectives.models import SubStrand
from objectives.rag import Status
from reporting import corrected, dashboard, differences, sheet
from reporting.access import Reader, visible_quarters
from reporting.answers import GovernanceKind
from reporting.corrected import Corrected
from reporting.dashboard import Selection
from reporting.models import Quarter
from reporting.report import QuarterReport, SubStrandReport
from reporting.views import (
    matter_rows,
    quarter_asks,
    quarter_charts,
    quarter_filters,
    reopened_page,
    running,
    ways,
)
from reporting.views.quarter_filters import STATUSES
from reporting.workflow import QuarterState, ReturnState

_MANY, _SOME = 12, 5  # items shown before a list is folded


def context(
    quarter: Quarter, report: QuarterReport, who: Reader, chosen: Selection, at: str = ""
) -> dict:
    """All that the dashboard's template prints.

    `at` is the address of the edition that is read by itself (`edition_page`): its page offers
    nothing that can be done now, and says of a figure only what it said then.
    """
    address = at or address_of(quarter)
    is_live = not at
    attention = dashboard.attention(report, on=who.on)
    ambers = dashboard.ambers(report)
    kpis = list(dashboard.lines(report, chosen))
    corrections = corrected.since_published(quarter, report, who) if is_live else {}
    with_state = any(
        part.state != ReturnState.PUBLISHED or not part.is_received for part in report.sub_strands
    )
    groups = _groups(report, dashboard.parts(report, chosen), who, address)
    return {
        "quarter": quarter,
        "title": report.quarter.title,
        "strategy_name": report.strategy_name,
        "crumbs": crumbs(quarter),
        "state": report.state,
        "quarters": beside(quarter, who) if is_live else [],
        "ways": ways.from_dashboard(quarter, who) if is_live else [],
        "edition": edition_line(quarter, report, who),
        "editions": editions_url(quarter) if report.edition else "",
        "reopened": reopened_page.notice(quarter, report, who) if is_live else None,
        "sentence": dashboard.sentence(report, on=who.on),
        "counts": distribution(report.counts),
        "mine": quarter_asks.mine(quarter, report, who, address) if is_live else [],
        "attention": _folded(attention, _MANY, corrections, address, _late_url(quarter, who)),
        "ambers": _items(ambers, corrections, address),
        "ambers_title": _ambers_title(len(ambers)),
        "better": _folded(dashboard.better(report), _SOME, corrections, address),
        "none_better": dashboard.none_better(report),
        "differences": _differences(quarter, report, who, address) if is_live else None,
        "corrected": _corrected(report, corrections, address),
        "corrected_words": corrected.summary(corrections),
        "groups": ways.with_objectives(groups, quarter, report) if is_live else groups,
        "charts": quarter_charts.of_report(report),
        "with_state": with_state,
        "columns": 5 if with_state else 4,
        "filters": quarter_filters.links(report, chosen),
        "filtered": quarter_filters.in_words(report, chosen, len(kpis)),
        "clear_url": "?#sub-strands" if chosen.is_any else "",
        "kpis": _kpi_rows(kpis, corrections, address),
        "kpis_title": f"All {len(kpis)} KPIs",
        "facts": _governance(report, who),
        "files": files(address) if _has_files(report) else [],
        "running": running.links(quarter, who) if is_live else [],
        "publish": quarter_asks.publish(quarter, report, who, address) if is_live else None,
        "matters": matter_rows.on_dashboard(quarter, who) if is_live else None,
        "empty": empty(quarter, report, who),
    }


def address_of(quarter: Quarter) -> str:
    """The quarter's dashboard."""
    return reverse("reporting:quarter", args=[quarter.strategy.slug, quarter.period])


def editions_url(quarter: Quarter) -> str:
    """The page of all that was published of the quarter."""
    return reverse("reporting:quarter_editions", args=[quarter.strategy.slug, quarter.period])


def crumbs(quarter: Quarter) -> list[dict]:
    """The way here."""
    return [
        {"label": "Strategies", "url": reverse("reporting:strategies")},
        {
            "label": quarter.strategy.name,
            "url": reverse("reporting:strategy", args=[quarter.strategy.slug]),
        },
    ]


def beside(quarter: Quarter, who: Reader) -> list[dict]:
    """The dashboards of the quarters before and after that whoever reads may open. One query."""
    found = visible_quarters(who).filter(strategy=quarter.strategy_id)
    periods = sorted(found.values_list("period", flat=True))
    at = periods.index(quarter.period)
    return [
        {
            "label": f"{word}: {periods[index].name}",
            "url": reverse("reporting:quarter", args=[quarter.strategy.slug, periods[index]]),
        }
        for word, index in (("Previous quarter", at - 1), ("Next quarter", at + 1))
        if 0 <= index < len(periods)
    ]


def edition_line(quarter: Quarter, report: QuarterReport, who: Reader) -> str:
    """ "Edition 1, published 18 December 2023"; for those inside also since when it is public."""
    if report.edition is None:
        return ""
    text = f"Edition {report.edition}"
    if report.published_on:
        text += f", published {in_words(report.published_on)}"
    if not who.belongs_to(quarter.strategy_id):
        return text
    if quarter.public_from is None:
        return f"{text}. Not public"
    when = "since" if quarter.public_from <= who.on else "from"
    return f"{text}. Public {when} {in_words(quarter.public_from)}"


def distribution(counts) -> dict:
    """Counts by status as the bar wants them."""
    numbers = {status.value: counts[status] for status in STATUSES}
    return {**numbers, "total": sum(numbers.values())}


# --- Lists ----------------------------------------------------------------------------------------


Corrections = dict[tuple[str, int], Corrected]


_BELOW = "#sub-strands"  # where the page itself says which returns are late


def _late_url(quarter: Quarter, who: Reader) -> str:
    """Where whoever reads goes about late returns."""
    if not who.chases(quarter.strategy_id):
        return _BELOW
    return reverse("reporting:quarter_chase", args=[quarter.strategy.slug, quarter.period])


def _folded(
    items: list[dashboard.Item],
    limit: int,
    corrections: Corrections,
    address: str,
    late_url: str = _BELOW,
) -> dict:
    """A list whose end is folded away where it is long."""
    rows = _items(items, corrections, address, late_url)
    rest = rows[limit:]
    return {"first": rows[:limit], "rest": rest, "rest_title": f"{len(rest)} more"}


def _items(
    items: list[dashboard.Item], corrections: Corrections, address: str, late_url: str = _BELOW
) -> list[dict]:
    return [
        {
            "status": item.status,
            "title": item.title,
            "place": item.place,
            "why": item.why,
            "note": item.note,
            "computed": item.computed,
            "says": item.says,
            "reason": item.reason,
            "corrected": _since(corrections.get((item.slug, item.number))),
            "url": _item_url(item, address) or late_url,
        }
        for item in items
    ]


def _since(found: Corrected | None) -> str:
    return found.words if found else ""


def _item_url(item: dashboard.Item, address: str) -> str:
    if not item.slug:
        return ""
    return f"{address}{item.slug}/" + (f"#kpi-{item.number}" if item.number is not None else "")


def _ambers_title(many: int) -> str:
    return f"{dashboard.counted(many, 'KPI')} {'is' if many == 1 else 'are'} Amber"


def _groups(report, parts: list[SubStrandReport], who: Reader, address: str) -> list[dict]:
    late = {part.slug for items in dashboard.late(report, on=who.on).values() for part in items}
    yours = _yours(who)
    groups: dict[str, list] = {}
    for part in parts:
        row = _part_row(part, part.slug in late, address)
        row["yours"] = part.slug in yours
        groups.setdefault(part.objective, []).append(row)
    return with_headings(groups)


def with_headings(groups: dict[str, list]) -> list[dict]:
    """Rows by objective. One that is a single sub-strand of its own name needs no heading over it,
    unless another heading came before: it would seem to stand under that."""
    made, is_under_one = [], False
    for name, rows in groups.items():
        is_itself = len(rows) == 1 and rows[0]["name"] == name
        is_under_one = is_under_one or not is_itself
        made.append({"name": name if is_under_one else "", "rows": rows})
    return made


def _yours(who: Reader) -> set[str]:
    """The sub-strands that whoever reads leads or oversees."""
    if not who.over_sub_strand:
        return set()
    return set(SubStrand.objects.filter(pk__in=who.over_sub_strand).values_list("slug", flat=True))


def _part_row(part: SubStrandReport, is_late: bool, address: str) -> dict:
    shown = part.is_in
    return {
        "name": part.name,
        "url": f"{address}{part.slug}/" if part.state else "",
        "is_in": shown,
        "status": part.overall if shown else "",
        "movement": (part.movement or "") if shown else "",
        "since": sheet.since(part.previous_overall, part.movement) if shown else "",
        "before": _before(part),
        "distribution": distribution(part.counts) if shown else None,
        "lead": part.project_lead,
        "state": part.state if part.is_received else "",
        "extra": "late" if is_late else "",
        "words": sheet.state_words(part),
    }


def _before(part: SubStrandReport) -> str:
    """For a return that has not come: where the sub-strand stood."""
    if not part.previous_overall:
        return ""
    return f"Was {Status(part.previous_overall).label}"


def _kpi_rows(kpis, corrections: Corrections, address: str) -> list[dict]:
    rows = []
    for part, line in kpis:
        words = sheet.row(line, _since(corrections.get((part.slug, line.number))))
        rows.append(
            {
                "row": words,
                "place": part.name,
                "url": f"{address}{part.slug}/#{words.anchor}",
            }
        )
    return rows


def _corrected(report: QuarterReport, corrections: Corrections, address: str) -> list[dict]:
    """What this quarter printed and is another figure now."""
    return [
        {
            "title": line.kpi,
            "place": part.name,
            "words": found.words,
            "url": f"{address}{part.slug}/#kpi-{line.number}",
        }
        for part, line in report.lines()
        if (found := corrections.get((part.slug, line.number)))
    ]


def _differences(quarter: Quarter, report: QuarterReport, who: Reader, address: str) -> dict | None:
    """The way to statuses beside figures, for those who challenge them."""
    if not who.challenges(quarter.strategy_id) or not report.figures_held or not report.received:
        return None
    return {"url": f"{address}differences/", "label": differences.link_words(report)}


# --- Facts, files ---------------------------------------------------------------------------------


def _governance(report: QuarterReport, who: Reader) -> list[dict]:
    is_over = report.state == QuarterState.PUBLISHED  # nobody waits for its days any more
    return [
        {
            "name": GovernanceKind(item.kind).label,
            "value": with_weekday(item.date) if item.date else item.words,
            "note": until(item.date, on=who.on)
            if item.date and item.date >= who.on and not is_over
            else "",
        }
        for item in report.governance_dates
    ]


def files(address: str) -> list[dict]:
    """What of the quarter, or of one edition, can be taken along."""
    return [
        {"label": "The quarter as a workbook", "url": f"{address}workbook/", "kind": "Excel"},
        {"label": "Its figures as a table", "url": f"{address}csv/", "kind": "CSV"},
        {"label": "The quarter as data", "url": f"{address}json/", "kind": "JSON"},
    ]


def _has_files(report: QuarterReport) -> bool:
    return bool(report.received) or report.state == QuarterState.PUBLISHED


def empty(quarter: Quarter, report: QuarterReport, who: Reader) -> dict | None:
    """In place of the picture, while there is none for this reader."""
    if report.received:
        return None
    if not report.sub_strands:
        return {"title": "Not opened yet", "text": "The returns are made when the quarter opens."}
    if report.state == QuarterState.PUBLISHED:
        return {
            "title": "No return was received",
            "text": "The quarter was published without any return.",
        }
    if who.is_administrator and quarter.strategy_id not in who.strategy_ids:
        return {
            "title": "Figures are not shown to you",
            "text": "An administrator sees how far each return is, "
            "and reads the quarter once it is published.",
        }
    if all(not part.state for part in report.sub_strands):
        return {
            "title": "Nothing to read yet",
            "text": "No return of this quarter has been approved. "
            "It can be read here as soon as the first one is.",
        }
    return {
        "title": "Nothing to read yet",
        "text": "What needs attention shows here as soon as the first return is submitted.",
    }
