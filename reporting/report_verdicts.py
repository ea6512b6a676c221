"""What the figures of one line say: the case made of its rows, handed to the rules.

Reads nothing itself; `objectives.judging` decides.
"""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from objectives.decimals import rounded, without_trailing_zeros
from objectives.judging import beside, distance, freshness
from objectives.judging import change as changes
from objectives.judging.case import Case, Known, Reported
from objectives.judging.change import Change
from objectives.judging.computed_status import judge
from objectives.judging.distance import Distance
from objectives.measures import Kind
from objectives.models import Placement, Target
from objectives.plan import Certainty
from objectives.targets import target_of_year
from reporting.comparators import by_name
from reporting.models import Observation
from reporting.report import Comparator, Reading
from reporting.report_material import Material

_KEPT_EARLIER = 7  # with the reported one eight: two years of quarters, as a trend shows them
_DECIMALS = 6  # as figures are stored

Moved = TypeVar("Moved", Change | None, Distance | None)


def case_of(placement: Placement, target: Target | None, figures: dict, material: Material) -> Case:
    """All that a line with these figures (the fields of `Line`) is judged by."""
    reported = _reported(figures)
    if reported and reported.period:
        own_years = target_of_year(material.targets[placement.id], reported.period)
        target = own_years or target
    return Case(
        quarter=material.quarter.period,
        terms=placement.terms(material.quarter.strategy),
        promise=target.promise if target else None,
        reported=reported,
        earlier=tuple(_earlier(placement, reported, material)),
    )


def _reported(figures: dict) -> Reported | None:
    figure, printed = figures.get("figure"), figures.get("achieved")
    if not printed:
        return None
    if figure is None:  # answered as not applicable, with nothing typed
        return Reported(printed, Kind.NOT_APPLICABLE)
    return Reported(
        printed=printed,
        kind=Kind(figure.kind),
        number=figure.number,
        unit=figure.unit,
        text=figure.text,
        period=figures.get("period"),
        certainty=Certainty(figures.get("certainty", Certainty.FINAL)),
    )


def _earlier(placement: Placement, reported: Reported | None, material: Material) -> list[Known]:
    """The values on record before the reported one; beside a word, that of its own time too."""
    known = [item.known for item in material.observations[placement.kpi_id]]
    if reported is None or reported.number is None or reported.period is None:
        return known
    return [item for item in known if item.period.ends < reported.period.ends]


def verdict_of(placement: Placement, case: Case) -> dict:
    """The fields of `Line` that the rules fill."""
    verdict = judge(case)
    return {
        "reading": reading_of(placement, case),
        "computed": verdict.status or "",
        "explanation": verdict.sentence,
        "cause": verdict.cause or "",
        "measured": _stored(verdict.measured),
        "expected": _stored(verdict.expected),
        "held_against": verdict.held_against or "",
        "change": _printable(changes.on_previous(case)),
        "compared": _printable(changes.on_comparison(case)),
        "distance": _printable(distance.distance_of(case, verdict)),
        "stale": freshness.stale(case),
        "earlier": _last_of_its_kind(case),
    }


def comparators_of(placement: Placement, case: Case, material: Material) -> tuple[Comparator, ...]:
    """What others have for the KPI, by the name of the series, each said beside the figure."""
    by_series: dict[str, list[Observation]] = defaultdict(list)
    for item in material.comparators[placement.kpi_id]:
        by_series[item.series].append(item)
    found = (
        _comparator(series, by_series[series], case) for series in sorted(by_series, key=by_name)
    )
    return tuple(item for item in found if item)


def _comparator(series: str, held: list[Observation], case: Case) -> Comparator | None:
    known = {item.known: item for item in held}
    said = beside.beside(series, known, case)
    if said is None:
        return None
    return Comparator(
        series=series,
        values=tuple(replace(item, printed=beside.printed(item, case)) for item in said.values),
        source=known[said.values[-1]].source,
        standing=said.standing or "",
        words=said.words,
    )


def reading_of(placement: Placement, case: Case) -> Reading:
    """How the KPI's figures are read in this place."""
    kpi, terms = placement.kpi, case.terms
    return Reading(
        polarity=terms.polarity,
        polarity_assumed=kpi.polarity_assumed and not placement.polarity,
        polarity_doubt=terms.polarity_doubt,
        basis=terms.basis,
        basis_assumed=kpi.basis_assumed and not placement.basis,
        period_type=kpi.period_type,
        unit=terms.unit,
        decimals=terms.decimals,
    )


def _last_of_its_kind(case: Case) -> tuple[Known, ...]:
    """The last values before it that cover the same kind of time: those a row prints beside it."""
    kinds = [item.period.kind for item in case.earlier]
    period = case.reported.period if case.reported else None
    kind = period.kind if period else next(reversed(kinds), None)
    return tuple(item for item in case.earlier if item.period.kind == kind)[-_KEPT_EARLIER:]


def _printable(moved: Moved) -> Moved:
    """The same with numbers as a report keeps them: figures as stored, per cent to one decimal."""
    if moved is None:
        return None
    percent = None if moved.percent is None else changes.percent_to_print(moved.percent)
    return replace(moved, value=_stored(moved.value), percent=percent)


def _stored(number: Decimal | None) -> Decimal | None:
    return None if number is None else without_trailing_zeros(rounded(number, _DECIMALS))
