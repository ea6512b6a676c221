"""The corporate performance report of Q2 2024/25, reproduced from its printed figures."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests.reporting.published_2024_q2 import (
    FROM_ZERO,
    NEW,
    OTHER_DISTANCE,
    PUBLISHED,
    ROUNDED_CHANGE,
)

ARROWS = {"up": "▲", "down": "▼", "same": "↔"}
NO_INFINITY = FROM_ZERO | NEW
AS_PRINTED = sorted(PUBLISHED.keys() - ROUNDED_CHANGE - NO_INFINITY)
WITH_DISTANCE = sorted(
    code
    for code, (_, distance) in PUBLISHED.items()
    if distance not in ("", "N/A") and code not in OTHER_DISTANCE
)


@pytest.fixture
def text(reference, tmp_path):
    """The quarter's export as JSON text."""
    file = tmp_path / "q.json"
    arguments = ("corporate-plan-2023", "2024-q2", "--format", "json", "--output", file)
    call_command("export_quarter", *arguments, stdout=StringIO())
    return file.read_text(encoding="utf-8")


@pytest.fixture
def entries(text):
    parts = json.loads(text)["sub_strands"]
    return {entry["code"]: entry for part in parts for entry in part["entries"]}


def printed_change(entry) -> str:
    """As the council prints it: "▲ (42.4%)", "↔"."""
    arrow = ARROWS[entry["changed"]["direction"]]
    percent = float(entry["change_percent"])
    return f"{arrow} ({abs(percent):.1f}%)" if percent else arrow


def printed_distance(entry) -> str:
    """As the council prints it: "2.0 (2.2%)", "Met / Exceeded"."""
    if entry["met"]:
        return "Met / Exceeded"
    return f"{float(entry['distance']):.1f} ({float(entry['distance_percent']):.1f}%)"


def test_every_published_change_that_the_printed_figures_allow_is_the_same(entries):
    assert len(AS_PRINTED) == 79
    found = {code: printed_change(entries[code]) for code in AS_PRINTED}
    assert found == {code: PUBLISHED[code][0] for code in AS_PRINTED}


def test_every_published_distance_that_the_printed_figures_allow_is_the_same(entries):
    assert len(WITH_DISTANCE) == 31
    found = {code: printed_distance(entries[code]) for code in WITH_DISTANCE}
    assert found == {code: PUBLISHED[code][1] for code in WITH_DISTANCE}


@pytest.mark.parametrize("code", sorted(FROM_ZERO))
def test_a_change_from_zero_says_so(entries, code):
    entry = entries[code]
    assert entry["changed"]["words"].startswith("up from zero")
    assert entry["change_percent"] is None


@pytest.mark.parametrize("code", sorted(NEW))
def test_a_figure_without_an_earlier_one_is_new(entries, code):
    entry = entries[code]
    assert (entry["changed"]["words"], entry["change"], entry["movement"]) == ("new", None, None)


def test_nothing_in_the_export_is_infinite_or_no_number(text):
    values = json.dumps(json.loads(text)).lower()
    assert '"inf"' not in values
    assert '"nan"' not in values
    assert "inf%" not in values


def test_a_target_of_zero_has_a_distance_but_no_percentage_of_it(entries):
    entry = entries["W08"]
    assert (entry["met"], entry["distance"], entry["distance_percent"]) == (False, "3", None)


def test_what_is_printed_below_its_target_is_not_met_though_the_source_says_so(entries):
    entry = entries["F01"]
    assert (entry["met"], entry["distance"]) == (False, "0.4")


def test_a_doubtful_polarity_is_pointed_out_and_nothing_is_judged_by_it(entries):
    entry = entries["F03"]
    assert entry["reading"]["polarity_doubt"]
    assert (entry["movement"], entry["computed"]) == (None, None)


def test_without_a_printed_polarity_nothing_is_called_better_or_worse(entries):
    entry = entries["A12"]
    assert (entry["reading"]["polarity"], entry["movement"], entry["met"]) == (
        "unknown",
        None,
        None,
    )


def test_an_inspectors_rating_is_no_amount_but_has_its_distance(entries):
    entry = entries["C15"]
    assert (entry["computed"], entry["distance"]) == (None, "2")


def test_a_running_total_is_not_called_better_for_growing(entries):
    entry = entries["F01"]
    assert (entry["change_percent"], entry["movement"]) == ("96.3", None)


def test_school_terms_compare_with_the_same_term_a_year_before(entries):
    entry = entries["C16"]
    assert entry["movement"] == "better"
    assert entry["compared"]["value"] == "-3"
    assert entry["change"] == "-2.8"
