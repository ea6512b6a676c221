"""Is history free? The quarter's pages with 40 quarters of history against the same with 4.

    .venv/bin/python bench/history.py

Two strategies of the same size stand in one fresh SQLite database (`DATABASE_URL` names another),
one with a short history and one with a long one. Their pages are asked for in turn, through the
whole stack as a signed-in officer, and the medians compared. It prints ratios: absolute times say
more about the machine than about the portal.
"""

import os
import statistics
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parent.parent
SHORT, LONG = 4, 40
SUB_STRANDS, KPIS = 5, 20
ROUNDS = 60


def main() -> None:
    sys.path.insert(0, str(ROOT))
    folder = tempfile.TemporaryDirectory(prefix="bench-history-")
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder.name}/bench.sqlite3")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sefton_kpi.settings")
    os.environ.setdefault("DEMO", "true")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _measure({"short": _strategy("short", SHORT), "long": _strategy("long", LONG)})


def _measure(strategies: dict) -> None:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(_officer(strategies.values()))
    print(f"{SUB_STRANDS * KPIS} KPIs; medians of {ROUNDS} requests, in turn")
    for name, path in _pages().items():
        times = {key: [] for key in strategies}
        for number in range(ROUNDS + 3):
            for key in strategies:
                address = f"/strategies/{key}/{path}"
                started = perf_counter()
                response = client.get(address)
                took = perf_counter() - started
                assert response.status_code == 200, (address, response.status_code)
                if number >= 3:  # the first fill caches
                    times[key].append(took)
        short, long = (statistics.median(times[key]) for key in ("short", "long"))
        ratio = long / short
        print(
            f"{name:24} {SHORT} quarters {short * 1000:6.1f} ms   "
            f"{LONG} quarters {long * 1000:6.1f} ms   ratio {ratio:.2f}"
        )


def _pages() -> dict[str, str]:
    open_, published = "quarters/2023-q3/", "quarters/2023-q2/"
    return {
        "quarter, open": open_,
        "quarter, published": published,
        "sub-strand, open": f"{open_}part-1/",
        "return": f"{open_}part-1/return/",
        "differences, open": f"{open_}differences/",
    }


def _officer(strategies):
    from accounts.models import User
    from accounts.roles import Role
    from objectives.models import Assignment

    officer = User.objects.create(email="officer@bench.example", name="Officer")
    for strategy in strategies:
        Assignment.objects.create(
            user=officer, role=Role.OFFICER, strategy=strategy, starts=date(2013, 4, 1)
        )
    return officer


def _strategy(slug: str, quarters: int):
    """A plan of measures with a target each, and so many quarters up to the open Q3 2023/24."""
    from objectives.models import Objective, Strategy, SubStrand

    strategy = Strategy.objects.create(
        slug=slug, name=f"A {slug} history", starts=date(2013, 4, 1), ends=date(2027, 3, 31)
    )
    objective = Objective.objects.create(strategy=strategy, slug="all", name="All", position=1)
    parts = [
        SubStrand.objects.create(
            strategy=strategy, objective=objective, slug=f"part-{n}", name=f"Part {n}", position=n
        )
        for n in range(1, SUB_STRANDS + 1)
    ]
    placements = [item for part in parts for item in _placements(slug, part)]
    for period in _periods(quarters):
        _quarter(strategy, period, placements)
    return strategy


def _placements(slug: str, part) -> list:
    from objectives.models import KPI, Placement, Target

    made = []
    for number in range(1, KPIS + 1):
        kpi = KPI.objects.create(
            slug=f"{slug}-{part.slug}-{number}",
            name=f"Measure {number}",
            kind="measure",
            polarity="higher",
            basis="period",
            frequency="quarterly",
        )
        placement = Placement.objects.create(
            kpi=kpi, sub_strand=part, number=number, wording=f"Measure {number}", position=number
        )
        Target.objects.create(
            placement=placement, printed="90", kind="number", number=90, period="standing"
        )
        made.append(placement)
    return made


def _periods(quarters: int) -> list:
    from objectives.periods import FinancialQuarter

    periods = [FinancialQuarter(2023, 3)]
    while len(periods) < quarters:
        periods.append(periods[-1].previous)
    return list(reversed(periods))


def _quarter(strategy, period, placements) -> None:
    from objectives.periods import FinancialQuarter
    from reporting.actions.making import freeze, make_returns
    from reporting.models import Entry, Observation, Quarter, Submission

    is_open = period == FinancialQuarter(2023, 3)
    quarter = Quarter.objects.create(strategy=strategy, period=period, state="open")
    make_returns(quarter)
    entries = Entry.objects.filter(submission__quarter=quarter)
    figures = {item.placement_id: _figure(period, item.placement_id) for item in entries}
    values = [_reported(item, period, figures[item.placement_id]) for item in entries]
    Entry.objects.bulk_update(values, _REPORTED)
    if is_open:
        return
    at = datetime.combine(period.ends, datetime.min.time(), UTC)
    Submission.objects.filter(quarter=quarter).update(state="published", overall="green")
    by_placement = {item.id: item for item in placements}
    Observation.objects.bulk_create(
        Observation(
            kpi=by_placement[item.placement_id].kpi,
            period_kind="quarter",
            starts=period.starts,
            ends=period.ends,
            period_label=period.long_label,
            value=item.number,
            printed=item.figure,
            entry=item,
            recorded_at=at,
        )
        for item in values
    )
    quarter.state = "published"
    quarter.save()
    freeze(quarter=quarter, by=None, now=at)


_REPORTED = [
    *("answer", "figure", "kind", "number", "coverage", "declared", "note"),
    *("period_kind", "period_starts", "period_ends", "period_label"),
]


def _figure(period, placement: int) -> int:
    """Some number that differs from quarter to quarter and from KPI to KPI."""
    return 60 + (period.year * 7 + period.quarter * 13 + placement * 3) % 60


def _reported(entry, period, figure: int):
    entry.answer, entry.coverage, entry.declared = "new_figure", "this_quarter", "green"
    entry.figure, entry.kind, entry.number = str(figure), "number", figure
    entry.period_kind, entry.period_label = "quarter", period.long_label
    entry.period_starts, entry.period_ends = period.starts, period.ends
    entry.note = "As planned."
    return entry


if __name__ == "__main__":
    main()
