"""The short ways to read a quarter: headlines, two quarters beside each other, one objective."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import Statement
from reporting.meeting import MatterKind
from reporting.models import Quarter
from reporting.workflow import QuarterState, ReturnState
from tests import factories
from tests.factories import Q1, Q2, Q3
from tests.reporting.correcting import correct, on_record, published
from tests.reporting.pages import ONLY_STATUSES, OPEN, PLAN, PUBLISHED, put_in, text
from tests.reporting.reported import reported

TOWN = "/strategies/town-plan/"
METRICS = "/strategies/corporate-plan-2023/quarters/2024-q2/"
HEALTH = f"{PUBLISHED}objectives/social-inclusion-and-access-for-all/"


def at(period, page="headlines/"):
    return f"{TOWN}quarters/{period}/{page}"


@pytest.fixture
def publish(plan, officer):
    """`publish(period, **entry)`: Growth's return of that quarter says this; it is public."""

    def publish(period, **entry):
        return published(plan.enquiries, officer, period, public_from=factories.TODAY, **entry)

    return publish


@pytest.fixture
def two_quarters(publish):
    """Enquiries 137 and Green in Q2; 100 and Red in Q3."""
    publish(Q2, figure="137", declared="green")
    publish(Q3, figure="100", declared="red", note="Two sites slipped. We meet in May.")


# --- Headlines ----------------------------------------------------------------------------------


def test_the_headlines_say_what_is_red_against_what_and_what_is_done(client, two_quarters):
    said = text(client.get(at(Q3)))
    assert "Red Enquiries Growth . Worse: was Green. 100 (October to December 2023)" in said
    assert "Two sites slipped. We meet in May." in said
    assert "Nothing else got worse." in said


def test_a_headline_leads_to_the_kpis_history(client, plan, two_quarters):
    page = client.get(at(Q3))
    (item,) = page.context["red"]["items"]
    assert item["url"] == f"/kpis/{plan.enquiries.kpi.slug}/"
    assert client.get(item["url"]).status_code == 200


def test_the_headlines_of_the_reference_quarter_name_its_four_reds(client, reference):
    items = client.get(f"{PUBLISHED}headlines/").context["red"]["items"]
    assert [item["title"] for item in items] == [
        "Reception pupils on free school meals with good development",
        "People living where food insecurity risk is highest",
        "Median weekly earnings",
        "Gap in life expectancy at birth",
    ]


def test_headlines_say_that_kpis_cannot_be_compared_where_only_overall_statuses_are_held(
    client, reference
):
    said = text(client.get(f"{PUBLISHED}headlines/"))
    none = "Of KPIs there is no earlier status to compare with."
    assert f"Got worse No overall status got worse. {none}" in said
    assert f"Got better No overall status got better. {none}" in said


def test_a_word_that_was_reported_has_its_figure_in_the_headlines_and_the_objective(
    client, reference
):
    said = text(client.get(f"{PUBLISHED}headlines/"))
    assert "41.6% for 2022. Reported as worse; the target is an increase." in said
    assert "Worse, at 41.6% 2022" in text(client.get(HEALTH))


def test_missed_targets_are_the_headlines_of_a_metrics_quarter(as_):
    page = as_("officer").get(f"{METRICS}headlines/")
    red = page.context["red"]
    assert red["items"][0]["title"] == "Number of people rough sleeping"
    assert red["more"] == "and 3 more"
    assert client_follows(as_("officer"), red["url"])


def client_follows(client, url):
    return client.get(url.partition("#")[0]).status_code == 200


def test_the_rest_of_a_list_is_a_link_away(as_):
    page = as_("officer").get(f"{METRICS}headlines/")
    rest = as_("officer").get(page.context["worse"]["url"].partition("#")[0])
    assert rest.context["shown"].startswith("42 metrics got worse")


def test_without_figures_the_headlines_say_so(client, reference):
    said = text(client.get(f"{ONLY_STATUSES}headlines/"))
    assert "No sub-strand is Red." in said
    assert "There is no earlier status to compare with." in said


def test_a_quarter_in_which_nothing_can_be_read_has_words(as_):
    said = text(as_("viewer").get(f"{OPEN}headlines/"))
    assert "Nothing to read yet" in said
    assert "0 of 11 returns can be read so far" in said


def test_headlines_show_a_viewer_nothing_that_is_only_submitted(as_):
    put_in("housing", ReturnState.SUBMITTED)
    assert as_("viewer").get(f"{OPEN}headlines/").context.get("red") is None
    assert as_("economy-cell").get(f"{OPEN}headlines/").context["red"] is not None


def test_headlines_tell_a_viewer_what_is_theirs_to_do(client, two_quarters, officer, viewer):
    quarter = Quarter.objects.get(period=Q3)
    late = {"owner": viewer, "due_on": date(2024, 1, 15)}
    factories.matter(
        quarter=quarter, by=officer, kind=MatterKind.ACTION, text="Ask the region.", **late
    )
    client.force_login(viewer)
    said = text(client.get(at(Q3)))
    assert "Overdue Ask the region. For you, by 15 January 2024." in said


def test_the_signed_out_are_asked_nothing(client, two_quarters, officer):
    factories.matter(quarter=Quarter.objects.get(period=Q3), by=officer, text="Why Red?")
    said = text(client.get(at(Q3)))
    assert "Asked of you" not in said
    assert "Why Red?" not in said


def test_a_corrected_figure_is_said_to_be_corrected(client, plan, two_quarters, officer):
    correct(on_record(plan.enquiries, Q3), officer, "101")
    assert "Since corrected to 101" in text(client.get(at(Q3)))


def test_the_dashboard_and_the_strategy_lead_to_the_headlines(client, reference):
    assert f'href="{PUBLISHED}headlines/"' in client.get(PUBLISHED).content.decode()
    assert f'href="{PUBLISHED}headlines/"' in client.get(PLAN).content.decode()


def test_an_edition_leads_nowhere_but_to_itself(client, reference):
    page = client.get(f"{PUBLISHED}editions/1/")
    assert (page.context["ways"], "/objectives/" in page.content.decode()) == ([], False)


# --- Compare ------------------------------------------------------------------------------------


def test_two_quarters_are_told_in_words_first(client, two_quarters):
    page = client.get(at(Q3, "compare/"))
    assert page.context["sentence"] == "1 KPI got worse; 1 figure moved."
    assert "down 27.0%" in text(page)


def test_the_earlier_quarter_stands_first_whichever_was_opened(client, two_quarters):
    page = client.get(at(Q2, "compare/"), {"with": "2023-q3"})
    assert "Q3 2023/24 compared with Q2 2023/24" in text(page)
    assert page.context["before"]["name"] == "Q2 2023/24"


def test_the_quarter_before_is_taken_unless_another_is_chosen(client, publish):
    for period in (Q1, Q2, Q3):
        publish(period)
    assert client.get(at(Q3, "compare/")).context["before"]["name"] == "Q2 2023/24"
    chosen = client.get(at(Q3, "compare/"), {"with": "2023-q1"})
    assert chosen.context["before"]["name"] == "Q1 2023/24"
    assert [item["selected"] for item in chosen.context["options"]] == [False, True]


@pytest.mark.parametrize("asked", ["2023-q1", "2023-q9", "\0", "x" * 500, "2050-q1"])
def test_a_quarter_that_can_not_be_read_has_words_and_a_way_on(client, two_quarters, asked):
    said = text(client.get(at(Q3, "compare/"), {"with": asked}))
    assert "There is no such quarter that you may open." in said
    assert "Q2 2023/24, July to September 2023" in said


def test_a_quarter_is_not_compared_with_itself(client, two_quarters):
    said = text(client.get(at(Q3, "compare/"), {"with": "2023-q3"}))
    assert "That is the same quarter." in said


@pytest.mark.parametrize("page", ["", "headlines/"])
def test_an_only_quarter_does_not_lead_to_a_comparison(page, client, publish):
    publish(Q2, figure="137")
    assert "compare/" not in client.get(at(Q2, page)).content.decode()


@pytest.mark.parametrize("page", ["", "headlines/"])
def test_one_of_two_quarters_leads_to_their_comparison(page, client, two_quarters):
    assert "compare/" in client.get(at(Q3, page)).content.decode()


def test_an_only_quarter_says_that_there_is_no_other(client, publish):
    publish(Q2)
    assert "There is no other quarter to compare with" in text(client.get(at(Q2, "compare/")))


def test_a_draft_is_compared_by_nobody_who_may_not_read_it(client, publish, plan, viewer):
    publish(Q2, figure="137")
    reported(plan.enquiries, Q3, figure="90210", approve=False)
    client.force_login(viewer)
    page = client.get(at(Q3, "compare/"))
    assert "90210" not in page.content.decode()
    assert "no return can be read in both quarters" in text(page)


def test_statuses_without_figures_are_compared_as_wholes(client, reference):
    page = client.get(f"{PUBLISHED}compare/")
    assert page.context["sentence"] == "No overall status changed."
    assert "For Q1 2023/24 only overall statuses and commentaries are held" in text(page)
    assert len(page.context["commentaries"]) == 11


# --- An objective -------------------------------------------------------------------------------


def test_an_objectives_page_has_its_sub_strands_red_first(client, reference):
    parts = client.get(HEALTH).context["parts"]
    assert [part["id"] for part in parts][-2:] == ["health", "digital"]
    health = parts[-2]
    assert [row["status"] for row in health["rows"]] == ["red"] * 4 + ["amber"] * 4 + ["green"]


def test_an_objective_says_what_the_plan_wants_to_see(client, plan, publish):
    publish(Q3)
    objective = plan.growth.objective
    Statement.objects.create(
        strategy=plan.strategy, objective=objective, kind="want_to_see", text="More.", position=1
    )
    said = text(client.get(at(Q3, f"objectives/{objective.slug}/")))
    assert "What we want to see More." in said


def test_an_objective_of_metrics_stands_in_the_same_form(as_):
    page = as_("officer").get(f"{METRICS}objectives/children/")
    (part,) = page.context["parts"]
    assert (len(part["rows"]), part["rows"][0]["status"]) == (24, "red")
    assert page.context["aims"]["title"] == "Priority actions"


def test_objectives_lead_to_each_other(client, reference):
    neighbours = client.get(HEALTH).context["neighbours"]
    assert neighbours["previous"]["label"] == "Regenerated Places"
    assert neighbours["next"] is None


def test_there_is_no_page_of_an_objective_that_the_report_has_not(as_):
    assert as_("viewer").get(f"{PUBLISHED}objectives/nothing/").status_code == 404


def test_an_objective_shows_only_the_state_of_what_may_not_be_read(as_):
    put_in("housing", ReturnState.DRAFT)
    page = as_("economy-cell").get(f"{OPEN}objectives/regenerated-places/")
    shown = {part["id"]: (part["shown"], part["rows"]) for part in page.context["parts"]}
    assert shown["housing"] == (False, [])


def test_the_dashboards_headings_lead_to_the_objectives(client, reference):
    assert f'href="{HEALTH}"' in client.get(PUBLISHED).content.decode()


# --- All of them --------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["headlines/", "compare/", "objectives/places/"])
def test_a_page_asks_no_more_for_more_quarters_and_sub_strands(
    client, plan, officer, publish, page, django_assert_num_queries
):
    publish(Q2, figure="137")
    publish(Q3, figure="100", declared="red")
    client.force_login(officer)
    with CaptureQueriesContext(connection) as few:
        client.get(at(Q3, page))
    for year in range(2010, 2023):
        factories.quarter(
            strategy=plan.strategy,
            period=type(Q3)(year, 1),
            state=QuarterState.OPEN,
        )
    for number in range(6):
        part = factories.sub_strand(objective=plan.growth.objective, slug=f"part-{number}")
        factories.placement(sub_strand=part, kpi=factories.kpi(name=f"Count {number}"))
    with django_assert_num_queries(len(few)):
        assert client.get(at(Q3, page)).status_code == 200


@pytest.mark.parametrize("page", ["headlines/", "objectives/places/"])
def test_a_page_of_an_open_quarter_asks_no_more_for_more_sub_strands(
    client, plan, officer, quarter, page, django_assert_num_queries
):
    client.force_login(officer)
    factories.fill(
        submission=factories.submission(quarter=quarter, sub_strand=plan.growth), state="approved"
    )
    with CaptureQueriesContext(connection) as few:
        client.get(at(Q3, page))
    for number in range(6):
        part = factories.sub_strand(objective=plan.growth.objective, slug=f"part-{number}")
        factories.placement(sub_strand=part, kpi=factories.kpi(name=f"Count {number}"))
    factories.make_returns(quarter)
    for submission in quarter.submissions.exclude(sub_strand=plan.growth):
        factories.fill(
            submission=factories.submission(quarter=quarter, sub_strand=submission.sub_strand),
            state="approved",
        )
    with django_assert_num_queries(len(few)):
        assert client.get(at(Q3, page)).status_code == 200
