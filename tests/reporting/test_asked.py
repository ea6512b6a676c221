"""What a lead was asked of a figure and said: for who reads the return until it is published."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.judging.change import Change
from reporting import sheet
from reporting.models import Entry, Observation, Quarter
from reporting.report import Reading
from tests import factories
from tests.factories import NOW, Q2, Q3, change, complete, fill, new_figure
from tests.reporting.acts import approve, publish
from tests.reporting.pages import text
from tests.reporting.reported import reported
from tests.reporting.reports import a_line

pytestmark = pytest.mark.django_db

QUARTER = "/strategies/town-plan/quarters/2023-q3/"
REPORT = f"{QUARTER}growth/"
DIFFERENCES = f"{QUARTER}differences/"

RIGHT = "1,370 is ten times the last figure, 137: the lead says it is right."
REPLACES = "Replaces 137, on record for July to September 2023: Two registers were added late."


@pytest.fixture
def handed_in(client, plan, quarter, submission, reviewer):
    """Growth's return with this said of enquiries, 137 in Q2; read by the reviewer."""
    kpi = plan.enquiries.kpi
    kpi.polarity, kpi.basis = "higher", "period"
    kpi.save()
    reported(plan.enquiries, Q2, **new_figure("137"))

    def make(state="submitted", **said):
        content = change(complete(submission=submission), plan.enquiries, **said)
        made = fill(submission=submission, content=content, state="submitted")
        if state == "approved":
            approve(made, reviewer)
        client.force_login(reviewer)
        return client

    return make


UNLIKELY = {"figure": "1370", "confirmed": "1370"}
AGAIN = {
    "figure": "140",
    "coverage": "other",
    "period_typed": "Q2 2023/24",
    "correction_reason": "Two registers were added late.",
}


@pytest.mark.parametrize("state", ["submitted", "approved"])
@pytest.mark.parametrize(("said", "words"), [(UNLIKELY, RIGHT), (AGAIN, REPLACES)])
def test_the_report_of_a_return_says_what_its_lead_said(handed_in, state, said, words):
    assert words in text(handed_in(state, **said).get(REPORT))


def test_an_ordinary_figure_raises_nothing(handed_in):
    page = handed_in(**new_figure("140")).get(REPORT)
    assert all(row.asked == () for row in page.context["rows"])


@pytest.mark.parametrize(("sentences", "is_first"), [((), True), ((REPLACES,), False)])
def test_what_replaces_a_figure_on_record_is_not_called_the_first(sentences, is_first):
    line = a_line(compared=Change("new"), reading=Reading(polarity="higher"))
    said = sheet.row(line, asked=sentences).verdict.reading
    assert ("First figure on record." in said) is is_first


@pytest.mark.parametrize(("said", "words"), [(UNLIKELY, RIGHT), (AGAIN, REPLACES)])
def test_a_difference_says_what_its_lead_said(handed_in, said, words):
    assert words in text(handed_in(**said, declared="red", note="Late.").get(DIFFERENCES))


def test_what_no_figure_tests_says_what_its_lead_said(handed_in, plan):
    plan.enquiries.targets.all().delete()
    page = handed_in(**UNLIKELY).get(DIFFERENCES)
    assert page.context["better"] == page.context["worse"] == []
    assert RIGHT in text(page)


def test_a_draft_says_nothing_of_it_in_its_report(client, plan, handed_in, submission, lead):
    handed_in(**UNLIKELY)
    factories.put(submission=submission, state="draft")
    client.force_login(lead)
    assert RIGHT not in text(client.get(REPORT))


def test_an_edition_says_nothing_of_it(handed_in, submission, officer):
    client = handed_in("approved", **UNLIKELY)
    publish(Quarter.objects.get(period=Q3), officer, now=NOW)
    assert RIGHT not in text(client.get(REPORT))
    assert RIGHT not in text(client.get(DIFFERENCES))


def add_replaced(plan, submission, number):
    """One more KPI whose figure took another's place when the return was approved."""
    placed = factories.placement(sub_strand=plan.growth, kpi=factories.kpi(name=f"More {number}"))
    earlier = factories.submission(quarter=Quarter.objects.get(period=Q2), sub_strand=plan.growth)
    for made, said in ((earlier, {}), (submission, AGAIN)):
        Entry.objects.create(submission=made, placement=placed)
        factories.entry(submission=made, placement=placed, **{**new_figure("137"), **said})
    before = factories.observe(submission=earlier, placement=placed)
    Observation.objects.filter(pk=before.pk).update(is_current=False)
    after = factories.observe(submission=submission, placement=placed)
    Observation.objects.filter(pk=after.pk).update(supersedes=before, reason="Added late.")


@pytest.mark.parametrize("address", [REPORT, DIFFERENCES])
def test_more_that_was_asked_costs_no_more_queries(handed_in, plan, submission, address):
    def queries():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address)
        return len(captured), text(page).count(REPLACES)

    client = handed_in("approved", **AGAIN)
    before = queries()
    for number in range(3):
        add_replaced(plan, submission, number)
    assert queries() == (before[0], before[1] + 3)
