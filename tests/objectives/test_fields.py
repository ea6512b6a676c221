"""A quarter's identity is a value, in the database too."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from objectives.fields import FinancialQuarterField
from objectives.periods import FinancialQuarter
from reporting.models import Quarter
from tests import factories
from tests.factories import Q2, Q3

FIELD = FinancialQuarterField()
QUARTERS = st.builds(FinancialQuarter, st.integers(1900, 2100), st.integers(1, 4))


@given(quarter=QUARTERS)
def test_a_quarter_comes_back_as_it_went(quarter):
    assert FIELD.from_db_value(FIELD.get_prep_value(quarter), None, None) == quarter


@given(first=QUARTERS, second=QUARTERS)
def test_stored_quarters_sort_as_they_follow_in_time(first, second):
    stored = FIELD.get_prep_value
    assert (stored(first) < stored(second)) is (first < second)


@pytest.mark.parametrize("value", [None, Q2])
def test_a_value_is_left_as_it_is(value):
    assert FIELD.to_python(value) == value


def test_a_slug_is_read():
    assert FIELD.to_python("2023-q2") == Q2


@pytest.mark.parametrize("text", ["2023-Q2", "2023-q5", "Q2 2023", "", "2023-q2; drop"])
def test_anything_else_is_refused_in_words(text):
    with pytest.raises(ValidationError, match="is not a quarter such as 2023-q2"):
        FIELD.to_python(text)


def test_a_migration_does_not_name_the_length():
    assert FIELD.deconstruct()[1:] == ("objectives.fields.FinancialQuarterField", [], {})


def test_a_quarter_is_found_by_value_and_by_slug(quarter):
    found = [Quarter.objects.get(period=value) for value in (Q3, "2023-q3")]
    assert found == [quarter, quarter]


def test_a_quarter_is_read_back_as_a_value(quarter):
    assert Quarter.objects.get().period == Q3


def test_a_quarter_that_is_not_known_is_read_back_as_none(plan):
    plan.hub.refresh_from_db()
    assert plan.hub.first_quarter is None


def test_quarters_before_one_are_found(plan, quarter):
    earlier = factories.quarter(strategy=plan.strategy, period=Q2)
    assert list(Quarter.objects.filter(period__lt=Q3)) == [earlier]


def test_a_quarter_is_written_out_as_its_slug(quarter):
    assert Quarter._meta.get_field("period").value_to_string(quarter) == "2023-q3"
