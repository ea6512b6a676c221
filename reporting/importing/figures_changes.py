"""What a file of figures would change, and what is wrong with it, in words and as data.

Pure values: the plan fills them, the command prints them.
"""

from collections import Counter
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Why nothing of the file is loaded, and where in it; a whole file's has no line."""

    line: int | None
    column: str
    message: str

    @property
    def sentence(self) -> str:
        """With its place: "Line 5, Target: ..."."""
        place = ", ".join(filter(None, [self.line and f"Line {self.line}", self.column]))
        return f"{place}: {self.message}" if place else self.message


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a line changes: what it is, what stood there, what will stand there."""

    line: int | None
    code: str
    what: str
    old: str
    new: str
    kind: str = ""  # by which changes are counted: "figure", "target"

    @property
    def sentence(self) -> str:
        """Old and new side by side: "Target for 2024/25: 90 → 92"."""
        return f"{self.what}: {self.old or 'nothing'} → {self.new}"


def counts(changes: list[Change]) -> dict[str, int]:
    """How much of what: {"KPIs": 33, "figures": 33}."""
    found = Counter(item.kind for item in changes)
    return {_MANY.get(kind, f"{kind}s"): number for kind, number in found.items()}


def counted(changes: list[Change]) -> str:
    """The same in words: "1 strategy, 33 KPIs, 33 figures"."""
    found = Counter(item.kind for item in changes)
    return ", ".join(
        f"{number} {kind if number == 1 else _MANY.get(kind, f'{kind}s')}"
        for kind, number in found.items()
    )


_MANY = {"strategy": "strategies"}


def lines_of(changes: list[Change]) -> list[str]:
    """A heading for each line of the file that changes something, its changes below it."""
    found, place = [], None
    for item in changes:
        here = (item.line, item.code)
        if here != place:
            found.append(f"Line {item.line}, {item.code}" if item.line else "The plan")
            place = here
        found.append(f"  {item.sentence}")
    return found


def as_data(problems: list[Problem], changes: list[Change]) -> dict:
    """For machines."""
    return {
        "problems": [asdict(item) for item in problems],
        "changes": [asdict(item) for item in changes],
    }
