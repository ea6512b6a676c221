"""Prepares the lists of strategies and a strategy's grid of sub-strands by quarters."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from objectives.days import in_words
from objectives.models import Statement, Strategy
from objectives.periods import FinancialQuarter
from objectives.plan import StatementKind
from objectives.rag import Status
from reporting import sheet
from reporting.access import Level, Reader
from reporting.dashboard import IN_ORDER
from reporting.models import Quarter, Submission
from reporting.views.quarter_page import with_headings
from reporting.workflow import ReturnState

ACROSS = 8  # quarters in the grid at once
_LISTED = 4  # quarters of each strategy in the list of strategies


def all_strategies() -> dict:
    """The breadcrumb above a strategy."""
    return {"label": "Strategies", "url": reverse("reporting:strategies")}


def with_editions(quarters):
    """The quarters with the number and time of their latest edition."""
    return quarters.annotate(
        edition=Max("editions__number"), published_at=Max("editions__published_at")
    )


def quarter_rows(quarters: Iterable[Quarter]) -> list[dict]:
    """Quarters as a list prints them."""
    return [
        {
            "title": quarter.period.name,
            "months": quarter.period.long_label,
            "url": reverse("reporting:quarter", args=[quarter.strategy.slug, quarter.period]),
            "state": quarter.state,
            "edition": _edition(quarter),
        }
        for quarter in quarters
    ]


def _edition(quarter: Quarter) -> str:
    if not quarter.edition:
        return ""
    return (
        f"Edition {quarter.edition}, published {in_words(timezone.localdate(quarter.published_at))}"
    )


def listed(who: Reader, strategies: Iterable[Strategy], quarters) -> list[dict]:
    """The strategies that this person may open, each with its latest quarters."""
    by_strategy: dict[int, list[Quarter]] = {}
    for quarter in quarters.order_by("strategy__position", "-period"):
        by_strategy.setdefault(quarter.strategy_id, []).append(quarter)
    return [
        {
            "name": strategy.name,
            "summary": strategy.summary,
            "url": reverse("reporting:strategy", args=[strategy.slug]),
            "quarters": quarter_rows(by_strategy.get(strategy.id, [])[:_LISTED]),
            "more": max(0, len(by_strategy.get(strategy.id, [])) - _LISTED),
        }
        for strategy in strategies
        if strategy.id in by_strategy or who.belongs_to(strategy.id)
    ]


# --- The grid -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Window:
    """The quarters shown at once, newest first, and the addresses of what lies either side."""

    quarters: list[Quarter]
    earlier: str
    later: str


def window(quarters: list[Quarter], before: str) -> Window:
    """Of all `quarters`, newest first, those before the one that the address names."""
    start = _start(quarters, before)
    stop = start + ACROSS
    earlier = f"?before={quarters[stop - 1].period.slug}" if stop < len(quarters) else ""
    later = ""
    if start:
        first = start - ACROSS
        later = f"?before={quarters[first - 1].period.slug}" if first > 0 else "?"
    return Window(quarters[start:stop], earlier, later)


def _start(quarters: list[Quarter], before: str) -> int:
    try:
        limit = FinancialQuarter.parse(before)
    except ValueError:
        return 0
    earlier = [at for at, quarter in enumerate(quarters) if quarter.period < limit]
    return earlier[0] if earlier else 0


def grid(who: Reader, quarters: list[Quarter]) -> dict:
    """Sub-strands by objective down, `quarters` across (the latest on the right)."""
    across = sorted(quarters, key=lambda quarter: quarter.period)
    by_id = {quarter.id: quarter for quarter in across}
    submissions = (
        Submission.objects.filter(quarter__in=across)
        .select_related("sub_strand__objective")
        .order_by("sub_strand__objective__position", "sub_strand__position", "sub_strand_id")
    )
    rows: dict[int, dict] = {}
    counts = {quarter.id: Counter() for quarter in across}
    for submission in submissions:
        part = submission.sub_strand
        quarter = by_id[submission.quarter_id]
        row = rows.setdefault(
            part.id, {"name": part.name, "objective": part.objective.name, "cells": {}}
        )
        cell = _cell(who, submission, quarter)
        row["cells"][quarter.id] = cell
        if cell["status"]:
            counts[quarter.id][cell["status"]] += 1
    return {
        "quarters": [_heading(quarter) for quarter in across],
        "counts": [
            {"quarter": quarter.period.name, "items": _counted(counts[quarter.id])}
            for quarter in across
        ],
        "groups": _grouped(rows.values(), across),
        "columns": len(across) + 1,
    }


def _heading(quarter: Quarter) -> dict:
    return {
        "name": quarter.period.name,
        "label": quarter.period.label,
        "url": reverse("reporting:quarter", args=[quarter.strategy.slug, quarter.period]),
        "state": quarter.state,
    }


def _cell(who: Reader, submission: Submission, quarter: Quarter) -> dict:
    level = who.level(submission, quarter)
    if level == Level.NONE:
        return {"url": "", "status": "", "words": "Not approved yet"}
    url = reverse(
        "reporting:sub_strand",
        args=[quarter.strategy.slug, quarter.period, submission.sub_strand.slug],
    )
    if not submission.is_received:
        return {"url": url, "status": "", "words": "No return"}
    if level == Level.READ and ReturnState(submission.state).has_come_in:
        return {"url": url, "status": submission.overall or Status.NOT_RATED, "words": ""}
    return {"url": url, "status": "", "words": sheet.STATES[ReturnState(submission.state)]}


def _counted(counts: Counter) -> list[dict]:
    return [
        {"status": status.value, "word": f"{counts[status]} {status.label}"}
        for status in IN_ORDER
        if counts[status]
    ]


_ABSENT = {"url": "", "status": "", "words": "–"}


def _grouped(rows: Iterable[dict], across: list[Quarter]) -> list[dict]:
    groups: dict[str, list] = {}
    for row in rows:
        cells = [
            {"quarter": quarter.period.name, **row["cells"].get(quarter.id, _ABSENT)}
            for quarter in across
        ]
        groups.setdefault(row["objective"], []).append({"name": row["name"], "cells": cells})
    return with_headings(groups)


# --- The plan in words ----------------------------------------------------------------------------


def statements(strategy: Strategy) -> list[dict]:
    """The plan's statements by where they stand: the strategy, an objective, a sub-strand."""
    found = (
        Statement.objects.filter(strategy=strategy)
        .select_related("objective", "sub_strand")
        .order_by("position", "id")
    )
    groups: dict[str, list] = {}
    for statement in found:
        place = statement.sub_strand or statement.objective
        kind = StatementKind(statement.kind).value.replace("_", " ").capitalize()
        groups.setdefault(place.name if place else "The strategy", []).append(
            {"heading": statement.heading or kind, "text": statement.text}
        )
    return [{"name": name, "statements": group} for name, group in groups.items()]
