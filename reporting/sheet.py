"""One sub-strand's report as rows of words, made once so that templates compute nothing. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from objectives.plan import Certainty, KPIKind
from objectives.rag import RATED, Movement, Status
from reporting import explaining
from reporting.answers import Answer
from reporting.explaining import Moved, Others, Verdict
from reporting.report import Line, SubStrandReport
from reporting.workflow import ReturnState


@dataclass(frozen=True, slots=True)
class Beside:
    """What reviewing puts beside a row, for those who take part in it."""

    called: str = ""  # the row: "KPI 10", "Metric G10"
    words: str = ""  # "2 comments"
    url: str = ""  # of the first of them
    comment_url: str = ""  # where one more is written
    is_changed: bool = False  # since its return was sent back


@dataclass(frozen=True, slots=True)
class Row:
    """One KPI's line as a page prints it."""

    anchor: str
    number: int
    code: str
    kpi: str
    kpi_slug: str
    target: str
    achieved: str
    period: str
    remarks: tuple[str, ...]  # what must be known to read the figure
    status: str
    word: str
    movement: str  # objectives.rag.Movement, or "" where nothing can be compared
    since: str  # "was Amber: better"
    reason: str  # why not rated, or why not what the figures say
    progress: str
    is_carried: bool
    moved: Moved | None  # the figure, not the status
    others: Others | None  # what others have, beside the figure
    verdict: Verdict
    doubt: str  # why the printed polarity can't be relied on
    corrected: str  # "Since corrected to 38, ..."
    correct_url: str  # for whoever may correct the figure
    asked: tuple[str, ...]  # what its lead was asked of it, and said
    reviewing: Beside | None = None


def rows(
    lines: Iterable[Line],
    corrected: Mapping[int, str] = MappingProxyType({}),
    correct_urls: Mapping[int, str] = MappingProxyType({}),
    asked: Mapping[int, tuple[str, ...]] = MappingProxyType({}),
) -> list[Row]:
    """The report's lines, in printed order.

    By number, `corrected` says what is another figure now, `correct_urls` where to correct one,
    `asked` what its lead was asked of it.
    """
    return [
        row(
            line,
            corrected.get(line.number, ""),
            correct_urls.get(line.number, ""),
            asked.get(line.number, ()),
        )
        for line in lines
    ]


def row(line: Line, corrected: str = "", correct_url: str = "", asked: tuple[str, ...] = ()) -> Row:
    """One line in words."""
    moved = line.movement
    return Row(
        anchor=f"kpi-{line.number}",
        number=line.number,
        code=line.code,
        kpi=line.kpi,
        kpi_slug=line.kpi_slug,
        target=line.target or "No target",
        achieved=line.achieved or _without_figure(line),
        period=_period(line),
        remarks=tuple(_remarks(line)),
        status=line.declared,
        word=status_word(line.declared),
        movement=moved.value if moved else "",
        since=since(line.previous_declared, moved),
        reason=line.not_rated_reason or line.lead_reason,
        progress=line.progress,
        is_carried=line.carried_forward,
        moved=explaining.moved(line),
        others=explaining.others(line),
        verdict=explaining.verdict(_beside(line, asked)),
        doubt=line.reading.polarity_doubt,
        corrected=corrected,
        correct_url=correct_url,
        asked=asked,
    )


def _beside(line: Line, asked: tuple[str, ...]) -> Line:
    """The line, not called the first figure beside words that name an earlier one."""
    is_new = line.compared is not None and line.compared.words == "new"
    return replace(line, compared=None) if asked and is_new else line


def _without_figure(line: Line) -> str:
    if line.answer == Answer.NOT_APPLICABLE:
        return "Not applicable"
    if line.kind == KPIKind.JUDGEMENT:
        return "No figure asked for"
    return "No figure"


def _period(line: Line) -> str:
    if line.period is None or not line.achieved:
        return ""
    # Some sources leave the time unsaid; what we take it to be is never given out as fact.
    return f"{line.period.label} (inferred)" if line.period.inferred else line.period.label


def _remarks(line: Line) -> Iterable[str]:
    if line.carried_forward:
        yield "No new figure: as last quarter" if line.achieved else "No new figure"
    if line.home:
        yield line.home.words[:1].upper() + line.home.words[1:]
    if line.certainty == Certainty.PROVISIONAL:
        yield "Provisional"
    elif line.certainty == Certainty.AWAITING_VALIDATION:
        yield "Awaiting validation"
    if line.stale:
        yield line.stale


def status_word(status: str) -> str:
    """The word for a declared status; a blank is "No status"."""
    return Status(status).label if status else "No status"


def since(before: str, moved: Movement | None) -> str:
    """ "was Amber: better", "no change"; blank where there is nothing to compare."""
    if moved == Movement.SAME:
        return "no change"
    if before not in RATED:
        return ""
    was = f"was {Status(before).label}"
    return f"{was}: {moved.value}" if moved else was


def state_words(part: SubStrandReport) -> str:
    """How far a return is, for a list."""
    if not part.is_received:
        return "No return received"
    return STATES[ReturnState(part.state)] if part.state else "Not approved yet"


STATES = {
    ReturnState.NOT_STARTED: "Not started",
    ReturnState.DRAFT: "Draft",
    ReturnState.SUBMITTED: "Submitted",
    ReturnState.SENT_BACK: "Sent back",
    ReturnState.SIGNED_OFF: "Signed off",
    ReturnState.APPROVED: "Approved",
    ReturnState.PUBLISHED: "Published",
}

#: Said in place of a report that may not be read yet; `{when}` is filled by `not_readable`.
_NOT_READABLE = {
    ReturnState.NOT_STARTED: "This return has not been started. You can read it once it is {when}.",
    ReturnState.DRAFT: "This return is a draft. You can read it once it is {when}.",
    ReturnState.SENT_BACK: "This return was sent back to its lead to be corrected. "
    "You can read it once it is {when}.",
}


def not_readable(state: str, *, reads_submitted: bool) -> str:
    """Why a return whose state one may know can't be read, and when it can."""
    again = " again" if state == ReturnState.SENT_BACK else ""
    when = f"submitted{again}" if reads_submitted else "published"
    words = _NOT_READABLE.get(
        state, "This return has been submitted. You can read it once it is {when}."
    )
    return words.format(when=when)
