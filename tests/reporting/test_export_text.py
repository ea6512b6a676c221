"""Text that any file format can hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.exports.text import clean, one_line, shortened, units

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_becomes_the_same(end):
    assert clean(f"one{end}two") == "one\ntwo"


def test_a_tab_becomes_a_space():
    assert clean("one\ttwo") == "one two"


@pytest.mark.parametrize("bad", ["\x00", "\x08", "\x1b", "\x7f", "\x9b", "\ud800", "\uffff"])
def test_what_xml_refuses_leaves_a_mark(bad):
    assert clean(f"one{bad}two") == "one\ufffdtwo"


def test_two_halves_of_a_character_become_it():
    assert clean("\ud83d\ude00") == "😀"


def test_good_text_is_left_alone():
    text = "Café – “naïve” £5, 进度 😀\n\n- item\n  more"
    assert clean(text) == text


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


@given(ANY_TEXT)
def test_clean_text_can_always_be_written(text):
    assert clean(text).encode("utf-8").decode("utf-8") == clean(text)


def test_one_line_has_no_line_ends_and_no_spare_spaces():
    assert one_line("  one\r\n two\t three ") == "one two three"


def test_a_text_that_fits_is_not_cut():
    assert shortened("a" * 100, 100) == "a" * 100


def test_a_cut_text_says_how_much_is_missing():
    assert shortened("a" * 2_000, 100) == "a" * 69 + " … [cut: 1,931 more characters]"


def test_an_emoji_takes_two_units():
    assert units("a😀") == 3


@given(st.text(alphabet="a😀", min_size=60, max_size=200))
def test_a_cut_text_is_never_longer_than_allowed(text):
    assert units(shortened(text, 59)) <= 59
