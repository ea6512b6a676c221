"""A document with a block of every kind, for tests of what renders one."""

from datetime import date

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

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40">'
    '<rect width="60" height="20" fill="#1d7f4c"/></svg>'
)
KPIS = Table(
    "KPIs of Housing",
    ("No.", "KPI", "Achieved", "Status"),
    (
        (Cell("1"), Cell("Net additional dwellings"), Cell("705"), Cell("Green", "green")),
        (
            Cell("2", is_italic=True),
            Cell("Social housing completions", is_italic=True),
            Cell("159", note="2022/23", is_italic=True),
            Cell("Red", "red", note="was Amber: worse", is_italic=True),
        ),
        (Cell("3"), Cell("Town hall"), Cell("Open"), Cell("Not rated", "not_rated")),
        (Cell("4"), Cell("Library"), Cell("Late"), Cell("Amber", "amber")),
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
    Heading("What is next", 3),
    Items(("First again.",), is_numbered=True),
    Heading("Tourism", 2, "6.2"),
    Heading("Definitions", 1),
    Paragraph("Figures are for the quarter.", is_muted=True),
)


def document(*blocks, **options) -> Document:
    """With these blocks, or one of every kind."""
    given = {
        "title": "Town Plan: Q2 2023/24",
        "subtitle": "Briefing note, July to September 2023",
        "facts": (("For", "Cabinet Member"), ("Contact officer", "Service Manager")),
        "on": date(2024, 1, 22),
        "author": "Service Manager",
        "footer": "Town Plan, Q2 2023/24",
    }
    return Document(blocks=blocks or BLOCKS, **given | options)
