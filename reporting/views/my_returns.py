"""A lead's home: what they owe and by when, then their earlier quarters."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from objectives.days import in_words
from reporting.access import Reader, owed
from reporting.actions.returns import row_of
from reporting.completeness import Row
from reporting.judged import Judged, judged_all
from reporting.models import Entry, Step, Submission
from reporting.views.return_page import mark, progress
from reporting.views.standing import deadline, sent_back_step
from reporting.workflow import QuarterState, ReturnState

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
        if self.state.is_with_reviewer:
            return "The Economy Cell reviews it next."
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
        "earlier": _earlier(reader),
        "lede": _lede(owing),
    }


def _lede(owing: list[Card]) -> str:
    if not owing:
        return "You owe nothing now."
    count = "1 return" if len(owing) == 1 else f"{len(owing)} returns"
    back = sum(card.state == ReturnState.SENT_BACK for card in owing)
    words = f"You owe {count}."
    return f"{words} {back} of them came back to you." if back and len(owing) > 1 else words


def _cards(reader: Reader) -> list[Card]:
    submissions = list(
        owed(reader).prefetch_related("quarter__governance_dates").order_by("quarter", "id")
    )
    entries = _entries(submissions)
    with_lead = [item for item in submissions if ReturnState(item.state).is_with_lead]
    figures = judged_all(with_lead)
    steps = defaultdict(list)
    for step in Step.objects.filter(submission__in=submissions).order_by("-at", "-id"):
        steps[step.submission_id].append(step)
    return [
        _card(
            item,
            [row_of(entry, entry.said, _of(figures, entry)) for entry in entries[item.pk]],
            steps[item.pk],
            reader.on,
        )
        for item in submissions
    ]


def _of(figures: dict[int, dict[int, Judged]], entry: Entry) -> Judged | None:
    return figures.get(entry.submission_id, {}).get(entry.placement_id)


def _card(submission: Submission, rows: list[Row], steps: list, on: date) -> Card:
    due_on = deadline(submission.quarter)
    marks = [mark(row) for row in rows]
    return Card(
        submission=submission,
        due_on=due_on,
        days=(due_on - on).days if due_on else "",
        progress=progress(marks, submission.commentary, submission.overall),
        step=sent_back_step(submission, steps),
    )


def _entries(submissions: list[Submission]) -> dict[int, list[Entry]]:
    """Each return's entries, by its id."""
    found = defaultdict(list)
    for entry in Entry.objects.filter(submission__in=submissions).select_related("placement__kpi"):
        found[entry.submission_id].append(entry)
    return found


def _earlier(reader: Reader) -> list[dict]:
    """The published returns of the sub-strands this person leads, newest first."""
    published = Submission.objects.filter(
        sub_strand__in=reader.over_sub_strand, quarter__state=QuarterState.PUBLISHED
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
