"""The return's form: a small form for each KPI (`entry_form`), and one for the return as a whole.

What a form sends may lack rows; what is not there is left as it is stored.
"""

from collections.abc import Iterable, Mapping

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field
from django import forms

from objectives.models import Placement
from objectives.periods import FinancialQuarter
from reporting.completeness import Gap
from reporting.content import ENTRY_FIELDS, Content, EntryContent
from reporting.entry_form import RAG, EntryForm, Text, box, choices, helper

_LONGEST_COMMENTARY = 60_000
_LARGEST_VERSION = 2**31 - 1


class WholeForm(forms.Form):
    """What the return says of the sub-strand as a whole, and the version the page was made from."""

    version = forms.IntegerField(
        required=False, min_value=0, max_value=_LARGEST_VERSION, widget=forms.HiddenInput
    )
    overall = choices(
        label="Overall status of the sub-strand",
        choices=RAG,
        error_messages={"invalid_choice": "Overall status: choose Red, Amber or Green."},
    )
    commentary = Text(
        max_length=_LONGEST_COMMENTARY,
        label="What happened this quarter",
        help_text="Leave a line empty between paragraphs. Begin a line with “- ” for a list. "
        "Web addresses become links.",
        widget=box(14),
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
        return helper(Field.textarea("commentary", rows=14))


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
        before: Mapping[int, EntryContent],
        data: Mapping | None = None,
    ):
        self.stored, self.data = stored, data
        self.entries = [
            EntryForm(
                placement=placement,
                stored=stored.entries[placement.pk],
                quarter=quarter,
                before=before.get(placement.pk),
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
        fields += [(f"kpi-{key}-{name}", getattr(row, name)) for name in ENTRY_FIELDS]
    return fields
