"""The acts on people and their roles: one page, or one button, each."""

from dataclasses import asdict

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import clock, passwords
from accounts.form_errors import errors_of
from accounts.models import User
from accounts.refusals import Faulty, Refused
from accounts.roles import Role
from objectives import access
from objectives.actions import people as actions
from objectives.actions import roles
from objectives.actions.people import Details, Written
from objectives.actions.roles import NewRole
from objectives.days import in_words
from objectives.models import SubStrand
from reporting import dashboard, people
from reporting.people_forms import (
    DeputiseForm,
    EndRoleForm,
    GiveRoleForm,
    InviteForm,
    PersonForm,
)
from reporting.views.people import crumbs, gaps_of, keeper

_READ = "people.read"  # what the form was made from, signed
_ask_or_do = require_http_methods(["GET", "HEAD", "POST"])


def _page(request, form, *, title: str, cancel: str, status: int = 200, **more):
    """The page of a form; nothing typed is lost."""
    context = {
        "title": title,
        "form": form,
        "errors": errors_of(form),
        "cancel": cancel,
        "crumbs": crumbs(),
        **more,
    }
    if form.errors and status == 200:
        status = 422
    return render(request, "reporting/people/form.html", context, status=status)


def _blame(form, refusal: Refused) -> None:
    """Put an action's words where they belong in the form."""
    faults = refusal.faults if isinstance(refusal, Faulty) else {None: str(refusal)}
    for name, words in faults.items():
        form.add_error(name if name in form.fields else None, words)


def _status(refusal: Refused) -> int:
    """What was typed wrong, or what moved meanwhile."""
    return 422 if isinstance(refusal, Faulty) else 409


def _person_page(person: User) -> str:
    return reverse("reporting:person", args=[person.pk])


def _tell_of_letter(request, written: Written, done: str) -> None:
    """What happened, whether the letter is out, and what to do where it is not."""
    if written.letter.failed:
        messages.warning(
            request,
            f"{done}, but the mail server did not take the letter. Nothing is lost: choose “Send "
            "the invitation again” on this page later, and tell whoever runs the portal if it "
            "fails again.",
        )
        return
    messages.success(
        request,
        f"{done}. A letter to {written.person.email} has the link to choose a password; it works "
        f"for {passwords.lasting()}.",
    )


# --- Inviting ---------------------------------------------------------------------------------


@_ask_or_do
def invite(request):
    """Make somebody an account and send them the way in."""
    who = keeper(request)
    form = InviteForm(request.POST or None, who=who)
    if request.method != "POST" or not form.is_valid():
        return _invite_page(request, form)
    role = form.new_role()
    beside = _beside(request, form, role)
    if beside:
        return _invite_page(request, form, beside=beside)
    try:
        written = actions.invite(
            details=form.details(),
            roles=[role] if role else [],
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        _blame(form, refusal)
        return _invite_page(request, form, _status(refusal))
    _tell_of_letter(request, written, f"{written.person.name} is invited")
    return redirect(_person_page(written.person))


def _invite_page(request, form, status: int = 200, beside: str = ""):
    return _page(
        request,
        form,
        title="Invite somebody",
        intro="They get a letter with a link to choose a password.",
        cancel=reverse("reporting:people"),
        already=_already(request, form),
        beside=beside,
        status=status,
    )


def _already(request, form) -> dict | None:
    """Who has the address that was typed, for those who may see them."""
    email = getattr(form, "cleaned_data", {}).get("email") or form.data.get("email", "")
    if "email" not in form.errors:
        return None
    person = keeper(request).people().filter(email=email.strip().lower()[:254]).first()
    return person and {"name": person.name, "url": _person_page(person)}


@require_POST
def invite_again(request, person_id):
    """Send the way in once more."""
    person = access.person_to_keep(keeper(request), person_id)
    try:
        written = actions.invite_again(person=person, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        _tell_of_letter(request, written, f"The invitation of {person.name} is sent again")
    return redirect(_person_page(person))


# --- The account ------------------------------------------------------------------------------


@_ask_or_do
def change(request, person_id):
    """Another name, job title or address."""
    who = keeper(request)
    person = access.person_to_keep(who, person_id)
    now_stands = Details.of(person)
    form = PersonForm(request.POST or None, who=who, initial=now_stands.facts)
    more = {"person": person, "read": signing.dumps(asdict(now_stands), salt=_READ)}
    if request.method != "POST":
        return _change_page(request, form, **more)
    read = _read(request.POST.get("read", ""))
    if not form.is_valid():
        return _change_page(request, form, **{**more, "read": request.POST.get("read", "")})
    try:
        changed = actions.change(
            person=person, details=form.details(person), read=read, by=request.user, now=clock.now()
        )
    except Refused as refusal:
        _blame(form, refusal)
        stands = _in_words(now_stands) if read != now_stands else ""
        return _change_page(request, form, stands=stands, status=_status(refusal), **more)
    messages.success(request, _changed(person, changed))
    return redirect(_person_page(person))


def _change_page(request, form, *, person: User, read: str, stands: str = "", status: int = 200):
    return _page(
        request,
        form,
        title=f"Change {person.name}",
        intro="What they did so far keeps the name they had.",
        cancel=_person_page(person),
        crumbs=crumbs(person),
        read=read,
        stands=stands,
        status=status,
    )


def _read(signed: str) -> Details | None:
    """What the form was made from; None, which no person is, for anything else."""
    try:
        return Details(**signing.loads(signed, salt=_READ))
    except signing.BadSignature:
        return None


def _in_words(details: Details) -> str:
    said = [details.name, details.job_title, details.email]
    return f"It says now: {', '.join(filter(None, said))}. Saving puts what you typed in its place."


def _changed(before: User, after: User) -> str:
    if before.email == after.email:
        return f"{after.name}’s details are changed."
    if after.has_usable_password():
        return f"{after.name} signs in as {after.email} from now on, with the same password."
    return (
        f"{after.name}’s address is {after.email} now. The link sent before no longer works: send "
        "the invitation again."
    )


@_ask_or_do
def deactivate(request, person_id):
    """Say what stops and what stays, and shut somebody out."""
    who = keeper(request)
    person = access.person_to_keep(who, person_id)
    behind = people.left_behind(who, person)
    if request.method == "POST":
        try:
            actions.deactivate(person=person, by=request.user, now=clock.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(_person_page(person))
        messages.success(request, _shut_out(person, behind))
        return redirect("reporting:people" if behind else _person_page(person))
    if not person.is_active or person.pk == request.user.pk:
        words = actions.YOURSELF if person.is_active else f"{person.name} is deactivated already."
        messages.info(request, words)
        return redirect(_person_page(person))
    context = {
        "person": person,
        "crumbs": crumbs(person),
        "behind": gaps_of(behind),
        "matters": _matters(people.open_matters(person)),
        "cancel": _person_page(person),
    }
    return render(request, "reporting/people/deactivate.html", context)


def _matters(count: int) -> str:
    if not count:
        return ""
    return f"{dashboard.counted(count, 'open matter')} from meetings: give them to somebody else."


def _shut_out(person: User, behind: list[SubStrand]) -> str:
    done = f"{person.name} is deactivated: signed out everywhere, and the password is gone."
    if not behind:
        return f"{done} What they did stays on record."
    names = ", ".join(item.name for item in behind)
    return f"{done} Nobody leads {names} now: give the role to somebody."


@require_POST
def reactivate(request, person_id):
    """Let somebody back in, by a new invitation."""
    person = access.person_to_keep(keeper(request), person_id)
    try:
        written = actions.reactivate(person=person, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        _tell_of_letter(request, written, f"{person.name} is reactivated")
    return redirect(_person_page(person))


def _beside(request, form, role: NewRole | None, person: User | None = None) -> str:
    """Blank where the role can be given. Where others lead the sub-strand, what a second press
    sends back: who they are is said by the field first."""
    leads = people.other_leads(role, person) if role else []
    seen = f"{role.place.pk}:{','.join(str(item.pk) for item in leads)}" if leads else ""
    if request.POST.get("beside", "") == seen:
        return ""
    if leads:
        form.add_error("place", _has_a_lead(role, leads, form.button))
    return seen


def _has_a_lead(role: NewRole, leads: list[User], button: str) -> str:
    names = dashboard.joined([item.name for item in leads])
    lead = "a lead" if len(leads) == 1 else f"{len(leads)} leads"
    each = "Both" if len(leads) == 1 else "All"
    return (
        f"{role.place} has {lead}: {names}. {each} will get every letter. "
        f"To go on all the same, choose “{button}” once more."
    )


# --- Roles ------------------------------------------------------------------------------------


@_ask_or_do
def give_role(request):
    """Give somebody a role; who and what may be said in the address."""
    who = keeper(request)
    asked = {name: request.GET.get(name, "")[:60] for name in ("person", "role", "place")}
    form = GiveRoleForm(request.POST or None, who=who, initial=asked)
    cancel = reverse("reporting:people")
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, title="Give a role", cancel=cancel)
    person, role = form.cleaned_data["person"], form.new_role()
    beside = _beside(request, form, role, person)
    if beside:
        return _page(request, form, title="Give a role", cancel=cancel, beside=beside)
    try:
        roles.give_role(person=person, role=role, by=request.user, now=clock.now())
    except Refused as refusal:
        _blame(form, refusal)
        return _page(request, form, title="Give a role", cancel=cancel, status=_status(refusal))
    messages.success(request, _given(person, role))
    return redirect(_person_page(person))


@_ask_or_do
def deputise(request, role_id):
    """Let somebody stand in for a lead who is away."""
    who = keeper(request)
    held = access.role_to_end(who, role_id)
    if held.sub_strand is None or access.has_ended(held, who.on):
        messages.info(request, "Only somebody who leads a sub-strand now has a deputy.")
        return redirect(_person_page(held.user))
    form = DeputiseForm(request.POST or None, who=who, lead=held.user)
    page = {
        "title": f"Deputise for {held.user.name}",
        "intro": f"{held.sub_strand}, {held.sub_strand.strategy}. A deputy enters the return and "
        f"submits it; {held.user.name} keeps the role.",
        "cancel": _person_page(held.user),
        "crumbs": crumbs(held.user),
    }
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, **page)
    data = form.cleaned_data
    role = NewRole(Role.DEPUTY, held.sub_strand, data["starts"], data["ends"])
    try:
        roles.give_role(person=data["person"], role=role, by=request.user, now=clock.now())
    except Refused as refusal:
        _blame(form, refusal)
        return _page(request, form, status=_status(refusal), **page)
    messages.success(request, _given(data["person"], role))
    return redirect(_person_page(held.user))


def _given(person: User, role: NewRole) -> str:
    return (
        f"{person.name} is {role.role.label} of {role.place}, {roles.days(role.starts, role.ends)}."
    )


@_ask_or_do
def end_role(request, role_id):
    """Say with which day a role ends, and let it end."""
    who = keeper(request)
    held = access.role_to_end(who, role_id)
    if access.has_ended(held, who.on):
        messages.info(request, f"This role ended on {in_words(held.ends)}.")
        return redirect(_person_page(held.user))
    form = EndRoleForm(request.POST or None, who=who)
    label, place = Role(held.role).label, held.sub_strand or held.strategy
    page = {
        "title": f"End the role of {held.user.name}",
        "intro": f"{label} of {place}, {roles.days(held.starts, held.ends)}. It stays on record.",
        "cancel": _person_page(held.user),
        "crumbs": crumbs(held.user),
    }
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, **page)
    ends = form.cleaned_data["ends"]
    try:
        roles.end_role(assignment=held, ends=ends, by=request.user, now=clock.now())
    except Refused as refusal:
        _blame(form, refusal)
        return _page(request, form, status=_status(refusal), **page)
    messages.success(
        request, f"{held.user.name} is {label} of {place} until the end of {in_words(ends)}."
    )
    return redirect(_person_page(held.user))
