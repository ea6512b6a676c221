"""Prepares what a KPI is, where it stands and what is promised there, for its page."""

from django.urls import reverse

from objectives.judging.profiles import year_of
from objectives.models import Placement, Target
from objectives.periods import FinancialQuarter
from objectives.plan import Basis, KPIKind, Polarity, TargetPeriod
from objectives.printing import digits
from reporting import kpi_words
from reporting.kpi_history import Absorbed, History, Partner
from reporting.kpi_readings import replaced_by
from reporting.models.comment import called
from reporting.views.kpi_figures import sentence


def context(found: History) -> dict:
    """The places with their targets, and what the register says."""
    several = len([item for item in found.places if item.last_quarter is None]) > 1
    return {
        "places": [_place(item, found, several) for item in found.places],
        "about": _about(found),
        "partners": [_partner(item) for item in found.partners],
        "absorbed": [_absorbed(item) for item in found.absorbed],
    }


# --- Places and targets -------------------------------------------------------------------------


def _place(place: Placement, found: History, several: bool) -> dict:
    """Where it stands, what it is called there, what differs there, and what is promised."""
    part, strategy = place.sub_strand, place.sub_strand.strategy
    targets = [_target(item) for item in found.targets.get(place.pk, [])]
    return {
        "strategy": strategy.name,
        "url": reverse("reporting:strategy", args=[strategy.slug]),
        "part": part.name,
        "called": called(place.number, place.code, strategy.style),
        "wording": place.wording,
        "role": _role(place, several),
        "since": _since(place),
        "differs": list(_differs(place)),
        "targets": targets,
        "with_notes": any(target["notes"] for target in targets),
    }


def _role(place: Placement, several: bool) -> str:
    """Whether its figure is entered there."""
    if place.last_quarter is not None or not several:
        return ""
    return "Its figure is entered here." if place.is_home else "The figure comes from its home."


def _since(place: Placement) -> str:
    first, last = place.first_quarter, place.last_quarter
    if last:
        return f"It stood here until {last.name}."
    return f"It stands here since {first.name}." if first else ""


def _differs(place: Placement):
    """What this place says instead of the register, in sentences."""
    kpi = place.kpi
    if place.polarity and place.polarity != kpi.polarity:
        yield f"{kpi_words.good(place.polarity)} here."
    if place.basis and place.basis != kpi.basis:
        yield f"A figure covers here: {_small(kpi_words.covers(place.basis))}."
    if place.tolerance is not None and place.tolerance != place.sub_strand.strategy.tolerance:
        yield f"Within {digits(place.tolerance)}% of the target is still Amber here."
    if place.decimals is not None and place.decimals != kpi.decimals:
        noun = "decimal" if place.decimals == 1 else "decimals"
        yield f"Figures are printed with {place.decimals} {noun} here."


def _small(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"


def _target(target: Target) -> dict:
    """One promise: for when, what, and what came of it."""
    later = replaced_by(target)
    since = f"Since {target.from_quarter.name}." if target.from_quarter else ""
    until = f"Until {later.from_quarter.previous.name}; then {later.printed}." if later else ""
    notes = [since, sentence(target.reason), until]
    return {
        "period": _period(target),
        "printed": target.printed,
        "is_replaced": later is not None,
        "notes": " ".join(filter(None, notes)),
    }


def _period(target: Target) -> str:
    if target.period == TargetPeriod.STANDING:
        return "Standing"
    if target.period == TargetPeriod.QUARTER:
        return FinancialQuarter(target.year, target.quarter).name
    year = year_of(target.promise)
    label = year.label if year else str(target.year)
    return f"{label[:1].upper()}{label[1:]}"


# --- The register's entry -----------------------------------------------------------------------


def _about(found: History) -> list[dict]:
    kpi = found.kpi
    rows = [("Definition", kpi.definition), ("Kind", kpi_words.kind(kpi.kind))]
    if kpi.kind == KPIKind.MEASURE:
        rows += _measured(found)
    rows += [("Source", kpi.source), ("Owner", _owner(found))]
    return [{"name": name, "value": value} for name, value in rows]


def _measured(found: History) -> list[tuple[str, str]]:
    kpi = found.kpi
    doubt = kpi.polarity_doubt
    assumed = kpi.polarity_assumed and kpi.polarity != Polarity.UNKNOWN
    rows = [
        ("Unit", _UNITS.get(kpi.unit, kpi.unit) or "A number"),
        ("Which way is good", kpi_words.good(kpi.polarity, is_assumed=assumed, doubt=doubt)),
        ("A figure covers", kpi_words.covers(kpi.basis, is_assumed=_is_assumed(found))),
        ("A new figure comes", kpi_words.expected(kpi.frequency)),
        ("Compared with", kpi_words.compared(kpi.comparison)),
    ]
    if kpi.period_type:
        rows.insert(3, ("Period, as its source says", kpi.period_type))
    if kpi.is_ordinal:
        rows.append(("Scale", "Steps on a scale: no amounts to add or divide"))
    return rows


_UNITS = {"%": "Per cent", "GBP": "Pounds", "000s": "Thousands", "£000s": "Thousands of pounds"}


def _is_assumed(found: History) -> bool:
    return found.kpi.basis_assumed and found.kpi.basis != Basis.UNKNOWN


def _owner(found: History) -> str:
    """The post that answers for it: its home's project lead."""
    if found.home:
        part = found.home.sub_strand
        post = part.project_lead
        return f"{post}, {part.name}" if post else f"Not recorded; reported in {part.name}"
    if found.has_hidden_home:
        return "A strategy that is not published yet"
    return "Nobody: its figure is entered nowhere"


def _absorbed(item: Absorbed) -> dict:
    """What was made one with it; officers see how it was settled, and undo it."""
    url = reverse("reporting:same", args=[item.pair]) if item.is_for_reader else ""
    return {"name": item.kpi.name, "url": url}


def _partner(partner: Partner) -> dict:
    """What it may be the same as; officers settle it."""
    settle = reverse("reporting:same", args=[partner.pair]) if partner.is_for_reader else ""
    return {
        "name": partner.kpi.name,
        "url": reverse("reporting:kpi", args=[partner.kpi.slug]),
        "note": partner.note,
        "settle_url": settle,
    }
