"""What does a format cost beside its library alone? Each of a pack, and its library's bare cost.

    .venv/bin/python bench/export.py

The corporate report of Q2 2024/25 and the RAG report of Q2 2023/24 are made into every format, and
in the same run the library alone makes a file of as many paragraphs, tables, cells and pictures,
without styles or checks. It prints both and their ratio, in which the machine's speed cancels out,
and how many queries a pack's material takes: the same for 67 KPIs as for 89.
"""

import csv
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROUNDS = 5
QUARTERS = (("ses-action-plan-2023", "2023-q2"), ("corporate-plan-2023", "2024-q2"))


def main() -> None:
    """Print the table."""
    sys.path.insert(0, str(ROOT))
    folder = tempfile.TemporaryDirectory(prefix="bench-export-")
    os.environ["DATABASE_URL"] = f"sqlite:///{folder.name}/bench.sqlite3"
    os.environ.update(DJANGO_SETTINGS_MODULE="tests.settings", DEMO="true")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0, stdout=StringIO())
    for strategy, quarter in QUARTERS:
        _measure(strategy, quarter)


def _measure(strategy: str, quarter: str) -> None:
    from reporting.briefing import compose
    from reporting.exports import FORMATS, pack_workbook, pdf, word

    material, queries = _material(strategy, quarter)
    document = compose.document(material)
    kpis = sum(1 for _ in material.report.lines())
    print(f"\n{document.title}: {kpis} KPIs, {len(document.blocks)} blocks, {queries} queries")
    print(f"{'composing, no format':24}{_seconds(lambda: compose.document(material)):9.3f} s")
    table = list(csv.reader(StringIO(FORMATS["csv"].render(material.report).decode())))
    data = json.loads(FORMATS["json"].render(material.report))
    rows = (
        ("docx", lambda: word.render(document), lambda: bare_word(document)),
        ("pdf", lambda: pdf.render(document), lambda: bare_pdf(document)),
        (
            "xlsx",
            lambda: pack_workbook.render(material, document),
            _bare_workbook(material, document),
        ),
        ("csv", lambda: FORMATS["csv"].render(material.report), lambda: bare_table(table)),
        ("json", lambda: FORMATS["json"].render(material.report), lambda: bare_data(data)),
    )
    print(f"{'':8}{'portal':>10}{'library':>12}{'ratio':>8}")
    for name, ours, bare in rows:
        mine, theirs = _beside(ours, bare)
        print(f"{name:8}{mine:8.3f} s{theirs:10.3f} s{mine / theirs:8.1f}")


def _material(strategy: str, slug: str):
    """What the standard pack of the quarter is made from, and how many queries that took."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from reporting import briefing_material
    from reporting.models import Quarter

    found = Quarter.objects.select_related("strategy").filter(strategy__slug=strategy)
    quarter = next(item for item in found if item.period.slug == slug)
    with CaptureQueriesContext(connection) as queries:
        material = briefing_material.material(
            quarter,
            briefing_material.standard_terms(quarter),
            made_on=quarter.period.ends,
            is_final=True,
        )
    return material, len(queries)


def _beside(ours: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    """The median of each, by turns, so that what else the machine does meets both."""
    ours(), bare()  # warms caches of faces and templates
    pairs = [(_once(ours), _once(bare)) for _ in range(ROUNDS)]
    mine, theirs = zip(*pairs, strict=True)
    return statistics.median(mine), statistics.median(theirs)


def _seconds(work: Callable[[], object]) -> float:
    return statistics.median(_once(work) for _ in range(ROUNDS))


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


# --- The libraries alone --------------------------------------------------------------------------


def bare_word(document) -> bytes:
    """python-docx: the same headings, paragraphs, tables and pictures, in its own styles."""
    import docx

    from reporting.briefing import document as blocks
    from reporting.exports import drawing

    made = docx.Document()
    for block in document.blocks:
        match block:
            case blocks.Heading():
                made.add_heading(block.text, block.level)
            case blocks.Paragraph():
                made.add_paragraph(block.text)
            case blocks.Standing():
                made.add_paragraph(f"{block.name} {block.word} {block.since}")
            case blocks.Items():
                for item in block.items:
                    made.add_paragraph(item, "List Bullet")
            case blocks.Picture():
                made.add_picture(BytesIO(drawing.png(block.svg)))
            case blocks.Table():
                table = made.add_table(1 + len(block.rows), len(block.header))
                texts = [block.header, *([cell.text for cell in row] for row in block.rows)]
                for row, said in zip(table.rows, texts, strict=True):
                    for cell, text in zip(row.cells, said, strict=True):
                        cell.text = text
    packed = BytesIO()
    made.save(packed)
    return packed.getvalue()


_BARE = """
#let pack = json(bytes(sys.inputs.pack))
#set document(title: "Bare")
#set text(font: "Noto Sans", lang: "en")
#for block in pack {
  if block.kind == "heading" { heading(level: block.level, block.text) }
  if block.kind == "text" { par(block.text) }
  if block.kind == "table" {
    table(columns: (1fr,) * block.header.len(), table.header(..block.header), ..block.cells)
  }
  if block.kind == "picture" { image(bytes(block.svg), format: "svg", alt: block.alt) }
}
"""


def bare_pdf(document) -> bytes:
    """typst: the same, from a template of ten lines."""
    from reporting.exports import typesetting

    with tempfile.NamedTemporaryFile(suffix=".typ") as template:
        template.write(_BARE.encode())
        template.flush()
        inputs = {"pack": json.dumps(list(_plain(document.blocks)))}
        return typesetting.pdf(Path(template.name), inputs, on=document.on)


def _plain(found):
    from reporting.briefing import document as blocks

    level = 0
    for block in found:
        match block:
            case blocks.Heading():
                level = min(block.level, level + 1)
                yield {"kind": "heading", "level": level, "text": block.text}
            case blocks.Paragraph():
                yield {"kind": "text", "text": block.text}
            case blocks.Standing():
                yield {"kind": "text", "text": f"{block.name} {block.word} {block.since}"}
            case blocks.Items():
                yield from ({"kind": "text", "text": item} for item in block.items)
            case blocks.Picture():
                yield {"kind": "picture", "svg": block.svg, "alt": block.alt}
            case blocks.Table():
                cells = [cell.text for row in block.rows for cell in row]
                yield {"kind": "table", "header": list(block.header), "cells": cells}


def _bare_workbook(material, document) -> Callable[[], bytes]:
    """openpyxl: the values of the same cells on sheets of the same names, and nothing else."""
    import openpyxl

    from reporting.exports import pack_workbook

    made = openpyxl.load_workbook(BytesIO(pack_workbook.render(material, document)))
    sheets = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in made}

    def bare() -> bytes:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        packed = BytesIO()
        book.save(packed)
        return packed.getvalue()

    return bare


def bare_table(rows: list[list[str]]) -> bytes:
    """csv: the same rows."""
    written = StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def bare_data(data: dict) -> bytes:
    """json: the same tree."""
    return json.dumps(data, ensure_ascii=False, indent=2).encode()


if __name__ == "__main__":
    main()
