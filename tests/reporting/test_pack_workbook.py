"""A pack's workbook: a summary before the council's sheets, the KPIs' definitions after them."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from reporting import pack_rendering
from reporting.briefing.material import Counts, Definition, Standings
from reporting.briefing.terms import Terms
from reporting.exports import pack_workbook, workbook
from tests.reporting.briefs import a_document, a_material, table, under
from tests.reporting.reports import a_draft, a_line, a_report, a_sub_strand


def packed(report=None, **changes) -> bytes:
    material = a_material(report, **changes)
    return pack_workbook.render(material, a_document(report, **changes))


def opened(report=None, **changes):
    return load_workbook(BytesIO(packed(report, **changes)))


def said(sheet) -> list[str]:
    """What its cells say, row by row."""
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def row_of(sheet, first: str) -> list:
    """The cells of the row that begins so."""
    return next(row for row in sheet.iter_rows() if row[0].value == first)


DEFINED = (Definition("things-1", "Things 1", "What is done", "A register", "number", "Higher"),)


def test_the_summary_is_first_and_the_definitions_are_last():
    parts = a_sub_strand(), a_sub_strand(sheet_name="Housing")
    book = opened(a_report(*parts), definitions=DEFINED)
    assert book.sheetnames == ["Summary", "Bus Growth", "Housing", "Definitions"]
    assert book.active.title == "Summary"


def test_without_definitions_there_is_no_such_sheet():
    assert opened().sheetnames == ["Summary", "Bus Growth"]


def test_the_councils_sheets_are_what_they_were():
    report = a_report(a_sub_strand(), a_sub_strand(sheet_name="Housing"))
    theirs = load_workbook(BytesIO(workbook.render(report)))
    ours = opened(report, definitions=DEFINED)
    for sheet in theirs:
        assert said(ours[sheet.title]) == said(sheet)
        assert ours[sheet.title].dimensions == sheet.dimensions


def test_the_summary_says_who_it_is_for_and_how_the_quarter_stands():
    found = said(opened()["Summary"])
    assert found[found.index("For") + 1] == "Cabinet Member"
    assert under(a_document(), "Summary")[0].text in found


def test_what_is_red_is_told_as_in_the_note():
    report = a_report(a_sub_strand(a_line(1, declared="red"), a_line(2)))
    sheet = opened(report)["Summary"]
    note = table(a_document(report), "All that is Red")
    found = row_of(sheet, f"{note.rows[0][0].text}\n{note.rows[0][0].note}")
    assert [cell.value for cell in found if cell.value] == [
        f"{cell.text}\n{cell.note}" if cell.note else cell.text for cell in note.rows[0]
    ]


def test_each_sub_strand_leads_to_its_sheet_and_says_how_its_kpis_stand():
    lines = a_line(1, declared="red"), a_line(2), a_line(3), a_line(4, declared="")
    report = a_report(a_sub_strand(*lines, name="Growth", sheet_name="Town's growth"))
    row = row_of(opened(report)["Summary"], "Growth")
    assert row[0].hyperlink.location == "'Town''s growth'!A1"
    assert [cell.value for cell in row[1:]] == ["Green", 1, 0, 2, 1]


def test_a_status_is_a_word_on_its_colour():
    row = row_of(opened(a_report(a_sub_strand(name="Growth")))["Summary"], "Growth")
    assert (row[1].value, row[1].fill.fgColor.rgb) == ("Green", "FF00B050")
    assert row[2].fill.fill_type is None


def test_a_sub_strand_without_a_return_says_so():
    part = a_sub_strand(name="Growth", is_received=False, lines=())
    row = row_of(opened(a_report(part))["Summary"], "Growth")
    assert [cell.value for cell in row[1:]] == ["No return", 0, 0, 0, 0]


def test_of_metrics_it_says_what_the_figures_say():
    lines = a_line(1, computed="red"), a_line(2, computed="")
    report = a_report(a_sub_strand(*lines, name="Growth"), style="metrics")
    row = row_of(opened(report)["Summary"], "Growth")
    assert [cell.value for cell in row[1:5]] == [1, 0, 0, 1]


def test_a_picture_is_said_in_words():
    quarters = Standings("Q1 2023/24", Counts(red=4)), Standings("Q2 2023/24", Counts(red=1))
    found = said(opened(over_quarters=quarters)["Summary"])
    assert "Q1 2023/24: 4 Red. Q2 2023/24: 1 Red." in found


def test_the_definitions_are_the_appendixs():
    book = opened(definitions=DEFINED)
    row = row_of(book["Definitions"], "Things 1")
    assert [cell.value for cell in row[:4]] == [
        "Things 1",
        "What is done",
        "Unit: number. Higher.",
        "A register",
    ]


def test_their_headings_stay_in_sight_and_on_every_page():
    sheet = opened(definitions=DEFINED)["Definitions"]
    at = row_of(sheet, "KPI")[0].row
    assert (sheet.freeze_panes, sheet.print_title_rows) == (f"B{at + 1}", f"${at}:${at}")


def test_a_draft_of_a_published_quarter_says_so_on_every_sheet():
    book = opened(is_final=False, definitions=DEFINED)
    assert {sheet["A2"].value for sheet in book} == {"DRAFT"}


def test_a_pack_of_a_quarter_that_is_not_published_says_so_on_every_sheet():
    book = opened(a_draft(), definitions=DEFINED)
    assert {sheet["A2"].value for sheet in book} == {"DRAFT – not published"}


def test_a_final_pack_is_no_draft_anywhere():
    assert {sheet["A2"].value for sheet in opened(definitions=DEFINED)} == {None}


@pytest.mark.parametrize("name", ["Summary", "definitions"])
def test_a_sub_strand_of_the_same_name_keeps_its_own_sheet(name):
    report = a_report(a_sub_strand(sheet_name=name))
    assert opened(report, definitions=DEFINED).sheetnames[1] == f"{name} (2)"


def test_no_text_of_the_two_sheets_is_a_formula():
    text = '=HYPERLINK("http://x.example","y")'
    line = a_line(1, declared="red", kpi=text, progress=text)
    report = a_report(a_sub_strand(line, name=text))
    content = packed(report, definitions=(Definition("things-1", text, text, text),))
    with ZipFile(BytesIO(content)) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 3
        assert not any(b"<f>" in package.read(name) for name in sheets)


def test_it_leads_nowhere_outside():
    with ZipFile(BytesIO(packed())) as package:
        assert not any(b"External" in package.read(name) for name in package.namelist())


def test_the_same_pack_gives_the_same_bytes():
    assert packed(definitions=DEFINED) == packed(definitions=DEFINED)


def test_a_packs_files_have_it_and_a_plain_download_does_not():
    material = a_material(definitions=DEFINED)
    book = load_workbook(BytesIO(pack_rendering.files(material)["xlsx"]))
    assert book.sheetnames == ["Summary", "Bus Growth", "Definitions"]
    plain = load_workbook(BytesIO(workbook.render(material.report)))
    assert plain.sheetnames == ["Bus Growth"]


def test_a_pack_about_an_objective_has_only_its_sheets():
    other = a_sub_strand(
        slug="homes", name="Homes", sheet_name="Homes", objective="Places", objective_slug="places"
    )
    material = a_material(a_report(a_sub_strand(), other), terms=Terms(objective="places"))
    files = pack_rendering.files(material)
    assert load_workbook(BytesIO(files["xlsx"])).sheetnames == ["Summary", "Homes"]
    assert b"Business Growth" not in files["csv"] + files["json"]
