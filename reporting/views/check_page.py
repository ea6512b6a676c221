"""The return as it will be read, before it is handed in: what is missing, what looks odd."""

from objectives.measures import Kind
from objectives.plan import KPIKind
from reporting import sheet
from reporting.access import Reader
from reporting.answers import Answer
from reporting.completeness import missing, short
from reporting.forms import address_of, field_id
from reporting.models import Entry
from reporting.quarter_report import for_reader
from reporting.views.return_page import Return, is_same_commentary, row_of
from reporting.views.standing import addresses
from reporting.workflow import Move, fits


def context(page: Return, reader: Reader) -> dict:
    """The report's rows with their gaps, the other gaps, the warnings, and whether it may go."""
    submission, stored = page.submission, page.stored
    form_at = addresses(submission)["return"]
    part = for_reader(page.quarter, reader).sub_strand(submission.sub_strand.slug)
    lines = {line.number: line for line in part.lines}
    rows = [row_of(entry, stored.entries[entry.placement_id]) for entry in page.entries]
    gaps = [
        {"row": gap.row, "text": gap.text, "href": f"{form_at}{address_of(gap)}"}
        for gap in missing(rows, submission.overall)
    ]
    return {
        "part": part,
        "lines": [
            {
                "row": sheet.row(lines[entry.placement.number]),
                "gaps": _of_row(gaps, entry),
                "url": f"{form_at}#kpi-{entry.placement_id}",
            }
            for entry in page.entries
            if entry.placement.number in lines
        ],
        "gaps": gaps,
        "errors": gaps,
        "problem": f"{_things(len(gaps))} missing",
        "warnings": [
            {"text": text, "href": f"{form_at}#{place}"} for text, place in _warnings(page)
        ],
        "may_submit": not gaps and fits(Move.SUBMIT, submission.state, page.quarter.state),
    }


def _of_row(gaps: list[dict], entry: Entry) -> list[dict]:
    """A row's own gaps, without its name, which stands above them."""
    name = f"{_name(entry)}: "
    own = [gap for gap in gaps if gap["row"] == str(entry.placement_id)]
    return [{**gap, "text": gap["text"].removeprefix(name)} for gap in own]


def _name(entry: Entry) -> str:
    return f"KPI {entry.placement.number}, {short(entry.placement.wording)}"


def _things(count: int) -> str:
    return "1 thing is" if count == 1 else f"{count} things are"


def _warnings(page: Return):
    """What does not keep it from being submitted: (words, the place on the form)."""
    for entry in page.entries:
        if entry.placement.is_home:
            yield from _row_warnings(entry)
    if not page.submission.commentary.strip():
        yield "There is no commentary.", field_id("", "commentary")
    elif is_same_commentary(page):
        yield "The commentary is still last quarter’s, word for word.", field_id("", "commentary")


def _row_warnings(entry: Entry):
    name = _name(entry)
    at = field_id(str(entry.placement_id), "figure")
    asks_number = entry.placement.kpi.kind == KPIKind.MEASURE
    if entry.figure and entry.answer in (Answer.NO_NEW_FIGURE, Answer.NOT_APPLICABLE):
        yield f"{name}: a figure is typed, but the answer says there is none to report.", at
    elif asks_number and entry.kind == Kind.WORDS:
        yield f"{name}: “{short(entry.figure)}” is kept as words. It is not counted.", at
    elif asks_number and entry.kind and Kind(entry.kind).is_measured and not entry.period_kind:
        words = f"{name}: the portal does not know what time the figure covers."
        yield words, field_id(str(entry.placement_id), "coverage")
