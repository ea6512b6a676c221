"""One KPI's row of the return's form. Fields that a KPI is not asked for are not in it.

A draft is lenient. Only what could not be stored is an error; what can't be understood is kept as
words, and what is missing is for `completeness` to say.
"""

from collections.abc import Mapping
from dataclasses import replace

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Div, Field, Fixed, Layout
from django import forms
from django.utils.html import escape, format_html

from objectives.models import Placement
from objectives.period_reading import parse_period
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import Basis, Certainty, KPIKind
from objectives.rag import Status
from reporting.answers import Answer, Coverage
from reporting.completeness import period_missing, short
from reporting.content import ENTRY_FIELDS, EntryContent

RAG = [(status.value, status.label) for status in (Status.RED, Status.AMBER, Status.GREEN)]
STATUSES = [*RAG, (Status.NOT_RATED.value, Status.NOT_RATED.label)]
ANSWERS = {
    KPIKind.MEASURE: [
        (Answer.NEW_FIGURE.value, "New figure"),
        (Answer.NO_NEW_FIGURE.value, "No new figure"),
        (Answer.NOT_APPLICABLE.value, "Not applicable"),
    ],
    KPIKind.MILESTONE: [
        (Answer.NEW_FIGURE.value, "Yes, it is done or has a date"),
        (Answer.NO_NEW_FIGURE.value, "Nothing new"),
        (Answer.NOT_APPLICABLE.value, "Not applicable"),
    ],
}
CERTAINTIES = [
    (Certainty.FINAL.value, "Final"),
    (Certainty.PROVISIONAL.value, "Provisional"),
    (Certainty.AWAITING_VALIDATION.value, "Awaiting validation"),
]
UNITS = {
    "": "A number, a date or words, as you would say it",
    "%": "A percentage, such as 53.6",
    "GBP": "In pounds, such as £1,250 or £440m",
    "m2": "In square metres",
}
_LONGEST = {
    "figure": 200,
    "period_typed": 60,
    "confirmed": 200,
    "correction_reason": 2000,
    "not_rated_reason": 2000,
    "lead_reason": 2000,
    "note": 10_000,
}
#: Where a lead types words; the rest of a row is chosen.
WORDS = tuple(name for name in _LONGEST if name != "confirmed")
_WHAT = {
    "figure": "the figure",
    "period_typed": "the period",
    "confirmed": "the figure",
    "correction_reason": "the reason for the new figure",
    "lead_reason": "the reason",
    "not_rated_reason": "the reason",
    "note": "the note",
}
_OFFERED = (Coverage.THIS_QUARTER, Coverage.YEAR_TO_DATE)
_OF_FIGURES = ("certainty", "coverage", "period_typed", "confirmed", "correction_reason")


class Text(forms.CharField):
    """Text as typed, but for the white space around it and the browser's line ends."""

    def __init__(self, **options):
        super().__init__(required=False, **options)

    def widget_attrs(self, widget):
        return {}  # no maxlength: a browser would cut what is pasted, without a word

    def to_python(self, value):
        value = super().to_python(value)
        return value.replace("\r\n", "\n").replace("\r", "\n")


def choices(widget=forms.RadioSelect, **options) -> forms.ChoiceField:
    """A choice that may be left open."""
    return forms.ChoiceField(required=False, widget=widget, **options)


def box(rows: int) -> forms.Textarea:
    """Room for so many lines of words."""
    return forms.Textarea(attrs={"rows": rows})


def helper(*layout) -> FormHelper:
    """Draws these fields inside a form that the page has around them."""
    made = FormHelper()
    made.form_tag = False
    made.disable_csrf = True
    made.include_media = False
    made.layout = Layout(*layout)
    return made


_ANSWER = helper(Field.radios("answer", small=True, inline=True))
_FIGURE = helper(
    Div(
        Field.text("figure", field_width=Fixed.TWENTY),
        Field.select("certainty"),
        css_class="app-kpi__fields",
    )
)
_MILESTONE_FIGURE = helper(Field.text("figure"))
_COVERAGE = helper(
    Field.radios("coverage", small=True),
    Div(Field.text("period_typed", field_width=Fixed.TWENTY), data_part="period"),
)
_CORRECTION = helper(Field.textarea("correction_reason", rows=2))
_REASON = helper(Field.textarea("not_rated_reason", rows=2))
_LEAD_REASON = helper(Field.textarea("lead_reason", rows=2))
_NOTE = helper(Field.textarea("note", rows=4))


class EntryForm(forms.Form):
    """One KPI's row; `before` is what it said last quarter.

    `confirmed` holds the unlikely figure that was said to be right, so it lapses with the figure.
    """

    answer = choices(label="Is there a new figure?")
    figure = Text(max_length=_LONGEST["figure"], label="Figure")
    certainty = choices(forms.Select, label="How sure it is", choices=CERTAINTIES)
    coverage = choices(label="What it covers")
    period_typed = Text(
        max_length=_LONGEST["period_typed"],
        label="Which period?",
        help_text="Such as 2022/23, academic year 2022/23 or 12 months to September 2023",
    )
    confirmed = Text(max_length=_LONGEST["confirmed"])
    correction_reason = Text(
        max_length=_LONGEST["correction_reason"],
        label="Why the figure on record changes",
        widget=box(2),
    )
    declared = choices(label="Status", choices=STATUSES)
    not_rated_reason = Text(
        max_length=_LONGEST["not_rated_reason"], label="Why it is not rated", widget=box(2)
    )
    lead_reason = Text(
        max_length=_LONGEST["lead_reason"],
        label="Why is it better than the figures say?",
        widget=box(2),
    )
    still_applies = forms.BooleanField(required=False, label="Still applies")
    note = Text(max_length=_LONGEST["note"], label="Note", widget=box(4))

    def __init__(
        self,
        *,
        placement: Placement,
        stored: EntryContent,
        quarter: FinancialQuarter,
        before: EntryContent | None = None,
        data: Mapping | None = None,
    ):
        self.placement, self.stored, self.quarter = placement, stored, quarter
        self.before = before or EntryContent()
        self.name = kpi_name(placement)
        prefix = f"kpi-{placement.pk}"
        if data is not None and f"{prefix}-note" not in data:
            data = None  # a row that came after the page was opened: nothing was said about it
        super().__init__(data, prefix=prefix, initial=self._initial(), use_required_attribute=False)
        self._ask_only_what_fits()
        self._say_what_is_needed()
        for name, field in self.fields.items():
            field.error_messages |= self._errors_in_words(name)

    @property
    def asks_figure(self) -> bool:
        """A figure is entered at a KPI's home, and a judgement has none."""
        return self.placement.is_home and self.placement.kpi.kind != KPIKind.JUDGEMENT

    @property
    def is_milestone(self) -> bool:
        """Asked for a date or for words rather than for a count."""
        return self.placement.kpi.kind == KPIKind.MILESTONE

    def _initial(self) -> dict:
        initial = {name: getattr(self.stored, name) for name in ENTRY_FIELDS}
        if not self.stored.figure and not self.stored.coverage:
            initial["coverage"] = self._likely_coverage()
        return initial

    def _likely_coverage(self) -> str:
        basis = self.placement.basis or self.placement.kpi.basis
        if basis == Basis.YEAR_TO_DATE:
            return Coverage.YEAR_TO_DATE.value
        if basis == Basis.UNKNOWN and self.before.coverage in _OFFERED:
            return self.before.coverage  # it was asked once
        return (Coverage.OTHER if basis == Basis.FULL_YEAR else Coverage.THIS_QUARTER).value

    def _ask_only_what_fits(self) -> None:
        if not self.asks_figure:
            for name in ("answer", "figure", *_OF_FIGURES):
                del self.fields[name]
            return
        self.fields["answer"].choices = ANSWERS[KPIKind(self.placement.kpi.kind)]
        figure = self.fields["figure"]
        figure.widget.attrs["autocomplete"] = "off"
        if self.is_milestone:
            self.fields["answer"].label = "Is there news of this milestone?"
            figure.label = "Done, or due when?"
            figure.help_text = "A date or words, such as “Done on 14 November 2023” or Mar-24"
            for name in _OF_FIGURES:
                del self.fields[name]
            return
        unit = self.placement.kpi.unit
        figure.help_text = escape(UNITS.get(unit) or f"In {unit}")
        figure.widget.attrs["inputmode"] = "decimal" if unit else "text"
        self.fields["coverage"].choices = self._coverages()

    def _say_what_is_needed(self) -> None:
        """Beside the field itself, what submitting asks of it; the script keeps it up to date."""
        note = self.fields["note"]
        note.help_text = _needed("note", note_words(self["declared"].value()))
        if "period_typed" in self.fields:
            period, words = self.fields["period_typed"], period_words(self.stored)
            period.help_text = format_html("{} {}", period.help_text, _needed("period", words))

    def _coverages(self) -> list[tuple[str, str]]:
        to_date = DataPeriod.year_to_date(self.quarter).label
        return [
            (Coverage.THIS_QUARTER.value, f"This quarter, {self.quarter.long_label}"),
            (Coverage.YEAR_TO_DATE.value, f"{to_date}, the year so far"),
            (Coverage.OTHER.value, "Another period"),
        ]

    def _errors_in_words(self, name: str) -> dict[str, str]:
        if name not in _LONGEST:
            words = f"{self.name}: choose one of the answers on the page."
            return {"invalid_choice": words}
        return {
            "max_length": (
                f"{self.name}: {_WHAT[name]} is too long to keep. "
                f"Use {_LONGEST[name]:,} characters or fewer."
            ),
            "null_characters_not_allowed": (
                f"{self.name}: {_WHAT[name]} holds an invisible character that cannot be kept. "
                "Type it again."
            ),
        }

    def content(self) -> EntryContent:
        """What the row says, once it is valid; what it was not asked for stays as stored."""
        if not self.is_bound:
            return self.stored
        said = {name: self.cleaned_data[name] for name in self.fields if name in ENTRY_FIELDS}
        if "certainty" in said and not said["certainty"]:
            said["certainty"] = Certainty.FINAL.value
        row = replace(self.stored, **said)
        if not row.figure and not row.period_typed:
            row = replace(row, coverage="")  # preselected, but there is nothing to cover yet
        if row.figure and not row.answer:
            row = replace(row, answer=Answer.NEW_FIGURE.value)
        if row.confirmed != row.figure:
            row = replace(row, confirmed="")
        if self.cleaned_data["still_applies"] and not row.lead_reason:
            row = replace(row, lead_reason=self.before.lead_reason)
        return row

    # Where crispy's templates draw the fields; the status is our own component.

    @property
    def answer_layout(self) -> FormHelper:
        return _ANSWER

    @property
    def figure_layout(self) -> FormHelper:
        return _MILESTONE_FIGURE if self.is_milestone else _FIGURE

    @property
    def coverage_layout(self) -> FormHelper:
        return _COVERAGE

    @property
    def reason_layout(self) -> FormHelper:
        return _REASON

    @property
    def correction_layout(self) -> FormHelper:
        return _CORRECTION

    @property
    def lead_reason_layout(self) -> FormHelper:
        return _LEAD_REASON

    @property
    def note_layout(self) -> FormHelper:
        return _NOTE


def _needed(what: str, words: str) -> str:
    """Words of a hint that come and go."""
    html = '<span class="app-needed" data-needed="{}" aria-live="polite">{}</span>'
    return format_html(html, what, words)


def note_words(declared: str) -> str:
    """Why a note is needed; blank where it is not."""
    if declared not in (Status.RED, Status.AMBER):
        return ""
    return f"Needed, because the status is {Status(declared).label}."


def period_words(said: EntryContent) -> str:
    """What is wrong with the period that was typed, and what is asked for; blank if nothing is."""
    words = []
    typed = said.period_typed.strip() if said.coverage == Coverage.OTHER else ""
    if typed and parse_period(typed) is None:
        words.append(f"“{short(typed)}” was not understood as a period.")
    if period_missing(said):
        words.append("Say which period the figure covers.")
    return " ".join(words)


def kpi_name(placement: Placement, limit: int = 60) -> str:
    """A KPI in a message: "KPI 4, Businesses attending …"."""
    return f"KPI {placement.number}, {short(placement.wording, limit)}"
