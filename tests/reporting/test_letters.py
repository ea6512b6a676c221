"""Letters: who is owed which, that each goes out once, what they say."""

from datetime import timedelta
from html import unescape
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils.html import strip_tags

from accounts.models import AuditEvent
from accounts.roles import Role
from objectives.models import Assignment
from reporting.actions import letters
from reporting.actions.letters import MOST_FAILURES, Outcome
from reporting.letters import one_line
from reporting.models import Notice
from reporting.workflow import QuarterState, ReturnState
from tests import factories
from tests.factories import NOW, TODAY
from tests.reporting.acts import approve, ready, reopen, send_back
from tests.reporting.posting import DUE, addressed, at, posted, run, set_deadline

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(quarter):
    """The open quarter with its deadline."""
    return set_deadline(quarter)


# --- Who gets which, and when -------------------------------------------------------------------


def test_when_a_quarter_opens_leads_and_deputies_are_told(due, lead, deputy, ses_lead, other_lead):
    run(at(-16))
    assert addressed() == [
        (deputy.name, "opened"),
        (lead.name, "opened"),
        (other_lead.name, "opened"),
    ]


def test_without_a_deadline_nobody_is_ever_told_more(quarter, lead, ses_lead):
    set_deadline(quarter, None)
    run(at(-16))
    run(at(90))
    assert addressed() == [(lead.name, "opened")]


def test_after_missed_days_only_the_latest_stage_is_sent(due, lead, ses_lead):
    run(at(2))
    assert addressed() == [(lead.name, "overdue")]


def test_an_ses_lead_is_told_three_days_after(due, lead, ses_lead):
    run(at(3))
    assert addressed() == [(lead.name, "overdue"), (ses_lead.name, "overdue_ses_lead")]


def test_an_ses_lead_who_leads_it_too_is_told_once(due, plan, lead):
    factories.hold(user=lead, role=Role.SES_LEAD, over=plan.growth)
    run(at(3))
    assert addressed() == [(lead.name, "overdue")]


def test_a_lead_of_two_returns_gets_one_letter_about_both(due, plan, lead):
    factories.hold(user=lead, role=Role.DEPUTY, over=plan.housing)
    run(at(-1))
    (message,) = mail.outbox
    assert "Growth: not started" in message.body
    assert "Housing: not started" in message.body


def test_who_is_lead_and_deputy_of_one_gets_one_letter(due, plan, lead):
    factories.hold(user=lead, role=Role.DEPUTY, over=plan.growth)
    run(at(-1))
    assert mail.outbox[0].body.count("Growth") == 1


@pytest.mark.parametrize("state", ["submitted", "signed_off", "approved"])
def test_nobody_is_reminded_of_what_has_come_in(due, submission, lead, state):
    ready(submission, state)
    run(at(-1))
    run(at(5))
    assert mail.outbox == []


@pytest.mark.parametrize("state", [QuarterState.UPCOMING, QuarterState.PUBLISHED])
def test_a_quarter_that_takes_no_returns_reminds_nobody(plan, lead, state):
    set_deadline(factories.quarter(strategy=plan.strategy, state=state))
    run(at(-1))
    assert addressed() == []


def test_who_left_gets_nothing(due, lead, deputy):
    lead.is_active = False
    lead.save()
    Assignment.objects.filter(user=deputy).update(ends=(at(-1) - timedelta(days=1)).date())
    run(at(-1))
    assert mail.outbox == []


def test_a_later_day_of_its_own_brings_its_own_letters(due, submission, lead):
    run(at(-1))
    submission.due_on = DUE + timedelta(days=14)
    submission.save()
    run(at(1))
    run(at(7))
    assert [subject.partition(":")[0] for _, subject in posted()] == [
        "Due Wednesday 7 February 2024",
        "Due Wednesday 21 February 2024",
    ]


def test_a_deadline_that_moves_does_not_open_the_quarter_again(due, lead):
    run(at(-5))
    set_deadline(due, DUE + timedelta(days=60))
    run(at(-4))
    assert addressed() == [(lead.name, "week_before")]


def test_somebody_who_takes_over_is_told_where_it_stands(due, plan, lead):
    run(at(-5))
    new = factories.hold(
        user=factories.person(name="New"), role=Role.PROJECT_LEAD, over=plan.growth
    )
    run(at(-5, hour=10))
    assert addressed() == [(lead.name, "week_before"), (new.name, "week_before")]


def test_what_came_back_after_the_deadline_is_not_called_late(due, submission, lead, reviewer):
    send_back(ready(submission, "submitted"), reviewer, now=at(4))
    run(at(9))
    assert addressed() == [(lead.name, "sent_back")]


def test_that_reminders_were_written_is_on_record_once(due, lead, deputy):
    run(at(-16))
    run(at(-16, hour=10))
    (event,) = AuditEvent.objects.filter(action="quarter.remind")
    assert (event.actor, event.after) == (None, '{"kinds":["opened"],"letters":2}')


# --- What somebody did --------------------------------------------------------------------------


def test_an_approval_is_told_to_lead_and_deputy(
    submission, lead, deputy, reviewer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        approve(ready(submission, "submitted"), reviewer)
    assert sorted(posted()) == sorted(
        [
            (lead.email, "Approved: Growth, Q3 2023/24"),
            (deputy.email, "Approved: Growth, Q3 2023/24"),
        ]
    )


def test_who_approves_their_own_return_is_not_written_to(submission, plan, lead):
    factories.hold(user=lead, role=Role.ECONOMY_CELL, over=plan.strategy)
    approve(ready(submission, "submitted", by=lead), lead)
    assert addressed() == []


def test_a_return_that_is_reopened_reaches_its_lead(
    submission, lead, reviewer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        reopen(ready(submission, "approved"), reviewer)
    assert posted() == [(lead.email, "Reopened: Growth, Q3 2023/24")]


def test_a_letter_not_sent_at_once_goes_with_the_next_run(submission, lead, reviewer):
    send_back(ready(submission, "submitted"), reviewer)  # the test's transaction never commits
    letters.send_waiting(now=NOW)
    assert posted() == [(lead.email, "Sent back: Growth, Q3 2023/24")]


def test_each_time_it_comes_back_is_a_letter_of_its_own(submission, lead, reviewer):
    for _ in range(2):
        send_back(ready(submission, "submitted"), reviewer)
        letters.send_waiting(now=NOW)
    assert len(posted()) == 2


# --- Still true ---------------------------------------------------------------------------------


def test_what_came_in_meanwhile_is_not_asked_for(due, submission, lead):
    letters.owe_all_reminders(now=at(-1))
    ready(submission, "submitted")
    assert letters.send_waiting(now=at(-1)) == {Outcome.DROPPED: 1}
    assert not Notice.objects.exists()


def test_an_earlier_stage_that_never_left_is_not_sent_after_its_time(due, lead):
    letters.owe_all_reminders(now=at(-7))
    run(at(-1))
    assert addressed() == [(lead.name, "day_before")]
    assert len(mail.outbox) == 1


def test_what_was_submitted_again_meanwhile_does_not_come_back_by_mail(submission, lead, reviewer):
    send_back(ready(submission, "submitted"), reviewer)
    factories.put(submission=submission, state=ReturnState.SUBMITTED)
    assert letters.send_waiting(now=NOW) == {Outcome.DROPPED: 1}


def test_an_older_challenge_is_not_sent_after_a_newer_one(submission, lead, reviewer):
    send_back(ready(submission, "submitted"), reviewer, "First.")
    send_back(ready(submission, "submitted"), reviewer, "Second.")
    assert letters.send_waiting(now=NOW) == {Outcome.DROPPED: 1, Outcome.SENT: 1}
    assert "Second." in mail.outbox[0].body


def test_who_lost_the_role_meanwhile_gets_nothing(submission, lead, reviewer):
    send_back(ready(submission, "submitted"), reviewer)
    Assignment.objects.filter(user=lead).update(ends=TODAY - timedelta(days=1))
    assert letters.send_waiting(now=NOW) == {Outcome.DROPPED: 1}


# --- Failures -----------------------------------------------------------------------------------


class Post:
    """A mail server that refuses some, or is not there."""

    def __init__(self, monkeypatch, failure=None, only=""):
        self.failure, self.only, self.tried = failure, only, []
        real = EmailMultiAlternatives.send
        post = self

        def send(message):
            post.tried.append(message.to[0])
            if post.failure and post.only in message.to[0]:
                raise post.failure
            return real(message)

        monkeypatch.setattr(EmailMultiAlternatives, "send", send)


REFUSED = SMTPRecipientsRefused({"lena@town.example": (550, b"secret words of a server")})


def test_a_letter_that_is_refused_is_tried_again_by_the_next_run(due, lead, monkeypatch):
    post = Post(monkeypatch, REFUSED)
    assert run(at(-1)) == {Outcome.FAILED: 1}
    post.failure = None
    assert run(at(-1, hour=10)) == {Outcome.SENT: 1}


def test_a_failure_is_kept_without_what_the_server_said(due, lead, monkeypatch):
    Post(monkeypatch, REFUSED)
    run(at(-1))
    notice = Notice.objects.get()
    assert (notice.failures, notice.claimed_at) == (1, None)
    assert notice.failure == "SMTPRecipientsRefused"


def test_one_bad_address_holds_up_nobody(due, lead, other_lead, monkeypatch):
    Post(monkeypatch, REFUSED, only="lena")
    run(at(-1))
    assert [to for to, _ in posted()] == [other_lead.email]


@pytest.mark.parametrize(
    "failure", [ConnectionRefusedError(111, "no"), SMTPServerDisconnected("gone"), TimeoutError()]
)
def test_a_server_that_is_not_there_is_asked_once(due, lead, other_lead, monkeypatch, failure):
    post = Post(monkeypatch, failure)
    assert run(at(-1)) == {Outcome.NO_SERVER: 1}
    assert len(post.tried) == 1


def test_after_five_failures_it_is_left_to_a_person(due, lead, monkeypatch):
    post = Post(monkeypatch, REFUSED)
    for hour in range(MOST_FAILURES + 3):
        run(at(-1, hour=hour))
    assert len(post.tried) == MOST_FAILURES


def test_a_letter_whose_process_ended_is_not_sent_by_itself(due, lead):
    letters.owe_all_reminders(now=at(-1))
    Notice.objects.update(claimed_at=at(-1))
    assert run(at(-1, hour=10)) == {}
    assert mail.outbox == []


# --- What they say ------------------------------------------------------------------------------


def words_of(html: str) -> list[str]:
    """What a reader of the HTML reads, link included, without its head."""
    body = html.partition("<body>")[2].replace('<a href="', "").replace('">', " ")
    return unescape(strip_tags(body)).split()


@pytest.mark.parametrize("offset", [-16, -7, -1, 1, 3])
def test_text_and_html_say_the_same(due, lead, ses_lead, offset):
    run(at(offset))
    assert mail.outbox
    for message in mail.outbox:
        (html, kind), *others = message.alternatives
        assert (kind, others) == ("text/html", [])
        text = message.body.replace("\n- ", "\n").replace(":\nhttp", "\nhttp").split()
        assert sorted(text) == sorted(words_of(html))


def test_words_of_a_person_are_text_in_the_html(submission, lead, reviewer):
    send_back(ready(submission, "submitted"), reviewer, "<b>Why</b>\nso & so?")
    letters.send_waiting(now=NOW)
    (message,) = mail.outbox
    assert "\n> <b>Why</b>\n> so & so?\n" in message.body
    assert "&lt;b&gt;Why&lt;/b&gt;<br>so &amp; so?" in message.alternatives[0][0]


@pytest.mark.parametrize("offset", [-16, -7, -1, 1, 3])
def test_a_letter_has_one_link_into_the_portal(due, lead, ses_lead, offset, settings):
    settings.SITE_URL = "https://portal.example"
    run(at(offset))
    for message in mail.outbox:
        assert message.body.count("http") == 1
        assert "https://portal.example/" in message.body
        assert message.alternatives[0][0].count("href=") == 1


def test_a_late_return_without_a_lead_is_said_to_have_none(due, ses_lead):
    run(at(3))
    assert "It has no active lead." in mail.outbox[0].body


@pytest.mark.parametrize(
    "name", ["Lena\r\nBcc: all@town.example", "Lena\u2028Bcc: x", "Lena\x0bBcc"]
)
def test_a_name_cannot_begin_another_header(submission, plan, lead, reviewer, name):
    plan.growth.name = lead.name = reviewer.name = name
    for item in (plan.growth, lead, reviewer):
        item.save()
    send_back(ready(submission, "submitted"), reviewer)
    assert letters.send_waiting(now=NOW) == {Outcome.SENT: 1}
    written = mail.outbox[0].message()
    assert written["Bcc"] is None
    assert len(written["Subject"].splitlines()) == 1
    assert written["To"] == lead.email


def test_an_address_that_is_none_is_a_failure_of_that_letter_alone(due, lead, other_lead):
    lead.email = "lena@town.example\nbcc: all@town.example"
    lead.save()
    assert run(at(-1)) == {Outcome.FAILED: 1, Outcome.SENT: 1}
    assert [to for to, _ in posted()] == [other_lead.email]


def test_one_line_has_nothing_that_begins_another():
    assert one_line(" a\r\nb\u2028c\x00d ") == "a b c d"
