"""The database itself refuses to change or remove an audit event (ADR 4).

On SQLite an insert that would replace an event is refused too: `INSERT OR REPLACE` removes the
old row without asking the trigger of deletes. On PostgreSQL so is TRUNCATE, which asks no trigger
of rows.

SQLite makes a table anew when a later migration changes it, and drops its triggers with it: such
a migration has to run `refuse` again. `tests/accounts/test_append_only.py` would tell.
"""

from django.db import migrations

WORDS = "Audit events are append-only."

ON_SQLITE = [
    f"""
    CREATE TRIGGER audit_event_is_not_changed BEFORE UPDATE ON accounts_auditevent
    BEGIN SELECT RAISE(ABORT, '{WORDS}'); END
    """,
    f"""
    CREATE TRIGGER audit_event_is_not_removed BEFORE DELETE ON accounts_auditevent
    BEGIN SELECT RAISE(ABORT, '{WORDS}'); END
    """,
    f"""
    CREATE TRIGGER audit_event_is_not_replaced BEFORE INSERT ON accounts_auditevent
    WHEN EXISTS (SELECT 1 FROM accounts_auditevent WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM accounts_auditevent WHERE sequence = NEW.sequence)
    OR EXISTS (SELECT 1 FROM accounts_auditevent WHERE hash = NEW.hash)
    BEGIN SELECT RAISE(ABORT, '{WORDS}'); END
    """,
]
OFF_SQLITE = [
    "DROP TRIGGER audit_event_is_not_changed",
    "DROP TRIGGER audit_event_is_not_removed",
    "DROP TRIGGER audit_event_is_not_replaced",
]

ON_POSTGRESQL = [
    f"""
    CREATE FUNCTION audit_events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation';
    END
    $$
    """,
    """
    CREATE TRIGGER audit_event_is_kept BEFORE UPDATE OR DELETE ON accounts_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_events_are_append_only()
    """,
    """
    CREATE TRIGGER audit_events_are_kept BEFORE TRUNCATE ON accounts_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION audit_events_are_append_only()
    """,
]
OFF_POSTGRESQL = [
    "DROP TRIGGER audit_event_is_kept ON accounts_auditevent",
    "DROP TRIGGER audit_events_are_kept ON accounts_auditevent",
    "DROP FUNCTION audit_events_are_append_only()",
]


def refuse(apps, schema_editor):
    """From here on events are only added."""
    run(schema_editor, {"sqlite": ON_SQLITE, "postgresql": ON_POSTGRESQL})


def allow(apps, schema_editor):
    """As it was before."""
    run(schema_editor, {"sqlite": OFF_SQLITE, "postgresql": OFF_POSTGRESQL})


def run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people_and_audit")]

    operations = [migrations.RunPython(refuse, allow)]
