"""The sign-in form. Its words say what to do; they never say whether an address has an account."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Field, Layout
from django import forms
from django.contrib.auth import authenticate

from accounts.locked_out import attempts_left

WRONG = "The e-mail address or the password is not right. Check both and try again."


class SignInForm(forms.Form):
    """E-mail address and password. `user` is whoever they belong to, once the form is valid."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address with an @, such as name@example.org.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="Password",
        max_length=4096,
        strip=False,
        error_messages={"required": "Enter your password."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, request, demo_password="", **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.user = None
        if demo_password:  # it stands on the page anyway
            self.fields["password"].widget.render_value = True
            self.initial["password"] = demo_password
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.form_show_errors = True
        self.helper.layout = Layout(
            Field.text("email"),
            Field.text("password"),
            Button.primary("sign-in", "Sign in"),
        )

    def clean_email(self):
        """In the spelling that accounts have."""
        return self.cleaned_data["email"].lower()

    def clean(self):
        """Ask whose these are; django-axes counts the wrong ones by the request."""
        data = super().clean()
        if self.errors:
            return data
        # By the name of the user's own field: django-axes would count `username` for nobody.
        self.user = authenticate(self.request, email=data["email"], password=data["password"])
        if self.user is None:
            self.add_error("email", " ".join(filter(None, [WRONG, attempts_left(self.request)])))
        return data
