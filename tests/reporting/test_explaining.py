"""Why a row has its colour, in words: pure functions over one line."""

from dataclasses import replace
from decimal import Decimal

import pytest

from objectives.judging.change import Change, Direction
from objectives.judging.distance import Distance
from objectives.periods import DataPeriod
from objectives.rag import Movement
from reporting import explaining
from reporting.report import Figure, Reading
from tests.reporting.reports import Q2, a_line

EARLIER = DataPeriod.for_quarter(Q2.previous)
HIGHER = Reading(polarity="higher", basis="period", decimals=0)


def judged(computed, declared="green", **changes):
    values = {
        "computed": computed,
        "declared": declared,
        "explanation": "35 against 70.",
        **changes,
    }
    return a_line(**values)


# --- The verdict --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "computed", "expected"),
    [
        ("green", "green", "The figures say Green too"),
        ("green", "red", "The figures say Red"),
        ("not_rated", "amber", "The figures say Amber"),
        ("green", "", "The figures say nothing for or against it"),
        ("", "", "No verdict"),
    ],
)
def test_a_verdict_says_whose_word_it_is(declared, computed, expected):
    assert explaining.verdict(judged(computed, declared)).said == expected


def test_a_verdict_carries_its_sentence():
    assert explaining.verdict(judged("")).sentence == "35 against 70."


@pytest.mark.parametrize(
    ("declared", "computed", "differs", "asks"),
    [
        ("green", "red", True, True),
        ("red", "green", True, False),
        ("red", "red", False, False),
        ("not_rated", "red", False, False),
        ("green", "", False, False),
    ],
)
def test_only_better_than_the_figures_asks_for_a_reason(declared, computed, differs, asks):
    verdict = explaining.verdict(judged(computed, declared))
    assert (verdict.differs, verdict.asks_reason) == (differs, asks)


# --- Movement of the figure ---------------------------------------------------------------------


def moved(words, direction=Direction.UP, movement=Movement.BETTER, since=EARLIER):
    change = Change(words=words, direction=direction, movement=movement, since=since)
    return explaining.moved(a_line(compared=change))


def test_better_and_worse_say_than_what():
    assert moved("up 4.9%, better").words == "up 4.9%, better than April to June 2023"


@pytest.mark.parametrize(("words", "movement"), [("no change", Movement.SAME), ("up 4.9%", None)])
def test_what_is_neither_better_nor_worse_says_since_when(words, movement):
    assert moved(words, movement=movement).words == f"{words} since April to June 2023"


@pytest.mark.parametrize(
    ("direction", "expected"),
    [(Direction.UP, "up"), (Direction.DOWN, "down"), (Direction.SAME, "level")],
)
def test_the_arrow_is_the_numbers(direction, expected):
    assert moved("as said", direction=direction).direction == expected


def test_down_can_be_better():
    fell = moved("down 3, better", direction=Direction.DOWN)
    assert (fell.direction, fell.meaning) == ("down", "better")


def test_an_unknown_polarity_has_an_arrow_and_no_meaning():
    assert moved("up 4.9%", movement=None).meaning == ""


@pytest.mark.parametrize("change", [None, Change(words="new")])
def test_what_has_nothing_before_it_has_no_arrow(change):
    assert explaining.moved(a_line(compared=change)) is None


# --- How to read it -----------------------------------------------------------------------------


def reading(**changes):
    return explaining.verdict(a_line(**{"reading": HIGHER, **changes})).reading


def test_polarity_and_basis_are_said_in_words():
    assert reading() == "Higher is better. Each figure covers its own period."


PERIOD = "ach figure covers its own period"


@pytest.mark.parametrize(
    ("polarity", "basis", "words"),
    [
        (True, True, f"Assumed: higher is better, e{PERIOD}."),
        (True, False, f"E{PERIOD}. Assumed: higher is better."),
        (False, True, f"Higher is better. Assumed: e{PERIOD}."),
    ],
)
def test_what_was_supplied_is_said_once_to_be_assumed(polarity, basis, words):
    assumed = replace(HIGHER, polarity_assumed=polarity, basis_assumed=basis)
    assert reading(reading=assumed) == words


def test_an_unknown_polarity_is_said_to_be_unknown():
    assert "not recorded whether higher or lower is better" in reading(reading=Reading())


@pytest.mark.parametrize(
    ("polarity", "sentence", "words"),
    [
        ("lower", "3 is above the target of 0; lower is better.", ""),
        ("lower", "3 is above the target of 0.", "Lower is better."),
        ("higher", "The target is a reduction, but higher is better: check.", ""),
        ("unknown", "4 of 2: it is not known whether higher or lower is better.", ""),
        ("lower", "4 of 2: it is not known whether higher or lower is better: so odd.", ""),
    ],
)
def test_the_reading_leaves_out_what_the_sentence_says_of_polarity(polarity, sentence, words):
    assert reading(reading=Reading(polarity=polarity), explanation=sentence) == words


def test_an_assumed_polarity_is_said_to_be_assumed_beside_a_sentence_that_uses_it():
    lower = Reading(polarity="lower", polarity_assumed=True)
    sentence = "3 is above the target of 0; lower is better."
    assert reading(reading=lower, explanation=sentence) == "Assumed: lower is better."


def test_a_doubtful_polarity_is_not_said_as_if_it_were_known():
    doubtful = Reading(polarity="higher", polarity_doubt="it counts people at risk")
    assert reading(reading=doubtful) == "It is doubtful whether higher or lower is better."


def test_a_row_in_words_has_nothing_to_read():
    assert reading(figure=Figure("text", text="Reduction")) == ""


NEW = Change(words="new")
NONE_LIKE_IT = Change(words="nothing held for the same time last year")


@pytest.mark.parametrize(
    ("change", "fields", "ending"),
    [
        (NEW, {}, "period. First figure on record."),
        (NEW, {"previous_achieved": "0"}, "period."),
        (NEW, {"explanation": "12 is the first, so there is no earlier one to compare with."}, "."),
        (NONE_LIKE_IT, {}, "period. Nothing held for the same time last year."),
        (NONE_LIKE_IT, {"explanation": "12 has nothing to compare with."}, "period."),
        (None, {}, "period."),
    ],
)
def test_a_figure_without_one_to_compare_with_says_so_once(change, fields, ending):
    words = reading(compared=change, **fields)
    assert words.endswith(ending)
    assert ("First" in words) is ("First" in ending)


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (Distance(False, Decimal(12), Decimal("4.3")), "12 (4.3%) short of the target. "),
        (Distance(False, Decimal(12)), ""),
        (Distance(True), ""),
        (None, ""),
    ],
)
def test_the_reading_gives_a_distance_only_for_its_percentage(distance, words):
    fields = {"distance": distance, "computed": "red"}
    assert reading(**fields) == f"{words}{reading()}"


# --- Distance -----------------------------------------------------------------------------------


def away(value, percent=None, target="250", unit="", **changes):
    line = a_line(
        reading=changes.pop("reading", HIGHER),
        distance=Distance(False, Decimal(value), percent and Decimal(percent)),
        target_figure=Figure("number", Decimal(target), unit),
        figure=Figure("number", Decimal(1), unit),
        **changes,
    )
    return explaining.distance_words(line)


def test_a_distance_is_in_the_figures_unit_and_in_per_cent():
    assert away("12", "4.3") == "12 (4.3%) short of the target"


def test_of_a_target_of_nothing_there_is_no_per_cent():
    assert away("3", target="0") == "3 short of the target"


def test_a_per_cent_is_missed_by_percentage_points():
    tenths = replace(HIGHER, decimals=1)
    assert away("3.9", "4.3", unit="%", reading=tenths) == "3.9 points (4.3%) short of the target"


def test_one_point_is_one():
    assert away("1", unit="%").startswith("1 point short")


def test_without_a_figure_the_unit_is_the_kpis():
    line = a_line(figure=None, reading=replace(HIGHER, unit="%"))
    assert explaining.amount(Decimal(3), line) == "3 points"


def test_where_nobody_knows_which_way_is_good_the_figure_is_away():
    assert away("12", reading=replace(HIGHER, polarity="unknown")) == "12 away from the target"


def test_money_is_missed_in_money():
    assert away("2000000", unit="GBP") == "£2m short of the target"


def test_where_lower_is_better_the_figure_is_above():
    assert away("12", reading=replace(HIGHER, polarity="lower")) == "12 above the target"


@pytest.mark.parametrize(
    ("against", "expected", "words"),
    [
        ("target", "280", "the target"),
        ("target", "274.4", "the target"),  # such as worked out from growth
        ("share", "12.5", "a quarter’s share"),
        ("by_now", "37.5", "what is expected by now"),
        ("", "280", "the target"),
        ("", None, "the target"),
        ("", "70", "what it was held against"),  # of an edition that did not say
    ],
)
def test_the_distance_is_from_what_the_figure_was_held_against(against, expected, words):
    fields = {"held_against": against, "expected": expected and Decimal(expected)}
    assert away("9.5", "76.0", target="280", **fields) == f"9.5 (76.0%) short of {words}"


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (None, "a quarter’s share"),
        (DataPeriod.for_month(2023, 8), "a month’s share"),
    ],
)
def test_a_share_is_named_after_the_figures_time(period, words):
    fields = {"held_against": "share", "expected": Decimal(10), "period": period}
    assert away("2", "20", **fields) == f"2 (20%) short of {words}"


def test_a_share_is_not_rounded_to_a_whole():
    assert away("0.75", target="11", expected=Decimal("2.75")).startswith("0.75 short")


@pytest.mark.parametrize("computed", ["green", ""])
def test_of_a_target_that_is_met_nothing_is_missing(computed):
    line = a_line(distance=Distance(True), reading=HIGHER, computed=computed)
    assert explaining.distance_words(line) == ""


def test_without_a_distance_nothing_is_said():
    assert explaining.distance_words(a_line()) == ""
