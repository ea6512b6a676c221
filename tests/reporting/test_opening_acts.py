"""Opening a quarter, setting its dates and starting its review: the acts."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEvent
from objectives.models import Placement
from objectives.periods import FinancialQuarter
from reporting import governance
from reporting.actions import opening
from reporting.actions.refusals import Refused
from reporting.answers import GovernanceKind
from reporting.models import Entry, GovernanceDate, Quarter, Submission
from reporting.next_quarter import dates_of
from reporting.quarter_report import previous_quarter
from reporting.report import GovernanceDate as Date
from reporting.workflow import QuarterState
from tests import factories
from tests.factories import NOW, Q1, Q2, Q3, Q4, dump
from tests.reporting.acts import save

pytestmark = pytest.mark.django_db

DATES = [
    Date(GovernanceKind.ECONOMY_CELL, date(2024, 4, 18), ""),
    Date(GovernanceKind.DATA_DEADLINE, date(2024, 5, 7), ""),
    Date(GovernanceKind.CABINET_MEMBER, None, "Monthly"),
]
OTHERS = ["lead", "deputy", "ses_lead", "reviewer", "viewer", "administrator", "stranger"]


def open_quarter(plan, by, period=Q4, dates=DATES):
    return opening.open_quarter(strategy=plan.strategy, period=period, dates=dates, by=by, now=NOW)


def set_dates(quarter, by, dates=DATES, seen=None):
    seen = governance.mark(dates_of(quarter)) if seen is None else seen
    return opening.set_dates(quarter=quarter, dates=dates, seen=seen, by=by, now=NOW)


def start_review(quarter, by):
    return opening.start_review(quarter=quarter, by=by, now=NOW)


def stored(quarter):
    rows = GovernanceDate.objects.filter(quarter=quarter)
    return list(rows.values_list("kind", "date", "words"))


# --- Open ---------------------------------------------------------------------------------------


def test_a_quarter_is_opened(plan, quarter, officer):
    assert open_quarter(plan, officer).state == QuarterState.OPEN


def test_opening_makes_a_return_for_each_sub_strand_with_a_row_for_each_kpi(plan, quarter, officer):
    made = open_quarter(plan, officer)
    assert set(made.submissions.values_list("sub_strand__slug", flat=True)) == {"growth", "housing"}
    assert Entry.objects.filter(submission__quarter=made).count() == 5


def test_opening_keeps_the_dates_in_their_order(plan, quarter, officer):
    made = open_quarter(plan, officer)
    assert stored(made) == [(item.kind, item.date, item.words) for item in DATES]


def test_opening_is_recorded(plan, quarter, officer):
    made = open_quarter(plan, officer)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.subject_id) == (
        "quarter.open",
        officer,
        str(made.pk),
    )
    assert json.loads(event.after) == {
        "state": "open",
        "returns": 2,
        "rows": 5,
        "data_deadline": "2024-05-07",
        "dates": [
            ["economy_cell", "2024-04-18"],
            ["data_deadline", "2024-05-07"],
            ["cabinet_member", "Monthly"],
        ],
    }


def test_nothing_is_opened_when_the_record_fails(plan, quarter, officer, monkeypatch):
    before = dump()

    def fail(**_):
        raise RuntimeError

    monkeypatch.setattr(opening.audit, "record", fail)
    with pytest.raises(RuntimeError):
        open_quarter(plan, officer)
    assert dump() == before


def test_a_strategy_opens_its_first_quarter(plan, officer):
    assert open_quarter(plan, officer, Q1).period == Q1


def test_an_upcoming_quarter_is_opened_and_not_made_twice(plan, officer):
    upcoming = Quarter.objects.create(strategy=plan.strategy, period=Q4)
    GovernanceDate.objects.create(quarter=upcoming, kind="economy_cell", words="Soon")
    assert open_quarter(plan, officer).pk == upcoming.pk
    assert Quarter.objects.get().state == QuarterState.OPEN
    assert stored(upcoming) == [(item.kind, item.date, item.words) for item in DATES]


def test_returns_that_an_upcoming_quarter_has_stay(plan, officer):
    upcoming = factories.quarter(strategy=plan.strategy, period=Q4, state=QuarterState.UPCOMING)
    there = set(upcoming.submissions.values_list("pk", flat=True))
    later = factories.sub_strand(objective=plan.growth.objective, slug="harbour")
    open_quarter(plan, officer)
    submissions = Submission.objects.filter(quarter=upcoming)
    assert there < set(submissions.values_list("pk", flat=True))
    assert submissions.filter(sub_strand=later).count() == 1


@pytest.mark.parametrize("state", [state for state in QuarterState if state != "upcoming"])
def test_a_quarter_that_opened_is_not_opened_again(state, plan, quarter, officer):
    reason = "A slip." if state == QuarterState.REOPENED else ""
    Quarter.objects.update(state=state, reopened_reason=reason)
    before = dump()
    with pytest.raises(Refused, match="Q3 2023/24 was opened already, and nothing was made twice"):
        open_quarter(plan, officer, Q3)
    assert dump() == before


def test_the_second_of_two_officers_is_told(plan, quarter, officer):
    open_quarter(plan, officer)
    with pytest.raises(Refused, match="was opened already"):
        open_quarter(plan, officer)


@pytest.mark.parametrize("period", [Q2, FinancialQuarter(2025, 1)])
def test_only_a_quarter_that_is_offered_is_opened(period, plan, quarter, officer):
    before = dump()
    with pytest.raises(Refused, match="can’t be opened now"):
        open_quarter(plan, officer, period)
    assert dump() == before


@pytest.mark.parametrize(
    "wrong",
    [
        Date(GovernanceKind.DATA_DEADLINE, date(2023, 5, 7), ""),
        Date(GovernanceKind.DATA_DEADLINE, None, "31 February 2024"),
        Date("lunch", None, "Monthly"),
    ],
)
def test_a_date_that_cannot_be_is_refused(wrong, plan, quarter, officer):
    before = dump()
    with pytest.raises(Refused):
        open_quarter(plan, officer, dates=[*DATES, wrong])
    with pytest.raises(Refused):
        set_dates(quarter, officer, dates=[wrong])
    assert dump() == before


@pytest.mark.parametrize("who", OTHERS)
def test_only_officers_open(who, plan, quarter, request):
    by = request.getfixturevalue(who)
    before = dump()
    with pytest.raises(PermissionDenied):
        open_quarter(plan, by)
    assert dump() == before


def test_an_officer_of_another_strategy_opens_nothing_here(plan, quarter, officer):
    other = factories.plan(slug="other-plan")
    with pytest.raises(PermissionDenied):
        open_quarter(other, officer)


def test_an_officer_who_left_opens_nothing(plan, quarter, officer):
    officer.is_active = False
    officer.save()
    with pytest.raises(PermissionDenied):
        open_quarter(plan, officer)


# --- What stands beside -------------------------------------------------------------------------


def test_a_quarter_after_skipped_ones_stands_beside_the_last_that_opened(plan, quarter, officer):
    after = open_quarter(plan, officer, Q4.next)
    assert previous_quarter(after) == quarter


def test_a_quarter_that_was_planned_and_never_opened_stands_beside_nothing(plan, quarter, officer):
    Quarter.objects.create(strategy=plan.strategy, period=Q4)
    after = open_quarter(plan, officer, Q4.next)
    assert previous_quarter(after) == quarter


# --- Dates --------------------------------------------------------------------------------------


def test_dates_are_put_in_the_place_of_those_before(quarter, officer):
    GovernanceDate.objects.create(quarter=quarter, kind="economy_cell", words="Soon")
    set_dates(quarter, officer)
    assert stored(quarter) == [(item.kind, item.date, item.words) for item in DATES]


def test_a_change_of_dates_is_recorded_with_what_they_were(quarter, officer):
    GovernanceDate.objects.create(quarter=quarter, kind="data_deadline", date=date(2024, 2, 7))
    set_dates(quarter, officer, [])
    event = AuditEvent.objects.get(action="quarter.set_dates")
    assert json.loads(event.before) == {
        "data_deadline": "2024-02-07",
        "dates": [["data_deadline", "2024-02-07"]],
    }
    assert json.loads(event.after) == {"data_deadline": None, "dates": []}


def test_a_change_of_dates_counts_in_the_quarters_version(quarter, officer):
    set_dates(quarter, officer)
    assert Quarter.objects.get().version == quarter.version + 1


def test_the_same_dates_change_nothing(quarter, officer):
    set_dates(quarter, officer)
    before = dump()
    set_dates(quarter, officer)
    assert dump() == before


def test_dates_that_somebody_else_changed_are_not_overwritten(quarter, officer):
    seen = governance.mark(dates_of(quarter))
    set_dates(quarter, officer)
    before = dump()
    with pytest.raises(Refused, match="Somebody else changed the dates"):
        set_dates(Quarter.objects.get(), officer, DATES[:1], seen)
    assert dump() == before


def test_a_lead_who_saves_meanwhile_does_not_hold_up_the_officer(
    quarter, submission, officer, lead
):
    seen = governance.mark(dates_of(quarter))
    save(submission, lead)
    set_dates(quarter, officer, DATES, seen)
    assert len(stored(quarter)) == 3


@pytest.mark.parametrize("state", QuarterState)
def test_a_published_quarter_keeps_its_dates(state, quarter, officer):
    reason = "A slip." if state == QuarterState.REOPENED else ""
    Quarter.objects.update(state=state, reopened_reason=reason)
    if state != QuarterState.PUBLISHED:
        set_dates(quarter, officer)
        assert len(stored(quarter)) == 3
        return
    with pytest.raises(Refused, match="keeps its dates"):
        set_dates(quarter, officer)
    assert stored(quarter) == []


@pytest.mark.parametrize("who", OTHERS)
def test_only_officers_set_dates(who, quarter, request):
    with pytest.raises(PermissionDenied):
        set_dates(quarter, request.getfixturevalue(who))


# --- Review -------------------------------------------------------------------------------------


@pytest.fixture
def handed_in(submission, lead):
    return factories.fill(submission=submission, state="submitted", by=lead)


def test_without_a_return_there_is_no_review(quarter, officer):
    before = dump()
    with pytest.raises(Refused, match="no return has come in"):
        start_review(quarter, officer)
    assert dump() == before


def test_starting_the_review_moves_the_quarter(quarter, officer, handed_in):
    start_review(quarter, officer)
    assert Quarter.objects.get().state == QuarterState.IN_REVIEW


def test_starting_the_review_is_recorded(quarter, officer, handed_in):
    start_review(quarter, officer)
    event = AuditEvent.objects.get()
    assert (event.action, event.before, event.after) == (
        "quarter.start_review",
        '{"state":"open"}',
        '{"state":"in_review"}',
    )


def test_returns_still_come_in_while_the_quarter_is_in_review(
    quarter, plan, submission, officer, lead
):
    housing = factories.submission(quarter=quarter, sub_strand=plan.housing)
    factories.fill(submission=housing, state="submitted", by=officer)
    start_review(quarter, officer)
    assert save(submission, lead).submission.state == "draft"


@pytest.mark.parametrize("state", [state for state in QuarterState if state != QuarterState.OPEN])
def test_only_an_open_quarter_goes_into_review(state, quarter, officer):
    reason = "A slip." if state == QuarterState.REOPENED else ""
    Quarter.objects.update(state=state, reopened_reason=reason)
    before = dump()
    with pytest.raises(Refused, match="Nothing was changed"):
        start_review(quarter, officer)
    assert dump() == before


@pytest.mark.parametrize("who", OTHERS)
def test_only_officers_start_the_review(who, quarter, request):
    with pytest.raises(PermissionDenied):
        start_review(quarter, request.getfixturevalue(who))


def test_a_kpi_that_retired_has_no_row_in_the_next_quarter(plan, quarter, officer):
    Placement.objects.filter(pk=plan.hub.pk).update(last_quarter=Q3)
    made = open_quarter(plan, officer)
    assert not Entry.objects.filter(submission__quarter=made, placement=plan.hub).exists()
