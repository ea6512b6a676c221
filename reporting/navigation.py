"""The frame of every page: what the navigation offers, by what the person may do."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts import clock
from accounts.roles import Role
from reporting import matters, pack_access
from reporting.access import Reader, to_sign_off, visible_quarters
from reporting.models import Quarter, Submission
from reporting.views.request import reader
from reporting.workflow import QuarterState, ReturnState

_ENTERING = frozenset({Role.PROJECT_LEAD, Role.DEPUTY})
_WORKING = frozenset(Role) - {Role.VIEWER}
_SETTLED = (QuarterState.PUBLISHED, QuarterState.REOPENED)
_REVIEWING = ("quarter_review", "quarter_approve", "return_send_back", "return_amend")
_WAITING = [state for state in ReturnState if state.is_with_reviewer]
_COME_IN = [state for state in ReturnState if state.has_come_in]
_LOOK_BACK = 24  # quarters among which the one to open first is looked for
_SHORT_WAYS = ("headlines", "compare", "objective")  # to read a quarter
_OF_QUARTERS = ("quarter", "sub_", "edition", "matter", *_SHORT_WAYS)  # how their names begin
_OF_KPIS = ("kpi", "same")  # likewise
_OF_STRATEGIES = ("strategies", "strategy", "quarter_open")  # the last has no quarter yet


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
    """At most three queries, none for the signed-out; asked only by a page that shows it."""
    match = request.resolver_match
    here = match.url_name if match else ""
    strategies = NavItem("Strategies", reverse("reporting:strategies"), here in _OF_STRATEGIES)
    kpis = NavItem("KPIs", reverse("reporting:kpis"), here.startswith(_OF_KPIS))
    search = NavItem("Search", reverse("reporting:search"), here == "search")
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return [strategies, kpis, search]
    who, items = reader(request), []
    quarters = _latest(who)
    reviewed = _first_to_review(quarters, who)
    of_review = reviewed is not None and here in _REVIEWING
    of_returns = not of_review and (here == "my_returns" or here.startswith("return"))
    if has_own_work(who):
        items.append(NavItem("My returns", reverse("reporting:my_returns"), of_returns))
    if who.signs_off:
        of_sign_off = here == "sign_off" or (here == "return_send_back" and not of_review)
        items.append(NavItem("Sign off", reverse("reporting:sign_off"), of_sign_off))
        of_returns = of_returns and not of_sign_off
    quarter = _first(quarters, who)
    if quarter is not None:
        of_quarters = here.startswith(_OF_QUARTERS) or (of_returns and not items)
        of_quarters = of_quarters and not strategies.current
        items.append(NavItem("Dashboard", url_of(quarter), of_quarters and not of_review))
    items += [strategies, kpis]
    if reviewed is not None:
        items.append(NavItem("Review", review_of(reviewed), of_review))
    if pack_access.strategies(who):
        items.append(NavItem("Packs", reverse("reporting:packs"), here.startswith("pack")))
    if keeps_people(who):
        of_people = here == "people" or here.startswith(("person", "role_"))
        items.append(NavItem("People", reverse("reporting:people"), of_people))
    if request.user.is_administrator:
        items.append(NavItem("Audit", reverse("accounts:audit"), here.startswith("audit")))
    items.append(search)
    return items


def keeps_people(who: Reader) -> bool:
    """Whether this person invites people and gives roles (`objectives.access`)."""
    return who.is_administrator or any(Role.OFFICER in held for held in who.over_strategy.values())


def enters(who: Reader) -> bool:
    """Whether this person reports something of their own."""
    return any(roles & _ENTERING for roles in who.over_sub_strand.values())


def has_own_work(who: Reader) -> bool:
    """Whether this person's first page has something of their own: a return, or a matter.

    Asks the database only for those who report nothing.
    """
    return enters(who) or matters.owns_any(who)


def first_quarter(who: Reader) -> Quarter | None:
    """The quarter whose dashboard this person wants first.

    For those who work on it, the latest that takes returns and has had one, else the latest that
    takes any: a quarter that was only just opened waits its turn. For those who only read, the
    latest that is published.
    """
    return _first(_latest(who), who)


def _latest(who: Reader) -> list[Quarter]:
    """The latest quarters of this person's strategies, newest first. One query at most."""
    if not who.strategy_ids:
        return []
    quarters = visible_quarters(who).filter(strategy__in=who.strategy_ids)
    running = quarters.exclude(state=QuarterState.UPCOMING).annotate(
        waits=_holds(_WAITING), has_come_in=_holds(_COME_IN)
    )
    return list(running.order_by("-period", "strategy__position")[:_LOOK_BACK])


def _holds(states: list[ReturnState]) -> Exists:
    return Exists(Submission.objects.filter(quarter=OuterRef("pk"), state__in=states))


def _first(quarters: list[Quarter], who: Reader) -> Quarter | None:
    works = {key for key, roles in who.over_strategy.items() if roles & _WORKING}
    works |= who.strategies_of_parts
    wanted = [quarter for quarter in quarters if _wanted(quarter, quarter.strategy_id in works)]
    under_way = (quarter for quarter in wanted if _is_under_way(quarter))
    return next(under_way, next(iter(wanted or quarters), None))


def _is_under_way(quarter: Quarter) -> bool:
    """Not one that was published before: what is corrected there is not the quarter's work."""
    return quarter.has_come_in and quarter.state != QuarterState.REOPENED


def _first_to_review(quarters: list[Quarter], who: Reader) -> Quarter | None:
    """The quarter whose returns this person reviews first.

    The latest in which one waits, else the latest that takes any.
    """
    theirs = [quarter for quarter in quarters if who.reviews(quarter.strategy_id)]
    taking = [quarter for quarter in theirs if _takes_returns(quarter)]
    waiting = (quarter for quarter in taking if quarter.waits)
    return next(waiting, next(iter(taking or theirs), None))


def _takes_returns(quarter: Quarter) -> bool:
    return QuarterState(quarter.state).takes_returns


def _wanted(quarter: Quarter, works: bool) -> bool:
    state = QuarterState(quarter.state)
    return state.takes_returns if works else state in _SETTLED


def home_of(who: Reader) -> str:
    """The address where this person's work begins."""
    if who.user is None:
        return reverse("accounts:sign_in")
    if who.signs_off and to_sign_off(who).exists():
        return reverse("reporting:sign_off")
    if enters(who):
        return reverse("reporting:my_returns")
    quarters = _latest(who)
    reviewed = _first_to_review(quarters, who)
    if reviewed is not None and reviewed.waits and _takes_returns(reviewed):
        return review_of(reviewed)
    if matters.owns_any(who):
        return reverse("reporting:my_returns")
    quarter = _first(quarters, who)
    if quarter is None:
        return reverse("reporting:strategies")
    return headlines_of(quarter) if _is_only_read(quarter, who) else url_of(quarter)


def _is_only_read(quarter: Quarter, who: Reader) -> bool:
    """Whether this person has no hand in it, and there is an edition to read: one page first."""
    return not who.works_on(quarter.strategy_id) and quarter.state in _SETTLED


def headlines_of(quarter: Quarter) -> str:
    """The address of a quarter's headlines."""
    return reverse("reporting:headlines", args=[quarter.strategy.slug, quarter.period])


def url_of(quarter: Quarter) -> str:
    """The address of a quarter's dashboard."""
    return reverse("reporting:quarter", args=[quarter.strategy.slug, quarter.period])


def review_of(quarter: Quarter) -> str:
    """The address of a quarter's review queue."""
    return reverse("reporting:quarter_review", args=[quarter.strategy.slug, quarter.period])
