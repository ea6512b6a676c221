"""The forms of forgotten, chosen and changed passwords."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Field, Layout
from django import forms
from django.contrib.auth import authenticate

from accounts import passwords
from accounts.models import User

WRONG_PRESENT = "This is not your present password. Try again."
_NO_ADDRESS = "Enter an e-mail address with an @, such as name@example.org."
_NO_NUL = "The password holds an invisible character. Type it again."


def _helper(*fields: str, button: str) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*map(Field.text, fields), Button.primary("act", button))
    return helper


def _password(label: str, missing: str, *, hint: str = "", autocomplete: str) -> forms.CharField:
    longest = passwords.LONGEST
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        strip=False,
        error_messages={
            "required": missing,
            "max_length": f"Use {longest} characters or fewer.",
            "null_characters_not_allowed": _NO_NUL,
        },
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class ForgottenForm(forms.Form):
    """Whose password is to be chosen anew."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="The one you sign in with.",
        max_length=254,
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": _NO_ADDRESS,
            "max_length": "Enter an e-mail address of 254 characters or fewer.",
            "null_characters_not_allowed": _NO_ADDRESS,
        },
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper("email", button="Send me a link")


class NewPasswordForm(forms.Form):
    """A new password, twice, so that a slip of the finger locks nobody out."""

    new_password = _password(
        "New password",
        "Enter a new password.",
        hint="12 characters or more. Three or four words are easy to remember.",
        autocomplete="new-password",
    )
    again = _password(
        "The same password again", "Enter the new password again.", autocomplete="new-password"
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.helper = _helper("new_password", "again", button="Set the password")

    def clean(self):
        """Both the same, and good enough for this person."""
        data = super().clean()
        first, second = data.get("new_password"), data.get("again")
        if first and second and first != second:
            self.add_error("again", "The two passwords are not the same. Enter both again.")
        if first:
            for words in passwords.faults(first, self.user):
                self.add_error("new_password", words)
        return data


class ChangePasswordForm(NewPasswordForm):
    """The present password, so that a session left open is no way in; then the new one."""

    field_order = ("password",)
    # By the name of the sign-in form's: django-axes never stores what stands under it.
    password = _password(
        "Your present password", "Enter your present password.", autocomplete="current-password"
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, user=request.user, **kwargs)
        self.request = request
        self.helper = _helper("password", "new_password", "again", button="Change the password")

    def clean(self):
        """Asked like a sign-in, so that django-axes counts the guesses."""
        data = super().clean()
        present = data.get("password")
        if present and not self._is_right(present):
            self.add_error("password", WRONG_PRESENT)
        return data

    def _is_right(self, present: str) -> bool:
        found = authenticate(self.request, email=self.user.email, password=present)
        return found is not None and found.pk == self.user.pk
