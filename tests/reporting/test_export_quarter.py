"""The command that writes a quarter into a file."""

import json
from collections import Counter
from io import StringIO
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from accounts import audit
from accounts.models import AuditEvent

pytestmark = pytest.mark.usefixtures("reference")


def export(file, strategy="ses-action-plan-2023", quarter="2023-q2", format="json") -> str:
    """What the command printed."""
    printed = StringIO()
    call_command(
        "export_quarter", strategy, quarter, "--format", format, "--output", file, stdout=printed
    )
    return printed.getvalue()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "quarter.json"


def exported(file) -> dict:
    return json.loads(file.read_text(encoding="utf-8"))


def test_the_exported_data_has_every_entry_with_its_status(file):
    export(file)
    statuses = Counter(
        entry["declared"] for part in exported(file)["sub_strands"] for entry in part["entries"]
    )
    assert statuses == {"green": 47, "amber": 11, "red": 4, None: 5}


def test_a_quarter_still_open_is_exported_without_drafts(file):
    export(file, quarter="2023-q3")
    assert exported(file)["state"] == "open"


def test_the_workbook_is_a_zip_of_sheets(file):
    export(file, format="xlsx")
    assert file.read_bytes().startswith(b"PK")


def test_the_same_published_quarter_gives_the_same_bytes(file, tmp_path):
    export(file, format="xlsx")
    export(tmp_path / "again.xlsx", format="xlsx")
    assert file.read_bytes() == (tmp_path / "again.xlsx").read_bytes()


def test_the_command_says_what_it_wrote_and_how_much(file):
    printed = export(file)
    assert printed == f"Wrote {file} ({file.stat().st_size:,} bytes).\n"


def test_an_earlier_file_is_replaced(file):
    file.write_text("old")
    export(file)
    assert exported(file)["quarter"] == "2023-q2"


def test_nothing_else_is_left_beside_the_file(file):
    export(file)
    assert list(file.parent.iterdir()) == [file]


def test_an_export_is_on_record(file):
    export(file)
    event = AuditEvent.objects.get(action="quarter.export")
    assert json.loads(event.after) == {
        "format": "json",
        "edition": 1,
        "bytes": file.stat().st_size,
    }


def test_an_unknown_strategy_is_refused_with_those_there_are(file):
    with pytest.raises(CommandError, match=r"no strategy “other”.*ses-action-plan-2023"):
        export(file, strategy="other")


def test_an_unknown_quarter_is_refused_with_those_there_are(file):
    with pytest.raises(CommandError, match=r"has no quarter 2022-q1.*2023-q2"):
        export(file, quarter="2022-q1")


def test_what_is_no_quarter_is_refused_with_an_example(file):
    with pytest.raises(CommandError, match="“summer” is not a quarter such as 2023-q2"):
        export(file, quarter="summer")


def test_an_unknown_format_is_refused_with_those_there_are(file):
    with pytest.raises(CommandError, match=r"no format “odt”.*csv, docx, json, md, pdf, xlsx"):
        export(file, format="odt")


def test_the_note_of_a_published_quarter_is_no_draft(file):
    export(file, format="docx")
    with ZipFile(file) as note:
        words = note.read("word/document.xml").decode()
    assert "Final, from edition 1" in words
    assert "DRAFT" not in words


def test_the_note_of_an_open_quarter_is_a_draft(file):
    export(file, quarter="2023-q3", format="docx")
    with ZipFile(file) as note:
        words = note.read("word/document.xml").decode()
    assert "Draft, from figures that are not published yet" in words


def test_a_folder_that_is_not_there_is_refused_in_words(tmp_path):
    with pytest.raises(CommandError, match="can't be written: No such file or directory"):
        export(tmp_path / "nowhere" / "quarter.json")


def test_a_folder_in_the_files_place_is_refused_in_words(tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(CommandError, match="can't be written: Is a directory"):
        export(tmp_path / "taken")


def test_a_file_that_can_not_be_written_leaves_no_record(tmp_path):
    with pytest.raises(CommandError):
        export(tmp_path / "nowhere" / "quarter.json")
    assert not AuditEvent.objects.filter(action="quarter.export").exists()


def test_an_audit_event_that_fails_leaves_no_file(file, monkeypatch):
    def fail(**facts):
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        export(file)
    assert not file.exists()
