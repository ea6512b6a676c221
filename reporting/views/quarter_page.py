"""Prepares the quarter's dashboard: every row once, with its words and links."""

from django.urls import reverse
from django.utils.http import urlencode

from accounts.roles import Role
from objectives.days import in_words, until, with_weekday
from objectives.models import SubStrand
from objectives.rag import Status
from reporting import corrected, dashboard, differences, sheet
from reporting.access import Reader
from reporting.answers import GovernanceKind, data_deadline
from reporting.corrected import Corrected
from reporting.dashboard import Selection
from reporting.models import Quarter
from reporting.report import QuarterReport, SubStrandReport
from reporting.workflow import QuarterState, ReturnState

#: As filters and bars count them: worst first.
STATUSES = (Status.RED, Status.AMBER, Status.GREEN, Status.NOT_RATED)

_MANY, _SOME = 12, 5  # items shown before a list is folded


def selection(report: QuarterReport, query) -> Selection:
    """What the address asks for; what it asks for that is not there is left out."""
    objective, status = query.get("objective", ""), query.get("status", "")
    return Selection(
        objective=objective if objective in dashboard.objectives(report) else "",
        status=status if status in STATUSES else "",
    )


def context(quarter: Quarter, report: QuarterReport, who: Reader, chosen: Selection) -> dict:
    """All that the dashboard's template prints."""
    address = reverse("reporting:quarter", args=[quarter.strategy.slug, quarter.period])
    attention = dashboard.attention(report, on=who.on)
    ambers = dashboard.ambers(report)
    kpis = list(dashboard.lines(report, chosen))
    corrections = corrected.since_published(quarter, report, who)
    with_state = any(
        part.state != ReturnState.PUBLISHED or not part.is_received for part in report.sub_strands
    )
    return {
        "quarter": quarter,
        "title": report.quarter.title,
        "strategy_name": report.strategy_name,
        "crumbs": crumbs(quarter),
        "edition": edition_line(quarter, report, who),
        "sentence": dashboard.sentence(report, on=who.on),
        "counts": distribution(report.counts),
        "mine": _mine(quarter, report, who, address),
        "attention": _folded(attention, _MANY, corrections, address),
        "ambers": _items(ambers, corrections, address),
        "ambers_title": _ambers_title(len(ambers)),
        "better": _folded(dashboard.better(report), _SOME, corrections, address),
        "compares": dashboard.compares(report),
        "differences": _differences(quarter, report, who, address),
        "corrected": _corrected(report, corrections, address),
        "corrected_words": corrected.summary(corrections),
        "groups": _groups(report, dashboard.parts(report, chosen), who, address),
        "with_state": with_state,
        "columns": 5 if with_state else 4,
        "filters": _filters(report, chosen),
        "filtered": _filtered_words(report, chosen, len(kpis)),
        "clear_url": "?#sub-strands" if chosen.is_any else "",
        "kpis": _kpi_rows(kpis, corrections, address),
        "kpis_title": f"All {len(kpis)} KPIs",
        "facts": _governance(report, who),
        "files": _files(address) if _has_files(report) else [],
        "publish": _publish(quarter, report, who, address),
        "empty": _empty(quarter, report, who),
    }


def crumbs(quarter: Quarter) -> list[dict]:
    """The way here."""
    return [
        {"label": "Strategies", "url": reverse("reporting:strategies")},
        {
            "label": quarter.strategy.name,
            "url": reverse("reporting:strategy", args=[quarter.strategy.slug]),
        },
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


# --- What is asked of whoever reads ---------------------------------------------------------------


def _mine(quarter: Quarter, report: QuarterReport, who: Reader, address: str) -> list[dict]:
    """Returns that wait for this person: to be reviewed, by the Economy Cell or an officer."""
    if who.user is None or not QuarterState(quarter.state).takes_returns:
        return []
    over_all = who.over_strategy.get(quarter.strategy_id, frozenset())
    found = []
    if over_all & {Role.ECONOMY_CELL, Role.OFFICER}:
        found = [
            {
                "url": f"{address}{part.slug}/",
                "label": part.name,
                "state": part.state,
                "words": _submitted_words(part),
            }
            for part in report.sub_strands
            if part.state in (ReturnState.SUBMITTED, ReturnState.SIGNED_OFF)
        ]
    return found


def _submitted_words(part: SubStrandReport) -> str:
    when = f" on {in_words(part.submitted_on)}" if part.submitted_on else ""
    by = f" by {part.submitted_by}" if part.submitted_by else ""
    return f"submitted{when}{by}"


def _publish(quarter: Quarter, report: QuarterReport, who: Reader, address: str) -> dict | None:
    if not who.may_publish(quarter):
        return None
    approved = sum(part.state == ReturnState.APPROVED for part in report.sub_strands)
    total = len(report.sub_strands)
    return {
        "url": f"{address}publish/",
        "is_ready": approved == total,
        "text": f"{approved} of {dashboard.counted(total, 'return')} "
        f"{'is' if approved == 1 else 'are'} approved. "
        + (
            "The quarter can be published."
            if approved == total
            else "What is not approved would be published as “no return received”."
        ),
    }


# --- Lists ----------------------------------------------------------------------------------------


Corrections = dict[tuple[str, int], Corrected]


def _folded(
    items: list[dashboard.Item], limit: int, corrections: Corrections, address: str
) -> dict:
    """A list whose end is folded away where it is long."""
    rows = _items(items, corrections, address)
    rest = rows[limit:]
    return {"first": rows[:limit], "rest": rest, "rest_title": f"{len(rest)} more"}


def _items(items: list[dashboard.Item], corrections: Corrections, address: str) -> list[dict]:
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
            "url": _item_url(item, address),
        }
        for item in items
    ]


def _since(found: Corrected | None) -> str:
    return found.words if found else ""


def _item_url(item: dashboard.Item, address: str) -> str:
    if not item.slug:
        return "#sub-strands"
    return f"{address}{item.slug}/" + (f"#kpi-{item.number}" if item.number is not None else "")


def _ambers_title(many: int) -> str:
    return f"{dashboard.counted(many, 'KPI')} {'is' if many == 1 else 'are'} Amber"


def _groups(report, parts: list[SubStrandReport], who: Reader, address: str) -> list[dict]:
    deadline = data_deadline(report.governance_dates)
    is_late = bool(deadline and deadline < who.on)
    yours = _yours(who)
    groups: dict[str, list] = {}
    for part in parts:
        row = _part_row(part, is_late, address)
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
    owed = bool(part.state) and part.is_received and ReturnState(part.state).is_with_lead
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
        "extra": "late" if owed and is_late else "",
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


# --- Filters, facts, files ------------------------------------------------------------------------


def _filters(report: QuarterReport, chosen: Selection) -> list[dict]:
    names = dashboard.objectives(report)
    within = Selection(objective=chosen.objective)
    counts = {"": 0, **dict.fromkeys(STATUSES, 0)}
    for _, line in dashboard.lines(report, within):
        counts[line.declared or Status.NOT_RATED] += 1
        counts[""] += 1
    status_links = [
        {
            "label": Status(status).label if status else "All KPIs",
            "url": _query(chosen.objective, status),
            "current": chosen.status == status,
            "count": number,
        }
        for status, number in counts.items()
    ]
    objective_links = [
        {
            "label": name,
            "url": _query(slug, chosen.status),
            "current": chosen.objective == slug,
            "count": "",
        }
        for slug, name in {"": "All", **names}.items()
    ]
    groups = [{"label": "Objective", "links": objective_links}] if len(names) > 1 else []
    if counts[""]:
        groups.append({"label": "Status", "links": status_links})
    return groups


def _query(objective: str, status: str) -> str:
    chosen = {"objective": objective, "status": status}
    return f"?{urlencode({key: value for key, value in chosen.items() if value})}#sub-strands"


def _filtered_words(report: QuarterReport, chosen: Selection, many: int) -> str:
    """What the filters show, in words; blank without any."""
    if not chosen.is_any:
        return ""
    of = f" in {dashboard.objectives(report)[chosen.objective]}" if chosen.objective else ""
    if not chosen.status:
        return f"{dashboard.counted(many, 'KPI')}{of}"
    label = Status(chosen.status).label
    word = label if Status(chosen.status).is_rated else label.lower()
    return f"{dashboard.counted(many, 'KPI')} {'is' if many == 1 else 'are'} {word}{of}"


def _governance(report: QuarterReport, who: Reader) -> list[dict]:
    return [
        {
            "name": GovernanceKind(item.kind).label,
            "value": with_weekday(item.date) if item.date else item.words,
            "note": until(item.date, on=who.on) if item.date and item.date >= who.on else "",
        }
        for item in report.governance_dates
    ]


def _files(address: str) -> list[dict]:
    return [
        {"label": "The quarter as a workbook", "url": f"{address}workbook/", "kind": "Excel"},
        {"label": "The quarter as data", "url": f"{address}json/", "kind": "JSON"},
    ]


def _has_files(report: QuarterReport) -> bool:
    return bool(report.received) or report.state == QuarterState.PUBLISHED


def _empty(quarter: Quarter, report: QuarterReport, who: Reader) -> dict | None:
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
