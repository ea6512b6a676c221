"""The form that searches the audit record, sent by GET: its address can be kept and shared."""

from datetime import date

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from accounts.audit_search import Search
from accounts.audit_words import ACTIONS, day

_LONGEST = 150  # characters
_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]
_NO_DAY = "{}: enter a day such as 22/1/2024."


class _Day(forms.DateField):
    """A day in a browser's own date field, or typed the British way where it has none."""

    def __init__(self, label: str):
        words = _NO_DAY.format(label)
        super().__init__(
            label=label,
            required=False,
            input_formats=_FORMATS,
            widget=forms.TextInput(attrs={"type": "date"}),
            validators=[
                MinValueValidator(date(2000, 1, 1), words),
                MaxValueValidator(date(2999, 12, 31), words),
            ],
            error_messages={"invalid": words},
        )


def _text(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=_LONGEST,
        error_messages={
            "max_length": f"{label}: use {_LONGEST} characters or fewer.",
            "null_characters_not_allowed": (
                f"{label}: it holds an invisible character. Type it again."
            ),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AuditSearchForm(forms.Form):
    """Who did what, to what, and when; all of it may be left out."""

    who = _text("Person")
    action = forms.ChoiceField(
        label="What was done",
        required=False,
        choices=[("", "Anything"), *sorted(ACTIONS.items(), key=lambda item: item[1])],
        error_messages={"invalid_choice": "What was done: choose from the list."},
    )
    subject = _text("To what")
    since = _Day("From")
    until = _Day("To")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # a GET form: its token would stand in every address
        self.helper.layout = Layout(
            Field.text("who"),
            Field.select("action"),
            Field.text("subject"),
            Field.text("since"),
            Field.text("until"),
        )

    def clean(self):
        """The days in their order."""
        data = super().clean()
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", "To: enter the first day or a later one.")
        return data

    @property
    def search(self) -> Search:
        """What a valid form asks for."""
        return Search(**self.cleaned_data)

    @property
    def asked(self) -> dict[str, str]:
        """What a valid form asks for, as its address says it; only what was filled in."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    @property
    def in_words(self) -> str:
        """The same for a person: "Person: Ada. From: 22 January 2024"; blank for all events."""
        filled = [(name, value) for name, value in self.cleaned_data.items() if value]
        return ". ".join(f"{self.fields[name].label}: {_words(value)}" for name, value in filled)


def _words(value: str | date) -> str:
    return day(value) if isinstance(value, date) else ACTIONS.get(value, value)
