"""Where everybody begins; strategies, a strategy's grid, a quarter's dashboard and its filters."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import Statement
from objectives.models.strategy import PAGES
from objectives.periods import FinancialQuarter
from reporting import urls
from reporting.access import Reader
from reporting.models import Edition, Entry
from reporting.views import quarter_page
from reporting.workflow import ReturnState
from tests import factories
from tests.reporting.correcting import correct, on_record, published
from tests.reporting.pages import ONLY_STATUSES, OPEN, PLAN, PUBLISHED, put_in, text

# --- Home ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lead", "/my-returns/"),
        ("lead-business", "/my-returns/"),
        ("ses-lead", OPEN),
        ("economy-cell", OPEN),
        ("officer", OPEN),
        ("viewer", f"{PUBLISHED}headlines/"),
        ("admin", "/strategies/"),
    ],
)
def test_home_sends_each_role_where_its_work_begins(as_, name, expected):
    assert as_(name).get("/").headers["Location"] == expected


def test_home_sends_the_signed_out_to_sign_in(client, reference):
    assert client.get("/").headers["Location"] == "/sign-in/"


def test_home_sends_somebody_without_a_role_to_the_strategies(client, stranger):
    client.force_login(stranger)
    assert client.get("/").headers["Location"] == "/strategies/"


# --- Navigation ---------------------------------------------------------------------------------


def nav(response):
    return [(item.label, item.current) for item in response.context["nav"]]


def test_a_lead_is_offered_their_returns(as_):
    assert nav(as_("lead").get(OPEN)) == [
        ("My returns", False),
        ("Dashboard", True),
        ("Strategies", False),
        ("KPIs", False),
        ("Search", False),
    ]


def test_an_administrator_is_offered_the_audit_record_and_no_dashboard(as_):
    assert nav(as_("admin").get("/strategies/")) == [
        ("Strategies", True),
        ("KPIs", False),
        ("People", False),
        ("Audit", False),
        ("Search", False),
    ]


def test_the_navigation_of_the_signed_out_asks_the_database_nothing(client, db):
    with CaptureQueriesContext(connection) as queries:
        client.get("/sign-in/")
    assert len(queries) == 0


# --- Strategies ---------------------------------------------------------------------------------


def test_anybody_reads_of_published_quarters(client, reference):
    said = text(client.get("/strategies/"))
    assert "Q2 2023/24, July to September 2023 Published" in said
    assert "Q3 2023/24" not in said


def test_the_open_quarter_is_listed_for_those_who_work_on_it(as_):
    assert "Q3 2023/24, October to December 2023 Open" in text(as_("lead").get("/strategies/"))


def test_without_anything_published_the_list_says_so(client, db):
    assert "Nothing is published yet" in text(client.get("/strategies/"))


def test_the_grid_shows_each_sub_strand_by_quarter(as_):
    said = text(as_("officer").get(PLAN))
    assert "Health & Wellbeing, Q2 2023/24: Amber" in said
    assert "Health & Wellbeing, Q3 2023/24: Not started" in said


def test_the_grid_counts_each_quarter(client, reference):
    counts = client.get(PLAN).context["grid"]["counts"]
    assert [item["word"] for item in counts[1]["items"]] == ["10 Green", "1 Amber"]


def test_the_grid_shows_a_viewer_nothing_that_is_not_approved(as_):
    put_in("housing", ReturnState.SUBMITTED)
    page = as_("viewer").get(PLAN)
    assert "Housing, Q3 2023/24" not in text(page)


def test_the_grid_shows_what_is_submitted_to_another_lead(as_):
    put_in("housing", ReturnState.SUBMITTED)
    assert "Housing, Q3 2023/24: Green" in text(as_("lead").get(PLAN))


def test_older_quarters_stand_behind_a_link(client, officer, plan):
    for number in range(12):
        period = FinancialQuarter(2020 + number // 4, number % 4 + 1)
        factories.quarter(strategy=plan.strategy, period=period)
    client.force_login(officer)
    page = client.get("/strategies/town-plan/")
    earlier = client.get("/strategies/town-plan/" + page.context["window"].earlier)
    assert [len(shown.context["grid"]["quarters"]) for shown in (page, earlier)] == [8, 4]


def test_a_quarter_that_is_no_quarter_shows_the_latest(client, reference):
    assert client.get(PLAN, {"before": "x" * 40}).status_code == 200


def test_the_plans_statements_stand_below_the_grid(client, officer, plan, quarter):
    Statement.objects.create(
        strategy=plan.strategy,
        objective=plan.growth.objective,
        kind="want_to_see",
        text="More homes.",
        position=1,
    )
    client.force_login(officer)
    assert "Places Want to see More homes." in text(client.get("/strategies/town-plan/"))


def test_an_unknown_strategy_leads_the_signed_out_to_sign_in(client, reference):
    assert client.get("/strategies/nowhere/").headers["Location"].startswith("/sign-in/?next=")


# --- The dashboard ------------------------------------------------------------------------------


def test_the_dashboard_begins_with_the_quarter_in_a_breath(client, reference):
    sentence = (
        "10 of 11 sub-strands are Green and 1 is Amber. 4 KPIs are Red, all in Health & Wellbeing."
    )
    assert sentence in text(client.get(PUBLISHED))


def test_the_dashboard_counts_the_kpis(client, reference):
    counts = client.get(PUBLISHED).context["counts"]
    assert counts == {"red": 4, "amber": 11, "green": 47, "not_rated": 5, "total": 67}


def test_what_needs_attention_links_to_the_row(client, reference):
    urls = [item["url"] for item in client.get(PUBLISHED).context["attention"]["first"]]
    assert urls[0] == f"{PUBLISHED}health/#kpi-4"


def test_what_its_figures_contradict_needs_attention_for_every_reader(client, reference):
    said = text(client.get(PUBLISHED))
    assert "Green No of businesses attending InvestSefton events/workshops" in said
    assert "The figures say Red 35" in said
    assert "No reason given." in said


def test_the_dashboard_names_what_was_corrected_since(client, plan, officer):
    published(plan.enquiries, officer, figure="100")
    correct(on_record(plan.enquiries), officer, figure="98")
    client.force_login(officer)
    page = client.get("/strategies/town-plan/quarters/2023-q2/")
    [item] = page.context["corrected"]
    assert item["url"] == "/strategies/town-plan/quarters/2023-q2/growth/#kpi-1"
    assert "1 figure has been corrected since. The edition keeps what it said." in text(page)
    assert item["words"] in text(page)


def test_what_needs_attention_says_what_was_corrected_since(client, plan, officer):
    published(plan.enquiries, officer, figure="100", declared="red", note="Too few.")
    correct(on_record(plan.enquiries), officer, figure="98")
    client.force_login(officer)
    page = client.get("/strategies/town-plan/quarters/2023-q2/")
    [item] = [item for item in page.context["attention"]["first"] if item["status"] == "red"]
    assert item["corrected"].startswith("Since corrected to 98, on 22 January 2024.")
    assert text(page).count(item["corrected"]) == 3  # there, among the corrected, among the KPIs


def test_without_a_correction_the_dashboard_says_nothing_of_it(client, reference):
    assert "Since corrected" not in text(client.get(PUBLISHED))


def test_a_kpi_needs_attention_once(client, reference):
    context = client.get(PUBLISHED).context
    listed = context["attention"]["first"] + context["attention"]["rest"] + context["ambers"]
    urls = [item["url"] for item in listed]
    assert len(urls) == len(set(urls))


def test_a_long_list_is_folded(client, reviewer, plan, quarter):
    for number in range(5, 25):
        kpi = factories.kpi(name=f"KPI {number}")
        placed = factories.placement(sub_strand=plan.growth, kpi=kpi)
        Entry.objects.create(
            submission=quarter.submissions.get(sub_strand=plan.growth),
            placement=placed,
            declared="red",
        )
    quarter.submissions.filter(sub_strand=plan.growth).update(
        state=ReturnState.SUBMITTED, overall="green"
    )
    client.force_login(reviewer)
    page = client.get("/strategies/town-plan/quarters/2023-q3/")
    assert page.context["attention"]["rest_title"] == "8 more"


def test_the_dashboard_says_when_figures_are_not_held(client, reference):
    assert "Figures for this quarter are not held" in text(client.get(ONLY_STATUSES))


def test_the_dashboard_names_its_edition(client, reference):
    assert "Edition 1, published 18 December 2023" in text(client.get(PUBLISHED))


def test_the_day_of_an_edition_is_that_of_the_clock_on_the_wall(client, reference):
    Edition.objects.update(published_at=datetime(2023, 6, 30, 23, 30, tzinfo=UTC))
    assert "published 1 July 2023" in text(client.get("/strategies/"))


def test_every_page_beside_those_of_sub_strands_is_no_sub_strands_slug():
    beside = {str(item.pattern).split("/")[0] for item in urls.a_quarter}
    assert {page for page in beside if page and "<" not in page} == set(PAGES)


def test_a_dashboard_leads_to_the_quarters_beside_it(as_):
    assert as_("officer").get(OPEN).context["quarters"] == [
        {"label": "Previous quarter: Q2 2023/24", "url": PUBLISHED}
    ]
    page = as_("officer").get(PUBLISHED)
    assert {"label": "Next quarter: Q3 2023/24", "url": OPEN} in page.context["quarters"]
    assert "Next quarter: Q3 2023/24" in text(page)


def test_the_quarters_beside_it_cost_one_query_however_many_there_are(
    plan, quarter, officer, django_assert_num_queries
):
    who = Reader.of(officer, factories.TODAY)
    with django_assert_num_queries(1):
        assert quarter_page.beside(quarter, who) == []
    for year in (2022, 2024, 2025):
        period = FinancialQuarter(year, 1)
        factories.quarter(strategy=plan.strategy, period=period)
    with django_assert_num_queries(1):
        labels = [link["label"] for link in quarter_page.beside(quarter, who)]
    assert labels == ["Previous quarter: Q1 2022/23", "Next quarter: Q1 2024/25"]


def test_a_dashboard_leads_nobody_to_what_they_may_not_open(client, reference):
    assert "Next quarter" not in text(client.get(PUBLISHED))


def test_an_open_quarter_says_what_is_owed(as_):
    assert "11 returns are still owed" in text(as_("officer").get(OPEN))


def test_an_open_quarter_says_how_far_each_return_is(as_):
    put_in("housing", ReturnState.SENT_BACK)
    assert "Housing Was Green Sent back" in text(as_("economy-cell").get(OPEN))


def test_a_viewer_is_told_that_there_is_nothing_to_read_yet(as_):
    assert "No return of this quarter has been approved" in text(as_("viewer").get(OPEN))


def test_a_viewer_reads_what_is_approved(as_):
    put_in("housing", ReturnState.APPROVED)
    assert "1 of 11 returns can be read so far: it is Green." in text(as_("viewer").get(OPEN))


def test_a_draft_does_not_count_even_for_its_own_lead(as_):
    put_in("business", ReturnState.DRAFT)
    assert as_("lead").get(OPEN).context["counts"]["total"] == 0


def test_an_administrator_sees_how_far_returns_are_and_no_figure(as_):
    put_in("business", ReturnState.SUBMITTED)
    said = text(as_("admin").get(OPEN))
    assert "Submitted" in said
    assert "Figures are not shown to you" in said


def test_a_reviewer_finds_what_waits_for_review(as_):
    put_in("business", ReturnState.SUBMITTED)
    [item] = as_("economy-cell").get(OPEN).context["mine"]
    assert item["url"] == f"{OPEN}business/"


def test_another_lead_is_asked_to_review_nothing(as_):
    put_in("business", ReturnState.SUBMITTED)
    assert as_("lead-housing").get(OPEN).context["mine"] == []


def test_an_ses_lead_finds_their_sub_strands(as_):
    groups = as_("ses-lead").get(OPEN).context["groups"]
    assert sum(row["yours"] for group in groups for row in group["rows"]) == 6


def test_an_officer_is_offered_to_publish(as_):
    assert as_("officer").get(OPEN).context["publish"]["url"] == f"{OPEN}publish/"


@pytest.mark.parametrize("name", ["lead", "economy-cell", "viewer", "admin"])
def test_nobody_else_is_offered_to_publish(as_, name):
    assert as_(name).get(OPEN).context["publish"] is None


def test_an_open_quarter_is_not_shown_to_the_signed_out(client, reference):
    assert client.get(OPEN).headers["Location"] == f"/sign-in/?next={OPEN}"


# --- Filters ------------------------------------------------------------------------------------


def filtered(client, **query):
    context = client.get(PUBLISHED, query).context
    names = [row["name"] for group in context["groups"] for row in group["rows"]]
    return names, len(context["kpis"])


def test_a_status_keeps_its_kpis_and_their_sub_strands(client, reference):
    assert filtered(client, status="red") == (["Health & Wellbeing"], 4)


def test_an_objective_keeps_its_sub_strands(client, reference):
    names, kpis = filtered(client, objective="business-growth-and-investment")
    assert (names, kpis) == (["Business Growth & Investment"], 11)


def test_what_no_filter_knows_is_left_out(client, reference):
    names, kpis = filtered(client, status="purple", objective="nowhere")
    assert (len(names), kpis) == (11, 67)


def test_filters_stay_in_the_address(client, reference):
    links = client.get(PUBLISHED, {"status": "red"}).context["filters"][0]["links"]
    assert all("status=red" in link["url"] for link in links)


def test_a_filter_that_leaves_nothing_says_so(client, reference):
    page = client.get(PUBLISHED, {"status": "red", "objective": "regenerated-places"})
    assert "Nothing fits these filters" in text(page)
