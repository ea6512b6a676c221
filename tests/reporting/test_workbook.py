"""The quarter as the council's workbook, and as data."""

import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from objectives.periods import DataPeriod, FinancialQuarter
from reporting.exports import FORMATS, cells, filename, fitting, workbook
from reporting.exports.package import normalised
from reporting.report import Home
from reporting.report_json import from_json
from tests.reporting.reports import (
    a_draft,
    a_line,
    a_report,
    a_report_of_everything,
    a_sub_strand,
)

ROOT = Path(__file__).resolve().parents[2]


def opened(report):
    """The workbook of a report as somebody opens it."""
    return load_workbook(BytesIO(workbook.render(report)))


def sheet_of(part, **changes):
    """The first sheet of a report with this one sub-strand."""
    return opened(a_report(part, **changes)).worksheets[0]


def values(sheet, cell_range):
    return [[cell.value for cell in row] for row in sheet[cell_range]]


# --- What stands where ------------------------------------------------------------------------


def test_the_header_block_stands_where_the_council_prints_it():
    sheet = sheet_of(a_sub_strand())
    assert values(sheet, "B3:C9") == [
        ["Strategic Objective", "Business growth & investment"],
        ["Report Date", "Jul-Sep 2023"],
        ["Previous Status", "Amber"],
        [None, None],
        ["SES Lead", "Assistant Director of Place"],
        ["SES Project lead", "Service Manager, Business Support"],
        ["Overall Status", "Green"],
    ]


def test_the_title_is_the_printed_one():
    assert sheet_of(a_sub_strand())["A1"].value == "Sefton Economic Strategy Action Plan"


def test_without_a_printed_title_the_strategys_name_is_the_title():
    sheet = sheet_of(a_sub_strand(), printed_title="")
    assert sheet["A1"].value == "Sefton Economic Strategy Action Plan 2023/24"


def test_a_kpi_stands_in_the_row_under_the_headings():
    sheet = sheet_of(a_sub_strand(a_line(1), a_line(2, declared="red")))
    assert values(sheet, "A11:F13") == [
        [None, *workbook.STANDARD_HEADINGS],
        [1, "Number of things done, 1", 250, 137, "Green", "As planned."],
        [2, "Number of things done, 2", 250, 137, "Red", "As planned."],
    ]


def test_a_strands_own_headings_are_printed():
    headings = ("KPI", "Target", "", "Status", "Comment")
    sheet = sheet_of(a_sub_strand(column_headings=headings))
    assert values(sheet, "B11:F11") == [["KPI", "Target", None, "Status", "Comment"]]


def test_a_sheet_note_moves_the_table_down_by_a_row():
    sheet = sheet_of(a_sub_strand(sheet_note="Read with care"))
    assert (sheet["B10"].value, sheet["C12"].value, sheet["A13"].value) == (
        "Read with care",
        "Target",
        1,
    )


def test_spare_rows_carry_on_the_numbers():
    sheet = sheet_of(a_sub_strand(a_line(1), a_line(2), spare_rows=2))
    assert values(sheet, "A12:B16") == [
        [1, "Number of things done, 1"],
        [2, "Number of things done, 2"],
        [3, None],
        [4, None],
        [None, None],
    ]


def test_rows_that_are_not_numbered_have_no_numbers():
    sheet = sheet_of(a_sub_strand(a_line(1), rows_numbered=False, spare_rows=1))
    assert values(sheet, "A12:A13") == [[None], [None]]


def test_the_commentary_is_one_merged_block_with_its_paragraphs():
    sheet = sheet_of(a_sub_strand())
    assert [sheet["A14"].value, sheet["A15"].value] == [
        "Commentary",
        "Steady progress.\n\n- one event\n- two more",
    ]


def test_a_long_commentary_gets_as_many_rows_as_it_needs():
    sheet = sheet_of(a_sub_strand(commentary="A line.\n" * 400))
    block = next(each for each in sheet.merged_cells.ranges if each.coord.startswith("A15:"))
    heights = sum(sheet.row_dimensions[row].height for row in range(15, block.max_row + 1))
    assert heights >= 400 * 12.75


@pytest.mark.parametrize(
    ("status", "word", "colour"),
    [
        ("green", "Green", "FF00B050"),
        ("amber", "Amber", "FFFFC000"),
        ("red", "Red", "FFFF0000"),
    ],
)
def test_a_status_is_a_word_on_its_colour(status, word, colour):
    cell = sheet_of(a_sub_strand(a_line(declared=status)))["E12"]
    assert (cell.value, cell.fill.fgColor.rgb) == (word, colour)


@pytest.mark.parametrize("declared", ["not_rated", ""])
def test_a_row_without_a_status_has_a_blank_cell(declared):
    cell = sheet_of(a_sub_strand(a_line(declared=declared)))["E12"]
    assert (cell.value, cell.fill.fill_type) == (None, None)


# --- Figures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "value", "number_format"),
    [
        ("11", 11, "General"),
        ("0", 0, "General"),
        ("2024", 2024, "General"),
        ("-5", -5, "General"),
        ("4795", 4795, "General"),
        ("5,882,340", 5882340, "#,##0"),
        ("12.50", 12.5, "0.00"),
        ("1,234.5", 1234.5, "#,##0.0"),
        ("123456789012", 123456789012, "0"),
        ("70.28%", 0.7028, "0.00%"),
        ("40.00%", 0.4, "0.00%"),
        ("100%", 1, "0%"),
    ],
)
def test_a_number_is_a_number_that_shows_as_printed(printed, value, number_format):
    cell = sheet_of(a_sub_strand(a_line(achieved=printed)))["D12"]
    assert (cell.data_type, cell.value, cell.number_format) == ("n", value, number_format)


@pytest.mark.parametrize(
    "printed",
    [
        "£440m",
        "26,476m2",
        "Mar-27",
        "n/a",
        "Yes",
        "60 businesses",
        "2023/24 Onwards",
        "1,23",
        "007",
        "+5",
        "-0",
        "4.5 %",
        "٣",
        "12345678901234",
        "1e5",
    ],
)
def test_anything_else_is_text_as_printed(printed):
    cell = sheet_of(a_sub_strand(a_line(target=printed)))["C12"]
    assert (cell.data_type, cell.value, cell.number_format) == ("s", printed, "@")


def test_no_figure_is_an_empty_cell():
    assert sheet_of(a_sub_strand(a_line(achieved=None)))["D12"].value is None


# --- Carried forward --------------------------------------------------------------------------


def test_a_carried_forward_row_is_italic_throughout():
    sheet = sheet_of(a_sub_strand(a_line(1), a_line(2, carried_forward=True)))
    italics = [[cell.font.italic for cell in row] for row in sheet["A12:F13"]]
    assert italics == [[False] * 6, [True] * 6]


def test_italics_are_explained_without_moving_the_table():
    sheet = sheet_of(a_sub_strand(a_line(carried_forward=True)))
    assert (sheet["B10"].value, sheet["C11"].value) == (workbook.ITALICS_NOTE, "Target")


def test_nothing_explains_italics_where_there_are_none():
    assert sheet_of(a_sub_strand())["B10"].value is None


def test_a_sheets_own_note_does_not_hide_what_italics_mean():
    sheet = sheet_of(a_sub_strand(a_line(carried_forward=True), sheet_note="Read with care"))
    assert sheet["B10"].value == f"Read with care. {workbook.ITALICS_NOTE}"


# --- What the five columns have no place for ---------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"period": DataPeriod.for_financial_year(2022)}, "Figure for 2022/23."),
        ({"certainty": "provisional"}, "The figure is provisional."),
        ({"certainty": "awaiting_validation"}, "The figure awaits validation."),
        ({"declared": "not_rated", "not_rated_reason": "New."}, "Not rated: New."),
        (
            {"home": Home("housing", "Housing", "published"), "achieved": "705"},
            "Figure from Housing.",
        ),
    ],
)
def test_what_has_no_column_stands_below_the_note(line, said):
    cell = sheet_of(a_sub_strand(a_line(**line)))["F12"]
    assert cell.value == f"As planned.\n{said}"


def test_a_period_that_the_source_leaves_unsaid_is_not_given_out_as_fact():
    period = DataPeriod.for_financial_year(2022).as_inferred()
    assert sheet_of(a_sub_strand(a_line(period=period)))["F12"].value == "As planned."


# --- Hostile and long text --------------------------------------------------------------------

FORMULAS = ["=1+1", '=HYPERLINK("http://x.example","y")', "+1", "-1", "@SUM(A1)", "'=1", "#N/A"]


@pytest.mark.parametrize("typed", FORMULAS)
def test_a_text_that_looks_like_a_formula_stays_text(typed):
    cell = sheet_of(a_sub_strand(a_line(progress=typed)))["F12"]
    assert (cell.data_type, cell.value) == ("s", typed)


@pytest.mark.parametrize("typed", FORMULAS[:-1])
def test_excel_is_told_to_keep_it_text_when_it_is_edited(typed):
    assert sheet_of(a_sub_strand(a_line(progress=typed)))["F12"].quotePrefix


def test_no_text_makes_a_formula_anywhere_in_the_file():
    bad = "=1+1"
    part = a_sub_strand(
        a_line(kpi=bad, target=bad, achieved=bad, progress=bad),
        commentary=bad,
        ses_lead=bad,
        project_lead=bad,
        sheet_name=bad,
        sheet_title=bad,
        sheet_note=bad,
        column_headings=(bad,) * 5,
    )
    with ZipFile(BytesIO(workbook.render(a_report(part, printed_title=bad)))) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_control_characters_do_not_stop_the_workbook():
    sheet = sheet_of(a_sub_strand(a_line(progress="one\x00two\ud800three\tfour\r\nfive\x0b")))
    assert sheet["F12"].value == "one\ufffdtwo\ufffdthree four\nfive"


def test_what_excel_would_decode_is_escaped():
    with ZipFile(
        BytesIO(workbook.render(a_report(a_sub_strand(a_line(kpi="_x0041_")))))
    ) as package:
        assert b"_x005F_x0041_" in package.read("xl/worksheets/sheet1.xml")


def test_a_text_longer_than_a_cell_says_how_much_is_cut():
    text = sheet_of(a_sub_strand(commentary="a" * 40_000))["A15"].value
    kept = text.count("a", 0, text.index(" …"))
    assert (len(text) <= 32_767, text[kept:]) == (
        True,
        f" … [cut: {40_000 - kept:,} more characters]",
    )


def test_a_row_is_never_taller_than_excel_allows():
    sheet = sheet_of(a_sub_strand(a_line(progress="word " * 6_000)))
    assert sheet.row_dimensions[12].height == 409


def test_a_row_that_cannot_show_all_its_text_is_named():
    sheet = sheet_of(a_sub_strand(a_line(1), a_line(2, progress="word " * 6_000)))
    assert sheet["B14"].value == "Whole in the cell, but longer than a row can show: sheet row 13"


def test_a_row_is_as_tall_as_its_longest_text():
    sheet = sheet_of(a_sub_strand(a_line(progress="one\ntwo\nthree\nfour")))
    assert sheet.row_dimensions[12].height == fitting.height(4)


# --- Sheets -----------------------------------------------------------------------------------


def names(*wanted):
    return workbook.sheet_names([a_sub_strand(sheet_name=name, name="Part") for name in wanted])


def test_sheet_names_that_clash_are_told_apart_whatever_their_case():
    assert names("Housing", "HOUSING", "housing") == ["Housing", "HOUSING (2)", "housing (3)"]


def test_long_sheet_names_that_clash_stay_within_31_characters():
    assert names("x" * 40, "x" * 40) == ["x" * 31, "x" * 27 + " (2)"]


def test_a_sheet_name_loses_what_excel_forbids():
    assert names("[a]:b*c?d/e\\f") == ["-a--b-c-d-e-f"]


def test_a_sheet_name_does_not_begin_or_end_with_an_apostrophe():
    assert names("'Mayor's plan'") == ["Mayor's plan"]


def test_a_sheet_without_a_name_takes_the_sub_strands():
    assert names("''") == ["Part"]


def test_no_sheet_is_called_history():
    assert names("History") == ["History (2)"]


def test_awkward_sheet_names_survive_the_print_area():
    part = a_sub_strand(sheet_name="Mayor's & co")
    assert sheet_of(part).print_area.startswith("'Mayor''s & co'!$A$1:$F$")


def test_a_quarter_without_sub_strands_is_still_a_workbook():
    report = replace(a_report(), sub_strands=())
    assert opened(report).worksheets[0]["A3"].value == workbook.NOTHING


# --- What has not come, and what is not held --------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"is_received": False, "lines": ()}, "No return received."),
        ({"state": "draft"}, "Not yet submitted."),
        ({"state": "sent_back"}, "Not yet submitted."),
        ({"state": "not_started", "readable": False}, "Not yet submitted."),
        ({"state": "", "readable": False}, "Not yet published."),
        ({"state": "submitted", "readable": False}, "Not yet published."),
    ],
)
def test_a_return_that_is_not_in_has_a_sheet_that_says_so(changes, sentence):
    sheet = sheet_of(a_sub_strand(**changes), state="open")
    assert values(sheet, "A11:A15") == [[sentence], [None], [None], [None], [None]]


def test_a_draft_return_shows_no_overall_status():
    assert sheet_of(a_sub_strand(state="draft"), state="open")["C9"].value is None


def test_a_quarter_without_figures_says_so_in_the_tables_place():
    sheet = sheet_of(a_sub_strand(lines=()), figures_held=False)
    assert (sheet["A11"].value, sheet["A13"].value, sheet["C9"].value) == (
        "Figures for this quarter are not held.",
        "Commentary",
        "Green",
    )


# --- Paper ------------------------------------------------------------------------------------


def test_every_sheet_of_a_draft_says_that_it_is_one():
    book = opened(a_draft(a_sub_strand(), a_sub_strand(sheet_name="Two", state="draft")))
    assert [sheet["A2"].value for sheet in book] == ["DRAFT – not published"] * 2


def test_the_footer_of_a_draft_says_that_it_is_one():
    sheet = opened(a_draft()).worksheets[0]
    assert sheet.oddFooter.center.text.endswith("DRAFT – not published")


def test_a_published_sheet_is_not_called_a_draft():
    assert sheet_of(a_sub_strand())["A2"].value is None


def test_the_footer_tells_strategy_quarter_edition_and_page():
    footer = sheet_of(a_sub_strand()).oddFooter
    assert [footer.left.text, footer.center.text, footer.right.text] == [
        "Sefton Economic Strategy Action Plan",
        "Q2 2023/24 (Jul-Sep 2023): Edition 1, 28 November 2023",
        "Page &P of &N",
    ]


def test_an_ampersand_in_a_footer_is_not_a_command():
    with ZipFile(BytesIO(workbook.render(a_report(printed_title="R&D and &A")))) as package:
        assert b"R&amp;&amp;D and &amp;&amp;A" in package.read("xl/worksheets/sheet1.xml")


def test_a_footer_never_exceeds_what_excel_allows():
    report = a_report(printed_title="&" * 500)
    assert len(str(opened(report).worksheets[0].oddFooter)) <= 255


def test_the_headings_stay_in_sight_and_on_every_page():
    sheet = sheet_of(a_sub_strand(sheet_note="Read with care"))
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("C13", "$12:$12")


def test_a_sheet_prints_on_landscape_a4_one_page_wide():
    sheet = sheet_of(a_sub_strand(commentary="Long. " * 3_000))
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == (
        "landscape",
        9,
        1,
        0,
    )


# --- The file ---------------------------------------------------------------------------------

DIGEST = """
import hashlib
from reporting.exports import workbook
from tests.reporting.reports import a_report_of_everything
print(hashlib.sha256(workbook.render(a_report_of_everything())).hexdigest())
"""


def digest_elsewhere(zone, seed):
    run = subprocess.run(
        [sys.executable, "-c", DIGEST],
        cwd=ROOT,
        env={**os.environ, "TZ": zone, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.strip()


def test_the_same_report_gives_the_same_bytes_anywhere_and_any_time():
    here = hashlib.sha256(workbook.render(a_report_of_everything())).hexdigest()
    first = digest_elsewhere("Pacific/Kiritimati", "1")
    time.sleep(1.1)
    assert {here, first, digest_elsewhere("America/Anchorage", "2")} == {here}


def test_the_workbook_is_dated_by_the_report():
    assert opened(a_report()).properties.modified.isoformat() == "2023-11-28T00:00:00"


def test_a_draft_is_dated_by_the_quarters_end():
    assert opened(a_draft()).properties.created.isoformat() == "2023-09-30T00:00:00"


def test_a_normalised_package_has_its_parts_in_one_order_and_without_dates():
    packed = BytesIO()
    with ZipFile(packed, "w") as package:
        for name in ("b.xml", "_rels/.rels", "a.xml", "[Content_Types].xml"):
            package.writestr(name, name)
    with ZipFile(BytesIO(normalised(packed.getvalue()))) as package:
        parts = [(part.filename, part.date_time[0]) for part in package.infolist()]
    assert parts == [
        ("[Content_Types].xml", 1980),
        ("_rels/.rels", 1980),
        ("a.xml", 1980),
        ("b.xml", 1980),
    ]


@pytest.mark.parametrize(
    ("report", "name"),
    [
        (a_report(), "ses-action-plan-2023-2023-q2-edition-1.xlsx"),
        (a_draft(), "ses-action-plan-2023-2023-q2-draft.xlsx"),
        (
            a_report(quarter=FinancialQuarter(2023, 4), edition=2),
            "ses-action-plan-2023-2023-q4-edition-2.xlsx",
        ),
    ],
)
def test_a_download_is_called_by_strategy_quarter_and_edition(report, name):
    assert filename(report, "xlsx") == name


def test_the_formats_are_the_workbook_the_table_the_data_and_the_verdicts():
    assert {name: export.extension for name, export in FORMATS.items()} == {
        "xlsx": "xlsx",
        "csv": "csv",
        "json": "json",
        "md": "md",
    }


def test_the_data_reads_back_as_the_same_report():
    report = a_report_of_everything()
    assert from_json(json.loads(FORMATS["json"].render(report))) == report


def test_the_data_is_indented_text_with_a_line_end():
    text = FORMATS["json"].render(a_report_of_everything()).decode("utf-8")
    lines = text.split("\n")
    assert (lines[1], lines[-2:]) == ('  "strategy": "ses-action-plan-2023",', ["}", ""])


def test_half_a_character_does_not_stop_the_data():
    report = a_report(a_sub_strand(commentary="\ud800"))
    assert "\ufffd" in FORMATS["json"].render(report).decode("utf-8")


def test_a_number_is_read_from_the_printed_text_exactly():
    assert str(cells.as_number("66.70%")[0]) == "0.6670"
