"""What an officer can do with a quarter now, for the end of its dashboard."""

from django.db.models import QuerySet
from django.urls import reverse

from reporting.access import Reader
from reporting.models import Quarter
from reporting.workflow import QuarterMove, QuarterState, ReturnState

_COME_IN = [state for state in ReturnState if state.has_come_in]


def links(quarter: Quarter, who: Reader) -> list[dict]:
    """The acts on this quarter that are this person's now, each {label, url, text, post}.

    `post` is on where the act needs no page of its own: a button in place of a link. Publishing
    stands below them by itself.
    """
    acts = (_open, _chase, _dates, _start_review, _open_next, _pack, _public, _reopen)
    found = [act(quarter, who) for act in acts]
    return [link for link in found if link]


def _open(quarter: Quarter, who: Reader) -> dict | None:
    if not who.may_move_quarter(QuarterMove.OPEN, quarter):
        return None
    address = reverse("reporting:quarter_open", args=[quarter.strategy.slug])
    return _link(
        "Open this quarter",
        f"{address}?quarter={quarter.period}",
        "Set its dates and make its returns.",
    )


def _chase(quarter: Quarter, who: Reader) -> dict | None:
    if not QuarterState(quarter.state).takes_returns or not who.chases(quarter.strategy_id):
        return None
    return _link(
        "Chase returns",
        _page("quarter_chase", quarter),
        "Who still owes one, what they were written, and a letter in your own words.",
    )


def _dates(quarter: Quarter, who: Reader) -> dict | None:
    if not who.may_move_quarter(QuarterMove.SET_DATES, quarter):
        return None
    return _link(
        "Change the dates", _page("quarter_dates", quarter), "The data deadline and the meetings."
    )


def _start_review(quarter: Quarter, who: Reader) -> dict | None:
    if not who.may_move_quarter(QuarterMove.START_REVIEW, quarter):
        return None
    if not quarter.submissions.filter(state__in=_COME_IN).exists():
        return None
    return _link(
        "Start the review",
        _page("quarter_start_review", quarter),
        "The quarter then says “In review” to everybody. Returns that are owed can still come in.",
        post=True,
    )


def _open_next(quarter: Quarter, who: Reader) -> dict | None:
    """Once the latest quarter is published, the next thing to do."""
    is_over = quarter.state == QuarterState.PUBLISHED
    if not is_over or not who.could_move_quarter(QuarterMove.OPEN, quarter.strategy_id):
        return None
    if _later(quarter).exclude(state=QuarterState.UPCOMING).exists():
        return None
    return _link(
        "Open the next quarter",
        reverse("reporting:quarter_open", args=[quarter.strategy.slug]),
        "Its dates are proposed from the last that had any.",
    )


def _later(quarter: Quarter) -> QuerySet[Quarter]:
    return Quarter.objects.filter(strategy=quarter.strategy_id, period__gt=quarter.period)


def _pack(quarter: Quarter, who: Reader) -> dict | None:
    if quarter.state == QuarterState.UPCOMING or not who.packs(quarter.strategy_id):
        return None
    return _link(
        "Make the briefing pack",
        _page("pack", quarter),
        "The note for the Cabinet Member in Word and PDF, with the workbook.",
    )


def _public(quarter: Quarter, who: Reader) -> dict | None:
    if not who.may_move_quarter(QuarterMove.SET_PUBLIC, quarter):
        return None
    is_set = quarter.public_from is not None
    return _link(
        "Change from when it is public" if is_set else "Make it public",
        _page("quarter_public", quarter),
        "Say from which day anybody can read it, without signing in.",
    )


def _reopen(quarter: Quarter, who: Reader) -> dict | None:
    if not who.may_move_quarter(QuarterMove.REOPEN, quarter):
        return None
    return _link(
        "Reopen this quarter",
        _page("quarter_reopen", quarter),
        "To correct what its returns say, and publish it again as the next edition.",
    )


def _page(name: str, quarter: Quarter) -> str:
    return reverse(f"reporting:{name}", args=[quarter.strategy.slug, quarter.period])


def _link(label: str, url: str, text: str, *, post: bool = False) -> dict:
    return {"label": label, "url": url, "text": text, "post": post}
