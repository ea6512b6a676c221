"""Charts in a real browser: Plotly draws over the still pictures, which stay where it can't.

The console is watched (`conftest`): a breach of the content security policy fails each test.
"""

import json
import re

import pytest
from playwright.sync_api import expect

from objectives.periods import FinancialQuarter
from reporting.models import Quarter
from reporting.quarter_report import latest_edition
from tests.browser import pages
from tests.browser.pages import METRICS, OFFICER

GROWTH = f"{METRICS}growth/"
LIBRARY = re.compile(r"plotly-basic\.min")


@pytest.fixture
def report(page, reference):
    """An officer on the page of Growth, Q2 2024/25."""
    pages.sign_in(page, OFFICER)
    page.goto(GROWTH)
    return page


def chart(page, number=1):
    return page.locator(f"#trend-{number}")


def drawn(page, number=1):
    """The chart, scrolled to and drawn by Plotly."""
    found = chart(page, number)
    found.scroll_into_view_if_needed()
    expect(found).to_have_class(re.compile("app-chart--drawn"))
    expect(found.locator(".app-chart__drawn .main-svg").first).to_be_visible()
    return found


def test_a_chart_is_drawn_once_it_has_come_into_view(report):
    assert not report.evaluate("'Plotly' in window")
    found = drawn(report)
    expect(found.locator(".scatterlayer .trace")).to_have_count(2)  # the figures, the target


def test_what_is_drawn_are_the_reports_figures(report):
    found = drawn(report)
    said = json.loads(report.locator("#trend-1-data").text_content())
    quarter = Quarter.objects.get(
        strategy__slug="corporate-plan-2023", period=FinancialQuarter(2024, 2)
    )
    line = latest_edition(quarter).sub_strand("growth").lines[0]
    held = [float(known.number) for known in line.earlier] + [float(line.figure.number)]
    (own,) = [item for item in said["data"] if item["name"] == "Sefton Council"]
    assert own["y"] == held
    shown = found.locator(".app-chart__drawn").evaluate("canvas => canvas.data.at(-1).y")
    assert shown == held


def test_the_drawing_takes_the_pictures_own_place(report):
    found = chart(report)
    found.scroll_into_view_if_needed()
    before = found.bounding_box()["height"]
    assert drawn(report).bounding_box()["height"] == before
    picture, canvas = (
        found.locator(part).bounding_box() for part in ("[role=img]", ".app-chart__drawn")
    )
    assert {key: round(value) for key, value in picture.items()} == {
        key: round(value) for key, value in canvas.items()
    }


def test_the_library_comes_only_when_it_is_wanted(page, reference):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    pages.sign_in(page, OFFICER)
    page.goto("/strategies/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "chart" in url or LIBRARY.search(url)]
    page.goto(GROWTH)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if LIBRARY.search(url)]
    drawn(page)
    assert len([url for url in asked if LIBRARY.search(url)]) == 1


def test_paper_has_the_still_picture(report):
    found = drawn(report)
    report.emulate_media(media="print")
    expect(found.locator(".app-chart__drawn")).to_be_hidden()
    expect(found.get_by_role("img")).to_have_css("opacity", "1")


def test_where_the_library_can_not_be_had_the_still_picture_stays(page, console, reference):
    console.allow("plotly")
    page.route(LIBRARY, lambda route: route.abort())
    pages.sign_in(page, OFFICER)
    page.goto(GROWTH)
    with page.expect_console_message(lambda message: "still picture" in message.text):
        chart(page).scroll_into_view_if_needed()
    expect(chart(page).locator(".app-chart__drawn")).to_have_count(0)
    expect(chart(page).get_by_role("img")).to_have_css("opacity", "1")


def test_without_script_there_are_sentence_picture_and_table(new_context, reference):
    page = new_context(java_script_enabled=False).new_page()
    pages.sign_in(page, OFFICER)
    page.goto(GROWTH)
    found = chart(page)
    expect(found).to_contain_text("116 in April to June 2024, down from 130")
    expect(found.get_by_role("img")).to_be_visible()
    found.get_by_text("The figures as a table").click()
    expect(found.get_by_role("row", name="April to June 2024")).to_contain_text("116")


def test_a_chart_that_is_drawn_is_accessible(report, axe):
    drawn(report)
    assert axe(report, "[aria-labelledby=trends]") == []


def test_a_chart_can_be_read_by_keyboard(report):
    found = drawn(report)
    summary = found.locator("summary")
    summary.focus()
    report.keyboard.press("Enter")
    expect(found.get_by_role("table")).to_be_visible()


def test_a_chart_fits_a_phone_with_its_table_open(report):
    report.set_viewport_size({"width": 375, "height": 812})
    found = drawn(report)
    found.locator("summary").click()
    assert report.evaluate("document.documentElement.scrollWidth") == 375
