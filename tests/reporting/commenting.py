"""What tests of comments and of changes share: a return on its way, and people's words on it."""

from reporting.actions import comments
from reporting.actions.amending import RowWords, Words
from tests import factories
from tests.factories import NOW
from tests.reporting.acts import save, send_back, submit

NOTE = "Two events were cancelled."


def submitted(submission, lead, plan, **changes):
    """The return, saved and submitted by its lead; Enquiries has a note."""
    content = factories.complete(submission=submission)
    content = factories.change(content, plan.enquiries, note=NOTE, **changes)
    saved = save(submission, lead, content).submission
    return submit(saved, lead)


def sent_again(submission, lead, reviewer, placement=None, /, **changes):
    """Sent back by the reviewer, changed by its lead and submitted once more."""
    back = send_back(submission, reviewer)
    content = factories.says(back)
    if changes:
        content = factories.change(content, *([placement] if placement else []), **changes)
    return submit(save(back, lead, content).submission, lead)


def comment(submission, by, text="Which events?", placement=None, now=NOW):
    key = placement and placement.pk
    return comments.write(submission=submission, placement=key, text=text, by=by, now=now)


def reply(to, by, text="The fair and the breakfast."):
    return comments.reply(comment=to, text=text, by=by, now=NOW)


def resolve(which, by):
    return comments.resolve(comment=which, by=by, now=NOW)


def words_of(placement, **texts):
    """Other words for one KPI's row."""
    return Words(rows={placement.pk: RowWords(**texts)})
