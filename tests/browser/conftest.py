"""Journeys in a real Chromium against a live server.

`page` is at home on the server (`page.goto("/")`) and fails its test on any error in the browser's
console, an uncaught exception or a breach of the content security policy. A test that means to meet
such a line says so: `console.allow("404")`. `axe(page)` lists what is not accessible.
"""

import os
import re
import shutil
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
AXE = HERE.parents[1] / "node_modules" / "axe-core" / "axe.min.js"

# Only these: all that passes on a page of many rows is megabytes.
VIOLATIONS = """async part => {
  const found = await axe.run(part || document, { resultTypes: ["violations"] });
  return found.violations;
}"""

NAMES = [
    "chromium-headless-shell",  # Debian's same Chromium without windows: a sixth of the work
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]
NO_CHROMIUM = """\
The browser tests need Chromium, and none was found. Install it:
    Debian:  sudo apt install chromium
    Ubuntu:  sudo snap install chromium
    macOS:   brew install --cask chromium
or name one: CHROMIUM=/path/to/chromium script/test
The rest runs without it: script/test -m 'not browser'"""


def chromium() -> str | None:
    """The path of a Chromium on this machine: $CHROMIUM, or the first that goes by a known name."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


def pytest_configure():
    # Playwright keeps an event loop running in this thread, which Django would take for our own.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    executable = chromium()
    if executable is None:
        pytest.fail(NO_CHROMIUM, pytrace=False)
    return {
        **browser_type_launch_args,
        "executable_path": executable,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def base_url(live_server):
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "reduced_motion": "reduce",
    }


class Console:
    """What browsers complained of during one test."""

    def __init__(self):
        self.lines: list[str] = []
        self._allowed: list[str] = []

    def allow(self, pattern: str) -> None:
        """Expect lines that contain the regular expression `pattern`, such as a 404's."""
        self._allowed.append(pattern)

    def watch(self, context) -> None:
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)

    def leave(self, context) -> None:
        """Watch it no more: it is another test's from now on."""
        context.remove_listener("console", self._on_console)
        context.remove_listener("weberror", self._on_error)

    def _on_error(self, error) -> None:
        self.lines.append(f"uncaught: {error.error}")

    def _on_console(self, message) -> None:
        if message.type in {"error", "warning"}:
            where = message.location.get("url") or (message.page and message.page.url)
            self.lines.append(f"{message.type} at {where}: {message.text}")

    @property
    def complaints(self) -> list[str]:
        return [
            line
            for line in self.lines
            if not any(re.search(pattern, line) for pattern in self._allowed)
        ]


@pytest.fixture
def console():
    console = Console()
    yield console
    if console.complaints:
        pytest.fail("The browser complained:\n" + "\n".join(console.complaints), pytrace=False)


@pytest.fixture
def new_context(console, new_context):
    """Makes another browser context, for a second person or one without script; watched as well."""

    def make(**kwargs):
        context = new_context(**kwargs)
        console.watch(context)
        return context

    return make


@pytest.fixture(scope="session")
def axe():
    """`axe(page)` lists what axe finds, a line each; assert that it is `[]`.

    The whole page by default; `axe(page, "main form")` looks at one part.
    """
    try:
        source = AXE.read_text(encoding="utf-8")
    except FileNotFoundError:
        pytest.fail(f"{AXE} is missing: script/assets installs it", pytrace=False)

    def run(page, part: str | None = None) -> list[str]:
        # By the debugger's protocol, to which the page's content security policy doesn't apply.
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": source})
        session.detach()
        violations = page.evaluate(VIOLATIONS, part)
        return [
            f"{violation['impact']}: {violation['help']} ({violation['id']}): "
            f"{' '.join(map(str, node['target']))}: {node['html']}"
            for violation in violations
            for node in violation["nodes"]
        ]

    return run


if __name__ == "__main__" and chromium() is None:  # script/test asks before its long work
    sys.exit(NO_CHROMIUM)
