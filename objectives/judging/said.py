"""What a return says of a milestone: done, not done, and when (pure, standard library only).

Only what is plain is understood: words that may mean either are neither.
"""

import re
from dataclasses import dataclass

from objectives.judging.case import Reported
from objectives.judging.moments import Moment, moment_in, moment_of
from objectives.measures import Kind
from objectives.period_reading import plain_typography

_DONE = re.compile(
    r"(?:done|completed?|achieved|delivered|approved|adopted|published|finished|opened)"
    r"(?: (?:in full|on time|early))?(?![a-z])"
)
_WHEN = re.compile(r"(?:(?:on|in|by|since|at) (?:the )?)?(?P<moment>.+)")
_NOT_DONE = re.compile(
    r"(?:not|no|under ?way|on ?going|in progress|started|delayed|on hold|behind|on track"
    r"|planned|expected|due(?! diligence))(?![a-z])"
)
_AROUND = " .,;:!?()[]'\"‘’“”*-"
_LONGEST = 100
"""Longer texts that begin with "done" say more than that."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said: `is_done` None where it is not understood.

    A plain date is both: done then once it is past, a forecast while it lies ahead; `words` is
    blank for it. With words, `when` is the day they say it was done.
    """

    is_done: bool | None
    words: str = ""
    when: Moment | None = None


def said_of(reported: Reported | None) -> Said:
    """What a return says; nothing said, or still to be confirmed, is not done.

    A date that was a forecast when it was given does not become "done" by waiting.
    """
    if reported is None or reported.kind is Kind.TO_BE_CONFIRMED:
        return Said(is_done=False)
    moment = moment_of(reported)
    if moment is not None:
        return Said(not reported.was_forecast, when=moment)
    if reported.kind is Kind.YES_NO:
        return Said(True, "done") if reported.text == "yes" else Said(is_done=False)
    if reported.kind.is_measured:
        return Said(is_done=None)
    return _in_words(" ".join(plain_typography(reported.printed).casefold().split()))


def _in_words(text: str) -> Said:
    text = text.strip(_AROUND)
    if not text or _NOT_DONE.match(text.replace("-", " ")):
        return Said(is_done=False)
    done = _DONE.match(text)
    if done is None or len(text) > _LONGEST:
        return Said(is_done=None)
    rest = text[done.end() :].strip(_AROUND)
    if not rest:
        return Said(True, done[0])
    when = moment_in(_WHEN.fullmatch(rest)["moment"])
    return Said(is_done=None) if when is None else Said(True, done[0], when)
