"""Passwords: forgotten, chosen with a letter's link, changed."""

from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions, audit, clock, passwords
from accounts.form_errors import errors_of
from accounts.password_forms import ChangePasswordForm, ForgottenForm, NewPasswordForm
from accounts.refusals import Faulty, Refused

#: `auth.login` asks which backend let somebody in where there are several.
_BACKEND = "django.contrib.auth.backends.ModelBackend"


class AnsweredFirst(HttpResponseRedirect):
    """A redirect that is with whoever asked before `act` begins.

    How long an answer takes must not tell whether an address has an account.
    """

    def __init__(self, address: str, act):
        super().__init__(address)
        self._act = act

    def close(self):
        """What the server calls once the answer is out."""
        act, self._act = self._act, None
        try:
            if act:
                act()
        finally:
            super().close()


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request):
    """Ask for a link; the answer is the same whether the address has an account or not."""
    form = ForgottenForm(
        request.POST or None, initial={"email": request.GET.get("email", "")[:254]}
    )
    if request.method == "POST" and form.is_valid():
        email, now = form.cleaned_data["email"], clock.now()
        return AnsweredFirst(
            reverse("accounts:password_sent"),
            lambda: actions.ask_for_password(email=email, now=now),
        )
    context = {"form": form, "errors": errors_of(form)}
    return render(request, "accounts/password_forgotten.html", context, status=_status(form))


@login_not_required
@require_safe
def sent(request):
    """What happens next, whoever asked."""
    return render(request, "accounts/password_sent.html", {"lasting": passwords.lasting()})


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
@method_decorator(sensitive_post_parameters("new_password", "again"), name="dispatch")
class Choose(PasswordResetConfirmView):
    """Choose a password with a letter's link, and be signed in.

    Django's own view moves the token from the address to the session, so that no page links away
    from an address that holds it.
    """

    form_class = NewPasswordForm
    template_name = "accounts/password_choose.html"

    def get_user(self, uidb64):
        """Whose link it is; nobody whose account is deactivated."""
        user = super().get_user(uidb64)
        return user if user and user.is_active else None

    def get_context_data(self, **kwargs):
        """What the template prints."""
        context = super().get_context_data(**kwargs)
        form = context["form"]
        return context | {
            "person": self.user if self.validlink else None,
            "is_first": self.validlink and not self.user.has_usable_password(),
            "errors": errors_of(form) if form else [],
            "lasting": passwords.lasting(),
        }

    def render_to_response(self, context, **kwargs):
        """With the status that fits."""
        status = _status(context["form"]) if self.validlink else 410
        return super().render_to_response(context, status=status, **kwargs)

    def form_valid(self, form):
        """Set it, and sign in whoever proved to read that address's mail."""
        is_first = not self.user.has_usable_password()
        try:
            self._set(form.cleaned_data["new_password"])
        except Faulty as refusal:
            form.add_error("new_password", str(refusal))
            return self.form_invalid(form)
        except Refused:
            self.validlink = False
            return self.render_to_response(self.get_context_data(form=None))
        elsewhere = "" if is_first else " You are signed out elsewhere."
        messages.success(self.request, f"Your password is set and you are signed in.{elsewhere}")
        return redirect("home")

    @transaction.atomic
    def _set(self, password: str) -> None:
        now = clock.now()
        token = self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        user = actions.set_password(by=self.user, token=token, password=password, now=now)
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        auth.login(self.request, user, _BACKEND)
        audit.record(by=user, action="sign_in", subject=user, now=now)


@never_cache
@sensitive_post_parameters("password", "new_password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request):
    """Another password, for who knows the present one."""
    form = ChangePasswordForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        user = actions.change_password(
            by=request.user, password=form.cleaned_data["new_password"], now=clock.now()
        )
        auth.update_session_auth_hash(request, user)
        messages.success(request, "Your password is changed. You are signed out everywhere else.")
        return redirect("home")
    context = {"form": form, "errors": errors_of(form)}
    return render(request, "accounts/password_change.html", context, status=_status(form))


def _status(form) -> int:
    return 422 if form.errors else 200
