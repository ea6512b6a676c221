"""Inviting, changing, deactivating and reactivating people; giving and ending roles."""

from dataclasses import asdict
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts import audit, passwords
from accounts.models import AuditEvent, User
from accounts.refusals import Faulty, Refused
from accounts.roles import Role
from objectives.access import Keeper
from objectives.actions import people, roles
from objectives.actions.people import LAST, MEANWHILE, YOURSELF, Details
from objectives.actions.roles import NewRole
from objectives.models import Assignment
from reporting.models import Step
from tests import factories
from tests.factories import NOW, TODAY
from tests.reporting import acts

BO = Details("Bo Åkesson", "Growth Officer", "bo@town.example")


@pytest.fixture
def elsewhere(db):
    """Another strategy, with which the town plan's officer has nothing to do."""
    return factories.plan(slug="port-plan")


@pytest.fixture
def other_officer(elsewhere):
    user = factories.person(name="Odd Officer")
    return factories.hold(user=user, role=Role.OFFICER, over=elsewhere.strategy)


@pytest.fixture
def second_administrator(db):
    return factories.person(name="Ann Admin", is_administrator=True)


def invite(by, details=BO, given=()):
    return people.invite(details=details, roles=list(given), by=by, now=NOW).person


def change(person, by, read=None, **fields):
    stands = Details.of(User.objects.get(pk=person.pk))
    said = {**asdict(stands), **fields}
    return people.change(
        person=person, details=Details(**said), read=read or stands, by=by, now=NOW
    )


def deactivate(person, by):
    return people.deactivate(person=person, by=by, now=NOW)


def give(person, by, role=Role.PROJECT_LEAD, over=None, starts=TODAY, ends=None):
    new = NewRole(role, over, starts, ends)
    return roles.give_role(person=person, role=new, by=by, now=NOW)


def end(assignment, by, ends=TODAY):
    return roles.end_role(assignment=assignment, ends=ends, by=by, now=NOW)


def role_of(user) -> Assignment:
    return Assignment.objects.get(user=user)


def fresh(person) -> User:
    return User.objects.get(pk=person.pk)


def faults(act, *args, **kwargs) -> dict:
    with pytest.raises(Faulty) as refusal:
        act(*args, **kwargs)
    return refusal.value.faults


# --- Who keeps whom -----------------------------------------------------------------------------


@pytest.fixture
def everybody(
    lead, other_lead, reviewer, viewer, officer, other_officer, administrator, stranger, elsewhere
):
    """Those above, and: who leads here and elsewhere, who led here once, who leads later."""
    both = factories.person(name="Both")
    factories.hold(user=both, role=Role.PROJECT_LEAD, over=role_of(lead).sub_strand)
    factories.hold(user=both, role=Role.PROJECT_LEAD, over=elsewhere.growth)
    once = factories.person(name="Once")
    factories.hold(
        user=once, role=Role.DEPUTY, over=role_of(lead).sub_strand, ends=date(2023, 1, 1)
    )
    later = factories.person(name="Later")
    factories.hold(
        user=later, role=Role.DEPUTY, over=role_of(lead).sub_strand, starts=date(2025, 1, 1)
    )
    ruling = factories.person(name="Ruling", is_administrator=True)
    factories.hold(user=ruling, role=Role.VIEWER, over=role_of(officer).strategy)
    return User.objects.all()


def names(found) -> set[str]:
    return {user.name.split()[0] for user in found}


def test_an_officer_sees_whoever_has_or_had_a_role_in_the_strategy(everybody, officer):
    who = Keeper.of(officer, TODAY)
    assert names(who.people()) == {
        "Lena", "Omar", "Rita", "Vic", "Olga", "Both", "Once", "Later", "Ruling"
    }  # fmt: skip


def test_an_officer_keeps_those_with_roles_nowhere_else(everybody, officer):
    who = Keeper.of(officer, TODAY)
    kept = {user.pk for user in everybody if who.keeps(user)}
    assert names(User.objects.filter(pk__in=kept)) == {
        "Lena", "Omar", "Rita", "Vic", "Olga", "Once", "Later"
    }  # fmt: skip


def test_an_officer_gives_roles_to_whom_they_see_but_administrators(everybody, officer, plan):
    who = Keeper.of(officer, TODAY)
    given = {user.pk for user in everybody if who.gives(user, plan.growth)}
    assert given == set(who.people().filter(is_administrator=False).values_list("pk", flat=True))


def test_an_officer_gives_no_role_in_another_strategy(everybody, officer, elsewhere):
    who = Keeper.of(officer, TODAY)
    assert not any(who.gives(user, elsewhere.growth) for user in everybody)


def test_an_administrator_sees_and_keeps_everybody(everybody, administrator):
    who = Keeper.of(administrator, TODAY)
    assert set(who.people()) == set(everybody)
    assert all(who.keeps(user) for user in everybody)


@pytest.mark.parametrize("name", ["Lena", "Rita", "Vic", "Stan"])
def test_nobody_else_keeps_anybody(everybody, name):
    who = Keeper.of(everybody.get(name__startswith=name), TODAY)
    assert not who.keeps_people
    assert not who.people().exists()
    assert not any(who.keeps(user) for user in everybody)


@pytest.mark.parametrize("name", ["Adam", "Olga", "Odd", "Lena"])
def test_the_rows_and_the_question_agree(everybody, name):
    who = Keeper.of(everybody.get(name__startswith=name), TODAY)
    assert {user for user in everybody if who.sees(user)} == set(who.people())


def test_an_officer_whose_role_is_over_keeps_nobody(plan, lead):
    once = factories.person(name="Once")
    factories.hold(user=once, role=Role.OFFICER, over=plan.strategy, ends=date(2024, 1, 21))
    with pytest.raises(PermissionDenied):
        deactivate(lead, once)


def test_a_deactivated_officer_keeps_nobody(officer, lead):
    User.objects.filter(pk=officer.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        deactivate(lead, officer)


@pytest.mark.parametrize(
    "act",
    [
        lambda person, by: people.invite_again(person=person, by=by, now=NOW),
        lambda person, by: change(person, by, name="Mallory"),
        deactivate,
        lambda person, by: people.reactivate(person=person, by=by, now=NOW),
        lambda person, by: end(role_of(person), by),
        lambda person, by: give(
            person, by, Role.DEPUTY, over=role_of(person).sub_strand, starts=date(2030, 1, 1)
        ),
    ],
    ids=["invite again", "change", "deactivate", "reactivate", "end", "give"],
)
@pytest.mark.parametrize("who", ["reviewer", "viewer", "lead", "stranger", "other_officer"])
def test_every_act_on_others_is_refused_to(who, act, other_lead, request):
    by = request.getfixturevalue(who)
    before = factories.dump()
    with pytest.raises(PermissionDenied):
        act(other_lead, by)
    assert factories.dump() == before


@pytest.mark.parametrize("who", ["reviewer", "viewer", "lead", "stranger"])
def test_nobody_else_invites(who, request):
    with pytest.raises(PermissionDenied):
        invite(request.getfixturevalue(who))


# --- Inviting -----------------------------------------------------------------------------------


def test_somebody_invited_has_an_account_without_a_password(officer):
    person = invite(officer)
    assert person.is_active
    assert not person.has_usable_password()


def test_an_officer_sees_whom_they_invited(officer, other_officer):
    person = invite(officer)
    assert Keeper.of(officer, TODAY).keeps(person)
    assert not Keeper.of(other_officer, TODAY).sees(person)


def test_somebody_invited_has_the_first_role(officer, plan):
    person = invite(officer, given=[NewRole(Role.DEPUTY, plan.growth, TODAY)])
    assert role_of(person).sub_strand == plan.growth


def test_a_role_that_can_not_be_given_invites_nobody(officer, elsewhere):
    with pytest.raises(PermissionDenied):
        invite(officer, given=[NewRole(Role.DEPUTY, elsewhere.growth, TODAY)])
    assert not User.objects.filter(email=BO.email).exists()


def test_an_invitation_is_an_audit_event(officer):
    person = invite(officer)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.subject_id) == (
        "person.invite", officer, str(person.pk)
    )  # fmt: skip


def test_an_address_is_taken_once(administrator, lead):
    assert faults(invite, administrator, Details("Other", "", lead.email)) == {
        "email": "Lena Lead has this address already."
    }


def test_an_officer_is_not_told_whose_address_it_is_elsewhere(officer, stranger):
    assert faults(invite, officer, Details("Other", "", stranger.email)) == {
        "email": people.ELSEWHERE
    }


def test_only_an_administrator_makes_an_administrator(officer, administrator):
    details = Details("Bo", "", "bo@town.example", is_administrator=True)
    with pytest.raises(PermissionDenied):
        invite(officer, details)
    assert invite(administrator, details).is_administrator


def test_without_its_audit_event_nobody_is_invited(officer, monkeypatch):
    def broken(**event):
        raise RuntimeError("no audit")

    monkeypatch.setattr(audit, "record", broken)
    before = factories.dump()
    with pytest.raises(RuntimeError):
        invite(officer)
    assert factories.dump() == before


def test_an_invitation_is_sent_again_only_while_it_is_waited_for(officer, lead):
    with pytest.raises(Refused):
        people.invite_again(person=lead, by=officer, now=NOW)
    written = people.invite_again(person=invite(officer), by=officer, now=NOW)
    assert written.letter.to == BO.email


# --- Changing -----------------------------------------------------------------------------------


def test_a_changed_name_leaves_what_was_done_under_the_old_one(submission, lead, officer):
    acts.save(submission, lead)
    submission.refresh_from_db()
    acts.submit(submission, lead)
    change(lead, officer, name="Lena Lindqvist")
    assert Step.objects.latest("pk").by_name == "Lena Lead"
    assert AuditEvent.objects.filter(action="return.submit").get().actor_name == "Lena Lead"
    assert fresh(lead).name == "Lena Lindqvist"


def test_a_change_records_how_it_read_before_and_after(officer, lead):
    change(lead, officer, job_title="Head of Growth")
    event = AuditEvent.objects.get()
    assert event.action == "person.change"
    assert "Growth Manager" in event.before
    assert "Head of Growth" in event.after


def test_a_change_by_somebody_else_meanwhile_is_not_lost(officer, administrator, lead):
    read = Details.of(lead)
    change(lead, administrator, job_title="Head of Growth")
    with pytest.raises(Refused, match=MEANWHILE[:20]):
        change(lead, officer, read=read, name="Lena Lindqvist")
    assert fresh(lead).job_title == "Head of Growth"


def test_a_changed_address_kills_a_link_sent_before(administrator, lead):
    token = passwords.link(lead).split("/")[-2]
    changed = change(lead, administrator, email="lena@town.example")
    assert not passwords.is_good(changed, token)


def test_an_officer_readdresses_nobody_who_signs_in_already(officer, lead):
    assert faults(change, lead, officer, email="mine@town.example") == {
        "email": people.ADMINISTRATORS_READDRESS
    }


def test_an_officer_mends_the_address_of_an_invitation(officer):
    bo = invite(officer)
    assert change(bo, officer, email="bo.akesson@town.example").email == "bo.akesson@town.example"


def test_nobody_changes_their_own_address_from_an_open_page(administrator):
    assert faults(change, administrator, administrator, email="mine@town.example") == {
        "email": people.OWN_ADDRESS
    }


def test_a_changed_address_must_be_free(administrator, lead, viewer):
    assert faults(change, lead, administrator, email=viewer.email) == {
        "email": "Vic Viewer has this address already."
    }


def test_an_officer_does_not_make_administrators(officer, lead):
    with pytest.raises(PermissionDenied):
        change(lead, officer, is_administrator=True)


def test_the_last_administrator_stays_one(administrator):
    with pytest.raises(Refused, match="last administrator"):
        change(administrator, administrator, is_administrator=False)
    assert fresh(administrator).is_administrator


def test_one_of_two_administrators_may_step_down(administrator, second_administrator):
    assert not change(administrator, administrator, is_administrator=False).is_administrator


def test_an_administrator_who_can_not_sign_in_counts_for_none(administrator):
    invite(administrator, Details("Bo", "", "bo@town.example", is_administrator=True))
    with pytest.raises(Refused, match=LAST[:20]):
        change(administrator, administrator, is_administrator=False)


# --- Deactivating -------------------------------------------------------------------------------


def asks_in(client) -> bool:
    return client.get("/password/change/").status_code == 200


def test_deactivating_ends_every_open_session_at_once(officer, lead):
    desk, phone = Client(), Client()
    for client in (desk, phone):
        client.force_login(lead)
        assert asks_in(client)
    deactivate(lead, officer)
    assert [asks_in(desk), asks_in(phone)] == [False, False]


def test_a_session_ended_by_deactivating_does_not_wake_with_the_account(officer, lead):
    client = Client()
    client.force_login(lead)
    deactivate(lead, officer)
    people.reactivate(person=lead, by=officer, now=NOW)
    assert not asks_in(client)


def test_deactivating_leaves_nothing_that_wakes_however_the_account_comes_back(officer, lead):
    client = Client()
    client.force_login(lead)
    token = passwords.link(lead).split("/")[-2]
    deactivate(lead, officer)
    User.objects.filter(pk=lead.pk).update(is_active=True)
    assert not asks_in(client)
    assert not passwords.is_good(fresh(lead), token)


def test_deactivating_kills_links_for_good(officer, lead):
    token = passwords.link(lead).split("/")[-2]
    deactivate(lead, officer)
    people.reactivate(person=lead, by=officer, now=NOW)
    assert not passwords.is_good(fresh(lead), token)


def test_the_old_password_does_not_open_a_reactivated_account(officer, lead):
    lead.set_password("four words make sense")
    lead.save()
    deactivate(lead, officer)
    people.reactivate(person=lead, by=officer, now=NOW)
    assert not fresh(lead).has_usable_password()


def test_what_somebody_deactivated_did_and_held_stays(officer, lead):
    before = factories.dump("objectives", "reporting")
    deactivate(lead, officer)
    assert factories.dump("objectives", "reporting") == before


def test_nobody_deactivates_themselves(administrator, second_administrator):
    with pytest.raises(Refused, match=YOURSELF[:20]):
        deactivate(administrator, administrator)


def test_an_administrator_may_be_deactivated_by_another(administrator, second_administrator):
    assert not deactivate(administrator, second_administrator).is_active


def test_of_two_who_deactivate_each_other_the_second_is_refused(
    administrator, second_administrator
):
    deactivate(administrator, second_administrator)
    with pytest.raises(PermissionDenied):
        deactivate(second_administrator, administrator)


def test_deactivating_twice_is_said_and_changes_nothing(officer, lead):
    deactivate(lead, officer)
    with pytest.raises(Refused, match="already"):
        deactivate(lead, officer)


def test_reactivating_somebody_active_is_refused(officer, lead):
    with pytest.raises(Refused, match="active already"):
        people.reactivate(person=lead, by=officer, now=NOW)


# --- Roles --------------------------------------------------------------------------------------


def test_a_role_given_counts_from_its_first_day(officer, other_lead, plan):
    tomorrow = TODAY + timedelta(days=1)
    assignment = give(other_lead, officer, over=plan.growth, starts=tomorrow)
    assert assignment not in Assignment.objects.on(TODAY)
    assert assignment in Assignment.objects.on(tomorrow)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (TODAY, None),
        (date(2020, 1, 1), None),
        (date(2024, 3, 1), date(2024, 3, 2)),
        (date(2020, 1, 1), date(2024, 2, 1)),
    ],
)
def test_the_same_role_at_the_same_time_is_refused_in_words(officer, lead, plan, starts, ends):
    said = faults(give, lead, officer, over=plan.growth, starts=starts, ends=ends)
    assert said == {"role": "Lena Lead is project lead of Growth already, from 1 April 2022."}


def test_the_same_role_after_the_first_has_ended_is_well(officer, lead, plan):
    end(role_of(lead), officer)
    assert give(lead, officer, over=plan.growth, starts=TODAY + timedelta(days=1))


def test_another_role_over_the_same_place_is_well(officer, lead, plan):
    assert give(lead, officer, Role.SES_LEAD, over=plan.growth)


@pytest.mark.parametrize(("role", "place"), [(Role.VIEWER, "growth"), (Role.DEPUTY, "strategy")])
def test_a_role_fits_its_place(officer, lead, plan, role, place):
    assert list(faults(give, lead, officer, role, over=getattr(plan, place))) == ["place"]


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(date(2024, 3, 1), date(2024, 2, 1)), (date(2023, 1, 1), date(2024, 1, 21))],
)
def test_a_role_ends_after_it_begins_and_not_in_the_past(officer, other_lead, plan, starts, ends):
    said = faults(give, other_lead, officer, over=plan.growth, starts=starts, ends=ends)
    assert list(said) == ["ends"]


def test_nobody_deactivated_is_given_a_role(officer, other_lead, plan):
    deactivate(other_lead, officer)
    with pytest.raises(Refused, match="Reactivate"):
        give(other_lead, officer, over=plan.growth)


def test_a_role_ends_with_its_last_day_and_stays_on_record(officer, lead):
    end(role_of(lead), officer)
    held = role_of(lead)
    assert held in Assignment.objects.on(TODAY)
    assert held not in Assignment.objects.on(TODAY + timedelta(days=1))


def test_ending_a_role_records_both_days(officer, lead):
    end(role_of(lead), officer)
    event = AuditEvent.objects.get()
    assert (event.action, event.before, event.after) == (
        "role.end", '{"ends":null}', '{"ends":"2024-01-22"}'
    )  # fmt: skip


@pytest.mark.parametrize("day", [date(2024, 1, 21), date(2021, 1, 1)])
def test_a_role_does_not_end_in_the_past(officer, lead, day):
    assert list(faults(end, role_of(lead), officer, day)) == ["ends"]


def test_a_role_to_come_does_not_end_before_it_begins(officer, other_lead, plan):
    held = give(other_lead, officer, over=plan.growth, starts=date(2024, 5, 1))
    assert list(faults(end, held, officer, date(2024, 4, 1))) == ["ends"]


def test_an_end_is_not_put_off(officer, lead):
    end(role_of(lead), officer, date(2024, 2, 1))
    assert list(faults(end, role_of(lead), officer, date(2024, 3, 1))) == ["ends"]


def test_a_role_that_has_ended_is_not_ended_again(officer, lead):
    Assignment.objects.update(ends=date(2024, 1, 1))
    Assignment.objects.filter(user=officer).update(ends=None)
    with pytest.raises(Refused, match="ended on 1 January 2024"):
        end(role_of(lead), officer)


def test_an_officer_ends_a_role_here_of_somebody_with_roles_elsewhere(officer, lead, elsewhere):
    factories.hold(user=lead, role=Role.DEPUTY, over=elsewhere.growth)
    here = Assignment.objects.get(user=lead, role=Role.PROJECT_LEAD)
    assert end(here, officer).ends == TODAY
    with pytest.raises(PermissionDenied):
        deactivate(lead, officer)
