"""An officer's acts on a whole quarter: publish it."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from accounts import audit
from accounts.models import User
from objectives.models import Placement, SubStrand
from reporting.access import Reader
from reporting.actions.refusals import Refused
from reporting.models import Edition, Entry, Quarter, Submission
from reporting.quarter_report import build, everything
from reporting.report_json import canonical_text, checksum
from reporting.workflow import QuarterState, ReturnState, may_publish


def not_approved(quarter: Quarter) -> list[Submission]:
    """The returns that publishing now would leave out, in printed order.

    Of a reopened quarter, those published before are in unless they were missing then too.
    """
    return list(
        Submission.objects.filter(quarter=quarter)
        .exclude(state=ReturnState.APPROVED)
        .exclude(state=ReturnState.PUBLISHED, is_received=True)
        .select_related("sub_strand")
        .order_by("sub_strand__objective__position", "sub_strand__position")
    )


@transaction.atomic
def publish(
    *,
    quarter: Quarter,
    without: Collection[str],
    by: User,
    now: datetime,
    public_from: date | None = None,
    reason: str = "",
) -> Edition:
    """Lock the quarter and store its edition.

    `without` are the slugs of the sub-strands that the officer accepts as "no return received".
    Raises PermissionDenied, and Refused if the quarter can't be published now, if others than
    those are missing (nobody publishes a gap unseen), or if a later edition has no reason.
    """
    _lock_returns(quarter)
    quarter = (
        Quarter.objects.select_for_update(of=("self",))
        .select_related("strategy")
        .get(pk=quarter.pk)
    )
    if not by.is_active or not Reader.of(by, now.date()).publishes(quarter.strategy_id):
        raise PermissionDenied("Officers publish.")
    if not may_publish(quarter.state):
        raise Refused("Nothing was changed: the quarter is not open, or it is published already.")
    missing = not_approved(quarter)
    if {item.sub_strand.slug for item in missing} != set(without):
        raise Refused("The returns have moved since you opened this page. Read the list again.")
    reason = reason.strip()
    if not reason and Edition.objects.filter(quarter=quarter).exists():
        raise Refused("Say why it is published again.")
    before = quarter.state
    Submission.objects.filter(pk__in=[item.pk for item in missing]).update(
        state=ReturnState.PUBLISHED, is_received=False, version=F("version") + 1
    )
    Submission.objects.filter(quarter=quarter, state=ReturnState.APPROVED).update(
        state=ReturnState.PUBLISHED, version=F("version") + 1
    )
    quarter.state = QuarterState.PUBLISHED
    quarter.version += 1
    quarter.public_from = public_from
    quarter.save()
    edition = freeze(quarter=quarter, by=by, now=now, reason=reason)
    audit.record(
        by=by,
        action="quarter.publish",
        subject=quarter,
        now=now,
        before={"state": before},
        after={
            "state": quarter.state,
            "edition": edition.number,
            "checksum": edition.checksum,
            "without": sorted(without),
            "public_from": public_from,
            "reason": reason,
        },
    )
    return edition


def _lock_returns(quarter: Quarter) -> None:
    """Before the quarter itself, as every move of a return does: else the two wait for each other.

    It also waits for a move that has begun, and lets none begin.
    """
    returns = Submission.objects.filter(quarter_id=quarter.pk).order_by("pk")
    list(returns.select_for_update().values_list("pk", flat=True))


def freeze(*, quarter: Quarter, by: User | None, now: datetime, reason: str = "") -> Edition:
    """Store the next edition of a quarter that has just been published."""
    number = Edition.objects.filter(quarter=quarter).count() + 1
    report = build(quarter, everything).with_edition(number, now.date(), by.job_title if by else "")
    text = canonical_text(report)
    return Edition.objects.create(
        quarter=quarter,
        number=number,
        reason=reason,
        published_at=now,
        published_by=by,
        checksum=checksum(text),
        report=text,
    )


def make_returns(quarter: Quarter) -> list[Submission]:
    """A return for each sub-strand of a quarter that opens, with an entry for each placement."""
    sub_strands = SubStrand.objects.filter(strategy=quarter.strategy)
    submissions = Submission.objects.bulk_create(
        Submission(quarter=quarter, sub_strand=sub_strand) for sub_strand in sub_strands
    )
    if quarter.figures_held:
        by_sub_strand = {item.sub_strand_id: item for item in submissions}
        placements = Placement.objects.in_quarter(quarter.period).filter(sub_strand__in=sub_strands)
        Entry.objects.bulk_create(
            Entry(submission=by_sub_strand[item.sub_strand_id], placement=item)
            for item in placements
        )
    return submissions
