"""Several processes send reminders at the same moment, and one is killed: nobody gets two."""

import os
import subprocess
import sys
import time
from email import message_from_bytes
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection

from reporting.actions import letters, nudging
from reporting.models import Notice
from tests import factories
from tests.factories import NOW
from tests.reporting.posting import run, set_deadline
from tests.reporting.test_saving_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE, PROCESSES = 12, 4
ROOT = Path(__file__).parents[2]


@pytest.fixture
def people(plan, quarter):
    """A dozen deputies of Growth, told that the quarter opened."""
    set_deadline(quarter)
    found = [factories.person(name=f"Deputy {number}") for number in range(PEOPLE)]
    for user in found:
        factories.hold(user=user, role="deputy", over=plan.growth)
    return found


# --- Threads ------------------------------------------------------------------------------------


def test_threads_at_the_same_moment_send_none_twice(people, monkeypatch):
    posted = []

    def send(message):
        time.sleep(0.02)
        posted.append(message.to[0])

    monkeypatch.setattr("reporting.mail.EmailMultiAlternatives.send", send)
    assert at_once([lambda: run(NOW)] * 6) == []
    assert sorted(posted) == sorted(user.email for user in people)
    assert Notice.objects.filter(sent_at=None).count() == 0


# --- Processes ----------------------------------------------------------------------------------

SCRIPT = """
import os, signal, sys, time
import django
django.setup()
from pathlib import Path
from django.conf import settings
from django.core.management import call_command

folder, start, dies_after = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
settings.EMAIL_FILE_PATH = folder

from reporting import mail
deliver = mail.deliver
sent = 0

def deliver_and_die(letter, to):
    global sent
    deliver(letter, to)
    sent += 1
    if sent == dies_after:
        os.kill(os.getpid(), signal.SIGKILL)

mail.deliver = deliver_and_die
start.with_suffix(f".{os.getpid()}").touch()
while not start.exists():
    time.sleep(0.005)
call_command("send_reminders")
"""


def database_url() -> str:
    """The test database, for another process."""
    said = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{said['NAME']}"
    place = f"{said['HOST']}:{said['PORT']}" if said["PORT"] else said["HOST"]
    return f"postgres://{said['USER']}:{said['PASSWORD']}@{place}/{said['NAME']}"


class Processes:
    """`send_reminders`, in processes of their own that begin at the same moment."""

    def __init__(self, folder: Path):
        self.folder, self.runs = folder / "mail", 0
        self.folder.mkdir()

    def run(self, many=1, dies_after=0) -> list[int]:
        """Their exit codes."""
        self.runs += 1
        start = self.folder.parent / f"start-{self.runs}"
        command = [sys.executable, "-c", SCRIPT, str(self.folder), str(start), str(dies_after)]
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "sefton_kpi.settings",
            "DEMO": "true",
            "DEMO_TODAY": str(factories.TODAY),
        }
        made = [
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
            for _ in range(many)
        ]
        try:
            while len(list(start.parent.glob(f"{start.name}.*"))) < many:
                assert all(process.poll() is None for process in made), "one did not start"
                time.sleep(0.02)
            start.touch()
            return [process.wait(timeout=120) for process in made]
        finally:
            for process in made:
                process.kill()
                process.wait()

    def posted(self) -> list[str]:
        """To whom letters left, in all runs."""
        found = []
        for file in self.folder.glob("*.log"):
            parts = file.read_bytes().split(b"-" * 79 + b"\n")
            found += [message_from_bytes(part)["To"] for part in parts if part.strip()]
        return sorted(found)


@pytest.fixture
def processes(tmp_path):
    return Processes(tmp_path)


def test_processes_at_the_same_moment_send_none_twice(people, processes):
    assert processes.run(many=PROCESSES) == [0] * PROCESSES
    assert processes.posted() == sorted(user.email for user in people)


def test_a_process_that_is_killed_leaves_one_letter_that_nobody_knows_of(people, processes):
    assert processes.run(dies_after=5) == [-9]
    assert len(processes.posted()) == 5
    claimed = Notice.objects.filter(claimed_at__isnull=False)
    assert (
        claimed.filter(sent_at__isnull=False).count(),
        claimed.filter(sent_at=None).count(),
    ) == (4, 1)


def test_a_run_after_the_crash_sends_the_rest_and_none_twice(people, processes):
    processes.run(dies_after=5)
    assert processes.run(many=2) == [0, 0]
    assert processes.posted() == sorted(user.email for user in people)
    assert Notice.objects.filter(claimed_at__isnull=False, sent_at=None).count() == 1


# --- By hand ------------------------------------------------------------------------------------


def test_of_two_officers_who_send_the_same_letter_again_one_does(people, officer, plan):
    letters.owe_all_reminders(now=NOW)
    Notice.objects.update(claimed_at=NOW - 2 * nudging.AT_IT)
    notice = Notice.objects.first()
    again = lambda: nudging.send_again(notice=notice, by=officer, now=NOW)  # noqa: E731
    failures = at_once([again, again])
    assert [type(failure).__name__ for failure in failures] == ["Refused"]
    assert [message.to for message in mail.outbox] == [[notice.recipient.email]]
