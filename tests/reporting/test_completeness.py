"""What keeps a return from being submitted, and nothing else does (DESIGN 8)."""

import pytest

from objectives.plan import KPIKind
from reporting.answers import Answer, Coverage
from reporting.completeness import Row, missing, row_gaps, short
from reporting.content import EntryContent

COMPLETE = {"answer": Answer.NO_NEW_FIGURE, "declared": "green"}


def row(kind=KPIKind.MEASURE, is_home=True, wording="Enquiries", raises=None, **entry):
    return Row(
        **(raises or {}),
        placement_id=41,
        number=3,
        wording=wording,
        kind=kind,
        is_home=is_home,
        entry=EntryContent(**{**COMPLETE, **entry}),
    )


def fields(row):
    return [gap.field for gap in row_gaps(row)]


NEW = {"answer": Answer.NEW_FIGURE, "figure": "137", "coverage": Coverage.THIS_QUARTER}
ODD = {"question": "1,370 is ten times the last figure, 137. Is this right?"}
REPLACES = {"replaces": "35, on record for July to September 2023"}
BETTER = {"is_better": True}

TABLE = {
    "a measure answered and rated": (row(), []),
    "a measure without an answer": (row(answer=""), ["answer"]),
    "a milestone without an answer": (row(kind=KPIKind.MILESTONE, answer=""), []),
    "a judgement without an answer": (row(kind=KPIKind.JUDGEMENT, answer=""), []),
    "a measure away from home": (row(is_home=False, answer=""), []),
    "a new figure": (row(**NEW), []),
    "a new figure without one": (row(**{**NEW, "figure": " "}), ["figure"]),
    "a milestone's new figure without one": (
        row(kind=KPIKind.MILESTONE, answer=Answer.NEW_FIGURE),
        ["figure"],
    ),
    "a new figure whose time is not said": (row(**{**NEW, "coverage": ""}), []),
    "another time that is said": (
        row(**{**NEW, "coverage": Coverage.OTHER, "period_typed": "2022/23"}),
        [],
    ),
    "another time that is not said": (
        row(**{**NEW, "coverage": Coverage.OTHER}),
        ["period_typed"],
    ),
    "another time of words, that is not said": (
        row(**{**NEW, "figure": "To follow in May", "coverage": Coverage.OTHER}),
        [],
    ),
    "another time that is not said, away from home": (
        row(is_home=False, **{**NEW, "coverage": Coverage.OTHER}),
        [],
    ),
    "another time nobody understands": (
        row(**{**NEW, "coverage": Coverage.OTHER, "period_typed": "a while"}),
        ["period_typed"],
    ),
    "another time of no figure": (row(coverage=Coverage.OTHER), []),
    "not applicable": (row(answer=Answer.NOT_APPLICABLE), []),
    "not applicable, in words too": (row(answer=Answer.NOT_APPLICABLE, figure="n/a"), []),
    "not applicable with a figure": (row(answer=Answer.NOT_APPLICABLE, figure="137"), ["figure"]),
    "no new figure with one": (row(figure="137"), ["figure"]),
    "no new figure with words": (row(figure="n/a"), ["figure"]),
    "no new figure with a blank": (row(figure=" "), []),
    "away from home with a figure": (row(is_home=False, figure="137"), []),
    "no status": (row(declared=""), ["declared"]),
    "not rated with a reason": (row(declared="not_rated", not_rated_reason="New."), []),
    "not rated without a reason": (row(declared="not_rated"), ["not_rated_reason"]),
    "not rated with a blank reason": (
        row(declared="not_rated", not_rated_reason=" \n"),
        ["not_rated_reason"],
    ),
    "Red without a note": (row(declared="red"), ["note"]),
    "Amber without a note": (row(declared="amber"), ["note"]),
    "Red with a note": (row(declared="red", note="Late."), []),
    "Red with a blank note": (row(declared="red", note="\t"), ["note"]),
    "away from home it still needs a status": (row(is_home=False, declared=""), ["declared"]),
    "away from home it still needs a note": (row(is_home=False, declared="red"), ["note"]),
    "an unlikely figure": (row(**NEW, raises=ODD), ["confirmed"]),
    "an unlikely figure that is right": (row(**NEW, confirmed="137", raises=ODD), []),
    "another that was right": (row(**NEW, confirmed="136", raises=ODD), ["confirmed"]),
    "a figure in place of another": (row(**NEW, raises=REPLACES), ["correction_reason"]),
    "a figure in place of another, with a blank reason": (
        row(**NEW, correction_reason=" \n", raises=REPLACES),
        ["correction_reason"],
    ),
    "a figure in place of another, with a reason": (
        row(**NEW, correction_reason="Counted twice.", raises=REPLACES),
        [],
    ),
    "better than the figures say, without a reason": (row(raises=BETTER), []),
    "nothing at all": (row(answer="", declared=""), ["answer", "declared"]),
}


@pytest.mark.parametrize("what", TABLE)
def test_a_row_needs(what):
    judged, expected = TABLE[what]
    assert fields(judged) == expected


@pytest.mark.parametrize("what", [name for name, (_, gaps) in TABLE.items() if gaps])
def test_a_gap_names_its_kpi(what):
    assert all(gap.text.startswith("KPI 3, Enquiries: ") for gap in row_gaps(TABLE[what][0]))


@pytest.mark.parametrize("what", [name for name, (_, gaps) in TABLE.items() if gaps])
def test_a_gap_leads_to_its_row(what):
    assert {gap.row for gap in row_gaps(TABLE[what][0])} == {"41"}


@pytest.mark.parametrize(("declared", "why"), [("red", "Red"), ("amber", "Amber")])
def test_a_missing_note_says_why_it_is_needed(declared, why):
    gap = row_gaps(row(declared=declared))[-1]
    assert gap.text.endswith(f"write a note, because it is {why}.")


def test_an_unlikely_figure_is_asked_about_in_words():
    (gap,) = row_gaps(row(**NEW, raises=ODD))
    assert gap.text == (
        "KPI 3, Enquiries: 1,370 is ten times the last figure, 137. Is this right? "
        "Correct it, or tick that it is right."
    )


def test_a_missing_period_is_asked_for_with_examples():
    (gap,) = row_gaps(row(**{**NEW, "coverage": Coverage.OTHER}))
    assert gap.text == (
        "KPI 3, Enquiries: say which period the figure covers, "
        "such as 2022/23 or July to September 2023."
    )


def test_a_correction_names_what_it_replaces():
    (gap,) = row_gaps(row(**NEW, raises=REPLACES))
    assert gap.text.endswith(
        "say why the figure replaces 35, on record for July to September 2023."
    )


@pytest.mark.parametrize(
    ("raises", "reason", "lacks"),
    [(BETTER, "", True), (BETTER, " ", True), (BETTER, "Booked.", False), ({}, "", False)],
)
def test_only_what_is_better_than_its_figures_lacks_a_reason(raises, reason, lacks):
    assert row(lead_reason=reason, raises=raises).lacks_reason is lacks


@pytest.mark.parametrize(
    ("overall", "expected"),
    [("green", []), ("amber", []), ("red", []), ("", ["overall"]), ("not_rated", ["overall"])],
)
def test_the_whole_needs_an_overall_status(overall, expected):
    assert [gap.field for gap in missing([], overall)] == expected


def test_a_figure_beside_an_answer_of_none_says_what_to_do():
    (gap,) = row_gaps(row(figure="137"))
    assert gap.text == (
        "KPI 3, Enquiries: a figure is typed, but the answer says there is none. "
        "Choose “New figure” or clear it."
    )


def test_gaps_come_in_the_pages_order():
    found = missing([row(declared=""), row(answer="")], "")
    assert [gap.field for gap in found] == ["declared", "answer", "overall"]


def test_a_short_wording_is_left_whole():
    assert short("Enquiries") == "Enquiries"


def test_a_long_wording_is_cut_at_a_word():
    assert short("one two three", limit=9) == "one two …"
