"""Rows put back as they were: the reference data is loaded once in a test process, then copied."""

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

_APPS = ("accounts", "objectives", "reporting")


class Snapshot:
    """Every row of the portal's tables at one moment, as the database holds it."""

    def __init__(self):
        self.rows = {table: _rows(table) for table in _tables()}

    def put_back(self) -> None:
        """The same rows into empty tables; what is inserted next gets numbers after theirs."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (columns, rows) in self.rows.items():
                if rows:
                    cursor.executemany(_insert(table, columns), rows)
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


def _insert(table: str, columns: list[str]) -> str:
    quoted = ", ".join(connection.ops.quote_name(name) for name in columns)
    places = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {connection.ops.quote_name(table)} ({quoted}) VALUES ({places})"
