"""Sending back, approving and publishing, through the pages."""

from datetime import date

import pytest
from django.core import mail

from reporting.models import Edition, GovernanceDate, Quarter, Step, Submission
from reporting.views.quarters import NOT_A_DATE, NOT_ACCEPTED
from reporting.views.review import NO_COMMENT
from reporting.workflow import QuarterState, ReturnState
from sefton_kpi.demo_mail import letters
from tests import factories
from tests.reporting.acts import save, send_back

QUARTER = "/strategies/town-plan/quarters/2023-q3/"
REPORT = f"{QUARTER}growth/"
SEND_BACK = f"{REPORT}return/send-back/"
APPROVE = f"{REPORT}return/approve/"
PUBLISH = f"{QUARTER}publish/"


@pytest.fixture
def submitted(submission, lead):
    """Growth's return, complete and submitted by its lead."""
    return factories.fill(submission=submission, state=ReturnState.SUBMITTED, by=lead)


@pytest.fixture
def as_reviewer(client, reviewer, submitted):
    client.force_login(reviewer)
    return client


@pytest.fixture
def as_officer(client, officer, quarter):
    client.force_login(officer)
    return client


def state_of(submission) -> str:
    return factories.fresh(submission).state


def said(response) -> list[str]:
    """The messages on the page that the answer leads to."""
    return [str(message) for message in response.context["messages"]]


# --- The report, read by a reviewer -------------------------------------------------------------


def test_a_reviewer_can_decide_where_the_reading_ends(as_reviewer, submitted):
    page = as_reviewer.get(REPORT).content.decode()
    assert f'action="{APPROVE}"' in page
    assert f'action="{SEND_BACK}"' in page


def test_a_reviewer_is_told_beforehand_which_comments_approving_passes_over(
    as_reviewer, reviewer, submitted
):
    factories.comment(submission=submitted, by=reviewer)
    page = as_reviewer.get(REPORT).content.decode()
    assert "1 comment is not resolved." in page


def test_a_lead_cannot_decide(client, lead, submitted):
    client.force_login(lead)
    assert client.get(REPORT).context["review"] is None


def test_nothing_is_to_decide_about_a_draft(client, reviewer, submission):
    client.force_login(reviewer)
    assert client.get(REPORT).context["review"] is None


def test_who_approves_their_own_return_is_told_so(client, reviewer, submission):
    factories.fill(submission=submission, state=ReturnState.SUBMITTED, by=reviewer)
    client.force_login(reviewer)
    assert "You submitted this return yourself." in client.get(REPORT).content.decode()


def test_a_return_that_came_back_is_taken_up_again_not_started(client, lead, submitted, reviewer):
    send_back(submitted, reviewer)
    save(submitted, lead)
    client.force_login(lead)
    told = [step["what"] for step in client.get(REPORT).context["timeline"]]
    assert told == ["Taken up again", "Sent back"]


def test_what_happened_is_told_to_those_involved(as_reviewer, lead, submitted):
    as_reviewer.post(SEND_BACK, {"version": 0, "comment": "KPI 1: why?"})
    as_reviewer.force_login(lead)
    [step] = as_reviewer.get(REPORT).context["timeline"]
    assert (step["what"], step["comment"]) == ("Sent back", "KPI 1: why?")


def test_what_happened_is_not_told_to_a_viewer(client, viewer, reviewer, submitted):
    client.force_login(reviewer)
    client.post(APPROVE, {"version": submitted.version})
    client.force_login(viewer)
    assert client.get(REPORT).context["timeline"] == []


# --- Send back ----------------------------------------------------------------------------------


def test_sending_back_moves_the_return(as_reviewer, submitted):
    as_reviewer.post(SEND_BACK, {"version": 0, "comment": "KPI 1: why?"})
    assert state_of(submitted) == ReturnState.SENT_BACK


def test_sending_back_says_what_happens_next(as_reviewer):
    response = as_reviewer.post(SEND_BACK, {"version": 0, "comment": "KPI 1: why?"}, follow=True)
    assert response.redirect_chain == [(f"{QUARTER}review/", 302)]
    assert said(response)[0].startswith("You sent back Growth. Its lead has your comment")


def test_sending_back_writes_to_the_lead(as_reviewer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        as_reviewer.post(SEND_BACK, {"version": 0, "comment": "KPI 1: why?"})
    assert "KPI 1: why?" in mail.outbox[0].body


@pytest.mark.parametrize("comment", ["", "  \n "])
def test_an_empty_comment_is_asked_for(as_reviewer, submitted, comment):
    response = as_reviewer.post(SEND_BACK, {"version": 0, "comment": comment})
    assert response.context["errors"] == [{"text": NO_COMMENT, "href": "#id_comment"}]
    assert state_of(submitted) == ReturnState.SUBMITTED


def test_a_comment_with_a_character_that_no_database_keeps_is_kept_without_it(as_reviewer):
    as_reviewer.post(SEND_BACK, {"version": 0, "comment": "Why\0?"})
    assert Step.objects.get().comment == "Why?"


def test_a_comment_that_is_too_long_is_kept_in_the_form(as_reviewer):
    response = as_reviewer.post(SEND_BACK, {"version": 0, "comment": "x" * 5001})
    assert response.context["comment"] == "x" * 5001
    assert response.context["errors"]


def test_the_page_of_sending_back_can_be_opened_by_itself(as_reviewer):
    assert "What must change" in as_reviewer.get(SEND_BACK).content.decode()


def test_both_pages_that_send_back_say_which_version_was_read(as_reviewer, submitted):
    Submission.objects.filter(pk=submitted.pk).update(version=7)
    hidden = '<input type="hidden" name="version" value="7">'
    assert as_reviewer.get(SEND_BACK).content.decode().count(hidden) == 1
    assert as_reviewer.get(REPORT).content.decode().count(hidden) == 1


@pytest.mark.parametrize("version", ["", "999", "-1", "eleven"])
def test_nobody_sends_back_what_they_did_not_read(as_reviewer, submitted, version):
    response = as_reviewer.post(SEND_BACK, {"version": version, "comment": "KPI 1: why?"})
    assert response.status_code == 409
    assert response.context["comment"] == "KPI 1: why?"
    assert response.context["errors"]
    assert state_of(submitted) == ReturnState.SUBMITTED


def test_a_comment_on_what_is_no_longer_submitted_is_not_lost(as_reviewer, submitted):
    factories.put(submission=submitted, state=ReturnState.DRAFT)
    response = as_reviewer.post(SEND_BACK, {"version": 0, "comment": "KPI 1: why?"})
    assert response.status_code == 409
    assert "KPI 1: why?" in response.content.decode()
    assert not response.context["may_send"]


def test_what_is_no_longer_submitted_has_no_page_of_sending_back(as_reviewer, submitted):
    factories.put(submission=submitted, state=ReturnState.DRAFT)
    response = as_reviewer.get(SEND_BACK, follow=True)
    assert said(response) == ["Only a return that waits for review can be sent back."]


def test_a_lead_may_not_send_back(client, lead, submitted):
    client.force_login(lead)
    assert client.post(SEND_BACK, {"version": 0, "comment": "Why?"}).status_code == 403


def test_a_viewer_finds_nothing_to_send_back(client, viewer, submitted):
    client.force_login(viewer)
    assert client.post(SEND_BACK, {"version": 0, "comment": "Why?"}).status_code == 404


# --- Approve ------------------------------------------------------------------------------------


def test_approving_moves_the_return(as_reviewer, submitted):
    as_reviewer.post(APPROVE, {"version": submitted.version})
    assert state_of(submitted) == ReturnState.APPROVED


def test_approving_says_what_is_left(as_reviewer, submitted, plan):
    other = factories.submission(quarter=submitted.quarter, sub_strand=plan.housing)
    factories.fill(submission=other, state=ReturnState.SUBMITTED)
    response = as_reviewer.post(APPROVE, {"version": submitted.version}, follow=True)
    assert response.redirect_chain == [(f"{QUARTER}housing/", 302)]
    assert said(response)[0].endswith("1 more return waits: this one.")


@pytest.mark.parametrize("version", ["", "999", "-1", "eleven", "9" * 40])
def test_nobody_approves_what_they_did_not_read(as_reviewer, submitted, version):
    response = as_reviewer.post(APPROVE, {"version": version}, follow=True)
    assert said(response) == ["The return was changed since you opened it. Read it once more."]
    assert state_of(submitted) == ReturnState.SUBMITTED


def test_a_link_cannot_approve(as_reviewer):
    assert as_reviewer.get(APPROVE).status_code == 405


def test_a_lead_may_not_approve(client, lead, submitted):
    client.force_login(lead)
    assert client.post(APPROVE, {"version": submitted.version}).status_code == 403


# --- Publish ------------------------------------------------------------------------------------


def approve_all(quarter):
    for submission in quarter.submissions.select_related("sub_strand", "quarter"):
        factories.fill(submission=submission, state=ReturnState.APPROVED)


def test_the_page_lists_what_is_not_approved(as_officer):
    page = as_officer.get(PUBLISH)
    assert [item["slug"] for item in page.context["missing"]] == ["growth", "housing"]


def test_the_page_says_by_when_each_of_them_is_due(as_officer, quarter, submission):
    for day in (date(2024, 1, 17), date(2024, 1, 18)):
        GovernanceDate.objects.create(quarter=quarter, kind="data_deadline", date=day)
    Submission.objects.filter(pk=submission.pk).update(due_on=date(2024, 2, 14), state="draft")
    page = as_officer.get(PUBLISH)
    assert [(item["due"], item["more_time"]) for item in page.context["missing"]] == [
        ("14 February 2024, in 23 days", True),
        ("Was 18 January 2024, 4 days ago", False),
    ]
    assert page.context["ahead"] == "Growth has until 14 February 2024."


def test_nobody_is_waited_for_who_has_handed_in(as_officer, quarter, submitted):
    GovernanceDate.objects.create(quarter=quarter, kind="data_deadline", date=date(2024, 2, 7))
    assert as_officer.get(PUBLISH).context["ahead"] == "Housing has until 7 February 2024."


def test_the_page_says_with_which_quarter_the_edition_compares(as_officer, quarter):
    strategy = quarter.strategy
    assert as_officer.get(PUBLISH).context["compared"] == ""
    factories.quarter(strategy=strategy, period=factories.Q2)
    assert "compares with no earlier quarter" in as_officer.get(PUBLISH).context["compared"]
    factories.quarter(strategy=strategy, period=factories.Q1, state=QuarterState.PUBLISHED)
    assert as_officer.get(PUBLISH).context["compared"] == (
        "Q2 2023/24 is not published: this edition compares with Q1 2023/24. "
        "To compare with Q2 2023/24, publish that first."
    )
    Quarter.objects.filter(period=factories.Q2).update(state=QuarterState.PUBLISHED)
    assert as_officer.get(PUBLISH).context["compared"] == ""


def test_a_quarter_with_every_return_is_published(as_officer, quarter):
    approve_all(quarter)
    as_officer.post(PUBLISH, {})
    assert Quarter.objects.get(pk=quarter.pk).state == QuarterState.PUBLISHED


def test_publishing_says_which_edition_and_who_reads_it(as_officer, quarter):
    approve_all(quarter)
    response = as_officer.post(PUBLISH, {"public_from": "8 April 2024"}, follow=True)
    assert said(response) == [
        "Q3 2023/24 is published as edition 1. It becomes public on 8 April 2024. "
        "No return can be changed any more."
    ]


def test_the_published_dashboard_is_the_edition(as_officer, quarter):
    approve_all(quarter)
    page = as_officer.post(PUBLISH, {}, follow=True).content.decode()
    assert "Edition 1, published 22 January 2024. Not public" in page


def test_missing_returns_must_be_accepted(as_officer, quarter):
    response = as_officer.post(PUBLISH, {"without": ["growth", "housing"]})
    assert response.context["errors"] == [{"text": NOT_ACCEPTED, "href": "#id_accept"}]
    assert not Edition.objects.filter(quarter=quarter).exists()


def test_accepted_gaps_are_published_as_no_return_received(as_officer, quarter):
    as_officer.post(PUBLISH, {"without": ["growth", "housing"], "accept": "yes"})
    assert "No return received" in as_officer.get(QUARTER).content.decode()


def test_what_moved_since_the_page_was_opened_is_not_published(as_officer, quarter):
    response = as_officer.post(PUBLISH, {"without": ["growth"], "accept": "yes"})
    assert "moved since you opened this page" in response.context["errors"][0]["text"]
    assert not Edition.objects.filter(quarter=quarter).exists()


def test_a_day_that_is_none_is_kept_and_named(as_officer, quarter):
    approve_all(quarter)
    response = as_officer.post(PUBLISH, {"public_from": "31 February"})
    assert response.context["errors"] == [{"text": NOT_A_DATE, "href": "#id_public_from"}]
    assert response.context["public_from"] == "31 February"


def test_a_day_in_any_british_spelling_is_understood(as_officer, quarter):
    approve_all(quarter)
    as_officer.post(PUBLISH, {"public_from": "8/4/24"})
    assert Quarter.objects.get(pk=quarter.pk).public_from == date(2024, 4, 8)


def test_a_published_quarter_is_not_published_again(as_officer, quarter):
    approve_all(quarter)
    as_officer.post(PUBLISH, {})
    as_officer.post(PUBLISH, {})
    assert Edition.objects.filter(quarter=quarter).count() == 1


@pytest.mark.parametrize("who", ["lead", "reviewer", "viewer", "administrator"])
def test_only_officers_publish(client, request, quarter, who):
    client.force_login(request.getfixturevalue(who))
    assert client.post(PUBLISH, {}).status_code == 403


def test_publishing_is_not_there_for_a_stranger(client, stranger, quarter):
    client.force_login(stranger)
    assert client.get(PUBLISH).status_code == 404


# --- The demonstration's mail -------------------------------------------------------------------


def test_the_demonstrations_mail_is_dated_on_its_own_day(settings, tmp_path):
    settings.EMAIL_BACKEND = "sefton_kpi.demo_mail.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    mail.send_mail("Due", "Soon.", None, ["lena@town.example"])
    [letter] = letters(tmp_path)
    assert letter["when"].date() == settings.DEMO_TODAY


def test_the_letterbox_shows_what_was_sent(
    client, settings, tmp_path, reviewer, submitted, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    client.force_login(reviewer)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(SEND_BACK, {"version": 0, "comment": "Größer than £5 <b>before</b>"})
    page = client.get("/demo/mail/").content.decode()
    assert "Größer than £5 &lt;b&gt;before&lt;/b&gt;" in page


def test_an_empty_letterbox_says_so(client, settings, tmp_path, db):
    settings.EMAIL_FILE_PATH = tmp_path / "none"
    assert "No mail yet" in client.get("/demo/mail/").content.decode()


def test_a_file_that_is_no_mail_is_no_error(tmp_path):
    (tmp_path / "a.log").write_bytes(b"\xff\x00 not a message")
    assert letters(tmp_path)[0]["subject"] == "No subject"


def test_steps_are_kept_with_the_name_of_their_time(as_reviewer, reviewer, submitted):
    as_reviewer.post(APPROVE, {"version": submitted.version})
    assert Step.objects.get().by_name == reviewer.name
