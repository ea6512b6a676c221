"""Prepares a strategy's statuses over the quarters that its grid shows."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from objectives.rag import RATED, Status
from reporting.charts.chart import Chart
from reporting.charts.statuses import statuses
from reporting.charts.wholes import DECLARED, TARGETS, Language, Whole
from reporting.dashboard import counted, joined
from reporting.models import Entry, Quarter, Submission
from reporting.report import SubStrandReport

_ID = "chart-statuses"


@dataclass(slots=True)
class Seen:
    """What a reader sees of a quarter: how many returns there are, and which of them they read."""

    total: int = 0
    read: list[int] = field(default_factory=list)

    def take(self, submission: Submission, *, is_in: bool) -> None:
        """Count a return; `is_in` where it has come and this person reads it."""
        self.total += 1
        if is_in:
            self.read.append(submission.id)


Printed = Mapping[int, Mapping[str, SubStrandReport]]  # by quarter and slug, what an edition says


def over_quarters(
    across: Sequence[Quarter], seen: Mapping[int, Seen], printed: Printed, *, by_figures: bool
) -> Chart | None:
    """How many KPIs had which status in the quarters `across`, oldest first. One query.

    Of a quarter that is `printed` the edition counts. Nobody declares a status where it goes
    `by_figures`: there figures are held against their targets.
    """
    said_in = "computed" if by_figures else "declared"
    counts = _counted([key for item in seen.values() for key in item.read], said_in)
    for key, parts in printed.items():
        counts[key] = Counter(
            _status(getattr(line, said_in)) for part in parts.values() for line in part.lines
        )
    language = TARGETS if by_figures else DECLARED
    found = [_whole(quarter, counts.get(quarter.id, Counter())) for quarter in across]
    return statuses(
        found,
        language,
        id=_ID,
        title="Targets met over the quarters" if by_figures else "Statuses over the quarters",
        note=" ".join([*_not_held(across, language), *_partly(across, seen, found)]),
    )


def _counted(returns: Sequence[int], said_in: str) -> dict[int, Counter]:
    found: dict[int, Counter] = {}
    entries = Entry.objects.filter(submission__in=returns).order_by()
    rows = entries.values_list("submission__quarter", said_in).annotate(Count("id"))
    for key, status, number in rows:
        found.setdefault(key, Counter())[_status(status)] += number
    return found


def _status(said: str) -> Status:
    return Status(said) if said in RATED else Status.NOT_RATED


def _whole(quarter: Quarter, counts: Counter) -> Whole:
    if counts:
        return Whole(quarter.period.name, counts)
    return Whole(quarter.period.name, {}, "none yet" if quarter.figures_held else "not held")


def _not_held(across: Sequence[Quarter], language: Language) -> Iterator[str]:
    """Which quarters have no column because their KPIs are not on record."""
    names = [quarter.period.name for quarter in across if not quarter.figures_held]
    if names:
        yield f"Of {joined(names)} only overall statuses are held, none of {language.noun}s."


def _partly(
    across: Sequence[Quarter], seen: Mapping[int, Seen], found: Sequence[Whole]
) -> Iterator[str]:
    """Which columns are not yet what they will be."""
    for quarter, whole in zip(across, found, strict=True):
        item = seen[quarter.id]
        if whole.total and len(item.read) < item.total:
            yield f"{whole.name} is {len(item.read)} of {counted(item.total, 'return')}."
