"""What a return's form shows: each KPI, last quarter's row beside it, and how far it is."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from objectives.measures import Kind, Measure
from objectives.models import Target
from objectives.period_reading import parse_period
from objectives.periods import year_pair
from objectives.plan import TargetPeriod
from objectives.targets import target_for
from reporting.access import Reader
from reporting.actions.returns import read_figure, row_of
from reporting.answers import Coverage
from reporting.completeness import Row, row_gaps, short
from reporting.content import Content, EntryContent
from reporting.entry_form import EntryForm
from reporting.forms import ReturnForm
from reporting.judged import Judged, judged
from reporting.keeping import untouched
from reporting.models import Entry, Quarter, Submission
from reporting.quarter_report import previous_quarter
from reporting.report import Line
from reporting.report_lines import printed_figure
from reporting.views import comments_page, verdicts
from reporting.views.standing import standing
from reporting.workflow import ReturnState

#: What a row is short of where it lacks nothing but these.
_SHORT_OF = {
    "figure": {"confirmed"},
    "reason": {"not_rated_reason", "correction_reason"},
    "note": {"note"},
}
_LABEL = 48  # characters of a wording in the contents list: two lines of it


@dataclass
class Return:
    """A return as its pages need it: its entries in placement order and what was said before."""

    submission: Submission
    entries: list[Entry]
    before: dict[int, Entry]  # by placement
    previous: Submission | None

    @property
    def quarter(self) -> Quarter:
        return self.submission.quarter

    @property
    def stored(self) -> Content:
        """What it says now."""
        return Content(
            overall=self.submission.overall,
            commentary=self.submission.commentary,
            entries={entry.placement_id: entry.said for entry in self.entries},
        )

    def form(self, data: Mapping | None = None) -> ReturnForm:
        """Its form, showing what is stored or bound to what was sent."""
        return ReturnForm(
            placements=[entry.placement for entry in self.entries],
            stored=self.stored,
            version=self.submission.version,
            quarter=self.quarter.period,
            before={key: entry.said for key, entry in self.before.items()},
            data=data,
        )

    def rows(self, content: Content, figures: Mapping[int, Judged]) -> dict[int, Row]:
        """By placement, each row as it is judged for completeness, saying `content`."""
        return {
            entry.placement_id: row_of(
                entry, content.entries[entry.placement_id], figures.get(entry.placement_id)
            )
            for entry in self.entries
        }


def read(submission: Submission) -> Return:
    """The return with its entries and last quarter's. Four queries.

    All of one version: a form that mixed two would conflict with what it shows.
    """
    reading = (
        Entry.objects.filter(submission=submission)
        .select_related("placement__kpi")
        .annotate(seen=F("submission__version"))
        .order_by("placement__position", "placement_id")
    )
    entries = list(reading)
    if entries and entries[0].seen != submission.version:  # saved since: once more, in one go
        entries = list(reading.select_related("submission__saved_by"))
        for name in ("version", "state", "overall", "commentary", "saved_at", "saved_by"):
            setattr(submission, name, getattr(entries[0].submission, name))
    earlier = previous_quarter(submission.quarter)
    previous = None
    if earlier is not None:
        previous = Submission.objects.filter(
            quarter=earlier,
            sub_strand=submission.sub_strand,
            is_received=True,
            state__in=(ReturnState.APPROVED, ReturnState.PUBLISHED),
        ).first()
    before = []
    if previous is not None:
        previous.quarter = earlier
        before = Entry.objects.filter(submission=previous)
    return Return(submission, entries, {entry.placement_id: entry for entry in before}, previous)


# --- The form's page --------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """One KPI on the form's page."""

    form: EntryForm
    entry: Entry
    before: Entry | None
    target: Target | None
    judged: Judged
    mark: str  # what the contents list says of it
    comments: list[dict]  # that still ask for something

    @property
    def placement(self):
        return self.entry.placement

    @property
    def anchor(self) -> str:
        return f"kpi-{self.placement.pk}"

    @property
    def line(self) -> Line | None:
        """The report's, for a KPI whose figure is entered elsewhere."""
        return self.judged.line if self.judged.line.home else None

    @property
    def says(self) -> dict:
        """What the figures say and ask."""
        return verdicts.in_words(self.judged, self.form.stored)

    @property
    def last_reason(self) -> str:
        """Why it was better than the figures said last quarter, until there is a new reason."""
        return "" if self.form["lead_reason"].value() else self.form.before.lead_reason

    @property
    def others(self) -> str:
        """What others have. Not how the figure stands to it: that changes as it is typed."""
        return "; ".join(
            f"{item.series} {item.latest.printed}, {item.latest.period.label}"
            for item in self.judged.line.comparators
        )

    @property
    def target_words(self) -> str:
        """For what time the target is promised: "for 2023/24"."""
        return target_time(self.target) if self.target else ""

    @property
    def before_figure(self) -> str:
        """Last quarter's figure; where it is entered elsewhere, that place's."""
        if self.line:
            return self.line.previous_achieved or ""
        return printed_figure(self.before) if self.before else ""

    @property
    def before_period(self) -> str:
        """What last quarter's figure covers, where that was said and is not that quarter."""
        before = self.before
        if before is None or before.period_inferred or before.coverage == Coverage.THIS_QUARTER:
            return ""
        return before.period_label

    @property
    def reading(self) -> str:
        return "" if self.form.errors else reading(self.entry, self.form.stored, self.judged)


def cards(page: Return, form: ReturnForm, asked: list[dict]) -> list[Card]:
    """The form's rows with all that stands beside them, what is `asked` in comments too. A fixed
    number of queries."""
    targets = defaultdict(list)
    of_these = Target.objects.in_force(page.quarter.period).filter(
        placement__entries__submission=page.submission
    )
    for target in of_these:
        targets[target.placement_id].append(target)
    figures = judged(page.submission)
    rows = page.rows(page.stored, figures)
    return [
        Card(
            form=row,
            entry=entry,
            before=page.before.get(entry.placement_id),
            target=target_for(targets[entry.placement_id], page.quarter.period),
            judged=figures[entry.placement_id],
            mark="error" if row.errors else mark(rows[entry.placement_id]),
            comments=[item for item in asked if item["key"] == entry.placement_id],
        )
        for row, entry in zip(form.entries, page.entries, strict=True)
    ]


def mark(row: Row) -> str:
    """A row's mark: answered, missing, or only so much short of answered.

    A reason that is only wanted, for a status better than its figures, holds nothing up.
    """
    fields = {gap.field for gap in row_gaps(row)}
    if not fields:
        return "wanted" if row.lacks_reason else "answered"
    return next((short_of for short_of, all_of in _SHORT_OF.items() if fields <= all_of), "missing")


def target_time(target: Target) -> str:
    """For what time a target is promised, in words."""
    if target.period == TargetPeriod.FINANCIAL_YEAR:
        return f"for {year_pair(target.year)}"
    if target.period == TargetPeriod.ACADEMIC_YEAR:
        return f"for academic year {year_pair(target.year)}"
    if target.period == TargetPeriod.CALENDAR_YEAR:
        return f"for {target.year}"
    return "for this quarter" if target.period == TargetPeriod.QUARTER else ""


def reading(entry: Entry, said: EntryContent, judged: Judged) -> str:
    """How a typed figure and period were understood, in sentences; "" where nothing was."""
    measure = read_figure(said.figure, entry.placement.kpi)
    words = [_figure_read(measure)] if measure else []
    if said.coverage == Coverage.OTHER and said.period_typed:
        period = parse_period(said.period_typed)
        words += [f"It covers {period.label}."] if period else []  # else its own field says so
    if judged.confirms:
        words.append("It confirms the provisional figure.")
    return " ".join(words)


def _figure_read(measure: Measure) -> str:
    if measure.kind == Kind.WORDS:
        return "Kept as words."
    return f"Read as {measure.reading}."


def answered(marks: list[str]) -> int:
    """How many rows lack nothing that is needed to submit."""
    return sum(mark in ("answered", "wanted") for mark in marks)


def progress(marks: list[str], commentary: str, overall: str) -> str:
    """How far a return is: "8 of 11 answered, commentary missing"."""
    words = f"{answered(marks)} of {len(marks)} answered"
    missing = [
        name
        for name, value in (("overall status", overall), ("commentary", commentary.strip()))
        if not value
    ]
    return f"{words}, {' and '.join(missing)} missing" if missing else words


def contents(items: list[Card], form: ReturnForm) -> list[dict]:
    """The contents list: a row for each KPI, then the sub-strand as a whole."""
    whole = form.whole
    rows = [
        {
            "label": short(item.placement.wording, _LABEL),
            "url": f"#{item.anchor}",
            "number": item.placement.number,
            "mark": item.mark,
            "comments": len(item.comments),
        }
        for item in items
    ]
    for name, label in (("overall", "Overall status"), ("commentary", "Commentary")):
        filled = bool(getattr(form.stored, name).strip())
        state = "error" if whole.errors.get(name) else "answered" if filled else "missing"
        rows.append({"label": label, "url": f"#{name}", "mark": state})
    return rows


def form_context(page: Return, form: ReturnForm, reader: Reader) -> dict:
    """All that the form's template needs."""
    asked = comments_page.waiting(page.submission)
    items, errors = cards(page, form, asked), form.errors()
    bar = [
        {"label": "Save draft", "kind": "secondary", "name": "do", "value": "save"},
        {"label": "Check and submit", "name": "do", "value": "check"},
    ]
    return {
        **standing(page.submission, reader),
        "form": form,
        "cards": items,
        "asked_of_whole": [item for item in asked if item["key"] is None],
        "asked_of_kpis": [
            {"label": f"KPI {item.placement.number}", "url": f"#{item.anchor}"}
            for item in items
            if item.comments
        ],
        "contents": contents(items, form),
        "count": progress(
            [item.mark for item in items], page.submission.commentary, page.submission.overall
        ),
        "suggested": verdicts.suggested(page.stored),
        "errors": errors,
        "buttons": bar,
        "previous": page.previous,
        "previous_name": page.previous and page.previous.quarter.period.name,
        "can_keep": bool(untouched(page.stored) & page.before.keys()),
        "same_commentary": is_same_commentary(page),
        "saved": "Not saved" if errors else saved_words(page.submission),
        "saved_kind": "trouble" if errors else "",
    }


def is_same_commentary(page: Return) -> bool:
    """Whether the commentary is still last quarter's, word for word."""
    mine = page.submission.commentary.split()
    return bool(mine) and page.previous is not None and mine == page.previous.commentary.split()


def saved_words(submission: Submission) -> str:
    """When the draft was last saved, and by whom."""
    if submission.saved_at is None:
        return "Nothing saved yet"
    when = timezone.localtime(submission.saved_at)
    return f"Saved {when:%H:%M} on {when.day} {when:%B} by {submission.saved_by.name}"
