"""The database refuses to change or remove an audit event, whoever asks (ADR 4)."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from accounts import audit
from accounts.models import AuditEvent
from tests import append_only, factories
from tests.factories import NOW


def append():
    person = factories.person()
    with transaction.atomic():
        return audit.record(by=person, action="sign_in", subject=person, now=NOW)


@pytest.fixture
def event(db):
    """The one event on record."""
    return append()


def execute(statement, values=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def change(event):
    event.actor_name = "Nobody"
    event.save()


WAYS = {
    "saving a changed event": change,
    "updating all": lambda event: AuditEvent.objects.update(actor_name="Nobody"),
    "updating in bulk": lambda event: AuditEvent.objects.bulk_update([event], ["actor_name"]),
    "updating in SQL": lambda event: execute("UPDATE accounts_auditevent SET actor_name = 'x'"),
    "deleting an event": lambda event: event.delete(),
    "deleting all": lambda event: AuditEvent.objects.all().delete(),
    "deleting in SQL": lambda event: execute("DELETE FROM accounts_auditevent"),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_database_refuses(way, event):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        WAYS[way](event)
    assert AuditEvent.objects.get().actor_name == "Ada"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own verb")
@pytest.mark.parametrize("same", ["id", "sequence", "hash"])
def test_sqlite_refuses_to_replace_an_event_that_has_the_same(same, event):
    row = AuditEvent.objects.values().get()
    other = {"id": 99, "sequence": 2, "previous_hash": event.hash, "hash": "other"}
    row |= {**other, same: row[same], "actor_name": "Nobody"}
    if same == "sequence":
        row["previous_hash"] = ""  # as the first one's
    places = ", ".join(["%s"] * len(row))
    statement = f"INSERT OR REPLACE INTO accounts_auditevent ({', '.join(row)}) VALUES ({places})"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        execute(statement, list(row.values()))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", ["accounts_auditevent", "accounts_user"])
def test_postgresql_refuses_to_empty_the_table(table, event):
    connection.check_constraints()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        execute(f"TRUNCATE {table} CASCADE")


def test_an_event_is_still_appended(event):
    audit.record(by=None, action="sign_out", subject=event.actor, now=NOW)
    assert AuditEvent.objects.count() == 2


def test_with_the_triggers_taken_away_an_event_can_be_changed(event):
    with append_only.triggers_off():
        AuditEvent.objects.update(actor_name="Nobody")
    assert AuditEvent.objects.get().actor_name == "Nobody"


def test_the_triggers_come_back_as_they_were(event):
    with append_only.triggers_off():
        pass
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEvent.objects.all().delete()


# --- Where whole tables are meant ---------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["once", "again"])
def test_a_test_that_commits_begins_with_no_event_and_refuses_as_any(time):
    assert append().sequence == 1
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEvent.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_the_portals_own_flush_is_refused(monkeypatch):
    append()
    with monkeypatch.context() as service:
        service.setattr(append_only, "_switch", lambda: ([], []))
        with pytest.raises(CommandError):
            call_command("flush", interactive=False, verbosity=0)
    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_migration_can_be_taken_back_and_made_again():
    migrate("0001_people_and_audit")
    try:
        append()
        AuditEvent.objects.update(actor_name="Nobody")
    finally:
        migrate("0002_audit_events_are_append_only")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEvent.objects.update(actor_name="Somebody")


def migrate(name):
    MigrationExecutor(connection).migrate([("accounts", name)])
