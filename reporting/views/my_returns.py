"""A lead's home: what they owe and by when, then their earlier quarters."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from objectives.days import in_words
from reporting.access import Reader, owed
from reporting.dashboard import counted
from reporting.models import Step, Submission
from reporting.views import changes_page, comments_page, matter_rows
from reporting.views.how_far import how_far
from reporting.views.standing import deadline_of, reads_next, sent_back_step
from reporting.workflow import ReturnState

_MOST_EARLIER = 24  # returns; all of them are a link away, in the strategy
_LABELS = {ReturnState.NOT_STARTED: "Start"}


@dataclass(frozen=True)
class Card:
    """One open return."""

    submission: Submission
    due_on: date | None
    days: int | str
    progress: str
    step: Step | None  # the reviewer's challenge
    links: list[dict]  # what reviewers said of it since it was handed in

    @property
    def title(self) -> str:
        return self.submission.sub_strand.name

    @property
    def caption(self) -> str:
        return self.submission.quarter.period.name

    @property
    def state(self) -> ReturnState:
        return ReturnState(self.submission.state)

    @property
    def kind(self) -> str:
        """How it looks: sent back asks for attention; handed in is done."""
        if self.state == ReturnState.SENT_BACK:
            return "attention"
        return "" if self.state.is_with_lead else "done"

    @property
    def text(self) -> str:
        """What there is to know: how far it is, or where it is now."""
        if self.state.is_with_lead:
            no_day = "" if self.due_on else "No deadline set. "
            return f"{no_day}{self.progress}."
        if self.state == ReturnState.SUBMITTED:
            return reads_next(self.submission)
        if self.state == ReturnState.SIGNED_OFF:
            return "Signed off. The Economy Cell approves it next."
        return "Approved: nothing more is asked of you."

    @property
    def quote_by(self) -> str:
        if self.step is None:
            return ""
        return f"{self.step.by_name}, {in_words(timezone.localtime(self.step.at).date())}"

    @property
    def label(self) -> str:
        return _LABELS.get(self.state, "Continue") if self.state.is_with_lead else "View"

    @property
    def url(self) -> str:
        return reverse("reporting:return", args=_at(self.submission))

    @property
    def order(self) -> tuple:
        """Sent back first, then what is due first; what is handed in comes last."""
        return (
            self.state != ReturnState.SENT_BACK,
            not self.state.is_with_lead,
            self.due_on or date.max,
            self.submission.quarter.period,
            self.submission.sub_strand.position,
        )


def context(reader: Reader) -> dict:
    """All that the page needs."""
    cards = sorted(_cards(reader), key=lambda card: card.order)
    owing = [card for card in cards if card.state.is_with_lead]
    return {
        "cards": owing,
        "handed_in": [card for card in cards if not card.state.is_with_lead],
        "matters": matter_rows.of_owner(reader),
        "deputised": matter_rows.of_leads(reader),
        "earlier": _earlier(reader),
        "lede": _lede(owing),
    }


def _lede(owing: list[Card]) -> str:
    if not owing:
        return "You owe no return now."
    count = "1 return" if len(owing) == 1 else f"{len(owing)} returns"
    back = sum(card.state == ReturnState.SENT_BACK for card in owing)
    words = f"You owe {count}."
    return f"{words} {back} of them came back to you." if back and len(owing) > 1 else words


def _cards(reader: Reader) -> list[Card]:
    submissions = list(
        owed(reader).prefetch_related("quarter__governance_dates").order_by("quarter", "id")
    )
    far = how_far(submissions)
    steps = defaultdict(list)
    for step in Step.objects.filter(submission__in=submissions).order_by("-at", "-id"):
        steps[step.submission_id].append(step)
    said = _said([item for item in submissions if ReturnState(item.state).has_come_in])
    return [
        _card(item, far.get(item.pk, ""), steps[item.pk], said.get(item.pk, []), reader.on)
        for item in submissions
    ]


def _said(handed_in: list[Submission]) -> dict[int, list[dict]]:
    """By return, the ways to what reviewers said of it and changed in its words."""
    asked, reworded = comments_page.unresolved_in(handed_in), changes_page.reworded(handed_in)
    found = defaultdict(list)
    for item in handed_in:
        report = reverse("reporting:sub_strand", args=_at(item))
        if item.pk in asked:
            words = f"{counted(asked[item.pk], 'comment')}, read and answer"
            found[item.pk].append({"text": words, "url": f"{report}#comments"})
        if item.pk in reworded:
            found[item.pk].append({"text": reworded[item.pk], "url": f"{report}#amended"})
    return found


def _card(submission: Submission, progress: str, steps: list, links: list, on: date) -> Card:
    due_on = deadline_of(submission)
    return Card(
        submission=submission,
        due_on=due_on,
        days=(due_on - on).days if due_on else "",
        progress=progress,
        step=sent_back_step(submission, steps),
        links=links,
    )


def _earlier(reader: Reader) -> list[dict]:
    """The published returns of the sub-strands this person leads, newest first."""
    published = Submission.objects.filter(
        sub_strand__in=reader.over_sub_strand, state=ReturnState.PUBLISHED
    )
    newest = published.select_related("quarter__strategy", "sub_strand").order_by(
        "-quarter__period", "sub_strand__position", "sub_strand_id"
    )
    return [
        {
            "quarter": item.quarter.period.title,
            "name": item.sub_strand.name,
            "overall": item.overall if item.is_received else "",
            "is_received": item.is_received,
            "url": reverse("reporting:sub_strand", args=_at(item)),
        }
        for item in newest[:_MOST_EARLIER]
    ]


def _at(submission: Submission) -> tuple:
    quarter = submission.quarter
    return (quarter.strategy.slug, quarter.period, submission.sub_strand.slug)
