"""What the dashboard says of a quarter: pure functions over small reports."""

from datetime import date

import pytest

from reporting import dashboard
from reporting.dashboard import Selection
from reporting.report import GovernanceDate
from tests.reporting.reports import a_draft, a_line, a_report, a_sub_strand

TODAY = date(2024, 1, 22)


def part(name, overall="green", *lines, **changes):
    """A sub-strand called `name`, its last status the same unless said otherwise."""
    values = {
        "slug": name.lower().replace(" ", "-"),
        "name": name,
        "overall": overall,
        "previous_overall": overall,
        **changes,
    }
    return a_sub_strand(*lines, **values)


def owed(name, state="not_started", **changes):
    return part(name, "", state=state, lines=(), **changes)


def said(*parts, **changes):
    return dashboard.sentence(a_report(*parts, **changes), on=TODAY)


def said_of_draft(*parts):
    return dashboard.sentence(a_draft(*parts), on=TODAY)


# --- The sentence -------------------------------------------------------------------------------


def test_the_sentence_counts_the_sub_strands_best_first():
    parts = [part("A"), part("B"), part("C", "red"), part("D", "amber")]
    assert said(*parts).startswith("2 of 4 sub-strands are Green, 1 is Amber and 1 is Red.")


@pytest.mark.parametrize(
    ("many", "expected"),
    [
        (1, "The only sub-strand is Green."),
        (2, "Both sub-strands are Green."),
        (3, "All 3 sub-strands are Green."),
    ],
)
def test_the_sentence_says_when_all_are_the_same(many, expected):
    assert said(*[part(f"Part {number}") for number in range(many)]).startswith(expected)


def test_one_of_several_is_in_the_singular():
    assert said(part("A"), part("B", "red")).startswith("1 of 2 sub-strands is Green and 1 is Red.")


@pytest.mark.parametrize(
    ("reds", "expected"),
    [
        ({"Health": 1}, "1 KPI is Red, in Health."),
        ({"Health": 2}, "2 KPIs are Red, both in Health."),
        ({"Health": 4}, "4 KPIs are Red, all in Health."),
        ({"Health": 2, "Housing": 1}, "3 KPIs are Red, in Health and Housing."),
        ({"A": 1, "B": 1, "C": 1}, "3 KPIs are Red, in A, B and C."),
        ({"A": 1, "B": 1, "C": 1, "D": 1}, "4 KPIs are Red, in 4 sub-strands."),
    ],
)
def test_the_sentence_says_where_the_red_kpis_are(reds, expected):
    parts = [
        part(name, "green", *[a_line(number + 1, declared="red") for number in range(many)])
        for name, many in reds.items()
    ]
    assert said(*parts).endswith(expected)


def test_without_a_red_kpi_the_sentence_counts_the_amber_ones():
    assert said(part("A", "green", a_line(declared="amber"))).endswith("No KPI is Red; 1 is Amber.")


def test_the_sentence_says_when_figures_are_not_held():
    text = said(part("A", lines=()), figures_held=False)
    assert text.endswith("Figures for this quarter are not held: only overall statuses.")


def test_an_open_quarter_counts_what_has_come_in():
    text = said_of_draft(part("A", state="submitted"), owed("B"), owed("C", "draft"))
    assert text.startswith("1 of 3 returns has come in: it is Green.")
    assert text.endswith("1 return waits for review. 2 returns are still owed.")


def test_an_open_quarter_with_several_returns_says_how_they_stand():
    parts = [part("A", state="approved"), part("B", "red", state="approved"), owed("C")]
    assert said_of_draft(*parts).startswith("2 of 3 returns have come in: 1 is Green and 1 is Red.")


def test_an_open_quarter_without_any_return_says_so():
    text = said_of_draft(owed("A"), owed("B"))
    assert text == "No return has come in yet. 2 returns are still owed."


def test_a_reader_who_may_not_know_of_drafts_is_told_what_can_be_read():
    text = said_of_draft(part("A", state="approved"), owed("B", "", readable=False))
    assert text.startswith("1 of 2 returns can be read so far: it is Green.")
    assert "owed" not in text


def test_a_published_quarter_says_how_many_returns_were_received():
    text = said(part("A"), part("B", "", is_received=False, lines=()))
    assert text.startswith("1 of 2 returns was received: it is Green.")


def test_a_return_past_its_deadline_is_said_to_be_late():
    report = a_draft(owed("A"))
    report = a_report(
        *report.sub_strands,
        state="open",
        governance_dates=(GovernanceDate("data_deadline", date(2024, 1, 19), ""),),
    )
    text = dashboard.sentence(report, on=TODAY)
    assert text.endswith("1 return is still owed: it was due on 19 January 2024, 3 days ago.")


def test_a_quarter_without_returns_is_not_opened_yet():
    report = a_report(state="upcoming", sub_strands=())
    assert dashboard.sentence(report, on=TODAY) == "The quarter has not been opened yet."


# --- The lists ----------------------------------------------------------------------------------


def titles(items):
    return [item.title for item in items]


def test_attention_begins_with_red_then_worse_then_the_amber_sub_strands():
    lines = [
        a_line(1, kpi="Worse", declared="amber", previous_declared="green"),
        a_line(2, kpi="Red", declared="red"),
        a_line(3, kpi="Amber", declared="amber"),
    ]
    report = a_report(part("Health", "amber", *lines))
    assert titles(dashboard.attention(report, on=TODAY)) == ["Red", "Worse", "Health"]


def test_attention_begins_with_what_became_red():
    lines = [
        a_line(1, kpi="Still", declared="red", previous_declared="red"),
        a_line(2, kpi="New", declared="red", previous_declared="amber"),
    ]
    report = a_report(part("Health", "green", *lines))
    assert titles(dashboard.attention(report, on=TODAY)) == ["New", "Still"]


def contradicted(number=1, **changes):
    """Declared Green where the figures say Red."""
    values = {
        "kpi": f"Contradicted {number}",
        "declared": "green",
        "computed": "red",
        "explanation": "35 is far below a share of 70.",
        **changes,
    }
    return a_line(number, **values)


def test_attention_lists_what_its_figures_contradict_after_red_and_worse():
    lines = [
        contradicted(1, computed="amber"),
        contradicted(2),
        a_line(3, kpi="Worse", declared="amber", previous_declared="green"),
        a_line(4, kpi="Red", declared="red"),
    ]
    report = a_report(part("Health", "amber", *lines))
    assert titles(dashboard.attention(report, on=TODAY)) == [
        "Red",
        "Worse",
        "Contradicted 2",
        "Contradicted 1",
        "Health",
    ]


def test_attention_says_what_the_figures_say_and_the_leads_reason():
    line = contradicted(lead_reason="More is booked.")
    [item] = dashboard.attention(a_report(part("Growth", "green", line)), on=TODAY)
    assert (item.computed, item.says, item.reason) == (
        "red",
        "35 is far below a share of 70.",
        "More is booked.",
    )


def test_what_is_worse_and_contradicted_is_listed_once():
    line = contradicted(declared="amber", previous_declared="green")
    [item] = dashboard.attention(a_report(part("Growth", "green", line)), on=TODAY)
    assert (item.why, item.computed) == ("Worse: was Green", "red")


def test_declared_worse_than_the_figures_asks_for_no_attention():
    line = contradicted(declared="amber", computed="green")
    report = a_report(part("Growth", "green", line))
    assert dashboard.attention(report, on=TODAY) == []
    assert titles(dashboard.ambers(report)) == ["Contradicted 1"]


def test_an_amber_kpi_that_its_figures_contradict_is_not_listed_twice():
    line = contradicted(declared="amber", computed="red")
    assert dashboard.ambers(a_report(part("Growth", "green", line))) == []


def test_attention_says_why_in_words():
    line = a_line(declared="red", previous_declared="green", achieved="35", target="70")
    [item] = dashboard.attention(a_report(part("Growth", "green", line)), on=TODAY)
    assert item.why == "Worse: was Green. Reported: 35 (July to September 2023). Target: 70"


def test_an_amber_kpi_that_is_not_worse_is_listed_apart():
    line = a_line(kpi="Amber", declared="amber", previous_declared="amber")
    report = a_report(part("Growth", "green", line))
    assert titles(dashboard.ambers(report)) == ["Amber"]
    assert dashboard.attention(report, on=TODAY) == []


def test_better_lists_what_improved():
    line = a_line(kpi="Up", declared="green", previous_declared="red")
    report = a_report(part("Growth", "green", line, previous_overall="amber"))
    assert titles(dashboard.better(report)) == ["Growth", "Up"]


def test_nothing_is_better_or_worse_than_what_was_not_rated():
    line = a_line(declared="green", previous_declared="not_rated")
    report = a_report(part("Growth", "green", line, previous_overall=""))
    assert dashboard.better(report) == []
    assert not dashboard.compares(report)


@pytest.mark.parametrize(
    ("overall", "kpi", "words"),
    [
        ("green", "green", "No status is better than last quarter."),
        (
            "green",
            "",
            "No overall status is better than last quarter. "
            "Of KPIs there is no earlier status to compare with.",
        ),
        ("", "", ""),
    ],
    ids=["all known", "only overall statuses known", "nothing known"],
)
def test_that_nothing_is_better_is_said_only_of_what_can_be_compared(overall, kpi, words):
    line = a_line(declared="green", previous_declared=kpi)
    report = a_report(part("Growth", "green", line, previous_overall=overall))
    assert dashboard.none_better(report) == words


def test_a_draft_is_in_no_list():
    line = a_line(declared="red")
    report = a_draft(part("Growth", "red", line, state="draft"))
    assert dashboard.attention(report, on=TODAY) == []


def test_late_returns_are_one_item_that_names_them():
    report = a_report(
        owed("Growth"),
        owed("Housing", "sent_back"),
        state="open",
        governance_dates=(GovernanceDate("data_deadline", date(2024, 1, 21), ""),),
    )
    [item] = dashboard.attention(report, on=TODAY)
    assert item.title == "2 returns are late"
    assert item.why == "Growth and Housing. Due on 21 January 2024, yesterday."


# --- The selection ------------------------------------------------------------------------------


@pytest.fixture
def report():
    return a_report(
        part("Health", "amber", a_line(1, declared="red"), a_line(2, declared="")),
        part("Growth", "green", a_line(1), objective="Growth", objective_slug="growth"),
    )


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (Selection(), ["Health", "Growth"]),
        (Selection(status="red"), ["Health"]),
        (Selection(status="amber"), ["Health"]),
        (Selection(objective="growth"), ["Growth"]),
        (Selection(objective="growth", status="red"), []),
    ],
)
def test_a_sub_strand_is_shown_for_its_own_status_and_its_kpis(report, chosen, expected):
    assert [item.name for item in dashboard.parts(report, chosen)] == expected


def test_a_line_without_a_status_is_among_the_not_rated(report):
    found = dashboard.lines(report, Selection(status="not_rated"))
    assert [line.number for _, line in found] == [2]


def test_a_long_note_is_cut_at_a_word():
    assert dashboard.shortened("one two three", limit=9) == "one two …"
