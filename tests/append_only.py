"""Taking the audit record's triggers away, which only tests do: to tamper, and to flush.

The portal has no such way: what is taken away is asked of the database, and put back as it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_TABLE = "accounts_auditevent"


@contextmanager
def triggers_off() -> Iterator[None]:
    """Meanwhile events can be changed and removed, as by somebody who owns the database."""
    off, on = _switch()
    with connection.cursor() as cursor:
        connection.check_constraints()  # PostgreSQL alters no table with checks outstanding
        for statement in off:
            cursor.execute(statement)
        yield
        connection.check_constraints()
        for statement in on:
            cursor.execute(statement)


def let_tests_flush() -> None:
    """A flush (after each test with a real commit) takes the triggers off, inside its transaction.

    Of this process's connections: the portal's own `flush` is refused by the database.
    """
    operations = type(connection.ops)
    flush = operations.sql_flush

    def sql_flush(self, *args, **kwargs) -> list[str]:
        off, on = _switch()
        return [*off, *flush(self, *args, **kwargs), *on]

    operations.sql_flush = sql_flush


def _switch() -> tuple[list[str], list[str]]:
    """The statements that take the triggers off and that put them back."""
    if connection.vendor == "postgresql":
        return tuple(
            [f"ALTER TABLE {_TABLE} {verb} TRIGGER USER"] for verb in ("DISABLE", "ENABLE")
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [_TABLE]
        )
        found = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in found], [sql for _, sql in found]
