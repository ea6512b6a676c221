"""The SES lead signs returns off: one, or several in one act."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from accounts.roles import Role
from reporting.access import Reader
from reporting.actions.refusals import Refused
from reporting.actions.signing_off import NONE_CHOSEN, sign_off_all
from reporting.models import Quarter, Step, Submission
from reporting.navigation import home_of
from tests import factories
from tests.factories import NOW, TODAY, dump, fresh
from tests.reporting.acts import LATER, ready, save, send_back, sign_off, submit
from tests.reporting.pages import text

pytestmark = pytest.mark.django_db

PAGE = "/sign-off/"
REPORT = "/strategies/town-plan/quarters/2023-q3/growth/"
ALONE = f"{REPORT}return/sign-off/"
SEND_BACK = f"{REPORT}return/send-back/"


@pytest.fixture
def submitted(submission, lead):
    """Growth's return, complete and submitted by its lead."""
    return ready(submission, "submitted", by=lead)


@pytest.fixture
def housing(quarter, plan, ses_lead, other_lead):
    """Housing's return, submitted, of the same SES lead."""
    factories.hold(user=ses_lead, role=Role.SES_LEAD, over=plan.housing)
    item = factories.submission(quarter=quarter, sub_strand=plan.housing)
    return ready(item, "submitted", by=other_lead)


@pytest.fixture
def as_ses_lead(client, ses_lead):
    client.force_login(ses_lead)
    return client


def both(*submissions, by, **options):
    versions = {item: item.version for item in submissions}
    return sign_off_all(versions=versions, by=by, **{"now": NOW, **options})


def box(submission):
    return f"{submission.pk}:{fresh(submission).version}"


def states() -> set[str]:
    return set(Submission.objects.values_list("state", flat=True))


# --- Several at once ----------------------------------------------------------------------------


def test_several_are_signed_off_in_one_act(submitted, housing, ses_lead):
    both(submitted, housing, by=ses_lead)
    assert states() == {"signed_off"}


def test_each_has_its_step_and_its_event(submitted, housing, ses_lead):
    both(submitted, housing, by=ses_lead)
    assert Step.objects.filter(move="sign_off").count() == 2
    assert AuditEvent.objects.filter(action="return.sign_off").count() == 2


def test_where_one_changed_meanwhile_none_is_signed_off_and_it_says_which(
    submitted, housing, ses_lead
):
    Submission.objects.filter(pk=housing.pk).update(version=9)
    before = dump()
    with pytest.raises(
        Refused, match=r"None was signed off: Housing was changed since you opened it\."
    ):
        both(submitted, housing, by=ses_lead)
    assert dump() == before


def test_where_one_was_withdrawn_none_is_signed_off(submitted, housing, ses_lead):
    Submission.objects.filter(pk=housing.pk).update(state="draft")
    with pytest.raises(
        Refused, match=r"^None was signed off: Housing is a draft again meanwhile\.$"
    ):
        both(submitted, housing, by=ses_lead)
    assert fresh(submitted).state == "submitted"


def test_where_one_is_of_another_ses_lead_none_is_signed_off(submitted, quarter, plan, ses_lead):
    other = ready(factories.submission(quarter=quarter, sub_strand=plan.housing), "submitted")
    with pytest.raises(PermissionDenied):
        both(submitted, other, by=ses_lead)
    assert fresh(submitted).state == "submitted"


def test_none_at_all_is_refused(ses_lead):
    with pytest.raises(Refused, match=NONE_CHOSEN):
        sign_off_all(versions={}, by=ses_lead, now=NOW)


def test_signing_off_what_was_changed_since_it_was_read_is_refused(submitted, ses_lead):
    with pytest.raises(Refused, match="Read it once more"):
        sign_off(submitted, ses_lead, version=submitted.version + 1)


def test_who_signs_off_their_own_return_is_recorded_so(submission, plan, ses_lead):
    factories.hold(user=ses_lead, role=Role.PROJECT_LEAD, over=plan.growth)
    sign_off(ready(submission, "submitted", by=ses_lead), ses_lead)
    assert '"own": true' in AuditEvent.objects.get().after.replace('":true', '": true')


# --- The page -----------------------------------------------------------------------------------


def test_the_page_says_what_waits_and_what_is_owed(as_ses_lead, submitted, plan, ses_lead):
    factories.hold(user=ses_lead, role=Role.SES_LEAD, over=plan.housing)
    page = text(as_ses_lead.get(PAGE))
    assert "1 return waits for you to sign off. 1 return is still owed." in page
    assert "0 of 1 answered, overall status and commentary missing" in page


def test_a_single_return_is_signed_off_by_the_pages_one_button(as_ses_lead, submitted):
    page = as_ses_lead.get(PAGE).content.decode()
    assert "Sign off Growth</button>" in page
    assert 'type="checkbox"' not in page
    as_ses_lead.post(PAGE, {"returns": box(submitted)})
    assert fresh(submitted).state == "signed_off"


def test_only_the_chosen_ones_are_signed_off(as_ses_lead, submitted, housing):
    response = as_ses_lead.post(PAGE, {"returns": [box(housing)]}, follow=True)
    assert (fresh(submitted).state, fresh(housing).state) == ("submitted", "signed_off")
    assert "You signed off Housing. The Economy Cell approves it next. 1 more return waits" in text(
        response
    )


def test_choosing_none_is_an_error_that_leads_to_the_first_box(as_ses_lead, submitted, housing):
    response = as_ses_lead.post(PAGE)
    assert response.status_code == 422
    assert response.context["errors"] == [{"text": NONE_CHOSEN, "href": f"#return-{submitted.pk}"}]


def test_a_refusal_keeps_the_boxes_of_what_did_not_change(as_ses_lead, submitted, housing):
    sent = [box(submitted), box(housing)]
    Submission.objects.filter(pk=housing.pk).update(version=9)
    response = as_ses_lead.post(PAGE, {"returns": sent})
    assert response.status_code == 409
    checked = {item["name"]: item["checked"] for item in response.context["groups"][0]["returns"]}
    assert checked == {"Growth": True, "Housing": False}


@pytest.mark.parametrize("crafted", ["", "x:1", "999999:0", "1", "٣:1", "1:\0"])
def test_a_box_that_is_nobodys_signs_nothing_off(crafted, as_ses_lead, submitted):
    response = as_ses_lead.post(PAGE, {"returns": [box(submitted), crafted]})
    assert response.status_code in (404, 409)
    assert fresh(submitted).state == "submitted"


def test_a_return_of_another_ses_lead_is_not_there(as_ses_lead, submitted, quarter, plan):
    other = ready(factories.submission(quarter=quarter, sub_strand=plan.housing), "submitted")
    assert as_ses_lead.post(PAGE, {"returns": [box(other)]}).status_code == 404
    assert fresh(other).state == "submitted"


def test_one_is_signed_off_alone_from_its_report(as_ses_lead, submitted):
    assert f'action="{ALONE}"' in as_ses_lead.get(REPORT).content.decode()
    response = as_ses_lead.post(ALONE, {"version": submitted.version}, follow=True)
    assert fresh(submitted).state == "signed_off"
    assert "Nothing else waits for you." in text(response)


def test_signing_off_what_was_changed_leads_back_to_reading_it(as_ses_lead, submitted):
    response = as_ses_lead.post(ALONE, {"version": submitted.version + 1})
    assert response.headers["Location"] == REPORT
    assert fresh(submitted).state == "submitted"


def test_an_ses_lead_sends_back_and_is_led_to_the_page_again(
    as_ses_lead, submitted, lead, ses_lead
):
    response = as_ses_lead.post(
        SEND_BACK, {"version": submitted.version, "comment": "KPI 1: why Green?"}
    )
    assert response.headers["Location"] == PAGE
    step = Step.objects.get(move="send_back")
    assert (step.by, step.comment) == (ses_lead, "KPI 1: why Green?")


def test_the_lead_reads_who_sent_it_back(client, submitted, lead, ses_lead):
    send_back(submitted, ses_lead, comment="KPI 1: why Green?")
    client.force_login(lead)
    page = text(client.get(f"{REPORT}return/"))
    assert "KPI 1: why Green?" in page
    assert "Sally SES" in page
    assert "by the Economy Cell" not in page


def test_it_shows_what_changed_since_it_was_sent_back(
    as_ses_lead, submission, plan, lead, ses_lead
):
    saved = save(ready(submission, "draft", by=lead), lead).submission
    content = factories.says(saved)
    saved = save(saved, lead, factories.change(content, commentary="All is well.")).submission
    submit(saved, lead)
    send_back(fresh(saved), ses_lead)
    content = factories.change(content, commentary="Two events slipped.")
    submit(save(fresh(saved), lead, content).submission, lead)
    page = text(as_ses_lead.get(PAGE))
    assert "Changed since it was sent back Commentary" in page


def test_rows_as_last_quarter_are_folded_and_the_others_shown(as_ses_lead, plan, lead, quarter):
    before = factories.quarter(strategy=plan.strategy, period=factories.Q2, state="published")
    earlier = factories.submission(quarter=before, sub_strand=plan.growth)
    factories.fill(submission=earlier, state="published")
    submission = factories.submission(quarter=quarter, sub_strand=plan.growth)
    content = factories.complete(submission=submission)
    content = factories.change(content, plan.hub, note="The hub opened in October.")
    factories.fill(submission=submission, content=content, state="submitted", by=lead)
    (item,) = as_ses_lead.get(PAGE).context["groups"][0]["returns"]
    assert [row.number for row in item["rows"]] == [1, 2]
    assert [row["number"] for row in item["unchanged"]] == [3, 4]
    assert item["same_commentary"]


def test_an_officers_entry_for_the_lead_says_so(as_ses_lead, submission, officer):
    save(submission, officer)
    submit(fresh(submission), officer)
    assert "Submitted by Olga Officer, for the lead, on 22 January 2024." in text(
        as_ses_lead.get(PAGE)
    )


def test_what_is_signed_off_or_approved_is_listed_last(as_ses_lead, submitted, housing, ses_lead):
    sign_off(housing, ses_lead, now=NOW + timedelta(minutes=1))
    page = text(as_ses_lead.get(PAGE))
    assert "Signed off or approved" in page
    assert "Sally SES, 22 January 2024" in page


def test_what_waits_says_which_comments_are_open(as_ses_lead, submitted, plan, reviewer):
    for text_of_it in ("Which events?", "Name the risks."):
        factories.comment(submission=submitted, by=reviewer, text=text_of_it)
    (item,) = as_ses_lead.get(PAGE).context["groups"][0]["returns"]
    assert item["unresolved"].startswith("2 comments are not ")
    assert f'href="{REPORT}#comments"' in as_ses_lead.get(PAGE).content.decode()


def test_what_waits_says_that_its_statuses_suggest_another(as_ses_lead, submission, plan, lead):
    content = factories.complete(submission=submission, overall="green")
    for placement in (plan.enquiries, plan.hub, plan.centre):
        content = factories.change(content, placement, declared="amber")
    factories.fill(submission=submission, content=content, state="submitted", by=lead)
    assert "The statuses suggest Amber" in text(as_ses_lead.get(PAGE))


def test_an_overall_status_that_fits_its_statuses_needs_no_word(as_ses_lead, submitted):
    assert "The statuses suggest" not in text(as_ses_lead.get(PAGE))


# --- Sending back what is signed off ------------------------------------------------------------


@pytest.fixture
def signed_off(submitted, ses_lead):
    return sign_off(submitted, ses_lead)


@pytest.mark.parametrize("address", [PAGE, REPORT])
def test_what_is_signed_off_can_still_be_sent_back(as_ses_lead, signed_off, address):
    assert SEND_BACK in as_ses_lead.get(address).content.decode()


def test_what_is_approved_is_sent_back_no_more(as_ses_lead, submission):
    ready(submission, "approved")
    for address in (PAGE, REPORT):
        assert SEND_BACK not in as_ses_lead.get(address).content.decode()


def test_sending_back_what_is_signed_off_leads_to_the_page_again(as_ses_lead, signed_off, lead):
    sent = {"version": signed_off.version, "comment": "KPI 1: why Green?"}
    response = as_ses_lead.post(SEND_BACK, sent, follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert "You sent back Growth." in text(response)
    assert fresh(signed_off).state == "sent_back"


def test_cancelling_leads_back_to_where_one_came_from(as_ses_lead, submitted):
    cancel = {back: text(as_ses_lead.get(f"{SEND_BACK}{back}")) for back in ("", "?back=sign-off")}
    assert "Cancel and read the return" in cancel[""]
    assert "Cancel and go back to your sign-off" in cancel["?back=sign-off"]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_no_address_of_ones_own_is_led_to(as_ses_lead, submitted, elsewhere):
    page = as_ses_lead.get(SEND_BACK, {"back": elsewhere}).content.decode()
    assert elsewhere not in page[page.index("<main") :]


def test_a_page_of_errors_still_knows_where_one_came_from(as_ses_lead, submitted):
    sent = {"version": submitted.version, "comment": "x" * 5001, "back": "sign-off"}
    response = as_ses_lead.post(SEND_BACK, sent)
    assert "Use 5,000 characters or fewer" in response.content.decode()
    assert "go back to your sign-off" in response.content.decode()


def test_who_also_reviews_is_led_back_to_the_sign_off_they_came_from(
    as_ses_lead, submitted, plan, ses_lead, lead
):
    factories.hold(user=ses_lead, role=Role.ECONOMY_CELL, over=plan.strategy)
    sent = {"version": submitted.version, "comment": "Why?", "back": "sign-off"}
    assert as_ses_lead.post(SEND_BACK, sent).headers["Location"] == PAGE


# --- What is done -------------------------------------------------------------------------------


def test_an_approval_without_sign_off_is_told(as_ses_lead, submission):
    ready(submission, "approved")
    assert "Approved Not signed off" in text(as_ses_lead.get(PAGE))


def test_the_day_of_a_return_of_its_own_is_told(as_ses_lead, submission):
    Submission.objects.filter(pk=submission.pk).update(due_on=LATER)
    assert "Due Wednesday 14 February 2024" in text(as_ses_lead.get(PAGE))


def test_the_page_costs_the_same_however_many_returns_wait(
    as_ses_lead, submission, submitted, plan, ses_lead
):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert as_ses_lead.get(PAGE).status_code == 200
        return len(found)

    queries()
    first = queries()
    quarter, objective = submission.quarter, plan.growth.objective
    for number in range(4):
        part = factories.sub_strand(objective=objective, slug=f"more-{number}")
        factories.placement(sub_strand=part, kpi=factories.kpi(name=f"More {number}"))
        factories.hold(user=ses_lead, role=Role.SES_LEAD, over=part)
        Submission.objects.create(quarter=quarter, sub_strand=part)
        ready(factories.submission(quarter=quarter, sub_strand=part), "submitted")
    assert queries() == first


def test_who_signs_nothing_off_is_told_so(client, viewer):
    client.force_login(viewer)
    assert "You are SES lead of no sub-strand." in text(client.get(PAGE))


def test_nothing_is_left_of_a_quarter_that_is_published(as_ses_lead, submission):
    ready(submission, "published")
    Quarter.objects.update(state="published")
    assert "There is nothing for you to sign off" in text(as_ses_lead.get(PAGE))


# --- The way there ------------------------------------------------------------------------------


def test_an_ses_leads_work_begins_there_when_something_waits(submitted, ses_lead):
    assert home_of(Reader.of(ses_lead, TODAY)) == PAGE


def test_an_ses_leads_work_begins_elsewhere_when_nothing_waits(submission, ses_lead):
    assert home_of(Reader.of(ses_lead, TODAY)) != PAGE


def test_the_navigation_offers_it_to_ses_leads_alone(client, ses_lead, lead):
    offered = {}
    for who in (ses_lead, lead):
        client.force_login(who)
        offered[who] = 'href="/sign-off/"' in client.get("/strategies/").content.decode()
    assert offered == {ses_lead: True, lead: False}


def test_where_ses_leads_sign_off_a_lead_reads_who_is_next(client, submitted, plan, lead):
    plan.strategy.ses_leads_sign_off = True
    plan.strategy.save()
    client.force_login(lead)
    assert "The SES lead signs it off next." in text(client.get(f"{REPORT}return/"))
    assert "The SES lead signs it off next." in text(client.get("/my-returns/"))


def test_where_ses_leads_sign_off_a_reviewer_is_told_that_none_did(
    client, submitted, plan, reviewer
):
    plan.strategy.ses_leads_sign_off = True
    plan.strategy.save()
    client.force_login(reviewer)
    assert "The SES lead has not signed it off yet." in text(client.get(REPORT))
