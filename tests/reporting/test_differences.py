"""Where statuses and figures part ways: pure functions over small reports."""

import pytest

from objectives.judging.verdicts import Cause
from objectives.rag import Status
from reporting import differences
from reporting.differences import CAUSES, Support
from tests.reporting.reports import a_draft, a_line, a_report, a_sub_strand


def line(number, declared, computed, **changes):
    values = {"declared": declared, "computed": computed, "explanation": "So it is.", **changes}
    return a_line(number, **values)


def report(*lines):
    return a_report(a_sub_strand(*lines))


def numbers(found):
    return [line.number for _, line in found]


# --- The sentence -------------------------------------------------------------------------------


def test_the_sentence_begins_with_what_nothing_can_test():
    found = report(
        line(1, "green", ""),
        line(2, "green", ""),
        line(3, "amber", ""),
        line(4, "green", "red"),
        line(5, "red", "green"),
        line(6, "green", "green"),
        line(7, "", ""),
    )
    assert differences.sentence(found) == (
        "6 of 7 KPIs are rated. For 3 of them (2 Green and 1 Amber) no figure can test the status. "
        "Of the 3 that can be tested, 1 is declared better and 1 is declared worse "
        "than the figures say."
    )


@pytest.mark.parametrize(
    ("untested", "expected"),
    [(1, "For one of them (Green) no figure"), (2, "For 2 of them (all Green) no figure")],
)
def test_untested_kpis_of_one_status_are_counted_once(untested, expected):
    lines = [line(number + 2, "green", "") for number in range(untested)]
    assert expected in differences.sentence(report(line(1, "red", "red"), *lines))


def test_where_figures_agree_the_sentence_says_so():
    found = report(line(1, "green", ""), line(2, "red", "red"), line(3, "green", "green"))
    assert differences.sentence(found).endswith("The figures agree with the other 2.")


def test_where_everything_is_tested_the_sentence_says_so():
    found = report(line(1, "green", "green"), line(2, "red", "red"))
    assert differences.sentence(found) == (
        "All 2 KPIs are rated. Figures test every one of these statuses. "
        "The figures agree with all of them."
    )


def test_where_nothing_is_tested_the_sentence_says_so():
    found = report(line(1, "green", ""), line(2, "red", ""))
    assert differences.sentence(found) == (
        "All 2 KPIs are rated. No figure can test any of them (1 Green and 1 Red)."
    )


@pytest.mark.parametrize(
    ("computed", "expected"),
    [
        ("", "The only KPI is rated. No figure can test it."),
        ("green", "The only KPI is rated. The figures agree with it."),
        ("red", "The only KPI is rated. It is declared better than the figures say."),
    ],
)
def test_a_single_kpi_is_in_the_singular(computed, expected):
    assert differences.sentence(report(line(1, "green", computed))) == expected


def test_without_a_status_the_sentence_says_so():
    assert differences.sentence(report(line(1, "", "red"))) == "No KPI is rated yet."


def test_without_a_return_the_sentence_says_so():
    draft = a_draft(a_sub_strand(state="draft"))
    assert differences.sentence(draft) == "No return has come in yet."


# --- What is found ------------------------------------------------------------------------------


def test_better_than_the_figures_comes_without_a_reason_first_then_red_first():
    found = report(
        line(1, "green", "amber", lead_reason="We know more."),
        line(2, "green", "amber"),
        line(3, "green", "red", lead_reason="We know more."),
        line(4, "amber", "red"),
    )
    assert numbers(differences.better_than_figures(found)) == [4, 2, 3, 1]


def test_worse_than_the_figures_is_listed_apart():
    found = report(line(1, "amber", "green"), line(2, "red", "green"), line(3, "green", "red"))
    assert numbers(differences.worse_than_figures(found)) == [2, 1]


@pytest.mark.parametrize("declared", ["", "not_rated"])
def test_blank_or_not_rated_is_no_difference(declared):
    found = report(line(1, declared, "red"))
    assert differences.count(found) == 0
    assert numbers(differences.rated_by_figures_alone(found)) == [1]


def test_what_has_no_verdict_is_grouped_by_its_cause_what_can_be_asked_first():
    found = report(
        line(1, "green", "", cause="in_words"),
        line(2, "green", "", cause="polarity_unknown"),
        line(3, "", "", cause="in_words"),
        line(4, "green", "green"),
    )
    groups = differences.without_verdict(found)
    assert [(cause, numbers(lines)) for cause, lines in groups.items()] == [
        ("polarity_unknown", [2]),
        ("in_words", [1, 3]),
    ]


def test_every_cause_has_its_place():
    assert sorted(CAUSES) == sorted(Cause)


def test_a_verdict_that_was_not_kept_is_a_group_of_its_own():
    assert list(differences.without_verdict(report(line(1, "green", "")))) == [""]


def test_each_status_is_counted_by_what_the_figures_say_of_it():
    found = report(
        line(1, "green", "green"),
        line(2, "green", "amber"),
        line(3, "green", ""),
        line(4, "red", ""),
        line(5, "not_rated", "red"),
    )
    assert differences.tested(found) == [
        Support(Status.RED, agree=0, differ=0, untested=1),
        Support(Status.GREEN, agree=1, differ=1, untested=1),
    ]


def test_a_return_that_is_not_in_is_not_counted():
    waiting = a_sub_strand(line(1, "green", "red"), slug="housing", name="Housing", state="draft")
    found = a_draft(a_sub_strand(line(1, "green", "red"), state="submitted"), waiting)
    assert differences.count(found) == 1
    assert [part.name for part in differences.not_counted(found)] == ["Housing"]


def test_one_objective_can_be_looked_at_alone():
    other = a_sub_strand(line(1, "green", "red"), slug="housing", objective_slug="places")
    found = a_report(a_sub_strand(line(1, "green", "red")), other)
    narrowed = differences.of_objective(found, "places")
    assert [part.slug for part in narrowed.sub_strands] == ["housing"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("green", "green")], "No difference between statuses and figures"),
        ([("green", "red")], "1 difference between statuses and figures"),
        ([("green", "red"), ("red", "green")], "2 differences between statuses and figures"),
    ],
)
def test_the_link_says_how_many_there_are(lines, expected):
    found = report(*[line(at, *pair) for at, pair in enumerate(lines, start=1)])
    assert differences.link_words(found) == expected
