"""What stands in the way of making a quarter public on a day: what it would tell too early."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from objectives.days import in_words
from objectives.plan import Series
from reporting import editions
from reporting.editions import Kept
from reporting.models import Observation, Quarter
from reporting.quarter_report import previous_published
from reporting.report import QuarterReport
from reporting.workflow import ReturnState

_MOST = 3  # named in one sentence


def obstacle(
    quarter: Quarter, day: date | None, *, replaced_on: date | None = None, changes: bool = True
) -> str:
    """Why the quarter can't be public from `day`, in a sentence or two; blank where it can.

    None takes the day back. `replaced_on` is when the latest edition is replaced, where another is
    being published: that one is made for the day. Without `changes` the day is what it was.
    """
    if day is None:
        return _printed_later(quarter, None) if changes else ""
    exposed = _exposed(quarter, day, replaced_on)
    return (
        _printed_before(quarter, day, exposed, is_published_now=replaced_on is not None)
        or (_printed_later(quarter, day) if changes else "")
        or _printed_from_elsewhere(quarter, day, exposed)
    )


def _exposed(quarter: Quarter, day: date, replaced_on: date | None) -> list[Kept]:
    """The editions that anybody could read."""
    return [
        item
        for item in editions.kept(quarter)
        if (replaced_on > day if item.is_latest and replaced_on else item.stood_after(day))
    ]


def _printed_before(
    quarter: Quarter, day: date, exposed: list[Kept], *, is_published_now: bool
) -> str:
    """The quarters whose statuses it prints as previous must be public by then."""
    periods = {item.report.previous_quarter for item in exposed} - {None}
    previous = list(Quarter.objects.filter(strategy=quarter.strategy_id, period__in=periods))
    if is_published_now and (last := previous_published(quarter)):
        previous.append(last)
    for earlier in sorted(previous, key=lambda item: item.period):
        if not earlier.is_public(day):
            return (
                f"{earlier.period.name}, whose statuses it prints as previous, "
                "is not public by then."
            )
    return ""


def _printed_later(quarter: Quarter, day: date | None) -> str:
    """A later quarter that is public, or will be, prints this one's statuses as previous."""
    later = Quarter.objects.filter(
        strategy=quarter.strategy_id, period__gt=quarter.period, public_from__isnull=False
    )
    if day is not None:
        later = later.filter(public_from__lt=day)
    for item in later.published().order_by("period"):
        printed = {kept.report.previous_quarter for kept in editions.kept(item)}
        if quarter.period in printed:
            return (
                f"{item.period.name}, which prints its statuses as previous, is public from "
                f"{in_words(item.public_from)}. Change that first."
            )
    return ""


# --- Figures of other strategies ----------------------------------------------------------------


def _printed_from_elsewhere(quarter: Quarter, day: date, exposed: list[Kept]) -> str:
    """A figure that another strategy makes public later, or not at all, must not come with it.

    An edition that was published for a day has none that was not public by then; one that was
    published without may. A day set since may have been there when it was frozen: what can't be
    told is taken to be printed.
    """
    for item in exposed:
        report = item.report
        later = [
            found
            for found in _not_public(quarter, report, item, day)
            if found.entry.submission.quarter.public_from or _is_printed(found, report)
        ]
        if later:
            return _words(item, later)
    return ""


def _not_public(quarter: Quarter, report: QuarterReport, item: Kept, day: date):
    """Values of other strategies' returns, known when it was published, that are not public."""
    at = "entry__submission"
    public = Q(
        **{
            f"{at}__state": ReturnState.PUBLISHED,
            f"{at}__is_received": True,
            f"{at}__quarter__public_from__lte": day,
        }
    )
    return (
        Observation.objects.filter(
            series=Series.COUNCIL,
            kpi__slug__in={line.kpi_slug for _, line in report.lines()},
            entry__isnull=False,
            ends__lte=quarter.period.ends,
            recorded_at__lte=item.edition.published_at,
        )
        .exclude(**{f"{at}__quarter__strategy": quarter.strategy_id})
        .exclude(public)
        .select_related("kpi", f"{at}__quarter__strategy")
        .order_by("id")
    )


def _is_printed(found: Observation, report: QuarterReport) -> bool:
    """Whether the report holds that very value, as a row's figure or among those before it."""
    value = (found.kpi.slug, found.period_kind, found.starts, found.ends, found.value)
    for _, line in report.lines():
        times = [(item.period, item.number) for item in line.earlier]
        if line.period and line.figure:
            times.append((line.period, line.figure.number))
        for time, number in times:
            if (line.kpi_slug, time.kind, time.starts, time.ends, number) == value:
                return True
    return False


def _words(item: Kept, later: list[Observation]) -> str:
    named = {}
    for found in later:
        source = found.entry.submission.quarter
        when = f"from {in_words(source.public_from)}" if source.public_from else "not public"
        named[f"{found.kpi.name} ({source.strategy.name}, {source.period.name}, {when})"] = None
    names = list(named)[:_MOST]
    rest = f" and {len(named) - _MOST} more" if len(named) > _MOST else ""
    way = "Choose a later day, or reopen the quarter and publish it again with the day you want."
    if not item.is_latest:
        replaced = in_words(timezone.localdate(item.successor.published_at))
        way = f"Choose a day on or after {replaced}, when that edition was replaced."
    return (
        f"Edition {item.edition.number} may print figures that are not public by then: "
        f"{', '.join(names)}{rest}. {way}"
    )
