"""From the headlines to a red KPI's history: by click, by keyboard alone, without script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import pages
from tests.browser.pages import Q2, VIEWER
from tests.browser.test_keyboard import tab_to

RED = "Median weekly earnings"


@pytest.fixture
def headlines(page, reference):
    """The Cabinet Member's first page, as signing in leads to it."""
    pages.sign_in(page, VIEWER)
    page.goto("/")
    expect(page).to_have_url(re.compile(f"{Q2}headlines/$"))
    return page


def red_link(page):
    return page.get_by_role("region", name="Red").get_by_role("link", name=RED)


def expect_history(page):
    """The KPI's page, with the quarter in which it was Red."""
    expect(page).to_have_url(re.compile(r"/kpis/[a-z0-9-]+/$"))
    expect(pages.title(page)).to_contain_text(RED)
    expect(page.get_by_role("main")).to_contain_text("Q2 2023/24")


def test_the_history_of_what_is_red_is_a_click_away(headlines):
    red_link(headlines).click()
    expect_history(headlines)


def test_the_history_is_reached_by_keyboard_alone(headlines):
    tab_to(red_link(headlines))
    headlines.keyboard.press("Enter")
    expect_history(headlines)


def test_the_history_is_reached_without_script(new_context, reference):
    page = new_context(java_script_enabled=False).new_page()
    pages.sign_in(page, VIEWER)
    page.goto("/")
    red_link(page).click()
    expect_history(page)


def test_another_quarter_is_chosen_without_script(new_context, reference):
    page = new_context(java_script_enabled=False).new_page()
    pages.sign_in(page, VIEWER)
    page.goto(f"{Q2}compare/")
    page.get_by_label("Compare with").select_option("2023-q3")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page).to_have_url(re.compile(r"compare/\?with=2023-q3$"))
    expect(pages.title(page)).to_contain_text("Q3 2023/24 compared with Q2 2023/24")


def test_the_headlines_fit_on_one_side_of_paper(headlines):
    headlines.emulate_media(media="print")
    printed = headlines.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 1
