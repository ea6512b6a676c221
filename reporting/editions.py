"""The editions of a quarter: which of them somebody may read, and what each froze."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from django.db.models import F, Max
from django.http import Http404
from django.utils import timezone

from reporting.access import Reader
from reporting.models import Edition, Quarter
from reporting.quarter_report import report_of
from reporting.report import QuarterReport
from reporting.workflow import QuarterState


@dataclass(frozen=True, slots=True)
class Kept:
    """One edition, and the one that took its place; None while it is the latest."""

    edition: Edition
    successor: Edition | None

    @property
    def is_latest(self) -> bool:
        return self.successor is None

    @property
    def report(self) -> QuarterReport:
        """What it froze. Raises EditionAltered."""
        return report_of(self.edition)

    def stood_after(self, day: date) -> bool:
        """Whether it was the latest on any later day than `day`."""
        return self.successor is None or timezone.localdate(self.successor.published_at) > day


def kept(quarter: Quarter) -> list[Kept]:
    """All editions of the quarter, the oldest first. One query."""
    found = list(quarter.editions.order_by("number"))
    for edition in found:
        edition.quarter = quarter
    return [Kept(*pair) for pair in zip_longest(found, found[1:])]


def readable(quarter: Quarter, reader: Reader) -> list[Kept]:
    """The editions that this person may read, who may open the quarter.

    Those outside the strategy read what stood since the quarter is public: one that was replaced
    before then never was.
    """
    if quarter.state not in (QuarterState.PUBLISHED, QuarterState.REOPENED):
        return []
    if reader.belongs_to(quarter.strategy_id):
        return kept(quarter)
    return [item for item in kept(quarter) if item.stood_after(quarter.public_from)]


def readable_one(quarter: Quarter, reader: Reader, number: int) -> Kept:
    """The edition with that number, if this person may read it. Raises Http404."""
    for item in readable(quarter, reader):
        if item.edition.number == number:
            return item
    raise Http404("There is no such edition, or it is not yours to read.")


def latest_of(quarters: Collection[Quarter]) -> dict[int, QuarterReport]:
    """By quarter, what its latest edition froze; one query, none without quarters."""
    if not quarters:
        return {}
    by_id = {quarter.pk: quarter for quarter in quarters}
    latest = Edition.objects.filter(quarter__in=by_id).annotate(
        last=Max("quarter__editions__number")
    )
    found = {}
    for edition in latest.filter(number=F("last")):
        edition.quarter = by_id[edition.quarter_id]
        found[edition.quarter_id] = report_of(edition)
    return found
