"""The numbered sections of a pack, as the council writes them."""

from datetime import date

import pytest

from objectives.plan import KPIKind
from reporting.briefing.document import Items, Standing
from reporting.briefing.material import Definition
from reporting.briefing.terms import Section, Terms, Texts
from reporting.report import Figure, GovernanceDate
from tests.reporting.briefs import (
    TEXTS,
    a_document,
    an_action,
    everything,
    headings,
    only,
    table,
    texts,
    under,
    without,
    words,
)
from tests.reporting.reports import a_draft, a_line, a_report, a_sub_strand

_HOUSING = {
    "slug": "housing",
    "name": "Housing",
    "objective": "Places",
    "objective_slug": "places",
}
_PROGRESS, _PERFORMANCE = Section.PROGRESS, Section.PERFORMANCE


def _housing(*lines, **changes):
    return a_sub_strand(*lines, **{**_HOUSING, **changes})


# --- The whole ----------------------------------------------------------------------------------


def test_the_sections_are_numbered_as_the_council_numbers_them():
    assert headings(a_document()) == [
        "Summary",
        "1 Purpose of briefing note",
        "2 Recommendations",
        "3 Background",
        "4 Governance and reporting",
        "5 Progress to date",
        "6 Quarter 2 July to September 2023: performance summary",
    ]


def test_where_a_section_is_left_out_the_others_follow_each_other():
    document = a_document(terms=without(Section.BACKGROUND))

    assert "3 Governance and reporting" in headings(document)


def test_a_text_that_nobody_wrote_leaves_its_section_out():
    document = a_document(terms=Terms(texts=Texts(purpose="To update.")))

    assert not any("Background" in heading for heading in headings(document))


@pytest.mark.parametrize("section", Section)
def test_any_section_can_be_left_out(section):
    title = "performance summary" if section == _PERFORMANCE else section.label

    assert not any(title in heading for heading in headings(a_document(terms=without(section))))


def test_sub_strands_are_numbered_under_their_section():
    report = a_report(a_sub_strand(), _housing())

    assert headings(a_document(report), 2)[-2:] == [
        "6.1 Business Growth & Investment",
        "6.2 Housing",
    ]


def test_a_final_pack_of_an_edition_says_which_on_its_cover():
    assert dict(a_document(number=2).facts)["Status"] == (
        "Final, pack 2, from edition 1, published 28 November 2023"
    )


def test_a_final_pack_bears_no_mark():
    assert a_document().mark == ""


def test_a_draft_bears_its_mark():
    assert a_document(is_final=False).mark == "DRAFT"


def test_what_is_not_published_bears_the_mark_whatever_is_said():
    assert a_document(a_draft()).mark == "DRAFT"


def test_the_cover_says_for_whom_and_for_which_meeting():
    written = Texts(portfolio="Regeneration & Skills", meeting="Briefing", meeting_on="7 Feb")
    facts = dict(a_document(terms=Terms(texts=written)).facts)

    assert facts["For"] == "Cabinet Member, Regeneration & Skills"
    assert facts["Meeting"] == "Briefing, 7 Feb"


def test_hostile_words_pass_through_as_they_are():
    hostile = "<script>alert(1)</script> =1+1 #import \u202e مرحبا 👍"
    line = a_line(1, progress=hostile)
    document = a_document(a_report(a_sub_strand(line)), terms=only(_PERFORMANCE))

    assert texts(table(document, "KPIs of"))[0][5] == hostile


# --- Texts --------------------------------------------------------------------------------------


def _written(background: str):
    terms = Terms(texts=Texts(background=background), left_out=only(Section.BACKGROUND).left_out)
    return under(a_document(terms=terms), "Background")


def test_each_line_of_a_text_is_a_numbered_paragraph():
    blocks = _written("It began in 2022.\r\n\r\nIt goes on.")

    assert [(block.number, block.text) for block in blocks] == [
        ("1.1", "It began in 2022."),
        ("1.2", "It goes on."),
    ]


def test_lines_with_bullets_make_a_list():
    assert _written("- one event\n• two more")[0] == Items(("one event", "two more"))


def test_lines_with_numbers_make_a_numbered_list():
    assert _written("1. First\n2) Then")[0] == Items(("First", "Then"), is_numbered=True)


def test_governance_has_the_calendar_as_a_table():
    dates = (
        GovernanceDate("economy_cell", date(2023, 11, 30), ""),
        GovernanceDate("cabinet_member", None, "Monthly"),
    )
    document = a_document(a_report(governance_dates=dates))

    assert texts(table(document, "The quarter’s dates")) == [
        ["Economy Cell", "30 November 2023"],
        ["Cabinet Member briefing", "Monthly"],
    ]


# --- Progress to date ---------------------------------------------------------------------------


def test_progress_lists_objectives_and_sub_strands_with_lead_and_status():
    report = a_report(_housing(), _housing(slug="planning", name="Planning", overall="amber"))

    assert texts(table(a_document(report), "Objectives and sub-strands")) == [
        ["Places", "Housing", "Service Manager, Business Support", "Green"],
        ["Places", "Planning", "Service Manager, Business Support", "Amber"],
    ]


def test_progress_says_who_delivers():
    said = words(under(a_document(), "Progress to date"))

    assert said[1] == (
        "Each sub-strand is delivered by the project lead named in the table, overseen by the "
        "Assistant Director of Place."
    )


def test_a_return_that_was_not_received_says_so_in_the_table():
    report = a_report(a_sub_strand(), _housing(is_received=False))

    assert texts(table(a_document(report), "Objectives and"))[1][-1] == "No return received"


# --- Performance --------------------------------------------------------------------------------


def _performance(*parts, **changes):
    return a_document(a_report(*parts), terms=only(_PERFORMANCE, **changes))


def test_a_sub_strand_says_its_status_and_how_that_moved():
    blocks = under(_performance(a_sub_strand()), "Business Growth & Investment")

    assert blocks[0] == Standing("Overall status", "green", "Green", "was Amber: better")


def test_the_member_wording_stands_in_place_of_the_commentary():
    document = _performance(a_sub_strand(), wordings={"business": "In short: good."})

    assert words(under(document, "Business Growth & Investment")) == ["In short: good."]


def test_without_member_wording_the_commentary_is_printed():
    said = words(under(_performance(a_sub_strand()), "Business Growth & Investment"))

    assert said == ["Steady progress.", "one event", "two more"]


def test_a_kpi_has_target_figure_status_and_note():
    document = _performance(a_sub_strand(a_line()))

    assert texts(table(document, "KPIs of Business")) == [
        ["B01", "Number of things done, 1", "250", "137", "Green", "As planned."]
    ]


def test_a_row_without_a_new_figure_is_in_italics_and_says_so():
    line = a_line(1, carried_forward=True)
    cells = table(_performance(a_sub_strand(line)), "KPIs of").rows[0]

    assert all(cell.is_italic for cell in cells)
    assert "No new figure: as last quarter" in cells[3].note


def test_the_time_that_most_figures_are_for_is_said_once():
    document = _performance(a_sub_strand(a_line(1), a_line(2), a_line(3)))
    found = table(document, "KPIs of")

    assert found.caption == (
        "KPIs of Business Growth & Investment (figures for July to September 2023, where no other "
        "time is given)"
    )
    assert [row[3].note for row in found.rows] == ["", "", ""]


def test_a_figure_for_another_time_says_which():
    other = a_line(4, period=None)
    lines = [a_line(1), a_line(2), other]

    assert table(_performance(a_sub_strand(*lines)), "KPIs of").rows[0][3].note == (
        "July to September 2023"
    )


def test_why_a_kpi_is_not_rated_stands_under_its_status():
    line = a_line(1, declared="not_rated", not_rated_reason="No target was set.")
    status = table(_performance(a_sub_strand(line)), "KPIs of").rows[0][4]

    assert (status.text, status.note) == ("Not rated", "No target was set.")


_DIFFERS = a_line(
    1, computed="red", explanation="137 is below 250.", lead_reason="More is on its way."
)


def test_differences_and_their_reasons_are_shown_where_they_are_wanted():
    document = _performance(a_sub_strand(_DIFFERS), with_differences=True)

    assert texts(table(document, "Business Growth & Investment: better than")) == [
        ["Number of things done, 1", "Green", "Red", "More is on its way."]
    ]


def test_differences_are_left_out_where_they_are_not_wanted():
    assert "More is on its way" not in everything(_performance(a_sub_strand(_DIFFERS)))


def test_a_return_that_was_not_received_says_so():
    document = _performance(a_sub_strand(), _housing(is_received=False))

    assert words(under(document, "Housing")) == ["No return was received for this quarter."]


def test_a_draft_of_a_return_is_never_printed():
    draft = _housing(a_line(1, progress="Half a thought"), state="draft", commentary="Not yet")
    document = a_document(a_draft(a_sub_strand(), draft), terms=only(_PERFORMANCE), is_final=False)

    assert words(under(document, "Housing")) == ["Its return is not in yet."]
    assert "Half a thought" not in everything(document)


def test_where_no_return_is_in_it_is_said_once():
    parts = [_housing(state="draft"), _housing(slug="planning", name="Planning", state="draft")]
    document = a_document(a_draft(*parts), terms=only(_PERFORMANCE), is_final=False)

    assert words(document.blocks) == [
        "No return is in yet, so there is nothing to report of any sub-strand."
    ]


def test_exceptions_only_leaves_out_what_is_green_and_steady():
    part = a_sub_strand(a_line(1, declared="red"), a_line(2), previous_overall="green")
    document = _performance(part, _housing(previous_overall="green"), exceptions_only=True)

    assert headings(document, 2) == ["1.1 Business Growth & Investment"]
    assert [row[0] for row in texts(table(document, "KPIs of"))] == ["B01"]


def test_exceptions_only_says_that_it_is_not_all():
    document = _performance(
        a_sub_strand(a_line(1, declared="red")), _housing(), exceptions_only=True
    )

    assert words(document.blocks)[0] == (
        "Only what is Red, Amber or worse is shown, in 1 of 2 sub-strands. The attached workbook "
        "has the rest."
    )


def test_exceptions_only_of_a_good_quarter_says_that_there_are_none():
    document = _performance(a_sub_strand(), exceptions_only=True)

    assert words(document.blocks) == ["Nothing is Red or Amber, and nothing got worse."]


def test_a_quarter_of_which_no_figures_are_held_says_so():
    report = a_report(a_sub_strand(lines=()), figures_held=False)

    assert "Figures of this quarter are not held." in words(a_document(report).blocks)


# --- What follows -------------------------------------------------------------------------------


def test_implications_stand_under_their_names():
    written = Texts(finance="None.", climate="Fewer cars.")
    document = a_document(terms=only(Section.IMPLICATIONS, texts=written))

    assert headings(document, 2) == ["1.1 Financial", "1.2 Climate emergency"]


_FORWARD = only(Section.FORWARD_LOOK)


def _milestone(number: int, target: str, **changes):
    return a_line(
        number,
        kind=KPIKind.MILESTONE,
        target=target,
        target_figure=Figure("month", text=target),
        achieved=None,
        figure=None,
        **changes,
    )


def test_the_forward_look_lists_milestones_due_next_quarter_and_not_done():
    part = a_sub_strand(
        _milestone(1, "2023-12"),
        _milestone(2, "2024-06"),
        _milestone(3, "2023-09", computed="green"),
    )
    document = a_document(a_report(part), terms=_FORWARD)

    assert texts(table(document, "Milestones due by the end of Q3 2023/24")) == [
        ["Number of things done, 1", "December 2023", "Green"]
    ]


def test_the_forward_look_lists_targets_for_the_year_that_are_behind():
    behind = a_line(1, computed="red", held_against="by_now", explanation="137 of 250 so far.")
    on_course = a_line(2, computed="green", held_against="by_now", explanation="On course.")
    document = a_document(a_report(a_sub_strand(behind, on_course)), terms=_FORWARD)

    assert texts(table(document, "Targets for the year")) == [
        ["Number of things done, 1", "250", "Red"]
    ]


def test_the_forward_look_has_the_dates_ahead_of_this_and_the_next_quarter():
    own = (
        GovernanceDate("economy_cell", date(2023, 11, 30), ""),
        GovernanceDate("cabinet_member", None, "Monthly"),
    )
    ahead = (GovernanceDate("data_deadline", date(2024, 2, 7), ""),)
    document = a_document(a_report(governance_dates=own), terms=_FORWARD, next_dates=ahead)

    assert words(under(document, "Dates")) == [
        "Data deadline: 7 February 2024",
        "Cabinet Member briefing: Monthly",
    ]


def test_the_forward_look_lists_what_is_to_be_done_first_due_first():
    later = an_action(text="Write to them", due_on=date(2024, 3, 1))
    document = a_document(terms=_FORWARD, wanted=(later, an_action()))

    assert words(under(document, "To be done")) == [
        "Choose the sites. Housing Manager, by 7 February 2024.",
        "Write to them. Housing Manager, by 1 March 2024.",
    ]


_DEFINITION = Definition("things-1", "Things", "What is done.", "A survey", "%", "Higher is better")


def test_the_appendix_defines_each_kpi_that_the_pack_is_about():
    unused = Definition("others", "Others")
    document = a_document(definitions=(_DEFINITION, unused))

    assert texts(table(document, "Definitions")) == [
        ["Things", "What is done.", "Unit: %. Higher is better.", "A survey"]
    ]


def test_the_appendix_has_no_number():
    assert headings(a_document(definitions=(_DEFINITION,)))[-1] == (
        "Appendix: definitions of the KPIs"
    )


def test_what_no_kpi_has_on_record_has_no_column():
    bare = Definition("things-1", "Things", polarity="Higher is better")
    document = a_document(definitions=(bare,))

    assert table(document, "Definitions").header == ("KPI", "How to read it")
    assert "No KPI has a written definition on record." in words(document.blocks)


def test_the_texts_of_the_tests_fill_sections_one_to_four():
    assert all([TEXTS.purpose, TEXTS.recommendations, TEXTS.background, TEXTS.governance])
