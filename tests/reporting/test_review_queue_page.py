"""The review queue through its pages: what it lists, the way through it, approving several."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from objectives.models import Objective
from reporting.models import Comment, GovernanceDate, Quarter, Revision, Step, Submission
from reporting.workflow import QuarterState, ReturnState
from tests import factories
from tests.factories import NOW, Q1, Q2, TODAY, change, complete
from tests.reporting.acts import send_back
from tests.reporting.pages import text

QUARTER = "/strategies/town-plan/quarters/2023-q3/"
QUEUE = f"{QUARTER}review/"
APPROVE = f"{QUEUE}approve/"
GROWTH, HOUSING = f"{QUARTER}growth/", f"{QUARTER}housing/"
SUBMITTED, APPROVED = ReturnState.SUBMITTED, ReturnState.APPROVED


@pytest.fixture
def submitted(submission, lead):
    """Growth's return, complete and submitted by its lead, with nothing that stands out."""
    return factories.fill(submission=submission, state=SUBMITTED, by=lead)


@pytest.fixture
def red(submission, plan, lead):
    """Growth's return with a Red KPI, submitted."""
    content = change(
        complete(submission=submission), plan.enquiries, declared="red", note="Few came."
    )
    return factories.fill(submission=submission, content=content, state=SUBMITTED, by=lead)


@pytest.fixture
def housing(quarter, plan):
    """Housing's return, submitted."""
    submission = factories.submission(quarter=quarter, sub_strand=plan.housing)
    return factories.fill(submission=submission, state=SUBMITTED)


@pytest.fixture
def as_reviewer(client, reviewer, quarter):
    client.force_login(reviewer)
    return client


@pytest.fixture
def as_officer(client, officer, quarter):
    client.force_login(officer)
    return client


def choice(submission, version=None) -> str:
    return f"{submission.pk}:{submission.version if version is None else version}"


def states() -> list[str]:
    """Growth's and Housing's."""
    returns = Submission.objects.order_by("sub_strand__position")
    return list(returns.values_list("state", flat=True))


def said(response) -> str:
    [message] = response.context["messages"]
    return str(message)


def titles(response) -> dict[str, list[str]]:
    """What is listed, by ground."""
    return {
        group["id"]: [row["title"] for row in [*group["first"], *group["rest"]]]
        for group in response.context["groups"]
    }


# --- What it lists ------------------------------------------------------------------------------


def test_the_first_sentence_says_what_waits(as_reviewer, red):
    sentence = "1 return waits for you; 1 is still owed. 1 thing to challenge."
    assert sentence in text(as_reviewer.get(QUEUE))


def test_what_to_challenge_links_to_its_row(as_reviewer, red):
    page = as_reviewer.get(QUEUE)
    assert titles(page) == {"red": ["Enquiries in Growth"]}
    assert f'href="{GROWTH}#kpi-1"' in page.content.decode()


def test_what_to_challenge_says_why(as_reviewer, red):
    page = text(as_reviewer.get(QUEUE))
    assert "Growth. Reported: 137 (July to September 2023)" not in page
    assert "Growth. Reported: 137 (October to December 2023). Target: 250" in page


def test_a_return_that_is_not_in_has_nothing_to_challenge(as_reviewer, red):
    factories.put(submission=red, state=ReturnState.DRAFT)
    assert titles(as_reviewer.get(QUEUE)) == {}


def test_what_is_approved_already_is_folded_beneath(as_reviewer, red):
    factories.put(submission=red, state=APPROVED)
    page = as_reviewer.get(QUEUE)
    assert titles(page) == {}
    assert "1 thing in returns that are approved" in text(page)


def test_a_late_return_is_among_what_to_challenge(as_reviewer, quarter):
    GovernanceDate.objects.create(
        quarter=quarter, kind="data_deadline", date=TODAY - timedelta(days=2)
    )
    page = as_reviewer.get(QUEUE)
    assert titles(page) == {"late": ["Growth", "Housing"]}
    assert "Not started Growth Growth Manager. Due on 20 January 2024, 2 days ago" in text(page)


def test_each_return_says_who_submitted_it_and_when(as_reviewer, submitted):
    [row] = as_reviewer.get(QUEUE).context["waiting"]
    assert (row["when"], row["state"], row["overall"]) == (
        "22 January 2024 by Growth Manager",
        SUBMITTED,
        "green",
    )


def test_each_return_counts_the_comments_that_are_not_resolved(as_reviewer, reviewer, submitted):
    about = {"submission": submitted, "at": NOW, "by": reviewer, "by_name": reviewer.name}
    Comment.objects.create(**about, text="Which enquiries?")
    Comment.objects.create(**about, text="Fine.", resolved_at=NOW, resolved_by=reviewer)
    [row] = as_reviewer.get(QUEUE).context["waiting"]
    assert row["comments"] == "1 not resolved"


@pytest.fixture
def signed_first(plan):
    """The strategy has returns signed off before they are reviewed."""
    plan.strategy.ses_leads_sign_off = True
    plan.strategy.save()


@pytest.mark.parametrize(("state", "words"), [("submitted", "Not signed off"), ("signed_off", "")])
def test_where_ses_leads_sign_off_each_return_says_whether_they_did(
    state, words, as_reviewer, submitted, signed_first
):
    factories.put(submission=submitted, state=state)
    [row] = as_reviewer.get(QUEUE).context["waiting"]
    assert row["signed"] == words


def test_where_nobody_is_asked_to_sign_off_nothing_is_said_of_it(as_reviewer, submitted):
    [row] = as_reviewer.get(QUEUE).context["waiting"]
    assert row["signed"] == ""


def test_where_one_return_waits_the_queue_leads_to_it_alone(as_reviewer, submitted):
    page = text(as_reviewer.get(QUEUE))
    assert "Read it" in page
    assert "go on from there to the next" not in page


def test_the_queue_says_that_a_question_waits_for_an_answer(as_reviewer, quarter, viewer):
    factories.matter(quarter=quarter, by=viewer, text="Why so few homes?")
    assert "From the meeting: 1 question open." in text(as_reviewer.get(QUEUE))


def sent_again(submission, lead, reviewer, **said):
    """The return, sent back and submitted again, saying this of its enquiries."""
    submission = factories.put(submission=submission, state=SUBMITTED, by=lead, version=1)
    Revision.objects.create(
        submission=submission,
        version=1,
        content=factories.says(submission).as_text(),
        saved_at=NOW,
        saved_by=lead,
    )
    send_back(submission, reviewer)
    content = factories.says(submission)
    if said:
        content = change(content, submission.entries.get(placement__number=1).placement, **said)
    return factories.fill(submission=submission, content=content, state=SUBMITTED, by=lead)


def test_a_return_that_came_again_says_how_much_changed(as_reviewer, submitted, lead, reviewer):
    sent_again(submitted, lead, reviewer, note="Counted again.")
    [row] = as_reviewer.get(QUEUE).context["waiting"]
    assert row["changed"] == "1 change since it was sent back"


def test_a_return_that_came_again_unchanged_says_so(as_reviewer, submitted, lead, reviewer):
    sent_again(submitted, lead, reviewer)
    [row] = as_reviewer.get(QUEUE).context["waiting"]
    assert row["changed"] == "Sent again with nothing changed"


def test_what_is_still_owed_comes_before_what_is_approved(as_reviewer, submitted):
    factories.put(submission=submitted, state=APPROVED)
    rows = as_reviewer.get(QUEUE).context["others"]
    assert [row["name"] for row in rows] == ["Housing", "Growth"]


def test_a_published_quarter_has_nothing_to_review(as_reviewer, plan):
    quarter = Quarter.objects.get()
    for submission in quarter.submissions.select_related("sub_strand", "quarter"):
        factories.fill(submission=submission, state=APPROVED)
    officer = factories.hold(user=factories.person(), role=Role.OFFICER, over=plan.strategy)
    as_reviewer.force_login(officer)
    as_reviewer.post(f"{QUARTER}publish/", {})
    assert "Nothing to review" in text(as_reviewer.get(QUEUE))


def test_an_officer_reads_the_queue_without_boxes(as_officer, red):
    page = as_officer.get(QUEUE)
    assert "1 return waits for review; 1 is still owed." in text(page)
    assert APPROVE not in page.content.decode()
    assert 'type="checkbox"' not in page.content.decode()


@pytest.mark.parametrize("who", ["lead", "ses_lead", "viewer", "administrator"])
def test_the_queue_is_for_those_who_challenge(who, request, client, quarter):
    client.force_login(request.getfixturevalue(who))
    assert client.get(QUEUE).status_code == 403


def test_the_queue_of_the_metrics_goes_by_what_their_figures_say(as_, reference):
    Quarter.objects.filter(strategy__style="metrics").update(state=QuarterState.IN_REVIEW)
    Submission.objects.filter(quarter__strategy__style="metrics").update(
        state=SUBMITTED, submitted_at=NOW, submitted_by=factories.person()
    )
    page = as_("economy-cell").get("/strategies/corporate-plan-2023/quarters/2024-q2/review/")
    counts = {ground: len(found) for ground, found in titles(page).items()}
    assert (list(counts), counts["red"]) == (["red", "worse", "stale"], 8)
    assert "Overall" not in text(page)


# --- The way through ----------------------------------------------------------------------------


def test_a_waiting_return_shows_its_place_above_and_by_the_decision(
    as_reviewer, submitted, housing
):
    page = as_reviewer.get(GROWTH)
    assert text(page).count("1 of 2 waiting for review") == 2
    assert page.content.decode().count(f'href="{HOUSING}"') == 2
    assert page.content.decode().count(f'href="{QUEUE}"') == 3  # in the navigation too


def test_the_last_one_leads_back_to_the_one_before(as_reviewer, submitted, housing):
    place = as_reviewer.get(HOUSING).context["place"]
    assert (place["previous"]["url"], place["next"]) == (GROWTH, None)


@pytest.mark.parametrize("who", ["lead", "ses_lead", "other_lead"])
def test_the_queue_is_not_shown_to_others(who, request, client, submitted):
    client.force_login(request.getfixturevalue(who))
    assert client.get(GROWTH).context["place"] is None


def test_what_does_not_wait_has_no_place_in_the_queue(as_reviewer, submission):
    assert as_reviewer.get(GROWTH).context["place"] is None


def test_approving_leads_to_the_next_that_waits(as_reviewer, submitted, housing):
    response = as_reviewer.post(
        f"{GROWTH}return/approve/", {"version": submitted.version}, follow=True
    )
    assert response.redirect_chain == [(HOUSING, 302)]
    assert said(response).endswith("1 more return waits: this one.")


def test_after_the_last_one_the_first_that_was_left_out_comes(as_reviewer, submitted, housing):
    response = as_reviewer.post(f"{HOUSING}return/approve/", {"version": housing.version})
    assert response.headers["Location"] == GROWTH


def test_sending_back_leads_to_the_next_that_waits(as_reviewer, submitted, housing):
    response = as_reviewer.post(
        f"{GROWTH}return/send-back/", {"version": 0, "comment": "KPI 1: why?"}, follow=True
    )
    assert response.redirect_chain == [(HOUSING, 302)]
    assert said(response).startswith("You sent back Growth.")


def test_approving_the_only_one_leads_to_the_queue(as_reviewer, submitted):
    response = as_reviewer.post(
        f"{GROWTH}return/approve/", {"version": submitted.version}, follow=True
    )
    assert response.redirect_chain == [(QUEUE, 302)]
    assert said(response).endswith("No other return waits for review.")


# --- Approving several: what would be passed over -----------------------------------------------


def confirm(client, *chosen, **fields):
    return client.post(APPROVE, {"returns": [*chosen], **fields})


def test_choosing_approves_nothing_yet(as_reviewer, submitted, housing):
    assert confirm(as_reviewer, choice(submitted), choice(housing)).status_code == 200
    assert states() == [SUBMITTED, SUBMITTED]


def test_what_would_be_passed_over_is_listed(as_reviewer, reviewer, red, signed_first):
    Comment.objects.create(submission=red, text="Why?", at=NOW, by=reviewer, by_name=reviewer.name)
    page = text(confirm(as_reviewer, choice(red)))
    assert "You would pass over 3 things." in page
    assert "Red Enquiries in Growth Reported: 137" in page
    assert "1 comment is not resolved. The SES lead has not signed it off." in page


def test_ones_own_return_is_named(as_reviewer, reviewer, submitted):
    factories.put(submission=submitted, state="signed_off", by=reviewer)
    page = text(confirm(as_reviewer, choice(submitted)))
    assert "You submitted it yourself. Your approval is recorded as such." in page


def test_where_nothing_is_passed_over_the_page_says_so(as_reviewer, submitted):
    factories.put(submission=submitted, state="signed_off")
    page = text(confirm(as_reviewer, choice(submitted)))
    assert "Nothing stands out in what you approve." in page
    assert "Nothing would be passed over." in page


def test_the_page_holds_the_versions_that_were_read(as_reviewer, submitted):
    page = confirm(as_reviewer, choice(submitted)).content.decode()
    assert f'<input type="hidden" name="returns" value="{choice(submitted)}">' in page


def test_choosing_none_is_asked_for_again(as_reviewer, submitted):
    response = confirm(as_reviewer)
    assert response.status_code == 422
    assert response.context["errors"] == [
        {"text": "Choose at least one return to approve.", "href": "#choose-growth"}
    ]


@pytest.mark.parametrize("value", ["", "x", "1", ":", "1:", "-1:0", "9" * 40 + ":0", "١:0"])
def test_a_value_that_no_box_has_chooses_nothing(value, as_reviewer, submitted):
    response = confirm(as_reviewer, value, confirm="yes")
    assert response.status_code in (409, 422)
    assert states() == [SUBMITTED, ReturnState.NOT_STARTED]


def test_one_that_was_changed_since_is_not_confirmed_and_the_others_stay_chosen(
    as_reviewer, submitted, housing
):
    response = confirm(as_reviewer, choice(submitted), choice(housing, version=7))
    assert response.status_code == 409
    assert response.context["errors"][0]["text"] == (
        "Housing was changed since you opened this page. Read it once more."
    )
    assert [row["ticked"] for row in response.context["waiting"]] == [True, False]


def test_one_that_does_not_wait_any_more_is_named(as_reviewer, submitted, housing):
    factories.put(submission=housing, state=ReturnState.SENT_BACK)
    response = confirm(as_reviewer, choice(submitted), choice(housing))
    assert "Housing does not wait for review any more." in text_of(response)


def text_of(response) -> str:
    response.status_code = 200
    return text(response)


# --- Approving several: the act -----------------------------------------------------------------


def test_once_confirmed_they_are_approved(as_reviewer, submitted, housing):
    confirm(as_reviewer, choice(submitted), choice(housing), confirm="yes")
    assert states() == [APPROVED, APPROVED]


def test_the_message_names_them_and_says_what_is_left(as_reviewer, submitted, housing):
    chosen = [choice(submitted), choice(housing)]
    response = as_reviewer.post(APPROVE, {"returns": chosen, "confirm": "yes"}, follow=True)
    assert response.redirect_chain == [(QUEUE, 302)]
    assert said(response) == (
        "You approved Growth and Housing. They are now in the quarter’s picture for everybody who "
        "reads this strategy. No other return waits for review."
    )


def test_if_one_moved_meanwhile_none_is_approved(as_reviewer, submitted, housing):
    response = confirm(as_reviewer, choice(submitted), choice(housing, version=7), confirm="yes")
    assert response.status_code == 409
    assert "None was approved: Housing was changed since you opened it." in text_of(response)
    assert states() == [SUBMITTED, SUBMITTED]


def test_a_return_of_another_quarter_is_not_approved(as_reviewer, plan, submitted):
    earlier = factories.quarter(strategy=plan.strategy, period=Q2)
    other = factories.submission(quarter=earlier, sub_strand=plan.growth)
    other = factories.fill(submission=other, state=SUBMITTED)
    response = confirm(as_reviewer, choice(submitted), choice(other), confirm="yes")
    assert response.status_code == 409
    assert not Submission.objects.filter(state=APPROVED).exists()


@pytest.mark.parametrize("who", ["lead", "ses_lead", "officer", "viewer", "administrator"])
def test_others_approve_nothing(who, request, client, submitted):
    client.force_login(request.getfixturevalue(who))
    assert confirm(client, choice(submitted), confirm="yes").status_code == 403
    assert states()[0] == SUBMITTED


def test_a_link_approves_nothing(as_reviewer, submitted):
    assert as_reviewer.get(APPROVE).status_code == 405


# --- The navigation -----------------------------------------------------------------------------


def navigation(response) -> dict[str, bool]:
    return {item.label: item.current for item in response.context["nav"]}


def test_the_economy_cell_finds_the_queue_in_the_navigation(as_reviewer):
    assert f'href="{QUEUE}"' in as_reviewer.get(QUARTER).content.decode()


def test_the_queue_is_current_on_its_pages(as_reviewer, submitted):
    for page in (as_reviewer.get(QUEUE), as_reviewer.get(f"{GROWTH}return/send-back/")):
        found = navigation(page)
        assert (found["Review"], found["Dashboard"]) == (True, False)


def test_the_navigation_leads_to_a_quarter_that_takes_returns(as_reviewer, plan):
    factories.quarter(strategy=plan.strategy, period=Q1, state=QuarterState.OPEN)
    factories.quarter(strategy=plan.strategy, period=factories.Q4, state=QuarterState.UPCOMING)
    [item] = [item for item in as_reviewer.get(QUARTER).context["nav"] if item.label == "Review"]
    assert item.url == QUEUE


def address(client, label: str) -> str:
    [item] = [item for item in client.get("/strategies/").context["nav"] if item.label == label]
    return item.url


def test_while_a_return_waits_the_navigation_leads_to_it_though_a_later_quarter_is_open(
    as_reviewer, plan, submitted
):
    factories.quarter(strategy=plan.strategy, period=factories.Q4)
    assert (address(as_reviewer, "Review"), address(as_reviewer, "Dashboard")) == (QUEUE, QUARTER)


def test_a_quarter_in_which_nothing_waits_gives_way_to_the_latest(as_reviewer, plan, submission):
    factories.fill(submission=submission, state=APPROVED)
    later = factories.quarter(strategy=plan.strategy, period=factories.Q4)
    latest = f"/strategies/town-plan/quarters/{later.period}/"
    assert address(as_reviewer, "Review") == f"{latest}review/"
    assert address(as_reviewer, "Dashboard") == QUARTER


def test_a_reopened_quarter_is_not_what_the_dashboard_leads_to(as_reviewer, plan, submitted):
    later = factories.quarter(strategy=plan.strategy, period=factories.Q4)
    Quarter.objects.exclude(pk=later.pk).update(
        state=QuarterState.REOPENED, reopened_reason="A slip."
    )
    assert address(as_reviewer, "Review") == QUEUE
    assert address(as_reviewer, "Dashboard") == f"/strategies/town-plan/quarters/{later.period}/"


@pytest.mark.parametrize("who", ["lead", "officer", "viewer", "administrator", "stranger"])
def test_others_have_no_queue_in_the_navigation(who, request, client, quarter):
    client.force_login(request.getfixturevalue(who))
    assert "Review" not in navigation(client.get("/strategies/"))


def test_the_dashboard_leads_to_the_queue(as_officer, submitted):
    assert 'href="review/"' in as_officer.get(QUARTER).content.decode()


# --- Its cost -----------------------------------------------------------------------------------


def grow(quarter, plan, count):
    """`count` more sub-strands with a return each, which came again and has a comment."""
    by = factories.person()
    places = Objective.objects.get(strategy=plan.strategy)
    for number in range(count):
        part = factories.sub_strand(objective=places, slug=f"part-{number}")
        submission = Submission.objects.create(quarter=quarter, sub_strand=part)
        told = {"by": by, "by_name": by.name, "at": NOW}
        Comment.objects.create(submission=submission, text="Why?", **told)
        Step.objects.create(
            submission=submission,
            move="send_back",
            from_state="submitted",
            to_state="sent_back",
            comment="Why?",
            version=1,
            **told,
        )
        content = factories.says(submission).as_text()
        saved = {"saved_at": NOW, "saved_by": by, "content": content}
        Revision.objects.create(submission=submission, version=1, **saved)
        factories.put(submission=submission, state=SUBMITTED, version=2)


def queries(client, address=QUEUE, **post) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.post(address, post) if post else client.get(address)
        assert response.status_code == 200
    return len(captured)


def test_forty_returns_take_as_many_queries_as_four(as_reviewer, quarter, plan, red, housing):
    grow(quarter, plan, 2)
    before = queries(as_reviewer)
    for number in range(36):
        plan_part = f"more-{number}"
        factories.sub_strand(objective=Objective.objects.get(), slug=plan_part)
    more = plan.strategy.sub_strands.filter(slug__startswith="more-")
    Submission.objects.bulk_create(
        Submission(quarter=quarter, sub_strand=part, state=ReturnState.DRAFT) for part in more
    )
    for submission in quarter.submissions.filter(sub_strand__in=more):
        factories.put(submission=submission, state=SUBMITTED)
    assert len(as_reviewer.get(QUEUE).context["waiting"]) == 40
    assert queries(as_reviewer) == before


def test_earlier_quarters_cost_nothing(as_reviewer, plan, red):
    period = Q2
    factories.quarter(strategy=plan.strategy, period=period, state=QuarterState.OPEN)
    before = queries(as_reviewer)
    for _ in range(6):
        period = period.previous
        factories.quarter(strategy=plan.strategy, period=period, state=QuarterState.OPEN)
    assert queries(as_reviewer) == before


def test_the_page_before_approving_takes_as_many_queries_for_many(
    as_reviewer, quarter, plan, red, housing
):
    chosen = [choice(red), choice(housing)]
    one = queries(as_reviewer, APPROVE, returns=chosen)
    grow(quarter, plan, 8)
    more = [choice(item) for item in Submission.objects.filter(state=SUBMITTED)]
    assert len(more) == 10
    as_reviewer.get(QUEUE)
    assert queries(as_reviewer, APPROVE, returns=more) <= one + 2  # what came again is compared


def test_a_day_given_to_one_return_alone_counts_for_it(as_reviewer, quarter, submission):
    GovernanceDate.objects.create(quarter=quarter, kind="data_deadline", date=date(2024, 1, 20))
    Submission.objects.filter(pk=submission.pk).update(due_on=date(2024, 1, 26))
    page = as_reviewer.get(QUEUE)
    assert titles(page) == {"late": ["Housing"]}
    assert "Due on 26 January 2024, in 4 days" in text(page)


# --- The first page -----------------------------------------------------------------------------


def test_the_queue_is_the_economy_cells_first_page_while_a_return_waits(as_reviewer, submitted):
    assert as_reviewer.get("/").headers["Location"] == QUEUE


@pytest.mark.parametrize("state", [ReturnState.DRAFT, SUBMITTED])
def test_without_one_that_waits_for_them_the_dashboard_is(client, request, submission, state):
    who = "reviewer" if state == ReturnState.DRAFT else "officer"
    factories.fill(submission=submission, state=state)
    client.force_login(request.getfixturevalue(who))
    assert client.get("/").headers["Location"] == QUARTER


def test_a_reviewer_who_reports_something_begins_with_their_own(client, reviewer, submitted, plan):
    factories.hold(user=reviewer, role=Role.PROJECT_LEAD, over=plan.housing)
    client.force_login(reviewer)
    assert client.get("/").headers["Location"] == "/my-returns/"


def test_a_return_that_waits_comes_before_a_reviewers_own_matter(as_reviewer, reviewer, submitted):
    factories.matter(quarter=submitted.quarter, by=reviewer, owner=reviewer)
    assert as_reviewer.get("/").headers["Location"] == QUEUE


def test_the_first_page_is_found_in_as_many_queries_however_many_wait(
    as_reviewer, submitted, quarter, plan
):
    def count():
        with CaptureQueriesContext(connection) as captured:
            as_reviewer.get("/")
        return len(captured)

    few = count()
    more = factories.submission(quarter=quarter, sub_strand=plan.housing)
    factories.fill(submission=more, state=SUBMITTED)
    assert count() == few
