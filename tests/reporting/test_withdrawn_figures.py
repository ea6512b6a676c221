"""Figures that a reopened return says no more: what stands on record then, and what may follow."""

from datetime import timedelta

import pytest

from reporting import corrected
from reporting.actions.corrections import Overtaken
from reporting.models import Observation, Quarter
from tests import factories
from tests.factories import NOW, Q2, Q3, Q4, fresh
from tests.reporting.acts import approve, publish, reopen, save, submit
from tests.reporting.correcting import correct, on_record
from tests.reporting.correcting import published as published_with
from tests.reporting.pages import text

pytestmark = pytest.mark.django_db

DROPPED = {"answer": "not_applicable", "figure": "", "coverage": ""}
OF_Q3 = {"coverage": "other", "period_typed": "October to December 2023"}


@pytest.fixture
def people(lead, reviewer):
    return lead, reviewer


def hand_in(item, plan, people, **fields):
    """The return, its enquiries said so, submitted and approved."""
    lead, reviewer = people
    content = factories.complete(submission=item)
    save(item, lead, factories.change(content, plan.enquiries, **fields))
    submit(fresh(item), lead)
    return approve(fresh(item), reviewer)


def again(item, plan, people, **fields):
    """The same once more, of an approved return."""
    return hand_in(reopen(fresh(item), people[1]), plan, people, **fields)


def stands(plan):
    """What is on record for October to December 2023, if anything is."""
    found = Observation.objects.current().filter(kpi=plan.enquiries.kpi, ends=Q3.ends)
    return [item.printed for item in found.filter(starts=Q3.starts)]


@pytest.fixture
def before(plan, quarter):
    """Q2 gave a figure for these months already; it is published."""
    earlier = factories.quarter(strategy=plan.strategy, period=Q2, state="published")
    item = factories.submission(quarter=earlier, sub_strand=plan.growth)
    fields = factories.new_figure("90", **OF_Q3)
    factories.entry(submission=item, placement=plan.enquiries, **fields)
    factories.observe(submission=item, placement=plan.enquiries)
    type(item).objects.filter(pk=item.pk).update(state="published")
    Observation.objects.update(recorded_at=NOW - timedelta(days=60))
    return Observation.objects.get()


@pytest.fixture
def reported(submission, plan, people, before):
    """Q3 says otherwise, and why."""
    return hand_in(submission, plan, people, correction_reason="Recounted.")


def test_a_figure_that_is_said_again_after_all_is_on_record_again(reported, plan, people):
    item = again(reported, plan, people, **DROPPED)
    assert stands(plan) == ["90"]
    again(item, plan, people, correction_reason="Recounted.")
    assert stands(plan) == ["137"]


def test_in_place_of_what_stands_again_another_figure_comes(reported, plan, people):
    item = again(reported, plan, people, **DROPPED)
    again(item, plan, people, figure="140", confirmed="140", correction_reason="Counted anew.")
    assert stands(plan) == ["140"]


def test_what_stands_again_is_corrected(reported, before, plan, people):
    again(reported, plan, people, **DROPPED)
    correct(fresh_of(before), people[0], figure="91")
    assert stands(plan) == ["91"]


def fresh_of(observation):
    return Observation.objects.get(pk=observation.pk)


@pytest.fixture
def later(reported, plan, people):
    """Q4 says otherwise once more of the months of Q3."""
    quarter = factories.quarter(strategy=plan.strategy, period=Q4)
    item = factories.submission(quarter=quarter, sub_strand=plan.growth)
    fields = factories.new_figure("150", confirmed="150", **OF_Q3)
    return hand_in(item, plan, people, **fields, correction_reason="Late forms.")


def test_what_nobody_says_any_more_does_not_come_back(later, reported, plan, people):
    again(reported, plan, people, **DROPPED)
    assert stands(plan) == ["150"]
    again(later, plan, people, **DROPPED)
    assert stands(plan) == ["90"]


def test_what_a_correction_put_there_stays(reported, plan, people):
    type(reported).objects.filter(pk=reported.pk).update(state="published")
    correct(Observation.objects.current().get(kpi=plan.enquiries.kpi), people[0], figure="135")
    type(reported).objects.filter(pk=reported.pk).update(state="approved")
    item = again(reported, plan, people, **DROPPED)
    assert stands(plan) == ["135"]
    again(item, plan, people, correction_reason="Recounted.")
    assert stands(plan) == ["135"]


def test_who_corrects_what_was_withdrawn_meanwhile_is_told(submission, plan, people):
    item = hand_in(submission, plan, people)
    seen = Observation.objects.get()
    again(item, plan, people, **DROPPED)
    with pytest.raises(Overtaken, match="not on record any more"):
        correct(seen, people[0])


def test_the_history_begins_with_what_stands(reported, plan, people, before):
    again(reported, plan, people, **DROPPED)
    assert [item.printed for item in corrected.history(before)] == ["90", "137"]


# --- A return that is published as not received -------------------------------------------------

COUNTED_ANEW = {
    **factories.new_figure("35", coverage="other", period_typed="July to September 2023"),
    "confirmed": "35",
    "correction_reason": "Secret words.",
}


@pytest.fixture
def left_out(plan, people, officer):
    """Q2 is public with 90; Q3's return counted it anew, was approved and reopened, and never came
    again: the quarter is published without it."""
    published_with(plan.enquiries, officer, figure="90", public_from=factories.TODAY)
    quarter = factories.quarter(strategy=plan.strategy)
    item = factories.submission(quarter=quarter, sub_strand=plan.growth)
    item = hand_in(item, plan, people, **COUNTED_ANEW)
    assert on_record(plan.enquiries).printed == "35"
    reopen(fresh(item), people[1])
    publish(quarter, officer, without=["growth", "housing"], public_from=factories.TODAY)
    return fresh(item)


def test_nothing_that_a_return_put_there_outlives_its_being_left_out(left_out, plan):
    assert on_record(plan.enquiries).printed == "90"


def test_nobody_reads_of_a_correction_in_a_return_that_was_left_out(left_out, client):
    page = text(client.get("/strategies/town-plan/quarters/2023-q2/growth/"))
    assert "90" in page
    assert "Secret words" not in page


def test_reported_after_all_it_is_on_record_again(left_out, plan, people):
    Quarter.objects.filter(period=Q3).update(state="reopened", reopened_reason="It came.")
    again(left_out, plan, people, **COUNTED_ANEW)
    assert on_record(plan.enquiries).printed == "35"
