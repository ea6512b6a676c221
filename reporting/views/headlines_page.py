"""Prepares a quarter's headlines: one page, four short lists, everything else a link away."""

from objectives.plan import Style
from reporting import corrected, dashboard, headlines, matters
from reporting.access import Reader
from reporting.headlines import NONE, Few, Headline
from reporting.models import Quarter
from reporting.report import QuarterReport
from reporting.views import matter_rows, quarter_page, ways

Corrections = dict[tuple[str, int], str]


def context(quarter: Quarter, report: QuarterReport, who: Reader) -> dict:
    """All that the page prints."""
    address = quarter_page.address_of(quarter)
    return {
        "title": f"Headlines, {report.quarter.name}",
        "caption": report.strategy_name,
        "crumbs": [
            *quarter_page.crumbs(quarter),
            {"label": report.quarter.title, "url": address},
        ],
        "months": report.quarter.long_label,
        "age": headlines.age(report),
        "sentence": headlines.sentence(report, on=who.on),
        **(_lists(report, quarter, who, address) if report.received else {}),
        "empty": quarter_page.empty(quarter, report, who),
        "asked": _asked(quarter, who),
        "objectives": ways.objectives(quarter, report),
        "dashboard": address,
        "compare": ways.compare(quarter) if ways.others(quarter, who) else "",
    }


# --- Lists ----------------------------------------------------------------------------------------


def _lists(report: QuarterReport, quarter: Quarter, who: Reader, address: str) -> dict[str, dict]:
    """What is Red, what got worse, what got better."""
    found = headlines.headlines(report)
    since = corrected.since_published(quarter, report, who)
    corrections = {place: item.words for place, item in since.items()}
    rest = _rest(report, address)
    shown = {
        "red": ("Red", found.red, _no_red(report)),
        "worse": ("Got worse", found.worse, _no_move(report, "worse", found.red)),
        "better": ("Got better", found.better, _no_move(report, "better")),
    }
    return {
        name: {
            "id": name,
            "title": title,
            "items": [_item(item, address, corrections) for item in few.items],
            "none": none,
            "more": f"and {few.more} more" if few.more else "",
            "url": rest[name],
        }
        for name, (title, few, none) in shown.items()
    }


def _rest(report: QuarterReport, address: str) -> dict[str, str]:
    """Where the dashboard has all of each list."""
    if report.style == Style.METRICS:
        return {
            "red": f"{address}?status=red&sort=-distance#metrics",
            "worse": f"{address}?movement=worse#metrics",
            "better": f"{address}?movement=better#metrics",
        }
    return {
        "red": f"{address}?status=red#kpis",
        "worse": f"{address}#attention",
        "better": f"{address}#better",
    }


def _item(item: Headline, address: str, corrections: Corrections) -> dict:
    report_url = f"{address}{item.slug}/"
    place_url = f"{report_url}#kpi-{item.number}" if item.number is not None else report_url
    return {
        "status": item.status,
        "title": item.title,
        "url": ways.kpi(item.kpi) if item.kpi else place_url,
        "place": item.place,
        "place_url": place_url,
        "moved": item.moved,
        "said": item.said,
        "done": item.done,
        "corrected": corrections.get((item.slug, item.number), ""),
    }


def _no_red(report: QuarterReport) -> str:
    if report.style == Style.METRICS:
        return "No figure is far from its target."
    if not report.figures_held:
        return "No sub-strand is Red."
    return "Nothing is Red."


def _no_move(report: QuarterReport, way: str, before: Few = NONE) -> str:
    """That nothing moved that way: nothing else, where some of what stands before did."""
    moved = any(way in item.moved.lower() for item in before.items)
    if report.style == Style.METRICS or dashboard.compares_kpis(report):
        return f"Nothing{' else' if moved else ''} got {way}."
    if dashboard.compares(report):
        none = "No other" if moved else "No"
        return f"{none} overall status got {way}. {dashboard.NO_EARLIER_KPIS}"
    return "There is no earlier status to compare with."


# --- What is asked --------------------------------------------------------------------------------


def _asked(quarter: Quarter, who: Reader) -> dict | None:
    """What the meeting left for this reader; None for those who take no part in it."""
    if quarter.strategy_id not in who.strategy_ids:
        return None
    found = headlines.asked(matters.of_quarter(quarter, who), who.user.pk, on=who.on)
    return {
        "items": [
            {
                "text": dashboard.shortened(asked.item.text),
                "url": matter_rows.url_of(asked.item),
                "whose": asked.whose,
                "place": asked.item.sub_strand,
                "is_late": asked.is_late,
            }
            for asked in found.items
        ],
        "more": f"and {found.more} more" if found.more else "",
        "url": matter_rows.list_url(quarter),
    }
