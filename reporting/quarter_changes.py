"""What changed from one quarter to another, KPI by KPI: in words first, then side by side. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from objectives.judging.change import percent_to_print
from objectives.plan import Basis, Certainty, Polarity, Style
from objectives.printing import digits
from objectives.rag import Movement, movement
from reporting.dashboard import counted, joined
from reporting.explaining import Moved, arrow
from reporting.report import Line, QuarterReport, SubStrandReport


@dataclass(frozen=True, slots=True)
class Pair:
    """One KPI in both quarters; `before` or `after` is None where it is only in the other."""

    slug: str  # of its sub-strand
    place: str
    before: Line | None
    after: Line | None
    movement: Movement | None  # of its status
    moved: Moved | None  # of its figure

    @property
    def line(self) -> Line:
        """The later one that there is."""
        return self.after or self.before

    @property
    def is_in_both(self) -> bool:
        """Whether both quarters report it."""
        return self.before is not None and self.after is not None

    @property
    def is_target_changed(self) -> bool:
        """Whether the later quarter promises something else."""
        return self.is_in_both and (self.before.target or "") != (self.after.target or "")

    @property
    def is_restated(self) -> bool:
        """Whether both give another figure for the very same time: one was put right."""
        same_time = self.is_in_both and self.before.period == self.after.period
        return same_time and self.after.period is not None and _is_another(self)


@dataclass(frozen=True, slots=True)
class Whole:
    """A sub-strand in both quarters."""

    before: SubStrandReport
    after: SubStrandReport
    pairs: tuple[Pair, ...]

    @property
    def movement(self) -> Movement | None:
        """How its overall status moved."""
        return movement(self.before.overall, self.after.overall)


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two quarters, in printed order."""

    wholes: tuple[Whole, ...]
    not_compared: tuple[str, ...]  # names of sub-strands that can't be read in both
    has_figures: bool  # whether KPIs are held for both

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Every KPI of what is compared."""
        return tuple(pair for whole in self.wholes for pair in whole.pairs)

    def by_status(self, way: Movement) -> list[Pair]:
        """The KPIs whose status moved that way."""
        return [pair for pair in self.pairs if pair.movement == way]

    def overalls(self, way: Movement) -> list[Whole]:
        """The sub-strands whose overall status moved that way."""
        return [whole for whole in self.wholes if whole.movement == way]

    @property
    def figures(self) -> list[Pair]:
        """The KPIs whose figure moved, or was put right."""
        return [pair for pair in self.pairs if pair.moved]

    @property
    def targets(self) -> list[Pair]:
        """The KPIs with another target."""
        return [pair for pair in self.pairs if pair.is_target_changed]

    @property
    def came(self) -> list[Pair]:
        """The KPIs that only the later quarter reports."""
        return [pair for pair in self.pairs if pair.before is None]

    @property
    def went(self) -> list[Pair]:
        """The KPIs that only the earlier quarter reports."""
        return [pair for pair in self.pairs if pair.after is None]


def between(before: QuarterReport, after: QuarterReport) -> Changes:
    """What the later quarter says otherwise than the earlier, where both can be read."""
    has_figures = before.figures_held and after.figures_held
    was = {part.slug: part for part in before.sub_strands}
    now = {part.slug: part for part in after.sub_strands}
    wholes, left = [], []
    for slug in dict.fromkeys([*now, *was]):
        earlier, later = was.get(slug), now.get(slug)
        if earlier and later and earlier.is_in and later.is_in:
            pairs = _pairs(earlier, later, after) if has_figures else ()
            wholes.append(Whole(earlier, later, tuple(pairs)))
        else:
            left.append((later or earlier).name)
    return Changes(tuple(wholes), tuple(left), has_figures)


# --- The rows -----------------------------------------------------------------------------------


def _pairs(before: SubStrandReport, after: SubStrandReport, report: QuarterReport):
    """By the KPI, then by its wording: a KPI may have been registered anew under the same words."""
    left = list(before.lines)
    for line in after.lines:
        earlier = _same(line, left, after.lines)
        if earlier is not None:
            left.remove(earlier)
        yield _pair(after, earlier, line, report)
    for line in left:
        yield _pair(after, line, None, report)


def _same(line: Line, candidates: Iterable[Line], later: Iterable[Line]) -> Line | None:
    by_slug = (item for item in candidates if item.kpi_slug == line.kpi_slug)
    still_there = {item.kpi_slug for item in later}
    by_words = (
        item
        for item in candidates
        if _words(item) == _words(line) and item.kpi_slug not in still_there
    )
    return next(by_slug, None) or next(by_words, None)


def _words(line: Line) -> str:
    return " ".join(line.kpi.split()).casefold()


def _pair(part: SubStrandReport, before: Line | None, after: Line | None, report: QuarterReport):
    if before is None or after is None:
        return Pair(part.slug, part.name, before, after, None, None)
    moved = _moved(before, after)
    return Pair(
        part.slug,
        part.name,
        before,
        after,
        movement(status(before, report.style), status(after, report.style)),
        moved,
    )


def status(line: Line, style: str) -> str:
    """Of a metrics strategy what the figures say; else what was declared."""
    return line.computed if style == Style.METRICS else line.declared


# --- The figures --------------------------------------------------------------------------------


def _is_another(pair: Pair) -> bool:
    return _numbers(pair.before, pair.after) is not None and pair.moved is not None


def _numbers(before: Line, after: Line) -> tuple[Decimal, Decimal] | None:
    """Both numbers, where they are of one kind and unit and for times of one kind."""
    was, now = before.figure, after.figure
    if was is None or now is None or was.number is None or now.number is None:
        return None
    if (was.kind, was.unit) != (now.kind, now.unit) or _kind(before) != _kind(after):
        return None
    return was.number, now.number


def _kind(line: Line) -> str:
    return line.period.kind if line.period else ""


def _moved(before: Line, after: Line) -> Moved | None:
    """How the figure moved; None where it did not, or where two can't be held side by side.

    What the later report itself says of the move from that very figure is not judged again.
    """
    numbers = _numbers(before, after)
    if numbers is None or numbers[0] == numbers[1]:
        return None
    for change in (after.compared, after.change):
        if change and change.direction and before.period and change.since == before.period:
            return Moved(arrow(change), change.movement or "", change.words)
    return _move(*numbers, _judged(before, after))


def _move(was: Decimal, now: Decimal, polarity: str) -> Moved:
    is_up = now > was
    direction = "up" if is_up else "down"
    if not was:
        size = "from zero"
    else:
        percent = percent_to_print((now - was) * 100 / was.copy_abs()).copy_abs()
        size = f"{digits(percent, 1)}%" if percent else "slightly"
    if not polarity:
        return Moved(direction, "", f"{direction} {size}")
    meaning = Movement.BETTER if is_up is (polarity == Polarity.HIGHER) else Movement.WORSE
    return Moved(direction, meaning, f"{direction} {size}, {meaning}")


def _judged(before: Line, after: Line) -> str:
    """Which way is good, where that may be said of these two figures; else blank.

    What is counted since the year began only compares with as much of another year.
    """
    reading = after.reading
    if reading.polarity not in (Polarity.HIGHER, Polarity.LOWER) or reading.polarity_doubt:
        return ""
    if reading.basis == Basis.UNKNOWN or Certainty.AWAITING_VALIDATION in (
        before.certainty,
        after.certainty,
    ):
        return ""
    if reading.basis == Basis.YEAR_TO_DATE and not _as_far(before, after):
        return ""
    return reading.polarity


def _as_far(before: Line, after: Line) -> bool:
    """Whether two running totals end at the same time of their years."""
    if before.period is None or after.period is None:
        return False
    return before.period.ends.month == after.period.ends.month


# --- In words -----------------------------------------------------------------------------------


def sentence(changes: Changes) -> str:
    """How much it is: "3 KPIs got worse and 2 better, 1 came; 2 targets changed." """
    if not changes.wholes:
        return "Nothing can be compared yet: no return can be read in both quarters."
    said = [text for text in (_moves(changes), *_rest(changes)) if text]
    if not said:
        what = "status, figure or target" if changes.has_figures else "overall status"
        return f"No {what} changed."
    words = "; ".join(said)
    return f"{words[:1].upper()}{words[1:]}."


def _moves(changes: Changes) -> str:
    worse, better = (len(changes.by_status(way)) for way in (Movement.WORSE, Movement.BETTER))
    said = [
        f"{many} {'' if at else 'KPI ' if many == 1 else 'KPIs '}{word}"
        for at, (many, word) in enumerate(_present(worse, better, changes))
    ]
    return joined(said) if said else ""


def _present(worse: int, better: int, changes: Changes) -> Iterator[tuple[int, str]]:
    got = "got "
    for many, word in ((worse, "worse"), (better, "better")):
        if many:
            yield many, f"{got}{word}"
            got = ""
    for many, word in ((len(changes.came), "came"), (len(changes.went), "went")):
        if many:
            yield many, word


def _rest(changes: Changes) -> Iterator[str]:
    overalls = sum(len(changes.overalls(way)) for way in (Movement.WORSE, Movement.BETTER))
    if overalls:
        yield f"the overall status of {counted(overalls, 'sub-strand')} changed"
    if many := len(changes.targets):
        yield f"{counted(many, 'target')} changed"
    restated = sum(pair.is_restated for pair in changes.pairs)
    if many := len(changes.figures) - restated:
        yield f"{counted(many, 'figure')} moved"
    if restated:
        yield f"{counted(restated, 'figure')} {'was' if restated == 1 else 'were'} corrected"
