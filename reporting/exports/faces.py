"""The faces that a PDF is set in, and which characters they have. script/assets puts them there."""

import struct
from functools import cache
from pathlib import Path
from unicodedata import category

FOLDER = Path(__file__).resolve().parents[2] / "var" / "print-fonts"

#: The first that has a character prints it; of each the files that a text can ask for.
FAMILIES = {
    "Noto Sans": (
        "NotoSans_400Regular.ttf",
        "NotoSans_400Regular_Italic.ttf",
        "NotoSans_700Bold.ttf",
        "NotoSans_700Bold_Italic.ttf",
    ),
    "DejaVu Sans": ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    "Noto Emoji": ("NotoEmoji_400Regular.ttf", "NotoEmoji_700Bold.ttf"),
}
_LINE_END = ord("\n")


class FacesMissing(Exception):
    """The set-up did not put the faces where they are looked for."""


def folder() -> Path:
    """Where they are; an error that names the remedy where one of them is not."""
    names = [name for family in FAMILIES.values() for name in family]
    missing = [name for name in names if not (FOLDER / name).is_file()]
    if missing:  # typst would leave the text out without a word
        raise FacesMissing(f"{FOLDER} lacks {', '.join(missing)}. Run script/assets.")
    return FOLDER


@cache
def characters() -> frozenset[int]:
    """The characters that some family has in each of its styles, and the line end."""
    folder()
    return frozenset({_LINE_END}).union(*map(_of_family, FAMILIES.values()))


@cache
def plain_characters() -> frozenset[int]:
    """Those of the first family that stand alone: joined to others, none is ever missing."""
    first = next(iter(FAMILIES.values()))
    return frozenset(
        code
        for code in _of_family(first) | {_LINE_END}
        if code == _LINE_END or category(chr(code))[0] not in "MC"
    )


def _of_family(names: tuple[str, ...]) -> frozenset[int]:
    return frozenset.intersection(*(_of_file((FOLDER / name).read_bytes()) for name in names))


def _of_file(font: bytes) -> frozenset[int]:
    """The characters of a TrueType file: the groups of its `cmap` table of format 12."""
    start = _cmap(font)
    (count,) = struct.unpack_from(">H", font, start + 2)
    for at in range(count):
        (offset,) = struct.unpack_from(">4xL", font, start + 4 + 8 * at)
        found, _, _, _, groups = struct.unpack_from(">HHLLL", font, start + offset)
        if found == 12:
            return frozenset(
                code
                for group in range(groups)
                for code in _group(font, start + offset + 16 + 12 * group)
            )
    raise ValueError("The face has no table of all its characters")


def _cmap(font: bytes) -> int:
    """Where the table begins that says which character is which glyph."""
    (count,) = struct.unpack_from(">4xH", font)
    entries = (struct.unpack_from(">4s4xL4x", font, 12 + 16 * at) for at in range(count))
    return next(offset for tag, offset in entries if tag == b"cmap")


def _group(font: bytes, at: int) -> range:
    first, last, _glyph = struct.unpack_from(">LLL", font, at)
    return range(first, last + 1)
