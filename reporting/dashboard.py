"""What a quarter's dashboard says: a sentence, short lists, a selection.

Pure functions over a `QuarterReport`; they know neither request nor database.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from objectives.days import in_words, until
from objectives.rag import Difference, Movement, Status
from reporting.deadlines import due_on
from reporting.report import Line, QuarterReport, SubStrandReport
from reporting.workflow import QuarterState, ReturnState

#: Best first, as a sentence counts them up.
IN_ORDER = (Status.GREEN, Status.AMBER, Status.RED, Status.NOT_RATED)
_FEW = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at: where it is, and in words why."""

    status: str
    slug: str  # of its sub-strand
    number: int | None  # of its KPI; None for the sub-strand itself
    title: str
    place: str
    why: str
    note: str = ""
    computed: str = ""  # what the figures say, where the status is better than they are
    says: str = ""  # ... and the sentence for it
    reason: str = ""  # why it is declared all the same


@dataclass(frozen=True, slots=True)
class Selection:
    """What the filters leave: an objective's slug, a status; blank for all."""

    objective: str = ""
    status: str = ""

    @property
    def is_any(self) -> bool:
        """Whether anything is left out."""
        return bool(self.objective or self.status)


# --- The sentence -------------------------------------------------------------------------------


def sentence(report: QuarterReport, *, on: date) -> str:
    """The quarter in a breath: how it stands, what is Red and where, what is still to come."""
    said = (_overalls(report), _reds(report), _waiting(report), _owed(report, on))
    return " ".join(text for text in said if text)


def _overalls(report: QuarterReport) -> str:
    received, total = report.received, len(report.sub_strands)
    if not received:
        return _nothing(report)
    statuses = Counter(part.overall or Status.NOT_RATED.value for part in received)
    if len(received) == total:
        return _of_all(statuses, total)
    return f"{_so_far(report, len(received), total)}: {_of_some(statuses)}."


def _nothing(report: QuarterReport) -> str:
    if not report.sub_strands:
        return "The quarter has not been opened yet."
    if report.state == QuarterState.PUBLISHED:
        return "No return was received."
    if any(part.state in ("", *_WITH_REVIEWER) for part in report.sub_strands):
        return "No return can be read yet."
    return "No return has come in yet."


_WITH_REVIEWER = (ReturnState.SUBMITTED, ReturnState.SIGNED_OFF)


def _of_all(statuses: Counter, total: int) -> str:
    present = [status for status in IN_ORDER if statuses[status]]
    if len(present) == 1:
        who = {1: "The only sub-strand is", 2: "Both sub-strands are"}.get(
            total, f"All {total} sub-strands are"
        )
        return f"{who} {_word(present[0])}."
    first, *others = present
    verb = "is" if statuses[first] == 1 else "are"
    start = f"{statuses[first]} of {total} sub-strands {verb} {_word(first)}"
    return joined([start, *(_are(statuses[status], status) for status in others)]) + "."


def _so_far(report: QuarterReport, received: int, total: int) -> str:
    start = f"{received} of {counted(total, 'return')}"
    if report.state == QuarterState.PUBLISHED:
        return f"{start} {'was' if received == 1 else 'were'} received"
    if any(not part.state for part in report.sub_strands):
        return f"{start} can be read so far"
    return f"{start} {'has' if received == 1 else 'have'} come in"


def _of_some(statuses: Counter) -> str:
    present = [status for status in IN_ORDER if statuses[status]]
    if len(present) > 1:
        return joined([_are(statuses[status], status) for status in present])
    many = statuses[present[0]]
    who = {1: "it is", 2: "both are"}.get(many, "all are")
    return f"{who} {_word(present[0])}"


def _reds(report: QuarterReport) -> str:
    if not report.figures_held:
        return "Figures for this quarter are not held: only overall statuses."
    counts = report.counts
    if not counts:
        return ""
    if not counts[Status.RED]:
        ambers = counts[Status.AMBER]
        return f"No KPI is Red; {_are(ambers, Status.AMBER)}." if ambers else "No KPI is Red."
    reds = counts[Status.RED]
    places = list(
        dict.fromkeys(part.name for part, line in report.lines() if line.declared == Status.RED)
    )
    verb = "is" if reds == 1 else "are"
    return f"{counted(reds, 'KPI')} {verb} Red, {_where(places, reds)}."


def _where(places: list[str], many: int) -> str:
    if len(places) > _FEW:
        return f"in {len(places)} sub-strands"
    if len(places) > 1 or many == 1:
        return f"in {joined(places)}"
    return f"{'both' if many == 2 else 'all'} in {places[0]}"


def _waiting(report: QuarterReport) -> str:
    waiting = sum(part.state in _WITH_REVIEWER for part in report.sub_strands)
    if not waiting:
        return ""
    return f"{counted(waiting, 'return')} {'waits' if waiting == 1 else 'wait'} for review."


def _owed(report: QuarterReport, on: date) -> str:
    many = len(owed(report))
    if not many:
        return ""
    verb, pronoun = ("is", "it was") if many == 1 else ("are", "they were")
    text = f"{counted(many, 'return')} {verb} still owed"
    overdue = late(report, on=on)
    if sum(len(parts) for parts in overdue.values()) < many:
        return f"{text}{_some_late(overdue)}."
    if len(overdue) > 1:
        return f"{text}, all of them late."
    (day,) = overdue
    return f"{text}: {pronoun} due on {_past(day, on)}."


def _some_late(overdue: dict[date, list[SubStrandReport]]) -> str:
    many = sum(len(parts) for parts in overdue.values())
    return f", {many} of them late" if many else ""


def _past(day: date, on: date) -> str:
    return f"{in_words(day)}, {until(day, on=on)}"


def owed(report: QuarterReport) -> list[SubStrandReport]:
    """The sub-strands whose return is still with its lead, as far as the reader may know."""
    return [
        part
        for part in report.sub_strands
        if part.state and part.is_received and ReturnState(part.state).is_with_lead
    ]


def late(report: QuarterReport, *, on: date) -> dict[date, list[SubStrandReport]]:
    """Those of them that are overdue, by the day each was due: the earliest first."""
    found: dict[date, list[SubStrandReport]] = {}
    for part in owed(report):
        day = due_on(part, report.governance_dates)
        if day and day < on:
            found.setdefault(day, []).append(part)
    return dict(sorted(found.items()))


# --- The lists ----------------------------------------------------------------------------------


def attention(report: QuarterReport, *, on: date) -> list[Item]:
    """What needs somebody, each once, for the first of these that holds.

    Red since this quarter; Red; worse; contradicted by its figures; a sub-strand that is Amber;
    late returns.
    """
    found: list[tuple[int, Item]] = []
    for part in report.received:
        found.append((_part_weight(part), part_item(part)))
        found += [(_line_weight(line), line_item(part, line)) for line in part.lines]
    found.sort(key=lambda pair: pair[0])
    return [item for weight, item in found if weight < _NO_MATTER] + _late(report, on)


_NEWLY_RED, _RED, _WORSE, _RED_BY_FIGURES, _CONTRADICTED, _AMBER_PART, _NO_MATTER = range(7)


def _part_weight(part: SubStrandReport) -> int:
    weight = _weight(part.overall, part.movement)
    return min(weight, _AMBER_PART) if part.overall == Status.AMBER else weight


def _line_weight(line: Line) -> int:
    weight = _weight(line.declared, line.movement)
    if not _is_contradicted(line):
        return weight
    return min(weight, _RED_BY_FIGURES if line.computed == Status.RED else _CONTRADICTED)


def _weight(status: str, moved: Movement | None) -> int:
    if status == Status.RED:
        return _NEWLY_RED if moved == Movement.WORSE else _RED
    return _WORSE if moved == Movement.WORSE else _NO_MATTER


def _is_contradicted(line: Line) -> bool:
    return line.difference == Difference.BETTER_THAN_FIGURES


def ambers(report: QuarterReport) -> list[Item]:
    """The Amber KPIs that are not in the attention list already."""
    return [
        line_item(part, line)
        for part, line in report.lines()
        if line.declared == Status.AMBER and _line_weight(line) == _NO_MATTER
    ]


def better(report: QuarterReport) -> list[Item]:
    """What improved since the last quarter."""
    found = []
    for part in report.received:
        if part.movement == Movement.BETTER:
            found.append(part_item(part))
        found += [line_item(part, line) for line in part.lines if line.movement == Movement.BETTER]
    return found


def compares(report: QuarterReport) -> bool:
    """Whether anything can be called better or worse than last quarter at all."""
    return any(
        part.movement or any(line.movement for line in part.lines) for part in report.received
    )


def compares_kpis(report: QuarterReport) -> bool:
    """Whether any KPI can be: of some quarters only overall statuses are held."""
    return any(line.movement for _, line in report.lines())


#: Where last quarter only overall statuses are held.
NO_EARLIER_KPIS = "Of KPIs there is no earlier status to compare with."


def none_better(report: QuarterReport) -> str:
    """What stands where nothing improved; blank where nothing can be compared."""
    if compares_kpis(report):
        return "No status is better than last quarter."
    if not compares(report):
        return ""
    return f"No overall status is better than last quarter. {NO_EARLIER_KPIS}"


def _late(report: QuarterReport, on: date) -> list[Item]:
    overdue = late(report, on=on)
    if not overdue:
        return []
    many = sum(len(parts) for parts in overdue.values())
    return [
        Item(
            status="",
            slug="",
            number=None,
            title=f"{counted(many, 'return')} {'is' if many == 1 else 'are'} late",
            place="",
            why=" ".join(
                f"{joined([part.name for part in parts])}. Due on {_past(day, on)}."
                for day, parts in overdue.items()
            ),
        )
    ]


def part_item(part: SubStrandReport) -> Item:
    """The sub-strand as a whole, and how its overall status moved."""
    return Item(
        status=part.overall,
        slug=part.slug,
        number=None,
        title=part.name,
        place="the sub-strand as a whole",
        why=_since(part.previous_overall, part.movement, part.overall),
    )


def line_item(part: SubStrandReport, line: Line) -> Item:
    """A KPI: how its status moved, what was reported, and whether its figures say otherwise."""
    item = Item(
        status=line.declared,
        slug=part.slug,
        number=line.number,
        title=line.kpi,
        place=part.name,
        why=_since(line.previous_declared, line.movement, line.declared),
        note=shortened(line.progress),
    )
    if _is_contradicted(line):
        return replace(item, **_contradiction(line))
    return replace(item, why=". ".join(text for text in (item.why, *_figures(line)) if text))


def _figures(line: Line) -> Iterator[str]:
    if line.achieved:
        period = f" ({line.period.label})" if line.period else ""
        yield f"Reported: {line.achieved}{period}"
    if line.target:
        yield f"Target: {line.target}"


def _contradiction(line: Line) -> dict:
    """Its sentence names figure and target, so they are not said twice."""
    return {"computed": line.computed, "says": line.explanation, "reason": line.lead_reason}


def _since(before: str, moved: Movement | None, now: str) -> str:
    """ "Worse: was Green"; blank where there is nothing to compare."""
    if moved is None:
        return ""
    if moved == Movement.SAME:
        return f"Still {_word(now)}"
    return f"{moved.value.capitalize()}: was {_word(before)}"


# --- The selection ------------------------------------------------------------------------------


def parts(report: QuarterReport, selection: Selection) -> list[SubStrandReport]:
    """The sub-strands of a selection: of that status overall, or with a KPI of it."""
    return [
        part
        for part in report.sub_strands
        if (not selection.objective or part.objective_slug == selection.objective)
        and (not selection.status or (part.is_in and _has(part, selection.status)))
    ]


def _has(part: SubStrandReport, status: str) -> bool:
    return part.overall == status or part.counts[status] > 0


def lines(report: QuarterReport, selection: Selection) -> Iterator[tuple[SubStrandReport, Line]]:
    """The KPI lines of a selection, in printed order."""
    for part, line in report.lines():
        if selection.objective and part.objective_slug != selection.objective:
            continue
        if not selection.status or (line.declared or Status.NOT_RATED) == selection.status:
            yield part, line


def objectives(report: QuarterReport) -> dict[str, str]:
    """The report's objectives, slug to name, in printed order."""
    return {part.objective_slug: part.objective for part in report.sub_strands}


# --- Words --------------------------------------------------------------------------------------


def counted(number: int, noun: str) -> str:
    """ "1 return", "2 returns"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def joined(words: Iterable[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def shortened(text: str, limit: int = 160) -> str:
    """The text on one line, cut at a word where it is too long for a list."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(",.;:") + " …"


def _word(status: str) -> str:
    label = Status(status).label
    return label if Status(status).is_rated else label.lower()


def _are(number: int, status: str) -> str:
    return f"{number} {'is' if number == 1 else 'are'} {_word(status)}"
