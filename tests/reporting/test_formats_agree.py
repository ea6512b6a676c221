"""Every figure, target and status of a quarter, read back out of each format: no two differ.

The RAG quarter with all its KPIs, and the corporate report; as pages, Word, PDF, workbook, CSV and
JSON, each made as people get it.
"""

import os
import shutil

import pytest
from django.core.management import call_command

from objectives.plan import Style
from reporting.models import Quarter
from reporting.quarter_report import latest_edition
from tests.factories import Q2
from tests.reporting import reading_formats as reading
from tests.reporting.reading_formats import Said

needs_poppler = pytest.mark.skipif(
    shutil.which("pdfinfo") is None and not os.environ.get("CI"), reason="needs poppler-utils"
)
pytestmark = pytest.mark.usefixtures("reference")

QUARTERS = {"ses-action-plan-2023": (str(Q2), 67), "corporate-plan-2023": ("2024-q2", 89)}

#: What stands where there is no target, figure or status.
NOTHING = {
    "target": ("–", "No target"),
    "achieved": ("No figure", "Not applicable"),
    "status": ("No status", "No target", "Can’t be held against"),
}


@pytest.fixture(params=list(QUARTERS))
def published(request, reference):
    """A published quarter's slugs, its report, and which status its formats print."""
    slug, (quarter, many) = request.param, QUARTERS[request.param]
    found = Quarter.objects.select_related("strategy").get(strategy__slug=slug, period=quarter)
    report = latest_edition(found)
    status = "computed" if report.style == Style.METRICS else "declared"
    said = reading.of_report(report, status)
    assert len(said) == many
    return found, status, said


@pytest.fixture
def read(published):
    """The same as people read it in notes and on pages."""
    quarter, status, _ = published
    is_metrics = status == "computed"
    return reading.of_report(latest_edition(quarter), status, in_unit=is_metrics)


@pytest.fixture
def exported(published, tmp_path):
    """`exported("docx")`: the file that the command makes."""

    def export(name):
        quarter, *_ = published
        file = tmp_path / f"quarter.{name}"
        call_command(
            "export_quarter",
            quarter.strategy.slug,
            str(quarter.period),
            "--format",
            name,
            "--output",
            file,
        )
        return file.read_bytes()

    return export


def test_the_data_says_what_the_report_says(published, exported):
    _, status, said = published
    assert reading.of_json(exported("json"), status) == said


def test_the_table_says_what_the_report_says(published, exported):
    _, status, said = published
    assert reading.of_csv(exported("csv"), status) == said


def test_the_workbook_says_what_the_report_says(published, exported):
    _, status, said = published
    sheets = reading.of_xlsx(exported("xlsx"))
    assert [len(rows) for rows in sheets] == [len(rows) for rows in reading.by_part(said)]
    rows = [row for sheet in sheets for row in sheet]
    found = [(reading.shown(row[2]), reading.shown(row[3]), reading.shown(row[4])) for row in rows]
    declared = [item.status if item.status in ("Red", "Amber", "Green") else "" for item in said]
    if status == "computed":  # the council's sheets print what was declared, and that is nothing
        declared = [""] * len(said)
    expected = [
        (item.target, item.achieved, word) for item, word in zip(said, declared, strict=True)
    ]
    assert found == expected


def test_the_word_note_says_what_the_report_says(read, exported):
    assert _differences(read, reading.of_docx(exported("docx"))) == []


@needs_poppler
def test_the_pdf_says_what_the_report_says(read, exported, tmp_path):
    assert _differences(read, reading.of_pdf(exported("pdf"), tmp_path)) == []


def test_the_pages_say_what_the_report_says(published, read, client, reference):
    quarter, status, _ = published
    Quarter.objects.filter(pk=quarter.pk).update(public_from=Q2.starts)
    slugs = {part.name: part.slug for part in latest_edition(quarter).sub_strands}
    rag = status == "declared"
    columns = ("Target", "Achieved", "Status") if rag else ("Target", "Most recent", "Figures say")
    wrong = []
    for part in reading.by_part(read):
        address = f"/strategies/{quarter.strategy.slug}/quarters/{quarter.period}/"
        page = client.get(f"{address}{slugs[part[0].sub_strand]}/")
        rows = reading.of_page(page.content.decode())
        assert len(rows) == len(part)
        wrong += [
            (item, row)
            for item, row in zip(part, rows, strict=True)
            if not _agrees(item, *(row[name] for name in columns))
        ]
    assert wrong == []


# --- Tables of a note -----------------------------------------------------------------------------


def _differences(said: list[Said], tables) -> list:
    """The rows of a note's tables that say something else than the report."""
    assert [len(table) - 1 for table in tables] == [len(part) for part in reading.by_part(said)]
    at = (2, 3, 4) if tables[0][0][0] == "No." else (7, 5, 8)
    rows = [row for table in tables for row in table[1:]]
    return [
        (item, row)
        for item, row in zip(said, rows, strict=True)
        if row[0] != item.code or not _agrees(item, *(row[place] for place in at))
    ]


def _agrees(item: Said, target: str, achieved: str, status: str) -> bool:
    cells = {"target": target, "achieved": achieved, "status": status}
    return all(_says(cells[name], getattr(item, name), name) for name in cells)


def _says(cell: str, expected: str, name: str) -> bool:
    """Whether a cell begins with what is expected; what else stands there are remarks."""
    if expected:
        return _begins(cell, expected)
    return cell == "" or any(_begins(cell, words) for words in NOTHING[name])


def _begins(cell: str, words: str) -> bool:
    """Whether these words stand first, wherever a line ends within them, and end there."""
    at = 0
    for letter in words.replace(" ", ""):
        at += len(cell[at:]) - len(cell[at:].lstrip())
        if cell[at : at + 1] != letter:
            return False
        at += 1
    return not cell[at : at + 1].strip()
