"""Why a row has its colour, in words: what the figures say, how the figure moved, how to read it.

Pure. The status is the lead's and the verdict the figures'; neither is ever called by the other's
name, and "up" is never "better" by itself.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from objectives.decimals import without_trailing_zeros
from objectives.judging.change import Change, Direction
from objectives.judging.readings import noun_of
from objectives.judging.verdicts import HeldAgainst
from objectives.plan import Basis, Polarity
from objectives.printing import quantity
from objectives.rag import Difference, Movement, Status
from objectives.units import PER_CENT, UNIT_ALIASES
from reporting.report import Line

_MOST_DECIMALS = 2
_SHOWN = 3  # of those beside a figure


@dataclass(frozen=True, slots=True)
class Moved:
    """How a figure moved: an arrow for the number, a meaning for its colour, words for both."""

    direction: str  # "up", "down", "level"; "" without an arrow
    meaning: str  # objectives.rag.Movement, or "" where it can't be called better or worse
    words: str  # "up 4.9%, better than April to June 2023"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the figures say of one row, and what one must know to judge that."""

    status: str  # objectives.rag.Status, or "" where they say nothing
    said: str  # "The figures say Amber", "Nothing tests this status"
    sentence: str
    differs: bool  # from the declared status
    asks_reason: bool  # the declared status is better than the figures
    reason: str  # why, as the lead gave it
    reading: str  # distance, polarity and basis, in sentences, as far as `sentence` has them not


def verdict(line: Line) -> Verdict:
    """The verdict on a line, for whoever asks "why?"."""
    return Verdict(
        status=line.computed,
        said=_said(line),
        sentence=line.explanation,
        differs=line.difference is not None,
        asks_reason=line.difference == Difference.BETTER_THAN_FIGURES,
        reason=line.lead_reason,
        reading=" ".join(filter(None, [*_reading(line), _sources(line)])),
    )


def _said(line: Line) -> str:
    if not line.computed:
        return "The figures say nothing for or against it" if line.is_rated else "No verdict"
    said = f"The figures say {Status(line.computed).label}"
    return f"{said} too" if line.declared == line.computed else said


def moved(line: Line) -> Moved | None:
    """How the figure moved since what the KPI compares with; None where nothing can be compared."""
    change = line.compared
    if change is None or change.direction is None:
        return None
    return Moved(
        direction=arrow(change),
        meaning=change.movement.value if change.movement else "",
        words=f"{change.words}{_since(change)}",
    )


def arrow(change: Change) -> str:
    """Which way the number went; blank where nothing is before it."""
    return _ARROWS[change.direction] if change.direction else ""


_ARROWS = {Direction.UP: "up", Direction.DOWN: "down", Direction.SAME: "level"}


def _since(change: Change) -> str:
    if change.since is None:
        return ""
    than = "than" if change.movement in (Movement.BETTER, Movement.WORSE) else "since"
    return f" {than} {change.since.label}"


# --- Beside others ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Others:
    """What others have, beside a figure: the first of them, and the rest behind a line to open."""

    words: str  # "Better than England (19.9%); worse than North West (18%)"
    rest_title: str = ""  # "and 2 more"
    rest: str = ""


def others(line: Line) -> Others | None:
    """What others have for a line's KPI; None where nothing is held."""
    said = [item.words for item in line.comparators]
    if not said:
        return None
    first, rest = said[:_SHOWN], said[_SHOWN:]
    title = f"and {len(rest)} more" if rest else ""
    return Others(_listed(first), title, _listed(rest))


def _listed(words: Iterable[str]) -> str:
    joined = "; ".join(words)
    return f"{joined[:1].upper()}{joined[1:]}"


def _sources(line: Line) -> str:
    """Who publishes what stands beside the figure, each source once."""
    series = defaultdict(list)
    for item in line.comparators:
        if item.source:
            series[item.source].append(item.series)
    said = [f"{', '.join(names)}: {source}" for source, names in series.items()]
    return f"Sources. {'; '.join(said)}." if said else ""


# --- How to read it -----------------------------------------------------------------------------


def _reading(line: Line) -> Iterable[str]:
    """What the sentence does not say. Only of rows with a number: words are not high or low."""
    if line.figure is None or line.figure.number is None:
        return
    by = missed(line)
    if by and by.percent:  # the sentence has both numbers, so that a bare difference adds nothing
        yield f"{distance_words(line)}."
    known, assumed = _terms(line)
    yield from (f"{words}." for words in known)
    if assumed:
        yield f"Assumed: {', '.join(_begun_small(words) for words in assumed)}."
    yield from _first_or_alone(line)


def _terms(line: Line) -> tuple[list[str], list[str]]:
    """Polarity and basis in words: what is known of them, and what had to be assumed."""
    reading, words = line.reading, _polarity(line)
    terms = [(words, reading.polarity_assumed and _WHETHER not in words)]
    if reading.basis != Basis.UNKNOWN:
        terms.append((_BASES[Basis(reading.basis)], reading.basis_assumed))
    known = [words for words, is_assumed in terms if words and not is_assumed]
    return known, [words for words, is_assumed in terms if words and is_assumed]


def _polarity(line: Line) -> str:
    """Blank where the sentence says it; that it is only assumed no sentence says."""
    words, said = _POLARITIES[Polarity(line.reading.polarity)], line.explanation.casefold()
    if _WHETHER in said:
        return ""
    if line.reading.polarity_doubt:
        return f"It is doubtful {_WHETHER}"
    is_said = words.casefold() in said and not line.reading.polarity_assumed
    return "" if is_said else words


def _begun_small(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"


def _first_or_alone(line: Line) -> Iterable[str]:
    """That nothing can be compared, unless the sentence says so.

    Nothing is called the first while the row shows one before it, such as one that awaits
    validation and is on no record yet.
    """
    if line.compared is None or line.compared.direction or " to compare with" in line.explanation:
        return
    words = line.compared.words
    if words != "new":
        yield f"{words[:1].upper()}{words[1:]}."
    elif not line.previous_achieved:
        yield "First figure on record."


_WHETHER = "whether higher or lower is better"
_POLARITIES = {
    Polarity.HIGHER: "Higher is better",
    Polarity.LOWER: "Lower is better",
    Polarity.IN_RANGE: "Best within its range",
    Polarity.UNKNOWN: f"It is not recorded {_WHETHER}",
}

_BASES = {
    Basis.PERIOD: "Each figure covers its own period",
    Basis.YEAR_TO_DATE: "Counted since the year began",
    Basis.FULL_YEAR: "Each figure covers a whole year",
    Basis.POINT_IN_TIME: "A rate or a level, not added up",
}


@dataclass(frozen=True, slots=True)
class Missed:
    """By how much a target is missed."""

    amount: str  # "3.9 points"
    percent: str  # of the target: "4.3%"; blank for a target of nothing
    side: str  # "short", "above"


def missed(line: Line) -> Missed | None:
    """By how much the target is missed; None once it is met, or where nothing can be compared."""
    distance = line.distance
    if distance is None or distance.met or distance.value is None:
        return None
    return Missed(
        amount=amount(distance.value, line),
        percent="" if distance.percent is None else f"{distance.percent.copy_abs():f}%",
        side=_SIDES[Polarity(line.reading.polarity)],
    )


_SIDES = {
    Polarity.HIGHER: "short",
    Polarity.LOWER: "above",
    Polarity.IN_RANGE: "outside",
    Polarity.UNKNOWN: "away",
}
_PREPOSITIONS = {"short": " of", "away": " from"}


def distance_words(line: Line) -> str:
    """ "3.9 (4.3%) short of the target"; blank where nothing is missing or can be compared."""
    by = missed(line)
    if by is None:
        return ""
    percent = f" ({by.percent})" if by.percent else ""
    return f"{by.amount}{percent} {by.side}{_PREPOSITIONS.get(by.side, '')} {_mark(line)}"


def _mark(line: Line) -> str:
    """What the figure was held against; without a verdict that is the target as it stands."""
    if line.held_against == HeldAgainst.SHARE:
        return f"a {noun_of(line.period) if line.period else 'quarter'}’s share"
    if line.held_against == HeldAgainst.BY_NOW:
        return "what is expected by now"
    return "the target" if line.held_against or _is_whole(line) else "what it was held against"


def _is_whole(line: Line) -> bool:
    """Of an edition that does not say it: whether the number is the target's own."""
    target = line.target_figure
    return line.expected is None or target is None or target.number == line.expected


def amount(value: Decimal, line: Line) -> str:
    """A difference between figures of this line, in their unit."""
    unit = (line.figure.unit if line.figure else "") or line.reading.unit
    decimals = _decimals(value, line)
    if UNIT_ALIASES.get(unit.casefold(), unit) != PER_CENT:
        return quantity(value, unit, decimals)
    points = quantity(value, "", decimals)
    return f"{points} point" if points == "1" else f"{points} points"


def _decimals(value: Decimal, line: Line) -> int | None:
    """As the KPI prints them; one or two more where a share of a target needs them: 0.75."""
    if line.reading.decimals is None:
        return None
    needed = max(0, -without_trailing_zeros(value).as_tuple().exponent)
    return max(line.reading.decimals, min(needed, _MOST_DECIMALS))
