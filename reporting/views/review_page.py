"""Prepares the review queue of a quarter, and what approving several returns would pass over."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Count, Q
from django.urls import reverse

from objectives.days import in_words, until
from objectives.plan import Style
from reporting import quarter_report, review_queue
from reporting.access import Reader
from reporting.changes_since import since_sent_back
from reporting.dashboard import Item, counted
from reporting.deadlines import due_on
from reporting.models import Quarter, Submission
from reporting.report import QuarterReport, SubStrandReport
from reporting.review_queue import Challenge, Ground, challenges
from reporting.views import matter_rows
from reporting.views.quarter_page import crumbs
from reporting.what_changed import Change
from reporting.workflow import QuarterState, ReturnState

FOREIGN = "One of the returns that you chose is not in this quarter. Choose again."
_AT_ONCE = 8  # of one ground, before the rest is folded away


@dataclass(frozen=True, slots=True)
class Queue:
    """A quarter's report for somebody who challenges it, and its returns beside it."""

    quarter: Quarter
    report: QuarterReport
    who: Reader
    returns: Mapping[str, Submission]  # by the sub-strand's slug, with `unresolved` comments
    changed: Mapping[int, list[Change]]  # by return: what it says otherwise since it was sent back

    @property
    def address(self) -> str:
        """Of the quarter's dashboard."""
        return reverse("reporting:quarter", args=[self.quarter.strategy.slug, self.quarter.period])

    @property
    def is_yours(self) -> bool:
        """Whether whoever reads may approve."""
        return self.who.reviews(self.quarter.strategy_id)

    @property
    def waiting(self) -> list[SubStrandReport]:
        """The returns that wait for review, in their order."""
        return review_queue.waiting(self.report)


def queue_of(quarter: Quarter, who: Reader) -> Queue:
    """A fixed number of queries, however many returns there are.

    The versions are read before the report: what changes between the two is refused as not read.
    """
    returns = {
        item.sub_strand.slug: item
        for item in Submission.objects.filter(quarter=quarter)
        .select_related("sub_strand")
        .annotate(unresolved=Count("comments", filter=Q(comments__resolved_at=None)))
    }
    changed = since_sent_back(returns.values())
    report = quarter_report.for_reader(quarter, who)
    return Queue(quarter, report, who, returns, changed)


def context(queue: Queue, *, ticked: Collection[int] = (), errors: Iterable[str] = ()) -> dict:
    """All that the queue's page prints; `ticked` are the returns chosen before."""
    report, waiting, empty = queue.report, queue.waiting, _empty(queue)
    late = review_queue.late(report, on=queue.who.on)
    found = review_queue.by_weight(challenges(waiting, report.style) + late)
    passed = [] if empty else challenges(review_queue.settled(report), report.style)
    first = f"#choose-{waiting[0].slug}" if waiting else ""
    return {
        "quarter": queue.quarter,
        "caption": f"{report.strategy_name}, {report.quarter.title}",
        "crumbs": _crumbs(queue),
        "sentence": review_queue.sentence(report, len(found), is_yours=queue.is_yours),
        "empty": empty,
        "quarter_url": queue.address,
        "groups": _groups(found, queue),
        "passed": _groups(passed, queue, "approved-"),
        "passed_title": f"{counted(len(passed), 'thing')} in returns that are approved",
        "waiting": [_row(part, queue, ticked) for part in waiting],
        "others": [] if empty else [_row(part, queue) for part in review_queue.others(report)],
        "approve_url": f"{queue.address}review/approve/" if queue.is_yours else "",
        "start_url": f"{queue.address}{waiting[0].slug}/" if waiting else "",
        "is_one": len(waiting) == 1,
        "matters": None if empty else matter_rows.on_dashboard(queue.quarter, queue.who),
        "nothing": _nothing(queue),
        "with_overall": report.style != Style.METRICS,
        "errors": [{"text": text, "href": first} for text in errors],
    }


def _crumbs(queue: Queue) -> list[dict]:
    return [*crumbs(queue.quarter), {"label": queue.report.quarter.title, "url": queue.address}]


def _empty(queue: Queue) -> dict | None:
    """In place of the lists, while nothing can be reviewed."""
    if queue.quarter.state == QuarterState.UPCOMING:
        text = "Returns can be reviewed once the quarter is open and the first is submitted."
        return {"title": "Not opened yet", "text": text}
    if not QuarterState(queue.quarter.state).takes_returns:
        text = "Its returns are locked. An officer can reopen it, with a reason."
        return {"title": "Nothing to review", "text": text}
    return None


def _nothing(queue: Queue) -> str:
    """Where there is nothing to challenge."""
    if queue.waiting:
        return "Nothing is Red, worse, late or old, and no status is better than its figures say."
    return "What stands out is listed here as soon as a return is submitted."


# --- What to challenge --------------------------------------------------------------------------


def _groups(found: Iterable[Challenge], queue: Queue, prefix: str = "") -> list[dict]:
    """The things by ground; the end of a long list is folded away."""
    groups = []
    for ground, items in review_queue.grouped(found).items():
        rows = [_thing(item, ground, queue) for item in items]
        groups.append(
            {
                "id": f"{prefix}{ground}",
                "title": f"{ground.label} ({len(rows)})",
                "first": rows[:_AT_ONCE],
                "rest": rows[_AT_ONCE:],
                "rest_title": f"{len(rows) - _AT_ONCE} more",
            }
        )
    return groups


def _thing(item: Item, ground: Ground, queue: Queue) -> dict:
    anchor = f"#kpi-{item.number}" if item.number is not None else ""
    return {
        "status": item.status,
        "without": "No verdict" if queue.report.style == Style.METRICS else "No status",
        "state": queue.report.sub_strand(item.slug).state if ground == Ground.LATE else "",
        "title": item.title,
        "url": f"{queue.address}{item.slug}/{anchor}",
        "place": item.place,
        "why": item.why,
        "note": item.note,
        "computed": item.computed,
        "says": item.says,
        "reason": item.reason,
    }


# --- The returns --------------------------------------------------------------------------------


def _row(part: SubStrandReport, queue: Queue, ticked: Collection[int] = ()) -> dict:
    """One return: how far it is, and what there is to know before it is read."""
    submission = queue.returns[part.slug]
    many = len(challenges([part], queue.report.style)) if part.is_in else 0
    return {
        "slug": part.slug,
        "name": part.name,
        "url": f"{queue.address}{part.slug}/",
        "is_in": part.is_in,
        "overall": part.overall,
        "state": part.state,
        "signed": "Not signed off" if _lacks_sign_off(part, queue) else "",
        "when": _when(part, queue),
        "things": counted(many, "thing") if many else "Nothing" if part.is_in else "Nothing yet",
        "is_plain": not many,
        "unresolved": submission.unresolved,
        "comments": f"{submission.unresolved} not resolved" if submission.unresolved else "None",
        "changed": _changed(queue.changed.get(submission.pk)),
        "choice": f"{submission.pk}:{submission.version}",
        "ticked": submission.pk in ticked,
    }


def _lacks_sign_off(part: SubStrandReport, queue: Queue) -> bool:
    """Whether the strategy has returns signed off first, and this one waits without."""
    return part.state == ReturnState.SUBMITTED and queue.quarter.strategy.ses_leads_sign_off


def _when(part: SubStrandReport, queue: Queue) -> str:
    """Who submitted it and when; of one that is owed, when it is due."""
    if not part.is_received:
        return "No return received"
    if not part.is_in:
        day = due_on(part, queue.report.governance_dates)
        return f"Due on {in_words(day)}, {until(day, on=queue.who.on)}" if day else "No day is set"
    if not part.submitted_on:
        return ""
    by = f" by {part.submitted_by}" if part.submitted_by else ""
    return f"{in_words(part.submitted_on)}{by}"


def _changed(changes: list[Change] | None) -> str:
    """Since it was sent back; blank where it never was, or nobody knows."""
    if changes is None:
        return ""
    if not changes:
        return "Sent again with nothing changed"
    return f"{counted(len(changes), 'change')} since it was sent back"


# --- One of those that wait ---------------------------------------------------------------------


def place(submission: Submission, report: QuarterReport, who: Reader, address: str) -> dict | None:
    """On a return's page, for those who challenge it: the way through those that wait."""
    found = review_queue.place_of(report, submission.sub_strand.slug)
    if found is None or not who.challenges(submission.quarter.strategy_id):
        return None
    return {
        "words": found.words,
        "previous": _link(found.previous, address),
        "next": _link(found.next, address),
        "url": f"{address}review/",
    }


def _link(part: SubStrandReport | None, address: str) -> dict | None:
    return {"label": part.name, "url": f"{address}{part.slug}/"} if part else None


def next_waiting(submission: Submission) -> tuple[str | None, int]:
    """Which return is read next after this one, by its sub-strand's slug, and how many wait."""
    returns = (
        Submission.objects.filter(quarter=submission.quarter)
        .order_by("sub_strand__objective__position", "sub_strand__position", "sub_strand_id")
        .values_list("sub_strand__slug", "state")
    )
    order = [slug for slug, _ in returns]
    wanted = {slug for slug, state in returns if ReturnState(state).is_with_reviewer}
    return review_queue.next_after(submission.sub_strand.slug, order, wanted), len(wanted)


# --- Approving several --------------------------------------------------------------------------


def chosen(queue: Queue, versions: Mapping[int, int]) -> list[SubStrandReport]:
    """The returns of this quarter that were chosen, those that moved since left out."""
    return [
        part
        for part in queue.waiting
        if versions.get(queue.returns[part.slug].pk) == queue.returns[part.slug].version
    ]


def moved(queue: Queue, versions: Mapping[int, int]) -> list[str]:
    """What became of the others, a sentence each."""
    by_key = {item.pk: item for item in queue.returns.values()}
    still = keys_of(queue, chosen(queue, versions))
    return [_moved(by_key.get(key)) for key in versions if key not in still]


def keys_of(queue: Queue, parts: Iterable[SubStrandReport]) -> set[int]:
    """The ids of these sub-strands' returns."""
    return {queue.returns[part.slug].pk for part in parts}


def _moved(submission: Submission | None) -> str:
    if submission is None:
        return FOREIGN
    if ReturnState(submission.state).is_with_reviewer:
        return f"{submission.sub_strand} was changed since you opened this page. Read it once more."
    return f"{submission.sub_strand} does not wait for review any more."


def confirmation(queue: Queue, parts: list[SubStrandReport]) -> dict:
    """All that the page before approving these returns prints."""
    many = counted(len(parts), "return")
    returns = [_to_approve(part, queue) for part in parts]
    return {
        "quarter": queue.quarter,
        "title": f"Approve {many}",
        "caption": f"{queue.report.strategy_name}, {queue.report.quarter.title}",
        "crumbs": [*_crumbs(queue), {"label": "Review", "url": f"{queue.address}review/"}],
        "sentence": _passed_over(returns),
        "returns": returns,
        "approve_url": f"{queue.address}review/approve/",
        "queue_url": f"{queue.address}review/",
        "label": "Approve this return" if len(parts) == 1 else f"Approve these {many}",
    }


def _to_approve(part: SubStrandReport, queue: Queue) -> dict:
    submission = queue.returns[part.slug]
    found = challenges([part], queue.report.style)
    return {
        "slug": part.slug,
        "name": part.name,
        "url": f"{queue.address}{part.slug}/",
        "overall": part.overall,
        "choice": f"{submission.pk}:{submission.version}",
        "things": [_thing(_under(part, one.item), one.ground, queue) for one in found],
        "notes": _notes(part, submission, queue),
    }


def _under(part: SubStrandReport, item: Item) -> Item:
    """The thing as it reads under its own sub-strand's name."""
    return replace(item, place="") if item.place == part.name else item


def _notes(part: SubStrandReport, submission: Submission, queue: Queue) -> list[str]:
    """What else would be passed over, of the return as a whole."""
    notes = []
    if submission.unresolved:
        notes.append(not_resolved(submission.unresolved))
    if _lacks_sign_off(part, queue):
        notes.append("The SES lead has not signed it off.")
    if queue.who.user and submission.submitted_by_id == queue.who.user.id:
        notes.append("You submitted it yourself. Your approval is recorded as such.")
    return notes


def not_resolved(many: int) -> str:
    """ "2 comments are not resolved." """
    return f"{counted(many, 'comment')} {'is' if many == 1 else 'are'} not resolved."


def _passed_over(returns: list[dict]) -> str:
    many = sum(len(item["things"]) + len(item["notes"]) for item in returns)
    if not many:
        return "Nothing stands out in what you approve."
    return f"You would pass over {counted(many, 'thing')}."
