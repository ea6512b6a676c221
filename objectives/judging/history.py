"""The earlier values that a figure can be compared with (pure, standard library only).

Values that await validation are left out throughout: they judge nothing, and nothing is judged
by them.
"""

from objectives.judging.case import Case, Known
from objectives.periods import DataPeriod, PeriodKind
from objectives.plan import Basis, Certainty

_A_YEAR = 365
_SLACK = 3  # the end of February
_SLACK_OF_TERMS = 20  # Easter moves

WHOLE_YEARS = frozenset(
    {PeriodKind.FINANCIAL_YEAR, PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR}
)


def on_record(case: Case) -> tuple[Known, ...]:
    """The earlier values that may be relied on, oldest first."""
    usable = (item for item in case.earlier if item.certainty is not Certainty.AWAITING_VALIDATION)
    return tuple(sorted(usable, key=lambda item: item.period.ends))


def before(case: Case, period: DataPeriod) -> tuple[Known, ...]:
    """Those of the same kind of period that end before it, oldest first."""
    return tuple(
        item
        for item in on_record(case)
        if is_alike(item.period, period) and item.period.ends < period.ends
    )


def of_same_kind(case: Case) -> tuple[Known, ...]:
    """Those of the reported figure's kind of period; none where its period is not known."""
    period = case.reported.period if case.reported else None
    return () if period is None else before(case, period)


def latest(case: Case) -> Known | None:
    """The latest earlier value of the same kind of period."""
    found = of_same_kind(case)
    return found[-1] if found else None


def last_year(case: Case) -> Known | None:
    """The value for the same time one year earlier."""
    for item in reversed(of_same_kind(case)):
        if _is_a_year_before(item.period, case.reported.period):
            return item
    return None


def is_running_total(case: Case) -> bool:
    """Whether the figure grows through the year, so that the one before says nothing of it."""
    period = case.reported.period if case.reported else None
    kind = period.kind if period else None
    return case.terms.basis is Basis.YEAR_TO_DATE or kind is PeriodKind.YEAR_TO_DATE


def is_alike(earlier: DataPeriod, later: DataPeriod) -> bool:
    """Of one kind. April to June is a quarter and a year to date, whatever it was called."""
    if earlier.kind is later.kind:
        return True
    both = {PeriodKind.QUARTER, PeriodKind.YEAR_TO_DATE}
    spans = (earlier.starts.month, earlier.ends.month, earlier.starts.year == earlier.ends.year)
    return {earlier.kind, later.kind} == both and spans == (4, 6, True)


def _is_a_year_before(earlier: DataPeriod, later: DataPeriod) -> bool:
    slack = _SLACK_OF_TERMS if later.kind is PeriodKind.SCHOOL_TERM else _SLACK
    apart = (later.starts - earlier.starts).days, (later.ends - earlier.ends).days
    return all(abs(days - _A_YEAR) <= slack for days in apart)
