"""A drawing as a picture of dots, for formats that take no SVG."""

import json
from pathlib import Path

from reporting.exports import faces, typesetting
from reporting.exports.text import clean

_TEMPLATE = Path(__file__).with_name("drawing.typ")
_SHARP_ON_PAPER = 220  # dots an inch


def png(svg: str) -> bytes:
    """The drawing as wide as a page's text; the same bytes for the same drawing."""
    inputs = {"svg": clean(svg), "faces": json.dumps(list(faces.FAMILIES))}
    return typesetting.png(_TEMPLATE, inputs, ppi=_SHARP_ON_PAPER)
