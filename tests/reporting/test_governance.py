"""Which quarters may open, the dates proposed for them, and what somebody typed. No database."""

from datetime import date

import pytest

from objectives.periods import FinancialQuarter
from reporting import governance
from reporting.answers import GovernanceKind
from reporting.report import GovernanceDate
from tests.factories import Q1, Q2, Q3, Q4, TODAY

NEXT_Q1 = FinancialQuarter(2024, 1)
STARTS = date(2022, 4, 1)
DEADLINE, CABINET = GovernanceKind.DATA_DEADLINE, GovernanceKind.CABINET_MEMBER


def on(kind, day) -> GovernanceDate:
    return GovernanceDate(kind, day, "")


def words(kind, text) -> GovernanceDate:
    return GovernanceDate(kind, None, text)


# --- Which quarter ------------------------------------------------------------------------------


def offered(latest, upcoming=(), today=TODAY):
    return governance.offered(latest, upcoming, starts=STARTS, on=today)


def test_the_four_quarters_after_the_latest_are_offered():
    assert offered(Q3) == [Q4, NEXT_Q1, NEXT_Q1.next, NEXT_Q1.next.next]


def test_a_strategy_that_paused_for_years_may_open_the_quarter_of_today():
    assert offered(Q3, today=date(2026, 11, 21))[-1] == FinancialQuarter(2026, 3)


def test_the_first_quarters_are_offered_from_the_strategys_start():
    assert offered(None)[0] == FinancialQuarter(2022, 1)


def test_an_upcoming_quarter_is_offered_wherever_it_lies():
    far = FinancialQuarter(2026, 2)
    assert {Q2, far} < set(offered(Q3, [far, Q2]))


def test_no_quarter_is_offered_twice():
    assert offered(Q3, [Q4]) == offered(Q3)


def default(latest, upcoming=()):
    return governance.default(offered(latest, upcoming), latest, upcoming, on=TODAY)


@pytest.mark.parametrize(
    ("latest", "upcoming", "expected"),
    [
        (Q3, [], Q4),
        (Q3, [Q4], Q4),
        (Q3, [NEXT_Q1], NEXT_Q1),
        (None, [], Q3),  # the last that was over by 22 January 2024
    ],
)
def test_the_quarter_suggested(latest, upcoming, expected):
    assert default(latest, upcoming) == expected


def test_a_strategy_that_starts_later_opens_with_its_first_quarter():
    choices = governance.offered(None, [], starts=date(2024, 4, 1), on=TODAY)
    assert governance.default(choices, None, [], on=TODAY) == NEXT_Q1


@pytest.mark.parametrize(
    ("period", "outside"), [(Q1, False), (Q4, False), (NEXT_Q1, True), (Q1.previous, True)]
)
def test_a_quarter_outside_the_strategys_time(period, outside):
    assert governance.is_outside(period, date(2023, 4, 1), date(2024, 3, 31)) is outside


# --- What is proposed ---------------------------------------------------------------------------


def test_a_date_is_proposed_as_many_days_after_the_quarters_end():
    last = [on(DEADLINE, date(2024, 2, 7))]  # 38 days after 31 December
    assert governance.proposed(last, Q3, Q4) == [on(DEADLINE, date(2024, 5, 8))]


def test_a_date_that_would_fall_on_a_weekend_moves_to_the_monday_after():
    last = [on(DEADLINE, date(2024, 2, 3)), on(DEADLINE, date(2024, 2, 4))]
    moved = governance.proposed(last, Q3, Q4)  # Saturday 4 and Sunday 5 May 2024
    assert [item.date for item in moved] == [date(2024, 5, 6), date(2024, 5, 6)]


def test_quarters_that_are_skipped_do_not_stretch_the_intervals():
    last = [on(DEADLINE, date(2024, 2, 7))]
    assert governance.proposed(last, Q3, NEXT_Q1)[0].date == date(2024, 8, 7)


def test_words_several_of_a_kind_and_their_order_are_kept():
    last = [
        words(CABINET, "Monthly"),
        on(DEADLINE, date(2024, 2, 7)),
        on(DEADLINE, date(2024, 1, 18)),
    ]
    assert [(item.kind, item.words) for item in governance.proposed(last, Q3, Q4)] == [
        (CABINET, "Monthly"),
        (DEADLINE, ""),
        (DEADLINE, ""),
    ]


# --- What was typed -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["7 February 2024", "7/2/2024", "2024-02-07", "Wednesday 7th Feb 2024"]
)
def test_a_day_in_any_british_spelling_is_a_day(text):
    assert governance.read(DEADLINE, text) == on(DEADLINE, date(2024, 2, 7))


@pytest.mark.parametrize(
    "text",
    [
        "31 February 2024",
        "7/2",
        "7/2/",
        "7.2.2024",
        "7 February",
        "7 Febuary 2024",
        "Tuesday 7th of Feb",
        "February 7, 2024",
        "2024",
        "12",
        "7–8 February 2024",
        "30/2/2024",
    ],
)
def test_what_looks_like_a_day_and_is_none_is_a_fault(text):
    assert governance.fault(text, Q3) == governance.MISTYPED


@pytest.mark.parametrize(
    "text",
    [
        "Monthly",
        "March 2024",
        "to be confirmed",
        "first Monday of the month",
        "1st Monday",
        "week of 5 February 2024",
        "7 February 2024, 2pm",
        "after Q3 closes",
        "Two weeks later",
    ],
)
def test_anything_else_is_words(text):
    assert governance.fault(text, Q3) == ""
    assert governance.read(CABINET, text) == words(CABINET, text)


def test_last_years_date_is_taken_for_a_slip():
    fault = governance.fault("7 February 2023", Q3)
    assert fault == (
        "7 February 2023 lies before Q3 2023/24, which starts on 1 October 2023. Check the year."
    )


@pytest.mark.parametrize(("many", "expected"), [(100, ""), (101, governance.TOO_LONG)])
def test_words_have_a_length(many, expected):
    assert governance.fault("x" * many, Q3) == expected


def test_what_a_form_shows_is_read_as_the_same_date():
    for item in (on(DEADLINE, date(2024, 2, 7)), words(CABINET, "Monthly")):
        assert governance.read(item.kind, governance.typed(item)) == item


@pytest.mark.parametrize(
    "other",
    [
        [],
        [on(DEADLINE, date(2024, 2, 8))],
        [words(DEADLINE, "Monthly")],
        [on(CABINET, date(2024, 2, 7))],
    ],
)
def test_the_mark_differs_where_the_dates_do(other):
    assert governance.mark([on(DEADLINE, date(2024, 2, 7))]) != governance.mark(other)
