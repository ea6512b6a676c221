"""Prepares two quarters of a strategy beside each other."""

from collections.abc import Iterable

from django.urls import reverse

from objectives.periods import FinancialQuarter
from objectives.plan import Style
from objectives.rag import Movement
from reporting import access, headlines, quarter_changes, quarter_report, sheet
from reporting.access import Reader
from reporting.dashboard import joined
from reporting.models import Quarter
from reporting.quarter_changes import Changes, Pair, Whole
from reporting.report import Line, QuarterReport
from reporting.views import quarter_page, ways

_AT_ONCE = 12  # of a list, before the rest is folded away

_SAME = "That is the same quarter. Choose another one to compare it with."
_UNKNOWN = "There is no such quarter that you may open. Choose one of these."


def context(quarter: Quarter, who: Reader, asked: str) -> dict:
    """All that the page prints; `asked` is the other quarter as the address has it."""
    others = ways.others(quarter, who)
    period, fault = _other(quarter.period, others, asked)
    shared = {
        "title": f"Compare {quarter.period.name}",
        "caption": quarter.strategy.name,
        "crumbs": [
            *quarter_page.crumbs(quarter),
            {"label": quarter.period.title, "url": quarter_page.address_of(quarter)},
        ],
        "fault": fault,
        "options": _options(others, period),
        "dashboard": quarter_page.address_of(quarter),
    }
    if period is None:
        return shared
    other = access.quarter_for(who, quarter.strategy.slug, period)
    reports = quarter_report.for_reader(quarter, who), quarter_report.for_reader(other, who)
    # In the order of time, whichever of them was opened: "worse" is worse than before.
    before, after = sorted(reports, key=lambda report: report.quarter)
    title = f"{after.quarter.name} compared with {before.quarter.name}"
    return {**shared, "title": title, **_compared(before, after)}


def _other(
    this: FinancialQuarter, others: list[FinancialQuarter], asked: str
) -> tuple[FinancialQuarter | None, str]:
    """The quarter to compare with, and what is wrong with the one that was asked for."""
    if not asked:
        return _nearest(this, others), ""
    try:
        period = FinancialQuarter.parse(asked)
    except ValueError:
        return None, _UNKNOWN
    if period == this:
        return None, _SAME
    return (period, "") if period in others else (None, _UNKNOWN)


def _nearest(this: FinancialQuarter, others: list[FinancialQuarter]) -> FinancialQuarter | None:
    """The one before; of the strategy's first quarter the one after."""
    earlier = (period for period in others if period < this)
    return next(earlier, others[-1] if others else None)


def _options(others: list[FinancialQuarter], chosen: FinancialQuarter | None) -> list[dict]:
    return [
        {"value": period.slug, "label": period.title, "selected": period == chosen}
        for period in others
    ]


def _compared(before: QuarterReport, after: QuarterReport) -> dict:
    changes = quarter_changes.between(before, after)
    address = reverse("reporting:quarter", args=[after.strategy, after.quarter])
    is_metrics = after.style == Style.METRICS
    return {
        "before": _side(before),
        "after": _side(after),
        "sides": [_side(before), _side(after)],
        "sentence": quarter_changes.sentence(changes),
        "not_held": "" if changes.has_figures else _not_held(before, after),
        "not_compared": _not_compared(changes),
        "lists": [item for item in _lists(changes, after.style) if item["count"]],
        "commentaries": [
            _commentary(whole)
            for whole in changes.wholes
            if whole.before.commentary or whole.after.commentary
        ],
        "tables": [
            {
                "id": f"table-{whole.after.slug}",
                "name": whole.after.name,
                "url": f"{address}{whole.after.slug}/",
                "overall": None if is_metrics else _overall(whole),
                "rows": [_row(pair, after.style) for pair in whole.pairs],
            }
            for whole in changes.wholes
        ],
        "status_word": "Figures say" if is_metrics else "Status",
    }


def _side(report: QuarterReport) -> dict:
    return {
        "name": report.quarter.name,
        "months": report.quarter.long_label,
        "age": headlines.age(report),
        "url": reverse("reporting:quarter", args=[report.strategy, report.quarter]),
    }


def _not_compared(changes: Changes) -> str:
    if not changes.not_compared or not changes.wholes:
        return ""
    return f"Not to be read in both quarters: {joined(changes.not_compared)}."


def _not_held(before: QuarterReport, after: QuarterReport) -> str:
    names = [item.quarter.name for item in (before, after) if not item.figures_held]
    return (
        f"For {' and '.join(names)} only overall statuses and commentaries are held, "
        "so KPIs can’t be compared."
    )


# --- Lists ----------------------------------------------------------------------------------------


def _lists(changes: Changes, style: str) -> Iterable[dict]:
    """What changed by weight; each list with its items in printed order."""
    worse, better = Movement.WORSE, Movement.BETTER
    yield _list(
        "worse",
        "Got worse",
        [*map(_whole_item, changes.overalls(worse)), *_moves(changes.by_status(worse), style)],
    )
    yield _list(
        "better",
        "Got better",
        [*map(_whole_item, changes.overalls(better)), *_moves(changes.by_status(better), style)],
    )
    yield _list("figures", "Figures that moved", map(_figure_item, _by_size(changes)))
    yield _list("targets", "Targets that changed", map(_target_item, changes.targets))
    yield _list("came", "KPIs that came", map(_came_item, changes.came))
    yield _list("went", "KPIs that went", map(_came_item, changes.went))


def _list(name: str, title: str, items: Iterable[dict]) -> dict:
    found = list(items)
    rest = found[_AT_ONCE:]
    return {
        "id": name,
        "title": title,
        "count": len(found),
        "first": found[:_AT_ONCE],
        "rest": rest,
        "rest_title": f"{len(rest)} more",
    }


def _by_size(changes: Changes) -> list[Pair]:
    """Worse first, then better, then what can't be called either."""
    order = {Movement.WORSE: 0, Movement.BETTER: 1}
    return sorted(changes.figures, key=lambda pair: order.get(pair.moved.meaning, 2))


def _moves(pairs: Iterable[Pair], style: str) -> Iterable[dict]:
    for pair in pairs:
        yield {
            **_item(pair),
            "from_status": quarter_changes.status(pair.before, style),
            "to_status": quarter_changes.status(pair.after, style),
            "done": headlines.opening(pair.after.progress),
        }


def _whole_item(whole: Whole) -> dict:
    return {
        "title": whole.after.name,
        "url": f"#table-{whole.after.slug}",
        "place": "The sub-strand as a whole",
        "from_status": whole.before.overall,
        "to_status": whole.after.overall,
        "done": headlines.opening(whole.after.commentary),
    }


def _item(pair: Pair) -> dict:
    line = pair.line
    return {
        "title": line.kpi_name or line.kpi,
        "url": ways.kpi(line.kpi_slug),
        "place": pair.place,
    }


def _figure_item(pair: Pair) -> dict:
    corrected = "corrected for the same time: " if pair.is_restated else ""
    return {
        **_item(pair),
        "moved": pair.moved,
        "words": f"{corrected}{pair.before.achieved} to {pair.after.achieved}.",
    }


def _target_item(pair: Pair) -> dict:
    was, now = (line.target or "no target" for line in (pair.before, pair.after))
    return {**_item(pair), "words": f"{was} to {now}."}


def _came_item(pair: Pair) -> dict:
    return {**_item(pair), "words": headlines.reported(pair.line)}


# --- Side by side ---------------------------------------------------------------------------------


def _overall(whole: Whole) -> dict:
    return {
        "before": whole.before.overall,
        "after": whole.after.overall,
        "movement": whole.movement or "",
    }


def _commentary(whole: Whole) -> dict:
    return {
        "name": whole.after.name,
        "before": whole.before.commentary,
        "after": whole.after.commentary,
        "is_same": whole.before.commentary.split() == whole.after.commentary.split(),
    }


def _row(pair: Pair, style: str) -> dict:
    said = {"movement": _status_words(pair), "moved": pair.moved, "target": _target_words(pair)}
    return {
        **_item(pair),
        **said,
        "before": _cell(pair.before, style),
        "after": _cell(pair.after, style),
        "is_same": pair.is_in_both and not any(said.values()),
    }


def _cell(line: Line | None, style: str) -> dict | None:
    """One quarter's figure and status; None where it does not report the KPI."""
    if line is None:
        return None
    row = sheet.row(line)
    return {
        "figure": row.achieved,
        "period": row.period,
        "status": quarter_changes.status(line, style),
        "word": "" if style == Style.METRICS else row.word,
    }


def _status_words(pair: Pair) -> str:
    return f"Status {pair.movement}" if pair.movement in (Movement.WORSE, Movement.BETTER) else ""


def _target_words(pair: Pair) -> str:
    if not pair.is_target_changed:
        return ""
    return f"Target {pair.before.target or 'none'} to {pair.after.target or 'none'}"
