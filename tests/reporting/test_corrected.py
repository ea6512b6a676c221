"""What a published quarter's page says was corrected since, to whom, and where one corrects it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import Placement
from reporting import corrected
from reporting.access import Reader
from reporting.corrected import Corrected
from reporting.models import Observation, Quarter, Submission
from reporting.quarter_report import build, everything, for_reader
from tests import factories
from tests.factories import Q2, Q3, TODAY, new_figure
from tests.reporting.acts import publish
from tests.reporting.correcting import EARLIER, correct, edition, on_record, published
from tests.reporting.reported import reported

pytestmark = pytest.mark.django_db

LATER = datetime(2024, 2, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def q2(plan, officer):
    """Q2, published with 137 enquiries, and public."""
    return published(plan.enquiries, officer, public_from=TODAY, **new_figure("137"))


def since(quarter, user=None) -> dict:
    """What whoever reads the edition is told."""
    reader = Reader.of(user, TODAY) if user else Reader(user=None, on=TODAY)
    return corrected.since_published(quarter, edition(quarter)[1], reader)


def words(quarter, user=None) -> list[str]:
    return [item.words for item in since(quarter, user).values()]


# --- What is said -------------------------------------------------------------------------------


def test_nothing_is_said_of_what_was_not_corrected(q2):
    assert since(q2) == {}


def test_a_corrected_figure_is_told_by_its_place(q2, plan, officer):
    correct(on_record(plan.enquiries), officer, now=LATER)
    assert since(q2) == {
        ("growth", 1): Corrected("135", date(2024, 2, 12), "Two were counted twice.")
    }


def test_the_last_of_several_corrections_is_told(q2, plan, officer):
    correct(correct(on_record(plan.enquiries), officer), officer, "136", now=LATER)
    assert words(q2) == ["Since corrected to 136, on 12 February 2024. Two were counted twice."]


def test_a_figure_corrected_back_is_as_it_was_published(q2, plan, officer):
    correct(correct(on_record(plan.enquiries), officer), officer, "137")
    assert since(q2) == {}


def test_a_shared_figure_is_told_in_each_of_its_places(plan, officer):
    quarter = reported(plan.homes, Q2, **new_figure("745"))
    reported(plan.enquiries, Q2)
    publish(quarter, officer, without=[])
    correct(on_record(plan.homes), officer, "705", now=LATER)
    assert set(since(quarter, officer)) == {("housing", 1), ("growth", 4)}


def test_a_figure_kept_in_the_next_quarter_is_told_there_too(q2, plan, officer):
    kept = {"answer": "no_new_figure", "figure": "", "coverage": ""}
    q3 = published(plan.enquiries, officer, Q3, **kept)
    correct(on_record(plan.enquiries), officer)
    assert set(since(q3, officer)) == {("growth", 1)}


def test_an_edition_that_prints_the_correction_has_nothing_to_tell(q2, plan, officer):
    correct(on_record(plan.enquiries), officer)
    again = new_figure("135", coverage="other", period_typed="2023-q2")
    q3 = published(plan.enquiries, officer, Q3, **again)
    assert since(q3, officer) == {}


def test_a_quarter_under_way_has_nothing_to_tell(q2, plan, officer):
    correct(on_record(plan.enquiries), officer)
    q3 = factories.quarter(strategy=plan.strategy, period=Q3)
    reader = Reader.of(officer, TODAY)
    assert corrected.since_published(q3, build(q3, everything), reader) == {}


def test_a_provisional_figure_is_told_once_it_is_confirmed(plan, officer):
    figure = new_figure("137", certainty="provisional")
    quarter = published(plan.enquiries, officer, **figure)
    correct(on_record(plan.enquiries), officer, "137", "the register is closed", now=LATER)
    assert words(quarter, officer) == [
        "Since confirmed, on 12 February 2024. The register is closed."
    ]


def test_a_provisional_figure_that_the_next_return_confirms_is_told(plan, officer):
    figure = new_figure("137", certainty="provisional")
    quarter = published(plan.enquiries, officer, **figure)
    again = new_figure("137", coverage="other", period_typed="2023-q2")
    reported(plan.enquiries, Q3, **again)
    assert words(quarter, officer) == ["Since confirmed, on 22 January 2024."]


def test_a_final_figure_that_became_provisional_is_no_news(q2, plan, officer):
    correct(on_record(plan.enquiries), officer, "137", certainty="provisional")
    assert since(q2) == {}


def test_a_figure_that_awaited_validation_is_told_once_it_is_on_record(plan, officer):
    figure = new_figure("0", certainty="awaiting_validation")
    quarter = published(plan.enquiries, officer, **figure)
    again = new_figure("12", coverage="other", period_typed="2023-q2")
    reported(plan.enquiries, Q3, **again)
    assert words(quarter, officer) == ["Since corrected to 12, on 22 January 2024."]


def test_what_was_on_record_otherwise_before_publication_is_no_correction(plan, officer):
    figure = new_figure("0", certainty="awaiting_validation")
    quarter = published(plan.enquiries, officer, **figure)
    reported(plan.enquiries, Q3, **new_figure("12", coverage="other", period_typed="2023-q2"))
    Observation.objects.update(recorded_at=EARLIER)
    Submission.objects.filter(state="approved").update(approved_at=EARLIER)
    assert since(quarter, officer) == {}


def test_what_a_return_says_counts_from_its_approval(q2, plan, officer):
    """It was submitted before the quarter was published, and approved after."""
    reported(plan.enquiries, Q3, **new_figure("140", coverage="other", period_typed="2023-q2"))
    Observation.objects.filter(value=140).update(recorded_at=EARLIER - timedelta(days=1))
    assert [item.printed for item in since(q2, officer).values()] == ["140"]


@pytest.fixture
def second(q2, plan, officer):
    """Q2, corrected to 135, and then published again: edition 2 prints 137 still."""
    correct(on_record(plan.enquiries), officer)
    Quarter.objects.filter(pk=q2.pk).update(state="reopened", reopened_reason="A slip.")
    publish(q2, officer, reason="A status was wrong.", public_from=TODAY, now=LATER)
    return Quarter.objects.select_related("strategy").get(pk=q2.pk)


def test_a_correction_before_the_edition_is_not_since(second, officer):
    assert since(second, officer) == {}


def test_a_correction_a_minute_after_the_edition_is_since(second, plan, officer):
    minute = LATER + timedelta(minutes=1)
    correct(on_record(plan.enquiries), officer, "136", now=minute)
    assert words(second) == ["Since corrected to 136, on 12 February 2024. Two were counted twice."]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"reason": "Two events were counted twice"},
            "Since corrected to 38, on 12 February 2024. Two events were counted twice.",
        ),
        ({"reason": ""}, "Since corrected to 38, on 12 February 2024."),
        (
            {"reason": "Really?", "is_provisional": True},
            "Since corrected to 38 (provisional), on 12 February 2024. Really?",
        ),
        ({"reason": "", "is_confirmation": True}, "Since confirmed, on 12 February 2024."),
    ],
)
def test_a_correction_in_words(given, said):
    assert Corrected("38", date(2024, 2, 12), **given).words == said


@pytest.mark.parametrize(
    ("changed", "confirmed", "said"),
    [
        (0, 0, ""),
        (1, 0, "1 figure has been corrected since."),
        (2, 0, "2 figures have been corrected since."),
        (0, 1, "1 provisional figure has been confirmed since."),
        (
            1,
            2,
            "1 figure has been corrected since. 2 provisional figures have been confirmed since.",
        ),
    ],
)
def test_how_many_were_corrected_in_a_sentence(changed, confirmed, said):
    kinds = [False] * changed + [True] * confirmed
    found = {
        ("growth", number): Corrected("38", TODAY, "", is_confirmation=kind)
        for number, kind in enumerate(kinds)
    }
    assert corrected.summary(found) == said


# --- To whom ------------------------------------------------------------------------------------


@pytest.fixture
def reported_again(q2, plan):
    """Q3's return, approved and not published, says that Q2 was 90210."""
    again = new_figure("90210", coverage="other", period_typed="2023-q2")
    return reported(plan.enquiries, Q3, **again)


READERS = {
    "lead": True,
    "ses_lead": True,
    "officer": True,
    "other_lead": True,
    "reviewer": True,
    "viewer": True,
    "administrator": False,
    "stranger": False,
}


@pytest.mark.parametrize("who", READERS)
def test_what_a_later_return_says_is_told_to_those_who_may_read_it(
    who, q2, reported_again, request
):
    assert bool(since(q2, request.getfixturevalue(who))) is READERS[who]


def test_what_a_later_return_says_is_not_public_before_it_is(q2, reported_again):
    assert since(q2) == {}


def test_what_a_later_return_says_is_public_once_it_is_published(q2, reported_again, officer):
    publish(reported_again, officer, public_from=TODAY)
    assert words(q2) == [
        "Since corrected to 90210, on 22 January 2024. Reported again in Q3 2023/24."
    ]


def test_a_correction_under_an_unpublished_figure_is_still_told(q2, plan, officer):
    correct(on_record(plan.enquiries), officer, "135")
    reported(plan.enquiries, Q3, **new_figure("90210", coverage="other", period_typed="2023-q2"))
    assert [item.printed for item in since(q2).values()] == ["135"]


def test_a_reopened_quarter_tells_nothing_of_what_is_being_changed(q2, plan, officer):
    """The public still reads the edition that printed 137; the return says 133 now."""
    Quarter.objects.filter(pk=q2.pk).update(state="reopened", reopened_reason="A slip.")
    submission = Submission.objects.get(quarter=q2, sub_strand=plan.growth)
    submission = factories.put(submission=submission, state="submitted", by=officer)
    factories.entry(submission=submission, placement=plan.enquiries, figure="133")
    old = Observation.objects.get(entry__submission=submission)
    Observation.objects.update(is_current=False)
    Observation.objects.create(
        kpi=old.kpi,
        period_kind=old.period_kind,
        starts=old.starts,
        ends=old.ends,
        value=133,
        printed="133",
        entry=old.entry,
        recorded_at=LATER,
        supersedes=old,
        reason="Reported again.",
    )
    assert since(Quarter.objects.select_related("strategy").get(pk=q2.pk)) == {}


def test_a_reopened_quarter_is_not_corrected_to_what_was_known_before_it(q2, plan, officer):
    """The public reads the edition that printed 140, and no longer the return it came from."""
    again = new_figure("140", coverage="other", period_typed="2023-q2")
    q3 = published(plan.enquiries, officer, Q3, public_from=TODAY, **again)
    Quarter.objects.filter(pk=q3.pk).update(state="reopened", reopened_reason="A slip.")
    Submission.objects.filter(quarter=q3, sub_strand=plan.growth).update(state="draft")
    assert since(Quarter.objects.select_related("strategy").get(pk=q3.pk)) == {}


# --- Where to correct ---------------------------------------------------------------------------

ADDRESS = "/strategies/town-plan/quarters/2023-q2/growth/kpis/1/correct/"


def links(quarter, user) -> dict:
    reader = Reader.of(user, TODAY)
    return corrected.links(quarter, for_reader(quarter, reader), reader)


@pytest.mark.parametrize(
    "who", ["lead", "deputy", "officer", "ses_lead", "other_lead", "reviewer", "viewer", "stranger"]
)
def test_those_who_may_correct_are_led_there(who, q2, request):
    may = who in ("lead", "deputy", "officer")
    assert links(q2, request.getfixturevalue(who)) == ({("growth", 1): ADDRESS} if may else {})


def test_nothing_is_corrected_that_is_not_published(plan, officer):
    assert links(reported(plan.enquiries, Q2), officer) == {}


def test_a_shared_figure_is_corrected_at_home_alone(plan, officer):
    quarter = reported(plan.homes, Q2, **new_figure("745"))
    reported(plan.enquiries, Q2)
    publish(quarter, officer, without=[])
    quarter = Quarter.objects.select_related("strategy").get(pk=quarter.pk)
    assert set(links(quarter, officer)) == {("housing", 1), ("growth", 1)}


def test_a_figure_that_moved_is_not_corrected_where_it_was(q2, plan, officer):
    Placement.objects.filter(pk=plan.enquiries.pk).update(last_quarter=Q2)
    factories.placement(sub_strand=plan.housing, kpi=plan.enquiries.kpi, first_quarter=Q3)
    assert links(q2, officer) == {}


def test_a_figure_that_an_unpublished_return_changed_is_not_corrected(q2, reported_again, officer):
    assert links(q2, officer) == {}


def test_a_figure_that_a_published_return_changed_is_corrected(q2, reported_again, officer):
    publish(reported_again, officer)
    assert links(q2, officer) == {("growth", 1): ADDRESS}


def test_words_are_not_corrected(plan, officer):
    assert links(published(plan.enquiries, officer, **new_figure("Worse")), officer) == {}


# --- A fixed number of queries ------------------------------------------------------------------


def queries(act) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def with_measures(plan, count):
    for number in range(count):
        kpi = factories.kpi(name=f"Measure {number}")
        factories.placement(sub_strand=plan.growth, kpi=kpi, number=10 + number)


@pytest.mark.parametrize("count", [0, 30])
def test_the_queries_do_not_grow_with_the_figures(count, plan, officer):
    with_measures(plan, count)
    quarter = published(plan.enquiries, officer)
    for observation in Observation.objects.all():
        correct(observation, officer)
    report, reader = edition(quarter)[1], Reader.of(officer, TODAY)
    found = corrected.since_published(quarter, report, reader)
    assert len(found) == count + 1
    assert queries(lambda: corrected.since_published(quarter, report, reader)) == 3
    assert queries(lambda: corrected.links(quarter, report, reader)) == 4
