"""What a search looks for, and the piece of a text that it shows."""

import pytest

from reporting.snippets import MOST_WORDS, Piece, snippet, spellings, words_of


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("town centre", ("town", "centre")),
        ('"town centre" footfall', ("town centre", "footfall")),
        ("“town  centre”", ("town centre",)),
        ("  town   town ", ("town",)),
        ('"unfinished quote', ('"unfinished', "quote")),
        ('""', ()),
        ("", ()),
    ],
)
def test_words_are_taken_one_by_one_but_for_those_in_quotes(typed, words):
    assert words_of(typed) == words


def test_no_more_words_are_looked_for_than_a_database_bears():
    assert len(words_of(" ".join(map(str, range(50))))) == MOST_WORDS


def test_a_word_beyond_ascii_is_looked_for_in_each_of_its_spellings():
    assert spellings("événement") == ("événement", "ÉVÉNEMENT", "Événement")
    assert spellings("event") == ("event",)


def test_a_snippet_marks_the_words_as_they_stand_in_the_text():
    assert snippet("The Town Centre fund", ["town", "fund"]) == (
        Piece("The "),
        Piece("Town", is_found=True),
        Piece(" Centre "),
        Piece("fund", is_found=True),
    )


def test_a_longer_word_is_marked_before_one_that_it_begins_with():
    assert Piece("employers", is_found=True) in snippet("All employers", ["employ", "employers"])


def test_a_long_text_is_cut_between_words_around_the_first_that_was_found():
    text = "before " * 80 + "footfall" + " after" * 80
    pieces = snippet(text, ["footfall"])
    shown = "".join(piece.text for piece in pieces)
    assert Piece("footfall", is_found=True) in pieces
    assert shown.startswith("… before")
    assert shown.endswith("after …")
    assert len(shown) <= 210


def test_a_word_without_end_is_cut_all_the_same():
    shown = "".join(piece.text for piece in snippet("x" * 40_000, ["x"]))
    assert len(shown) <= 210


def test_a_text_is_shown_on_one_line():
    assert snippet("one\n\n  two", []) == (Piece("one two"),)


@pytest.mark.parametrize("word", ["%", "_", ".*", "(", "\\"])
def test_a_sign_is_looked_for_as_itself(word):
    assert snippet(f"a {word} b", [word]) == (
        Piece("a "),
        Piece(word, is_found=True),
        Piece(" b"),
    )
