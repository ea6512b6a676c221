from django.test import RequestFactory

from sefton_kpi.middleware import address_behind_proxy


def test_a_page_made_for_somebody_is_kept_by_no_cache(client, lead):
    client.force_login(lead)
    assert "no-store" in client.get("/my-returns/").headers["Cache-Control"]


def test_a_page_for_everybody_may_be_kept(client, db):
    assert "Cache-Control" not in client.get("/strategies/").headers


def test_behind_a_proxy_the_address_is_what_the_proxy_wrote_down():
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "10.1.1.1, 192.0.2.7"})
    assert address_behind_proxy(request) == "192.0.2.7"


def test_without_a_proxys_word_the_address_is_the_connections():
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9")
    assert address_behind_proxy(request) == "192.0.2.9"
