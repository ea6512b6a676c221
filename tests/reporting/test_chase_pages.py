"""Chasing through the pages: who owes what, a nudge, the letters, and sending one again."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from accounts.roles import Role
from reporting.actions import letters, nudging
from reporting.actions.letters import MOST_FAILURES
from reporting.actions.nudging import AT_IT, NO_WORDS
from reporting.actions.refusals import Refused
from reporting.models import Notice
from reporting.workflow import QuarterState, ReturnState
from tests import factories
from tests.factories import NOW, TODAY
from tests.reporting.posting import set_deadline

CHASE = "/strategies/town-plan/quarters/2023-q3/chase/"
NUDGE = f"{CHASE}nudge/"
AGAIN = f"{CHASE}send-again/"


@pytest.fixture
def due(quarter):
    return set_deadline(quarter)


@pytest.fixture
def as_officer(client, officer, due):
    client.force_login(officer)
    return client


@pytest.fixture
def post(as_officer, django_capture_on_commit_callbacks):
    """Post as the officer, letters included."""

    def post(address, **data):
        with django_capture_on_commit_callbacks(execute=True):
            return as_officer.post(address, data, follow=True)

    return post


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def rows(client) -> dict[str, dict]:
    return {row["name"]: row for row in client.get(CHASE).context["rows"]}


# --- Who owes -----------------------------------------------------------------------------------


def test_every_return_that_is_owed_is_listed_with_whom_to_ask(as_officer, lead, deputy):
    found = rows(as_officer)
    assert found["Growth"]["people"] == "Lena Lead and Dev Deputy"
    assert found["Housing"]["people"] == ""
    assert "No active lead" in as_officer.get(CHASE).content.decode()


def test_a_lead_is_named_from_the_row_that_has_none(as_officer, plan, lead, deputy):
    found = rows(as_officer)
    assert (found["Growth"]["name_lead"], found["Growth"]["nudge"] != "") == ("", True)
    address = found["Housing"]["name_lead"]
    assert address == f"/people/assign/?role=project_lead&place=sub-strand-{plan.housing.pk}"
    assert as_officer.get(address).status_code == 200


@pytest.mark.parametrize("state", ["submitted", "signed_off", "approved"])
def test_what_has_come_in_is_not_listed(as_officer, submission, state):
    factories.fill(submission=submission, state=state)
    assert list(rows(as_officer)) == ["Housing"]


def test_a_row_says_how_far_the_return_is(as_officer, submission):
    factories.fill(submission=submission, state=ReturnState.DRAFT)
    assert rows(as_officer)["Growth"]["progress"] == "4 of 4 answered"


def test_who_is_due_first_comes_first(as_officer, due, submission):
    submission.due_on = TODAY.replace(month=3)
    submission.save()
    assert list(rows(as_officer)) == ["Housing", "Growth"]


def test_late_returns_are_counted(as_officer, due):
    set_deadline(due, TODAY.replace(day=19))
    page = as_officer.get(CHASE)
    assert page.context["sentence"] == "2 returns are still owed, all of them late."
    assert "3 days late" in page.content.decode()


def test_a_row_says_what_its_lead_was_last_written(as_officer, lead):
    letters.owe_all_reminders(now=NOW)
    assert rows(as_officer)["Growth"]["letter"] == {
        "kind": "Quarter opened",
        "fate": "waits to be sent",
    }
    letters.send_waiting(now=NOW)
    assert rows(as_officer)["Growth"]["letter"]["fate"] == "sent on 22 January 2024, 10:30"


def test_a_letter_about_one_return_is_not_the_others(as_officer, plan, lead, submission, post):
    factories.hold(user=lead, role=Role.DEPUTY, over=plan.housing)
    post(NUDGE, to=submission.pk, words="Please.")
    found = rows(as_officer)
    assert found["Growth"]["letter"]["kind"] == "Nudge"
    assert found["Housing"]["letter"] is None


def test_when_all_has_come_in_the_page_says_so(as_officer, due):
    for submission in due.submissions.select_related("sub_strand", "quarter"):
        factories.fill(submission=submission, state=ReturnState.APPROVED)
    assert "Nobody owes a return" in as_officer.get(CHASE).content.decode()


def test_a_published_quarter_has_nothing_to_chase_and_keeps_its_letters(as_officer, due, lead):
    letters.owe_all_reminders(now=NOW)
    letters.send_waiting(now=NOW)
    due.state = QuarterState.PUBLISHED
    due.save()
    page = as_officer.get(CHASE)
    assert "Nothing to chase" in page.content.decode()
    assert len(page.context["log"]) == 1


def test_the_page_asks_no_more_for_more_returns(
    as_officer, plan, quarter, lead, django_assert_num_queries
):
    letters.owe_all_reminders(now=NOW)
    with CaptureQueriesContext(connection) as few:
        as_officer.get(CHASE)
    for number in range(5):
        part = factories.sub_strand(objective=plan.growth.objective, slug=f"part-{number}")
        factories.placement(sub_strand=part, kpi=factories.kpi(name=f"Count {number}"))
        factories.hold(user=factories.person(name=f"L{number}"), role=Role.PROJECT_LEAD, over=part)
    factories.make_returns(quarter)
    letters.owe_all_reminders(now=NOW)
    with django_assert_num_queries(len(few)):
        assert len(as_officer.get(CHASE).context["rows"]) == 7


@pytest.mark.parametrize("who", ["lead", "reviewer", "viewer", "administrator"])
def test_only_officers_chase(client, request, due, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(CHASE).status_code == 403
    assert client.post(NUDGE, {"words": "Now!"}).status_code == 403
    assert not Notice.objects.exists()


# --- A nudge ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_nudge_to_all_reaches_each_once(post, plan, lead, deputy, other_lead):
    factories.hold(user=lead, role=Role.DEPUTY, over=plan.housing)
    response = post(NUDGE, to="all", words="Please send it today.")
    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        [lead.email, deputy.email, other_lead.email]
    )
    assert response.redirect_chain == [(CHASE, 302)]
    assert said(response) == ["Your words went to Lena Lead, Dev Deputy and Omar Other by e-mail."]


def test_a_nudge_says_the_officers_words_and_what_is_owed(post, officer, lead):
    post(NUDGE, to="all", words="Please send it today.")
    (message,) = mail.outbox
    assert "Olga Officer writes to you about Q3 2023/24" in message.body
    assert "\n> Please send it today.\n\nWhat you still owe:\n" in message.body
    assert "Growth: not started, due on Wednesday 7 February 2024" in message.body


def test_a_nudge_to_one_reaches_only_its_leads(post, submission, lead, other_lead):
    post(NUDGE, to=submission.pk, words="Please send it today.")
    assert [message.to for message in mail.outbox] == [[lead.email]]


def test_a_sub_strand_that_nobody_leads_is_named(post, lead):
    response = post(NUDGE, to="all", words="Please.")
    assert said(response)[1] == "Housing has no active lead: nobody was written to there."


def test_who_would_get_it_stands_above_the_words(as_officer, submission, lead, other_lead):
    everybody = as_officer.get(CHASE).context["nudge"]
    one = as_officer.get(CHASE, {"to": submission.pk}).context["nudge"]
    assert everybody["whom"] == "Goes to Lena Lead and Omar Other, about what they still owe."
    assert (one["whom"], one["to"]) == ("Goes to Lena Lead, about Growth.", str(submission.pk))


def test_who_has_no_lead_cannot_be_nudged(as_officer):
    page = as_officer.get(CHASE)
    assert page.context["nudge"]["may_send"] is False
    assert "There is nobody to write to." in page.content.decode()


@pytest.mark.parametrize("words", ["", " \n ", "\0"])
def test_a_nudge_needs_words(post, lead, words):
    response = post(NUDGE, to="all", words=words)
    assert response.status_code == 422
    assert response.context["errors"] == [{"text": NO_WORDS, "href": "#id_words"}]
    assert not Notice.objects.exists()


def test_words_that_are_too_long_are_kept_in_the_form(post, submission, lead):
    response = post(NUDGE, to=submission.pk, words="x" * 5001)
    assert response.status_code == 422
    assert "x" * 5001 in response.content.decode()
    assert response.context["nudge"]["to"] == str(submission.pk)


def test_a_nudge_about_what_has_come_in_meanwhile_loses_no_word(post, submission, lead):
    factories.fill(submission=submission, state=ReturnState.SUBMITTED)
    response = post(NUDGE, to=submission.pk, words="Please send it today.")
    assert response.status_code == 409
    assert "Please send it today." in response.content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize("to", ["0", "-1", "eleven", "9" * 40, ""])
def test_a_return_that_is_none_of_this_quarters_is_not_found(post, lead, to):
    assert post(NUDGE, to=to, words="Please.").status_code == 404


def test_another_quarters_return_is_not_found(post, plan, lead):
    other = factories.quarter(strategy=plan.strategy, period=factories.Q4)
    key = factories.submission(quarter=other, sub_strand=plan.growth).pk
    assert post(NUDGE, to=key, words="Please.").status_code == 404


def test_words_that_could_not_be_sent_are_said_to_wait(post, lead, monkeypatch):
    def shut(message):
        raise ConnectionRefusedError

    monkeypatch.setattr("reporting.mail.EmailMultiAlternatives.send", shut)
    response = post(NUDGE, to="all", words="Please.")
    assert said(response)[0] == (
        "Your words wait to be sent to Lena Lead. The portal tries again by itself."
    )


def test_a_nudge_is_on_record_and_its_words_are_not_shown(post, lead, client, administrator):
    post(NUDGE, to="all", words="Not for everybody.")
    assert AuditEvent.objects.get(action="quarter.nudge").actor_name == "Olga Officer"
    client.force_login(administrator)
    page = client.get("/audit/").content.decode()
    assert "Leads nudged" in page
    assert "Not for everybody." not in page


def test_nudging_needs_an_active_officer(due, lead, officer):
    officer.is_active = False
    with pytest.raises(nudging.PermissionDenied):
        nudging.nudge(quarter=due, to=None, words="Please.", by=officer, now=NOW)


def test_nobody_left_to_write_to_is_a_refusal(due, officer):
    with pytest.raises(Refused, match="Growth and Housing have no active lead"):
        nudging.nudge(quarter=due, to=None, words="Please.", by=officer, now=NOW)


# --- Letters ------------------------------------------------------------------------------------


@pytest.fixture
def letter(due, lead):
    """One letter, not sent yet."""
    letters.owe_all_reminders(now=NOW)
    return Notice.objects.get()


def unknown(letter):
    Notice.objects.filter(pk=letter.pk).update(claimed_at=NOW - 2 * AT_IT)


def given_up(letter):
    Notice.objects.filter(pk=letter.pk).update(failures=MOST_FAILURES, failure="SMTPDataError 554")


def test_a_letter_of_which_nobody_knows_is_shown(as_officer, letter):
    unknown(letter)
    (shown,) = as_officer.get(CHASE).context["doubtful"]
    assert shown["fate"] == "not known whether it arrived: begun on 22 January 2024, 10:20"


def test_a_letter_that_failed_too_often_is_shown(as_officer, letter):
    given_up(letter)
    (shown,) = as_officer.get(CHASE).context["doubtful"]
    assert shown["fate"] == "could not be sent in 5 tries (SMTPDataError 554)"


@pytest.mark.parametrize("doubt", [unknown, given_up])
def test_what_a_later_stage_has_replaced_asks_for_nobody(as_officer, due, letter, doubt):
    doubt(letter)
    set_deadline(due, TODAY.replace(day=23))
    assert as_officer.get(CHASE).context["doubtful"] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("doubt", [unknown, given_up])
def test_an_officer_sends_it_again(post, letter, lead, doubt):
    doubt(letter)
    response = post(AGAIN, letter=letter.pk)
    assert said(response) == ["The letter to Lena Lead was sent again."]
    assert [message.to for message in mail.outbox] == [[lead.email]]


def sent(letter):
    Notice.objects.filter(pk=letter.pk).update(claimed_at=NOW, sent_at=NOW)


def in_hand(letter):
    Notice.objects.filter(pk=letter.pk).update(claimed_at=NOW)


def waiting(letter):
    pass


def gone(letter):
    letter.delete()


@pytest.mark.parametrize("state", [sent, waiting, gone])
def test_nothing_else_is_sent_again(post, letter, state):
    key = letter.pk
    state(letter)
    assert said(post(AGAIN, letter=key))[0].startswith("Nothing was sent")
    assert mail.outbox == []


def test_what_a_process_may_still_be_at_is_not_sent_again(letter, officer):
    in_hand(letter)
    with pytest.raises(Refused):
        nudging.send_again(notice=letter, by=officer, now=NOW + AT_IT / 2)


@pytest.mark.django_db(transaction=True)
def test_what_is_no_longer_true_is_not_sent_again(post, letter, submission):
    unknown(letter)
    factories.fill(submission=submission, state=ReturnState.SUBMITTED)
    assert said(post(AGAIN, letter=letter.pk)) == [
        "Nothing was sent: what it said to Lena Lead is not true any more."
    ]
    assert mail.outbox == []


def test_a_letter_of_another_quarter_is_not_sent_from_here(post, plan, letter):
    Notice.objects.update(
        quarter=factories.quarter(strategy=plan.strategy, period=factories.Q4),
        claimed_at=NOW - 2 * AT_IT,
    )
    assert said(post(AGAIN, letter=letter.pk))[0].startswith("Nothing was sent")


def test_the_log_is_paged_newest_first(as_officer, due, lead):
    for number in range(30):
        Notice.objects.create(
            kind="opened", recipient=lead, quarter=due, occasion=f"{number}", made_at=NOW
        )
    first, last = as_officer.get(CHASE), as_officer.get(CHASE, {"page": "2"})
    assert (len(first.context["log"]), len(last.context["log"])) == (25, 5)
    assert (first.context["log_open"], last.context["log_open"]) == (False, True)


@pytest.mark.parametrize("page", ["0", "99", "x", "-1"])
def test_a_page_of_the_log_that_is_not_there_is_no_error(as_officer, letter, page):
    assert as_officer.get(CHASE, {"page": page}).status_code == 200
