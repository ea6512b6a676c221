"""A KPI's page: where it has come from, where it is going; for whoever may read what."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from objectives.models import KPI, Placement, PossiblySame, Strategy, Target
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import Basis, KPIKind, Polarity, Style, TargetPeriod
from reporting.answers import Answer
from reporting.models import Observation, Quarter, Submission
from reporting.workflow import QuarterState, ReturnState
from tests import factories
from tests.factories import NOW, Q1, Q2, Q3, TODAY, new_figure
from tests.reporting import acts, pairing
from tests.reporting.correcting import correct, on_record, published
from tests.reporting.pages import text
from tests.reporting.reported import reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def enquiries(plan):
    """Growth's measure, in the register as counted each quarter and added up."""
    KPI.objects.filter(pk=plan.enquiries.kpi_id).update(
        polarity=Polarity.HIGHER, basis=Basis.PERIOD, definition="Asked for advice."
    )
    return Placement.objects.select_related("kpi", "sub_strand__strategy").get(pk=plan.enquiries.pk)


@pytest.fixture
def page_of(client):
    """`page_of(placement, user)`: the words of the KPI's page; signed out without a user."""

    def read(placement, user=None):
        return text(answer(client, placement, user))

    return read


def answer(client, placement, user=None, **options):
    client.logout()
    if user is not None:
        client.force_login(user)
    return client.get(address(placement.kpi), **options)


def address(kpi):
    return reverse("reporting:kpi", args=[kpi.slug])


def known(kpi, value, period, series="council", **fields):
    """A value on record that no return reported."""
    return Observation.objects.create(
        kpi=kpi,
        series=series,
        period_kind=period.kind,
        starts=period.starts,
        ends=period.ends,
        period_label=period.label,
        value=Decimal(value.rstrip("%")),
        printed=value,
        recorded_at=NOW,
        **fields,
    )


def of_quarter(quarter):
    return DataPeriod.for_quarter(quarter)


# --- Now ----------------------------------------------------------------------------------------


def test_the_page_begins_with_figure_and_status_now(page_of, enquiries, viewer, officer):
    known(enquiries.kpi, "120", of_quarter(Q1))
    published(enquiries, officer, **new_figure("137"))
    page = page_of(enquiries, viewer)
    assert (
        "KPI Enquiries 137 for July to September 2023, up 14.2%, better than April to June 2023; "
        "Green in Q2 2023/24 ." in page
    )


def test_what_an_earlier_quarters_figures_said_is_not_said_of_a_later_figure(
    page_of, enquiries, viewer, officer
):
    Target.objects.filter(placement=enquiries).update(number=1000)
    published(enquiries, officer, **new_figure("137", declared="green"))
    known(enquiries.kpi, "900", of_quarter(Q3))
    lede = page_of(enquiries, viewer)
    assert "900 for October to December 2023" in lede
    assert "Green in Q2 2023/24 . Its figures then said Red ." in lede


def test_each_place_of_a_shared_kpi_has_its_own_status(page_of, plan, viewer, officer):
    homes = Submission.objects.none()
    quarter = factories.quarter(strategy=plan.strategy, period=Q2)
    for part, placement, fields in (
        (plan.growth, plan.homes_away, {"declared": "amber", "note": "Sites slipped."}),
        (plan.housing, plan.homes, {**new_figure("705"), "note": "As planned."}),
    ):
        homes = factories.submission(quarter=quarter, sub_strand=part)
        content = factories.change(factories.complete(submission=homes), placement, **fields)
        acts.approve(
            factories.fill(submission=homes, content=content, state="submitted"), by=cell(plan)
        )
    page = page_of(plan.homes, viewer)
    assert "705 for July to September 2023." in page
    assert "Green in Q2 2023/24, Housing Town plan Amber in Q2 2023/24, Growth Town plan" in page
    assert page.count("705 July to September 2023") == 1
    assert "The figure is reported by Housing Amber Sites slipped." in page


def cell(plan):
    return factories.hold(user=factories.person(), role=Role.ECONOMY_CELL, over=plan.strategy)


def test_a_kpi_that_was_never_reported_says_so(page_of, enquiries, viewer):
    page = page_of(enquiries, viewer)
    assert "No figure reported yet." in page
    assert "No figure on record yet" in page
    assert "Nothing has been reported yet" in page


def test_a_metric_whose_return_is_not_approved_has_no_verdict_yet(
    page_of, enquiries, officer, submission
):
    Strategy.objects.update(style=Style.METRICS)
    factories.entry(submission=submission, placement=enquiries, **new_figure("137"))
    factories.put(submission=submission, state=ReturnState.DRAFT)
    assert "No verdict yet" in page_of(enquiries, officer)


def test_a_judgement_has_statuses_and_notes_and_no_figures(page_of, plan, viewer, officer):
    published(plan.centre, officer, declared="amber", note="The market hall is late.")
    page = page_of(plan.centre, viewer)
    assert "A judgement in words: no figure is asked for; Amber in Q2 2023/24 ." in page
    assert "Q2 2023/24 Jul-Sep 2023 Amber The market hall is late." in page
    assert "The figures" not in page


def test_a_milestone_is_told_as_it_was_reported(page_of, plan, viewer, officer):
    published(plan.hub, officer, answer=Answer.NEW_FIGURE, figure="Mar-24", declared="green")
    assert "Reported in Q2 2023/24: Mar-24; Green in Q2 2023/24 ." in page_of(plan.hub, viewer)


# --- Figures ------------------------------------------------------------------------------------


def test_each_figure_stands_with_its_time_its_target_and_where_it_is_from(
    page_of, enquiries, viewer, officer
):
    known(enquiries.kpi, "50", of_quarter(Q1), period_inferred=True)
    published(enquiries, officer, **new_figure("137"))
    page = page_of(enquiries, viewer)
    assert (
        "April to June 2023 (inferred) 50 250 Red 50 in April to June 2023 is more than 10% below "
        "the 62.5 expected by Q1 (250 for 2023/24). On record before the portal" in page
    )
    assert "July to September 2023 137 up 174.0%, better" in page


def test_the_chart_holds_the_figures_and_the_target_of_their_time(client, enquiries, viewer):
    for quarter, value in ((Q1, "50"), (Q2, "137"), (Q3, "90")):
        known(enquiries.kpi, value, of_quarter(quarter))
    page = answer(client, enquiries, viewer).content.decode()
    drawn = json.loads(
        re.search(r'id="chart-kpi-data" type="application/json">(.*?)</script>', page)[1]
    )
    assert [trace["y"] for trace in drawn["data"] if trace["name"] == "Sefton Council"] == [
        [50.0, 137.0, 90.0]
    ]
    assert "62.5 (of 250 for 2023/24)" in page


def test_one_figure_alone_makes_no_chart(client, enquiries, viewer):
    known(enquiries.kpi, "50", of_quarter(Q1))
    page = answer(client, enquiries, viewer).content.decode()
    assert "app-chart" not in page
    assert "charts.js" not in page


def test_figures_of_another_kind_of_time_stand_in_the_table_only(page_of, enquiries, viewer):
    known(enquiries.kpi, "900", DataPeriod.for_financial_year(2022))
    for quarter, value in ((Q1, "50"), (Q2, "137")):
        known(enquiries.kpi, value, of_quarter(quarter))
    page = page_of(enquiries, viewer)
    assert "1 figure is for another kind of period, in the table only." in page
    assert "2022/23 900" in page


def test_a_target_that_differs_from_year_to_year_is_held_against_its_own_year(
    page_of, enquiries, viewer
):
    KPI.objects.update(basis=Basis.FULL_YEAR)
    factories.target(placement=enquiries, printed="100", year=2022)
    for year, value in ((2022, "120"), (2023, "240")):
        known(enquiries.kpi, value, DataPeriod.for_financial_year(year))
    page = page_of(enquiries, viewer)
    assert "2022/23 120 100 Green" in page
    assert "2023/24 240 up 100.0%, better 250 Amber" in page


def test_a_running_total_says_nothing_against_what_another_quarter_was_to_come_to(
    page_of, enquiries, viewer
):
    KPI.objects.update(basis=Basis.YEAR_TO_DATE)
    Target.objects.filter(placement=enquiries).update(period=TargetPeriod.STANDING, year=None)
    known(enquiries.kpi, "10", DataPeriod.year_to_date(Q1))
    assert "Red" not in page_of(enquiries, viewer)


# --- Corrections --------------------------------------------------------------------------------


def test_a_corrected_figure_says_what_it_was_when_it_changed_and_why(
    page_of, enquiries, viewer, officer
):
    published(enquiries, officer, **new_figure("137"))
    correct(on_record(enquiries), officer, "135")
    page = page_of(enquiries, viewer)
    assert "135 Was 137 until 22 January 2024. Two were counted twice." in page
    assert "135 for July to September 2023; Green" in page


def test_a_withdrawn_figure_is_said_and_stands_no_more(page_of, enquiries, viewer):
    item = known(enquiries.kpi, "137", of_quarter(Q2))
    Observation.objects.filter(pk=item.pk).update(is_current=False, withdrawn="Counted elsewhere.")
    page = page_of(enquiries, viewer)
    assert "Withdrawn 137 was taken off the record. Counted elsewhere." in page
    assert "No figure reported yet" in page


def test_who_corrects_a_published_figure_finds_the_way(client, enquiries, lead, officer, viewer):
    published(enquiries, officer, **new_figure("137"))
    way = reverse("reporting:figure_correct", args=["town-plan", Q2, "growth", 1])
    offered = {
        who.name: f'href="{way}"' in answer(client, enquiries, who).content.decode()
        for who in (lead, officer, viewer)
    }
    assert offered == {lead.name: True, officer.name: True, viewer.name: False}


# --- Who reads what -----------------------------------------------------------------------------


def test_a_figure_that_is_not_approved_reaches_only_those_who_read_its_return(
    page_of, enquiries, plan, lead, viewer, reviewer
):
    quarter = factories.quarter(strategy=plan.strategy, period=Q3)
    submission = factories.submission(quarter=quarter, sub_strand=plan.growth)
    content = factories.change(
        factories.complete(submission=submission),
        enquiries,
        **new_figure("90210"),
        note="Zebras.",
    )
    factories.fill(submission=submission, content=content, state="draft")
    told = {who.name: "Zebras." in page_of(enquiries, who) for who in (lead, viewer, reviewer)}
    assert told == {lead.name: True, viewer.name: False, reviewer.name: False}
    assert "90210" not in page_of(enquiries, viewer)


def test_a_correction_that_is_not_published_is_not_told_yet(page_of, enquiries, officer, viewer):
    """A later return replaced the figure: until it may be read, what it replaced stands."""
    published(enquiries, officer, public_from=TODAY, **new_figure("137"))
    again = new_figure("131", coverage="other", period_typed="July to September 2023")
    reported(enquiries, Q3, **again, correction_reason="Six were not ours.")
    assert "131 Was 137 until 22 January 2024. Six were not ours." in page_of(enquiries, viewer)
    page = page_of(enquiries)
    assert "137 for July to September 2023" in page
    assert "131" not in page


def test_of_a_reopened_quarter_those_without_a_hand_in_it_read_its_edition(
    page_of, enquiries, officer, viewer
):
    quarter = published(
        enquiries, officer, public_from=TODAY, **new_figure("137"), note="As it was."
    )
    Quarter.objects.filter(pk=quarter.pk).update(
        state=QuarterState.REOPENED, reopened_reason="A slip."
    )
    submission = factories.submission(quarter=quarter, sub_strand=enquiries.sub_strand)
    content = factories.change(
        factories.says(submission), enquiries, figure="90210", note="Zebras."
    )
    factories.fill(submission=submission, content=content, state="sent_back")
    for who in (None, viewer):
        page = page_of(enquiries, who)
        assert "137 for July to September 2023; Green in Q2 2023/24" in page
        assert "As it was." in page
        assert "Zebras." not in page
    assert "Zebras." in page_of(enquiries, officer)


def test_a_figure_kept_from_a_return_that_is_not_theirs_is_not_told(
    page_of, enquiries, plan, officer
):
    published(enquiries, officer, public_from=TODAY, **new_figure("90210"))
    kept = {"answer": Answer.NO_NEW_FIGURE, "figure": "", "coverage": ""}
    published(enquiries, officer, Q3, public_from=TODAY, **kept)
    assert "90210" in page_of(enquiries)
    Quarter.objects.filter(period=Q2).update(public_from=None)
    page = page_of(enquiries)
    assert "No new figure" in page
    assert "90210" not in page


def test_places_in_plans_that_one_may_not_read_are_not_there(page_of, enquiries, viewer):
    hidden = factories.plan(slug="hidden-plan")
    factories.placement(
        sub_strand=hidden.housing, kpi=enquiries.kpi, is_home=False, wording="A secret wording"
    )
    assert "A secret wording" not in page_of(enquiries, viewer)


def test_a_home_in_a_plan_that_one_may_not_read_is_not_named(page_of, enquiries, plan, viewer):
    hidden = factories.plan(slug="hidden-plan")
    Placement.objects.filter(pk=enquiries.pk).update(is_home=False)
    factories.placement(sub_strand=hidden.housing, kpi=enquiries.kpi)
    assert "Owner A strategy that is not published yet" in page_of(enquiries, viewer)


# --- Targets and terms --------------------------------------------------------------------------


def test_a_replaced_target_says_what_took_its_place_and_why(page_of, enquiries, viewer):
    first = Target.objects.get(placement=enquiries)
    factories.target(
        placement=enquiries, printed="200", supersedes=first, from_quarter=Q3, reason="fewer staff"
    )
    page = page_of(enquiries, viewer)
    assert "2023/24 250 Until Q2 2023/24; then 200." in page
    assert "2023/24 200 Since Q3 2023/24. Fewer staff." in page


def test_what_a_place_says_differently_is_said(page_of, enquiries, viewer):
    Placement.objects.filter(pk=enquiries.pk).update(polarity=Polarity.LOWER, tolerance=5)
    page = page_of(enquiries, viewer)
    assert "Lower is better here. Within 5% of the target is still Amber here." in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"polarity": "higher", "polarity_assumed": True}, "Higher is better, assumed"),
        ({"polarity": "unknown"}, "Not known: nothing is called better or worse"),
        (
            {"polarity": "lower", "polarity_doubt": "it prints both"},
            "In doubt: nothing is called better or worse. It prints both.",
        ),
        ({"basis": "unknown"}, "A figure covers Not recorded"),
        ({"definition": ""}, "Definition Not recorded"),
    ],
)
def test_how_to_read_it_is_in_words(page_of, enquiries, viewer, fields, words):
    KPI.objects.filter(pk=enquiries.kpi_id).update(**fields)
    assert words in page_of(enquiries, viewer)


def test_the_owner_is_the_post_of_its_home(page_of, enquiries, viewer):
    assert "Owner Growth Manager, Growth" in page_of(enquiries, viewer)
    Placement.objects.filter(pk=enquiries.pk).update(is_home=False)
    assert "Owner Nobody: its figure is entered nowhere" in page_of(enquiries, viewer)


def test_what_it_may_be_the_same_as_is_named_and_officers_settle_it(
    page_of, enquiries, plan, viewer, officer
):
    first, second = sorted([enquiries.kpi, plan.homes.kpi], key=lambda item: item.pk)
    PossiblySame.objects.create(kpi=first, other=second, note="They look alike.")
    assert "Possibly the same as Homes built They look alike." in page_of(enquiries, viewer)
    assert "Settle this" not in page_of(enquiries, viewer)
    assert "Settle this : Homes built" in page_of(enquiries, officer)


def test_a_merged_kpi_leads_to_what_stands_for_it(client, page_of, plan, officer, viewer):
    two = pairing.two(plan, officer)
    pairing.merge(two, officer, keep=two.other)
    factories.hold(user=viewer, role=Role.VIEWER, over=two.strategy)
    response = answer(client, SimpleNamespace(kpi=two.kept), viewer)
    assert (response.status_code, response.url) == (302, address(two.other))
    assert "Made one with it Homes built" in page_of(SimpleNamespace(kpi=two.other), viewer)


def test_what_was_made_one_leads_those_who_settle_to_how_it_was(client, plan, officer, viewer):
    two = pairing.two(plan, officer)
    pairing.merge(two, officer, keep=two.other)
    factories.hold(user=viewer, role=Role.VIEWER, over=two.strategy)
    place, pair = SimpleNamespace(kpi=two.other), reverse("reporting:same", args=[two.pk])
    led = [pair in answer(client, place, user).content.decode() for user in (officer, viewer)]
    assert led == [True, False]


def test_a_status_by_the_word_alone_says_the_word(page_of, enquiries, viewer, officer):
    Target.objects.filter(placement=enquiries).update(
        kind="direction", number=None, text="increase", printed="Increase"
    )
    published(enquiries, officer, **new_figure("Worse", declared="amber"))
    assert "The word reported then, “Worse”, says Red ." in page_of(enquiries, viewer)


def test_a_value_of_another_place_is_printed_in_the_kpis_unit(client, enquiries, viewer):
    KPI.objects.filter(pk=enquiries.kpi_id).update(unit="%")
    for value, quarter in (("20", Q1), ("22", Q2)):
        known(enquiries.kpi, f"{value}%", of_quarter(quarter))
        known(enquiries.kpi, f"{value}.5", of_quarter(quarter), series="England")
    response = answer(client, enquiries, viewer)
    printed = [item["figure"] for item in response.context["beside"]["values"]]
    (chart,) = response.context["charts"]
    assert printed == ["22.5%", "20.5%"]
    assert "England: 22.5%." in chart.sentence


def test_a_chart_says_which_way_is_good(client, enquiries, viewer):
    for value, quarter in (("20", Q1), ("22", Q2)):
        known(enquiries.kpi, value, of_quarter(quarter))
    (chart,) = answer(client, enquiries, viewer).context["charts"]
    assert "; higher is better" in chart.sentence


def test_a_full_stop_follows_a_status_without_a_gap(client, enquiries, viewer, officer):
    published(enquiries, officer, **new_figure("13", declared="green"))
    page = answer(client, enquiries, viewer).content.decode()
    assert "Red</span></span>.</span>" in page


def test_a_merged_kpi_is_not_told_to_those_who_may_not_read_what_stands_for_it(
    client, enquiries, plan, stranger
):
    KPI.objects.filter(pk=plan.homes.kpi_id).update(merged_into=enquiries.kpi)
    assert answer(client, plan.homes, stranger).status_code == 404


# --- Beside others, and to come -----------------------------------------------------------------


def test_what_others_have_stands_beside_it(page_of, enquiries, viewer):
    KPI.objects.update(basis=Basis.POINT_IN_TIME)
    known(enquiries.kpi, "21", DataPeriod.for_financial_year(2022))
    known(enquiries.kpi, "20", DataPeriod.for_financial_year(2022), "England", source="ONS")
    known(enquiries.kpi, "19", DataPeriod.for_financial_year(2021), "England", source="ONS")
    page = page_of(enquiries, viewer)
    assert "21 for 2022/23, better than England (20)." in page
    assert "England 20 2022/23 better than England (20) ONS" in page
    assert "England 2021/22 19 ONS" in page


def test_officers_alone_are_offered_to_add_comparators(page_of, enquiries, officer, viewer):
    assert "Add comparators" in page_of(enquiries, officer)
    assert "Add comparators" not in page_of(enquiries, viewer)


def test_the_years_end_is_estimated_with_its_sum(page_of, enquiries, viewer):
    for quarter, value in ((Q1, "60"), (Q2, "77")):
        known(enquiries.kpi, value, of_quarter(quarter))
    assert (
        "Estimate for 2023/24: 274, if the rest of the year goes like its first half: 137 in 2 of "
        "4 quarters. This is an estimate: no status rests on it." in page_of(enquiries, viewer)
    )


# --- The way here, and its cost -----------------------------------------------------------------


def test_the_report_leads_to_each_kpis_history(client, enquiries, viewer, officer):
    published(enquiries, officer, **new_figure("137"))
    client.force_login(viewer)
    report = client.get("/strategies/town-plan/quarters/2023-q2/growth/").content.decode()
    assert f'href="{address(enquiries.kpi)}"' in report


def test_reading_the_page_changes_nothing(client, enquiries, officer):
    published(enquiries, officer, **new_figure("137"))
    before = factories.dump("objectives", "reporting")
    answer(client, enquiries, officer)
    assert factories.dump("objectives", "reporting") == before


def test_the_queries_do_not_grow_with_quarters_and_comparators(client, enquiries, plan, officer):
    published(enquiries, officer, Q1, public_from=TODAY, **new_figure("137"))
    known(enquiries.kpi, "50", of_quarter(Q1), "England 0")
    KPI.objects.filter(pk=plan.homes.kpi_id).update(kind=KPIKind.MEASURE)
    answer(client, enquiries, officer)
    few = count(client, enquiries, officer)
    ten_years(plan, enquiries)
    assert count(client, enquiries, officer) == few


def count(client, placement, who):
    with CaptureQueriesContext(connection) as captured:
        assert answer(client, placement, who).status_code == 200
    return len(captured)


def ten_years(plan, placement):
    """Forty quarters, each with a value of the council's and of ten others, and one replaced."""
    for year in range(2013, 2023):
        for number in (1, 2, 3, 4):
            quarter = FinancialQuarter(year, number)
            made = factories.quarter(
                strategy=plan.strategy,
                period=quarter,
                state=QuarterState.PUBLISHED,
                public_from=date(2024, 1, 1) - timedelta(days=1),
            )
            submission = factories.submission(quarter=made, sub_strand=plan.growth)
            factories.fill(submission=submission, state="published")
            factories.observe(submission=submission, placement=placement)
            factories.target(
                placement=placement, printed="80", period="quarter", year=year, quarter=number
            )
            for other in range(10):
                known(placement.kpi, "50", of_quarter(quarter), f"England {other}")
