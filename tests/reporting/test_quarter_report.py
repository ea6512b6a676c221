"""How the one report is built: its lines, for whom, and its fixed number of queries."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from objectives.models import Objective, Placement, SubStrand
from objectives.periods import FinancialQuarter
from reporting import quarter_report
from reporting.access import Level, Reader
from reporting.actions import quarters
from reporting.models import Entry, GovernanceDate, Quarter, Submission
from reporting.quarter_report import build, everything, for_export, for_reader
from reporting.report_json import canonical_text
from tests import factories
from tests.factories import NOW, Q2, Q3, Q4, TODAY, fill, new_figure
from tests.reporting.reported import line, part, reported

pytestmark = pytest.mark.django_db


# --- What a report is made of -----------------------------------------------------------------


def test_sub_strands_come_as_the_plan_prints_them(plan, quarter):
    first = factories.objective(strategy=plan.strategy, slug="first", position=0)
    SubStrand.objects.filter(slug="housing").update(objective=first)
    assert [item.slug for item in build(quarter, everything).sub_strands] == ["housing", "growth"]


def test_lines_come_by_position(plan, quarter):
    Placement.objects.filter(pk=plan.enquiries.pk).update(position=9)
    assert [item.number for item in part(quarter).lines] == [2, 3, 4, 1]


def test_a_line_says_what_its_row_says(plan):
    quarter = reported(
        plan.enquiries,
        Q3,
        approve=False,
        **new_figure("1,234", certainty="provisional", declared="amber", note="Slow."),
        lead_reason="Two left.",
    )
    found = line(quarter, plan.enquiries)
    assert (found.achieved, found.figure.number, found.declared, found.progress) == (
        "1,234",
        1234,
        "amber",
        "Slow.",
    )
    assert (found.certainty, found.lead_reason, found.period.label, found.target) == (
        "provisional",
        "Two left.",
        "October to December 2023",
        "250",
    )


def test_a_row_with_nothing_said_is_a_line_all_the_same(plan, quarter):
    found = line(quarter, plan.enquiries)
    assert (found.achieved, found.figure, found.declared, found.answer) == (None, None, "", "")


def test_a_placement_without_an_entry_is_a_line_until_approval(plan, quarter):
    factories.placement(sub_strand=plan.growth, kpi=factories.kpi(), number=9)
    assert 9 in {item.number for item in part(quarter).lines}


def test_a_placement_that_came_after_approval_is_no_line(plan):
    quarter = reported(plan.enquiries, Q3)
    factories.placement(sub_strand=plan.growth, kpi=factories.kpi(), number=9)
    assert 9 not in {item.number for item in part(quarter).lines}


def test_a_retired_placement_is_no_line(plan):
    Placement.objects.filter(pk=plan.hub.pk).update(last_quarter=Q2)
    quarter = factories.quarter(strategy=plan.strategy, period=Q3)
    assert [item.number for item in part(quarter).lines] == [1, 3, 4]


def test_a_placement_retired_after_it_was_reported_is_still_a_line(plan):
    quarter = reported(plan.enquiries, Q3)
    Placement.objects.filter(pk=plan.enquiries.pk).update(last_quarter=Q2)
    assert line(quarter, plan.enquiries).achieved == "137"


def test_a_quarter_whose_figures_are_not_held_has_no_lines(plan):
    quarter = factories.quarter(strategy=plan.strategy, figures_held=False)
    assert part(quarter).lines == ()


def test_governance_dates_come_in_order(quarter):
    for position, words in [(2, "Monthly"), (1, "Weekly")]:
        GovernanceDate.objects.create(
            quarter=quarter, kind="economy_cell", words=words, position=position
        )
    words = [item.words for item in build(quarter, everything).governance_dates]
    assert words == ["Weekly", "Monthly"]


def test_posts_are_the_plans_until_approval(plan, quarter):
    SubStrand.objects.update(ses_lead="New post")
    assert part(quarter).ses_lead == "New post"


def test_posts_stay_as_they_were_at_approval(plan):
    quarter = reported(plan.enquiries, Q3)
    SubStrand.objects.update(ses_lead="New post")
    assert part(quarter).ses_lead == "Head of Place"


def test_a_sheet_has_a_name_even_where_the_plan_has_none(plan, quarter):
    SubStrand.objects.filter(slug="growth").update(name="x" * 40)
    found = part(quarter)
    assert (found.sheet_name, found.sheet_title) == ("x" * 31, "x" * 40)


# --- Which target -----------------------------------------------------------------------------


def test_a_target_that_was_replaced_is_printed_no_more(plan, quarter):
    earlier = plan.enquiries.targets.get()
    factories.target(
        placement=plan.enquiries,
        printed="300",
        supersedes=earlier,
        from_quarter=Q3,
        reason="Agreed.",
    )
    assert line(quarter, plan.enquiries).target == "300"


def test_a_target_that_is_to_be_replaced_is_printed_until_then(plan):
    earlier = plan.enquiries.targets.get()
    factories.target(
        placement=plan.enquiries,
        printed="300",
        supersedes=earlier,
        from_quarter=Q4,
        reason="Agreed.",
    )
    quarter = factories.quarter(strategy=plan.strategy, period=Q3)
    assert line(quarter, plan.enquiries).target == "250"


# --- For whom, and from where -----------------------------------------------------------------


@pytest.fixture
def settled(plan, officer):
    """Q3, published with Growth's 137, whose entry says something else since."""
    quarter = reported(plan.enquiries, Q3)
    quarters.publish(quarter=quarter, without=["housing"], by=officer, now=NOW)
    Entry.objects.update(figure_printed="999")
    return Quarter.objects.get(pk=quarter.pk)


def achieved(report):
    return report.sub_strand("growth").lines[0].achieved


@pytest.mark.parametrize("who", ["officer", "lead", "viewer", "administrator", "stranger"])
def test_a_published_quarter_is_read_from_its_edition(who, settled, request):
    reader = Reader.of(request.getfixturevalue(who), TODAY)
    assert achieved(for_reader(settled, reader)) == "137"


def test_a_reopened_quarter_is_read_live_by_those_inside(settled, officer):
    settled.state, settled.reopened_reason = "reopened", "A slip."
    settled.save()
    assert achieved(for_reader(settled, Reader.of(officer, TODAY))) == "999"


def test_a_reopened_quarter_is_read_from_its_edition_by_all_others(settled, stranger):
    settled.state, settled.reopened_reason = "reopened", "A slip."
    settled.save()
    assert achieved(for_reader(settled, Reader.of(stranger, TODAY))) == "137"


def test_a_published_quarter_is_exported_from_its_edition(settled):
    assert achieved(for_export(settled)) == "137"


def test_an_open_quarter_is_exported_without_its_drafts(quarter, submission, plan):
    fill(submission=submission, state="draft")
    home = factories.submission(quarter=quarter, sub_strand=plan.housing)
    fill(submission=home, state="submitted")
    report = for_export(quarter)
    assert [len(item.lines) for item in report.sub_strands] == [0, 1]


def test_an_edition_is_the_latest(settled, officer):
    settled.state, settled.reopened_reason = "reopened", "A slip."
    settled.save()
    quarters.publish(quarter=settled, without=["housing"], by=officer, now=NOW, reason="Corrected.")
    assert achieved(for_export(Quarter.objects.get(pk=settled.pk))) == "999"


# --- Read consistently ------------------------------------------------------------------------


def test_a_report_is_read_once_more_when_something_moved_meanwhile(quarter, monkeypatch):
    reads, read = [], quarter_report._read

    def while_another_saves(*args):
        reads.append(read(*args))
        if len(reads) == 1:
            Quarter.objects.update(version=7)
            Submission.objects.update(commentary="New.")
        return reads[-1]

    monkeypatch.setattr(quarter_report, "_read", while_another_saves)
    assert build(quarter, everything).sub_strand("growth").commentary == "New."


def test_a_report_is_read_once_when_nothing_moved(quarter, monkeypatch):
    reads, read = [], quarter_report._read
    monkeypatch.setattr(quarter_report, "_read", lambda *args: reads.append(1) or read(*args))
    build(quarter, everything)
    assert len(reads) == 1


# --- A fixed number of queries ----------------------------------------------------------------


def queries(act) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def grow(plan, count):
    """`count` more KPIs in Growth, each with a target."""
    for number in range(count):
        kpi = factories.kpi(name=f"Measure {number}")
        place = factories.placement(sub_strand=plan.growth, kpi=kpi, number=10 + number)
        factories.target(placement=place)


@pytest.fixture
def earlier_quarters(plan):
    """`earlier_quarters(20)`: that many quarters before Q3, approved."""

    def make(count):
        period = Q3
        for _ in range(count):
            period = period.previous
            quarter = factories.quarter(strategy=plan.strategy, period=period)
            for submission in quarter.submissions.select_related("sub_strand", "quarter"):
                fill(submission=submission, state="approved")

    return make


def count_for(build_it):
    """The queries of building the only Q3, read afresh."""
    quarter = Quarter.objects.select_related("strategy").get(period=Q3)
    return queries(lambda: build_it(quarter))


BUILDERS = {
    "everything": lambda quarter: build(quarter, everything),
    "an export": for_export,
    "a reader": lambda quarter: for_reader(
        quarter,
        Reader(user=None, on=TODAY, over_strategy={quarter.strategy_id: frozenset({Role.OFFICER})}),
    ),
}


@pytest.mark.parametrize("what", BUILDERS)
def test_a_hundred_kpis_take_as_many_queries_as_one(what, plan, earlier_quarters):
    Placement.objects.filter(sub_strand=plan.growth).exclude(pk=plan.enquiries.pk).update(
        last_quarter=FinancialQuarter(2020, 1)
    )
    earlier_quarters(1)
    few = factories.quarter(strategy=plan.strategy)
    before = count_for(BUILDERS[what])
    few.submissions.all().delete()
    few.delete()
    grow(plan, 99)
    factories.quarter(strategy=plan.strategy)
    assert len(part(Quarter.objects.get(period=Q3)).lines) == 100
    assert count_for(BUILDERS[what]) == before


def test_twenty_earlier_quarters_take_as_many_queries_as_two(plan, quarter, earlier_quarters):
    earlier_quarters(2)
    before = count_for(BUILDERS["everything"])
    Submission.objects.exclude(quarter=quarter).delete()
    Quarter.objects.exclude(pk=quarter.pk).delete()
    earlier_quarters(20)
    assert count_for(BUILDERS["everything"]) == before


def test_eleven_sub_strands_take_as_many_queries_as_two(plan, quarter):
    before = count_for(BUILDERS["everything"])
    quarter.submissions.all().delete()
    quarter.delete()
    other = factories.objective(strategy=plan.strategy, slug="people")
    for number in range(9):
        place = factories.sub_strand(objective=other, slug=f"part-{number}")
        factories.placement(sub_strand=place, kpi=factories.kpi())
    factories.quarter(strategy=plan.strategy)
    assert count_for(BUILDERS["everything"]) == before


def test_the_queries_are_few(quarter):
    assert count_for(BUILDERS["everything"]) <= 13


def test_a_published_quarter_takes_one_query(settled, django_assert_num_queries):
    with django_assert_num_queries(1):
        for_export(settled)


# --- The same report from both databases ------------------------------------------------------


def test_the_report_of_the_same_quarter_is_the_same_text(plan):
    quarter = reported(plan.enquiries, Q3)
    again = Quarter.objects.select_related("strategy").get(pk=quarter.pk)
    assert canonical_text(build(again, everything)) == canonical_text(build(quarter, everything))


def test_stored_zeros_do_not_reach_the_text(plan):
    quarter = reported(plan.enquiries, Q3, **new_figure("70.50%"))
    text = canonical_text(build(quarter, everything))
    assert '"figure":{"kind":"percent","number":"70.5","text":"","unit":"%"}' in text


def test_a_reader_who_may_know_nothing_gets_a_bare_frame(quarter, submission):
    fill(submission=submission, state="approved")
    found = build(quarter, lambda item: Level.NONE).sub_strand("growth")
    assert (found.state, found.lines, found.approved_on, found.overall) == ("", (), None, "")


def test_a_report_is_dated(plan):
    found = part(reported(plan.enquiries, Q3))
    assert (found.submitted_on, found.approved_on) == (date(2024, 1, 22), date(2024, 1, 22))


def test_a_report_is_dated_as_the_clock_on_the_wall_was(plan):
    quarter = reported(plan.enquiries, Q3)
    late = datetime(2024, 6, 30, 23, 30, tzinfo=UTC)
    Submission.objects.filter(approved_at__isnull=False).update(submitted_at=late, approved_at=late)
    found = part(quarter)
    assert (found.submitted_on, found.approved_on) == (date(2024, 7, 1), date(2024, 7, 1))


def test_an_objective_is_named(plan, quarter):
    Objective.objects.update(name="Places for all")
    found = part(quarter)
    assert (found.objective, found.objective_slug) == ("Places for all", "places")
