"""A quarter's returns and their entries, from its first day."""

import pytest

from objectives.models import Placement
from reporting.models import Entry
from tests import factories
from tests.factories import Q2, Q3

pytestmark = pytest.mark.django_db


def test_a_quarter_has_a_return_for_each_sub_strand(quarter, plan):
    assert set(quarter.submissions.values_list("sub_strand", flat=True)) == {
        plan.growth.pk,
        plan.housing.pk,
    }


def test_a_return_has_an_entry_for_each_placement_that_stands(plan):
    Placement.objects.filter(pk=plan.hub.pk).update(last_quarter=Q2)
    Placement.objects.filter(pk=plan.centre.pk).update(first_quarter=Q3.next)
    quarter = factories.quarter(strategy=plan.strategy, period=Q3)
    submission = factories.submission(quarter=quarter, sub_strand=plan.growth)
    assert set(submission.entries.values_list("placement", flat=True)) == {
        plan.enquiries.pk,
        plan.homes_away.pk,
    }


def test_a_quarter_without_figures_has_no_entries(plan):
    factories.quarter(strategy=plan.strategy, figures_held=False)
    assert not Entry.objects.exists()
