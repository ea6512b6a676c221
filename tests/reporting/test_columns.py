"""A table's columns are as wide as asked for, but no word stands letter below letter."""

import pytest

from reporting.briefing.document import Cell, Table
from reporting.exports import columns

LETTER = 1.68


def table(*rows, header=("No.", "KPI"), widths=(1, 9)) -> Table:
    return Table("KPIs", header, tuple(tuple(Cell(text) for text in row) for row in rows), widths)


def widths(content: Table, page: float = 170.0) -> list[float]:
    return columns.widths(content, page=page, letter=LETTER)


def test_they_are_the_parts_of_the_page_that_are_asked_for():
    assert widths(table(("1", "Homes"))) == pytest.approx([17, 153])


def test_a_column_is_as_wide_as_its_longest_word():
    narrow, _ = widths(table(("Handbooks", "Homes"), widths=(1, 99)))
    assert narrow >= columns.PADDING + LETTER * len("Handbooks")


@pytest.mark.parametrize(
    "texts", [("1", "2"), ("x" * 500, "y" * 500), ("", ""), ("a b c", "W" * 12)]
)
def test_together_they_are_the_page(texts):
    assert sum(widths(table(texts, widths=(3, 1)))) == pytest.approx(170)


def test_more_columns_than_the_page_has_room_for_share_it():
    content = table(["Accommodation"] * 12, header=["Name"] * 12, widths=[1] * 12)
    assert widths(content, page=100) == pytest.approx([100 / 12] * 12)


def test_only_a_word_wider_than_the_column_is_broken():
    text = columns.breakable("Short 1234567890123 short", width=20, letter=LETTER)
    assert [word.count("\u200b") for word in text.split()] == [0, 1, 0]


def test_an_address_is_broken_after_its_signs():
    text = columns.breakable("https://www.sefton.gov.uk/plans", width=30, letter=LETTER)
    assert text.split("\u200b") == ["https://", "www.", "sefton.", "gov.", "uk/", "plans"]


def test_a_letter_keeps_its_marks():
    text = columns.breakable("1e\u0301" * 30, width=20, letter=LETTER)
    assert "\u200b\u0301" not in text


def test_a_word_of_a_language_is_left_to_hyphenation():
    word = "Accommodation,"
    assert columns.breakable(word, width=15, letter=LETTER) == word
    assert columns.has_wide_word(word, width=15, letter=LETTER)
    assert not columns.has_wide_word(word, width=40, letter=LETTER)


def test_a_text_takes_as_many_lines_as_it_fills():
    width = columns.PADDING + 20 * LETTER
    assert columns.lines("case" * 25, width=width, letter=LETTER) == 5
    assert columns.lines("a\n\nb", width=30, letter=LETTER) == 3
