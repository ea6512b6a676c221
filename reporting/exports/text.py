"""Text that any file format can hold: cleaned once, here, for every renderer (DESIGN 11)."""

import re

REPLACEMENT = "\ufffd"

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def clean(text: str) -> str:
    """The same text with nothing in it that XML, Word or Excel refuses.

    Every line end is "\\n", a tab is a space; control characters and halves of characters become
    U+FFFD, so that what was there can be seen to be missing.
    """
    text = _LINE_ENDS.sub("\n", whole_characters(text)).replace("\t", " ")
    return _UNPRINTABLE.sub(REPLACEMENT, text)


def one_line(text: str) -> str:
    """Cleaned, and on one line without spaces at its ends: for titles, names and footers."""
    return " ".join(clean(text).split())


def whole_characters(text: str) -> str:
    """Surrogate pairs joined to the character they mean; a half without its other is U+FFFD."""
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def units(text: str) -> int:
    """How long Word and Excel find a text: in UTF-16 units, an emoji being two."""
    return len(text.encode("utf-16-le")) // 2


def shortened(text: str, most: int) -> str:
    """The text if it has at most `most` units; else its beginning, and how much more there was."""
    if units(text) <= most:
        return text
    room = most - len(_cut_note(len(text)))
    kept = first_units(text, room)
    return kept + _cut_note(len(text) - len(kept))


def first_units(text: str, most: int) -> str:
    """As many whole characters from the beginning as `most` units hold."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _cut_note(count: int) -> str:
    return f" … [cut: {count:,} more characters]"
