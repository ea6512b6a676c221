"""What the figures of the real Q2 2023/24 say, row by row where it matters."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

DOCS = Path(__file__).parent.parent.parent / "docs" / "verdicts"


def export(strategy, quarter, format, folder) -> str:
    file = folder / f"quarter.{format}"
    arguments = (strategy, quarter, "--format", format, "--output", file)
    call_command("export_quarter", *arguments, stdout=StringIO())
    return file.read_text(encoding="utf-8")


@pytest.fixture
def entries(reference, tmp_path):
    """Each entry of the quarter by sub-strand and number."""
    data = json.loads(export("ses-action-plan-2023", "2023-q2", "json", tmp_path))
    return {
        (part["slug"], entry["number"]): entry
        for part in data["sub_strands"]
        for entry in part["entries"]
    }


VERDICTS = [
    (("business", 1), "red"),  # 2 of 11 campaigns
    (("business", 2), "green"),  # 137 enquiries, a share of 62.5
    (("business", 3), None),  # 0 of 90, awaiting validation
    (("business", 4), "red"),  # 35 of 280, a share of 70
    (("business", 9), None),  # large businesses: 8 of 12, of what time is not said
    (("employment", 2), "green"),  # learners: 70.28% against 40%
    (("employment", 8), None),  # polarity not known
    (("housing", 1), "green"),  # 159 of 150
    (("planning", 2), "green"),  # dwellings, from Housing
    (("gsi", 1), None),  # a place
    (("tourism", 4), None),  # 2023/24 Onwards
    (("sustainable-travel", 1), None),  # 2024
    (("sustainable-travel", 2), None),  # Mar-27
    (("health", 4), "red"),  # worse
    (("health", 6), None),  # a new indicator
    (("digital", 1), None),  # a theme
]


@pytest.mark.parametrize(("key", "status"), VERDICTS)
def test_the_verdict_is_what_a_sane_officer_would_say(entries, key, status):
    assert entries[key]["computed"] == status


def test_every_entry_has_a_sentence(entries):
    assert [key for key, entry in entries.items() if not entry["explanation"]] == []


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (("business", 2), "62.5"),
        (("business", 4), "70"),
        (("housing", 1), "on last year’s figure (2022/23)"),
    ],
)
def test_the_sentence_shows_what_the_figure_was_held_against(entries, key, words):
    assert words in entries[key]["explanation"]


@pytest.mark.parametrize(
    ("key", "due"),
    [
        (("sustainable-travel", 1), "31 December 2024"),
        (("sustainable-travel", 2), "31 March 2027"),
    ],
)
def test_a_milestone_to_come_says_when_it_is_due(entries, key, due):
    entry = entries[key]
    assert entry["cause"] == "not_due"
    assert due in entry["explanation"]


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize(
    ("strategy", "quarter"),
    [("ses-action-plan-2023", "2023-q2"), ("corporate-plan-2023", "2024-q2")],
)
def test_the_printed_verdicts_are_those_of_the_code(strategy, quarter, tmp_path):
    """After a change of the rules: export them again with `--format md`, and read them through."""
    printed = (DOCS / f"{strategy}-{quarter}.md").read_text(encoding="utf-8")
    assert export(strategy, quarter, "md", tmp_path) == printed
