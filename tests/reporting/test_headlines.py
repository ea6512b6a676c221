"""A quarter in one minute: pure functions over small reports."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from objectives.judging.case import Known
from objectives.judging.change import Change, Direction
from objectives.judging.distance import Distance
from objectives.periods import DataPeriod
from objectives.rag import Movement
from reporting import headlines
from reporting.meeting import Item, MatterKind, meeting_of
from reporting.report import Figure, Statement
from tests.reporting.reports import Q2, a_draft, a_line, a_report, a_sub_strand

TODAY = date(2024, 1, 22)


def part(*lines, **changes):
    return a_sub_strand(*lines, **{"previous_overall": "green", **changes})


def line(number, declared, before="", **changes):
    return a_line(number, declared=declared, previous_declared=before, **changes)


def titles(few):
    return [item.title for item in few.items]


def lists(*parts, **changes):
    found = headlines.headlines(a_report(*parts, **changes))
    return {name: titles(getattr(found, name)) for name in ("red", "worse", "better")}


# --- Declared statuses --------------------------------------------------------------------------


def test_each_thing_stands_in_one_list():
    found = lists(
        part(
            line(1, "red", "green"),
            line(2, "amber", "green"),
            line(3, "green", "amber"),
            line(4, "green", "green"),
        )
    )
    assert found == {"red": ["Things 1"], "worse": ["Things 2"], "better": ["Things 3"]}


def test_what_is_red_since_this_quarter_comes_first():
    found = lists(part(line(1, "red", "red"), line(2, "red", "amber")))
    assert found["red"] == ["Things 2", "Things 1"]


def test_a_sub_strand_stands_before_its_kpis():
    found = lists(part(line(1, "red"), overall="red"))
    assert found["red"] == ["Business Growth & Investment", "Things 1"]


def test_a_list_is_capped_and_says_how_many_more_there_are():
    found = headlines.headlines(a_report(part(*(line(n, "red") for n in range(1, 9)))))
    assert (len(found.red.items), found.red.more) == (5, 3)


def test_what_has_not_come_in_is_no_headline():
    draft = part(line(1, "red"), state="draft")
    assert lists(draft, state="open", edition=None)["red"] == []


def test_what_got_better_needs_no_note():
    found = headlines.headlines(a_report(part(line(1, "green", "red"), line(2, "red"))))
    assert (found.better.items[0].done, found.red.items[0].done) == ("", "As planned.")


# --- Figures ------------------------------------------------------------------------------------


def metric(number, computed="", percent=None, movement=None, moved="10", **changes):
    change = (
        Change("moved", Decimal(1), Decimal(moved), Direction.UP, movement) if movement else None
    )
    distance = Distance(False, Decimal(1), Decimal(percent)) if percent else None
    values = {"declared": "", "computed": computed, "distance": distance, "compared": change}
    return a_line(number, **values | {"explanation": f"Sum {number}."} | changes)


def of_metrics(*lines, **changes):
    return lists(a_sub_strand(*lines, **changes), style="metrics")


def test_missed_targets_stand_the_furthest_off_first():
    found = of_metrics(metric(1, "red", "12"), metric(2, "red", "40"), metric(3, "red", "7"))
    assert found["red"] == ["Things 2", "Things 1", "Things 3"]


def test_a_missed_target_of_nothing_is_the_furthest_off():
    of_zero = metric(2, "red", distance=Distance(False, Decimal(3)))
    assert of_metrics(metric(1, "red", "90"), of_zero)["red"] == ["Things 2", "Things 1"]


def test_what_is_close_to_missing_comes_first_of_what_got_worse():
    worse = Movement.WORSE
    found = of_metrics(
        metric(1, "", None, worse, "80"), metric(2, "amber", "5", worse), metric(3, movement=worse)
    )
    assert found["worse"] == ["Things 2", "Things 1", "Things 3"]


def test_a_red_figure_that_got_worse_is_told_once():
    found = of_metrics(metric(1, "red", "12", Movement.WORSE))
    assert found == {"red": ["Things 1"], "worse": [], "better": []}


def test_what_the_report_says_of_a_metric_stands_with_it():
    said = Statement("commentary", "", "More came in. They did.", kpis=("things-1",))
    section = a_sub_strand(metric(1, "red", "12", progress=""), statements=(said,))
    found = headlines.headlines(a_report(section, style="metrics"))
    assert found.red.items[0].done == "More came in. They did."


# --- Words --------------------------------------------------------------------------------------


def test_a_figure_stands_with_its_time_and_its_target():
    said = "137 (July to September 2023), against a target of 250."
    assert headlines.reported(a_line()) == said


def test_a_word_reads_as_its_verdict_puts_it():
    worse = a_line(
        achieved="Worse",
        target="Increase",
        figure=Figure("words", text="Worse"),
        computed="red",
        explanation="Reported as worse; the target is an increase. Judged by that word alone.",
    )
    assert headlines.reported(worse) == "Reported as worse; the target is an increase."


def test_a_word_without_a_verdict_is_quoted():
    new = a_line(achieved="New indicator", target="Reduction", figure=None, period=None)
    said = "Reported as “New indicator”; the target is “Reduction”."
    assert headlines.reported(new) == said


def test_a_word_stands_after_the_figure_on_record_for_its_time():
    year = DataPeriod.for_calendar_year(2022)
    new = a_line(achieved="Worse", target="Increase", figure=None, period=year)
    known = replace(new, earlier=(Known(Decimal("41.6"), "41.6%", year),))
    said = "41.6% for 2022. Reported as “Worse”; the target is “Increase”."
    assert headlines.reported(known) == said
    of_another_year = replace(known, period=DataPeriod.for_calendar_year(2021))
    assert headlines.reported(of_another_year).startswith("Reported as “Worse” (2021)")


def test_nothing_reported_leaves_the_target():
    assert headlines.reported(a_line(achieved=None, figure=None)) == "Target: 250."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("One. Two.", "One. Two."),
        ("Costs rose to 3.5m by St. helens. " + "More " * 40, "Costs rose to 3.5m by St. helens."),
        ("Line one\nline two.", "Line one line two."),
    ],
)
def test_a_note_is_read_by_its_first_sentences(text, expected):
    assert headlines.opening(text) == expected


def test_a_first_sentence_that_is_long_is_cut_at_a_word():
    found = headlines.opening("word " * 100)
    assert len(found) <= 152
    assert found.endswith("word …")


# --- How old ------------------------------------------------------------------------------------


def test_a_published_quarter_says_since_when():
    assert headlines.age(a_report()) == "As published on 28 November 2023, edition 1."


def test_a_quarter_under_way_says_how_many_returns_are_in():
    draft = a_draft(part(), part(slug="b", state="draft"))
    assert headlines.age(draft) == "Not published yet: 1 of 2 returns is in."


def test_who_may_not_know_of_a_return_is_told_how_many_can_be_read():
    draft = a_draft(part(state="approved"), part(slug="b", state="", readable=False))
    assert headlines.age(draft) == "Not published yet: 1 of 2 returns can be read so far."


# --- What is asked ------------------------------------------------------------------------------


def matter(number, kind="question", owner=None, due=None, closed=None, **changes):
    values = {
        "id": number,
        "kind": MatterKind(kind),
        "text": f"Matter {number}",
        "strategy_id": 1,
        "strategy": "plan",
        "strategy_name": "Plan",
        "quarter": Q2,
        "sub_strand": "",
        "asked_by": "Cabinet Member" if kind == "question" else "",
        "owner_id": owner,
        "owner": f"Person {owner}" if owner else "",
        "owner_post": "",
        "due_on": due,
        "outcome": "",
        "closed_on": closed,
    }
    return Item(**values | changes)


def asked(*matters, reader=7):
    return headlines.asked(meeting_of(matters, Q2), reader, on=TODAY).items


def test_what_is_the_readers_own_comes_first_with_its_day():
    own = matter(1, "action", owner=7, due=date(2024, 1, 15))
    found = asked(matter(2, owner=8, due=date(2024, 1, 10)), own)
    assert [item.item.id for item in found] == [1, 2]
    assert (found[0].whose, found[0].is_late) == ("For you, by 15 January 2024", True)


def test_a_question_says_who_asks_and_who_answers():
    (found,) = asked(matter(2, owner=8, due=date(2024, 2, 7)))
    assert found.whose == "Asked by Cabinet Member; to be answered by Person 8, by 7 February 2024"


def test_what_others_are_to_do_is_not_asked_of_the_reader():
    assert asked(matter(1, "action", owner=8), matter(2, "decision")) == ()


def test_what_is_closed_is_not_asked_any_more():
    assert asked(matter(1, owner=7, closed=TODAY)) == ()


# --- The sentence -------------------------------------------------------------------------------


def test_a_metrics_quarter_is_told_by_its_figures():
    report = a_report(a_sub_strand(metric(1, "red", "12")), style="metrics")
    said = headlines.sentence(report, on=TODAY)
    assert said.startswith("The only metric with a target is Red.")


def test_a_rag_quarter_is_told_as_on_its_dashboard():
    report = a_report(part(line(1, "red")))
    assert "1 KPI is Red" in headlines.sentence(report, on=TODAY)


def test_the_period_of_a_figure_is_its_own():
    yearly = replace(a_line(), period=DataPeriod.for_calendar_year(2022))
    assert headlines.reported(yearly) == "137 (2022), against a target of 250."
