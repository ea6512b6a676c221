"""Signing in and out, through the pages."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.forms import WRONG
from accounts.models import AuditEvent, User

PASSWORD = "four words make sense"
SIGN_IN = "/sign-in/"


@pytest.fixture
def person(db):
    return User.objects.create_user("ada@town.example", PASSWORD, name="Ada")


def post(client, email="ada@town.example", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"email": email, "password": password, **more})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_signs_in_and_leads_home(client, person):
    response = post(client)
    assert response.headers["Location"] == reverse("home")
    assert is_signed_in(client)


def test_the_address_is_taken_in_any_case(client, person):
    post(client, email="Ada@Town.Example")
    assert is_signed_in(client)


def test_a_sign_in_is_an_audit_event(client, person):
    post(client)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor) == ("sign_in", person)


def test_without_its_audit_event_nobody_is_signed_in(client, person, monkeypatch):
    def broken(**event):
        raise RuntimeError("no audit")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        post(client)
    person.refresh_from_db()
    assert person.last_login is None


@pytest.mark.parametrize(
    ("email", "password"),
    [("ada@town.example", "wrong"), ("nobody@town.example", PASSWORD)],
    ids=["wrong password", "unknown address"],
)
def test_what_does_not_fit_is_said_in_the_same_words(client, person, email, password):
    response = post(client, email=email, password=password)
    assert response.context["errors"] == [{"text": WRONG, "href": "#id_email"}]


def test_a_wrong_password_signs_nobody_in(client, person):
    post(client, password="wrong")
    assert not is_signed_in(client)


def test_an_empty_form_names_both_fields(client, db):
    response = post(client, email="", password="")
    assert [error["text"] for error in response.context["errors"]] == [
        "Enter your e-mail address.",
        "Enter your password.",
    ]


def test_an_error_stands_by_its_field(client, db):
    page = post(client, email="ada", password="x").content.decode()
    field = page[page.index('id="div_id_email"') : page.index('id="div_id_password"')]
    assert "Enter an e-mail address with an @" in field


def test_the_title_of_a_page_with_errors_says_so(client, db):
    assert "<title>Error: Sign in" in post(client, email="").content.decode()


def test_a_password_typed_wrong_is_not_sent_back(client, person):
    assert "hunter2" not in post(client, password="hunter2").content.decode()


def test_somebody_who_has_left_is_not_let_in(client, person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    post(client)
    assert not is_signed_in(client)


def test_signing_in_leads_to_the_page_that_was_asked_for(client, person):
    assert post(client, next="/strategies/").headers["Location"] == "/strategies/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"]
)
def test_signing_in_never_leads_away_from_the_portal(client, person, elsewhere):
    assert post(client, next=elsewhere).headers["Location"] == reverse("home")


def test_whoever_is_signed_in_already_is_sent_on(client, person):
    client.force_login(person)
    assert client.get(SIGN_IN).headers["Location"] == reverse("home")


def test_the_page_keeps_where_one_was_going(client, db):
    page = client.get(SIGN_IN, {"next": "/my-returns/"}).content.decode()
    assert '<input type="hidden" name="next" value="/my-returns/">' in page


# --- The demonstration --------------------------------------------------------------------------


def test_the_demonstration_shows_its_accounts(client, db):
    page = client.get(SIGN_IN).content.decode()
    assert "lead@demo.example" in page
    assert "lead-housing@demo.example" in page


def test_a_demonstration_account_fills_in_the_form(client, db):
    page = client.get(SIGN_IN, {"email": "officer@demo.example"}).content.decode()
    assert 'value="officer@demo.example"' in page
    assert 'value="quarterly"' in page


def test_outside_the_demonstration_no_account_is_shown(client, db, settings):
    settings.DEMO = False
    page = client.get(SIGN_IN, {"email": "officer@demo.example"}).content.decode()
    assert "quarterly" not in page.replace("Quarterly", "")
    assert "lead@demo.example" not in page


# --- Signing out --------------------------------------------------------------------------------


def test_signing_out_ends_the_session(client, person):
    client.force_login(person)
    client.post("/sign-out/")
    assert not is_signed_in(client)


def test_a_sign_out_is_an_audit_event(client, person):
    client.force_login(person)
    client.post("/sign-out/")
    assert AuditEvent.objects.get().action == "sign_out"


def test_without_its_audit_event_nobody_is_signed_out(client, person, monkeypatch):
    def broken(**event):
        raise RuntimeError("no audit")

    client.force_login(person)
    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        client.post("/sign-out/")
    assert is_signed_in(client)


def test_signing_out_twice_is_no_error(client, db):
    assert client.post("/sign-out/").status_code == 302


def test_a_link_cannot_sign_anybody_out(client, person):
    client.force_login(person)
    assert client.get("/sign-out/").status_code == 405


# --- Locking ------------------------------------------------------------------------------------


@pytest.fixture
def locking(settings):
    settings.AXES_ENABLED = True
    settings.AXES_FAILURE_LIMIT = 3


def fail(client, times, **credentials):
    for _ in range(times):
        response = post(client, password="wrong", **credentials)
    return response


def test_too_many_wrong_passwords_lock_the_account(client, person, locking):
    assert fail(client, 3).status_code == 429


def test_the_page_of_a_lock_says_until_when(client, person, locking):
    page = fail(client, 3).content.decode()
    last = AccessAttempt.objects.get().attempt_time
    until = timezone.localtime(last + timedelta(minutes=15))
    assert f"until <strong>{until:%H:%M}</strong>" in page


def test_trying_on_makes_a_lock_no_longer(client, person, locking):
    fail(client, 3)
    last = AccessAttempt.objects.get().attempt_time
    assert fail(client, 2).status_code == 429
    assert AccessAttempt.objects.get().attempt_time == last


def test_the_page_of_a_lock_leads_to_a_new_password(client, person, locking):
    page = fail(client, 3).content.decode()
    assert 'href="/password/forgotten/?email=ada%40town.example"' in page


@pytest.mark.parametrize("email", ["ada@town.example", "nobody@town.example"])
def test_the_last_attempts_are_counted_whether_there_is_an_account_or_not(
    client, person, settings, email
):
    settings.AXES_ENABLED = True
    said = [fail(client, 1, email=email).context["errors"][0]["text"] for _ in range(9)]
    assert said[:6] == [WRONG] * 6
    assert said[6:] == [
        f"{WRONG} 3 attempts left.",
        f"{WRONG} 2 attempts left.",
        f"{WRONG} 1 attempt left.",
    ]


def test_somebody_deactivated_reads_what_a_wrong_password_reads(client, person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert post(client).context["errors"] == [{"text": WRONG, "href": "#id_email"}]


def test_a_locked_account_does_not_open_to_the_right_password(client, person, locking):
    fail(client, 3)
    post(client)
    assert not is_signed_in(client)


def test_one_persons_mistakes_lock_out_no_one_else(client, person, locking):
    fail(client, 3, email="bob@town.example")
    post(client)
    assert is_signed_in(client)
