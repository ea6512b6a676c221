"""The dates of a quarter that opens: which quarters may, what is proposed, what somebody typed.

Pure rules. A governance date is a day or words; its order is the officer's own.
"""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from difflib import get_close_matches

from objectives.days import MONTHS, WEEKDAYS, in_words
from objectives.period_reading import parse_date, parse_month, plain_typography
from objectives.periods import FinancialQuarter
from reporting.report import GovernanceDate

OFFERED = 4  # quarters to choose from, and as many more as today is further on
LONGEST = 100  # characters of a date in words

MISTYPED = (
    "Enter a day that exists, such as 7 February 2024, or say it in words without a number, such "
    "as Monthly."
)
TOO_LONG = f"Use {LONGEST} characters or fewer."


# --- Which quarter ------------------------------------------------------------------------------


def offered(
    latest: FinancialQuarter | None,
    upcoming: Iterable[FinancialQuarter],
    *,
    starts: date,
    on: date,
) -> list[FinancialQuarter]:
    """The quarters that may be opened, in order of time.

    Those after the `latest` that ever opened (the first: from the day a strategy `starts`), past
    the quarter of today if need be, and every upcoming one. What was skipped stays skipped: a
    later quarter was already reported beside the one before it.
    """
    first = latest.next if latest else FinancialQuarter.containing(starts)
    found = [first]
    while len(found) < OFFERED or found[-1] < FinancialQuarter.containing(on):
        found.append(found[-1].next)
    return sorted({*found, *upcoming})


def default(
    choices: Sequence[FinancialQuarter],
    latest: FinancialQuarter | None,
    upcoming: Iterable[FinancialQuarter],
    *,
    on: date,
) -> FinancialQuarter:
    """The one to suggest: the next upcoming, else the next; the first is the last that is over."""
    waiting = min(upcoming, default=None)
    if waiting or latest:
        return waiting or choices[0]
    ended = [choice for choice in choices if choice.ends < on]
    return ended[-1] if ended else choices[0]


def is_outside(period: FinancialQuarter, starts: date, ends: date) -> bool:
    """Whether no day of the quarter lies within a strategy's time."""
    return period.ends < starts or period.starts > ends


# --- What is proposed ---------------------------------------------------------------------------


def proposed(
    dates: Iterable[GovernanceDate], last: FinancialQuarter, period: FinancialQuarter
) -> list[GovernanceDate]:
    """The dates of `last` as far after the end of `period`; words stay as they are."""
    return [
        GovernanceDate(item.kind, _as_far_from(item.date, last, period), item.words)
        for item in dates
    ]


def _as_far_from(day: date | None, last: FinancialQuarter, period: FinancialQuarter) -> date | None:
    return day and off_weekend(period.ends + (day - last.ends))


def off_weekend(day: date) -> date:
    """The day itself, or the Monday after its weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


# --- What was typed -----------------------------------------------------------------------------


def read(kind: str, text: str) -> GovernanceDate:
    """What was typed, as the day that it is or as words."""
    day = parse_date(text)
    return GovernanceDate(kind, day, "" if day else text)


def typed(item: GovernanceDate) -> str:
    """A governance date as a form shows it, and as it would be typed."""
    return in_words(item.date) if item.date else item.words


def fault(text: str, period: FinancialQuarter) -> str:
    """Why this can't be a date of the quarter, in words; blank where it can."""
    day = parse_date(text)
    if day and day < period.starts:
        return (
            f"{in_words(day)} lies before {period.name}, which starts on "
            f"{in_words(period.starts)}. Check the year."
        )
    if day is None and is_mistyped(text):
        return MISTYPED
    return TOO_LONG if len(text) > LONGEST else ""


def is_mistyped(text: str) -> bool:
    """Whether words are nothing but the parts of a day and yet no day ("31 February 2024", "7/2").

    A month of a year ("March 2024") is words: the day may not be known yet.
    """
    if parse_date(text) or parse_month(text):
        return False
    parts = re.findall(r"[a-z]+|[0-9]+", plain_typography(text).lower())
    numbers = [part for part in parts if part.isdigit()]
    if not numbers or not all(_is_part_of_day(part) for part in parts):
        return False
    return len(numbers) > 1 or len(numbers) == len(parts) or any(map(_is_month, parts))


_BESIDE_NUMBERS = {"st", "nd", "rd", "th", "of", "the"}
_MONTHS = [name.lower() for name in MONTHS] + [name[:3].lower() for name in MONTHS] + ["sept"]
_WEEKDAYS = [name.lower() for name in WEEKDAYS] + [name[:3].lower() for name in WEEKDAYS]


def _is_part_of_day(part: str) -> bool:
    return part.isdigit() or part in _BESIDE_NUMBERS or _is_month(part) or _is_weekday(part)


def _is_month(part: str) -> bool:
    """Whether it is a month's name, or all but one ("Febuary")."""
    return bool(get_close_matches(part, _MONTHS, n=1, cutoff=0.8))


def _is_weekday(part: str) -> bool:
    return bool(get_close_matches(part, _WEEKDAYS, n=1, cutoff=0.8))


def mark(dates: Iterable[GovernanceDate]) -> str:
    """The dates as one text: a form that was made from them knows when others changed them.

    The quarter's version would not do: each lead who saves moves it on.
    """
    said = [[item.kind, typed(item)] for item in dates]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
