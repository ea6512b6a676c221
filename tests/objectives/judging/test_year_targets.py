"""Figures held against a year's target: its share, the sum so far, the profile (DESIGN 4)."""

from decimal import Decimal

import pytest

from objectives.judging.computed_status import judge
from objectives.judging.verdicts import Cause
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import Basis, Certainty, Polarity, TargetPeriod, YearProfile
from tests.objectives.judging.cases import case, known, promise, reported, this_year

IN_RANGE = {"polarity": Polarity.IN_RANGE}
UNKNOWN_BASIS = {"basis": Basis.UNKNOWN}


def status(*args, **changes):
    """The computed status, None without a verdict."""
    return judge(case(*args, **changes)).status


# --- A year's target --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "target", "expected", "share"),
    [
        ("2", "11", "red", "2.75"),
        ("137", "250", "green", "62.5"),
        ("35", "280", "red", "70"),
        ("12", "50", "amber", "12.5"),
        ("5", "6", "green", "1.5"),
        ("0", "90", "red", "22.5"),
        ("0", "0", "green", "0"),
    ],
)
def test_a_quarters_own_figure_is_held_against_its_share(figure, target, expected, share):
    verdict = judge(case(figure, this_year(target)))
    assert (verdict.status, verdict.expected) == (expected, Decimal(share))


def test_the_share_names_the_missing_quarter():
    assert judge(case("137", this_year("250"))).sentence == (
        "137 in July to September 2023 is above a quarter’s share of 62.5 (250 for 2023/24); "
        "no figure is on record for April to June 2023."
    )


def test_several_missing_quarters_are_named():
    figure = reported("1", period="Q4 2023/24")
    earlier = known("2", "Q2 2023/24")
    sentence = judge(
        case(figure, this_year("8"), earlier, quarter=FinancialQuarter(2023, 4))
    ).sentence
    assert sentence.endswith(
        "no figures are on record for April to June 2023 and October to December 2023."
    )


def test_the_sum_is_taken_where_every_earlier_quarter_is_held():
    verdict = judge(case("20", this_year("250"), known("12", "Q1 2023/24")))
    assert verdict.sentence == (
        "12 + 20 = 32 since April is more than 10% below the 125 expected by Q2 (250 for 2023/24)."
    )
    assert (verdict.measured, verdict.expected) == (32, 125)


@pytest.mark.parametrize(
    "earlier",
    [
        known("1000", "Q1 2022/23"),
        known("1000", "April to June 2023", Certainty.AWAITING_VALIDATION),
        known("1000", "June 2023"),
    ],
)
def test_only_a_validated_quarter_of_this_year_is_added(earlier):
    assert judge(case("20", this_year("250"), earlier)).measured == 20


def test_the_first_quarters_sum_is_its_own():
    figure = reported("60", period="Q1 2023/24")
    verdict = judge(case(figure, this_year("250"), quarter=FinancialQuarter(2023, 1)))
    assert verdict.sentence == (
        "60 in April to June 2023 is below the 62.5 expected by Q1 (250 for 2023/24), "
        "within 10% of it."
    )


@pytest.mark.parametrize(
    ("profile", "shares", "share"),
    [
        (YearProfile.EXPLICIT, "50 20 80 100", "20"),
        (YearProfile.CUMULATIVE, "50 70 150 250", "20"),
        (YearProfile.EXPLICIT, "50 20", "62.5"),
    ],
)
def test_the_share_follows_the_profile(profile, shares, share):
    verdict = judge(case("25", this_year("250", profile=profile, shares=shares)))
    assert verdict.expected == Decimal(share)


def test_a_month_is_held_against_a_twelfth():
    verdict = judge(case(reported("11", period="August 2023"), this_year("120")))
    assert (verdict.status, verdict.expected) == ("green", 10)


def test_months_add_up_where_all_are_held():
    earlier = [known("10", f"{month} 2023") for month in ("April", "May", "June", "July")]
    figure = reported("11", period="August 2023")
    sentence = judge(case(figure, this_year("120"), *earlier)).sentence
    assert sentence == (
        "10 + 10 + 10 + 10 + 11 = 51 since April is above the 50 expected by August 2023 "
        "(120 for 2023/24)."
    )


def test_a_missing_month_is_not_named():
    figure = reported("11", period="August 2023")
    sentence = judge(case(figure, this_year("120"))).sentence
    assert sentence.endswith("; no figure is on record for an earlier month of the year.")


def test_a_term_of_an_academic_year_is_held_against_its_months():
    target = promise("120", period=TargetPeriod.ACADEMIC_YEAR, year=2022)
    verdict = judge(case(reported("39", period="spring term 2023"), target))
    assert (verdict.status, verdict.expected) == ("green", 30)


def test_a_range_is_shared_out_at_both_ends():
    target = this_year("100", upper="200")
    assert judge(case("60", target, **IN_RANGE)).sentence == (
        "60 in July to September 2023 is more than 10% above a quarter’s share of 25 to 50 "
        "(100 to 200 for 2023/24); no figure is on record for April to June 2023."
    )


@pytest.mark.parametrize("period", ["Q4 2022/23", "Q1 2024/25"])
def test_another_years_quarter_is_not_comparable(period):
    figure = reported("20", period=period)
    verdict = judge(case(figure, this_year("250"), quarter=FinancialQuarter(2024, 1)))
    assert verdict.cause is Cause.NOT_COMPARABLE


def test_percentages_do_not_add_up():
    verdict = judge(case("88%", this_year("90%"), known("85", "Q1 2023/24"), unit="%"))
    assert verdict.sentence == "88% is below the target of 90% for 2023/24, within 10% of it."


def test_a_rate_is_held_directly_against_a_years_target():
    verdict = judge(case("70.28%", this_year("40%"), unit="%", basis=Basis.POINT_IN_TIME))
    assert verdict.sentence == "70.28% is above the target of 40% for 2023/24."


def test_a_rate_of_the_year_to_date_is_still_a_rate():
    figure = reported("60%", period="April to September 2023")
    assert status(figure, this_year("90%"), unit="%", basis=Basis.POINT_IN_TIME) == "red"


def test_a_rate_of_another_year_says_so():
    figure = reported("45%", period="2022/23")
    sentence = judge(case(figure, this_year("40%"), unit="%", basis=Basis.POINT_IN_TIME)).sentence
    assert (
        sentence == "45% is above the target of 40% for 2023/24, on last year’s figure (2022/23)."
    )


# --- Year to date -----------------------------------------------------------------------------


def test_a_total_to_date_is_held_against_the_profile():
    target = this_year("97.25%", profile=YearProfile.CUMULATIVE, shares="27 54 80 97.25")
    verdict = judge(case("53.6%", target, unit="%", basis=Basis.YEAR_TO_DATE))
    assert verdict.sentence == (
        "53.6% of 97.25% for 2023/24 is below the 54% expected by Q2, within 10% of it."
    )
    assert (verdict.measured, verdict.expected) == (Decimal("53.6"), 54)


@pytest.mark.parametrize(
    ("quarter", "expected"),
    [(1, "25"), (2, "50"), (3, "75"), (4, "100")],
)
def test_equal_quarters_are_expected_one_after_the_other(quarter, expected):
    now = FinancialQuarter(2023, quarter)
    figure = reported("7", period=None)
    verdict = judge(case(figure, this_year("100"), quarter=now, basis=Basis.YEAR_TO_DATE))
    assert verdict.expected == Decimal(expected)


def test_explicit_shares_are_added_up_to_date():
    target = this_year("250", profile=YearProfile.EXPLICIT, shares="50 20 80 100")
    assert judge(case("71", target, basis=Basis.YEAR_TO_DATE)).expected == 70


def test_a_stated_period_to_date_needs_no_basis():
    figure = reported("137", period="April to September 2023")
    verdict = judge(case(figure, this_year("250"), **UNKNOWN_BASIS))
    assert (verdict.status, verdict.expected) == ("green", 125)


def test_a_stated_period_to_date_counts_to_its_own_end():
    figure = reported("60", period="April to June 2023")
    assert judge(case(figure, this_year("250"), basis=Basis.YEAR_TO_DATE)).expected == Decimal(
        "62.5"
    )


def test_a_total_to_date_within_a_calendar_year_goes_by_months():
    target = promise("120", period=TargetPeriod.CALENDAR_YEAR, year=2023)
    verdict = judge(case("91", target, basis=Basis.YEAR_TO_DATE))
    assert verdict.sentence == "91 of 120 for 2023 is above the 90 expected by September 2023."


@pytest.mark.parametrize(
    ("period", "year"),
    [("April to September 2023", 2022), ("April to December 2022", 2023), (None, 2022)],
)
def test_a_total_to_date_is_never_judged_across_a_years_start(period, year):
    figure = reported("100", period=period)
    verdict = judge(case(figure, this_year("250", year=year), basis=Basis.YEAR_TO_DATE))
    assert verdict.cause is Cause.NOT_COMPARABLE


def test_a_total_from_april_is_not_one_of_a_calendar_year():
    target = promise("120", period=TargetPeriod.CALENDAR_YEAR, year=2023)
    figure = reported("91", period="April to September 2023")
    assert judge(case(figure, target)).cause is Cause.NOT_COMPARABLE


def test_a_total_of_april_to_june_is_the_first_quarters_own():
    earlier = known("12", DataPeriod.year_to_date(FinancialQuarter(2023, 1)))
    assert judge(case("20", this_year("250"), earlier)).measured == 32


def test_april_to_march_is_a_full_year():
    figure = reported("159", period=DataPeriod.year_to_date(FinancialQuarter(2022, 4)))
    sentence = judge(case(figure, this_year("150"), basis=Basis.FULL_YEAR)).sentence
    assert sentence == (
        "159 is above the target of 150 for 2023/24, on last year’s figure "
        "(April 2022 to March 2023)."
    )


def test_a_stated_total_to_date_is_no_full_year():
    figure = reported("80", period="April to September 2023")
    assert judge(case(figure, this_year("150"), basis=Basis.FULL_YEAR)).expected == 75


# --- A full year's figure ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "after"),
    [
        ("2022/23", ", on last year’s figure (2022/23)"),
        ("2022", ", on last year’s figure (2022)"),
        ("2020/21", ", on an earlier year’s figure (2020/21)"),
    ],
)
def test_a_full_years_figure_says_which_year_it_is(period, after):
    verdict = judge(case(reported("159", period=period), this_year("150"), basis=Basis.FULL_YEAR))
    assert verdict.sentence == f"159 is above the target of 150 for 2023/24{after}."


@pytest.mark.parametrize(
    ("period", "year", "number", "after"),
    [
        ("2023/24", 2023, 4, ""),
        ("2023", 2023, 3, ", on the figure for 2023"),
        ("2024/25", 2024, 4, ", on a later year’s figure (2024/25)"),
    ],
)
def test_a_year_is_judged_once_it_has_ended(period, year, number, after):
    figure, before = reported("159", period=period), FinancialQuarter(year, number - 1)
    changes = {"basis": Basis.FULL_YEAR, "quarter": FinancialQuarter(year, number)}
    verdict = judge(case(figure, this_year("150"), **changes))
    assert verdict.sentence == f"159 is above the target of 150 for 2023/24{after}."
    early = judge(case(figure, this_year("150"), **changes | {"quarter": before}))
    assert (early.status, early.cause) == (None, Cause.NOT_COMPARABLE)


@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("polarity", [Polarity.HIGHER, Polarity.LOWER])
@pytest.mark.parametrize(
    ("period", "label"),
    [
        ("2023/24", "2023/24"),
        ("2023", "2023"),
        ("2024/25", "2024/25"),
        ("Q3 2023/24", "October to December 2023"),
        ("1 October 2023", "1 October 2023"),
        ("April to December 2023", "April to December 2023"),
    ],
)
def test_a_time_that_ends_after_the_quarter_is_not_judged(period, label, basis, polarity):
    figure = reported("159", period=period)
    verdict = judge(case(figure, this_year("150"), basis=basis, polarity=polarity))
    assert (verdict.status, verdict.cause) == (None, Cause.NOT_COMPARABLE)
    assert verdict.sentence == (
        f"159 is for {label}, and {label} ends after July to September 2023: it cannot be held "
        "against the year’s target yet."
    )


@pytest.mark.parametrize("target", ["increase", "+2%"])
def test_nothing_grows_in_a_time_that_has_not_ended(target):
    figure = reported("159", period="2023/24")
    verdict = judge(case(figure, this_year(target), known("150", "2022/23")))
    assert verdict.cause is Cause.NOT_COMPARABLE


def test_an_inferred_year_does_not_keep_from_a_verdict():
    figure = reported("159", period=DataPeriod.for_financial_year(2023).as_inferred())
    assert status(figure, this_year("150"), basis=Basis.FULL_YEAR) == "green"


def test_a_full_years_figure_is_never_held_against_a_part_of_the_year():
    assert status("100", this_year("150"), basis=Basis.FULL_YEAR) == "red"


@pytest.mark.parametrize("basis", [Basis.PERIOD, Basis.YEAR_TO_DATE, Basis.UNKNOWN])
@pytest.mark.parametrize("period", ["2022/23", "12 months to September 2023"])
def test_a_whole_years_period_makes_a_full_years_figure(basis, period):
    figure = reported("100", period=period)
    assert judge(case(figure, this_year("150"), basis=basis)).expected == 150


def test_three_years_are_not_held_against_one():
    figure = reported("100", period="2018-20")
    assert judge(case(figure, this_year("150"))).cause is Cause.NOT_COMPARABLE


def test_a_target_of_a_year_that_has_not_begun_is_not_comparable():
    verdict = judge(case("159", this_year("150", year=2024), basis=Basis.FULL_YEAR))
    assert verdict.cause is Cause.NOT_COMPARABLE


# --- Basis not recorded -----------------------------------------------------------------------


def test_an_unknown_basis_gets_no_verdict_where_the_readings_differ():
    verdict = judge(case("8", this_year("12"), **UNKNOWN_BASIS))
    assert (verdict.status, verdict.cause) == (None, Cause.BASIS_UNKNOWN)


def test_an_unknown_basis_says_what_to_do():
    assert judge(case("8", this_year("12"), **UNKNOWN_BASIS)).sentence == (
        "8 of 12 for 2023/24: Green if it is read as the quarter’s own or as a total since April, "
        "Red if it is read as the whole year’s. Say what the figure covers."
    )


@pytest.mark.parametrize(("figure", "expected"), [("20", "green"), ("1", "red")])
def test_an_unknown_basis_is_judged_where_all_readings_agree(figure, expected):
    assert status(figure, this_year("12"), **UNKNOWN_BASIS) == expected


def test_a_verdict_from_all_readings_says_so():
    assert judge(case("20", this_year("12"), **UNKNOWN_BASIS)).sentence == (
        "20 of 12 for 2023/24 is Green however it is read: as the quarter’s own, as a total since "
        "April or as the whole year’s."
    )


def test_a_stated_quarter_is_no_total_to_date():
    # 5 is Amber as a total to date (6 by Q2), Green as a quarter's own, Red as the year's.
    figure = reported("5", period="Q2 2023/24")
    sentence = judge(case(figure, this_year("12"), **UNKNOWN_BASIS)).sentence
    assert "total since" not in sentence


def test_who_said_what_time_the_figure_covers_is_not_asked_for_it_again():
    figure = reported("5", period="Q2 2023/24")
    sentence = judge(case(figure, this_year("12"), **UNKNOWN_BASIS)).sentence
    assert sentence.endswith("It is not recorded whether the figures of a year add up.")


def test_a_percentage_without_a_basis_is_a_rate_or_a_total_but_no_share():
    sentence = judge(case("60%", this_year("90%"), unit="%", **UNKNOWN_BASIS)).sentence
    assert sentence == (
        "60% of 90% for 2023/24: Green if it is read as a total since April, Red if it is read as "
        "a rate for the whole year. Say what the figure covers."
    )


def test_an_unknown_basis_does_not_matter_for_a_standing_target():
    assert status("8", "12", **UNKNOWN_BASIS) == "red"


# --- What is printed never contradicts itself -------------------------------------------------


def test_a_twelfth_is_printed_rounded():
    sentence = judge(case(reported("50", period="May 2023"), this_year("250"))).sentence
    assert "a month’s share of 20.83 (250 for 2023/24)" in sentence


def test_a_rounded_share_never_looks_like_the_figure():
    sentence = judge(case(reported("20.83", period="May 2023"), this_year("250"))).sentence
    assert sentence.startswith(
        "20.83 in May 2023 is below a month’s share of 20.833 (250 for 2023/24), within 10% of it"
    )
