"""Reminders run hourly over a whole quarter reach each person once for each stage."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail

from accounts.roles import Role
from reporting.models import Notice
from tests import factories
from tests.reporting.acts import ready, send_back
from tests.reporting.posting import DUE, at, run, set_deadline

pytestmark = pytest.mark.django_db

OPENED, ENDS = -14, 7  # days from the deadline


def hours(first: int, last: int):
    """Each full hour, in the days from `first` to `last`."""
    return [at(day, hour) for day in range(first, last) for hour in range(24)]


def received() -> Counter:
    """How many letters each person got, by the beginning of the subject."""
    return Counter((message.to[0], message.subject.partition(" ")[0]) for message in mail.outbox)


def test_each_person_is_reached_once_for_each_stage_and_on_its_day(quarter, lead, deputy, ses_lead):
    set_deadline(quarter)
    for now in hours(OPENED, ENDS):
        run(now)
    to_lead = {"Q3": 1, "Due": 2, "Overdue:": 1}
    expected = {(one.email, word): n for one in (lead, deputy) for word, n in to_lead.items()}
    assert received() == {**expected, (ses_lead.email, "Still"): 1}
    sent = Notice.objects.values_list("kind", "sent_at")
    assert {(kind, (moment.date() - DUE).days) for kind, moment in sent} == {
        ("opened", OPENED),
        ("week_before", -7),
        ("day_before", -1),
        ("overdue", 1),
        ("overdue_ses_lead", 3),
    }


def test_a_quarter_as_it_goes(plan, quarter, submission, lead, other_lead, ses_lead, reviewer):
    """Growth comes in after a week and comes back; Housing gets three more days and is late."""
    set_deadline(quarter)
    housing = factories.submission(quarter=quarter, sub_strand=plan.housing)
    factories.hold(user=ses_lead, role=Role.SES_LEAD, over=plan.housing)
    for now in hours(-8, 7):
        if now == at(-7, 12):
            ready(submission, "submitted")
        if now == at(-3, 12):
            send_back(submission, reviewer, version=factories.fresh(submission).version, now=now)
        if now == at(-2, 12):
            ready(submission, "submitted")
        if now == at(0, 12):
            housing.due_on = DUE + timedelta(days=3)
            housing.save()
        run(now)
    assert received() == {
        (lead.email, "Q3"): 1,
        (lead.email, "Due"): 1,
        (lead.email, "Sent"): 1,
        (other_lead.email, "Q3"): 1,
        (other_lead.email, "Due"): 4,  # two of the deadline's, two of its own day's
        (other_lead.email, "Overdue:"): 1,
        (ses_lead.email, "Still"): 1,
    }
