"""Commentary as pages print it: paragraphs, "- " lists and bare web addresses; all else is text."""

import re
from urllib.parse import urlsplit

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_ADDRESS = re.compile(r"https?://[^\s<>\"'“”‘’]{1,2000}", re.IGNORECASE)
_BULLET = re.compile(r"[ \t]*[-•][ \t]+(?=\S)")
_CLOSERS = {")": "(", "]": "["}


@register.filter
def prose(text: str) -> SafeString:
    """What somebody wrote, as HTML. Whatever they typed is escaped; only our own tags are not."""
    text = str(text or "").replace("\r\n", "\n").replace("\r", "\n")
    blocks = (block for block in _blocks(text.split("\n")) if block[1])
    return format_html_join("", "{}", ((_block(kind, lines),) for kind, lines in blocks))


def _blocks(lines: list[str]):
    """(kind, lines) of each run of "list" or "paragraph" lines; an empty line ends a run."""
    kind, run = "", []
    for line in lines:
        bullet = _BULLET.match(line)
        now = "list" if bullet else "paragraph" if line.strip() else ""
        if now != kind:
            yield kind, run
            kind, run = now, []
        if now:
            run.append(line[bullet.end() :].strip() if bullet else line.strip())
    yield kind, run


def _block(kind: str, lines: list[str]) -> SafeString:
    if kind == "list":
        items = format_html_join("", "<li>{}</li>", ((_linked(line),) for line in lines))
        return format_html('<ul class="govuk-list govuk-list--bullet">{}</ul>', items)
    rows = format_html_join(mark_safe("<br>"), "{}", ((_linked(line),) for line in lines))
    return format_html('<p class="govuk-body">{}</p>', rows)


def _linked(line: str) -> SafeString:
    pieces, end = [], 0
    for match in _ADDRESS.finditer(line):
        address = _without_full_stop(match[0])
        if not _is_address(address):
            continue
        pieces += [(line[end : match.start()],), (_link(address),)]
        end = match.start() + len(address)
    return format_html_join("", "{}", [*pieces, (line[end:],)])


def _without_full_stop(address: str) -> str:
    """Without the punctuation of the sentence around it; "(see https://x.y)" keeps its bracket."""
    while address[-1] in ".,;:!?" or _is_unopened(address):
        address = address[:-1]
    return address


def _is_unopened(address: str) -> bool:
    opener = _CLOSERS.get(address[-1])
    return opener is not None and opener not in address


def _is_address(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False


def _link(address: str) -> SafeString:
    return format_html(
        '<a class="govuk-link" rel="nofollow noopener" href="{}">{}</a>', address, address
    )
