"""One KPI's line of the report: what it prints, from what the queries brought.

Reads nothing itself: `report_material` gathers once for the whole quarter.
"""

from copy import copy
from dataclasses import replace

from objectives import measures
from objectives.judging.case import Case
from objectives.measures import Kind
from objectives.models import Placement, Target
from objectives.periods import DataPeriod, PeriodKind
from objectives.rag import Status
from objectives.targets import target_for
from reporting.access import Level
from reporting.answers import Answer
from reporting.models import Entry, Observation, Submission
from reporting.report import Figure, Home, Line
from reporting.report_material import FROZEN, Earlier, Material
from reporting.report_verdicts import case_of, comparators_of, verdict_of
from reporting.workflow import ReturnState


def line_of(placement: Placement, frozen: bool, material: Material) -> Line:
    """The line of one placement; `frozen` once its return is approved."""
    return line_and_case(placement, frozen, material)[0]


def line_and_case(placement: Placement, frozen: bool, material: Material) -> tuple[Line, Case]:
    """The line, and the case that its figures are judged by.

    Figure, target and wording of a frozen line are those that were approved. What the figures say
    follows the record until the edition keeps it, so that the parts of a line always agree.
    """
    entry = material.entries.get(placement.id) or Entry(placement=placement)
    before = material.previous.get(placement.id)
    target = _target(placement, entry, frozen, material)
    home = None if placement.is_home else _home(placement, material)
    figures = _figures_of(placement, entry, home, frozen, material)
    case = case_of(placement, target, figures, material)
    if _was_forecast(figures, before):
        case = replace(case, reported=replace(case.reported, was_forecast=True))
    line = Line(
        number=placement.number,
        code=placement.code,
        kpi=(frozen and entry.wording) or placement.wording,
        kpi_slug=placement.kpi.slug,
        kpi_name=placement.kpi.name,
        kind=placement.kpi.kind,
        target=((entry.target_printed if frozen else target and target.printed) or None),
        target_figure=target and Figure(target.kind, target.number, target.unit, target.text),
        answer=entry.answer,
        declared=entry.declared,
        not_rated_reason=entry.not_rated_reason,
        lead_reason=entry.lead_reason,
        progress=entry.note,
        home=home,
        previous_declared=before.declared if before else "",
        **figures,
        comparators=comparators_of(placement, case, material),
        **verdict_of(placement, case),
    )
    return line, case


def _target(placement: Placement, entry: Entry, frozen: bool, material: Material) -> Target | None:
    """The target in force; of a frozen line the one it prints, replaced since or not."""
    targets = material.targets[placement.id]
    target = target_for(targets, material.quarter.period)
    if not frozen or (target.printed if target else "") == entry.target_printed:
        return target
    known = [*targets, *material.replaced[placement.id]]
    return next((item for item in known if item.printed == entry.target_printed), None)


def _was_forecast(figures: dict, before: Entry | None) -> bool:
    """Whether it is a date kept from an earlier quarter, in which it was not judged done."""
    figure = figures.get("figure")
    is_kept = figures.get("carried_forward", False) and figure and Kind(figure.kind).is_time
    return bool(is_kept) and before is not None and before.computed != Status.GREEN


def _figures_of(
    placement: Placement, entry: Entry, home: Home | None, frozen: bool, material: Material
) -> dict:
    if home is None:
        before = _figure_before(placement, material)
        if before and keeps_last(entry) and not frozen:
            before = _as_corrected(before, material.observations[placement.kpi_id])
        return _figures(entry, before, frozen, material.earlier)
    if placement.kpi_id in material.homes:
        return _away_figures(placement, material)
    return _known_figures(placement, material)


def printed_figure(entry: Entry) -> str:
    """An entry's figure as it is printed; one that is not applicable says so."""
    none = "n/a" if entry.answer == Answer.NOT_APPLICABLE else ""
    return entry.figure_printed or entry.figure or none


def keeps_last(entry: Entry) -> bool:
    """Whether its figure is last quarter's, not typed again."""
    return entry.answer == Answer.NO_NEW_FIGURE and not entry.figure


def _figure_before(placement: Placement, material: Material) -> Entry | None:
    """The entry that held the KPI's figure last time: away from home, the home's."""
    own = material.previous.get(placement.id)
    if own is not None and placement.is_home:
        return own
    return material.previous_homes.get(placement.kpi_id, own)


def _figures(entry: Entry, before: Entry | None, frozen: bool, earlier: Earlier) -> dict:
    """The figure as printed and understood, its period, and whether it is last time's.

    Once `frozen`, the entry itself holds what it kept. Where it kept what `earlier` leaves out, it
    prints nothing.
    """
    source = entry
    if keeps_last(entry):
        if not frozen:
            source = before or entry
        elif not (earlier.is_kept_from or _prints_the_same(entry, before)):
            source = Entry(answer=entry.answer)
    return {
        "achieved": (printed_figure(source) or None),
        "certainty": source.certainty,
        "previous_achieved": (before and printed_figure(before)) or None,
        "figure": Figure(source.kind, source.number, source.unit, source.text)
        if source.kind
        else None,
        "period": _period(source),
        "carried_forward": _is_carried_forward(entry, before),
    }


def _as_corrected(before: Entry, observations: list[Observation]) -> Entry:
    """The earlier entry with the value now on record for its time, where that was corrected."""
    time = (before.period_kind, before.period_starts, before.period_ends)
    for item in observations:
        is_other = (item.value, item.certainty) != (before.number, before.certainty)
        if (item.period_kind, item.starts, item.ends) == time and is_other:
            corrected = copy(before)
            corrected.figure_printed, corrected.number = item.printed, item.value
            corrected.unit, corrected.certainty = item.unit or before.unit, item.certainty
            return corrected
    return before


def _prints_the_same(entry: Entry, before: Entry | None) -> bool:
    return before is not None and printed_figure(entry) == printed_figure(before)


def _is_carried_forward(entry: Entry, before: Entry | None) -> bool:
    """No new figure, or the same value for the same period as last time (DESIGN 3.2)."""
    if entry.answer == Answer.NO_NEW_FIGURE:
        return True
    return (
        before is not None
        and bool(entry.period_kind)
        and (entry.period_kind, entry.period_starts, entry.period_ends)
        == (before.period_kind, before.period_starts, before.period_ends)
        and (entry.kind, entry.number, entry.text) == (before.kind, before.number, before.text)
    )


def _period(entry: Entry) -> DataPeriod | None:
    if not entry.period_kind:
        return None
    return DataPeriod(
        PeriodKind(entry.period_kind),
        entry.period_starts,
        entry.period_ends,
        entry.period_label,
        entry.period_inferred,
    )


def _home(placement: Placement, material: Material) -> Home | None:
    """Where the figure is entered, and how far its return is as far as the reader may know."""
    home = material.homes.get(placement.kpi_id)
    if home is None:
        return _home_elsewhere(placement, material)
    submission = material.submissions.get(home.sub_strand_id)
    level = material.levels.get(home.sub_strand_id, Level.NONE)
    known = submission is not None and submission.is_received and level >= Level.STATE
    return Home(
        slug=home.sub_strand.slug,
        name=home.sub_strand.name,
        state=submission.state if known else ReturnState.NOT_STARTED,
    )


def _home_elsewhere(placement: Placement, material: Material) -> Home | None:
    """A home in another strategy: only what is settled there comes here, so it needs no state."""
    home = material.homes_elsewhere.get(placement.kpi_id)
    if home is None:
        return None
    name = f"{home.sub_strand.name}, {home.sub_strand.strategy.name}"
    return Home(slug="", name=name, state=ReturnState.PUBLISHED)


def _known_figures(placement: Placement, material: Material) -> dict:
    """The KPI's latest value that is on record, where another strategy reports it."""
    known: list[Observation] = material.observations[placement.kpi_id]
    if not known:
        return {"achieved": None}
    latest = known[-1]
    measure = measures.parse(latest.printed, unit=placement.kpi.unit)
    kind = measure.kind if measure and measure.kind.is_measured else measures.Kind.NUMBER
    return {
        "achieved": latest.printed,
        "certainty": latest.certainty,
        "figure": Figure(kind, latest.value, latest.unit, ""),
        "period": latest.period,
    }


def _away_figures(placement: Placement, material: Material) -> dict:
    """A shared KPI's figure away from home: the home's own, once its return has come."""
    home = material.homes[placement.kpi_id]
    submission = material.submissions.get(home.sub_strand_id)
    entry, before = material.entries.get(home.id), _figure_before(home, material)
    readable = material.levels.get(home.sub_strand_id, Level.NONE) >= Level.READ
    if not (readable and entry and submission.is_received and has_come_in(submission)):
        return {
            "achieved": None,
            "previous_achieved": (before and printed_figure(before)) or None,
        }
    return _figures(entry, before, submission.state in FROZEN, material.earlier)


def has_come_in(submission: Submission) -> bool:
    """Whether its return is out of its lead's hands."""
    return ReturnState(submission.state).has_come_in
