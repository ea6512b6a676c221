"""`verify_audit` names the first event that was altered or removed."""

from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import audit, chain
from accounts.chain import Fault
from accounts.models import AuditEvent, AuditHead
from tests import append_only, factories
from tests.factories import NOW


@pytest.fixture
def person(db):
    return factories.person(name="Ada")


@pytest.fixture
def record(person):
    """`record()` appends an event; there are five already, a minute apart."""

    def append(number=0):
        now = NOW + timedelta(minutes=number)
        return audit.record(by=person, action="return.approve", subject=person, now=now)

    for number in range(1, 6):
        append(number)
    return append


@pytest.fixture
def tamper(record):
    """`with tamper(3) as events:` gives event 3 with the triggers off."""

    @contextmanager
    def tampering(*numbers):
        with append_only.triggers_off():
            yield AuditEvent.objects.filter(sequence__in=numbers)

    return tampering


def verify() -> str:
    """What the command prints of an unbroken chain."""
    out = StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue()


def complaint() -> str:
    """What it says of a broken one; its exit code is 1."""
    with pytest.raises(CommandError) as refusal:
        call_command("verify_audit")
    assert refusal.value.returncode == 1
    return str(refusal.value)


def seal(number: int, **changes) -> None:
    """Change an event and give it the hash that fits, as somebody who knows how would."""
    event = AuditEvent.objects.get(sequence=number)
    for name, value in changes.items():
        setattr(event, name, value)
    event.hash = audit.digest(event)
    event.save()


# --- Unbroken ---------------------------------------------------------------------------------


def test_a_whole_record_is_unbroken(record):
    assert verify().startswith("5 events, unbroken.")


def test_its_last_hash_is_said_so_that_it_can_be_kept_elsewhere(record):
    assert AuditHead.objects.get().hash in verify()


@pytest.mark.django_db
def test_a_record_of_nothing_is_unbroken():
    assert verify() == "0 events, unbroken.\n"


def test_a_record_of_one_event_is_unbroken(person):
    audit.record(by=person, action="sign_in", subject=person, now=NOW)
    assert verify().startswith("1 event, unbroken.")


@pytest.mark.parametrize("batch", [1, 2, 5, 6])
def test_the_batches_do_not_matter(batch, record, monkeypatch):
    monkeypatch.setattr(chain, "_AT_ONCE", batch)
    assert verify().startswith("5 events, unbroken.")


def test_what_is_appended_meanwhile_breaks_nothing(record, monkeypatch):
    read = chain._batch

    def appended_meanwhile(done, end):
        record()
        return read(done, end)

    monkeypatch.setattr(chain, "_batch", appended_meanwhile)
    assert verify().startswith("5 events, unbroken.")


def test_no_more_than_a_batch_is_held_at_once(record, monkeypatch):
    monkeypatch.setattr(chain, "_AT_ONCE", 2)
    read, sizes = chain._batch, []

    def measured(done, end):
        sizes.append(len(read(done, end)))
        return read(done, end)

    monkeypatch.setattr(chain, "_batch", measured)
    verify()
    assert sizes == [2, 2, 1, 0]


# --- Altered ----------------------------------------------------------------------------------

CHANGES = {
    "at": NOW,
    "actor_id": None,
    "actor_name": "Nobody",
    "action": "return.send_back",
    "subject_type": "accounts.other",
    "subject_id": "0",
    "subject": "Another",
    "before": '{"state":"draft"}',
    "after": '{"state":"draft"}',
    "previous_hash": "f" * 64,
    "hash": "f" * 64,
}


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("number", [2, 3, 5])
def test_it_names_an_event_that_was_altered(number, field, tamper):
    with tamper(number) as events:
        events.update(**{field: CHANGES[field]})
    assert complaint().startswith(f"Event {number} was altered:")


def test_every_field_of_an_event_is_tried():
    fields = {field.attname for field in AuditEvent._meta.concrete_fields}
    assert set(CHANGES) == fields - {"id", "sequence"}


def test_it_names_the_first_of_several(tamper):
    with tamper(2, 4) as events:
        events.update(actor_name="Nobody")
    assert complaint().startswith("Event 2 was altered:")


def test_it_says_when_who_what_and_to_what(tamper):
    with tamper(3) as events:
        events.update(subject="Another")
    words = "3. 22 January 2024, 10:33:00, Ada: Return approved (return.approve). Another"
    assert words in complaint()


@pytest.mark.parametrize(("number", "carrier"), [(1, "event 2"), (4, "event 5"), (5, "head")])
def test_it_names_an_event_that_was_given_a_new_hash(number, carrier, tamper):
    with tamper(number):
        seal(number, actor_name="Nobody")
    said = complaint()
    assert said.startswith(f"Event {number} was altered: its hash was made anew, but ")
    assert carrier in said


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps moments only")
def test_it_names_an_event_that_cannot_even_be_read(tamper):
    with tamper(3), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_auditevent SET at = 'once' WHERE sequence = 3")
    assert complaint() == "Event 3 was altered: it can’t be read."


# --- Removed ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([1], "Event 1 is missing before this one:\n2. "),
        ([3], "Event 3 is missing before this one:\n4. "),
        ([2, 3], "Events 2 to 3 are missing before this one:\n4. "),
        ([5], "Event 5 is missing: the end of the record was cut off."),
        ([4, 5], "Events 4 to 5 are missing: the end of the record was cut off."),
        ([1, 2, 3, 4, 5], "Events 1 to 5 are missing: the end of the record was cut off."),
    ],
)
def test_it_names_what_was_removed(numbers, words, tamper):
    with tamper(*numbers) as events:
        events.delete()
    assert complaint().startswith(words)


def test_an_event_moved_to_another_place_is_missing_in_its_own(tamper):
    with tamper(3) as events:
        events.update(sequence=9)
    assert complaint().startswith("Event 3 is missing before this one:\n4. ")


def test_those_after_a_removed_event_cannot_be_counted_down(tamper):
    with tamper(2) as events:
        events.delete()
        for number in (3, 4, 5):
            AuditEvent.objects.filter(sequence=number).update(sequence=number - 1)
    assert complaint().startswith("Event 2 was altered:")


def test_a_head_put_back_does_not_hide_an_event(record):
    last = AuditEvent.objects.get(sequence=4)
    AuditHead.objects.update(sequence=4, hash=last.hash)
    assert complaint().startswith("Event 5 stands after the end:")


def test_a_head_that_was_removed_is_noticed(record):
    AuditHead.objects.all().delete()
    assert chain.verify().broken.fault == Fault.HEAD_PUT_BACK
