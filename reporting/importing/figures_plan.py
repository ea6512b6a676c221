"""From what a file says and what is stored to what would change: nothing is written here.

Every problem is kept with its line and column; while there is one, nothing of the file is loaded.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from objectives import measures
from objectives.judging.comparing import of_one_unit
from objectives.measures import Kind, Measure
from objectives.models import KPI, Placement, Target
from objectives.periods import DataPeriod
from objectives.plan import Certainty, KPIKind
from objectives.units import PER_CENT, POUNDS
from reporting.actions.comparators import Value
from reporting.answers import Answer
from reporting.importing.figures_changes import Change, Problem
from reporting.importing.figures_file import FiguresFile, Row, title
from reporting.importing.figures_making import Making, Unmade
from reporting.importing.figures_quarter import Chosen
from reporting.importing.figures_stored import Asked, Stored
from reporting.models import Entry, Observation
from reporting.workflow import QuarterState, ReturnState

_DASHES = ("-", "–", "—", "−", "..")
_NO_VALUE = (Kind.NOT_APPLICABLE, Kind.TO_BE_CONFIRMED, Kind.NEW)
_UNITS = {"": "plain numbers", PER_CENT: "per cent", POUNDS: "pounds"}
_CAME_IN = {
    ReturnState.SUBMITTED: "has been submitted: have it withdrawn or sent back first",
    ReturnState.SIGNED_OFF: "has been signed off: have it sent back first",
    ReturnState.APPROVED: "has been approved: have it reopened first",
    ReturnState.PUBLISHED: "is published: reopen the quarter first",
}


@dataclass(frozen=True)
class Fill:
    """A new figure for one row of the quarter's returns."""

    placement: Placement
    figure: str
    period: DataPeriod


@dataclass
class Plan:
    """What loading a file would change, and why it can't be loaded."""

    asked: Asked
    file: FiguresFile
    stored: Stored
    chosen: Chosen
    on: date
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    comparators: list[tuple[Row, Value]] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)  # cells that say that there is no value
    blocked: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self):
        self.making = Making(self.asked, self.stored, self.chosen.period)
        self._times: dict[tuple, int] = {}  # the line that has a value for a time

    # --- What is said of it -------------------------------------------------------------------

    def problem(self, row: Row | None, column: str, message: str) -> None:
        """Nothing is loaded because of this."""
        place = title(column) if column else ""
        self.problems.append(Problem(row and row.line, place, message))

    def change(self, row: Row | None, kind: str, what: str, old: str, new: str) -> None:
        """One thing that will not be as it was."""
        code = row["code"] if row else ""
        self.changes.append(Change(row and row.line, code, what, old, new, kind))

    def make_strategy(self) -> None:
        """A strategy that is not there yet, with the quarter that the file is for."""
        try:
            made = self.making.new_strategy()
        except Unmade as unmade:
            self.problems.append(Problem(None, "", str(unmade)))
            return
        self.change(None, "strategy", "Strategy", "", f"“{made.name}”, {made.starts.year} on")
        self.change(None, "quarter", "Quarter", "", f"{self.chosen.period.name}, open")

    def finish(self) -> None:
        """Say what is said once of many lines."""
        if self.empty:
            self.notes.append(f"No value is taken from: {'; '.join(self.empty)}.")
        for why, codes in self.blocked.items():
            self.problems.append(Problem(None, "", f"{why}. The file fills {', '.join(codes)}."))
        self.problems.sort(key=lambda item: item.line or 0)

    # --- What a cell says ---------------------------------------------------------------------

    def value(self, row: Row, column: str, kpi: KPI) -> Measure | None:
        """The cell's value in the KPI's unit; None where there is none, or it can't be read."""
        cell = row[column]
        prefer = Kind.MONTH if kpi.kind == KPIKind.MILESTONE else None
        found = measures.parse(cell, unit=kpi.unit, prefer=prefer)
        if found is None:
            return None
        if cell in _DASHES or found.kind in _NO_VALUE:
            self.leave_out(row, column)
            return None
        if found.kind is Kind.WORDS:
            self.problem(row, column, f"“{_short(cell)}” is not read as a value.")
            return None
        if found.kind.is_measured and not of_one_unit(found, kpi.unit):
            unit = _UNITS.get(kpi.unit, kpi.unit)
            self.problem(row, column, f"{row['code']} is counted in {unit}, not in “{cell}”.")
            return None
        return found

    def leave_out(self, row: Row, column: str) -> None:
        """Say of a cell that nothing is made of it."""
        self.empty.append(f"line {row.line}, {title(column)} ({_short(row[column])})")

    def once(self, row: Row, kpi: KPI, series: str, period: DataPeriod) -> bool:
        """Whether no line before has a value for the same time; a problem if one has."""
        key = (kpi.slug, series.casefold(), period.kind, period.starts, period.ends)
        before = self._times.setdefault(key, row.line)
        if before == row.line:
            return True
        self.problem(row, "period", f"{period} has its value in line {before} already.")
        return False

    # --- What goes on record ------------------------------------------------------------------

    def observe(
        self,
        row: Row,
        column: str,
        placement: Placement,
        period: DataPeriod,
        measure: Measure,
        source: str = "",
        certainty: str = Certainty.FINAL,
    ) -> None:
        """A value of the council's that no return reported, where its figures are entered."""
        if not self._is_entered_here(row, placement):
            return
        kpi = placement.kpi
        if not measure.kind.is_measured:
            words = f"“{row[column]}” is no number, and only numbers go on record."
            self.problem(row, column, words)
            return
        held = self.stored.value(kpi, period) if kpi.pk else None
        if held is not None:
            if held.value != measure.number:
                words = f"{held.printed} is on record for {period}; the file says {row[column]}."
                self.problem(row, column, words)
            return
        if self._is_being_reported(row, column, period):
            return
        self.observations.append(
            Observation(
                kpi=kpi,
                period_kind=period.kind,
                starts=period.starts,
                ends=period.ends,
                period_label=period.label,
                period_inferred=period.inferred,
                value=measure.number,
                printed=measure.typed,
                unit=measure.unit,
                certainty=certainty,
                source=source,
            )
        )
        self.change(row, "earlier value", f"On record for {_time(period)}", "", measure.typed)

    def _is_being_reported(self, row: Row, column: str, period: DataPeriod) -> bool:
        """Whether a quarter that is running asks its lead for it: then it comes by that return."""
        for quarter in self.stored.quarters:
            is_running = QuarterState(quarter.state).takes_returns
            is_other = not self.chosen.fills or quarter.period != self.chosen.period
            now = quarter.period
            if is_running and is_other and now.starts <= period.ends <= now.ends:
                words = f"{period} is being reported in {now.name}: load it with --quarter {now}."
                self.problem(row, column, words)
                return True
        return False

    # --- What fills a return ------------------------------------------------------------------

    def fill(
        self, row: Row, column: str, placement: Placement, period: DataPeriod, measure: Measure
    ) -> None:
        """A figure for the row of the KPI in the quarter's return."""
        if placement.kpi.kind == KPIKind.JUDGEMENT:
            self.problem(row, column, f"{row['code']} is a judgement: it takes no figure.")
            return
        if not self._is_entered_here(row, placement):
            return
        if not self._takes(row, column, placement, period, measure):
            return
        self.fills.append(Fill(placement, measure.typed, period))
        self.change(row, "figure", f"Figure for {_time(period)}", "", measure.typed)

    def _is_entered_here(self, row: Row, placement: Placement) -> bool:
        """Whether this is the KPI's home; else its figure is for another return to report."""
        note = f"Line {row.line}: {row['code']} is entered elsewhere: its figure was left alone."
        if not placement.is_home and note not in self.notes:
            self.notes.append(note)
        return placement.is_home

    def _takes(
        self, row: Row, column: str, placement: Placement, period: DataPeriod, measure: Measure
    ) -> bool:
        """Whether the row is there for a figure, and blank, and its return with its lead."""
        name = self.chosen.period.name
        entry = self.stored.entries.get(placement.pk)
        if entry is None and placement.pk:
            words = f"{name} has no row for it: add the KPIs that are new on the quarter’s page."
            self.problem(row, column, words)
            return False
        if entry is not None and _says(entry, period, measure):
            return False
        if entry is not None and (entry.answer or entry.figure):
            words = f"{name} says {_held(entry)} already; the file says {row[column]} for {period}."
            self.problem(row, column, words)
            return False
        return not self._has_come_in(row, placement)

    def _has_come_in(self, row: Row, placement: Placement) -> bool:
        submission = self.stored.returns.get(placement.sub_strand.pk)
        if submission is None or ReturnState(submission.state).is_with_lead:
            return False
        why = _CAME_IN[ReturnState(submission.state)]
        self.blocked[f"The return of {placement.sub_strand} {why}"].append(row["code"])
        return True


def _says(entry: Entry, period: DataPeriod, measure: Measure) -> bool:
    """Whether the entry holds that figure for that time already."""
    own = (entry.period_kind, entry.period_starts, entry.period_ends)
    same_time = own == (period.kind, period.starts, period.ends)
    if entry.answer != Answer.NEW_FIGURE or not same_time:
        return False
    if entry.number is not None or measure.number is not None:
        return entry.number == measure.number
    return (entry.kind, entry.text) == (measure.kind, measure.text)


def _held(entry: Entry) -> str:
    if entry.answer == Answer.NEW_FIGURE or entry.figure:
        period = f" for {entry.period_label}" if entry.period_label else ""
        return f"{entry.figure or 'a new figure'}{period}"
    return "no new figure" if entry.answer == Answer.NO_NEW_FIGURE else "not applicable"


def _time(period: DataPeriod) -> str:
    """The time, and that the file does not say it."""
    return f"{period} (inferred)" if period.inferred else str(period)


def _short(cell: str) -> str:
    return cell if len(cell) <= 40 else f"{cell[:40]}…"
