"""A lead's pages over HTTP: what they owe, the form, autosave, two editors."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from objectives.periods import DataPeriod
from objectives.plan import KPIKind
from reporting.actions import returns
from reporting.actions.filling import Given, fill_returns
from reporting.content import EntryContent
from reporting.forms import as_fields
from reporting.models import Entry, GovernanceDate, Revision
from reporting.views import return_page
from reporting.workflow import ReturnState
from tests import factories
from tests.reporting.acts import send_back

pytestmark = pytest.mark.django_db


def address(name, sub_strand="growth"):
    return reverse(f"reporting:{name}", args=["town-plan", factories.Q3, sub_strand])


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


@pytest.fixture
def deadline(quarter):
    return GovernanceDate.objects.create(
        quarter=quarter, kind="data_deadline", date=factories.date(2024, 2, 7)
    )


@pytest.fixture
def last_quarter(plan, submission):
    """Q2, approved, with a figure, a status and a note for each row of Growth."""
    earlier = factories.quarter(strategy=plan.strategy, period=factories.Q2)
    before = factories.submission(quarter=earlier, sub_strand=plan.growth)
    content = factories.complete(submission=before, commentary="Said in Q2.")
    for placement in (plan.enquiries, plan.hub, plan.centre):
        content = factories.change(content, placement, note=f"Note {placement.number} of Q2")
    return factories.fill(submission=before, content=content, state=ReturnState.APPROVED)


def fields(submission, **changes):
    """What the form sends: all that is stored, with these fields changed."""
    submission = factories.fresh(submission)
    return {**dict(as_fields(factories.says(submission), submission.version)), **changes}


def name(placement, field):
    return f"kpi-{placement.pk}-{field}"


def messages(response):
    return [str(message) for message in response.context["messages"]]


def save(submission, content, by, version=None):
    return returns.save_draft(
        submission=submission,
        content=content,
        version=factories.fresh(submission).version if version is None else version,
        by=by,
        now=factories.NOW,
    )


# --- What a lead owes -------------------------------------------------------------------------


def test_a_lead_sees_what_they_owe_and_by_when(as_lead, plan, submission, deadline):
    page = as_lead.get("/my-returns/").content.decode()
    assert "Wednesday 7 February 2024" in page
    assert "in 16 days" in page
    assert "0 of 4 answered, overall status and commentary missing." in page
    assert address("return") in page


def test_what_came_back_is_first_with_the_reviewers_words(
    as_lead, submission, lead, reviewer, last_quarter
):
    factories.fill(submission=submission, state=ReturnState.SUBMITTED, by=lead)
    send_back(factories.fresh(submission), reviewer, "Why so few?")
    response = as_lead.get("/my-returns/")
    card = response.context["cards"][0]
    assert (card.state, card.kind) == (ReturnState.SENT_BACK, "attention")
    assert "Why so few?" in response.content.decode()
    assert "Why so few?" in as_lead.get(address("return")).content.decode()


def test_nothing_owed_has_its_words(client, stranger):
    client.force_login(stranger)
    assert "You have no return to make now" in client.get("/my-returns/").content.decode()


def test_without_a_deadline_it_says_so(as_lead, submission):
    assert "No deadline set." in as_lead.get("/my-returns/").content.decode()


# --- The form ---------------------------------------------------------------------------------


def test_the_form_shows_last_quarter_beside_this_one(as_lead, plan, submission, last_quarter):
    page = as_lead.get(address("return")).content.decode()
    assert "Target <strong>250</strong> for 2023/24." in page
    assert "Note 1 of Q2" in page
    assert "Said in Q2." in page
    assert f'name="{name(plan.enquiries, "figure")}"' in page
    assert f'name="{name(plan.centre, "figure")}"' not in page


def test_a_figure_of_another_home_is_read_only(as_lead, plan, submission):
    page = as_lead.get(address("return")).content.decode()
    assert "The figure comes from Housing, not yet reported." in page
    assert f'name="{name(plan.homes_away, "figure")}"' not in page
    assert f'name="{name(plan.homes_away, "note")}"' in page


def test_last_quarters_figure_of_another_home_is_that_homes(
    as_lead, plan, submission, last_quarter
):
    at_home = factories.submission(quarter=last_quarter.quarter, sub_strand=plan.housing)
    content = factories.complete(submission=at_home)
    content = factories.change(content, plan.homes, figure="745")
    factories.fill(submission=at_home, content=content, state=ReturnState.APPROVED)
    cards = as_lead.get(address("return")).context["cards"]
    [away] = [card for card in cards if card.placement == plan.homes_away]
    assert away.before_figure == "745"


def test_a_kpi_that_retires_and_its_successor_share_a_number_not_a_line(
    as_lead, plan, submission, last_quarter
):
    plan.homes_away.last_quarter = factories.Q3
    plan.homes_away.save()
    let = factories.kpi(name="Homes let")
    factories.placement(sub_strand=plan.housing, kpi=let, number=9)
    successor = factories.placement(
        sub_strand=plan.growth, kpi=let, number=plan.homes_away.number, is_home=False
    )
    Entry.objects.create(submission=submission, placement=successor)
    cards = as_lead.get(address("return")).context["cards"]
    lines = {card.placement: card.line.kpi_slug for card in cards if card.line}
    assert lines == {plan.homes_away: plan.homes_away.kpi.slug, successor: let.slug}


def test_the_last_of_two_data_deadlines_counts(as_lead, submission, deadline):
    GovernanceDate.objects.create(
        quarter=submission.quarter, kind="data_deadline", date=factories.date(2024, 1, 10)
    )
    assert as_lead.get(address("return")).context["due_on"] == deadline.date


def test_saving_a_draft_with_gaps(as_lead, plan, submission):
    sent = fields(
        submission,
        **{name(plan.enquiries, "figure"): "about 12", name(plan.hub, "declared"): "green"},
    )
    response = as_lead.post(address("return"), sent, follow=True)
    assert response.redirect_chain == [(address("return"), 302)]
    assert messages(response) == ["Draft saved. 1 of 4 KPIs answered."]
    assert factories.says(submission).entries[plan.enquiries.pk].figure == "about 12"
    assert "Kept as words." in response.content.decode()


def test_a_number_is_shown_as_it_was_read(as_lead, plan, submission):
    sent = fields(submission, **{name(plan.enquiries, "figure"): "1,234"})
    page = as_lead.post(address("return"), sent, follow=True).content.decode()
    assert "Read as the number 1,234." in page


def test_what_cannot_be_stored_comes_back_with_everything(as_lead, plan, submission):
    sent = fields(
        submission,
        commentary="Long work.",
        **{name(plan.enquiries, "figure"): "9" * 201, name(plan.enquiries, "note"): "My note"},
    )
    response = as_lead.post(address("return"), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "KPI 1, Enquiries in Growth: the figure is too long to keep." in page
    assert f'href="#id_{name(plan.enquiries, "figure")}"' in page
    assert "9" * 201 in page
    assert "My note" in page
    assert "Long work." in page
    assert not Revision.objects.exists()


@pytest.mark.parametrize("bad", ["a\x00b", "\ud800"])
@pytest.mark.parametrize("view", ["return", "return_autosave", "return_keep_last"])
def test_characters_that_cannot_be_kept_are_no_crash(as_lead, plan, submission, view, bad):
    sent = fields(submission, commentary="x", row="all")
    body = "&".join(f"{key}={value}" for key, value in sent.items())
    body = body.replace("commentary=x", "commentary=" + ("a%00b" if "\x00" in bad else "%ED%A0%80"))
    response = as_lead.post(address(view), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (200, 302, 422)


def test_half_characters_of_a_crafted_charset_are_no_crash(as_lead, submission):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="commentary"\r\n\r\n+2AA-\r\n'
        b'--x\r\nContent-Disposition: form-data; name="version"\r\n\r\n0\r\n--x--\r\n'
    )
    kind = "multipart/form-data; boundary=x; charset=utf-7"
    assert as_lead.post(address("return"), body, content_type=kind).status_code in (302, 400)


def test_an_officer_enters_for_the_lead_and_it_says_so(client, officer, submission):
    client.force_login(officer)
    page = client.get(address("return")).content.decode()
    assert "You are entering this for Growth Manager." in page


def test_the_same_commentary_is_warned_of(as_lead, submission, last_quarter):
    page = as_lead.post(
        address("return"), fields(submission, commentary="Said  in Q2."), follow=True
    ).content.decode()
    assert "still last quarter’s commentary" in page


# --- Keeping last quarter's -------------------------------------------------------------------


def test_keeping_one_row(as_lead, plan, submission, last_quarter):
    sent = fields(submission, row=str(plan.enquiries.pk), commentary="Not lost")
    response = as_lead.post(address("return_keep_last"), sent, follow=True)
    said = factories.says(submission)
    assert said.entries[plan.enquiries.pk] == EntryContent(
        answer="no_new_figure", declared="green", note="Note 1 of Q2"
    )
    assert said.entries[plan.hub.pk] == EntryContent()
    assert said.commentary == "Not lost"
    assert messages(response)[0].startswith("1 row was filled as in Q2 2023/24")


def test_a_row_with_a_figure_of_its_own_is_left_as_it_is(as_lead, plan, submission, last_quarter):
    figure = {name(plan.enquiries, "figure"): "137"}
    sent = fields(submission, row=str(plan.enquiries.pk), **figure)
    response = as_lead.post(address("return_keep_last"), sent, follow=True)
    assert factories.says(submission).entries[plan.enquiries.pk].figure == "137"
    assert "it has a figure of its own" in messages(response)[0]


@pytest.mark.parametrize("row", ["", "0", "all of them", "²"])
def test_keeping_a_row_that_is_not_there_fills_nothing_and_loses_nothing(
    as_lead, submission, last_quarter, row
):
    before = factories.says(submission)
    sent = fields(submission, row=row, commentary="Still here")
    response = as_lead.post(address("return_keep_last"), sent)
    assert response.status_code == 400
    assert "no such KPI" in response.content.decode()
    assert "Still here" in response.content.decode()
    assert factories.says(submission) == before


def test_a_row_of_another_return_is_not_there(as_lead, plan, submission, last_quarter):
    sent = fields(submission, row=str(plan.homes.pk))
    assert as_lead.post(address("return_keep_last"), sent).status_code == 400


def test_keeping_all_is_offered_while_a_row_is_empty(as_lead, submission, last_quarter):
    assert "for all empty rows" in as_lead.get(address("return")).content.decode()


def test_keeping_all_is_not_offered_when_no_row_is_empty(as_lead, submission, last_quarter):
    factories.fill(submission=submission, state=ReturnState.DRAFT)
    assert "for all empty rows" not in as_lead.get(address("return")).content.decode()


def test_keeping_all_fills_only_empty_rows(as_lead, plan, submission, last_quarter):
    sent = fields(submission, row="all", **{name(plan.hub, "note"): "Mine"})
    response = as_lead.post(address("return_keep_last"), sent, follow=True)
    said = factories.says(submission)
    assert said.entries[plan.hub.pk] == EntryContent(note="Mine")
    assert said.entries[plan.centre.pk].note == "Note 3 of Q2"
    assert messages(response)[0].startswith("3 rows were filled")
    again = as_lead.post(address("return_keep_last"), fields(submission, row="all"), follow=True)
    assert messages(again)[0].startswith("Draft saved. No row was filled")


# --- Two editors ------------------------------------------------------------------------------


def test_rows_that_only_one_changed_merge_and_it_says_whose(as_lead, plan, submission, deputy):
    mine = fields(submission, **{name(plan.hub, "note"): "Mine"})
    theirs = factories.change(factories.says(submission), plan.enquiries, note="Theirs")
    save(submission, theirs, deputy)
    response = as_lead.post(address("return"), mine, follow=True)
    said = factories.says(submission)
    assert said.entries[plan.hub.pk].note == "Mine"
    assert said.entries[plan.enquiries.pk].note == "Theirs"
    assert "Dev Deputy changed KPI 1 meanwhile" in messages(response)[0]


@pytest.mark.parametrize(("row", "status"), [("hub", 302), ("enquiries", 409)])
def test_a_file_that_came_in_is_named_as_what_it_is(as_lead, plan, submission, row, status):
    mine = fields(submission, **{name(getattr(plan, row), "note"): "Mine"})
    period = DataPeriod.for_quarter(submission.quarter.period)
    given = [Given(plan.enquiries.pk, "137", period)]
    fill_returns(quarter=submission.quarter, figures=given, source="a.csv", now=factories.NOW)
    response = as_lead.post(address("return"), mine)
    page = as_lead.get(address("return")) if status == 302 else response
    assert response.status_code == status
    assert "A file of figures changed" in page.content.decode()


@pytest.fixture
def conflict(as_lead, plan, submission, deputy):
    """The answer when both changed one row and the commentary."""
    mine = fields(
        submission,
        commentary="My words",
        **{name(plan.enquiries, "note"): "Mine", name(plan.hub, "note"): "Only mine"},
    )
    theirs = factories.change(factories.says(submission), plan.enquiries, note="Theirs")
    save(submission, factories.change(theirs, commentary="Their words"), deputy)
    return as_lead.post(address("return"), mine)


def test_a_conflict_shows_both_sides_and_stores_nothing(conflict, submission, plan):
    page = conflict.content.decode()
    assert conflict.status_code == 409
    for words in (
        "Note: Mine",
        "Note: Theirs",
        "My words",
        "Their words",
        "Dev Deputy",
        "Only mine",
    ):
        assert words in page
    assert factories.says(submission).entries[plan.hub.pk].note == ""


@pytest.mark.parametrize(
    ("row", "commentary"), [("mine", "theirs"), ("theirs", "mine"), ("theirs", "theirs")]
)
def test_choosing_saves_with_everything_else(as_lead, conflict, submission, plan, row, commentary):
    sent = dict(conflict.context["fields"])
    sent |= {f"choose-{plan.enquiries.pk}": row, "choose-commentary": commentary}
    response = as_lead.post(address("return"), sent)
    said = factories.says(submission)
    assert response.status_code == 302
    assert said.entries[plan.enquiries.pk].note == row.capitalize()
    assert said.commentary == {"mine": "My words", "theirs": "Their words"}[commentary]
    assert said.entries[plan.hub.pk].note == "Only mine"


def test_a_conflict_chooses_for_nobody(conflict):
    assert " checked" not in conflict.content.decode()


def test_a_row_without_a_choice_is_asked_for_by_name(as_lead, conflict, submission, plan):
    sent = dict(conflict.context["fields"]) | {"choose-commentary": "theirs"}
    response = as_lead.post(address("return"), sent)
    assert response.status_code == 422
    assert response.context["errors"] == [
        {
            "text": "KPI 1, Enquiries in Growth: choose which to keep.",
            "href": f"#choose-{plan.enquiries.pk}-mine",
        }
    ]
    assert factories.says(submission).entries[plan.hub.pk].note == ""


def test_a_choice_that_was_missing_can_be_made_with_nothing_lost(
    as_lead, conflict, submission, plan
):
    sent = dict(conflict.context["fields"]) | {"choose-commentary": "theirs"}
    again = as_lead.post(address("return"), sent)
    assert [row["chosen"] for row in again.context["rows"]] == ["", "theirs"]
    sent = dict(again.context["fields"])
    sent |= {f"choose-{plan.enquiries.pk}": "mine", "choose-commentary": "mine"}
    as_lead.post(address("return"), sent)
    said = factories.says(submission)
    assert said.entries[plan.enquiries.pk].note == "Mine"
    assert said.entries[plan.hub.pk].note == "Only mine"
    assert said.commentary == "My words"


def test_a_return_that_moved_on_gives_back_what_was_typed(as_lead, plan, submission, lead):
    sent = fields(submission, commentary="Too late")
    factories.fill(submission=submission, state=ReturnState.SUBMITTED, by=lead)
    response = as_lead.post(address("return"), sent, headers={"origin": "http://testserver"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "it has been submitted meanwhile" in page
    assert page.count("Too late") == 2  # to read, and to send again
    assert factories.says(submission).commentary == "All went well."


def test_a_page_is_all_of_one_version(plan, submission, deputy):
    opened = factories.submission(quarter=submission.quarter, sub_strand=plan.growth)
    said = factories.change(factories.says(submission), plan.hub, note="Meanwhile")
    save(submission, factories.change(said, commentary="Meanwhile"), deputy)
    page = return_page.read(opened)
    assert page.submission.version == 1
    assert page.stored == factories.says(submission)
    assert page.submission.saved_by == deputy


# --- Autosave ---------------------------------------------------------------------------------


def test_autosave_says_how_each_row_was_read(as_lead, plan, submission):
    sent = fields(
        submission,
        **{name(plan.enquiries, "figure"): "£440", name(plan.enquiries, "declared"): "green"},
    )
    reply = as_lead.post(address("return_autosave"), sent).json()
    row = reply["rows"][str(plan.enquiries.pk)]
    assert (row["reading"], row["state"]) == ("Read as £440.", "answered")
    assert (reply["version"], reply["answered"], reply["total"]) == (1, 1, 4)
    assert not reply["merged"]
    assert not AuditEvent.objects.exists()


def test_autosave_brings_in_the_others_rows(as_lead, plan, submission, deputy):
    sent = fields(submission, **{name(plan.hub, "note"): "Mine"})
    theirs = factories.change(factories.says(submission), plan.enquiries, note="Theirs")
    save(submission, theirs, deputy)
    reply = as_lead.post(address("return_autosave"), sent).json()
    assert reply["fields"] == {name(plan.enquiries, "note"): "Theirs"}
    assert (reply["by"], reply["changed"]) == ("Dev Deputy", "KPI 1")


def test_autosave_of_a_conflict_stores_nothing(as_lead, plan, submission, deputy):
    sent = fields(submission, commentary="Mine")
    save(submission, factories.change(factories.says(submission), commentary="Theirs"), deputy)
    response = as_lead.post(address("return_autosave"), sent)
    assert response.status_code == 409
    assert response.json()["conflict"]
    assert factories.says(submission).commentary == "Theirs"


def test_autosave_names_what_it_cannot_store(as_lead, plan, submission):
    sent = fields(submission, **{name(plan.enquiries, "figure"): "9" * 201})
    response = as_lead.post(address("return_autosave"), sent)
    assert response.status_code == 422
    assert response.json()["errors"][0]["text"].startswith("KPI 1, ")


def test_autosave_tells_the_signed_out_in_json(client, submission):
    response = client.post(address("return_autosave"), {"commentary": "x"})
    assert (response.status_code, response["content-type"]) == (401, "application/json")


# --- As many queries for many KPIs as for one -------------------------------------------------


def queries(ask):
    with CaptureQueriesContext(connection) as context:
        ask()
    return len(context)


@pytest.mark.parametrize("view", ["edit", "check", "mine", "save", "autosave"])
def test_the_number_of_kpis_costs_no_query(as_lead, plan, submission, last_quarter, view):
    asks = {
        "edit": lambda: as_lead.get(address("return")),
        "check": lambda: as_lead.get(address("return_check")),
        "mine": lambda: as_lead.get("/my-returns/"),
        "save": lambda: as_lead.post(address("return"), fields(submission, commentary=next(words))),
        "autosave": lambda: as_lead.post(
            address("return_autosave"), fields(submission, commentary=next(words))
        ),
    }
    words = iter(["one", "two", "three"])
    asks[view]()
    few = queries(asks[view])
    for number in range(10, 110):
        kind = KPIKind.MEASURE if number % 2 else KPIKind.MILESTONE
        kpi = factories.kpi(name=f"More {number}", kind=kind)
        place = factories.placement(sub_strand=plan.growth, kpi=kpi, number=number)
        figure = {"answer": "new_figure", "figure": "137", "kind": "number", "number": 137}
        Entry.objects.bulk_create(
            Entry(submission=one, placement=place, lead_reason="Slow.", **figure)
            for one in (submission, last_quarter)
        )
    assert queries(asks[view]) == few
