"""The briefing pack as a PDF: accessible, complete, and the same bytes for the same document."""

import os
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from reporting.briefing.document import (
    Cell,
    Document,
    Heading,
    Items,
    NewPage,
    Paragraph,
    Picture,
    Standing,
    Table,
)
from reporting.exports import faces, pdf
from tests.reporting.reading_pdf import bookmarks, opened, tags, words

ROOT = Path(__file__).parents[2]
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40">'
    '<rect width="60" height="20" fill="#1d7f4c"/>'
    '<text x="5" y="35" font-family="Noto Sans" font-size="8">9 Green</text></svg>'
)
KPIS = Table(
    "KPIs of Housing",
    ("No.", "KPI", "Achieved", "Status"),
    (
        (Cell("1"), Cell("Net additional dwellings"), Cell("705"), Cell("Green", "green")),
        (
            Cell("2"),
            Cell("Social housing completions", is_italic=True),
            Cell("159", note="2022/23"),
            Cell("Red", "red", note="was Amber: worse"),
        ),
        (Cell("3"), Cell("Town hall"), Cell("Open"), Cell("Not rated", "not_rated")),
    ),
    (1, 5, 2, 2),
)
BLOCKS = (
    Heading("Summary", 1),
    Paragraph("10 of 11 sub-strands are Green.", is_lede=True),
    Items(("Note the progress.", "Agree the next steps."), is_numbered=True),
    Items(("Active travel: Red.",)),
    NewPage(),
    Heading("Performance", 1, "6"),
    Heading("Housing", 2, "6.1"),
    Standing("Overall status", "amber", "Amber", "was Green: worse"),
    Paragraph("Targets for new homes were met.", "6.1"),
    KPIS,
    Picture(DRAWING, "9 KPIs are Green", "Statuses by quarter"),
    Paragraph("Figures are for the quarter.", is_muted=True),
)


def document(*blocks, **options) -> Document:
    given = {
        "title": "Town Plan: Q2 2023/24",
        "subtitle": "Briefing note, July to September 2023",
        "facts": (("For", "Cabinet Member"), ("Contact officer", "Service Manager")),
        "on": date(2024, 1, 22),
        "author": "Service Manager",
        "footer": "Town Plan, Q2 2023/24",
    }
    return Document(blocks=blocks or BLOCKS, **given | options)


@pytest.fixture(scope="module")
def file() -> bytes:
    return pdf.render(document())


# --- What it says -------------------------------------------------------------------------------


def test_every_text_of_the_document_is_in_it(file):
    said = words(file)
    for text in (
        "Town Plan: Q2 2023/24",
        "Briefing note, July to September 2023",
        "Contact officer Service Manager",
        "10 of 11 sub-strands are Green.",
        "1. Note the progress. 2. Agree the next steps.",
        "6.1 Housing Overall status: Amber was Green: worse",
        "6.1 Targets for new homes were met.",
        "KPIs of Housing No. KPI Achieved Status",
        "1 Net additional dwellings 705 Green",
        "2 Social housing completions 159 2022/23 Red was Amber: worse",
        "3 Town hall Open Not rated",
        "Statuses by quarter",
        "9 Green",
        "Figures are for the quarter.",
    ):
        assert text in said


def test_each_page_bears_its_number_of_so_many(file):
    pages = [page.extract_text() for page in opened(file).pages]
    assert ["Page 1 of 2" in pages[0], "Page 2 of 2" in pages[1]] == [True, True]
    assert all("Town Plan, Q2 2023/24" in page for page in pages)


def test_a_long_footer_stays_on_its_line():
    content = pdf.render(document(footer="Economic strategy " * 20))
    assert words(content).count("Economic strategy " * 4 + "Economi… Page") == 2


def test_a_draft_says_so_on_every_page():
    pages = opened(pdf.render(document(mark="DRAFT"))).pages
    assert len(pages) == 2
    assert all("DRAFT" in page.extract_text() for page in pages)


def test_a_final_one_does_not(file):
    assert "DRAFT" not in words(file)


def test_a_long_document_begins_with_its_contents():
    chapters = [Heading(f"Chapter {number}", 1, str(number)) for number in range(1, 8)]
    pages = opened(pdf.render(document(*chapters))).pages
    assert "Contents" in pages[0].extract_text()
    assert "7 Chapter 7" in pages[0].extract_text()
    assert pages[1].extract_text().startswith("1 Chapter 1")


def test_a_header_row_stands_on_every_page_of_its_table():
    rows = tuple((Cell(str(number)), Cell("A KPI")) for number in range(120))
    pages = opened(pdf.render(document(Table("KPIs", ("No.", "Name of it"), rows, (1, 9))))).pages
    assert len(pages) > 2
    assert all("Name of it" in page.extract_text() for page in pages)


def test_a_row_is_not_split_over_pages():
    text = " ".join(["word"] * 150)
    rows = tuple((Cell(f"Start{at}"), Cell(f"{text} End{at}.")) for at in range(30))
    pages = opened(pdf.render(document(Table("KPIs", ("No.", "Note"), rows, (2, 4))))).pages
    assert len(pages) > 2
    for page in pages:
        said = page.extract_text()
        assert re.findall(r"Start(\d+)", said) == re.findall(r"End(\d+)\.", said)


def test_a_row_longer_than_a_page_goes_on_over_the_next():
    text = " ".join(f"word{number}" for number in range(600))
    rows = ((Cell("1"), Cell(text)), (Cell("2"), Cell("Short")))
    content = pdf.render(document(Table("KPIs", ("No.", "Note"), rows, (4, 1))))
    assert len(opened(content).pages) > 1
    assert text.split() == [word for word in words(content).split() if word.startswith("word")]


# --- For everybody ------------------------------------------------------------------------------


def test_it_is_an_accessible_file_by_its_own_word(file):
    metadata = opened(file).trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert opened(file).trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 a PDF's own


def test_it_has_title_author_language_and_the_documents_day(file):
    found = opened(file)
    assert (found.metadata.title, found.metadata.author) == (
        "Town Plan: Q2 2023/24",
        "Service Manager",
    )
    assert found.trailer["/Root"]["/Lang"] == "en-GB"
    assert found.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert found.metadata["/CreationDate"] == "D:20240122000000Z"


def test_the_headings_are_its_bookmarks(file):
    assert bookmarks(file) == [(1, "Summary"), (1, "6 Performance"), (2, "6.1 Housing")]


def test_headings_lists_tables_and_pictures_are_tagged(file):
    kinds = [tag.get("/S") for tag in tags(file)]
    assert [kinds.count(kind) for kind in ("/H1", "/H2", "/L", "/LI")] == [2, 1, 2, 3]
    assert [kinds.count(kind) for kind in ("/Table", "/TH", "/TD")] == [1, 4, 12]
    assert kinds.count("/Figure") == 1


def test_a_header_cell_says_that_it_is_of_its_column(file):
    scopes = [tag["/A"].get_object() for tag in tags(file) if tag.get("/S") == "/TH"]
    assert [_scope(attributes) for attributes in scopes] == ["/Column"] * 4


def _scope(attributes) -> str:
    found = attributes if isinstance(attributes, list) else [attributes]
    return next(item["/Scope"] for item in found if "/Scope" in item)


def test_a_picture_says_in_words_what_it_shows(file):
    figures = [tag for tag in tags(file) if tag.get("/S") == "/Figure"]
    assert [figure["/Alt"] for figure in figures] == ["9 KPIs are Green"]


def test_a_level_of_headings_that_is_left_out_is_closed_up():
    content = pdf.render(document(Heading("Deep", 3), Paragraph("Text"), Heading("Deeper", 3)))
    assert bookmarks(content) == [(1, "Deep"), (2, "Deeper")]


def test_what_lacks_its_words_is_still_printed():
    content = pdf.render(
        document(
            Heading("", 1), Paragraph(""), Picture(DRAWING, ""), Items(()), title="", author=""
        )
    )
    assert opened(content).metadata.title == "Briefing note"


# --- The same bytes -----------------------------------------------------------------------------

SCRIPT = """
import sys
from reporting.exports import pdf
from tests.reporting.test_pdf import document
sys.stdout.buffer.write(pdf.render(document()))
"""


def _elsewhere(zone: str) -> bytes:
    environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": "random"}
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    return ran.stdout


def test_two_processes_at_two_times_in_two_zones_make_the_same_bytes(file):
    first = _elsewhere("Pacific/Auckland")
    time.sleep(2)
    assert first == _elsewhere("America/Los_Angeles") == file


# --- What it is made with -----------------------------------------------------------------------


def test_the_colours_are_the_pages_own():
    template = (ROOT / "reporting/exports/briefing.typ").read_text(encoding="utf-8")
    tokens = (ROOT / "static/src/_tokens.scss").read_text(encoding="utf-8")
    ours = dict(re.findall(r'#let ([\w-]+) = rgb\("(#\w{6})"\)', template))
    theirs = dict(re.findall(r"\$([\w-]+): (#\w{6});", tokens))
    named = {"error-colour": "error", "line-colour": "line", "none-colour": "none"}
    assert ours == {name: theirs[named.get(name, name)] for name in ours}
    assert {"red", "amber-tint", "green", "none-tint"} < set(ours)


def test_without_its_faces_it_says_what_to_run(monkeypatch, tmp_path):
    monkeypatch.setattr(faces, "FOLDER", tmp_path)
    faces.characters.cache_clear()
    with pytest.raises(faces.FacesMissing, match=r"NotoSans_400Regular\.ttf.*Run script/assets"):
        pdf.render(document())


def test_the_faces_have_the_letters_that_a_council_writes():
    assert set(map(ord, "Ŵŷ éß Łódź £€½²≥≤→✓• 🙂 مرحبا жע\n")) <= faces.characters()
