"""The verdict on a milestone: done by its date or not, as at the quarter's last day (DESIGN 4).

Pure, standard library only. Never as at today: a quarter that is read a year later reads the same.
"""

from datetime import date

from objectives.days import in_words
from objectives.judging.case import Case, Reported
from objectives.judging.moments import Moment, apart, moment_of
from objectives.judging.said import Said, said_of
from objectives.judging.verdicts import Cause, Verdict, no_verdict
from objectives.periods import FinancialQuarter
from objectives.rag import Status


def judged(case: Case) -> Verdict:
    """The verdict on a milestone whose target is a date, a month or a year."""
    due, said, as_at = moment_of(case.promise), said_of(case.reported), case.quarter.ends
    if due is None:
        return no_verdict(Cause.IN_WORDS, "The target is no date that a milestone can be held to.")
    if said.is_done and (said.when is None or said.when.day <= as_at):
        return _done(due, said)
    if due.day > as_at:
        return _not_due(due, said, as_at)
    if said.is_done is None:
        return _not_understood(due, case.reported)
    return Verdict(Status.RED, _missed(due, said, as_at))


def _done(due: Moment, said: Said) -> Verdict:
    was_due = f"it was due {'by ' if due.words.startswith('on') else 'in '}{due.label}"
    if said.when is None:
        return Verdict(Status.GREEN, f"Reported as {said.words}; {was_due}.")
    is_late = said.when.day > due.day
    late = f", {apart(due.day, said.when.day)} late" if is_late else ""
    return Verdict(Status.GREEN, f"Done {said.when.words}{late}; {was_due}.")


def _missed(due: Moment, said: Said, as_at: date) -> str:
    by = f"due by {in_words(due.day)}"
    if said.when is None:
        return f"It was {by} and is not reported as done."
    if said.when.day <= as_at:
        return f"It {_was_forecast(said)}; it was {by}."
    if said.words:
        then = f"it is reported as {said.words} {said.when.words}"
        return f"It was {by} and was not done by {in_words(as_at)}; {then}."
    return f"It was {by} and is not reported as done; it is forecast for {said.when.label}."


def _not_understood(due: Moment, reported: Reported) -> Verdict:
    is_number = reported.kind.is_measured
    what = "a number" if is_number else "in words that the portal does not understand"
    sentence = (
        f"It was due by {in_words(due.day)}; what is reported is {what}: "
        "say “Done on” and the day, or when it is expected."
    )
    return no_verdict(Cause.IN_WORDS, sentence)


def _not_due(due: Moment, said: Said, as_at: date) -> Verdict:
    """Amber for a day after it is due, else no verdict yet."""
    if said.when is not None and said.when.day > due.day:
        late = f"{apart(due.day, said.when.day)} after it is due"
        then = _ahead(said)
        return Verdict(Status.AMBER, f"{then[0].upper()}{then[1:]}, {late} ({due.label}).")
    quarter = FinancialQuarter.containing(due.day).name
    then = ""
    if said.when is not None:
        then = f"; {_ahead(said) if said.when.day > as_at else f'it {_was_forecast(said)}'}"
    return no_verdict(Cause.NOT_DUE, f"Due in {quarter} (by {in_words(due.day)}){then}.")


def _ahead(said: Said) -> str:
    """Of a day after the quarter's last one."""
    if said.words:
        return f"reported as {said.words} {said.when.words}"
    return f"forecast for {said.when.label}"


def _was_forecast(said: Said) -> str:
    return f"was forecast for {said.when.label} and is not reported as done"
