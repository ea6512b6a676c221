"""A row of figures as a small line."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.sparkline import HEIGHT, WIDTH, sparkline


def line(*numbers, of=4):
    return sparkline([(Decimal(number), str(number)) for number in numbers], of=of)


def points(drawn):
    return [tuple(map(Decimal, pair.split())) for pair in re.split("[ML]", drawn.path)[1:]]


@pytest.mark.parametrize("numbers", [(), (38,)])
def test_a_single_figure_makes_no_line(numbers):
    assert line(*numbers) is None


def test_its_words_are_the_figures_as_printed():
    assert line(38, 47, 92, 131).words == "38, 47, 92, then 131"


def test_a_higher_figure_stands_higher():
    first, last = points(line(38, 131))
    assert last[1] < first[1]


def test_the_latest_figure_stands_at_the_same_place_in_every_row():
    assert line(92, 131).x == line(38, 47, 92, 131).x


def test_figures_that_are_the_same_run_through_the_middle():
    assert {y for _, y in points(line(5, 5, 5))} == {Decimal(HEIGHT) / 2}


def test_the_latest_figure_is_the_lines_end():
    drawn = line(38, 47, 92, 131)
    assert points(drawn)[-1] == (Decimal(drawn.x), Decimal(drawn.y))


amounts = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12))


@given(st.lists(amounts.filter(lambda value: abs(value) < 10**12), min_size=2, max_size=4))
def test_no_figure_is_drawn_outside_of_the_picture(numbers):
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points(line(*numbers)))
