"""The deadline: 50 people save and submit 1,000 times over HTTP, while workers are killed.

    .venv/bin/python bench/deadline.py

A fresh SQLite file, or the empty database that `DATABASE_URL` names.

gunicorn serves with several processes. First one person alone, then everybody; then everybody
again while a worker is killed (-9) 20 times. It prints how much slower a save is in the crowd than
alone, and every fault it finds: it ends with 1 if anything acknowledged was lost, anything was
half saved, or any answer was a 5xx.
"""

import os
import statistics
import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
PEOPLE, ACTS, KILLS = 50, 1000, 20
KPIS = 6


def main() -> None:
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="bench-deadline-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sefton_kpi.settings")
        os.environ.setdefault("DEMO", "true")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        sys.exit(_run(Path(folder)))


def _run(folder: Path) -> int:
    from django.db import connection

    from bench.crowd import Portal, together

    alone, crowd, killed = _people("alone", 1), _people("crowd", PEOPLE), _people("kills", PEOPLE)
    rounds = (("alone", alone, 0), ("crowd", crowd, 0), ("kills", killed, KILLS))
    connection.close()
    log = folder / "gunicorn.log"
    settings = os.environ["DJANGO_SETTINGS_MODULE"]
    each, found = ACTS // PEOPLE, []
    print(f"{connection.vendor}: {PEOPLE} people, {ACTS} acts, {KPIS} KPIs in a return")
    with Portal(database_url=os.environ["DATABASE_URL"], settings=settings, log=log) as portal:
        together(portal, alone, acts=each)  # warms the workers
        for name, people, kills in rounds:
            for person in people:
                person.times.clear()
            outcome = together(portal, people, acts=each, kills=kills)
            found += outcome.failures
            _tell(name, people, outcome, alone)
    found += _faults([*alone, *crowd, *killed], log)
    for fault in found:
        print(f"FAULT  {fault}")
    print("nothing lost, nothing half saved" if not found else f"{len(found)} faults")
    return 1 if found else 0


def _tell(name: str, people: list, outcome, alone: list) -> None:
    times = sorted(time for person in people for time in person.times)
    usual = statistics.median(time for person in alone for time in person.times)
    unanswered = sum(person.unanswered for person in people)
    print(
        f"{name:6} {sum(len(person.saved) + len(person.moves) for person in people):5} acts in "
        f"{outcome.seconds:5.1f} s   a save against one alone: median "
        f"{statistics.median(times) / usual:5.1f}, slowest {times[-1] / usual:5.1f}   "
        f"{outcome.kills} workers killed, {unanswered} requests unanswered"
    )


def _faults(people: list, log: Path) -> list[str]:
    from bench.crowd import faults

    found = faults(people)
    statuses = sum((person.statuses for person in people), Counter())
    print(
        "answers:",
        ", ".join(f"{status}: {number:,}" for status, number in sorted(statuses.items())),
    )
    found += [
        f"{number} answers were {status}" for status, number in statuses.items() if status >= 500
    ]
    if "locked" in log.read_text():
        found.append("the log speaks of a lock")
    return found


def _people(slug: str, many: int) -> list:
    """A strategy in which so many leads each owe a return of a few measures."""
    from objectives.models import Objective, Strategy, SubStrand
    from objectives.periods import FinancialQuarter
    from reporting.actions.making import make_returns
    from reporting.models import Quarter

    strategy = Strategy.objects.create(
        slug=slug, name=slug.capitalize(), starts=date(2023, 4, 1), ends=date(2027, 3, 31)
    )
    objective = Objective.objects.create(strategy=strategy, slug="all", name="All", position=1)
    parts = [
        SubStrand.objects.create(
            strategy=strategy, objective=objective, slug=f"part-{n}", name=f"Part {n}", position=n
        )
        for n in range(1, many + 1)
    ]
    for part in parts:
        _measures(slug, part)
    quarter = Quarter.objects.create(
        strategy=strategy, period=FinancialQuarter(2023, 3), state="open"
    )
    returns = {item.sub_strand_id: item for item in make_returns(quarter)}
    return [_lead(part, returns[part.pk]) for part in parts]


def _measures(slug: str, part) -> None:
    from objectives.models import KPI, Placement

    for number in range(1, KPIS + 1):
        kpi = KPI.objects.create(
            slug=f"{slug}-{part.slug}-{number}", name=f"Measure {number}", kind="measure"
        )
        Placement.objects.create(
            kpi=kpi, sub_strand=part, number=number, wording=kpi.name, position=number
        )


def _lead(part, submission):
    from accounts.models import User
    from accounts.roles import Role
    from bench.crowd import person
    from objectives.models import Assignment

    email = f"{part.strategy.slug}-{part.slug}@bench.example"
    user = User.objects.create(email=email, name=part.name)
    Assignment.objects.create(
        user=user, role=Role.PROJECT_LEAD, sub_strand=part, starts=date(2023, 4, 1)
    )
    return person(user, submission)


if __name__ == "__main__":
    main()
