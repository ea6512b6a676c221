"""The calendar: the years that are understood, where a month ends, and days in words.

Pure rules, standard library only.
"""

from calendar import monthrange
from datetime import date

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""The years that are understood; anything outside is a slip of the finger."""

# fmt: off
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def in_words(day: date) -> str:
    """A day as pages show it: "7 February 2024"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def with_weekday(day: date) -> str:
    """A day of a deadline or meeting: "Wednesday 7 February 2024"."""
    return f"{WEEKDAYS[day.weekday()]} {in_words(day)}"


def until(day: date, *, on: date) -> str:
    """How far a day is from `on`: "in 16 days", "tomorrow", "today", "yesterday", "3 days ago"."""
    days = (day - on).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    return f"in {days:,} days" if days > 0 else f"{-days:,} days ago"


def months_in_words(starts: date, ends: date) -> str:
    """From the one's month to the other's: "July to September 2023"."""
    first, last = MONTHS[starts.month - 1], MONTHS[ends.month - 1]
    first = first if starts.year == ends.year else f"{first} {starts.year}"
    return f"{first} to {last} {ends.year}"


def is_year(year: int) -> bool:
    """Whether it is one of the years that are understood."""
    return FIRST_YEAR <= year <= LAST_YEAR


def check_year(year: int) -> None:
    """ValueError for a year that is not understood."""
    if not is_year(year):
        raise ValueError(f"A year is {FIRST_YEAR} to {LAST_YEAR}, not {year!r}.")


def month_end(year: int, month: int) -> date:
    """The month's last day."""
    return date(year, month, monthrange(year, month)[1])
