"""Inviting people, giving them roles and shutting them out, through the pages."""

import re
from datetime import date

import pytest
from django.core import mail
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.roles import Role
from objectives.actions.people import ELSEWHERE
from objectives.models import Assignment
from reporting import people as read
from tests import factories
from tests.factories import TODAY

PEOPLE, INVITE, ASSIGN = "/people/", "/people/invite/", "/people/assign/"
NOBODY_SENT = "the mail server did not take the letter"


@pytest.fixture
def as_officer(client, officer, quarter):
    client.force_login(officer)
    return client


@pytest.fixture
def as_administrator(client, administrator, quarter):
    client.force_login(administrator)
    return client


@pytest.fixture
def elsewhere(db):
    """Another strategy, with a lead and an officer of its own."""
    plan = factories.plan(slug="port-plan")
    odd = factories.person(name="Odd Officer")
    pia = factories.person(name="Pia Port")
    factories.hold(user=odd, role=Role.OFFICER, over=plan.strategy)
    factories.hold(user=pia, role=Role.PROJECT_LEAD, over=plan.growth)
    return plan


def page_of(person, act="") -> str:
    return f"/people/{person.pk}/{act}"


def role_of(user) -> Assignment:
    return Assignment.objects.get(user=user)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def errors(response) -> dict:
    return {error["text"]: error["href"] for error in response.context["errors"]}


def names(response) -> list[str]:
    return [row["name"] for row in response.context["rows"]]


def place(item) -> str:
    return f"{'sub-strand' if hasattr(item, 'objective') else 'strategy'}-{item.pk}"


def invitation(**fields) -> dict:
    return {"name": "Bo Åkesson", "email": "bo@town.example", "starts": "22 January 2024"} | fields


def invite(client, **fields):
    return client.post(INVITE, invitation(**fields), follow=True)


def assign(client, **fields):
    return client.post(ASSIGN, {"starts": "22 January 2024", **fields}, follow=True)


# --- Everybody ----------------------------------------------------------------------------------


def test_an_officer_reads_the_people_of_the_strategy(as_officer, lead, viewer, elsewhere, stranger):
    assert names(as_officer.get(PEOPLE)) == ["Lena Lead", "Olga Officer", "Vic Viewer"]


def test_an_officer_of_another_strategy_reads_nobody_of_this_one(
    client, elsewhere, lead, viewer, officer
):
    client.force_login(User.objects.get(name="Odd Officer"))
    page = client.get(PEOPLE).content.decode()
    assert "Pia Port" in page
    assert not {"Lena", "Vic Viewer", "Olga"} & set(re.findall(r"Lena|Vic Viewer|Olga", page))


def test_an_administrator_reads_everybody(as_administrator, lead, elsewhere, stranger):
    assert names(as_administrator.get(PEOPLE)) == [
        "Adam Admin", "Lena Lead", "Odd Officer", "Pia Port", "Stan Stranger"
    ]  # fmt: skip


def test_a_role_elsewhere_is_named_without_its_place(as_officer, lead, elsewhere):
    factories.hold(user=lead, role=Role.VIEWER, over=elsewhere.strategy)
    page = as_officer.get(PEOPLE).content.decode()
    assert "Roles in other strategies" in page
    assert "Viewer" not in page.split("<table")[1]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"words": "LENA"}, ["Lena Lead"]),
        ({"words": "vic viewer"}, ["Vic Viewer"]),
        ({"words": "olga-officer"}, ["Olga Officer"]),
        ({"role": "viewer"}, ["Vic Viewer"]),
        ({"role": "project_lead", "strategy": "town-plan"}, ["Lena Lead"]),
        ({"role": "project_lead", "strategy": "port-plan"}, []),
        ({"state": "deactivated"}, []),
        ({"state": "active"}, ["Lena Lead", "Olga Officer", "Vic Viewer"]),
        (
            {"words": "\0", "role": "king", "state": "gone"},
            ["Lena Lead", "Olga Officer", "Vic Viewer"],
        ),
        ({"page": "99"}, ["Lena Lead", "Olga Officer", "Vic Viewer"]),
    ],
)
def test_a_search_finds(as_officer, lead, viewer, elsewhere, asked, found):
    assert names(as_officer.get(PEOPLE, asked)) == found


def test_a_search_that_finds_nobody_leads_on(as_officer):
    assert "Nobody fits this search" in as_officer.get(PEOPLE, {"words": "zz"}).content.decode()


def test_people_come_a_page_at_a_time(as_administrator):
    for _ in range(read.AT_ONCE):
        factories.person(name="Bea")
    first = as_administrator.get(PEOPLE)
    assert len(names(first)) == read.AT_ONCE
    assert names(as_administrator.get(PEOPLE, {"page": 2})) == ["Bea"]


def test_the_second_page_keeps_the_search(as_administrator):
    for _ in range(read.AT_ONCE + 1):
        factories.person(name="Bea")
    assert as_administrator.get(PEOPLE, {"words": "bea"}).context["next"]["url"] == (
        "?words=bea&page=2"
    )


def test_the_number_of_queries_does_not_grow(as_officer, plan, lead, django_assert_max_num_queries):
    with django_assert_max_num_queries(99) as few:
        as_officer.get(PEOPLE)
    for number in range(12):
        user = factories.person(name=f"Lead {number}")
        factories.hold(user=user, role=Role.PROJECT_LEAD, over=plan.growth)
        factories.hold(user=user, role=Role.VIEWER, over=plan.strategy)
        factories.sub_strand(objective=plan.growth.objective, slug=f"part-{number}")
    with django_assert_max_num_queries(len(few.captured_queries)):
        as_officer.get(PEOPLE)


def test_a_sub_strand_without_a_lead_is_pointed_out_with_the_way_to_give_it_one(
    as_officer, lead, plan
):
    response = as_officer.get(PEOPLE)
    [gap] = response.context["gaps"]
    assert gap["name"] == "Housing"
    form = as_officer.get(gap["url"]).context["form"]
    assert (form["role"].value(), form["place"].value()) == ("project_lead", place(plan.housing))


def test_a_lead_who_is_deactivated_leads_nothing(as_officer, lead):
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert "2 sub-strands have no project lead" in as_officer.get(PEOPLE).content.decode()


@pytest.mark.parametrize("who", ["lead", "reviewer", "viewer"])
def test_others_have_no_people_in_their_navigation(client, request, who, quarter):
    client.force_login(request.getfixturevalue(who))
    assert f'href="{PEOPLE}"' not in client.get("/strategies/").content.decode()


def test_officers_have_people_in_their_navigation(as_officer):
    assert f'href="{PEOPLE}"' in as_officer.get("/strategies/").content.decode()


# --- Inviting -----------------------------------------------------------------------------------


def test_an_invitation_goes_all_the_way_to_the_first_page(
    as_officer, plan, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = invite(as_officer, role="project_lead", place=place(plan.growth))
    assert "Bo Åkesson is invited." in said(response)[0]
    [letter] = mail.outbox
    link = re.search(r"https?://[^/]+(/password/\S+)", letter.body)[1]
    newcomer = Client()
    address = newcomer.get(link).headers["Location"]
    words = {"new_password": "seven quiet lamps", "again": "seven quiet lamps"}
    newcomer.post(address, words)
    assert newcomer.get("/", follow=True).request["PATH_INFO"] == "/my-returns/"


def test_the_letter_says_who_invites_and_for_how_long(
    as_officer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        invite(as_officer, name="Seán O’Brien <b>")
    [letter] = mail.outbox
    [(html, _)] = letter.alternatives
    assert "Olga Officer" in letter.body
    assert "3 days" in letter.body
    assert "Seán O’Brien <b>" in letter.body
    assert "<b>" not in html


def test_a_name_with_line_breaks_stands_in_one_line(as_officer):
    invite(as_officer, name="Bo\r\nBcc: all@town.example\0")
    assert User.objects.get(email="bo@town.example").name == "Bo Bcc: all@town.example"


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_fails_is_told_with_what_to_do(client, db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    client.force_login(factories.person(name="Adam Admin", is_administrator=True))
    response = invite(client)
    assert NOBODY_SENT in said(response)[0]
    assert "Send the invitation again" in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"email": "bo"}, "email"),
        ({"email": "bo@town.example\nBcc: x@y.example"}, "email"),
        ({"email": "bø@town.example"}, "email"),
        ({"role": "deputy"}, "place"),
        ({"role": "king"}, "role"),
        ({"place": "strategy-99999999999999999999"}, "place"),
        ({"ends": "soon"}, "ends"),
        ({"ends": "9" * 99}, "ends"),
    ],
)
def test_what_is_wrong_is_said_by_the_field_and_nothing_is_lost(as_officer, fields, field):
    response = invite(as_officer, job_title="Growth Officer", **fields)
    assert response.status_code == 422
    assert f"#id_{field}" in errors(response).values()
    assert 'value="Growth Officer"' in response.content.decode()
    assert not User.objects.filter(job_title="Growth Officer").exists()


def test_an_address_of_somebody_known_leads_to_them(as_officer, lead):
    response = invite(as_officer, email=lead.email.upper())
    assert response.status_code == 422
    assert response.context["already"] == {"name": "Lena Lead", "url": page_of(lead)}


def test_an_address_of_somebody_elsewhere_tells_nothing_of_them(as_officer, stranger):
    response = invite(as_officer, email=stranger.email)
    assert list(errors(response)) == [ELSEWHERE]
    assert "Stan" not in response.content.decode()


def test_an_officer_is_offered_no_mark_and_cannot_give_it(as_officer):
    response = invite(as_officer, administrator="on")
    assert response.status_code == 200
    assert not User.objects.get(email="bo@town.example").is_administrator


def test_an_officer_is_offered_only_their_own_places(as_officer, elsewhere, plan):
    page = as_officer.get(ASSIGN).content.decode()
    assert f'value="{place(plan.growth)}"' in page
    assert f'value="{place(elsewhere.growth)}"' not in page


def test_an_invitation_is_sent_again(as_officer, django_capture_on_commit_callbacks):
    invite(as_officer)
    bo = User.objects.get(email="bo@town.example")
    with django_capture_on_commit_callbacks(execute=True):
        as_officer.post(page_of(bo, "invite-again/"))
    assert mail.outbox[-1].to == ["bo@town.example"]


# --- One person ---------------------------------------------------------------------------------


def test_a_page_says_what_somebody_holds_held_and_will_hold(as_officer, lead, plan):
    factories.hold(user=lead, role=Role.DEPUTY, over=plan.housing, ends=date(2023, 1, 1))
    factories.hold(user=lead, role=Role.VIEWER, over=plan.strategy, starts=date(2024, 6, 1))
    context = as_officer.get(page_of(lead)).context
    assert [role["label"] for role in context["roles"]] == ["Project lead", "Viewer"]
    assert [role["label"] for role in context["past"]] == ["Deputy lead"]


@pytest.mark.parametrize("act", ["", "change/", "deactivate/"])
def test_who_is_not_to_be_seen_is_not_found(as_officer, stranger, elsewhere, act):
    pia = User.objects.get(name="Pia Port")
    assert as_officer.get(page_of(stranger, act)).status_code == 404
    assert as_officer.get(page_of(pia, act)).status_code == 404


def test_a_number_that_nobody_can_have_is_not_found(as_officer):
    assert as_officer.get(f"/people/{10**30}/").status_code == 404


@pytest.mark.parametrize("act", ["change/", "deactivate/"])
def test_an_account_with_roles_elsewhere_is_read_and_not_changed(as_officer, lead, elsewhere, act):
    factories.hold(user=lead, role=Role.DEPUTY, over=elsewhere.growth)
    assert as_officer.get(page_of(lead, act)).status_code == 403
    page = as_officer.get(page_of(lead)).content.decode()
    assert "Holds roles in other strategies too" in page
    assert page_of(lead, act) not in page


def test_an_administrators_account_is_not_an_officers_to_change(as_officer, plan):
    ruling = factories.person(name="Ruling", is_administrator=True)
    factories.hold(user=ruling, role=Role.VIEWER, over=plan.strategy)
    assert as_officer.get(page_of(ruling)).status_code == 200
    assert as_officer.post(page_of(ruling, "deactivate/")).status_code == 403
    assert as_officer.get(f"/people/roles/{role_of(ruling).pk}/end/").status_code == 403


# --- Changing -----------------------------------------------------------------------------------


def change(client, person, **fields):
    form = client.get(page_of(person, "change/"))
    typed = {"name": person.name, "job_title": person.job_title, "email": person.email}
    typed["read"] = form.context["read"]
    return client.post(page_of(person, "change/"), typed | fields, follow=True)


def test_a_change_is_saved_and_said(as_officer, lead):
    response = change(as_officer, lead, name="Lena  Lindqvist")
    assert said(response) == ["Lena Lindqvist’s details are changed."]


def test_a_changed_address_is_told_to_the_old_one(
    client, administrator, lead, django_capture_on_commit_callbacks
):
    client.force_login(administrator)
    old = lead.email
    with django_capture_on_commit_callbacks(execute=True):
        change(client, lead, email="lena@town.example")
    assert mail.outbox[-1].to == [old]
    assert "lena@town.example" not in mail.outbox[-1].body


def test_a_change_meanwhile_is_shown_and_nothing_typed_is_lost(as_officer, lead):
    form = as_officer.get(page_of(lead, "change/"))
    User.objects.filter(pk=lead.pk).update(job_title="Head of Growth")
    typed = {"name": "Lena Lindqvist", "email": lead.email, "read": form.context["read"]}
    response = as_officer.post(page_of(lead, "change/"), typed)
    assert response.status_code == 409
    assert "Head of Growth" in response.content.decode()
    assert 'value="Lena Lindqvist"' in response.content.decode()
    typed["read"] = response.context["read"]
    assert as_officer.post(page_of(lead, "change/"), typed).status_code == 302


def test_a_made_up_version_changes_nothing(as_officer, lead):
    assert change(as_officer, lead, name="Mallory", read="made up").status_code == 409
    assert User.objects.get(pk=lead.pk).name == "Lena Lead"


def test_an_administrator_marks_another(as_administrator, lead):
    change(as_administrator, lead, administrator="on")
    assert User.objects.get(pk=lead.pk).is_administrator


def test_the_last_administrator_is_told_why_the_mark_stays(as_administrator, administrator):
    response = change(as_administrator, administrator)
    assert response.status_code == 409
    assert "last administrator" in next(iter(errors(response)))


# --- Deactivating -------------------------------------------------------------------------------


def test_before_deactivating_the_page_says_what_is_left_without_a_lead(as_officer, lead):
    page = as_officer.get(page_of(lead, "deactivate/"))
    assert [gap["name"] for gap in page.context["behind"]] == ["Growth"]


def test_where_another_leads_too_nothing_is_left_without(as_officer, lead, plan):
    second = factories.person(name="Second")
    factories.hold(user=second, role=Role.PROJECT_LEAD, over=plan.growth)
    assert as_officer.get(page_of(lead, "deactivate/")).context["behind"] == []


def test_deactivating_signs_out_two_machines_and_leads_to_who_takes_over(as_officer, lead):
    desk, phone = Client(), Client()
    for client in (desk, phone):
        client.force_login(lead)
        assert client.get("/my-returns/").status_code == 200
    response = as_officer.post(page_of(lead, "deactivate/"), follow=True)
    assert "Nobody leads Growth now" in said(response)[0]
    assert response.request["PATH_INFO"] == PEOPLE
    for client in (desk, phone):
        assert client.get("/my-returns/").headers["Location"] == "/sign-in/?next=/my-returns/"


def test_looking_at_the_page_deactivates_nobody(as_officer, lead):
    as_officer.get(page_of(lead, "deactivate/"))
    assert User.objects.get(pk=lead.pk).is_active


def test_nobody_is_offered_their_own_deactivation(as_officer, officer):
    assert page_of(officer, "deactivate/") not in as_officer.get(page_of(officer)).content.decode()
    response = as_officer.post(page_of(officer, "deactivate/"), follow=True)
    assert "your own account" in said(response)[0]
    assert User.objects.get(pk=officer.pk).is_active


def test_reactivating_sends_a_new_invitation(as_officer, lead, django_capture_on_commit_callbacks):
    as_officer.post(page_of(lead, "deactivate/"))
    with django_capture_on_commit_callbacks(execute=True):
        as_officer.post(page_of(lead, "reactivate/"))
    assert mail.outbox[-1].to == [lead.email]
    assert as_officer.get(page_of(lead)).context["known"].state == read.INVITED


# --- Roles --------------------------------------------------------------------------------------


def test_a_role_is_given(as_officer, viewer, plan):
    response = assign(as_officer, person=viewer.pk, role="deputy", place=place(plan.growth))
    assert said(response) == ["Vic Viewer is Deputy lead of Growth, from 22 January 2024."]


@pytest.mark.parametrize(
    ("role", "over", "field"),
    [
        ("viewer", "growth", "place"),
        ("deputy", "strategy", "place"),
        ("project_lead", "growth", "role"),
    ],
)
def test_a_role_that_does_not_fit_is_said_by_its_field(as_officer, lead, plan, role, over, field):
    response = assign(as_officer, person=lead.pk, role=role, place=place(getattr(plan, over)))
    assert response.status_code == 422
    assert f"#id_{field}" in errors(response).values()
    assert response.context["form"]["person"].value() == str(lead.pk)


def test_a_role_in_another_strategy_can_not_be_given(as_officer, viewer, elsewhere):
    response = assign(as_officer, person=viewer.pk, role="deputy", place=place(elsewhere.growth))
    assert response.status_code == 422
    assert Assignment.objects.filter(user=viewer).count() == 1


def test_somebody_not_to_be_seen_can_not_be_given_a_role(as_officer, stranger, plan):
    response = assign(as_officer, person=stranger.pk, role="deputy", place=place(plan.growth))
    assert response.status_code == 422
    assert not Assignment.objects.filter(user=stranger).exists()


def test_a_deputy_stands_in_for_the_days_of_a_leave(as_officer, lead, viewer, plan):
    address = f"/people/roles/{role_of(lead).pk}/deputise/"
    typed = {"person": viewer.pk, "starts": "1 February 2024", "ends": "15/2/2024"}
    as_officer.post(address, typed)
    role = Assignment.objects.get(user=viewer, role=Role.DEPUTY)
    assert (role.sub_strand, role.starts, role.ends) == (
        plan.growth, date(2024, 2, 1), date(2024, 2, 15)
    )  # fmt: skip


def test_a_leads_page_says_who_deputises_and_until_when(as_officer, lead, viewer, plan):
    end = date(2024, 2, 14)
    factories.hold(user=viewer, role=Role.DEPUTY, over=plan.growth, starts=TODAY, ends=end)
    [role] = as_officer.get(page_of(lead)).context["roles"]
    assert role["deputies"] == [
        {
            "name": viewer.name,
            "url": page_of(viewer),
            "days": "from 22 January 2024 until 14 February 2024",
        }
    ]


def test_a_leave_that_is_over_is_not_told(as_officer, lead, viewer, plan):
    end = date(2024, 1, 21)
    factories.hold(user=viewer, role=Role.DEPUTY, over=plan.growth, ends=end)
    [role] = as_officer.get(page_of(lead)).context["roles"]
    assert role["deputies"] == []


def test_before_a_second_lead_is_given_the_page_says_who_the_first_is(
    as_officer, lead, viewer, plan
):
    asked = {"person": viewer.pk, "role": "project_lead", "place": place(plan.growth)}
    page = assign(as_officer, **asked)
    assert page.status_code == 422
    assert errors(page) == {
        "Growth has a lead: Lena Lead. Both will get every letter. To go on all the same, choose "
        "“Give the role” once more.": "#id_place"
    }
    assert not Assignment.objects.filter(user=viewer, role=Role.PROJECT_LEAD).exists()
    assign(as_officer, **asked, beside=page.context["beside"])
    assert Assignment.objects.filter(user=viewer, role=Role.PROJECT_LEAD).exists()


def test_what_was_said_of_one_sub_strand_confirms_no_other(
    as_officer, lead, ses_lead, viewer, plan
):
    factories.hold(user=ses_lead, role=Role.PROJECT_LEAD, over=plan.housing)
    asked = {"person": viewer.pk, "role": "project_lead"}
    page = assign(as_officer, **asked, place=place(plan.growth))
    other = assign(as_officer, **asked, place=place(plan.housing), beside=page.context["beside"])
    assert other.status_code == 422


def test_a_lead_who_stops_before_is_no_reason_to_ask(as_officer, lead, viewer, plan):
    Assignment.objects.filter(user=lead).update(ends=date(2024, 1, 21))
    assign(as_officer, person=viewer.pk, role="project_lead", place=place(plan.growth))
    assert Assignment.objects.filter(user=viewer, role=Role.PROJECT_LEAD).exists()


def test_somebody_invited_beside_a_lead_is_asked_about_too(as_officer, lead, plan):
    asked = {"role": "project_lead", "place": place(plan.growth)}
    page = invite(as_officer, **asked)
    assert page.status_code == 422
    assert not User.objects.filter(email="bo@town.example").exists()
    invite(as_officer, **asked, beside=page.context["beside"])
    assert User.objects.filter(email="bo@town.example").exists()


def test_the_letter_names_the_role_and_its_place(
    as_officer, plan, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        invite(as_officer, role="project_lead", place=place(plan.housing))
    says = "Project lead of Housing, Town plan, from 22 January 2024"
    assert says in mail.outbox[0].body
    assert says in mail.outbox[0].alternatives[0][0]


def test_the_strategy_stands_once_over_several_roles_in_it(as_officer, lead, viewer, plan):
    factories.hold(user=viewer, role=Role.DEPUTY, over=plan.growth, starts=TODAY)
    rows = {row["name"]: row for row in as_officer.get(PEOPLE).context["rows"]}
    assert rows[viewer.name]["strategy"] == "Town plan"
    assert "Town plan" not in str(rows[viewer.name]["roles"])
    assert rows[lead.name]["strategy"] == ""
    assert rows[lead.name]["roles"][0]["note"].startswith("Town plan, from")


def test_a_leave_has_a_last_day(as_officer, lead, viewer):
    address = f"/people/roles/{role_of(lead).pk}/deputise/"
    response = as_officer.post(address, {"person": viewer.pk, "starts": "1 February 2024"})
    assert response.status_code == 422
    assert "#id_ends" in errors(response).values()


def test_a_role_is_ended_with_a_day(as_officer, lead):
    address = f"/people/roles/{role_of(lead).pk}/end/"
    response = as_officer.post(address, {"ends": "31 January 2024"}, follow=True)
    assert role_of(lead).ends == date(2024, 1, 31)
    assert "until the end of 31 January 2024" in said(response)[0]


@pytest.mark.parametrize("day", ["", "yesterday", "21 January 2024", "31/2/2024", "x" * 90])
def test_a_day_that_will_not_do_ends_nothing(as_officer, lead, day):
    address = f"/people/roles/{role_of(lead).pk}/end/"
    response = as_officer.post(address, {"ends": day})
    assert response.status_code == 422
    assert "#id_ends" in errors(response).values()
    assert role_of(lead).ends is None


def test_a_role_of_another_strategy_is_not_found(as_officer, elsewhere):
    pia = User.objects.get(name="Pia Port")
    assert as_officer.get(f"/people/roles/{role_of(pia).pk}/end/").status_code == 404


def test_every_act_through_the_pages_is_on_record(as_officer, lead, plan):
    invite(as_officer, role="deputy", place=place(plan.growth))
    as_officer.post(f"/people/roles/{role_of(lead).pk}/end/", {"ends": "31 January 2024"})
    as_officer.post(page_of(lead, "deactivate/"))
    as_officer.post(page_of(lead, "reactivate/"))
    acts = AuditEvent.objects.order_by("sequence").values_list("action", flat=True)
    assert list(acts) == [
        "person.invite", "role.give", "role.end", "person.deactivate", "person.reactivate"
    ]  # fmt: skip
