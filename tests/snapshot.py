"""Rows put back as they were: the reference data is loaded once in a test process, then copied."""

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

_MOST_VALUES = 900  # what every SQLite takes in one statement
_APPS = ("accounts", "objectives", "reporting")


class Snapshot:
    """Every row of the portal's tables at one moment, as the database holds it."""

    def __init__(self):
        self.rows = {table: _rows(table) for table in _tables()}

    def put_back(self) -> None:
        """The same rows into empty tables; what is inserted next gets numbers after theirs."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (columns, rows) in self.rows.items():
                for some in _batches(rows, max(1, _MOST_VALUES // len(columns))):
                    values = [value for row in some for value in row]
                    cursor.execute(_insert(table, columns, len(some)), values)
            for sql in connection.ops.sequence_reset_sql(no_style(), _models()):
                cursor.execute(sql)


def _models() -> list:
    return [
        model
        for label in _APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]


def _tables() -> list[str]:
    return [model._meta.db_table for model in _models()]


def _rows(table: str) -> tuple[list[str], list[tuple]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        columns = [column[0] for column in cursor.description]
        return columns, cursor.fetchall()


def _batches(rows: list[tuple], size: int):
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _insert(table: str, columns: list[str], many: int) -> str:
    """For so many rows at once: a round trip each is what takes the time on PostgreSQL."""
    quoted = ", ".join(connection.ops.quote_name(name) for name in columns)
    places = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * many)
    return f"INSERT INTO {connection.ops.quote_name(table)} ({quoted}) VALUES {places}"
