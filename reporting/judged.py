"""What the figures say of a return's rows while it is written, and what they make the portal ask.

Derived from what is stored, in a fixed number of queries for each quarter; nothing here writes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from objectives.judging.case import Case
from objectives.judging.comparing import in_print
from objectives.judging.plausibility import question
from objectives.models import Placement
from objectives.plan import Certainty
from objectives.rag import Difference
from reporting.answers import Answer
from reporting.completeness import period_missing
from reporting.models import Entry, Observation, Submission
from reporting.quarter_report import material_now
from reporting.report import Line
from reporting.report_lines import line_and_case
from reporting.report_material import FROZEN, Material


@dataclass(frozen=True, slots=True)
class Judged:
    """One row's line in the report as it stands, and what its new figure raises."""

    line: Line
    question: str = ""  # whether an unlikely figure is right
    figure: str = ""  # that figure, printed as the question prints it
    replaces: str = ""  # the figure on record: "35, on record for July to September 2023"
    is_confirmed: bool = False  # the lead says that it is right
    correction_reason: str = ""  # why it replaces the figure on record
    confirms: str = ""  # the provisional figure that is final now

    @property
    def is_better(self) -> bool:
        """Declared better than the figures say: a reason is asked for."""
        return self.line.difference == Difference.BETTER_THAN_FIGURES


def judged(submission: Submission) -> dict[int, Judged]:
    """The return's rows by placement."""
    return judged_all([submission])[submission.pk]


def judged_all(submissions: Iterable[Submission]) -> dict[int, dict[int, Judged]]:
    """By the return's id and placement; a few queries for each quarter they are of."""
    materials, found = {}, {}
    for submission in submissions:
        quarter = submission.quarter
        if quarter.pk not in materials:
            materials[quarter.pk] = material_now(quarter)
        material = materials[quarter.pk]
        found[submission.pk] = {
            placement.pk: _judged(placement, material)
            for placement in material.placements[submission.sub_strand_id]
        }
    return found


def _judged(placement: Placement, material: Material) -> Judged:
    line, case = line_and_case(placement, False, material)
    entry = material.entries.get(placement.pk)
    if entry is None or not placement.is_home or not _is_new(entry):
        return Judged(line)
    if period_missing(entry.said):
        return Judged(_not_judged(line))
    on_record = _on_record(placement, entry, material)
    asked = question(case)
    return Judged(
        line,
        question=asked,
        figure=_printed(case) if asked else "",
        replaces=_replaced(entry, on_record),
        is_confirmed=entry.confirmed == entry.figure,
        correction_reason=entry.correction_reason,
        confirms=_confirmed(entry, on_record),
    )


def _not_judged(line: Line) -> Line:
    """The line of a figure that covers nobody knows what time: held against nothing."""
    return replace(
        line,
        computed="",
        explanation="Say which period the figure covers.",
        cause="",
        measured=None,
        expected=None,
        held_against="",
        change=None,
        compared=None,
        distance=None,
        stale="",
        comparators=(),
    )


def _printed(case: Case) -> str:
    return in_print(case.reported.number, case)


def _is_new(entry: Entry) -> bool:
    return entry.answer == Answer.NEW_FIGURE and bool(entry.figure)


def _on_record(placement: Placement, entry: Entry, material: Material) -> Observation | None:
    """The value of the same time that an earlier time, another return or a correction put there.

    Nothing, once the return is approved: what its figures do to the record is done.
    """
    if material.submissions[placement.sub_strand_id].state in FROZEN:
        return None
    own = (entry.period_kind, entry.period_starts, entry.period_ends)
    if entry.number is None or entry.certainty == Certainty.AWAITING_VALIDATION:
        return None  # makes no observation, so it replaces none
    for item in material.observations[placement.kpi_id]:
        is_before = item.ends < material.quarter.period.starts
        is_settled = is_before or item.entry_id is not None or item.supersedes_id is not None
        same_time = (item.period_kind, item.starts, item.ends) == own
        if same_time and is_settled and item.entry_id != entry.pk:
            return item
    return None


def _replaced(entry: Entry, on_record: Observation | None) -> str:
    if on_record is None or on_record.value == entry.number:
        return ""
    return record_words(on_record)


def record_words(item: Observation) -> str:
    """ "35, on record for July to September 2023"."""
    sure = "provisional " if item.certainty == Certainty.PROVISIONAL else ""
    return f"{sure}{item.printed}, on record for {item.period_label}"


def _confirmed(entry: Entry, on_record: Observation | None) -> str:
    if on_record is None or on_record.value != entry.number:
        return ""
    was_open = on_record.certainty == Certainty.PROVISIONAL
    return on_record.printed if was_open and entry.certainty == Certainty.FINAL else ""
