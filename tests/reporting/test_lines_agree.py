"""The parts of one line always agree, and an edition says nothing that is not to be public."""

import re
from datetime import date

import pytest

from accounts.roles import Role
from objectives.plan import Basis, Polarity, TargetPeriod
from reporting import access, quarter_report
from reporting.answers import Answer, Coverage
from reporting.models import Entry, Quarter
from tests import factories
from tests.factories import Q1, Q2, Q3, TODAY
from tests.reporting.acts import publish
from tests.reporting.correcting import correct, edition, on_record, published
from tests.reporting.reported import line, reported

NEW_YEAR = date(2024, 1, 1)


@pytest.fixture
def adding_up(plan):
    """Growth's enquiries are counted quarter by quarter against 250 for the year."""
    kpi = plan.enquiries.kpi
    kpi.polarity, kpi.basis = Polarity.HIGHER, Basis.PERIOD
    kpi.save()
    return plan.enquiries


def publish_all(quarter, officer, **options):
    missing = quarter.submissions.exclude(state="approved")
    without = list(missing.values_list("sub_strand__slug", flat=True))
    publish(quarter, officer, without=without, **options)
    return Quarter.objects.select_related("strategy").get(pk=quarter.pk)


def assert_agrees(found):
    """A verdict, its sentence, its numbers and the figure beside them say the same."""
    if found.distance and found.computed and found.expected is not None:
        assert found.distance.met is (found.computed == "green")
    assert bool(found.computed) is not bool(found.cause)
    assert not (found.achieved and found.explanation.startswith("No figure"))


# --- What becomes public --------------------------------------------------------------------------


def test_a_public_edition_adds_up_published_figures_only(adding_up, plan, officer):
    published(adding_up, officer, Q1, figure="60", public_from=date(2023, 10, 1))
    reported(adding_up, Q2, figure="77")  # approved, never published
    quarter = publish_all(reported(adding_up, Q3, figure="70"), officer, public_from=NEW_YEAR)
    assert not re.search(r"\b77\b", edition(quarter)[0])


@pytest.mark.parametrize(
    ("public_from", "is_shown"), [(None, False), (date(2024, 2, 1), False), (NEW_YEAR, True)]
)
def test_a_figure_of_another_strategy_comes_once_it_is_public(plan, officer, public_from, is_shown):
    other = factories.plan(slug="other")
    factories.placement(sub_strand=other.growth, kpi=plan.enquiries.kpi, is_home=False, number=9)
    published(plan.enquiries, officer, Q2, figure="4321", public_from=public_from)
    theirs = factories.hold(user=factories.person(), role=Role.OFFICER, over=other.strategy)
    quarter = publish_all(reported(other.enquiries, Q3), theirs, public_from=NEW_YEAR)
    assert ("4321" in edition(quarter)[0]) is is_shown


def test_the_administrators_role_alone_reads_the_last_edition_of_a_reopened_quarter(
    plan, officer, administrator
):
    quarter = published(plan.homes, officer, Q2, figure="600")
    Quarter.objects.filter(pk=quarter.pk).update(state="reopened", reopened_reason="A slip.")
    quarter.refresh_from_db()
    reader = access.Reader.of(administrator, TODAY)
    assert quarter_report.for_reader(quarter, reader).edition == 1


# --- One line -------------------------------------------------------------------------------------


def test_a_line_away_from_home_approved_first_is_judged_by_the_figure_that_came(plan):
    kpi = plan.homes.kpi
    kpi.polarity, kpi.basis = Polarity.HIGHER, Basis.POINT_IN_TIME
    kpi.save()
    factories.target(placement=plan.homes_away, printed="705")
    quarter = reported(plan.enquiries, Q2)  # Growth is approved before Housing
    reported(plan.homes, Q2, figure="600")
    found = line(quarter, plan.homes_away)
    assert (found.achieved, found.computed) == ("600", "red")
    assert_agrees(found)


def test_an_approved_line_is_judged_by_the_target_that_it_prints(adding_up):
    quarter = reported(adding_up, Q2, figure="60", coverage=Coverage.YEAR_TO_DATE)
    first = adding_up.targets.get()
    factories.target(
        placement=adding_up, printed="100", from_quarter=Q2, supersedes=first, reason="Revised."
    )
    found = line(quarter, adding_up)
    assert (found.target, found.target_figure.number, found.expected) == ("250", 250, 125)
    assert_agrees(found)


def test_an_approved_line_follows_a_correction_with_all_its_parts(adding_up, officer):
    published(adding_up, officer, Q1, figure="60")
    quarter = reported(adding_up, Q2, figure="70")
    correct(on_record(adding_up, Q1), officer, figure="10")
    found = line(quarter, adding_up)
    assert (found.measured, found.computed) == (80, "red")
    assert_agrees(found)


def test_the_entries_keep_what_the_edition_says(adding_up, officer):
    published(adding_up, officer, Q1, figure="60")
    quarter = reported(adding_up, Q2, figure="70")
    assert Entry.objects.get(submission__quarter=quarter, placement=adding_up).computed == "green"
    correct(on_record(adding_up, Q1), officer, figure="10")
    publish_all(quarter, officer)
    assert Entry.objects.get(submission__quarter=quarter, placement=adding_up).computed == "red"


def test_a_whole_years_figure_is_held_against_its_own_years_target(plan):
    kpi = plan.enquiries.kpi
    kpi.polarity, kpi.basis = Polarity.HIGHER, Basis.FULL_YEAR
    kpi.save()
    factories.target(placement=plan.enquiries, printed="100", year=2022)
    quarter = reported(
        plan.enquiries, Q2, figure="120", coverage=Coverage.OTHER, period_typed="2022/23"
    )
    found = line(quarter, plan.enquiries)
    assert (found.computed, found.expected) == ("green", 100)


def test_a_forecast_that_passed_is_not_done_by_waiting(plan, officer):
    factories.target(placement=plan.hub, printed="Sep-23", period=TargetPeriod.STANDING, year=None)
    published(plan.hub, officer, Q2, figure="Nov-23", answer=Answer.NEW_FIGURE)
    quarter = reported(
        plan.hub, Q3, answer=Answer.NO_NEW_FIGURE, figure="", coverage="", note="Late."
    )
    assert line(quarter, plan.hub).computed == "red"


def test_what_was_done_stays_done(plan, officer):
    factories.target(placement=plan.hub, printed="Sep-23", period=TargetPeriod.STANDING, year=None)
    published(plan.hub, officer, Q2, figure="Aug-23", answer=Answer.NEW_FIGURE)
    quarter = reported(plan.hub, Q3, answer=Answer.NO_NEW_FIGURE, figure="", coverage="")
    assert line(quarter, plan.hub).computed == "green"


def test_what_is_answered_as_not_applicable_is_not_called_unreported(plan):
    quarter = reported(
        plan.enquiries, Q2, answer=Answer.NOT_APPLICABLE, figure="", coverage="", confirmed=""
    )
    assert "not applicable" in line(quarter, plan.enquiries).explanation
