"""What changed from one quarter to another: pure functions over small reports."""

from decimal import Decimal

import pytest

from objectives.judging.change import Change, Direction
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.rag import Movement
from reporting import quarter_changes
from reporting.report import Figure, Reading
from tests.reporting.reports import a_line, a_report, a_sub_strand

Q2, Q3 = FinancialQuarter(2023, 2), FinancialQuarter(2023, 3)
HIGHER = Reading(polarity="higher", basis="period")


def line(number=1, value=137, quarter=Q2, **changes):
    values = {
        "achieved": str(value),
        "figure": Figure("number", Decimal(value)),
        "period": DataPeriod.for_quarter(quarter),
        "reading": HIGHER,
    }
    return a_line(number, **values | changes)


def compare(before, after, **changes):
    """What changed between two lists of lines of one sub-strand."""
    return quarter_changes.between(
        a_report(a_sub_strand(*before, previous_overall="")),
        a_report(a_sub_strand(*after, **changes), quarter=Q3),
    )


def one(before, after):
    (pair,) = compare([before], [after]).pairs
    return pair


def said(before, after, **changes):
    return quarter_changes.sentence(compare(before, after, **changes))


# --- Rows ---------------------------------------------------------------------------------------


def test_a_kpi_is_found_again_by_its_slug_whatever_its_number_and_words():
    pair = one(line(1), line(9, kpi="Said otherwise", kpi_slug="things-1", quarter=Q3))
    assert pair.is_in_both


def test_a_kpi_registered_anew_is_found_by_its_words():
    pair = one(line(1), line(1, kpi_slug="anew", quarter=Q3, kpi="NUMBER of things  done, 1"))
    assert pair.is_in_both


def test_the_same_words_do_not_match_a_kpi_that_is_still_there():
    both = [line(1, kpi="Things"), line(2, kpi="Things")]
    found = compare(both[1:], both).pairs
    assert [(pair.before is not None, pair.after.number) for pair in found] == [
        (False, 1),
        (True, 2),
    ]


def test_kpis_come_and_go():
    found = compare([line(1)], [line(2, quarter=Q3)])
    assert [pair.line.number for pair in found.came] == [2]
    assert [pair.line.number for pair in found.went] == [1]


def test_what_can_not_be_read_in_both_is_not_compared():
    before = a_report(a_sub_strand())
    after = a_report(a_sub_strand(state="draft"), quarter=Q3, state="open", edition=None)
    found = quarter_changes.between(before, after)
    assert (found.wholes, found.not_compared) == ((), ("Business Growth & Investment",))


def test_without_figures_only_the_wholes_are_compared():
    before = a_report(a_sub_strand(), figures_held=False)
    found = quarter_changes.between(before, a_report(a_sub_strand(), quarter=Q3))
    assert (len(found.wholes), found.pairs, found.has_figures) == (1, (), False)


# --- Statuses -----------------------------------------------------------------------------------


def test_a_status_that_fell_got_worse():
    assert one(line(declared="green"), line(declared="red")).movement == Movement.WORSE


def test_of_a_metrics_strategy_the_figures_status_counts():
    parts = [a_sub_strand(line(declared="", computed=status)) for status in ("red", "green")]
    before, after = (a_report(item, style="metrics") for item in parts)
    (pair,) = quarter_changes.between(before, after).pairs
    assert pair.movement == Movement.BETTER


# --- Figures ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("polarity", "meaning"), [("higher", "better"), ("lower", "worse"), ("unknown", "")]
)
def test_a_figure_moves_by_polarity(polarity, meaning):
    reading = Reading(polarity=polarity, basis="period")
    moved = one(line(value=100), line(value=110, quarter=Q3, reading=reading)).moved
    assert (moved.direction, moved.meaning) == ("up", meaning)
    assert moved.words == f"up 10.0%{f', {meaning}' if meaning else ''}"


def test_from_zero_there_is_no_percentage():
    assert one(line(value=0), line(value=3, quarter=Q3)).moved.words == "up from zero, better"


def test_the_same_figure_did_not_move():
    assert one(line(), line(quarter=Q3)).moved is None


def test_figures_for_times_of_another_kind_are_not_held_side_by_side():
    year = DataPeriod.for_calendar_year(2023)
    assert one(line(), line(value=500, period=year)).moved is None


def test_figures_of_another_unit_are_not_held_side_by_side():
    pounds = Figure("money", Decimal(500), "GBP")
    assert one(line(), line(value=500, figure=pounds, quarter=Q3)).moved is None


def test_what_is_counted_since_april_is_not_called_better_for_growing():
    reading = Reading(polarity="higher", basis="year_to_date")
    before, after = (
        line(value=value, period=DataPeriod.year_to_date(quarter), reading=reading)
        for value, quarter in ((100, Q2), (150, Q3))
    )
    assert one(before, after).moved.words == "up 50.0%"


def test_as_much_of_another_year_may_be_judged():
    reading = Reading(polarity="higher", basis="year_to_date")
    before, after = (
        line(value=value, period=DataPeriod.year_to_date(quarter), reading=reading)
        for value, quarter in ((100, FinancialQuarter(2022, 3)), (150, Q3))
    )
    assert one(before, after).moved.words == "up 50.0%, better"


def test_the_reports_own_judgement_of_the_very_move_stands():
    since = DataPeriod.for_quarter(Q2)
    same = Change(
        "up 0.7%, about the same", Decimal(1), Decimal("0.7"), Direction.UP, Movement.SAME
    )
    after = line(value=138, quarter=Q3, compared=Change(
        same.words, same.value, same.percent, same.direction, same.movement, since
    ))  # fmt: skip
    assert one(line(), after).moved.meaning == Movement.SAME


def test_another_figure_for_the_very_same_time_is_a_correction():
    assert one(line(), line(value=135)).is_restated
    assert not one(line(), line(value=135, quarter=Q3)).is_restated


# --- Targets, words -----------------------------------------------------------------------------


def test_a_target_that_is_another_is_told():
    assert one(line(target="250"), line(target="300")).is_target_changed


def test_no_target_and_none_printed_is_no_change():
    assert not one(line(target=None), line(target="")).is_target_changed


def test_the_sentence_counts_what_changed():
    before = [line(1), line(2), line(3, declared="red"), line(4), line(5)]
    after = [
        line(1, declared="red", quarter=Q3),
        line(2, 150, quarter=Q3, target="300"),
        line(3, quarter=Q3),
        line(4, 130),
        line(6, quarter=Q3),
    ]
    assert said(before, after) == (
        "1 KPI got worse, 1 better, 1 came and 1 went; 1 target changed; 1 figure moved; "
        "1 figure was corrected."
    )


def test_the_sentence_tells_of_sub_strands():
    before = a_report(a_sub_strand(line(), overall="green"))
    after = a_report(a_sub_strand(line(quarter=Q3), overall="amber"), quarter=Q3)
    found = quarter_changes.sentence(quarter_changes.between(before, after))
    assert found == "The overall status of 1 sub-strand changed."


def test_nothing_changed_is_said():
    assert said([line()], [line(quarter=Q3)]) == "No status, figure or target changed."
