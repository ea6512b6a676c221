"""The one-page summary of a pack: what a tired Cabinet Member reads."""

from dataclasses import replace

from objectives.judging.distance import Distance
from reporting.briefing.document import Picture, Table
from reporting.briefing.material import Counts, Standings
from reporting.briefing.terms import Terms, Texts
from tests.reporting.briefs import (
    a_document,
    a_material,
    an_action,
    headings,
    standings,
    table,
    texts,
    under,
    words,
)
from tests.reporting.reports import a_draft, a_line, a_report, a_sub_strand

_RED = a_line(1, declared="red", previous_declared="green", progress="A new site is sought.")


def _red_rows(document) -> list[list[str]]:
    return texts(table(document, "All that is Red"))


def test_it_begins_with_the_quarter_in_a_sentence():
    assert words(under(a_document(), "Summary"))[0] == (
        "The only sub-strand is Green. No KPI is Red."
    )


def test_it_counts_sub_strands_and_kpis_by_status():
    counts = table(a_document(over_quarters=(standings(red=4, green=47),)), "How it stands")

    assert texts(counts) == [
        ["Sub-strands", "0", "0", "1", "0"],
        ["KPIs", "4", "0", "47", "0"],
    ]


def test_a_count_has_its_shape_and_a_nought_has_none():
    counts = table(a_document(over_quarters=(standings(red=4),)), "How it stands")

    assert [cell.status for cell in counts.rows[1]] == ["", "red", "", "", ""]


def test_what_is_red_says_what_was_reported_what_is_done_and_by_whom():
    rows = _red_rows(a_document(a_report(a_sub_strand(_RED))))

    assert rows == [
        [
            "Things 1",
            "137 (July to September 2023), against a target of 250.",
            "A new site is sought.",
            "Service Manager, Business Support",
        ]
    ]


def test_what_is_red_has_its_shape():
    red = table(a_document(a_report(a_sub_strand(_RED))), "All that is Red")

    assert red.rows[0][0].status == "red"


def test_by_when_is_the_day_of_an_open_action_about_the_sub_strand():
    action = an_action(sub_strand="Business Growth & Investment")
    document = a_document(a_report(a_sub_strand(_RED)), wanted=(action,))

    assert table(document, "All that is Red").rows[0][3].note == "By 7 February 2024"


def test_an_action_about_another_sub_strand_sets_no_day():
    document = a_document(a_report(a_sub_strand(_RED)), wanted=(an_action(sub_strand="Housing"),))

    assert table(document, "All that is Red").rows[0][3].note == "No day is set."


def test_of_many_red_it_says_how_many_are_shown():
    lines = [replace(_RED, number=number) for number in range(1, 9)]
    document = a_document(a_report(a_sub_strand(*lines)))

    assert len(table(document, "5 of 8 that are Red").rows) == 5


def test_without_anything_red_it_says_so():
    assert words(under(a_document(), "What is Red and what is being done")) == ["Nothing is Red."]


def test_where_nobody_is_named_there_is_no_such_column():
    document = a_document(a_report(a_sub_strand(_RED, project_lead="")))

    assert "By whom, by when" not in table(document, "All that is Red").header


def test_it_lists_what_got_worse_and_better():
    worse = a_line(2, declared="amber", previous_declared="green")
    better = a_line(3, declared="green", previous_declared="amber")
    document = a_document(
        a_report(a_sub_strand(worse, better, overall="green", previous_overall="green"))
    )

    assert words(under(document, "What got worse"))[0].startswith(
        "Things 2 (Business Growth & Investment): Amber. Worse: was Green."
    )
    assert words(under(document, "What got better"))[0].startswith(
        "Things 3 (Business Growth & Investment): Green. Better: was Amber."
    )


def test_it_repeats_what_is_recommended():
    assert words(under(a_document(), "What is asked of you")) == ["That progress is noted."]


def test_it_says_what_is_still_to_be_done_by_whom_and_by_when():
    document = a_document(wanted=(an_action(),))

    assert words(under(document, "Still to be done or answered")) == [
        "Choose the sites. Housing Manager, by 7 February 2024."
    ]


def test_it_draws_the_statuses_over_the_quarters():
    over = (standings("Q1 2023/24", red=1, green=2), standings(green=3))
    blocks = a_document(over_quarters=over).blocks

    assert [block.caption for block in blocks if isinstance(block, Picture)] == [
        "KPIs by status, quarter by quarter"
    ]


def test_where_the_quarters_are_drawn_the_counts_are_not_printed_twice():
    over = (standings("Q1 2023/24", red=1, green=2), standings(green=3))

    assert "How it stands" not in repr(a_document(over_quarters=over))


def test_where_only_sub_strands_are_drawn_the_kpis_are_counted():
    bare = Standings("Q1 2023/24", Counts(), Counts(green=1))
    document = a_document(over_quarters=(bare, standings(red=4)))

    assert texts(table(document, "How it stands"))[1] == ["KPIs", "4", "0", "0", "0"]


def test_where_there_is_much_else_fewer_red_ones_are_shown_and_it_says_so():
    lines = [replace(_RED, number=number) for number in range(1, 6)]
    worse = a_line(6, declared="amber", previous_declared="green")
    document = a_document(a_report(a_sub_strand(*lines, worse)), wanted=(an_action(),))

    assert len(table(document, "4 of 5 that are Red").rows) == 4


def test_what_follows_begins_on_a_page_of_its_own():
    blocks = a_document().blocks
    at = next(at for at, block in enumerate(blocks) if getattr(block, "number", "") == "1")

    assert type(blocks[at - 1]).__name__ == "NewPage"


def test_a_quarter_without_any_return_says_so_and_shows_no_empty_tables():
    part = a_sub_strand(state="not_started", overall="", previous_overall="", commentary="")
    document = a_document(a_draft(part), is_final=False)

    assert words(under(document, "Summary")) == [
        "No return has come in yet. 1 return is still owed."
    ]
    assert not any(isinstance(block, Table) for block in under(document, "Summary"))
    assert "What is Red and what is being done" not in headings(document, 2)


def test_of_a_metrics_strategy_what_is_red_is_what_misses_its_target():
    missed = a_line(
        1,
        declared="",
        computed="red",
        explanation="28% is above the target of 21%.",
        distance=Distance(False, None, None),
        progress="",
    )
    document = a_document(
        a_report(a_sub_strand(missed, overall="", project_lead=""), style="metrics")
    )

    assert _red_rows(document) == [
        ["Things 1", "28% is above the target of 21%.", "Nothing is said."]
    ]


def test_bullets_that_somebody_typed_are_not_printed_twice():
    terms = Terms(texts=Texts(recommendations="1. Note it.\n2) Agree the sites.\n- Come again."))
    document = a_document(terms=terms)

    assert words(under(document, "What is asked of you")) == [
        "Note it.",
        "Agree the sites.",
        "Come again.",
    ]


def test_a_pack_for_one_objective_says_nothing_of_the_others():
    other = a_sub_strand(
        _RED, slug="housing", name="Housing", objective="Places", objective_slug="places"
    )
    report = a_report(a_sub_strand(), other)
    terms = Terms(objective="business-growth-and-investment")
    material = a_material(report, terms=terms, wanted=(an_action(sub_strand="Housing"),))

    assert "Housing" not in repr(a_document(report, terms=terms, wanted=material.wanted))
