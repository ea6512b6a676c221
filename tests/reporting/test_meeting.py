"""What there is to say of the matters of a quarter: pure rules."""

from dataclasses import replace
from datetime import date

import pytest

from reporting import meeting
from reporting.meeting import Item, MatterKind, Typed
from tests.factories import Q1, Q2, Q3, TODAY

ACTION = Typed(kind="action", text="Count again.", owner="7", due="7 February 2024")
QUESTION = Typed(kind="question", text="Why Red?", asked_by="Cabinet Member")


def item(kind="question", quarter=Q3, number=1, **fields) -> Item:
    said = {
        "text": "Why Red?",
        "strategy_id": 1,
        "strategy": "town-plan",
        "strategy_name": "Town plan",
        "sub_strand": "",
        "asked_by": "",
        "owner_id": None,
        "owner": "",
        "owner_post": "",
        "due_on": None,
        "outcome": "",
        "closed_on": None,
    }
    return Item(id=number, kind=MatterKind(kind), quarter=quarter, **{**said, **fields})


def ids(items) -> list[int]:
    return [found.id for found in items]


def test_what_asks_for_nothing_stands_last():
    found = item("decision", number=1), item(number=2), item("action", number=3, due_on=Q3.ends)
    assert ids(sorted(found, key=lambda one: one.order)) == [3, 2, 1]


# --- What is typed ------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [ACTION, QUESTION, Typed(kind="decision", text="Agreed.")])
def test_what_is_complete_has_no_fault(typed):
    assert meeting.faults(typed) == {}


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        (Typed(), {"kind", "text"}),
        (Typed(kind="rumour", text="They say."), {"kind"}),
        (Typed(kind="decision", text=" \n "), {"text"}),
        (Typed(kind="decision", text="x" * 5001), {"text"}),
        (Typed(kind="decision", text="Agreed.", due="soon"), {"due"}),
        (Typed(kind="action", text="Count."), {"owner", "due"}),
        (Typed(kind="action", text="Count.", owner="7", due="31 February 2024"), {"due"}),
        (Typed(kind="question", text="Why?"), {"asked_by"}),
        (Typed(kind="question", text="Why?", asked_by="x" * 151), {"asked_by"}),
    ],
)
def test_all_that_is_wrong_is_named_at_once(typed, fields):
    assert set(meeting.faults(typed)) == fields


@pytest.mark.parametrize(("kind", "wrong"), [("decision", False), ("action", 1), ("question", 1)])
def test_only_a_decision_closes_without_words(kind, wrong):
    assert bool(meeting.outcome_fault(MatterKind(kind), " ")) == bool(wrong)


def test_an_answer_has_its_length():
    fault = meeting.outcome_fault(MatterKind.QUESTION, "x" * 5001)
    assert fault == "Use 5,000 characters or fewer; there are 5,001."


# --- What is read -------------------------------------------------------------------------------


def test_what_is_open_of_earlier_quarters_arises():
    found = meeting.meeting_of([item(quarter=Q1, number=1), item(quarter=Q3, number=2)], Q3)
    assert (ids(found.arising), ids(found.questions)) == ([1], [2])


def test_a_closed_question_is_an_answered_one_and_a_closed_action_stays_with_its_quarter():
    closed = {"closed_on": TODAY}
    found = meeting.meeting_of([item(**closed), item("action", number=2, **closed)], Q3)
    assert (ids(found.answered), ids(found.questions), ids(found.actions)) == ([1], [], [2])


def test_the_latest_answer_comes_first():
    days = [date(2023, 12, 1), date(2024, 1, 5)]
    items = [item(number=at, closed_on=day, quarter=Q2) for at, day in enumerate(days)]
    assert ids(meeting.meeting_of(items, Q3).answered) == [1, 0]


def test_what_is_due_first_comes_first_and_what_has_no_day_last():
    days = [None, date(2024, 3, 1), date(2024, 2, 1)]
    items = [item(number=at, due_on=day, quarter=Q2) for at, day in enumerate(days)]
    assert ids(meeting.meeting_of(items, Q3).arising) == [2, 1, 0]


@pytest.mark.parametrize(
    ("fields", "late"),
    [
        ({"due_on": date(2024, 1, 21)}, True),
        ({"due_on": TODAY}, False),
        ({}, False),
        ({"due_on": date(2024, 1, 1), "closed_on": TODAY}, False),
    ],
)
def test_overdue_is_what_is_open_after_its_day(fields, late):
    assert item(**fields).is_overdue(TODAY) is late


def test_the_line_counts_what_is_open():
    late = date(2024, 1, 1)
    items = [
        item("action", quarter=Q2, due_on=late),
        item(quarter=Q2),
        item("action", due_on=date(2024, 2, 7)),
        item(),
        item("decision"),
        item(closed_on=TODAY),
    ]
    line = meeting.summary(meeting.meeting_of(items, Q3), TODAY)
    assert line == "2 matters arising (1 overdue), 1 action open, 1 question open"


@pytest.mark.parametrize(
    ("kinds", "line"),
    [
        (["question"], "1 question arising"),
        (["action", "action"], "2 actions arising"),
        (["action", "question"], "2 matters arising"),
    ],
)
def test_what_arises_is_called_by_its_kind_where_all_are_of_one(kinds, line):
    found = [item(kind, number=at, quarter=Q2) for at, kind in enumerate(kinds)]
    assert meeting.summary(meeting.meeting_of(found, Q3), TODAY) == line


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("16 February", "Add the year, such as 16 February 2024."),
        (" 29 Feb ", "Add the year, such as 29 Feb 2024."),
        ("31 February", meeting.NOT_A_DAY),
        ("February", meeting.NOT_A_DAY),
        ("soon", meeting.NOT_A_DAY),
    ],
)
def test_a_day_without_its_year_is_asked_for_its_year(due, words):
    assert meeting.faults(replace(ACTION, due=due)) == {"due": words}


def test_the_line_is_blank_where_nothing_is_open():
    assert meeting.summary(meeting.meeting_of([item(closed_on=TODAY)], Q3), TODAY) == ""
