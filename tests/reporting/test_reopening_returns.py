"""One return is given back to its lead after its approval, or after a publication without it."""

from datetime import date, timedelta

import pytest

from reporting.actions.refusals import Refused
from reporting.actions.reopening import NO_REASON
from reporting.actions.returns import gaps
from reporting.answers import Answer
from reporting.models import Edition, Entry, Observation, Quarter, Revision, Step, Submission
from reporting.quarter_report import build, everything
from reporting.workflow import QuarterState
from tests import factories
from tests.factories import NOW, Q2, dump, fresh
from tests.reporting.acts import (
    approve,
    publish,
    reopen,
    save,
    send_back,
    submit,
)
from tests.reporting.pages import text

pytestmark = pytest.mark.django_db

REPORT = "/strategies/town-plan/quarters/2023-q3/growth/"
REOPEN = f"{REPORT}return/reopen/"
FORM = f"{REPORT}return/"


@pytest.fixture
def approved(submission, lead, reviewer):
    """Growth's return, submitted by its lead and approved."""
    save(submission, lead)
    submit(fresh(submission), lead)
    return approve(fresh(submission), reviewer)


@pytest.fixture
def as_reviewer(client, reviewer):
    client.force_login(reviewer)
    return client


def on_record(placement):
    return Observation.objects.current().get(kpi=placement.kpi)


def changed(submission, placement, **fields):
    """What the return says, with one row said differently."""
    return factories.change(factories.says(submission), placement, **fields)


# --- The act ------------------------------------------------------------------------------------


def test_it_is_with_its_lead_again_and_nothing_of_the_approval_is_left(approved, reviewer):
    reopen(approved, reviewer)
    item = fresh(approved)
    assert (item.state, item.approved_at, item.submitted_by, item.ses_lead, item.project_lead) == (
        "sent_back", None, None, "", "",
    )  # fmt: skip


def test_its_rows_are_no_longer_frozen(approved, reviewer):
    reopen(approved, reviewer)
    frozen = Entry.objects.filter(submission=approved)
    assert set(frozen.values_list("wording", "target_printed", "figure_printed", "computed")) == {
        ("", "", "", "")
    }


def test_what_it_says_is_kept(approved, reviewer):
    before = factories.says(approved)
    reopen(approved, reviewer)
    assert factories.says(approved) == before


@pytest.mark.parametrize(
    ("options", "words"), [({"reason": "  "}, NO_REASON), ({"version": 99}, "Read it once more")]
)
def test_it_is_refused_and_changes_nothing(options, words, approved, reviewer):
    before = dump()
    with pytest.raises(Refused, match=words):
        reopen(approved, reviewer, **options)
    assert dump() == before


def test_the_history_says_why_and_from_what(approved, reviewer):
    reopen(approved, reviewer, reason=" Two were counted twice. ")
    step = Step.objects.get(move="reopen")
    assert (step.comment, step.from_state, step.to_state) == (
        "Two were counted twice.", "approved", "sent_back",
    )  # fmt: skip


def test_the_version_it_came_back_at_is_kept_as_the_base_of_what_changes(approved, reviewer):
    reopen(approved, reviewer)
    step = Step.objects.get(move="reopen")
    assert Revision.objects.filter(submission=approved, version=step.version).exists()


def test_two_people_who_go_on_with_it_at_once_lose_nothing(approved, plan, lead, deputy, reviewer):
    item = reopen(approved, reviewer)
    save(item, lead, changed(item, plan.hub, note="From the lead."))
    both = changed(approved, plan.hub, note="")
    save(item, deputy, factories.change(both, plan.centre, note="From the deputy."))
    notes = factories.says(item).entries
    assert (notes[plan.hub.pk].note, notes[plan.centre.pk].note) == (
        "From the lead.", "From the deputy.",
    )  # fmt: skip


def test_a_kpi_that_came_since_is_asked_for(approved, plan, reviewer):
    factories.placement(sub_strand=plan.growth, kpi=factories.kpi(name="Visitors"))
    reopen(approved, reviewer)
    assert "KPI 5, Visitors in Growth: say whether there is a new figure." in [
        gap.text for gap in gaps(fresh(approved))
    ]


# --- Its figures --------------------------------------------------------------------------------


def test_what_it_put_on_record_stays(approved, plan, reviewer):
    reopen(approved, reviewer)
    assert on_record(plan.enquiries).printed == "137"


def test_its_own_figures_are_not_asked_about_again(approved, reviewer):
    reopen(approved, reviewer)
    assert gaps(fresh(approved)) == []


def test_another_figure_in_place_of_its_own_asks_for_no_reason(approved, plan, lead, reviewer):
    item = reopen(approved, reviewer)
    save(item, lead, changed(item, plan.enquiries, figure="135", confirmed="135"))
    assert gaps(fresh(approved)) == []


def test_the_next_approval_supersedes_what_it_put_on_record(approved, plan, lead, reviewer):
    item = reopen(approved, reviewer)
    save(item, lead, changed(item, plan.enquiries, figure="135", confirmed="135"))
    submit(fresh(item), lead)
    approve(fresh(item), reviewer)
    now = on_record(plan.enquiries)
    assert (now.printed, now.supersedes.printed, now.reason) == (
        "135", "137", "Reported again in Q3 2023/24.",
    )  # fmt: skip


def reported_again(item, plan, lead, reviewer, **fields):
    """The approved return, reopened, its enquiries said differently, and approved once more."""
    item = reopen(item, reviewer)
    save(item, lead, changed(item, plan.enquiries, **fields))
    submit(fresh(item), lead)
    approve(fresh(item), reviewer)


def test_a_figure_that_is_dropped_is_off_the_record(approved, plan, lead, reviewer):
    reported_again(approved, plan, lead, reviewer, answer="no_new_figure", figure="", coverage="")
    gone = Observation.objects.get(kpi=plan.enquiries.kpi)
    assert (gone.is_current, gone.withdrawn) == (
        False, "Q3 2023/24 was reported again without it.",
    )  # fmt: skip


def test_a_figure_that_is_of_another_time_is_on_record_for_that_alone(
    approved, plan, lead, reviewer
):
    reported_again(approved, plan, lead, reviewer, coverage="year_to_date")
    assert on_record(plan.enquiries).starts == date(2023, 4, 1)


def test_what_a_dropped_figure_had_replaced_stands_again(quarter, submission, plan, lead, reviewer):
    earlier = factories.quarter(strategy=plan.strategy, period=Q2, state="published")
    before = factories.submission(quarter=earlier, sub_strand=plan.growth)
    other = {"coverage": "other", "period_typed": "October to December 2023"}
    factories.entry(
        submission=before, placement=plan.enquiries, **factories.new_figure("35", **other)
    )
    factories.observe(submission=before, placement=plan.enquiries)
    content = factories.change(
        factories.complete(submission=submission), plan.enquiries, correction_reason="Counted."
    )
    save(submission, lead, content)
    submit(fresh(submission), lead)
    approve(fresh(submission), reviewer)
    assert on_record(plan.enquiries).printed == "137"
    again = {"answer": "not_applicable", "figure": "", "coverage": ""}
    reported_again(fresh(submission), plan, lead, reviewer, **again)
    assert on_record(plan.enquiries).printed == "35"


def test_a_withdrawn_figure_is_in_no_report(approved, plan, quarter, lead, reviewer):
    away = {"answer": "not_applicable", "figure": "", "coverage": ""}
    reported_again(approved, plan, lead, reviewer, **away)
    line = build(Quarter.objects.get(), everything).sub_strand("growth").lines[0]
    assert (line.measured, line.earlier) == (None, ())


def test_approved_again_as_it_was_it_puts_nothing_new_on_record(approved, plan, lead, reviewer):
    item = reopen(approved, reviewer)
    save(item, lead, changed(item, plan.hub, note="Another word."))
    submit(fresh(item), lead)
    approve(fresh(item), reviewer)
    assert Observation.objects.filter(kpi=plan.enquiries.kpi).count() == 1


def test_a_figure_kept_from_last_quarter_is_that_quarters_again(plan, lead, reviewer):
    before = factories.quarter(strategy=plan.strategy, period=Q2, state="published")
    factories.fill(
        submission=factories.submission(quarter=before, sub_strand=plan.growth), state="published"
    )
    quarter = factories.quarter(strategy=plan.strategy)
    submission = factories.submission(quarter=quarter, sub_strand=plan.growth)
    content = factories.complete(submission=submission)
    kept = {"answer": Answer.NO_NEW_FIGURE, "figure": "", "coverage": "", "confirmed": ""}
    content = factories.change(content, plan.enquiries, **kept)
    submit(save(submission, lead, content).submission, lead)
    approve(fresh(submission), reviewer)
    reopen(fresh(submission), reviewer)
    entry = Entry.objects.get(submission=submission, placement=plan.enquiries)
    assert (entry.figure, entry.figure_printed, entry.kind) == ("", "", "")
    assert gaps(fresh(submission)) == []


def test_a_loaded_figure_without_a_quarter_before_is_not_lost(submission, plan, lead, reviewer):
    content = factories.complete(submission=submission)
    content = factories.change(content, plan.enquiries, answer=Answer.NO_NEW_FIGURE)
    item = factories.fill(submission=submission, content=content, state="approved", by=lead)
    item = reopen(item, reviewer)
    assert gaps(fresh(item)) == []
    item = save(item, lead, changed(item, plan.enquiries, note="Still so.")).submission
    submit(fresh(item), lead)
    approve(fresh(item), reviewer)
    entry = Entry.objects.get(submission=item, placement=plan.enquiries)
    assert (entry.figure_printed, entry.number) == ("137", 137)


def test_a_new_figure_takes_the_place_of_a_loaded_one(submission, plan, lead, reviewer):
    content = factories.complete(submission=submission)
    content = factories.change(content, plan.enquiries, answer=Answer.NO_NEW_FIGURE)
    item = factories.fill(submission=submission, content=content, state="approved", by=lead)
    item = reopen(item, reviewer)
    save(item, lead, changed(item, plan.enquiries, **factories.new_figure("140")))
    entry = Entry.objects.get(submission=item, placement=plan.enquiries)
    assert (entry.figure, entry.figure_printed, entry.number) == ("140", "", 140)


def test_the_reference_returns_can_be_reopened_and_ask_nothing_of_their_figures(reference):
    quarter = Quarter.objects.get(period=Q2, strategy__slug="ses-action-plan-2023")
    Quarter.objects.filter(pk=quarter.pk).update(state="reopened", reopened_reason="A slip.")
    officer = factories.hold(user=factories.person(), role="officer", over=quarter.strategy)
    asked = []
    for submission in quarter.submissions.select_related("sub_strand"):
        reopen(submission, officer)
        asked += [
            f"{submission.sub_strand}: {gap.text}"
            for gap in gaps(factories.submission(quarter=quarter, sub_strand=submission.sub_strand))
            if gap.field in ("figure", "correction_reason", "period_typed")
        ]
    assert asked == []


# --- Once its quarter was published -------------------------------------------------------------


@pytest.fixture
def published(approved, officer, other_lead):
    """The quarter, published with Growth's return and without Housing's."""
    publish(approved.quarter, officer)
    return fresh(approved)


def reopen_quarter():
    Quarter.objects.update(state=QuarterState.REOPENED, reopened_reason="A figure was wrong.")


def test_while_the_quarter_is_published_none_is_reopened(published, reviewer):
    with pytest.raises(Refused):
        reopen(published, reviewer)


def test_in_a_reopened_quarter_it_is_corrected_and_the_first_edition_stays(
    published, plan, lead, reviewer, officer
):
    first = Edition.objects.get().report
    reopen_quarter()
    item = reopen(published, reviewer)
    save(item, lead, changed(item, plan.enquiries, figure="135", confirmed="135"))
    submit(fresh(item), lead)
    approve(fresh(item), reviewer)
    publish(Quarter.objects.get(), officer, reason="Two were counted twice.")
    assert Edition.objects.get(number=1).report == first
    assert '"achieved":"135"' in Edition.objects.get(number=2).report


def test_a_return_that_was_not_received_can_be_reported_after_all(
    published, plan, other_lead, reviewer, officer
):
    reopen_quarter()
    missing = factories.submission(quarter=published.quarter, sub_strand=plan.housing)
    assert not missing.is_received
    item = reopen(missing, reviewer, reason="It has come after all.")
    assert item.is_received
    save(item, other_lead)
    submit(fresh(item), other_lead)
    approve(fresh(item), reviewer)
    publish(Quarter.objects.get(), officer, without=[], reason="Housing reported late.")
    assert '"received":false' not in Edition.objects.get(number=2).report


# --- Its page -----------------------------------------------------------------------------------


def test_the_report_of_an_approved_return_offers_it(approved, as_reviewer):
    assert f'href="{REOPEN}"' in as_reviewer.get(REPORT).content.decode()


def test_it_is_reopened_from_its_page(approved, as_reviewer):
    data = {"version": approved.version, "reason": "Two were counted twice."}
    response = as_reviewer.post(REOPEN, data, follow=True)
    assert fresh(approved).state == "sent_back"
    assert "Growth is open again." in text(response)


@pytest.mark.parametrize(
    ("reason", "words"), [(" ", NO_REASON), ("x" * 5001, "Use 5,000 characters or fewer")]
)
def test_a_reason_that_can_not_be_taken_is_said_by_its_field(reason, words, approved, as_reviewer):
    response = as_reviewer.post(REOPEN, {"version": approved.version, "reason": reason})
    assert response.status_code == 422
    assert words in response.context["faults"]["reason"]
    assert fresh(approved).state == "approved"


def test_what_was_typed_is_there_again_when_the_return_moved_meanwhile(approved, as_reviewer):
    Submission.objects.filter(pk=approved.pk).update(version=99)
    response = as_reviewer.post(REOPEN, {"version": "1", "reason": "Counted\0 twice."})
    assert response.status_code == 409
    assert "Counted twice.</textarea>" in response.content.decode()


def test_a_return_that_is_with_its_lead_needs_no_reopening(submission, as_reviewer):
    assert as_reviewer.get(REOPEN).headers["Location"] == REPORT


@pytest.mark.parametrize("address", ["/my-returns/", FORM])
def test_its_lead_reads_why(address, approved, client, lead, reviewer):
    reopen(approved, reviewer, reason="Two were counted twice.", now=NOW + timedelta(minutes=5))
    client.force_login(lead)
    page = text(client.get(address))
    assert "Two were counted twice." in page
    assert "Rita Reviewer" in page


def test_sent_back_once_more_its_lead_reads_the_later_words(approved, client, lead, reviewer):
    item = reopen(approved, reviewer, reason="Two were counted twice.")
    save(item, lead)
    submit(fresh(item), lead)
    send_back(fresh(item), reviewer, comment="Which two?")
    client.force_login(lead)
    page = text(client.get(FORM))
    assert "Which two?" in page
    assert "Two were counted twice." not in page
