"""Signing in and out."""

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import audit, clock, demo
from accounts.form_errors import errors_of
from accounts.forms import SignInForm

#: The demonstration's first accounts, one for each role; the others are more leads.
_MAIN_DEMO_ACCOUNTS = 6


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def sign_in(request):
    """Let somebody in, and on to where they wanted to go."""
    if request.user.is_authenticated:
        return redirect(_wanted(request))
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            auth.login(request, form.user)
            audit.record(by=form.user, action="sign_in", subject=form.user, now=clock.now())
        return redirect(_wanted(request))
    context = {
        "form": form,
        "errors": errors_of(form),
        "next": request.POST.get("next", request.GET.get("next", "")),
        **(_demo() if settings.DEMO else {}),
    }
    return render(request, "accounts/sign_in.html", context)


def _form(request) -> SignInForm:
    if request.method == "POST":
        return SignInForm(request.POST, request=request)
    email = request.GET.get("email", "")[:254]
    password = demo.password() if settings.DEMO and email else ""
    return SignInForm(initial={"email": email}, request=request, demo_password=password)


def _demo() -> dict:
    people = demo.accounts()
    return {
        "demo_password": demo.password(),
        "demo_accounts": people[:_MAIN_DEMO_ACCOUNTS],
        "more_demo_accounts": people[_MAIN_DEMO_ACCOUNTS:],
    }


def _wanted(request) -> str:
    """Where to go after signing in: `next` if it is a page of ours, else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else settings.LOGIN_REDIRECT_URL


@login_not_required
@require_POST
def sign_out(request):
    """End the session; who was signed out already is simply sent on."""
    user = request.user
    if user.is_authenticated:
        with transaction.atomic():
            auth.logout(request)
            audit.record(by=user, action="sign_out", subject=user, now=clock.now())
        messages.success(request, "You have signed out.")
    return redirect(settings.LOGOUT_REDIRECT_URL)
