"""A trend: its sentence, its table, its picture and its Plotly data, from a few values."""

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.periods import DataPeriod, FinancialQuarter
from reporting.charts import drawing, plane
from reporting.charts.chart import Goal, Point, Trace
from reporting.charts.trend import trend

HOSTILE = """</script><b>"it's" & co<br>"""
Q1 = FinancialQuarter(2023, 1)
NUMBERS = ("38", "47", "92", "131")


def quarter(at):
    found = Q1
    for _ in range(at):
        found = found.next
    return found


def trace(*printed, name="Sefton", marks=None, breaks=(), period=DataPeriod.for_quarter):
    """Values of quarters that follow on each other; "" where there is none."""
    points = [
        Point(Decimal(text.rstrip("%")), text, period(quarter(at)), (marks or {}).get(at, ""))
        for at, text in enumerate(printed)
        if text
    ]
    return Trace(name, tuple(points), breaks)


def goal(number, *, first=0, last=3, **fields):
    return Goal(Decimal(number), number, quarter(first).starts, quarter(last).ends, **fields)


def chart(own=None, comparators=(), goals=(), **fields):
    own = trace(*NUMBERS) if own is None else own
    return trend(
        id="chart-1", title="Enquiries", own=own, comparators=comparators, goals=goals, **fields
    )


def svg(made):
    return ElementTree.fromstring(made.svg)


def texts(made):
    return [item.text for item in svg(made).iter("text")]


def series(made, name="Sefton"):
    (found,) = [item for item in made.figure["data"] if item["name"] == name]
    return found


# --- Whether there is one -----------------------------------------------------------------------


@pytest.mark.parametrize("own", [trace(), trace("38")])
def test_fewer_than_two_values_make_no_chart(own):
    assert chart(own) is None


def test_a_value_of_another_place_counts():
    assert chart(trace("38"), [trace("40", name="England")])


# --- The sentence -------------------------------------------------------------------------------


def test_its_sentence_says_the_latest_the_change_and_the_target():
    assert chart(goals=[goal("120")]).sentence == (
        "131 in January to March 2024, up from 92, the highest of the 4 shown; "
        "the target is 120: above it."
    )


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        (("5", "3"), "3 in July to September 2023, down from 5."),
        (("5", "5"), "5 in July to September 2023, the same as before."),
        (("5", "", "3"), "3 in October to December 2023."),
        (
            ("9", "4", "5", "1"),
            "1 in January to March 2024, down from 5, the lowest of the 4 shown.",
        ),
    ],
)
def test_its_sentence_compares_only_what_follows_on_each_other(numbers, words):
    assert chart(trace(*numbers)).sentence == words


def test_its_sentence_says_which_way_is_good():
    made = chart(goals=[goal("120")], way="lower is better")
    assert made.sentence.endswith("the target is 120: above it; lower is better.")


def test_its_sentence_says_which_way_is_good_without_a_target_too():
    assert chart(trace("5", "3"), way="lower is better").sentence == (
        "3 in July to September 2023, down from 5; lower is better."
    )


def test_its_sentence_says_whose_target_it_is():
    made = chart(goals=[goal("120", whose="Town plan")])
    assert made.sentence.endswith("the target is 120 (Town plan): above it.")


@pytest.mark.parametrize(
    ("numbers", "note"),
    [
        (("38", "47"), "The scale starts at 35."),
        (("-38", "-47"), "The scale ends at -35."),
        (("3", "47"), ""),
        (("-3", "47"), ""),
    ],
)
def test_a_scale_that_leaves_out_zero_says_so(numbers, note):
    assert chart(trace(*numbers)).note == note


def test_each_plans_target_has_its_label():
    goals = [goal("62", last=2), goal("100", first=3, whose="Town plan")]
    assert {"target 62", "target 100"} <= set(texts(chart(goals=goals)))


def test_the_axis_names_others_times_where_there_is_room():
    england = trace("", "50", "52", "54", name="England")
    made = chart(trace("38"), [england])
    assert len(made.figure["layout"]["xaxis"]["tickvals"]) == 4


def test_the_axis_names_the_own_times_before_others():
    quarters = [
        Point(Decimal(40 + at), str(40 + at), DataPeriod.for_quarter(quarter(at)))
        for at in range(12)
    ]
    made = chart(trace("38"), [Trace("England", tuple(quarters))])
    assert quarter(0).ends.isoformat() in made.figure["layout"]["xaxis"]["tickvals"]


@pytest.mark.parametrize(
    ("number", "words"),
    [("99", "below it"), ("100", "within it"), ("120", "within it"), ("121", "above it")],
)
def test_a_range_is_kept_below_or_above(number, words):
    made = chart(trace("90", number), goals=[goal("100", upper=Decimal(120))])
    assert made.sentence.endswith(f"the target is 100: {words}.")


def test_a_target_of_another_time_is_not_the_figures_own():
    assert "target" not in chart(goals=[goal("120", last=2)]).sentence


def test_a_provisional_value_says_so():
    made = chart(trace("38", "47", marks={1: "provisional"}))
    assert made.sentence.startswith("47 (provisional) in July to September 2023")
    assert made.note.startswith("A hollow point is provisional.")


def test_three_others_are_named():
    made = chart(comparators=[trace("19.9%", "20%", name="England")])
    assert made.sentence.endswith("England: 20% in July to September 2023.")


def test_more_others_are_counted():
    others = [
        trace("1", "1", "1", number, name=f"P{number}") for number in ("2", "3", "140", "131")
    ]
    assert chart(comparators=others).sentence.endswith(
        "Of 4 others 1 is higher and 2 lower, from 2 (P2) to 140 (P140)."
    )


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        (("140", "150", "160", "170"), "All 4 others are higher, from 140 (P140) to 170 (P170)."),
        (("1", "2", "3", "4"), "All 4 others are lower, from 1 (P1) to 4 (P4)."),
    ],
)
def test_others_that_are_all_on_one_side_are_said_to_be(numbers, words):
    others = [trace("1", number, name=f"P{number}") for number in numbers]
    assert chart(comparators=others).sentence.endswith(words)


# --- The table ----------------------------------------------------------------------------------


def test_its_table_says_the_same_as_printed():
    england = trace("", "19.9%", name="England")
    made = chart(trace("1%", "2%", marks={1: "corrected"}), [england], [goal("3", first=1)])
    assert made.columns == ("Time", "Sefton", "England", "Target")
    assert made.rows == (
        ("April to June 2023", "1%", "", ""),
        ("July to September 2023", "2% (corrected)", "19.9%", "3"),
    )


def test_a_target_drawn_across_is_said_of_its_own_time_alone():
    made = chart(goals=[goal("120", first=3, is_drawn_across=True)])
    assert [row[-1] for row in made.rows] == ["", "", "", "120"]
    assert series(made, "Target")["x"] == ["2023-06-30", "2024-03-31"]


# --- The picture --------------------------------------------------------------------------------


def test_a_higher_figure_stands_higher():
    first, *_, last = svg(chart()).iter("circle")
    assert float(last.get("cy")) < float(first.get("cy"))


def test_the_latest_value_and_the_target_are_words_at_their_lines():
    assert {"131", "target 120"} <= set(texts(chart(goals=[goal("120")])))


@pytest.mark.parametrize(
    "own",
    [
        trace("1", "2", "", "3", "4"),
        trace("1", "2", "3", "4", breaks=(date(2023, 10, 1),)),
        trace("1", "2", "3", "4", "1", "2", period=DataPeriod.year_to_date),
    ],
    ids=["missing", "break", "a new year"],
)
def test_a_line_is_not_drawn_across(own):
    made = chart(own)
    assert len(list(svg(made).iter("path"))) == 2
    assert series(made)["y"].count(None) == 1


def test_a_break_has_a_word():
    made = chart(trace("1", "2", "3", "4", breaks=(date(2023, 10, 1),)))
    assert "break" in texts(made)
    assert "counting starts anew" in made.note


def test_a_provisional_point_is_hollow_and_a_corrected_one_has_a_ring():
    plain, marked = (
        chart(trace("1", "2")),
        chart(trace("1", "2", marks={0: "provisional", 1: "corrected"})),
    )
    assert len(list(svg(plain).iter("circle"))) == 2
    circles = list(svg(marked).iter("circle"))
    assert [item.get("fill") for item in circles] == [drawing.PAPER, drawing.NAVY, "none"]
    assert series(marked)["marker"]["color"] == [drawing.PAPER, drawing.NAVY]


def test_ten_others_are_told_apart_without_colour():
    others = [trace(str(at), str(at + 1), name=f"Place {at}") for at in range(10)]
    looks = {
        (item["line"].get("dash"), item["marker"]["symbol"])
        for item in chart(comparators=others).figure["data"]
    }
    assert len(looks) == 11


def test_labels_never_stand_over_each_other():
    others = [trace("5", "5", name=f"Place {at}") for at in range(12)]
    made = chart(trace("5", "5"), others)
    feet = sorted(
        float(item.get("y")) for item in svg(made).iter("text") if "Place" in (item.text or "")
    )
    assert len(feet) == 12
    assert min(after - one for one, after in pairwise(feet)) >= drawing.TEXT_SIZE


def test_nothing_in_the_picture_is_styled_inline():
    assert "style" not in chart(goals=[goal("120")]).svg


# --- The figure ---------------------------------------------------------------------------------


def test_plotly_gets_the_same_figures():
    found = series(chart())
    assert found["y"] == [38.0, 47.0, 92.0, 131.0]
    assert found["x"] == ["2023-06-30", "2023-09-30", "2023-12-31", "2024-03-31"]
    assert found["hovertext"][-1] == "Sefton, January to March 2024: 131"


def test_the_figure_is_plain_json():
    made = chart(comparators=[trace("1", "2", name="England")], goals=[goal("120")])
    assert json.loads(json.dumps(made.figure)) == made.figure


def test_nothing_in_the_figure_zooms_or_is_dragged():
    layout = chart().figure["layout"]
    assert layout["dragmode"] is False
    assert (layout["xaxis"]["fixedrange"], layout["yaxis"]["fixedrange"]) == (True, True)


# --- Names that mean harm -----------------------------------------------------------------------


@pytest.fixture
def hostile():
    """Every text of a chart is hostile."""
    own = replace(trace("1", "2", name=HOSTILE), points=())
    point = trace("1", "2").points[0]
    period = replace(point.period, label=HOSTILE)
    points = (
        replace(point, printed=HOSTILE, mark=HOSTILE, period=period),
        *trace("1", "2").points[1:],
    )
    return trend(
        id="chart-1",
        title=HOSTILE,
        own=replace(own, points=points),
        comparators=[trace("1", "2", name=HOSTILE)],
        goals=[replace(goal("3"), printed=HOSTILE)],
        unit=HOSTILE,
        note=HOSTILE,
    )


def test_a_hostile_text_makes_no_element_of_the_picture(hostile):
    assert {item.tag for item in svg(hostile).iter()} <= {
        *("svg", "g", "text", "line", "path", "polygon", "circle"),
    }


def test_a_hostile_text_is_no_tag_to_plotly(hostile):
    layout = hostile.figure["layout"]
    said = [
        *(text for item in hostile.figure["data"] for text in item["hovertext"]),
        *(item["name"] for item in hostile.figure["data"]),
        *(item["text"] for item in layout["annotations"]),
        *layout["xaxis"]["ticktext"],
        *layout["yaxis"]["ticktext"],
    ]
    tags = {tag for text in said for tag in re.findall(r"<[^>]*>", text)}
    assert tags <= {"<br>"}  # our own, between lines
    assert any("&lt;b&gt;" in text for text in said)


def test_only_markup_made_by_the_drawing_is_printed_as_it_is():
    made = drawing.element("text", "<b>", drawing.element("g"), x='1"')
    assert made == '<text x="1&quot;">&lt;b&gt;<g/></text>'
    assert made.__html__() == made


# --- The axes -----------------------------------------------------------------------------------


def ticks(*numbers, **fields):
    made = plane.scale([Decimal(item) for item in numbers], **fields)
    return [plane.in_print(item, "") for item in made.ticks]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (("38", "131"), ["0", "50", "100", "150"]),
        (("116", "143"), ["110", "120", "130", "140", "150"]),
        (("5", "5"), ["4", "5", "6"]),
        (("0", "0"), ["0", "1"]),
    ],
)
def test_ticks_are_round(numbers, expected):
    assert ticks(*numbers) == expected


def test_bars_start_at_zero():
    assert ticks("116", "143", from_zero=True)[0] == "0"


amounts = st.decimals(
    allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12
)


@given(st.lists(amounts, min_size=1, max_size=8), st.booleans())
def test_a_scale_holds_every_number_between_few_ticks(numbers, from_zero):
    made = plane.scale(numbers, from_zero=from_zero)
    assert all(0 <= made.share(number) <= 1 for number in numbers)
    assert 2 <= len(made.ticks) <= 8


@pytest.mark.parametrize(
    ("number", "unit", "printed"),
    [
        ("40", "%", "40%"),
        ("1500000", "GBP", "£1.5m"),
        ("0", "£k", "£0"),
        ("250", "£k", "£250k"),
        ("20000", "m2", "20,000"),
    ],
)
def test_a_tick_is_printed_as_figures_are(number, unit, printed):
    assert plane.in_print(Decimal(number), unit) == printed


@given(
    st.lists(st.floats(0, 200), min_size=1, max_size=9),
    st.lists(st.sampled_from([17.0, 34.0, 51.0]), min_size=9, max_size=9),
)
def test_labels_stay_in_the_picture(wanted, heights):
    placed = plane.apart(wanted, heights[: len(wanted)], 0, 210)
    assert all(0 <= middle <= 210 for middle in placed)


@pytest.mark.parametrize("shape", drawing.SHAPES)
def test_every_marker_can_be_drawn(shape):
    assert ElementTree.fromstring(drawing.marker(shape, (10, 10))) is not None
