"""The rows of a corporate performance table in words, made once so that templates compute nothing.

Pure functions over lines of a `QuarterReport`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from objectives.judging.case import Known
from objectives.judging.change import Change
from objectives.measures import Kind, format_number
from objectives.periods import DataPeriod
from objectives.plan import Certainty, Polarity
from objectives.rag import Status
from reporting import explaining, metrics, sheet
from reporting.explaining import Moved, Others, Verdict
from reporting.metrics import Met, Metric
from reporting.report import Line
from reporting.sheet import Beside
from reporting.sparkline import Sparkline, sparkline

#: The source's own headings, oldest first.
EARLIER = ("Recent -3", "Recent -2", "Recent -1")
LATEST = "Most recent"
_LONGEST_UNIT = 6  # characters

_GOOD = {
    Polarity.HIGHER: "Higher",
    Polarity.LOWER: "Lower",
    Polarity.IN_RANGE: "In range",
    Polarity.UNKNOWN: "Not stated",
}


@dataclass(frozen=True, slots=True)
class Value:
    """One of the figures before the most recent; `printed` is blank where none is held."""

    heading: str
    printed: str = ""
    note: int = 0  # the number of what must be known of it, below the table


@dataclass(frozen=True, slots=True)
class Row:
    """One metric as a page prints it."""

    anchor: str
    code: str
    kpi: str
    kpi_slug: str
    section: str
    period_type: str
    good: str  # which way is
    is_assumed: bool
    earlier: tuple[Value, ...]
    latest: str
    period: str  # of the most recent figure: "July to September 2024 (inferred)"
    remarks: tuple[str, ...]
    line: Sparkline | None
    moved: Moved | None
    compared: Moved | None  # where the KPI compares with another time than the one before
    unjudged: str  # why that comparison can't be made
    others: Others | None
    target: str  # in its unit, as the figures beside it are
    printed_target: str  # as the source has it, where that differs
    distance: str
    beside: str  # the distance in percent, and on which side
    is_met: bool
    status: str  # objectives.rag.Status, as the figures say; "" for none
    word: str  # in its place
    is_short: bool  # Red or Amber: paper, too, says why
    verdict: Verdict
    times: tuple[str, ...]  # of the earlier figures
    check: str  # that somebody has to look it up in the source ...
    doubt: str  # ... and why
    corrected: str
    correct_url: str  # for whoever may correct the figure
    reviewing: Beside | None = None  # what stands beside it for reviewers and its lead


def caveats(items: Iterable[Metric]) -> list[str]:
    """What must be known to read the earlier figures of these rows, each once; numbered from 1."""
    found = (known.caveat for item in items for known in _recent(item.line))
    return list(dict.fromkeys(text for text in found if text))


Place = tuple[str, int]  # the sub-strand's slug and the KPI's number there


def row(
    item: Metric,
    notes: Sequence[str],
    corrected: Mapping[Place, str],
    correct_urls: Mapping[Place, str] = MappingProxyType({}),
) -> Row:
    """One metric in words; `notes` are the table's caveats.

    By place, `corrected` says what is another figure now, `correct_urls` where to correct one. The
    anchor is unique on a page with every section.
    """
    line = item.line
    words = sheet.row(line, corrected.get(item.place, ""))
    moved, compared = _moved(line)
    target = target_in_unit(line)
    distance, beside = _distance(item)
    return Row(
        anchor=f"{item.part.slug}-{words.anchor}",
        code=line.code or str(line.number),
        kpi=line.kpi,
        kpi_slug=line.kpi_slug,
        section=item.part.name,
        period_type=line.reading.period_type or "Not stated",
        good=_GOOD[Polarity(line.reading.polarity)],
        is_assumed=line.reading.polarity_assumed,
        earlier=_earlier(line, notes),
        latest=words.achieved,
        period=words.period,
        remarks=words.remarks,
        line=_sparkline(line),
        moved=moved,
        compared=compared,
        unjudged=_unjudged(line),
        others=words.others,
        target=target,
        printed_target=line.target if line.target and line.target != target else "",
        distance=distance,
        beside=beside,
        is_met=item.met == Met.MET,
        status=line.computed,
        word=_word(item),
        is_short=item.met in (Met.CLOSE, Met.MISSED),
        verdict=words.verdict,
        times=_times(line),
        check=_CHECK if item.is_doubtful else "",
        doubt=metrics.check(line) if item.is_doubtful else "",
        corrected=words.corrected,
        correct_url=correct_urls.get(item.place, ""),
    )


_CHECK = "it is doubtful which way is good, so it is not called better or worse."


def _word(item: Metric) -> str:
    if item.line.computed:
        return Status(item.line.computed).label
    return item.met.label


# --- The figures --------------------------------------------------------------------------------


def _recent(line: Line) -> tuple[Known, ...]:
    """Those of the earlier figures that have a column; a trend shows more of them."""
    return line.earlier[-len(EARLIER) :]


def _earlier(line: Line, notes: Sequence[str]) -> tuple[Value, ...]:
    recent = _recent(line)
    missing = [Value(heading) for heading in EARLIER[: len(EARLIER) - len(recent)]]
    held = [
        Value(heading, _printed(known, line), notes.index(known.caveat) + 1 if known.caveat else 0)
        for heading, known in zip(EARLIER[len(missing) :], recent, strict=True)
    ]
    return (*missing, *held)


def _printed(known: Known, line: Line) -> str:
    """A unit in words stands beside the most recent figure only: the columns are narrow."""
    unit = f" {line.reading.unit}"
    printed = known.printed.removesuffix(unit) if len(unit) > _LONGEST_UNIT else known.printed
    return f"{printed} (provisional)" if _is_provisional(known) else printed


def _is_provisional(known: Known) -> bool:
    return known.certainty == Certainty.PROVISIONAL


def _sparkline(line: Line) -> Sparkline | None:
    points = [(known.number, known.printed) for known in _recent(line)]
    if line.figure is not None and line.figure.number is not None:
        points.append((line.figure.number, line.achieved or ""))
    return sparkline(points, of=len(EARLIER) + 1)


def _times(line: Line) -> tuple[str, ...]:
    """When each earlier figure was: "Recent -1: 92, April to June 2024 (inferred)"."""
    recent = _recent(line)
    headings = EARLIER[len(EARLIER) - len(recent) :]
    return tuple(
        f"{heading}: {known.printed}, {_label(known.period)}"
        for heading, known in zip(headings, recent, strict=True)
    )


def _label(period: DataPeriod) -> str:
    return f"{period.label} (inferred)" if period.inferred else period.label


# --- The change ---------------------------------------------------------------------------------


def _moved(line: Line) -> tuple[Moved | None, Moved | None]:
    """From the period before; and from what the KPI compares with, where that is another time."""
    change, compared = line.change, line.compared
    if change is None:
        return None, None
    if compared is None or _is_same_time(change, compared):
        return _from_before(change, compared), None
    return _from_before(change, None), explaining.moved(line)


def _is_same_time(change: Change, compared: Change) -> bool:
    return change.since == compared.since


def _from_before(change: Change, judged: Change | None) -> Moved:
    """Up and down by the number; better or worse only as the comparison judges it."""
    meaning = judged.movement if judged and judged.movement else ""
    plain = change.words.partition(",")[0]
    return Moved(
        direction=explaining.arrow(change),
        meaning=meaning,
        words=judged.words if judged else plain,
    )


def _unjudged(line: Line) -> str:
    """ "Nothing held for the same time last year"; a new figure says so by itself."""
    change, compared = line.change, line.compared
    if change is None or compared is None or compared.direction or change.direction is None:
        return ""
    return f"{compared.words[:1].upper()}{compared.words[1:]}"


# --- The target, and the distance ---------------------------------------------------------------


_BARE = re.compile(r"[\d.,]+")


def target_in_unit(line: Line) -> str:
    """A bare number as the figures beside it are printed: "90%", "£99k"; else as printed."""
    printed, figure = line.target or "", line.target_figure
    if figure is None or figure.number is None or not _BARE.fullmatch(printed):
        return printed
    said = format_number(figure.number, Kind(figure.kind), figure.unit or line.reading.unit)
    number, _, unit = said.partition(" ")
    return number if len(unit) >= _LONGEST_UNIT else said


def _distance(item: Metric) -> tuple[str, str]:
    """ "3.9 points" and "4.3% short"; "Met" alone; blank where nothing is compared."""
    line = item.line
    if line.distance is None:
        return "", ""
    if by := explaining.missed(line):
        return by.amount, f"{by.percent} {by.side}".lstrip()
    if item.met == Met.UNTOLD and line.distance.met:
        return explaining.amount(Decimal(0), line), ""
    return item.met.label, ""
