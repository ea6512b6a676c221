"""The computed status: what the figures say, and the sentence that says why (DESIGN 4).

Pure, standard library only. A verdict without a status is a good answer and says why. Numbers are
judged in `amounts`, dates in `milestones`, directions in `directions`; here is the order of
the questions.
"""

from decimal import Context, Decimal, localcontext

from objectives.judging import amounts, directions, kept, milestones
from objectives.judging.case import Case, Promise, Reported
from objectives.judging.comparing import in_print, in_print_beside, is_number, places
from objectives.judging.grading import grade
from objectives.judging.growth import base_of, grown, growth_of, may_be_points
from objectives.judging.profiles import year_of
from objectives.judging.verdicts import Cause, HeldAgainst, Verdict, no_verdict
from objectives.measures import Kind
from objectives.plan import Certainty, KPIKind, Polarity
from objectives.printing import digits
from objectives.rag import Status

_ROOMY = Context(prec=120)
"""Whatever the thread's own decimal context is, no digit of a stored figure is lost."""


def judge(case: Case) -> Verdict:
    """The verdict on one line. Never raises for any case; the sentence is never empty."""
    with localcontext(_ROOMY):
        verdict = _without_asking(case) or _by_target(case)
    return kept.with_its_time(case, verdict)


# --- What needs no look at the figure ---------------------------------------------------------


def _without_asking(case: Case) -> Verdict | None:
    if case.terms.kind is KPIKind.JUDGEMENT:
        sentence = "A judgement in words: there is no figure to test it by."
        return no_verdict(Cause.IN_WORDS, sentence)
    if case.terms.kind is KPIKind.MILESTONE:
        return _no_target(case.promise) or _milestone(case)
    return _no_figure(case.reported) or _no_target(case.promise)


def _milestone(case: Case) -> Verdict | None:
    """A milestone with a date is judged even if nothing was said; others as any figure is."""
    if case.promise.kind is Kind.WORDS:
        sentence = "The target is in words: there is no date to hold the milestone to."
        return no_verdict(Cause.IN_WORDS, sentence)
    if not case.promise.kind.is_time:
        return _no_figure(case.reported)
    if case.reported is not None and case.reported.kind is Kind.NOT_APPLICABLE:
        return _no_figure(case.reported)
    return _not_validated(case.reported) or milestones.judged(case)


def _no_figure(reported: Reported | None) -> Verdict | None:
    if reported is None or (reported.kind is Kind.WORDS and not reported.printed.strip()):
        sentence = "No figure was reported, so there is nothing to judge."
        return no_verdict(Cause.NO_FIGURE, sentence)
    if reported.kind is Kind.NOT_APPLICABLE:
        sentence = "Reported as not applicable, so there is nothing to judge."
        return no_verdict(Cause.NO_FIGURE, sentence)
    if reported.kind is Kind.TO_BE_CONFIRMED:
        sentence = "The figure is still to be confirmed, so there is nothing to judge."
        return no_verdict(Cause.NO_FIGURE, sentence)
    if reported.kind is Kind.NEW:
        sentence = "A new measure: there is no history to judge it by yet."
        return no_verdict(Cause.NO_HISTORY, sentence)
    return _not_validated(reported)


def _not_validated(reported: Reported | None) -> Verdict | None:
    if reported is None or reported.certainty is not Certainty.AWAITING_VALIDATION:
        return None
    sentence = "The figure is awaiting validation: nothing is judged until its evidence is checked."
    return no_verdict(Cause.AWAITING_VALIDATION, sentence)


def _no_target(promise: Promise | None) -> Verdict | None:
    if promise is None:
        return no_verdict(Cause.NO_TARGET, "There is no target to hold it against.")
    sentences = {
        Kind.NOT_APPLICABLE: "The target is printed as not applicable: nothing to hold it against.",
        Kind.TO_BE_CONFIRMED: "The target is still to be confirmed: nothing to hold it against.",
        Kind.NEW: "A new measure without a target yet: nothing to hold it against.",
    }
    sentence = sentences.get(promise.kind)
    return sentence and no_verdict(Cause.NO_TARGET, sentence)


# --- By the kind of target --------------------------------------------------------------------


def _by_target(case: Case) -> Verdict:
    """Both a figure and a target are there."""
    year = year_of(case.promise)
    if year is not None and year.starts > case.quarter.ends:
        sentence = f"The target is for {year.label}, which begins after {case.quarter.long_label}."
        return no_verdict(Cause.NOT_COMPARABLE, sentence)
    if year is not None and _is_of_a_time_to_come(case):
        return _too_early(case)
    percent = growth_of(case)
    if percent is not None:
        return _by_growth(case, percent)
    aim = directions.aim_of(case.promise)
    if aim is not None:
        return directions.judged(case, aim)
    if case.promise.kind is Kind.YES_NO:
        return _yes_or_no(case)
    if not is_number(case.promise):
        what = "a date" if case.promise.kind.is_time else "in words"
        return no_verdict(Cause.IN_WORDS, f"The target is {what}: there is no number to compare.")
    if not is_number(case.reported):
        return _figure_in_words()
    return amounts.judged(case)


def _is_of_a_time_to_come(case: Case) -> bool:
    """Whether it is stated for a time that had not ended with the quarter: no result of it yet."""
    period = case.reported.period
    is_stated = period is not None and not period.inferred
    return is_number(case.reported) and is_stated and period.ends > case.quarter.ends


def _too_early(case: Case) -> Verdict:
    label = case.reported.period.label
    sentence = (
        f"{in_print(case.reported.number, case)} is for {label}, and {label} ends after "
        f"{case.quarter.long_label}: it cannot be held against the year’s target yet."
    )
    return no_verdict(Cause.NOT_COMPARABLE, sentence)


def _figure_in_words() -> Verdict:
    sentence = "The figure is kept as words: there is no number to hold against the target."
    return no_verdict(Cause.IN_WORDS, sentence)


def _yes_or_no(case: Case) -> Verdict:
    said, wanted = case.reported.text, case.promise.text
    if case.reported.kind is not Kind.YES_NO or not {said, wanted} <= {"yes", "no"}:
        sentence = "The target is a yes or no and the answer is neither: nothing to compare."
        return no_verdict(Cause.IN_WORDS, sentence)
    status = Status.GREEN if said == wanted else Status.RED
    label = kept.past_label(case)
    answer = f"The answer for {label}" if label else "The answer"
    return Verdict(status, f"{answer} is {said}; the target is {wanted}.")


# --- Growth -----------------------------------------------------------------------------------


def _by_growth(case: Case, percent: Decimal) -> Verdict:
    """The target is worked out from the last actual, and the sum is shown."""
    if not is_number(case.reported):
        return _figure_in_words()
    base, way = base_of(case), _way_of(case, percent)
    figure, by = in_print(case.reported.number, case), f"{digits(percent)}%"
    if may_be_points(case):
        return _percent_or_points(case)
    if way is None:
        sentence = f"{figure} where the target is growth by {by}: {amounts.doubt(case)}"
        return no_verdict(Cause.POLARITY_UNKNOWN, sentence)
    if base is None:
        sentence = f"{figure} has no figure of the year before to add {by} to."
        return no_verdict(Cause.NO_HISTORY, sentence)
    if case.terms.is_ordinal:
        sentence = f"{figure} is a step on a scale and no amount, so it gets no verdict."
        return no_verdict(Cause.NOT_COMPARABLE, sentence)
    target = grown(base.number, percent)
    result = grade(case.reported.number, target, target, way, case.terms.tolerance)
    decimals = max(places(base.number), places(case.reported.number))
    made = in_print_beside(target, case.reported.number, case, decimals)
    label = kept.past_label(case)
    subject = f"{figure} ({label})" if label else figure
    sentence = (
        f"{subject} {result.verb} the target of {made}{result.tail}: "
        f"{by} on {in_print(base.number, case)} ({base.period.label}) makes {made}{result.better}."
    )
    number = case.reported.number
    return Verdict(result.status, sentence, None, number, target, HeldAgainst.TARGET)


def _percent_or_points(case: Case) -> Verdict:
    sentence = (
        f"The target is “{' '.join(case.promise.printed.split())}” and the figure is a percentage: "
        "it is not known whether per cent or percentage points are meant."
    )
    return no_verdict(Cause.NOT_COMPARABLE, sentence)


def _way_of(case: Case, percent: Decimal) -> Polarity | None:
    """As the KPI says; where nothing is said, growing is better if the target is to grow.

    None where what is said is in doubt, or is that it should stay in a range.
    """
    polarity = case.terms.polarity
    if case.terms.polarity_doubt or polarity is Polarity.IN_RANGE:
        return None
    if polarity is Polarity.UNKNOWN:
        return Polarity.LOWER if percent < 0 else Polarity.HIGHER
    return polarity
