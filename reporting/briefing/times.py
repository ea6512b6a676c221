"""What time a table's figures are for, said once in its caption instead of in every row. Pure."""

from collections import Counter
from collections.abc import Iterable

_FEWEST = 3


def usual(times: Iterable[str]) -> str:
    """The time that most rows share, as a row would print it; blank where there is none."""
    found = Counter(filter(None, times))
    time, many = max(found.items(), key=lambda pair: pair[1], default=("", 0))
    return time if many >= _FEWEST and 2 * many > found.total() else ""


def caption(words: str, time: str) -> str:
    """The table's caption with it: "KPIs of Housing (figures for 2022/23, ...)"."""
    return f"{words} (figures for {time}, where no other time is given)" if time else words
