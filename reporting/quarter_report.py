"""Builds the one `QuarterReport` of a quarter, for a scope, in a fixed number of queries.

Everything that shows a quarter starts here: pages, files, editions (DESIGN 6). A published
quarter is read from its edition and never derived again.
"""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from objectives.models import Placement, SubStrand, Target
from objectives.periods import DataPeriod, PeriodKind
from objectives.rag import RATED
from objectives.targets import target_for
from reporting.access import Level, Reader
from reporting.answers import Answer
from reporting.models import Edition, Entry, Quarter, Submission
from reporting.report import Figure, GovernanceDate, Home, Line, QuarterReport, SubStrandReport
from reporting.report_json import checksum, from_json
from reporting.workflow import QuarterState, ReturnState

LevelOf = Callable[[Submission], Level]

_FROZEN = (ReturnState.APPROVED, ReturnState.PUBLISHED)


class EditionAltered(Exception):
    """A stored edition is not the text that was published: nothing may be shown of it."""


def everything(submission: Submission) -> Level:
    """The scope of an edition: every return, as it stands."""
    return Level.READ


def only_submitted(level_of: LevelOf) -> LevelOf:
    """The same scope without drafts: what a file that leaves the portal may hold."""

    def level(submission: Submission) -> Level:
        allowed = level_of(submission)
        return allowed if _has_come_in(submission) else min(allowed, Level.STATE)

    return level


def for_reader(quarter: Quarter, reader: Reader, *, drafts: bool = True) -> QuarterReport:
    """The quarter as this reader may see it; `drafts` off leaves out what is not submitted.

    A published quarter comes from its latest edition, and so does a reopened one for those who
    have no part in the strategy.
    """
    settled = quarter.state == QuarterState.PUBLISHED or (
        quarter.state == QuarterState.REOPENED and not reader.belongs_to(quarter.strategy_id)
    )
    if settled:
        return latest_edition(quarter)

    def level_of(submission: Submission) -> Level:
        return reader.level(submission, quarter)

    return build(quarter, level_of if drafts else only_submitted(level_of))


def for_export(quarter: Quarter) -> QuarterReport:
    """The quarter as a command exports it: its edition, or all that has been submitted."""
    if quarter.state == QuarterState.PUBLISHED:
        return latest_edition(quarter)
    return build(quarter, only_submitted(everything))


def latest_edition(quarter: Quarter) -> QuarterReport:
    """The report that the quarter's latest edition froze. Raises EditionAltered."""
    edition = Edition.objects.filter(quarter=quarter).latest("number")
    if checksum(edition.report) != edition.checksum:
        raise EditionAltered(f"Edition {edition.number} of {quarter.period.name} was altered.")
    return from_json(json.loads(edition.report))


def build(quarter: Quarter, level_of: LevelOf) -> QuarterReport:
    """The report as it stands now, of what `level_of` lets through.

    Read consistently: if anything moved in the quarter meanwhile, it is read once more.
    """
    return _read_consistently(quarter, level_of, _approved_before(quarter))


def build_edition(quarter: Quarter) -> QuarterReport:
    """The whole report as an edition freezes it: of earlier quarters, only what was published.

    An edition may become public, and what was only approved before it must not with it.
    """
    return _read_consistently(quarter, everything, _published_before(quarter))


def _read_consistently(quarter: Quarter, level_of: LevelOf, earlier: "_Earlier") -> QuarterReport:
    before = _version(quarter)
    report = _read(quarter, level_of, earlier)
    return report if _version(quarter) == before else _read(quarter, level_of, earlier)


def _version(quarter: Quarter) -> int:
    return Quarter.objects.filter(pk=quarter.pk).values_list("version", flat=True)[0]


@dataclass(frozen=True)
class _Earlier:
    """What counts as said before: of which quarter, and the returns in which states."""

    quarter: Quarter | None
    states: tuple[ReturnState, ...]
    # Off where a figure that approval kept may come from elsewhere, and be unpublished.
    is_kept_from: bool = True

    def submissions(self):
        return Submission.objects.filter(
            quarter=self.quarter, state__in=self.states, is_received=True
        )


def _approved_before(quarter: Quarter) -> _Earlier:
    return _Earlier(previous_quarter(quarter), _FROZEN)


def _published_before(quarter: Quarter) -> _Earlier:
    earlier = previous_published(quarter)
    settled = earlier is not None and earlier.state == QuarterState.PUBLISHED
    is_kept_from = settled and earlier == previous_quarter(quarter)
    return _Earlier(earlier, (ReturnState.PUBLISHED,), is_kept_from)


@dataclass
class _Material:
    """What the queries brought, keyed for building lines."""

    quarter: Quarter
    earlier: _Earlier
    placements: dict[int, list[Placement]] = field(default_factory=lambda: defaultdict(list))
    targets: dict[int, list[Target]] = field(default_factory=lambda: defaultdict(list))
    entries: dict[int, Entry] = field(default_factory=dict)  # by placement
    previous: dict[int, Entry] = field(default_factory=dict)  # by placement
    previous_homes: dict[int, Entry] = field(default_factory=dict)  # by KPI
    homes: dict[int, Placement] = field(default_factory=dict)  # by KPI
    submissions: dict[int, Submission] = field(default_factory=dict)  # by sub-strand
    levels: dict[int, Level] = field(default_factory=dict)  # by sub-strand


def previous_quarter(quarter: Quarter) -> Quarter | None:
    """The strategy's last quarter before this one; a strategy may skip quarters."""
    return _before(quarter).first()


def previous_published(quarter: Quarter) -> Quarter | None:
    """The strategy's last published quarter before this one: what an edition compares with."""
    return _before(quarter).published().first()


def _before(quarter: Quarter):
    earlier = Quarter.objects.filter(strategy_id=quarter.strategy_id, period__lt=quarter.period)
    return earlier.newest_first()


def _read(quarter: Quarter, level_of: LevelOf, before: _Earlier) -> QuarterReport:
    submissions = _submissions(quarter)
    earlier = before.quarter
    earlier_overall = dict(before.submissions().values_list("sub_strand_id", "overall"))
    material = _gather(quarter, submissions, before)
    material.levels = {item.sub_strand_id: level_of(item) for item in submissions}
    earlier_is_known = earlier is not None and earlier.state == QuarterState.PUBLISHED
    return QuarterReport(
        strategy=quarter.strategy.slug,
        strategy_name=quarter.strategy.name,
        printed_title=quarter.strategy.printed_title,
        style=quarter.strategy.style,
        quarter=quarter.period,
        state=quarter.state,
        figures_held=quarter.figures_held,
        previous_quarter=earlier.period if earlier else None,
        version=quarter.version,
        governance_dates=tuple(
            GovernanceDate(item.kind, item.date, item.words)
            for item in quarter.governance_dates.all()
        ),
        sub_strands=tuple(
            _sub_strand(
                submission,
                earlier_overall.get(submission.sub_strand_id, "")
                if earlier_is_known or material.levels[submission.sub_strand_id] >= Level.READ
                else "",
                material,
            )
            for submission in submissions
        ),
    )


def lines_by_placement(submission: Submission) -> dict[int, Line]:
    """The lines of a return that is not approved yet, by placement: what approval freezes."""
    quarter = submission.quarter
    submissions = _submissions(quarter)
    material = _gather(quarter, submissions, _approved_before(quarter))
    material.levels = {item.sub_strand_id: everything(item) for item in submissions}
    placements = material.placements[submission.sub_strand_id]
    return {placement.id: _line(placement, False, material) for placement in placements}


def _submissions(quarter: Quarter) -> list[Submission]:
    return list(
        Submission.objects.filter(quarter=quarter)
        .select_related("sub_strand__objective", "submitted_by", "approved_by")
        .order_by("sub_strand__objective__position", "sub_strand__position", "sub_strand_id")
    )


def _gather(quarter: Quarter, submissions: list, earlier: _Earlier) -> _Material:
    material = _Material(quarter=quarter, earlier=earlier)
    material.submissions = {item.sub_strand_id: item for item in submissions}
    standing = Placement.objects.in_quarter(quarter.period)
    answered = Placement.objects.filter(  # retired since, but reported
        pk__in=Entry.objects.filter(submission__quarter=quarter).values("placement")
    )
    placements = (
        (standing | answered)
        .filter(sub_strand__in=material.submissions)
        .select_related("kpi", "sub_strand")
        .order_by("position", "id")
    )
    for placement in placements:
        material.placements[placement.sub_strand_id].append(placement)
        retired = placement.last_quarter and placement.last_quarter < quarter.period
        if placement.is_home and not retired:
            material.homes[placement.kpi_id] = placement
    for target in Target.objects.in_force(quarter.period).filter(
        placement__sub_strand__in=material.submissions
    ):
        material.targets[target.placement_id].append(target)
    for entry in Entry.objects.filter(submission__quarter=quarter):
        material.entries[entry.placement_id] = entry
    if earlier.quarter is not None:
        before = Entry.objects.filter(submission__in=earlier.submissions())
        for entry in before.select_related("placement"):
            material.previous[entry.placement_id] = entry
            if entry.placement.is_home:
                material.previous_homes[entry.placement.kpi_id] = entry
    return material


def _sub_strand(
    submission: Submission, previous_overall: str, material: _Material
) -> SubStrandReport:
    sub_strand = submission.sub_strand
    level = material.levels[sub_strand.id]
    readable = level >= Level.READ and submission.is_received
    lines = ()
    if readable and material.quarter.figures_held:
        frozen = submission.state in _FROZEN
        lines = tuple(
            _line(placement, frozen, material)
            for placement in material.placements[sub_strand.id]
            if not frozen or placement.id in material.entries
        )
    return SubStrandReport(
        slug=sub_strand.slug,
        name=sub_strand.name,
        objective=sub_strand.objective.name,
        objective_slug=sub_strand.objective.slug,
        state=submission.state if level >= Level.STATE else "",
        readable=level >= Level.READ,
        is_received=submission.is_received,
        overall=submission.overall if readable else "",
        previous_overall=previous_overall if previous_overall in RATED else "",
        commentary=submission.commentary if readable else "",
        lines=lines,
        **_posts(submission, sub_strand),
        **_sheet(sub_strand),
        **_dates(submission, readable),
    )


def _posts(submission: Submission, sub_strand: SubStrand) -> dict:
    return {
        "ses_lead": submission.ses_lead or sub_strand.ses_lead,
        "project_lead": submission.project_lead or sub_strand.project_lead,
    }


def _sheet(sub_strand: SubStrand) -> dict:
    return {
        "sheet_name": sub_strand.sheet_name or sub_strand.name[:31],
        "sheet_title": sub_strand.sheet_title or sub_strand.name,
        "sheet_note": sub_strand.sheet_note,
        "column_headings": tuple(sub_strand.column_headings),
        "rows_numbered": sub_strand.rows_numbered,
        "spare_rows": sub_strand.spare_rows,
    }


def _dates(submission: Submission, readable: bool) -> dict:
    if not readable:
        return {}
    return {
        "submitted_on": _day(submission.submitted_at),
        "submitted_by": _post(submission.submitted_by),
        "approved_on": _day(submission.approved_at),
        "approved_by": _post(submission.approved_by),
    }


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _post(person) -> str:
    """Who it was, by post: a report may become public, so it names nobody."""
    return person.job_title if person else ""


def _line(placement: Placement, frozen: bool, material: _Material) -> Line:
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


def _figure_before(placement: Placement, material: _Material) -> Entry | None:
    """The entry that held the KPI's figure last time: away from home, the home's."""
    own = material.previous.get(placement.id)
    if own is not None and placement.is_home:
        return own
    return material.previous_homes.get(placement.kpi_id, own)


def _figures(entry: Entry, before: Entry | None, frozen: bool, earlier: _Earlier) -> dict:
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


def _home(placement: Placement, material: _Material) -> Home | None:
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


def _away_figures(placement: Placement, material: _Material) -> dict:
    """A shared KPI's figure away from home: the home's own, once its return has come."""
    home = material.homes[placement.kpi_id]
    submission = material.submissions.get(home.sub_strand_id)
    entry, before = material.entries.get(home.id), _figure_before(home, material)
    readable = material.levels.get(home.sub_strand_id, Level.NONE) >= Level.READ
    if not (readable and entry and submission.is_received and _has_come_in(submission)):
        return {
            "achieved": None,
            "previous_achieved": (before and printed_figure(before)) or None,
        }
    return _figures(entry, before, submission.state in _FROZEN, material.earlier)


def _has_come_in(submission: Submission) -> bool:
    return ReturnState(submission.state).has_come_in
