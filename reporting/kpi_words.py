"""How a KPI's figures are to be read, in words for people. Pure.

*Assumed* is what the source does not say and somebody had to supply.
"""

from objectives.plan import Basis, Comparison, Frequency, KPIKind, Polarity

_GOOD = {
    Polarity.HIGHER: "Higher is better",
    Polarity.LOWER: "Lower is better",
    Polarity.IN_RANGE: "Best within its range",
    Polarity.UNKNOWN: "Not known: nothing is called better or worse",
}
_COVERS = {
    Basis.PERIOD: "Its own period only",
    Basis.YEAR_TO_DATE: "All since the year began",
    Basis.FULL_YEAR: "A whole year",
    Basis.POINT_IN_TIME: "A rate or a level, not added up",
    Basis.UNKNOWN: "Not recorded",
}
_EXPECTED = {
    Frequency.MONTHLY: "Every month",
    Frequency.QUARTERLY: "Every quarter",
    Frequency.TERMLY: "Every school term",
    Frequency.HALF_YEARLY: "Every half year",
    Frequency.YEARLY: "Every year",
    Frequency.UNKNOWN: "Not recorded",
}
_COMPARED = {
    Comparison.PREVIOUS_PERIOD: "The period before",
    Comparison.SAME_PERIOD_LAST_YEAR: "The same period last year",
}
_KINDS = {
    KPIKind.MEASURE: "A measure: reported as a figure",
    KPIKind.MILESTONE: "A milestone: done by a date, or not",
    KPIKind.JUDGEMENT: "A judgement: status and note, no figure",
}


def good(polarity: str, *, is_assumed: bool = False, doubt: str = "") -> str:
    """Which way is good: "Higher is better, assumed"."""
    words = _GOOD[Polarity(polarity)]
    if doubt:
        why = doubt.strip().rstrip(".")
        return f"In doubt: nothing is called better or worse. {why[:1].upper()}{why[1:]}."
    return f"{words}, assumed" if is_assumed else words


def way(polarity: str, *, is_assumed: bool = False, doubt: str = "") -> str:
    """The same inside a sentence: "lower is better"; blank where nothing may be called better."""
    words = {Polarity.HIGHER: "higher is better", Polarity.LOWER: "lower is better"}
    said = "" if doubt else words.get(Polarity(polarity), "")
    return f"{said}, assumed" if said and is_assumed else said


def covers(basis: str, *, is_assumed: bool = False) -> str:
    """What one figure covers: "A whole year, assumed"."""
    words = _COVERS[Basis(basis)]
    return f"{words}, assumed" if is_assumed else words


def expected(frequency: str) -> str:
    """How often a new figure can be expected: "Every quarter"."""
    return _EXPECTED[Frequency(frequency)]


def compared(comparison: str) -> str:
    """What a figure's movement is measured from: "The period before"."""
    return _COMPARED[Comparison(comparison)]


def kind(of: str) -> str:
    """What it can be asked: "A measure: reported as a figure"."""
    return _KINDS[KPIKind(of)]
