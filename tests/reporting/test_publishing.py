"""Publishing a quarter: what must be accepted, what an edition freezes, and the next one."""

import hashlib
import json
from datetime import date

import pytest

from accounts.models import AuditEvent
from objectives.models import Placement, Target
from reporting.access import Reader
from reporting.actions.refusals import Refused
from reporting.models import Edition, Quarter, Submission
from reporting.quarter_report import build, everything, for_reader
from reporting.report_json import canonical_text, from_json
from tests.factories import NOW, TODAY, change, complete, dump, fill, says
from tests.reporting.acts import (
    approve,
    publish,
    ready,
)

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
        "without": ["housing"],
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
    Quarter.objects.update(state="reopened")
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
