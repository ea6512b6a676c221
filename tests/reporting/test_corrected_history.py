"""What a later quarter makes of a figure that was corrected, or replaced by an unpublished one."""

from datetime import timedelta

import pytest

from objectives.plan import Basis, Polarity
from reporting.actions import review
from reporting.actions.making import freeze
from reporting.actions.refusals import Refused
from reporting.answers import Answer, Coverage
from reporting.models import Observation
from tests import factories
from tests.factories import NOW, Q1, Q2, Q3
from tests.reporting.correcting import correct, edition, on_record, published
from tests.reporting.reported import line, reported


@pytest.fixture
def adding_up(plan):
    """Growth's enquiries are counted quarter by quarter against 250 for the year."""
    kpi = plan.enquiries.kpi
    kpi.polarity, kpi.basis = Polarity.HIGHER, Basis.PERIOD
    kpi.save()
    return plan.enquiries


@pytest.fixture
def kept(plan, officer):
    """Q3 answers "no new figure", after Q2's 137 was corrected to 135."""
    published(plan.enquiries, officer, figure="137")
    correct(on_record(plan.enquiries), officer, figure="135")
    factories.quarter(strategy=plan.strategy, period=Q3)
    return reported(
        plan.enquiries,
        Q3,
        approve=False,
        answer=Answer.NO_NEW_FIGURE,
        figure="",
        coverage="",
    )


def test_a_figure_kept_from_last_quarter_is_kept_as_corrected(kept, plan):
    assert line(kept, plan.enquiries).achieved == "135"


def test_last_quarters_figure_stands_beside_it_as_corrected(kept, plan):
    assert line(kept, plan.enquiries).previous_achieved == "135"


@pytest.fixture
def replaced_unpublished(adding_up, plan, officer):
    """Q1 published 60; Q2's return, approved but not published, says that Q1 was 999."""
    published(adding_up, officer, Q1, figure="60")
    again = {"coverage": Coverage.OTHER, "period_typed": "April to June 2023"}
    reported(adding_up, Q2, figure="999", correction_reason="A late list.", **again)
    return reported(adding_up, Q3, figure="70")


def test_an_edition_looks_back_at_what_was_published(replaced_unpublished, adding_up):
    quarter = replaced_unpublished
    quarter.submissions.filter(sub_strand=adding_up.sub_strand).update(state="published")
    quarter.state = "published"
    quarter.save()
    freeze(quarter=quarter, by=None, now=NOW)
    text, _ = edition(quarter)
    assert "999" not in text


def test_those_inside_look_back_at_what_was_approved(replaced_unpublished, adding_up):
    earlier = line(replaced_unpublished, adding_up).earlier
    assert [item.printed for item in earlier] == ["999"]


def test_one_time_has_one_value(replaced_unpublished, adding_up):
    ends = Q1.ends
    assert Observation.objects.filter(kpi=adding_up.kpi, ends=ends).count() == 2
    assert len(line(replaced_unpublished, adding_up).earlier) == 1


def test_nobody_approves_over_a_correction_made_since_the_return_was_sent(
    adding_up, plan, officer, reviewer
):
    published(adding_up, officer, Q1, figure="35")
    again = {"coverage": Coverage.OTHER, "period_typed": "April to June 2023"}
    quarter = reported(adding_up, Q2, figure="40", approve=False, **again)
    correct(on_record(adding_up, Q1), officer, figure="36", now=NOW + timedelta(hours=1))
    submission = factories.submission(quarter=quarter, sub_strand=plan.growth)
    with pytest.raises(Refused, match="became 36 after this return was submitted"):
        review.approve(
            submission=submission,
            version=submission.version,
            by=reviewer,
            now=NOW + timedelta(hours=2),
        )
    assert on_record(adding_up, Q1).printed == "36"
