"""The register of KPIs: what is counted, where it stands, who owns it, and what is known of it."""

from itertools import groupby
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from objectives.plan import Certainty, Frequency, KPIKind, Polarity
from reporting import register, same
from reporting.access import Reader
from reporting.dashboard import counted
from reporting.models import Observation
from reporting.register import ANY, Care, Choices, Row, Wanted
from reporting.same import Verdict
from reporting.views.request import open_to_all, reader

FREQUENCIES = {
    Frequency.MONTHLY: "Monthly",
    Frequency.QUARTERLY: "Quarterly",
    Frequency.TERMLY: "Termly",
    Frequency.HALF_YEARLY: "Half-yearly",
    Frequency.YEARLY: "Yearly",
    Frequency.UNKNOWN: "Not recorded",
}
POLARITIES = {
    Polarity.HIGHER: "Higher is better",
    Polarity.LOWER: "Lower is better",
    Polarity.IN_RANGE: "Best within its range",
    Polarity.UNKNOWN: "Not recorded what is better",
}
_KINDS = {KPIKind.MILESTONE: "Milestone", KPIKind.JUDGEMENT: "Judgement"}
_NEEDS = {
    Care.POLARITY_UNKNOWN: "Not known what is better",
    Care.BASIS_UNKNOWN: "Not known what a figure covers",
    Care.NO_OWNER: "Nobody leads its sub-strand",
    Care.NEVER_REPORTED: "Never reported",
    Care.STALE: "No new figure when due",
    Care.POSSIBLY_SAME: "Possibly the same as another",
}
_SURE = {
    Certainty.PROVISIONAL: " (provisional)",
    Certainty.AWAITING_VALIDATION: " (awaiting validation)",
}
_LABELS = {
    "words": "Words",
    "strategy": "Strategy",
    "sub_strand": "Sub-strand",
    "owner": "Owner",
    "frequency": "How often",
    "care": "Needs care",
}


@open_to_all
@require_safe
def listed(request):
    """All KPIs that this person may read of, by name; searched and filtered by the address."""
    who = reader(request)
    offered = register.choices(who)
    wanted = register.understood(request.GET, who, offered)
    page = register.page(who, wanted, request.GET.get("page", ""))
    total = register.total(who)
    lists = _lists(offered, register.cares(who))
    context = {
        "wanted": wanted,
        "longest": register.LONGEST,
        "choices": [_choice(name, groups, wanted) for name, groups in lists.items()],
        "active": _active(wanted, lists),
        "found": _found(page.paginator.count, total, wanted),
        "none": _none(wanted),
        "is_empty": not total,
        "rows": [_row(row) for row in page.object_list],
        "settled": _settled(who) if wanted.care == Care.POSSIBLY_SAME else [],
        "previous": page.has_previous() and _beside(page.previous_page_number(), wanted),
        "next": page.has_next() and _beside(page.next_page_number(), wanted),
    }
    return render(request, "reporting/register.html", context)


# --- Searching ------------------------------------------------------------------------------------


def _lists(offered: Choices, cares: list[Care]) -> dict[str, list[tuple[str, list]]]:
    """By name, what can be chosen: groups (label, options as value and words)."""
    parts = groupby(offered.sub_strands, key=lambda item: item.strategy)
    return {
        "strategy": [("", [("", "All strategies"), *offered.strategies.items()])],
        "sub_strand": [
            ("", [("", "All sub-strands")]),
            *(
                (strategy.name, [(register.address_of(item), item.name) for item in group])
                for strategy, group in parts
            ),
        ],
        "owner": [("", [("", "Any owner"), *((post, post) for post in offered.owners)])],
        "frequency": [
            ("", [("", "Any"), *((item.value, FREQUENCIES[item]) for item in Frequency)])
        ],
        "care": [
            (
                "",
                [
                    ("", "All KPIs"),
                    (ANY, "Anything to see to"),
                    *((item.value, _NEEDS[item]) for item in cares),
                ],
            )
        ],
    }


def _choice(name: str, groups: list[tuple[str, list]], wanted: Wanted) -> dict:
    chosen = getattr(wanted, name)
    return {
        "name": name,
        "label": _LABELS[name],
        "groups": [
            {
                "label": label,
                "options": [
                    {"value": value, "label": words, "chosen": value == chosen}
                    for value, words in options
                ],
            }
            for label, options in groups
        ],
    }


def _active(wanted: Wanted, lists: dict[str, list[tuple[str, list]]]) -> list[dict]:
    """Each filter that is set, in words, with the address without it."""
    asked = wanted.asked()
    found = []
    for name, value in asked.items():
        words = _words(lists.get(name, []), value)
        rest = {key: kept for key, kept in asked.items() if key != name}
        found.append({"name": _LABELS[name], "words": words, "url": _address(rest)})
    return found


def _words(groups: list[tuple[str, list]], value: str) -> str:
    """What was chosen, in words; with its group where another has one of the same name."""
    said = [(label, words) for label, group in groups for key, words in group if key == value]
    if not said:
        return f"“{value}”"
    label, words = said[0]
    many = sum(words == other for _, group in groups for _, other in group)
    return f"{words}, {label}" if many > 1 else words


def _found(count: int, total: int, wanted: Wanted) -> str:
    if wanted == Wanted():
        return counted(total, "KPI")
    return f"{count:,} of {counted(total, 'KPI')}"


def _none(wanted: Wanted) -> str:
    """Why nothing is listed."""
    asked = wanted.asked()
    if len(asked) > 1:
        return "No KPI is all of this at once. Look for less."
    return "No KPI has all these words." if "words" in asked else "No KPI is like this."


def _beside(number: int, wanted: Wanted) -> dict:
    return {"label": f"Page {number}", "url": _address({**wanted.asked(), "page": number})}


def _address(asked: dict) -> str:
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{reverse('reporting:kpis')}{query}"


def _settled(who: Reader) -> list[dict]:
    """What was said of pairs before, so that it is found again and can be taken back."""
    return [
        {
            "names": f"{pair.doubt.kpi} / {pair.doubt.other}",
            "url": reverse("reporting:same", args=[pair.doubt.pk]),
            "verdict": "made one" if pair.doubt.verdict == Verdict.SAME else "different",
        }
        for pair in same.settled(who)
    ]


# --- A row ----------------------------------------------------------------------------------------


def _row(row: Row) -> dict:
    kpi = row.kpi
    is_measure = kpi.kind == KPIKind.MEASURE
    return {
        "name": kpi.name,
        "url": reverse("reporting:kpi", args=[kpi.slug]),
        "kind": _KINDS.get(kpi.kind, ""),
        "places": [_place(place) for place in row.places],
        "owner": row.owner,
        "frequency": FREQUENCIES[Frequency(kpi.frequency)],
        "good": _good(kpi) if is_measure else "",
        "latest": figure(row.latest),
        "none": "None yet" if is_measure else "Status and note only",
        "period": _period(row),
        "marks": [_mark(row, care) for care in row.care if care != Care.POSSIBLY_SAME],
        "partners": [
            {
                "name": partner.kpi.name,
                "url": reverse("reporting:same", args=[partner.pair]),
                "act": "Settle" if partner.is_for_reader else "Compare",
            }
            for partner in row.partners
        ],
    }


def figure(item: Observation | None) -> str:
    """A value as it was typed, and how sure it is; blank where there is none."""
    if item is None:
        return ""
    is_bare = item.unit == "000s" and not any(letter.isalpha() for letter in item.printed)
    thousand = " thousand" if is_bare else ""
    return f"{item.printed}{thousand}{_SURE.get(item.certainty, '')}"


def _place(place) -> dict:
    number = place.code or (f"KPI {place.number}" if place.sub_strand.rows_numbered else "")
    until = f"until {place.last_quarter.name}" if place.last_quarter else ""
    home = "" if place.is_home else "figure from elsewhere"
    notes = [place.sub_strand.strategy.name, *filter(None, [until, home])]
    return {
        "name": ", ".join(filter(None, [place.sub_strand.name, number])),
        "note": ", ".join(notes),
    }


def _good(kpi) -> str:
    words = POLARITIES[Polarity(kpi.polarity)]
    if kpi.polarity_doubt:
        return f"{words} as printed, in doubt"
    return f"{words}, assumed" if kpi.polarity_assumed else words


def _period(row: Row) -> str:
    if row.latest is None:
        return ""
    inferred = ", inferred" if row.latest.period_inferred else ""
    return f"{row.latest.period_label}{inferred}"


def _mark(row: Row, care: Care) -> str:
    return row.since if care == Care.STALE else _NEEDS[care]
