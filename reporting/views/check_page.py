"""The return as it will be read, before it is handed in: what is missing, what looks odd."""

from collections.abc import Mapping
from itertools import groupby

from objectives.measures import Kind
from objectives.periods import FinancialQuarter
from objectives.plan import KPIKind
from reporting import sheet
from reporting.answers import Answer, Coverage
from reporting.completeness import Gap, Row, missing, short
from reporting.dashboard import counted, joined
from reporting.entry_form import kpi_name
from reporting.forms import address_of, field_id
from reporting.judged import Judged, judged
from reporting.models import Comment, Entry, Submission
from reporting.views import verdicts
from reporting.views.return_page import Return, is_same_commentary
from reporting.views.standing import addresses
from reporting.workflow import Move, fits

_WHAT = {
    "answer": "answer",
    "figure": "figure",
    "period_typed": "period",
    "confirmed": "confirmation of the figure",
    "correction_reason": "reason for the new figure",
    "declared": "status",
    "not_rated_reason": "reason",
    "note": "note",
}
_SHORT = 30  # characters of a wording in the summary: on a phone its links are many


def context(page: Return) -> dict:
    """The report's rows with their gaps, the other gaps, the warnings, and whether it may go."""
    submission, stored = page.submission, page.stored
    form_at = addresses(submission)["return"]
    figures = judged(submission)
    rows = page.rows(stored, figures)
    found = missing(rows.values(), submission.overall)
    gaps = [
        {
            "row": gap.row,
            "field": gap.field,
            "text": gap.text,
            "href": f"{form_at}{address_of(gap)}",
        }
        for gap in found
    ]
    return {
        "lines": [
            {
                **_line(entry, figures[entry.placement_id]),
                "gaps": _of_row(gaps, entry),
                "url": f"{form_at}#kpi-{entry.placement_id}",
            }
            for entry in page.entries
        ],
        "suggested": verdicts.suggested(stored),
        "gaps": gaps,
        "errors": _by_row(gaps, page.entries),
        "problem": f"Something is missing {places(found)}",
        "warnings": [
            {"text": text, "href": f"{form_at}#{place}"} for text, place in _warnings(page, rows)
        ]
        + _unanswered(submission),
        "may_submit": not gaps and fits(Move.SUBMIT, submission.state, page.quarter.state),
    }


def _line(entry: Entry, judged: Judged) -> dict:
    """A row as the report prints it, what its figures say, and what they do to the record."""
    return {
        "row": sheet.row(judged.line),
        "says": verdicts.computed(judged.line),
        "confirms": judged.confirms,
        "replaces": judged.replaces,
        "correction_reason": entry.correction_reason,
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


def places(gaps: list[Gap]) -> str:
    """ "in 10 places": as many as the page links to, one for each KPI and the sub-strand."""
    count = len({gap.row for gap in gaps})
    return "in 1 place" if count == 1 else f"in {count} places"


def _warnings(page: Return, rows: Mapping[int, Row]):
    """What does not keep it from being submitted: (words, the place on the form)."""
    for entry in page.entries:
        if rows[entry.placement_id].lacks_reason:
            words = f"{kpi_name(entry.placement)}: say why it is better than the figures say."
            yield words, field_id(str(entry.placement_id), "lead_reason")
        if entry.placement.is_home:
            yield from _figure_warnings(entry)
            yield from _period_warnings(entry, page.quarter.period)
    if not page.submission.commentary.strip():
        yield "There is no commentary.", field_id("", "commentary")
    elif is_same_commentary(page):
        yield "The commentary is still last quarter’s, word for word.", field_id("", "commentary")


def _unanswered(submission: Submission) -> list[dict]:
    """The comments that wait and that nobody answered, as one line that leads to them."""
    comments = Comment.objects.filter(submission=submission, replies=None).unresolved()
    many = comments.count()
    if not many:
        return []
    words = f"{counted(many, 'comment')} {'has' if many == 1 else 'have'} no reply yet."
    return [{"text": words, "href": f"{addresses(submission)['report']}#comments"}]


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
        and not (entry.period_kind or entry.coverage)
    ):
        words = f"{name}: the portal does not know what time the figure covers."
        yield words, field_id(str(entry.placement_id), "coverage")


def _typed_period(entry: Entry) -> str:
    """The period in the lead's words, where a figure covers another than those offered."""
    has_figure = entry.figure and entry.answer == Answer.NEW_FIGURE
    return entry.period_typed.strip() if has_figure and entry.coverage == Coverage.OTHER else ""


def _period_warnings(entry: Entry, quarter: FinancialQuarter):
    typed = _typed_period(entry)
    if typed and entry.period_kind and entry.period_ends > quarter.ends:
        words = f"{kpi_name(entry.placement)}: “{short(typed)}” covers time after the quarter."
        yield words, field_id(str(entry.placement_id), "period_typed")
