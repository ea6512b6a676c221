"""Small reports for the tests of renderers: plausible throughout, and every part replaceable."""

from datetime import date
from decimal import Decimal

from objectives.periods import DataPeriod, FinancialQuarter
from reporting.report import (
    Figure,
    GovernanceDate,
    Home,
    Line,
    QuarterReport,
    SubStrandReport,
)

Q2 = FinancialQuarter(2023, 2)


def a_line(number: int = 1, **changes) -> Line:
    """A KPI's row with a figure and a status."""
    values = {
        "number": number,
        "code": f"B{number:02d}",
        "kpi": f"Number of things done, {number}",
        "kpi_slug": f"things-{number}",
        "kpi_name": f"Things {number}",
        "kind": "measure",
        "target": "250",
        "achieved": "137",
        "answer": "new_figure",
        "declared": "green",
        "progress": "As planned.",
        "target_figure": Figure("number", Decimal(250)),
        "figure": Figure("number", Decimal(137)),
        "period": DataPeriod.for_quarter(Q2),
    }
    return Line(**values | changes)


def a_sub_strand(*lines: Line, **changes) -> SubStrandReport:
    """A published sub-strand with these lines, or one."""
    values = {
        "slug": "business",
        "name": "Business Growth & Investment",
        "objective": "Business Growth & Investment",
        "objective_slug": "business-growth-and-investment",
        "state": "published",
        "readable": True,
        "is_received": True,
        "overall": "green",
        "previous_overall": "amber",
        "commentary": "Steady progress.\n\n- one event\n- two more",
        "ses_lead": "Assistant Director of Place",
        "project_lead": "Service Manager, Business Support",
        "sheet_name": "Bus Growth",
        "sheet_title": "Business growth & investment",
        "sheet_note": "",
        "column_headings": (),
        "rows_numbered": True,
        "spare_rows": 0,
        "lines": lines or (a_line(),),
    }
    return SubStrandReport(**values | changes)


def a_report(*parts: SubStrandReport, **changes) -> QuarterReport:
    """The published second quarter of 2023/24 with these sub-strands, or one."""
    values = {
        "strategy": "ses-action-plan-2023",
        "strategy_name": "Sefton Economic Strategy Action Plan 2023/24",
        "printed_title": "Sefton Economic Strategy Action Plan",
        "style": "rag",
        "quarter": Q2,
        "state": "published",
        "figures_held": True,
        "sub_strands": parts or (a_sub_strand(),),
        "edition": 1,
        "published_on": date(2023, 11, 28),
        "published_by": "Officer",
    }
    return QuarterReport(**values | changes)


def a_draft(*parts: SubStrandReport) -> QuarterReport:
    """The same quarter before it is published."""
    return a_report(*parts, state="open", edition=None, published_on=None, published_by="")


def a_report_of_everything() -> QuarterReport:
    """A report with something in every field there is."""
    shared = a_line(
        2,
        home=Home("housing", "Housing", "submitted"),
        carried_forward=True,
        answer="no_new_figure",
        declared="not_rated",
        not_rated_reason="No target was set.",
        lead_reason="The figures say otherwise.",
        certainty="provisional",
        target="£440m",
        target_figure=Figure("money", Decimal("440000000.5"), "GBP"),
        achieved=None,
        figure=None,
        period=DataPeriod.for_years(2018, 2020).as_inferred(),
        previous_achieved="12",
        previous_declared="red",
    )
    part = a_sub_strand(
        a_line(),
        shared,
        column_headings=("KPI", "Target", "", "Status", "Progress"),
        sheet_note="Read with care",
        submitted_on=date(2023, 10, 20),
        submitted_by="Lead",
        approved_on=date(2023, 10, 25),
        approved_by="Reviewer",
    )
    dates = (
        GovernanceDate("economy_cell", date(2023, 11, 1), ""),
        GovernanceDate("cabinet_member", None, "Monthly"),
    )
    return a_report(part, governance_dates=dates, previous_quarter=Q2.previous)
