"""How tall a spreadsheet row must be for its text: neither Excel nor openpyxl works it out.

An estimate, from the widths of Arial's letters and the way Excel wraps words. It errs on the tall
side, as fonts and screens differ.
"""

from unicodedata import east_asian_width

LINE = 13  # points that a line of Arial 10 takes; Excel needs 12.75
PADDING = 5
TALLEST = 409  # points; Excel's limit for a row
SHORTEST = 18

_PIXELS_PER_UNIT = 7  # a column's width is counted in the digits of the default font
_MARGINS = 6  # pixels that Excel keeps free in a cell
_PIXELS_PER_POINT = 96 / 72
_BOLD = 1.08
_SAFETY = 1.02

_WIDTHS = {
    letter: width
    for width, letters in {
        200: "'ijl",
        280: " !,./:;I[]\\ft|",
        340: "()-`{}r",
        390: '"*',
        500: "Jckvsxyz",
        560: "0123456789#$?_Labdeghnopqu£–",
        590: "+<=>~^",
        620: "FTZ",
        670: "&ABEKPSVXY",
        730: "CDHNRUw",
        780: "GOQ",
        840: "Mm",
        890: "%",
        950: "W",
        1020: "@…—",
    }.items()
    for letter in letters
}
_OTHER, _WIDE = 620, 1050  # an accented letter; a Chinese one, an emoji


def height(lines: int) -> int:
    """The height of a row of so many lines, in points, as far as Excel allows."""
    return max(SHORTEST, min(TALLEST, lines * LINE + PADDING))


def overflows(lines: int) -> bool:
    """Whether so many lines are more than a row can show."""
    return lines * LINE + PADDING > TALLEST


def line_count(text: str, columns: float, *, size: float = 10, bold: bool = False) -> int:
    """How many lines a text takes in a cell `columns` wide, wrapped between words."""
    pixels = columns * _PIXELS_PER_UNIT - _MARGINS
    per_em = size * _PIXELS_PER_POINT * _SAFETY * (_BOLD if bold else 1) / 1000
    room = pixels / per_em
    return sum(_wrapped(paragraph, room) for paragraph in text.split("\n"))


def _wrapped(paragraph: str, room: float) -> int:
    lines, used = 1, 0.0
    for word in paragraph.split(" "):
        width = _width(word)
        if used and used + width > room:
            lines, used = lines + 1, 0.0
        if width > room:  # broken wherever the line ends
            more = int(width // room)
            lines, width = lines + more, width - more * room
        used += width + _WIDTHS[" "]
    return lines


def _width(word: str) -> float:
    return sum(_WIDTHS.get(letter) or _other_width(letter) for letter in word)


def _other_width(letter: str) -> int:
    return _WIDE if east_asian_width(letter) in "WF" else _OTHER
