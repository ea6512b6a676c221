"""Statuses over the quarters, their spread over objectives, what moved most: rules and pages."""

import json
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import product
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from objectives.judging.case import Known
from objectives.judging.change import Change, Direction
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.rag import Movement
from reporting.actions import quarters
from reporting.charts.distribution import by_objective
from reporting.charts.movers import moved_most, movers
from reporting.charts.statuses import statuses
from reporting.charts.wholes import DECLARED, TARGETS, Whole, by_place
from reporting.models import Entry, Quarter
from reporting.quarter_report import for_export
from reporting.report import Home
from reporting.workflow import QuarterState, ReturnState
from tests import factories
from tests.factories import NOW
from tests.reporting.pages import OPEN, PLAN, PUBLISHED, put_in
from tests.reporting.reports import a_line, a_report, a_sub_strand

METRICS = "/strategies/corporate-plan-2023/quarters/2024-q2/"
Q1, Q2 = FinancialQuarter(2023, 1), FinancialQuarter(2023, 2)


# --- Over the quarters ----------------------------------------------------------------------------


def over_quarters(*found, language=DECLARED, **fields):
    return statuses(found, language, id="chart", title="Statuses over the quarters", **fields)


EARLIER = Whole("Q1 2023/24", {"red": 2, "green": 9})
LATER = Whole("Q2 2023/24", {"red": 4, "amber": 1, "green": 5, "not_rated": 1})


def test_its_sentence_says_how_many_are_red_and_whether_that_is_more():
    assert over_quarters(EARLIER, LATER).sentence == (
        "In Q2 2023/24, 4 of 11 KPIs are Red, 2 more than in Q1 2023/24; "
        "1 is Amber, 5 are Green and 1 is not rated."
    )


def test_without_a_red_one_it_says_none():
    chart = over_quarters(LATER, EARLIER, Whole("Q3 2023/24", {"green": 2}))
    assert chart.sentence == (
        "In Q3 2023/24, none of 2 KPIs are Red, 2 fewer than in Q1 2023/24; 2 are Green."
    )


def test_targets_have_words_of_their_own():
    chart = over_quarters(EARLIER, LATER, language=TARGETS)
    assert chart.columns == ("Quarter", "Missed", "Close", "Met", "Not tested", "All metrics")
    assert "4 of 11 metrics miss their targets" in chart.sentence


def test_its_table_has_each_number_and_what_is_not_held():
    chart = over_quarters(Whole("Q1 2023/24", {}, "not held"), LATER)
    assert chart.rows == (
        ("Q1 2023/24", *["Not held"] * 5),
        ("Q2 2023/24", "4", "1", "5", "1", "11"),
    )
    assert ">not held<" in chart.svg
    assert "not held" in [item["text"] for item in chart.figure["layout"]["annotations"]]


@pytest.mark.parametrize("found", [(), (LATER,), (Whole("Q1", {}, "not held"),) * 2])
def test_a_single_quarter_or_nothing_counted_is_no_chart(found):
    assert over_quarters(*found) is None


def test_its_parts_are_told_apart_without_colour():
    data = over_quarters(EARLIER, LATER).figure["data"]
    assert [trace["marker"]["pattern"]["shape"] for trace in data] == ["", "/", ".", "-"]


def test_a_part_too_low_for_its_number_has_it_beside():
    chart = over_quarters(EARLIER, Whole("Q2 2023/24", {"red": 1, "green": 90}))
    assert chart.figure["data"][0]["text"] == ["", ""]
    beside = [(item["text"], item["x"]) for item in chart.figure["layout"]["annotations"]]
    assert ("1", 1.225) in beside


def test_names_are_words_and_never_markup():
    report = a_report(
        a_sub_strand(objective="<b>A & B</b>"), a_sub_strand(slug="b", objective="Housing")
    )
    chart = by_objective(report)
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in chart.svg
    assert "<b>" not in json.dumps(chart.figure)
    ElementTree.fromstring(chart.svg)


# --- Over the objectives --------------------------------------------------------------------------


def test_the_sentence_says_where_the_worst_are():
    report = a_report(
        a_sub_strand(a_line(1, declared="red"), a_line(2, declared="red"), objective="Growth"),
        a_sub_strand(a_line(1, declared="red"), a_line(2), slug="b", objective="Housing"),
    )
    assert by_objective(report).sentence == "3 of 4 KPIs are Red: 2 in Growth and 1 in Housing."


def test_what_is_not_tested_is_no_part_of_those_that_could_miss_a_target():
    bars = [Whole("Growth", {"red": 2, "green": 1, "not_rated": 9}), Whole("Housing", {"red": 1})]
    assert by_place(bars, TARGETS) == (
        "3 of 4 tested metrics miss their targets: 2 in Growth and 1 in Housing."
    )


def test_where_nothing_is_tested_all_are_counted():
    bars = [Whole("Growth", {"not_rated": 2}), Whole("Housing", {"not_rated": 1})]
    assert by_place(bars, TARGETS).startswith("3 of 3 metrics are not tested")


def test_objectives_stand_in_printed_order_with_their_sub_strands_added_up():
    report = a_report(
        a_sub_strand(objective="Growth"),
        a_sub_strand(slug="b", objective="Housing"),
        a_sub_strand(a_line(1, declared=""), slug="c", objective="Growth"),
    )
    assert by_objective(report).rows == (
        ("Growth", "0", "0", "1", "1", "2"),
        ("Housing", "0", "0", "1", "0", "1"),
    )


def test_a_single_objective_is_no_spread():
    assert by_objective(a_report(a_sub_strand())) is None


# --- What moved most ------------------------------------------------------------------------------


def moved(number, percent, **fields):
    """A line whose figure moved by so many per cent."""
    change = Change(
        words=f"moved {percent}%",
        value=Decimal(percent),
        percent=Decimal(percent),
        direction=Direction.UP if Decimal(percent) > 0 else Direction.DOWN,
        movement=Movement.WORSE,
        since=DataPeriod.for_quarter(Q1),
    )
    earlier = Known(Decimal(100), "100", DataPeriod.for_quarter(Q1))
    return a_line(number, **{"compared": change, "earlier": (earlier,), **fields})


def numbers(*lines, **fields):
    return [line.number for _, line in moved_most(a_report(a_sub_strand(*lines), **fields))]


def test_the_furthest_comes_first_whichever_way_it_went():
    assert numbers(moved(1, 5), moved(2, -60), moved(3, 40)) == [2, 3, 1]


def test_those_that_moved_equally_stand_as_printed():
    assert numbers(moved(1, -20), moved(2, 20), moved(3, 20)) == [1, 2, 3]


@pytest.mark.parametrize(
    "left_out",
    [
        a_line(2),
        moved(2, 90, carried_forward=True),
        moved(2, 90, compared=Change("up from zero", Decimal(9), None, Direction.UP)),
        moved(2, 90, compared=Change("no change", Decimal(0), Decimal(0), Direction.SAME)),
        moved(2, 90, compared=Change("new")),
    ],
    ids=["nothing compared", "carried forward", "from zero", "stayed", "new"],
)
def test_what_did_not_move_by_a_percentage_is_left_out(left_out):
    assert numbers(moved(1, 5), left_out) == [1]


def test_a_kpi_in_two_places_comes_once_where_it_is_entered():
    elsewhere = moved(1, 50, kpi_slug="same", home=Home("b", "Housing", "published"))
    report = a_report(
        a_sub_strand(elsewhere), a_sub_strand(moved(7, 50, kpi_slug="same"), slug="b")
    )
    assert [(part.slug, line.number) for part, line in moved_most(report)] == [("b", 7)]


def test_at_most_six_are_drawn_each_under_an_id_of_its_own():
    lines = [moved(number, number) for number in range(1, 6)]
    report = a_report(a_sub_strand(*lines), a_sub_strand(*_others(lines), slug="b"))
    ids = [chart.id for chart in movers(report, "Sefton")]
    assert len(ids) == len(set(ids)) == 6


def _others(lines):
    return [replace(line, kpi_slug=f"other-{line.number}") for line in lines]


def test_a_mover_says_where_which_way_and_what_it_means():
    line = moved(1, 37, compared=Change("up 37.0%, worse", Decimal(37), Decimal(37), Direction.UP))
    (chart,) = movers(a_report(a_sub_strand(line)), "Sefton")
    assert chart.sentence.startswith("Business Growth & Investment: up 37.0%, worse. ")


# --- Pages ----------------------------------------------------------------------------------------


def drawn(response, id):
    """By the names of its traces, what a chart's data in the page say of each bar."""
    page = response.content.decode()
    data = re.search(rf'<script id="{id}-data" type="application/json">(.*?)</script>', page)
    along, across = ("x", "y") if id == "chart-objectives" else ("y", "x")
    return {
        trace["name"]: dict(zip(trace[across], trace[along], strict=True))
        for trace in json.loads(data.group(1))["data"]
    }


def test_the_dashboards_chart_has_the_reports_numbers(as_):
    report = for_export(Quarter.objects.get(strategy__slug="ses-action-plan-2023", period=Q2))
    found = drawn(as_("viewer").get(PUBLISHED), "chart-objectives")
    counts = Counter(line.declared for part, line in report.lines())
    for word, status in (("Red", "red"), ("Amber", "amber"), ("Green", "green")):
        assert sum(found[word].values()) == counts[status]
    assert found["Red"]["Social Inclusion &amp; Access for all"] == 4


def test_the_dashboard_of_metrics_has_its_targets_by_section(as_):
    found = drawn(as_("officer").get(METRICS), "chart-objectives")
    totals = {name: sum(bars.values()) for name, bars in found.items()}
    assert totals == {"Missed": 8, "Close": 6, "Met": 19, "Not tested": 56}


def test_the_dashboard_shows_the_figures_that_moved_most(as_):
    charts = as_("officer").get(METRICS).context["charts"]["moved"]
    assert len(charts) == 6
    said = "Adult Social Care: up 220.0%, better, from April to June 2024"
    assert any(chart.sentence.startswith(said) for chart in charts)


def test_charts_come_after_what_needs_attention_and_the_sub_strands(as_):
    page = as_("viewer").get(PUBLISHED).content.decode()
    assert page.index('id="attention"') < page.index('id="sub-strands"') < page.index('id="spread"')


def test_an_edition_read_by_itself_has_its_charts(as_):
    found = drawn(as_("viewer").get(f"{PUBLISHED}editions/1/"), "chart-objectives")
    assert sum(found["Red"].values()) == 4


def test_without_a_return_there_is_no_heading_and_no_chart_code(as_):
    page = as_("officer").get(OPEN).content.decode()
    assert 'id="spread"' not in page
    assert "charts.js" not in page


def test_the_strategy_counts_each_quarters_statuses(as_):
    found = drawn(as_("viewer").get(PLAN), "chart-statuses")
    assert {name: bars["Q2 2023/24"] for name, bars in found.items()} == {
        "Red": 4,
        "Amber": 11,
        "Green": 47,
        "Not rated": 5,
    }


def test_a_quarter_of_overall_statuses_alone_is_a_gap_that_says_so(as_):
    chart = as_("viewer").get(PLAN).context["grid"]["chart"]
    assert chart.rows[0][:2] == ("Q1 2023/24", "Not held")
    assert "Of Q1 2023/24 only overall statuses are held" in chart.note


def test_whoever_may_not_read_a_return_sees_nothing_of_it_in_the_chart(as_):
    put_in("housing", ReturnState.SUBMITTED)
    assert "Q3 2023/24" not in drawn(as_("viewer").get(PLAN), "chart-statuses")["Green"]


def test_whoever_reads_a_return_sees_it_counted_and_how_many_are_missing(as_):
    put_in("housing", ReturnState.SUBMITTED)
    response = as_("officer").get(PLAN)
    assert drawn(response, "chart-statuses")["Green"]["Q3 2023/24"] > 0
    assert "Q3 2023/24 is 1 of 11 returns." in response.context["grid"]["chart"].note


def test_a_reopened_quarter_counts_as_its_edition_for_whoever_only_reads(as_):
    quarter = Quarter.objects.get(strategy__slug="ses-action-plan-2023", period=Q2)
    officer = User.objects.get(email="officer@demo.example")
    quarters.reopen(
        quarter=quarter, reason="Counted twice.", by=officer, version=quarter.version, now=NOW
    )
    Entry.objects.filter(submission__quarter=quarter).update(declared="green")
    found = drawn(as_("viewer").get(PLAN), "chart-statuses")
    assert found["Red"]["Q2 2023/24"] == 4


def history(many, slug):
    """A plan with so many published quarters behind it, and somebody who reads it."""
    plan = factories.plan(slug=slug)
    for year, number in product(range(2024 - many // 4, 2024), (1, 2, 3, 4)):
        period = FinancialQuarter(year, number)
        quarter = factories.quarter(strategy=plan.strategy, period=period)
        for part in (plan.growth, plan.housing):
            factories.fill(submission=factories.submission(quarter=quarter, sub_strand=part))
        Quarter.objects.filter(pk=quarter.pk).update(state=QuarterState.PUBLISHED)
        quarter.submissions.update(state=ReturnState.PUBLISHED)
    return plan.strategy


def test_forty_quarters_cost_the_strategy_no_more_queries_than_four(client, db):
    person, counts = factories.person(), []
    for slug, many in (("town-plan", 4), ("county-plan", 40)):
        factories.hold(user=person, role=Role.VIEWER, over=history(many, slug))
    client.force_login(person)
    for slug in ("town-plan", "county-plan"):
        with CaptureQueriesContext(connection) as captured:
            page = client.get(f"/strategies/{slug}/")
        assert page.context["grid"]["chart"] is not None
        counts.append(len(captured))
    assert counts[0] == counts[1]
