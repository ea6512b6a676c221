"""The report as a value: what it says of itself, and how it counts."""

from dataclasses import fields, replace
from datetime import date

import pytest

from objectives.periods import FinancialQuarter
from objectives.rag import Movement
from reporting.report import Home, Line, QuarterReport, SubStrandReport
from reporting.workflow import ReturnState


def a_line(**said):
    said = {
        "number": 1,
        "code": "G01",
        "kpi": "Enquiries",
        "kpi_slug": "enquiries",
        "kpi_name": "Enquiries",
        "kind": "measure",
        "target": "250",
        "achieved": "137",
        "answer": "new_figure",
        "declared": "green",
        **said,
    }
    return Line(**said)


def a_part(slug="growth", *lines, **said):
    said = {
        "slug": slug,
        "name": "Growth",
        "objective": "Places",
        "objective_slug": "places",
        "state": "approved",
        "readable": True,
        "is_received": True,
        "overall": "green",
        "previous_overall": "",
        "commentary": "",
        "ses_lead": "",
        "project_lead": "",
        "sheet_name": "Growth",
        "sheet_title": "Growth",
        "sheet_note": "",
        "column_headings": (),
        "rows_numbered": True,
        "spare_rows": 0,
        "lines": lines,
        **said,
    }
    return SubStrandReport(**said)


def a_report(*parts, **said):
    said = {
        "strategy": "town-plan",
        "strategy_name": "Town plan",
        "printed_title": "",
        "style": "rag",
        "quarter": FinancialQuarter(2023, 3),
        "state": "open",
        "figures_held": True,
        "sub_strands": parts,
        **said,
    }
    return QuarterReport(**said)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("not_started", "from Housing, not yet reported"),
        ("draft", "from Housing, not yet reported"),
        ("sent_back", "from Housing, not yet reported"),
        ("submitted", "from Housing, not yet approved"),
        ("signed_off", "from Housing, not yet approved"),
        ("approved", "from Housing"),
        ("published", "from Housing"),
    ],
)
def test_a_home_is_named_with_how_far_it_is(state, words):
    assert Home("housing", "Housing", state).words == words


def test_every_state_of_a_home_has_its_words():
    assert all(Home("x", "X", state).words for state in ReturnState)


@pytest.mark.parametrize(
    ("said", "is_in"),
    [
        ({}, True),
        ({"state": "submitted"}, True),
        ({"state": "signed_off"}, True),
        ({"state": "published"}, True),
        ({"state": "draft"}, False),
        ({"state": "sent_back"}, False),
        ({"state": "not_started"}, False),
        ({"readable": False}, False),
        ({"state": "published", "is_received": False}, False),
        ({"state": ""}, False),
    ],
)
def test_a_return_counts_once_it_has_come(said, is_in):
    assert a_part(**said).is_in is is_in


def test_lines_are_counted_by_status():
    lines = [a_line(declared=status) for status in ("green", "green", "red", "not_rated", "")]
    assert a_part("growth", *lines).counts == {"green": 2, "red": 1, "not_rated": 2}


def test_the_whole_is_counted_over_what_was_received():
    report = a_report(
        a_part("growth", a_line(), a_line(declared="red")),
        a_part("housing", a_line()),
        a_part("skills", a_line(declared="amber"), state="draft"),
    )
    assert report.counts == {"green": 2, "red": 1}


def test_a_quarter_with_nothing_received_counts_nothing():
    assert a_report().counts == {}


def test_lines_come_with_their_sub_strand():
    part, draft = a_part("growth", a_line()), a_part("housing", a_line(), state="draft")
    assert list(a_report(part, draft).lines()) == [(part, part.lines[0])]


def test_a_part_is_found_by_its_slug():
    part = a_part("growth")
    assert a_report(a_part("housing"), part).sub_strand("growth") is part


def test_a_part_that_is_not_there_is_a_key_error():
    with pytest.raises(KeyError):
        a_report().sub_strand("growth")


def test_a_line_moves_from_the_status_before():
    assert a_line(previous_declared="red").movement is Movement.BETTER


def test_a_sub_strand_moves_from_its_overall_status_before():
    assert a_part(previous_overall="green", overall="amber").movement is Movement.WORSE


@pytest.mark.parametrize(("declared", "rated"), [("red", True), ("not_rated", False), ("", False)])
def test_a_line_is_rated_by_a_colour(declared, rated):
    assert a_line(declared=declared).is_rated is rated


def test_an_edition_differs_in_its_number_day_and_name_alone():
    report = a_report(a_part("growth", a_line()))
    edition = report.with_edition(2, date(2024, 1, 22), "Officer")
    changed = {
        item.name
        for item in fields(report)
        if getattr(report, item.name) != getattr(edition, item.name)
    }
    assert changed == {"edition", "published_on", "published_by"}


def test_a_report_cannot_be_changed():
    with pytest.raises(AttributeError):
        a_report().state = "published"


def test_a_changed_copy_is_another_report():
    assert replace(a_report(), state="published") != a_report()


def test_a_versions_number_is_not_part_of_the_report():
    assert a_report(version=1) == a_report(version=2)
