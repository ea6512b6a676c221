"""Whatever somebody typed comes out of the PDF as text, or is cut with a note that says so."""

import re
from datetime import date

import pytest
import typst

from reporting.briefing.document import (
    Cell,
    Document,
    Heading,
    Items,
    Paragraph,
    Picture,
    Standing,
    Table,
)
from reporting.briefing.limits import LONGEST_CELL, LONGEST_PARAGRAPH
from reporting.exports import pdf
from tests.reporting.reading_pdf import opened, words

NOT_PRINTED = "\ufffd stands for a character that could not be printed."


def everywhere(text: str) -> Document:
    """A document that says the text in every place that has room for one."""
    table = Table(text, ("No.", text), ((Cell(text), Cell(text, "red", note=text)),), (1, 4))
    return Document(
        title=text,
        subtitle=text,
        facts=((text, text),),
        blocks=(
            Heading(text, 1, "1"),
            Paragraph(text, "1.1"),
            Items((text, text)),
            Standing(text, "green", text, text),
            table,
        ),
        on=date(2024, 1, 22),
        mark="DRAFT",
        author=text,
        footer=text,
    )


def of(text: str) -> bytes:
    blocks = (Heading("Text", 1), Paragraph(text))
    return pdf.render(Document("Title", "", (), blocks, date(2024, 1, 22)))


MARKUP = (
    '#read("/etc/passwd") #import "@preview/cetz:0.3.0" $x^2$ [link] \\alpha `code` *bold* _it_ '
    "= Heading - item + item / term: <label> @label // comment /* open <script>alert(1)</script> "
    "&amp; %s {} ${7*7} {{ 7*7 }} =1+1 'quoted' \"double\" ~ -- ---"
)


@pytest.mark.parametrize("text", MARKUP.split())
def test_markup_stays_text(text):
    assert text in words(of(f"before {text} after"))


def test_markup_in_every_place_is_text():
    said = words(pdf.render(everywhere(MARKUP)))
    assert said.replace(" ", "").count(MARKUP.replace(" ", "")) >= 8


@pytest.mark.parametrize(
    "text",
    [
        "Mae'r cyngor yn gweithio â phobl Sefton: ŵyl, tŷ, môr, naïf",
        "Łódź, Šiauliai, Ñuñoa, Αθήνα, Київ",
        "≥ 75% → better, ≤ 5 ✓ ✗ ½ m² 20 °C",
    ],
)
def test_what_is_written_in_other_languages_comes_out(text):
    said = words(of(text))
    assert text in said
    assert NOT_PRINTED not in said


def test_emoji_and_arabic_come_out():
    content = of("On track 🙂 in مرحبا")
    said = words(content)
    assert "🙂" in said
    assert set("مرحبا") <= set(said)
    assert NOT_PRINTED not in said


@pytest.mark.parametrize(
    "text", ["中文", "ไทย", "\ue000", "\ud83d alone", "bell\x07", "\x00", "\ufdd0", "\U000fffff"]
)
def test_what_no_face_has_is_marked_and_a_note_says_so(text):
    said = words(of(f"before {text} after"))
    assert "before" in said
    assert "after" in said
    assert NOT_PRINTED in said


def test_where_all_is_printed_there_is_no_note():
    assert "\ufffd" not in words(of("All as typed."))


@pytest.mark.parametrize(
    "text",
    [
        "e\u0489\u0300\u0488 z\u0338\u034a",
        "\u0301 alone",
        "\u202e reversed \u202c \u2066 isolated \u2069",
        "👩‍👩‍👧 🇬🇧 👍🏽 ❤️ 1️⃣ 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
        "\u200b\u200d\ufeff\xad",
        "\r\n\v\f\x85\u2028\u2029\t",
        " ",
        "",
    ],
)
def test_no_text_stops_it(text):
    assert opened(pdf.render(everywhere(text))).pages


@pytest.mark.parametrize("text", ["word " * 8_000, "x" * 40_000, "W0/" * 13_000])
def test_forty_thousand_characters_are_cut_with_a_note(text):
    said = words(pdf.render(everywhere(text)))
    assert said.count("more characters]") >= 6


def test_a_text_of_a_form_is_not_cut():
    text = "word " * (LONGEST_CELL // 5 - 1) + "end."
    row = (Cell("1"), Cell(text))
    blocks = (Heading("Text", 1), Table("KPIs", ("No.", "Note"), (row,), (1, 9)))
    said = words(pdf.render(Document("Title", "", (), blocks, date(2024, 1, 22))))
    assert "end." in said
    assert "more characters]" not in said


def test_a_paragraph_says_how_much_of_it_is_cut():
    said = words(of("é" * LONGEST_PARAGRAPH + "cut off"))
    assert "cut off" not in said
    assert "… [cut: 39 more characters]" in said


def test_a_word_without_end_stays_within_its_column():
    table = Table("KPIs", ("No.", "Note"), ((Cell("1" * 300), Cell("W" * 300)),), (1, 9))
    content = pdf.render(Document("Title", "", (), (table,), date(2024, 1, 22)))
    lines = re.findall("W+", opened(content).pages[0].extract_text())
    assert sum(map(len, lines)) == 300
    assert max(map(len, lines)) < 50  # of those, 51 are as wide as the column


def test_empty_lines_without_end_are_one():
    assert len(opened(of("a" + "\n" * 5_000 + "b")).pages) == 1


def test_a_drawing_that_names_a_file_is_refused(tmp_path):
    named = tmp_path / "secret.svg"
    named.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{named}"/></svg>'
    blocks = (Heading("Text", 1), Picture(svg, "A drawing"))
    with pytest.raises(typst.TypstError, match="failed to load linked image"):
        pdf.render(Document("Title", "", (), blocks, date(2024, 1, 22)))


def test_what_no_face_has_in_a_drawing_is_marked():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40">'
        '<text x="5" y="35" font-size="8" font-family="Noto Sans">Drawn 中</text></svg>'
    )
    blocks = (Heading("Text", 1), Picture(svg, "A drawing"))
    said = words(pdf.render(Document("Title", "", (), blocks, date(2024, 1, 22))))
    assert "Drawn \ufffd" in said
    assert NOT_PRINTED in said
