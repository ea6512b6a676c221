"""An officer gives one return a later day, and every page says that day."""

from datetime import date, timedelta

import pytest

from accounts.models import AuditEvent
from reporting import dashboard
from reporting.access import Reader
from reporting.actions.extending import NO_DAY, NO_REASON
from reporting.actions.refusals import Refused
from reporting.models import GovernanceDate, Step, Submission
from reporting.quarter_report import for_reader
from reporting.views.extend import NOT_A_DATE
from tests import factories
from tests.factories import TODAY, dump, fresh
from tests.reporting.acts import LATER, extend, ready
from tests.reporting.pages import text

pytestmark = pytest.mark.django_db

REPORT = "/strategies/town-plan/quarters/2023-q3/growth/"
EXTEND = f"{REPORT}return/extend/"
DASHBOARD = "/strategies/town-plan/quarters/2023-q3/"
DEADLINE = date(2024, 1, 19)  # three days ago


@pytest.fixture
def deadline(quarter):
    return GovernanceDate.objects.create(quarter=quarter, kind="data_deadline", date=DEADLINE)


@pytest.fixture
def as_officer(client, officer, submission, deadline):
    client.force_login(officer)
    return client


def post(client, **data):
    sent = {"due_on": "14 February 2024", "reason": "She is away.", "seen": "", **data}
    return client.post(EXTEND, sent)


# --- The act ------------------------------------------------------------------------------------


def test_the_return_has_its_own_day(submission, officer, deadline):
    assert extend(submission, officer).due_on == LATER


def test_the_history_keeps_the_day_and_the_reason(submission, officer, deadline):
    extend(submission, officer, reason="  She is away. ")
    assert Step.objects.get().comment == "Due on 14 February 2024. She is away."


def test_the_record_keeps_both_days(submission, officer, deadline):
    extend(submission, officer)
    event = AuditEvent.objects.get()
    assert '"due_on":null' in event.before.replace(" ", "")
    assert '"due_on":"2024-02-14"' in event.after.replace(" ", "")


def test_a_day_is_taken_back(submission, officer, deadline):
    extended = extend(submission, officer)
    assert extend(extended, officer, due_on=None).due_on is None


def test_what_the_lead_is_writing_meanwhile_is_left_alone(submission, officer, deadline):
    Submission.objects.filter(pk=submission.pk).update(version=7, commentary="Half a sentence")
    extend(submission, officer)
    stored = fresh(submission)
    assert (stored.version, stored.commentary) == (7, "Half a sentence")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"reason": " "}, NO_REASON),
        ({"due_on": DEADLINE}, "the day must be later"),
        ({"due_on": TODAY - timedelta(days=1)}, "today or later"),
        ({"due_on": None}, "no later day to take back"),
        ({"seen": date(2024, 2, 1)}, "Somebody else changed the day"),
    ],
    ids=["no reason", "not later than the deadline", "past", "nothing to take back", "meanwhile"],
)
def test_it_is_refused(options, words, submission, officer, deadline):
    before = dump()
    with pytest.raises(Refused, match=words):
        extend(submission, officer, **options)
    assert dump() == before


def test_today_is_late_enough(submission, officer, deadline):
    assert extend(submission, officer, due_on=TODAY).due_on == TODAY


# --- Its page -----------------------------------------------------------------------------------


def test_the_report_offers_it_to_the_officer(as_officer):
    assert f'href="{EXTEND}"' in as_officer.get(REPORT).content.decode()


def test_the_day_is_given_and_said(as_officer, submission):
    response = as_officer.get(post(as_officer).headers["Location"])
    assert fresh(submission).due_on == LATER
    assert "Growth is due on Wednesday 14 February 2024 now" in text(response)


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"due_on": ""}, "due_on", NO_DAY),
        ({"due_on": "soon"}, "due_on", NOT_A_DATE),
        ({"due_on": "19 January 2024"}, "due_on", "the day must be later"),
        ({"due_on": "21 January 2024"}, "due_on", "today or later"),
        ({"reason": " "}, "reason", NO_REASON),
        ({"reason": "x" * 5001}, "reason", "Use 5,000 characters or fewer"),
    ],
)
def test_what_can_not_be_taken_is_said_by_its_field(data, field, words, as_officer, submission):
    response = post(as_officer, **data)
    assert response.status_code == 422
    assert response.context["errors"][0]["href"] == f"#id_{field}"
    assert words in response.context["faults"][field]
    assert fresh(submission).due_on is None


def test_what_was_typed_is_on_the_page_again(as_officer):
    response = post(as_officer, due_on="soon", reason="She is\0 away.")
    page = response.content.decode()
    assert 'value="soon"' in page
    assert "She is away.</textarea>" in page


def test_another_officers_day_meanwhile_is_told_with_all_that_was_typed(as_officer, submission):
    Submission.objects.filter(pk=submission.pk).update(due_on=date(2024, 3, 1))
    response = post(as_officer)
    assert response.status_code == 409
    page = response.content.decode()
    assert "She is away.</textarea>" in page
    assert 'name="seen" value="2024-03-01"' in page


def test_the_day_is_taken_back_by_its_box(as_officer, submission, officer):
    extend(submission, officer)
    post(as_officer, undo="yes", due_on="", seen="2024-02-14")
    assert fresh(submission).due_on is None


def test_a_return_that_came_in_needs_no_day(as_officer, submission):
    ready(submission, "submitted")
    assert as_officer.get(EXTEND).headers["Location"] == REPORT


# --- Whoever says when it is due ----------------------------------------------------------------


@pytest.mark.parametrize("address", ["/my-returns/", f"{REPORT}return/"])
def test_its_lead_reads_its_own_day(address, client, submission, lead, officer, deadline):
    extend(submission, officer)
    client.force_login(lead)
    page = text(client.get(address))
    assert "Wednesday 14 February 2024" in page
    assert "late" not in page


def test_a_return_with_a_later_day_is_not_late(submission, officer, deadline):
    extend(submission, officer)
    report = for_reader(submission.quarter, Reader.of(officer, TODAY))
    late = dashboard.late(report, on=TODAY)
    assert {day: [part.slug for part in parts] for day, parts in late.items()} == {
        DEADLINE: ["housing"]
    }


def test_the_dashboard_counts_as_late_only_what_is(as_officer, submission, officer):
    extend(submission, officer)
    page = text(as_officer.get(DASHBOARD))
    assert "2 returns are still owed, 1 of them late." in page
    assert page.count("Not started, late") == 1


def test_returns_late_since_different_days_are_told_apart(submission, officer, deadline):
    extend(submission, officer, due_on=TODAY)
    report = for_reader(submission.quarter, Reader.of(officer, TODAY))
    (item,) = dashboard.attention(report, on=TODAY + timedelta(days=1))
    assert item.why == (
        "Housing. Due on 19 January 2024, 4 days ago. Growth. Due on 22 January 2024, yesterday."
    )


def test_who_may_not_know_the_state_does_not_know_the_day(submission, officer, viewer, deadline):
    extend(submission, officer)
    report = for_reader(submission.quarter, Reader.of(viewer, TODAY))
    assert report.sub_strand("growth").due_on is None


def test_a_return_that_came_in_is_due_no_more(submission, officer, deadline):
    extend(submission, officer)
    factories.put(submission=submission, state="submitted")
    report = for_reader(submission.quarter, Reader.of(officer, TODAY))
    assert report.sub_strand("growth").due_on is None
