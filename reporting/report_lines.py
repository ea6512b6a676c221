"""One KPI's line of the report: what it prints, from what the queries brought.

Reads nothing itself: `quarter_report` fills a `Material` once for the whole quarter.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from objectives.models import Placement, Target
from objectives.periods import DataPeriod, PeriodKind
from objectives.targets import target_for
from reporting.access import Level
from reporting.answers import Answer
from reporting.models import Entry, Quarter, Submission
from reporting.report import Figure, Home, Line
from reporting.workflow import ReturnState

#: Approved entries hold what they print; nothing of them is derived any more.
FROZEN = (ReturnState.APPROVED, ReturnState.PUBLISHED)


@dataclass(frozen=True)
class Earlier:
    """What counts as said before: of which quarter, and the returns in which states."""

    quarter: Quarter | None
    states: tuple[ReturnState, ...]
    # Off where a figure that approval kept may come from elsewhere, and be unpublished.
    is_kept_from: bool = True

    def submissions(self):
        return Submission.objects.filter(
            quarter=self.quarter, state__in=self.states, is_received=True
        )


@dataclass
class Material:
    """What the queries brought, keyed for building lines."""

    quarter: Quarter
    earlier: Earlier
    placements: dict[int, list[Placement]] = field(default_factory=lambda: defaultdict(list))
    targets: dict[int, list[Target]] = field(default_factory=lambda: defaultdict(list))
    entries: dict[int, Entry] = field(default_factory=dict)  # by placement
    previous: dict[int, Entry] = field(default_factory=dict)  # by placement
    previous_homes: dict[int, Entry] = field(default_factory=dict)  # by KPI
    homes: dict[int, Placement] = field(default_factory=dict)  # by KPI
    submissions: dict[int, Submission] = field(default_factory=dict)  # by sub-strand
    levels: dict[int, Level] = field(default_factory=dict)  # by sub-strand


def line_of(placement: Placement, frozen: bool, material: Material) -> Line:
    """The line of one placement; `frozen` once its return is approved."""
    entry = material.entries.get(placement.id) or Entry(placement=placement)
    before = material.previous.get(placement.id)
    target = target_for(material.targets[placement.id], material.quarter.period)
    home = None if placement.is_home else _home(placement, material)
    figures = (
        _away_figures(placement, material)
        if home
        else _figures(entry, _figure_before(placement, material), frozen, material.earlier)
    )
    return Line(
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
    )


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
        return None
    submission = material.submissions.get(home.sub_strand_id)
    level = material.levels.get(home.sub_strand_id, Level.NONE)
    known = submission is not None and submission.is_received and level >= Level.STATE
    return Home(
        slug=home.sub_strand.slug,
        name=home.sub_strand.name,
        state=submission.state if known else ReturnState.NOT_STARTED,
    )


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
