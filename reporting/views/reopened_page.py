"""Prepares what those who work on a reopened quarter are told: why it is open, what has changed."""

from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from objectives.days import in_words
from reporting import edition_changes, quarter_report
from reporting.access import Reader
from reporting.models import Quarter
from reporting.report import QuarterReport
from reporting.report_material import FROZEN
from reporting.workflow import MOVES, Move, QuarterMove, QuarterState


def notice(quarter: Quarter, report: QuarterReport, who: Reader) -> dict | None:
    """Over the dashboard of a reopened quarter; None where the reader reads its edition.

    Two queries. What has changed is told of approved returns, which all who work here may read.
    """
    if quarter.state != QuarterState.REOPENED or report.edition is not None:
        return None
    edition = quarter_report.latest_edition(quarter)
    at = [quarter.strategy.slug, quarter.period]
    approved = {
        part.slug
        for part in report.received
        if part.state in FROZEN and part.slug in _slugs(edition)
    }
    changes = edition_changes.between(edition, report, only=approved, stated_only=True)
    return {
        "by": _by(quarter),
        "reason": quarter.reopened_reason,
        "edition": f"Until it is published again, everybody else reads edition {edition.edition}.",
        "edition_url": reverse("reporting:edition", args=[*at, edition.edition]),
        "changed": _changed(changes),
        "changes_url": _changes_url(quarter, who, at) if changes else "",
        "returns": _returns(quarter, report, who, at),
    }


def _slugs(report: QuarterReport) -> set[str]:
    return {part.slug for part in report.sub_strands}


def _changed(changes: list[edition_changes.Change]) -> str:
    if not changes:
        return "No approved return says anything else than the edition yet."
    return f"In approved returns so far: {edition_changes.sentence(changes)}"


def _changes_url(quarter: Quarter, who: Reader, at: list) -> str:
    """Where an officer reads the changes one by one."""
    if not who.may_move_quarter(QuarterMove.PUBLISH, quarter):
        return ""
    return reverse("reporting:quarter_publish", args=at)


def _by(quarter: Quarter) -> str:
    """Who reopened it and when: "Reopened by Olga Officer on 22 January 2024." """
    event = (
        AuditEvent.objects.filter(
            action="quarter.reopen", subject_type="reporting.quarter", subject_id=str(quarter.pk)
        )
        .order_by("-sequence")
        .first()
    )
    if event is None:
        return "This quarter is reopened."
    return f"Reopened by {event.actor_name} on {in_words(timezone.localdate(event.at))}."


def _returns(quarter: Quarter, report: QuarterReport, who: Reader, at: list) -> list[dict]:
    """The returns that this person may hand back to their leads."""
    over = who.over_strategy.get(quarter.strategy_id, frozenset())
    if not over & MOVES[Move.REOPEN].roles:
        return []
    return [
        {
            "label": part.name,
            "url": reverse("reporting:return_reopen", args=[*at, part.slug]),
        }
        for part in report.sub_strands
        if part.state in FROZEN
    ]
