"""For tests of `import_figures`: files written in the test, the command run, and what it said."""

import json
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

MARROWBY = Path(__file__).parent.parent / "data" / "marrowby_2024_q2.csv"
REPORT = "ID,Metric,Period Type,Good Is,Recent -3,Recent -2,Recent -1,Most Recent,Target"
LONG = "Code,Period,Value,Series,Source"


def run(path, strategy="town-plan", **options) -> str:
    """What the command says; raises CommandError as it does."""
    out = StringIO()
    call_command("import_figures", str(path), strategy=strategy, stdout=out, **options)
    return out.getvalue()


def refused(path, strategy="town-plan", **options) -> list[str]:
    """The problems for which it loads nothing, one a line, the count first."""
    with pytest.raises(CommandError) as refusal:
        run(path, strategy, **options)
    return str(refusal.value).splitlines()


def as_json(path, strategy="town-plan", **options) -> dict:
    """What it says for machines, whether it loads or not."""
    out = StringIO()
    with suppress(CommandError):
        call_command(
            "import_figures", str(path), strategy=strategy, json=True, stdout=out, **options
        )
    return json.loads(out.getvalue())


def written(folder, *lines, headings=REPORT, name="figures.csv", encoding="utf-8") -> Path:
    """A file of these lines below its headings."""
    path = folder / name
    path.write_bytes("\r\n".join([headings, *lines, ""]).encode(encoding))
    return path
