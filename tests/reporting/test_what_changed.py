"""What differs between two versions of a return, in words."""

import pytest

from reporting.content import Content, EntryContent
from reporting.what_changed import Change, changes, marked, named

EMPTY = Content(entries={1: EntryContent()})


def said(**fields):
    return Content(entries={1: EntryContent(**fields)})


def rows(before, after):
    return [(change.what, change.before, change.after) for change in changes(before, after)]


def test_nothing_differs_from_itself():
    assert changes(said(note="As it was."), said(note="As it was.")) == []


@pytest.mark.parametrize(
    ("fields", "row"),
    [
        ({"note": "Late."}, ("Note", "", "Late.")),
        ({"declared": "red"}, ("Status", "", "Red")),
        ({"declared": "not_rated"}, ("Status", "", "Not rated")),
        ({"answer": "no_new_figure"}, ("Answer", "", "No new figure")),
        ({"figure": "137"}, ("Figure", "", "137")),
        ({"certainty": "awaiting_validation"}, ("How sure", "", "Awaiting validation")),
        ({"not_rated_reason": "New."}, ("Why not rated", "", "New.")),
        ({"lead_reason": "Soon."}, ("Why better than the figures say", "", "Soon.")),
        ({"correction_reason": "Slip."}, ("Why the figure on record changes", "", "Slip.")),
        ({"confirmed": "137"}, ("Said to be right", "", "137")),
    ],
)
def test_each_field_of_a_row_is_told_in_words(fields, row):
    assert rows(EMPTY, said(**fields)) == [row]


def test_a_figure_is_told_with_what_it_covers():
    before, after = (
        said(figure="137", coverage="this_quarter"),
        said(figure="137", coverage="year_to_date"),
    )
    assert rows(before, after) == [("Figure", "137 (this quarter)", "137 (the year so far)")]


def test_that_another_figure_is_right_is_not_told_again():
    before, after = said(figure="1", confirmed="1"), said(figure="2", confirmed="2")
    assert rows(before, after) == [("Figure", "1", "2")]


def test_the_whole_comes_after_the_rows():
    after = Content(overall="red", commentary="Hard.", entries={1: EntryContent(note="Late.")})
    assert [change.what for change in changes(EMPTY, after)] == [
        "Note",
        "Overall status",
        "Commentary",
    ]


def test_a_row_that_came_later_said_nothing_before():
    assert rows(Content(), said(note="Late.")) == [("Note", "", "Late.")]


def test_a_row_that_is_gone_is_left_out():
    assert rows(said(note="Late."), Content()) == []


def test_named_changes_come_in_the_order_of_their_numbers():
    found = [
        Change(1, "Note", "", "a"),
        Change(2, "Note", "", "b"),
        Change(None, "Commentary", "", "c"),
    ]
    titles = [change.title for change in named(found, {1: (8, "Homes"), 2: (3, "Shops")})]
    assert titles == ["KPI 3: note", "KPI 8: note", "Commentary"]


# --- Where two texts differ -----------------------------------------------------------------------


def differing(pieces):
    return [piece.text for piece in pieces if piece.differs]


def test_words_that_differ_are_marked_in_both_texts():
    before, after = marked("We held two events in May.", "We held three events in May.")
    assert (differing(before), differing(after)) == (["two"], ["three"])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We held two events.\n\n- One\n", "We held  two events \n- One"),
        ("", "All new."),
        ("Gone.", ""),
        (" \n", "x"),
        ("Nothing in common", "with this one here"),
    ],
)
def test_no_character_of_a_text_is_lost(before, after):
    one, other = marked(before, after)
    assert "".join(piece.text for piece in one) == before
    assert "".join(piece.text for piece in other) == after


def test_texts_with_hardly_a_word_in_common_are_left_unmarked():
    before, after = marked("The fund opened in May.", "Nobody has applied yet, sadly.")
    assert differing(before) == differing(after) == []


def test_very_long_texts_are_left_unmarked():
    before, after = marked("word " * 5000, "word " * 4999)
    assert differing(before) == differing(after) == []
