"""Acts at the same moment never wait for each other in a ring.

Every act takes the audit record's head last, and its foreign keys are looked up after that, when it
is committed: a row that another act has locked against being looked up would make a ring of the
two. SQLite lets one act write at a time; there the same acts only wait in turn.
"""

import threading
import time
from dataclasses import replace

import pytest
from django.db import connection, transaction

from accounts import actions as own
from accounts.models import AuditHead, User
from accounts.roles import Role
from objectives.actions import people, roles
from objectives.actions.people import Details
from objectives.actions.roles import NewRole
from reporting.actions import matters, nudging, opening, quarters, returns
from reporting.actions.refusals import Refused
from reporting.meeting import MatterKind, Typed
from tests import factories
from tests.factories import NOW, Q2, Q3, complete
from tests.reporting import acts
from tests.reporting.test_saving_at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one act writes at a time"),
]


def in_turn(first, second):
    """Let `first` reach the audit record's head, then `second`, both before either has it."""
    failures = []
    with transaction.atomic():
        AuditHead.objects.get_or_create(id=1)
        AuditHead.objects.select_for_update().get(id=1)
        running = []
        for many, act in enumerate([first, second], start=1):
            running.append(threading.Thread(target=lambda act=act: failures.extend(at_once([act]))))
            running[-1].start()
            _until_waiting(many)
    for thread in running:
        thread.join()
    return failures


def _until_waiting(many):
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] >= many:
                return
        time.sleep(0.01)
    raise AssertionError("an act did not come to the audit record's head")


@pytest.fixture(autouse=True)
def head():
    AuditHead.objects.get_or_create(id=1)


@pytest.fixture
def asked(quarter, reviewer):
    """A question is put about the quarter."""
    typed = Typed(
        kind=MatterKind.QUESTION, text="Why?", sub_strand="", asked_by="Scrutiny", owner="", due=""
    )
    return lambda: matters.record(quarter=quarter, typed=typed, by=reviewer, now=NOW)


def test_recording_a_matter_while_the_quarter_goes_on(asked, quarter, submission, officer):
    acts.ready(submission, "submitted")  # the review starts once a return is in
    assert in_turn(asked, lambda: opening.start_review(quarter=quarter, by=officer, now=NOW)) == []


def test_recording_a_matter_while_the_quarter_is_published(asked, quarter, officer):
    def publish():
        quarters.publish(quarter=quarter, without=["growth", "housing"], by=officer, now=NOW)

    assert in_turn(asked, publish) == []


def test_nudging_for_a_return_while_it_is_saved(submission, lead, officer):
    def nudge():
        nudging.nudge(quarter=submission.quarter, to=submission, words="Soon?", by=officer, now=NOW)

    def save():
        content = complete(submission=submission)
        returns.save_draft(
            submission=submission, content=content, version=submission.version, by=lead, now=NOW
        )

    assert in_turn(nudge, save) == []


def test_acting_while_ones_account_is_changed(asked, reviewer, administrator):
    def deactivate():
        people.deactivate(person=reviewer, by=administrator, now=NOW)

    assert in_turn(asked, deactivate) == []


def test_acting_while_ones_own_password_is_asked_for(asked, reviewer):
    ask = lambda: own.ask_for_password(email=reviewer.email, now=NOW)  # noqa: E731
    assert in_turn(asked, ask) == []


def test_two_administrators_at_their_work(plan, administrator):
    other = factories.person(name="Ada Admin", is_administrator=True, password="x")
    one, two = factories.person(name="One"), factories.person(name="Two")
    role = NewRole(role=Role.VIEWER, place=plan.strategy, starts=factories.TODAY)
    failures = in_turn(
        lambda: roles.give_role(person=one, role=role, by=other, now=NOW),
        lambda: people.deactivate(person=two, by=administrator, now=NOW),
    )
    assert failures == []


# --- What one act may not overlook of another ---------------------------------------------------


def named(person, **fields):
    """The person's details with these, and as they stand."""
    stands = Details.of(person)
    return {"details": replace(stands, **fields), "read": stands}


def test_acting_while_ones_address_is_changed(asked, reviewer, administrator):
    def change():
        email = named(reviewer, email="rita@town.example")
        people.change(person=reviewer, by=administrator, now=NOW, **email)

    assert in_turn(asked, change) == []


def test_two_people_who_are_given_one_address_at_once(lead, deputy, administrator):
    def change(person):
        email = named(person, email="growth@town.example")
        people.change(person=person, by=administrator, now=NOW, **email)

    other = factories.person(name="Ada Admin", is_administrator=True)
    User.objects.exclude(pk=lead.pk).exclude(pk=deputy.pk).update(password="!")  # not locked

    def by_another():
        email = named(deputy, email="growth@town.example")
        people.change(person=deputy, by=other, now=NOW, **email)

    failures = in_turn(lambda: change(lead), by_another)
    assert [getattr(failure, "faults", failure) for failure in failures] == [
        {"email": "Lena Lead has this address already."}
    ]


def test_no_quarter_is_public_before_the_one_that_it_prints(plan, officer):
    """One officer makes Q3 public, another takes Q2 back."""
    earlier, later = (factories.quarter(strategy=plan.strategy, period=item) for item in (Q2, Q3))
    for quarter, day in ((earlier, factories.TODAY), (later, None)):
        acts.publish(quarter, officer, without=["growth", "housing"], public_from=day)

    def set_public(quarter, day, was):
        quarters.set_public(
            quarter=quarter, public_from=day, edition=1, was=was, by=officer, now=NOW
        )

    failures = in_turn(
        lambda: set_public(later, factories.TODAY, None),
        lambda: set_public(earlier, None, factories.TODAY),
    )
    assert [type(failure) for failure in failures] == [Refused]
