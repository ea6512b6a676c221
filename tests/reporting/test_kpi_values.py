"""What a KPI's values tell those who may not read all of it: corrections, approvals, reopenings."""

from datetime import timedelta

import pytest
from django.urls import reverse

from objectives.models import Placement
from reporting import corrected, register
from reporting.access import Reader
from reporting.models import Observation, Quarter
from reporting.register import Care, Wanted
from reporting.workflow import QuarterState
from tests import factories
from tests.factories import NOW, Q1, Q2, TODAY, new_figure
from tests.reporting import acts, pairing
from tests.reporting.correcting import correct, edition, on_record, published
from tests.reporting.pages import text
from tests.reporting.reported import reported

pytestmark = pytest.mark.django_db

SIGNED_OUT = Reader(user=None, on=TODAY)
AGAIN = new_figure("131", coverage="other", period_typed="April to June 2023")


@pytest.fixture
def page_of(client):
    """`page_of(placement)`: the words of the KPI's page for somebody who is signed out."""

    def read(placement):
        return text(client.get(reverse("reporting:kpi", args=[placement.kpi.slug])))

    return read


def row(placement, reader=SIGNED_OUT):
    """The KPI's row of the register."""
    found = register.page(reader, Wanted(), "").object_list
    return next(item for item in found if item.kpi == placement.kpi)


def reopen(quarter, placement):
    """The quarter is being made again, and the placement's return is with its lead."""
    Quarter.objects.filter(pk=quarter.pk).update(
        state=QuarterState.REOPENED, reopened_reason="A slip."
    )
    submission = factories.submission(quarter=quarter, sub_strand=placement.sub_strand)
    content = factories.says(submission)
    return factories.fill(submission=submission, content=content, state="sent_back")


# --- Corrections of what is not public ------------------------------------------------------------


def test_a_correction_is_not_told_before_what_it_corrects(page_of, plan, officer):
    published(plan.enquiries, officer, Q1, public_from=TODAY, **new_figure("120"))
    published(plan.enquiries, officer, Q2, **new_figure("137"))
    correct(on_record(plan.enquiries), officer, "139")
    assert "139" not in page_of(plan.enquiries)
    assert row(plan.enquiries).latest.printed == "120"


def test_a_correction_of_a_correction_is_not_told_before_the_figure(page_of, plan, officer):
    published(plan.enquiries, officer, Q1, public_from=TODAY, **new_figure("120"))
    published(plan.enquiries, officer, Q2, **new_figure("137"))
    correct(on_record(plan.enquiries), officer, "139")
    correct(on_record(plan.enquiries), officer, "141")
    assert "141" not in page_of(plan.enquiries)


def test_a_correction_of_a_public_figure_is_everybodys(page_of, plan, officer):
    published(plan.enquiries, officer, public_from=TODAY, **new_figure("137"))
    correct(on_record(plan.enquiries), officer, "139")
    assert "139 for July to September 2023" in page_of(plan.enquiries)


def test_those_of_the_strategy_read_the_correction_at_once(plan, officer, viewer):
    published(plan.enquiries, officer, **new_figure("137"))
    correct(on_record(plan.enquiries), officer, "139")
    assert row(plan.enquiries, Reader.of(viewer, TODAY)).latest.printed == "139"


def test_an_edition_is_not_said_to_be_corrected_by_what_is_not_public(plan, officer):
    quarter = published(plan.enquiries, officer, Q1, public_from=TODAY, **new_figure("120"))
    published(plan.enquiries, officer, Q2, **AGAIN, correction_reason="Eleven more came.")
    correct(on_record(plan.enquiries, Q1), officer, "139")
    assert corrected.since_published(quarter, edition(quarter)[1], SIGNED_OUT) == {}


# --- What was approved and never published --------------------------------------------------------


@pytest.fixture
def approved_twice(plan, officer, reviewer):
    """Approved with 90210, given back and approved with 137, then published."""
    quarter = reported(plan.enquiries, Q2, **new_figure("90210"))
    acts.reopen(factories.submission(quarter=quarter, sub_strand=plan.growth), officer)
    submission = factories.submission(quarter=quarter, sub_strand=plan.growth)
    content = factories.change(factories.says(submission), plan.enquiries, figure="137")
    later = NOW + timedelta(minutes=5)
    ready = factories.fill(submission=submission, content=content, state="submitted")
    acts.approve(ready, reviewer, now=later)
    acts.publish(quarter, officer, public_from=TODAY, now=later)
    return quarter


def test_what_was_approved_and_changed_before_it_was_published_is_not_told(
    page_of, plan, approved_twice
):
    page = page_of(plan.enquiries)
    assert "137 for July to September 2023" in page
    assert "90210" not in page


def test_those_of_the_strategy_read_what_was_approved_before(client, plan, approved_twice, viewer):
    client.force_login(viewer)
    page = text(client.get(reverse("reporting:kpi", args=[plan.enquiries.kpi.slug])))
    assert "Was 90210 until 22 January 2024." in page


def test_what_was_approved_and_dropped_before_it_was_published_is_not_told(
    page_of, plan, approved_twice
):
    Observation.objects.filter(printed="90210").update(withdrawn="Reported again without it.")
    assert "90210" not in page_of(plan.enquiries)


def test_what_an_edition_printed_before_it_was_made_again_is_told(page_of, plan, officer, reviewer):
    quarter = published(plan.enquiries, officer, public_from=TODAY, **new_figure("137"))
    submission = reopen(quarter, plan.enquiries)
    content = factories.change(factories.says(submission), plan.enquiries, figure="139")
    ready = factories.fill(submission=submission, content=content, state="submitted")
    acts.approve(ready, reviewer)
    acts.publish(quarter, officer, reason="A slip.", now=NOW + timedelta(minutes=1))
    assert "139 Was 137 until 22 January 2024." in page_of(plan.enquiries)


# --- Quarters that are being made again -----------------------------------------------------------


def test_the_register_has_the_figure_that_the_edition_printed(plan, officer):
    reopen(
        published(plan.enquiries, officer, public_from=TODAY, **new_figure("137")), plan.enquiries
    )
    assert row(plan.enquiries).latest.printed == "137"


def test_a_figure_that_is_made_again_is_not_in_the_register_yet(plan, officer, reviewer):
    quarter = published(plan.enquiries, officer, public_from=TODAY, **new_figure("137"))
    submission = reopen(quarter, plan.enquiries)
    content = factories.change(factories.says(submission), plan.enquiries, figure="139")
    acts.approve(
        factories.fill(submission=submission, content=content, state="submitted"), reviewer
    )
    assert row(plan.enquiries).latest.printed == "137"
    assert row(plan.enquiries, Reader.of(officer, TODAY)).latest.printed == "139"


def test_what_an_edition_reports_was_reported(plan, officer):
    quarter = published(plan.centre, officer, public_from=TODAY, declared="amber", note="Late.")
    reopen(quarter, plan.centre)
    assert Care.NEVER_REPORTED not in row(plan.centre).care


def test_of_a_quarter_made_again_its_figure_stands_over_an_older_one(page_of, plan, officer):
    published(plan.enquiries, officer, Q1, public_from=TODAY, **new_figure("120"))
    again = published(
        plan.enquiries, officer, Q2, public_from=TODAY, **AGAIN, correction_reason="Eleven more."
    )
    reopen(again, plan.enquiries)
    assert "131 for April to June 2023" in page_of(plan.enquiries)


def test_of_a_quarter_made_again_a_correction_stands_over_its_figure(page_of, plan, officer):
    quarter = published(plan.enquiries, officer, public_from=TODAY, **new_figure("137"))
    correct(on_record(plan.enquiries), officer, "139")
    reopen(quarter, plan.enquiries)
    assert "139 Was 137 until 22 January 2024." in page_of(plan.enquiries)


# --- Merged ---------------------------------------------------------------------------------------


@pytest.fixture
def hidden(plan, officer):
    """The town plan is public, the corporate plan is not; their two KPIs were made one."""
    published(plan.homes, officer, public_from=TODAY, **new_figure("99"))
    two = pairing.two(plan, officer)
    pairing.merge(two, officer)
    return two


def test_the_name_of_what_was_merged_is_for_those_who_read_its_plan(page_of, plan, hidden):
    assert "Corporate homes" not in page_of(plan.homes)


def test_how_two_were_settled_is_for_those_who_read_both_plans(client, hidden):
    assert "Corporate homes" not in text(client.get(reverse("reporting:kpis")))
    assert client.get(reverse("reporting:same", args=[hidden.pk])).status_code == 302  # to sign in


@pytest.fixture
def moved_home(plan, officer):
    """The corporate plan's figure is published, and its KPI is part of the town plan's since."""
    two = pairing.two(plan, officer)
    quarter = published(two.place, officer, Q2, public_from=TODAY, **new_figure("99"))
    Placement.objects.filter(kpi=two.kept).update(is_home=False)
    pairing.merge(two, officer)
    return quarter


def test_what_was_published_before_a_merge_is_still_corrected(client, moved_home, officer):
    client.force_login(officer)
    way = reverse("reporting:figure_correct", args=["corporate", Q2, "growth", 1])
    assert client.get(way).status_code == 200


def test_what_was_published_before_a_merge_says_what_was_corrected_since(moved_home, officer):
    correct(Observation.objects.get(printed="99"), officer, "98")
    found = corrected.since_published(moved_home, edition(moved_home)[1], SIGNED_OUT)
    assert [item.printed for item in found.values()] == ["98"]


def test_the_figure_that_stands_since_a_merge_corrects_nothing(plan, officer):
    two = pairing.two(plan, officer)
    quarter = published(two.place, officer, Q2, public_from=TODAY, **new_figure("99"))
    published(plan.homes, officer, Q2, public_from=TODAY, **new_figure("101"))
    Observation.objects.filter(printed="101").update(recorded_at=NOW)
    pairing.merge(two, officer)
    assert corrected.since_published(quarter, edition(quarter)[1], SIGNED_OUT) == {}
