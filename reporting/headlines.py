"""A quarter in one minute: what is Red, what got worse, what got better, what is asked. Pure.

For whoever reads one page and no more: each thing once, weightiest first, in sentences.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from objectives.days import in_words
from objectives.plan import StatementKind, Style
from objectives.rag import Movement, Status
from reporting import dashboard, explaining, metrics
from reporting.dashboard import counted, shortened
from reporting.meeting import Item, MatterKind, Meeting
from reporting.metrics import Meaning, Met, Metric
from reporting.report import Line, QuarterReport, SubStrandReport

MOST = 5  # items of a list before the rest is a link away
_LONG = 150  # characters of a note that are still read in passing


@dataclass(frozen=True, slots=True)
class Headline:
    """One thing in plain words: a KPI, or a sub-strand as a whole (`kpi` is blank)."""

    status: str
    title: str
    place: str  # the sub-strand's name; blank where the title is it
    slug: str  # the sub-strand's
    objective: str  # its objective's slug
    moved: str = ""  # "Worse: was Amber"
    said: str = ""  # what was reported, against what
    done: str = ""  # what its lead says of it, in a sentence or two
    kpi: str = ""  # the KPI's slug
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Few:
    """The first of a list, and how many more there are."""

    items: tuple = ()
    more: int = 0


NONE = Few()


@dataclass(frozen=True, slots=True)
class Headlines:
    """The three lists that a report makes; nothing stands in two of them."""

    red: Few
    worse: Few
    better: Few


def headlines(report: QuarterReport) -> Headlines:
    """What a report's statuses, or the figures of a metrics strategy, make of the quarter."""
    if report.style == Style.METRICS:
        return _of_figures(metrics.of(report.received))
    return _of_statuses(report)


def _in_short(item: Headline) -> Headline:
    """Without what is being done: nothing need be."""
    return replace(item, done="")


def few(items: Iterable) -> Few:
    """The first five, and how many are left."""
    items = tuple(items)
    return Few(items[:MOST], max(0, len(items) - MOST))


def sentence(report: QuarterReport, *, on: date) -> str:
    """The quarter in a breath."""
    if report.style == Style.METRICS and report.received:
        return metrics.sentence(metrics.of(report.received))
    return dashboard.sentence(report, on=on)


def age(report: QuarterReport) -> str:
    """How old the figures are, and how complete: "As published on 28 November 2023, edition 1." """
    if report.edition is not None:
        day = f" on {in_words(report.published_on)}" if report.published_on else ""
        return f"As published{day}, edition {report.edition}."
    total = len(report.sub_strands)
    if not total:
        return "Not published yet."
    many = len(report.received)
    verb = "is" if many == 1 else "are"
    come = "can be read so far" if _hides_some(report) else f"{verb} in"
    return f"Not published yet: {many} of {counted(total, 'return')} {come}."


def _hides_some(report: QuarterReport) -> bool:
    return any(not part.state for part in report.sub_strands)


# --- Declared statuses --------------------------------------------------------------------------


def _of_statuses(report: QuarterReport) -> Headlines:
    """Sub-strands before their KPIs; what is Red since this quarter before what still is."""
    found = [
        *((part.movement, _of_part(part)) for part in report.received),
        *((line.movement, _of_line(part, line)) for part, line in report.lines()),
    ]
    reds = [pair for pair in found if pair[1].status == Status.RED]
    reds.sort(key=lambda pair: pair[0] != Movement.WORSE)
    others = [pair for pair in found if pair[1].status != Status.RED]
    return Headlines(
        red=few(item for _, item in reds),
        worse=few(item for moved, item in others if moved == Movement.WORSE),
        better=few(_in_short(item) for moved, item in others if moved == Movement.BETTER),
    )


def _of_part(part: SubStrandReport) -> Headline:
    return Headline(
        status=part.overall,
        title=part.name,
        place="",
        slug=part.slug,
        objective=part.objective_slug,
        moved=_since(part.previous_overall, part.movement),
        done=opening(part.commentary),
    )


def _of_line(part: SubStrandReport, line: Line) -> Headline:
    return Headline(
        status=line.declared,
        title=line.kpi_name or line.kpi,
        place=part.name,
        slug=part.slug,
        objective=part.objective_slug,
        moved=_since(line.previous_declared, line.movement),
        said=reported(line),
        done=opening(line.progress),
        kpi=line.kpi_slug,
        number=line.number,
    )


def _since(before: str, moved: Movement | None) -> str:
    """ "Worse: was Amber"; that it is still the same is no news."""
    if moved not in (Movement.WORSE, Movement.BETTER):
        return ""
    return f"{moved.value.capitalize()}: was {Status(before).label}"


# --- Figures ------------------------------------------------------------------------------------


def _of_figures(found: list[Metric]) -> Headlines:
    """Missed targets, the furthest off first; then what moved, the furthest first."""
    reds = [item for item in found if item.line.computed == Status.RED]
    others = [item for item in found if item.line.computed != Status.RED]
    return Headlines(
        red=_few_of(sorted(reds, key=_off_target, reverse=True)),
        worse=_few_of(_moved(others, Meaning.WORSE, first=Met.CLOSE)),
        better=few(
            _in_short(_of_metric(item)) for item in _moved(others, Meaning.BETTER, first=Met.MET)
        ),
    )


def _few_of(found: list[Metric]) -> Few:
    return few(_of_metric(item) for item in found)


def _moved(found: list[Metric], meaning: Meaning, *, first: Met) -> list[Metric]:
    """The furthest first; before them what so nearly misses its target, or now meets it."""
    moved = [item for item in found if item.meaning == meaning]
    return sorted(moved, key=lambda item: (item.met == first, _far(item)), reverse=True)


def _off_target(item: Metric) -> Decimal:
    distance = item.line.distance
    if distance is None or distance.percent is None:
        return Decimal("Infinity")  # of a target of nothing there is no percentage
    return distance.percent.copy_abs()


def _far(item: Metric) -> Decimal:
    percent = item.line.compared.percent
    return Decimal("Infinity") if percent is None else percent.copy_abs()


def _of_metric(item: Metric) -> Headline:
    line, moved = item.line, explaining.moved(item.line)
    return Headline(
        status=line.computed,
        title=line.kpi_name or line.kpi,
        place=item.part.name,
        slug=item.part.slug,
        objective=item.part.objective_slug,
        moved=_begun_large(moved.words) if moved else "",
        said=line.explanation if line.computed else reported(line),
        done=_spoken_of(item),
        kpi=line.kpi_slug,
        number=line.number,
    )


def _spoken_of(item: Metric) -> str:
    """What the quarter's report says of the metric: its own note, else a commentary on it."""
    if item.line.progress:
        return opening(item.line.progress)
    said = (
        statement.text
        for statement in item.part.statements
        if statement.kind == StatementKind.COMMENTARY and item.line.kpi_slug in statement.kpis
    )
    return opening(next(said, ""))


# --- What is asked ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that a meeting left open: what it is, with whom, by when."""

    item: Item
    whose: str  # "For you, by 7 February 2024"
    is_late: bool


def asked(meeting: Meeting, reader: int, *, on: date) -> Few:
    """What is open for this person (a user's id), then the questions that wait for an answer."""
    found = [
        item
        for item in (*meeting.arising, *meeting.decisions, *meeting.actions, *meeting.questions)
        if item.is_open and (item.owner_id == reader or item.kind == MatterKind.QUESTION)
    ]
    found.sort(key=lambda item: (item.owner_id != reader, item.order))
    return few(Asked(item, _whose(item, reader), item.is_overdue(on)) for item in found)


def _whose(item: Item, reader: int) -> str:
    """ "For you, by 7 February 2024"; "Asked by the Cabinet Member, with Lena Lead"."""
    by = f"by {in_words(item.due_on)}" if item.due_on else ""
    if item.owner_id == reader:
        return ", ".join(filter(None, ("For you", by)))
    asker = f"Asked by {item.asked_by}" if item.asked_by else "A question"
    owner = f"to be answered by {item.owner}" if item.owner else "nobody has been named to answer"
    return f"{asker}; {owner}{f', {by}' if by else ''}"


# --- Words --------------------------------------------------------------------------------------

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\Wa-z_])")


def opening(text: str, limit: int = _LONG) -> str:
    """A text's first sentences, as many as are short together; at least one."""
    first, *others = _SENTENCE_END.split(" ".join(text.split()))
    for sentence in others:
        if len(first) + len(sentence) >= limit:
            break
        first = f"{first} {sentence}"
    return shortened(first, limit)


def reported(line: Line) -> str:
    """What was reported, and against what: "137 (July to September 2023), against a target of 250."

    Of a word, such as Worse, what its verdict makes of it reads better than the bare word; the
    figure for the same time stands before it where one is on record.
    """
    if not line.achieved:
        return f"Target: {line.target}." if line.target else ""
    period = f" ({line.period.label})" if line.period else ""
    if not _is_number(line):
        if known := on_record(line):
            return f"{known} for {line.period.label}. {_word(line, '')}"
        return _word(line, period)
    target = f", against a target of {line.target}" if line.target else ""
    return f"{line.achieved}{period}{target}."


def _word(line: Line, period: str) -> str:
    if line.computed:
        return _SENTENCE_END.split(line.explanation)[0]
    target = f"; the target is “{line.target}”" if line.target else ""
    return f"Reported as “{line.achieved}”{period}{target}."


def on_record(line: Line) -> str:
    """The figure on record for the time of which only a word was reported: "41.6%"."""
    if line.period is None or not line.achieved or _is_number(line):
        return ""
    found = [item.printed for item in line.earlier if item.period == line.period]
    return found[-1] if found else ""


def _is_number(line: Line) -> bool:
    return line.figure is not None and line.figure.number is not None


def _begun_large(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
