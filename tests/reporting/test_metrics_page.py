"""The corporate performance report on the page: tables, filters, sections, and the strategy's."""

import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from objectives.models import Statement, SubStrand
from objectives.periods import FinancialQuarter
from objectives.plan import Style
from reporting.models import Observation, Quarter
from tests import factories
from tests.reporting.pages import text

PLAN = "/strategies/corporate-plan-2023/"
QUARTER = f"{PLAN}quarters/2024-q2/"


@pytest.fixture
def officer_client(as_):
    return as_("officer")


def rows(response):
    """The codes of the rows shown, in order."""
    return [row.code for table in response.context["tables"] for row in table["rows"]]


def row_of(response, code):
    page = response.content.decode()
    (found,) = [
        part for part in re.findall(r"<tr id=.*?</tr>", page, re.DOTALL) if f">{code}<" in part
    ]
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


# --- The quarter --------------------------------------------------------------------------------


def test_the_quarter_of_a_metrics_strategy_is_a_table_of_its_metrics(officer_client):
    response = officer_client.get(QUARTER)
    assert len(rows(response)) == 89
    assert [table["title"] for table in response.context["tables"]] == [
        "Children",
        "Adult Social Care",
        "Health & Wellbeing",
        "Working for our communities",
        "Growth",
        "Financial sustainability",
    ]


def test_a_row_says_what_the_report_prints(officer_client):
    said = row_of(officer_client.get(QUARTER), "A04")
    assert "Quarter Higher" in said
    assert "86.1% July to September 2024 (inferred)" in said
    assert "up 4.9%, better 90% 3.9 points 4.3% short Amber" in said


def test_its_sentence_counts_targets_and_movements(officer_client):
    assert officer_client.get(QUARTER).context["sentence"] == (
        "8 of the 34 metrics with a target are Red, 6 Amber and 19 Green; "
        "1 can’t be held against its target. 42 got worse and 31 better."
    )


def test_below_its_sentence_a_bar_says_the_same_of_all_its_metrics(officer_client):
    said = text(officer_client.get(QUARTER))
    assert "8 Red 6 Amber 19 Green 56 without a verdict" in said


@pytest.mark.parametrize(
    ("code", "target"), [("G13", "£99k"), ("G14", "£756k"), ("G09", "7,829"), ("A10", "N/A")]
)
def test_a_target_is_printed_in_the_unit_of_its_figures(officer_client, code, target):
    assert f" {target} " in row_of(officer_client.get(QUARTER), code)


def test_why_keeps_the_target_as_the_source_has_it(officer_client):
    assert "The source prints the target as “756”." in text(officer_client.get(QUARTER))


def test_nothing_infinite_is_printed(officer_client):
    said = text(officer_client.get(QUARTER)).lower()
    assert not re.search(r"\b(inf|nan|infinity)\b", said)


def test_from_zero_is_said_in_words(officer_client):
    assert "up from zero, worse" in row_of(officer_client.get(QUARTER), "W08")


@pytest.mark.parametrize("code", ["F03", "A12"])
def test_a_doubtful_polarity_is_pointed_out_and_not_judged(officer_client, code):
    said = row_of(officer_client.get(QUARTER), code)
    assert "Check:" in said
    assert "%, better" not in said
    assert "%, worse" not in said


def test_what_is_doubtful_is_listed_above_the_table(officer_client):
    titles = [item["title"] for item in officer_client.get(QUARTER).context["checks"]]
    assert titles == [
        "A12 Social Worker average caseload",
        "F03 Debt collected as a percentage of gross debt raised in quarter",
    ]


def test_a_sparkline_is_read_out(officer_client):
    assert 'aria-label="38, 47, 92, then 131"' in officer_client.get(QUARTER).content.decode()


def test_a_single_figure_has_no_sparkline(officer_client):
    assert "One figure only" in row_of(officer_client.get(QUARTER), "G09")


def test_the_page_has_no_inline_style(officer_client):
    assert " style=" not in officer_client.get(QUARTER).content.decode()


def test_a_shared_kpi_names_its_home(officer_client):
    assert "From Business Growth & Investment" in text(officer_client.get(QUARTER))


def test_a_metric_that_needs_attention_links_to_its_row(officer_client):
    first = officer_client.get(QUARTER).context["attention"]["first"][0]
    section, anchor = first["url"].split("#")
    assert f'<tr id="{anchor}">' in officer_client.get(section).content.decode()


def test_the_published_page_reads_its_edition(officer_client):
    Observation.objects.filter(kpi__slug="early-help-assessments-completed").update(value=1)
    SubStrand.objects.filter(slug="children").update(name="Renamed")
    said = text(officer_client.get(QUARTER))
    assert "up 42.4%, better" in said
    assert "Renamed" not in said


def test_a_figure_that_was_corrected_since_says_so_at_its_row(officer_client):
    old = Observation.objects.current().get(
        kpi__slug="early-help-assessments-completed", ends="2024-09-30"
    )
    Observation.objects.filter(pk=old.pk).update(is_current=False)
    old.pk, old.value, old.printed, old.is_current = None, Decimal(130), "130", True
    old.supersedes_id, old.reason = None, "One was counted twice."
    old.entry, old.recorded_at = None, old.recorded_at + timedelta(days=1)
    old.save(force_insert=True)
    assert "Since corrected to 130" in row_of(officer_client.get(QUARTER), "C01")


# --- Filters and orders -------------------------------------------------------------------------


def test_filters_combine(officer_client):
    response = officer_client.get(f"{QUARTER}?section=growth&movement=worse&met=missed")
    assert rows(response) == ["G03"]
    assert response.context["shown"] == "1 metric in Growth got worse and misses its target."


def test_the_filter_offers_the_answers_of_the_sentence(officer_client):
    filters = officer_client.get(QUARTER).context["filters"]
    (target,) = [group for group in filters if group["label"] == "Target"]
    assert [(link["label"], link["count"]) for link in target["links"]] == [
        ("All", 89),
        ("Met", 19),
        ("Close to it", 6),
        ("Missed", 8),
        ("Can’t be held against it", 1),
        ("No target", 55),
    ]


def test_one_link_leads_to_what_is_red(officer_client):
    filters = officer_client.get(QUARTER).context["filters"]
    (group,) = [group for group in filters if group["label"] == "Figures say"]
    assert [(link["label"], link["count"]) for link in group["links"]] == [
        ("All", 89),
        ("Red", 8),
        ("Amber", 6),
        ("Green", 19),
        ("No verdict", 56),
    ]
    response = officer_client.get(f"{QUARTER}{group['links'][1]['url'].partition('#')[0]}")
    assert {row.status for table in response.context["tables"] for row in table["rows"]} == {"red"}
    assert response.context["shown"] == "8 metrics are Red."


@pytest.mark.parametrize("label", ["Figures say", "Better or worse", "Change", "Target"])
def test_the_counts_of_a_filter_add_up(officer_client, label):
    filters = officer_client.get(QUARTER).context["filters"]
    (group,) = [group for group in filters if group["label"] == label]
    every, *each = [link["count"] for link in group["links"]]
    assert sum(each) == every


def test_metrics_sort_by_plain_links_too(officer_client):
    *_, group = officer_client.get(f"{QUARTER}?status=red").context["filters"]
    assert group["label"] == "Sort by"
    link = next(link for link in group["links"] if link["label"] == "Furthest from target")
    response = officer_client.get(f"{QUARTER}{link['url'].partition('#')[0]}")
    assert rows(response)[:2] == ["W08", "G14"]


def test_an_address_of_before_still_finds_what_is_missed(officer_client):
    old, new = (rows(officer_client.get(f"{QUARTER}?met={met}")) for met in ("not_met", "missed"))
    assert old == new
    assert len(new) == 8


def test_a_step_on_a_scale_is_not_held_against_its_target_wherever_one_looks(officer_client):
    response = officer_client.get(f"{QUARTER}?met=untold")
    assert rows(response) == ["C15"]
    assert response.context["shown"] == "1 metric can’t be held against its target."
    assert "2 66.7% short Can’t be held against it" in row_of(response, "C15")
    said = officer_client.get(QUARTER).context["sentence"]
    assert "1 can’t be held against its target" in said


def test_the_current_choices_are_marked(officer_client):
    page = officer_client.get(f"{QUARTER}?section=growth&met=met").content.decode()
    filters = page[page.index('<nav class="app-filters"') :]
    current = re.findall(r'aria-current="true">([^<]+?) ?<', filters)
    assert current == ["Growth", "All", "All", "All", "Met", "As printed"]


def test_a_filters_link_keeps_the_other_choices(officer_client):
    page = officer_client.get(f"{QUARTER}?section=growth&sort=-change").content.decode()
    assert 'href="?section=growth&amp;met=met&amp;sort=-change#metrics"' in page


def test_what_the_address_asks_for_in_vain_is_ignored(officer_client):
    assert len(rows(officer_client.get(f"{QUARTER}?section=none&met=x&sort=y"))) == 89


def test_a_sorted_column_says_so(officer_client):
    page = officer_client.get(f"{QUARTER}?sort=-change").content.decode()
    assert page.count("aria-sort=") == 1
    assert re.search(r'app-metrics__change" aria-sort="descending"><a[^>]*\?sort=change#', page)


def test_sorted_metrics_make_one_table_with_their_sections(officer_client):
    response = officer_client.get(f"{QUARTER}?sort=-change")
    assert len(response.context["tables"]) == 1
    assert rows(response)[:3] == ["W08", "W18", "A14"]


def test_an_empty_choice_leads_back(officer_client):
    said = text(officer_client.get(f"{QUARTER}?direction=new&met=missed"))
    assert "No metric is new and misses its target." in said
    assert "Show all metrics" in said


def test_every_count_of_a_filter_is_what_its_link_shows(officer_client):
    filters = officer_client.get(f"{QUARTER}?section=growth").context["filters"]
    counted = [group for group in filters if group["label"] != "Sort by"]
    for link in [link for group in counted for link in group["links"]]:
        shown = rows(officer_client.get(f"{QUARTER}{link['url'].partition('#')[0]}"))
        assert len(shown) == link["count"], link["label"]


# --- A section ----------------------------------------------------------------------------------


def test_a_section_is_the_same_table_for_itself(officer_client):
    response = officer_client.get(f"{QUARTER}health-wellbeing/")
    assert [row.code for row in response.context["table"]["rows"]] == [
        f"H{number:02}" for number in range(1, 18)
    ]


def test_a_section_begins_with_its_introduction(officer_client):
    said = text(officer_client.get(f"{QUARTER}financial-sustainability/"))
    assert said.index("Sound finance guides") < said.index("1 of the 2 metrics")


def test_a_section_shows_what_the_plan_says_by_kind(officer_client):
    said = text(officer_client.get(f"{QUARTER}growth/"))
    titles = ["Commentary", "What the plan says", "Priority actions", "Measures of success"]
    places = [said.index(words) for words in titles]
    assert places == sorted(places)


def test_commentary_links_to_the_rows_it_speaks_of(officer_client):
    page = officer_client.get(f"{QUARTER}health-wellbeing/").content.decode()
    about = re.search(r"The rises follow the national trend.*?</li>", page, re.DOTALL)[0]
    assert re.findall(r'href="#kpi-(\d+)"', about) == ["11", "12", "13", "14"]


def test_a_caveat_is_marked_at_its_figures_and_said_below(officer_client):
    page = officer_client.get(f"{QUARTER}health-wellbeing/").content.decode()
    assert page.count('href="#table-note-1"') == 2
    assert '<li id="table-note-1">The pandemic disrupted' in page


def test_an_officer_finds_where_to_correct_a_figure(officer_client):
    page = officer_client.get(f"{QUARTER}children/").content.decode()
    assert f'href="{QUARTER}children/kpis/1/correct/"' in page


def test_those_who_only_read_are_not_asked_to_correct(as_):
    assert "/correct/" not in as_("economy-cell").get(f"{QUARTER}children/").content.decode()


def test_a_rag_strategys_sub_strand_page_is_as_it_was(officer_client):
    said = text(officer_client.get("/strategies/ses-action-plan-2023/quarters/2023-q2/business/"))
    assert "Overall status" in said


# --- The strategy -------------------------------------------------------------------------------


def test_the_strategys_page_says_how_its_targets_stand(officer_client):
    said = text(officer_client.get(PLAN))
    assert "All sections 19 met 6 close 8 missed" in said
    assert "Health & Wellbeing, Q2 2024/25: 1 missed" in said


def test_the_list_of_strategies_says_how_its_targets_stand(officer_client):
    assert "19 met 6 close 8 missed" in text(officer_client.get("/strategies/"))


def test_the_plans_statements_of_a_kind_make_one_list(officer_client):
    said = text(officer_client.get(PLAN))
    assert said.count("Priority actions") == 5  # the section of finances has none


# --- Files --------------------------------------------------------------------------------------


def test_the_workbook_holds_every_metric(officer_client):
    content = officer_client.get(f"{QUARTER}workbook/").content
    book = openpyxl.load_workbook(BytesIO(content))
    cells = {cell for sheet in book for row in sheet.values for cell in row}
    assert "Progress 8 for KS4 pupils" in cells


def test_the_quarter_is_there_as_data(officer_client):
    assert officer_client.get(f"{QUARTER}json/").json()["style"] == "metrics"


# --- While it is open ---------------------------------------------------------------------------


def metrics_plan(many, slug="town-plan"):
    """An open quarter of a metrics strategy with `many` metrics in each of two sections."""
    strategy = factories.strategy(slug=slug, style=Style.METRICS)
    for slug in ("growth", "housing"):
        objective = factories.objective(strategy=strategy, slug=slug, name=slug.capitalize())
        part = factories.sub_strand(objective=objective, slug=slug, stands_for_whole=True)
        for number in range(many):
            kpi = factories.kpi(name=f"Metric {number}", polarity="higher", basis="period")
            factories.target(placement=factories.placement(sub_strand=part, kpi=kpi))
            statement = Statement.objects.create(
                strategy=strategy,
                objective=objective,
                quarter=factories.Q3 if number % 2 else None,
                kind="note",
                text="So.",
                position=number,
            )
            statement.kpis.add(kpi)
    return factories.quarter(strategy=strategy)


def reader_of(quarter, client, role=Role.OFFICER):
    client.force_login(factories.hold(user=factories.person(), role=role, over=quarter.strategy))
    return client


def address(quarter):
    return f"/strategies/{quarter.strategy.slug}/quarters/{quarter.period.slug}/"


def submit(quarter, slug="growth"):
    part = quarter.strategy.sub_strands.get(slug=slug)
    factories.fill(
        submission=factories.submission(quarter=quarter, sub_strand=part), state="submitted"
    )


def test_a_section_that_has_not_come_in_is_named_below_the_table(client, db):
    quarter = metrics_plan(1)
    submit(quarter)
    response = reader_of(quarter, client).get(address(quarter))
    assert [table["title"] for table in response.context["tables"]] == ["Growth"]
    assert "Housing : not started" in text(response)


def test_before_anything_has_come_in_the_page_says_so(client, db):
    quarter = metrics_plan(1)
    assert "Nothing to read yet" in text(reader_of(quarter, client).get(address(quarter)))


def test_a_live_figure_is_held_against_its_target(client, db):
    quarter = metrics_plan(1)
    submit(quarter)
    said = text(reader_of(quarter, client).get(address(quarter)))
    assert "137 October to December 2023" in said


def queries(client, *addresses):
    counts = []
    for page in addresses:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        counts.append(len(captured))
    return counts


@pytest.mark.parametrize("page", ["quarters/2023-q3/", "quarters/2023-q3/growth/", ""])
def test_more_metrics_cost_no_more_queries(client, db, page):
    few, many = metrics_plan(4), metrics_plan(89, slug="county-plan")
    for quarter in (few, many):
        submit(quarter)
    officer = factories.person()
    for quarter in (few, many):
        factories.hold(user=officer, role=Role.OFFICER, over=quarter.strategy)
    client.force_login(officer)
    small, large = queries(
        client, f"/strategies/town-plan/{page}", f"/strategies/county-plan/{page}"
    )
    assert small == large


def test_more_quarters_cost_the_lists_no_more_queries(client, db):
    first = metrics_plan(1)
    Quarter.objects.filter(pk=first.pk).update(state="published")
    pages = ("/strategies/town-plan/", "/strategies/")
    one = queries(reader_of(first, client), *pages)
    for number in (1, 2, 4):
        period = FinancialQuarter(2022, number)
        factories.quarter(strategy=first.strategy, period=period, state="published")
    assert queries(client, *pages) == one
