"""A figure from before the quarter is not taken for the quarter's own.

Such as one kept from last quarter, or a yearly one of a year that has ended. Pure, standard library
only.
"""

import re
from dataclasses import replace

from objectives.judging.case import Case
from objectives.judging.comparing import is_number
from objectives.judging.grading import LOWER_IS_BETTER
from objectives.judging.verdicts import Verdict


def past_label(case: Case) -> str:
    """The time of what was reported, if it had ended before the quarter began; else blank."""
    period = case.reported.period if case.reported else None
    return period.label if period and period.ends < case.quarter.starts else ""


def with_its_time(case: Case, verdict: Verdict) -> Verdict:
    """The verdict, its sentence ending with the figure's time where that is past and not said."""
    label = past_label(case)
    if verdict.status is None or not label or not is_number(case.reported):
        return verdict
    if _names(verdict.sentence, label):
        return verdict
    said = verdict.sentence.removesuffix(".")
    better = LOWER_IS_BETTER if said.endswith(LOWER_IS_BETTER) else ""
    sentence = f"{said.removesuffix(better)}, on the figure for {label}{better}."
    return replace(verdict, sentence=sentence)


def _names(sentence: str, label: str) -> bool:
    """Whether it is said already: 2023 is not, where 2023/24 is."""
    return re.search(rf"(?<![\w/-]){re.escape(label)}(?![\w/-])", sentence) is not None
