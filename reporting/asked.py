"""What a lead was asked of their figures and what they said, for whoever reads the return.

Derived as the return's own pages derive it. Only of returns that are in and not in an edition.
"""

from collections.abc import Iterable

from reporting.judged import Judged, judged_all, record_words
from reporting.models import Observation, Quarter, Submission
from reporting.report import QuarterReport, SubStrandReport
from reporting.report_material import FROZEN

Place = tuple[str, int]  # a line of a report: its sub-strand's slug and the KPI's number there


def asked(
    quarter: Quarter, report: QuarterReport, parts: Iterable[SubStrandReport]
) -> dict[Place, tuple[str, ...]]:
    """By place, the sentences for the lines of these parts of the report. A fixed number of
    queries; none for an edition, which keeps what it said."""
    slugs = {part.slug for part in parts if part.is_in and part.lines}
    if report.edition is not None or not slugs:
        return {}
    submissions = list(
        Submission.objects.filter(quarter=quarter, sub_strand__slug__in=slugs).select_related(
            "sub_strand"
        )
    )
    for submission in submissions:
        submission.quarter = quarter
    replaced = _replaced_by_approval(submissions)
    figures = judged_all(submissions)
    return {
        (submission.sub_strand.slug, row.line.number): words
        for submission in submissions
        for key, row in figures[submission.pk].items()
        if (words := tuple(_sentences(row, row.replaces or replaced.get(key, ""))))
    }


def _sentences(row: Judged, replaces: str) -> Iterable[str]:
    if replaces and row.correction_reason.strip():
        yield f"Replaces {replaces}: {row.correction_reason.strip()}"
    if row.question and row.is_confirmed:
        yield f"{row.question.removesuffix('. Is this right?')}: the lead says it is right."


def _replaced_by_approval(submissions: list[Submission]) -> dict[int, str]:
    """By placement, the figures that those of approved returns took the place of."""
    frozen = [submission for submission in submissions if submission.state in FROZEN]
    if not frozen:
        return {}
    found = Observation.objects.filter(entry__submission__in=frozen, supersedes__isnull=False)
    return {
        item.entry.placement_id: record_words(item.supersedes)
        for item in found.select_related("supersedes", "entry").order_by("-id")
        if item.supersedes.entry_id != item.entry_id and item.supersedes.value != item.value
    }
