"""Prepares what a quarter's dashboard asks of whoever reads it: to review, to publish."""

from accounts.roles import Role
from objectives.days import in_words
from reporting import dashboard
from reporting.access import Reader
from reporting.models import Quarter
from reporting.report import QuarterReport, SubStrandReport
from reporting.report_material import FROZEN
from reporting.workflow import QuarterMove, QuarterState, ReturnState


def mine(quarter: Quarter, report: QuarterReport, who: Reader, address: str) -> list[dict]:
    """Returns that wait for this person: to be reviewed, by the Economy Cell or an officer."""
    if who.user is None or not QuarterState(quarter.state).takes_returns:
        return []
    over_all = who.over_strategy.get(quarter.strategy_id, frozenset())
    found = []
    if over_all & {Role.ECONOMY_CELL, Role.OFFICER}:
        found = [
            {
                "url": f"{address}{part.slug}/",
                "label": part.name,
                "state": part.state,
                "words": _submitted_words(part),
            }
            for part in report.sub_strands
            if part.state in (ReturnState.SUBMITTED, ReturnState.SIGNED_OFF)
        ]
    return found


def _submitted_words(part: SubStrandReport) -> str:
    when = f" on {in_words(part.submitted_on)}" if part.submitted_on else ""
    by = f" by {part.submitted_by}" if part.submitted_by else ""
    return f"submitted{when}{by}"


def publish(quarter: Quarter, report: QuarterReport, who: Reader, address: str) -> dict | None:
    """The way to publish, and what is approved so far; None for those who may not."""
    if not who.may_move_quarter(QuarterMove.PUBLISH, quarter):
        return None
    approved = sum(
        part.state in FROZEN and part.is_received and part.readable for part in report.sub_strands
    )
    again = quarter.state == QuarterState.REOPENED
    total = len(report.sub_strands)
    return {
        "url": f"{address}publish/",
        "title": "Publish again" if again else "Publish",
        "label": "Publish this quarter again" if again else "Publish this quarter",
        "is_ready": approved == total,
        "text": f"{approved} of {dashboard.counted(total, 'return')} "
        f"{'is' if approved == 1 else 'are'} approved. "
        + (
            f"The quarter can be published{' again' if again else ''}."
            if approved == total
            else "What is not approved would be published as “no return received”."
        ),
    }
