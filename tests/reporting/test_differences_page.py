"""The page of differences: what it says to whom, on the real quarter and on small ones."""

from dataclasses import replace
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import KPI
from reporting import quarter_report
from reporting.models import Entry
from reporting.workflow import ReturnState
from tests import factories
from tests.reporting.correcting import correct, on_record, published
from tests.reporting.pages import ONLY_STATUSES, OPEN, PUBLISHED, put_in, text

PAGE = f"{PUBLISHED}differences/"
TOWN = "/strategies/town-plan/quarters/2023-q3/"


@pytest.fixture
def testable(plan):
    """Enquiries can be judged: 35 of a year's 250 is Red."""
    KPI.objects.filter(placements=plan.enquiries).update(
        polarity="higher", basis="period", frequency="quarterly"
    )


@pytest.fixture
def differing(client, reviewer, testable, plan, submission):
    """Growth's return says Green at 35 enquiries; the reviewer reads it: `differing(**entry)`."""

    def make(**says):
        content = factories.complete(submission=submission)
        content = factories.change(
            content, plan.enquiries, **{**factories.new_figure("35"), **says}
        )
        factories.fill(submission=submission, content=content, state=ReturnState.SUBMITTED)
        client.force_login(reviewer)
        return client

    return make


# --- The real quarter ---------------------------------------------------------------------------


def test_the_page_begins_with_how_much_nothing_can_test(as_):
    said = text(as_("economy-cell").get(PAGE))
    assert said.index("62 of 67 KPIs are rated.") < said.index("Declared better")
    assert "no figure can test the status" in said


def test_campaigns_and_events_are_declared_better_than_their_figures(as_):
    better = as_("economy-cell").get(PAGE).context["better"]
    assert [(row["url"], row["declared"], row["verdict"].status) for row in better[:2]] == [
        (f"{PUBLISHED}business/#kpi-1", "green", "red"),
        (f"{PUBLISHED}business/#kpi-4", "green", "red"),
    ]


def test_a_difference_says_its_sentence(as_):
    page = as_("economy-cell").get(PAGE)
    for row in page.context["better"] + page.context["worse"]:
        assert row["verdict"].sentence
        assert " ".join(row["verdict"].sentence.split()) in text(page)


def test_every_kpi_is_either_tested_or_in_a_group_that_says_why_not(as_):
    context = as_("economy-cell").get(PAGE).context
    untested = sum(len(group["rows"]) for group in context["untested"])
    tested = sum(
        part["number"]
        for row in context["tested"]
        for part in row["parts"]
        if part["kind"] != "untested"
    )
    assert untested + tested + len(context["unrated"]) == 67


def test_a_lead_who_gave_no_reason_is_said_to_have_given_none(as_):
    assert "No reason given" in text(as_("economy-cell").get(PAGE))


def test_an_objective_can_be_looked_at_alone(as_):
    page = as_("economy-cell").get(PAGE, {"objective": "business-growth-and-investment"})
    assert {row["place"] for row in page.context["better"]} == {"Business Growth & Investment"}


def test_an_objective_that_is_not_there_is_left_out(as_):
    assert "62 of 67 KPIs" in text(as_("economy-cell").get(PAGE, {"objective": "nowhere"}))


def test_the_overall_status_stands_beside_the_suggested_one(as_):
    page = as_("economy-cell").get(PAGE)
    pairs = {row["name"]: (row["declared"], row["suggested"]) for row in page.context["overalls"]}
    assert pairs["Health & Wellbeing"] == ("amber", "amber")
    assert "Every overall status is what its KPIs suggest." in text(page)


def test_a_quarter_without_figures_says_so(as_):
    assert "Figures are not held" in text(as_("officer").get(f"{ONLY_STATUSES}differences/"))


def test_an_edition_that_kept_no_verdicts_says_so(as_, monkeypatch):
    def as_it_was(quarter, reader):
        report = quarter_report.latest_edition(quarter)
        parts = tuple(
            replace(
                part,
                lines=tuple(
                    replace(line, computed="", explanation="", cause="") for line in part.lines
                ),
            )
            for part in report.sub_strands
        )
        return replace(report, sub_strands=parts)

    monkeypatch.setattr(quarter_report, "for_reader", as_it_was)
    assert "No verdicts were kept" in text(as_("officer").get(PAGE))


# --- A quarter under way ------------------------------------------------------------------------


def test_without_any_return_there_is_nothing_to_compare_yet(as_):
    assert "Nothing to compare yet" in text(as_("economy-cell").get(f"{OPEN}differences/"))


def test_returns_that_are_not_in_are_named_as_not_counted(differing):
    assert "Not counted: the return is not in yet from Housing." in text(
        differing().get(f"{TOWN}differences/")
    )


def test_a_draft_is_not_held_against_its_figures_even_for_an_officer(as_):
    put_in("business", ReturnState.DRAFT)
    assert as_("officer").get(f"{OPEN}differences/").context["better"] == []


def test_a_reason_stands_with_its_difference(differing):
    page = differing(lead_reason="Two more fairs are booked.").get(f"{TOWN}differences/")
    assert "The lead’s reason: Two more fairs are booked." in text(page)
    assert "A reason is given." in text(page)


def test_declared_worse_needs_no_reason(differing):
    enough = {**factories.new_figure("137"), "declared": "red"}
    page = differing(**enough).get(f"{TOWN}differences/")
    assert [row["declared"] for row in page.context["worse"]] == ["red"]
    assert "No reason given" not in text(page)


def test_what_the_lead_did_not_rate_is_mentioned(differing):
    page = differing(declared="not_rated", not_rated_reason="Too early.").get(f"{TOWN}differences/")
    assert [row["verdict"].status for row in page.context["unrated"]] == ["red"]
    assert "Why not rated: Too early." in text(page)


def test_an_overall_status_that_its_kpis_do_not_suggest_is_marked(differing):
    page = differing(declared="red").get(f"{TOWN}differences/")
    assert "1 overall status is not what its KPIs suggest." in text(page)
    assert b'class="app-row--marked"' in page.content


def test_what_somebody_typed_stays_text(differing):
    page = differing(lead_reason="<script>alert(1)</script>").get(f"{TOWN}differences/")
    assert b"<script>alert(1)" not in page.content
    assert "<script>alert(1)" in unescape(page.content.decode())


# --- The way there ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["economy-cell", "officer"])
def test_the_dashboard_leads_there_and_says_how_many(as_, name):
    page = as_(name).get(PUBLISHED)
    many = len(page.client.get(PAGE).context["better"] + page.client.get(PAGE).context["worse"])
    assert page.context["differences"] == {
        "url": PAGE,
        "label": f"{many} differences between statuses and figures",
    }


@pytest.mark.parametrize("name", ["lead", "ses-lead", "viewer", "admin"])
def test_nobody_else_is_led_there(as_, name):
    assert as_(name).get(PUBLISHED).context["differences"] is None


def test_there_is_no_way_to_it_while_nothing_is_in(as_):
    assert as_("officer").get(OPEN).context["differences"] is None


# --- What is known beside it ---------------------------------------------------------------------


def test_a_difference_says_what_was_corrected_since(client, testable, plan, officer):
    published(plan.enquiries, officer, figure="35")
    correct(on_record(plan.enquiries), officer, figure="38")
    client.force_login(officer)
    page = client.get("/strategies/town-plan/quarters/2023-q2/differences/")
    [row] = page.context["better"]
    assert row["corrected"].startswith("Since corrected to 38, on 22 January 2024.")
    assert row["corrected"] in text(page)


def test_more_corrections_cost_no_more_queries(client, testable, plan, officer):
    address = "/strategies/town-plan/quarters/2023-q2/differences/"
    published(plan.enquiries, officer, figure="35")
    client.force_login(officer)
    client.get(address)
    before = queries(client, address)
    correct(on_record(plan.enquiries), officer, figure="38")
    assert queries(client, address) == before


def test_what_is_not_applicable_is_not_asked_for(differing):
    page = differing(answer="not_applicable", figure="", coverage="", confirmed="")
    page = page.get(f"{TOWN}differences/")
    groups = {group["title"]: group["remedy"] for group in page.context["untested"]}
    assert groups["1 KPI: reported as not applicable"] == ""
    assert "Reported as not applicable, so there is nothing to judge." in text(page)


# --- Its cost -----------------------------------------------------------------------------------


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_more_kpis_cost_no_more_queries(differing, plan, submission):
    client = differing()
    client.get(f"{TOWN}differences/")
    before = queries(client, f"{TOWN}differences/")
    for number in range(5, 15):
        placed = factories.placement(
            sub_strand=plan.growth, kpi=factories.kpi(name=f"KPI {number}", polarity="higher")
        )
        factories.target(placement=placed, printed="100")
        Entry.objects.create(
            submission=submission,
            placement=placed,
            declared="green",
            answer="new_figure",
            figure="3",
            kind="number",
            number=3,
        )
    assert queries(client, f"{TOWN}differences/") == before


def test_a_published_quarter_is_read_from_its_edition(as_):
    client = as_("economy-cell")
    before = text(client.get(PAGE))
    Entry.objects.filter(submission__quarter__period=factories.Q2).update(declared="red")
    assert text(client.get(PAGE)) == before
