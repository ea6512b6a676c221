"""A drawing for a format that takes no SVG is a sharp picture as wide as a page's text."""

import struct

from reporting.exports import drawing
from tests.reporting.test_pdf import DRAWING


def size(png: bytes) -> tuple[int, int]:
    return struct.unpack(">II", png[16:24])


def test_it_is_as_wide_as_the_text_and_as_high_as_it_asks():
    width, height = size(drawing.png(DRAWING))
    assert width == round(170 / 25.4 * 220)
    assert abs(height / width - 0.4) < 0.01


def test_its_words_are_drawn():
    assert drawing.png(DRAWING) != drawing.png(DRAWING.replace("9 Green", "8 Green"))


def test_it_is_the_same_whenever_it_is_made():
    assert drawing.png(DRAWING) == drawing.png(DRAWING)
