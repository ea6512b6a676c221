"""What of a return an SES lead reads who read last quarter's."""

import pytest

from reporting.reading_less import Before, counted_rows, to_read
from tests.reporting.reports import a_line, a_sub_strand

NOTE = "As planned."


def unchanged(number=1, **changes):
    """A line that says what it said before."""
    said = {
        "achieved": "137",
        "previous_achieved": "137",
        "declared": "green",
        "previous_declared": "green",
        "carried_forward": True,
        "answer": "no_new_figure",
        "progress": NOTE,
    }
    return a_line(number, **{**said, **changes})


def read(line, notes=None):
    before = Before(notes={line.number: NOTE} if notes is None else notes)
    return to_read(a_sub_strand(line), before)


def test_a_line_that_says_what_it_said_is_folded():
    found = read(unchanged())
    assert (found.lines, len(found.unchanged)) == ((), 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"declared": "amber"},
        {"declared": "red", "previous_declared": "red"},
        {"declared": "not_rated"},
        {"achieved": "140"},
        {"answer": "new_figure", "carried_forward": False},
        {"progress": "Slower than planned."},
        {"computed": "red"},
        {"previous_declared": ""},
    ],
    ids=[
        "status moved",
        "still Red",
        "no longer rated",
        "another figure",
        "the same figure for a new time",
        "another note",
        "better than its figures without a reason",
        "rated for the first time",
    ],
)
def test_a_line_is_read_for(changes):
    assert read(unchanged(**changes)).unchanged == ()


def test_what_is_not_applicable_once_more_is_folded():
    says = {"achieved": "n/a", "previous_achieved": "n/a", "carried_forward": False}
    assert read(unchanged(answer="not_applicable", **says)).lines == ()


def test_a_difference_with_its_reason_is_not_read_again():
    line = unchanged(computed="red", lead_reason="Two fairs are booked.")
    assert read(line).lines == ()


def test_a_line_that_was_not_there_before_is_read():
    assert len(read(unchanged(), notes={}).lines) == 1


def test_without_an_earlier_return_all_is_read():
    found = to_read(a_sub_strand(unchanged(1), unchanged(2)), Before())
    assert len(found.lines) == 2


def test_white_space_is_no_new_note():
    assert read(unchanged(progress=" As  planned.\n")).lines == ()


def test_a_commentary_is_the_same_word_for_word():
    before = Before(commentary="Steady  progress.")
    assert to_read(a_sub_strand(commentary="Steady progress."), before).same_commentary


def test_two_blank_commentaries_are_not_called_the_same():
    assert not to_read(a_sub_strand(commentary=""), Before()).same_commentary


def test_differences_without_a_reason_are_counted():
    lines = unchanged(1, computed="red"), unchanged(2, computed="amber", lead_reason="Late data.")
    assert to_read(a_sub_strand(*lines), Before()).without_reason == 1


@pytest.mark.parametrize(("many", "words"), [(1, "1 row unchanged"), (7, "7 rows unchanged")])
def test_rows_are_counted_in_words(many, words):
    assert counted_rows([a_line()] * many) == words
