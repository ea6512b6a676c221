"""Comments through the pages: beside their rows, in the lead's return, and on sending back."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.plan import Style
from reporting.actions.comments import NO_COMMENT, NO_SUCH_KPI
from reporting.models import Comment, Reply, Step
from reporting.workflow import ReturnState
from tests import factories
from tests.reporting.acts import publish, save, send_back, withdraw
from tests.reporting.commenting import comment, reply, resolve, sent_again, submitted

QUARTER = "/strategies/town-plan/quarters/2023-q3/"
REPORT = f"{QUARTER}growth/"
RETURN = f"{REPORT}return/"
COMMENTS = f"{RETURN}comments/"
SEND_BACK = f"{RETURN}send-back/"
WORDS = "Which events were they?"


@pytest.fixture
def sent(submission, lead, plan):
    """Growth's return, submitted by its lead."""
    return submitted(submission, lead, plan)


@pytest.fixture
def as_reviewer(client, reviewer, sent):
    client.force_login(reviewer)
    return client


def page(client, address=REPORT) -> str:
    return client.get(address).content.decode()


def beside(client, number=1):
    """What stands beside the row of that KPI."""
    rows = client.get(REPORT).context["rows"]
    return next(row.reviewing for row in rows if row.number == number)


# --- Writing --------------------------------------------------------------------------------------


def test_a_comment_on_a_kpi_stands_beside_its_row(as_reviewer, plan):
    response = as_reviewer.post(COMMENTS, {"about": plan.enquiries.pk, "new-comment": WORDS})
    said = Comment.objects.get()
    assert response.headers["Location"] == f"{REPORT}#comment-{said.pk}"
    assert said.placement == plan.enquiries
    assert (beside(as_reviewer).words, beside(as_reviewer).url) == (
        "1 comment",
        f"#comment-{said.pk}",
    )
    assert f'id="comment-{said.pk}"' in page(as_reviewer)


def test_a_comment_may_be_on_the_return_as_a_whole(as_reviewer):
    as_reviewer.post(COMMENTS, {"about": "", "new-comment": WORDS})
    [thread] = as_reviewer.get(REPORT).context["discussion"]["threads"]
    assert (thread["about"], thread["text"]) == ("The return as a whole", WORDS)


def test_each_row_leads_to_the_form_with_its_kpi_chosen(as_reviewer, plan):
    address = beside(as_reviewer, 2).comment_url
    assert address == f"{COMMENTS}on/2/#add-comment"
    assert as_reviewer.post(address).headers["Location"] == f"{REPORT}?comment=2#add-comment"
    options = as_reviewer.get(f"{REPORT}?comment=2").context["discussion"]["form"]["options"]
    assert [item["value"] for item in options if item["selected"]] == [plan.hub.pk]


@pytest.mark.parametrize("number", ["", "99", "two", "\0"])
def test_a_number_that_no_kpi_has_chooses_none(as_reviewer, number):
    form = as_reviewer.get(REPORT, {"comment": number}).context["discussion"]["form"]
    assert not any(item["selected"] for item in form["options"])


def test_an_empty_comment_is_asked_for_by_its_field(as_reviewer, plan):
    response = as_reviewer.post(COMMENTS, {"about": plan.hub.pk, "new-comment": " "})
    assert response.status_code == 422
    assert response.context["errors"] == [{"text": NO_COMMENT, "href": "#id_new_comment"}]
    form = response.context["discussion"]["form"]
    assert [item["value"] for item in form["options"] if item["selected"]] == [plan.hub.pk]


@pytest.mark.parametrize("about", ["0", "x", "9" * 40])
def test_a_kpi_that_is_not_there_is_asked_for_and_no_word_is_lost(as_reviewer, about):
    response = as_reviewer.post(COMMENTS, {"about": about, "new-comment": WORDS})
    assert response.status_code == 422
    assert response.context["errors"] == [{"text": NO_SUCH_KPI, "href": "#id_about"}]
    assert WORDS in response.content.decode()


def test_a_comment_that_is_too_long_stays_in_its_form(as_reviewer):
    response = as_reviewer.post(COMMENTS, {"new-comment": "x" * 5001})
    assert response.status_code == 422
    assert response.context["discussion"]["form"]["text"] == "x" * 5001


def test_a_character_that_no_database_keeps_is_left_out(as_reviewer):
    as_reviewer.post(COMMENTS, {"new-comment": "Why\0?\r\nSay."})
    assert Comment.objects.get().text == "Why?\nSay."


def test_a_comment_on_what_went_back_meanwhile_is_not_lost(as_reviewer, sent, lead):
    withdraw(sent, lead)
    response = as_reviewer.post(COMMENTS, {"new-comment": WORDS})
    assert response.status_code == 409
    assert WORDS in response.content.decode()
    assert not Comment.objects.exists()


def test_a_reply_to_what_is_out_of_sight_meanwhile_is_not_lost(as_reviewer, sent, reviewer, lead):
    said = comment(sent, reviewer)
    withdraw(sent, lead)
    response = as_reviewer.post(
        f"{COMMENTS}{said.pk}/reply/", {f"reply-{said.pk}-comment": "My own answer."}
    )
    assert response.status_code == 409
    assert "My own answer." in response.content.decode()


def test_an_ended_session_gives_back_what_was_typed(client, sent):
    response = client.post(
        COMMENTS, {"new-comment": WORDS}, headers={"referer": f"http://testserver{REPORT}"}
    )
    assert response.status_code == 401
    assert WORDS in response.context["typed"]


def test_a_strategy_of_metrics_has_them_beside_its_rows_too(as_reviewer, sent, reviewer, plan):
    plan.strategy.style = Style.METRICS
    plan.strategy.save()
    said = comment(sent, reviewer, WORDS, plan.enquiries)
    response = as_reviewer.get(f"{REPORT}?comment=1")
    row = response.context["table"]["rows"][0]
    assert (row.reviewing.words, row.reviewing.url) == ("1 comment", f"#comment-{said.pk}")
    text = response.content.decode()
    assert WORDS in text
    assert f'href="#comment-{said.pk}"' in text


def test_a_strategy_of_metrics_calls_its_rows_as_its_table_does(as_reviewer, sent, reviewer, plan):
    plan.strategy.style = Style.METRICS
    plan.strategy.save()
    plan.enquiries.code = "G10"
    plan.enquiries.save()
    comment(sent, reviewer, WORDS, plan.enquiries)
    shown = as_reviewer.get(REPORT).context["discussion"]
    assert [thread["about"] for thread in shown["threads"]] == ["Metric G10"]
    assert shown["form"]["options"][0]["label"].startswith("Metric G10: ")
    assert "Name the metric you mean." in page(as_reviewer)


# --- Answering and resolving ----------------------------------------------------------------------


def test_the_lead_answers_under_the_comment(client, sent, lead, reviewer):
    said = comment(sent, reviewer)
    client.force_login(lead)
    client.post(f"{COMMENTS}{said.pk}/reply/", {f"reply-{said.pk}-comment": "The fair."})
    assert (Reply.objects.get().by, Reply.objects.get().text) == (lead, "The fair.")
    assert "The fair." in page(client)


def test_an_empty_reply_opens_its_own_form_again(client, sent, lead, reviewer):
    said, other = comment(sent, reviewer), comment(sent, reviewer)
    client.force_login(lead)
    response = client.post(f"{COMMENTS}{said.pk}/reply/", {f"reply-{said.pk}-comment": ""})
    assert response.status_code == 422
    assert response.context["errors"][0]["href"] == f"#id_reply_{said.pk}"
    threads = response.context["discussion"]["threads"]
    assert {item["pk"]: item["reply"]["is_open"] for item in threads} == {
        said.pk: True,
        other.pk: False,
    }


def test_the_lead_neither_writes_nor_resolves(client, sent, lead, reviewer):
    said = comment(sent, reviewer)
    client.force_login(lead)
    shown = client.get(REPORT).context["discussion"]
    assert shown["form"] is None
    assert [item["resolve_url"] for item in shown["threads"]] == [""]
    assert client.post(COMMENTS, {"new-comment": WORDS}).status_code == 403
    assert client.post(f"{COMMENTS}{said.pk}/resolve/", {"resolved": "yes"}).status_code == 403


def test_what_is_resolved_is_folded_away_and_can_be_taken_up(as_reviewer, sent, reviewer):
    said = comment(sent, reviewer)
    address = f"{COMMENTS}{said.pk}/resolve/"
    as_reviewer.post(address, {"resolved": "yes"})
    shown = as_reviewer.get(REPORT).context["discussion"]
    assert (len(shown["threads"]), len(shown["resolved"])) == (0, 1)
    as_reviewer.post(address, {"resolved": "no"})
    shown = as_reviewer.get(REPORT).context["discussion"]
    assert (len(shown["threads"]), len(shown["resolved"])) == (1, 0)


def test_who_comes_second_to_resolve_is_told_who_was_first(as_reviewer, sent, officer, reviewer):
    said = comment(sent, reviewer)
    resolve(said, officer)
    address = f"{COMMENTS}{said.pk}/resolve/"
    response = as_reviewer.post(address, {"resolved": "yes"}, follow=True)
    assert "Olga Officer has resolved this comment already." in response.content.decode()


def test_a_comment_is_found_only_on_its_own_return(as_reviewer, sent, reviewer, plan, officer):
    other = factories.submission(quarter=sent.quarter, sub_strand=plan.housing)
    other = factories.fill(submission=other, state=ReturnState.SUBMITTED)
    said = comment(other, reviewer)
    assert (
        as_reviewer.post(
            f"{COMMENTS}{said.pk}/reply/", {f"reply-{said.pk}-comment": "x"}
        ).status_code
        == 404
    )


# --- Who sees them --------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["viewer", "other_lead", "administrator"])
def test_others_who_read_the_return_see_no_comment(who, client, sent, reviewer, plan, request):
    reply(comment(sent, reviewer, WORDS, plan.enquiries), reviewer, "Nor this answer.")
    factories.put(submission=sent, state=ReturnState.APPROVED)
    client.force_login(request.getfixturevalue(who))
    text = client.get(REPORT).content.decode()
    assert WORDS not in text
    assert "Nor this answer." not in text
    assert "Comment" not in text.partition("<main")[2].replace("Commentary", "")


def test_the_public_sees_no_comment(client, sent, reviewer, officer, plan):
    comment(sent, reviewer, WORDS, plan.enquiries)
    factories.put(submission=sent, state=ReturnState.APPROVED)
    publish(sent.quarter, officer, public_from=factories.TODAY)
    assert client.get(REPORT).status_code == 200
    assert WORDS not in page(client)


def test_a_reviewer_does_not_see_what_is_said_of_a_draft(as_reviewer, sent, reviewer, lead):
    said = comment(sent, reviewer, WORDS)
    withdraw(sent, lead)
    reply(said, lead, "Still thinking.")
    assert "Still thinking." not in page(as_reviewer)


def test_a_published_return_shows_its_comments_and_takes_no_more(client, sent, reviewer, officer):
    comment(sent, reviewer, WORDS)
    factories.put(submission=sent, state=ReturnState.APPROVED)
    publish(sent.quarter, officer)
    client.force_login(officer)
    shown = client.get(REPORT).context["discussion"]
    assert [item["text"] for item in shown["threads"]] == [WORDS]
    assert shown["form"] is None
    assert shown["threads"][0]["reply"] is None


# --- Sending back ---------------------------------------------------------------------------------


def test_sending_back_lists_what_is_not_resolved(as_reviewer, sent, reviewer, plan):
    comment(sent, reviewer, WORDS, plan.enquiries)
    resolve(comment(sent, reviewer, "This is settled."), reviewer)
    text = page(as_reviewer, SEND_BACK)
    assert WORDS in text
    assert "This is settled." not in text


def test_comments_say_what_must_change(client, as_reviewer, sent, reviewer, lead, plan):
    comment(sent, reviewer, "Which were they? " + "x " * 200, plan.enquiries)
    comment(sent, reviewer, "Say more on the whole.")
    as_reviewer.post(SEND_BACK, {"version": sent.version, "comment": " "})
    first, second = Step.objects.get(move="send_back").comment.splitlines()
    assert first.startswith("KPI 1: Which were they? x x")
    assert (len(first) < 320, first.endswith(" …")) == (True, True)
    assert second == "The return as a whole: Say more on the whole."
    client.force_login(lead)
    assert "Say more on the whole." in page(client, "/my-returns/")


def test_of_many_comments_the_first_say_what_must_change(as_reviewer, sent, reviewer):
    for number in range(7):
        comment(sent, reviewer, f"Comment {number}.")
    as_reviewer.post(SEND_BACK, {"version": sent.version})
    said = Step.objects.get(move="send_back").comment.splitlines()
    assert len(said) == 6
    assert said[-1] == "And 2 more comments, beside the fields of the return."


def test_the_letter_about_what_came_back_quotes_the_comments(
    as_reviewer, sent, reviewer, django_capture_on_commit_callbacks
):
    comment(sent, reviewer, WORDS)
    with django_capture_on_commit_callbacks(execute=True):
        as_reviewer.post(SEND_BACK, {"version": sent.version})
    assert WORDS in mail.outbox[0].body


def test_a_resolved_comment_asks_for_nothing(as_reviewer, sent, reviewer):
    resolve(comment(sent, reviewer), reviewer)
    response = as_reviewer.post(SEND_BACK, {"version": sent.version, "comment": ""})
    assert response.context["errors"]
    assert not Step.objects.filter(move="send_back").exists()


# --- The lead's return ----------------------------------------------------------------------------


def test_sent_back_the_form_shows_each_comment_beside_its_fields(
    client, sent, lead, reviewer, plan
):
    said = comment(sent, reviewer, WORDS, plan.enquiries)
    comment(sent, reviewer, "Say more on the whole.")
    send_back(sent, reviewer)
    client.force_login(lead)
    shown = client.get(RETURN).context
    asked = {card.placement: [item["text"] for item in card.comments] for card in shown["cards"]}
    assert asked[plan.enquiries] == [WORDS]
    assert asked[plan.hub] == []
    assert [item["text"] for item in shown["asked_of_whole"]] == ["Say more on the whole."]
    assert shown["contents"][0]["comments"] == 1
    assert f'href="{REPORT}?reply={said.pk}#comment-{said.pk}"' in page(client, RETURN)


def test_a_lead_whose_return_is_handed_in_reads_that_comments_wait(client, sent, lead, reviewer):
    comment(sent, reviewer, WORDS)
    client.force_login(lead)
    assert client.get(RETURN).context["unresolved"] == "1 comment is not resolved."
    assert f'href="{REPORT}#comments"' in page(client, RETURN)


def test_the_way_to_reply_opens_the_form_of_that_comment_alone(client, sent, lead, reviewer, plan):
    said = comment(sent, reviewer, WORDS, plan.enquiries)
    comment(sent, reviewer, "Say more on the whole.")
    client.force_login(lead)
    for asked, opened in [(f"?reply={said.pk}", [False, True]), ("?reply=x", [False, False])]:
        shown = client.get(REPORT + asked).context["discussion"]["threads"]
        assert [thread["reply"]["is_open"] for thread in shown] == opened


def test_an_address_opens_no_form_to_those_who_may_not_answer(client, sent, lead, reviewer, plan):
    said = comment(sent, reviewer, WORDS, plan.enquiries)
    resolve(said, reviewer)
    client.force_login(lead)
    shown = client.get(f"{REPORT}?reply={said.pk}").context["discussion"]["resolved"]
    assert [thread["reply"] for thread in shown] == [None]


def test_the_form_holds_no_form_of_comments(client, sent, lead, reviewer, plan):
    comment(sent, reviewer, WORDS, plan.enquiries)
    send_back(sent, reviewer)
    client.force_login(lead)
    form = page(client, RETURN).partition("data-return")[2].partition("</form>")[0]
    assert WORDS in form
    assert "<form" not in form


def test_what_is_resolved_is_not_asked_again(client, sent, lead, reviewer, plan):
    resolve(comment(sent, reviewer, WORDS, plan.enquiries), reviewer)
    send_back(sent, reviewer)
    client.force_login(lead)
    assert WORDS not in page(client, RETURN)


# --- Changed since it was sent back ---------------------------------------------------------------


@pytest.fixture
def again(sent, lead, reviewer, plan):
    """Sent back, its first note changed, and submitted once more."""
    return sent_again(sent, lead, reviewer, plan.enquiries, note="It rained.")


def test_a_reviewer_reads_what_changed_since_they_sent_it_back(as_reviewer, again):
    changed = as_reviewer.get(REPORT).context["changed"]
    assert changed["title"] == "Changed since you sent it back"
    assert [row["what"] for row in changed["rows"]] == ["KPI 1: note"]
    assert (beside(as_reviewer, 1).is_changed, beside(as_reviewer, 2).is_changed) == (True, False)


def test_the_ses_lead_reads_it_too(client, again, ses_lead):
    client.force_login(ses_lead)
    changed = client.get(REPORT).context["changed"]
    assert changed["title"] == "Changed since it was sent back"
    assert changed["intro"].startswith("Rita Reviewer sent it back on")


def test_that_nothing_was_changed_is_said(as_reviewer, sent, lead, reviewer):
    sent_again(sent, lead, reviewer)
    assert "Nothing was changed since." in page(as_reviewer)


@pytest.mark.parametrize("who", ["lead", "other_lead"])
def test_to_others_it_is_not_told(client, again, who, request):
    client.force_login(request.getfixturevalue(who))
    assert client.get(REPORT).context["changed"] is None


# --- Queries --------------------------------------------------------------------------------------


def queries(client, address) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize(("who", "address"), [("reviewer", REPORT), ("reviewer", SEND_BACK)])
def test_many_comments_take_as_many_queries_as_one(
    who, address, client, sent, reviewer, lead, plan, request
):
    client.force_login(request.getfixturevalue(who))
    reply(comment(sent, reviewer, placement=plan.enquiries), lead)
    client.get(address)
    few = queries(client, address)
    for placement in (plan.enquiries, plan.hub, plan.centre, None):
        said = comment(sent, reviewer, placement=placement)
        reply(said, lead)
        resolve(comment(sent, reviewer, placement=placement), reviewer)
    assert queries(client, address) == few


def test_many_comments_in_a_return_take_as_many_queries_as_one(client, sent, reviewer, lead, plan):
    reply(comment(sent, reviewer, placement=plan.enquiries), lead)
    said = [comment(sent, reviewer, placement=place) for place in (plan.hub, plan.centre, None)]
    for item in said:
        reply(item, lead)
    back = send_back(sent, reviewer)
    save(back, lead, factories.says(back))
    client.force_login(lead)
    client.get(RETURN)
    many = queries(client, RETURN)
    Reply.objects.exclude(comment__placement=plan.enquiries).delete()
    Comment.objects.exclude(placement=plan.enquiries).delete()
    assert queries(client, RETURN) == many
