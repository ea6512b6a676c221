"""What differs between two versions of a return, row by row and in words. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from objectives.plan import Certainty
from objectives.rag import Status
from reporting.answers import Answer, Coverage
from reporting.content import Content, EntryContent

_ANSWERS = {
    Answer.NEW_FIGURE: "New figure",
    Answer.NO_NEW_FIGURE: "No new figure",
    Answer.NOT_APPLICABLE: "Not applicable",
}
_COVERAGES = {Coverage.THIS_QUARTER: "this quarter", Coverage.YEAR_TO_DATE: "the year so far"}
_CONFIRMED = "Said to be right"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a return says otherwise: what it is, in words, before and after.

    `placement` is the KPI's, None where it is of the return as a whole; `number` and `wording`
    are that KPI's, once somebody who knows the plan has filled them in.
    """

    placement: int | None
    what: str  # "Note", "Overall status"
    before: str
    after: str
    number: int | None = None
    wording: str = ""

    @property
    def title(self) -> str:
        """ "KPI 4: note", "Commentary"."""
        return self.what if self.number is None else f"KPI {self.number}: {lowered(self.what)}"


def changes(before: Content, after: Content) -> list[Change]:
    """What `after` says otherwise than `before`, KPIs first in the order of `after`.

    A row that `before` did not have said nothing then; one that is gone is left out.
    """
    found = []
    for key, row in after.entries.items():
        found += _of_row(key, before.entries.get(key, EntryContent()), row)
    for what, old, new in (
        ("Overall status", said_status(before.overall), said_status(after.overall)),
        ("Commentary", before.commentary, after.commentary),
    ):
        if old != new:
            found.append(Change(None, what, old, new))
    return found


def named(found: list[Change], places: Mapping[int, tuple[int, str]]) -> list[Change]:
    """The same changes with each KPI's number and wording, in the order of the numbers."""
    whole = [change for change in found if change.placement is None]
    rows = []
    for change in found:
        if change.placement in places:
            number, wording = places[change.placement]
            rows.append(replace(change, number=number, wording=wording))
    return [*sorted(rows, key=lambda change: change.number), *whole]


def _of_row(key: int, before: EntryContent, after: EntryContent) -> list[Change]:
    old, new = said_of(before), said_of(after)
    found = [Change(key, what, old[what], new[what]) for what in new if old[what] != new[what]]
    if before.figure != after.figure:  # that another figure is the right one goes without saying
        found = [change for change in found if change.what != _CONFIRMED]
    return found


def said_of(row: EntryContent) -> dict[str, str]:
    """All that a KPI's row says, in words, by what it is; blank where it says nothing."""
    figure = row.figure
    if figure and row.coverage:
        figure += f" ({_COVERAGES.get(row.coverage) or row.period_typed or 'another period'})"
    sure = "" if row.certainty == Certainty.FINAL else row.certainty.replace("_", " ").capitalize()
    return {
        "Answer": _ANSWERS.get(row.answer, ""),
        "Figure": figure,
        "How sure": sure,
        _CONFIRMED: row.confirmed,
        "Why the figure on record changes": row.correction_reason,
        "Status": said_status(row.declared),
        "Why not rated": row.not_rated_reason,
        "Why better than the figures say": row.lead_reason,
        "Note": row.note,
    }


def said_status(status: str) -> str:
    """A status's word; blank where none is declared."""
    return Status(status).label if status in set(Status) else ""


def lowered(words: str) -> str:
    """A label within a sentence."""
    return words[:1].lower() + words[1:]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: whether the other version lacks it."""

    text: str
    differs: bool = False


_MOST_WORDS = 3000  # of both texts; comparing grows with their product


def marked(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in stretches, word by word, so that a reader finds what differs.

    Very long texts, and such as have hardly a word in common, are left unmarked.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if not old or not new or len(old) + len(new) > _MOST_WORDS:
        return _whole(before), _whole(after)
    matcher = SequenceMatcher(None, old, new)
    if matcher.ratio() < _ALIKE:
        return _whole(before), _whole(after)
    one, other = [], []
    for kind, a, b, c, d in matcher.get_opcodes():
        one += _piece(old[a:b], kind != "equal")
        other += _piece(new[c:d], kind != "equal")
    return one, other


_WORDS = re.compile(r"\s*\S+|\s+$")
_ALIKE = 0.4


def _piece(words: list[str], differs: bool) -> list[Piece]:
    """The words as one stretch; the white space before them is left unmarked."""
    text = "".join(words)
    bare = text.lstrip() or text
    parts = (
        [Piece(text[: len(text) - len(bare)]), Piece(bare, differs)] if differs else [Piece(text)]
    )
    return [part for part in parts if part.text]


def _whole(text: str) -> list[Piece]:
    return [Piece(text)] if text else []
