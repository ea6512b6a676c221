"""What a line of a built report makes of its figure: verdict, movement, distance, reading."""

from decimal import Decimal

import pytest

from objectives.models import KPI, Placement
from objectives.rag import Difference
from reporting.report import Reading
from tests import factories
from tests.factories import Q1, Q2, Q3, Q4, new_figure
from tests.reporting.reported import line, part, reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(plan):
    """Enquiries are a measure whose quarters add up, more being better; 250 are promised."""
    KPI.objects.filter(pk=plan.enquiries.kpi_id).update(
        basis="period", basis_assumed=True, polarity="higher", frequency="quarterly"
    )
    return Placement.objects.select_related("kpi", "sub_strand__strategy").get(pk=plan.enquiries.pk)


def test_a_line_says_what_its_figure_was_held_against(counted):
    reported(counted, Q1, **new_figure("60"))
    found = line(reported(counted, Q2, **new_figure("70")), counted)
    assert (found.computed, found.measured, found.expected, found.cause) == ("green", 130, 125, "")
    assert "130" in found.explanation


def test_a_line_without_a_verdict_says_why(counted):
    counted.targets.all().delete()
    found = line(reported(counted, Q2), counted)
    assert (found.computed, found.cause, found.explanation != "") == ("", "no_target", True)


def test_every_line_has_its_sentence(plan, quarter):
    assert [item.number for item in part(quarter).lines if not item.explanation] == []


def test_a_line_says_how_its_figure_moved(counted):
    reported(counted, Q1, **new_figure("130"))
    found = line(reported(counted, Q2, **new_figure("137")), counted)
    assert (found.change.words, found.change.value, found.change.percent) == (
        "up 5.4%, better",
        7,
        Decimal("5.4"),
    )
    assert (found.compared, [item.printed for item in found.earlier]) == (found.change, ["130"])


def test_a_line_keeps_the_last_seven_figures_before_it(counted):
    period = Q3
    for number in range(9, 0, -1):
        period = period.previous
        reported(counted, period, **new_figure(f"{number}0"))
    found = line(reported(counted, Q3), counted)
    assert [item.printed for item in found.earlier] == [f"{number}0" for number in range(3, 10)]


def test_a_line_says_how_far_it_is_from_its_target(counted):
    found = line(reported(counted, Q4, **new_figure("50")), counted)
    assert (found.distance.met, found.distance.value, found.distance.percent) == (
        False,
        Decimal("12.5"),
        20,
    )


def test_a_line_says_since_when_there_is_nothing_new(counted):
    reported(counted, Q1, **new_figure("130"))
    kept = {"answer": "no_new_figure", "figure": "", "coverage": ""}
    reported(counted, Q2, **kept)
    found = line(reported(counted, Q3, **kept), counted)
    assert found.stale == "Nothing newer than April to June 2023"


def test_a_line_says_how_its_figures_are_read(counted):
    KPI.objects.update(unit="firms", decimals=1, period_type="Quarter", polarity_doubt="Odd.")
    read = line(reported(counted, Q2), counted).reading
    assert read == Reading(
        polarity="higher",
        polarity_doubt="Odd.",
        basis="period",
        basis_assumed=True,
        period_type="Quarter",
        unit="firms",
        decimals=1,
    )


def test_what_a_place_says_itself_is_neither_assumed_nor_doubted(counted):
    KPI.objects.filter(pk=counted.kpi_id).update(polarity_assumed=True, polarity_doubt="Odd.")
    Placement.objects.filter(pk=counted.pk).update(polarity="lower", basis="full_year", decimals=2)
    read = line(reported(counted, Q2), counted).reading
    assert (read.polarity, read.polarity_assumed, read.polarity_doubt) == ("lower", False, "")
    assert (read.basis, read.basis_assumed, read.decimals) == ("full_year", False, 2)


def test_a_declared_status_differs_from_what_the_figures_say(counted):
    quarter = reported(counted, Q2, **new_figure("12", declared="green"))
    assert (line(quarter, counted).computed, line(quarter, counted).difference) == (
        "red",
        Difference.BETTER_THAN_FIGURES,
    )


def test_a_line_away_from_home_is_judged_by_the_figure_of_its_home(plan):
    KPI.objects.update(basis="period", polarity="higher")
    factories.target(placement=plan.homes_away, printed="400")
    quarter = reported(plan.homes, Q2, approve=False, **new_figure("150"))
    away = line(quarter, plan.homes_away)
    assert (away.achieved, away.measured, away.expected) == ("150", 150, 100)


def test_the_overall_status_that_the_lines_suggest(plan):
    quarter = reported(plan.enquiries, Q2, overall="green", declared="red")
    assert part(quarter).suggested_overall == "amber"
