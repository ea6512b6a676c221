"""Last quarter's words, for the rows where nothing changed. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from reporting.answers import Answer
from reporting.content import Content, EntryContent


def keep(
    content: Content,
    before: Mapping[int, EntryContent],
    only: Collection[int],
    asked: Collection[int],
) -> tuple[Content, int]:
    """`content` with last quarter's row wherever `only` says so and there is one; and how many.

    `asked` are the rows that are asked for a figure.
    """
    rows = {
        key: kept(row, before[key], asks_figure=key in asked)
        if key in only and key in before
        else row
        for key, row in content.entries.items()
    }
    return replace(content, entries=rows), sum(
        row != content.entries[key] for key, row in rows.items()
    )


def kept(row: EntryContent, before: EntryContent, *, asks_figure: bool) -> EntryContent:
    """A row that says what it said last quarter: the same status and note, no new figure.

    A status that is not rated keeps its reason. Why it is better than the figures say is not kept:
    the figures may say something else now, so the lead gives that reason, or ticks it, anew.
    No words are lost: a note that is there stays, and a row that has a figure of its own is left
    as it is.
    """
    if asks_figure and row.figure:
        return row
    row = replace(
        row,
        declared=before.declared,
        not_rated_reason=row.not_rated_reason or before.not_rated_reason,
        note=row.note or before.note,
    )
    if not asks_figure:
        return row
    same = before.answer == Answer.NOT_APPLICABLE
    answer = (Answer.NOT_APPLICABLE if same else Answer.NO_NEW_FIGURE).value
    return replace(row, answer=answer, coverage="")


def untouched(content: Content) -> set[int]:
    """The rows in which nothing has been said yet."""
    return {key for key, row in content.entries.items() if row == EntryContent()}
