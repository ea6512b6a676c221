"""What a person typed beside what it means: figures, dates, directions and words.

Pure rules, standard library only. Values are decimals or words, never floats, and what was typed is
kept as typed (DESIGN section 3, decision 6). A text that is not clearly something else stays
words: nothing is guessed.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from objectives.days import MONTHS, in_words
from objectives.decimals import count_of_digits, multiplied, without_trailing_zeros
from objectives.period_reading import (
    month_number,
    parse_date,
    parse_month,
    parse_year_pair,
    plain_typography,
)
from objectives.periods import year_pair
from objectives.printing import digits, pounds, pounds_in_full, quantity
from objectives.units import PER_CENT, POUND_UNITS, POUNDS, UNIT_ALIASES


class Kind(StrEnum):
    """What a typed value turned out to be (DESIGN section 3, decision 2)."""

    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    QUANTITY = "quantity"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    FINANCIAL_YEAR = "financial_year"
    YES_NO = "yes_no"
    DIRECTION = "direction"
    COMPARISON = "comparison"
    NOT_APPLICABLE = "not_applicable"
    TO_BE_CONFIRMED = "to_be_confirmed"
    NEW = "new"
    WORDS = "words"

    @property
    def label(self) -> str:
        """In words, for pages."""
        return _KIND_LABELS[self]

    @property
    def is_measured(self) -> bool:
        """Whether it carries a number, and so may become an observation."""
        return self in (Kind.NUMBER, Kind.PERCENT, Kind.MONEY, Kind.QUANTITY)

    @property
    def is_time(self) -> bool:
        """Whether it is a point in time, as the target of a milestone is."""
        return self in (Kind.DATE, Kind.MONTH, Kind.YEAR, Kind.FINANCIAL_YEAR)


_KIND_LABELS = {
    Kind.NUMBER: "Number",
    Kind.PERCENT: "Percentage",
    Kind.MONEY: "Money",
    Kind.QUANTITY: "Number with a unit",
    Kind.DATE: "Date",
    Kind.MONTH: "Month",
    Kind.YEAR: "Year",
    Kind.FINANCIAL_YEAR: "Financial year",
    Kind.YES_NO: "Yes or no",
    Kind.DIRECTION: "Increase, decrease or maintain",
    Kind.COMPARISON: "Better, same or worse",
    Kind.NOT_APPLICABLE: "Not applicable",
    Kind.TO_BE_CONFIRMED: "To be confirmed",
    Kind.NEW: "New measure",
    Kind.WORDS: "Words",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A value as typed and as understood.

    `typed` is what was typed without the white space around it. `number` is set for the measured
    kinds only: per cent in points (70.28 is 70.28%), money in pounds (£440m is 440000000).
    `unit` is "%", "GBP", "m2" or a word such as "businesses"; blank for a plain number. `text` is
    the canonical form of the kinds that are neither measured nor words: "increase", "decrease",
    "maintain"; "better", "same", "worse"; "yes", "no"; "2023-11-14", "2027-03", "2024", "2023/24".
    It is blank for words, not applicable, to be confirmed and new.
    """

    kind: Kind
    typed: str
    number: Decimal | None = None
    unit: str = ""
    text: str = ""

    @property
    def reading(self) -> str:
        """How it was read, in one short phrase for the form; money in full: "£440,000,000"."""
        if self.number is not None:
            return self._number_in_words()
        if self.kind is Kind.DATE:
            return in_words(date.fromisoformat(self.text))
        if self.kind is Kind.MONTH:
            return f"{MONTHS[int(self.text[5:]) - 1]} {self.text[:4]}"
        if self.kind is Kind.YEAR:
            return f"the year {self.text}"
        if self.kind is Kind.FINANCIAL_YEAR:
            return f"the financial year {self.text}"
        return _READINGS.get(self.kind, self.text)

    def _number_in_words(self) -> str:
        if self.kind is Kind.PERCENT:
            return f"{digits(self.number)} per cent"
        if self.kind is Kind.MONEY:
            return pounds_in_full(self.number, None)
        figure = format_number(self.number, self.kind, self.unit)
        return f"the number {figure}" if self.kind is Kind.NUMBER else figure


_READINGS = {
    Kind.NOT_APPLICABLE: "not applicable",
    Kind.TO_BE_CONFIRMED: "to be confirmed",
    Kind.NEW: "a new measure",
    Kind.WORDS: "kept as words",
}

_VOCABULARY = {
    "yes": (Kind.YES_NO, "yes"),
    "y": (Kind.YES_NO, "yes"),
    "no": (Kind.YES_NO, "no"),
    "n": (Kind.YES_NO, "no"),
    "better": (Kind.COMPARISON, "better"),
    "worse": (Kind.COMPARISON, "worse"),
    "same": (Kind.COMPARISON, "same"),
    "the same": (Kind.COMPARISON, "same"),
    "no change": (Kind.COMPARISON, "same"),
    "unchanged": (Kind.COMPARISON, "same"),
    "increase": (Kind.DIRECTION, "increase"),
    "increased": (Kind.DIRECTION, "increase"),
    "decrease": (Kind.DIRECTION, "decrease"),
    "decreased": (Kind.DIRECTION, "decrease"),
    "reduce": (Kind.DIRECTION, "decrease"),
    "reduced": (Kind.DIRECTION, "decrease"),
    "reduction": (Kind.DIRECTION, "decrease"),
    "maintain": (Kind.DIRECTION, "maintain"),
    "maintained": (Kind.DIRECTION, "maintain"),
    "n/a": (Kind.NOT_APPLICABLE, ""),
    "na": (Kind.NOT_APPLICABLE, ""),
    "n.a.": (Kind.NOT_APPLICABLE, ""),
    "not applicable": (Kind.NOT_APPLICABLE, ""),
    "tbc": (Kind.TO_BE_CONFIRMED, ""),
    "tba": (Kind.TO_BE_CONFIRMED, ""),
    "to be confirmed": (Kind.TO_BE_CONFIRMED, ""),
    "to be announced": (Kind.TO_BE_CONFIRMED, ""),
    "new": (Kind.NEW, ""),
    "new indicator": (Kind.NEW, ""),
    "new measure": (Kind.NEW, ""),
    "new kpi": (Kind.NEW, ""),
}

_LONGEST_MEANING = 100
"""Longer texts are words without a look, so that reading takes no time on any text."""

_MOST_DIGITS, _MOST_DECIMALS = 15, 6
"""What SQLite's reals and DecimalField(max_digits=24, decimal_places=6) both hold exactly."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_WHOLE = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)"
_FIGURE = re.compile(
    r"(?P<sign>[+-]?)(?P<pounds>(?:(?:£|GBP) ?)?)(?P<inner_sign>[+-]?)"
    rf"(?P<digits>{_WHOLE}(?:\.[0-9]+)?|\.[0-9]+)"
    r" ?(?P<tail>[^0-9 .,].*)?",
    re.IGNORECASE,
)
_UNIT_WORD = re.compile(r"[a-z]{2,30}(?:[-'][a-z]{1,30})?[23]?", re.IGNORECASE | re.ASCII)
_LONGEST_UNIT = 30  # what is stored
_YEARS_READ_AS_YEARS = range(1990, 2101)

_SHORT_MULTIPLES = {"k": 3, "m": 6, "mn": 6, "bn": 9}
_LONG_MULTIPLES = {"thousand": 3, "million": 6, "billion": 9}
_MULTIPLES = _SHORT_MULTIPLES | _LONG_MULTIPLES
"""Powers of ten. The short ones are for money alone: 440m may be metres."""

_UNITS_OF_KINDS = {Kind.PERCENT: PER_CENT, Kind.MONEY: POUNDS}
_KINDS_OF_UNITS = {"": Kind.NUMBER, PER_CENT: Kind.PERCENT, POUNDS: Kind.MONEY}
_NOT_UNITS = frozenset(_VOCABULARY | _MULTIPLES) | frozenset(
    re.findall(
        "[a-z]+",
        """about above am and approx at below by est estimated fewer from in less more nd not of on
        or out over pa per plus pm rd short st th to unknown under vs""",
    )
)


def parse(typed: str, unit: str = "", prefer: Kind | None = None) -> Measure | None:
    """Read what was typed; None if it is blank. Never raises, in linear time, on any text.

    `unit` is the KPI's: a bare number is then per cent ("%"), money ("GBP", "£") or a quantity;
    without a unit a bare number is per cent or money if `prefer` says so. Where the unit is a
    multiple of pounds ("£m", "£000s") the number is in that multiple, typed with a currency sign
    or without. `prefer` is the kind that is expected: a bare 1990 to 2100 is a year only when that
    is a kind of time. What is not clearly a value (1,23; 31/02/2024; 2 of 11; more than 15 digits
    or 6 decimals) is words (DESIGN section 3, decision 6).
    """
    typed = typed.strip()
    if not typed:
        return None
    words = Measure(Kind.WORDS, typed)
    if len(typed) > _LONGEST_MEANING or _CONTROL.search(typed):
        return words
    text = " ".join(plain_typography(typed).split())
    return (
        _read_vocabulary(typed, text)
        or _read_time(typed, text, prefer)
        or _read_figure(typed, text, unit.strip(), prefer)
        or words
    )


def format_number(value: Decimal, kind: Kind, unit: str = "", decimals: int | None = None) -> str:
    """A measured value for print: "1,234", "70.28%", "£440m", "£445.40", "26,476 m2".

    `decimals` None prints as many as the value needs, without trailing zeros (pence are two);
    else exactly that many, rounded half up. Round millions and billions of pounds are shortened
    unless decimals are asked for. Never an exponent, never "-0". ValueError if `kind` is not a
    measured one or the value is not finite.
    """
    if not kind.is_measured:
        raise ValueError(f"Not a measured kind: {kind}.")
    if not value.is_finite():
        raise ValueError(f"Not a number to print: {value}.")
    if kind is Kind.QUANTITY:
        return quantity(value, unit, decimals)
    if kind is Kind.PERCENT:
        return f"{digits(value, decimals)}%"
    if kind is Kind.MONEY:
        return pounds(value, decimals)
    return digits(value, decimals)


def same_value(a: Measure | None, b: Measure | None) -> bool:
    """Whether two measures of one row mean the same, for "carried forward" (decision 2).

    Numbers compare by value ("12" is "12.0", and "2" is "2 events"), words without regard to
    case and spacing. Nothing typed is never the same as anything.
    """
    if a is None or b is None:
        return False
    if a.kind.is_measured and b.kind.is_measured:
        return a.number == b.number and _same_unit(a, b)
    if a.kind is not b.kind:
        return False
    if a.kind is Kind.WORDS:
        return a.typed.casefold().split() == b.typed.casefold().split()
    return a.text == b.text


def _same_unit(a: Measure, b: Measure) -> bool:
    counts = (Kind.NUMBER, Kind.QUANTITY)
    if a.kind in counts and b.kind in counts and "" in (a.unit, b.unit):
        return True
    return a.kind is b.kind and a.unit.casefold() == b.unit.casefold()


def _read_vocabulary(typed: str, text: str) -> Measure | None:
    found = _VOCABULARY.get(text.casefold())
    return found and Measure(found[0], typed, text=found[1])


def _read_time(typed: str, text: str, prefer: Kind | None) -> Measure | None:
    day, month, year = parse_date(text), _read_month(text), parse_year_pair(text)
    if day is not None:
        return Measure(Kind.DATE, typed, text=day.isoformat())
    if year is not None and (month is None or prefer is not Kind.MONTH):
        return Measure(Kind.FINANCIAL_YEAR, typed, text=year_pair(year))
    if month is not None:
        return Measure(Kind.MONTH, typed, text=f"{month[0]}-{month[1]:02d}")
    if prefer is not None and prefer.is_time and _is_bare_year(text):
        return Measure(Kind.YEAR, typed, text=text)
    return None


def _is_bare_year(text: str) -> bool:
    return re.fullmatch(r"[0-9]{4}", text) is not None and int(text) in _YEARS_READ_AS_YEARS


def _read_month(text: str) -> tuple[int, int] | None:
    """As people write it, or our own canonical form "2027-03"."""
    match = re.fullmatch(r"((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])", text)
    return (int(match[1]), int(match[2])) if match else parse_month(text)


def _read_figure(typed: str, text: str, unit: str, prefer: Kind | None) -> Measure | None:
    match = _FIGURE.fullmatch(text)
    if match is None or (match["sign"] and match["inner_sign"]):
        return None
    number = Decimal(re.sub("[ ,]", "", match["digits"]))
    unit = unit or _UNITS_OF_KINDS.get(prefer, "")
    if "-" in (match["sign"], match["inner_sign"]):
        number = -number
    if count_of_digits(number) > _MOST_DIGITS or -number.as_tuple().exponent > _MOST_DECIMALS:
        return None
    tail = (match["tail"] or "").strip()
    if match["pounds"].strip():
        return _as_money(typed, number, tail, unit)
    return _with_tail(typed, number, tail, unit)


def _with_tail(typed: str, number: Decimal, tail: str, unit: str) -> Measure | None:
    """A number by what stands after it, or by the KPI's unit when nothing does."""
    multiple = tail.casefold()
    if tail and _is_same_word(tail, unit):
        tail = ""
    elif unit.casefold() in POUND_UNITS and multiple in _MULTIPLES:
        return _as_money(typed, number, tail, unit)
    elif multiple in _LONG_MULTIPLES and unit not in (PER_CENT, "000s"):
        number, tail = multiplied(number, _LONG_MULTIPLES[multiple]), ""
    typed_unit = _read_unit(tail) if tail else UNIT_ALIASES.get(unit.casefold(), unit)
    if typed_unit is None:
        return None
    if tail and typed_unit == POUNDS:
        return _as_money(typed, number, "", unit)
    return _measured(_KINDS_OF_UNITS.get(typed_unit, Kind.QUANTITY), typed, number, typed_unit)


def _is_same_word(tail: str, unit: str) -> bool:
    tail, unit = tail.casefold(), unit.casefold()
    return unit in (tail, f"{tail}s", f"{tail}es")


def _read_unit(tail: str) -> str | None:
    """The canonical unit for what follows a number, or None if it is not plainly a unit."""
    if tail.casefold() in UNIT_ALIASES:
        return UNIT_ALIASES[tail.casefold()] or None
    is_word = len(tail) <= _LONGEST_UNIT and _UNIT_WORD.fullmatch(tail) is not None
    if not is_word or tail.casefold() in _NOT_UNITS or month_number(tail) is not None:
        return None
    return tail


def _as_money(typed: str, number: Decimal, tail: str, unit: str) -> Measure | None:
    """Pounds; in the KPI's own multiple of pounds when its unit is one ("£m")."""
    if tail and tail.casefold() not in _MULTIPLES:
        return None
    in_pounds = multiplied(number, _MULTIPLES.get(tail.casefold(), 0))
    power = POUND_UNITS.get(unit.casefold(), 0)
    if power == 0:
        return _measured(Kind.MONEY, typed, in_pounds, POUNDS)
    return _measured(Kind.QUANTITY, typed, multiplied(in_pounds, -power), unit)


def _measured(kind: Kind, typed: str, number: Decimal, unit: str) -> Measure | None:
    """The measure, or None when storage would not hold its number exactly."""
    number = without_trailing_zeros(number)
    too_large = abs(number) >= Decimal(10) ** _MOST_DIGITS
    if too_large or -number.as_tuple().exponent > _MOST_DECIMALS:
        return None
    return Measure(kind, typed, number, unit)
