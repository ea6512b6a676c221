"""Cases to judge, made from what people type: "137" of "250" in Q2 2023/24."""

from decimal import Decimal

from objectives.judging.case import Case, Known, Promise, Reported, Terms
from objectives.measures import parse
from objectives.period_reading import parse_period
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import Basis, Certainty, Polarity, TargetPeriod, YearProfile

Q2 = FinancialQuarter(2023, 2)
THIS_YEAR = {"period": TargetPeriod.FINANCIAL_YEAR, "year": 2023}
UNSTATED = DataPeriod.for_quarter(Q2).as_inferred()


def numbers(text):
    """The decimals in a text."""
    return tuple(Decimal(number) for number in text.split())


def terms(**changes):
    """Of a measure whose periods add up, and of which more is better."""
    return Terms(**{"polarity": Polarity.HIGHER, "basis": Basis.PERIOD, **changes})


def promise(typed, *, upper=None, shares="", unit="", prefer=None, **changes):
    """A target as typed: a standing one unless `changes` say otherwise."""
    measure = parse(typed, unit, prefer)
    profile = changes.pop("profile", YearProfile.EQUAL)
    return Promise(
        printed=typed,
        kind=measure.kind,
        number=measure.number,
        upper=None if upper is None else Decimal(upper),
        unit=measure.unit,
        text=measure.text,
        profile=profile,
        shares=numbers(shares),
        **changes,
    )


def this_year(typed, **changes):
    """A target for the financial year 2023/24."""
    return promise(typed, **{**THIS_YEAR, **changes})


def reported(typed, *, unit="", period=UNSTATED, certainty=Certainty.FINAL, was_forecast=False):
    """A figure as typed, for a period as typed; the quarter without saying so by default."""
    measure = parse(typed, unit)
    if isinstance(period, str):
        period = parse_period(period)
    return Reported(
        printed=typed,
        kind=measure.kind,
        number=measure.number,
        unit=measure.unit,
        text=measure.text,
        period=period,
        certainty=certainty,
        was_forecast=was_forecast,
    )


def known(value, period, certainty=Certainty.FINAL):
    """A value on record for a period as typed, or the period itself."""
    period = parse_period(period) if isinstance(period, str) else period
    return Known(Decimal(value), value, period, certainty)


def case(figure=None, target=None, *earlier, quarter=Q2, **changes):
    """A figure and a target, as typed or as made above, with the earlier values."""
    if isinstance(figure, str):
        figure = reported(figure, unit=changes.get("unit", ""))
    if isinstance(target, str):
        target = promise(target, unit=changes.get("unit", ""))
    return Case(quarter, terms(**changes), target, figure, tuple(earlier))
