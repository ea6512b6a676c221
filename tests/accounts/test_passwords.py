"""Passwords forgotten, chosen with a link and changed, through the pages."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.messages import get_messages
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import actions, audit, clock
from accounts.models import AuditEvent, User
from accounts.password_forms import WRONG_PRESENT
from accounts.password_views import forgotten
from accounts.refusals import Refused
from tests import factories

OLD, NEW = "four words make sense", "seven quiet harbour lamps"
FORGOTTEN, SENT, CHANGE = "/password/forgotten/", "/password/sent/", "/password/change/"


@pytest.fixture
def person(db):
    return User.objects.create_user("ada@town.example", OLD, name="Ada Østergård")


@pytest.fixture
def ask(django_capture_on_commit_callbacks):
    """Ask for a link, as whoever reads that address's mail; the answer."""

    def asked(email="ada@town.example", client=None):
        with django_capture_on_commit_callbacks(execute=True):
            return (client or Client()).post(FORGOTTEN, {"email": email})

    return asked


@pytest.fixture
def opened(client, person, ask):
    """The form to which a letter's link leads: its address."""
    ask()
    response = client.get(link())
    assert response.status_code == 302
    return response.headers["Location"]


def link(letter=-1) -> str:
    """The address in a letter, without the portal's own."""
    return re.search(r"https?://[^/]+(/password/\S+)", mail.outbox[letter].body)[1]


def choose(client, address, password=NEW, again=None):
    return client.post(address, {"new_password": password, "again": again or password})


def signs_in(password, email="ada@town.example", machine="127.0.0.1") -> bool:
    client = Client(REMOTE_ADDR=machine)
    client.post("/sign-in/", {"email": email, "password": password})
    return is_signed_in(client)


def is_signed_in(client) -> bool:
    return client.get(CHANGE).status_code == 200


def errors(response) -> list[str]:
    return [error["text"] for error in response.context["errors"]]


# --- Forgotten ----------------------------------------------------------------------------------


def test_the_sign_in_page_leads_to_a_new_password(client, db):
    assert f'href="{FORGOTTEN}"' in client.get("/sign-in/").content.decode()


def test_a_link_is_sent_to_who_has_an_account(person, ask):
    ask()
    [letter] = mail.outbox
    assert letter.to == ["ada@town.example"]


def test_the_letter_says_the_same_in_html(person, ask):
    ask()
    [(html, kind)] = mail.outbox[0].alternatives
    assert kind == "text/html"
    assert link() in html


def test_the_link_leads_where_the_settings_say_whatever_host_was_asked(person, settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://portal.example/", ["*"]
    Client().post(FORGOTTEN, {"email": person.email}, headers={"host": "evil.example"})
    actions.letters.new_password(person).send()
    assert "https://portal.example/password/" in mail.outbox[-1].body


def test_the_address_is_taken_in_any_case(person, ask):
    ask("ADA@Town.example")
    assert len(mail.outbox) == 1


def test_nothing_is_sent_to_an_address_without_an_account(person, ask):
    ask("nobody@town.example")
    assert mail.outbox == []


def test_nothing_is_sent_to_somebody_deactivated(person, ask):
    User.objects.update(is_active=False)
    ask()
    assert mail.outbox == []


def test_the_answer_is_the_same_for_an_address_without_an_account(person, ask):
    known, unknown = ask(), ask("nobody@town.example")
    assert (known.status_code, known.headers["Location"]) == (302, SENT)
    assert (unknown.status_code, unknown.headers["Location"]) == (302, SENT)


def test_the_answer_is_out_before_anything_is_looked_up(person, rf, django_assert_num_queries):
    request = rf.post(FORGOTTEN, {"email": person.email})
    request.user = User()
    with django_assert_num_queries(0):
        forgotten(request)


def test_somebody_invited_whose_link_has_run_out_gets_another(db, ask):
    User.objects.create_user("new@town.example", None, name="New")
    ask("new@town.example")
    assert len(mail.outbox) == 1


def test_an_hour_brings_three_letters_at_most(person, ask):
    for _ in range(5):
        ask()
    assert len(mail.outbox) == actions.LETTERS_AN_HOUR


def test_the_hours_letters_are_counted_for_each_address(person, ask):
    User.objects.create_user("bob@town.example", OLD, name="Bob")
    for _ in range(4):
        ask()
    ask("bob@town.example")
    assert mail.outbox[-1].to == ["bob@town.example"]


def test_after_an_hour_a_letter_is_sent_again(person, ask, django_capture_on_commit_callbacks):
    for _ in range(3):
        ask()
    with django_capture_on_commit_callbacks(execute=True):
        actions.ask_for_password(email=person.email, now=clock.now() + timedelta(minutes=61))
    assert len(mail.outbox) == 4


def test_a_link_that_was_asked_for_is_an_audit_event(person, ask):
    ask()
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.subject) == ("password.asked", None, "Ada Østergård")


@pytest.mark.parametrize("typed", ["", "ada", "ada@town.example\nBcc: all@town.example", "\0@x.y"])
def test_what_is_no_address_is_asked_for_again(client, person, typed):
    response = client.post(FORGOTTEN, {"email": typed})
    assert response.status_code == 422
    assert len(errors(response)) == 1
    assert mail.outbox == []


def test_a_mail_server_that_fails_shows_nobody_anything(person, ask, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert ask().status_code == 302
    assert "No mail could be sent" in caplog.text


# --- Chosen with a link -------------------------------------------------------------------------


def test_the_link_takes_its_token_out_of_the_address(opened):
    assert opened.endswith("/set-password/")


def test_a_chosen_password_signs_in(client, opened):
    response = choose(client, opened)
    assert response.status_code == 302
    assert is_signed_in(client)
    assert signs_in(NEW)
    assert not signs_in(OLD)


@pytest.mark.parametrize(("password", "is_told"), [(None, False), (OLD, True)])
def test_only_who_had_a_password_is_told_of_being_signed_out_elsewhere(
    password, is_told, client, db, ask
):
    User.objects.create_user("new@town.example", password, name="New")
    ask("new@town.example")
    response = choose(client, client.get(link()).headers["Location"])
    [message] = get_messages(response.wsgi_request)
    assert ("signed out elsewhere" in str(message)) is is_told


def test_a_chosen_password_ends_the_sessions_elsewhere(client, person, ask):
    elsewhere = Client()
    elsewhere.force_login(person)
    ask()
    choose(client, client.get(link()).headers["Location"])
    assert not is_signed_in(elsewhere)


def test_choosing_a_password_is_an_audit_event_and_a_sign_in(client, opened):
    choose(client, opened)
    acts = list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True))
    assert acts == ["password.asked", "password.set", "sign_in"]


def test_without_its_audit_event_no_password_is_set(client, opened, monkeypatch):
    def broken(**event):
        raise RuntimeError("no audit")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        choose(client, opened)
    assert User.objects.get().check_password(OLD)


def test_a_link_works_once(client, opened):
    address = link()
    choose(client, opened)
    response = Client().get(address)
    assert response.status_code == 410
    assert "no longer works" in response.content.decode()


def test_an_older_link_dies_with_the_newer_one(client, person, ask):
    ask()
    ask()
    choose(client, client.get(link(1)).headers["Location"])
    assert Client().get(link(0)).status_code == 410


def test_a_link_dies_when_its_days_are_over(client, person, ask, settings):
    ask()
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert client.get(link()).status_code == 410


def test_a_link_dies_when_its_person_is_deactivated(client, person, ask):
    ask()
    User.objects.update(is_active=False)
    assert client.get(link()).status_code == 410


def test_a_form_left_open_dies_when_its_person_is_deactivated(client, opened):
    User.objects.update(is_active=False)
    assert choose(client, opened).status_code == 410
    assert User.objects.get().check_password(OLD)


def test_the_act_itself_asks_whether_the_link_is_good(person):
    with pytest.raises(Refused):
        actions.set_password(by=person, token="made-up", password=NEW, now=factories.NOW)
    assert User.objects.get().check_password(OLD)


@pytest.mark.parametrize("place", ["MQ/made-up", "x/y", "OTk5OTk5/abc-def", "%00/a"])
def test_a_made_up_link_opens_nothing(client, person, place):
    response = client.get(f"/password/{place}/")
    assert response.status_code == 410
    assert "Ada" not in response.content.decode()


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("", "", "Enter a new password."),
        ("short", "short", "Use 12 characters or more."),
        ("password1234", "password1234", "among the first that attackers try"),
        ("ada@town.example", "ada@town.example", "too much like"),
        (NEW, "something else", "not the same"),
        ("x" * 201, "x" * 201, "Use 200 characters or fewer."),
        ("seven quiet\0lamps", "seven quiet\0lamps", "invisible character"),
    ],
)
def test_a_password_that_is_no_good_is_refused_in_words(client, opened, password, again, words):
    response = choose(client, opened, password, again)
    assert response.status_code == 422
    assert any(words in text for text in errors(response))
    assert not signs_in(password)


def test_what_is_wrong_is_listed_in_the_order_of_the_fields(client, opened):
    first, last = errors(choose(client, opened, "short", "other"))
    assert "12 characters" in first
    assert "not the same" in last


def test_a_new_password_is_told_to_its_owner(client, opened, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        choose(client, opened)
    assert mail.outbox[-1].subject.startswith("Your password was changed")


def test_a_chosen_password_lifts_the_lock_of_its_address(client, opened, settings):
    settings.AXES_ENABLED, settings.AXES_FAILURE_LIMIT = True, 2
    desk = "10.0.0.9"  # not where the link is opened
    for _ in range(2):
        signs_in("wrong", machine=desk)
    assert not signs_in(OLD, machine=desk)
    choose(client, opened)
    assert signs_in(NEW, machine=desk)


def test_a_link_opened_by_somebody_else_signed_in_here_changes_to_its_own_person(
    client, person, ask
):
    other = User.objects.create_user("bob@town.example", OLD, name="Bob")
    client.force_login(other)
    ask()
    choose(client, client.get(link()).headers["Location"])
    assert int(client.session["_auth_user_id"]) == person.pk
    assert signs_in(OLD, other.email)


# --- Changed ------------------------------------------------------------------------------------


@pytest.fixture
def signed_in(client, person):
    client.post("/sign-in/", {"email": person.email, "password": OLD})
    return client


def change(client, present=OLD, new=NEW, again=None):
    return client.post(CHANGE, {"password": present, "new_password": new, "again": again or new})


def test_the_name_in_the_header_leads_to_the_change(signed_in):
    assert f'href="{CHANGE}"' in signed_in.get("/strategies/").content.decode()


def test_a_changed_password_signs_in(signed_in):
    assert change(signed_in).status_code == 302
    assert signs_in(NEW)


def test_changing_keeps_this_session_and_ends_the_others(signed_in, person):
    elsewhere = Client()
    elsewhere.force_login(person)
    change(signed_in)
    assert is_signed_in(signed_in)
    assert not is_signed_in(elsewhere)


def test_a_change_is_an_audit_event(signed_in):
    change(signed_in)
    assert AuditEvent.objects.latest("sequence").action == "password.change"


def test_what_is_wrong_with_the_present_password_is_said_first(signed_in):
    assert errors(change(signed_in, present="wrong", new="short"))[0] == WRONG_PRESENT


def test_the_present_password_is_needed(signed_in):
    response = change(signed_in, present="wrong")
    assert response.status_code == 422
    assert errors(response) == [WRONG_PRESENT]
    assert signs_in(OLD)


def test_guesses_at_the_present_password_are_counted(signed_in, settings):
    settings.AXES_ENABLED, settings.AXES_FAILURE_LIMIT = True, 3
    for _ in range(3):
        response = change(signed_in, present="wrong")
    assert response.status_code == 429


def test_no_password_is_kept_with_a_wrong_guess(signed_in, settings):
    settings.AXES_ENABLED = True
    change(signed_in, present="my wrong guess")
    stored = AccessAttempt.objects.get()
    assert NEW not in stored.post_data
    assert "my wrong guess" not in stored.post_data


def test_whoever_is_signed_out_is_sent_to_sign_in(client, db):
    assert client.get(CHANGE).headers["Location"] == f"/sign-in/?next={CHANGE}"


def test_time_of_letters_is_the_portals_own(person, ask):
    ask()
    assert timezone.localdate(AuditEvent.objects.get().at) == clock.today()
