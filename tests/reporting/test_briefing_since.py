"""Since you were last briefed: what moved between two reports."""

from datetime import date
from decimal import Decimal

from reporting.briefing.material import Asked, TargetReason
from reporting.briefing.terms import Section
from reporting.report import Figure
from tests.reporting.briefs import a_document, headings, only, table, texts, under, words
from tests.reporting.reports import a_line, a_report, a_sub_strand

_TITLE = "Since you were last briefed"


def _since(before, after, **changes):
    given = {"terms": only(Section.SINCE_BRIEFED), "since_words": "pack 1 of Q1 2023/24"}
    return a_document(
        a_report(a_sub_strand(*after)), since=a_report(a_sub_strand(*before)), **given | changes
    )


def test_it_says_what_it_is_compared_with():
    said = words(under(_since([a_line()], [a_line()]), _TITLE))

    assert said == ["Compared with pack 1 of Q1 2023/24.", "No status, figure or target changed."]


def test_without_an_earlier_briefing_there_is_no_such_section():
    assert _TITLE not in headings(a_document())


def test_statuses_that_moved_say_from_what_to_what():
    document = _since([a_line(declared="green")], [a_line(declared="red")])

    assert texts(table(document, "What got worse")) == [
        ["Number of things done, 1", "Green", "Red", "Worse"]
    ]


def test_a_target_that_changed_says_why():
    reason = TargetReason("things-1", "300", "The grant grew.")
    document = _since([a_line()], [a_line(target="300")], target_reasons=(reason,))

    assert texts(table(document, "Old and new targets")) == [
        ["Number of things done, 1", "250", "300", "The grant grew."]
    ]


def test_a_target_that_changed_without_a_reason_says_so():
    document = _since([a_line()], [a_line(target="300")])

    assert texts(table(document, "Old and new targets"))[0][3] == "No reason is on record."


def test_a_figure_that_was_put_right_says_what_it_was():
    corrected = a_line(achieved="140", figure=Figure("number", Decimal(140)))

    assert words(under(_since([a_line()], [corrected]), "Corrected figures")) == [
        "Number of things done, 1 (Business Growth & Investment): 140 (July to September 2023); "
        "it was given as 137."
    ]


def test_kpis_that_came_and_went_are_named():
    document = _since([a_line(1)], [a_line(2)])

    assert words(under(document, "KPIs that came")) == [
        "Number of things done, 2 (Business Growth & Investment)"
    ]
    assert words(under(document, "KPIs that went")) == [
        "Number of things done, 1 (Business Growth & Investment)"
    ]


def test_questions_that_were_answered_say_who_asked_and_when_it_was_answered():
    answered = Asked(
        "question",
        "Why Red?",
        asked_by="Scrutiny",
        outcome="No site was found.",
        closed_on=date(2024, 1, 10),
    )
    document = _since([a_line()], [a_line()], answered=(answered,))

    assert words(under(document, "You asked, we did")) == [
        "Scrutiny: Why Red? No site was found. (10 January 2024)"
    ]


def test_a_quarter_without_figures_says_that_kpis_are_not_compared():
    document = a_document(
        a_report(),
        terms=only(Section.SINCE_BRIEFED),
        since=a_report(figures_held=False),
        since_words="Q1",
    )

    assert words(under(document, _TITLE))[-1] == (
        "Only overall statuses are held of Q2 2023/24: KPIs are not compared."
    )
