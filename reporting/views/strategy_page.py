"""Prepares the lists of strategies and a strategy's grid of sub-strands by quarters."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone

from objectives.days import in_words
from objectives.models import Statement, Strategy
from objectives.periods import FinancialQuarter
from objectives.plan import StatementKind, Style
from objectives.rag import RATED, Status
from reporting import editions, sheet
from reporting.access import Level, Reader
from reporting.dashboard import IN_ORDER
from reporting.models import Entry, Quarter, Submission
from reporting.report import SubStrandReport
from reporting.views.quarter_page import with_headings
from reporting.views.strategy_charts import Seen, over_quarters
from reporting.workflow import QuarterMove, QuarterState, ReturnState

ACROSS = 8  # quarters in the grid at once
_LISTED = 4  # quarters of each strategy in the list of strategies


def all_strategies() -> dict:
    """The breadcrumb above a strategy."""
    return {"label": "Strategies", "url": reverse("reporting:strategies")}


def open_next(strategy: Strategy, who: Reader) -> str:
    """Where the strategy's officers open its next quarter; blank for anybody else."""
    if not who.could_move_quarter(QuarterMove.OPEN, strategy.id):
        return ""
    return reverse("reporting:quarter_open", args=[strategy.slug])


def with_editions(quarters):
    """The quarters with the number and time of their latest edition."""
    return quarters.annotate(
        edition=Max("editions__number"), published_at=Max("editions__published_at")
    )


def quarter_rows(quarters: Iterable[Quarter], met: dict[int, Counter], who: Reader) -> list[dict]:
    """Quarters as a list prints them; `met` as `targets_met` counts it."""
    return [
        {
            "title": quarter.period.name,
            "months": quarter.period.long_label,
            "url": reverse("reporting:quarter", args=[quarter.strategy.slug, quarter.period]),
            "state": who.known_state(quarter),
            "edition": _edition(quarter),
            "targets": _targets(met.get(quarter.id, Counter())),
        }
        for quarter in quarters
    ]


def targets_met(quarters: Iterable[Quarter]) -> dict[int, Counter]:
    """By quarter, how the figures of published quarters of metrics strategies stand.

    Nobody declares a status there; what was computed was frozen with the quarter. At most two
    queries: of a reopened quarter the latest edition says it, as its row in the list does.
    """
    of_metrics = [quarter for quarter in quarters if quarter.strategy.style == Style.METRICS]
    published = [item.id for item in of_metrics if item.state == QuarterState.PUBLISHED]
    reopened = [item for item in of_metrics if item.state == QuarterState.REOPENED]
    entries = Entry.objects.filter(submission__quarter__in=published)
    found = _computed(entries, "submission__quarter") if published else {}
    for key, report in editions.latest_of(reopened).items():
        found[key] = sum((_computed_in(part) for part in report.received), Counter())
    return found


def _computed_in(part: SubStrandReport) -> Counter:
    """How many of an edition's lines have which computed status."""
    return Counter(line.computed for line in part.lines if line.computed in RATED)


def _computed(entries, by: str) -> dict[int, Counter]:
    """How many entries have which computed status, by a quarter or a submission."""
    found: dict[int, Counter] = {}
    rated = entries.filter(computed__in=RATED).order_by()
    for key, status, number in rated.values_list(by, "computed").annotate(Count("id")):
        found.setdefault(key, Counter())[status] = number
    return found


_STANDINGS = {Status.GREEN: "met", Status.AMBER: "close", Status.RED: "missed"}


def _targets(counts: Counter) -> list[dict]:
    """How many targets are met, nearly met and missed."""
    return [
        {"status": status.value, "word": f"{counts[status]} {word}"}
        for status, word in _STANDINGS.items()
        if counts[status]
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
    latest = {key: found[:_LISTED] for key, found in by_strategy.items()}
    met = targets_met(quarter for found in latest.values() for quarter in found)
    return [
        {
            "name": strategy.name,
            "summary": strategy.summary,
            "url": reverse("reporting:strategy", args=[strategy.slug]),
            "quarters": quarter_rows(latest.get(strategy.id, []), met, who),
            "with_targets": strategy.style == Style.METRICS,
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
    met = _met_by_submission(across)
    printed = _printed(who, across)
    rows: dict[int, dict] = {}
    counts = {quarter.id: Counter() for quarter in across}
    seen = {quarter.id: Seen() for quarter in across}
    for submission in submissions:
        part = submission.sub_strand
        quarter = by_id[submission.quarter_id]
        row = rows.setdefault(
            part.id, {"name": part.name, "objective": part.objective.name, "cells": {}}
        )
        if quarter.id in printed:
            found = printed[quarter.id].get(part.slug)
            cell = _printed_cell(found, quarter)
            targets = _computed_in(found) if found else Counter()
        else:
            cell, targets = _cell(who, submission, quarter), Counter()
            targets = (met or {}).get(submission.id, targets)
        seen[quarter.id].take(submission, is_in=bool(cell["status"]))
        if met is not None:
            cell = _with_targets(cell, targets)
        row["cells"][quarter.id] = cell
        counts[quarter.id] += _counts(cell)
    return {
        "quarters": [_heading(quarter, who) for quarter in across],
        "counts": [
            {
                "quarter": quarter.period.name,
                "items": _counted(counts[quarter.id])
                if met is None
                else _targets(counts[quarter.id]),
            }
            for quarter in across
        ],
        "caption": _CAPTIONS[met is not None],
        "groups": _grouped(rows.values(), across),
        "columns": len(across) + 1,
        "chart": over_quarters(across, seen, printed, by_figures=met is not None),
    }


_CAPTIONS = {
    False: "Overall status of each sub-strand by quarter",
    True: "Targets met in each section by quarter",
}


def _met_by_submission(quarters: list[Quarter]) -> dict[int, Counter] | None:
    """How the figures stand, by return; None where leads declare an overall status instead."""
    if not quarters or quarters[0].strategy.style != Style.METRICS:
        return None
    return _computed(Entry.objects.filter(submission__quarter__in=quarters), "submission")


def _with_targets(cell: dict, met: Counter) -> dict:
    """A cell that would show the overall status shows how the figures stand instead."""
    if not cell["status"]:
        return cell
    words = "" if met else "No target"
    return {**cell, "status": "", "words": words, "met": met, "targets": _targets(met)}


def _counts(cell: dict) -> Counter:
    """What a cell adds to its quarter's counts."""
    return cell.get("met") or Counter([cell["status"]] if cell["status"] else [])


def _heading(quarter: Quarter, who: Reader) -> dict:
    return {
        "name": quarter.period.name,
        "label": quarter.period.label,
        "url": reverse("reporting:quarter", args=[quarter.strategy.slug, quarter.period]),
        "state": who.known_state(quarter),
    }


def _printed(who: Reader, quarters: list[Quarter]) -> dict[int, dict[str, SubStrandReport]]:
    """By reopened quarter of which this person reads the edition, what that says, by sub-strand.

    One query, none where no quarter is reopened: what returns say there now is not theirs.
    """
    reopened = [
        quarter
        for quarter in quarters
        if quarter.state == QuarterState.REOPENED and who.reads_edition_of(quarter)
    ]
    return {
        key: {part.slug: part for part in report.sub_strands}
        for key, report in editions.latest_of(reopened).items()
    }


def _printed_cell(part: SubStrandReport | None, quarter: Quarter) -> dict:
    """A cell as the edition has it."""
    if part is None:
        return _ABSENT
    url = reverse("reporting:sub_strand", args=[quarter.strategy.slug, quarter.period, part.slug])
    if not part.is_received:
        return {"url": url, "status": "", "words": "No return"}
    return {"url": url, "status": part.overall or Status.NOT_RATED, "words": ""}


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

_SEVERAL = {
    StatementKind.PRIORITY_ACTION: "Priority actions",
    StatementKind.PROGRAMME: "Programmes",
    StatementKind.MEASURE_OF_SUCCESS: "Measures of success",
    StatementKind.KEY_DOCUMENT: "Key documents",
}


def statements(strategy: Strategy) -> list[dict]:
    """The plan's statements by where they stand: the strategy, an objective, a sub-strand.

    What a quarter's report says stands in that report alone.
    """
    found = (
        Statement.objects.filter(strategy=strategy, quarter=None)
        .select_related("objective", "sub_strand")
        .order_by("position", "id")
    )
    groups: dict[str, list] = {}
    for statement in found:
        place = statement.sub_strand or statement.objective
        groups.setdefault(place.name if place else "The strategy", []).append(statement)
    return [{"name": name, "statements": _under_headings(group)} for name, group in groups.items()]


def _under_headings(group: list[Statement]) -> list[dict]:
    """Each statement under its heading; those of a kind that have none make one list."""
    blocks: dict[tuple, list[str]] = {}
    for at, statement in enumerate(group):
        key = (statement.kind, at if statement.heading else "", statement.heading)
        blocks.setdefault(key, []).append(statement.text)
    return [_block(kind, heading, texts) for (kind, _, heading), texts in blocks.items()]


def _block(kind: str, heading: str, texts: list[str]) -> dict:
    one = StatementKind(kind).value.replace("_", " ").capitalize()
    if len(texts) == 1:
        return {"heading": heading or one, "text": texts[0], "items": []}
    return {"heading": _SEVERAL.get(StatementKind(kind), one), "text": "", "items": texts}
