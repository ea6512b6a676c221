"""What a published quarter printed and the record has since corrected; and where to correct it.

An edition keeps what it said. What is on record for its data periods now are observations.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from objectives.days import in_words
from objectives.measures import Kind
from objectives.models import KPI, Placement
from objectives.plan import Certainty, Series
from reporting import same
from reporting.access import Level, Reader
from reporting.models import Merging, Observation, Quarter
from reporting.report import Line, QuarterReport
from reporting.workflow import ReturnState

Place = tuple[str, int]  # a line of a report: its sub-strand's slug and the KPI's number there
_Time = tuple  # which value of which KPI: its slug, and the kind, start and end of the data period


@dataclass(frozen=True, slots=True)
class Corrected:
    """A published figure whose value on record is another now, or is certain now."""

    printed: str  # the value now on record
    on: date
    reason: str
    is_provisional: bool = False
    is_confirmation: bool = False  # the same value; it was not certain when it was published

    @property
    def words(self) -> str:
        """ "Since corrected to 38, on 12 February 2024. Two events were counted twice." """
        if self.is_confirmation:
            return f"Since confirmed, on {in_words(self.on)}.{self._because}"
        value = f"{self.printed} (provisional)" if self.is_provisional else self.printed
        return f"Since corrected to {value}, on {in_words(self.on)}.{self._because}"

    @property
    def _because(self) -> str:
        """The reason as sentences of their own; its words stay as they were typed."""
        if not self.reason:
            return ""
        end = "" if self.reason[-1] in ".!?" else "."
        return f" {self.reason[0].upper()}{self.reason[1:]}{end}"


# --- What was corrected -------------------------------------------------------------------------


def since_published(
    quarter: Quarter, report: QuarterReport, reader: Reader
) -> dict[Place, Corrected]:
    """By (sub-strand slug, KPI number), the report's figures that were corrected since.

    Empty unless the report is an edition. Three queries. What a later return corrected counts only
    once it is published, for those who may not read that return.
    """
    if report.edition is None:
        return {}
    published_at = quarter.editions.values_list("published_at", flat=True).get(
        number=report.edition
    )
    lines = _measured(report)
    chains = _chains(lines.values())
    found = {
        place: _since(line, chains[_time_of_line(line)], published_at, reader)
        for place, line in lines.items()
    }
    return {place: corrected for place, corrected in found.items() if corrected}


def summary(found: Mapping[Place, Corrected]) -> str:
    """For the quarter's page: "1 figure has been corrected since." Blank where none has."""
    counts = Counter(item.is_confirmation for item in found.values())
    said = [
        f"{counts[is_confirmation]} {_have(counts[is_confirmation], noun)} been {verb} since."
        for is_confirmation, noun, verb in (
            (False, "figure", "corrected"),
            (True, "provisional figure", "confirmed"),
        )
        if counts[is_confirmation]
    ]
    return " ".join(said)


def _have(count: int, noun: str) -> str:
    return f"{noun} has" if count == 1 else f"{noun}s have"


def history(observation: Observation) -> list[Observation]:
    """Every value that was ever on record for the same data period: what stands, then the newest.

    What stands need not be the newest: that may have been withdrawn.
    """
    return list(
        Observation.objects.filter(
            kpi=observation.kpi_id,
            series=observation.series,
            period_kind=observation.period_kind,
            starts=observation.starts,
            ends=observation.ends,
        )
        .select_related("recorded_by", "supersedes", "entry__submission__quarter")
        .order_by("-is_current", "-id")
    )


def _measured(report: QuarterReport) -> dict[Place, Line]:
    """The lines that print a measured figure whose time is known: those that have observations."""
    return {
        (part.slug, line.number): line
        for part, line in report.lines()
        if line.period and line.figure and Kind(line.figure.kind).is_measured
    }


def _chains(lines: Iterable[Line]) -> dict[_Time, list[Observation]]:
    """All values of these KPIs for these data periods, superseded ones too, in order."""
    lines = list(lines)
    slugs = {line.kpi_slug for line in lines}
    mergings = _mergings(slugs)
    recorded = Observation.objects.filter(
        series=Series.COUNCIL,
        withdrawn="",
        kpi__slug__in=slugs | {same.stands_for(item.kept).slug for item in mergings.values()},
        starts__in={line.period.starts for line in lines},
        ends__in={line.period.ends for line in lines},
    ).select_related("kpi", "entry__submission__quarter", "entry__submission__sub_strand")
    chains = defaultdict(list)
    for item in recorded.order_by("id"):
        chains[_time_of(item)].append(item)
    for line in lines:
        if line.kpi_slug in mergings:
            chains[_time_of_line(line)] = _came_with(mergings[line.kpi_slug], line, chains)
    return chains


def _mergings(slugs: Collection[str]) -> dict[str, Merging]:
    """Those of these KPIs, by slug, that another stands for since. One query."""
    found = Merging.objects.filter(absorbed__slug__in=slugs, undone_at=None)
    found = found.select_related("absorbed", "kept__merged_into")
    return {item.absorbed.slug: item for item in found}


def _came_with(
    merging: Merging, line: Line, chains: Mapping[_Time, list[Observation]]
) -> list[Observation]:
    """What a line of a merged KPI printed, and what was corrected of it since.

    Nothing where the other KPI's own figure stands for that time: it corrects none.
    """
    slug = same.stands_for(merging.kept).slug
    chain = chains.get((slug, *_time_of_line(line)[1:]), [])
    return chain if chain and chain[0].pk in merging.figures else []


def _time_of(item: Observation) -> _Time:
    return (item.kpi.slug, item.period_kind, item.starts, item.ends)


def _time_of_line(line: Line) -> _Time:
    return (line.kpi_slug, line.period.kind, line.period.starts, line.period.ends)


def _since(
    line: Line, chain: list[Observation], published_at: datetime, reader: Reader
) -> Corrected | None:
    """What the reader may know of what came on record after the edition was published."""
    later = [
        item
        for at, item in enumerate(chain)
        if _came_at(item) > published_at and _may_read(item, chain[:at], reader)
    ]
    if not later:
        return None
    latest = later[-1]
    is_final = latest.certainty == Certainty.FINAL
    same_value = latest.value == line.figure.number
    if same_value and (line.certainty == Certainty.FINAL or not is_final):
        return None
    # A return that confirms says no more than that it does.
    says_why = not (same_value and latest.entry_id)
    return Corrected(
        printed=latest.printed,
        on=timezone.localdate(latest.recorded_at),
        reason=latest.reason if says_why else "",
        is_provisional=latest.certainty == Certainty.PROVISIONAL,
        is_confirmation=same_value,
    )


def _came_at(item: Observation) -> datetime:
    """When it came on record: a return's value, dated as it was submitted, once approved."""
    approved_at = item.entry and item.entry.submission.approved_at
    return max(item.recorded_at, approved_at) if approved_at else item.recorded_at


def _may_read(item: Observation, before: list[Observation], reader: Reader) -> bool:
    """A value of a return is for those who may read that return; a correction for those who may
    open the quarter that reported what it corrects; any other is everybody's."""
    if item.entry is not None:
        submission = item.entry.submission
        return submission.is_received and reader.level(submission, submission.quarter) >= Level.READ
    reported = next((earlier for earlier in reversed(before) if earlier.entry), None)
    if reported is None:
        return True
    quarter = reported.entry.submission.quarter
    return quarter.is_public(reader.on) or reader.belongs_to(quarter.strategy_id)


# --- Where to correct ---------------------------------------------------------------------------


def links(quarter: Quarter, report: QuarterReport, reader: Reader) -> dict[Place, str]:
    """By (sub-strand slug, KPI number), where this person corrects a figure of an edition.

    Empty for those who may correct none. At most four queries.
    """
    found = correctable(quarter, report, reader)
    return {place: address_of(quarter, *place) for place in found}


def address_of(quarter: Quarter, sub_strand: str, number: int) -> str:
    """The page on which that figure is corrected."""
    place = [quarter.strategy.slug, quarter.period, sub_strand, number]
    return reverse("reporting:figure_correct", args=place)


def correctable(
    quarter: Quarter, report: QuarterReport, reader: Reader
) -> dict[Place, Observation]:
    """The edition's figures that this person may correct, each with its value on record now."""
    found = on_record(quarter, report, reader)
    return {place: item for place, item in found.items() if not is_under_way(item)}


def is_under_way(item: Observation) -> bool:
    """Whether it is in a return that is not published: there it is changed, not corrected.

    A correction of it would be everybody's, and tell what the return does not tell them yet.
    """
    return item.entry is not None and item.entry.submission.state != ReturnState.PUBLISHED


def on_record(quarter: Quarter, report: QuarterReport, reader: Reader) -> dict[Place, Observation]:
    """Those of the edition's figures that are this person's to correct, as they are on record.

    Some may be under way: in a return that is not published yet.
    """
    if report.edition is None or quarter.strategy_id not in reader.strategy_ids:
        return {}
    lines = _measured(report)
    slugs = {line.kpi_slug for line in lines.values()}
    now = {slug: same.stands_for(item.kept).slug for slug, item in _mergings(slugs).items()}
    found = homes_of({now.get(slug, slug) for slug in slugs})
    homes = {
        slug: home
        for slug in slugs
        if (home := found.get(now.get(slug, slug)))
        and home.sub_strand.strategy_id == quarter.strategy_id
        and reader.corrects(home.sub_strand)
    }
    own = {
        place: line
        for place, line in lines.items()
        if line.kpi_slug in homes and homes[line.kpi_slug].sub_strand.slug == place[0]
    }
    current = _current(own.values()) if own else {}
    return {
        place: current[_time_of_line(line)]
        for place, line in own.items()
        if _time_of_line(line) in current
    }


def homes_of(kpi_slugs: Collection[str]) -> dict[str, Placement]:
    """Where the figures of these KPIs are entered now; of a retired KPI, where they were last."""
    homes = (
        Placement.objects.filter(is_home=True, kpi__slug__in=kpi_slugs)
        .select_related("kpi", "sub_strand__strategy")
        .order_by(F("last_quarter").asc(nulls_last=True), "id")
    )
    return {home.kpi.slug: home for home in homes}  # the last one of each counts


def home_of(kpi: KPI) -> Placement | None:
    """Where the KPI's figure is entered now, or was last."""
    return homes_of({kpi.slug}).get(kpi.slug)


def _current(lines: Iterable[Line]) -> dict[_Time, Observation]:
    chains = _chains(lines)
    return {time: item for time, chain in chains.items() for item in chain if item.is_current}
