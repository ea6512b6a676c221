"""What an entry can say about its figure (DESIGN 3.2)."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Protocol


class Answer(StrEnum):
    """A lead's answer for one KPI. A blank stands for "not answered yet"."""

    NEW_FIGURE = "new_figure"
    NO_NEW_FIGURE = "no_new_figure"
    NOT_APPLICABLE = "not_applicable"


class Coverage(StrEnum):
    """What a typed figure covers. A blank stands for "not said"."""

    THIS_QUARTER = "this_quarter"
    YEAR_TO_DATE = "year_to_date"  # April to the quarter's end
    OTHER = "other"  # a period the lead names


class GovernanceKind(StrEnum):
    """The deadlines and meetings of a quarter."""

    DATA_DEADLINE = "data_deadline"
    ECONOMY_CELL = "economy_cell"
    CABINET_MEMBER = "cabinet_member"
    OVERVIEW_AND_SCRUTINY = "overview_and_scrutiny"

    @property
    def label(self) -> str:
        """As pages print it."""
        return {
            GovernanceKind.DATA_DEADLINE: "Data deadline",
            GovernanceKind.ECONOMY_CELL: "Economy Cell",
            GovernanceKind.CABINET_MEMBER: "Cabinet Member briefing",
            GovernanceKind.OVERVIEW_AND_SCRUTINY: "Overview and Scrutiny",
        }[self]


class Dated(Protocol):
    """A governance date, stored or in a report."""

    kind: str
    date: date | None


def data_deadline(dates: Iterable[Dated]) -> date | None:
    """The last day for figures: the latest of them; None where it is in words or not set."""
    days = [item.date for item in dates if item.kind == GovernanceKind.DATA_DEADLINE and item.date]
    return max(days, default=None)
