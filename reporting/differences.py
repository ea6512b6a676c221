"""Where declared statuses and figures part ways, and how much nothing can test.

What the Economy Cell challenges. Pure functions over a `QuarterReport`; only what has come in
counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from objectives.judging.verdicts import Cause
from objectives.measures import Kind, parse
from objectives.rag import Difference, Status
from reporting.dashboard import counted, joined
from reporting.report import Line, QuarterReport, SubStrandReport

Found = tuple[SubStrandReport, Line]

#: As the page counts them: worst first.
STATUSES = (Status.RED, Status.AMBER, Status.GREEN)
_WEIGHT = {status: weight for weight, status in enumerate(STATUSES)}

#: Causes in the order of what could be done: first what somebody can answer, last what must wait.
CAUSES = (
    Cause.AT_ODDS,
    Cause.POLARITY_UNKNOWN,
    Cause.BASIS_UNKNOWN,
    Cause.AWAITING_VALIDATION,
    Cause.NOT_COMPARABLE,
    Cause.NO_TARGET,
    Cause.NO_FIGURE,
    Cause.NO_HISTORY,
    Cause.NOT_DUE,
    Cause.IN_WORDS,
)

#: Beside the causes: no figure, because none applies. There is nothing to ask for.
NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Support:
    """How far the figures bear out the KPIs declared one status."""

    status: Status
    agree: int
    differ: int
    untested: int

    @property
    def total(self) -> int:
        """All that were declared so."""
        return self.agree + self.differ + self.untested


def of_objective(report: QuarterReport, slug: str) -> QuarterReport:
    """The report of one objective alone; of all where `slug` is blank."""
    if not slug:
        return report
    parts = tuple(part for part in report.sub_strands if part.objective_slug == slug)
    return replace(report, sub_strands=parts)


# --- What is found ------------------------------------------------------------------------------


def better_than_figures(report: QuarterReport) -> list[Found]:
    """Declared better than the figures say: without a reason first, then Red by its figures."""
    found = _differing(report, Difference.BETTER_THAN_FIGURES)
    return sorted(found, key=lambda pair: (bool(pair[1].lead_reason), _WEIGHT[pair[1].computed]))


def worse_than_figures(report: QuarterReport) -> list[Found]:
    """Declared worse than the figures say: worst first; needs no reason."""
    found = _differing(report, Difference.WORSE_THAN_FIGURES)
    return sorted(found, key=lambda pair: _WEIGHT[pair[1].declared])


def _differing(report: QuarterReport, difference: Difference) -> Iterator[Found]:
    return (pair for pair in report.lines() if pair[1].difference == difference)


def count(report: QuarterReport) -> int:
    """How many declared statuses are not what the figures say."""
    return sum(line.difference is not None for _, line in report.lines())


def without_verdict(report: QuarterReport) -> dict[str, list[Found]]:
    """What no figure tests, by cause; a blank one stands for verdicts that were not kept."""
    groups: dict[str, list[Found]] = {cause: [] for cause in (*CAUSES, NOT_APPLICABLE, "")}
    for part, line in report.lines():
        if not line.is_tested:
            groups[_why_untested(line)].append((part, line))
    return {cause: found for cause, found in groups.items() if found}


def _why_untested(line: Line) -> str:
    printed = parse(line.achieved or "")
    if line.cause == Cause.NO_FIGURE and printed and printed.kind == Kind.NOT_APPLICABLE:
        return NOT_APPLICABLE
    return line.cause


def rated_by_figures_alone(report: QuarterReport) -> list[Found]:
    """What the figures judge and the lead did not rate: no difference, but worth knowing."""
    return [pair for pair in report.lines() if pair[1].is_tested and not pair[1].is_rated]


def not_counted(report: QuarterReport) -> list[SubStrandReport]:
    """The sub-strands whose return is not in."""
    return [part for part in report.sub_strands if not part.is_in]


def tested(report: QuarterReport) -> list[Support]:
    """For each status that was declared: how many the figures support, contradict, leave open."""
    counts = {status: [0, 0, 0] for status in STATUSES}
    for _, line in report.lines():
        if line.is_rated:
            kind = 2 if not line.is_tested else 0 if line.difference is None else 1
            counts[Status(line.declared)][kind] += 1
    return [Support(status, *numbers) for status, numbers in counts.items() if sum(numbers)]


# --- The sentence -------------------------------------------------------------------------------


def sentence(report: QuarterReport) -> str:
    """How much of the picture nothing can test, and what the figures say of the rest."""
    groups = tested(report)
    rated = sum(group.total for group in groups)
    if not rated:
        return "No KPI is rated yet." if report.received else "No return has come in yet."
    said = (_rated(report, rated), _untested(groups, rated), _judged(report, rated))
    return " ".join(text for text in said if text)


def _rated(report: QuarterReport, rated: int) -> str:
    total = sum(part.kpi_count for part in report.received)
    if rated == total:
        return f"{'The only KPI is' if total == 1 else f'All {total} KPIs are'} rated."
    return f"{rated} of {counted(total, 'KPI')} {'is' if rated == 1 else 'are'} rated."


def _untested(groups: list[Support], rated: int) -> str:
    untested = sum(group.untested for group in groups)
    if not untested:
        return "Figures test every one of these statuses." if rated > 1 else ""
    said = _colours(groups)
    if untested == rated:
        return f"No figure can test {f'any of them ({said})' if rated > 1 else 'it'}."
    which = "one" if untested == 1 else untested
    return f"For {which} of them ({said}) no figure can test the status."


def _colours(groups: list[Support]) -> str:
    """ "24 Green and 2 Red", "all Green", of those that nothing tests; best first."""
    found = [group for group in reversed(groups) if group.untested]
    if len(found) == 1:
        label = found[0].status.label
        return label if found[0].untested == 1 else f"all {label}"
    return joined([f"{group.untested} {group.status.label}" for group in found])


def _judged(report: QuarterReport, rated: int) -> str:
    judged = sum(line.is_tested and line.is_rated for _, line in report.lines())
    better, worse = len(better_than_figures(report)), len(worse_than_figures(report))
    if not judged:
        return ""
    if not better + worse:
        return _agreed(judged, rated)
    if judged == 1:
        start = "It" if rated == 1 else "The other one"
        return f"{start} is declared {'better' if better else 'worse'} than the figures say."
    said = joined([f"{_are(number)} {word}" for number, word in _counts(better, worse)])
    return f"Of the {judged} that can be tested, {said} than the figures say."


def _agreed(judged: int, rated: int) -> str:
    if judged == 1:
        return f"The figures agree with {'it' if rated == 1 else 'the other one'}."
    return f"The figures agree with {'all of them' if judged == rated else f'the other {judged}'}."


def _counts(better: int, worse: int) -> list[tuple[int, str]]:
    return [pair for pair in ((better, "better"), (worse, "worse")) if pair[0]]


def _are(number: int) -> str:
    return f"{number} {'is' if number == 1 else 'are'} declared"


def link_words(report: QuarterReport) -> str:
    """ "7 differences between statuses and figures", for the way to the page."""
    many = count(report)
    start = counted(many, "difference") if many else "No difference"
    return f"{start} between statuses and figures"
