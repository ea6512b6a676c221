"""The charts of the components page, in every state: invented figures."""

from datetime import date
from decimal import Decimal

from objectives.periods import DataPeriod, FinancialQuarter
from reporting.charts.chart import Chart, Goal, Point, Trace
from reporting.charts.trend import trend

_OTHERS = (
    "England",
    "Liverpool City Region",
    "Statistical neighbours",
    "North West",
    "Halton",
    "Knowsley",
    "Liverpool",
    "St Helens",
    "Wirral",
    "Metropolitan districts",
)


def charts() -> list[Chart]:
    """A plain trend, one with all that can be said of a point, one beside many others."""
    made = (_plain(), _with_breaks(), _beside(3), _beside(10), _of_years())
    return [chart for chart in made if chart]


def _quarter(at: int) -> DataPeriod:
    return DataPeriod.for_quarter(FinancialQuarter(2022 + at // 4, at % 4 + 1))


def _trace(name: str, *printed: str, first: int = 0, marks=None, breaks=()) -> Trace:
    """Values of one quarter after the other; "" where one is missing."""
    said = marks or {}
    points = [
        Point(Decimal(text.rstrip("%")), text, _quarter(first + at), said.get(at, ""))
        for at, text in enumerate(printed)
        if text
    ]
    return Trace(name, tuple(points), tuple(breaks))


def _goal(number: str, first: int, last: int, upper: str = "") -> Goal:
    printed = f"{number} to {upper}" if upper else number
    starts, ends = _quarter(first).starts, _quarter(last).ends
    return Goal(Decimal(number), printed, starts, ends, Decimal(upper) if upper else None)


def _plain() -> Chart | None:
    return trend(
        id="chart-plain",
        title="Businesses supported",
        own=_trace("Sefton", "38", "47", "92", "131"),
        goals=[_goal("120", 0, 3)],
    )


def _with_breaks() -> Chart | None:
    marks = {2: "corrected", 7: "provisional"}
    return trend(
        id="chart-breaks",
        title="Households helped to stay warm",
        own=_trace(
            "Sefton",
            *("412", "398", "431", "", "455", "530", "548", "561"),
            marks=marks,
            breaks=[date(2023, 6, 1)],
        ),
        goals=[_goal("400", 0, 3), _goal("500", 4, 7, "600")],
        note="From June 2023 the county’s scheme is counted too.",
    )


def _beside(many: int) -> Chart | None:
    others = [
        _trace(
            name, *(f"{17 + at * 7 % 13 + step * (at % 3 - 1)}.{at}%" for step in range(4)), first=2
        )
        for at, name in enumerate(_OTHERS[:many])
    ]
    return trend(
        id=f"chart-beside-{many}",
        title=f"Children in low-income families, beside {many} others",
        own=_trace("Sefton", "24.1%", "23.8%", "23.0%", "22.4%", "21.6%", "21.9%"),
        comparators=others,
        unit="%",
    )


def _of_years() -> Chart | None:
    numbers = ("1204", "1187", "1190")
    return trend(
        id="chart-years",
        title="New homes <completed> in the year & “ready”",
        own=Trace(
            "Sefton",
            tuple(
                Point(Decimal(number), f"{int(number):,}", DataPeriod.for_financial_year(2020 + at))
                for at, number in enumerate(numbers)
            ),
        ),
    )
