"""What tests of database constraints share: the list of them, and that one of them refuses."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint


def of_app(label: str) -> dict:
    """The constraints in the models of an app, by name."""
    return {
        constraint.name: constraint
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints
    }


def assert_refused(constraint, make) -> None:
    """`make()` is refused by the database, and by this constraint as far as it says so.

    SQLite names checks, and of unique constraints only the columns.
    """
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make()
    if isinstance(constraint, CheckConstraint) or connection.vendor == "postgresql":
        assert constraint.name in str(refusal.value)
    else:
        columns = [f".{field}" for field in constraint.fields]
        assert all(column in str(refusal.value) for column in columns)
