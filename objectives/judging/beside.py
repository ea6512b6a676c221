"""A figure beside what another place, such as England, has for the same KPI.

Pure, standard library only. It is said in words and never makes a status.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context

from objectives import measures
from objectives.judging.case import Case, Known, Terms
from objectives.judging.comparing import in_print, is_number, kpi_unit, unit_of
from objectives.judging.history import is_alike, is_running_total
from objectives.periods import DataPeriod, FinancialQuarter, PeriodKind
from objectives.plan import Certainty, Polarity
from objectives.rag import Movement
from objectives.units import PER_CENT, POUNDS

_EXACT = Context(prec=120)
_KEPT = 8
"""How many of a series' values are looked back on."""

_BARE = re.compile(r"[+-]?[0-9][0-9, ]*(?:\.([0-9]+))?")
_IN = frozenset(
    {
        PeriodKind.MONTH,
        PeriodKind.FINANCIAL_YEAR,
        PeriodKind.CALENDAR_YEAR,
        PeriodKind.THREE_YEARS,
    }
)
_THAN = {Movement.BETTER: "better than", Movement.WORSE: "worse than"}


@dataclass(frozen=True, slots=True)
class Beside:
    """One series' values, oldest first, and how the figure stands to the last of them.

    `standing` is None where nothing may be called better or worse. `words` say it: "better than
    England (19.9%)", "worse than England (19.9% in 2021/22)", "England: 19.9%".
    """

    values: tuple[Known, ...]
    standing: Movement | None
    words: str


def beside(series: str, held: Iterable[Known], case: Case) -> Beside | None:
    """The figure of `case` beside the values of one series; None where none can stand there.

    Beside the value for the figure's own time; else beside the latest before it that covers the
    same kind of time, judged too, but with its time said. A value for any other time, and one
    beside no figure at all, is only told.
    """
    sure = [item for item in held if item.certainty is not Certainty.AWAITING_VALIDATION]
    ordered = sorted(sure, key=lambda item: (item.period.ends, item.period.starts))
    chosen = _chosen(ordered, case)
    if chosen is None:
        return None
    standing = _standing(chosen, case)
    return Beside(
        values=_up_to(chosen, ordered),
        standing=standing,
        words=_words(series, chosen, standing, case),
    )


# --- Which value --------------------------------------------------------------------------------


def _chosen(ordered: list[Known], case: Case) -> Known | None:
    own = _own_period(case)
    if own is None:
        return ordered[-1] if ordered else None
    by_then = [item for item in ordered if item.period.ends <= own.ends]
    same_time = [item for item in by_then if _is_same_time(item.period, own)]
    same_kind = [item for item in by_then if is_alike(item.period, own)]
    for found in (same_time, same_kind, by_then):
        if found:
            return found[-1]
    return None


def _own_period(case: Case) -> DataPeriod | None:
    return case.reported.period if is_number(case.reported) else None


def _is_same_time(period: DataPeriod, own: DataPeriod) -> bool:
    """The same days, whatever they are called: a rolling year to March is a financial year."""
    return (period.starts, period.ends) == (own.starts, own.ends)


def _up_to(chosen: Known, ordered: list[Known]) -> tuple[Known, ...]:
    """The last values of its kind of time, the chosen one the last of them."""
    before = [
        item
        for item in ordered
        if item.period.kind is chosen.period.kind and item.period.ends < chosen.period.ends
    ]
    return (*before[-(_KEPT - 1) :], chosen)


# --- Better or worse ----------------------------------------------------------------------------


def _standing(chosen: Known, case: Case) -> Movement | None:
    terms = case.terms
    own = _own_period(case)
    if own is None or not _may_be_judged(chosen, own, case):
        return None
    apart = _EXACT.subtract(case.reported.number, chosen.number)
    if apart.copy_abs() <= terms.same_band:
        return Movement.SAME
    is_better = (apart > 0) is (terms.judged_polarity is Polarity.HIGHER)
    return Movement.BETTER if is_better else Movement.WORSE


def _may_be_judged(chosen: Known, own: DataPeriod, case: Case) -> bool:
    terms = case.terms
    has_way = terms.judged_polarity in (Polarity.HIGHER, Polarity.LOWER) and not terms.is_ordinal
    is_checked = case.reported.certainty is not Certainty.AWAITING_VALIDATION
    times_fit = _is_same_time(chosen.period, own) or _is_like_time(chosen.period, own, case)
    return has_way and is_checked and times_fit and _is_of_its_unit(chosen, case)


def _is_like_time(period: DataPeriod, own: DataPeriod, case: Case) -> bool:
    """Whether another time says as much: as long a stretch, and no total that is still growing."""
    is_open = own.kind is PeriodKind.OTHER or is_running_total(case)
    return is_alike(period, own) and not is_open


def _is_of_its_unit(chosen: Known, case: Case) -> bool:
    """A bare value of theirs goes with any unit; a bare figure with none but a word."""
    typed = measures.parse(chosen.printed, unit=case.terms.unit)
    theirs, own = typed.unit if typed else "", unit_of(case.reported) or kpi_unit(case)
    if "" in (theirs, own):
        return theirs not in (PER_CENT, POUNDS)
    return theirs.casefold() == own.casefold()


# --- In words -----------------------------------------------------------------------------------


def _words(series: str, chosen: Known, standing: Movement | None, case: Case) -> str:
    value = printed(chosen, case)
    own = _own_period(case)
    if own is None or not _is_same_time(chosen.period, own):
        value = f"{value} {_when(chosen.period)}"
    if chosen.certainty is Certainty.PROVISIONAL:
        value = f"{value}, provisional"
    if standing is None:
        return f"{series}: {value}"
    return f"{_than(standing, chosen, case)} {series} ({value})"


def _than(standing: Movement, chosen: Known, case: Case) -> str:
    if standing is Movement.SAME:
        return "the same as" if case.reported.number == chosen.number else "about the same as"
    return _THAN[standing]


def _when(period: DataPeriod) -> str:
    """ "in 2021/22", "on 7 February 2024", "for July to September 2023"."""
    word = "on" if period.kind is PeriodKind.DAY else "in" if period.kind in _IN else "for"
    return f"{word} {period.label}"


def printed(known: Known, case: Case) -> str:
    """The value as it was typed; a bare number with the KPI's unit, its decimals as typed."""
    bare = _BARE.fullmatch(known.printed)
    if bare is None:
        return known.printed
    typed = measures.parse(known.printed, unit=case.terms.unit)
    is_money = typed is not None and typed.unit == POUNDS
    return in_print(known.number, case, None if is_money else len(bare[1] or ""))


def printed_by(known: Known, terms: Terms) -> str:
    """The same where no figure of the council's stands beside it."""
    return printed(known, Case(FinancialQuarter.containing(known.period.ends), terms))
