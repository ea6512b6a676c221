"""Publishing a quarter: what must be accepted, what an edition freezes, and the next one."""

import hashlib
import json
from datetime import UTC, date, datetime

import pytest

from accounts.models import AuditEvent
from objectives.models import Placement, Target
from reporting.access import Reader
from reporting.actions.refusals import Refused
from reporting.models import Edition, Entry, Quarter, Submission
from reporting.quarter_report import (
    EditionAltered,
    build,
    everything,
    for_reader,
    latest_edition,
)
from reporting.report_json import canonical_text, from_json
from tests.factories import NOW, Q1, Q2, Q3, TODAY, change, complete, dump, fill, new_figure, says
from tests.reporting.acts import (
    approve,
    publish,
    ready,
)
from tests.reporting.reported import reported

pytestmark = pytest.mark.django_db


# --- Publish ----------------------------------------------------------------------------------


@pytest.fixture
def approved(submission, reviewer):
    """Growth's return, approved; Housing's has not been started."""
    return approve(ready(submission, "submitted"), reviewer)


@pytest.mark.parametrize("without", [[], ["growth"], ["growth", "housing"], ["housing", "harbour"]])
def test_a_quarter_is_not_published_without_others_than_those_accepted(
    without, quarter, approved, officer
):
    before = dump()
    with pytest.raises(Refused, match="Read the list again"):
        publish(quarter, officer, without)
    assert dump() == before


def test_publishing_locks_the_quarter(quarter, approved, officer):
    publish(quarter, officer)
    assert Quarter.objects.get().state == "published"


def test_publishing_locks_every_return(quarter, approved, officer):
    publish(quarter, officer)
    states = Submission.objects.values_list("sub_strand__slug", "state", "is_received")
    assert set(states) == {("growth", "published", True), ("housing", "published", False)}


def test_publishing_is_recorded(quarter, approved, officer):
    edition = publish(quarter, officer, public_from=date(2024, 3, 1))
    event = AuditEvent.objects.get(action="quarter.publish")
    assert json.loads(event.after) == {
        "state": "published",
        "edition": 1,
        "checksum": edition.checksum,
        "without": ["Housing"],
        "public_from": "2024-03-01",
        "reason": "",
    }


def test_an_edition_says_who_and_when(quarter, approved, officer):
    edition = publish(quarter, officer)
    assert (edition.number, edition.published_by, edition.published_at) == (1, officer, NOW)


def test_an_editions_report_names_the_post_that_published_it(quarter, approved, officer):
    data = json.loads(publish(quarter, officer).report)
    assert (data["edition"], data["published_on"], data["published_by"]) == (
        1,
        "2024-01-22",
        "Performance Officer",
    )


def test_an_editions_checksum_is_that_of_its_text(quarter, approved, officer):
    publish(quarter, officer)
    edition = Edition.objects.get()
    assert edition.checksum == hashlib.sha256(edition.report.encode()).hexdigest()


def test_an_edition_is_the_report_as_it_stood(quarter, approved, officer):
    edition = publish(quarter, officer)
    live = build(Quarter.objects.select_related("strategy").get(), everything)
    assert from_json(json.loads(edition.report)) == live.with_edition(
        1, TODAY, "Performance Officer"
    )


def test_an_edition_is_canonical_text(quarter, approved, officer):
    text = publish(quarter, officer).report
    assert canonical_text(from_json(json.loads(text))) == text


def test_a_later_change_of_the_plan_leaves_the_edition_as_it_was(
    quarter, approved, officer, plan, reviewer
):
    published = publish(quarter, officer)
    shown = for_reader(Quarter.objects.get(), Reader.of(reviewer, TODAY))
    Placement.objects.update(wording="Something else")
    Target.objects.update(printed="999", number=999)
    plan.growth.name = "Another name"
    plan.growth.save()
    assert Edition.objects.get().report == published.report
    assert for_reader(Quarter.objects.get(), Reader.of(reviewer, TODAY)) == shown


def test_a_change_of_the_plan_after_approval_does_not_reach_the_line(approved, quarter, plan):
    Placement.objects.update(wording="Something else")
    Target.objects.update(printed="999")
    line = build(quarter, everything).sub_strand("growth").lines[0]
    assert (line.kpi, line.target, line.achieved) == ("Enquiries in Growth", "250", "137")


def test_a_return_that_was_not_received_says_nothing(quarter, submission, officer):
    secret = change(complete(submission=submission), commentary="Half a thought.")
    fill(submission=submission, content=secret, state="draft")
    text = publish(quarter, officer, ["growth", "housing"]).report
    growth = from_json(json.loads(text)).sub_strand("growth")
    assert (growth.is_received, growth.lines, growth.overall) == (False, (), "")
    assert "Half a thought" not in text


def test_a_draft_left_out_is_still_there(quarter, submission, officer):
    submission = ready(submission, "draft")
    before = says(submission)
    publish(quarter, officer, ["growth", "housing"])
    assert says(submission) == before


# --- Published again --------------------------------------------------------------------------


@pytest.fixture
def reopened(quarter, approved, officer):
    """The quarter published without Housing, and reopened."""
    publish(quarter, officer)
    Quarter.objects.update(state="reopened", reopened_reason="A slip.")
    return Quarter.objects.get()


def test_a_later_edition_needs_a_reason(reopened, officer):
    before = dump()
    with pytest.raises(Refused, match="Say why it is published again"):
        publish(reopened, officer, reason=" ")
    assert dump() == before


def test_a_later_edition_is_the_next_and_says_why(reopened, officer):
    edition = publish(reopened, officer, reason="Figures corrected.")
    assert (edition.number, edition.reason) == (2, "Figures corrected.")


def test_the_earlier_edition_stays(reopened, officer):
    earlier = Edition.objects.get().report
    publish(reopened, officer, reason="Figures corrected.")
    assert Edition.objects.get(number=1).report == earlier


def test_what_was_received_before_is_still_received(reopened, officer):
    publish(reopened, officer, reason="Figures corrected.")
    assert Submission.objects.get(sub_strand__slug="growth").is_received


def test_what_was_missing_before_must_be_accepted_again(reopened, officer):
    with pytest.raises(Refused, match="Read the list again"):
        publish(reopened, officer, [], reason="Figures corrected.")


# --- What was before --------------------------------------------------------------------------

KEPT = {"answer": "no_new_figure", "figure": "", "coverage": ""}


def stated(plan, period, officer, *, public_from=None, **entry):
    """The report of the edition of a quarter in which Growth's enquiries said this."""
    quarter = reported(plan.enquiries, period, **entry)
    text = publish(quarter, officer, public_from=public_from).report
    return from_json(json.loads(text))


def before(report):
    """What an edition says of the quarter before it."""
    growth = report.sub_strand("growth")
    line = growth.lines[0]
    return (
        report.previous_quarter,
        growth.previous_overall,
        line.previous_declared,
        line.previous_achieved,
    )


def test_an_edition_tells_nothing_that_was_only_approved_before(plan, officer):
    reported(plan.enquiries, Q2, overall="amber", **new_figure("120"))
    assert before(stated(plan, Q3, officer)) == (None, "", "", None)


def test_an_edition_compares_with_the_last_published_quarter(plan, officer):
    stated(plan, Q1, officer, **new_figure("99"))
    reported(plan.enquiries, Q2, overall="amber", **new_figure("120"))
    assert before(stated(plan, Q3, officer)) == (Q1, "green", "green", "99")


def test_an_edition_tells_nothing_of_a_return_taken_up_again_since_it_was_published(plan, officer):
    stated(plan, Q2, officer, **new_figure("99"))
    Quarter.objects.update(state="reopened", reopened_reason="A slip.")
    Submission.objects.filter(sub_strand=plan.growth).update(
        state="approved", overall="red", approved_at=NOW, approved_by=officer
    )
    assert before(stated(plan, Q3, officer)) == (Q2, "", "", None)


def test_insiders_still_compare_with_what_is_only_approved(plan):
    reported(plan.enquiries, Q2, overall="amber", **new_figure("120"))
    live = build(reported(plan.enquiries, Q3), everything)
    assert before(live) == (Q2, "amber", "green", "120")


def test_an_edition_prints_no_figure_kept_from_what_is_not_published(plan, officer):
    reported(plan.enquiries, Q2, **new_figure("120"))
    line = stated(plan, Q3, officer, **KEPT).sub_strand("growth").lines[0]
    assert (line.achieved, line.figure, line.period, line.carried_forward) == (
        None,
        None,
        None,
        True,
    )


def test_an_edition_prints_no_figure_kept_from_a_return_taken_up_again(plan, officer):
    stated(plan, Q2, officer, **new_figure("120"))
    Quarter.objects.update(state="reopened", reopened_reason="A slip.")
    Submission.objects.filter(sub_strand=plan.growth).update(
        state="approved", approved_at=NOW, approved_by=officer
    )
    Entry.objects.filter(placement=plan.enquiries).update(figure_printed="150")
    assert stated(plan, Q3, officer, **KEPT).sub_strand("growth").lines[0].achieved is None


def test_an_edition_prints_a_figure_kept_from_the_published_quarter(plan, officer):
    stated(plan, Q2, officer, **new_figure("120"))
    assert stated(plan, Q3, officer, **KEPT).sub_strand("growth").lines[0].achieved == "120"


def test_an_edition_prints_a_kept_figure_that_was_published_earlier_still(plan, officer):
    stated(plan, Q1, officer, **new_figure("99"))
    reported(plan.enquiries, Q2, **KEPT)
    assert stated(plan, Q3, officer, **KEPT).sub_strand("growth").lines[0].achieved == "99"


@pytest.mark.parametrize("earlier", [None, date(2024, 3, 2)])
def test_a_quarter_is_not_public_before_what_it_prints_as_previous(earlier, plan, officer):
    stated(plan, Q2, officer, public_from=earlier)
    quarter = reported(plan.enquiries, Q3)
    stored = dump()
    with pytest.raises(
        Refused,
        match="Q2 2023/24, whose statuses it prints as previous, is not public by then",
    ):
        publish(quarter, officer, public_from=date(2024, 3, 1))
    assert dump() == stored


@pytest.mark.parametrize(
    ("earlier", "public_from"),
    [(date(2024, 3, 1), date(2024, 3, 1)), (None, None)],
)
def test_a_quarter_is_published_with_or_after_what_it_prints_as_previous(
    earlier, public_from, plan, officer
):
    stated(plan, Q2, officer, public_from=earlier)
    assert stated(plan, Q3, officer, public_from=public_from).previous_quarter == Q2


def test_an_edition_is_dated_as_the_clock_on_the_wall_was(quarter, approved, officer):
    late = datetime(2024, 6, 30, 23, 30, tzinfo=UTC)
    assert json.loads(publish(quarter, officer, now=late).report)["published_on"] == "2024-07-01"


def test_an_edition_that_was_altered_is_not_shown(quarter, approved, officer):
    publish(quarter, officer)
    text = Edition.objects.get().report
    Edition.objects.update(report=text.replace('"achieved":"137"', '"achieved":"138"'))
    with pytest.raises(EditionAltered, match="Edition 1 of Q3 2023/24 was altered"):
        latest_edition(quarter)


def test_a_page_of_an_altered_edition_is_an_error_that_is_logged(
    quarter, approved, officer, client, caplog
):
    publish(quarter, officer)
    Edition.objects.update(checksum="0" * 64)
    client.force_login(officer)
    client.raise_request_exception = False
    address = f"/strategies/town-plan/quarters/{quarter.period.slug}/"
    assert client.get(address).status_code == 500
    assert "was altered" in caplog.text
