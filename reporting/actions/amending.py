"""The reviewer's small wording fixes: words that stand in a return, said better.

Only words can change, by construction: `Words` has no room for a figure, a status or an answer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from reporting.actions import moves
from reporting.actions.refusals import Faulty, Refused
from reporting.actions.returns import content_of
from reporting.content import Content
from reporting.models import Entry, Revision, Submission
from reporting.what_changed import Change, changes, named
from reporting.workflow import Move

UNCHANGED = "Nothing was changed: the words are as they were."
LONGEST = {"commentary": 60_000, "note": 10_000, "not_rated_reason": 2000, "lead_reason": 2000}
_EMPTIED = "Leave some words, or send the return back if they should go."
_NOTHING_THERE = "There are no words to mend: send the return back if some are missing."


@dataclass(frozen=True, slots=True)
class RowWords:
    """The words of one KPI's row; None leaves them as they are."""

    note: str | None = None
    not_rated_reason: str | None = None
    lead_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a return, by placement, and its commentary; None leaves them as they are."""

    commentary: str | None = None
    rows: Mapping[int, RowWords] = field(default_factory=dict)


#: The texts of a row that can be mended.
ROW_WORDS = tuple(item.name for item in fields(RowWords))
Key = tuple[
    int | None, str
]  # a placement's id (None: of the return as a whole) and the text's name


@transaction.atomic
def amend(
    *, submission: Submission, words: Words, version: int, by: User, now: datetime
) -> list[Change]:
    """Put `words` in the place of those that stand at `version`; says what became what.

    Raises PermissionDenied; Refused where nothing would change, or the return changed since; and
    Faulty with `faults` by `field_of`, where words are emptied, too long, or stand for none.
    """
    submission = moves.take(submission, Move.AMEND, by, now)
    moves.unchanged_since(version, submission)
    before = content_of(submission)
    after = _mended(before, words)
    if after == before:
        raise Refused(UNCHANGED)
    _store(submission, before, after, by, now)
    moves.add_step(submission, Move.AMEND, submission.state, by, now)
    moves.moved(submission.quarter)
    found = _named(submission, changes(before, after))
    audit.record(
        by=by,
        action="return.amend",
        subject=submission,
        now=now,
        before={"version": version},
        after={"version": submission.version, "rows": [change.title for change in found]},
    )
    return found


def field_of(key: Key) -> str:
    """What a fault of this text is filed under, and what its field is called on the page."""
    placement, name = key
    return name if placement is None else f"kpi-{placement}-{name}"


def texts_of(content: Content) -> Iterator[tuple[Key, str]]:
    """Every text of a return that says something, KPIs first."""
    for placement, row in content.entries.items():
        for name in ROW_WORDS:
            if (text := getattr(row, name)).strip():
                yield (placement, name), text
    if content.commentary.strip():
        yield (None, "commentary"), content.commentary


def _mended(before: Content, words: Words) -> Content:
    """The content with these words. Raises Faulty."""
    standing = dict(texts_of(before))
    sent = {key: text.strip() for key, text in _sent(words)}
    faults = {
        field_of(key): fault for key, text in sent.items() if (fault := _fault(key, text, standing))
    }
    if faults:
        raise Faulty(faults)
    rows = dict(before.entries)
    for (placement, name), text in sent.items():
        if placement is not None and text != standing.get((placement, name), "").strip():
            rows[placement] = replace(rows[placement], **{name: text})
    commentary = sent.get((None, "commentary"), before.commentary)
    if commentary == before.commentary.strip():
        commentary = before.commentary
    return replace(before, commentary=commentary, entries=rows)


def _sent(words: Words) -> Iterator[tuple[Key, str]]:
    for placement, row in words.rows.items():
        for name in ROW_WORDS:
            text = getattr(row, name)
            if text is not None:
                yield (placement, name), text
    if words.commentary is not None:
        yield (None, "commentary"), words.commentary


def _fault(key: Key, text: str, standing: Mapping[Key, str]) -> str:
    if key not in standing:
        return _NOTHING_THERE if text else ""
    if not text:
        return _EMPTIED
    longest = LONGEST[key[1]]
    if len(text) > longest:
        return f"Use {longest:,} characters or fewer; there are {len(text):,}."
    return ""


def _store(
    submission: Submission, before: Content, after: Content, by: User, now: datetime
) -> None:
    """The words alone, and what the return says with them as its next version."""
    mended = []
    for entry in Entry.objects.filter(submission=submission):
        row = after.entries[entry.placement_id]
        if row != before.entries[entry.placement_id]:
            for name in ROW_WORDS:
                setattr(entry, name, getattr(row, name))
            mended.append(entry)
    Entry.objects.bulk_update(mended, ROW_WORDS)
    submission.commentary = after.commentary
    submission.version += 1
    submission.saved_at, submission.saved_by = now, by
    submission.save()
    Revision.objects.create(
        submission=submission,
        version=submission.version,
        content=after.as_text(),
        saved_at=now,
        saved_by=by,
    )


def _named(submission: Submission, found: list[Change]) -> list[Change]:
    entries = Entry.objects.filter(submission=submission).values_list(
        "placement_id", "placement__number", "placement__wording"
    )
    return named(found, {key: (number, wording) for key, number, wording in entries})
