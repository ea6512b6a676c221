"""What an officer writes into a pack and chooses for it, as fields of text. Pure.

Two may have the page open at once: each sends along which words its fields were made from (`seen`),
so that a field that only one of them changed merges (DESIGN 3.9).
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from reporting.briefing.terms import (
    LINES,
    LONGEST_LINE,
    LONGEST_TEXT,
    WORDS_FOR_MEMBER,
    Audience,
    Section,
    Terms,
    Texts,
)

Rows = dict[str, str]

TEXTS = tuple(item.name for item in fields(Texts))
NAMES = (
    "audience",
    "objective",
    "left_out",
    "exceptions_only",
    "with_differences",
    "word_limit",
    *TEXTS,
)

#: As the page names the fields.
LABELS = {
    "audience": "Who it is for",
    "objective": "Objective",
    "left_out": "Parts",
    "exceptions_only": "Exceptions only",
    "with_differences": "Differences and their reasons",
    "word_limit": "Words for each sub-strand",
    "meeting": "Meeting",
    "meeting_on": "Day of the meeting",
    "portfolio": "Portfolio or committee",
    "contact_officer": "Contact officer",
    "purpose": "Purpose of the note",
    "recommendations": "Recommendations",
    "background": "Background",
    "governance": "Governance and reporting",
    "finance": "Financial implications",
    "legal": "Legal implications",
    "equality": "Equality implications",
    "climate": "Climate emergency implications",
}

LEAST_WORDS, MOST_WORDS = 10, 2000
NO_AUDIENCE = "Choose who it is for."
NO_OBJECTIVE = "Choose the objective that it is for."
NO_LIMIT = f"Enter how many words, from {LEAST_WORDS} to {MOST_WORDS:,}."
YES = "yes"


def blank() -> Rows:
    """The fields of a pack that nobody has written anything for."""
    return dict.fromkeys(NAMES, "") | {
        "audience": Audience.CABINET_MEMBER.value,
        "word_limit": str(WORDS_FOR_MEMBER),
    }


def cleaned(rows: Mapping[str, str]) -> Rows:
    """The fields as they are stored: no NUL, lines that end alike, single lines in one piece."""
    return {name: _cleaned(name, rows[name]) for name in NAMES if name in rows}


def _cleaned(name: str, text: str) -> str:
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if name == "left_out":
        return listed(text.split())
    return text if name in TEXTS and name not in LINES else " ".join(text.split())


def listed(sections: Iterable[str]) -> str:
    """The sections that are off, in the order of the document."""
    chosen = set(sections)
    return " ".join(section.value for section in Section if section.value in chosen)


def faults(rows: Mapping[str, str], objectives: Collection[str]) -> dict[str, str]:
    """What can't be stored, by the field that it is wrong with."""
    found = {name: words for name in TEXTS if (words := _too_long(name, rows.get(name, "")))}
    if rows.get("audience") not in set(Audience):
        found["audience"] = NO_AUDIENCE
    objective = rows.get("objective", "")
    needs_one = rows.get("audience") == Audience.OBJECTIVE
    if (objective or needs_one) and objective not in objectives:
        found["objective"] = NO_OBJECTIVE
    if _limit(rows.get("word_limit", "")) is None:
        found["word_limit"] = NO_LIMIT
    return {name: found[name] for name in NAMES if name in found}


def _too_long(name: str, text: str) -> str:
    longest = LONGEST_LINE if name in LINES else LONGEST_TEXT
    if len(text) <= longest:
        return ""
    return f"Use {longest:,} characters or fewer; there are {len(text):,}."


def _limit(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        return None
    return int(text) if LEAST_WORDS <= int(text) <= MOST_WORDS else None


def terms(rows: Mapping[str, str], wordings: Mapping[str, str]) -> Terms:
    """How a pack of these fields is made, with the Member wording by sub-strand."""
    audience = Audience(rows["audience"])
    return Terms(
        audience=audience,
        objective=rows["objective"] if audience == Audience.OBJECTIVE else "",
        left_out=frozenset(Section(name) for name in rows["left_out"].split()),
        exceptions_only=rows["exceptions_only"] == YES,
        with_differences=rows["with_differences"] == YES,
        word_limit=_limit(rows["word_limit"]) or WORDS_FOR_MEMBER,
        texts=Texts(**{name: rows[name] for name in TEXTS}),
        wordings=dict(wordings),
    )


# --- Two who write at once ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Merged:
    """Two versions brought together. `conflicts` are the fields that somebody has to choose for;
    there `rows` hold what was saved."""

    rows: Rows
    conflicts: tuple[str, ...] = ()


def seen(rows: Mapping[str, str]) -> str:
    """What a form carries along of the words that it was made from."""
    return " ".join(f"{name}:{mark(rows[name])}" for name in NAMES)


def mark(text: str) -> str:
    """A short name of a text, by which a change of it is noticed."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def merge(was: str, saved: Rows, sent: Mapping[str, str]) -> Merged:
    """What `saved` (another's save meanwhile) and `sent` (mine) make together.

    Both were made from what `was` marks. A field that was not sent stays as it is saved.
    """
    base = dict(item.split(":", 1) for item in was.split() if ":" in item)
    rows, conflicts = dict(saved), []
    for name, mine in sent.items():
        if mine == saved[name] or base.get(name) == mark(mine):
            continue
        if base.get(name) == mark(saved[name]):
            rows[name] = mine
        else:
            conflicts.append(name)
    return Merged(rows, tuple(conflicts))


# --- What is still missing ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wording:
    """A sub-strand's Member wording as the pack prints it, and how far it is.

    `text` is blank while the officers' commentary stands in for it.
    """

    slug: str
    name: str
    objective: str  # its slug
    commentary: str
    text: str = ""
    version: int = 0
    written_from: str = ""  # the commentary as it was then
    signed_off: str = ""  # by whom and when, in words
    is_in: bool = True  # whether there is a return to say anything of

    @property
    def printed(self) -> str:
        """What the pack prints."""
        return self.text or self.commentary

    @property
    def is_own(self) -> bool:
        """Whether it says anything else than the commentary."""
        return bool(self.text)

    @property
    def is_overtaken(self) -> bool:
        """Whether the commentary has changed since the wording was written from it."""
        return self.is_own and self.written_from != self.commentary

    def over(self, limit: int) -> int:
        """How many words it has too many."""
        return max(0, words(self.printed) - limit)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a pack still lacks. What is not `is_hard` an officer may accept."""

    text: str
    field: str = ""  # the field that it is about
    slug: str = ""  # the sub-strand whose wording it is about
    is_hard: bool = False


def words(text: str) -> int:
    """How many words a text has, as GOV.UK's character count counts them."""
    return len(text.split())


def gaps(rows: Mapping[str, str], wordings: Iterable[Wording]) -> list[Gap]:
    """What is still missing before the pack can be finished; what can't be accepted first."""
    found = [*_of_texts(rows), *_of_wordings(rows, wordings)]
    return sorted(found, key=lambda gap: not gap.is_hard)


def mark_of(found: Iterable[Gap]) -> str:
    """A short name of all that is missing: nobody accepts what they did not read."""
    return mark("\n".join(gap.text for gap in found))


def read_of(rows: Mapping[str, str], wordings: Iterable[Wording], number: int) -> str:
    """A short name of all that was written for the pack of that number: nobody finishes what they
    did not read, nor the same twice."""
    worded = (f"{item.slug}:{item.version}:{item.signed_off}" for item in wordings)
    return mark("\n".join([str(number), seen(rows), *worded]))


def _of_texts(rows: Mapping[str, str]) -> Iterator[Gap]:
    off = rows["left_out"].split()
    if not rows["purpose"] and Section.PURPOSE not in off:
        yield Gap("The purpose of the note is not written.", "purpose", is_hard=True)
    if not rows["recommendations"] and Section.RECOMMENDATIONS not in off:
        yield Gap("It recommends nothing.", "recommendations")
    if not rows["meeting_on"]:
        yield Gap("The day of the meeting is not said.", "meeting_on")
    if not rows["contact_officer"]:
        yield Gap("No contact officer is named.", "contact_officer")


def _of_wordings(rows: Mapping[str, str], wordings: Iterable[Wording]) -> Iterator[Gap]:
    limit = _limit(rows["word_limit"]) or WORDS_FOR_MEMBER
    for item in printed_in(rows, wordings):
        if item.over(limit):
            many = words(item.printed)
            text = f"{item.name} has {many} words, {item.over(limit)} over the limit of {limit}."
            yield Gap(text, slug=item.slug)
        if item.is_overtaken:
            text = f"The commentary of {item.name} changed after its wording was written."
            yield Gap(text, slug=item.slug)
        if item.is_own and not item.signed_off:
            yield Gap(f"The wording of {item.name} is not signed off.", slug=item.slug)


def printed_in(rows: Mapping[str, str], wordings: Iterable[Wording]) -> list[Wording]:
    """The wordings that the pack prints: those of its objective, where it is for one."""
    only = rows["objective"] if rows["audience"] == Audience.OBJECTIVE else ""
    return [item for item in wordings if item.is_in and only in ("", item.objective)]
