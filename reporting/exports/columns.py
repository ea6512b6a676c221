"""How wide a table's columns are, and how far its texts fill them: estimates for any page."""

import re
from collections.abc import Iterator
from math import ceil
from unicodedata import category, east_asian_width

from reporting.briefing.document import Cell, Table
from reporting.exports.text import REPLACEMENT

PADDING = 3.4  # millimetres of a column that hold no letter
_BREAK = "\u200b"  # where a line may end within a word
_LONGEST_WORD = 30  # letters; what is longer is no word that hyphenation knows
_WIDEST_KEPT = 14  # letters of a word for whose sake a column is widened
_SHAPE = 3  # letters that a status's shape takes
_PIECES = re.compile(r"[^/\\_.,;:?&=)@-]*[/\\_.,;:?&=)@-]+|[^/\\_.,;:?&=)@-]+")
_WIDTHS = {
    letter: width
    for width, letters in {
        0.5: "ijlI.,:;'’|! ",
        0.7: "ftr()[]/-",
        1.15: "bdghnopqu",
        1.4: "w",
        1.7: "WMm%@—…",
    }.items()
    for letter in letters
}
_CAPITAL, _WIDE = 1.35, 2.3  # an emoji, the sign for what cannot be printed
_SAFE = 0.9  # of a line: letters that are all broader than most still fit


def widths(table: Table, *, page: float, letter: float) -> list[float]:
    """The columns in millimetres of a page so wide; each at least as wide as its longest word.

    `letter` is how wide one is on average.
    """
    needed = [
        PADDING + letter * min(_longest_word(texts), _WIDEST_KEPT) for texts in _columns(table)
    ]
    share = page / sum(table.widths)
    wished = [part * share for part in table.widths]
    held = [max(pair) for pair in zip(needed, wished, strict=True)]
    spare = [held_ - needed_ for held_, needed_ in zip(held, needed, strict=True)]
    over = sum(held) - page
    if over <= 0 or not sum(spare):
        return [width * page / sum(held) for width in held]
    taken = min(1.0, over / sum(spare))
    shrunk = [width - taken * room for width, room in zip(held, spare, strict=True)]
    return [width * page / sum(shrunk) for width in shrunk]


def lines(text: str, *, width: float, letter: float) -> int:
    """About how many lines a text takes in a column so many millimetres wide."""
    room = _letters(width, letter)
    return sum(max(1, ceil(_length(line) / room)) for line in text.split("\n"))


def breakable(text: str, *, width: float, letter: float) -> str:
    """The text with places to break in the words that are wider than the column."""
    room = _letters(width, letter)
    return re.sub(r"\S+", lambda found: _broken(found[0], room), text)


def has_wide_word(text: str, *, width: float, letter: float) -> bool:
    """Whether some word of a language is wider than the column: only then it is hyphenated."""
    room = _letters(width, letter)
    return any(_is_known(word) and _length(word) > room for word in text.split())


def _broken(word: str, room: float) -> str:
    if _is_known(word) or _length(word) <= room:
        return word
    return "".join(_with_breaks(word, room))


def _is_known(word: str) -> bool:
    """Whether hyphenation may know it."""
    bare = word.strip(".,;:!?()'’\"")
    return bare.isalpha() and bare.isascii() and len(bare) <= _LONGEST_WORD


def _with_breaks(word: str, room: float) -> Iterator[str]:
    """Broken after a sign of punctuation, and within what is still too wide."""
    for at, piece in enumerate(_PIECES.findall(word)):
        if at:
            yield _BREAK
        yield from _cut(piece, _SAFE * room)


def _cut(piece: str, room: float) -> Iterator[str]:
    used = 0.0
    for letter in piece:
        joins = category(letter)[0] == "M" or category(letter) == "Cf"
        if used and used + _length(letter) > room and not joins:
            used = 0.0
            yield _BREAK
        used += _length(letter)
        yield letter


def _letters(width: float, letter: float) -> float:
    """How many letters stand beside each other in a column."""
    return max(1.0, (width - PADDING) / letter)


def _length(text: str) -> float:
    return sum(map(_of_letter, text))


def _of_letter(letter: str) -> float:
    """Its width, in letters of the average width."""
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if letter.isupper():
        return _CAPITAL
    return _WIDE if letter == REPLACEMENT or east_asian_width(letter) in "WF" else 1


def _columns(table: Table) -> Iterator[list[str]]:
    for at, name in enumerate(table.header):
        yield [name, *(_words(row[at]) for row in table.rows)]


def _words(cell: Cell) -> str:
    return f"{'_' * _SHAPE}{cell.text}" if cell.status else cell.text


def _longest_word(texts: list[str]) -> float:
    return max((_length(word) for text in texts for word in text.split()), default=1)
