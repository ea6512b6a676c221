"""Prepares what a return says otherwise: since it was sent back, and in its wording."""

from collections.abc import Iterable

from django.utils import timezone

from objectives.days import in_words
from reporting import changes_since
from reporting.access import Level, Reader
from reporting.dashboard import joined
from reporting.models import Step, Submission
from reporting.what_changed import Change, lowered, marked
from reporting.workflow import Move

_BACK = (Move.SEND_BACK, Move.REOPEN)


def since_sent_back(submission: Submission, who: Reader) -> dict | None:
    """For those who challenge the return: what changed since it went back to its lead.

    None for all others, and where it did not go back or nobody knows what it said then.
    """
    if not _reads(submission, who) or not who.comments_on(submission.sub_strand):
        return None
    changes = changes_since.since_sent_back([submission]).get(submission.pk)
    if changes is None:
        return None
    step = Step.objects.filter(submission=submission, move__in=_BACK).latest("at", "id")
    by = _by(step.by_id, step.by_name, who)
    verb = "sent it back" if step.move == Move.SEND_BACK else "reopened it"
    when = in_words(timezone.localdate(step.at))
    return {
        "title": "Changed since you sent it back"
        if by == "You" and step.move == Move.SEND_BACK
        else f"Changed since it was {'sent back' if step.move == Move.SEND_BACK else 'reopened'}",
        "intro": f"{by} {verb} on {when}.",
        "link": f"{_counted(len(changes))} changed since {'you' if by == 'You' else by} {verb}",
        "rows": [row(change) for change in changes],
        "numbers": {change.number for change in changes if change.number is not None},
    }


def _counted(many: int) -> str:
    return "1 thing" if many == 1 else f"{many} things"


def amended(submission: Submission, who: Reader) -> list[dict]:
    """For its lead and those who challenge it: what a reviewer changed in its words."""
    if not _reads(submission, who) or not who.answers_on(submission.sub_strand):
        return []
    return [
        {
            "title": f"{_by(item.by_id, item.by, who)} changed the wording of {_what(change)}",
            "at": item.at,
            **row(change),
        }
        for item in changes_since.amendments(submission)
        for change in item.changes
    ]


def reworded(submissions: Iterable[Submission]) -> dict[int, str]:
    """By return, of which parts a reviewer changed the wording since it was last handed in."""
    found = {}
    handed_in = {item.pk: item for item in submissions if item.submitted_at}
    for key, amendments in changes_since.amendments_of(handed_in.values()).items():
        since = [item for item in amendments if item.at >= handed_in[key].submitted_at]
        places = [_place(change) for item in reversed(since) for change in item.changes]
        if places:
            found[key] = f"The Economy Cell changed the wording of {joined(dict.fromkeys(places))}"
    return found


def _place(change: Change) -> str:
    return f"the {lowered(change.what)}" if change.number is None else f"KPI {change.number}"


def _reads(submission: Submission, who: Reader) -> bool:
    return who.level(submission, submission.quarter) >= Level.READ


def _by(key: int, name: str, who: Reader) -> str:
    return "You" if key == who.user.id else name


def _what(change: Change) -> str:
    """ "KPI 4’s note", "the commentary"."""
    if change.number is None:
        return f"the {lowered(change.what)}"
    return f"KPI {change.number}’s {_TEXTS[change.what]}"


_TEXTS = {
    "Note": "note",
    "Why not rated": "reason for not rating it",
    "Why better than the figures say": "reason why it is better than the figures say",
}


def row(change: Change) -> dict:
    """One change as a page prints it, what differs marked within its texts."""
    before, after = marked(change.before, change.after)
    return {
        "what": change.title,
        "wording": change.wording,
        "url": f"#kpi-{change.number}" if change.number is not None else "",
        "before": before,
        "after": after,
    }
