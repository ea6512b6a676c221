"""Which times a report's columns are for, by the kind of time that is printed beside them."""

import pytest

from objectives.period_reading import parse_period
from objectives.periods import FinancialQuarter, PeriodKind
from objectives.plan import Basis, Frequency
from reporting.importing import figures_periods

KINDS = [kind for kind in PeriodKind if kind not in (PeriodKind.DAY, PeriodKind.OTHER)]
Q1, Q2, Q3, Q4 = (FinancialQuarter(2024, number) for number in (1, 2, 3, 4))


@pytest.mark.parametrize(
    ("printed", "quarter", "labels"),
    [
        ("Month", Q2, ["September 2024", "August 2024", "July 2024", "June 2024"]),
        (
            "Quarter",
            Q1,
            [
                "April to June 2024",
                "January to March 2024",
                "October to December 2023",
                "July to September 2023",
            ],
        ),
        ("Half year", Q1, ["H2 2023/24", "H1 2023/24", "H2 2022/23", "H1 2022/23"]),
        ("Half year", Q2, ["H1 2024/25", "H2 2023/24", "H1 2023/24", "H2 2022/23"]),
        (
            "School Term",
            Q2,
            ["summer term 2024", "spring term 2024", "autumn term 2023", "summer term 2023"],
        ),
        (
            "School term",
            Q4,
            ["spring term 2025", "autumn term 2024", "summer term 2024", "spring term 2024"],
        ),
        ("Year", Q4, ["2024/25", "2023/24", "2022/23", "2021/22"]),
        ("Financial Year", Q3, ["2023/24", "2022/23", "2021/22", "2020/21"]),
        (
            "Academic year",
            Q1,
            [f"academic year {year}" for year in ("2022/23", "2021/22", "2020/21", "2019/20")],
        ),
        ("Calendar Year", Q2, ["2023", "2022", "2021", "2020"]),
        ("Calendar Year", Q3, ["2024", "2023", "2022", "2021"]),
        (
            "April to date",
            Q2,
            [
                "April to September 2024",
                "April to June 2024",
                "April 2023 to March 2024",
                "April to December 2023",
            ],
        ),
        (
            "Rolling 12 months",
            Q2,
            [f"12 months to {m}" for m in ("September 2024", "June 2024", "March 2024")]
            + ["12 months to December 2023"],
        ),
        ("Three year (updated annually)", Q2, ["2021-23", "2020-22", "2019-21", "2018-20"]),
        ("Three year (updated annually)", Q4, ["2022-24", "2021-23", "2020-22", "2019-21"]),
    ],
)
def test_the_most_recent_had_ended_with_the_quarter_and_each_before_is_one_earlier(
    printed, quarter, labels
):
    found = figures_periods.run_of(figures_periods.kind_of(printed), quarter, 4)
    assert [period.label for period in found] == labels


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("quarter", [Q1, Q2, Q3, Q4])
def test_no_period_ends_after_its_quarter_and_all_are_inferred(kind, quarter):
    found = figures_periods.run_of(kind, quarter, 4)
    assert found[0].ends <= quarter.ends
    assert all(period.inferred and period.kind is kind for period in found)
    assert found == sorted(found, key=lambda period: period.ends, reverse=True)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not PeriodKind.YEAR_TO_DATE])
@pytest.mark.parametrize("quarter", [Q1, Q2, Q3, Q4])
def test_a_period_reads_back_from_its_label_as_a_return_keeps_it(kind, quarter):
    found = figures_periods.latest(kind, quarter)
    assert parse_period(found.label).as_inferred() == found


def test_a_kind_of_time_that_is_not_known_is_none():
    assert figures_periods.kind_of("Blue moon") is None


@pytest.mark.parametrize(
    ("kind", "unit", "basis"),
    [
        (PeriodKind.QUARTER, "%", Basis.POINT_IN_TIME),
        (PeriodKind.QUARTER, "", Basis.PERIOD),
        (PeriodKind.QUARTER, "days", Basis.POINT_IN_TIME),
        (PeriodKind.QUARTER, "per 100,000", Basis.POINT_IN_TIME),
        (PeriodKind.FINANCIAL_YEAR, "", Basis.FULL_YEAR),
        (PeriodKind.ROLLING_12_MONTHS, "", Basis.POINT_IN_TIME),
        (PeriodKind.YEAR_TO_DATE, "", Basis.YEAR_TO_DATE),
    ],
)
def test_counts_add_up_and_rates_do_not(kind, unit, basis):
    assert figures_periods.basis_of(kind, unit) == basis


def test_terms_come_termly():
    assert figures_periods.frequency_of(PeriodKind.SCHOOL_TERM) == Frequency.TERMLY
