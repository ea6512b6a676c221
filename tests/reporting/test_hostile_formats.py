"""Whatever a lead typed into a quarter comes out of each of its files as text, or is cut and says
so.

One made quarter, hostile wherever people type: a KPI's wording, its target and figure, its note,
the commentary, and a sub-strand's name. What single renderers do with single places stands in
their own tests.
"""

import csv
import json
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from objectives.judging.case import Known
from objectives.periods import DataPeriod, FinancialQuarter
from reporting import pack_rendering
from reporting.briefing.material import Definition, Material
from reporting.briefing.terms import Terms, Texts
from reporting.exports.text import clean, one_line
from reporting.report import QuarterReport
from reporting.report_json import from_json
from tests.reporting import reading_pdf, reading_word
from tests.reporting.briefs import a_material
from tests.reporting.reports import a_line, a_report, a_sub_strand

NAMES = list(pack_rendering.PACK_FORMATS)

TYPED = {
    "markup": '<b>Homes</b> &amp; <script>alert(1)</script> #read("/etc/passwd") *bold* $x^2$ ]]>',
    "a formula": "=1+1",
    "a function": "@SUM(A1)",
    "a command": "=cmd|' /C calc'!A0",
    "a link": '=HYPERLINK("http://x.example","y")',
    "a sum": "+1+1",
    "a difference": "-1-1",
    "a template": "{{ 7*7 }} {% debug %} ${7*7} %s {} #N/A _x0041_",
    "control characters": "bell\x07 nul\x00 half \ud83d alone\x0b escape\x1b[31m",
    "to the left": "\u202ereversed\u202c \u2066isolated\u2069",
    "emoji": "On track 🙂 👩‍👩‍👧 🇬🇧 👍🏽",
    "Welsh": "Mae'r cyngor yn gweithio â phobl Sefton: ŵyl, tŷ, môr",
    "Arabic": "مرحبا بالعالم 123",
}
LONG = {"words": "word " * 8_000, "a word": "W" * 40_000}


def quarter_of(text: str, style: str = "rag") -> QuarterReport:
    """A quarter whose lead typed this wherever they could, quarter after quarter."""
    words = {"kpi": text, "kpi_name": text, "target": text, "achieved": text, "progress": text}
    words["earlier"] = tuple(
        Known(Decimal(at), text, DataPeriod.for_quarter(FinancialQuarter(2022, at)), "final", text)
        for at in (1, 2, 3)
    )
    said = {"lead_reason": text, "explanation": text, "computed": "amber"}
    lines = (
        a_line(1, **words, **said, target_figure=None, figure=None, declared="red"),
        a_line(2, **words, declared="not_rated", not_rated_reason=text, figure=None),
    )
    part = a_sub_strand(*lines, name=text, sheet_name=text, commentary=text, overall="red")
    return a_report(part, style=style)


def material_of(text: str, style: str = "rag") -> Material:
    """And whose officer typed the same into its pack."""
    report = quarter_of(text, style)
    names = ("portfolio", "contact_officer", "purpose", "recommendations", "finance")
    texts = Texts(**dict.fromkeys(names, text))
    terms = Terms(with_differences=True, texts=texts, wordings={"business": text})
    definitions = tuple(
        Definition(f"things-{number}", text, definition=text, source=text) for number in (1, 2)
    )
    return a_material(report, terms=terms, definitions=definitions)


@pytest.fixture(scope="module", params=TYPED)
def typed(request):
    """What was typed, and the files of the pack with it."""
    text = TYPED[request.param]
    return text, pack_rendering.files(material_of(text))


@pytest.fixture(scope="module", params=LONG)
def long_files(request):
    return pack_rendering.files(material_of(LONG[request.param]))


def rows_of_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def cells_of(content: bytes) -> list:
    book = load_workbook(BytesIO(content))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]


def letters(text: str) -> str:
    return "".join(text.split())


# --- Text in every format -------------------------------------------------------------------------


def test_the_data_has_it_as_typed(typed):
    text, files = typed
    content = json.loads(files["json"])
    assert from_json(content).sub_strands[0].lines[0].progress == text.replace("\ud83d", "\ufffd")


def test_the_table_has_it_in_each_place_and_a_row_for_each_kpi(typed):
    text, files = typed
    heading, *rows = rows_of_csv(files["csv"])
    assert [len(row) for row in rows] == [len(heading)] * 2
    found = dict(zip(heading, rows[0], strict=True))
    places = [found[name].removeprefix("'") for name in ("KPI", "Target", "Achieved", "Note")]
    assert places == [one_line(text)] * 4


def test_no_cell_of_the_table_is_a_formula(typed):
    _, files = typed
    cells = [cell for row in rows_of_csv(files["csv"]) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_the_workbook_has_it_in_each_place(typed):
    text, files = typed
    sheet = load_workbook(BytesIO(files["xlsx"])).worksheets[1]  # after the summary
    places = [sheet[place].value for place in ("B12", "C12", "D12", "A16")]
    escaped = clean(text).replace("_x0041_", "_x005F_x0041_")
    assert set(places) <= {clean(text), escaped}
    assert sheet["F12"].value in places


def test_no_cell_of_the_workbook_is_a_formula(typed):
    _, files = typed
    assert {cell.data_type for cell in cells_of(files["xlsx"])} <= {"s", "n"}


def test_the_word_note_has_it_in_each_place(typed):
    text, files = typed
    said = reading_word.words(files["docx"])
    assert said.count(clean(text).replace("\n", " ")) >= 12
    assert reading_word.out_of_order(files["docx"]) == []


def test_the_pdf_has_its_letters(typed):
    """Not their order: letters that run to the left are read back as they stand on paper."""
    text, files = typed
    said = reading_pdf.words(files["pdf"])
    known = {letter for letter in letters(clean(text)) if letter.isascii() or letter.isalpha()}
    assert known - set(said) == set()


@pytest.mark.parametrize("name", ["markup", "a formula", "a link", "a template", "Welsh"])
def test_the_pdf_has_it_in_each_place(name):
    text = TYPED[name]
    said = reading_pdf.words(pack_rendering.note(material_of(text), "pdf"))
    assert letters(said).count(letters(text)) >= 12


@pytest.mark.parametrize("name", TYPED)
def test_a_corporate_report_stops_at_nothing_either(name):
    files = pack_rendering.files(material_of(TYPED[name], "metrics"))
    assert list(files) == NAMES
    assert all(files.values())


# --- 40,000 characters ----------------------------------------------------------------------------


def test_the_data_has_all_of_a_long_text(long_files):
    line = from_json(json.loads(long_files["json"])).sub_strands[0].lines[0]
    assert len(line.progress) == 40_000


def test_the_table_says_what_it_cuts(long_files):
    row = rows_of_csv(long_files["csv"])[1]
    cut = [cell for cell in row if cell.endswith("more characters]")]
    assert len(cut) >= 5
    assert max(map(len, cut)) <= 32_767


def test_the_workbook_says_what_it_cuts(long_files):
    texts = [cell.value for cell in cells_of(long_files["xlsx"]) if cell.data_type == "s"]
    assert sum(text.endswith("more characters]") for text in texts) >= 9
    assert max(map(len, texts)) <= 32_767


def test_the_word_note_says_what_it_cuts(long_files):
    assert reading_word.words(long_files["docx"]).count("more characters]") >= 12


def test_the_pdf_says_what_it_cuts():
    said = reading_pdf.words(pack_rendering.note(material_of(LONG["words"]), "pdf"))
    assert letters(said).count("morecharacters]") >= 12
