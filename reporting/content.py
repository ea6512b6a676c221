"""What a return says, as a value, and how two people's versions of it come together.

Pure. A return's content is made of *rows*: one for each KPI (keyed by its placement), the overall
status and the commentary. Rows that only one of two people changed merge; where both changed the
same row differently, somebody has to choose (DESIGN 3.9).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Self


@dataclass(frozen=True, slots=True)
class EntryContent:
    """One KPI's row, as typed."""

    answer: str = ""
    figure: str = ""
    coverage: str = ""
    period_typed: str = ""
    certainty: str = "final"
    declared: str = ""
    not_rated_reason: str = ""
    lead_reason: str = ""
    note: str = ""
    confirmed: str = ""  # the unlikely figure that was said to be right
    correction_reason: str = ""


ENTRY_FIELDS = tuple(item.name for item in fields(EntryContent))


@dataclass(frozen=True, slots=True)
class Content:
    """All that a return says."""

    overall: str = ""
    commentary: str = ""
    entries: Mapping[int, EntryContent] = field(default_factory=dict)  # by placement id

    def as_text(self) -> str:
        """Canonical JSON text, as a Revision keeps it."""
        return json.dumps(
            {
                "overall": self.overall,
                "commentary": self.commentary,
                "entries": {str(key): asdict(row) for key, row in self.entries.items()},
            },
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The content that `as_text` wrote."""
        data = json.loads(text)
        return cls(
            overall=data["overall"],
            commentary=data["commentary"],
            entries={int(key): EntryContent(**row) for key, row in data["entries"].items()},
        )

    def rows(self) -> dict[str, str | EntryContent]:
        """Every row by its key: a placement's id as text, "overall" and "commentary"."""
        return {
            **{str(key): row for key, row in self.entries.items()},
            "overall": self.overall,
            "commentary": self.commentary,
        }


@dataclass(frozen=True, slots=True)
class Merged:
    """Two versions brought together. `conflicts` are the keys of rows somebody has to choose for;
    there `content` holds what was saved, not what is being sent."""

    content: Content
    conflicts: tuple[str, ...] = ()


def merge(base: Content | None, saved: Content, sent: Content) -> Merged:
    """What `saved` (another's save meanwhile) and `sent` (mine) make together, both from `base`.

    Without a base nobody knows who changed a row: each that differs is somebody's to choose.
    """
    if base is None:
        return _unmerged(saved, sent)
    before, theirs, mine = base.rows(), saved.rows(), sent.rows()
    rows, conflicts = {}, []
    for key in theirs:
        sent_row = mine.get(key, theirs[key])
        base_row = before.get(key, EntryContent())
        if sent_row == base_row or sent_row == theirs[key]:
            rows[key] = theirs[key]
        elif theirs[key] == base_row:
            rows[key] = sent_row
        else:
            rows[key] = theirs[key]
            conflicts.append(key)
    return Merged(_from_rows(rows), tuple(conflicts))


def _unmerged(saved: Content, sent: Content) -> Merged:
    mine = sent.rows()
    conflicts = (key for key, row in saved.rows().items() if mine.get(key, row) != row)
    return Merged(saved, tuple(conflicts))


def _from_rows(rows: dict) -> Content:
    return Content(
        overall=rows.pop("overall"),
        commentary=rows.pop("commentary"),
        entries={int(key): row for key, row in rows.items()},
    )
