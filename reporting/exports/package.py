"""Office files are zips, and a zip remembers when and where it was made. This forgets it."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6
_UNIX = 3
_PLAIN_FILE = 0o600 << 16
_FIRST = ("[Content_Types].xml", "_rels/.rels")
"""Where readers that look only at a file's beginning expect them."""


def normalised(zip_bytes: bytes) -> bytes:
    """The same parts in a constant order, with the same stamps whenever and wherever it runs."""
    packed = BytesIO()
    with ZipFile(BytesIO(zip_bytes)) as source, ZipFile(packed, "w") as target:
        for name in sorted(source.namelist(), key=_place):
            part = ZipInfo(name, date_time=_EARLIEST)
            part.create_system = _UNIX
            part.external_attr = _PLAIN_FILE
            target.writestr(part, source.read(name), ZIP_DEFLATED, _LEVEL)
    return packed.getvalue()


def _place(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)
