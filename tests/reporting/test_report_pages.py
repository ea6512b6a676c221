"""The sub-strand's report, as each reader may see it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import KPI
from reporting.models import Entry, Quarter
from reporting.quarter_report import latest_edition
from reporting.workflow import QuarterState, ReturnState
from tests import factories
from tests.factories import Q2
from tests.reporting.correcting import correct, on_record, published
from tests.reporting.pages import ONLY_STATUSES, OPEN, PUBLISHED, entry_of, put_in, text
from tests.reporting.reported import reported


def test_the_report_has_the_councils_header_block(client, reference):
    said = text(client.get(f"{PUBLISHED}business/"))
    for words in (
        "Report date Jul-Sep 2023",
        "SES lead Assistant Director of Place (Economic Growth and Housing)",
        "SES project lead Service Manager, Business Support and Investment",
        "Overall status Green Previous status: Green",
    ):
        assert words in said


def test_every_figure_of_the_edition_is_on_its_page(client, reference):
    report = latest_edition(Quarter.objects.get(period=Q2))
    for part in report.sub_strands:
        said = text(client.get(f"{PUBLISHED}{part.slug}/"))
        for line in part.lines:
            for printed in (line.kpi, line.target, line.achieved):
                assert " ".join((printed or "").split()) in said


def test_each_row_can_be_linked_to(client, reference):
    assert b'<tr id="kpi-11"' in client.get(f"{PUBLISHED}business/").content


def test_an_inferred_period_is_marked(client, reference):
    assert "137 July to September 2023 (inferred)" in text(client.get(f"{PUBLISHED}business/"))


def test_a_figure_awaiting_validation_says_so(client, reference):
    assert "Awaiting validation" in text(client.get(f"{PUBLISHED}business/"))


# --- What the figures say -----------------------------------------------------------------------


def rows_of(page):
    return {row.number: row for row in page.context["rows"]}


def test_a_row_that_its_figures_contradict_says_so_plainly(client, reference):
    page = client.get(f"{PUBLISHED}business/")
    assert "(inferred) History of KPI 4 Green Figures say Red 35 in" in text(page)
    assert "No reason given" in text(page)


def test_the_leads_reason_stands_with_the_verdict(as_):
    put_in("business", ReturnState.SUBMITTED)
    Entry.objects.filter(pk=entry_of(4).pk).update(
        declared="green", lead_reason="Two fairs are booked.", figure="3", number=3
    )
    said = text(as_("economy-cell").get(f"{OPEN}business/"))
    assert said.count("Two fairs are booked.") == 1
    assert "The lead’s reason: Two fairs are booked." in said


@pytest.mark.parametrize("slug", ["business", "health", "planning", "gsi"])
def test_every_row_says_why_or_can_be_asked(client, reference, slug):
    page = client.get(f"{PUBLISHED}{slug}/")
    rows = page.context["rows"]
    said = text(page)
    assert all(" ".join(row.verdict.sentence.split()) in said for row in rows)
    asked = [row.number for row in rows if row.verdict.reading or not row.verdict.differs]
    assert page.content.count(b'class="govuk-details app-why"') == len(asked)


def test_where_status_and_figures_agree_the_why_is_folded_away(client, reference):
    assert "Why? KPI 2 The figures say Green too. 137" in text(client.get(f"{PUBLISHED}business/"))


def test_where_the_figures_say_nothing_the_why_says_why(client, reference):
    said = text(client.get(f"{PUBLISHED}business/"))
    assert "Why? KPI 3 The figures say nothing for or against it." in said


def test_how_a_figure_is_read_is_said_in_words(client, reference):
    assert "Assumed: higher is better" in text(client.get(f"{PUBLISHED}business/"))


def test_a_stale_figure_says_since_when(client, reference):
    assert "Nothing newer than 2018-20" in text(client.get(f"{PUBLISHED}health/"))


def test_a_figure_moves_in_words_of_its_own(client, reviewer, plan, submission):
    KPI.objects.filter(placements=plan.enquiries).update(
        polarity="higher", basis="period", frequency="quarterly"
    )
    reported(plan.enquiries, Q2, figure="100")
    factories.fill(submission=submission, state=ReturnState.SUBMITTED)
    client.force_login(reviewer)
    page = client.get("/strategies/town-plan/quarters/2023-q3/growth/")
    moved = rows_of(page)[1].moved
    assert (moved.direction, moved.meaning) == ("up", "better")
    assert "up 37.0%, better than July to September 2023" in text(page)


def test_what_was_corrected_since_stands_in_its_row(client, plan, officer):
    published(plan.enquiries, officer, figure="100")
    correct(on_record(plan.enquiries), officer, figure="98")
    client.force_login(officer)
    page = client.get("/strategies/town-plan/quarters/2023-q2/growth/")
    assert "100 July to September 2023 Since corrected to 98" in text(page)


def test_who_may_correct_a_figure_finds_the_way_in_its_row(client, plan, officer, viewer):
    published(plan.enquiries, officer, figure="100")
    urls = {}
    for who in (officer, viewer):
        client.force_login(who)
        page = client.get("/strategies/town-plan/quarters/2023-q2/growth/")
        urls[who] = rows_of(page)[1].correct_url
    assert urls[officer] == "/strategies/town-plan/quarters/2023-q2/growth/kpis/1/correct/"
    assert urls[viewer] == ""


def test_a_doubt_about_the_polarity_is_plain_to_see(client, reviewer, plan, submission):
    KPI.objects.filter(placements=plan.enquiries).update(
        polarity="higher", polarity_doubt="The printed direction looks reversed."
    )
    factories.fill(submission=submission, state=ReturnState.SUBMITTED)
    client.force_login(reviewer)
    page = client.get("/strategies/town-plan/quarters/2023-q3/growth/")
    assert "The printed direction looks reversed." in text(page)


def test_where_figures_are_not_held_the_report_says_so(client, reference):
    assert "Figures are not held" in text(client.get(f"{ONLY_STATUSES}business/"))


def test_a_row_without_a_new_figure_is_in_italics_and_says_so(as_):
    put_in("business", ReturnState.SUBMITTED)
    Entry.objects.filter(pk=entry_of(2).pk).update(
        answer="no_new_figure", figure="", kind="", number=None, unit="", text=""
    )
    page = as_("economy-cell").get(f"{OPEN}business/")
    assert b'<tr id="kpi-2" class="app-row--carried">' in page.content
    assert "137 July to September 2023 (inferred) No new figure: as last quarter" in text(page)


def test_a_row_says_how_its_status_moved(as_):
    put_in("business", ReturnState.SUBMITTED)
    Entry.objects.filter(pk=entry_of(2).pk).update(declared="red")
    assert "Red was Green: worse" in text(as_("economy-cell").get(f"{OPEN}business/"))


def test_a_shared_kpi_names_its_home(client, reviewer, plan, quarter, submission):
    factories.fill(submission=submission, state=ReturnState.SUBMITTED)
    client.force_login(reviewer)
    page = client.get("/strategies/town-plan/quarters/2023-q3/growth/")
    assert "From Housing, not yet reported" in text(page)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ReturnState.NOT_STARTED, "This return has not been started. You can read it once it is"),
        (ReturnState.DRAFT, "This return is a draft. You can read it once it is submitted."),
        (ReturnState.SENT_BACK, "You can read it once it is submitted again."),
    ],
)
def test_who_may_only_know_the_state_is_told_when_they_can_read(as_, state, words):
    put_in("business", state)
    assert words in text(as_("lead-housing").get(f"{OPEN}business/"))


def test_who_may_only_know_the_state_sees_no_commentary(as_):
    put_in("business", ReturnState.DRAFT)
    assert "All went well." not in text(as_("economy-cell").get(f"{OPEN}business/"))


def test_a_lead_reads_their_own_draft_and_is_told_that_it_is_one(as_):
    put_in("business", ReturnState.DRAFT)
    said = text(as_("lead").get(f"{OPEN}business/"))
    assert "This is a draft. Others can read it once it is submitted." in said
    assert "All went well." in said


def test_a_lead_finds_the_way_to_their_return(as_):
    assert as_("lead").get(f"{OPEN}business/").context["own"]["url"] == f"{OPEN}business/return/"


def test_another_lead_is_not_offered_the_return(as_):
    assert as_("lead-housing").get(f"{OPEN}business/").context["own"] is None


def test_what_a_viewer_may_not_know_of_is_not_there(as_):
    assert as_("viewer").get(f"{OPEN}business/").status_code == 404


def test_the_report_leads_to_the_quarter_before(as_):
    [link] = as_("officer").get(f"{OPEN}business/").context["quarters"]
    assert link["url"] == f"{PUBLISHED}business/"


def test_the_report_leads_to_no_quarter_that_cannot_be_read(client, reference):
    links = client.get(f"{PUBLISHED}business/").context["quarters"]
    assert [link["label"] for link in links] == ["Previous quarter: Q1 2023/24"]


def test_the_report_leads_to_its_neighbours(client, reference):
    neighbours = client.get(f"{PUBLISHED}employment/").context["neighbours"]
    assert neighbours["previous"]["url"] == f"{PUBLISHED}business/"
    assert neighbours["next"]["url"] == f"{PUBLISHED}gsi/"


def test_a_sub_strand_without_a_return_says_so(client, officer, plan, quarter, submission):
    factories.put(submission=submission, state=ReturnState.PUBLISHED, is_received=False)
    Quarter.objects.filter(pk=quarter.pk).update(
        state=QuarterState.REOPENED, reopened_reason="A slip."
    )
    client.force_login(officer)
    page = client.get("/strategies/town-plan/quarters/2023-q3/growth/")
    assert "No return was received" in text(page)


def test_what_somebody_typed_stays_text(as_):
    put_in("business", ReturnState.SUBMITTED)
    Entry.objects.filter(pk=entry_of(2).pk).update(note="<script>alert(1)</script>")
    assert b"<script>alert(1)" not in as_("economy-cell").get(f"{OPEN}business/").content


def test_more_kpis_cost_the_report_no_more_queries(client, reviewer, plan, quarter, submission):
    factories.fill(submission=submission, state=ReturnState.SUBMITTED)
    client.force_login(reviewer)
    address = "/strategies/town-plan/quarters/2023-q3/growth/"
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for number in range(5, 15):
        placed = factories.placement(
            sub_strand=plan.growth, kpi=factories.kpi(name=f"KPI {number}", polarity="higher")
        )
        factories.target(placement=placed, printed="100")
        Entry.objects.create(submission=submission, placement=placed)
        factories.entry(submission=submission, placement=placed, **factories.new_figure("3"))
    with CaptureQueriesContext(connection) as after:
        assert len(client.get(address).context["rows"]) == 14
    assert len(after) == len(before)
