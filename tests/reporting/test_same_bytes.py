"""A published quarter gives the same bytes in every format, wherever and whenever it is made.

Two processes on the one database (SQLite or PostgreSQL), as two machines would have it: time zones
a day apart, sets in another order, another moment. Packages, PDFs and pictures can stamp the time,
and what is kept in a set can come out as it likes; neither may be seen in a file.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reporting.exports import FORMATS
from reporting.pack_rendering import NOTES, PACK_FORMATS
from tests.reporting.test_letters_at_once import database_url

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
PUBLISHED = {"ses-action-plan-2023": "2023-q2", "corporate-plan-2023": "2024-q2"}
NAMES = [*FORMATS, *NOTES]

SCRIPT = """
import sys
import django
django.setup()
from django.core.management import call_command
from objectives.periods import FinancialQuarter
from reporting import briefing_material, pack_rendering
from reporting.models import Quarter

folder, names, quarters = sys.argv[1], sys.argv[2].split(), sys.argv[3:]
for slug, quarter in (item.split(":") for item in quarters):
    for name in names:
        file = f"{folder}/{slug}.{name}"
        call_command("export_quarter", slug, quarter, "--format", name, "--output", file)
    period = FinancialQuarter.parse(quarter)
    found = Quarter.objects.select_related("strategy").get(strategy__slug=slug, period=period)
    terms = briefing_material.standard_terms(found)
    material = briefing_material.material(found, terms, made_on=period.ends, is_final=True)
    for name, content in pack_rendering.files(material).items():
        with open(f"{folder}/{slug}.pack.{name}", "wb") as file:
            file.write(content)
"""


def made_elsewhere(folder: Path, zone: str, seed: str) -> dict[str, bytes]:
    """Every published quarter in every format, and its pack's files, made in another process."""
    folder.mkdir()
    quarters = [f"{slug}:{quarter}" for slug, quarter in PUBLISHED.items()]
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "sefton_kpi.settings",
        "DEMO": "true",
        "TZ": zone,
        "PYTHONHASHSEED": seed,
    }
    subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder), " ".join(NAMES), *quarters],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_two_processes_in_two_zones_make_the_same_files(reference, tmp_path):
    first = made_elsewhere(tmp_path / "first", "UTC", "1")
    time.sleep(2)
    second = made_elsewhere(tmp_path / "second", "Pacific/Auckland", "2")
    made = len(NAMES) + len(PACK_FORMATS)
    assert len(first) == len(second) == len(PUBLISHED) * made
    assert [name for name in sorted(first) if first[name] != second[name]] == []
