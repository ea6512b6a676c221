"""What returns say otherwise since they were sent back, and what a reviewer changed in their words.

Read from the Revisions that every save leaves; a fixed number of queries however many returns.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from reporting.content import Content
from reporting.models import Entry, Revision, Step, Submission
from reporting.what_changed import Change, changes, named
from reporting.workflow import Move, ReturnState

_BACK = (Move.SEND_BACK, Move.REOPEN)


def since_sent_back(submissions: Iterable[Submission]) -> dict[int, list[Change]]:
    """By a return's id, what it says otherwise than when it last went back to its lead.

    An empty list says that nothing changed. Returns that do not wait for review, that never went
    back, or of which nobody knows what they said then, are not in it. Three queries.
    """
    waiting = {item.pk: item for item in submissions if ReturnState(item.state).is_with_reviewer}
    then = _said_then(_versions_sent_back(waiting))
    if not then:
        return {}
    now, places = _said_now([waiting[key] for key in then])
    return {key: named(changes(said, now[key]), places) for key, said in then.items()}


def _versions_sent_back(submissions: Iterable[int]) -> dict[int, int]:
    """By return, its version when it last went back; where that is not known, left out."""
    steps = Step.objects.filter(submission__in=list(submissions), move__in=_BACK)
    last = dict(steps.order_by("at", "id").values_list("submission_id", "version"))
    return {key: version for key, version in last.items() if version is not None}


def _said_then(versions: dict[int, int]) -> dict[int, Content]:
    if not versions:
        return {}
    wanted = Q()
    for submission, version in versions.items():
        wanted |= Q(submission=submission, version=version)
    return {
        item.submission_id: Content.from_text(item.content)
        for item in Revision.objects.filter(wanted)
    }


def _said_now(submissions: list[Submission]) -> tuple[dict[int, Content], dict]:
    """By return what it says; by placement the number and wording of its KPI."""
    rows: dict[int, dict] = defaultdict(dict)
    places = {}
    entries = Entry.objects.filter(submission__in=submissions).select_related("placement")
    for entry in entries.order_by("placement__position", "placement_id"):
        rows[entry.submission_id][entry.placement_id] = entry.said
        places[entry.placement_id] = (entry.placement.number, entry.placement.wording)
    said = {item.pk: Content(item.overall, item.commentary, rows[item.pk]) for item in submissions}
    return said, places


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a reviewer changed in a return's words at once: who, when, and each text before and
    after."""

    by_id: int
    by: str
    at: datetime
    changes: list[Change]


def amendments(submission: Submission) -> list[Amendment]:
    """What reviewers changed in the return's words, latest first. Three queries; one for none."""
    return amendments_of([submission]).get(submission.pk, [])


def amendments_of(submissions: Iterable[Submission]) -> dict[int, list[Amendment]]:
    """The same of several returns, by a return's id: of those in whose words nobody changed
    anything, nothing. As many queries as for one."""
    amended = Step.objects.filter(
        submission__in=list(submissions), move=Move.AMEND, version__isnull=False
    )
    steps = list(amended.order_by("-at", "-id").select_related("submission"))
    if not steps:
        return {}
    said, places = _said_around(steps)
    found = defaultdict(list)
    for step in steps:
        before = said.get((step.submission_id, step.version - 1))
        after = said.get((step.submission_id, step.version))
        if before and after:
            rows = named(changes(before, after), places)
            found[step.submission_id].append(Amendment(step.by_id, step.by_name, step.at, rows))
    return dict(found)


def _said_around(steps: list[Step]) -> tuple[dict[tuple[int, int], Content], dict]:
    """By return and version, what it said before and after each step; where its KPIs stand."""
    returns = {step.submission_id: step.submission for step in steps}
    versions = {step.version for step in steps} | {step.version - 1 for step in steps}
    texts = Revision.objects.filter(submission__in=returns, version__in=versions)
    said = {(item.submission_id, item.version): Content.from_text(item.content) for item in texts}
    return said, _said_now(list(returns.values()))[1]
