"""What differs between two reports of the same quarter: one edition and the next. Pure."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from objectives.days import in_words
from objectives.plan import Certainty
from objectives.rag import Status
from reporting.answers import GovernanceKind
from reporting.dashboard import counted, joined
from reporting.report import Line, QuarterReport, SubStrandReport

_AROUND = 6  # words kept on either side of what differs in a long text
_LONG = 30  # words; a shorter text is shown whole


class What(StrEnum):
    """What was said otherwise; in the order in which a sentence counts them."""

    RETURN = "return"
    FIGURE = "figure"
    STATUS = "status"
    OVERALL = "overall status"
    TARGET = "target"
    NOTE = "note"
    COMMENTARY = "commentary"
    KPI = "KPI"
    VERDICT = "verdict of the figures"
    COMPARISON = "comparison with earlier figures"
    DETAIL = "other detail"


#: Where "s" does not do.
_SEVERAL = {
    What.STATUS: "statuses",
    What.OVERALL: "overall statuses",
    What.COMMENTARY: "commentaries",
    What.VERDICT: "verdicts of the figures",
    What.COMPARISON: "comparisons with earlier figures",
}
#: What follows from the rest and from the record: of a report under way it may still change.
_DERIVED = (What.VERDICT, What.COMPARISON, What.DETAIL)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the later report says otherwise: where it is, what it was and is, in words."""

    what: What
    label: str  # "Figure", "Why not rated"
    before: str
    after: str
    slug: str = ""  # of its sub-strand; blank where it is the quarter's own
    place: str = ""
    number: int | None = None  # of its KPI; None for the sub-strand itself
    title: str = ""  # the KPI's wording

    @property
    def excerpts(self) -> tuple[str, str]:
        """Before and after with what both say cut short, so that the difference is seen."""
        return excerpts(self.before, self.after)


def between(
    before: QuarterReport,
    after: QuarterReport,
    *,
    only: Collection[str] | None = None,
    stated_only: bool = False,
) -> list[Change]:
    """What `after` says otherwise than `before`, in printed order.

    `only` are the slugs of the sub-strands to look at; `stated_only` leaves out what is derived.
    """
    found = [] if only is not None else list(_of_quarter(before, after))
    was = {part.slug: part for part in before.sub_strands}
    now = {part.slug: part for part in after.sub_strands}
    for slug in dict.fromkeys([*now, *was]):
        if only is None or slug in only:
            found += _of_part(was.get(slug), now.get(slug))
    return [item for item in found if not stated_only or item.what not in _DERIVED]


def sentence(changes: Collection[Change]) -> str:
    """How much it is: "1 figure and 2 notes differ." """
    counts = Counter(item.what for item in changes)
    said = [_counted(counts[what], what) for what in What if counts[what]]
    if not said:
        return "Nothing differs."
    return f"{joined(said)} {'differs' if len(changes) == 1 else 'differ'}."


def _counted(many: int, what: What) -> str:
    if many > 1 and what in _SEVERAL:
        return f"{many} {_SEVERAL[what]}"
    return counted(many, what.value)


# --- The quarter and its sub-strands ------------------------------------------------------------


def _of_quarter(before: QuarterReport, after: QuarterReport) -> Iterator[Change]:
    pairs = [
        ("Strategy", before.strategy_name, after.strategy_name),
        ("Printed title", before.printed_title, after.printed_title),
        ("Dates", _dates(before), _dates(after)),
        ("Quarter it compares with", _compared(before), _compared(after)),
    ]
    for label, was, now in pairs:
        if was != now:
            yield Change(What.DETAIL, label, was, now)


def _dates(report: QuarterReport) -> str:
    return "; ".join(
        f"{GovernanceKind(item.kind).label}: {in_words(item.date) if item.date else item.words}"
        for item in report.governance_dates
    )


def _compared(report: QuarterReport) -> str:
    return report.previous_quarter.name if report.previous_quarter else ""


def _of_part(before: SubStrandReport | None, after: SubStrandReport | None) -> Iterator[Change]:
    if before is None or after is None:
        part = after or before
        yield _part_change(part, What.RETURN, "Sub-strand", _there(before), _there(after))
        return
    if before.is_received != after.is_received:
        was, now = _received(before), _received(after)
        yield _part_change(after, What.RETURN, "Return", was, now)
        return  # all that it says came or went with it
    for what, label, was, now in _part_facts(before, after):
        if was != now:
            yield _part_change(after, what, label, was, now)
    yield from _of_lines(before, after)


def _part_change(part: SubStrandReport, what: What, label: str, was: str, now: str) -> Change:
    return Change(what, label, was, now, slug=part.slug, place=part.name)


def _there(part: SubStrandReport | None) -> str:
    return "In the report" if part else "Not in the report"


def _received(part: SubStrandReport) -> str:
    return "Received" if part.is_received else "No return received"


def _part_facts(before: SubStrandReport, after: SubStrandReport):
    """(what it is, its label, before, after) of the sub-strand as a whole."""
    yield What.OVERALL, "Overall status", _status(before.overall), _status(after.overall)
    yield What.COMMENTARY, "Commentary", before.commentary, after.commentary
    yield What.DETAIL, "Name", before.name, after.name
    yield What.DETAIL, "Objective", before.objective, after.objective
    yield What.DETAIL, "SES lead", before.ses_lead, after.ses_lead
    yield What.DETAIL, "SES project lead", before.project_lead, after.project_lead
    yield What.DETAIL, "Statements", _statements(before), _statements(after)
    was, now = _status(before.previous_overall), _status(after.previous_overall)
    yield What.COMPARISON, "Previous overall status", was, now


def _statements(part: SubStrandReport) -> str:
    return " ".join(f"{item.heading} {item.text}".strip() for item in part.statements)


# --- The rows -----------------------------------------------------------------------------------


def _of_lines(before: SubStrandReport, after: SubStrandReport) -> Iterator[Change]:
    was = {line.kpi_slug: line for line in before.lines}
    now = {line.kpi_slug: line for line in after.lines}
    for slug in dict.fromkeys([*now, *was]):
        yield from _of_line(after, was.get(slug), now.get(slug))


def _of_line(part: SubStrandReport, before: Line | None, after: Line | None) -> Iterator[Change]:
    if before == after:
        return
    line = after or before
    place = {
        "slug": part.slug, "place": part.name, "number": line.number, "title": line.kpi
    }  # fmt: skip
    if before is None or after is None:
        was, now = _printed(before), _printed(after)
        yield Change(What.KPI, "KPI", was, now, **place)
        return
    found = [
        Change(what, label, was, now, **place)
        for what, label, was, now in _line_facts(before, after)
        if was != now
    ]
    yield from found or [Change(What.DETAIL, "What is kept beside it", "", "", **place)]


def _printed(line: Line | None) -> str:
    return "Not in the report" if line is None else f"In the report: {_figure(line) or 'no figure'}"


def _line_facts(before: Line, after: Line):
    """(what it is, its label, before, after) of one row."""
    yield What.FIGURE, "Figure", _figure(before), _figure(after)
    yield What.TARGET, "Target", before.target or "", after.target or ""
    yield What.STATUS, "Status", _status(before.declared), _status(after.declared)
    yield What.NOTE, "Why not rated", before.not_rated_reason, after.not_rated_reason
    yield (
        What.NOTE,
        "Why better than the figures say",
        before.lead_reason,
        after.lead_reason,
    )
    yield What.NOTE, "Note", before.progress, after.progress
    yield What.DETAIL, "Wording", before.kpi, after.kpi
    yield What.DETAIL, "Number", _number(before), _number(after)
    yield What.VERDICT, "Figures say", _verdict(before), _verdict(after)
    yield What.COMPARISON, "Compared with", _comparison(before), _comparison(after)
    yield What.COMPARISON, "Beside others", _others(before), _others(after)


def _figure(line: Line) -> str:
    if not line.achieved:
        return ""
    beside = [line.period.label] if line.period else []
    if line.certainty != Certainty.FINAL:
        beside.append(line.certainty.replace("_", " "))
    return f"{line.achieved} ({', '.join(beside)})" if beside else line.achieved


def _status(status: str) -> str:
    return Status(status).label if status else ""


def _number(line: Line) -> str:
    return f"{line.number} {line.code}".strip()


def _verdict(line: Line) -> str:
    said = _status(line.computed) or "No verdict"
    return f"{said}: {line.explanation}" if line.explanation else said


def _comparison(line: Line) -> str:
    """What stands beside the figure: the last one, its status, and how far it moved."""
    said = [
        f"last quarter {line.previous_achieved}" if line.previous_achieved else "",
        f"was {_status(line.previous_declared)}" if line.previous_declared else "",
        line.compared.words if line.compared else "",
        line.stale,
    ]
    return ", ".join(text for text in said if text)


def _others(line: Line) -> str:
    return "; ".join(item.words for item in line.comparators)


# --- Long texts ---------------------------------------------------------------------------------


def excerpts(before: str, after: str) -> tuple[str, str]:
    """Two texts without what they share at start and end, but for a few words around."""
    was, now = before.split(), after.split()
    if max(len(was), len(now)) <= _LONG:
        return before, after
    start = _shared(was, now)
    end = _shared(was[start:][::-1], now[start:][::-1])
    return _excerpt(was, start, end), _excerpt(now, start, end)


def _shared(one: list[str], other: list[str]) -> int:
    """How many words they begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _excerpt(words: list[str], start: int, end: int) -> str:
    if not words:
        return ""
    first, last = max(0, start - _AROUND), min(len(words), len(words) - end + _AROUND)
    cut = " ".join(words[first:last])
    return f"{'… ' if first else ''}{cut}{' …' if last < len(words) else ''}"
