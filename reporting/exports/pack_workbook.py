"""A pack's workbook: the council's sheets between a summary and the KPIs' definitions."""

from openpyxl import Workbook

from objectives.plan import Style
from objectives.rag import Status
from reporting import sheet as rows
from reporting.briefing import summary, supporting
from reporting.briefing.document import Cell, Document, Heading, Table
from reporting.briefing.material import Material
from reporting.charts.wholes import DECLARED, IN_ORDER, TARGETS
from reporting.exports import workbook
from reporting.exports.block_sheet import BlockSheet
from reporting.report import SubStrandReport

SUMMARY, DEFINITIONS = "Summary", "Definitions"
_TOTAL = sum(workbook.WIDTHS.values())
_SUMMARY_WIDTHS = (39, 25, 25, 25, 25, 25)
_SUMMARY_SPANS = {3: (1, 2, 3), 4: (1, 1, 2, 2)}
_COLUMNS = "ABCDEF"
_BELOW_TITLE = 4  # row


def render(material: Material, document: Document) -> bytes:
    """The file's bytes. `document` is what was composed of the same material."""
    report = material.report
    taken = (SUMMARY, DEFINITIONS)
    book = workbook.of_report(report, mark=document.mark, taken=taken)
    _put_summary(book, material, document)
    _put_definitions(book, material, document)
    return workbook.packed(book, report)


def _put_summary(book: Workbook, material: Material, document: Document) -> None:
    """The note's first page, and what stands on which sheet."""
    report = material.report
    names = workbook.sheet_names(report.sub_strands, (SUMMARY, DEFINITIONS))
    made = _sheet(book, SUMMARY, _SUMMARY_WIDTHS, material, document)
    book.move_sheet(SUMMARY, offset=-len(book.worksheets) + 1)
    book.active = 0
    page = BlockSheet(made, _SUMMARY_WIDTHS, _BELOW_TITLE, _SUMMARY_SPANS)
    page.facts(document.facts)
    page.put([Heading("Summary"), *summary.blocks(material)])
    if report.sub_strands:
        page.put([Heading("The sheets")])
        page.table(_contents(material), links=names)
    page.finish()


def _contents(material: Material) -> Table:
    """Each sub-strand with its status and how many of its KPIs stand how; its name is a link."""
    by_figures = material.report.style == Style.METRICS
    language = TARGETS if by_figures else DECLARED
    labels = tuple(language.labels[status] for status in IN_ORDER)
    header = ("Sub-strand", *(() if by_figures else ("Overall status",)), *labels)
    found = tuple(_of_part(part, by_figures) for part in material.report.sub_strands)
    return Table("", header, found, (1,) * len(header))


def _of_part(part: SubStrandReport, by_figures: bool) -> tuple[Cell, ...]:
    overall = part.overall if part.is_in else ""
    word = rows.status_word(overall) if part.is_in else "No return"
    said = [line.computed if by_figures else line.declared for line in part.lines]
    found = [item or Status.NOT_RATED.value for item in said] if part.is_in else []
    numbers = (_number(found.count(status), status) for status in IN_ORDER)
    return (Cell(part.name), *(() if by_figures else (Cell(word, overall),)), *numbers)


def _number(many: int, status: Status) -> Cell:
    return Cell(str(many), status.value if many else "")


def _put_definitions(book: Workbook, material: Material, document: Document) -> None:
    """The appendix of the note; no sheet where nothing is defined."""
    blocks = supporting.definitions(material)
    if not blocks:
        return
    *before, table = blocks
    widths = _widths(table)
    made = _sheet(book, DEFINITIONS, widths, material, document)
    page = BlockSheet(made, widths, _BELOW_TITLE)
    page.put(before)
    page.repeat(table)
    page.finish()


def _widths(table: Table) -> tuple[float, ...]:
    """Its columns over the whole of the sheet; those it has no use for are next to nothing."""
    spare = len(_COLUMNS) - len(table.widths)
    share = (_TOTAL - spare) / sum(table.widths)
    return (*(part * share for part in table.widths), *(1,) * spare)


def _sheet(book: Workbook, name: str, widths, material: Material, document: Document):
    return workbook.new_sheet(
        book,
        name,
        material.report,
        widths=dict(zip(_COLUMNS, widths, strict=True)),
        mark=document.mark,
    )
