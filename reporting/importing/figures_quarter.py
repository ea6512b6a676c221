"""The quarter that a file of figures is for, and whether it takes any."""

from dataclasses import dataclass

from objectives.models import Strategy
from objectives.periods import FinancialQuarter
from reporting.importing.figures_file import Shape
from reporting.importing.figures_stored import Asked
from reporting.models import Quarter
from reporting.workflow import QuarterState

#: The financial years of which a quarter can be reported; any other is a slip.
YEARS = range(1990, 2099)

_TAKING = (QuarterState.OPEN, QuarterState.IN_REVIEW)
_REFUSED = {
    QuarterState.UPCOMING: "{name} is not open yet: open it first.",
    QuarterState.PUBLISHED: (
        "{name} is published: correct figures there one by one, or reopen the quarter and enter "
        "them in its returns."
    ),
    QuarterState.REOPENED: (
        "{name} was published and is reopened: enter what changes in the returns that are reopened."
    ),
}


@dataclass(frozen=True)
class Chosen:
    """The quarter by its time; `is_new` where its strategy is made with it. With what a person
    has to know: a `problem` or a `note`."""

    period: FinancialQuarter | None = None
    fills: bool = False  # whether its returns take the figures
    is_new: bool = False
    problem: str = ""
    note: str = ""


def choose(asked: Asked, shape: Shape) -> Chosen:
    """The quarter that was asked for, else the only one that is open. One or two queries."""
    states = dict(
        Quarter.objects.filter(strategy__slug=asked.strategy).values_list("period", "state")
    )
    strategy = Strategy.objects.filter(slug=asked.strategy).first()
    if strategy is None:
        return _of_new_strategy(asked, shape)
    if asked.quarter is None:
        return _only_open(strategy, states) if shape is Shape.REPORT else Chosen()
    state = states.get(asked.quarter)
    name = asked.quarter.name
    if state is None:
        words = f"{strategy} has no {name} yet: open it first, under “Open the next quarter”."
        return Chosen(asked.quarter, problem=words)
    if state not in _TAKING:
        return Chosen(asked.quarter, problem=_REFUSED[QuarterState(state)].format(name=name))
    return Chosen(asked.quarter, fills=True)


def _of_new_strategy(asked: Asked, shape: Shape) -> Chosen:
    if not asked.create:
        known = ", ".join(Strategy.objects.values_list("slug", flat=True)) or "none yet"
        words = f"There is no strategy “{asked.strategy}”. There is {known}. --create makes one."
        return Chosen(asked.quarter, problem=words)
    if shape is Shape.LONG:
        words = "A file of this shape names no KPIs, so no strategy can be made from it."
        return Chosen(asked.quarter, problem=words)
    if asked.quarter is None:
        words = "Name the quarter with --quarter: a new strategy begins with its financial year."
        return Chosen(problem=words)
    return Chosen(asked.quarter, fills=True, is_new=True)


def _only_open(strategy: Strategy, states: dict[FinancialQuarter, str]) -> Chosen:
    """A file of the report's shape says no time at all: a guess between two would invent it."""
    taking = sorted(period for period, state in states.items() if state in _TAKING)
    if len(taking) == 1:
        note = f"No --quarter was given: {taking[0].name} was taken, the only one that is open."
        return Chosen(taking[0], fills=True, note=note)
    open_now = f"{', '.join(item.name for item in taking)} are open" if taking else "none is open"
    words = f"Say with --quarter which quarter the file is for. Of {strategy}, {open_now}."
    return Chosen(problem=words)
