"""The return as it will be read, before it is handed in: what is missing, what looks odd."""

from itertools import groupby

from objectives.measures import Kind
from objectives.periods import FinancialQuarter
from objectives.plan import KPIKind
from reporting import sheet
from reporting.actions.returns import row_of
from reporting.answers import Answer, Coverage
from reporting.completeness import missing, short
from reporting.dashboard import joined
from reporting.forms import address_of, field_id, kpi_name
from reporting.models import Entry
from reporting.quarter_report import lines_by_placement
from reporting.views.return_page import Return, is_same_commentary
from reporting.views.standing import addresses
from reporting.workflow import Move, fits

_WHAT = {
    "answer": "answer",
    "figure": "figure",
    "period_typed": "period",
    "declared": "status",
    "not_rated_reason": "reason",
    "note": "note",
}
_SHORT = 30  # characters of a wording in the summary: on a phone its links are many


def context(page: Return) -> dict:
    """The report's rows with their gaps, the other gaps, the warnings, and whether it may go."""
    submission, stored = page.submission, page.stored
    form_at = addresses(submission)["return"]
    lines = lines_by_placement(submission)
    rows = [row_of(entry, stored.entries[entry.placement_id]) for entry in page.entries]
    gaps = [
        {
            "row": gap.row,
            "field": gap.field,
            "text": gap.text,
            "href": f"{form_at}{address_of(gap)}",
        }
        for gap in missing(rows, submission.overall)
    ]
    return {
        "lines": [
            {
                "row": sheet.row(lines[entry.placement_id]),
                "gaps": _of_row(gaps, entry),
                "url": f"{form_at}#kpi-{entry.placement_id}",
            }
            for entry in page.entries
        ],
        "gaps": gaps,
        "errors": _by_row(gaps, page.entries),
        "problem": f"{_things(len(gaps))} missing",
        "warnings": [
            {"text": text, "href": f"{form_at}#{place}"} for text, place in _warnings(page)
        ],
        "may_submit": not gaps and fits(Move.SUBMIT, submission.state, page.quarter.state),
    }


def _of_row(gaps: list[dict], entry: Entry) -> list[dict]:
    """A row's own gaps, without its name, which stands above them."""
    name = f"{kpi_name(entry.placement)}: "
    own = [gap for gap in gaps if gap["row"] == str(entry.placement_id)]
    return [{**gap, "text": gap["text"].removeprefix(name)} for gap in own]


def _by_row(gaps: list[dict], entries: list[Entry]) -> list[dict]:
    """One link for each KPI, to the first of its gaps: "KPI 4, …: answer and status missing"."""
    names = {str(entry.placement_id): kpi_name(entry.placement, _SHORT) for entry in entries}
    found = []
    for row, group in groupby(gaps, key=lambda gap: gap["row"]):
        own = list(group)
        if row not in names:
            found += own
            continue
        what = joined([_WHAT[gap["field"]] for gap in own])
        found.append({"text": f"{names[row]}: {what} missing", "href": own[0]["href"]})
    return found


def _things(count: int) -> str:
    return "1 thing is" if count == 1 else f"{count} things are"


def _warnings(page: Return):
    """What does not keep it from being submitted: (words, the place on the form)."""
    for entry in page.entries:
        if entry.placement.is_home:
            yield from _figure_warnings(entry)
            yield from _period_warnings(entry, page.quarter.period)
    if not page.submission.commentary.strip():
        yield "There is no commentary.", field_id("", "commentary")
    elif is_same_commentary(page):
        yield "The commentary is still last quarter’s, word for word.", field_id("", "commentary")


def _figure_warnings(entry: Entry):
    name = kpi_name(entry.placement)
    at = field_id(str(entry.placement_id), "figure")
    asks_number = entry.placement.kpi.kind == KPIKind.MEASURE
    if entry.figure and entry.answer in (Answer.NO_NEW_FIGURE, Answer.NOT_APPLICABLE):
        yield f"{name}: a figure is typed, but the answer says there is none to report.", at
    elif asks_number and entry.kind == Kind.WORDS:
        yield f"{name}: “{short(entry.figure)}” is kept as words. It is not counted.", at
    elif (
        asks_number
        and entry.kind
        and Kind(entry.kind).is_measured
        and not (entry.period_kind or _typed_period(entry))
    ):
        words = f"{name}: the portal does not know what time the figure covers."
        yield words, field_id(str(entry.placement_id), "coverage")


def _typed_period(entry: Entry) -> str:
    """The period in the lead's words, where a figure covers another than those offered."""
    has_figure = entry.figure and entry.answer == Answer.NEW_FIGURE
    return entry.period_typed.strip() if has_figure and entry.coverage == Coverage.OTHER else ""


def _period_warnings(entry: Entry, quarter: FinancialQuarter):
    typed = _typed_period(entry)
    if not typed:
        return
    name, at = kpi_name(entry.placement), field_id(str(entry.placement_id), "period_typed")
    if not entry.period_kind:
        yield f"{name}: “{short(typed)}” was not understood as a period; it is kept as words.", at
    elif entry.period_ends > quarter.ends:
        yield f"{name}: “{short(typed)}” covers time after the quarter.", at
