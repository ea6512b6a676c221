"""A quarter's returns and their entries, from its first day."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEvent
from objectives.models import Placement
from reporting.actions.quarters import add_entries
from reporting.actions.refusals import Refused
from reporting.models import Entry, Quarter
from reporting.workflow import QuarterState, ReturnState
from tests import factories
from tests.factories import NOW, Q2, Q3, change, dump, says
from tests.reporting.acts import save

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


# --- KPIs that come later ---------------------------------------------------------------------


@pytest.fixture
def later(plan, quarter):
    """A KPI that came to Growth after the quarter opened."""
    return factories.placement(sub_strand=plan.growth, kpi=factories.kpi(name="Visits"))


def add(quarter, by):
    return add_entries(quarter=quarter, by=by, now=NOW)


def test_a_kpi_that_came_later_is_given_its_row(quarter, later, officer):
    assert [entry.placement for entry in add(quarter, officer)] == [later]
    assert Entry.objects.filter(placement=later, submission__quarter=quarter).count() == 1


def test_a_row_is_added_once(quarter, later, officer):
    add(quarter, officer)
    before = dump()
    assert add(quarter, officer) == []
    assert dump() == before


def test_what_a_lead_wrote_stays_when_a_row_is_added(quarter, later, submission, officer, lead):
    written = save(submission, lead).content
    add(quarter, officer)
    said = says(submission)
    assert {key: said.entries[key] for key in written.entries} == dict(written.entries)


def test_a_form_from_before_a_row_was_added_is_saved(quarter, later, submission, officer, lead):
    first = save(submission, lead)
    add(quarter, officer)
    save(first.submission, lead, change(first.content, commentary="More."))
    assert says(submission).commentary == "More."


@pytest.mark.parametrize("state", ReturnState)
def test_rows_are_added_to_returns_still_with_their_lead(state, quarter, later, submission):
    factories.put(submission=submission, state=state)
    assert bool(add(quarter, None)) is state.is_with_lead


def test_no_row_is_added_for_a_kpi_of_another_quarter(quarter, later):
    Placement.objects.filter(pk=later.pk).update(first_quarter=Q3.next)
    assert add(quarter, None) == []


def test_no_row_is_added_where_figures_are_not_held(plan):
    quarter = factories.quarter(strategy=plan.strategy, figures_held=False)
    assert add(quarter, None) == []


def test_adding_rows_is_recorded(quarter, later, officer):
    add(quarter, officer)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.subject_id) == (
        "quarter.add_entries",
        officer,
        str(quarter.pk),
    )
    assert json.loads(event.after) == {"placements": [later.pk]}


def test_adding_rows_counts_in_the_quarters_version(quarter, later, officer):
    add(quarter, officer)
    assert Quarter.objects.get().version == 1


@pytest.mark.parametrize("who", ["lead", "reviewer", "administrator", "stranger"])
def test_only_officers_add_rows(who, quarter, later, request):
    by = request.getfixturevalue(who)
    before = dump()
    with pytest.raises(PermissionDenied):
        add(quarter, by)
    assert dump() == before


@pytest.mark.parametrize("state", [state for state in QuarterState if not state.takes_returns])
def test_no_row_is_added_to_a_quarter_that_takes_no_returns(state, quarter, later, officer):
    Quarter.objects.update(state=state)
    before = dump()
    with pytest.raises(Refused, match="does not take returns now"):
        add(quarter, officer)
    assert dump() == before
