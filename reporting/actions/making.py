"""What a quarter's acts are made of: its returns, their rows, its edition.

Parts of acts, not acts: they judge and record nothing, and are called inside one that does, in its
transaction (publishing, opening, loading).
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from objectives.models import Placement, SubStrand
from reporting.models import Edition, Entry, Quarter, Submission
from reporting.quarter_report import build_edition
from reporting.report import QuarterReport
from reporting.report_json import canonical_text, checksum


def freeze(*, quarter: Quarter, by: User | None, now: datetime, reason: str = "") -> Edition:
    """Store the next edition of a quarter that has just been published."""
    number = Edition.objects.filter(quarter=quarter).count() + 1
    day, post = timezone.localdate(now), by.job_title if by else ""
    report = build_edition(quarter).with_edition(number, day, post)
    text = canonical_text(report)
    _keep_computed(quarter, report)
    return Edition.objects.create(
        quarter=quarter,
        number=number,
        reason=reason,
        published_at=now,
        published_by=by,
        checksum=checksum(text),
        report=text,
    )


def _keep_computed(quarter: Quarter, report: QuarterReport) -> None:
    """What the figures say in the edition, onto the entries: it is asked across quarters."""
    computed = {
        (part.slug, line.kpi_slug): line.computed for part in report.received for line in part.lines
    }
    changed = []
    entries = Entry.objects.filter(submission__quarter=quarter)
    for entry in entries.select_related("submission__sub_strand", "placement__kpi"):
        key = entry.submission.sub_strand.slug, entry.placement.kpi.slug
        if entry.computed != computed.get(key, ""):
            entry.computed = computed.get(key, "")
            changed.append(entry)
    Entry.objects.bulk_update(changed, ["computed"])


def make_returns(quarter: Quarter) -> list[Submission]:
    """A return for each sub-strand of a quarter that opens, with an entry for each placement.

    What an upcoming quarter has of them already stays as it is.
    """
    absent = SubStrand.objects.filter(strategy=quarter.strategy).exclude(
        submissions__quarter=quarter
    )
    Submission.objects.bulk_create(
        Submission(quarter=quarter, sub_strand=sub_strand) for sub_strand in absent
    )
    submissions = list(Submission.objects.filter(quarter=quarter))
    make_entries(quarter, submissions)
    return submissions


def make_entries(quarter: Quarter, submissions: Iterable[Submission]) -> list[Entry]:
    """An entry in these returns of the quarter for each current placement that has none."""
    if not quarter.figures_held:
        return []
    by_sub_strand = {item.sub_strand_id: item for item in submissions}
    placements = (
        Placement.objects.in_quarter(quarter.period)
        .filter(sub_strand__in=by_sub_strand)
        .exclude(entries__submission__quarter=quarter)
    )
    return Entry.objects.bulk_create(
        Entry(submission=by_sub_strand[item.sub_strand_id], placement=item) for item in placements
    )
