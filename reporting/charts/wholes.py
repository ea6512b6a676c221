"""Wholes in parts: of several things, how many are Red, Amber, Green and not rated. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from objectives.rag import Status
from reporting.dashboard import counted, joined

#: From the foot, or the left, of a bar: what must be seen stands on the common line.
IN_ORDER = (Status.RED, Status.AMBER, Status.GREEN, Status.NOT_RATED)
_FEW = 3


@dataclass(frozen=True, slots=True)
class Language:
    """How statuses are called: as a heading, and of one thing and of several in a sentence."""

    noun: str
    labels: Mapping[Status, str]
    verbs: Mapping[Status, tuple[str, str]]
    tested: str = ""  # what has a verdict, where most may have none: "tested metric"


DECLARED = Language(
    "KPI",
    {status: status.label for status in IN_ORDER},
    {
        Status.RED: ("is Red", "are Red"),
        Status.AMBER: ("is Amber", "are Amber"),
        Status.GREEN: ("is Green", "are Green"),
        Status.NOT_RATED: ("is not rated", "are not rated"),
    },
)
TARGETS = Language(
    "metric",
    {
        Status.RED: "Missed",
        Status.AMBER: "Close",
        Status.GREEN: "Met",
        Status.NOT_RATED: "Not tested",
    },
    {
        Status.RED: ("misses its target", "miss their targets"),
        Status.AMBER: ("is close to its target", "are close to their targets"),
        Status.GREEN: ("meets its target", "meet their targets"),
        Status.NOT_RATED: ("is not tested", "are not tested"),
    },
    tested="tested metric",
)


@dataclass(frozen=True, slots=True)
class Whole:
    """One bar: a quarter or an objective, and how many of it have which status.

    `gap` is said in place of a bar where there is nothing to count: "not held".
    """

    name: str
    counts: Mapping[str, int]
    gap: str = ""

    @property
    def total(self) -> int:
        """How many there are in all."""
        return sum(self.counts[status] for status in IN_ORDER if status in self.counts)

    def of(self, status: Status) -> int:
        """How many of it have that status."""
        return self.counts.get(status, 0)


def present(wholes: Sequence[Whole]) -> list[Status]:
    """The statuses that any of them has."""
    return [status for status in IN_ORDER if any(whole.of(status) for whole in wholes)]


def table(
    first: str, wholes: Sequence[Whole], language: Language
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The headings and rows of the same as a table; `first` heads the names."""
    headings = (first, *(language.labels[status] for status in IN_ORDER), f"All {language.noun}s")
    rows = tuple((whole.name, *_cells(whole)) for whole in wholes if whole.total or whole.gap)
    return headings, rows


def _cells(whole: Whole) -> tuple[str, ...]:
    if not whole.total:
        return (whole.gap.capitalize(),) * (len(IN_ORDER) + 1)
    return (*(str(whole.of(status)) for status in IN_ORDER), str(whole.total))


def in_words(whole: Whole, language: Language) -> str:
    """ "2 Red, 3 Amber and 8 Green"."""
    return joined(f"{whole.of(status)} {_lower(status, language)}" for status in present([whole]))


def _lower(status: Status, language: Language) -> str:
    """Colours keep their capital, as everywhere."""
    label = language.labels[status]
    return label if label == status.label and status.is_rated else label.lower()


# --- Sentences ------------------------------------------------------------------------------------


def over_time(wholes: Sequence[Whole], language: Language) -> str:
    """The latest against the one before it: "In Q3 2023/24, 5 of 67 KPIs are Red, 1 more than in
    Q2 2023/24; 12 are Amber, 46 are Green and 4 are not rated."
    """
    drawn = [whole for whole in wholes if whole.total]
    latest, before = drawn[-1], drawn[-2] if len(drawn) > 1 else None
    number = latest.of(Status.RED)
    start = f"In {latest.name}, {_of_all(number, latest.total, language)} "
    start += language.verbs[Status.RED][number != 1]
    if before:
        start += f", {_than(number - before.of(Status.RED), before.name)}"
    rest = [status for status in present([latest]) if status != Status.RED]
    others = [f"{latest.of(one)} {language.verbs[one][latest.of(one) != 1]}" for one in rest]
    return f"{start}; {joined(others)}." if others else f"{start}."


def _of_all(number: int, total: int, language: Language) -> str:
    return f"{number or 'none'} of {counted(total, language.noun)}"


def _than(difference: int, name: str) -> str:
    if not difference:
        return f"as many as in {name}"
    return f"{abs(difference)} {'more' if difference > 0 else 'fewer'} than in {name}"


def by_place(wholes: Sequence[Whole], language: Language) -> str:
    """Where the worst of them are: "4 of 67 KPIs are Red: 3 in Housing and 1 in Net Zero."

    Whether a target is missed is said of those that are tested: "8 of 33 tested metrics".
    """
    total, noun = sum(whole.total for whole in wholes), language.noun
    worst = present(wholes)[0]
    if language.tested and worst != Status.NOT_RATED:
        total -= sum(whole.of(Status.NOT_RATED) for whole in wholes)
        noun = language.tested
    number = sum(whole.of(worst) for whole in wholes)
    verb = language.verbs[worst][number != 1]
    return f"{number} of {counted(total, noun)} {verb}: {_places(wholes, worst)}."


def _places(wholes: Sequence[Whole], status: Status) -> str:
    found = sorted(
        (whole for whole in wholes if whole.of(status)),
        key=lambda whole: -whole.of(status),
    )
    if len(found) == 1:
        return f"all in {found[0].name}" if found[0].of(status) > 1 else f"in {found[0].name}"
    said = [f"{whole.of(status)} in {whole.name}" for whole in found[:_FEW]]
    elsewhere = sum(whole.of(status) for whole in found[_FEW:])
    return joined([*said, f"{elsewhere} elsewhere"] if elsewhere else said)
