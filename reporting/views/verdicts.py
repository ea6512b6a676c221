"""What a row's figures say and ask, in words: for the form's page and for the autosave's reply."""

from collections.abc import Iterable

from objectives.judging.verdicts import Cause
from objectives.rag import Status, suggested_overall
from reporting.content import Content, EntryContent
from reporting.judged import Judged
from reporting.report import Line


def in_words(judged: Judged, said: EntryContent) -> dict:
    """The computed status with its sentence, and what the row is asked because of it."""
    replaces = f"This replaces {judged.replaces}." if judged.replaces else ""
    return {
        "computed": computed(judged.line),
        "asks_reason": judged.is_better,
        "question": judged.question,
        "figure": said.figure,
        "printed": judged.figure or said.figure,
        "replaces": replaces,
    }


def computed(line: Line) -> dict:
    """What the figures say. A row of which nothing was said yet says nothing either."""
    untold = line.cause == Cause.NO_FIGURE and not line.answer and not line.home
    return {
        "status": line.computed,
        "label": label(line.computed),
        "sentence": "" if untold else line.explanation,
        "asks_coverage": line.cause == Cause.BASIS_UNKNOWN and line.home is None,
    }


def suggested(content: Content) -> dict:
    """The overall status that the declared statuses suggest; blank while there are none."""
    status = suggested_overall(_declared(content)) or ""
    return {"status": status, "label": label(status)}


def _declared(content: Content) -> Iterable[str]:
    return (row.declared for row in content.entries.values())


def label(status: str) -> str:
    """A status's word, "" for none."""
    return Status(status).label if status else ""
