"""The computed status of figures against numbers, and what gets none (DESIGN 4)."""

from decimal import Decimal

import pytest

from objectives.judging.computed_status import judge
from objectives.judging.verdicts import Cause
from objectives.measures import Kind
from objectives.plan import Certainty, KPIKind, Polarity
from tests.objectives.judging.cases import case, promise, reported

IN_RANGE, LOWER = {"polarity": Polarity.IN_RANGE}, {"polarity": Polarity.LOWER}


def status(*args, **changes):
    """The computed status, None without a verdict."""
    return judge(case(*args, **changes)).status


# --- Without a verdict ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "target", "changes", "cause"),
    [
        (None, "90", {}, Cause.NO_FIGURE),
        (None, None, {}, Cause.NO_FIGURE),
        ("n/a", "90", {}, Cause.NO_FIGURE),
        ("tbc", "100%", {}, Cause.NO_FIGURE),
        ("New indicator", "Reduction", {}, Cause.NO_HISTORY),
        ("12", None, {}, Cause.NO_TARGET),
        ("12", "n/a", {}, Cause.NO_TARGET),
        ("12", "tbc", {}, Cause.NO_TARGET),
        ("12", "new", {}, Cause.NO_TARGET),
        ("12", "Rep to attend all CEG meetings", {}, Cause.IN_WORDS),
        ("Start date Nov 2023", "60 businesses", {}, Cause.IN_WORDS),
        ("Worse", "60", {}, Cause.IN_WORDS),
        ("increase", "60", {}, Cause.IN_WORDS),
        ("Yes", "60", {}, Cause.IN_WORDS),
        ("Yes", "Strategy review", {}, Cause.IN_WORDS),
        ("12", "Yes", {}, Cause.IN_WORDS),
        ("12", "Mar-27", {}, Cause.IN_WORDS),
        (None, "90", {"kind": KPIKind.JUDGEMENT}, Cause.IN_WORDS),
        ("12", "90", {"kind": KPIKind.JUDGEMENT}, Cause.IN_WORDS),
        ("425", "200", {"polarity": Polarity.UNKNOWN}, Cause.POLARITY_UNKNOWN),
        ("425", "200", {"polarity_doubt": "it counts people at risk"}, Cause.POLARITY_UNKNOWN),
        ("1", "3", {"is_ordinal": True}, Cause.NOT_COMPARABLE),
        ("12 events", "20 visits", {}, Cause.NOT_COMPARABLE),
        ("£12", "20%", {}, Cause.NOT_COMPARABLE),
    ],
)
def test_there_is_no_verdict_and_a_cause(figure, target, changes, cause):
    verdict = judge(case(figure, target, **changes))
    assert (verdict.status, verdict.cause) == (None, cause)


def test_a_blank_figure_is_no_figure():
    figure = reported("words")
    blank = type(figure)(printed="  ", kind=Kind.WORDS)
    assert judge(case(blank, "90")).cause is Cause.NO_FIGURE


def test_a_figure_awaiting_validation_is_never_red():
    figure = reported("0", certainty=Certainty.AWAITING_VALIDATION)
    verdict = judge(case(figure, promise("90")))
    assert (verdict.status, verdict.cause) == (None, Cause.AWAITING_VALIDATION)


def test_a_provisional_figure_is_judged():
    assert status(reported("0", certainty=Certainty.PROVISIONAL), "90") == "red"


def test_a_doubt_about_the_polarity_is_in_the_sentence():
    doubt = "The report prints Good Is Low, its own text says the opposite."
    sentence = judge(case("425", "200", polarity_doubt=doubt)).sentence
    assert sentence == (
        "425 of 200: it is not known whether higher or lower is better: The report prints Good Is "
        "Low, its own text says the opposite."
    )


@pytest.mark.parametrize(
    ("figure", "target", "unit"),
    [
        ("12", "20 visits", ""),
        ("12 visits", "20", ""),
        ("12 visits", "20 Visits", ""),
        ("12", "20%", ""),
        ("12%", "20", ""),
        ("26,476m2", "30000 sq m", "m2"),
        ("£1,000", "£2k", "GBP"),
    ],
)
def test_a_number_goes_with_any_unit_and_a_unit_with_its_own(figure, target, unit):
    assert status(figure, target, unit=unit) == "red"


# --- A number against a number ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "target", "changes", "expected"),
    [
        ("90", "90", {}, "green"),
        ("93", "90", {}, "green"),
        ("89.999999", "90", {}, "amber"),
        ("81", "90", {}, "amber"),
        ("80.999999", "90", {}, "red"),
        ("89", "90", {"tolerance": Decimal(0)}, "red"),
        ("85.5", "90", {"tolerance": Decimal(5)}, "amber"),
        ("85.4", "90", {"tolerance": Decimal(5)}, "red"),
        ("0", "0", {}, "green"),
        ("-0.1", "0", {}, "red"),
        ("-10", "-10", {}, "green"),
        ("-11", "-10", {}, "amber"),
        ("-11.1", "-10", {}, "red"),
        ("10", "10", LOWER, "green"),
        ("9", "10", LOWER, "green"),
        ("11", "10", LOWER, "amber"),
        ("11.01", "10", LOWER, "red"),
        ("0", "0", LOWER, "green"),
        ("1", "0", LOWER, "red"),
        ("-9", "-10", LOWER, "amber"),
        ("10", "10", IN_RANGE, "green"),
        ("10.5", "10", IN_RANGE, "amber"),
        ("9", "10", IN_RANGE, "amber"),
        ("8.9", "10", IN_RANGE, "red"),
    ],
)
def test_a_figure_is_held_against_a_standing_number(figure, target, changes, expected):
    assert status(figure, target, **changes) == expected


@pytest.mark.parametrize(
    ("figure", "polarity", "expected"),
    [
        ("10", Polarity.IN_RANGE, "green"),
        ("15", Polarity.IN_RANGE, "green"),
        ("16.5", Polarity.IN_RANGE, "amber"),
        ("16.6", Polarity.IN_RANGE, "red"),
        ("9", Polarity.IN_RANGE, "amber"),
        ("8.9", Polarity.IN_RANGE, "red"),
        ("10", Polarity.HIGHER, "green"),
        ("20", Polarity.HIGHER, "green"),
        ("9.9", Polarity.HIGHER, "amber"),
        ("15", Polarity.LOWER, "green"),
        ("16", Polarity.LOWER, "amber"),
        ("17", Polarity.LOWER, "red"),
    ],
)
def test_a_range_is_met_at_the_end_that_counts(figure, polarity, expected):
    assert status(figure, promise("10", upper="15"), polarity=polarity) == expected


@pytest.mark.parametrize(
    ("figure", "target", "changes", "sentence"),
    [
        ("88%", "90%", {}, "88% is below the target of 90%, within 10% of it."),
        ("70%", "90%", {}, "70% is more than 10% below the target of 90%."),
        ("90%", "90%", {}, "90% meets the target of 90%."),
        ("93%", "90%", {}, "93% is above the target of 90%."),
        ("89%", "90%", {"tolerance": Decimal(0)}, "89% is below the target of 90%."),
        ("1", "0", LOWER, "1 is above the target of 0; lower is better."),
        ("9", "10", LOWER, "9 is below the target of 10; lower is better."),
        ("11", "10", LOWER, "11 is above the target of 10, within 10% of it; lower is better."),
        ("70.28%", "40%", {"unit": "%", "decimals": 2}, "70.28% is above the target of 40%."),
        ("53.6", "54", {"decimals": 0}, "53.6 is below the target of 54, within 10% of it."),
        (
            "£430m",
            "£440m",
            {"unit": "GBP"},
            "£430m is below the target of £440m, within 10% of it.",
        ),
        ("2", "0.0001", {}, "2 is above the target of 0.0001."),
    ],
)
def test_the_sentence_puts_the_figure_first(figure, target, changes, sentence):
    assert judge(case(figure, target, **changes)).sentence == sentence


@pytest.mark.parametrize(
    ("figure", "polarity", "sentence"),
    [
        ("12", Polarity.IN_RANGE, "12 is within the target of 10 to 15."),
        ("16", Polarity.IN_RANGE, "16 is above the target of 10 to 15, within 10% of it."),
        ("5", Polarity.IN_RANGE, "5 is more than 10% below the target of 10 to 15."),
        ("12", Polarity.HIGHER, "12 is above the target of 10 (10 to 15)."),
    ],
)
def test_the_sentence_shows_a_range(figure, polarity, sentence):
    target = promise("10", upper="15")
    assert judge(case(figure, target, polarity=polarity)).sentence == sentence


def test_the_verdict_carries_both_numbers():
    verdict = judge(case("88", "90"))
    assert (verdict.measured, verdict.expected) == (88, 90)


# --- Yes and no -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "target", "expected"),
    [
        ("Yes", "Yes", "green"),
        ("No", "Yes", "red"),
        ("No", "No", "green"),
        ("Yes", "No", "red"),
    ],
)
def test_an_answer_is_held_against_a_yes_or_no(figure, target, expected):
    assert status(figure, target) == expected
