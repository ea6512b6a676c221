"""The audit record is one chain: nothing in it can change, go missing or fork unseen."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from hypothesis import given
from hypothesis import strategies as st

from accounts import audit
from accounts.models import AuditEvent, AuditHead
from objectives.periods import FinancialQuarter
from reporting.workflow import ReturnState
from tests import factories
from tests.factories import NOW


def append(by=None, subject=None, **fields):
    """One event, about its own actor unless told otherwise."""
    subject = subject or by or factories.person(name="Subject")
    return audit.record(by=by, action="thing.done", subject=subject, **{"now": NOW, **fields})


# --- The chain --------------------------------------------------------------------------------


def test_the_first_event_has_none_before_it(db):
    assert (append().sequence, AuditEvent.objects.get().previous_hash) == (1, "")


def test_each_event_carries_the_hash_of_the_one_before(db):
    events = [append() for _ in range(4)]
    assert [event.previous_hash for event in events[1:]] == [event.hash for event in events[:-1]]


def test_the_sequence_has_no_gap(db):
    for _ in range(3):
        append()
    assert list(AuditEvent.objects.values_list("sequence", flat=True)) == [1, 2, 3]


def test_the_head_is_the_last_event(db):
    last = [append() for _ in range(2)][-1]
    head = AuditHead.objects.get()
    assert (head.sequence, head.hash) == (last.sequence, last.hash)


def test_the_hash_still_fits_after_a_round_through_the_database(db):
    moment = datetime(2024, 7, 1, 9, 0, 0, 123456, tzinfo=UTC)
    append(by=factories.person(), now=moment, before={"figure": Decimal("1.50")}, after={})
    event = AuditEvent.objects.get()
    assert audit.digest(event) == event.hash


def test_the_hash_is_the_same_in_any_time_zone(db):
    event = append()
    before = audit.digest(event)
    event.at = event.at.astimezone(datetime.now().astimezone().tzinfo)
    assert audit.digest(event) == before


CHANGES = {
    "sequence": 7,
    "at": NOW + timedelta(microseconds=1),
    "actor_id": None,
    "actor_name": "Somebody Else",
    "action": "thing.undone",
    "subject_type": "accounts.other",
    "subject_id": "99",
    "subject": "Another",
    "before": '{"a":2}',
    "after": '{"a":3}',
    "previous_hash": "f" * 64,
}


def test_every_field_but_the_hash_itself_is_tried():
    fields = {field.attname for field in AuditEvent._meta.concrete_fields}
    assert set(CHANGES) == fields - {"id", "hash"}


@pytest.mark.parametrize("field", CHANGES)
def test_the_hash_covers(field, db):
    event = append(by=factories.person(), before={"a": 0}, after={"a": 1})
    setattr(event, field, CHANGES[field])
    assert audit.digest(event) != event.hash


def test_a_text_moved_from_one_field_to_the_next_changes_the_hash(db):
    event = append(before={"a": 1})
    event.before, event.after = event.after, event.before
    assert audit.digest(event) != event.hash


# --- What an event says -----------------------------------------------------------------------


def test_an_event_keeps_the_actors_name_as_it_was(db):
    user = factories.person(name="Ada Byron")
    append(by=user)
    user.name = "Ada Lovelace"
    user.save()
    assert AuditEvent.objects.get().actor_name == "Ada Byron"


def test_an_act_of_nobody_is_the_portals_own(db):
    event = append(by=None)
    assert (event.actor, event.actor_name) == (None, audit.SYSTEM)


def test_an_event_names_its_subject(db):
    user = factories.person(name="Ada")
    event = append(by=user)
    assert (event.subject_type, event.subject_id, event.subject) == (
        "accounts.user",
        str(user.pk),
        "Ada",
    )


def test_an_event_keeps_a_long_name_as_far_as_it_has_room(submission):
    submission.sub_strand.name = "x" * 400
    assert len(append(subject=submission).subject) == 300


# --- Canonical text ---------------------------------------------------------------------------

FACTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(facts=st.dictionaries(st.text(), FACTS))
def test_canonical_text_does_not_depend_on_the_order(facts):
    assert audit.canonical(dict(reversed(facts.items()))) == audit.canonical(facts)


@given(facts=st.dictionaries(st.text(), FACTS))
def test_canonical_text_says_the_facts(facts):
    assert json.loads(audit.canonical(facts)) == facts


def test_no_facts_are_the_empty_text():
    assert audit.canonical(None) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2024, 2, 7), '{"x":"2024-02-07"}'),
        (Decimal("1.50"), '{"x":"1.50"}'),
        (ReturnState.SENT_BACK, '{"x":"sent_back"}'),
        (FinancialQuarter(2023, 3), '{"x":"2023-q3"}'),
        ("£5m – größer", '{"x":"£5m – größer"}'),
        (None, '{"x":null}'),
    ],
)
def test_canonical_text_of(value, text):
    assert audit.canonical({"x": value}) == text


# --- With its act or not at all ---------------------------------------------------------------


class Failed(Exception):
    """The act did not succeed."""


@transaction.atomic
def append_and_fail(by=None):
    append(by=by)
    raise Failed


@pytest.mark.django_db(transaction=True)
def test_an_event_is_refused_outside_a_transaction():
    with pytest.raises(TransactionManagementError):
        append()


@pytest.mark.django_db(transaction=True)
def test_an_event_falls_with_its_act():
    with pytest.raises(Failed):
        append_and_fail()
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_chain_goes_on_after_an_act_that_fell():
    user = factories.person()
    with pytest.raises(Failed):
        append_and_fail(by=user)
    with transaction.atomic():
        assert append(by=user).sequence == 1


@pytest.mark.django_db(transaction=True)
def test_appending_at_once_does_not_fork_the_chain():
    """From the very first event on, when even the head's row has to be made."""
    user = factories.person()
    at_once, failures = Barrier(4), []

    def work():
        try:
            at_once.wait(timeout=30)
            for _ in range(10):
                with transaction.atomic():
                    append(by=user)
        except BaseException as failure:
            failures.append(failure)
            raise
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events = list(AuditEvent.objects.all())
    assert failures == []
    assert [event.sequence for event in events] == list(range(1, 41))
    assert [event.previous_hash for event in events] == ["", *(one.hash for one in events[:-1])]
