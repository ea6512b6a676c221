"""The trends on a sub-strand's page: each chart's data are the report's figures."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from objectives.judging.case import Known
from objectives.models import KPI
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import Basis, Polarity
from reporting import metrics_rows, quarter_report
from reporting.charts.of_line import of_line, of_lines
from reporting.metrics import Metric
from reporting.models import Quarter
from reporting.quarter_report import build, everything
from reporting.report import Comparator
from tests.factories import Q3, new_figure
from tests.reporting.correcting import published
from tests.reporting.reported import line, reported
from tests.reporting.reports import a_line, a_sub_strand

CORPORATE = "/strategies/corporate-plan-2023/quarters/2024-q2/"
PLANNING = "/strategies/ses-action-plan-2023/quarters/2023-q2/planning/"
EMPTY_STYLE = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
HOSTILE = """</script><b>"Enquiries" & 'co'</b>"""


def figures_in(page):
    """Each chart's own data as the page holds them, by the chart's id."""
    found = re.findall(
        r'<script id="([\w-]+)-data" type="application/json">(.*?)</script>', page, re.DOTALL
    )
    return {name: json.loads(text) for name, text in found}


def own(figure, name="Sefton Council"):
    (found,) = [item for item in figure["data"] if item["name"] == name]
    return [value for value in found["y"] if value is not None], [
        text.rpartition(": ")[2] for text in found["hovertext"] if text
    ]


def values_of(line):
    """The numbers and prints that the report holds of a line, oldest first."""
    earlier = [(float(known.number), known.printed) for known in line.earlier]
    if line.figure and line.figure.number is not None and line.period:
        earlier.append((float(line.figure.number), line.achieved))
    return earlier


def with_trend(part):
    return [line for line in part.lines if len(values_of(line)) > 1]


# --- The reference data -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "many"),
    [(f"{CORPORATE}growth/", 12), (f"{CORPORATE}children/", 24), (PLANNING, 0)],
)
def test_each_charts_data_are_the_reports_figures(as_, address, many):
    _, plan, _, period, slug = address.strip("/").split("/")
    quarter = Quarter.objects.get(strategy__slug=plan, period=FinancialQuarter.parse(period))
    part = quarter_report.latest_edition(quarter).sub_strand(slug)
    found = figures_in(as_("officer").get(address).content.decode())
    lines = with_trend(part)
    assert len(found) == len(lines) == many
    for item in lines:
        numbers, printed = own(found[f"trend-{item.number}"])
        held = values_of(item)
        assert numbers == [number for number, _ in held]
        assert [text.partition(" (")[0] for text in printed] == [text for _, text in held]


def test_a_chart_has_its_sentence_its_picture_and_its_table(as_):
    page = as_("officer").get(f"{CORPORATE}growth/").content.decode()
    (chart,) = re.findall(r'<figure class="app-chart" id="trend-1".*?</figure>', page, re.DOTALL)
    assert (
        "116 in April to June 2024, down from 130, the lowest of the 4 shown; "
        "the target is 100: above it; higher is better." in chart
    )
    assert '<svg viewBox="0 0 400 ' in chart
    assert 'role="img" aria-labelledby="trend-1-title trend-1-says"' in chart
    assert '<th scope="row">April to June 2024</th><td>116</td><td>100</td>' in chart


# --- A made quarter -----------------------------------------------------------------------------


@pytest.fixture
def counted(plan):
    """Growth's enquiries are counted quarter by quarter; more is better."""
    kpi = plan.enquiries.kpi
    kpi.polarity, kpi.basis = Polarity.HIGHER, Basis.PERIOD
    kpi.save()
    return plan.enquiries


@pytest.fixture
def two_years(counted):
    """Q3, with the nine quarters before it on record."""
    period = Q3
    for number in range(9, 0, -1):
        period = period.previous
        reported(counted, period, **new_figure(f"{number}0"))
    return reported(counted, Q3, **new_figure("100"))


def test_a_trend_shows_two_years_of_quarters(two_years, counted):
    chart = of_line(line(two_years, counted), "Sefton Council")
    assert own(chart.figure)[0] == [30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0]
    assert len(chart.rows) == 8


def test_a_metrics_table_still_prints_the_last_three(two_years, counted):
    found = line(two_years, counted)
    part = build(two_years, everything).sub_strand("growth")
    row = metrics_rows.row(Metric(part, found), [], {})
    assert [value.printed for value in row.earlier] == ["70", "80", "90"]
    assert len(row.times) == 3
    assert row.line.words == "70, 80, 90, then 100"


def test_the_page_of_a_made_quarter_has_its_eight_values(two_years, counted, client, officer):
    client.force_login(officer)
    page = client.get(f"/strategies/town-plan/quarters/{Q3}/growth/").content.decode()
    numbers, printed = own(figures_in(page)[f"trend-{counted.number}"])
    assert (len(numbers), printed[-1]) == (8, "100")


def test_charts_ask_the_database_nothing(two_years, django_assert_num_queries):
    part = build(two_years, everything).sub_strand("growth")
    with django_assert_num_queries(0):
        assert of_lines(part.lines, "Sefton Council")


def test_a_draft_figure_is_in_no_chart_of_those_who_may_not_read_it(
    counted, client, viewer, officer
):
    published(counted, officer, Q3.previous, figure="60")
    reported(counted, Q3, approve=False, **new_figure("777"))
    client.force_login(viewer)
    address = f"/strategies/town-plan/quarters/{Q3}/growth/"
    assert "777" not in client.get(address).content.decode()
    assert not figures_in(client.get(address).content.decode())
    client.force_login(officer)
    assert figures_in(client.get(address).content.decode())


def test_an_edition_draws_what_it_printed(counted, client, officer):
    published(counted, officer, Q3.previous, figure="60")
    quarter = published(counted, officer, Q3, figure="70")
    client.force_login(officer)
    address = reverse(
        "reporting:edition_sub_strand", args=["town-plan", quarter.period, 1, "growth"]
    )
    page = client.get(address).content.decode()
    assert own(figures_in(page)[f"trend-{counted.number}"])[0] == [60.0, 70.0]


def test_a_hostile_name_is_only_text(two_years, counted, client, officer):
    counted.wording = HOSTILE
    counted.save()
    KPI.objects.filter(pk=counted.kpi_id).update(name=HOSTILE)
    client.force_login(officer)
    response = client.get(f"/strategies/town-plan/quarters/{Q3}/growth/")
    page = response.content.decode()
    assert HOSTILE not in page
    assert "<b>" not in page
    assert unescape(page).count(HOSTILE) >= 1
    assert figures_in(page)


# --- What is drawn of a line --------------------------------------------------------------------


def with_earlier(**fields):
    return a_line(earlier=(known("60", FinancialQuarter(2023, 1)),), **fields)


def known(printed, quarter):
    return Known(Decimal(printed), printed, DataPeriod.for_quarter(quarter))


def test_a_figure_without_one_before_it_has_no_trend():
    assert of_line(a_line(), "Sefton") is None


@pytest.mark.parametrize(
    ("fields", "is_drawn"),
    [
        ({"held_against": "target", "measured": 137, "expected": 250}, True),
        ({"measured": 137, "expected": 250}, True),  # an edition that did not say it
        ({"held_against": "share", "measured": 137, "expected": Decimal("62.5")}, False),
        ({"held_against": "by_now", "measured": 197, "expected": 250}, False),
        ({"held_against": "earlier", "measured": 137, "expected": 60}, False),
        ({}, False),
    ],
)
def test_a_target_is_drawn_where_the_figure_was_held_against_all_of_it(fields, is_drawn):
    names = [item["name"] for item in of_line(with_earlier(**fields), "Sefton").figure["data"]]
    assert ("Target" in names) is is_drawn


def test_others_are_drawn_beside_it():
    england = Comparator("England", (known("99", FinancialQuarter(2023, 2)),))
    chart = of_line(with_earlier(comparators=(england,)), "Sefton")
    assert own(chart.figure, "England")[0] == [99.0]
    assert chart.sentence.endswith("England: 99.")


def test_a_provisional_figure_is_marked():
    chart = of_line(with_earlier(certainty="provisional"), "Sefton")
    assert chart.rows[-1][1] == "137 (provisional)"


def test_what_must_be_known_of_earlier_values_stands_below():
    before = replace(known("60", FinancialQuarter(2023, 1)), caveat="Take care.")
    chart = of_line(a_line(earlier=(before,)), "Sefton")
    assert chart.note == "Take care."


# --- Pages with and without ---------------------------------------------------------------------


def policy(response):
    return response.headers["Content-Security-Policy"]


def test_a_page_with_charts_may_draw_them(as_):
    response = as_("officer").get(f"{CORPORATE}growth/")
    assert EMPTY_STYLE in policy(response)
    assert "unsafe" not in policy(response)
    assert response.content.count(b"js/charts.js") == 1


@pytest.mark.parametrize("address", ["/sign-in/", "/strategies/", f"{CORPORATE}files/"])
def test_a_page_without_charts_loads_no_chart_code(as_, address):
    response = as_("officer").get(address)
    assert EMPTY_STYLE not in response.headers.get("Content-Security-Policy", "")
    assert b"chart" not in response.content


def test_a_sub_strand_without_a_trend_loads_no_chart_code(as_):
    part = PLANNING.replace("planning", "housing")
    assert b"charts.js" not in as_("officer").get(part).content


def test_a_report_without_figures_has_no_trends():
    assert of_lines(a_sub_strand().lines, "Sefton") == []
