"""A return's way over HTTP: sessions that end on the way, the check, submit and withdraw."""

import pytest
from django.test import Client

from reporting.models import Comment
from reporting.workflow import ReturnState
from tests import factories
from tests.reporting import commenting
from tests.reporting.acts import send_back
from tests.reporting.test_return_pages import address, fields, messages, name, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


# --- The check: comments ------------------------------------------------------------------------


@pytest.fixture
def commented(submission, plan, lead, reviewer):
    """Sent back with two comments."""
    sent = commenting.submitted(submission, lead, plan)
    asked = [commenting.comment(sent, reviewer, words) for words in ("Which?", "Why?")]
    send_back(sent, reviewer)
    return asked


def second_look(client) -> list[str]:
    found = client.get(address("return_check")).context["warnings"]
    return [item["text"] for item in found if item["href"].endswith("growth/#comments")]


def test_the_check_says_which_comments_nobody_answered(as_lead, commented):
    assert second_look(as_lead) == ["2 comments have no reply yet."]


def test_an_answered_comment_is_not_held_up_again(as_lead, commented, lead):
    commenting.reply(commented[0], lead)
    assert second_look(as_lead) == ["1 comment has no reply yet."]


def test_a_resolved_comment_is_not_held_up_either(as_lead, commented, reviewer, lead):
    resolved = {"resolved_at": factories.NOW, "resolved_by": reviewer}
    Comment.objects.filter(pk=commented[0].pk).update(**resolved)
    commenting.reply(commented[1], lead)
    assert second_look(as_lead) == []


def test_comments_without_a_reply_keep_nobody_from_submitting(as_lead, commented, submission):
    as_lead.post(address("return"), fields(factories.fresh(submission)))
    assert as_lead.get(address("return_check")).context["may_submit"]


# --- A session that ended ---------------------------------------------------------------------


@pytest.mark.parametrize("view", ["return", "return_keep_last"])
def test_the_signed_out_get_their_words_back(client, submission, view):
    sent = fields(submission, commentary='Typed "for" an hour <b>')
    response = client.post(address(view), sent, headers={"origin": "http://testserver"})
    page = response.content.decode()
    assert response.status_code == 401
    assert ("commentary", sent["commentary"]) in response.context["fields"]
    assert page.count("Typed &quot;for&quot; an hour &lt;b&gt;") == 2
    assert 'target="_blank" rel="noopener"' in page
    assert f'action="{address(view)}"' in page


def test_reading_leads_the_signed_out_to_the_sign_in_page(client, submission):
    assert client.get(address("return")).url == f"/sign-in/?next={address('return')}"


@pytest.fixture
def strict(lead):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    return client


def test_a_stale_token_keeps_what_was_typed(strict, submission):
    sent = {"commentary": "Kept", "csrfmiddlewaretoken": "stale"}
    response = strict.post(address("return"), sent, headers={"origin": "http://testserver"})
    page = response.content.decode()
    assert response.status_code == 403
    assert response.context["fields"] == [("commentary", "Kept")]
    assert "Send again" in page
    assert "stale" not in page


@pytest.mark.parametrize(
    ("sent", "origin"),
    [
        ({"commentary": "Kept"}, "https://evil.example"),
        ({"commentary": "Kept"}, "https://testserver"),
        ({"commentary": "Kept"}, "null"),
        ({"email": "a@b.c", "password": "hidden words"}, "http://testserver"),
        ({"commentary": "x" * 2_000_001}, "http://testserver"),
    ],
)
def test_a_stale_token_gives_back_only_what_is_ours(strict, submission, sent, origin):
    response = strict.post(address("return"), sent, headers={"origin": origin})
    assert response.status_code == 403
    assert response.context["fields"] == []


def test_a_script_hears_of_a_stale_token_in_json(strict, submission):
    response = strict.post(address("return_autosave"), {}, headers={"accept": "application/json"})
    assert (response.status_code, response.json()["reason"]) == (403, "token")


# --- Check, submit, withdraw ------------------------------------------------------------------


def test_check_links_every_gap_to_its_field(as_lead, plan, submission):
    page = as_lead.get(address("return_check")).content.decode()
    form = address("return")
    for anchor in (
        f"id_{name(plan.enquiries, 'answer')}_1",
        f"id_{name(plan.hub, 'declared')}",
        "id_overall",
        "id_commentary",
    ):
        assert f'href="{form}#{anchor}"' in page
    shown = as_lead.get(form).content.decode()
    assert f'id="id_{name(plan.enquiries, "answer")}_1"' in shown
    assert f'id="id_{name(plan.hub, "declared")}"' in shown
    assert address("return_submit") not in page


def test_check_warns_of_what_looks_odd(as_lead, plan, submission, lead):
    content = factories.complete(submission=submission)
    save(submission, factories.change(content, plan.enquiries, figure="about 12"), lead)
    page = as_lead.get(address("return_check")).content.decode()
    assert "“about 12” is kept as words. It is not counted." in page
    save(submission, factories.change(content, plan.enquiries, figure="12", coverage=""), lead)
    page = as_lead.get(address("return_check")).content.decode()
    assert "does not know what time the figure covers" in page
    assert address("return_submit") in page


def test_the_gaps_of_a_kpi_are_one_link_in_the_summary(as_lead, plan, submission):
    errors = as_lead.get(address("return_check")).context["errors"]
    assert errors[0] == {
        "text": "KPI 1, Enquiries in Growth: answer and status missing",
        "href": f"{address('return')}#id_{name(plan.enquiries, 'answer')}_1",
    }
    assert errors[-1]["text"] == "Choose the overall status of the sub-strand."
    assert len(errors) == 5


def warnings(as_lead, plan, submission, lead, typed):
    """What check warns of where KPI 1's figure covers a period typed like this."""
    content = factories.complete(submission=submission)
    row = {"figure": "12", "coverage": "other", "period_typed": typed}
    save(submission, factories.change(content, plan.enquiries, **row), lead)
    return [item["text"] for item in as_lead.get(address("return_check")).context["warnings"]]


@pytest.mark.parametrize("typed", ["", "since the fair"])
def test_check_misses_a_period_that_is_not_known(as_lead, plan, submission, lead, typed):
    assert warnings(as_lead, plan, submission, lead, typed) == []
    assert as_lead.get(address("return_check")).context["errors"] == [
        {
            "text": "KPI 1, Enquiries in Growth: period missing",
            "href": f"{address('return')}#id_{name(plan.enquiries, 'period_typed')}",
        }
    ]


def test_the_check_counts_the_places_that_it_links_to(as_lead, submission):
    context = as_lead.get(address("return_check")).context
    assert len(context["errors"]) == 5 < len(context["gaps"])
    assert context["problem"] == "Something is missing in 5 places"


def test_what_is_missing_in_one_place_is_in_the_singular(as_lead, submission, lead):
    save(submission, factories.complete(submission=submission, overall=""), lead)
    problem = as_lead.get(address("return_check")).context["problem"]
    assert problem == "Something is missing in 1 place"


def test_check_warns_of_a_period_that_ends_after_the_quarter(as_lead, plan, submission, lead):
    assert warnings(as_lead, plan, submission, lead, "2023/24") == [
        "KPI 1, Enquiries in Growth: “2023/24” covers time after the quarter."
    ]


def test_check_has_no_word_on_a_period_that_ends_with_the_quarter(as_lead, plan, submission, lead):
    assert warnings(as_lead, plan, submission, lead, "12 months to December 2023") == []


def test_submit_and_withdraw(as_lead, submission, lead):
    save(submission, factories.complete(submission=submission), lead)
    version = factories.fresh(submission).version
    response = as_lead.post(address("return_submit"), {"version": version}, follow=True)
    assert response.redirect_chain == [("/my-returns/", 302)]
    assert "The Economy Cell reviews it next" in messages(response)[0]
    closed = as_lead.get(address("return")).content.decode()
    assert "You submitted this on 22 January 2024" in closed
    response = as_lead.post(address("return_withdraw"), follow=True)
    assert response.redirect_chain == [(address("return"), 302)]
    assert factories.fresh(submission).state == ReturnState.DRAFT


@pytest.mark.parametrize(
    ("state", "verb"), [("signed_off", "send it back"), ("approved", "reopen it")]
)
def test_who_can_withdraw_no_more_reads_whom_to_ask(as_lead, submission, lead, state, verb):
    factories.fill(submission=submission, state=ReturnState(state), by=lead)
    assert verb in as_lead.get(address("return")).context["to_correct"]
    factories.put(submission=submission, state=ReturnState.SUBMITTED)
    assert as_lead.get(address("return")).context["to_correct"] == ""


def test_submitting_with_gaps_leads_to_the_list(as_lead, submission, lead):
    save(submission, factories.change(factories.says(submission), overall="green"), lead)
    version = factories.fresh(submission).version
    response = as_lead.post(address("return_submit"), {"version": version}, follow=True)
    assert response.redirect_chain == [(address("return_check"), 302)]
    assert messages(response) == ["Not submitted: something is missing in 4 places. See below."]
    assert len(response.context["errors"]) == 4


@pytest.mark.parametrize("version", ["", "0", "²", "9" * 5000])
def test_submitting_another_version_is_refused(as_lead, submission, lead, version):
    save(submission, factories.complete(submission=submission), lead)
    as_lead.post(address("return_submit"), {"version": version})
    assert factories.fresh(submission).state == ReturnState.DRAFT
