"""A pack's files, rendered once from the one material: Word, PDF, workbook, CSV and JSON."""

from dataclasses import dataclass

from reporting.briefing import compose
from reporting.briefing.material import Material
from reporting.exports import FORMATS, pack_workbook, pdf, word
from reporting.report import QuarterReport


@dataclass(frozen=True, slots=True)
class Format:
    """A format that a pack comes in: what people call it, and what a browser is told."""

    label: str
    kind: str
    content_type: str


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: In the order in which a page offers them.
PACK_FORMATS = {
    "docx": Format("The note to edit", "Word", _WORD),
    "pdf": Format("The note to read", "PDF", "application/pdf"),
    "xlsx": Format("The figures as a workbook", "Excel", _EXCEL),
    "csv": Format("The figures as a table", "CSV", "text/csv; charset=utf-8"),
    "json": Format("The figures as data", "JSON", "application/json"),
}


#: The briefing note itself; the other formats are the report's.
NOTES = {"docx": word.render, "pdf": pdf.render}


def note(material: Material, format_name: str) -> bytes:
    """The briefing note alone, in one of `NOTES`."""
    return NOTES[format_name](compose.document(material))


def files(material: Material) -> dict[str, bytes]:
    """Every file of the pack, by format; of one objective where it is for one. Asks no database."""
    material = compose.about_its_objective(material)
    document = compose.document(material)
    return {
        **{name: renderer(document) for name, renderer in NOTES.items()},
        "xlsx": pack_workbook.render(material, document),
        **{name: FORMATS[name].render(material.report) for name in ("csv", "json")},
    }


def filename(report: QuarterReport, number: int, is_final: bool, format_name: str) -> str:
    """What a download is called: "ses-action-plan-2023-2023-q2-pack-1.docx"."""
    kind = "pack" if is_final else "draft"
    return f"{report.strategy}-{report.quarter.slug}-{kind}-{number}.{format_name}"
