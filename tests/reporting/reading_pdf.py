"""What a PDF file says and how it is tagged, for tests."""

from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import Destination


def opened(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def words(content: bytes) -> str:
    """All its text with single spaces, wherever lines and pages end."""
    pages = [page.extract_text() for page in opened(content).pages]
    return " ".join(" ".join(pages).replace("\u200b", "").split())


def bookmarks(content: bytes) -> list[tuple[int, str]]:
    """Each with its level, from 1."""
    return list(_bookmarks(opened(content).outline, 1))


def _bookmarks(outline: list, level: int) -> Iterator[tuple[int, str]]:
    for item in outline:
        if isinstance(item, Destination):
            yield level, item.title
        else:
            yield from _bookmarks(item, level + 1)


def tags(content: bytes) -> list[dict]:
    """The elements of its structure, in the order of reading."""
    return list(_tags(opened(content).trailer["/Root"]["/StructTreeRoot"]["/K"]))


def _tags(node) -> Iterator[dict]:
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, dict) and "/K" in node:
        yield node
        yield from _tags(node["/K"])
    elif isinstance(node, dict) and "/S" in node:
        yield node
