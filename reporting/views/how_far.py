"""How far returns are that are still being written, for lists of them."""

from collections import defaultdict
from collections.abc import Iterable

from reporting.actions.returns import row_of
from reporting.judged import judged_all
from reporting.models import Entry, Submission
from reporting.views.return_page import mark, progress
from reporting.workflow import ReturnState


def how_far(submissions: Iterable[Submission]) -> dict[int, str]:
    """By a return's id: "8 of 11 answered, commentary missing".

    A few queries for each quarter they are of. Only of those that are with their lead: of the
    others nobody asks.
    """
    owed = [item for item in submissions if ReturnState(item.state).is_with_lead]
    figures = judged_all(owed)
    marks = defaultdict(list)
    for entry in Entry.objects.filter(submission__in=owed).select_related("placement__kpi"):
        of_return = figures[entry.submission_id]
        row = row_of(entry, entry.said, of_return.get(entry.placement_id))
        marks[entry.submission_id].append(mark(row))
    return {item.pk: progress(marks[item.pk], item.commentary, item.overall) for item in owed}
