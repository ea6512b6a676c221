"""The pages of a quarter that is reopened, published again and read edition by edition."""

import json
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from reporting.access import Reader
from reporting.actions import quarters, reopening, review
from reporting.editions import readable
from reporting.models import Edition, GovernanceDate, Quarter
from reporting.views.quarters import DAY_FOR_NOBODY, NO_DATE
from tests import factories
from tests.factories import NOW, Q3, TODAY, change, complete, fill
from tests.reporting.acts import publish
from tests.reporting.pages import text

pytestmark = pytest.mark.django_db

PLAN = "/strategies/town-plan/"
QUARTER = f"{PLAN}quarters/{Q3.slug}/"
FIRST, SECOND = "The first words.", "The second words, which nobody outside may read yet."
LATER, LATEST = NOW + timedelta(days=1), NOW + timedelta(days=2)


def said(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def published(quarter, submission, officer):
    """The quarter, public, published without Housing; Growth Green with the first words."""
    content = complete(submission=submission, commentary=FIRST)
    fill(submission=submission, content=content, state="approved", by=officer)
    factories.observe(
        submission=submission,
        placement=submission.entries.select_related("placement")
        .get(placement__code="G01")
        .placement,
    )
    publish(quarter, officer, public_from=TODAY)
    return Quarter.objects.select_related("strategy").get()


@pytest.fixture
def reopened(published, officer):
    quarters.reopen(
        quarter=published, version=published.version, reason="A slip.", by=officer, now=LATER
    )
    return Quarter.objects.select_related("strategy").get()


@pytest.fixture
def approved_again(reopened, plan, officer, reviewer):
    """Growth Red with other words and another figure, approved again but not published."""
    submission = factories.submission(quarter=reopened, sub_strand=plan.growth)
    reopening.reopen(
        submission=submission, version=submission.version, reason="Again.", by=officer, now=LATER
    )
    submission = factories.submission(quarter=reopened, sub_strand=plan.growth)
    content = complete(submission=submission, overall="red", commentary=SECOND)
    content = change(content, plan.enquiries, figure="90210", confirmed="90210", declared="red")
    submission = fill(submission=submission, content=content, state="submitted", by=officer)
    submission.submitted_at = LATER
    submission.save()
    review.approve(submission=submission, version=submission.version, by=reviewer, now=LATER)
    return Quarter.objects.select_related("strategy").get()


@pytest.fixture
def twice(approved_again, officer):
    """Published again, a day later still."""
    publish(approved_again, officer, reason="Counted again.", now=LATEST)
    return Quarter.objects.select_related("strategy").get()


def test_the_dates_of_a_published_quarter_count_down_no_longer(client, officer, quarter, request):
    day = date(2024, 2, 7)
    GovernanceDate.objects.create(quarter=quarter, kind="economy_cell", date=day)
    client.force_login(officer)
    [fact] = client.get(QUARTER).context["facts"]
    assert fact["note"] == "in 16 days"
    request.getfixturevalue("published")
    [fact] = client.get(QUARTER).context["facts"]
    assert (fact["value"], fact["note"]) == ("Wednesday 7 February 2024", "")


# --- Reopen -------------------------------------------------------------------------------------


def test_an_officer_reopens_and_is_told_what_comes_next(client, officer, published):
    client.force_login(officer)
    data = {"reason": "A slip.", "version": published.version}
    response = client.post(f"{QUARTER}reopen/", data, follow=True)
    assert response.redirect_chain == [(QUARTER, 302)]
    assert said(response)[0].startswith("Q3 2023/24 is reopened. Now reopen the returns")


def test_without_a_reason_nothing_is_reopened(client, officer, published):
    client.force_login(officer)
    response = client.post(f"{QUARTER}reopen/", {"version": published.version})
    assert response.status_code == 422
    assert response.context["errors"] == [{"text": "Say why it is reopened.", "href": "#id_reason"}]


def test_a_reason_is_not_lost_where_the_quarter_moved_meanwhile(client, officer, published):
    client.force_login(officer)
    response = client.post(f"{QUARTER}reopen/", {"version": "0", "reason": "A long\0 reason."})
    assert (response.status_code, response.context["reason"]) == (409, "A long reason.")


def test_reading_the_page_reopens_nothing(client, officer, published):
    client.force_login(officer)
    client.get(f"{QUARTER}reopen/")
    assert Quarter.objects.get().state == "published"


def test_insiders_are_told_by_whom_and_why_it_is_reopened(client, lead, reopened):
    client.force_login(lead)
    page = text(client.get(QUARTER))
    assert "Reopened by Olga Officer on 23 January 2024. Why: A slip." in page
    assert "everybody else reads edition 1" in page


def test_insiders_are_told_what_has_changed_in_approved_returns(client, lead, approved_again):
    client.force_login(lead)
    page = text(client.get(QUARTER))
    assert "In approved returns so far: 1 figure, 1 status, 1 overall status" in page


def test_an_officer_finds_the_way_to_reopen_a_return(client, officer, reopened):
    client.force_login(officer)
    assert f"{QUARTER}growth/return/reopen/" in client.get(QUARTER).content.decode()


# --- Nothing of it leaks ------------------------------------------------------------------------

OUTSIDE = ["viewer", "administrator", "stranger", None]
PAGES = ["", "growth/", "editions/", "editions/1/", "editions/1/growth/", "json/"]


@pytest.fixture
def as_(client, request):
    def sign_in(who):
        if who:
            client.force_login(request.getfixturevalue(who))
        return client

    return sign_in


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", OUTSIDE)
def test_who_only_reads_is_shown_the_edition(who, page, as_, approved_again):
    response = as_(who).get(QUARTER + page)
    words = response.content.decode()
    assert response.status_code == 200
    assert "90210" not in words
    assert "second words" not in words
    assert "eopened" not in words


@pytest.mark.parametrize("who", OUTSIDE)
def test_the_grid_shows_who_only_reads_the_editions_status(who, as_, approved_again):
    page = as_(who).get(PLAN)
    cells = [cell for row in page.context["grid"]["groups"][0]["rows"] for cell in row["cells"]]
    assert [cell["status"] or cell["words"] for cell in cells] == ["green", "No return"]
    assert page.context["quarters"][0]["state"] == "published"


def test_the_grid_shows_those_who_work_on_it_what_is_being_made(as_, approved_again):
    page = as_("lead").get(PLAN)
    cells = [cell for row in page.context["grid"]["groups"][0]["rows"] for cell in row["cells"]]
    assert cells[0]["status"] == "red"


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_outside_reads_of_a_correction_that_is_not_published(who, as_, approved_again):
    assert as_(who).get(f"{QUARTER}growth/").content.decode().count("Since corrected") == 0


def test_the_next_quarter_compares_with_the_edition_for_who_only_reads(
    as_, plan, approved_again, officer
):
    """A viewer reads its approved returns, and nothing through them."""
    later = factories.quarter(strategy=plan.strategy, period=Q3.next)
    submission = factories.submission(quarter=later, sub_strand=plan.growth)
    fill(submission=submission, state="approved", by=officer)
    page = as_("viewer").get(f"{PLAN}quarters/{Q3.next.slug}/growth/")
    assert "90210" not in page.content.decode()
    assert "Previous status: Red" not in text(page)


# --- Published again ----------------------------------------------------------------------------


def test_the_page_proposes_the_reason_and_shows_what_differs(client, officer, approved_again):
    client.force_login(officer)
    page = client.get(f"{QUARTER}publish/")
    assert page.context["reason"] == "A slip."
    said = [
        (change["label"], change["before"], change["after"])
        for row in page.context["differs"]["rows"]
        for change in row["changes"]
    ]
    assert ("Overall status", "Green", "Red") in said
    assert ("Commentary", FIRST, SECOND) in said


def test_each_place_stands_once_with_all_that_differs_there(client, officer, approved_again):
    client.force_login(officer)
    page = client.get(f"{QUARTER}publish/")
    places = [(row["place"], row["title"]) for row in page.context["differs"]["rows"]]
    assert len(places) == len(set(places))
    assert "Status: Green → became Red" in text(page)


def test_the_page_says_where_nothing_differs(client, officer, reopened):
    client.force_login(officer)
    assert "Nothing differs from edition 1" in text(client.get(f"{QUARTER}publish/"))


def test_what_was_not_received_before_is_not_called_published(client, officer, approved_again):
    client.force_login(officer)
    page = client.get(f"{QUARTER}publish/")
    [missing] = page.context["missing"]
    assert (missing["slug"], missing["state"]) == ("housing", "")
    assert missing["due"] == "Nobody is asked for it"
    assert "No return received before either" in text(page)


def test_a_return_that_never_came_is_let_be_reported_late(client, officer, reopened):
    client.force_login(officer)
    assert "Let it be reported late" in text(client.get(f"{QUARTER}housing/"))
    page = client.get(f"{QUARTER}housing/return/reopen/")
    assert page.context["title"] == "No return was received: let it be reported late"
    assert page.context["state"] == ""
    assert "Reopen" not in text(page).split("No return was received")[-1]


def test_publishing_again_needs_its_reason(client, officer, approved_again):
    client.force_login(officer)
    data = {"again": "yes", "reason": " ", "without": ["housing"], "accept": "yes"}
    response = client.post(f"{QUARTER}publish/", data)
    assert response.status_code == 422
    assert response.context["errors"][0]["href"] == "#id_reason"


def test_publishing_again_makes_the_next_edition(client, officer, approved_again):
    client.force_login(officer)
    data = {"again": "yes", "reason": "Counted again.", "without": ["housing"], "accept": "yes"}
    response = client.post(f"{QUARTER}publish/", data, follow=True)
    assert said(response)[0].startswith("Q3 2023/24 is published as edition 2. It is public now.")


# --- Editions -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["lead", "viewer", "administrator", None])
def test_the_first_edition_still_reads_as_it_did(who, as_, twice):
    page = text(as_(who).get(f"{QUARTER}editions/1/growth/"))
    assert FIRST in page
    assert SECOND not in page
    assert "90210" not in page


def test_an_earlier_edition_says_what_replaced_it_and_why(client, twice):
    page = text(client.get(f"{QUARTER}editions/1/"))
    words = "You are reading edition 1. Replaced on 24 January 2024 by edition 2, because: Counted"
    assert words in page


def test_an_edition_offers_nothing_to_do(client, officer, twice):
    client.force_login(officer)
    for page in ("editions/1/", "editions/1/growth/"):
        content = client.get(QUARTER + page).content.decode()
        content = content[content.index("<main") : content.index("</main>")]
        assert "<form" not in content
        assert "Correct" not in content
        assert "Reopen" not in content


def test_the_list_says_what_differs_in_words_and_rows(client, twice):
    latest, first = client.get(f"{QUARTER}editions/").context["editions"]
    assert latest["differs"]["sentence"].startswith("1 figure, 1 status, 1 overall status")
    assert (first["title"], first["differs"]) == ("Edition 1", None)


def test_who_published_is_for_those_inside(client, lead, twice):
    assert "by Performance Officer" not in text(client.get(f"{QUARTER}editions/"))
    client.force_login(lead)
    assert "22 January 2024 by Performance Officer" in text(client.get(f"{QUARTER}editions/"))


def test_the_dashboard_leads_to_the_editions(client, twice):
    assert f'href="{QUARTER}editions/"' in client.get(QUARTER).content.decode()


@pytest.mark.parametrize(("who", "numbers"), [("nobody", [2]), ("viewer", [1, 2])])
def test_what_was_replaced_before_it_became_public_never_is(who, numbers, request, twice):
    twice.public_from = LATEST.date()
    person = AnonymousUser() if who == "nobody" else request.getfixturevalue(who)
    found = readable(twice, Reader.of(person, LATEST.date()))
    assert [item.edition.number for item in found] == numbers


@pytest.mark.parametrize("number", [0, 3])
def test_there_is_no_other_edition(number, client, officer, twice):
    client.force_login(officer)
    assert client.get(f"{QUARTER}editions/{number}/").status_code == 404


def test_an_edition_has_no_other_sub_strand(client, officer, twice):
    client.force_login(officer)
    assert client.get(f"{QUARTER}editions/1/harbour/").status_code == 404


def test_an_editions_data_is_the_edition(client, twice):
    data = json.loads(client.get(f"{QUARTER}editions/1/json/").content)
    assert data == json.loads(Edition.objects.get(number=1).report)


def test_taking_an_edition_along_is_recorded(client, viewer, twice):
    client.force_login(viewer)
    client.get(f"{QUARTER}editions/1/workbook/")
    event = AuditEvent.objects.filter(action="quarter.download").latest("sequence")
    assert json.loads(event.after)["edition"] == 1


@pytest.mark.parametrize("page", ["editions/", "editions/1/", "editions/1/growth/"])
def test_an_altered_edition_is_not_shown(page, client, officer, twice):
    Edition.objects.filter(number=1).update(checksum="0" * 64)
    client.force_login(officer)
    client.raise_request_exception = False
    assert client.get(QUARTER + page).status_code == 500


def test_more_editions_ask_no_more_of_the_database(client, viewer, twice):
    client.force_login(viewer)
    counts = []
    for number in (3, 4):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{QUARTER}editions/")
        counts.append(len(queries))
        last = Edition.objects.latest("number")
        last.pk, last.number = None, number
        last.save(force_insert=True)
    assert counts[0] == counts[1]


# --- Public -------------------------------------------------------------------------------------


def make_public(client, **data):
    seen = {"edition": "1", "was": "22 January 2024"}
    return client.post(f"{QUARTER}public/", {**seen, **data}, follow=True)


def test_an_officer_changes_the_day(client, officer, published):
    client.force_login(officer)
    response = make_public(client, who="anybody", public_from="8/4/24")
    assert said(response) == ["Saved. It becomes public on 8 April 2024."]


def test_an_officer_takes_the_day_back(client, officer, published):
    client.force_login(officer)
    make_public(client, who="inside", public_from="22 January 2024")
    assert Quarter.objects.get().public_from is None


def test_a_day_given_for_nobody_is_asked_about(client, officer, published):
    client.force_login(officer)
    make_public(client, who="inside", public_from="22 January 2024")
    response = make_public(client, who="inside", public_from="8 April 2024", was="")
    assert response.context["errors"] == [{"text": DAY_FOR_NOBODY, "href": "#id_who"}]
    assert (response.status_code, response.context["public_from"]) == (422, "8 April 2024")


def test_a_day_that_is_none_is_kept_and_named(client, officer, published):
    client.force_login(officer)
    response = make_public(client, who="anybody", public_from="31 February")
    assert response.context["errors"] == [{"text": NO_DATE, "href": "#id_public_from"}]
    assert (response.status_code, response.context["public_from"]) == (422, "31 February")


def test_a_day_that_somebody_else_changed_meanwhile_is_not(client, officer, published):
    client.force_login(officer)
    response = make_public(client, who="anybody", public_from="8 April 2024", was="")
    assert response.status_code == 409
    assert Quarter.objects.get().public_from == TODAY


# --- Both styles --------------------------------------------------------------------------------


def test_an_edition_of_metrics_reads_like_its_quarter(client, reference):
    officer = factories.User.objects.get(email="officer@demo.example")
    client.force_login(officer)
    at = "/strategies/corporate-plan-2023/quarters/2024-q2/"
    page = text(client.get(f"{at}editions/1/"))
    assert "You are reading edition 1, the latest." in page
    assert "Needs attention" in page
    assert "Metrics" in text(client.get(f"{at}editions/1/health-wellbeing/"))


def test_targets_met_are_the_editions_while_it_is_reopened(client, reference):
    officer = factories.User.objects.get(email="officer@demo.example")
    client.force_login(officer)
    at = "/strategies/corporate-plan-2023/"
    before = client.get(at).context["quarters"]
    Quarter.objects.filter(strategy__slug="corporate-plan-2023").update(
        state="reopened", reopened_reason="A slip."
    )
    after = client.get(at).context["quarters"]
    assert [row["targets"] for row in after] == [row["targets"] for row in before]
