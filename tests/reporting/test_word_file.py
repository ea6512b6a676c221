"""The Word file itself: what it says of itself, how it is put together, and nothing of today."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from docx.oxml.ns import qn

from reporting.exports import word
from tests.reporting.documents import document
from tests.reporting.reading_word import all_of, opened, out_of_order

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def file() -> bytes:
    return word.render(document())


def test_it_says_what_it_is_by_whom_of_when_in_which_language(file):
    known = opened(file).core_properties
    assert [known.title, known.subject, known.author, known.language] == [
        "Town Plan: Q2 2023/24",
        "Briefing note, July to September 2023",
        "Service Manager",
        "en-GB",
    ]
    assert {known.created.isoformat(), known.modified.isoformat()} == {"2024-01-22T00:00:00+00:00"}


def test_the_language_of_its_words_is_british_english(file):
    assert {found.get(qn("w:val")) for found in all_of(file, "lang")} == {"en-GB"}


def test_it_is_a4_with_margins_of_two_centimetres(file):
    section = opened(file).sections[0]
    margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert [round(section.page_width.cm, 1), round(section.page_height.cm, 1)] == [21.0, 29.7]
    assert {round(margin.cm, 1) for margin in margins} == {2.0}


def test_every_style_that_is_used_is_there(file):
    there = {found.get(qn("w:styleId")) for found in all_of(file, "style")}
    used = {
        found.get(qn("w:val")) for name in ("pStyle", "tblStyle") for found in all_of(file, name)
    }
    assert used <= there


def test_it_is_put_together_in_the_order_that_word_wants():
    assert out_of_order(word.render(document(mark="DRAFT"))) == []


def test_bookmarks_have_a_number_each(file):
    numbers = [int(found.get(qn("w:id"))) for found in all_of(file, "bookmarkStart")]
    assert all(after > before for before, after in pairwise(numbers))


def test_nothing_in_it_tells_of_the_machine_or_the_session(file):
    assert not re.search(rb"rsid|python-docx|Macintosh", b"".join(parts(file)))


def parts(content: bytes) -> list[bytes]:
    return [part.blob for part in opened(content).part.package.iter_parts()]


def test_nothing_in_it_leads_outside(file):
    package = opened(file).part.package
    rels = [*package.rels.values(), *(r for part in package.parts for r in part.rels.values())]
    assert not [rel.target_ref for rel in rels if rel.is_external]


DIGEST = """
import hashlib
from reporting.exports import word
from tests.reporting.documents import document
print(hashlib.sha256(word.render(document(mark="DRAFT"))).hexdigest())
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


def test_the_same_document_gives_the_same_bytes_anywhere_and_any_time():
    here = hashlib.sha256(word.render(document(mark="DRAFT"))).hexdigest()
    first = digest_elsewhere("Pacific/Kiritimati", "1")
    time.sleep(1.1)
    assert {here, first, digest_elsewhere("America/Anchorage", "2")} == {here}


def has_libreoffice_writer() -> bool:
    """It can be there without Writer, and then opens no document at all."""
    found = shutil.which("soffice")
    return bool(found) and Path(found).resolve().with_name("libswlo.so").is_file()


# Not a part of the portal, and 200 MB: CI does not install it for this one look.
@pytest.mark.skipif(not has_libreoffice_writer(), reason="needs LibreOffice Writer")
def test_libreoffice_opens_it_and_prints_every_heading(tmp_path):
    (tmp_path / "note.docx").write_bytes(word.render(document(mark="DRAFT")))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text", "note.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    said = (tmp_path / "note.txt").read_text(encoding="utf-8-sig")
    for text in ("6\tPerformance", "6.1\tHousing", "Net additional dwellings", "First again."):
        assert text in said
