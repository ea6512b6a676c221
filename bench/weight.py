"""What does a first visit weigh? Each page's bytes as they travel, by kind.

    .venv/bin/python bench/weight.py

The demonstration is loaded into a fresh database, each page is asked for as the person named, and
all that it makes a browser fetch is added up as it is served: pages by gzip, static files by
brotli, fonts as they are. What charts bring stands apart: it comes after the page is read.
"""

import gzip
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import brotli

ROOT = Path(__file__).parent.parent
LIMIT = 60_000  # bytes of a dashboard's first visit without its charts (issue 5)
KINDS = ("HTML", "CSS", "scripts", "fonts", "icon")
CHARTS = "charts"

_CHART = re.compile(r'<figure class="app-chart[ "].*?</figure>', re.DOTALL)
_CHART_SCRIPT = re.compile(r"<script [^>]*data-app-chart-library=[^>]*>")
_ATTRIBUTE = r'{}="/static/([^"]+)"'
_IMPORT = re.compile(r'(?:from\s*|import\s*|import\()"(\.[^"]+)"')
_FACE = re.compile(r"@font-face\s*{([^}]*)}")

Read = Callable[[str], bytes]  # a static file by its path


def weigh(html: str, read: Read) -> Counter:
    """Bytes by kind (`KINDS` and `CHARTS`) of a first visit to the page."""
    words = _CHART_SCRIPT.sub("", _CHART.sub("", html))
    found = Counter(HTML=_as_page(words))
    found[CHARTS] = _as_page(html) - found["HTML"]
    for tag in re.findall(r"<(?:link|script)\b[^>]*>", html):
        if "data-app-chart-library" in tag:
            found[CHARTS] += sum(
                _as_static(read(path))
                for name in ("src", "data-app-chart-library")
                for path in re.findall(_ATTRIBUTE.format(name), tag)
            )
        elif 'rel="stylesheet"' in tag:
            _weigh_style(found, tag, words, read)
        elif 'rel="icon"' in tag:
            found["icon"] += sum(_as_static(read(path)) for path in _paths(tag))
        elif tag.startswith("<script"):
            paths = with_imports(_paths(tag), words, read)
            found["scripts"] += sum(_as_static(read(path)) for path in paths)
    return found


def _weigh_style(found: Counter, tag: str, words: str, read: Read) -> None:
    for path in _paths(tag):
        style = read(path)
        found["CSS"] += _as_static(style)
        found["fonts"] += sum(len(read(font)) for font in fonts(style.decode(), words))


def _paths(tag: str) -> list[str]:
    return re.findall(_ATTRIBUTE.format("(?:href|src)"), tag)


def with_imports(paths: list[str], html: str, read: Read) -> list[str]:
    """Those scripts and what they import; fields' only where the page has such a field."""
    has_fields = re.search(r'data-module="govuk-(character|check|password|radios)', html)
    found = []
    for path in paths:
        found.append(path)
        for name in _IMPORT.findall(read(path).decode()):
            if "govuk-fields" not in name or has_fields:
                found.append(os.path.normpath(os.path.join(os.path.dirname(path), name)))
    return list(dict.fromkeys(found))


def fonts(style: str, words: str) -> list[str]:
    """The fonts of which some letter stands in the page: a browser fetches no other."""
    letters = {ord(letter) for letter in words}
    found = []
    for face in _FACE.findall(style):
        ranges = re.search(r"unicode-range:([^;]+)", face).group(1).split(",")
        if any(letters & _range(item.strip()) for item in ranges):
            found += re.findall(r'url\("?([^")]+)"?\)', face)
    return found


def _range(text: str) -> set[int]:
    first, _, last = text.removeprefix("U+").partition("-")
    return set(range(int(first, 16), int(last or first, 16) + 1))


def _as_page(html: str) -> int:
    return len(gzip.compress(html.encode(), 6))


def _as_static(content: bytes) -> int:
    return len(brotli.compress(content))


def from_sources(path: str) -> bytes:
    """A static file as it is before it gets its hashed name."""
    from django.contrib.staticfiles import finders

    return Path(finders.find(path)).read_bytes()


# --- The table ------------------------------------------------------------------------------------

_ACTION_PLAN = "/strategies/ses-action-plan-2023/"
PAGES = (
    ("Sign-in", "", "/sign-in/"),
    ("Strategies", "viewer", "/strategies/"),
    ("Strategy", "viewer", _ACTION_PLAN),
    ("Dashboard", "viewer", f"{_ACTION_PLAN}quarters/2023-q2/"),
    ("Dashboard, open quarter", "officer", f"{_ACTION_PLAN}quarters/2023-q3/"),
    ("Dashboard of metrics", "officer", "/strategies/corporate-plan-2023/quarters/2024-q2/"),
    ("Sub-strand", "viewer", f"{_ACTION_PLAN}quarters/2023-q2/housing/"),
    ("KPI", "officer", "/kpis/early-help-assessments-completed/"),
    ("Register", "viewer", "/kpis/"),
    ("Return", "officer", f"{_ACTION_PLAN}quarters/2023-q3/housing/return/"),
)


def main() -> None:
    """Print the table."""
    sys.path.insert(0, str(ROOT))
    folder = tempfile.TemporaryDirectory(prefix="bench-weight-")
    os.environ["DATABASE_URL"] = f"sqlite:///{folder.name}/bench.sqlite3"
    os.environ.update(DJANGO_SETTINGS_MODULE="tests.settings", DEMO="true")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0, stdout=StringIO())
    call_command("load_demo_accounts", verbosity=0, stdout=StringIO())
    print(f"{'bytes, compressed':26}{''.join(f'{kind:>9}' for kind in KINDS)}{'sum':>9}{CHARTS:>9}")
    for name, person, address in PAGES:
        _print(name, _page(person, address))


def _page(person: str, address: str) -> str | None:
    from django.test import Client

    from accounts.models import User

    client = Client(SERVER_NAME="localhost")
    if person:
        client.force_login(User.objects.get(email=f"{person}@demo.example"))
    response = client.get(address)
    return response.content.decode() if response.status_code == 200 else None


def _print(name: str, html: str | None) -> None:
    if html is None:
        print(f"{name:26} no such page")
        return
    found = weigh(html, from_sources)
    own = sum(found[kind] for kind in KINDS)
    columns = "".join(f"{found[kind]:9,}" for kind in KINDS)
    print(f"{name:26}{columns}{own:9,}{found[CHARTS]:9,}")


if __name__ == "__main__":
    main()
