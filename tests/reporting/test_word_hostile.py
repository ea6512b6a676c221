"""Whatever somebody typed comes out of the Word file as text, or is cut with a visible note."""

from datetime import date

import pytest
import typst
from docx.oxml.ns import qn

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
from reporting.briefing.limits import LONGEST_PARAGRAPH
from reporting.exports import word
from tests.reporting.documents import DRAWING
from tests.reporting.reading_word import all_of, headings, opened, out_of_order, words

PLACES = 19  # where the document below says its text


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
            Items((text,), is_numbered=True),
            Standing(text, "green", text, text),
            table,
            Picture(DRAWING, text, text),
        ),
        on=date(2024, 1, 22),
        mark="DRAFT",
        author=text,
        footer=text,
    )


def of(text: str) -> bytes:
    blocks = (Heading("Text", 1), Paragraph(text))
    return word.render(Document("Title", "", (), blocks, date(2024, 1, 22)))


@pytest.mark.parametrize(
    "text",
    [
        "<w:p><w:r/></w:p> &amp; &#x41; ]]> <!-- c --> <?pi?>",
        '{ INCLUDETEXT "/etc/passwd" } { =1+1 \\* MERGEFORMAT }',
        'HYPERLINK "http://x.example" www.example.org mailto:a@b.example',
        "=1+1 +1 -1 @SUM(A1) #N/A _x0041_ %s {} ${7*7} {{ 7*7 }}",
        "Mae'r cyngor yn gweithio â phobl Sefton: ŵyl, tŷ, môr",
        "On track 🙂 👩‍👩‍👧 🇬🇧 中文 ไทย",
        "مرحبا بالعالم 123 שלום",
        "\u202e reversed \u202c \u2066 isolated \u2069 e\u0489\u0300",
    ],
)
def test_it_is_text_in_every_place(text):
    content = word.render(everywhere(text))
    assert words(content).count(text) == PLACES
    assert out_of_order(content) == []


def test_a_text_makes_no_field_and_no_link():
    content = word.render(everywhere('{ HYPERLINK "http://x.example" }'))
    fields = [found.get(qn("w:instr")).strip() for found in all_of(content, "fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]
    assert all_of(content, "hyperlink") == all_of(content, "instrText") == []


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("bell\x07", "bell\ufffd"),
        ("nul\x00l", "nul\ufffdl"),
        ("half \ud83d alone", "half \ufffd alone"),
        ("one\ttwo", "one two"),
        ("one\r\ntwo", "one two"),
        ("not \uffff", "not \ufffd"),
    ],
)
def test_what_xml_refuses_is_replaced(typed, shown):
    assert words(word.render(everywhere(typed))).count(shown) == PLACES


@pytest.mark.parametrize("text", ["", " ", "\n", "\u200b\ufeff\xad", "\x0b\x0c\x85\u2028"])
def test_no_text_stops_it(text):
    assert opened(word.render(everywhere(text))).sections


@pytest.mark.parametrize("text", ["word " * 8_000, "x" * 40_000, "W0/" * 13_000, "a\n" * 20_000])
def test_forty_thousand_characters_are_cut_with_a_note(text):
    said = words(word.render(everywhere(text)))
    assert said.count("more characters]") == PLACES


def test_a_paragraph_says_how_much_of_it_is_cut():
    said = words(of("é" * LONGEST_PARAGRAPH + "cut off"))
    assert "cut off" not in said
    assert "… [cut: 39 more characters]" in said


def test_a_heading_has_no_line_ends():
    content = word.render(Document("T", "", (), (Heading("One\n\ntwo", 1),), date(2024, 1, 22)))
    assert headings(content) == [(1, "One two")]


def test_the_lines_of_a_text_stay_lines():
    assert len(all_of(of("one\ntwo\nthree"), "br")) == 2


def test_words_that_run_to_the_left_are_told_to():
    runs = {run.findtext(qn("w:t")): run for run in all_of(of("مرحبا 12"), "r")}
    assert runs["مرحبا 12"].find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None


def test_the_files_own_properties_hold_any_text():
    known = opened(word.render(everywhere("é\x00" * 400))).core_properties
    assert {len(known.title), len(known.subject), len(known.author)} == {255}


def test_a_drawing_that_names_a_file_is_refused(tmp_path):
    named = tmp_path / "secret.svg"
    named.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{named}"/></svg>'
    picture = Picture(svg, "A drawing")
    with pytest.raises(typst.TypstError, match="failed to load linked image"):
        word.render(Document("Title", "", (), (picture,), date(2024, 1, 22)))
