"""The figures of a line that come from elsewhere: carried forward, from before, from its home."""

from decimal import Decimal

import pytest

from objectives.models import Placement
from reporting.models import Entry, Submission
from reporting.quarter_report import build, everything
from reporting.workflow import ReturnState
from tests import factories
from tests.factories import Q1, Q2, Q3, Q4, new_figure, put
from tests.reporting.correcting import correct, on_record, published
from tests.reporting.reported import line, part, reported

pytestmark = pytest.mark.django_db


# --- Carried forward --------------------------------------------------------------------------


def carried(plan, **entry):
    """The line of Q3, after 137 for Q2 in Q2."""
    reported(plan.enquiries, Q2, **new_figure("137"))
    return line(reported(plan.enquiries, Q3, approve=False, **entry), plan.enquiries)


KEPT = {"answer": "no_new_figure", "figure": "", "coverage": ""}
FOR_Q2 = {"coverage": "other", "period_typed": "2023-q2"}


def test_no_new_figure_is_carried_forward(plan):
    found = carried(plan, **KEPT)
    assert (found.carried_forward, found.achieved, found.period.label) == (
        True,
        "137",
        "July to September 2023",
    )


def test_the_same_figure_for_the_same_period_is_carried_forward(plan):
    assert carried(plan, **new_figure("137.0", **FOR_Q2)).carried_forward


def test_another_figure_for_the_same_period_is_not_carried_forward(plan):
    assert not carried(plan, **new_figure("140", **FOR_Q2)).carried_forward


def test_the_same_figure_for_another_period_is_not_carried_forward(plan):
    assert not carried(plan, **new_figure("137")).carried_forward


def test_the_same_figure_for_no_period_is_not_carried_forward(plan):
    assert not carried(plan, **new_figure("137", coverage="")).carried_forward


def test_not_applicable_is_not_carried_forward(plan):
    found = carried(plan, answer="not_applicable", figure="", coverage="")
    assert (found.carried_forward, found.achieved) == (False, "n/a")


def test_no_new_figure_with_last_quarters_typed_again_prints_what_was_typed(plan):
    found = carried(plan, answer="no_new_figure", figure="137 (2022)")
    assert (found.carried_forward, found.achieved) == (True, "137 (2022)")


def test_a_first_quarter_with_no_new_figure_prints_none(plan):
    quarter = reported(plan.enquiries, Q3, approve=False, **KEPT)
    assert line(quarter, plan.enquiries).achieved is None


def test_a_figure_kept_twice_is_still_understood(plan):
    reported(plan.enquiries, Q2, **new_figure("137"))
    reported(plan.enquiries, Q3, **KEPT)
    found = line(reported(plan.enquiries, Q4, approve=False, **KEPT), plan.enquiries)
    assert (found.achieved, found.figure.number, found.period.label) == (
        "137",
        Decimal(137),
        "July to September 2023",
    )


def test_a_figure_typed_again_after_it_was_kept_is_carried_forward(plan):
    reported(plan.enquiries, Q2, **new_figure("137"))
    reported(plan.enquiries, Q3, **KEPT)
    again = new_figure("137", **FOR_Q2)
    found = line(reported(plan.enquiries, Q4, approve=False, **again), plan.enquiries)
    assert found.carried_forward


def test_words_kept_are_still_understood(plan):
    reported(plan.enquiries, Q2, **new_figure("Worse"))
    found = line(reported(plan.enquiries, Q3, **KEPT), plan.enquiries)
    assert (found.figure.kind, found.figure.text) == ("comparison", "worse")


def test_what_an_approved_line_kept_does_not_follow_a_later_change(plan):
    reported(plan.enquiries, Q2, **new_figure("137"))
    quarter = reported(plan.enquiries, Q3, **KEPT)
    Entry.objects.filter(submission__quarter__period=Q2, kind="number").update(
        figure_printed="999", number=999
    )
    found = line(quarter, plan.enquiries)
    assert (found.achieved, found.figure.number) == ("137", 137)


@pytest.mark.parametrize("approve", [False, True])
def test_a_kept_figure_is_as_sure_as_it_was(approve, plan):
    reported(plan.enquiries, Q2, **new_figure("0", certainty="awaiting_validation"))
    quarter = reported(plan.enquiries, Q3, approve=approve, **KEPT)
    assert line(quarter, plan.enquiries).certainty == "awaiting_validation"


def test_a_figure_kept_twice_is_still_as_sure_as_it_was(plan):
    reported(plan.enquiries, Q2, **new_figure("0", certainty="awaiting_validation"))
    reported(plan.enquiries, Q3, **KEPT)
    quarter = reported(plan.enquiries, Q4, approve=False, **KEPT)
    assert line(quarter, plan.enquiries).certainty == "awaiting_validation"


@pytest.mark.parametrize("approve", [False, True])
def test_a_confirmed_figure_is_kept_as_final(approve, plan, officer):
    published(plan.enquiries, officer, **new_figure("137", certainty="provisional"))
    correct(on_record(plan.enquiries), officer, "137", "The register is closed.")
    found = line(reported(plan.enquiries, Q3, approve=approve, **KEPT), plan.enquiries)
    assert (found.achieved, found.certainty) == ("137", "final")


@pytest.mark.parametrize("approve", [False, True])
def test_a_corrected_figure_is_kept_in_its_unit(approve, plan, officer):
    published(plan.enquiries, officer, **new_figure("70.28%"))
    correct(on_record(plan.enquiries), officer, "71%")
    found = line(reported(plan.enquiries, Q3, approve=approve, **KEPT), plan.enquiries)
    assert (found.achieved, found.figure.number, found.figure.unit) == ("71%", 71, "%")


# --- What was before --------------------------------------------------------------------------


def test_a_line_remembers_what_was_reported_before(plan):
    reported(plan.enquiries, Q2, **new_figure("120", declared="amber", note="Slow."))
    found = line(reported(plan.enquiries, Q3), plan.enquiries)
    assert (found.previous_achieved, found.previous_declared) == ("120", "amber")


def test_a_sub_strand_remembers_its_overall_status(plan):
    reported(plan.enquiries, Q2, overall="amber")
    assert part(reported(plan.enquiries, Q3)).previous_overall == "amber"


def test_a_skipped_quarter_is_passed_over(plan):
    reported(plan.enquiries, Q1, **new_figure("99"))
    quarter = reported(plan.enquiries, Q3)
    report = build(quarter, everything)
    assert (report.previous_quarter, line(quarter, plan.enquiries).previous_achieved) == (Q1, "99")


def test_only_the_last_quarter_counts_as_before(plan):
    reported(plan.enquiries, Q1, **new_figure("99"))
    reported(plan.enquiries, Q2, **new_figure("120"))
    assert line(reported(plan.enquiries, Q3), plan.enquiries).previous_achieved == "120"


def test_a_later_quarter_is_not_before(plan):
    reported(plan.enquiries, Q4)
    assert build(reported(plan.enquiries, Q3), everything).previous_quarter is None


def test_another_strategys_quarter_is_not_before(plan):
    reported(factories.plan(slug="other-plan").enquiries, Q2)
    assert build(reported(plan.enquiries, Q3), everything).previous_quarter is None


@pytest.mark.parametrize("state", sorted(set(ReturnState) - {"approved", "published"}))
def test_what_was_not_approved_was_not_reported_before(state, plan):
    earlier = reported(plan.enquiries, Q2, overall="red")
    Submission.objects.filter(quarter=earlier).update(state=state)
    quarter = reported(plan.enquiries, Q3)
    found = line(quarter, plan.enquiries)
    assert (found.previous_achieved, found.previous_declared, part(quarter).previous_overall) == (
        None,
        "",
        "",
    )


def test_what_was_not_received_was_not_reported_before(plan):
    earlier = reported(plan.enquiries, Q2)
    Submission.objects.filter(quarter=earlier).update(state="published", is_received=False)
    quarter = reported(plan.enquiries, Q3)
    assert (line(quarter, plan.enquiries).previous_achieved, part(quarter).previous_overall) == (
        None,
        "",
    )


def test_an_earlier_overall_status_is_known_where_figures_are_not_held(plan):
    earlier = factories.quarter(strategy=plan.strategy, period=Q2, figures_held=False)
    growth = factories.submission(quarter=earlier, sub_strand=plan.growth)
    put(submission=growth, state="published", overall="amber")
    assert part(reported(plan.enquiries, Q3)).previous_overall == "amber"


# --- A figure away from home ------------------------------------------------------------------


def test_a_shared_figure_is_its_homes(plan):
    quarter = reported(plan.homes, Q3, **new_figure("745", certainty="provisional"))
    found = line(quarter, plan.homes_away)
    assert (found.achieved, found.figure.number, found.certainty, found.home.words) == (
        "745",
        745,
        "provisional",
        "from Housing",
    )


def test_a_status_and_note_away_from_home_are_that_places_own(plan):
    reported(plan.homes, Q3, **new_figure("745", declared="red", note="Few."))
    quarter = reported(plan.homes_away, Q3, declared="green", note="Enough for us.")
    found = line(quarter, plan.homes_away)
    assert (found.declared, found.progress) == ("green", "Enough for us.")


def test_a_figure_typed_away_from_home_is_not_printed(plan):
    quarter = reported(plan.homes_away, Q3, **new_figure("1"))
    assert line(quarter, plan.homes_away).achieved is None


def test_a_figure_kept_at_home_is_carried_forward_away(plan):
    reported(plan.homes, Q2, **new_figure("705"))
    quarter = reported(plan.homes, Q3, **KEPT)
    found = line(quarter, plan.homes_away)
    assert (found.achieved, found.carried_forward) == ("705", True)


def test_a_shared_figure_of_last_quarter_is_remembered_whichever_was_approved_first(plan):
    reported(plan.homes_away, Q2)
    reported(plan.homes, Q2, **new_figure("705"))
    quarter = reported(plan.homes, Q3, **new_figure("745"))
    assert line(quarter, plan.homes_away).previous_achieved == "705"


def test_last_quarters_shared_figure_is_remembered_before_the_new_one_comes(plan, quarter):
    reported(plan.homes, Q2, **new_figure("705"))
    assert line(quarter, plan.homes_away).previous_achieved == "705"


@pytest.mark.parametrize("approve", [False, True])
def test_approval_away_from_home_freezes_no_figure(approve, plan):
    reported(plan.homes, Q3, approve=approve, **new_figure("745"))
    reported(plan.homes_away, Q3)
    assert Entry.objects.get(placement=plan.homes_away).figure_printed == ""


def test_a_figure_approved_after_its_other_place_is_printed_there(plan):
    quarter = reported(plan.homes, Q3, approve=False, **new_figure("745"))
    reported(plan.homes_away, Q3)
    reported_again = new_figure("750")
    Submission.objects.filter(sub_strand=plan.housing).update(state="draft")
    reported(plan.homes, Q3, **reported_again)
    assert line(quarter, plan.homes_away).achieved == "750"


def test_last_quarters_shared_figure_is_remembered_once_its_home_is_retired(plan):
    reported(plan.homes_away, Q2)
    reported(plan.homes, Q2, **new_figure("705"))
    Placement.objects.filter(pk=plan.homes.pk).update(last_quarter=Q2)
    quarter = factories.quarter(strategy=plan.strategy, period=Q3)
    assert line(quarter, plan.homes_away).previous_achieved == "705"


def test_a_home_that_was_not_received_gives_no_figure(plan):
    quarter = reported(plan.homes, Q3, **new_figure("745"))
    Submission.objects.filter(sub_strand=plan.housing).update(state="published", is_received=False)
    found = line(quarter, plan.homes_away)
    assert (found.achieved, found.home.words) == (None, "from Housing, not yet reported")


def test_a_kpi_that_lost_its_home_has_none_to_name(plan):
    Placement.objects.filter(pk=plan.homes.pk).update(last_quarter=Q2)
    quarter = factories.quarter(strategy=plan.strategy, period=Q3)
    assert line(quarter, plan.homes_away).home is None
