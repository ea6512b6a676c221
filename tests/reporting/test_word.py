"""The briefing pack in Word: its words, an outline, and tables that can be read out."""

import pytest
from docx.oxml.ns import qn

from reporting.briefing.document import Cell, Heading, Paragraph, Picture, Table
from reporting.exports import word
from tests.reporting.documents import DRAWING, document
from tests.reporting.reading_word import all_of, headings, opened, words


@pytest.fixture(scope="module")
def file() -> bytes:
    return word.render(document())


def paragraph_of(content: bytes, text: str):
    return next(found for found in opened(content).paragraphs if text in found.text)


# --- What it says -------------------------------------------------------------------------------


def test_every_text_of_the_document_is_in_it(file):
    said = words(file)
    for text in (
        "Town Plan: Q2 2023/24",
        "Briefing note, July to September 2023",
        "Contact officer Service Manager",
        "10 of 11 sub-strands are Green.",
        "Note the progress.\nAgree the next steps.",
        "6.1 Housing\nOverall status: \u00a0▲\u00a0Amber\u00a0 (was Green: worse)",
        "6.1 Targets for new homes were met.",
        "KPIs of Housing\nNo.\nKPI\nAchieved\nStatus",
        "1\nNet additional dwellings\n705\n●\u00a0Green",
        "2\nSocial housing completions\n159\n2022/23\n■\u00a0Red\nwas Amber: worse",
        "3\nTown hall\nOpen\n○\u00a0Not rated",
        "Statuses by quarter",
        "Figures are for the quarter.",
    ):
        assert text in said


def test_each_page_bears_its_number_of_so_many(file):
    footer = opened(file).sections[0].footer._element
    fields = [found.get(qn("w:instr")).strip() for found in footer.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert "Town Plan, Q2 2023/24 Page 1 of 1" in words(file)


def test_a_draft_says_so_on_every_page():
    header = opened(word.render(document(mark="DRAFT"))).sections[0].header
    drawn = header._element.findall(".//{urn:schemas-microsoft-com:vml}shape/*")
    assert [header.paragraphs[0].text, drawn[0].get("string")] == ["DRAFT", "DRAFT"]


def test_a_final_one_does_not(file):
    assert opened(file).sections[0].header.paragraphs[0].text == ""


# --- The outline --------------------------------------------------------------------------------


def test_headings_are_headings_with_their_numbers(file):
    assert headings(file) == [
        (1, "Summary"),
        (1, "6 Performance"),
        (2, "6.1 Housing"),
        (3, "What is next"),
        (2, "6.2 Tourism"),
        (1, "Definitions"),
    ]


def test_no_heading_leaves_a_level_out():
    content = word.render(document(Heading("Two", 2), Heading("Three", 3), Heading("Nine", 9)))
    assert [level for level, _text in headings(content)] == [1, 2, 3]


def test_a_heading_without_words_is_left_out():
    content = word.render(document(Heading(" ", 1), Heading("Summary", 2)))
    assert headings(content) == [(1, "Summary")]


def test_every_heading_stays_with_what_it_heads(file):
    kept = {
        found.style.paragraph_format.keep_with_next
        for found in opened(file).paragraphs
        if "Heading" in found.style.name
    }
    assert kept == {True}


def test_the_contents_lead_to_every_heading(file):
    links = [link.get(qn("w:anchor")) for link in all_of(file, "hyperlink")]
    places = [place.get(qn("w:name")) for place in all_of(file, "bookmarkStart")]
    assert len(links) == 5  # all but the third level's
    assert set(links) <= set(places)


def test_a_short_note_has_no_contents():
    content = word.render(document(Heading("Summary", 1), Paragraph("All is well.")))
    assert all_of(content, "hyperlink") == []


def test_a_long_outline_is_shown_by_its_first_level():
    many = [Heading(f"Part {number}", 2) for number in range(40)]
    content = word.render(document(Heading("Summary", 1), *many))
    assert len(all_of(content, "hyperlink")) == 1


def test_a_new_page_begins_with_the_paragraph_itself(file):
    on_new_page = [
        found.text
        for found in opened(file).paragraphs
        if found._p.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}") is not None
    ]
    assert on_new_page == ["Summary", "6\tPerformance"]  # the first follows the contents


# --- Lists --------------------------------------------------------------------------------------


def test_lists_are_lists(file):
    found = [
        (paragraph.style.name, paragraph.text)
        for paragraph in opened(file).paragraphs
        if paragraph.style.name.startswith("List")
    ]
    assert found == [
        ("List Number", "Note the progress."),
        ("List Number", "Agree the next steps."),
        ("List Bullet", "Active travel: Red."),
        ("List Number", "First again."),
    ]


def test_each_numbered_list_begins_at_one(file):
    numbered = [found for found in opened(file).paragraphs if found.style.name == "List Number"]
    lists = [found._p.pPr.numPr.numId.val for found in numbered]
    assert lists[0] == lists[1] != lists[2]
    begins = {
        made.numId: made.find(f".//{qn('w:startOverride')}") is not None
        for made in all_of(file, "num")
    }
    assert [begins[number] for number in lists] == [True] * 3


# --- Tables -------------------------------------------------------------------------------------


def flags(row) -> set[str]:
    return {child.tag.split("}")[1] for child in row.find(qn("w:trPr"))}


def test_the_header_row_repeats_and_no_row_is_split(file):
    rows = all_of(file, "tr")
    assert [flags(row) for row in rows] == [{"cantSplit", "tblHeader"}, *[{"cantSplit"}] * 4]


def test_a_row_too_tall_to_keep_whole_may_be_split():
    table = Table("KPIs", ("KPI", "Note"), ((Cell("1"), Cell("word " * 900)),), (1, 1))
    row = all_of(word.render(document(table)), "tr")[1]
    assert row.find(qn("w:trPr")) is None


def test_the_caption_stands_above_its_table_and_stays_with_it(file):
    caption = paragraph_of(file, "KPIs of Housing")
    assert caption._p.getnext().tag == qn("w:tbl")
    assert caption.style.paragraph_format.keep_with_next


def test_a_table_is_named_for_whoever_has_it_read_out(file):
    assert [found.get(qn("w:val")) for found in all_of(file, "tblCaption")] == ["KPIs of Housing"]


def test_columns_have_fixed_widths_that_fill_the_page(file):
    widths = [int(column.get(qn("w:w"))) for column in all_of(file, "gridCol")]
    assert sum(widths) == pytest.approx(9638, abs=4)
    assert widths[1] == max(widths)


def test_a_status_is_a_word_with_its_shape_on_its_shade(file):
    cells = [row.findall(qn("w:tc"))[3] for row in all_of(file, "tr")[1:]]
    shades = [cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}").get(qn("w:fill")) for cell in cells]
    assert shades == ["E4F3EA", "FCEBE9", "EEF1F3", "FFF4DC"]


def test_a_carried_row_is_italic_throughout(file):
    rows = list(opened(file).tables[0].rows)[1:3]
    italics = [
        {run.italic for cell in row.cells for part in cell.paragraphs for run in part.runs[-1:]}
        for row in rows
    ]
    assert italics == [{None}, {True}]


def kept_with_next(content: bytes) -> list[bool]:
    return [row.find(f".//{qn('w:keepNext')}") is not None for row in all_of(content, "tr")[1:]]


def test_a_short_table_stays_on_one_page(file):
    assert kept_with_next(file) == [True, True, True, False]


def test_of_a_long_table_no_row_stands_alone_on_a_page():
    table = Table("KPIs", ("KPI",), tuple((Cell(str(at)),) for at in range(20)), (1,))
    kept = kept_with_next(word.render(document(table)))
    assert kept == [True, *[False] * 17, True, False]


def test_a_table_may_have_no_rows():
    content = word.render(document(Table("KPIs", ("KPI", "Note"), (), (1, 1))))
    assert len(all_of(content, "tr")) == 1


def test_a_columns_name_does_not_break_before_its_number():
    table = Table("Metrics", ("Recent -3", "Well-being"), ((Cell("-0.5"), Cell("4")),), (1, 1))
    content = word.render(document(table))
    assert (
        len(all_of(content, "noBreakHyphen")) == 1
    )  # a figure keeps the sign that a spreadsheet knows
    cells = opened(content).tables[0].rows
    assert [cell.text for row in cells for cell in row.cells] == [
        *("Recent -3", "Well-being"),
        *("-0.5", "4"),
    ]


# --- Pictures -----------------------------------------------------------------------------------


def test_a_picture_has_words_that_say_the_same(file):
    shape = opened(file).inline_shapes[0]
    assert shape._inline.docPr.get("descr") == "9 KPIs are Green"


def test_pictures_are_told_apart(file):
    content = word.render(document(Picture(DRAWING, "One"), Picture(DRAWING, "Two")))
    ids = [shape._inline.docPr.id for shape in opened(content).inline_shapes]
    assert ids == [1, 2]


def test_a_picture_is_as_wide_as_the_text(file):
    drawn = opened(file).inline_shapes[0]
    assert round(drawn.width.cm, 1) == 17.0
    assert {drawn._inline.get(f"dist{side}") for side in "TBLR"} == {"0"}
