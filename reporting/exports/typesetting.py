"""Typst as the portal uses it: its own faces, no file, no package, the day that it is told."""

from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import typst

from reporting.exports import faces

#: UTF-8 text that a template reads by name from `sys.inputs`; never typst markup.
Inputs = dict[str, str]


def pdf(template: Path, inputs: Inputs, *, on: date) -> bytes:
    """A tagged, accessible PDF, or an error: typst refuses what PDF/UA-1 forbids."""
    return typst.compile(
        template.read_bytes(),
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs=inputs,
        timestamp=datetime.combine(on, time(), tzinfo=UTC),
        **_closed(),
    )


def png(template: Path, inputs: Inputs, *, ppi: int) -> bytes:
    """A picture of the template's one page."""
    return typst.compile(
        template.read_bytes(), format="png", ppi=ppi, sys_inputs=inputs, **_closed()
    )


def _closed() -> dict:
    """What keeps a compilation to itself: its root has the faces and nothing else."""
    return {
        "root": str(faces.folder()),
        "font_paths": _faces(),
        "package_path": str(faces.folder()),
        "package_cache_path": str(faces.folder()),
    }


@cache
def _faces() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(faces.folder())],
    )
