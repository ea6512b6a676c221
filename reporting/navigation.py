"""The frame of every page: what the navigation offers, by what the person may do."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts import clock
from accounts.roles import Role
from reporting.access import Reader, visible_quarters
from reporting.models import Quarter
from reporting.views.request import reader
from reporting.workflow import QuarterState

_ENTERING = frozenset({Role.PROJECT_LEAD, Role.DEPUTY})
_WORKING = frozenset(Role) - {Role.VIEWER}
_SETTLED = (QuarterState.PUBLISHED, QuarterState.REOPENED)
_LOOK_BACK = 24  # quarters among which the one to open first is looked for


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link of the main navigation."""

    label: str
    url: str
    current: bool


def frame(request):
    """Template context of the frame (a context processor)."""
    return {
        "nav": SimpleLazyObject(lambda: _navigation(request)),
        "demo": settings.DEMO,
        "today": clock.today(),
    }


def _navigation(request) -> list[NavItem]:
    """At most two queries, none for the signed-out; asked only by a page that shows it."""
    match = request.resolver_match
    here = match.url_name if match else ""
    strategies = NavItem(
        "Strategies", reverse("reporting:strategies"), here in ("strategies", "strategy")
    )
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return [strategies]
    who, items = reader(request), []
    of_returns = here == "my_returns" or here.startswith("return")
    if enters(who):
        items.append(NavItem("My returns", reverse("reporting:my_returns"), of_returns))
    quarter = first_quarter(who)
    if quarter is not None:
        of_quarters = here.startswith(("quarter", "sub_")) or (of_returns and not items)
        items.append(NavItem("Dashboard", url_of(quarter), of_quarters))
    items.append(strategies)
    if request.user.is_administrator:
        items.append(NavItem("Audit", reverse("accounts:audit"), here.startswith("audit")))
    return items


def enters(who: Reader) -> bool:
    """Whether this person reports something of their own."""
    return any(roles & _ENTERING for roles in who.over_sub_strand.values())


def first_quarter(who: Reader) -> Quarter | None:
    """The quarter whose dashboard this person wants first.

    The latest that takes returns, for those who work on it; for those who only read, the latest
    that is published.
    """
    if not who.strategy_ids:
        return None
    quarters = list(
        visible_quarters(who)
        .filter(strategy__in=who.strategy_ids)
        .exclude(state=QuarterState.UPCOMING)
        .order_by("-period", "strategy__position")[:_LOOK_BACK]
    )
    works = {key for key, roles in who.over_strategy.items() if roles & _WORKING}
    works |= who.strategies_of_parts
    wanted = [quarter for quarter in quarters if _wanted(quarter, quarter.strategy_id in works)]
    return next(iter(wanted or quarters), None)


def _wanted(quarter: Quarter, works: bool) -> bool:
    state = QuarterState(quarter.state)
    return state.takes_returns if works else state in _SETTLED


def home_of(who: Reader) -> str:
    """The address where this person's work begins."""
    if who.user is None:
        return reverse("accounts:sign_in")
    if enters(who):
        return reverse("reporting:my_returns")
    quarter = first_quarter(who)
    return url_of(quarter) if quarter else reverse("reporting:strategies")


def url_of(quarter: Quarter) -> str:
    """The address of a quarter's dashboard."""
    return reverse("reporting:quarter", args=[quarter.strategy.slug, quarter.period])
