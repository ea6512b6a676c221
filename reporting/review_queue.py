"""What the Economy Cell challenges in a quarter: the exceptions by their weight, and the queue.

Pure functions over a `QuarterReport`. Each thing is told once, on the weightiest ground there is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from objectives.days import in_words, until
from objectives.plan import Style
from objectives.rag import Difference, Movement, Status
from reporting import dashboard, metrics
from reporting.dashboard import Item, counted
from reporting.metrics import Meaning, Metric
from reporting.report import Line, QuarterReport, SubStrandReport
from reporting.workflow import QuarterState, ReturnState


class Ground(StrEnum):
    """Why something should be challenged; the weightiest first."""

    RED = "red"
    WORSE = "worse"
    LATE = "late"
    STALE = "stale"
    UNEXPLAINED = "unexplained"

    @property
    def label(self) -> str:
        """As a heading over the things it holds for."""
        return _LABELS[self]


_LABELS = {
    Ground.RED: "Red",
    Ground.WORSE: "Worse than before",
    Ground.LATE: "Late",
    Ground.STALE: "Figures that are old",
    Ground.UNEXPLAINED: "Better than the figures say, without a reason",
}
_WEIGHT = {ground: weight for weight, ground in enumerate(Ground)}


@dataclass(frozen=True, slots=True)
class Challenge:
    """One thing to look at, and on which ground."""

    ground: Ground
    item: Item
    comes_first: bool = False  # among those of its ground


# --- The returns --------------------------------------------------------------------------------


def waiting(report: QuarterReport) -> list[SubStrandReport]:
    """The returns that wait for review, in the queue's order, which is the printed one."""
    return [part for part in report.received if ReturnState(part.state).is_with_reviewer]


def settled(report: QuarterReport) -> list[SubStrandReport]:
    """The returns that were reviewed."""
    return [part for part in report.received if not ReturnState(part.state).is_with_reviewer]


def others(report: QuarterReport) -> list[SubStrandReport]:
    """The returns that do not wait, those still owed first."""
    in_queue = {part.slug for part in waiting(report)}
    rest = [part for part in report.sub_strands if part.slug not in in_queue]
    return sorted(rest, key=lambda part: part.is_in)


def next_after(slug: str, order: Sequence[str], wanted: Iterable[str]) -> str | None:
    """Of the `wanted`, the first that comes after `slug` in `order`, from the start again at its
    end; None where there is no other."""
    at = order.index(slug)
    others = {item for item in wanted if item != slug}
    return next((item for item in (*order[at + 1 :], *order[:at]) if item in others), None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a return stands among those that wait, and what is before and after it."""

    number: int
    total: int
    previous: SubStrandReport | None
    next: SubStrandReport | None

    @property
    def words(self) -> str:
        """ "2 of 5 waiting for review"."""
        if self.total == 1:
            return "The only return waiting for review"
        return f"{self.number} of {self.total} waiting for review"


def place_of(report: QuarterReport, slug: str) -> Place | None:
    """The place of that sub-strand's return; None where it does not wait."""
    queue = waiting(report)
    for at, part in enumerate(queue):
        if part.slug == slug:
            before = queue[at - 1] if at else None
            after = queue[at + 1] if at + 1 < len(queue) else None
            return Place(at + 1, len(queue), before, after)
    return None


# --- What to challenge --------------------------------------------------------------------------


def challenges(parts: Iterable[SubStrandReport], style: str) -> list[Challenge]:
    """What these returns hold that should be challenged, by weight, then in printed order.

    Of what is Red, what got worse comes first; of the rest, what its figures call Red, or a metric
    that misses its target.
    """
    found = [item for part in parts for item in _of_part(part, style)]
    return by_weight(found)


def by_weight(found: Iterable[Challenge]) -> list[Challenge]:
    """The same, the weightiest first."""
    return sorted(found, key=lambda one: (_WEIGHT[one.ground], not one.comes_first))


def grouped(found: Iterable[Challenge]) -> dict[Ground, list[Item]]:
    """The things by ground, in the order of the grounds."""
    groups: dict[Ground, list[Item]] = {ground: [] for ground in Ground}
    for challenge in found:
        groups[challenge.ground].append(challenge.item)
    return {ground: items for ground, items in groups.items() if items}


def _of_part(part: SubStrandReport, style: str) -> Iterator[Challenge]:
    if style == Style.METRICS:
        for metric in metrics.of([part]):
            ground = _ground_of_metric(metric)
            if ground:
                item = _with_age(metrics.item_of(metric), metric.line)
                yield Challenge(ground, item, _metric_comes_first(metric))
        return
    ground = _ground_of_status(part.overall, part.movement)
    if ground:
        yield Challenge(ground, dashboard.part_item(part), _became_red(part.overall, part.movement))
    for line in part.lines:
        ground = _ground_of_line(line)
        if ground:
            item = _with_age(dashboard.line_item(part, line), line)
            yield Challenge(ground, item, _comes_first(line))


def _ground_of_line(line: Line) -> Ground | None:
    ground = _ground_of_status(line.declared, line.movement)
    if ground:
        return ground
    if line.stale:
        return Ground.STALE
    is_better = line.difference == Difference.BETTER_THAN_FIGURES
    return Ground.UNEXPLAINED if is_better and not line.lead_reason else None


def _comes_first(line: Line) -> bool:
    if line.declared == Status.RED:
        return _became_red(line.declared, line.movement)
    return line.difference == Difference.BETTER_THAN_FIGURES and line.computed == Status.RED


def _became_red(status: str, moved: Movement | None) -> bool:
    return status == Status.RED and moved == Movement.WORSE


def _ground_of_status(status: str, moved: Movement | None) -> Ground | None:
    if status == Status.RED:
        return Ground.RED
    return Ground.WORSE if moved == Movement.WORSE else None


def _metric_comes_first(metric: Metric) -> bool:
    computed = metric.line.computed
    is_worse = metric.meaning == Meaning.WORSE
    return is_worse if computed == Status.RED else computed == Status.AMBER


def _ground_of_metric(metric: Metric) -> Ground | None:
    """Nobody declares a status there; one that got worse and still meets its target is well."""
    computed = metric.line.computed
    if computed == Status.RED:
        return Ground.RED
    if metric.meaning == Meaning.WORSE and computed != Status.GREEN:
        return Ground.WORSE
    return Ground.STALE if metric.line.stale else None


def _with_age(item: Item, line: Line) -> Item:
    """The thing, saying too how old its figure is."""
    if not line.stale:
        return item
    said = (item.why.removesuffix("."), line.stale)
    return replace(item, why=". ".join(text for text in said if text))


def late(report: QuarterReport, *, on: date) -> list[Challenge]:
    """The returns that are still owed after their day, the longest overdue first."""
    return [
        Challenge(Ground.LATE, _late_item(part, day, on))
        for day, parts in dashboard.late(report, on=on).items()
        for part in parts
    ]


def _late_item(part: SubStrandReport, day: date, on: date) -> Item:
    return Item(
        status="",
        slug=part.slug,
        number=None,
        title=part.name,
        place=part.project_lead,
        why=f"Due on {in_words(day)}, {until(day, on=on)}",
    )


# --- The sentence -------------------------------------------------------------------------------


def sentence(report: QuarterReport, things: int, *, is_yours: bool) -> str:
    """What waits, what is owed, and how much there is to challenge."""
    many, owed = len(waiting(report)), len(dashboard.owed(report))
    if report.state == QuarterState.PUBLISHED:
        return "The quarter is published: nothing waits for review."
    if not many and not owed:
        return "Every return is approved." if report.received else "No return is asked for yet."
    whom = "you" if is_yours else "review"
    said = f"{counted(many, 'return')} {'waits' if many == 1 else 'wait'} for {whom}"
    if not many:
        said = "No return waits for review"
    if owed:
        said = f"{said}; {owed} {'is' if owed == 1 else 'are'} still owed"
    return f"{said}. {_things(many, things)}".strip()


def _things(many: int, things: int) -> str:
    if things:
        return f"{counted(things, 'thing')} to challenge."
    return "Nothing stands out." if many else ""
