"""The verdict on a target that is a direction: increase, decrease or maintain (DESIGN 4).

Pure, standard library only. From two figures where they are held, else from the word reported.
"""

from decimal import Decimal

from objectives.judging.amounts import doubt
from objectives.judging.case import Case, Known, Promise
from objectives.judging.comparing import in_print, is_number
from objectives.judging.history import WHOLE_YEARS, is_running_total, last_year, latest, on_record
from objectives.judging.kept import past_label
from objectives.judging.verdicts import Cause, HeldAgainst, Verdict, no_verdict
from objectives.measures import Kind
from objectives.periods import PeriodKind
from objectives.plan import Basis, Comparison, Polarity
from objectives.rag import Status

INCREASE, DECREASE, MAINTAIN = "increase", "decrease", "maintain"
_AIMS = {
    INCREASE: "the target is an increase",
    DECREASE: "the target is a reduction",
    MAINTAIN: "the target is to maintain it",
}
_OPPOSITE = {INCREASE: DECREASE, DECREASE: INCREASE}
_GOOD = {Polarity.HIGHER: INCREASE, Polarity.LOWER: DECREASE}
_WORDS = {
    Kind.COMPARISON: frozenset({"better", "same", "worse"}),
    Kind.DIRECTION: frozenset(_AIMS),
}


def aim_of(promise: Promise) -> str | None:
    """Which direction the target asks for; None if it is no direction. "No change" is maintain."""
    if promise.kind is Kind.COMPARISON and promise.text == "same":
        return MAINTAIN
    is_one = promise.kind is Kind.DIRECTION and promise.text in _AIMS
    return promise.text if is_one else None


def judged(case: Case, aim: str) -> Verdict:
    """The verdict on what was reported, a number or a word, for a direction."""
    if _opposes_polarity(case, aim):
        return _at_odds(case, aim)
    if is_number(case.reported):
        return _by_figures(case, aim)
    if case.reported.text in _WORDS.get(case.reported.kind, ()):
        return _by_word(case, aim)
    sentence = f"The figure is in words and {_AIMS[aim]}: nothing to compare."
    return no_verdict(Cause.IN_WORDS, sentence)


def _opposes_polarity(case: Case, aim: str) -> bool:
    """Whether the target asks for what is known to be worse."""
    good = _GOOD.get(case.terms.judged_polarity)
    return good is not None and good == _OPPOSITE.get(aim)


def _at_odds(case: Case, aim: str) -> Verdict:
    better = "higher" if case.terms.judged_polarity is Polarity.HIGHER else "lower"
    sentence = f"{_AIMS[aim].capitalize()}, but {better} is better: check which is right."
    return no_verdict(Cause.AT_ODDS, sentence)


# --- From two figures -------------------------------------------------------------------------


def _by_figures(case: Case, aim: str) -> Verdict:
    base = _base(case)
    figure = in_print(case.reported.number, case)
    if base is None:
        return no_verdict(Cause.NO_HISTORY, f"{figure} {_alone(case)}; {_AIMS[aim]}.")
    if _may_be_running_total(case):
        sentence = (
            f"{figure} after {_with_period(base, case)}: it is not known whether the figures are "
            "totals that grow through the year. Say what the figure covers."
        )
        return no_verdict(Cause.BASIS_UNKNOWN, sentence)
    status = _status(case, aim, _way(base.number, case.reported.number, case))
    way = _moved(base.number, case.reported.number, case)
    moved = f"{figure}{_of_the_past(case)} {way} {_with_period(base, case)}"
    if status is None:
        return no_verdict(Cause.POLARITY_UNKNOWN, f"{moved}: {doubt(case)}")
    sentence = f"{moved}; {_AIMS[aim]}."
    return _after(status, sentence, case.reported.number, base.number)


def _after(status: Status, sentence: str, later: Decimal, earlier: Decimal) -> Verdict:
    return Verdict(status, sentence, None, later, earlier, HeldAgainst.EARLIER)


def _of_the_past(case: Case) -> str:
    """Beside the earlier figure's time, that of the reported one, where it isn't the quarter's."""
    label = past_label(case)
    return f" ({label})" if label else ""


def _alone(case: Case) -> str:
    if not on_record(case):
        return "is the first figure on record, so there is no earlier one to compare with"
    if _wants_last_year(case):
        return "has no figure of the same time last year to compare with"
    return "has no earlier figure of the same kind of period to compare with"


def _base(case: Case) -> Known | None:
    return last_year(case) if _wants_last_year(case) else latest(case)


def _wants_last_year(case: Case) -> bool:
    """A total to date always grows: only last year's at the same time says anything of it."""
    wanted = case.terms.comparison is Comparison.SAME_PERIOD_LAST_YEAR
    return wanted or is_running_total(case)


def _may_be_running_total(case: Case) -> bool:
    period = case.reported.period
    if case.terms.basis is not Basis.UNKNOWN or not period.inferred or _wants_last_year(case):
        return False
    return period.kind not in WHOLE_YEARS | {PeriodKind.ROLLING_12_MONTHS, PeriodKind.THREE_YEARS}


def _way(earlier: Decimal, later: Decimal, case: Case) -> str:
    """Which way the figures went; within the same band they were maintained."""
    if abs(later - earlier) <= case.terms.same_band:
        return MAINTAIN
    return INCREASE if later > earlier else DECREASE


def _status(case: Case, aim: str, way: str) -> Status | None:
    """None for a target to maintain, where it moved and nobody knows which way is good."""
    if way == aim:
        return Status.GREEN
    if aim != MAINTAIN:
        return Status.AMBER if way == MAINTAIN else Status.RED
    good = _GOOD.get(case.terms.judged_polarity)
    if good is None:
        return None
    return Status.GREEN if way == good else Status.RED


def _moved(earlier: Decimal, later: Decimal, case: Case) -> str:
    if earlier == later:
        return "is no change from"
    if _way(earlier, later, case) == MAINTAIN:
        return "is about the same as"
    return "is up from" if later > earlier else "is down from"


# --- From the word ----------------------------------------------------------------------------


def _by_word(case: Case, aim: str) -> Verdict:
    pair = _last_two(case)
    if pair is not None:
        return _by_word_and_figures(case, aim, *pair)
    return _by_word_alone(case, aim)


def _by_word_alone(case: Case, aim: str) -> Verdict:
    status = _status_of_word(case, aim)
    said = f"Reported as {_said(case)}; {_AIMS[aim]}"
    if status is None:
        return no_verdict(Cause.POLARITY_UNKNOWN, f"{said}, and {doubt(case)}")
    return Verdict(status, f"{said}. Judged by that word alone: {_on_record(case)}.")


def _status_of_word(case: Case, aim: str) -> Status | None:
    word = case.reported.text
    if case.reported.kind is Kind.DIRECTION:
        return _status(case, aim, word)
    unchanged = Status.GREEN if aim == MAINTAIN else Status.AMBER
    return {"better": Status.GREEN, "same": unchanged, "worse": Status.RED}.get(word)


def _on_record(case: Case) -> str:
    known = on_record(case)
    if len(known) == 1:
        return f"only one figure is on record, {_with_period(known[0], case, 'for ')}"
    if not known:
        return "no figures are on record"
    return "no two figures on record can be compared"


def _last_two(case: Case) -> tuple[Known, Known] | None:
    """The last two values of the latest one's kind of period, if they can be compared."""
    known = on_record(case)
    alike = [item for item in known if item.period.kind is known[-1].period.kind]
    grows = case.terms.basis is Basis.YEAR_TO_DATE
    if len(alike) < 2 or grows or alike[-1].period.kind is PeriodKind.YEAR_TO_DATE:
        return None
    return alike[-2], alike[-1]


def _by_word_and_figures(case: Case, aim: str, earlier: Known, later: Known) -> Verdict:
    way = _way(earlier.number, later.number, case)
    shown = _word_for(case, aim, way)
    if shown is None:  # nobody knows which way is good
        return _by_word_alone(case, aim)
    figures = f"{_with_period(later, case, 'for ')} after {_with_period(earlier, case, 'for ')}"
    if shown != case.reported.text:
        sentence = (
            f"The word says {_said(case)}, the figures say {_said_as(case, shown)} "
            f"({figures}): check which is right."
        )
        return no_verdict(Cause.AT_ODDS, sentence)
    status = _status(case, aim, way)
    if status is None:
        return _by_word_alone(case, aim)
    moved = _moved(earlier.number, later.number, case)
    sentence = (
        f"{_with_period(later, case)} {moved} {_with_period(earlier, case)}; {_AIMS[aim]}, and the "
        f"word reported, {_said(case)}, agrees."
    )
    return _after(status, sentence, later.number, earlier.number)


def _word_for(case: Case, aim: str, way: str) -> str | None:
    """What the reported word would be if it said what the figures say."""
    if case.reported.kind is Kind.DIRECTION:
        return way
    if way == MAINTAIN:
        return "same"
    good = aim
    if aim == MAINTAIN:
        good = _GOOD.get(case.terms.judged_polarity)
    return good and ("better" if way == good else "worse")


def _said(case: Case) -> str:
    return _said_as(case, case.reported.text)


def _said_as(case: Case, word: str) -> str:
    if case.reported.kind is Kind.DIRECTION:
        return {INCREASE: "an increase", DECREASE: "a decrease"}.get(word, "no change")
    return "the same" if word == "same" else word


def _with_period(known: Known, case: Case, joined: str = "(") -> str:
    """The value and its time: "18.3% (2021/22)", "18.3% for 2021/22"."""
    value = in_print(known.number, case)
    label = known.period.label
    return f"{value} ({label})" if joined == "(" else f"{value} {joined}{label}"
