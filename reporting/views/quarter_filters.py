"""The dashboard's filters: plain links that stay in the address."""

from django.utils.http import urlencode

from objectives.rag import Status
from reporting import dashboard
from reporting.dashboard import Selection
from reporting.report import QuarterReport

#: As filters and bars count them: worst first.
STATUSES = (Status.RED, Status.AMBER, Status.GREEN, Status.NOT_RATED)


def selection(report: QuarterReport, query) -> Selection:
    """What the address asks for; what it asks for that is not there is left out."""
    objective, status = query.get("objective", ""), query.get("status", "")
    return Selection(
        objective=objective if objective in dashboard.objectives(report) else "",
        status=status if status in STATUSES else "",
    )


def links(report: QuarterReport, chosen: Selection) -> list[dict]:
    """The filters, each choice a link with how many KPIs it leaves."""
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


def in_words(report: QuarterReport, chosen: Selection, many: int) -> str:
    """What the filters show, in words; blank without any."""
    if not chosen.is_any:
        return ""
    of = f" in {dashboard.objectives(report)[chosen.objective]}" if chosen.objective else ""
    if not chosen.status:
        return f"{dashboard.counted(many, 'KPI')}{of}"
    label = Status(chosen.status).label
    word = label if Status(chosen.status).is_rated else label.lower()
    return f"{dashboard.counted(many, 'KPI')} {'is' if many == 1 else 'are'} {word}{of}"
