"""The forms with which people are invited, changed, given roles and relieved of them."""

import unicodedata

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Field, Fixed, Layout
from django import forms

from accounts.models import User
from accounts.roles import Role
from objectives.access import Keeper
from objectives.actions.people import Details
from objectives.actions.roles import NewRole
from objectives.days import in_words
from objectives.models import Strategy, SubStrand
from objectives.period_reading import parse_date

_LONGEST_NAME = 150
_EMAIL_WORDS = {
    "required": "Enter the e-mail address.",
    "invalid": "Enter an e-mail address with an @, such as name@example.org.",
    "max_length": "E-mail address: use 254 characters or fewer.",
    "null_characters_not_allowed": "Enter an e-mail address with an @, such as name@example.org.",
}


class _Line(forms.CharField):
    """One line of text: line breaks and other control characters become spaces.

    What is typed here stands in the heads of letters.
    """

    def __init__(self, label: str, *, missing: str = "", **kwargs):
        super().__init__(
            label=label,
            required=bool(missing),
            max_length=_LONGEST_NAME,
            error_messages={
                "required": missing,
                "max_length": f"{label}: use {_LONGEST_NAME} characters or fewer.",
            },
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            **kwargs,
        )

    def to_python(self, value):
        text = super().to_python(value)
        clean = "".join(" " if unicodedata.category(item) == "Cc" else item for item in text)
        return " ".join(clean.split())


class _Day(forms.CharField):
    """A day in figures or words, as people write it in Britain; None where it is left empty."""

    def __init__(self, label: str, *, missing: str = "", hint: str = ""):
        super().__init__(
            label=label,
            required=bool(missing),
            max_length=60,
            help_text=hint,
            error_messages={"required": missing, "max_length": self._not_a_day(label)},
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )

    @staticmethod
    def _not_a_day(label: str) -> str:
        return f"{label}: enter a day in figures or words, such as 8 April 2024."

    def to_python(self, value):
        text = super().to_python(value).replace("\0", "")
        if not text:
            return ""
        day = parse_date(text)
        if day is None:
            raise forms.ValidationError(self._not_a_day(self.label))
        return day

    def run_validators(self, value):
        """The day is read already; its text was short enough to be one."""


class _PeopleForm(forms.Form):
    """A form for somebody who keeps people: `fit` it to them, `lay_out` its fields."""

    button = ""

    def __init__(self, *args, who: Keeper, **kwargs):
        super().__init__(*args, **kwargs)
        self.who = who
        self.fit()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.lay_out(), Button.primary("act", self.button))

    def fit(self) -> None:
        """Offer what is theirs to choose."""

    def lay_out(self) -> list:
        """The fields, in their order."""
        return []


# --- A person ---------------------------------------------------------------------------------


class PersonForm(_PeopleForm):
    """Name, job title and address; for administrators, who is one."""

    name = _Line("Name", missing="Enter the person’s name.")
    job_title = _Line("Job title (optional)")
    email = forms.EmailField(
        label="E-mail address",
        help_text="They sign in with it, and letters go there.",
        max_length=254,
        error_messages=_EMAIL_WORDS,
        # A text widget, since only those are marked where there is a fault.
        widget=forms.TextInput(
            attrs={"type": "email", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    administrator = forms.BooleanField(
        label="Administrator",
        help_text="Keeps all people and the audit record. Sees no unpublished figures by it.",
        required=False,
    )

    button = "Save the changes"

    def fit(self):
        """Only administrators say who else is one."""
        super().fit()
        if not self.who.is_administrator:
            del self.fields["administrator"]

    def lay_out(self):
        """Who they are, before what they do."""
        fields = [Field.text("name"), Field.text("job_title"), Field.text("email")]
        mark = [Field.checkbox("administrator")] if self._marks else []
        return [*fields, *mark, *super().lay_out()]

    @property
    def _marks(self) -> bool:
        return "administrator" in self.fields

    def clean_email(self):
        """In the spelling that accounts have; of plain letters, which look like no others."""
        email = self.cleaned_data["email"].lower()
        if not email.isascii():
            raise forms.ValidationError("Enter an e-mail address of plain letters and digits.")
        return email

    def details(self, person: User | None = None) -> Details:
        """What a valid form says; the mark stays as it is where it was not asked for."""
        data = self.cleaned_data
        marked = bool(person and person.is_administrator)
        return Details(
            name=data["name"],
            job_title=data["job_title"],
            email=data["email"],
            is_administrator=data["administrator"] if self._marks else marked,
        )


# --- A role -----------------------------------------------------------------------------------


def _place_choices(who: Keeper) -> list:
    """Each strategy that roles are given in, with its sub-strands. Two queries."""
    strategies = {item.pk: (item, []) for item in who.strategies().order_by("position", "slug")}
    for part in SubStrand.objects.filter(strategy__in=strategies).in_order():
        strategies[part.strategy_id][1].append((f"sub-strand-{part.pk}", part.name))
    return [
        (whole.name, [(f"strategy-{whole.pk}", f"All of {whole.name}"), *parts])
        for whole, parts in strategies.values()
    ]


def place_of(value: str) -> Strategy | SubStrand:
    """The place that a valid choice names."""
    kind, _, key = value.rpartition("-")
    if kind == "strategy":
        return Strategy.objects.get(pk=key)
    return SubStrand.objects.select_related("strategy").get(pk=key)


class RoleForm(_PeopleForm):
    """A role, over what, from when until when."""

    role = forms.ChoiceField(
        label="Role",
        error_messages={"required": "Choose the role.", "invalid_choice": "Choose the role."},
    )
    place = forms.ChoiceField(
        label="Strategy or sub-strand",
        help_text="Project leads, deputy leads and SES leads have a sub-strand; the Economy Cell, "
        "officers and viewers a whole strategy.",
        error_messages={
            "required": "Choose the strategy or the sub-strand.",
            "invalid_choice": "Choose the strategy or the sub-strand.",
        },
    )
    starts = _Day("From", missing="From: enter the first day, such as 8 April 2024.")
    ends = _Day("Until (optional)", hint="The last day. Leave it empty if it has no end.")

    def fit(self):
        """The places in which they give roles; from today, unless it is said otherwise."""
        super().fit()
        self.fields["role"].choices = [("", "Choose"), *((role, role.label) for role in Role)]
        self.fields["place"].choices = [("", "Choose"), *_place_choices(self.who)]
        self.initial.setdefault("starts", in_words(self.who.on))

    def lay_out(self):
        """What, over what, and the days."""
        fields = [Field.select("role"), Field.select("place")]
        return [
            *fields,
            Field.text("starts", field_width=Fixed.TWENTY),
            Field.text("ends", field_width=Fixed.TWENTY),
            *super().lay_out(),
        ]

    def new_role(self) -> NewRole | None:
        """What a valid form gives; nothing where no role was chosen."""
        data = self.cleaned_data
        if not data["role"]:
            return None
        return NewRole(
            role=Role(data["role"]),
            place=place_of(data["place"]),
            starts=data["starts"],
            ends=data["ends"] or None,
        )


class _PersonChoice(forms.ModelChoiceField):
    """Somebody from a list, by name and address."""

    def __init__(self, **kwargs):
        words = "Choose the person."
        super().__init__(
            queryset=User.objects.none(),
            empty_label="Choose",
            error_messages={"required": words, "invalid_choice": words},
            **kwargs,
        )

    def label_from_instance(self, obj):
        return f"{obj.name} ({obj.email})"


def _choosable(who: Keeper):
    """Those to whom `who` may give roles."""
    people = who.people().filter(is_active=True).order_by("name", "pk")
    return people if who.is_administrator else people.filter(is_administrator=False)


class GiveRoleForm(RoleForm):
    """A role for somebody who has an account."""

    person = _PersonChoice(label="Person")

    button = "Give the role"

    def fit(self):
        """Those to whom they may give roles."""
        super().fit()
        self.fields["person"].queryset = _choosable(self.who)

    def lay_out(self):
        """Who, then what."""
        return [Field.select("person"), *super().lay_out()]


class DeputiseForm(_PeopleForm):
    """Who stands in for a lead, from when until when."""

    person = _PersonChoice(label="Who deputises")
    starts = _Day("From", missing="From: enter the first day of the leave.")
    ends = _Day(
        "Until",
        missing="Until: enter the last day of the leave.",
        hint="The last day of the leave.",
    )

    button = "Make them deputy"

    def __init__(self, *args, lead: User, **kwargs):
        self.lead = lead
        super().__init__(*args, **kwargs)

    def fit(self):
        """Anybody but the lead."""
        self.fields["person"].queryset = _choosable(self.who).exclude(pk=self.lead.pk)
        self.initial.setdefault("starts", in_words(self.who.on))

    def lay_out(self):
        """Who, and the days."""
        return [
            Field.select("person"),
            Field.text("starts", field_width=Fixed.TWENTY),
            Field.text("ends", field_width=Fixed.TWENTY),
        ]


class EndRoleForm(_PeopleForm):
    """With which day a role ends."""

    ends = _Day(
        "Last day",
        missing="Last day: enter a day, such as 8 April 2024.",
        hint="Today or later. They keep the role until the end of that day.",
    )

    button = "End the role"

    def fit(self):
        """Today, unless it is said otherwise."""
        self.initial.setdefault("ends", in_words(self.who.on))

    def lay_out(self):
        """The day."""
        return [Field.text("ends", field_width=Fixed.TWENTY)]


class InviteForm(PersonForm, RoleForm):
    """Somebody new, with a first role or without."""

    button = "Send the invitation"

    def fit(self):
        """Neither a role nor what belongs to one has to be there."""
        super().fit()
        for name in ("role", "place", "starts"):
            self.fields[name].required = False
        self.fields["role"].label = "First role (optional)"

    def clean(self):
        """A role needs a place and a first day, and a place a role; none of them is well too."""
        data = super().clean()
        if data.get("place") and not data.get("role"):
            self.add_error("role", "Choose the role, or no strategy or sub-strand.")
        for name in ("place", "starts"):
            if data.get("role") and name not in self.errors and not data.get(name):
                self.add_error(name, self.fields[name].error_messages["required"])
        return data
