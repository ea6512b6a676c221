"""People, and the constraints that keep accounts and the audit chain whole."""

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent, AuditHead, User
from accounts.roles import STRATEGY_ROLES, SUB_STRAND_ROLES, Role
from tests import constraints, factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def event(**fields):
    what = {"sequence": 1, "at": NOW, "actor_name": "Ada", "hash": "1", **fields}
    return AuditEvent.objects.create(action="x", subject_type="y", subject_id="1", **what)


BAD = {
    "user_email_in_lower_case": lambda: User.objects.create(email="Ada@town.example", name="Ada"),
    "audit_event_is_chained": lambda: event(sequence=2),
    "audit_head_is_one_row": lambda: AuditHead.objects.create(id=2),
}
ALL = constraints.of_app("accounts")


def test_every_constraint_has_a_test():
    assert set(ALL) == set(BAD)


@pytest.mark.parametrize("name", BAD)
def test_the_database_refuses(name):
    constraints.assert_refused(ALL[name], BAD[name])


MORE = {
    "a first event with one before it": lambda: event(previous_hash="0"),
    "two events of one place in the chain": lambda: [event(), event(hash="2")],
    "two events of one hash": lambda: [event(), event(sequence=2, previous_hash="1")],
    "two people of one address": lambda: [
        factories.person(email="ada@town.example") for _ in range(2)
    ],
}


@pytest.mark.parametrize("what", MORE)
def test_the_database_also_refuses(what):
    with pytest.raises(IntegrityError), transaction.atomic():
        MORE[what]()


def test_an_address_is_kept_in_lower_case():
    assert User.objects.create_user(" Ada@Town.Example ", name="Ada").email == "ada@town.example"


def test_somebody_signs_in_however_they_write_their_address(rf):
    user = User.objects.create_user("ada@town.example", "quarterly", name="Ada")
    found = authenticate(rf.post("/"), username="ADA@town.example", password="quarterly")
    assert found == user


def test_nobody_signs_in_to_an_account_without_a_password(rf):
    User.objects.create_user("ada@town.example", name="Ada")
    assert authenticate(rf.post("/"), username="ada@town.example", password="") is None


def test_a_superuser_is_an_administrator():
    assert User.objects.create_superuser("a@town.example", "quarterly", name="A").is_administrator


def test_a_person_who_acted_cannot_be_removed():
    user = factories.person()
    event(actor=user)
    with pytest.raises(IntegrityError), transaction.atomic():
        user.delete()


@pytest.mark.parametrize("role", Role)
def test_a_role_is_held_over_a_strategy_or_a_sub_strand(role):
    assert (role in STRATEGY_ROLES) is not (role in SUB_STRAND_ROLES)


@pytest.mark.parametrize("role", Role)
def test_a_role_has_a_name_to_print(role):
    assert role.label
