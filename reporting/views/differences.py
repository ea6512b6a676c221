"""What should be challenged? A quarter's statuses beside what its figures say."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from objectives.judging.verdicts import Cause
from objectives.periods import FinancialQuarter
from objectives.plan import Style
from reporting import access, corrected, dashboard, differences, quarter_report, sheet
from reporting.access import Reader
from reporting.asked import Place, asked
from reporting.differences import Found, Support
from reporting.models import Quarter
from reporting.report import Line, QuarterReport, SubStrandReport
from reporting.views.quarter_page import crumbs, edition_line
from reporting.views.request import reader
from reporting.workflow import QuarterState

#: Why nothing tests a row, and what could be done about it; blank: nothing can or need be.
_CAUSES = {
    Cause.AT_ODDS: (
        "word and figures contradict each other",
        "Ask the lead which of the two is right.",
    ),
    Cause.POLARITY_UNKNOWN: (
        "nobody has recorded whether higher or lower is better",
        "Ask the lead which way is good.",
    ),
    Cause.BASIS_UNKNOWN: (
        "nobody has recorded what time a figure covers",
        "Ask the lead: this quarter alone, or since the year began?",
    ),
    Cause.AWAITING_VALIDATION: (
        "the figure awaits validation",
        "Ask when the evidence will be checked.",
    ),
    Cause.NOT_COMPARABLE: (
        "figure and target can’t be compared",
        "Ask for both in the same unit and for the same time, where that makes sense.",
    ),
    Cause.NO_TARGET: ("there is no target", "A target would let the figure speak."),
    Cause.NO_FIGURE: ("no figure was reported", "Ask the lead when one can be expected."),
    differences.NOT_APPLICABLE: ("reported as not applicable", ""),
    Cause.NO_HISTORY: (
        "there is no earlier figure to compare with",
        "The next figure can be compared with this one.",
    ),
    Cause.NOT_DUE: ("it is not due yet", ""),
    Cause.IN_WORDS: (
        "the target or the figure is in words, or none is asked for",
        "Here the lead’s note is the evidence.",
    ),
    "": ("no verdict was kept with the edition", ""),
}


@require_safe
def differences_page(request, slug, period: FinancialQuarter):
    """What can't be tested, what the figures contradict, and what they would suggest."""
    who = reader(request)
    quarter = access.quarter_to_challenge(who, slug, period)
    report = quarter_report.for_reader(quarter, who)
    chosen = request.GET.get("objective", "")
    if chosen not in dashboard.objectives(report):
        chosen = ""
    return render(request, "reporting/differences.html", context(quarter, report, who, chosen))


def context(quarter: Quarter, whole: QuarterReport, who: Reader, chosen: str) -> dict:
    """All that the page prints; `chosen` is an objective's slug, or blank for all of them."""
    address = reverse("reporting:quarter", args=[quarter.strategy.slug, quarter.period])
    report = differences.of_objective(whole, chosen)
    better = differences.better_than_figures(report)
    known = _known(quarter, report, who)
    return {
        "quarter": quarter,
        "caption": f"{whole.strategy_name}, {whole.quarter.title}",
        "crumbs": [*crumbs(quarter), {"label": whole.quarter.title, "url": address}],
        "note": edition_line(quarter, whole, who),
        "sentence": differences.sentence(report),
        "not_counted": _not_counted(report),
        "filters": _filters(whole, chosen),
        "clear_url": "?" if chosen else "",
        "empty": _empty(report),
        "tested": [_bar(group) for group in differences.tested(report)],
        "better": _rows(better, known, address),
        "better_words": _reasons(better),
        "worse": _rows(differences.worse_than_figures(report), known, address),
        "untested": _untested(report, known, address),
        "unrated": _rows(differences.rated_by_figures_alone(report), known, address),
        **_overalls(report, address),
    }


def _empty(report: QuarterReport) -> dict | None:
    """In place of the lists, while there is nothing to hold against each other."""
    if report.style == Style.METRICS:
        text = "In this strategy nobody declares a status: figures stand beside their targets."
        return {"title": "No statuses to compare", "text": text}
    if not report.received:
        text = "Statuses are held against figures as soon as the first return is submitted."
        return {"title": "Nothing to compare yet", "text": text}
    if not report.figures_held:
        text = "For this quarter only overall statuses and commentaries are known."
        return {"title": "Figures are not held", "text": text}
    if not any(line.explanation for _, line in report.lines()):
        text = "The edition was published before statuses were held against figures."
        return {"title": "No verdicts were kept", "text": text}
    return None


def _not_counted(report: QuarterReport) -> str:
    """Which returns are not in, by name."""
    names = [part.name for part in differences.not_counted(report)]
    if not names or not report.received:
        return ""
    if report.state == QuarterState.PUBLISHED:
        why = "no return was received from"
    else:
        why = "the return is not in yet from" if len(names) == 1 else "returns are not in yet from"
    return f"Not counted: {why} {dashboard.joined(names)}."


def _filters(report: QuarterReport, chosen: str) -> list[dict]:
    names = dashboard.objectives(report)
    if len(names) < 2 or report.style == Style.METRICS:
        return []
    links = [
        {
            "label": name,
            "url": f"?objective={slug}" if slug else "?",
            "current": chosen == slug,
            "count": differences.count(differences.of_objective(report, slug)),
        }
        for slug, name in {"": "All", **names}.items()
    ]
    return [{"label": "Objective", "links": links}]


# --- Rows ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the figures beside the report, by place."""

    corrected: dict[Place, corrected.Corrected]
    asked: dict[Place, tuple[str, ...]]


def _known(quarter: Quarter, report: QuarterReport, who: Reader) -> Known:
    """Of an edition what was corrected since; of returns under way what their leads were asked."""
    since = corrected.since_published(quarter, report, who)
    return Known(since, asked(quarter, report, report.sub_strands))


def _rows(found: list[Found], known: Known, address: str) -> list[dict]:
    return [_row(part, line, known, address) for part, line in found]


def _row(part: SubStrandReport, line: Line, known: Known, address: str) -> dict:
    place = (part.slug, line.number)
    since = known.corrected.get(place)
    row = sheet.row(line, since.words if since else "", asked=known.asked.get(place, ()))
    return {
        "title": line.kpi,
        "place": part.name,
        "url": f"{address}{part.slug}/#{row.anchor}",
        "declared": line.declared,
        "word": row.word,
        "verdict": row.verdict,
        "why_not": line.not_rated_reason,
        "corrected": row.corrected,
        "asked": row.asked,
    }


def _reasons(better: list[Found]) -> str:
    """How many of them the leads explained."""
    many, given = len(better), sum(bool(line.lead_reason) for _, line in better)
    if not many:
        return ""
    if given == many:
        return "A reason is given for each." if many > 1 else "A reason is given."
    if not given:
        return "No reason is given for any of them." if many > 1 else "No reason is given."
    return f"A reason is given for {given} of the {many}. Those without one come first."


def _untested(report: QuarterReport, known: Known, address: str) -> list[dict]:
    return [
        {
            "title": f"{dashboard.counted(len(found), 'KPI')}: {_CAUSES[cause][0]}",
            "remedy": _CAUSES[cause][1],
            "rows": _rows(found, known, address),
        }
        for cause, found in differences.without_verdict(report).items()
    ]


def _bar(group: Support) -> dict:
    """A status's line of the small chart."""
    return {
        "status": group.status,
        "total": group.total,
        "parts": list(_bar_parts(group)),
        "words": _bar_words(group),
    }


def _bar_parts(group: Support) -> Iterator[dict]:
    """Where each part lies and how wide it is, in per cent."""
    at = 0.0
    counts = (("agree", group.agree), ("differ", group.differ), ("untested", group.untested))
    for kind, number in counts:
        width = 100 * number / group.total
        if number:
            places = {"x": at, "width": width, "middle": at + width / 2}
            yield {"kind": kind, "number": number} | {
                name: f"{place:.2f}" for name, place in places.items()
            }
        at += width


def _bar_words(group: Support) -> str:
    agree = "agrees" if group.agree == 1 else "agree"
    differ = "differs" if group.differ == 1 else "differ"
    said = [
        (group.agree, f"{agree} with the figures"),
        (group.differ, f"{differ} from the figures"),
        (group.untested, "can’t be tested"),
    ]
    return ", ".join(f"{number} {words}" for number, words in said if number)


def _overalls(report: QuarterReport, address: str) -> dict:
    """Each sub-strand's overall status beside the one its KPIs suggest."""
    rows = [_overall(part, address) for part in report.received if part.lines and part.overall]
    many = sum(row["differs"] for row in rows)
    if not many:
        words = "Every overall status is what its KPIs suggest."
    elif many == 1:
        words = "1 overall status is not what its KPIs suggest."
    else:
        words = f"{many} overall statuses are not what their KPIs suggest."
    return {"overalls": rows, "overalls_words": words}


def _overall(part: SubStrandReport, address: str) -> dict:
    suggested = part.suggested_overall or ""
    differs = bool(suggested and part.overall) and suggested != part.overall
    return {
        "name": part.name,
        "url": f"{address}{part.slug}/",
        "declared": part.overall,
        "word": sheet.status_word(part.overall),
        "suggested": suggested,
        "differs": differs,
    }
