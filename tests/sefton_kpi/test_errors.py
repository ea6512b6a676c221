"""Pages for what went wrong outside any view."""

import pytest

pytestmark = pytest.mark.django_db

ONLY_FORMS = "/strategies/town-plan/quarters/2023-q3/growth/return/comments/"


def test_an_address_that_only_takes_forms_says_so(client, lead, submission):
    client.force_login(lead)
    response = client.get(ONLY_FORMS)
    page = response.content.decode()
    assert response.status_code == 405
    assert '<h1 class="govuk-heading-l">This address only takes forms</h1>' in page
    assert 'href="/"' in page[page.index("<main") :]


def test_it_says_what_it_takes(client, submission):
    assert client.get(ONLY_FORMS).headers["Allow"] == "POST"


def test_what_a_page_does_not_take_is_still_refused_without_words(client, lead):
    client.force_login(lead)
    response = client.delete("/my-returns/")
    assert (response.status_code, response.content) == (405, b"")


def test_the_page_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(ONLY_FORMS).status_code == 405
