"""What a quarter's report says in words: the plan's statements and its own, frozen with it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import Statement
from reporting.access import Level
from reporting.models import Quarter
from reporting.quarter_report import build, build_edition, everything
from reporting.report import Statement as Said
from tests import factories
from tests.factories import Q2, Q3
from tests.reporting.pages import text

STRATEGY = "/strategies/corporate-plan-2023/"
SECTION = f"{STRATEGY}quarters/2024-q2/health-wellbeing/"


def say(words, *, kpis=(), place=None, **fields):
    """A statement of the plan, or of a quarter's report, about a sub-strand."""
    values = {"kind": "commentary", "position": 1, "sub_strand": place, **fields}
    statement = Statement.objects.create(text=words, **values)
    statement.kpis.set(kpis)
    return statement


@pytest.fixture
def growth(plan):
    """`growth("So.", quarter=Q3)`: said of Growth."""

    def make(words, **fields):
        return say(words, **{"strategy": plan.strategy, "place": plan.growth, **fields})

    return make


def said(quarter, slug="growth", level_of=everything) -> list[str]:
    return [item.text for item in build(quarter, level_of).sub_strand(slug).statements]


# --- What a report holds ------------------------------------------------------------------------


def test_a_report_holds_the_plans_statements_and_its_quarters(quarter, growth):
    growth("Of the plan.", kind="priority_action")
    growth("Of this quarter.", quarter=Q3, position=2)
    growth("Of another.", quarter=Q2, position=3)
    assert said(quarter) == ["Of the plan.", "Of this quarter."]


def test_a_statement_names_the_kpis_it_speaks_of(plan, quarter, growth):
    kpis = (plan.homes.kpi, plan.enquiries.kpi)
    growth("Both rose.", heading="At a glance", quarter=Q3, kpis=kpis)
    slugs = tuple(sorted(kpi.slug for kpi in kpis))
    assert build(quarter, everything).sub_strand("growth").statements == (
        Said("commentary", "At a glance", "Both rose.", slugs),
    )


def test_statements_stand_in_the_order_of_the_plan(quarter, growth):
    for position in (3, 1, 2):
        growth(f"Number {position}", position=position)
    assert said(quarter) == ["Number 1", "Number 2", "Number 3"]


@pytest.mark.parametrize(("is_whole", "expected"), [(True, ["More homes."]), (False, [])])
def test_an_objectives_statement_is_its_sub_strands_where_that_is_all_of_it(
    plan, quarter, is_whole, expected
):
    plan.growth.stands_for_whole = is_whole
    plan.growth.save()
    say("More homes.", strategy=plan.strategy, objective=plan.growth.objective)
    assert said(quarter) == expected


def test_another_strategys_statements_are_not_in_it(quarter, growth):
    other = factories.strategy(slug="other")
    say("Elsewhere.", strategy=other)
    assert said(quarter) == []


@pytest.mark.parametrize("level", [Level.NONE, Level.STATE])
def test_who_may_not_read_a_return_gets_only_the_plans_statements(quarter, growth, level):
    growth("Of the plan.", kind="priority_action")
    growth("Of this quarter.", quarter=Q3, position=2)
    assert said(quarter, level_of=lambda submission: level) == ["Of the plan."]


def test_an_edition_freezes_what_it_says(quarter, growth):
    growth("Of this quarter.", quarter=Q3)
    (part,) = [part for part in build_edition(quarter).sub_strands if part.slug == "growth"]
    assert [item.text for item in part.statements] == ["Of this quarter."]


def test_more_statements_cost_no_more_queries(plan, quarter, growth):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            build(Quarter.objects.select_related("strategy").get(pk=quarter.pk), everything)
        return len(captured)

    growth("One.", quarter=Q3, kpis=[plan.homes.kpi])
    before = queries()
    for position in range(2, 30):
        kpis = [plan.homes.kpi, plan.enquiries.kpi]
        growth("More.", quarter=Q3, position=position, kpis=kpis)
    assert queries() == before


# --- What pages show of it ----------------------------------------------------------------------


def test_a_statement_changed_after_publishing_leaves_the_page_as_it_was(as_):
    officer = as_("officer")
    before = text(officer.get(SECTION))
    assert "The rises follow the national trend" in before
    Statement.objects.update(text="Something else altogether.")
    assert text(officer.get(SECTION)) == before


def test_a_section_reads_its_statements_from_the_report_alone(as_):
    officer = as_("officer")
    with CaptureQueriesContext(connection) as captured:
        officer.get(SECTION)
    assert [query for query in captured if "objectives_statement" in query["sql"]] == []


def test_another_quarter_does_not_show_this_ones_commentary(as_):
    quarter = Quarter.objects.get(strategy__slug="corporate-plan-2023", period="2024-q2")
    factories.quarter(strategy=quarter.strategy, period=quarter.period.next)
    officer = as_("officer")
    page = text(officer.get(SECTION.replace("2024-q2", "2024-q3")))
    assert "The rises follow the national trend" not in page
    assert "Write a strategy for oral health" in page


def test_the_strategys_page_shows_the_plan_alone(as_):
    page = text(as_("officer").get(STRATEGY))
    assert "Write a strategy for oral health" in page
    assert "Sound finance guides every decision" not in page
    assert "The rises follow the national trend" not in page


def test_a_note_of_the_plan_stands_on_the_strategys_page(client, officer, plan, growth):
    growth("Counted once a year.", kind="note")
    growth("Late this time.", kind="note", quarter=Q2)
    client.force_login(officer)
    page = text(client.get("/strategies/town-plan/"))
    assert "Counted once a year." in page
    assert "Late this time." not in page
