"""What a year may come to, from the part of it that is on record. Pure, standard library only.

An estimate for people to look at, with its sum in words; no status ever rests on it. Only of
figures that add up over a financial year: at the same rate, or as last year went on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

from objectives.decimals import without_trailing_zeros
from objectives.judging.case import Known, Terms
from objectives.judging.readings import TOTALS, TWELVE_MONTHS
from objectives.periods import DataPeriod, FinancialQuarter, PeriodKind
from objectives.plan import Basis, Certainty, KPIKind
from objectives.printing import quantity
from objectives.units import PER_CENT, UNIT_ALIASES

_EXACT = Context(prec=60)
_MONTHS = 12
_WHOLE_YEARS = TWELVE_MONTHS | {PeriodKind.THREE_YEARS}
_PARTS = {3: "first quarter", 6: "first half", 9: "first three quarters"}


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the year may come to in one way of looking at it."""

    number: Decimal
    printed: str
    provided: str  # "if the rest of the year goes like its first half: 137 in 2 of 4 quarters"


@dataclass(frozen=True, slots=True)
class Forecast:
    """The estimates for one financial year; or why there is none."""

    year: str = ""  # "2023/24"
    estimates: tuple[Estimate, ...] = ()
    why_not: str = ""  # a sentence; blank where nobody would look for an estimate

    @property
    def words(self) -> str:
        """All of it in a sentence or two; blank without an estimate."""
        if not self.estimates:
            return ""
        numbers = sorted(self.estimates, key=lambda item: item.number)
        low, high = numbers[0].printed, numbers[-1].printed
        if low == high:
            ways = "; and ".join(item.provided for item in self.estimates)
            return f"Estimate for {self.year}: {low}, {ways}."
        ways = "; ".join(f"{item.printed} {item.provided}" for item in self.estimates)
        return f"Estimate for {self.year}: between {low} and {high}. {ways}."


def forecast(terms: Terms, known: Sequence[Known], on: date) -> Forecast:
    """The estimates for the year of the latest of these values, of one series, as at a day."""
    if terms.kind is not KPIKind.MEASURE or not known:
        return Forecast()
    why_not = _never(terms)
    if why_not:
        return _none(why_not)
    latest = max(known, key=lambda item: item.period.ends)
    if all(item.period.kind in _WHOLE_YEARS for item in known):
        return _none("its figures cover whole years")
    year = FinancialQuarter.containing(latest.period.ends).year
    return _of_year(year, terms, known, on)


def _never(terms: Terms) -> str:
    """Why the KPI's figures are never added up over a year; blank if they may be."""
    if terms.is_ordinal:
        return "steps on a scale are not added up"
    if terms.basis is Basis.POINT_IN_TIME:
        return "a rate or a level is not added up over a year"
    if _is_percentage(terms):
        return "none is made of a percentage"
    if terms.basis is Basis.UNKNOWN:
        return "it is not recorded whether its figures add up over a year"
    return ""


def _is_percentage(terms: Terms) -> bool:
    return UNIT_ALIASES.get(terms.unit.casefold(), terms.unit) == PER_CENT


@dataclass(frozen=True, slots=True)
class _SoFar:
    """What a year had come to by the end of a month of it."""

    number: Decimal
    months: int
    in_words: str  # "137 in 2 of 4 quarters"


def _of_year(year: int, terms: Terms, known: Sequence[Known], on: date) -> Forecast:
    whole = DataPeriod.for_financial_year(year)
    if on > whole.ends:
        return _none(f"{whole.label} is over")
    by_month = _by_month(year, terms, known)
    if not by_month:
        return _none(_missing(year, terms, known))
    so_far = by_month[max(by_month)]
    if so_far.months == _MONTHS:
        return _none(f"the figures of {whole.label} are complete")
    decimals = _decimals(terms, known)
    rate = _EXACT.divide(_EXACT.multiply(so_far.number, Decimal(_MONTHS)), Decimal(so_far.months))
    part = _PARTS.get(so_far.months, f"first {so_far.months} months")
    like = f"if the rest of the year goes like its {part}: {so_far.in_words}"
    estimates = [Estimate(rate, _printed(rate, terms, decimals), like)]
    profile = _as_last_year(so_far, year, terms, known)
    if profile is not None:
        number, words = profile
        estimates.append(Estimate(number, _printed(number, terms, decimals), words))
    return Forecast(whole.label, tuple(estimates))


def _as_last_year(
    so_far: _SoFar, year: int, terms: Terms, known: Sequence[Known]
) -> tuple[Decimal, str] | None:
    """If the rest of the year goes as last year's rest did; None where that is not all held."""
    before = _by_month(year - 1, terms, known)
    then, full = before.get(so_far.months), before.get(_MONTHS)
    if then is None or full is None or then.number <= 0:
        return None
    number = _EXACT.divide(_EXACT.multiply(so_far.number, full.number), then.number)
    label = DataPeriod.for_financial_year(year - 1).label
    figures = (_plain(item.number, terms) for item in (so_far, then, full))
    now, was, came_to = figures
    words = f"if it goes on as {label} did: {now} now, where {was} of {came_to} stood then"
    return number, words


def _none(why: str) -> Forecast:
    return Forecast(why_not=f"No estimate for the year’s end: {why}.")


# --- What a year has come to --------------------------------------------------------------------


def _by_month(year: int, terms: Terms, known: Iterable[Known]) -> Mapping[int, _SoFar]:
    """By how many months of the year had passed, what it had come to."""
    within = [item for item in known if _lies_in(item.period, year) and _is_sure(item)]
    found = _added_up(year, terms, within)
    for item in within:
        if _is_to_date(item.period, terms, year) or _is_whole(item.period):
            months = _months(year, item.period.ends)
            printed = _plain(item.number, terms)
            found[months] = _SoFar(item.number, months, f"{printed} in {months} of 12 months")
    return found


def _added_up(year: int, terms: Terms, within: Iterable[Known]) -> dict[int, _SoFar]:
    """The sums of its quarters, as far as none is missing from the first one on."""
    own = {item.period.starts: item for item in within if _is_own(item.period, terms)}
    found, total = {}, Decimal(0)
    for quarter in (FinancialQuarter(year, number) for number in (1, 2, 3, 4)):
        item = own.get(quarter.starts)
        if item is None:
            break
        total += item.number
        count = quarter.quarter
        words = f"{_plain(total, terms)} in {count} of 4 quarters"
        found[count * 3] = _SoFar(total, count * 3, words)
    later = [starts for starts in own if _months(year, starts) > len(found) * 3 + 1]
    return {} if later else found


def _is_own(period: DataPeriod, terms: Terms) -> bool:
    """Whether it is one quarter's alone. A stated quarter says more than the KPI's basis does."""
    if period.kind is not PeriodKind.QUARTER or period.starts.month not in (1, 4, 7, 10):
        return False
    return terms.basis is Basis.PERIOD or (terms.basis in TOTALS and not period.inferred)


def _is_to_date(period: DataPeriod, terms: Terms, year: int) -> bool:
    """Whether it is all since the year began."""
    if period.kind is PeriodKind.YEAR_TO_DATE:
        return period.starts == date(year, 4, 1)
    is_running = terms.basis is Basis.YEAR_TO_DATE
    return is_running and period.kind is PeriodKind.QUARTER and period.inferred


def _is_whole(period: DataPeriod) -> bool:
    return period.kind is PeriodKind.FINANCIAL_YEAR


def _lies_in(period: DataPeriod, year: int) -> bool:
    whole = DataPeriod.for_financial_year(year)
    return whole.starts <= period.starts and period.ends <= whole.ends


def _is_sure(item: Known) -> bool:
    return item.certainty is not Certainty.AWAITING_VALIDATION


def _months(year: int, day: date) -> int:
    """How many months of the year have begun by a day."""
    return (day.year - year) * 12 + day.month - 3


def _missing(year: int, terms: Terms, known: Iterable[Known]) -> str:
    """Which quarters are not held, where only that stands in the way."""
    held = {item.period.starts for item in known if _is_own(item.period, terms)}
    quarters = [FinancialQuarter(year, number) for number in (1, 2, 3, 4)]
    last = max((item for item in quarters if item.starts in held), default=None)
    if last is None:
        return "nothing on record adds up over it"
    gaps = [item.long_label for item in quarters if item < last and item.starts not in held]
    return f"{' and '.join(gaps)} {'is' if len(gaps) == 1 else 'are'} not on record"


# --- In print -----------------------------------------------------------------------------------


def _decimals(terms: Terms, known: Iterable[Known]) -> int:
    """As the KPI prints its figures; an estimate has no more digits than what it rests on."""
    if terms.decimals is not None:
        return terms.decimals
    exponents = (without_trailing_zeros(item.number).as_tuple().exponent for item in known)
    return max((-exponent for exponent in exponents), default=0)


def _printed(number: Decimal, terms: Terms, decimals: int) -> str:
    return quantity(number, terms.unit, decimals)


def _plain(number: Decimal, terms: Terms) -> str:
    return quantity(number, terms.unit, None)
