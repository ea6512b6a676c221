"""What the pages print of two KPIs that may be the same, and of making them one."""

from collections.abc import Iterable

from django.urls import reverse

from objectives.models import KPI, Placement
from objectives.plan import Basis, Comparison, Frequency, KPIKind, Polarity, Series
from reporting import merging, same
from reporting.access import Reader
from reporting.dashboard import counted
from reporting.merging import Coming, Difference, Wider
from reporting.models import Merging, Submission
from reporting.same import Pair, Side, Time, Verdict
from reporting.views.register import FREQUENCIES, POLARITIES, figure

SETTLED = "This is settled already. Read below how."
_BASES = {
    Basis.PERIOD: "Its own period",
    Basis.YEAR_TO_DATE: "The year so far",
    Basis.FULL_YEAR: "A whole year",
    Basis.POINT_IN_TIME: "A rate or a level, not added up",
    Basis.UNKNOWN: "Not recorded",
}
_COMPARISONS = {
    Comparison.PREVIOUS_PERIOD: "The period before",
    Comparison.SAME_PERIOD_LAST_YEAR: "The same period a year before",
}
_UNITS = {
    "": "A number",
    "GBP": "Pounds",
    "%": "Per cent",
    "000s": "Thousands",
    "£000s": "Thousands of pounds",
    "£m": "Millions of pounds",
}
_KINDS = {
    KPIKind.MEASURE: "Measure",
    KPIKind.MILESTONE: "Milestone",
    KPIKind.JUDGEMENT: "Judgement",
}
_ACTS = {
    "kpi.differ": "Found to be different",
    "kpi.take_up_again": "Taken up again",
    "kpi.merge": "Made one",
    "kpi.undo_merge": "Made two again",
}
_FIELDS = {"reason": "#id_reason", "keep": "#id_keep", "": ""}


def crumbs() -> list[dict]:
    """The way back to the register."""
    return [{"label": "KPIs", "url": reverse("reporting:kpis")}]


def context_of(
    pair: Pair, reader: Reader, *, may_settle: bool, typed: str, faults: dict[str, str]
) -> dict:
    """The page of the two."""
    merged = same.merging_of(pair)
    one, other = same.sides(pair, reader)
    return {
        "pair": pair.doubt.pk,
        "title": _title(pair, merged),
        "crumbs": crumbs(),
        "names": [_name(pair.doubt.kpi), _name(pair.doubt.other)] if merged else _names(pair),
        "note": pair.doubt.note,
        "verdict": _verdict(pair, merged),
        "is_open": pair.is_open,
        "is_different": pair.doubt.verdict == Verdict.DIFFERENT,
        "because": pair.doubt.because,
        "merging": merged and merged.pk,
        "facts": [] if merged else _compared(one, other),
        "times": [] if merged else [_time(item) for item in same.times(pair, reader)],
        "history": _history(pair),
        "may_settle": may_settle,
        "seen": same.version_of(pair),
        "keeps": [
            {
                "id": "id_keep" if at == 0 else f"id_keep_{at}",
                "slug": side.kpi.slug,
                "name": side.kpi.name,
                "hint": _where(side.places),
            }
            for at, side in enumerate((one, other))
        ],
        "typed": typed,
        "faults": faults,
        "errors": [{"text": text, "href": _FIELDS[name]} for name, text in faults.items()],
    }


def _title(pair: Pair, merged: Merging | None) -> str:
    if pair.is_open:
        return "Are these the same?"
    return "Two KPIs that are one" if merged else "Two KPIs that differ"


def _names(pair: Pair) -> list[dict]:
    return [_name(item) for item in pair.kpis]


def _name(kpi: KPI) -> dict:
    """A KPI's name; the way to its page while it stands for itself."""
    has_page = kpi.merged_into_id is None
    return {"name": kpi.name, "url": reverse("reporting:kpi", args=[kpi.slug]) if has_page else ""}


def _verdict(pair: Pair, merged: Merging | None) -> str:
    if merged is not None:
        return (
            f"They are the same: “{merged.kept}” stands for both. What was published before keeps "
            f"the name “{merged.absorbed}” and the figures that it printed."
        )
    if pair.doubt.verdict == Verdict.DIFFERENT:
        return "They are different."
    if pair.one == pair.other:
        return f"Both are part of “{pair.one}” now: nothing is left to settle here."
    return ""


def _history(pair: Pair) -> list[dict]:
    return [
        {
            "what": f"{_ACTS[item.action]}: “{item.kept}” stands for both"
            if item.action == "kpi.merge"
            else _ACTS.get(item.action, item.action),
            "who": item.by,
            "when": item.at,
            "comment": item.reason,
        }
        for item in same.events(pair)
    ]


# --- Side by side ---------------------------------------------------------------------------------


def _compared(one: Side, other: Side) -> list[dict]:
    """What both are, a row a thing; what differs is said so."""
    rows = [(name, words(one.kpi), words(other.kpi)) for name, words in {**_OWN, **_TERMS}.items()]
    rows.append(("Where it stands", _where(one.places), _where(other.places)))
    rows.append(("Targets", _targets(one), _targets(other)))
    return [
        {
            "name": name,
            "one": first or "Not recorded",
            "other": second or "Not recorded",
            "differs": first != second and name != "Where it stands",
        }
        for name, first, second in rows
    ]


def _good(kpi: KPI) -> str:
    words = POLARITIES[Polarity(kpi.polarity)]
    return f"{words}, in doubt" if kpi.polarity_doubt else words


_OWN = {
    "Definition": lambda kpi: kpi.definition,
    "Kind": lambda kpi: _KINDS[KPIKind(kpi.kind)],
    "Unit": lambda kpi: _UNITS.get(kpi.unit, kpi.unit),
    "Source": lambda kpi: kpi.source,
}
_TERMS = {
    "What is good": _good,
    "A figure covers": lambda kpi: _BASES[Basis(kpi.basis)],
    "How often": lambda kpi: FREQUENCIES[Frequency(kpi.frequency)],
    "Compared with": lambda kpi: _COMPARISONS[Comparison(kpi.comparison)],
}
#: What no place says for itself: the KPI that stands decides it for both.
_HELD = ("Definition", "Unit", "Source", "How often", "Compared with")


def _where(places: Iterable[Placement]) -> str:
    return "\n".join(_place(item) for item in places)


def _place(item: Placement) -> str:
    until = f" (until {item.last_quarter.name})" if item.last_quarter else ""
    code = f", {item.code}" if item.code else ""
    return f"{item.sub_strand}{code}, {item.sub_strand.strategy}{until}"


def _targets(side: Side) -> str:
    several = len(side.places) > 1
    return "\n".join(
        f"{target.printed} ({place.sub_strand})" if several else target.printed
        for place, target in side.targets
    )


def _time(item: Time) -> dict:
    return {
        "period": item.label,
        "one": figure(item.one) or "None",
        "other": figure(item.other) or "None",
        "differs": item.differs,
    }


# --- Making them one ------------------------------------------------------------------------------


def preview_of(pair: Pair, keep: str, reader: Reader, refusal: str) -> dict:
    """The page that says what a merge would do; `refusal` says why it did nothing just now."""
    kept, absorbed = pair.kpis if pair.one.slug == keep else pair.kpis[::-1]
    obstacles = merging.obstacles(kept, absorbed)
    places = merging.coming(kept, absorbed)
    address = reverse("reporting:same", args=[pair.doubt.pk])
    swapped = f"{reverse('reporting:same_merge', args=[pair.doubt.pk])}?keep={absorbed.slug}"
    return {
        "title": "Make them one",
        "crumbs": [*crumbs(), {"label": "Are these the same?", "url": address}],
        "kept": kept,
        "absorbed": absorbed,
        "back": address,
        "swapped": swapped,
        "obstacles": [] if refusal else obstacles,
        "is_refused": bool(obstacles),
        "places": [_coming(item, kept) for item in places],
        "figures": _figures(kept, absorbed),
        "differences": [_difference(item) for item in merging.differences(kept, absorbed)],
        "wider": [_wider(item) for item in merging.wider(kept, absorbed, reader.on)],
        "terms": _terms(kept, absorbed, places),
        "returns": [_return(item) for item in merging.touched(absorbed)],
        "seen": same.version_of(pair),
        "errors": [{"text": refusal, "href": ""}] if refusal else [],
    }


def _coming(item: Coming, kept: KPI) -> dict:
    """A place of the other KPI, and what becomes of it."""
    says = []
    if item.is_home:
        says.append("Its lead goes on entering the figure.")
    elif item.placement.is_home:
        says.append(
            f"Its lead enters no figure any more: it shows that of “{kept}”. What was typed there "
            "is kept. Status and note stay its own."
        )
    if item.overrides:
        says.append("It is judged by its own terms, as before.")
    return {"name": _place(item.placement), "says": " ".join(says)}


def _wider(item: Wider) -> str:
    """Who can then read what they can't read now."""
    who = "Everybody" if item.is_public else f"Whoever reads {item.strategy}"
    why = f", because {item.strategy} is public" if item.is_public else ""
    return f"{who} can then read the figures of “{item.kpi}”{why}."


def _figures(kept: KPI, absorbed: KPI) -> str:
    """How many figures come, and how many go off the record, in a sentence each."""
    off = [item for item in merging.replaced(kept, absorbed) if item.is_current]
    comes = absorbed.observations.current().count() - len(off)
    said = [f"{counted(comes, 'figure')} on record {'comes' if comes == 1 else 'come'} along."]
    if off:
        said.append(
            f"For {counted(len(off), 'period')} that both have, the figure of “{kept}” stands; the "
            "other stays in the history."
        )
    return " ".join(said)


def _difference(item: Difference) -> dict:
    series = "" if item.series == Series.COUNCIL else item.series
    return {
        "period": item.period,
        "series": series,
        "kept": figure(item.kept),
        "absorbed": figure(item.absorbed),
    }


def _terms(kept: KPI, absorbed: KPI, places: list[Coming]) -> list[dict]:
    """Where the two differ: what each says, and whose word holds."""
    found = []
    for name, words in {**_OWN, **_TERMS}.items():
        first, second = words(kept), words(absorbed)
        if first != second:
            holds = f"“{kept}”" if name in _HELD or not places else "Each place’s own, as before"
            found.append(
                {
                    "name": name,
                    "kept": first or "Not recorded",
                    "absorbed": second or "Not recorded",
                    "holds": holds,
                }
            )
    return found


def _return(item: Submission) -> str:
    return f"{item.sub_strand}, {item.quarter.period.name} ({item.quarter.strategy})"
