"""The verdict on a number against a number (DESIGN 4). Pure, standard library only."""

from dataclasses import replace
from decimal import Decimal

from objectives.days import MONTHS
from objectives.judging.case import Case
from objectives.judging.comparing import comparable, in_print_beside, is_percentage, places
from objectives.judging.grading import Grade, grade
from objectives.judging.holding import Held, held, held_directly
from objectives.judging.profiles import year_of
from objectives.judging.readings import (
    Reading,
    figure,
    noun_of,
    own_period,
    readings_of,
    total,
    why_not,
    why_not_quarter,
)
from objectives.judging.verdicts import Cause, Verdict, no_verdict
from objectives.plan import Polarity, TargetPeriod
from objectives.rag import Status


def judged(case: Case) -> Verdict:
    """The verdict on a reported number against a promised one; both are there."""
    return doubted(case) or _against_target(case)


def doubted(case: Case) -> Verdict | None:
    """Why the two numbers allow no verdict, whatever they are; None if they do."""
    terms = case.terms
    if not comparable(case.reported, case.promise):
        sentence = f"{figure(case)} and the target are in different units: nothing to compare."
        return no_verdict(Cause.NOT_COMPARABLE, sentence)
    if terms.is_ordinal:
        sentence = f"{figure(case)} is a step on a scale and no amount, so it gets no verdict."
        return no_verdict(Cause.NOT_COMPARABLE, sentence)
    if terms.judged_polarity is Polarity.UNKNOWN:
        return no_verdict(Cause.POLARITY_UNKNOWN, f"{figure(case)} of {total(case)}: {doubt(case)}")
    return None


def doubt(case: Case) -> str:
    """Why it is not known which way is good, as the end of a sentence."""
    said = case.terms.polarity_doubt.strip().rstrip(".")
    if not said and case.terms.polarity is Polarity.IN_RANGE:
        return "it is to stay in a range, so neither higher nor lower is better."
    unknown = "it is not known whether higher or lower is better"
    return f"{unknown}: {said}." if said else f"{unknown}."


def _against_target(case: Case) -> Verdict:
    promise = case.promise
    if promise.period is TargetPeriod.QUARTER:
        return _against_quarter(case)
    if year_of(promise) is None:
        return verdict_on(case, held_directly(case))
    readings = readings_of(case)
    if not readings:
        sentence = (
            f"{figure(case)} covers more than a year ({own_period(case).label}) and the target of "
            f"{total(case)} is for {year_of(promise).label}: they cannot be compared."
        )
        return no_verdict(Cause.NOT_COMPARABLE, sentence)
    for reading in readings:
        reason = why_not(case, reading)
        if reason:
            return no_verdict(Cause.NOT_COMPARABLE, reason)
    if len(readings) == 1:
        return verdict_on(case, held(case, readings[0]))
    return _however_read(case, readings)


def _against_quarter(case: Case) -> Verdict:
    promise = case.promise
    if (promise.year, promise.quarter) != (case.quarter.year, case.quarter.quarter):
        sentence = f"The target of {total(case)} is for another quarter than {case.quarter.name}."
        return no_verdict(Cause.NOT_COMPARABLE, sentence)
    reason = why_not_quarter(case)
    if reason:
        return no_verdict(Cause.NOT_COMPARABLE, reason)
    return verdict_on(case, held_directly(case))


def verdict_on(case: Case, what: Held) -> Verdict:
    """Red, Amber or Green, and the sentence with both numbers."""
    result = _grade(case, what)
    expected = _expected_in_print(case, what, result)
    sentence = (
        f"{what.subject} {result.verb} {what.before}{expected}{what.behind}"
        f"{result.tail}{what.after}{result.better}."
    )
    return Verdict(result.status, sentence, None, what.measured, result.edge, what.against)


def _grade(case: Case, what: Held) -> Grade:
    terms = case.terms
    return grade(what.measured, what.low, what.high, terms.judged_polarity, terms.tolerance)


def _expected_in_print(case: Case, what: Held, result: Grade) -> str:
    """Shares are exact to the quarter and rounded beyond, as a twelfth need not end."""
    decimals = places(case.promise.number) + 2

    def printed(value: Decimal) -> str:
        return in_print_beside(value, what.measured, case, decimals)

    if case.terms.judged_polarity is Polarity.IN_RANGE and what.low != what.high:
        return f"{printed(what.low)} to {printed(what.high)}"
    return printed(result.edge)


def _however_read(case: Case, readings: tuple[Reading, ...]) -> Verdict:
    """A verdict only if every way to read the figure gives the same.

    The numbers it then carries are those of the reading that misses least.
    """
    found = {reading: verdict_on(case, held(case, reading)) for reading in readings}
    statuses = list(dict.fromkeys(verdict.status for verdict in found.values()))
    subject = f"{figure(case)} of {total(case)} for {year_of(case.promise).label}"
    if len(statuses) > 1:
        options = ", ".join(_option(case, status, found) for status in statuses)
        sentence = f"{subject}: {options}. {_missing(case)}"
        return no_verdict(Cause.BASIS_UNKNOWN, sentence)
    nearest = min(found.values(), key=lambda item: abs(item.measured - item.expected))
    ways = _or([_in_words(case, reading) for reading in readings])
    sentence = f"{subject} is {statuses[0].label} however it is read: {ways}."
    return replace(nearest, sentence=sentence)


def _missing(case: Case) -> str:
    """What would settle how to read the figure: whoever said its time has no more to say."""
    period = case.reported.period
    if period is None or period.inferred:
        return "Say what the figure covers."
    return "It is not recorded whether the figures of a year add up."


def _option(case: Case, status: Status, found: dict[Reading, Verdict]) -> str:
    """One status, and which ways to read the figure lead to it."""
    readings = [reading for reading, verdict in found.items() if verdict.status is status]
    return f"{status.label} if it is read {_or([_in_words(case, item) for item in readings])}"


def _in_words(case: Case, reading: Reading) -> str:
    if reading is Reading.OWN:
        return f"as the {noun_of(own_period(case))}’s own"
    if reading is Reading.TO_DATE:
        return f"as a total since {MONTHS[year_of(case.promise).starts.month - 1]}"
    return "as a rate for the whole year" if is_percentage(case) else "as the whole year’s"


def _or(ways: list[str]) -> str:
    """With commas and a last "or"."""
    return " or ".join(filter(None, [", ".join(ways[:-1]), ways[-1]]))
