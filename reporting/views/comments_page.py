"""Prepares what was said of a return: the threads, their forms, and what stands beside its rows."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count
from django.urls import reverse

from reporting import workflow
from reporting.access import Level, Reader
from reporting.completeness import short
from reporting.models import Comment, Entry, Submission
from reporting.models.comment import WHOLE, called
from reporting.sheet import Beside
from reporting.views.talk import NOTHING_TYPED, Talk, reply_id, reply_name
from reporting.workflow import Move

_LABEL = 90  # characters of a wording in the list to choose from


def discussion(submission: Submission, who: Reader, talk: Talk = NOTHING_TYPED) -> dict | None:
    """The section of comments, for whoever takes part; None for all others, and where there is
    nothing to read or to do. A fixed number of queries."""
    part = submission.sub_strand
    if not who.answers_on(part):
        return None
    reads = who.level(submission, submission.quarter) >= Level.READ
    takes = reads and workflow.takes_comments(submission.state, submission.quarter.state)
    comments = of(submission) if reads else []
    may_write = takes and who.comments_on(part)
    if not comments and not may_write and not talk.words:
        return None
    threads = [_thread(item, submission, talk, takes, may_write) for item in comments]
    return {
        "threads": [item for item in threads if not item["is_resolved"]],
        "resolved": [item for item in threads if item["is_resolved"]],
        "summary": summary(comments),
        "form": _form(submission, talk) if may_write else None,
        "kept": _without_field(talk, threads, may_write, _decides(submission, who)),
        "comments": comments,
    }


def _decides(submission: Submission, who: Reader) -> bool:
    """Whether the page asks what must change."""
    return any(
        who.may(move, submission, submission.quarter) for move in (Move.APPROVE, Move.SIGN_OFF)
    )


def _without_field(talk: Talk, threads: list[dict], may_write: bool, decides: bool) -> list[str]:
    """What was typed into a field that the page does not have any more."""
    answered = {item["pk"] for item in threads if item["reply"]}
    kept = [text for key, text in talk.replies.items() if key not in answered]
    kept += [] if may_write else [talk.text]
    kept += [] if decides else [talk.change]
    return [text for text in kept if text.strip()]


def of(submission: Submission) -> list[Comment]:
    """All comments on the return with their replies: on the whole first, then by KPI, then by time.
    Two queries."""
    found = Comment.objects.filter(submission=submission).with_replies()
    return sorted(
        found.select_related("placement", "resolved_by"),
        key=lambda item: (
            (item.placement.position, item.placement_id) if item.placement else (-1, 0)
        ),
    )


def waiting(submission: Submission) -> list[dict]:
    """The comments that still ask for something, for pages that only show them: where each stands,
    and where it is answered. Two queries."""
    report, style = address("report", submission), submission.quarter.strategy.style
    return [
        {**said(item, style), "key": item.placement_id, "reply_url": _to_reply(report, item)}
        for item in of(submission)
        if item.resolved_at is None
    ]


def unresolved_in(submissions: Iterable[Submission]) -> dict[int, int]:
    """By return, how many comments still ask for something; none: left out. One query."""
    found = Comment.objects.filter(submission__in=list(submissions)).unresolved()
    return dict(found.order_by().values_list("submission").annotate(Count("pk")))


def _to_reply(report: str, comment: Comment) -> str:
    """The comment on the sub-strand's page, its form open."""
    return f"{report}?reply={comment.pk}#{anchor(comment)}"


def said(comment: Comment, style: str) -> dict:
    """A comment as every page shows it: of what, by whom, and what was answered."""
    place = comment.placement
    return {
        "about": comment.about(style),
        "wording": place.wording if place else "",
        "text": comment.text,
        "by": comment.by_name,
        "at": comment.at,
        "replies": comment.replies.all(),
    }


def summary(comments: Iterable[Comment]) -> str:
    """ "2 not resolved, 1 resolved"; blank without any."""
    states = [bool(item.resolved_at) for item in comments]
    parts = [(states.count(False), "not resolved"), (states.count(True), "resolved")]
    return ", ".join(f"{count} {word}" for count, word in parts if count)


def beside(submission: Submission, who: Reader, comments: list[Comment]) -> dict[int, Beside]:
    """By a KPI's number, what was said of it and the way to say something."""
    writes = who.comments_on(submission.sub_strand) and workflow.takes_comments(
        submission.state, submission.quarter.state
    )
    by_number = defaultdict(list)
    for item in comments:
        if item.placement:
            by_number[item.placement.number].append(item)
    numbers = set(by_number)
    if writes:
        placed = Entry.objects.filter(submission=submission)
        numbers |= set(placed.values_list("placement__number", flat=True))
    return {
        number: Beside(
            words=_count(by_number[number]),
            url=f"#{_first(by_number[number])}" if by_number[number] else "",
            comment_url=_about(submission, number) if writes else "",
        )
        for number in numbers
    }


def _count(comments: list[Comment]) -> str:
    """ "2 comments"; where all are resolved, "1 resolved comment"."""
    if not comments:
        return ""
    waiting = sum(item.resolved_at is None for item in comments)
    count, word = (waiting, "comment") if waiting else (len(comments), "resolved comment")
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _first(comments: list[Comment]) -> str:
    """The anchor of the first that still asks for something, else of the first."""
    return anchor(next((item for item in comments if item.resolved_at is None), comments[0]))


def anchor(comment: Comment) -> str:
    """Where a comment stands on the sub-strand's page."""
    return f"comment-{comment.pk}"


# --- A thread, and the forms ----------------------------------------------------------------------


def _thread(
    comment: Comment, submission: Submission, talk: Talk, may_reply: bool, may_resolve: bool
) -> dict:
    place = comment.placement
    typed = talk.replies.get(comment.pk, "")
    error = talk.faults.get(reply_id(comment.pk), "")
    is_resolved = comment.resolved_at is not None
    return {
        **said(comment, submission.quarter.strategy.style),
        "anchor": anchor(comment),
        "pk": comment.pk,
        "url": f"#kpi-{place.number}" if place else "",
        "is_resolved": is_resolved,
        "resolved_by": comment.resolved_by.name if is_resolved else "",
        "resolved_at": comment.resolved_at,
        "reply": {
            "url": address("reply", submission, comment),
            "name": reply_name(comment.pk),
            "text": typed,
            "error": error,
            "is_open": bool(typed or error) or talk.reply_to == comment.pk,
        }
        if typed or error or (may_reply and not is_resolved)
        else None,
        "resolve_url": address("resolve", submission, comment) if may_resolve else "",
    }


def _about(submission: Submission, number: int) -> str:
    """Where the form of a new comment is opened with that KPI chosen."""
    return f"{address('write', submission)}on/{number}/#add-comment"


def address(verb: str, submission: Submission, comment: Comment | None = None) -> str:
    """Where a comment on this return is read ("report"), written, answered or resolved."""
    names = {"report": "sub_strand", "write": "return_comments"}
    name = f"reporting:{names.get(verb, f'comment_{verb}')}"
    quarter = submission.quarter
    place = [quarter.strategy.slug, quarter.period, submission.sub_strand.slug]
    return reverse(name, args=[*place, *([comment.pk] if comment else [])])


def _form(submission: Submission, talk: Talk) -> dict:
    style = submission.quarter.strategy.style
    placed = Entry.objects.filter(submission=submission).select_related("placement")
    places = [entry.placement for entry in placed.order_by("placement__position", "placement_id")]
    options = [
        {
            "value": place.pk,
            "label": f"{called(place.number, place.code, style)}: {short(place.wording, _LABEL)}",
            "selected": talk.about == str(place.pk)
            or (not talk.about and talk.number == str(place.number)),
        }
        for place in places
    ]
    return {
        "url": address("write", submission),
        "whole": WHOLE,
        "options": options,
        "text": talk.text,
        "about_fault": talk.faults.get("id_about", ""),
        "text_fault": talk.faults.get("id_new_comment", ""),
    }
