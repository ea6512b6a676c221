"""A crowd at the deadline: people who save and submit their returns over HTTP, all at once.

Against a real gunicorn with several processes, whose workers may be killed meanwhile. What the
portal acknowledged is written down and afterwards compared with what the database holds.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, sleep
from urllib.parse import urlencode

ROOT = Path(__file__).parent.parent
_GIVE_UP = 60  # seconds that one act is tried for while workers come and go
_SUBMIT_EVERY = 9  # saves


# --- The portal ---------------------------------------------------------------------------------


class Portal:
    """gunicorn on a free port of this machine, its workers open to be killed."""

    def __init__(self, *, database_url: str, settings: str, log: Path, workers=4, threads=4):
        self.log = log
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": settings,
            "DEMO": "true",
        }
        command = (
            f"-m gunicorn sefton_kpi.wsgi --preload --no-control-socket --timeout 60 "
            f"--workers {workers} --threads {threads} --bind 127.0.0.1:{self.port}"
        )
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                [sys.executable, *command.split()],
                cwd=ROOT,
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def __enter__(self):
        until = perf_counter() + 60
        while perf_counter() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                sleep(0.1)
        self.__exit__()
        raise RuntimeError(f"gunicorn did not start: {self.log.read_text()[-2000:]}")

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait(timeout=30)

    def workers(self) -> list[int]:
        """The processes that answer now."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def kill_one(self) -> bool:
        """kill -9 of some worker; False where none was there."""
        try:
            os.kill(random.choice(self.workers()), signal.SIGKILL)
        except (IndexError, ProcessLookupError):
            return False
        return True


def kill_now_and_then(portal: Portal, times: int, every: float, over: Event) -> list[float]:
    """Kill a worker `times` times, `every` seconds, until the crowd is `over`; when each died."""
    killed = []
    while len(killed) < times and not over.wait(every):
        if portal.kill_one():
            killed.append(perf_counter())
    return killed


# --- A person -----------------------------------------------------------------------------------


class _Form(HTMLParser):
    """The fields of a return's form, as a browser would send them."""

    def __init__(self, html: str):
        super().__init__()
        self.fields: dict[str, str] = {}
        self._inside, self._box = False, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self._inside = "data-return" in given
        name = given.get("name")
        if not self._inside or not name:
            return
        chosen = given.get("type") not in ("radio", "checkbox") or "checked" in given
        if tag == "input" and chosen:
            self.fields[name] = given.get("value") or ""
        elif tag == "textarea":
            self._box, self.fields[name] = name, ""

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._box = None

    def handle_data(self, data):
        if self._box:
            self.fields[self._box] += data


@dataclass
class Person:
    """A lead with a return to make, and what the portal told them of it."""

    session: str  # the session cookie's value
    address: str  # of the return's form
    submission: int  # its primary key
    rows: tuple[int, ...]  # its placements
    saved: list[tuple[int, str]] = field(default_factory=list)  # acknowledged: version, figure
    moves: list[str] = field(default_factory=list)  # acknowledged: submit, withdraw
    statuses: Counter = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)  # seconds, of each acknowledged save
    unanswered: int = 0  # requests that died with their worker
    fields: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def work(self, port: int, acts: int) -> None:
        """So many acts: mostly saves, now and then handing it in and taking it back."""
        self._open(port)
        figure = 0
        while acts > 0:
            for _ in range(min(_SUBMIT_EVERY, acts)):
                figure += 1
                self._save(port, str(figure))
                acts -= 1
            for move in ("submit", "withdraw")[: max(acts, 0)]:
                self._move(port, move)
                acts -= 1

    def _open(self, port: int) -> None:
        status, text = self._ask(port, "GET", self.address)
        assert status == 200, (self.address, status)
        self.fields = _Form(text).fields

    def _save(self, port: int, figure: str) -> None:
        """As the form's script does: everything, with the version it was made from."""
        for row in self.rows:
            self.fields[f"kpi-{row}-answer"] = "new_figure"
            self.fields[f"kpi-{row}-coverage"] = "this_quarter"
            self.fields[f"kpi-{row}-declared"] = "green"
            self.fields[f"kpi-{row}-figure"] = figure
        self.fields["overall"] = "green"
        self.fields["commentary"] = f"Save {figure}"
        started = perf_counter()
        status, text = self._ask(port, "POST", f"{self.address}autosave/", self.fields)
        if status == 409:  # the one before died unanswered after it was stored
            self._open(port)
            self._save(port, figure)
            return
        assert status == 200, (self.address, status, text[:300])
        self.times.append(perf_counter() - started)
        version = json.loads(text)["version"]
        self.fields["version"] = str(version)
        self.saved.append((version, figure))

    def _move(self, port: int, move: str) -> None:
        sent = {name: self.fields[name] for name in ("csrfmiddlewaretoken", "version")}
        status, _ = self._ask(port, "POST", f"{self.address}{move}/", sent)
        assert status == 302, (self.address, move, status)
        self.moves.append(move)

    def _ask(self, port: int, method: str, path: str, fields: dict | None = None):
        """The answer's status and text; once more where the worker died before it answered."""
        until = perf_counter() + _GIVE_UP
        while True:
            try:
                status, text = self._once(port, method, path, fields)
            except (OSError, HTTPException):
                self.unanswered += 1
                if perf_counter() > until:
                    raise
                sleep(0.05)
                continue
            self.statuses[status] += 1
            return status, text

    def _once(self, port: int, method: str, path: str, fields: dict | None):
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        cookies = {"sessionid": self.session, **self.cookies}
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        body = None
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(fields)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text


def person(user, submission) -> Person:
    """`user`, signed in, with this return to make."""
    from django.test import Client
    from django.urls import reverse

    from reporting.models import Entry

    client = Client()
    client.force_login(user)
    quarter, part = submission.quarter, submission.sub_strand
    at = [quarter.strategy.slug, quarter.period, part.slug]
    rows = Entry.objects.filter(submission=submission).values_list("placement_id", flat=True)
    return Person(
        session=client.cookies["sessionid"].value,
        address=reverse("reporting:return", args=at),
        submission=submission.pk,
        rows=tuple(rows),
    )


# --- All of them --------------------------------------------------------------------------------


@dataclass
class Outcome:
    """What happened: how long it took, who was killed, whose work ended in an error."""

    seconds: float
    kills: int
    failures: list[str]


def together(
    portal: Portal, people: list[Person], *, acts: int, kills: int = 0, every: float = 0.5
) -> Outcome:
    """Everybody at once, `acts` each, while workers are killed."""
    over, failures, killed = Event(), [], []

    def work(person: Person) -> None:
        try:
            person.work(portal.port, acts)
        except (AssertionError, OSError, HTTPException) as failure:
            failures.append(f"{person.address}: {failure!r}")

    def kill() -> None:
        killed.extend(kill_now_and_then(portal, kills, every, over))

    threads = [Thread(target=work, args=[person]) for person in people]
    killer = Thread(target=kill)
    started = perf_counter()
    for thread in (*threads, killer):
        thread.start()
    for thread in threads:
        thread.join()
    over.set()
    killer.join()
    return Outcome(perf_counter() - started, len(killed), failures)


def faults(people: Iterable[Person]) -> list[str]:
    """What the database holds against what was acknowledged: anything lost or half there."""
    from accounts.chain import verify
    from reporting.models import Submission

    broken = verify().broken
    found = [f"The audit record: {broken}"] if broken else []
    stored = {item.pk: item for item in Submission.objects.prefetch_related("revisions", "steps")}
    for person in people:
        found += [f"{person.address}: {fault}" for fault in _of(person, stored[person.submission])]
    return found


def _of(person: Person, submission) -> Iterable[str]:
    from reporting.actions.returns import content_of
    from reporting.content import Content

    revisions = {item.version: item for item in submission.revisions.all()}
    for version, figure in person.saved:
        text = revisions[version].content if version in revisions else ""
        if f'"Save {figure}"' not in text:
            yield f"lost: figure {figure}, acknowledged as version {version}"
    if sorted(revisions) != list(range(1, submission.version + 1)):
        yield f"versions {sorted(revisions)} of {submission.version}"
    if not revisions:
        return
    last = Content.from_text(revisions[submission.version].content)
    if last != content_of(submission):
        yield "half saved: the return is not what its last revision says"
    if len({entry.figure for entry in last.entries.values()}) != 1:
        yield "half saved: rows of different saves"
    steps = list(submission.steps.order_by("id"))
    if steps[-1].to_state != submission.state:
        yield f"half moved: {submission.state}, and its timeline ends with {steps[-1].to_state}"
    for move in ("submit", "withdraw"):
        if sum(step.move == move for step in steps) < person.moves.count(move):
            yield f"lost: a {move} that was acknowledged"
