"""Prepares a KPI's page: figure and status now, figures, quarters, targets, what it is."""

from collections.abc import Mapping

from django.urls import reverse

from objectives import measures
from objectives.judging.beside import beside
from objectives.measures import Kind
from objectives.plan import KPIKind, Style
from objectives.rag import Status, difference
from reporting import sheet
from reporting.access import Reader
from reporting.kpi_history import History, Said
from reporting.kpi_readings import Held, held
from reporting.kpi_values import Value
from reporting.views import kpi_about, kpi_figures
from reporting.views.kpi_figures import CERTAINTIES, SHOWN, period_words, report_url
from reporting.workflow import ReturnState

_SETTLED = (ReturnState.APPROVED, ReturnState.PUBLISHED)


def context(found: History, who: Reader) -> dict:
    """All that the page's template prints."""
    readings = held(found)
    rows = [_row(item, found) for item in found.said]
    return {
        "title": found.kpi.name,
        "crumbs": [{"label": "KPIs", "url": reverse("reporting:kpis")}],
        "lede": _lede(found, readings),
        "now": [_row(item, found) for item in found.now()] if len(found.now()) > 1 else [],
        "no_figure": _no_figure(found),
        "comparators_url": _comparators_url(found),
        "is_measure": found.kpi.kind == KPIKind.MEASURE,
        **kpi_figures.context(found, readings, who),
        "said": {"first": rows[:SHOWN], "rest": rows[SHOWN:]},
        "with_figures": any(row["figure"] or row["remarks"] for row in rows),
        "with_places": len({(row["strategy"], row["place"]) for row in rows}) > 1,
        **kpi_about.context(found),
    }


def _comparators_url(found: History) -> str:
    """Where an officer types in what others have."""
    if not found.is_kept or found.kpi.kind != KPIKind.MEASURE:
        return ""
    return reverse("reporting:kpi_comparators", args=[found.kpi.slug])


# --- Now ----------------------------------------------------------------------------------------


def _lede(found: History, readings: Mapping[Value, Held]) -> dict:
    """Figure and status now, as one sentence: the words before the status, and its row.

    Of several places each has its own status: they are listed instead.
    """
    figure, now = _figure_now(found, readings), found.now()
    if len(now) != 1:
        return {"words": f"{figure}.", "row": None}
    return {"words": f"{figure};", "row": _row(now[0], found)}


def _figure_now(found: History, readings: Mapping[Value, Held]) -> str:
    latest = found.latest
    if latest is None:
        return _without_figure(found)
    known = latest.known
    words = [f"{known.printed} for {period_words(known.period)}"]
    if known.certainty in CERTAINTIES:
        words.append(CERTAINTIES[known.certainty].lower())
    change = readings[latest].change
    if change and change.direction and change.since:
        than = "than" if change.words.endswith((", better", ", worse")) else "since"
        words.append(f"{change.words} {than} {change.since.label}")
    return ", ".join([*words, *_beside_others(found, readings[latest])])


def _beside_others(found: History, reading: Held) -> list[str]:
    """How it stands to the first of those that others are shown for: "better than England"."""
    said = (
        beside(name, [item.known for item in values if not item.is_withdrawn], reading.case)
        for name, values in found.beside.items()
    )
    return [item.words for item in said if item and item.standing][:_IN_LEDE]


#: How many comparators the first sentence names.
_IN_LEDE = 2


def _without_figure(found: History) -> str:
    """What stands in a figure's place."""
    last = next((item for item in found.said if item.figure), None)
    if last:
        return f"Reported in {last.period.name}: {last.figure.strip().rstrip('.')}"
    if found.kpi.kind == KPIKind.JUDGEMENT:
        return "A judgement in words: no figure is asked for"
    return "Nothing reported of its date yet" if _is_milestone(found) else "No figure reported yet"


def _is_milestone(found: History) -> bool:
    return found.kpi.kind == KPIKind.MILESTONE


def _no_figure(found: History) -> str:
    """Why no figure stands where one is asked for."""
    if any(item.figure for item in found.said):
        return "What was reported is in words, or not validated yet: it stands below."
    return "A figure shows here once a return with one is approved."


def _status(item: Said) -> str:
    """The status that counts: the lead's, or what the figures say where none is declared."""
    is_metric = item.origin.quarter.strategy.style == Style.METRICS
    return item.computed if is_metric else item.declared


# --- Through the quarters -----------------------------------------------------------------------


def _row(item: Said, found: History) -> dict:
    """One place's entry in one quarter."""
    is_metric = item.origin.quarter.strategy.style == Style.METRICS
    status = _status(item)
    return {
        "quarter": item.period.name,
        "label": item.period.label,
        "url": report_url(item.origin),
        "state": "" if item.state in _SETTLED else sheet.STATES[ReturnState(item.state)],
        "strategy": item.origin.quarter.strategy.name,
        "place": item.origin.name,
        "figure": item.figure,
        "covers": item.covers,
        "remarks": list(_remarks(item, found)),
        "status": status,
        "word": _word(status, is_metric, item.state),
        "by_figures": is_metric and bool(status),
        "says": "" if is_metric or not _differs(item) else item.computed,
        "what_says": _what_says(item, found),
        "reason": item.reason,
        "why": f"Why {Status(status).label.lower()}" if status else "Why",
        "note": item.note,
    }


def _word(status: str, is_metric: bool, state: str) -> str:
    """A metric's verdict is kept with its return once that is approved; till then it may change."""
    if status or not is_metric:
        return sheet.status_word(status)
    return "No verdict" if state in _SETTLED else "No verdict yet"


def _what_says(item: Said, found: History) -> str:
    """What its status was held against: the figures on record, or a word that stood for one."""
    typed = measures.parse(item.figure, unit=found.kpi.unit)
    is_word = typed is not None and typed.kind in _WORDS and not item.is_kept
    return f"The word reported then, “{item.figure}”, says" if is_word else "Its figures then said"


_WORDS = (Kind.DIRECTION, Kind.COMPARISON, Kind.YES_NO)


def _differs(item: Said) -> bool:
    return difference(item.declared, item.computed) is not None


def _remarks(item: Said, found: History):
    if item.certainty in CERTAINTIES:
        yield CERTAINTIES[item.certainty]
    if item.is_kept:
        yield "No new figure" if not item.figure else "No new figure: as last quarter"
    home = found.home
    if home and not item.figure and not _is_at(item, found):
        yield f"The figure is reported by {home.sub_strand.name}"


def _is_at(item: Said, found: History) -> bool:
    """Whether it was said where the KPI has its home."""
    part = found.home.sub_strand
    here = (item.origin.quarter.strategy_id, item.origin.slug)
    return here == (part.strategy_id, part.slug)
