"""The return's form: a small form for each KPI, and one for the return as a whole.

A draft is lenient. Only what could not be stored is an error; what can't be understood is kept as
words, and what is missing is for `completeness` to say.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Div, Field, Fixed, Layout
from django import forms
from django.utils.html import escape

from objectives.models import Placement
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import Basis, Certainty, KPIKind
from objectives.rag import Status
from reporting.answers import Answer, Coverage
from reporting.completeness import Gap, short
from reporting.content import Content, EntryContent

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
_LONGEST = {"figure": 200, "period_typed": 60, "not_rated_reason": 2000, "note": 10_000}
_LONGEST_COMMENTARY = 60_000
_LARGEST_VERSION = 2**31 - 1
_WHAT = {
    "figure": "the figure",
    "period_typed": "the period",
    "not_rated_reason": "the reason",
    "note": "the note",
}


class Text(forms.CharField):
    """Text as typed, but for the white space around it and the browser's line ends."""

    def __init__(self, **options):
        super().__init__(required=False, **options)

    def widget_attrs(self, widget):
        return {}  # no maxlength: a browser would cut what is pasted, without a word

    def to_python(self, value):
        value = super().to_python(value)
        return value.replace("\r\n", "\n").replace("\r", "\n")


def _choices(widget=forms.RadioSelect, **options) -> forms.ChoiceField:
    return forms.ChoiceField(required=False, widget=widget, **options)


def _box(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _helper(*layout) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.include_media = False
    helper.layout = Layout(*layout)
    return helper


_ANSWER = _helper(Field.radios("answer", small=True, inline=True))
_FIGURE = _helper(
    Div(
        Field.text("figure", field_width=Fixed.TWENTY),
        Field.select("certainty"),
        css_class="app-kpi__fields",
    )
)
_MILESTONE_FIGURE = _helper(Field.text("figure"))
_COVERAGE = _helper(
    Field.radios("coverage", small=True),
    Div(Field.text("period_typed", field_width=Fixed.TWENTY), data_part="period"),
)
_REASON = _helper(Field.textarea("not_rated_reason", rows=2))
_NOTE = _helper(Field.textarea("note", rows=4))


class EntryForm(forms.Form):
    """One KPI's row. Fields that this KPI is not asked for are not in it."""

    answer = _choices(label="Is there a new figure?")
    figure = Text(max_length=_LONGEST["figure"], label="Figure")
    certainty = _choices(forms.Select, label="How sure it is", choices=CERTAINTIES)
    coverage = _choices(label="What it covers")
    period_typed = Text(
        max_length=_LONGEST["period_typed"],
        label="Which period?",
        help_text="Such as 2022/23, academic year 2022/23 or 12 months to September 2023",
    )
    declared = _choices(label="Status", choices=STATUSES)
    not_rated_reason = Text(
        max_length=_LONGEST["not_rated_reason"], label="Why it is not rated", widget=_box(2)
    )
    note = Text(max_length=_LONGEST["note"], label="Note", widget=_box(4))

    def __init__(
        self,
        *,
        placement: Placement,
        stored: EntryContent,
        quarter: FinancialQuarter,
        data: Mapping | None = None,
    ):
        self.placement, self.stored, self.quarter = placement, stored, quarter
        self.name = kpi_name(placement)
        prefix = f"kpi-{placement.pk}"
        if data is not None and f"{prefix}-note" not in data:
            data = None  # a row that came after the page was opened: nothing was said about it
        super().__init__(data, prefix=prefix, initial=self._initial(), use_required_attribute=False)
        self._ask_only_what_fits()
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
        initial = {name: getattr(self.stored, name) for name in self.base_fields}
        if not self.stored.figure and not self.stored.coverage:
            initial["coverage"] = self._likely_coverage()
        return initial

    def _likely_coverage(self) -> str:
        basis = self.placement.basis or self.placement.kpi.basis
        if basis == Basis.YEAR_TO_DATE:
            return Coverage.YEAR_TO_DATE.value
        return (Coverage.OTHER if basis == Basis.FULL_YEAR else Coverage.THIS_QUARTER).value

    def _ask_only_what_fits(self) -> None:
        if not self.asks_figure:
            for name in ("answer", "figure", "certainty", "coverage", "period_typed"):
                del self.fields[name]
            return
        self.fields["answer"].choices = ANSWERS[KPIKind(self.placement.kpi.kind)]
        figure = self.fields["figure"]
        figure.widget.attrs["autocomplete"] = "off"
        if self.is_milestone:
            self.fields["answer"].label = "Is there news of this milestone?"
            figure.label = "Done, or due when?"
            figure.help_text = "A date or words, such as “Done on 14 November 2023” or Mar-24"
            for name in ("certainty", "coverage", "period_typed"):
                del self.fields[name]
            return
        unit = self.placement.kpi.unit
        figure.help_text = escape(UNITS.get(unit) or f"In {unit}")
        figure.widget.attrs["inputmode"] = "decimal" if unit else "text"
        self.fields["coverage"].choices = self._coverages()

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
        said = {name: self.cleaned_data[name] for name in self.fields}
        if "certainty" in said and not said["certainty"]:
            said["certainty"] = Certainty.FINAL.value
        row = replace(self.stored, **said)
        if not row.figure and not row.period_typed:
            row = replace(row, coverage="")  # preselected, but there is nothing to cover yet
        if row.figure and not row.answer:
            row = replace(row, answer=Answer.NEW_FIGURE.value)
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
    def note_layout(self) -> FormHelper:
        return _NOTE


class WholeForm(forms.Form):
    """What the return says of the sub-strand as a whole, and the version the page was made from."""

    version = forms.IntegerField(
        required=False, min_value=0, max_value=_LARGEST_VERSION, widget=forms.HiddenInput
    )
    overall = _choices(
        label="Overall status of the sub-strand",
        choices=RAG,
        error_messages={"invalid_choice": "Overall status: choose Red, Amber or Green."},
    )
    commentary = Text(
        max_length=_LONGEST_COMMENTARY,
        label="What happened this quarter",
        help_text="Leave a line empty between paragraphs. Begin a line with “- ” for a list. "
        "Web addresses become links.",
        widget=_box(14),
        error_messages={
            "max_length": (
                "Commentary: it is too long to keep. "
                f"Use {_LONGEST_COMMENTARY:,} characters or fewer."
            ),
            "null_characters_not_allowed": (
                "Commentary: it holds an invisible character that cannot be kept. Type it again."
            ),
        },
    )

    def clean_version(self):
        return self.cleaned_data["version"] or 0

    @property
    def commentary_layout(self) -> FormHelper:
        return _helper(Field.textarea("commentary", rows=14))


class ReturnForm:
    """All the forms of one return: bound to what was sent, or showing what is stored.

    What was sent may lack rows or the commentary (a page opened before a KPI was added): what
    is not there is left as it is stored, never emptied.
    """

    def __init__(
        self,
        *,
        placements: Iterable[Placement],
        stored: Content,
        version: int,
        quarter: FinancialQuarter,
        data: Mapping | None = None,
    ):
        self.stored, self.data = stored, data
        self.entries = [
            EntryForm(
                placement=placement,
                stored=stored.entries[placement.pk],
                quarter=quarter,
                data=data,
            )
            for placement in placements
        ]
        initial = {"version": version, "overall": stored.overall, "commentary": stored.commentary}
        self.whole = WholeForm(data, initial=initial, use_required_attribute=False)

    def is_valid(self) -> bool:
        """Whether all that was sent can be stored."""
        self.whole.errors.pop("version", None)  # a version nobody sent is merged as the oldest
        rows = [form.is_valid() for form in self.entries if form.is_bound]
        return not self.whole.errors and all(rows)

    @property
    def version(self) -> int:
        """The version of the return that the page was made from."""
        return self.whole.cleaned_data.get("version") or 0

    def sent(self) -> Content:
        """What was sent, as a value."""
        whole = self.whole.cleaned_data if "commentary" in self.data else None
        return Content(
            overall=whole["overall"] if whole else self.stored.overall,
            commentary=whole["commentary"] if whole else self.stored.commentary,
            entries={form.placement.pk: form.content() for form in self.entries},
        )

    def content(self) -> Content:
        """What is to be stored: what was sent, but for the rows where theirs was chosen."""
        sent, stored = self.sent(), self.stored
        theirs = {key for key, side in self.choices().items() if side == "theirs"}
        return Content(
            overall=stored.overall if "overall" in theirs else sent.overall,
            commentary=stored.commentary if "commentary" in theirs else sent.commentary,
            entries={
                key: stored.entries[key] if str(key) in theirs else row
                for key, row in sent.entries.items()
            },
        )

    def choices(self) -> dict[str, str]:
        """For each row that two people changed: "mine", "theirs", or "" while it isn't chosen."""
        sides = {
            key: self.data.get(f"choose-{key}", "")
            for key in self.stored.rows()
            if f"asked-{key}" in self.data or f"choose-{key}" in self.data
        }
        return {key: side if side in ("mine", "theirs") else "" for key, side in sides.items()}

    def errors(self) -> list[dict[str, str]]:
        """Every error with the address of its field, in the page's order."""
        found = []
        for form in (*(form for form in self.entries if form.is_bound), self.whole):
            row = str(form.placement.pk) if form is not self.whole else ""
            for name, messages in form.errors.items():
                href = f"#{field_id(row, name)}"
                found += [{"text": message, "href": href} for message in messages]
        return found


def kpi_name(placement: Placement, limit: int = 60) -> str:
    """A KPI in a message: "KPI 4, Businesses attending …"."""
    return f"KPI {placement.number}, {short(placement.wording, limit)}"


def field_id(row: str, name: str) -> str:
    """The id of a field's first control on the page."""
    if not row.isdigit():
        return f"id_{name}"
    first = "_1" if name in ("answer", "coverage") else ""
    return f"id_kpi-{row}-{name}{first}"


def address_of(gap: Gap) -> str:
    """The part of the page's address that leads to what is missing."""
    return f"#{field_id(gap.row, gap.field)}"


def as_fields(content: Content, version: int) -> list[tuple[str, str]]:
    """The names and values that, sent by a form, say `content` again."""
    fields = [("version", str(version)), ("overall", content.overall)]
    fields.append(("commentary", content.commentary))
    for key, row in content.entries.items():
        fields += [(f"kpi-{key}-{name}", getattr(row, name)) for name in EntryForm.base_fields]
    return fields
