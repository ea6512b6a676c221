"""Who is missing before a quarter opens, and what opening would make."""

from datetime import date

import pytest

from accounts.roles import Role
from objectives.models import Assignment, Placement
from reporting import vacancies
from tests import factories
from tests.factories import Q2, Q3, Q4, TODAY

pytestmark = pytest.mark.django_db


def found(plan, on=TODAY):
    return vacancies.of(plan.strategy, Q4, on=on)


def unled(plan, on=TODAY):
    return [item.sub_strand.slug for item in found(plan, on).unled]


def unowned(plan):
    return {
        (group.home.slug if group.home else None): set(group.placements)
        for group in found(plan).unowned
    }


def test_nothing_is_missing_where_every_sub_strand_has_a_lead(plan, lead, other_lead):
    assert (unled(plan), unowned(plan), found(plan).kpis) == ([], {}, 0)


def test_a_sub_strand_without_a_lead_is_named(plan, lead):
    assert unled(plan) == ["housing"]


def test_a_deputy_alone_is_no_lead_and_is_named(plan, deputy, other_lead):
    [item] = found(plan).unled
    assert (item.sub_strand, item.deputies) == (plan.growth, ("Dev Deputy",))


def test_an_ses_lead_is_no_lead_of_a_return(plan, ses_lead, other_lead):
    assert found(plan).unled[0].deputies == ()


@pytest.mark.parametrize(
    ("starts", "ends", "is_led"),
    [
        (date(2024, 1, 22), None, True),
        (date(2024, 1, 23), None, False),
        (date(2023, 1, 1), date(2024, 1, 22), True),
        (date(2023, 1, 1), date(2024, 1, 21), False),
    ],
)
def test_posts_are_those_held_on_the_day(starts, ends, is_led, plan, lead, other_lead):
    Assignment.objects.filter(user=lead).update(starts=starts, ends=ends)
    assert ("growth" not in unled(plan)) is is_led


def test_who_was_deactivated_leads_nothing(plan, lead, other_lead):
    lead.is_active = False
    lead.save()
    assert unled(plan) == ["growth"]


def test_a_kpi_whose_home_has_no_lead_has_no_owner_wherever_it_stands(plan, lead):
    assert unowned(plan) == {"housing": {plan.homes, plan.homes_away}}


def test_a_kpi_is_counted_once_in_however_many_places(plan, lead):
    assert found(plan).kpis == 1


def test_a_kpi_without_a_home_has_no_owner(plan, lead, other_lead):
    Placement.objects.filter(pk=plan.homes.pk).update(is_home=False)
    assert unowned(plan) == {None: {plan.homes, plan.homes_away}}


def test_a_home_that_retires_by_then_is_none(plan, lead, other_lead):
    Placement.objects.filter(pk=plan.homes.pk).update(last_quarter=Q3)
    assert unowned(plan) == {None: {plan.homes_away}}


def test_a_home_in_another_strategy_counts(plan, lead, other_lead):
    other = factories.plan(slug="other-plan")
    Placement.objects.filter(pk=plan.homes.pk).update(is_home=False)
    factories.placement(sub_strand=other.growth, kpi=plan.homes.kpi)
    [group] = found(plan).unowned
    assert group.home == other.growth
    factories.hold(user=factories.person(), role=Role.PROJECT_LEAD, over=other.growth)
    assert found(plan).unowned == ()


def test_a_kpi_that_left_the_plan_is_not_missed(plan, lead):
    Placement.objects.filter(kpi=plan.homes.kpi).update(last_quarter=Q3)
    assert found(plan).unowned == ()


def test_the_queries_stay_the_same_however_many_are_missing(plan, django_assert_num_queries):
    with django_assert_num_queries(4):
        found(plan)
    for number in range(5):
        part = factories.sub_strand(objective=plan.growth.objective, slug=f"part-{number}")
        factories.placement(sub_strand=part, kpi=factories.kpi(name=f"KPI {number}"))
    with django_assert_num_queries(4):
        found(plan)


# --- What is made -------------------------------------------------------------------------------


def test_a_return_for_each_sub_strand_and_a_row_for_each_kpi(plan):
    making = vacancies.making(plan.strategy, Q4, Q3)
    assert (making.returns, making.rows, making.new, making.retired) == (2, 5, (), ())


def test_kpis_that_come_and_go_are_named(plan):
    Placement.objects.filter(pk=plan.hub.pk).update(last_quarter=Q3)
    Placement.objects.filter(pk=plan.centre.pk).update(first_quarter=Q4)
    making = vacancies.making(plan.strategy, Q4, Q3)
    assert (making.rows, making.new, making.retired) == (4, (plan.centre,), (plan.hub,))


def test_after_skipped_quarters_rows_are_compared_with_the_last_that_was_reported(plan):
    Placement.objects.filter(pk=plan.hub.pk).update(first_quarter=Q3)
    assert vacancies.making(plan.strategy, Q4, Q2).new == (plan.hub,)


def test_nothing_is_new_in_the_first_quarter(plan):
    assert vacancies.making(plan.strategy, Q4, None).new == ()
