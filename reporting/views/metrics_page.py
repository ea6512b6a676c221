"""Prepares the quarter of a metrics strategy, and one of its sections: tables of figures."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from objectives.plan import StatementKind
from objectives.rag import Status
from reporting import metrics, metrics_rows, sheet
from reporting.access import Reader
from reporting.dashboard import Item, counted, objectives
from reporting.metrics import Meaning, Met, Metric, Selection, Sort, Way
from reporting.metrics_rows import Row
from reporting.models import Quarter, Submission
from reporting.report import QuarterReport, SubStrandReport
from reporting.views import quarter_page, sub_strand_page
from reporting.views.talk import NOTHING_TYPED, Talk

Corrections = Mapping[tuple[str, int], str]

_AT_ONCE = 10  # of what needs attention, before the rest is folded away
_AT = "#metrics"

# --- The quarter ----------------------------------------------------------------------------------

_SHARED = (
    "quarter title strategy_name crumbs state quarters ways charts edition editions reopened mine "
    "corrected facts files running publish matters empty"
)


def context(
    quarter: Quarter, report: QuarterReport, who: Reader, chosen: Selection, at: str = ""
) -> dict:
    """All that the quarter's template prints; `at` as of `quarter_page.context`."""
    shared = quarter_page.context(quarter, report, who, quarter_page.Selection(), at)
    address = at or quarter_page.address_of(quarter)
    found = metrics.of(report.received)
    shown = metrics.selected(found, chosen)
    words = _corrections(found, shared["kpis"])
    return {
        **{name: shared[name] for name in _SHARED.split()},
        "sentence": metrics.sentence(found),
        "counts": metrics.distribution(found),
        "attention": _folded(metrics.attention(found), address),
        "worse": _worse(found),
        "checks": _items(metrics.doubtful(found), address),
        "filters": [*_filters(found, report, chosen), _orders(chosen)],
        "clear_url": f"{Selection(sort=chosen.sort).query}{_AT}" if chosen.is_any else "",
        "shown": metrics.in_words(chosen, report, len(shown)),
        "tables": _tables(shown, chosen, words, address),
        "pending": _pending(report, address),
    }


def _corrections(found: list[Metric], kpis: list[dict]) -> Corrections:
    """By place, what a published figure is now; `kpis` are the same lines in the same order."""
    return {item.place: kpi["row"].corrected for item, kpi in zip(found, kpis, strict=True)}


def _folded(items: list[Item], address: str) -> dict:
    rows = _items(items, address)
    rest = rows[_AT_ONCE:]
    return {"first": rows[:_AT_ONCE], "rest": rest, "rest_title": f"{len(rest)} more"}


def _items(items: Iterable[Item], address: str) -> list[dict]:
    return [
        {
            "status": item.status,
            "title": item.title,
            "place": item.place,
            "why": item.why,
            "url": f"{address}{item.slug}/#kpi-{item.number}",
        }
        for item in items
    ]


def _worse(found: list[Metric]) -> dict | None:
    """The way to all that got worse, whether it has a target or not."""
    many = sum(item.meaning == Meaning.WORSE for item in found)
    if not many:
        return None
    query = Selection(movement=Meaning.WORSE).query
    return {"url": f"{query}{_AT}", "label": f"{counted(many, 'metric')} got worse"}


def _pending(report: QuarterReport, address: str) -> list[dict]:
    """The sections that are not in the table, and how far they are."""
    return [
        {
            "name": part.name,
            "url": f"{address}{part.slug}/" if part.state else "",
            "words": sheet.state_words(part).lower(),
        }
        for part in report.sub_strands
        if not part.is_in
    ]


# --- Filters --------------------------------------------------------------------------------------

_CHOICES = {
    "status": (
        "Figures say",
        {
            "": "All",
            **{status: status.label for status in (Status.RED, Status.AMBER, Status.GREEN)},
            metrics.NO_VERDICT: "No verdict",
        },
    ),
    "movement": (
        "Better or worse",
        {
            "": "All",
            Meaning.BETTER: "Better",
            Meaning.WORSE: "Worse",
            Meaning.SAME: "Same",
            Meaning.NEW: "New",
            Meaning.UNSAID: "Can’t be said",
        },
    ),
    "direction": (
        "Change",
        {"": "All", Way.UP: "Up", Way.DOWN: "Down", Way.SAME: "No change", Way.NEW: "New"},
    ),
    "met": ("Target", {"": "All", **{met: met.label for met in Met}}),
}
#: The columns sort both ways; where they are cards, these are the ways worth having.
_SORTS = {
    "": "As printed",
    "status": "Red first",
    "-distance": "Furthest from target",
    "-change": "Biggest rise",
    "change": "Biggest fall",
}


def _filters(found: list[Metric], report: QuarterReport, chosen: Selection) -> list[dict]:
    sections = {"": "All", **objectives(report)}
    groups = {"section": ("Section", sections)} if len(sections) > 2 else {}
    groups |= _CHOICES
    return [
        {"label": label, "links": _links(name, choices, found, chosen)}
        for name, (label, choices) in groups.items()
    ]


def _links(name: str, choices: dict[str, str], found: list[Metric], chosen: Selection):
    """Each choice with how many metrics it would leave, whatever else is chosen."""
    links = []
    for value, label in choices.items():
        would_be = replace(chosen, **{name: str(value)})
        links.append(
            {
                "label": label,
                "url": f"{would_be.query}{_AT}",
                "current": getattr(chosen, name) == value,
                "count": len(metrics.selected(found, replace(would_be, sort=""))),
            }
        )
    return links


def _orders(chosen: Selection) -> dict:
    """The orders as links, for where the headings of the table are not on show."""
    links = [
        {
            "label": label,
            "url": f"{replace(chosen, sort=sort).query}{_AT}",
            "current": chosen.sort == sort,
            "count": None,
        }
        for sort, label in _SORTS.items()
    ]
    return {"label": "Sort by", "links": links}


# --- Tables ---------------------------------------------------------------------------------------

#: Name, label, what it sorts by, and the order that the first choice of it gives.
_HEADINGS = (
    ("id", "ID", Sort.CODE, ""),
    ("metric", "Metric", None, ""),
    ("type", "Period type", None, ""),
    ("good", "Good is", None, ""),
    *(("value", heading, None, "") for heading in metrics_rows.EARLIER),
    ("latest", metrics_rows.LATEST, None, ""),
    ("trend", "Trend", None, ""),
    ("change", "Change", Sort.CHANGE, "-"),
    ("target", "Target", None, ""),
    ("distance", "Distance", Sort.DISTANCE, "-"),
    ("status", "Figures say", Sort.STATUS, ""),
)


def _tables(shown: list[Metric], chosen: Selection, words: Corrections, address: str):
    """A table for each section in printed order; one of them all where they are sorted."""
    headings = _headings(chosen)
    if chosen.sort and shown:
        title = shown[0].part.objective if chosen.section else "All sections"
        table = _table_of("sorted", title, shown, words, headings)
        return [{**table, "with_section": not chosen.section}]
    tables = []
    for slug in dict.fromkeys(item.part.slug for item in shown):
        items = [item for item in shown if item.part.slug == slug]
        part = items[0].part
        tables.append(
            {
                **_table_of(f"section-{slug}", part.name, items, words, headings),
                "url": f"{address}{slug}/",
                "sentence": "" if chosen.is_any else metrics.sentence(items),
            }
        )
    return tables


def _table_of(name: str, title: str, items: list[Metric], words: Corrections, headings) -> dict:
    notes = metrics_rows.caveats(items)
    rows = [metrics_rows.row(item, notes, words) for item in items]
    return _table(name, title, rows, notes, headings)


def _table(name: str, title: str, rows: list[Row], notes: list[str], headings) -> dict:
    return {
        "id": name,
        "title": title,
        "caption": f"{title}: {counted(len(rows), 'metric')}",
        "headings": headings,
        "rows": rows,
        "notes": notes,
    }


def _headings(chosen: Selection) -> list[dict]:
    return [
        {"name": name, "label": label, **(_sorts(by, first, chosen) if by else {})}
        for name, label, by, first in _HEADINGS
    ]


def _sorts(by: Sort, first: str, chosen: Selection) -> dict:
    """The heading's link: the order it is in, and the one that the link gives."""
    orders = {f"{first}{by}": "first", f"{'' if first else '-'}{by}": "second"}
    now = {by.value: "ascending", f"-{by}": "descending"}.get(chosen.sort, "")
    one, other = orders
    then = other if chosen.sort == one else one
    order = "descending" if then.startswith("-") else "ascending"
    return {
        "order": now,
        "url": f"{replace(chosen, sort=then).query}{_AT}",
        "does": f"sort {order}",
    }


# --- A section ------------------------------------------------------------------------------------

_BEFORE = (StatementKind.INTRODUCTION,)
_SAID = (StatementKind.COMMENTARY,)
_NOTES = (StatementKind.NOTE,)


def section_context(
    submission: Submission, report: QuarterReport, who: Reader, talk: Talk = NOTHING_TYPED
) -> dict:
    """All that a section's template prints: its table, and what the plan says of it."""
    return as_section(sub_strand_page.context(submission, report, who, talk))


def as_section(shared: dict) -> dict:
    """A sub-strand's page, `shared`, as that of a section."""
    part = shared["part"]
    items = metrics.of([part]) if shared["shown"] else []
    statements = _statements(part)
    return {
        **shared,
        "facts": [fact for fact in shared["facts"] if fact["name"] in _FACTS and fact["value"]],
        "sentence": metrics.sentence(items),
        "table": _section_table(part, items, shared["rows"]),
        "introduction": _of_kinds(statements, _BEFORE.__contains__),
        "said": _of_kinds(statements, _SAID.__contains__),
        "notes": _of_kinds(statements, _NOTES.__contains__),
        "plan": _by_kind(statements),
    }


_FACTS = ("SES lead", "SES project lead")


def _section_table(part: SubStrandReport, items: list[Metric], words: list[sheet.Row]) -> dict:
    """The section's table; its rows have the anchors that other pages link to."""
    notes = metrics_rows.caveats(items)
    corrected_since = {(part.slug, row.number): row.corrected for row in words}
    correct_urls = {(part.slug, row.number): row.correct_url for row in words}
    reviewing = {row.number: row.reviewing for row in words}
    rows = [
        replace(
            metrics_rows.row(item, notes, corrected_since, correct_urls),
            anchor=f"kpi-{item.line.number}",
            reviewing=reviewing.get(item.line.number),
        )
        for item in items
    ]
    plain = [{"name": name, "label": label} for name, label, _, _ in _HEADINGS]
    return _table("table", part.name, rows, notes, plain)


def _statements(part: SubStrandReport) -> list[dict]:
    """What the report says of the section in words, each with the rows it speaks of."""
    rows = {line.kpi_slug: line for line in part.lines}
    return [
        {
            "kind": StatementKind(item.kind),
            "heading": item.heading,
            "text": item.text,
            "rows": [
                {
                    "code": line.code or str(line.number),
                    "name": line.kpi,
                    "url": f"#kpi-{line.number}",
                }
                for line in sorted(
                    (rows[slug] for slug in item.kpis if slug in rows),
                    key=lambda line: line.number,
                )
            ],
        }
        for item in part.statements
    ]


def _of_kinds(statements: list[dict], wanted: Callable[[StatementKind], bool]) -> list[dict]:
    return [item for item in statements if wanted(item["kind"])]


_KINDS = {
    StatementKind.WANT_TO_SEE: "What we want to see",
    StatementKind.SO_FAR: "So far",
    StatementKind.NEXT: "Next",
    StatementKind.PRIORITY_ACTION: "Priority actions",
    StatementKind.PROGRAMME: "Programmes",
    StatementKind.MEASURE_OF_SUCCESS: "Measures of success",
    StatementKind.KEY_DOCUMENT: "Key documents",
}


def _by_kind(statements: list[dict]) -> list[dict]:
    """The plan's own parts, by kind, in the order of `_KINDS`."""
    groups = [
        {"title": title, "statements": _of_kinds(statements, kind.__eq__)}
        for kind, title in _KINDS.items()
    ]
    return [group for group in groups if group["statements"]]
