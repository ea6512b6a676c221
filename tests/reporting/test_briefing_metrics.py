"""The corporate performance report: a metrics strategy's pack from the same composer."""

from decimal import Decimal

from objectives.judging.case import Known
from objectives.judging.change import Change, Direction
from objectives.judging.distance import Distance
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import Certainty
from objectives.rag import Movement
from reporting.briefing.terms import Section
from reporting.report import Figure, Reading, Statement
from tests.reporting.briefs import a_document, only, table, texts, under, words
from tests.reporting.reports import a_line, a_report, a_sub_strand


def _known(printed: str, number: int, caveat: str = "") -> Known:
    period = DataPeriod.for_quarter(FinancialQuarter(2023, number))
    return Known(Decimal(printed), printed, period, Certainty.FINAL, caveat)


def _metric(**changes):
    values = {
        "code": "C11",
        "declared": "",
        "target": "150",
        "target_figure": Figure("number", Decimal(150)),
        "computed": "amber",
        "explanation": "137 is below the target of 150, within 10% of it.",
        "distance": Distance(False, Decimal(13), Decimal("8.7")),
        "change": Change("up 42.7%", direction=Direction.UP),
        "compared": Change("up 42.7%, better", direction=Direction.UP, movement=Movement.BETTER),
        "earlier": (_known("96", 1),),
        "reading": Reading(polarity="higher", period_type="Quarter"),
    }
    return a_line(1, **{**values, **changes})


def _pack(*lines, statements=(), **terms):
    part = a_sub_strand(*lines, overall="", commentary="", statements=statements)
    report = a_report(part, style="metrics")
    return a_document(report, terms=only(Section.PERFORMANCE, Section.PROGRESS, **terms))


def _cells(*lines):
    return table(_pack(*lines), "Metrics of Business").rows[0]


def test_the_table_has_the_last_four_values_as_the_council_prints_them():
    assert table(_pack(_metric()), "Metrics of").header[2:6] == (
        "Recent -3",
        "Recent -2",
        "Recent -1",
        "Most recent",
    )
    assert [cell.text for cell in _cells(_metric())][2:6] == ["", "", "96", "137"]


def test_a_metric_says_how_it_is_to_be_read():
    assert _cells(_metric())[1].note == "Quarter; higher is better"


def test_a_metric_says_change_target_distance_and_status():
    *_, change, target, standing = _cells(_metric())

    assert (change.text, target.text) == ("up 42.7%, better", "150")
    assert (standing.text, standing.status, standing.note) == ("Amber", "amber", "13 (8.7% short)")


def test_a_metric_without_a_target_says_so_once():
    *_, target, standing = _cells(
        _metric(target=None, target_figure=None, computed="", distance=None)
    )

    assert (target.text, standing.text, standing.status) == ("–", "No target", "")


def test_what_must_be_known_of_an_earlier_figure_is_a_note_below_the_table():
    document = _pack(_metric(earlier=(_known("96", 1, "Counted differently."),)))

    assert table(document, "Metrics of").rows[0][4].note == "note 1"
    assert words(under(document, "Business Growth & Investment"))[-1] == (
        "Note 1. Counted differently."
    )


def test_the_commentary_of_the_quarters_report_stands_above_its_table():
    said = (
        Statement("commentary", "", "Referrals rose."),
        Statement("note", "", "Scopes 1 and 2 only."),
        Statement("priority_action", "", "Recruit more."),
    )
    blocks = under(_pack(_metric(), statements=said), "Business Growth & Investment")

    assert words(blocks) == ["Referrals rose.", "Scopes 1 and 2 only."]
    assert [type(block).__name__ for block in blocks] == ["Paragraph", "Table", "Paragraph"]


def test_progress_counts_the_targets_that_each_priority_met():
    found = table(_pack(_metric(), _metric(computed="green")), "Priorities")

    assert texts(found) == [
        ["Business Growth & Investment", "Service Manager, Business Support", "1 close, 1 met"]
    ]


def test_exceptions_only_leaves_out_what_meets_its_target():
    met = _metric(code="C12", computed="green", distance=Distance(True, Decimal(0), None))
    document = _pack(_metric(), met, exceptions_only=True)

    assert [row[0] for row in texts(table(document, "Metrics of"))] == ["C11"]
