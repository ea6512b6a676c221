"""Who sees what: the table of DESIGN 5, and that nothing unreported slips through a report."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.roles import Role
from objectives.models import Assignment
from reporting import access
from reporting.access import Level, Reader
from reporting.content import Content, EntryContent
from reporting.models import Quarter, Submission
from reporting.quarter_report import build, everything, for_reader, only_submitted
from reporting.report_json import canonical_text
from reporting.workflow import MOVES, Move, QuarterMove, QuarterState, ReturnState
from tests import factories
from tests.factories import Q1, Q2, Q3, TODAY, fill, put

pytestmark = pytest.mark.django_db

NONE, STATE, READ = Level
ROLES = [
    "signed_out",
    "lead",
    "deputy",
    "ses_lead",
    "officer",
    "other_lead",
    "reviewer",
    "viewer",
    "administrator",
    "stranger",
]


@pytest.fixture
def signed_out():
    return AnonymousUser()


@pytest.fixture
def reader(request):
    """`reader("lead")`: that person, today."""

    def of(who, on=TODAY):
        return Reader.of(request.getfixturevalue(who), on)

    return of


# --- The table --------------------------------------------------------------------------------

WITH_LEAD = [ReturnState.NOT_STARTED, ReturnState.DRAFT, ReturnState.SENT_BACK]
SUBMITTED = [ReturnState.SUBMITTED, ReturnState.SIGNED_OFF]
INSIDE = {"lead": READ, "deputy": READ, "ses_lead": READ, "officer": READ}
OUTSIDE = {"signed_out": NONE, "stranger": NONE}

TABLE = {
    **{
        state: {
            **OUTSIDE,
            **INSIDE,
            "other_lead": STATE,
            "reviewer": STATE,
            "viewer": NONE,
            "administrator": STATE,
        }
        for state in WITH_LEAD
    },
    **{
        state: {
            **OUTSIDE,
            **INSIDE,
            "other_lead": READ,
            "reviewer": READ,
            "viewer": NONE,
            "administrator": STATE,
        }
        for state in SUBMITTED
    },
    ReturnState.APPROVED: {
        **OUTSIDE,
        **INSIDE,
        "other_lead": READ,
        "reviewer": READ,
        "viewer": READ,
        "administrator": NONE,
    },
    ReturnState.PUBLISHED: {
        **OUTSIDE,
        **INSIDE,
        "other_lead": READ,
        "reviewer": READ,
        "viewer": READ,
        "administrator": READ,
    },
}


def test_the_table_has_every_state_and_role():
    assert {state: set(row) for state, row in TABLE.items()} == {
        state: set(ROLES) for state in ReturnState
    }


@pytest.mark.parametrize(("state", "who"), list(product(ReturnState, ROLES)))
def test_the_level_is_as_the_design_says(state, who, reader, submission, quarter):
    assert reader(who).level(put(submission=submission, state=state), quarter) == TABLE[state][who]


def published(quarter, state="published", public_from=TODAY):
    """The quarter, whose returns are all in."""
    Submission.objects.update(state="published")
    reason = "A slip." if state == "reopened" else ""
    Quarter.objects.update(state=state, public_from=public_from, reopened_reason=reason)
    return Quarter.objects.get()


@pytest.mark.parametrize("who", ROLES)
def test_everybody_reads_what_is_public(who, reader, submission, quarter):
    quarter = published(quarter)
    submission.refresh_from_db()
    assert reader(who).level(submission, quarter) == READ


@pytest.mark.parametrize("who", ["signed_out", "stranger"])
@pytest.mark.parametrize("public_from", [None, TODAY + timedelta(days=1)])
def test_nobody_outside_reads_before_the_day(public_from, who, reader, submission, quarter):
    quarter = published(quarter, public_from=public_from)
    submission.refresh_from_db()
    assert reader(who).level(submission, quarter) == NONE


@pytest.mark.parametrize("state", sorted(set(ReturnState) - {ReturnState.PUBLISHED}))
def test_what_a_reopened_quarter_changes_is_not_public(state, reader, submission, quarter):
    quarter = published(quarter, state="reopened")
    submission = put(submission=submission, state=state)
    assert reader("signed_out").level(submission, quarter) == NONE


def test_several_roles_see_what_any_of_them_sees(plan, viewer, reader, submission, quarter):
    factories.hold(user=viewer, role=Role.PROJECT_LEAD, over=plan.growth)
    assert reader("viewer").level(put(submission=submission, state="draft"), quarter) == READ


def test_an_administrator_with_a_role_sees_what_the_role_sees(
    plan, administrator, reader, submission, quarter
):
    factories.hold(user=administrator, role=Role.VIEWER, over=plan.strategy)
    submission = put(submission=submission, state="approved")
    assert reader("administrator").level(submission, quarter) == READ


def test_a_lead_of_another_strategy_is_a_stranger(reader, submission, quarter, stranger):
    elsewhere = factories.plan(slug="other-plan")
    factories.hold(user=stranger, role=Role.PROJECT_LEAD, over=elsewhere.growth)
    assert reader("stranger").level(put(submission=submission, state="approved"), quarter) == NONE


# --- From when until when ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "level"),
    [
        (TODAY - timedelta(days=1), NONE),
        (TODAY, READ),
        (TODAY + timedelta(days=7), READ),
        (TODAY + timedelta(days=8), NONE),
    ],
)
def test_a_role_counts_from_its_first_to_its_last_day(day, level, lead, reader, submission):
    Assignment.objects.update(starts=TODAY, ends=TODAY + timedelta(days=7))
    assert reader("lead", day).level(submission, submission.quarter) == level


def test_a_reader_takes_one_query(lead, plan, django_assert_num_queries):
    factories.hold(user=lead, role=Role.SES_LEAD, over=plan.housing)
    factories.hold(user=lead, role=Role.VIEWER, over=plan.strategy)
    with django_assert_num_queries(1):
        Reader.of(lead, TODAY)


def test_a_level_takes_no_query(lead, submission, quarter, django_assert_num_queries):
    reader = Reader.of(lead, TODAY)
    with django_assert_num_queries(0):
        reader.level(submission, quarter)


# --- Who may do what --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("lead", Role.PROJECT_LEAD),
        ("deputy", Role.DEPUTY),
        ("ses_lead", Role.SES_LEAD),
        ("reviewer", Role.ECONOMY_CELL),
        ("officer", Role.OFFICER),
        ("viewer", Role.VIEWER),
        ("other_lead", None),
        ("administrator", None),
        ("signed_out", None),
    ],
)
@pytest.mark.parametrize("move", Move)
def test_a_move_is_offered_where_role_and_states_fit(move, who, role, reader, submission, quarter):
    person = reader(who)
    offered = {
        state
        for state in ReturnState
        if person.may(move, put(submission=submission, state=state), quarter)
    }
    assert offered == (MOVES[move].sources if role in MOVES[move].roles else set())


@pytest.mark.parametrize("state", QuarterState)
def test_publishing_is_offered_to_an_officer_while_it_can_be_done(state, reader, plan, officer):
    quarter = Quarter(strategy=plan.strategy, period=Q3, state=state)
    assert reader("officer").may_move_quarter(QuarterMove.PUBLISH, quarter) is state.takes_returns


@pytest.mark.parametrize("who", [who for who in ROLES if who != "officer"])
def test_publishing_is_offered_to_nobody_else(who, reader, quarter):
    assert not reader(who).may_move_quarter(QuarterMove.PUBLISH, quarter)


# --- Lists and single things agree ------------------------------------------------------------

OPENS = {  # which quarters each may open; public ones are everybody's
    **{who: {"open", "in_review", "published", "reopened"} for who in ROLES},
    "officer": {"upcoming", "open", "in_review", "published", "reopened"},
    "signed_out": set(),
    "stranger": set(),
}


@pytest.mark.parametrize(("who", "state"), list(product(ROLES, QuarterState)))
def test_a_quarter_is_opened_by_those_it_is_for(who, state, reader, plan):
    factories.quarter(strategy=plan.strategy, state=state)
    seen = access.visible_quarters(reader(who)).exists()
    assert seen is (state in OPENS[who])


@pytest.mark.parametrize(("who", "state"), list(product(ROLES, QuarterState)))
@pytest.mark.parametrize("days", [None, -1, 0, 1])
def test_the_list_and_the_address_agree(days, who, state, reader, plan):
    public_from = None if days is None else TODAY + timedelta(days=days)
    factories.quarter(strategy=plan.strategy, state=state, public_from=public_from)
    reader, listed = reader(who), True
    try:
        access.quarter_for(reader, "town-plan", Q3)
    except Http404:
        listed = False
    assert access.visible_quarters(reader, plan.strategy).exists() is listed


@pytest.mark.parametrize("who", ["signed_out", "stranger"])
@pytest.mark.parametrize("state", ["published", "reopened"])
@pytest.mark.parametrize(("day", "open_"), [(TODAY - timedelta(days=1), False), (TODAY, True)])
def test_a_published_quarter_opens_to_all_on_its_day(day, open_, state, who, reader, plan):
    factories.quarter(strategy=plan.strategy, state=state, public_from=TODAY)
    assert access.visible_quarters(reader(who, day)).exists() is open_


@pytest.mark.parametrize("state", ["upcoming", "open", "in_review"])
def test_a_day_alone_makes_nothing_public(state, reader, plan):
    factories.quarter(strategy=plan.strategy, state=state, public_from=date(2023, 1, 1))
    assert not access.visible_quarters(reader("signed_out")).exists()


def test_an_officer_who_is_an_administrator_still_sees_what_is_upcoming(
    plan, administrator, reader
):
    factories.hold(user=administrator, role=Role.OFFICER, over=plan.strategy)
    factories.quarter(strategy=plan.strategy, state="upcoming")
    assert access.visible_quarters(reader("administrator")).exists()


def test_a_quarter_is_listed_once_however_many_roles_one_holds(plan, lead, quarter, reader):
    for part, role in [(plan.growth, Role.DEPUTY), (plan.housing, Role.SES_LEAD)]:
        factories.hold(user=lead, role=role, over=part)
    factories.hold(user=lead, role=Role.OFFICER, over=plan.strategy)
    assert access.visible_quarters(reader("lead")).count() == 1


def test_the_list_may_be_of_one_strategy(plan, quarter, officer, reader):
    other = factories.plan(slug="other-plan")
    factories.quarter(strategy=other.strategy)
    factories.hold(user=officer, role=Role.OFFICER, over=other.strategy)
    assert access.visible_quarters(reader("officer"), other.strategy).count() == 1


@pytest.mark.parametrize(("who", "state"), list(product(ROLES, ReturnState)))
def test_a_return_opens_to_those_who_may_know_of_it(who, state, reader, submission):
    put(submission=submission, state=state)
    level = TABLE[state][who]
    try:
        access.submission_for(reader(who), "town-plan", Q3, "growth")
    except Http404:
        assert level == NONE
    else:
        assert level > NONE


@pytest.mark.parametrize("slug", ["harbour", "places"])
def test_a_return_that_is_not_there_is_not_found(slug, quarter, officer, reader):
    with pytest.raises(Http404):
        access.submission_for(reader("officer"), "town-plan", Q3, slug)


def test_a_return_of_another_quarter_is_not_found(quarter, officer, reader):
    with pytest.raises(Http404):
        access.submission_for(reader("officer"), "town-plan", Q2, "growth")


def test_a_move_that_is_for_others_is_denied(submission, ses_lead, reader):
    with pytest.raises(PermissionDenied):
        access.submission_to(Move.SAVE, reader("ses_lead"), "town-plan", Q3, "growth")


def test_a_move_on_what_one_may_not_know_of_is_not_found(submission, viewer, reader):
    with pytest.raises(Http404):
        access.submission_to(Move.SAVE, reader("viewer"), "town-plan", Q3, "growth")


def test_whether_the_state_allows_a_move_is_for_the_action_to_say(submission, lead, reader):
    put(submission=submission, state="approved")
    found = access.submission_to(Move.SAVE, reader("lead"), "town-plan", Q3, "growth")
    assert found == submission


@pytest.mark.parametrize("who", ROLES)
def test_a_plan_with_nothing_published_opens_to_those_it_is_for(who, reader, plan):
    try:
        access.strategy_for(reader(who), "town-plan")
    except Http404:
        assert who in {"signed_out", "stranger"}
    else:
        assert who not in {"signed_out", "stranger"}


def test_a_plan_opens_to_all_once_a_quarter_is_public(plan, quarter, reader):
    published(quarter)
    assert access.strategy_for(reader("signed_out"), "town-plan") == plan.strategy


def test_a_plan_that_is_not_there_is_not_found(reader, officer):
    with pytest.raises(Http404):
        access.strategy_for(reader("officer"), "village-plan")


# --- What somebody owes -----------------------------------------------------------------------


@pytest.mark.parametrize("who", ROLES)
def test_a_return_is_owed_by_its_lead_and_deputy(who, reader, submission):
    owed = list(access.owed(reader(who)).filter(sub_strand__slug="growth"))
    assert owed == ([submission] if who in {"lead", "deputy"} else [])


@pytest.mark.parametrize("state", QuarterState)
def test_a_return_is_owed_while_its_quarter_takes_it(state, reader, plan, lead):
    factories.quarter(strategy=plan.strategy, state=state)
    assert access.owed(reader("lead")).exists() is state.takes_returns


# --- No draft leaks ---------------------------------------------------------------------------

MARK = "Zebra"  # in every text that somebody typed
SECRET = EntryContent(
    answer="new_figure",
    figure=f"{MARK} 745",
    coverage="this_quarter",
    period_typed=f"{MARK} 2022",
    declared="red",
    not_rated_reason=f"{MARK} not rated",
    lead_reason=f"{MARK} reason",
    note=f"{MARK} note",
)


def write_secrets(quarter, state):
    """Both returns full of marked text; Housing in `state`, Growth published or approved."""
    for submission in Submission.objects.select_related("quarter", "sub_strand"):
        entries = dict.fromkeys(submission.entries.values_list("placement", flat=True), SECRET)
        content = Content(overall="red", commentary=f"{MARK} commentary", entries=entries)
        fill(submission=submission, content=content, state=state)


def text_for(reader, quarter):
    return canonical_text(for_reader(Quarter.objects.get(pk=quarter.pk), reader))


@pytest.mark.parametrize("who", ["signed_out", "reviewer", "viewer", "administrator", "stranger"])
@pytest.mark.parametrize("state", WITH_LEAD)
def test_nothing_of_a_draft_reaches(who, state, reader, quarter):
    write_secrets(quarter, state)
    assert MARK not in text_for(reader(who), quarter)


@pytest.mark.parametrize(("who", "state"), list(product(ROLES, ReturnState)))
def test_a_report_says_of_a_return_what_its_reader_may_see(who, state, reader, quarter, submission):
    fill(submission=submission, state=state)
    part = build(quarter, lambda item: reader(who).level(item, quarter)).sub_strand("growth")
    level = TABLE[state][who]
    assert (part.readable, bool(part.state), bool(part.lines)) == (
        level == READ,
        level >= STATE,
        level == READ,
    )


@pytest.mark.parametrize("who", ["other_lead", "lead", "deputy", "ses_lead", "officer"])
def test_those_inside_read_their_own_draft(who, reader, quarter):
    write_secrets(quarter, "draft")
    assert MARK in text_for(reader(who), quarter)


@pytest.mark.parametrize("who", ["lead", "officer", "reviewer", "other_lead", "viewer"])
@pytest.mark.parametrize("state", WITH_LEAD)
def test_a_shared_figure_stays_at_home_while_its_home_is_a_draft(
    state, who, reader, quarter, plan, submission
):
    home = factories.submission(quarter=quarter, sub_strand=plan.housing)
    entries = {plan.homes.id: SECRET}
    fill(submission=home, content=Content(entries=entries), state=state)
    fill(submission=submission, state="approved")
    level = reader(who).level
    part = build(quarter, lambda item: level(item, quarter)).sub_strand("growth")
    line = next(line for line in part.lines if line.home)
    assert (line.achieved, line.figure, line.home.words) == (
        None,
        None,
        "from Housing, not yet reported",
    )


@pytest.mark.parametrize(
    ("who", "achieved", "words"),
    [
        ("lead", f"{MARK} 745", "from Housing, not yet approved"),
        ("reviewer", f"{MARK} 745", "from Housing, not yet approved"),
        ("viewer", None, "from Housing, not yet reported"),
    ],
)
def test_a_submitted_figure_is_shared_with_those_who_may_read_it(
    who, achieved, words, reader, quarter, plan, submission
):
    home = factories.submission(quarter=quarter, sub_strand=plan.housing)
    fill(submission=home, content=Content(entries={plan.homes.id: SECRET}), state="submitted")
    fill(submission=submission, state="approved")
    level = reader(who).level
    part = build(quarter, lambda item: level(item, quarter)).sub_strand("growth")
    line = next(line for line in part.lines if line.home)
    assert (line.achieved, line.home.words) == (achieved, words)


def test_a_file_holds_no_draft_of_its_own_reader(reader, quarter, officer):
    write_secrets(quarter, "draft")
    report = for_reader(quarter, reader("officer"), drafts=False)
    assert MARK not in canonical_text(report)


def test_leaving_out_drafts_leaves_their_state(quarter):
    write_secrets(quarter, "draft")
    part = build(quarter, only_submitted(everything)).sub_strand("growth")
    assert (part.state, part.readable) == ("draft", False)


@pytest.mark.parametrize(
    ("earlier_state", "seen"), [("open", ""), ("in_review", ""), ("published", "red")]
)
def test_an_administrator_sees_no_earlier_status_before_it_is_published(
    earlier_state, seen, reader, plan, quarter
):
    earlier = factories.quarter(strategy=plan.strategy, period=Q1, state=earlier_state)
    growth = factories.submission(quarter=earlier, sub_strand=plan.growth)
    put(submission=growth, state="approved", overall="red")
    report = for_reader(quarter, reader("administrator"))
    assert report.sub_strand("growth").previous_overall == seen
