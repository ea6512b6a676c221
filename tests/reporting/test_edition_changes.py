"""What differs between two editions, in words."""

from dataclasses import replace

import pytest

from reporting.edition_changes import What, between, excerpts, sentence
from reporting.report import Comparator, Figure
from tests.reporting.reports import a_line, a_report, a_sub_strand

WHEN = "July to September 2023"


def told(before, after, **options):
    """(what, label, before, after) of each difference."""
    found = between(before, after, **options)
    return [(item.what, item.label, item.before, item.after) for item in found]


def of(*lines, **changes):
    """A report of one sub-strand with these rows."""
    return a_report(a_sub_strand(*lines, **changes))


def of_line(**changes):
    """A report of one row, and the same with that row said otherwise."""
    first = a_line(progress="Steady.")
    return of(first), of(replace(first, **changes))


def test_the_same_report_differs_in_nothing():
    before, after = of_line()
    assert sentence(between(before, after)) == "Nothing differs."


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"achieved": "135"}, (What.FIGURE, "Figure", f"137 ({WHEN})", f"135 ({WHEN})")),
        (
            {"certainty": "provisional"},
            (What.FIGURE, "Figure", f"137 ({WHEN})", f"137 ({WHEN}, provisional)"),
        ),
        ({"declared": "amber"}, (What.STATUS, "Status", "Green", "Amber")),
        ({"progress": ""}, (What.NOTE, "Note", "Steady.", "")),
        ({"target": "99"}, (What.TARGET, "Target", "250", "99")),
        ({"computed": "red"}, (What.VERDICT, "Figures say", "No verdict", "Red")),
        (
            {"comparators": (Comparator("England", (), words="better than England (99)"),)},
            (What.COMPARISON, "Beside others", "", "better than England (99)"),
        ),
    ],
)
def test_a_row_tells_what_it_says_otherwise(changes, expected):
    before, after = of_line(**changes)
    assert told(before, after) == [expected]


def test_what_prints_nothing_is_told_all_the_same():
    before, after = of_line(figure=Figure("number"))
    assert [item.what for item in between(before, after)] == [What.DETAIL]


def test_a_kpi_that_came_and_one_that_went_are_told():
    found = between(of(a_line(1)), of(a_line(2)))
    assert {(item.what, item.number) for item in found} == {(What.KPI, 1), (What.KPI, 2)}


def test_a_return_that_came_later_is_one_difference():
    missing = replace(a_sub_strand(), is_received=False, overall="", commentary="", lines=())
    found = told(a_report(missing), of(a_line()))
    assert found == [(What.RETURN, "Return", "No return received", "Received")]


def test_what_is_derived_can_be_left_out():
    before, after = of_line(computed="red", achieved="135")
    found = between(before, after, stated_only=True)
    assert [item.what for item in found] == [What.FIGURE]


def test_only_the_sub_strands_asked_for_are_looked_at():
    before, after = of_line(achieved="135")
    assert between(before, after, only={"another"}) == []


def test_the_sentence_counts_by_what_it_is():
    before = of(a_line(1), a_line(2))
    after = of(a_line(1, achieved="9", progress=""), a_line(2, progress=""))
    assert sentence(between(before, after)) == "1 figure and 2 notes differ."


def test_one_difference_differs():
    assert sentence(between(*of_line(achieved="135"))) == "1 figure differs."


def test_a_long_text_is_cut_to_what_differs():
    words = [f"w{number}" for number in range(60)]
    other = [*words[:30], "new", *words[31:]]
    was, now = excerpts(" ".join(words), " ".join(other))
    assert (was, now) == (
        "… w24 w25 w26 w27 w28 w29 w30 w31 w32 w33 w34 w35 w36 …",
        "… w24 w25 w26 w27 w28 w29 new w31 w32 w33 w34 w35 w36 …",
    )


def test_a_short_text_is_shown_whole():
    assert excerpts("Two events.", "Three events.") == ("Two events.", "Three events.")
