"""A sub-strand's page has several fields: no button of it loses what another one was to send."""

import pytest

from reporting.models import Comment, Reply
from reporting.views.talk import NOT_ADDED, NOT_REPLIED, NOT_SENT_BACK
from reporting.workflow import ReturnState
from tests import factories
from tests.reporting.acts import withdraw
from tests.reporting.commenting import comment, resolve, submitted

REPORT = "/strategies/town-plan/quarters/2023-q3/growth/"
RETURN = f"{REPORT}return/"
COMMENTS = f"{RETURN}comments/"
DECISIONS = [f"{RETURN}approve/", f"{RETURN}send-back/"]


@pytest.fixture
def sent(submission, lead, plan):
    return submitted(submission, lead, plan)


@pytest.fixture
def as_reviewer(client, reviewer, sent):
    client.force_login(reviewer)
    return client


def fields(response) -> tuple[str, str]:
    """The new comment, and what must change, as the page shows them."""
    found = response.context
    return found["discussion"]["form"]["text"], found["review"]["back"]["text"]


def linked(response) -> dict:
    return {item["href"]: item["text"] for item in response.context["errors"]}


# --- Adding, answering, resolving ---------------------------------------------------------------


def test_adding_a_comment_keeps_what_must_change(as_reviewer):
    response = as_reviewer.post(COMMENTS, {"new-comment": "Which?", "comment": "KPI 1: why?"})
    assert Comment.objects.get().text == "Which?"
    assert response.status_code == 200
    assert fields(response) == ("", "KPI 1: why?")
    assert "Your comment is saved." in response.content.decode()


def test_a_comment_that_cannot_be_added_keeps_all_else(as_reviewer, sent, reviewer):
    said = comment(sent, reviewer)
    typed = {"new-comment": "", "comment": "Why?", f"reply-{said.pk}-comment": "See the note."}
    response = as_reviewer.post(COMMENTS, typed)
    assert response.status_code == 422
    assert fields(response) == ("", "Why?")
    assert response.context["discussion"]["threads"][0]["reply"]["text"] == "See the note."


def test_replying_keeps_the_comment_and_the_other_reply(as_reviewer, sent, reviewer):
    said, other = comment(sent, reviewer), comment(sent, reviewer)
    typed = {f"reply-{key.pk}-comment": f"To {key.pk}." for key in (said, other)}
    response = as_reviewer.post(
        f"{COMMENTS}{said.pk}/reply/", {**typed, "new-comment": "More.", "comment": "Why?"}
    )
    assert Reply.objects.get().text == f"To {said.pk}."
    assert fields(response) == ("More.", "Why?")
    threads = response.context["discussion"]["threads"]
    assert [item["reply"]["text"] for item in threads] == ["", f"To {other.pk}."]


@pytest.mark.parametrize("resolved", ["yes", "no"])
def test_resolving_keeps_what_is_typed(as_reviewer, sent, reviewer, resolved):
    said = comment(sent, reviewer)
    if resolved == "no":
        resolve(said, reviewer)
    typed = {"resolved": resolved, "new-comment": "More.", "comment": "Why?"}
    response = as_reviewer.post(f"{COMMENTS}{said.pk}/resolve/", typed)
    assert bool(Comment.objects.get().resolved_at) == (resolved == "yes")
    assert fields(response) == ("More.", "Why?")


def test_a_comment_is_not_resolved_over_a_reply_to_it(as_reviewer, sent, reviewer):
    said = comment(sent, reviewer)
    typed = {"resolved": "yes", f"reply-{said.pk}-comment": "Thanks."}
    response = as_reviewer.post(f"{COMMENTS}{said.pk}/resolve/", typed)
    assert response.status_code == 422
    assert linked(response) == {f"#id_reply_{said.pk}": NOT_REPLIED}
    assert Comment.objects.get().resolved_at is None


def test_choosing_another_kpi_to_comment_on_keeps_what_is_typed(as_reviewer, plan):
    typed = {"about": plan.enquiries.pk, "new-comment": "Which?", "comment": "Why?"}
    response = as_reviewer.post(f"{COMMENTS}on/2/", typed)
    assert fields(response) == ("Which?", "Why?")
    options = response.context["discussion"]["form"]["options"]
    assert [item["value"] for item in options if item["selected"]] == [plan.hub.pk]


# --- Deciding -----------------------------------------------------------------------------------


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_decision_first_asks_for_a_comment_that_is_not_added(as_reviewer, sent, decision):
    change = "KPI 1: why?" if "send-back" in decision else ""
    typed = {"version": sent.version, "new-comment": "Which?", "comment": change}
    response = as_reviewer.post(decision, typed)
    assert response.status_code == 422
    assert linked(response) == {"#id_new_comment": NOT_ADDED}
    assert fields(response) == ("Which?", change)
    assert factories.fresh(sent).state == ReturnState.SUBMITTED


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_decision_first_asks_for_a_reply_that_is_not_sent(as_reviewer, sent, reviewer, decision):
    said = comment(sent, reviewer)
    typed = {"version": sent.version, f"reply-{said.pk}-comment": "Thanks."}
    response = as_reviewer.post(decision, typed)
    assert linked(response) == {f"#id_reply_{said.pk}": NOT_REPLIED}
    assert factories.fresh(sent).state == ReturnState.SUBMITTED


def test_approving_first_asks_about_what_must_change(as_reviewer, sent):
    typed = {"version": sent.version, "comment": "KPI 1: why?"}
    response = as_reviewer.post(DECISIONS[0], typed)
    assert response.status_code == 422
    assert linked(response) == {"#id_comment": NOT_SENT_BACK}
    assert response.context["review"]["back"]["error"] == NOT_SENT_BACK
    assert fields(response) == ("", "KPI 1: why?")


def test_signing_off_first_asks_for_a_comment_that_is_not_added(client, sent, ses_lead):
    client.force_login(ses_lead)
    typed = {"version": sent.version, "new-comment": "Which?"}
    response = client.post(f"{RETURN}sign-off/", typed)
    assert response.status_code == 422
    assert linked(response) == {"#id_new_comment": NOT_ADDED}
    assert factories.fresh(sent).state == ReturnState.SUBMITTED


def test_an_ses_lead_sends_back_where_the_reading_ends(client, sent, ses_lead):
    client.force_login(ses_lead)
    back = client.get(REPORT).context["sign_off"]["back"]
    client.post(back["url"], {"version": sent.version, "comment": "Why?"})
    assert factories.fresh(sent).state == ReturnState.SENT_BACK


def test_blanks_alone_are_nothing_typed(as_reviewer, sent):
    typed = {"version": sent.version, "new-comment": " \r\n", "comment": " "}
    assert as_reviewer.post(DECISIONS[0], typed).status_code == 302
    assert factories.fresh(sent).state == ReturnState.APPROVED


def test_what_has_no_field_any_more_stands_there_to_copy(as_reviewer, sent, reviewer, lead):
    said = comment(sent, reviewer)
    withdraw(sent, lead)
    typed = {"new-comment": "Which?", "comment": "Why?", f"reply-{said.pk}-comment": "Thanks."}
    response = as_reviewer.post(COMMENTS, typed)
    assert response.status_code == 409
    assert response.context["discussion"]["kept"] == ["Thanks.", "Which?", "Why?"]


def test_an_ended_session_gives_back_what_a_decision_was_sent_with(client, sent):
    typed = {"new-comment": "Which?", "reply-1-comment": "Thanks."}
    response = client.post(DECISIONS[0], typed, headers={"referer": f"http://testserver{REPORT}"})
    assert response.status_code == 401
    assert response.context["typed"] == ["Which?", "Thanks."]


# --- What is offered, and what is said ----------------------------------------------------------


def test_the_page_has_one_form_for_all_its_fields(as_reviewer, sent, reviewer):
    comment(sent, reviewer)
    page = as_reviewer.get(REPORT).content.decode().partition("<main")[2].partition("</main>")[0]
    assert page.count("<form") == 1
    assert page.count("<textarea") == 3
    assert all('form="talk"' in part.partition(">")[0] for part in page.split("<textarea")[1:])


@pytest.mark.parametrize("verb", ["", "{}/reply/"])
def test_what_was_done_is_said_at_its_comment(as_reviewer, sent, reviewer, verb):
    said = comment(sent, reviewer)
    typed = {"new-comment": "More."} if not verb else {f"reply-{said.pk}-comment": "Thanks."}
    response = as_reviewer.post(COMMENTS + verb.format(said.pk), typed)
    place = response.headers["Location"].partition("#")[2]
    before, _, after = as_reviewer.get(REPORT).content.decode().partition(f'id="{place}"')
    assert "app-banner" not in before
    assert "is saved" in after.partition("</li>")[0]


def test_what_was_resolved_is_said_over_the_comments(as_reviewer, sent, reviewer):
    said = comment(sent, reviewer)
    response = as_reviewer.post(f"{COMMENTS}{said.pk}/resolve/", {"resolved": "yes"}, follow=True)
    before, _, after = response.content.decode().partition('id="comments"')
    assert "The comment is resolved." not in before
    assert "The comment is resolved." in after


def test_the_wording_is_offered_where_there_are_words(as_reviewer):
    assert as_reviewer.get(REPORT).context["review"]["amend"] == f"{RETURN}amend/"


def test_no_wording_is_offered_where_there_are_no_words(as_reviewer, sent):
    sent.entries.update(note="", not_rated_reason="", lead_reason="")
    type(sent).objects.update(commentary="")
    assert as_reviewer.get(REPORT).context["review"]["amend"] == ""
