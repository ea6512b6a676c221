"""A lead's home: what was said of what they handed in, and what their lead is to see to."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from reporting.meeting import MatterKind
from reporting.models import Submission
from tests import factories
from tests.factories import NOW, TODAY
from tests.reporting import commenting
from tests.reporting.acts import amend, approve, send_back
from tests.reporting.commenting import words_of
from tests.reporting.pages import text

pytestmark = pytest.mark.django_db

MINE = "/my-returns/"
REPORT = "/strategies/town-plan/quarters/2023-q3/growth/"


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


@pytest.fixture
def submitted(submission, lead, plan):
    """Growth's return, handed in by its lead."""
    return commenting.submitted(submission, lead, plan)


@pytest.fixture
def as_deputy(client, deputy, quarter):
    client.force_login(deputy)
    return client


def links(response) -> dict[str, str]:
    """The ways on of the one return that is handed in."""
    [card] = response.context["handed_in"]
    return {link["text"]: link["url"] for link in card.links}


def queries(client) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(MINE).status_code == 200
    return len(found)


# --- Handed in ----------------------------------------------------------------------------------


def test_a_return_of_which_nothing_was_said_leads_nowhere_else(as_lead, submitted):
    assert links(as_lead.get(MINE)) == {}


def test_the_comments_that_wait_are_counted_and_led_to(as_lead, submitted, plan, reviewer):
    settled = commenting.comment(submitted, reviewer, "Well done.")
    commenting.resolve(settled, reviewer)
    commenting.comment(submitted, reviewer, "Which events?", plan.enquiries)
    commenting.comment(submitted, reviewer, "Name the risks.")
    found = links(as_lead.get(MINE))
    assert found == {"2 comments, read and answer": f"{REPORT}#comments"}


def test_comments_stay_in_sight_once_it_is_approved(as_lead, submitted, reviewer):
    commenting.comment(submitted, reviewer)
    approve(submitted, reviewer)
    assert "1 comment, read and answer" in text(as_lead.get(MINE))


def test_a_reviewers_wording_is_told_by_kpi(as_lead, submitted, plan, reviewer):
    amend(submitted, reviewer, words_of(plan.enquiries, note="Two events were called off."))
    amend(factories.fresh(submitted), reviewer)
    found = links(as_lead.get(MINE))
    words = "The Economy Cell changed the wording of KPI 1 and the commentary"
    assert found == {words: f"{REPORT}#amended"}


def test_wording_changed_before_it_was_handed_in_again_is_not_told(
    as_lead, submitted, plan, lead, reviewer
):
    amend(submitted, reviewer)
    commenting.sent_again(factories.fresh(submitted), lead, reviewer, commentary="As I said.")
    Submission.objects.filter(pk=submitted.pk).update(submitted_at=NOW + timedelta(hours=1))
    assert links(as_lead.get(MINE)) == {}


def test_what_came_back_says_nothing_of_it_here(as_lead, submitted, reviewer):
    commenting.comment(submitted, reviewer)
    send_back(submitted, reviewer)
    [card] = as_lead.get(MINE).context["cards"]
    assert card.links == []


def test_the_page_costs_the_same_however_much_was_said(as_lead, submitted, plan, lead, reviewer):
    commenting.comment(submitted, reviewer)
    amend(submitted, reviewer)
    queries(as_lead)
    first = queries(as_lead)
    for number in range(3):
        part = factories.sub_strand(objective=plan.growth.objective, slug=f"more-{number}")
        placed = factories.placement(sub_strand=part, kpi=factories.kpi(name=f"More {number}"))
        factories.hold(user=lead, role=Role.PROJECT_LEAD, over=part)
        made = Submission.objects.create(quarter=submitted.quarter, sub_strand=part)
        made.entries.create(placement=placed)
        sent = commenting.save(made, lead).submission
        sent = commenting.submit(sent, lead)
        commenting.comment(sent, reviewer)
        amend(sent, reviewer)
    assert len(as_lead.get(MINE).context["handed_in"]) == 4
    assert queries(as_lead) == first


# --- What a deputy reads ------------------------------------------------------------------------


@pytest.fixture
def of_lead(quarter, officer, lead):
    """An action that Growth's lead is to see to."""
    return factories.matter(
        quarter=quarter, by=officer, owner=lead, kind=MatterKind.ACTION, text="Count again."
    )


def deputised(client) -> list[str]:
    found = client.get(MINE).context["deputised"]
    return [row["text"] for row in found["rows"]] if found else []


def test_a_deputy_reads_what_their_lead_is_to_see_to(as_deputy, of_lead):
    page = text(as_deputy.get(MINE))
    assert "Decisions, actions and questions of Lena Lead" in page
    assert "You deputise for Lena Lead." in page
    assert "Count again." in page


def test_only_while_they_deputise(as_deputy, of_lead, deputy):
    deputy.assignments.update(ends=TODAY - timedelta(days=1))
    assert "Count again." not in text(as_deputy.get(MINE))


def test_only_while_the_lead_leads(as_deputy, of_lead, lead):
    lead.assignments.update(ends=date(2024, 1, 1))
    assert deputised(as_deputy) == []


def test_not_what_the_lead_has_of_another_sub_strand(as_deputy, of_lead, plan, lead):
    factories.hold(user=lead, role=Role.PROJECT_LEAD, over=plan.housing)
    of_lead.sub_strand = plan.housing
    of_lead.save()
    assert deputised(as_deputy) == []


def test_what_is_about_their_own_sub_strand_is_theirs_to_read(as_deputy, of_lead, plan):
    of_lead.sub_strand = plan.growth
    of_lead.save()
    assert deputised(as_deputy) == ["Count again."]


def test_not_what_is_closed(as_deputy, quarter, officer, lead):
    factories.matter(quarter=quarter, by=officer, owner=lead, closed_at=NOW)
    assert deputised(as_deputy) == []


def test_what_is_a_deputys_own_stands_apart(as_deputy, quarter, officer, deputy):
    factories.matter(quarter=quarter, by=officer, owner=deputy, text="Mine?")
    page = as_deputy.get(MINE)
    assert [row["text"] for row in page.context["matters"]] == ["Mine?"]
    assert page.context["deputised"] is None


def test_who_deputises_for_nobody_is_told_of_no_lead(as_lead, of_lead):
    assert as_lead.get(MINE).context["deputised"] is None


def test_a_deputy_reads_the_matter_and_closes_nothing(as_deputy, of_lead):
    address = f"/strategies/town-plan/quarters/2023-q3/matters/{of_lead.pk}/"
    page = as_deputy.get(address)
    assert (page.context["close"], page.context["change"]) == (None, None)
    sent = {"version": of_lead.version, "outcome": "Counted."}
    assert as_deputy.post(f"{address}close/", sent).status_code == 403


def test_a_deputys_page_costs_the_same_however_many_matters(
    as_deputy, of_lead, quarter, officer, lead
):
    queries(as_deputy)
    first = queries(as_deputy)
    for number in range(4):
        factories.matter(quarter=quarter, by=officer, owner=lead, text=f"And {number}?")
    assert len(deputised(as_deputy)) == 5
    assert queries(as_deputy) == first
