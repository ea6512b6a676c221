"""Changing the wording of a return through its page, and what its lead is shown of it."""

import pytest

from reporting.views.amend import NOT_NOW
from reporting.workflow import ReturnState
from tests import factories
from tests.reporting.acts import amend, withdraw
from tests.reporting.commenting import NOTE, submitted, words_of

REPORT = "/strategies/town-plan/quarters/2023-q3/growth/"
RETURN = f"{REPORT}return/"
AMEND = f"{RETURN}amend/"
BETTER = "Two events were called off."


@pytest.fixture
def sent(submission, lead, plan):
    """Growth's return, submitted; Enquiries has a note."""
    return submitted(submission, lead, plan)


@pytest.fixture
def as_reviewer(client, reviewer, sent):
    client.force_login(reviewer)
    return client


@pytest.fixture
def note(plan):
    """The name of the field of that note."""
    return f"kpi-{plan.enquiries.pk}-note"


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def fields(response) -> list[str]:
    return [item["name"] for card in response.context["cards"] for item in card["fields"]]


def test_the_page_holds_the_words_that_stand_and_no_others(as_reviewer, note):
    response = as_reviewer.get(AMEND)
    assert fields(response) == [note, "commentary"]
    assert NOTE in response.content.decode()


def test_a_reviewer_finds_it_where_they_decide(as_reviewer):
    assert f'href="{AMEND}"' in as_reviewer.get(REPORT).content.decode()


def test_better_words_take_their_place(as_reviewer, sent, plan, note):
    response = as_reviewer.post(AMEND, {"version": sent.version, note: BETTER}, follow=True)
    assert response.redirect_chain == [(REPORT, 302)]
    assert said(response)[0].startswith("You changed the wording of 1 text.")
    assert factories.says(sent).entries[plan.enquiries.pk].note == BETTER


def test_a_crafted_figure_or_status_changes_nothing(as_reviewer, sent, plan, note):
    before = factories.says(sent)
    key = plan.enquiries.pk
    crafted = {f"kpi-{key}-figure": "9", f"kpi-{key}-declared": "red", "overall": "red"}
    as_reviewer.post(AMEND, {"version": sent.version, note: BETTER, **crafted})
    assert factories.says(sent) == factories.change(before, plan.enquiries, note=BETTER)


def test_the_same_words_are_said_to_change_nothing(as_reviewer, sent, note):
    data = {"version": sent.version, note: NOTE, "commentary": "All went well."}
    assert said(as_reviewer.post(AMEND, data, follow=True)) == [
        "Nothing was changed: the words are as they were."
    ]


def test_line_ends_of_a_browser_change_nothing(as_reviewer, sent, lead, plan, note):
    amend(sent, factories.hold(user=lead, role="economy_cell", over=plan.strategy),
          words_of(plan.enquiries, note="One.\nTwo."))  # fmt: skip
    data = {"version": sent.version + 1, note: "One.\r\nTwo."}
    assert said(as_reviewer.post(AMEND, data, follow=True)) == [
        "Nothing was changed: the words are as they were."
    ]


@pytest.mark.parametrize("text", ["", "x" * 10_001])
def test_what_cannot_be_taken_is_named_by_its_field_and_kept(as_reviewer, sent, note, text):
    data = {"version": sent.version, note: text, "commentary": "It went very well."}
    response = as_reviewer.post(AMEND, data)
    assert response.status_code == 422
    assert [error["href"] for error in response.context["errors"]] == [f"#id_{note}"]
    assert response.context["errors"][0]["text"].startswith("KPI 1: ")
    assert "It went very well." in response.content.decode()


@pytest.mark.parametrize("version", ["", "999", "-1", "eleven"])
def test_what_changed_meanwhile_is_refused_and_no_word_is_lost(as_reviewer, sent, note, version):
    response = as_reviewer.post(AMEND, {"version": version, note: BETTER})
    assert response.status_code == 409
    text = response.content.decode()
    assert BETTER in text
    assert NOTE in text, "what stands now is there to compare"
    assert f'name="version" value="{sent.version}"' in text


def test_what_is_with_its_lead_again_is_not_changed_and_no_word_is_lost(
    as_reviewer, sent, lead, note
):
    withdraw(sent, lead)
    response = as_reviewer.post(AMEND, {"version": sent.version, note: BETTER})
    assert response.status_code == 409
    assert not response.context["may_amend"]
    assert BETTER in response.content.decode()


def test_a_draft_is_not_shown_to_a_reviewer_who_lost_the_return(as_reviewer, sent, lead, plan):
    withdraw(sent, lead)
    factories.entry(submission=sent, placement=plan.hub, note="A secret of the draft.")
    response = as_reviewer.post(AMEND, {"version": sent.version, "commentary": "Mine."})
    assert "A secret of the draft." not in response.content.decode()


def test_what_does_not_wait_for_review_has_no_such_page(as_reviewer, sent):
    factories.put(submission=sent, state=ReturnState.APPROVED)
    assert said(as_reviewer.get(AMEND, follow=True)) == [NOT_NOW]


def test_characters_that_no_database_keeps_are_left_out(as_reviewer, sent, plan, note):
    as_reviewer.post(AMEND, {"version": sent.version, note: "Called\0 off."})
    assert factories.says(sent).entries[plan.enquiries.pk].note == "Called off."


def test_an_ended_session_gives_back_what_was_typed(client, sent, note):
    response = client.post(AMEND, {note: BETTER}, headers={"referer": f"http://testserver{AMEND}"})
    assert response.status_code == 401
    assert BETTER in response.context["typed"]


# --- What its lead is shown -----------------------------------------------------------------------


@pytest.mark.parametrize("address", [REPORT, RETURN])
def test_the_lead_reads_what_was_changed_before_and_now(
    client, sent, lead, reviewer, plan, address
):
    amend(sent, reviewer, words_of(plan.enquiries, note=BETTER))
    client.force_login(lead)
    response = client.get(address)
    [row] = response.context["amended"]
    assert row["title"] == "Rita Reviewer changed the wording of KPI 1’s note"
    assert "".join(piece.text for piece in row["before"]) == NOTE
    assert "".join(piece.text for piece in row["after"]) == BETTER
    assert row["title"] in response.content.decode()


@pytest.mark.parametrize("who", ["other_lead", "viewer"])
def test_others_are_not_told(client, sent, reviewer, plan, who, request):
    amend(sent, reviewer, words_of(plan.enquiries, note=BETTER))
    factories.put(submission=sent, state=ReturnState.APPROVED)
    client.force_login(request.getfixturevalue(who))
    assert NOTE not in client.get(REPORT).content.decode()
