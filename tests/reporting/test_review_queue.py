"""What the Economy Cell challenges: pure functions over small reports."""

from dataclasses import replace
from datetime import date

import pytest

from objectives.judging.change import Change
from reporting import review_queue
from reporting.report import GovernanceDate
from reporting.review_queue import Ground, challenges, grouped, next_after
from tests.reporting.reports import a_line, a_report, a_sub_strand

TODAY = date(2024, 1, 22)


def part(name, *lines, state="submitted", **changes):
    """A return that waits, nothing of it worth a word unless said otherwise."""
    values = {"slug": name.lower(), "name": name, "overall": "green", "previous_overall": "green"}
    return a_sub_strand(*lines, state=state, **{**values, **changes})


def owed(name, state="draft", **changes):
    return part(name, state=state, overall="", lines=(), **changes)


def a_round(*parts, state="open", **changes):
    """A quarter under way."""
    return a_report(*parts, state=state, edition=None, **changes)


def contradicted(number=1, **changes):
    """Declared Green, and its figures say Red."""
    return a_line(number, declared="green", computed="red", explanation="35 of 70.", **changes)


def grounds(*lines, style="rag", **changes):
    return [item.ground for item in challenges([part("A", *lines, **changes)], style)]


# --- The grounds --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (a_line(declared="red"), [Ground.RED]),
        (a_line(declared="amber", previous_declared="green"), [Ground.WORSE]),
        (a_line(stale="Nothing newer than 2018-20"), [Ground.STALE]),
        (contradicted(), [Ground.UNEXPLAINED]),
        (contradicted(lead_reason="The rest is booked."), []),
        (a_line(declared="amber", computed="green"), []),
        (a_line(declared="amber", previous_declared="amber"), []),
        (a_line(declared="green", previous_declared="red"), []),
        (a_line(declared="not_rated", previous_declared="green"), []),
        (a_line(), []),
    ],
)
def test_a_kpi_is_challenged_on_its_ground(line, expected):
    assert grounds(line) == expected


def test_a_kpi_is_told_once_on_the_weightiest_ground():
    line = a_line(declared="red", previous_declared="green", stale="Nothing newer than 2018-20")
    assert grounds(line) == [Ground.RED]


@pytest.mark.parametrize(
    ("overall", "before", "expected"),
    [("red", "red", [Ground.RED]), ("amber", "green", [Ground.WORSE]), ("amber", "amber", [])],
)
def test_a_sub_strand_is_challenged_as_a_whole(overall, before, expected):
    assert grounds(a_line(), overall=overall, previous_overall=before) == expected


def test_what_is_red_says_too_that_its_figure_is_old():
    line = a_line(declared="red", target=None, stale="Nothing newer than 2018-20")
    [challenge] = challenges([part("A", line)], "rag")
    assert (
        challenge.item.why == "Reported: 137 (July to September 2023). Nothing newer than 2018-20"
    )


def test_a_difference_is_told_with_what_the_figures_say():
    [challenge] = challenges([part("A", contradicted())], "rag")
    assert (challenge.item.computed, challenge.item.says) == ("red", "35 of 70.")


def a_metric(computed="", moved=""):
    compared = Change(direction="down", words="down 3", movement=moved) if moved else None
    return a_line(declared="", computed=computed, compared=compared)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (a_metric("red"), [Ground.RED]),
        (a_metric("amber", "worse"), [Ground.WORSE]),
        (a_metric("", "worse"), [Ground.WORSE]),
        (a_metric("green", "worse"), []),
        (a_metric("amber", "better"), []),
    ],
)
def test_a_metric_is_challenged_by_what_its_figures_say(line, expected):
    assert grounds(line, style="metrics", overall="", previous_overall="") == expected


# --- Their order --------------------------------------------------------------------------------


def test_the_weightiest_comes_first_whichever_return_it_is_in():
    parts = [part("A", contradicted()), part("B", a_line(declared="red"))]
    assert [item.ground for item in challenges(parts, "rag")] == [Ground.RED, Ground.UNEXPLAINED]


def test_what_became_red_comes_before_what_still_is():
    parts = [
        part("A", a_line(1, declared="red", previous_declared="red")),
        part("B", a_line(2, declared="red", previous_declared="amber")),
    ]
    assert [item.item.number for item in challenges(parts, "rag")] == [2, 1]


def test_a_difference_from_red_comes_before_one_from_amber():
    from_amber = a_line(1, declared="green", computed="amber", explanation="65 of 70.")
    found = challenges([part("A", from_amber, contradicted(2))], "rag")
    assert [item.item.number for item in found] == [2, 1]


def test_a_red_metric_that_got_worse_comes_before_one_that_got_better():
    lines = [
        replace(a_metric("red", "better"), number=1),
        replace(a_metric("red", "worse"), number=2),
    ]
    found = challenges([part("A", *lines, overall="", previous_overall="")], "metrics")
    assert [item.item.number for item in found] == [2, 1]


def test_a_worse_metric_that_misses_its_target_comes_before_one_without_a_verdict():
    lines = [
        replace(a_metric("", "worse"), number=1),
        replace(a_metric("amber", "worse"), number=2),
    ]
    found = challenges([part("A", *lines, overall="", previous_overall="")], "metrics")
    assert [item.item.number for item in found] == [2, 1]


def test_things_are_grouped_in_the_order_of_the_grounds():
    parts = [part("A", contradicted(1), a_line(2, declared="red"), a_line(3, stale="Old"))]
    groups = grouped(challenges(parts, "rag"))
    assert list(groups) == [Ground.RED, Ground.STALE, Ground.UNEXPLAINED]


# --- What is late -------------------------------------------------------------------------------

DEADLINE = GovernanceDate("data_deadline", date(2024, 1, 20), "")


def late(*parts, on=TODAY, dates=(DEADLINE,)):
    found = review_queue.late(a_round(*parts, governance_dates=dates), on=on)
    return [(item.item.title, item.item.why) for item in found]


def test_what_is_owed_after_its_day_is_late():
    assert late(owed("A"), part("B")) == [("A", "Due on 20 January 2024, 2 days ago")]


@pytest.mark.parametrize(
    ("on", "dates"),
    [(date(2024, 1, 20), (DEADLINE,)), (TODAY, ()), (date(2024, 1, 5), (DEADLINE,))],
)
def test_nothing_is_late_until_its_day_is_past(on, dates):
    assert late(owed("A"), on=on, dates=dates) == []


def test_a_return_with_a_later_day_is_not_late_before_it():
    assert late(owed("A", due_on=date(2024, 1, 26))) == []


# --- The queue ----------------------------------------------------------------------------------


def test_what_waits_is_submitted_or_signed_off_in_printed_order():
    parts = [part("A"), owed("B"), part("C", state="signed_off"), part("D", state="approved")]
    assert [item.name for item in review_queue.waiting(a_round(*parts))] == ["A", "C"]


def test_the_others_begin_with_those_still_owed():
    parts = [part("A", state="approved"), part("B"), owed("C")]
    assert [item.name for item in review_queue.others(a_round(*parts))] == ["C", "A"]


def test_a_return_has_its_place_between_the_others():
    place = review_queue.place_of(a_round(part("A"), owed("B"), part("C"), part("D")), "c")
    assert (place.words, place.previous.name, place.next.name) == (
        "2 of 3 waiting for review",
        "A",
        "D",
    )


def test_the_only_one_has_nobody_beside_it():
    place = review_queue.place_of(a_round(part("A"), owed("B")), "a")
    assert (place.words, place.previous, place.next) == (
        "The only return waiting for review",
        None,
        None,
    )


def test_what_does_not_wait_has_no_place():
    assert review_queue.place_of(a_round(part("A"), owed("B")), "b") is None


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("abcd", "c"), ("ab", "a"), ("bd", "d"), ("a", "a"), ("b", None), ("", None)],
)
def test_the_next_is_the_first_after_it_and_at_the_end_the_first_of_all(wanted, expected):
    assert next_after("b", "abcd", wanted) == expected


# --- The sentence -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "things", "expected"),
    [
        (
            [part("A"), part("B"), owed("C")],
            7,
            "2 returns wait for you; 1 is still owed. 7 things to challenge.",
        ),
        ([part("A")], 1, "1 return waits for you. 1 thing to challenge."),
        ([part("A")], 0, "1 return waits for you. Nothing stands out."),
        ([owed("A"), owed("B")], 0, "No return waits for review; 2 are still owed."),
        ([owed("A")], 1, "No return waits for review; 1 is still owed. 1 thing to challenge."),
        ([part("A", state="approved")], 0, "Every return is approved."),
    ],
)
def test_the_sentence_says_what_waits_and_how_much_there_is_to_challenge(parts, things, expected):
    assert review_queue.sentence(a_round(*parts), things, is_yours=True) == expected


def test_an_officer_is_not_told_that_returns_wait_for_them():
    said = review_queue.sentence(a_round(part("A")), 0, is_yours=False)
    assert said.startswith("1 return waits for review.")
