"""The report as a value: it travels as data and comes back the same, and it counts itself."""

import json
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.measures import Kind
from objectives.periods import DataPeriod, FinancialQuarter, PeriodKind
from objectives.plan import KPIKind, Style
from objectives.rag import Movement, Status
from reporting.answers import Answer, GovernanceKind
from reporting.report import (
    Figure,
    GovernanceDate,
    Home,
    Line,
    QuarterReport,
    SubStrandReport,
    as_json,
    canonical_text,
    checksum,
    from_json,
    plain,
)
from reporting.workflow import QuarterState, ReturnState


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


# --- As data and back -------------------------------------------------------------------------

TEXT = st.text(max_size=20)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
QUARTERS = st.builds(FinancialQuarter, st.integers(1990, 2090), st.integers(1, 4))
DECIMALS = st.decimals(
    allow_nan=False, allow_infinity=False, places=6, min_value=-(10**17), max_value=10**17
)
STATUSES = st.sampled_from([*(status.value for status in Status), ""])
FIGURES = st.none() | st.builds(
    Figure, st.sampled_from(Kind).map(str), st.none() | DECIMALS, TEXT, TEXT
)
PERIODS = st.none() | st.builds(
    lambda kind, days, label, inferred: DataPeriod(kind, min(days), max(days), label, inferred),
    st.sampled_from(PeriodKind),
    st.tuples(DAYS, DAYS),
    TEXT,
    st.booleans(),
)
PRINTED = st.none() | TEXT
LINES = st.builds(
    Line,
    kind=st.sampled_from(KPIKind).map(str),
    answer=st.sampled_from([*Answer, ""]).map(str),
    declared=STATUSES,
    target_figure=FIGURES,
    figure=FIGURES,
    period=PERIODS,
    home=st.none() | st.builds(Home, TEXT, TEXT, st.sampled_from(ReturnState).map(str)),
    previous_achieved=PRINTED,
    previous_declared=STATUSES,
)
PARTS = st.builds(
    SubStrandReport,
    state=st.sampled_from([*ReturnState, ""]).map(str),
    overall=STATUSES,
    previous_overall=st.sampled_from(["red", "amber", "green", ""]),
    lines=st.lists(LINES, max_size=2).map(tuple),
    submitted_on=st.none() | DAYS,
    approved_on=st.none() | DAYS,
)
REPORTS = st.builds(
    QuarterReport,
    style=st.sampled_from(Style).map(str),
    quarter=QUARTERS,
    state=st.sampled_from(QuarterState).map(str),
    sub_strands=st.lists(PARTS, max_size=2).map(tuple),
    governance_dates=st.lists(
        st.builds(GovernanceDate, st.sampled_from(GovernanceKind).map(str), st.none() | DAYS, TEXT),
        max_size=2,
    ).map(tuple),
    edition=st.none() | st.integers(1, 9),
    published_on=st.none() | DAYS,
    previous_quarter=st.none() | QUARTERS,
)


@given(report=REPORTS)
def test_a_report_comes_back_from_its_data(report):
    assert from_json(as_json(report)) == report


@given(report=REPORTS)
def test_a_report_comes_back_from_its_text(report):
    assert from_json(json.loads(canonical_text(report))) == report


@given(report=REPORTS)
def test_the_text_is_the_same_after_coming_back(report):
    text = canonical_text(report)
    assert canonical_text(from_json(json.loads(text))) == text


def test_the_text_has_its_keys_in_order():
    data = json.loads(canonical_text(a_report(a_part("growth", a_line()))))
    entry = data["sub_strands"][0]["entries"][0]
    assert (list(data), list(entry)) == (sorted(data), sorted(entry))


def test_the_text_is_readable_as_it_stands():
    assert "größer – £5m" in canonical_text(a_report(strategy_name="größer – £5m"))


def test_a_versions_number_is_not_part_of_the_report():
    assert a_report(version=1) == a_report(version=2)


@pytest.mark.parametrize("change", [{"edition": 2}, {"state": "published"}, {"style": "metrics"}])
def test_another_report_is_another_text(change):
    assert checksum(canonical_text(a_report(**change))) != checksum(canonical_text(a_report()))


def test_a_checksum_is_sha_256():
    assert checksum("abc").startswith("ba7816bf8f01cfea414140de5dae2223")


@pytest.mark.parametrize("missing", ["quarter", "sub_strands", "edition"])
def test_data_that_lacks_something_is_refused(missing):
    data = as_json(a_report())
    del data[missing]
    with pytest.raises(KeyError):
        from_json(data)


def test_a_quarter_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="Not a quarter"):
        from_json({**as_json(a_report()), "quarter": "autumn"})


SHAPE = {
    "top": {"strategy", "quarter", "label", "state", "edition", "sub_strands"},
    "sub_strand": {
        "slug",
        "objective",
        "sub_strand",
        "ses_lead",
        "project_lead",
        "state",
        "overall",
        "previous_overall",
        "commentary",
        "entries",
    },
    "entry": {
        "number",
        "code",
        "kpi",
        "target",
        "achieved",
        "answer",
        "declared",
        "lead_reason",
        "progress",
        "data_period",
        "carried_forward",
    },
}


def test_the_data_has_the_shape_that_was_promised():
    data = as_json(a_report(a_part("growth", a_line())))
    part = data["sub_strands"][0]
    found = {"top": set(data), "sub_strand": set(part), "entry": set(part["entries"][0])}
    assert [name for name in SHAPE if not SHAPE[name] <= found[name]] == []


def test_the_data_writes_a_quarter_as_an_address_and_as_printed():
    data = as_json(a_report(quarter=FinancialQuarter(2023, 2)))
    assert (data["quarter"], data["label"]) == ("2023-q2", "Jul-Sep 2023")


@pytest.mark.parametrize(
    ("status", "written"),
    [("red", "red"), ("amber", "amber"), ("green", "green"), ("not_rated", None), ("", None)],
)
def test_the_data_writes_a_status_as_a_colour_or_null(status, written):
    data = as_json(a_report(a_part("growth", a_line(declared=status), overall=status)))
    part = data["sub_strands"][0]
    assert (part["overall"], part["entries"][0]["declared"]) == (written, written)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("137.000000", "137"),
        ("70.280000", "70.28"),
        ("0E-6", "0"),
        ("1E+3", "1000"),
        ("100", "100"),
        ("-0.5", "-0.5"),
        ("440000000", "440000000"),
    ],
)
def test_a_decimal_travels_as_digits(number, text):
    assert plain(Decimal(number)) == text


@given(number=DECIMALS)
def test_a_decimal_comes_back_with_its_value(number):
    assert Decimal(plain(number)) == number


# --- What a report says of itself -------------------------------------------------------------


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
