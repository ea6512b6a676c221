"""Builds the one `QuarterReport` of a quarter, for a scope, in a fixed number of queries.

Everything that shows a quarter starts here: pages, files, editions (DESIGN 6). A published
quarter is read from its edition and never derived again.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from objectives.models import SubStrand
from objectives.rag import RATED
from reporting.access import Level, Reader
from reporting.models import Edition, Quarter, Submission
from reporting.report import GovernanceDate, Line, QuarterReport, SubStrandReport
from reporting.report_json import checksum, from_json
from reporting.report_lines import has_come_in, line_of
from reporting.report_material import FROZEN, Earlier, Material, gather
from reporting.report_statements import Statements, statements_of
from reporting.workflow import QuarterState, ReturnState

LevelOf = Callable[[Submission], Level]
ReturnsOf = Callable[[Quarter], list[Submission]]


class EditionAltered(Exception):
    """A stored edition is not the text that was published: nothing may be shown of it."""


def everything(submission: Submission) -> Level:
    """The scope of an edition: every return, as it stands."""
    return Level.READ


def only_submitted(level_of: LevelOf) -> LevelOf:
    """The same scope without drafts: what a file that leaves the portal may hold."""

    def level(submission: Submission) -> Level:
        allowed = level_of(submission)
        return allowed if has_come_in(submission) else min(allowed, Level.STATE)

    return level


def for_reader(quarter: Quarter, reader: Reader, *, drafts: bool = True) -> QuarterReport:
    """The quarter as this reader may see it; `drafts` off leaves out what is not submitted.

    A published quarter comes from its latest edition, and so does a reopened one for those who
    only read (`Reader.reads_edition_of`).
    """
    if reader.reads_edition_of(quarter):
        return latest_edition(quarter)

    def level_of(submission: Submission) -> Level:
        return reader.level(submission, quarter)

    before = _approved_before(quarter, is_settled=not reader.works_on(quarter.strategy_id))
    return _read_consistently(quarter, level_of if drafts else only_submitted(level_of), before)


def for_export(quarter: Quarter) -> QuarterReport:
    """The quarter as a command exports it: its edition, or all that has been submitted."""
    if quarter.state in (QuarterState.PUBLISHED, QuarterState.REOPENED):
        return latest_edition(quarter)
    return build(quarter, only_submitted(everything))


def latest_edition(quarter: Quarter) -> QuarterReport:
    """The report that the quarter's latest edition froze. Raises EditionAltered."""
    return report_of(quarter.editions.latest("number"))


def report_of(edition: Edition) -> QuarterReport:
    """The report that an edition froze. Raises EditionAltered."""
    if checksum(edition.report) != edition.checksum:
        name = edition.quarter.period.name
        raise EditionAltered(f"Edition {edition.number} of {name} was altered.")
    return from_json(json.loads(edition.report))


def build(quarter: Quarter, level_of: LevelOf) -> QuarterReport:
    """The report as it stands now, of what `level_of` lets through.

    Read consistently: if anything moved in the quarter meanwhile, it is read once more.
    """
    return _read_consistently(quarter, level_of, _approved_before(quarter))


def build_edition(quarter: Quarter) -> QuarterReport:
    """The whole report as an edition freezes it: of earlier quarters, only what was published.

    An edition may become public, and what was only approved before it must not with it. Before it
    is published it is what would be: without what is not approved.
    """
    report = _read_consistently(quarter, everything, _published_before(quarter), _as_published)
    return replace(report, state=QuarterState.PUBLISHED)


def _read_consistently(
    quarter: Quarter, level_of: LevelOf, earlier: Earlier, returns: ReturnsOf | None = None
) -> QuarterReport:
    returns = returns or _submissions
    before = _version(quarter)
    report = _read(quarter, level_of, earlier, returns(quarter))
    if _version(quarter) == before:
        return report
    return _read(quarter, level_of, earlier, returns(quarter))


def _version(quarter: Quarter) -> int:
    return Quarter.objects.filter(pk=quarter.pk).values_list("version", flat=True)[0]


def _approved_before(quarter: Quarter, *, is_settled: bool = False) -> Earlier:
    return Earlier(previous_quarter(quarter), FROZEN, is_settled=is_settled)


def _published_before(quarter: Quarter) -> Earlier:
    earlier = previous_published(quarter)
    settled = earlier is not None and earlier.state == QuarterState.PUBLISHED
    is_kept_from = settled and earlier == previous_quarter(quarter)
    return Earlier(earlier, (ReturnState.PUBLISHED,), is_kept_from, quarter.public_from)


def previous_quarter(quarter: Quarter) -> Quarter | None:
    """The strategy's last quarter before this one that opened; a strategy may skip quarters."""
    return _before(quarter).exclude(state=QuarterState.UPCOMING).first()


def previous_published(quarter: Quarter) -> Quarter | None:
    """The strategy's last published quarter before this one: what an edition compares with."""
    return _before(quarter).published().first()


def _before(quarter: Quarter):
    earlier = Quarter.objects.filter(strategy_id=quarter.strategy_id, period__lt=quarter.period)
    return earlier.newest_first()


def _read(
    quarter: Quarter, level_of: LevelOf, before: Earlier, submissions: list[Submission]
) -> QuarterReport:
    earlier = before.quarter
    earlier_overall = dict(before.submissions().values_list("sub_strand_id", "overall"))
    material = gather(quarter, submissions, before)
    material.levels = {item.sub_strand_id: level_of(item) for item in submissions}
    statements = statements_of(quarter)
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
                statements,
            )
            for submission in submissions
        ),
    )


def lines_of_quarter(quarter: Quarter) -> dict[int, dict[int, Line]]:
    """The lines of all the quarter's returns as they stand, by sub-strand and placement."""
    material = material_now(quarter)
    return {
        sub_strand: {
            placement.id: line_of(placement, False, material)
            for placement in material.placements[sub_strand]
        }
        for sub_strand in material.submissions
    }


def material_now(quarter: Quarter) -> Material:
    """What the lines of all the quarter's returns are made of as they stand."""
    submissions = _submissions(quarter)
    material = gather(quarter, submissions, _approved_before(quarter))
    material.levels = {item.sub_strand_id: everything(item) for item in submissions}
    return material


def _submissions(quarter: Quarter) -> list[Submission]:
    return list(
        Submission.objects.filter(quarter=quarter)
        .select_related("sub_strand__objective", "submitted_by", "approved_by")
        .order_by("sub_strand__objective__position", "sub_strand__position", "sub_strand_id")
    )


def _as_published(quarter: Quarter) -> list[Submission]:
    """The returns as publishing now would leave them; nothing is stored."""
    returns = _submissions(quarter)
    for item in returns:
        item.is_received = item.is_received and item.state in FROZEN
        item.state = ReturnState.PUBLISHED
    return returns


def _sub_strand(
    submission: Submission, previous_overall: str, material: Material, statements: Statements
) -> SubStrandReport:
    sub_strand = submission.sub_strand
    level = material.levels[sub_strand.id]
    readable = level >= Level.READ and submission.is_received
    lines = ()
    if readable and material.quarter.figures_held:
        frozen = submission.state in FROZEN
        lines = tuple(
            line_of(placement, frozen, material)
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
        statements=statements.of(sub_strand, is_readable=level >= Level.READ),
        **_posts(submission, sub_strand),
        **_sheet(sub_strand),
        **_dates(submission, readable),
        due_on=submission.due_on if level >= Level.STATE and _is_owed(submission) else None,
    )


def _is_owed(submission: Submission) -> bool:
    return ReturnState(submission.state).is_with_lead


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
