"""A metrics quarter in words: its sentence, what to look at, what filters leave, in which order."""

from decimal import Decimal

import pytest

from objectives.judging.case import Known
from objectives.judging.change import Change, Direction
from objectives.judging.distance import Distance
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.rag import Movement
from reporting import metrics, metrics_rows
from reporting.metrics import Selection
from reporting.report import Figure, Home, Reading
from tests.reporting.reports import a_line, a_report, a_sub_strand

BEFORE = DataPeriod.for_quarter(FinancialQuarter(2023, 1))
HIGHER = Reading(polarity="higher", unit="%", decimals=1)
NO_TARGET = {"target": None, "target_figure": None}


def moved(percent="4.9", movement=Movement.BETTER, words="", since=BEFORE) -> dict:
    """What a line says of a change, the same for both comparisons."""
    number = Decimal(percent)
    direction = Direction.UP if number > 0 else Direction.DOWN if number else Direction.SAME
    words = words or f"{direction} {abs(number)}%" + (f", {movement}" if movement else "")
    change = Change(words, number, number, direction, movement, since)
    return {"change": change, "compared": change}


def new() -> dict:
    return {"change": Change("new"), "compared": Change("new")}


def held_against(computed, missing=None) -> dict:
    """What a line says of its target: met, or missed by so many percent."""
    if missing is None:
        return {"computed": computed, "distance": Distance(True)}
    return {"computed": computed, "distance": Distance(False, Decimal(missing), Decimal(missing))}


def growth(*lines):
    return a_sub_strand(
        *lines, slug="growth", name="Growth", objective="Growth", objective_slug="growth"
    )


def found(*lines):
    return metrics.of([growth(*lines)])


def numbers(items):
    return [item.line.number for item in items]


# --- The sentence -------------------------------------------------------------------------------


def test_the_sentence_counts_targets_and_movements():
    items = found(
        a_line(1, **held_against("green"), **moved()),
        a_line(2, **held_against("green"), **moved("-3", Movement.WORSE)),
        a_line(3, **held_against("amber", 4), **moved("0", Movement.SAME)),
        a_line(4, **held_against("red", 40), **moved("2", None)),
        a_line(5, **NO_TARGET, **new()),
    )
    assert metrics.sentence(items) == (
        "1 of the 4 metrics with a target is Red, 1 Amber and 2 Green. 1 got worse and 1 better."
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], ""),
        ([held_against("red", 12), NO_TARGET], "The only metric with a target is Red."),
        ([held_against("green")] * 3, "All 3 metrics with a target are Green."),
        ([{}], "The only metric with a target can’t be held against it."),
        ([{}, {}], "None of the 2 metrics with a target can be held against it."),
        (
            [held_against("green"), {}, {}],
            "1 of the 3 metrics with a target is Green; 2 can’t be held against their targets.",
        ),
        ([{**NO_TARGET, **moved()}] * 2, "None of the 2 metrics has a target. 2 got better."),
    ],
)
def test_the_sentence_says_no_more_than_there_is(lines, said):
    items = [a_line(number, **fields) for number, fields in enumerate(lines, start=1)]
    assert metrics.sentence(metrics.of([growth(*items)]) if items else []) == said


def test_without_any_target_the_sentence_says_so():
    items = found(a_line(1, **NO_TARGET), a_line(2, **NO_TARGET))
    assert metrics.sentence(items).startswith("None of the 2 metrics has a target.")


def test_a_target_printed_as_not_applicable_is_none():
    items = found(a_line(1, target="N/A", target_figure=Figure("not_applicable")))
    assert items[0].met == metrics.Met.NO_TARGET


def test_a_step_on_a_scale_misses_its_target_without_a_verdict():
    items = found(a_line(1, **held_against("", 2)), a_line(2, **held_against("green")))
    assert "is Green; 1 can’t be held against its target." in metrics.sentence(items)


@pytest.mark.parametrize(
    ("line", "met"),
    [
        (held_against("green"), "met"),
        ({"computed": "green", "distance": None}, "met"),  # a direction has no distance
        (held_against("amber", 4), "close"),
        (held_against("red", 40), "missed"),
        (held_against("", 2), "untold"),  # a step on a scale
        (held_against(""), "untold"),
        ({}, "untold"),
        (NO_TARGET, "no_target"),
    ],
)
def test_how_a_metric_stands_to_its_target_is_what_the_figures_say(line, met):
    assert found(a_line(1, **line))[0].met == met


def test_the_filter_leaves_as_many_as_the_sentence_counts():
    items = found(
        a_line(1, **held_against("green")),
        a_line(2, **held_against("amber", 4)),
        a_line(3, **held_against("red", 40)),
        a_line(4, **held_against("", 2)),
        a_line(5, **NO_TARGET),
    )
    left = {met: numbers(metrics.selected(items, Selection(met=met))) for met in metrics.Met}
    assert left == {"met": [1], "close": [2], "missed": [3], "untold": [4], "no_target": [5]}
    assert metrics.sentence(items).startswith(
        "1 of the 4 metrics with a target is Red, 1 Amber and 1 Green; "
        "1 can’t be held against its target."
    )


# --- What to look at ----------------------------------------------------------------------------


def test_red_and_worse_comes_first_then_red_then_amber_that_got_worse():
    items = found(
        a_line(1, **held_against("amber", 4), **moved("-1", Movement.WORSE)),
        a_line(2, **held_against("red", 40), **moved()),
        a_line(3, **held_against("red", 40), **moved("-1", Movement.WORSE)),
        a_line(4, **held_against("amber", 4), **moved()),
        a_line(5, **held_against("green"), **moved("-1", Movement.WORSE)),
    )
    assert [item.number for item in metrics.attention(items)] == [3, 2, 1]


def test_each_is_named_by_its_id_and_title():
    line = a_line(1, code="A12", kpi="Average caseload", **held_against("red", 12))
    assert metrics.attention(found(line))[0].title == "A12 Average caseload"


def test_each_says_why():
    line = a_line(1, explanation="78% is below 89%.", **held_against("red", 12), **moved("-7.1"))
    assert metrics.attention(found(line))[0].why == "78% is below 89%. Down 7.1%, better."


def test_a_polarity_that_is_doubted_or_not_printed_is_pointed_out():
    doubted = a_line(1, reading=Reading(polarity="lower", polarity_doubt="It looks reversed."))
    unknown = a_line(2)
    known = a_line(3, reading=HIGHER)
    whys = [item.why for item in metrics.doubtful(found(doubted, unknown, known))]
    assert whys == [
        "It looks reversed. So nothing is called better or worse.",
        "The source does not say whether higher or lower is good. "
        "So nothing is called better or worse.",
    ]


# --- The selection ------------------------------------------------------------------------------


def everything():
    return (
        a_line(1, **held_against("green"), **moved("4.9")),
        a_line(2, **held_against("red", 40), **moved("-12", Movement.WORSE)),
        a_line(3, **NO_TARGET, **moved("220", Movement.WORSE)),
        a_line(4, **held_against("amber", 4), **new()),
        a_line(5, **NO_TARGET, **moved("0", Movement.SAME)),
    )


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"direction": "up"}, [1, 3]),
        ({"direction": "new"}, [4]),
        ({"movement": "worse"}, [2, 3]),
        ({"movement": "new"}, [4]),
        ({"movement": "unsaid"}, []),
        ({"status": "red"}, [2]),
        ({"status": "none"}, [3, 5]),
        ({"status": "purple"}, [1, 2, 3, 4, 5]),
        ({"met": "met"}, [1]),
        ({"met": "close"}, [4]),
        ({"met": "missed"}, [2]),
        ({"met": "not_met"}, [2]),  # as addresses had it before
        ({"met": "no_target"}, [3, 5]),
        ({"movement": "worse", "met": "no_target"}, [3]),
        ({"section": "growth", "direction": "down"}, [2]),
        ({"section": "elsewhere", "direction": "sideways", "sort": "colour"}, [1, 2, 3, 4, 5]),
        ({"sort": "-id"}, [5, 4, 3, 2, 1]),
        ({"sort": "-change"}, [3, 1, 5, 2, 4]),
        ({"sort": "change"}, [2, 5, 1, 3, 4]),
        ({"sort": "-distance"}, [2, 4, 1, 3, 5]),
        ({"sort": "distance"}, [1, 4, 2, 3, 5]),
        ({"sort": "status"}, [2, 4, 1, 3, 5]),
        ({"direction": "new", "met": "close", "sort": "-status"}, [4]),
    ],
)
def test_filters_and_orders(query, left):
    report = a_report(growth(*everything()))
    chosen = metrics.selection(report, query)
    assert numbers(metrics.selected(metrics.of(report.received), chosen)) == left


def test_a_rise_from_zero_sorts_beyond_every_percentage():
    from_zero = Change("up from zero", Decimal(3), None, Direction.UP, None, BEFORE)
    items = found(*everything()[:3], a_line(9, change=from_zero))
    assert numbers(metrics.ordered(items, "-change"))[0] == 9


def test_the_choice_stands_in_the_address():
    chosen = Selection(section="growth", met="missed", sort="-change")
    assert chosen.query == "?section=growth&met=missed&sort=-change"


_NO_VERDICT_AND_NEW = "1 metric has no verdict and has nothing before it."
_FURTHEST = "by distance, the furthest from the target first"


@pytest.mark.parametrize(
    ("chosen", "many", "words"),
    [
        (Selection(), 89, "89 metrics."),
        (Selection(section="growth"), 15, "15 metrics in Growth."),
        (
            Selection(direction="up", met="met"),
            2,
            "2 metrics went up and meet their targets.",
        ),
        (
            Selection(section="growth", movement="worse", met="no_target"),
            1,
            "1 metric in Growth got worse and has no target.",
        ),
        (
            Selection(direction="new", met="missed"),
            0,
            "No metric is new and misses its target.",
        ),
        (
            Selection(met="close"),
            6,
            "6 metrics are close to their targets.",
        ),
        (Selection(status="none", movement="new"), 1, _NO_VERDICT_AND_NEW),
        (Selection(status="red", sort="-distance"), 8, f"8 metrics are Red, {_FURTHEST}."),
        (Selection(sort="-change"), 89, "89 metrics, by change, the biggest rise first."),
    ],
)
def test_a_sentence_says_what_is_shown(chosen, many, words):
    assert metrics.in_words(chosen, a_report(growth()), many) == words


# --- Rows ---------------------------------------------------------------------------------------


def known(printed, quarter, **fields):
    period = DataPeriod.for_quarter(FinancialQuarter(2022, quarter)).as_inferred()
    return Known(Decimal(printed), printed, period, **fields)


def row(line):
    (item,) = found(line)
    return metrics_rows.row(item, metrics_rows.caveats([item]), {})


def test_earlier_figures_stand_under_their_headings_with_gaps_at_the_far_end():
    made = row(a_line(1, earlier=(known("53", 3), known("103", 4))))
    assert [(value.heading, value.printed) for value in made.earlier] == [
        ("Recent -3", ""),
        ("Recent -2", "53"),
        ("Recent -1", "103"),
    ]


def test_an_inferred_time_says_so():
    made = row(a_line(1, period=BEFORE.as_inferred()))
    assert made.period == "April to June 2023 (inferred)"


def test_each_earlier_figure_has_its_time():
    made = row(a_line(1, earlier=(known("103", 4),)))
    assert made.times == ("Recent -1: 103, January to March 2023 (inferred)",)


def test_a_caveat_is_a_numbered_note():
    line = a_line(1, earlier=(known("11", 3, caveat="Take care."), known("10", 4)))
    assert [value.note for value in row(line).earlier] == [0, 1, 0]


def test_a_change_that_is_judged_says_what_it_means():
    assert row(a_line(1, **moved())).moved.words == "up 4.9%, better"


def test_another_comparison_is_said_beside_the_change_and_alone_judges():
    since = DataPeriod.for_quarter(FinancialQuarter(2022, 2))
    line = a_line(
        1,
        change=moved("-11.3", Movement.BETTER)["change"],
        compared=moved("2", Movement.WORSE, since=since)["compared"],
    )
    made = row(line)
    assert (made.moved.words, made.moved.meaning) == ("down 11.3%", "")
    assert made.compared.words == "up 2%, worse than July to September 2022"


def test_a_comparison_that_cannot_be_made_says_why():
    compared = Change("nothing held for the same time last year")
    made = row(a_line(1, **{**moved("96.3"), "compared": compared}))
    assert (made.moved.words, made.unjudged) == (
        "up 96.3%",
        "Nothing held for the same time last year",
    )


def test_a_new_figure_has_no_arrow():
    made = row(a_line(1, **new()))
    assert (made.moved.direction, made.moved.words, made.unjudged) == ("", "new", "")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (held_against("green"), ("Met", "")),
        (held_against(""), ("0", "")),  # nothing is missing, but there is no verdict
        ({"distance": None}, ("", "")),
        (
            {"distance": Distance(False, Decimal("3.9"), Decimal("4.3")), "reading": HIGHER},
            ("3.9 points", "4.3% short"),
        ),
        (
            {"distance": Distance(False, Decimal(3)), "reading": Reading(polarity="lower")},
            ("3", "above"),
        ),
        (
            {
                "distance": Distance(False, Decimal("0.75"), Decimal("27.3")),
                "reading": Reading(polarity="higher", decimals=0),
            },
            ("0.75", "27.3% short"),
        ),
    ],
)
def test_the_distance_in_words(fields, expected):
    made = row(a_line(1, **fields))
    assert (made.distance, made.beside) == expected


def test_the_distance_beside_a_row_is_the_one_behind_why():
    fields = {"distance": Distance(False, Decimal("0.75"), Decimal("27.3")), "reading": HIGHER}
    line = a_line(1, **fields)
    made = row(line)
    assert (made.distance, made.beside) == ("0.75 points", "27.3% short")
    assert "0.75 points (27.3%) short of the target" in made.verdict.reading


@pytest.mark.parametrize(
    ("printed", "figure", "target", "as_printed"),
    [
        ("90", Figure("percent", Decimal(90), "%"), "90%", "90"),
        ("99", Figure("quantity", Decimal(99), "£000s"), "£99k", "99"),
        ("6233", Figure("number", Decimal(6233)), "6,233", "6233"),
        ("20", Figure("quantity", Decimal(20), "businesses"), "20", ""),  # too long a unit
        ("at least 90%", Figure("percent", Decimal(90), "%"), "at least 90%", ""),
        ("March 2027", Figure("month", text="2027-03"), "March 2027", ""),
        (None, None, "", ""),
    ],
)
def test_a_bare_target_is_printed_in_its_unit(printed, figure, target, as_printed):
    made = row(a_line(1, target=printed, target_figure=figure))
    assert (made.target, made.printed_target) == (target, as_printed)


@pytest.mark.parametrize(
    ("computed", "is_short"), [("red", True), ("amber", True), ("green", False), ("", False)]
)
def test_paper_says_why_of_red_and_amber(computed, is_short):
    assert row(a_line(1, computed=computed)).is_short == is_short


def test_a_doubtful_polarity_is_to_be_checked():
    assert row(a_line(1)).check.startswith("it is doubtful which way is good")


def test_a_shared_kpi_names_its_home():
    home = Home("business", "Business Growth", "approved")
    assert row(a_line(1, home=home)).remarks == ("From Business Growth",)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"computed": "amber"}, "Amber"),
        (NO_TARGET, "No target"),
        (held_against("", 2), "Can’t be held against it"),
    ],
)
def test_what_stands_for_the_status(fields, word):
    assert row(a_line(1, **fields)).word == word
