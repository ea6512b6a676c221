"""Last quarter's words, for the rows where nothing changed."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from objectives.plan import KPIKind
from reporting.answers import Answer
from reporting.content import Content, EntryContent
from reporting.models import Entry


def keep(
    content: Content, entries: list[Entry], before: Mapping[int, Entry], only: Collection[int]
) -> tuple[Content, int]:
    """`content` with last quarter's row wherever `only` says so and there is one; and how many."""
    rows = dict(content.entries)
    for entry in entries:
        key = entry.placement_id
        if key in only and key in before:
            rows[key] = kept(rows[key], entry, before[key])
    return replace(content, entries=rows), sum(
        row != content.entries[key] for key, row in rows.items()
    )


def kept(row: EntryContent, entry: Entry, before: Entry) -> EntryContent:
    """A row that says what it said last quarter: the same status and note, no new figure.

    A note that is there already stays: nobody's words are lost by pressing a button.
    """
    row = replace(
        row,
        declared=before.declared,
        not_rated_reason=before.not_rated_reason,
        note=row.note or before.note,
    )
    if not entry.placement.is_home or entry.placement.kpi.kind == KPIKind.JUDGEMENT:
        return row
    same = before.answer == Answer.NOT_APPLICABLE
    answer = (Answer.NOT_APPLICABLE if same else Answer.NO_NEW_FIGURE).value
    return replace(row, answer=answer, figure="", coverage="", period_typed="")


def untouched(content: Content) -> set[int]:
    """The rows in which nothing has been said yet."""
    return {
        key
        for key, row in content.entries.items()
        if replace(row, lead_reason="") == EntryContent()
    }
