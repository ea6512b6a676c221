"""Submitting a return, and taking it back."""

import pytest

from reporting.actions.refusals import Incomplete, Refused
from tests.factories import NOW, change, complete, fill, fresh, says
from tests.reporting.acts import ready, save, submit, withdraw

pytestmark = pytest.mark.django_db


def test_an_incomplete_return_is_not_submitted(submission, lead, plan):
    content = change(complete(submission=submission), plan.hub, declared="")
    submission = fill(submission=submission, content=content, state="draft")
    with pytest.raises(Incomplete) as refusal:
        submit(submission, lead)
    assert [(gap.row, gap.field) for gap in refusal.value.gaps] == [(str(plan.hub.id), "declared")]


def test_a_return_that_changed_since_it_was_read_is_not_submitted(submission, lead, deputy):
    seen = save(submission, lead)
    save(seen.submission, deputy, change(seen.content, commentary="Other words."))
    with pytest.raises(Refused, match="changed while you were reading"):
        submit(seen.submission, lead, version=1)


def test_a_submitted_return_says_who_and_when(submission, lead):
    submit(ready(submission, "draft"), lead)
    stored = fresh(submission)
    assert (stored.submitted_by, stored.submitted_at) == (lead, NOW)


def test_a_withdrawn_return_was_submitted_by_nobody(submission, lead):
    withdraw(ready(submission, "submitted"), lead)
    stored = fresh(submission)
    assert (stored.submitted_by, stored.submitted_at) == (None, None)


def test_a_withdrawn_return_says_what_it_said(submission, lead):
    submission = ready(submission, "submitted")
    before = says(submission)
    withdraw(submission, lead)
    assert says(submission) == before
