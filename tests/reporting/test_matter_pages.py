"""Decisions, actions and questions through the pages."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting.actions import quarters
from reporting.actions.matters import MEANWHILE
from reporting.meeting import NO_ASKER, NO_DAY, NO_KIND, NO_OWNER, NOT_A_DAY, MatterKind
from reporting.models import Matter
from reporting.workflow import QuarterState, ReturnState
from tests import factories
from tests.factories import NOW, Q2
from tests.reporting.pages import put_all, text

QUARTER = "/strategies/town-plan/quarters/2023-q3/"
LIST = f"{QUARTER}matters/"
REPORT = f"{QUARTER}growth/"
QUESTION = {"kind": "question", "text": "Why Red?", "asked_by": "Overview and Scrutiny"}
DECISION = {"kind": "decision", "text": "The fund is extended."}


@pytest.fixture
def as_officer(client, officer, quarter):
    client.force_login(officer)
    return client


@pytest.fixture
def question(quarter, officer, lead):
    """A question that Growth's lead is to answer."""
    return factories.matter(quarter=quarter, by=officer, owner=lead)


@pytest.fixture
def last_quarter(plan):
    return factories.quarter(
        strategy=plan.strategy, period=Q2, state=QuarterState.PUBLISHED
    )  # fmt: skip


def page_of(matter, verb="") -> str:
    return f"{LIST}{matter.pk}/{verb}"


def said(response) -> str:
    """The message on the page that the answer leads to."""
    [message] = response.context["messages"]
    return str(message)


def linked(response) -> dict[str, str]:
    """The error summary: words by the field they lead to."""
    return {error["href"]: error["text"] for error in response.context["errors"]}


def texts(rows) -> list[str]:
    return [row["text"] for row in rows]


# --- The list -----------------------------------------------------------------------------------


def test_the_list_says_what_arises_and_what_is_new(as_officer, quarter, last_quarter, officer):
    factories.matter(quarter=last_quarter, by=officer, kind=MatterKind.ACTION, text="Count.")
    factories.matter(quarter=quarter, by=officer, kind=MatterKind.DECISION, text="Agreed.")
    page = as_officer.get(LIST)
    assert texts(page.context["arising"]) == ["Count."]
    assert "1 action arising. " in text(page)


def test_what_arises_names_quarter_owner_day_and_that_it_is_late(
    as_officer, last_quarter, officer, lead
):
    factories.matter(
        quarter=last_quarter, by=officer, kind=MatterKind.ACTION, owner=lead,
        due_on=date(2024, 1, 12),
    )  # fmt: skip
    words = text(as_officer.get(LIST))
    assert "Action, Q2 2023/24 Owner: Lena Lead, Growth Manager" in words
    assert "10 days late" in words
    assert "Overdue" in words


def test_you_asked_we_did_tells_who_asked_the_answer_and_when(as_officer, question):
    Matter.objects.update(
        closed_at=NOW, closed_by=question.recorded_by, outcome="Two sites slipped."
    )
    words = text(as_officer.get(LIST))
    assert "Question, Q3 2023/24. Asked by Cabinet Member Answer: Two sites slipped." in words
    assert "Answered on 22 January 2024" in words


def test_a_quarter_without_matters_says_so(as_officer):
    words = text(as_officer.get(LIST))
    assert "Nothing is open. " in words
    assert "No question waits for an answer." in words


@pytest.mark.parametrize(
    ("who", "words"),
    [("viewer", "Shown to you once the quarter is published."), ("lead", "None recorded.")],
)
def test_a_viewer_is_told_when_decisions_are_shown(client, request, quarter, who, words):
    client.force_login(request.getfixturevalue(who))
    assert words in text(client.get(LIST))


def test_a_lead_reads_and_has_no_form(client, lead, quarter):
    client.force_login(lead)
    assert client.get(LIST).context["form"] is None


def test_the_form_is_filled_in_from_a_sub_strand(as_officer):
    page = as_officer.get(f"{LIST}?sub_strand=growth").content.decode()
    assert '<option value="growth" selected>' in page


def test_the_way_there_may_be_garbled(as_officer):
    assert as_officer.get(f"{LIST}?sub_strand=%00nowhere%FF").status_code == 200


def test_the_list_takes_the_same_queries_however_long_it_is(
    as_officer, quarter, last_quarter, officer, lead, plan
):
    def count():
        with CaptureQueriesContext(connection) as captured:
            as_officer.get(LIST)
        return len(captured)

    for place in (quarter, last_quarter):
        factories.matter(quarter=place, by=officer, owner=lead, sub_strand=plan.growth)
    few = count()
    for number in range(10):
        for place in (quarter, last_quarter):
            factories.matter(
                quarter=place, by=officer, owner=lead, sub_strand=plan.growth, text=f"{number}?"
            )
    assert count() == few


# --- Record -------------------------------------------------------------------------------------


def test_recording_says_what_happens_next(as_officer, lead):
    response = as_officer.post(
        LIST,
        {"kind": "action", "text": "Count.", "owner": lead.pk, "due": "7 Feb 2024"},
        follow=True,
    )
    assert response.redirect_chain == [(LIST, 302)]
    assert said(response).startswith("The action is recorded. Lena Lead finds it on their first")


def test_recorded_from_a_sub_strand_it_leads_back_there(as_officer):
    response = as_officer.post(LIST, {**DECISION, "sub_strand": "growth", "back": "growth"})
    assert response.headers["Location"] == REPORT


def test_all_that_is_missing_is_named_and_linked(as_officer):
    response = as_officer.post(LIST, {"kind": "action", "due": "soon"})
    assert response.status_code == 422
    assert linked(response) == {
        "#id_text": "Enter what is to be done.",
        "#id_owner": NO_OWNER,
        "#id_due": NOT_A_DAY,
    }


def test_without_a_kind_nothing_is_guessed(as_officer):
    response = as_officer.post(LIST, {"text": "Hm."})
    assert linked(response) == {"#id_kind": NO_KIND}


@pytest.mark.parametrize("field", ["kind", "text", "owner", "due", "asked_by"])
def test_each_link_of_the_summary_has_its_field(as_officer, field):
    response = as_officer.post(LIST, {"kind": "question" if field == "asked_by" else "action"})
    ids = set(re.findall(r'id="([^"]+)"', response.content.decode()))
    assert f"id_{field}" in ids


def test_nothing_typed_is_lost(as_officer, lead):
    typed = {
        "kind": "question",
        "text": "x" * 5001,
        "sub_strand": "housing",
        "asked_by": "Scrutiny",
        "owner": str(lead.pk),
        "due": "some day",
    }
    page = as_officer.post(LIST, typed).content.decode()
    assert "x" * 5001 in page
    assert 'value="question" checked' in page
    assert '<option value="housing" selected>' in page
    assert 'value="Scrutiny"' in page
    assert f'<option value="{lead.pk}" selected>' in page
    assert 'value="some day"' in page


def test_a_question_needs_whoever_asks(as_officer):
    assert linked(as_officer.post(LIST, {**QUESTION, "asked_by": ""})) == {"#id_asked_by": NO_ASKER}


def test_what_no_database_keeps_is_left_out(as_officer):
    as_officer.post(LIST, {**DECISION, "text": "Agr\0eed."})
    assert Matter.objects.get().text == "Agreed."


def test_lines_are_counted_as_they_are_kept(as_officer):
    as_officer.post(LIST, {**DECISION, "text": "a\r\n" * 2500})
    assert Matter.objects.get().text == ("a\n" * 2500).strip()


def test_a_viewer_asks_and_is_told_where_the_answer_will_stand(client, viewer, quarter):
    client.force_login(viewer)
    response = client.post(LIST, {"text": "Why Red?", "sub_strand": "growth"}, follow=True)
    assert said(response) == (
        "The question is recorded. Its answer will stand under “You asked, we did”."
    )
    assert Matter.objects.get().asked_by == "Vic Viewer"


def test_a_viewer_who_crafts_a_decision_asks_a_question(client, viewer, quarter):
    client.force_login(viewer)
    client.post(LIST, DECISION)
    assert Matter.objects.get().kind == MatterKind.QUESTION


def test_before_the_quarter_opens_what_was_typed_stays_on_the_page(as_officer, quarter):
    quarter.state = QuarterState.UPCOMING
    quarter.save()
    response = as_officer.post(LIST, DECISION)
    assert response.status_code == 409
    assert "The fund is extended." in response.content.decode()


def test_a_session_that_ended_loses_no_word(client, quarter):
    response = client.post(LIST, DECISION, headers={"origin": "http://testserver"})
    assert response.status_code == 401
    assert "The fund is extended." in response.content.decode()


# --- One matter ---------------------------------------------------------------------------------


def test_its_owner_answers_and_the_list_tells(client, lead, question):
    client.force_login(lead)
    given = {"version": 0, "outcome": "Two sites slipped."}
    response = client.post(page_of(question, "close/"), given, follow=True)
    assert said(response).startswith("The question is answered. Cabinet Member reads it under")
    assert texts(response.context["answered"]) == ["Why Red?"]


def test_a_question_without_an_answer_stays_open(client, lead, question):
    client.force_login(lead)
    response = client.post(page_of(question, "close/"), {"version": 0, "outcome": " "})
    assert response.status_code == 422
    assert linked(response) == {"#id_outcome": "Write the answer."}


def test_a_change_is_saved(as_officer, question, lead):
    given = {"version": 0, "text": "Why Amber?", "asked_by": "Scrutiny", "owner": lead.pk}
    response = as_officer.post(page_of(question, "change/"), given, follow=True)
    assert said(response) == "The question is changed."
    assert "Why Amber?" in text(response)


def test_a_fault_opens_the_form_again_with_all_that_was_typed(as_officer, question):
    given = {"version": 0, "text": "Why Amber?", "asked_by": "", "due": "8 March 2024"}
    response = as_officer.post(page_of(question, "change/"), given)
    assert response.status_code == 422
    assert linked(response) == {"#id_asked_by": NO_ASKER}
    assert response.context["change"]["is_open"]
    assert 'value="8 March 2024"' in response.content.decode()


def test_an_action_keeps_its_owner_and_its_day(as_officer, quarter, officer):
    action = factories.matter(quarter=quarter, by=officer, kind=MatterKind.ACTION)
    response = as_officer.post(page_of(action, "change/"), {"version": 0, "text": "Count."})
    assert linked(response) == {"#id_owner": NO_OWNER, "#id_due": NO_DAY}


@pytest.mark.parametrize("version", ["", "7", "-1", "two", "9" * 40])
@pytest.mark.parametrize("verb", ["change/", "close/"])
def test_what_was_changed_meanwhile_is_not_overwritten(as_officer, question, verb, version):
    given = {"version": version, "text": "Mine.", "outcome": "Mine.", "asked_by": "Scrutiny"}
    response = as_officer.post(page_of(question, verb), given)
    assert response.status_code == 409
    assert linked(response) == {"": MEANWHILE}
    assert "Mine." in response.content.decode()


def test_an_answer_to_what_was_closed_meanwhile_is_shown(as_officer, question, lead):
    Matter.objects.update(closed_at=NOW, closed_by=lead, outcome="Theirs.", version=1)
    response = as_officer.post(page_of(question, "close/"), {"version": 0, "outcome": "Mine."})
    assert response.status_code == 409
    assert response.context["unsent"] == "Mine."
    assert "Mine." in response.content.decode()


def test_taken_up_again_it_is_open_with_its_old_words(as_officer, question, lead):
    Matter.objects.update(closed_at=NOW, closed_by=lead, outcome="Too short.", version=1)
    response = as_officer.post(page_of(question, "reopen/"), {"version": 1}, follow=True)
    assert said(response).startswith("The question is open again.")
    assert response.context["close"]["outcome"] == "Too short."


def test_what_is_open_is_not_taken_up_again(as_officer, question):
    assert as_officer.post(page_of(question, "reopen/"), {"version": 0}).status_code == 409


def test_an_owner_without_a_role_is_pointed_out_to_be_replaced(as_officer, question, lead):
    lead.assignments.all().delete()
    page = as_officer.get(page_of(question))
    assert "Holds no role in this strategy now: give it to somebody else." in text(page)
    assert "Lena Lead (no role here now)" in page.content.decode()


@pytest.mark.parametrize("verb", ["change/", "close/", "reopen/"])
def test_a_link_changes_nothing(as_officer, question, verb):
    assert as_officer.get(page_of(question, verb)).status_code == 405


def test_the_address_of_another_quarter_finds_nothing(as_officer, question, last_quarter):
    assert as_officer.get(page_of(question).replace("q3", "q2")).status_code == 404


def test_a_viewer_finds_no_decision_of_an_open_quarter(client, viewer, quarter, officer):
    decision = factories.matter(quarter=quarter, by=officer, kind=MatterKind.DECISION)
    client.force_login(viewer)
    assert client.get(page_of(decision)).status_code == 404
    assert "Why Red?" not in text(client.get(LIST))


# --- On other pages -----------------------------------------------------------------------------


def test_the_report_shows_what_is_open_about_its_sub_strand(
    as_officer, plan, quarter, last_quarter, officer
):
    places = ((last_quarter, plan.growth), (quarter, plan.growth), (quarter, plan.housing))
    for number, (place, part) in enumerate(places):
        factories.matter(quarter=place, by=officer, sub_strand=part, text=f"{number}?")
    page = as_officer.get(REPORT)
    assert texts(page.context["matters"]["rows"]) == ["0?", "1?"]
    assert page.context["matters"]["record_url"] == f"{LIST}?sub_strand=growth#record"


def test_answered_from_a_report_it_leads_back_there(as_officer, quarter, officer, plan):
    factories.matter(quarter=quarter, by=officer, sub_strand=plan.growth)
    [row] = as_officer.get(REPORT).context["matters"]["rows"]
    found = as_officer.get(row["url"])
    assert found.context["back"] == REPORT
    data = {"outcome": "Two sites slipped.", "version": 0, "back": found.context["back"]}
    closed = as_officer.post(page_of(Matter.objects.get(), "close/"), data, follow=True)
    assert closed.redirect_chain == [(REPORT, 302)]
    assert said(closed).startswith("The question is answered.")


def test_a_matter_of_an_earlier_quarter_leads_back_to_the_report_it_was_opened_from(
    as_officer, quarter, last_quarter, officer, plan
):
    factories.matter(quarter=last_quarter, by=officer, sub_strand=plan.growth)
    [row] = as_officer.get(REPORT).context["matters"]["rows"]
    assert as_officer.get(row["url"]).context["back"] == REPORT


def test_changed_or_wrongly_closed_it_still_knows_the_way_back(as_officer, question):
    wrong = as_officer.post(page_of(question, "close/"), {"version": 0, "back": REPORT})
    assert (wrong.status_code, wrong.context["back"]) == (422, REPORT)
    given = {"version": 0, "text": "Why Amber?", "asked_by": "Scrutiny", "back": REPORT}
    changed = as_officer.post(page_of(question, "change/"), given, follow=True)
    assert changed.context["back"] == REPORT


@pytest.mark.parametrize(
    "back", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:x", "growth"]
)
def test_the_way_back_never_leads_out_of_the_portal(as_officer, question, back):
    assert as_officer.get(page_of(question), {"back": back}).context["back"] == ""
    data = {"outcome": "Two sites slipped.", "version": 0, "back": back}
    assert as_officer.post(page_of(question, "close/"), data).headers["Location"] == LIST


def test_whoever_asks_is_a_field_of_questions_alone(as_officer):
    page = as_officer.get(LIST).content.decode()
    asker = page.index('id="id_asked_by"')
    assert page.index('value="question"') < asker < page.index('id="id_text"')
    assert "Of a question only." in page


def test_the_report_of_a_lead_without_matters_has_no_section(client, lead, quarter):
    client.force_login(lead)
    assert client.get(REPORT).context["matters"] is None


@pytest.mark.parametrize("who", ["administrator", None])
def test_no_page_shows_matters_to_those_who_hold_no_role(
    client, request, quarter, officer, plan, who
):
    put_all(quarter, ReturnState.APPROVED)
    quarters.publish(quarter=quarter, without=[], public_from=factories.TODAY, by=officer, now=NOW)
    factories.matter(quarter=quarter, by=officer, sub_strand=plan.growth, text="Quagga?")
    if who:
        client.force_login(request.getfixturevalue(who))
    for address in (QUARTER, REPORT):
        page = client.get(address)
        assert page.status_code == 200
        assert page.context["matters"] is None


def test_the_dashboard_counts_what_is_open_and_leads_there(
    as_officer, quarter, last_quarter, officer
):
    for place in (quarter, last_quarter):
        factories.matter(quarter=place, by=officer)
    section = as_officer.get(QUARTER).context["matters"]
    assert (section["words"], section["url"]) == ("1 question arising, 1 question open", LIST)


def test_the_dashboard_tells_a_viewer_what_was_answered(client, viewer, quarter, question):
    Matter.objects.update(closed_at=NOW, closed_by=viewer, outcome="Two sites slipped.")
    client.force_login(viewer)
    assert "You asked, we did Answered Why Red?" in text(client.get(QUARTER))


def test_the_dashboard_of_a_recorder_leaves_the_answers_to_the_list(as_officer, question):
    Matter.objects.update(closed_at=NOW, closed_by=question.owner, outcome="Two sites slipped.")
    assert as_officer.get(QUARTER).context["matters"]["answered"] == []


@pytest.mark.parametrize("address", [QUARTER, REPORT])
def test_matters_cost_a_page_no_more_queries_than_one(as_officer, question, plan, address):
    def count():
        with CaptureQueriesContext(connection) as captured:
            as_officer.get(address)
        return len(captured)

    Matter.objects.update(sub_strand=plan.growth)
    few = count()
    for number in range(10):
        factories.matter(
            quarter=question.quarter, by=question.recorded_by, owner=question.owner,
            sub_strand=plan.growth, text=f"{number}?",
        )  # fmt: skip
    assert count() == few


# --- The owner's page ---------------------------------------------------------------------------


def test_an_owner_finds_theirs_late_ones_first(client, lead, quarter, officer):
    for due in (None, date(2024, 2, 7), date(2024, 1, 12)):
        factories.matter(
            quarter=quarter, by=officer, owner=lead, due_on=due, text=f"Due {due}?"
        )  # fmt: skip
    client.force_login(lead)
    rows = client.get("/my-returns/").context["matters"]
    assert texts(rows) == ["Due 2024-01-12?", "Due 2024-02-07?", "Due None?"]
    assert [row["tag"] for row in rows] == ["Overdue", "To answer", "To answer"]


def test_what_is_closed_or_somebody_elses_is_not_theirs(client, deputy, question):
    factories.matter(
        quarter=question.quarter, by=deputy, owner=deputy, closed_at=NOW
    )  # fmt: skip
    client.force_login(deputy)
    assert client.get("/my-returns/").context["matters"] == []


def test_who_leads_nothing_but_owns_a_matter_begins_there(client, reviewer, quarter):
    factories.matter(quarter=quarter, by=reviewer, owner=reviewer)
    client.force_login(reviewer)
    page = client.get("/", follow=True)
    assert page.redirect_chain == [("/my-returns/", 302)]
    assert "You have no return to make now. Decisions, actions and questions" in text(page)
    assert next(item.label for item in page.context["nav"]) == "My returns"


def test_who_owns_nothing_begins_where_they_did(client, reviewer, question):
    client.force_login(reviewer)
    page = client.get(LIST)
    assert "My returns" not in [item.label for item in page.context["nav"]]


def test_the_owners_page_takes_the_same_queries_however_much_is_theirs(client, lead, question):
    def count():
        with CaptureQueriesContext(connection) as captured:
            client.get("/my-returns/")
        return len(captured)

    client.force_login(lead)
    few = count()
    for number in range(10):
        factories.matter(
            quarter=question.quarter, by=question.recorded_by, owner=lead, text=f"{number}?"
        )
    assert count() == few
