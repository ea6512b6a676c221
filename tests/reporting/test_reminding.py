"""Which letter a day brings."""

from datetime import date, timedelta

import pytest

from reporting.reminding import NoticeKind, occasion, reaches_ses_lead, stage

DUE = date(2024, 2, 7)


def day(offset: int) -> date:
    return DUE + timedelta(days=offset)


@pytest.mark.parametrize(
    ("offset", "kind"),
    [
        (-40, NoticeKind.OPENED),
        (-8, NoticeKind.OPENED),
        (-7, NoticeKind.WEEK_BEFORE),
        (-2, NoticeKind.WEEK_BEFORE),
        (-1, NoticeKind.DAY_BEFORE),
        (0, NoticeKind.DAY_BEFORE),
        (1, NoticeKind.OVERDUE),
        (90, NoticeKind.OVERDUE),
    ],
)
def test_a_day_before_or_after_the_deadline_brings_one_stage(offset, kind):
    assert stage(DUE, came_back_on=None, on=day(offset)) == kind


def test_without_a_deadline_the_quarter_only_opens():
    assert stage(None, came_back_on=None, on=day(90)) == NoticeKind.OPENED


@pytest.mark.parametrize(
    ("offset", "reaches"), [(-1, False), (0, False), (2, False), (3, True), (30, True)]
)
def test_an_ses_lead_hears_of_it_three_days_after(offset, reaches):
    assert reaches_ses_lead(DUE, on=day(offset)) is reaches


def test_an_ses_lead_hears_nothing_without_a_deadline():
    assert not reaches_ses_lead(None, on=DUE)


@pytest.mark.parametrize("came_back", [0, 1, 20])
def test_what_came_back_on_its_day_or_later_is_not_called_overdue(came_back):
    assert stage(DUE, came_back_on=day(came_back), on=day(30)) is None


def test_what_came_back_before_its_day_is_overdue_after_it():
    assert stage(DUE, came_back_on=day(-1), on=day(1)) == NoticeKind.OVERDUE


@pytest.mark.parametrize("due_on", [DUE, None])
def test_what_came_back_is_not_told_that_the_quarter_opened(due_on):
    assert stage(due_on, came_back_on=day(-20), on=day(-15)) is None


def test_another_day_is_another_occasion():
    assert occasion(NoticeKind.OVERDUE, DUE) != occasion(NoticeKind.OVERDUE, day(7))


def test_a_quarter_opens_once_whatever_its_deadline():
    assert occasion(NoticeKind.OPENED, DUE) == occasion(NoticeKind.OPENED, None)


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_has_a_label(kind):
    assert kind.label
