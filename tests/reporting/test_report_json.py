"""The report travels as data and comes back the same."""

import json
from dataclasses import MISSING, fields, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.judging.case import Known
from objectives.judging.change import Change, Direction
from objectives.judging.distance import Distance
from objectives.judging.verdicts import Cause, HeldAgainst
from objectives.measures import Kind
from objectives.periods import DataPeriod, FinancialQuarter, PeriodKind
from objectives.plan import Basis, Certainty, KPIKind, Polarity, StatementKind, Style
from objectives.rag import Movement, Status
from reporting.answers import Answer, GovernanceKind
from reporting.line_json import plain
from reporting.report import (
    Comparator,
    Figure,
    GovernanceDate,
    Home,
    Line,
    QuarterReport,
    Reading,
    Statement,
    SubStrandReport,
)
from reporting.report_json import as_json, canonical_text, checksum, from_json
from reporting.workflow import QuarterState, ReturnState
from tests.reporting.reports import a_line, a_report, a_sub_strand

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
NUMBERS = st.none() | DECIMALS
CHANGES = st.none() | st.builds(
    Change,
    TEXT,
    NUMBERS,
    NUMBERS,
    st.none() | st.sampled_from(Direction),
    st.none() | st.sampled_from(Movement),
    PERIODS,
)
KNOWN = st.builds(
    Known, DECIMALS, TEXT, PERIODS.filter(bool), st.sampled_from(Certainty), caveat=TEXT
)
COMPARATORS = st.builds(
    Comparator,
    series=TEXT,
    values=st.lists(KNOWN, min_size=1, max_size=2).map(tuple),
    source=TEXT,
    standing=st.sampled_from([*Movement, ""]).map(str),
    words=TEXT,
)
READINGS = st.builds(
    Reading,
    polarity=st.sampled_from(Polarity).map(str),
    basis=st.sampled_from(Basis).map(str),
    decimals=st.none() | st.integers(0, 6),
)
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
    reading=READINGS,
    computed=st.sampled_from(["red", "amber", "green", ""]),
    explanation=TEXT,
    cause=st.sampled_from([*Cause, ""]).map(str),
    measured=NUMBERS,
    expected=NUMBERS,
    held_against=st.sampled_from([*HeldAgainst, ""]).map(str),
    change=CHANGES,
    compared=CHANGES,
    distance=st.none() | st.builds(Distance, st.booleans(), NUMBERS, NUMBERS),
    stale=TEXT,
    earlier=st.lists(KNOWN, max_size=3).map(tuple),
    comparators=st.lists(COMPARATORS, max_size=2).map(tuple),
)
STATEMENTS = st.builds(
    Statement,
    kind=st.sampled_from(StatementKind).map(str),
    kpis=st.lists(TEXT, max_size=2).map(tuple),
)
PARTS = st.builds(
    SubStrandReport,
    state=st.sampled_from([*ReturnState, ""]).map(str),
    overall=STATUSES,
    previous_overall=st.sampled_from(["red", "amber", "green", ""]),
    lines=st.lists(LINES, max_size=2).map(tuple),
    statements=st.lists(STATEMENTS, max_size=2).map(tuple),
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
    data = json.loads(canonical_text(a_report(a_sub_strand(a_line()))))
    entry = data["sub_strands"][0]["entries"][0]
    assert (list(data), list(entry)) == (sorted(data), sorted(entry))


def test_the_text_is_readable_as_it_stands():
    assert "größer – £5m" in canonical_text(a_report(strategy_name="größer – £5m"))


@pytest.mark.parametrize("change", [{"edition": 2}, {"state": "open"}, {"style": "metrics"}])
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


def a_judged_line(**changes):
    """A line with something in every field that the rules fill."""
    moved = Change(
        "up 4.9%, better",
        Decimal("6.4"),
        Decimal("4.9"),
        Direction.UP,
        Movement.BETTER,
        DataPeriod.for_quarter(FinancialQuarter(2023, 1)),
    )
    known = Known(
        Decimal("130.6"),
        "130.6",
        DataPeriod.for_quarter(FinancialQuarter(2023, 1)).as_inferred(),
        Certainty.PROVISIONAL,
        "Counted in another way.",
    )
    filled = {
        "reading": Reading(
            polarity="higher",
            polarity_assumed=True,
            polarity_doubt="It is printed the other way round.",
            basis="period",
            basis_assumed=True,
            period_type="Three year (updated annually)",
            unit="businesses",
            decimals=1,
        ),
        "computed": "amber",
        "explanation": "137 is within 10% of 140.",
        "cause": "at_odds",
        "measured": Decimal("137.000001"),
        "expected": Decimal(140),
        "held_against": "by_now",
        "change": moved,
        "compared": replace(moved, words="new", movement=None, direction=None, since=None),
        "distance": Distance(False, Decimal(3), Decimal("2.1")),
        "stale": "Nothing new since July to September 2022",
        "earlier": (known, replace(known, printed="131")),
        "comparators": (Comparator("England", (known,), "ONS", "better", "better than England"),),
    }
    return a_line(**filled | changes)


def test_a_line_with_every_field_filled_leaves_none_at_its_default():
    line = a_judged_line(
        not_rated_reason="None.",
        lead_reason="None.",
        certainty="provisional",
        carried_forward=True,
        home=Home("housing", "Housing", "approved"),
        previous_achieved="12",
        previous_declared="red",
    )
    untouched = {
        item.name
        for item in fields(Line)
        if item.default is not MISSING and getattr(line, item.name) == item.default
    }
    assert untouched == set()


def test_what_the_figures_say_comes_back_from_its_text():
    report = a_report(a_sub_strand(a_judged_line()))
    assert from_json(json.loads(canonical_text(report))) == report


def test_an_edition_that_does_not_say_what_a_figure_was_held_against_is_still_read():
    data = as_json(a_report(a_sub_strand(a_judged_line())))
    del data["sub_strands"][0]["entries"][0]["held_against"]
    assert from_json(data).sub_strands[0].lines[0].held_against == ""


def test_an_edition_from_before_comparators_is_still_read():
    data = as_json(a_report(a_sub_strand(a_judged_line())))
    del data["sub_strands"][0]["entries"][0]["comparators"]
    assert from_json(data).sub_strands[0].lines[0].comparators == ()


@pytest.mark.parametrize("name", ["change", "compared", "distance", "measured", "expected"])
def test_what_is_not_known_comes_back_as_such(name):
    report = a_report(a_sub_strand(a_judged_line(**{name: None})))
    assert from_json(json.loads(canonical_text(report))) == report


VERDICT = {
    "computed": "amber",
    "explanation": "137 is within 10% of 140.",
    "change": "6.4",
    "change_percent": "4.9",
    "movement": None,
    "distance": "3",
    "distance_percent": "2.1",
    "met": False,
}


def test_the_data_says_what_the_figures_say_in_the_shape_that_was_promised():
    data = as_json(a_report(a_sub_strand(a_judged_line())))
    entry = data["sub_strands"][0]["entries"][0]
    assert {name: entry[name] for name in VERDICT} == VERDICT


@pytest.mark.parametrize("movement", [*Movement, None])
def test_the_data_writes_a_movement_in_a_word_or_null(movement):
    compared = Change("up", movement=movement)
    data = as_json(a_report(a_sub_strand(a_judged_line(compared=compared))))
    entry = data["sub_strands"][0]["entries"][0]
    assert entry["movement"] == (movement and movement.value)


#: What editions said of a line before the figures explained themselves.
FIRST_FIELDS = {
    "number",
    "code",
    "kpi",
    "kpi_slug",
    "kpi_name",
    "kind",
    "target",
    "achieved",
    "answer",
    "declared",
    "not_rated",
    "not_rated_reason",
    "lead_reason",
    "progress",
    "certainty",
    "data_period",
    "period",
    "carried_forward",
    "target_figure",
    "figure",
    "home",
    "previous_achieved",
    "previous_declared",
}


def test_an_edition_stored_before_the_figures_explained_themselves_is_still_read():
    data = as_json(a_report(a_sub_strand(a_judged_line())))
    entries = data["sub_strands"][0]["entries"]
    entries[:] = [{name: entry[name] for name in FIRST_FIELDS} for entry in entries]
    assert from_json(data) == a_report(a_sub_strand(a_line()))


def test_an_edition_stored_before_it_froze_its_statements_is_still_read():
    statement = Statement("commentary", "", "All three fell.", ("things-1",))
    data = as_json(a_report(a_sub_strand(statements=(statement,))))
    assert from_json(data).sub_strands[0].statements == (statement,)
    del data["sub_strands"][0]["statements"]
    assert from_json(data).sub_strands[0].statements == ()


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
        "statements",
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
    data = as_json(a_report(a_sub_strand(a_line())))
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
    data = as_json(a_report(a_sub_strand(a_line(declared=status), overall=status)))
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
