"""Reads from the database all that a pack is made from, in a fixed number of queries.

A final pack says what its quarter's edition says and nothing else; a draft holds what has been
submitted. What is made here is a value: the document, and what a stored pack keeps, come from it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.db.models import OuterRef, Subquery

from objectives.days import in_words
from objectives.models import KPI, Strategy, Target
from objectives.plan import KPIKind, Style
from objectives.rag import Status
from reporting import kpi_words, matters, quarter_report
from reporting.access import Reader
from reporting.briefing import material_json
from reporting.briefing.material import (
    Asked,
    Counts,
    Definition,
    Material,
    Standings,
    TargetReason,
)
from reporting.briefing.terms import Terms, Texts
from reporting.meeting import Item, Meeting
from reporting.models import Edition, GovernanceDate, Pack, PackFile, Quarter
from reporting.report import GovernanceDate as ReportedDate
from reporting.report import QuarterReport, SubStrandReport
from reporting.report_json import checksum

QUARTERS = 8  # in the picture of the statuses, this one included


class PackAltered(Exception):
    """A stored pack, or a file of it, is not what was made: nothing may be told from it."""


def material(
    quarter: Quarter,
    terms: Terms,
    *,
    made_on: date,
    reader: Reader | None = None,
    number: int = 1,
    is_final: bool = False,
    since: Pack | None = None,
) -> Material:
    """All that a pack of this quarter is made from.

    `since` is the final pack by which its reader was last briefed; without one it is the edition of
    the published quarter before. A final pack needs an edition: raises Edition.DoesNotExist.
    """
    report = _report(quarter, reader, is_final=is_final)
    earlier = _editions_before(quarter)
    last = content_of(since) if since else None
    before, words = _briefed_by(since, last, earlier)
    meeting = matters.for_briefing(quarter, is_final=is_final)
    slugs = list(dict.fromkeys(line.kpi_slug for _, line in report.lines()))
    return Material(
        report=report,
        terms=_of_what_is_in(terms, report),
        made_on=made_on,
        number=number,
        is_final=is_final,
        council=settings.COUNCIL_NAME,
        since=before,
        since_words=words,
        over_quarters=_over_quarters(report, earlier, terms),
        wanted=_wanted(meeting),
        answered=_answered(meeting, _told(quarter, since, last)),
        target_reasons=_target_reasons(quarter, slugs),
        definitions=_definitions(slugs),
        next_dates=_next_dates(quarter),
    )


def _report(quarter: Quarter, reader: Reader | None, *, is_final: bool) -> QuarterReport:
    if is_final:
        return quarter_report.latest_edition(quarter)
    if reader is None:
        return quarter_report.for_export(quarter)
    return quarter_report.for_reader(quarter, reader, drafts=False)


def _of_what_is_in(terms: Terms, report: QuarterReport) -> Terms:
    """Without wordings for returns that are not in the report: those are nobody's to read yet."""
    held = {part.slug for part in report.received}
    wordings = {slug: text for slug, text in terms.wordings.items() if slug in held}
    return replace(terms, wordings=wordings)


# --- The quarters before ------------------------------------------------------------------------


def _editions_before(quarter: Quarter) -> list[QuarterReport]:
    """What the latest editions of the quarters before say, the latest quarter first. One query."""
    newest = Edition.objects.filter(quarter=OuterRef("quarter")).order_by("-number")
    editions = Edition.objects.filter(
        quarter__in=Quarter.objects.published(),
        quarter__strategy=quarter.strategy_id,
        quarter__period__lt=quarter.period,
        number=Subquery(newest.values("number")[:1]),
    ).select_related("quarter")
    latest = editions.order_by("-quarter__period")[: QUARTERS - 1]
    return [quarter_report.report_of(edition) for edition in latest]


def content_of(pack: Pack) -> Material:
    """What a stored pack was made from. Raises PackAltered."""
    if checksum(pack.content) != pack.checksum:
        raise PackAltered(f"Pack {pack.number} was altered.")
    return material_json.from_text(pack.content)


def bytes_of(file: PackFile) -> bytes:
    """A stored file as it was made. Raises PackAltered."""
    content = bytes(file.content)
    if sha256(content).hexdigest() != file.checksum:
        raise PackAltered(f"The {file.format} file of a pack was altered.")
    return content


def _briefed_by(
    pack: Pack | None, last: Material | None, earlier: list[QuarterReport]
) -> tuple[QuarterReport | None, str]:
    """The report by which the reader was last briefed, and which that was, in words."""
    if last is not None:
        return last.report, f"pack {pack.number} of {_edition_words(last.report)}"
    return (earlier[0], _edition_words(earlier[0])) if earlier else (None, "")


def _edition_words(report: QuarterReport) -> str:
    """ "Q1 2023/24, edition 1, published on 28 November 2023"."""
    day = f", published on {in_words(report.published_on)}" if report.published_on else ""
    return f"{report.quarter.name}, edition {report.edition}{day}"


def _over_quarters(
    report: QuarterReport, earlier: list[QuarterReport], terms: Terms
) -> tuple[Standings, ...]:
    return tuple(_standings(item, terms.objective) for item in [*reversed(earlier), report])


def _standings(report: QuarterReport, objective: str) -> Standings:
    parts = [part for part in report.received if not objective or part.objective_slug == objective]
    by_figures = report.style == Style.METRICS
    lines = (line for part in parts for line in part.lines)
    said = (line.computed if by_figures else line.declared for line in lines)
    return Standings(
        report.quarter.name,
        kpis=_counts(said),
        sub_strands=Counts() if by_figures else _counts(map(_overall, parts)),
    )


def _overall(part: SubStrandReport) -> str:
    return part.overall


def _counts(statuses: Iterable[str]) -> Counts:
    found = Counter(Status(item) if item else Status.NOT_RATED for item in statuses)
    return Counts(**{status.value: found[status] for status in Status})


# --- What was asked -----------------------------------------------------------------------------


def _wanted(meeting: Meeting) -> tuple[Asked, ...]:
    found = (*meeting.arising, *meeting.actions, *meeting.questions)
    return tuple(_asked(item) for item in found if item.is_open)


def _told(quarter: Quarter, since: Pack | None, last: Material | None) -> set[Asked]:
    """The answers that the reader was given: in the last pack, and in those shortly before it.

    No answer belongs to more than two quarters that follow each other. One query.
    """
    if since is None:
        return set()
    packs = Pack.objects.filter(
        quarter__strategy=quarter.strategy_id,
        quarter__period__gte=since.quarter.period.previous,
        quarter__period__lte=quarter.period,
        is_final=True,
        audience=since.audience,
    ).exclude(pk=since.pk)
    found = [last, *map(content_of, packs)]
    of_reader = (item for item in found if item.terms.objective == last.terms.objective)
    return {answer for item in of_reader for answer in item.answered}


def _answered(meeting: Meeting, told: set[Asked]) -> tuple[Asked, ...]:
    """The answers that the reader has not been given yet."""
    found = (_asked(item) for item in meeting.answered)
    return tuple(item for item in found if item not in told)


def _asked(item: Item) -> Asked:
    return Asked(
        kind=item.kind.value,
        text=item.text,
        asked_by=item.asked_by,
        who=item.owner_post,
        due_on=item.due_on,
        outcome=item.outcome,
        closed_on=item.closed_on,
        sub_strand=item.sub_strand,
    )


# --- The plan -----------------------------------------------------------------------------------


def _target_reasons(quarter: Quarter, slugs: list[str]) -> tuple[TargetReason, ...]:
    """Why targets are what they are since they were replaced, the oldest change first."""
    found = Target.objects.filter(
        placement__kpi__slug__in=slugs,
        placement__sub_strand__strategy=quarter.strategy_id,
        supersedes__isnull=False,
        from_quarter__lte=quarter.period,
    ).order_by("from_quarter", "id")
    rows = found.values_list("placement__kpi__slug", "printed", "reason")
    return tuple(TargetReason(*row) for row in rows)


def _definitions(slugs: list[str]) -> tuple[Definition, ...]:
    held = {kpi.slug: kpi for kpi in KPI.objects.filter(slug__in=slugs)}
    return tuple(_definition(held[slug]) for slug in slugs if slug in held)


def _definition(kpi: KPI) -> Definition:
    is_measure = kpi.kind == KPIKind.MEASURE
    good = kpi_words.good(kpi.polarity, is_assumed=kpi.polarity_assumed, doubt=kpi.polarity_doubt)
    covers = kpi_words.covers(kpi.basis, is_assumed=kpi.basis_assumed)
    return Definition(
        slug=kpi.slug,
        name=kpi.name,
        definition=kpi.definition,
        source=kpi.source,
        unit=kpi.unit if is_measure else "",
        polarity=good if is_measure else "",
        covers=covers if is_measure else kpi_words.kind(kpi.kind),
    )


def _next_dates(quarter: Quarter) -> tuple[ReportedDate, ...]:
    found = GovernanceDate.objects.filter(
        quarter__strategy=quarter.strategy_id, quarter__period=quarter.period.next
    )
    rows = found.order_by("position", "id").values_list("kind", "date", "words")
    return tuple(ReportedDate(*row) for row in rows)


# --- The terms ----------------------------------------------------------------------------------


def standard_terms(quarter: Quarter) -> Terms:
    """The standard pack for the Cabinet Member, before anybody writes into it."""
    return Terms(texts=default_texts(quarter.strategy))


def default_texts(strategy: Strategy) -> Texts:
    """What a pack says until somebody writes something else.

    Nothing in it is of one quarter alone: the next one's pack starts as a copy of it.
    """
    name = strategy.name
    return Texts(
        purpose=f"To update the Cabinet Member on progress with the {name}.",
        recommendations=(
            f"That the Cabinet Member notes the progress against the {name} and gives feedback on "
            "it."
        ),
        background=(
            f"The {name} runs from {in_words(strategy.starts)} to {in_words(strategy.ends)}. "
            "Progress is reported every quarter."
        ),
        governance=_GOVERNANCE[Style(strategy.style)],
    )


_GOVERNANCE = {
    Style.RAG: (
        "Project leads report each sub-strand every quarter. The Economy Cell reviews the returns "
        "before the Cabinet Member is briefed and Overview and Scrutiny receives the report."
    ),
    Style.METRICS: (
        "Services report their figures every quarter. They are reviewed before the Cabinet Member "
        "is briefed and Overview and Scrutiny receives the report."
    ),
}
