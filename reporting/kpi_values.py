"""The values of a KPI as one reader may see them: what stands for each time, and what stood before.

Of a quarter that is being made again, those who have no hand in it read what its edition printed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from objectives.judging.case import Known
from objectives.measures import Kind
from objectives.models import KPI
from objectives.plan import Certainty, Series
from reporting.access import Reader
from reporting.answers import Answer
from reporting.models import Edition, Entry, Observation, Quarter
from reporting.readable import readable_observations
from reporting.report import Line, SubStrandReport
from reporting.workflow import ReturnState


@dataclass(frozen=True, slots=True)
class Origin:
    """The row of a return: where a figure was reported, or a status declared."""

    quarter: Quarter
    slug: str  # of the sub-strand
    name: str
    number: int
    is_published: bool = False  # the return is


@dataclass(frozen=True, slots=True)
class Version:
    """A value that came on record for a time, and how."""

    known: Known
    on: date
    unit: str = ""
    reason: str = ""  # why it took the place of the one before
    withdrawn: str = ""  # why it is off the record
    origin: Origin | None = None  # whose return reported it; None: a correction, or the record
    is_correction: bool = False
    source: str = ""
    is_settled: bool = True  # no return under way can change it


@dataclass(frozen=True, slots=True)
class Value:
    """What is on record of a series for one time: what stands, and what stood before it."""

    stands: Version
    before: tuple[Version, ...] = ()  # the oldest first, withdrawn ones too

    @property
    def known(self) -> Known:
        return self.stands.known

    @property
    def is_withdrawn(self) -> bool:
        """Nothing stands for this time any more."""
        return bool(self.stands.withdrawn)

    @property
    def origin(self) -> Origin | None:
        """The return that reported this time, though its figure may have been corrected since."""
        found = [item.origin for item in (*self.before, self.stands) if item.origin]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Frozen:
    """A row of an edition whose return is being made again."""

    origin: Origin
    part: SubStrandReport
    line: Line
    on: date  # published


def values_of(kpi: KPI, reader: Reader, frozen: list[Frozen]) -> dict[str, tuple[Value, ...]]:
    """By series, what this person may see on record of each time; oldest first."""
    chains = defaultdict(list)
    recorded = readable_observations(reader).filter(kpi=kpi)
    recorded = recorded.select_related("entry__submission", *_ORIGIN).order_by("id")
    for item in _without_unpublished(list(recorded), reader):
        chains[(item.series, item.period_kind, item.starts, item.ends)].append(_version(item))
    for item in filter(_is_measured, frozen):
        period = item.line.period
        time = (Series.COUNCIL.value, period.kind.value, period.starts, period.ends)
        _put_in(chains[time], _version_of_line(item))
    found = defaultdict(list)
    for (series, *_), chain in chains.items():
        found[series].append(_value(chain))
    return {series: tuple(sorted(items, key=_by_time)) for series, items in found.items()}


_ORIGIN = ("entry__submission__quarter__strategy", "entry__submission__sub_strand",
           "entry__placement")  # fmt: skip


def _put_in(chain: list[Version], printed: Version) -> None:
    """Let what an edition printed stand where it came: after older values, before corrections."""
    later = (
        at
        for at, item in enumerate(chain)
        if (item.on, item.is_correction) > (printed.on, printed.is_correction)
    )
    chain.insert(next(later, len(chain)), printed)


def _by_time(value: Value) -> tuple[date, date]:
    return (value.known.period.ends, value.known.period.starts)


def _value(chain: list[Version]) -> Value:
    """What stands is the last that was not withdrawn; the others were there before."""
    standing = [item for item in chain if not item.withdrawn]
    stands = standing[-1] if standing else chain[-1]
    return Value(stands, tuple(item for item in chain if item is not stands))


def _version(item: Observation) -> Version:
    entry = item.entry
    is_settled = entry is None or entry.submission.state == ReturnState.PUBLISHED
    return Version(
        known=item.known,
        on=timezone.localdate(item.recorded_at),
        unit=item.unit,
        reason=item.reason,
        withdrawn=item.withdrawn,
        origin=origin_of(entry) if entry else None,
        is_correction=entry is None and item.supersedes_id is not None,
        source=item.source,
        is_settled=is_settled,
    )


def origin_of(entry: Entry) -> Origin:
    """The row of the return that the entry is."""
    part = entry.submission.sub_strand
    return Origin(
        entry.submission.quarter,
        part.slug,
        part.name,
        entry.placement.number,
        entry.submission.state == ReturnState.PUBLISHED,
    )


def _is_measured(item: Frozen) -> bool:
    """Whether it printed a new figure of its own that is a value for a time."""
    line = item.line
    is_new = line.home is None and line.answer == Answer.NEW_FIGURE and bool(line.achieved)
    is_sure = line.certainty != Certainty.AWAITING_VALIDATION
    has_number = line.figure is not None and Kind(line.figure.kind).is_measured
    return is_new and is_sure and has_number and line.period is not None


def _version_of_line(item: Frozen) -> Version:
    line = item.line
    known = Known(line.figure.number, line.achieved, line.period, Certainty(line.certainty))
    return Version(known, item.on, unit=line.figure.unit, origin=item.origin, is_settled=False)


# --- What was never published -------------------------------------------------------------------


def _without_unpublished(recorded: list[Observation], reader: Reader) -> list[Observation]:
    """Without what a return said, approved, before it said something else and was published.

    That was for those who have to do with its strategy. At most one query.
    """
    later: dict[int, Observation] = {}  # by entry, what its return put on record next
    in_doubt: dict[Observation, Observation | None] = {}
    for item in reversed(recorded):
        if item.entry is None:
            continue
        following, later[item.entry_id] = later.get(item.entry_id), item
        is_gone = bool(item.withdrawn) or following is not None
        if is_gone and not reader.belongs_to(item.entry.submission.quarter.strategy_id):
            in_doubt[item] = following
    days = _published_at(in_doubt)
    return [
        item
        for item in recorded
        if item not in in_doubt or _was_printed(item, in_doubt[item], days)
    ]


def _published_at(items: Iterable[Observation]) -> dict[int, list[datetime]]:
    """By quarter, when its editions were published, the oldest first."""
    found = defaultdict(list)
    quarters = {item.entry.submission.quarter_id for item in items}
    if quarters:
        editions = Edition.objects.filter(quarter__in=quarters).order_by("number")
        for quarter, at in editions.values_list("quarter", "published_at"):
            found[quarter].append(at)
    return found


def _was_printed(
    item: Observation, following: Observation | None, days: dict[int, list[datetime]]
) -> bool:
    """Whether an edition came between it and what its return said next.

    Of what was withdrawn without a word in its place: whether its return says it still, or an
    edition came before the last one.
    """
    published = days[item.entry.submission.quarter_id]
    if following is not None:
        return any(item.recorded_at <= at < following.recorded_at for at in published)
    return _is_said_still(item) or any(item.recorded_at <= at for at in published[:-1])


def _is_said_still(item: Observation) -> bool:
    """Whether it is off the record for another reason than its return: a merge."""
    entry = item.entry
    own_time = (entry.period_kind, entry.period_starts, entry.period_ends)
    return (entry.number, *own_time) == (item.value, item.period_kind, item.starts, item.ends)
