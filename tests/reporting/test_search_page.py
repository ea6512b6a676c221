"""The page of what was found."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting.models import Submission
from reporting.workflow import ReturnState
from tests import factories

pytestmark = pytest.mark.django_db

PLACE = "/search/"


@pytest.fixture
def search(client, request):
    """`search("officer", "footfall")`: the page that this person gets."""

    def ask(who, words, **more):
        if who != "signed_out":
            client.force_login(request.getfixturevalue(who))
        return client.get(PLACE, {"q": words, **more})

    return ask


def text(page) -> str:
    return page.content.decode()


@pytest.fixture
def told(plan, submission):
    """A draft with a note and a commentary that hold markup."""
    factories.entry(
        submission=submission,
        placement=plan.enquiries,
        note="<b>Footfall</b> & more",
        declared="red",
    )
    Submission.objects.filter(pk=submission.pk).update(commentary="Footfall rose")
    return factories.put(submission=submission, state=ReturnState.DRAFT)


def test_the_page_without_words_only_asks_for_them(search):
    page = search("signed_out", "")
    assert page.status_code == 200
    assert not page.context["searched"]


def test_a_note_leads_to_its_row_in_the_report(search, told):
    page = search("lead", "footfall")
    found = text(page)
    assert 'href="/strategies/town-plan/quarters/2023-q3/growth/#kpi-1"' in found
    assert 'href="/strategies/town-plan/quarters/2023-q3/growth/#commentary"' in found
    assert "Found: 1 note, 1 commentary." in found
    assert "(Draft)" in found


def test_what_was_found_is_marked_and_markup_stays_text(search, told):
    assert "&lt;b&gt;<mark>Footfall</mark>&lt;/b&gt; &amp; more" in text(search("lead", "footfall"))


def test_what_was_typed_stays_in_the_field(search):
    assert 'value="&quot;town &lt;centre&gt;&quot;"' in text(
        search("signed_out", '"town <centre>"')
    )


def test_nothing_found_says_how_to_find_more(search, told):
    page = text(search("viewer", "footfall"))
    assert "Nothing was found" in page
    assert "Try fewer words" in page


@pytest.mark.parametrize("words", ["a", "x" * 201])
def test_what_cant_be_looked_for_is_said_beside_the_field(words, search):
    page = search("signed_out", words)
    assert page.context["wrong"]
    assert 'id="q-error"' in text(page)
    assert f'value="{words}"' in text(page)


@pytest.mark.parametrize("words", ["\0", "'; drop table", "%%", "\\", "ÿþ", "☃" * 100])
def test_odd_words_are_looked_for_without_a_fault(words, search, told):
    assert search("officer", words).status_code == 200


@pytest.mark.parametrize("page", ["2", "0", "-1", "x", "999999999999999999999"])
def test_any_page_that_is_asked_for_shows_one_that_is_there(page, search, told):
    assert search("lead", "footfall", **{"in": "notes", "page": page}).context["groups"]


def test_a_kind_that_there_is_not_shows_all_kinds(search, told):
    assert len(search("lead", "footfall", **{"in": "secrets"}).context["groups"]) == 2


def test_many_of_a_kind_lead_to_all_of_them_in_pages(plan, quarter, search):
    for number in range(25):
        kpi = factories.kpi(name=f"Visits {number:02}")
        factories.placement(sub_strand=plan.housing, kpi=kpi, number=100 + number)
    few = search("viewer", "visits").context["groups"][0]
    assert (len(few["rows"]), few["all_words"]) == (5, "All 25 KPIs")
    whole = search("viewer", "visits", **{"in": "kpis"}).context["groups"][0]
    assert len(whole["rows"]) == 20
    assert whole["next"]["url"] == "/search/?q=visits&in=kpis&page=2"
    rest = search("viewer", "visits", **{"in": "kpis", "page": "2"}).context["groups"][0]
    assert (len(rest["rows"]), rest["next"]) == (5, None)


def test_many_finds_cost_no_more_queries_than_one(
    plan, quarter, viewer, client, django_assert_num_queries
):
    def add(number):
        kpi = factories.kpi(name=f"Visits {number:02}")
        factories.placement(sub_strand=plan.housing, kpi=kpi, number=100 + number)

    client.force_login(viewer)
    add(0)
    client.get(PLACE, {"q": "visits"})
    with CaptureQueriesContext(connection) as for_one:
        client.get(PLACE, {"q": "visits"})
    for number in range(1, 5):
        add(number)
    with django_assert_num_queries(len(for_one)):
        client.get(PLACE, {"q": "visits"})
