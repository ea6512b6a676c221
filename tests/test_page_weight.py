"""A first visit stays light: what a page makes a browser fetch, in bytes as they travel."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import User
from bench.weight import CHARTS, KINDS, LIMIT, from_sources, weigh

LIMIT_OF_A_TABLE = 72_000  # a line for each of 89 metrics: ADR 0013
SHEETS = Path(settings.BASE_DIR) / "static" / "src"


@pytest.fixture
def page(client, reference):
    """The page at an address as an officer, who is shown the most, reads it."""
    client.force_login(User.objects.get(email="officer@demo.example"))
    return lambda address: client.get(address).content.decode()


def own(page: str) -> int:
    """What it weighs without its charts."""
    found = weigh(page, from_sources)
    return sum(found[kind] for kind in KINDS)


@pytest.mark.parametrize(
    "address",
    [
        "/strategies/",
        "/strategies/ses-action-plan-2023/",
        "/strategies/ses-action-plan-2023/quarters/2023-q2/",
        "/strategies/ses-action-plan-2023/quarters/2023-q3/",
    ],
)
def test_a_first_visit_weighs_at_most_60_kilobytes_without_its_charts(page, address):
    assert own(page(address)) <= LIMIT


def test_the_table_of_89_metrics_weighs_little_more(page):
    assert own(page("/strategies/corporate-plan-2023/quarters/2024-q2/")) <= LIMIT_OF_A_TABLE


def test_a_page_without_charts_loads_no_chart_code(page):
    assert weigh(page("/strategies/"), from_sources)[CHARTS] == 0


def test_pages_that_are_only_read_need_nothing_of_the_sheet_for_work(page):
    working = _classes("working.scss") - _classes("portal.scss")
    for address in (
        "/strategies/",
        "/strategies/ses-action-plan-2023/",
        "/strategies/ses-action-plan-2023/quarters/2023-q2/",
        "/strategies/ses-action-plan-2023/quarters/2023-q3/",
        "/strategies/corporate-plan-2023/quarters/2024-q2/",
    ):
        html = page(address)
        assert "working.css" not in html
        used = {name for found in re.findall(r'class="([^"]*)"', html) for name in found.split()}
        assert not used & working, address


def _classes(sheet: str) -> set[str]:
    """The portal's own classes that are styled in the parts of a sheet."""
    parts = re.findall(r'@use "(\w+)"', (SHEETS / sheet).read_text())
    return {
        name
        for part in parts
        for name in re.findall(r"\.(app-[\w-]+)", (SHEETS / f"_{part}.scss").read_text())
    }
