"""Prepares the page on which a quarter is published: what would be, and what stands in the way."""

from collections import defaultdict
from datetime import date

from objectives.days import in_words, until
from reporting import dashboard, deadlines, edition_changes, quarter_report
from reporting.access import Reader
from reporting.actions import quarters as actions
from reporting.models import Quarter, Submission
from reporting.report import QuarterReport
from reporting.shared_figures import Disagreement, Place, disagreements
from reporting.views import edition_page
from reporting.views.quarter_page import address_of, crumbs
from reporting.workflow import QuarterState, ReturnState


def context(quarter: Quarter, who: Reader, typed, faults: dict[str, str]) -> dict:
    """All that the page prints; `typed` is what was posted, nothing of it is lost."""
    missing = actions.not_approved(quarter)
    days = _days(quarter, missing)
    total = Submission.objects.filter(quarter=quarter).count()
    report = quarter_report.build_edition(quarter)
    again = quarter.state == QuarterState.REOPENED
    shared = [_shared(item, who) for item in disagreements(quarter, report, who)]
    address = address_of(quarter)
    return {
        "quarter": quarter,
        "title": f"Publish {quarter.period.name}{' again' if again else ''}",
        "crumbs": [*crumbs(quarter), {"label": quarter.period.title, "url": address}],
        "ready": _ready(total - len(missing), total),
        "compared": _compared(quarter),
        "missing": [_missing(item, days[item.pk], who.on) for item in missing],
        "ahead": _ahead(missing, days, who.on),
        "accept_label": _accept_label(len(missing)),
        "accepted": bool(typed.get("accept")) and "" not in faults,
        "shared": shared,
        "shared_title": f"{_figures(len(shared))} between places",
        "again": again,
        "reason": typed.get("reason", quarter.reopened_reason),
        "differs": _differs(quarter, report, address) if again else None,
        "public": _public(quarter, who),
        "public_from": typed.get("public_from", ""),
        "faults": faults,
        "errors": [
            {"text": text, "href": f"#id_{name}" if name else _where(missing, shared)}
            for name, text in faults.items()
        ],
    }


def _where(missing: list, shared: list) -> str:
    """The list that a refusal is about."""
    if shared:
        return "#shared"
    return "#missing" if missing else "#publish"


def _days(quarter: Quarter, missing: list[Submission]) -> dict[int, date | None]:
    """By which day each of these returns is due."""
    dates = list(quarter.governance_dates.all())
    return {item.pk: deadlines.due_on(item, dates) for item in missing}


def _missing(item: Submission, day: date | None, on: date) -> dict:
    """Its state and its day; blank where the last edition had no return of it already."""
    is_asked_for = item.state != ReturnState.PUBLISHED
    return {
        "slug": item.sub_strand.slug,
        "name": item.sub_strand.name,
        "state": item.state if is_asked_for else "",
        "due": _due(day, on) if is_asked_for else "Nobody is asked for it",
        "more_time": is_asked_for and item.due_on is not None and item.due_on == day,
    }


def _due(day: date | None, on: date) -> str:
    """ "7 February 2024, in 16 days"; of a day that is past, "Was 7 January 2024, 15 days ago"."""
    if day is None:
        return "No day is set"
    return f"{'Was ' if day < on else ''}{in_words(day)}, {until(day, on=on)}"


_NAMED = 3  # returns that a sentence names before it only counts them


def _ahead(missing: list[Submission], days: dict[int, date | None], on: date) -> str:
    """A warning while leads still have time: "Employment has until 14 February 2024." """
    waiting = defaultdict(list)
    for item in missing:
        day = days[item.pk]
        if ReturnState(item.state).is_with_lead and day is not None and day >= on:
            waiting[day].append(item.sub_strand.name)
    return " ".join(_until(names, day) for day, names in sorted(waiting.items()))


def _until(names: list[str], day: date) -> str:
    named = dashboard.joined(names)
    if len(names) > _NAMED:
        named = dashboard.counted(len(names), "return")
    return f"{named} {'has' if len(names) == 1 else 'have'} until {in_words(day)}."


def _ready(approved: int, total: int) -> str:
    if approved == total:
        return f"All {dashboard.counted(total, 'return')} are approved and will be published."
    return (
        f"{approved} of {dashboard.counted(total, 'return')} "
        f"{'is' if approved == 1 else 'are'} approved and will be published."
    )


def _compared(quarter: Quarter) -> str:
    """Where the edition compares with an earlier quarter than the pages did until now."""
    last = quarter_report.previous_quarter(quarter)
    published = quarter_report.previous_published(quarter)
    if last is None or last == published:
        return ""
    other = published.period.name if published else "no earlier quarter"
    return (
        f"{last.period.name} is not published: this edition compares with {other}. "
        f"To compare with {last.period.name}, publish that first."
    )


def _accept_label(missing: int) -> str:
    if missing == 1:
        return "Publish this one as “no return received”"
    return f"Publish these {missing} as “no return received”"


def _public(quarter: Quarter, who: Reader) -> str:
    """Since or from when it is public; blank where that is still to be said."""
    if quarter.public_from is None:
        return ""
    if quarter.public_from <= who.on:
        return f"Anybody can read the quarter, since {in_words(quarter.public_from)}."
    return f"Anybody can read the quarter from {in_words(quarter.public_from)}."


def _differs(quarter: Quarter, report: QuarterReport, address: str) -> dict:
    """What the next edition would say otherwise than the latest."""
    edition = quarter_report.latest_edition(quarter)
    changes = edition_changes.between(edition, report)
    return {
        "title": f"What differs from edition {edition.edition}",
        "sentence": edition_changes.sentence(changes)
        if changes
        else f"Nothing differs from edition {edition.edition}: "
        "publishing again would only repeat it.",
        "before": f"Edition {edition.edition}",
        "after": f"Edition {edition.edition + 1}",
        **edition_page.differing(changes, {part.slug for part in report.sub_strands}, address),
    }


# --- Figures that differ between their places ---------------------------------------------------


def _figures(many: int) -> str:
    return "1 shared figure differs" if many == 1 else f"{many} shared figures differ"


def _shared(item: Disagreement, who: Reader) -> dict:
    """One row: the KPI, what it says here and there, and what to do."""
    here, there = item.here, item.there
    inside = here.quarter == there.quarter
    return {
        "kpi": here.line.kpi_name,
        "period": here.line.period.label,
        "here": _place(here),
        "there": _place(there, with_strategy=not inside) if item.is_readable else _hidden(there),
        "todo": _todo(there, inside=inside),
    }


def _place(place: Place, *, with_strategy: bool = False) -> dict:
    name = place.part.name
    if with_strategy:
        name = f"{name}, {place.quarter.strategy.name}"
    return {
        "name": name,
        "figure": place.line.achieved,
        "url": f"{address_of(place.quarter)}{place.part.slug}/#kpi-{place.line.number}",
    }


def _hidden(place: Place) -> dict:
    """A place of a strategy that whoever asks may not read."""
    return {"name": place.quarter.strategy.name, "figure": "Not yours to read", "url": ""}


def _todo(there: Place, *, inside: bool) -> str:
    if inside:
        return "Find out which is right, then send back or reopen the return that is wrong."
    return (
        "Find out which is right. If it is this one, an officer reopens "
        f"{there.quarter.period.name} of {there.quarter.strategy.name}; "
        "if it is theirs, send back or reopen the return here."
    )
