"""What a quarter of a metrics strategy says: a sentence, what to look at, a selection in an order.

Pure functions over a `QuarterReport`; how a row reads is in `metrics_rows`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from urllib.parse import urlencode

from objectives.measures import Kind
from objectives.plan import Polarity
from objectives.rag import Movement, Status
from reporting.dashboard import Item, counted, joined, objectives
from reporting.report import Line, QuarterReport, SubStrandReport


class Way(StrEnum):
    """Which way a metric's number went since the period before."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    NEW = "new"


class Meaning(StrEnum):
    """What a metric's change means; each has exactly one."""

    BETTER = Movement.BETTER.value
    WORSE = Movement.WORSE.value
    SAME = Movement.SAME.value
    NEW = "new"
    UNSAID = "unsaid"  # which way is good is not known, or nothing is held to compare with


class Met(StrEnum):
    """How a metric stands to its target, as the figures say."""

    MET = "met"
    CLOSE = "close"  # missed within its tolerance
    MISSED = "missed"
    UNTOLD = "untold"  # there is a target, but the figures allow no verdict
    NO_TARGET = "no_target"

    @property
    def label(self) -> str:
        """In words, for filters and tables."""
        return _MET_LABELS[self]


_MET_LABELS = {
    Met.MET: "Met",
    Met.CLOSE: "Close to it",
    Met.MISSED: "Missed",
    Met.UNTOLD: "Can’t be held against it",
    Met.NO_TARGET: "No target",
}


class Sort(StrEnum):
    """What a table can be ordered by; nothing chosen is the printed order."""

    CODE = "id"
    CHANGE = "change"
    DISTANCE = "distance"
    STATUS = "status"


#: In the place of a status, in an address.
NO_VERDICT = "none"
_TARGETLESS = (Kind.NOT_APPLICABLE, Kind.TO_BE_CONFIRMED, Kind.NEW)
_VERDICTS = {Status.RED: Met.MISSED, Status.AMBER: Met.CLOSE, Status.GREEN: Met.MET}
_BY_SEVERITY = tuple(_VERDICTS.items())


@dataclass(frozen=True, slots=True)
class Metric:
    """One line with the section it stands in."""

    part: SubStrandReport
    line: Line

    @property
    def place(self) -> tuple[str, int]:
        """Where it stands: the sub-strand's slug and the KPI's number there."""
        return self.part.slug, self.line.number

    @property
    def way(self) -> str:
        """Which way its number went, or "" where no number was reported."""
        change = self.line.change
        if change is None:
            return ""
        return Way(change.direction) if change.direction else Way.NEW

    @property
    def meaning(self) -> Meaning:
        """Whether it is better or worse than what the KPI compares with."""
        compared = self.line.compared
        if compared and compared.movement:
            return Meaning(compared.movement)
        return Meaning.NEW if self.way == Way.NEW else Meaning.UNSAID

    @property
    def says(self) -> str:
        """What its figures say: Red, Amber, Green, or that there is no verdict."""
        return self.line.computed or NO_VERDICT

    @property
    def met(self) -> Met:
        """How it stands to its target: the verdict, never the distance alone.

        A step on a scale has a distance, but nothing says how far is too far.
        """
        target = self.line.target_figure
        if not self.line.target or target is None or Kind(target.kind) in _TARGETLESS:
            return Met.NO_TARGET
        return _VERDICTS.get(self.line.computed, Met.UNTOLD)

    @property
    def is_doubtful(self) -> bool:
        """Whether a number was reported of which nobody can say if it should be high or low."""
        reading, figure = self.line.reading, self.line.figure
        has_number = figure is not None and figure.number is not None
        is_unknown = reading.polarity == Polarity.UNKNOWN
        return has_number and bool(reading.polarity_doubt or is_unknown)


def of(parts: Iterable[SubStrandReport]) -> list[Metric]:
    """The metrics of these sub-strands, in printed order."""
    return [Metric(part, line) for part in parts for line in part.lines]


# --- In words -----------------------------------------------------------------------------------


def sentence(metrics: Sequence[Metric]) -> str:
    """How these metrics stand: what their targets make of them, and which way they went."""
    said = (_targets(metrics), _movements(metrics))
    return " ".join(text for text in said if text)


def _targets(metrics: Sequence[Metric]) -> str:
    counts = Counter(item.met for item in metrics)
    promised = len(metrics) - counts[Met.NO_TARGET]
    if not metrics:
        return ""
    if not promised:
        total = len(metrics)
        return f"None of the {total} metrics has a target." if total > 1 else "It has no target."
    rated = [(counts[met], status) for status, met in _BY_SEVERITY if counts[met]]
    if not rated:
        none = "The only metric" if promised == 1 else f"None of the {promised} metrics"
        return f"{none} with a target {'can’t' if promised == 1 else 'can'} be held against it."
    untold = counts[Met.UNTOLD]
    own = "its target" if untold == 1 else "their targets"
    rest = f"; {untold} can’t be held against {own}" if untold else ""
    return f"{_rated(rated, promised)}{rest}."


def _rated(rated: list[tuple[int, Status]], promised: int) -> str:
    """ "8 of the 34 metrics with a target are Red, 6 Amber and 19 Green"."""
    (many, worst), *others = rated
    if many == promised:
        who = "The only metric" if many == 1 else f"All {many} metrics"
    else:
        who = f"{many} of the {promised} metrics"
    first = f"{who} with a target {'is' if many == 1 else 'are'} {worst.label}"
    return joined([first, *(f"{number} {status.label}" for number, status in others)])


def distribution(metrics: Sequence[Metric]) -> dict[str, int]:
    """How many are Red, Amber, Green and without a verdict, for the bar below the sentence."""
    counts = Counter(item.says for item in metrics)
    rated = {status.value: counts[status] for status, _ in _BY_SEVERITY}
    return {**rated, "not_rated": counts[NO_VERDICT], "total": len(metrics)}


def _movements(metrics: Sequence[Metric]) -> str:
    counts = Counter(item.meaning for item in metrics)
    moved = [way for way in (Meaning.WORSE, Meaning.BETTER) if counts[way]]
    said = [f"{counts[way]} {'' if at else 'got '}{way}" for at, way in enumerate(moved)]
    return f"{' and '.join(said)}." if said else ""


# --- What to look at ----------------------------------------------------------------------------


def attention(metrics: Iterable[Metric]) -> list[Item]:
    """What the figures make Red, those first that also got worse; then Amber that got worse."""
    found = [(weight, item) for item in metrics if (weight := _weight(item)) < _NO_MATTER]
    found.sort(key=lambda pair: pair[0])
    return [item_of(item) for _, item in found]


_RED_AND_WORSE, _RED, _AMBER_AND_WORSE, _NO_MATTER = range(4)


def _weight(item: Metric) -> int:
    is_worse = item.meaning == Meaning.WORSE
    if item.line.computed == Status.RED:
        return _RED_AND_WORSE if is_worse else _RED
    if item.line.computed == Status.AMBER and is_worse:
        return _AMBER_AND_WORSE
    return _NO_MATTER


def item_of(item: Metric) -> Item:
    """A metric: what its figures say, and how they moved."""
    line = item.line
    moved = f"{line.compared.words[:1].upper()}{line.compared.words[1:]}" if line.compared else ""
    return Item(
        status=line.computed,
        slug=item.part.slug,
        number=line.number,
        title=f"{line.code} {line.kpi}".strip(),
        place=item.part.name,
        why=" ".join(text for text in (line.explanation, f"{moved}." if moved else "") if text),
    )


def doubtful(metrics: Iterable[Metric]) -> list[Item]:
    """The metrics of which the source does not reliably say which way is good."""
    return [
        replace(item_of(item), status="", why=check(item.line))
        for item in metrics
        if item.is_doubtful
    ]


def check(line: Line) -> str:
    """What somebody has to look up in the source; blank where all is clear."""
    if line.reading.polarity_doubt:
        return f"{line.reading.polarity_doubt} So nothing is called better or worse."
    if line.reading.polarity == Polarity.UNKNOWN:
        return (
            "The source does not say whether higher or lower is good. "
            "So nothing is called better or worse."
        )
    return ""


# --- The selection ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Selection:
    """What the address asks for; blank for all, in printed order."""

    section: str = ""  # an objective's slug
    direction: str = ""  # Way
    status: str = ""  # objectives.rag.Status as the figures say, or NO_VERDICT
    movement: str = ""  # Meaning
    met: str = ""  # Met
    sort: str = ""  # Sort, with "-" before it from the highest down

    @property
    def is_any(self) -> bool:
        """Whether anything is left out."""
        return replace(self, sort="") != Selection()

    @property
    def query(self) -> str:
        """It in an address: "?section=growth&sort=-change"; "?" for nothing."""
        names = ("section", "status", "direction", "movement", "met", "sort")
        return "?" + urlencode({name: value for name in names if (value := getattr(self, name))})


#: Addresses that were in use before what is close was told from what is missed.
_OLD_MET = {"not_met": Met.MISSED.value}
_ORDERS = tuple(f"{sign}{by}" for by in Sort for sign in ("", "-"))


def selection(report: QuarterReport, query: Mapping[str, str]) -> Selection:
    """What the address asks for; what it asks for that is not there is left out."""
    choices = {
        "section": tuple(objectives(report)),
        "status": (*_VERDICTS, NO_VERDICT),
        "direction": tuple(Way),
        "movement": tuple(Meaning),
        "met": tuple(Met),
        "sort": _ORDERS,
    }
    asked = {name: query.get(name, "") for name in choices}
    asked["met"] = _OLD_MET.get(asked["met"], asked["met"])
    return Selection(**{name: value for name, value in asked.items() if value in choices[name]})


def selected(metrics: Iterable[Metric], chosen: Selection) -> list[Metric]:
    """The metrics that the selection leaves, in its order."""
    return ordered([item for item in metrics if _fits(item, chosen)], chosen.sort)


def _fits(item: Metric, chosen: Selection) -> bool:
    pairs = (
        (chosen.section, item.part.objective_slug),
        (chosen.status, item.says),
        (chosen.direction, item.way),
        (chosen.movement, item.meaning),
        (chosen.met, item.met),
    )
    return all(not wanted or wanted == found for wanted, found in pairs)


def ordered(metrics: list[Metric], sort: str) -> list[Metric]:
    """By what `sort` names, "-" before it from the highest down; what has none stays last."""
    by = sort.removeprefix("-")
    if not by:
        return metrics
    keys = [(_KEYS[Sort(by)](item), item) for item in metrics]
    known = [pair for pair in keys if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=sort.startswith("-"))
    return [item for _, item in known] + [item for key, item in keys if key is None]


def _change_key(item: Metric) -> Decimal | None:
    change = item.line.change
    if change is None or change.direction is None:
        return None
    if change.percent is not None:
        return change.percent
    # From zero there is no percentage: it is beyond them all.
    return Decimal("Infinity").copy_sign(change.value)


def _distance_key(item: Metric) -> Decimal | None:
    distance = item.line.distance
    if distance is None:
        return None
    if distance.met:
        return Decimal(-1)
    return Decimal("Infinity") if distance.percent is None else distance.percent


_SEVERITY = {Status.RED: 0, Status.AMBER: 1, Status.GREEN: 2}
_KEYS = {
    Sort.CODE: lambda item: item.line.code,
    Sort.CHANGE: _change_key,
    Sort.DISTANCE: _distance_key,
    Sort.STATUS: lambda item: _SEVERITY.get(item.line.computed),
}


# --- The selection in words ---------------------------------------------------------------------

_VERBS = {  # of one metric, and of several
    "status": {
        **{status: (f"is {status.label}", f"are {status.label}") for status in _VERDICTS},
        NO_VERDICT: ("has no verdict", "have no verdict"),
    },
    "direction": {
        Way.UP: ("went up", "went up"),
        Way.DOWN: ("went down", "went down"),
        Way.SAME: ("did not change", "did not change"),
        Way.NEW: ("is new", "are new"),
    },
    "movement": {
        Meaning.BETTER: ("got better", "got better"),
        Meaning.WORSE: ("got worse", "got worse"),
        Meaning.SAME: ("stayed about the same", "stayed about the same"),
        Meaning.NEW: ("has nothing before it", "have nothing before them"),
        Meaning.UNSAID: ("can’t be called better or worse",) * 2,
    },
    "met": {
        Met.MET: ("meets its target", "meet their targets"),
        Met.CLOSE: ("is close to its target", "are close to their targets"),
        Met.MISSED: ("misses its target", "miss their targets"),
        Met.UNTOLD: ("can’t be held against its target", "can’t be held against their targets"),
        Met.NO_TARGET: ("has no target", "have no target"),
    },
}
_FIRST = {
    "id": "by ID",
    "-id": "by ID, from the end",
    "change": "by change, the biggest fall first",
    "-change": "by change, the biggest rise first",
    "distance": "by distance, targets that are met first",
    "-distance": "by distance, the furthest from the target first",
    "status": "by status, Red first",
    "-status": "by status, Green first",
}


def in_words(chosen: Selection, report: QuarterReport, many: int) -> str:
    """What is shown: "12 metrics in Growth went up and meet their targets." """
    who = counted(many, "metric") if many else "No metric"
    where = f" in {objectives(report)[chosen.section]}" if chosen.section else ""
    one_or_several = 0 if many <= 1 else 1
    verbs = [
        words[value][one_or_several]
        for name, words in _VERBS.items()
        if (value := getattr(chosen, name))
    ]
    said = f"{who}{where} {joined(verbs)}" if verbs else f"{who}{where}"
    return f"{said}, {_FIRST[chosen.sort]}." if chosen.sort else f"{said}."
