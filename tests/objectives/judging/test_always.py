"""What holds for every verdict, whatever the case."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from objectives.judging.case import Case, Known, Promise, Reported, Terms
from objectives.judging.change import on_comparison, on_previous
from objectives.judging.comparing import is_number
from objectives.judging.computed_status import judge
from objectives.judging.distance import distance_of
from objectives.judging.freshness import stale
from objectives.judging.plausibility import question
from objectives.judging.verdicts import Cause
from objectives.measures import Kind
from objectives.periods import DataPeriod, FinancialQuarter, PeriodKind
from objectives.plan import (
    Basis,
    Certainty,
    Comparison,
    Frequency,
    KPIKind,
    Polarity,
    TargetPeriod,
    YearProfile,
)
from objectives.rag import Movement, Status
from tests.objectives.judging.cases import Q2, case, known, numbers, promise, reported

# --- Any case at all --------------------------------------------------------------------------

FIGURES = st.one_of(
    st.decimals(-1000, 1000, places=2),
    st.sampled_from(numbers("0 1 10 100 -1 0.000001 999999999999999 123456789012345678.123456")),
)
AMOUNTS = st.decimals(-200, 200, places=1)
UNITS = st.sampled_from(["", "%", "GBP", "£m", "m2", "000s", "visits", "{0}"])
TEXTS = st.sampled_from(
    [
        *("", "yes", "no", "increase", "decrease", "maintain", "better", "same", "worse"),
        *("2023-09-30", "2023-09", "2027-03", "2023", "2100", "2023/24", "2100/01", "9999-12-31"),
        *("0001-01-01", "1900", "nonsense"),
    ]
)
PRINTED = st.sampled_from(
    ["", "12", "+2%", "-5% a year", "2% increase", "Done.", "done on 3 May 2022", "no", "words"]
)
DAYS = st.dates(date(1900, 1, 1), date(2101, 12, 31))


@st.composite
def periods(draw):
    """Periods as they are typed, and some that fit no calendar."""
    number, year = draw(st.integers(1, 4)), draw(st.integers(2021, 2024))
    quarter = FinancialQuarter(year, number)
    made = draw(
        st.sampled_from(
            [
                DataPeriod.for_quarter(quarter),
                DataPeriod.year_to_date(quarter),
                DataPeriod.for_financial_year(year),
                DataPeriod.for_academic_year(year),
                DataPeriod.for_calendar_year(year),
                DataPeriod.for_years(year - 2, year),
                DataPeriod.for_12_months_to(year, number * 3),
                DataPeriod.for_month(year, number * 2),
                DataPeriod.for_day(date(year, number, 28)),
                None,
            ]
        )
    )
    if made is None:
        starts = draw(DAYS)
        ends = starts + timedelta(days=draw(st.integers(0, 2000)))
        made = DataPeriod(draw(st.sampled_from(PeriodKind)), starts, ends, "some time")
    return made.as_inferred() if draw(st.booleans()) else made


QUARTERS = st.one_of(
    st.builds(FinancialQuarter, st.integers(2021, 2024), st.integers(1, 4)),
    st.sampled_from([FinancialQuarter(1900, 1), FinancialQuarter(2100, 4)]),
)
TERMS = st.builds(
    Terms,
    kind=st.sampled_from([KPIKind.MEASURE, *KPIKind]),
    unit=UNITS,
    decimals=st.sampled_from([None, 0, 1, 6]),
    polarity=st.sampled_from(Polarity),
    polarity_doubt=st.sampled_from(["", "", "It looks contrary."]),
    basis=st.sampled_from(Basis),
    frequency=st.sampled_from(Frequency),
    comparison=st.sampled_from(Comparison),
    tolerance=st.sampled_from(numbers("10 0 5.5 100")),
    same_band=st.sampled_from(numbers("0 0.5")),
    is_ordinal=st.booleans(),
)
KINDS = st.one_of(st.sampled_from([Kind.NUMBER, Kind.PERCENT]), st.sampled_from(Kind))
PROMISES = st.builds(
    Promise,
    printed=PRINTED,
    kind=KINDS,
    number=st.none() | FIGURES,
    upper=st.none() | FIGURES,
    unit=UNITS,
    text=TEXTS,
    period=st.sampled_from(TargetPeriod),
    year=st.none() | st.integers(2021, 2024) | st.sampled_from([0, 1900, 2100, 9999]),
    quarter=st.none() | st.integers(1, 4),
    profile=st.sampled_from(YearProfile),
    shares=st.lists(FIGURES, min_size=4, max_size=4).map(tuple) | st.just(()),
)
REPORTED = st.builds(
    Reported,
    printed=PRINTED,
    kind=KINDS,
    number=st.none() | FIGURES,
    unit=UNITS,
    text=TEXTS,
    period=st.none() | periods(),
    certainty=st.sampled_from([Certainty.FINAL, *Certainty]),
    was_forecast=st.booleans(),
)
KNOWN = st.builds(
    Known,
    number=FIGURES,
    printed=PRINTED,
    period=periods(),
    certainty=st.sampled_from([Certainty.FINAL, *Certainty]),
)
_ANY = st.builds(
    Case,
    quarter=QUARTERS,
    terms=TERMS,
    promise=st.none() | PROMISES,
    reported=st.none() | REPORTED,
    earlier=st.lists(KNOWN, max_size=4).map(tuple),
)


@st.composite
def numeric_cases(draw):
    """Those that get as far as a comparison: most of `_ANY` are turned away before."""
    any_case = draw(_ANY)
    target, figure = draw(PROMISES), draw(REPORTED)
    typed = draw(
        st.sampled_from(
            [promise(typed) for typed in ("12", "increase", "decrease", "maintain", "+2%")]
        )
    )
    number = draw(FIGURES)
    upper = draw(st.none() | st.just(number + 5))
    plain = {"printed": typed.printed, "kind": typed.kind, "text": typed.text, "unit": ""}
    return replace(
        any_case,
        terms=replace(any_case.terms, kind=KPIKind.MEASURE, polarity_doubt="", is_ordinal=False),
        promise=replace(target, number=number, upper=upper, **plain),
        reported=replace(
            figure, kind=Kind.NUMBER, number=draw(FIGURES), unit="", certainty=Certainty.FINAL
        ),
    )


@st.composite
def directed_cases(draw):
    """A figure and the one that it is compared with, for a target that is a direction."""
    now, before = draw(
        st.sampled_from(
            [
                ("Q2 2023/24", "Q1 2023/24"),
                ("Q2 2023/24", "Q2 2022/23"),
                ("April to September 2023", "April to September 2022"),
                ("2022/23", "2021/22"),
            ]
        )
    )
    aim = draw(st.sampled_from(["increase", "decrease", "maintain"]))
    figure = reported(str(draw(AMOUNTS)), period=now)
    earlier = known(str(draw(AMOUNTS)), before)
    any_terms = replace(draw(TERMS), kind=KPIKind.MEASURE, unit="")
    return Case(Q2, any_terms, promise(aim), figure, (earlier,))


@st.composite
def milestones(draw):
    """With a date that lies ahead."""
    quarter = draw(st.builds(FinancialQuarter, st.integers(2021, 2024), st.integers(1, 4)))
    ahead = quarter.ends + timedelta(days=draw(st.integers(1, 800)))
    due = quarter.ends + timedelta(days=draw(st.integers(-800, 800)))
    figure, target = reported(ahead.isoformat(), period=None), promise(due.isoformat())
    return Case(quarter, Terms(kind=KPIKind.MILESTONE), target, figure)


CASES = _ANY | numeric_cases()
_FORBIDDEN = re.compile(r"\b(inf|infinity|nan|none)\b|\d[eE][+-]?\d|_|\{\}", re.IGNORECASE)


@given(any_case=CASES)
def test_there_is_no_verdict_without_a_sentence(any_case):
    sentence = judge(any_case).sentence
    assert sentence[-1] == "."
    assert sentence[0] == sentence[0].upper()


@given(any_case=CASES)
def test_no_sentence_shows_what_no_councillor_reads(any_case):
    assert not _FORBIDDEN.search(judge(any_case).sentence)


@given(any_case=CASES)
def test_either_a_status_or_a_cause(any_case):
    verdict = judge(any_case)
    assert (verdict.status is None) is isinstance(verdict.cause, Cause)


@given(any_case=CASES)
def test_a_status_is_a_colour(any_case):
    assert judge(any_case).status in (None, Status.RED, Status.AMBER, Status.GREEN)


@given(any_case=CASES)
def test_both_numbers_or_neither(any_case):
    verdict = judge(any_case)
    assert (verdict.measured is None) is (verdict.expected is None)
    assert (verdict.held_against is None) is (verdict.expected is None)


@given(any_case=CASES)
def test_a_judgement_asks_the_same_twice(any_case):
    assert judge(any_case) == judge(any_case)


@given(any_case=CASES)
def test_what_awaits_validation_is_never_judged(any_case):
    if any_case.reported is not None:
        waiting = replace(any_case.reported, certainty=Certainty.AWAITING_VALIDATION)
        assert judge(replace(any_case, reported=waiting)).status is None


@given(any_case=CASES)
def test_a_distance_is_missing_only_where_the_target_is_missed(any_case):
    distance = distance_of(any_case, judge(any_case))
    if distance is not None:
        assert (distance.value is None) is distance.met


@given(any_case=CASES)
def test_the_distance_never_contradicts_the_verdict(any_case):
    verdict = judge(any_case)
    distance = distance_of(any_case, verdict)
    if distance is not None and verdict.measured is not None:
        assert distance.met is (verdict.status is Status.GREEN)


@given(any_case=CASES)
def test_a_figure_that_is_there_is_never_called_none(any_case):
    if is_number(any_case.reported):
        assert "No figure" not in judge(any_case).sentence


@given(any_case=directed_cases())
def test_green_never_stands_beside_worse(any_case):
    verdict, change = judge(any_case), on_comparison(any_case)
    if verdict.status is Status.GREEN and change is not None:
        assert change.movement is not Movement.WORSE


@given(any_case=directed_cases())
def test_red_never_stands_beside_better(any_case):
    verdict, change = judge(any_case), on_comparison(any_case)
    if verdict.status is Status.RED and change is not None:
        assert change.movement is not Movement.BETTER


@given(any_case=milestones(), quarters=st.integers(1, 12))
def test_a_forecast_never_becomes_done_by_waiting(any_case, quarters):
    later = any_case.quarter
    for _ in range(quarters):
        later = later.next
    kept = replace(any_case.reported, was_forecast=True)
    verdict = judge(replace(any_case, quarter=later, reported=kept))
    assert verdict.status is not Status.GREEN


@given(any_case=CASES)
def test_every_change_has_words(any_case):
    for change in (on_previous(any_case), on_comparison(any_case)):
        assert change is None or (change.words and not _FORBIDDEN.search(change.words))


@given(any_case=CASES)
def test_every_question_is_one(any_case):
    asked = question(any_case)
    assert asked == "" or (asked.endswith(". Is this right?") and not _FORBIDDEN.search(asked))


@given(any_case=CASES)
def test_what_is_stale_says_since_when(any_case):
    words = stale(any_case)
    assert words == "" or words.startswith("Nothing newer than ")


# --- Better is never worse --------------------------------------------------------------------

ORDER = {Status.RED: 0, Status.AMBER: 1, Status.GREEN: 2}
BASES = st.sampled_from(Basis)
TARGETS = st.one_of(
    st.builds(promise, AMOUNTS.map(str)),
    st.builds(
        promise,
        AMOUNTS.map(str),
        period=st.sampled_from(
            [
                TargetPeriod.FINANCIAL_YEAR,
                TargetPeriod.CALENDAR_YEAR,
            ]
        ),
        year=st.just(2023),
    ),
)
EARLIER = st.lists(AMOUNTS.map(lambda value: known(str(value), "Q1 2023/24")), max_size=1)


def judged(value, target, earlier, **changes):
    return judge(case(reported(str(value)), target, *earlier, **changes)).status


@given(low=AMOUNTS, high=AMOUNTS, target=TARGETS, earlier=EARLIER, basis=BASES)
@example(Decimal(80), Decimal(81), promise("90"), [], Basis.PERIOD)
def test_a_higher_figure_never_gets_a_worse_status_where_higher_is_better(
    low, high, target, earlier, basis
):
    low, high = sorted([low, high])
    worse, better = (judged(value, target, earlier, basis=basis) for value in (low, high))
    if worse is not None and better is not None:
        assert ORDER[worse] <= ORDER[better]


@given(value=AMOUNTS, target=TARGETS, earlier=EARLIER, basis=BASES)
@example(Decimal(80), promise("90"), [], Basis.PERIOD)
def test_lower_is_better_is_the_mirror_of_higher_is_better(value, target, earlier, basis):
    mirrored = replace(target, number=-target.number)
    others = [replace(item, number=-item.number) for item in earlier]
    lower = {"basis": basis, "polarity": Polarity.LOWER}
    assert judged(-value, mirrored, others, **lower) == judged(value, target, earlier, basis=basis)


@given(near=AMOUNTS, far=AMOUNTS, target=AMOUNTS)
def test_a_figure_further_from_a_target_in_range_is_never_better(near, far, target):
    near, far = sorted([near, far], key=lambda value: abs(value - target))
    terms = {"polarity": Polarity.IN_RANGE}
    statuses = [judged(value, promise(str(target)), [], **terms) for value in (near, far)]
    assert ORDER[statuses[0]] >= ORDER[statuses[1]]


@given(value=AMOUNTS, target=AMOUNTS)
def test_the_sentence_never_contradicts_itself(value, target):
    sentence = judge(case(reported(str(value), period="May 2023"), _yearly(target))).sentence
    is_said_to_meet = " meets " in sentence
    figure = re.match(r"\S+", sentence)[0]
    assert is_said_to_meet is (f"share of {figure} (" in sentence)


def _yearly(number):
    return promise(str(number), period=TargetPeriod.FINANCIAL_YEAR, year=2023)


@pytest.mark.parametrize("quarter", [FinancialQuarter(1900, 1), FinancialQuarter(2100, 4), Q2])
def test_the_first_and_the_last_quarter_are_judged(quarter):
    assert judge(case("5", "6", quarter=quarter)).status is Status.RED
