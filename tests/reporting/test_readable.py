"""What a reader may see across quarters: the same policy as of one return, asked of many rows."""

from datetime import timedelta
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.roles import Role
from objectives.models import KPI
from reporting import access, readable
from reporting.access import Level, Reader
from reporting.models import Observation, Quarter, Submission
from reporting.workflow import QuarterState, ReturnState
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db

ROLES = [
    "signed_out",
    "lead",
    "deputy",
    "ses_lead",
    "officer",
    "other_lead",
    "reviewer",
    "viewer",
    "administrator",
    "stranger",
]


@pytest.fixture
def signed_out():
    return AnonymousUser()


@pytest.fixture
def reader(request):
    """`reader("lead")`: that person, today."""

    def of(who):
        return Reader.of(request.getfixturevalue(who), TODAY)

    return of


@pytest.mark.parametrize("who", ROLES)
def test_the_rows_agree_with_the_level_of_each_return(who, reader, submission, quarter):
    who = reader(who)
    days = [None, -1, 1]
    for state, of_quarter, day in product(ReturnState, QuarterState, days):
        public_from = None if day is None else TODAY + timedelta(days=day)
        reason = "Wrong." if of_quarter == QuarterState.REOPENED else ""
        Quarter.objects.update(state=of_quarter, public_from=public_from, reopened_reason=reason)
        found = factories.put(submission=submission, state=state)
        expected = who.level(found, found.quarter) == Level.READ
        listed = readable.readable_returns(who).filter(pk=found.pk).exists()
        assert listed is expected, (state, of_quarter, day)


def test_a_return_that_was_not_received_says_nothing(officer, reader, submission):
    Submission.objects.update(state=ReturnState.PUBLISHED, is_received=False)
    assert not readable.readable_returns(reader("officer")).exists()


def test_a_figure_is_read_by_those_who_read_its_return(plan, reader, submission):
    factories.entry(submission=submission, placement=plan.enquiries, **factories.new_figure())
    factories.observe(submission=submission, placement=plan.enquiries)
    assert readable.readable_observations(reader("lead")).exists()
    assert not readable.readable_observations(reader("viewer")).exists()


def test_a_figure_that_no_return_reported_is_on_record_for_all(plan, reader, submission):
    factories.entry(submission=submission, placement=plan.enquiries, **factories.new_figure())
    factories.observe(submission=submission, placement=plan.enquiries)
    Observation.objects.update(entry=None)
    assert readable.readable_observations(reader("signed_out")).exists()


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("public", [False, True])
def test_a_kpi_is_read_by_those_who_read_its_plan(who, public, plan, quarter, reader):
    if public:
        Quarter.objects.update(state=QuarterState.PUBLISHED, public_from=TODAY)
    who, reads = reader(who), True
    try:
        access.strategy_for(who, plan.strategy.slug)
    except Http404:
        reads = False
    assert readable.visible_kpis(who).filter(slug=plan.enquiries.kpi.slug).exists() is reads


def test_a_kpi_that_was_merged_stands_in_the_register_no_more(plan, reader):
    KPI.objects.filter(pk=plan.homes.kpi_id).update(merged_into=plan.enquiries.kpi)
    with pytest.raises(Http404):
        readable.kpi_for(reader("officer"), plan.homes.kpi.slug)


def test_an_entry_is_kept_by_officers_of_the_strategies_it_stands_in(plan, reader):
    slug = plan.enquiries.kpi.slug
    assert readable.kpi_to_keep(reader("officer"), slug).slug == slug
    for who in ("lead", "reviewer", "viewer", "administrator"):
        with pytest.raises(PermissionDenied):
            readable.kpi_to_keep(reader(who), slug)
    with pytest.raises(Http404):
        readable.kpi_to_keep(reader("stranger"), slug)


def test_only_an_officer_of_all_their_strategies_settles_two(plan, officer, reader):
    elsewhere = factories.plan(slug="elsewhere")
    pair = plan.enquiries.kpi, elsewhere.enquiries.kpi
    assert not readable.settles(reader("officer"), *pair)
    factories.hold(user=officer, role=Role.OFFICER, over=elsewhere.strategy)
    assert readable.settles(reader("officer"), *pair)
