"""What a chart is, and what it is made from. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from objectives.periods import DataPeriod


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart as a page prints it.

    `sentence` says what it shows, from the data; `columns` and `rows` are the same as a table, all
    of it in words as printed; `svg` is the still picture that stands without script and on paper;
    `figure` is Plotly's data and layout, plain JSON (numbers as floats only there: a picture).
    """

    id: str  # unique in its page: "chart-kpi-3"
    title: str
    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    svg: str
    figure: Mapping
    note: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A value for a data period. `mark` is a word to stand by it: "provisional", "corrected"."""

    number: Decimal
    printed: str
    period: DataPeriod
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """A series of values under one name: the council's own, or a comparator's. Oldest first.

    Where a value is missing between two, or the series breaks (`breaks`: the day from which a new
    way of counting holds), the line is not drawn across.
    """

    name: str
    points: tuple[Point, ...]
    breaks: tuple[date, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Goal:
    """A target as a level: from when to when it holds, and how it is printed.

    With `is_drawn_across` its line runs through all the time shown, so that one target can be seen
    beside every figure; the table and the sentence still say it of its own time alone.
    """

    number: Decimal
    printed: str
    starts: date
    ends: date
    upper: Decimal | None = None  # the other end of a range
    is_drawn_across: bool = False
    whose: str = ""  # the plan that promises it, where that is not the one that leads

    @property
    def said(self) -> str:
        """As printed, with whose it is: "100 (Town Plan)"."""
        return f"{self.printed} ({self.whose})" if self.whose else self.printed
