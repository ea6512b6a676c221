"""People, for those who keep them: everybody, and one of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.roles import Role
from objectives import access
from objectives.access import Keeper
from objectives.actions.roles import days
from objectives.days import in_words
from objectives.models import Assignment, SubStrand
from reporting import dashboard, people
from reporting.people import Held, Known, Wanted

_LONGEST = 150  # characters of a search
_FEW = 4  # sub-strands without a lead that are listed without being asked


def keeper(request) -> Keeper:
    """Whoever asks, if they keep people; read once for a request."""
    if not hasattr(request, "_keeper"):
        request._keeper = access.keeper(request.user, clock.today())
    return request._keeper


@require_safe
def everybody(request):
    """Who has an account, what they do, and which sub-strands nobody leads."""
    who = keeper(request)
    wanted = _wanted(request.GET)
    page = people.page(who, wanted, request.GET.get("page", ""))
    gaps = people.without_lead(who)
    context = {
        "wanted": wanted,
        "searched": wanted != Wanted(),
        "choices": _choices(who, wanted),
        "rows": [_row(known) for known in page.object_list],
        "found": _counted(page.paginator.count),
        "gaps": gaps_of(gaps),
        "gaps_title": _gaps_title(len(gaps)),
        "gaps_open": len(gaps) <= _FEW,
        "previous": page.has_previous() and _beside("Page", page.previous_page_number(), wanted),
        "next": page.has_next() and _beside("Page", page.next_page_number(), wanted),
    }
    return render(request, "reporting/people/people.html", context)


def _wanted(asked) -> Wanted:
    """What the address asks for; what it can't mean asks for nothing."""
    said = {
        name: asked.get(name, "").replace("\0", "").strip()[:_LONGEST]
        for name in ("words", "role", "strategy", "state")
    }
    if said["role"] not in set(Role):
        said["role"] = ""
    if said["state"] not in people.STATES:
        said["state"] = ""
    return Wanted(**said)


def _choices(who: Keeper, wanted: Wanted) -> list[dict]:
    """The lists to choose from beside the words that are looked for."""
    strategies = who.strategies().order_by("position", "slug").values_list("slug", "name")
    lists = (
        ("role", "Role", "Any role", [(role.value, role.label) for role in Role]),
        ("strategy", "Strategy", "Any strategy", list(strategies)),
        ("state", "State", "Any state", list(people.STATES.items())),
    )
    return [
        {
            "name": name,
            "label": label,
            "options": [
                {"value": value, "label": words, "chosen": value == getattr(wanted, name)}
                for value, words in [("", anything), *options]
            ],
        }
        for name, label, anything, options in lists
    ]


def _counted(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _beside(word: str, number: int, wanted: Wanted) -> dict:
    asked = {
        name: getattr(wanted, name)
        for name in ("words", "role", "strategy", "state")
        if getattr(wanted, name)
    }
    return {"label": f"{word} {number}", "url": f"?{urlencode({**asked, 'page': number})}"}


def _gaps_title(count: int) -> str:
    verb = "has" if count == 1 else "have"
    return f"{dashboard.counted(count, 'sub-strand')} {verb} no project lead"


def gaps_of(sub_strands: list[SubStrand]) -> list[dict]:
    """Sub-strands that nobody leads, each with the way to give it a lead."""
    give = reverse("reporting:role_give")
    return [
        {
            "name": item.name,
            "strategy": item.strategy.name,
            "post": item.project_lead,
            "url": f"{give}?{_as_lead_of(item)}",
        }
        for item in sub_strands
    ]


def _as_lead_of(sub_strand: SubStrand) -> str:
    return urlencode({"role": Role.PROJECT_LEAD, "place": f"sub-strand-{sub_strand.pk}"})


def _row(known: Known) -> dict:
    """What the list prints of somebody."""
    return {
        "name": known.user.name,
        "job_title": known.user.job_title,
        "email": known.user.email,
        "url": reverse("reporting:person", args=[known.user.pk]),
        "state": known.state,
        "is_administrator": known.user.is_administrator,
        **_held(known.roles),
        "is_elsewhere": known.is_elsewhere,
    }


def _held(roles: Iterable[Held]) -> dict:
    """Roles in a line each; the same role over several sub-strands at the same time in one.

    The strategy stands over them by itself where several are all in one.
    """
    lines = {}
    for held in roles:
        key = (held.role.label, held.strategy.name, days(held.starts, held.ends))
        lines.setdefault(key, []).append(held.place)
    named = len(lines) > 1 and len({strategy for _, strategy, _ in lines}) == 1
    found = [
        {
            "says": _over(label, places),
            "note": f"{when[:1].upper()}{when[1:]}" if named else f"{strategy}, {when}",
        }
        for (label, strategy, when), places in lines.items()
    ]
    return {"strategy": next(iter(lines))[1] if named else "", "roles": found}


def _over(label: str, places: list) -> str:
    """ "SES lead: Business, Tourism"; of a whole strategy the role alone."""
    parts = [place.name for place in places if isinstance(place, SubStrand)]
    return f"{label}: {', '.join(parts)}" if parts else label


def _role(held: Held, deputies: Mapping[int, list[Assignment]]) -> dict:
    """What pages print of a role; of a lead's, who deputises for their sub-strand."""
    is_lead = held.role in (Role.PROJECT_LEAD, Role.SES_LEAD)
    return {
        "label": held.role.label,
        "where": held.where,
        "days": days(held.starts, held.ends),
        "starts": in_words(held.starts),
        "ends": in_words(held.ends) if held.ends else "No end",
        "is_to_come": held.is_to_come,
        "end_url": held.may_end and reverse("reporting:role_end", args=[held.pk]),
        "deputise_url": (
            held.may_end and is_lead and reverse("reporting:role_deputise", args=[held.pk])
        ),
        "deputies": [
            {
                "name": item.user.name,
                "url": reverse("reporting:person", args=[item.user_id]),
                "days": days(item.starts, item.ends),
            }
            for item in (deputies.get(held.place.pk, ()) if is_lead else ())
        ],
    }


def crumbs(person=None) -> list[dict]:
    """The way back, from a page under this one."""
    found = [{"label": "People", "url": reverse("reporting:people")}]
    if person is not None:
        found.append({"label": person.name, "url": reverse("reporting:person", args=[person.pk])})
    return found


@require_safe
def person(request, person_id):
    """One person: what stands of them, and what they hold, held and will hold."""
    who = keeper(request)
    user = access.person_for(who, person_id)
    [known] = people.known(who, [user])
    deputies = people.deputies(who, known.roles)
    context = {
        "person": user,
        "crumbs": crumbs(),
        "known": known,
        "facts": _facts(known),
        "roles": [_role(held, deputies) for held in known.roles],
        "past": [_role(held, {}) for held in known.past],
        "may_give": user.is_active and (who.is_administrator or not user.is_administrator),
        "may_shut_out": known.is_kept and user.is_active and user.pk != request.user.pk,
        "give_url": f"{reverse('reporting:role_give')}?person={user.pk}",
        "note": _note(known, request.user),
    }
    return render(request, "reporting/people/person.html", context)


def _facts(known: Known) -> list[dict]:
    user = known.user
    facts = [
        {"name": "Job title", "value": user.job_title},
        {"name": "E-mail address", "value": user.email},
        {"name": "Account made", "value": _day(user.joined_at)},
        {"name": "Last signed in", "value": _day(people.last_signed_in(user))},
    ]
    if user.is_administrator:
        words = "Keeps all people and the audit record"
        facts.append({"name": "Administrator", "value": words})
    return facts


def _day(moment: datetime | None) -> str:
    return in_words(timezone.localdate(moment)) if moment else "Never"


def _note(known: Known, reader) -> str:
    """Why something that others may do can't be done here."""
    if known.user.pk == reader.pk:
        return "This is you. Nobody deactivates their own account."
    if known.user.is_administrator and not known.is_kept:
        return "An administrator’s account and roles are kept by administrators."
    if known.is_elsewhere and not known.is_kept:
        return (
            "Holds roles in other strategies too, so an administrator keeps the account. "
            "The roles in your strategies are yours to give and to end."
        )
    return ""
