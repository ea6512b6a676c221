"""Two officers open the same quarter at the same moment: one does, the other is told."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.roles import Role
from reporting.actions import opening
from reporting.actions.refusals import Refused
from reporting.models import Quarter, Submission
from tests import factories
from tests.factories import NOW, Q4


@pytest.mark.django_db(transaction=True)
def test_one_of_two_officers_opens_the_quarter_and_the_other_is_told():
    plan = factories.plan()
    factories.quarter(strategy=plan.strategy)
    officers = [factories.person(name=name) for name in ("Olga", "Otto")]
    for officer in officers:
        factories.hold(user=officer, role=Role.OFFICER, over=plan.strategy)
    start, answers = Barrier(len(officers)), []

    def open_it(officer):
        start.wait()
        try:
            opening.open_quarter(strategy=plan.strategy, period=Q4, dates=[], by=officer, now=NOW)
            answers.append("opened")
        except Refused as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=open_it, args=[officer]) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [
        "Q4 2023/24 was opened already, and nothing was made twice. Its dates can be changed.",
        "opened",
    ]
    made = Quarter.objects.get(period=Q4)
    assert Submission.objects.filter(quarter=made).count() == 2
