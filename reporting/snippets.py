"""What a search looks for, and the piece of a text in which it was found. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_WORDS = 8
_LONG = 200  # characters of a snippet, about
_BEFORE = 60  # of them before the first word that was found
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `is_found` where it is what was looked for."""

    text: str
    is_found: bool = False


def words_of(typed: str) -> tuple[str, ...]:
    """What is looked for: each word, and what stands "in quotes" as one. At most `MOST_WORDS`."""
    found = re.findall(r'"([^"]+)"|“([^”]+)”|(\S+)', typed)
    words = (" ".join(next(filter(None, groups)).split()) for groups in found)
    return tuple(dict.fromkeys(word for word in words if word.strip('"“”')))[:MOST_WORDS]


def spellings(word: str) -> tuple[str, ...]:
    """The word as a database should look for it.

    SQLite takes small and capital letters for the same only in ASCII: others are spelt out.
    """
    if word.isascii():
        return (word,)
    return tuple(dict.fromkeys((word, word.lower(), word.upper(), word.capitalize())))


def snippet(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """The text on one line, cut around the first of the words in it, with each of them marked."""
    line = " ".join(text.split())
    looked_for = _pattern(words)
    first = looked_for.search(line) if looked_for else None
    return _pieces(_cut(line, first.start() if first else 0), looked_for)


def _pattern(words: Sequence[str]) -> re.Pattern | None:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if words else None


def _cut(line: str, found_at: int) -> str:
    """At most `_LONG` characters that hold the place, cut between words."""
    if len(line) <= _LONG:
        return line
    start = min(max(0, found_at - _BEFORE), len(line) - _LONG)
    end = start + _LONG
    if start:
        start = line.find(" ", start, found_at) + 1 or start
    if end < len(line):
        end = max(line.rfind(" ", found_at + 1, end), 0) or end
    return f"{_CUT + ' ' if start else ''}{line[start:end]}{' ' + _CUT if end < len(line) else ''}"


def _pieces(line: str, looked_for: re.Pattern | None) -> tuple[Piece, ...]:
    if looked_for is None:
        return (Piece(line),)
    pieces, at = [], 0
    for found in looked_for.finditer(line):
        pieces += [Piece(line[at : found.start()]), Piece(found.group(), is_found=True)]
        at = found.end()
    return tuple(piece for piece in [*pieces, Piece(line[at:])] if piece.text)
