import os
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import audit, clock
from objectives.models import Strategy
from objectives.periods import FinancialQuarter
from reporting import briefing_material, pack_rendering
from reporting.briefing.material import NOT_STORED
from reporting.exports import FORMATS
from reporting.models import Quarter
from reporting.quarter_report import for_export
from reporting.report import QuarterReport

#: Of the report, and the standard briefing note for the Cabinet Member.
_FORMATS = [*FORMATS, *pack_rendering.NOTES]


class Command(BaseCommand):
    help = "Writes a quarter of a strategy into a file; docx and pdf are its briefing note."

    def add_arguments(self, parser):
        parser.add_argument("strategy", help="its slug, such as ses-action-plan-2023")
        parser.add_argument("quarter", help="such as 2023-q2")
        parser.add_argument("--format", required=True, help=f"one of: {', '.join(_FORMATS)}")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")

    def handle(self, *, strategy, quarter, output, **options):
        name = options["format"]
        if name not in _FORMATS:
            raise CommandError(f"There is no format “{name}”. There is {_listed(_FORMATS)}.")
        found = _quarter(_strategy(strategy), quarter)
        report = for_export(found)
        content = _rendered(found, report, name)
        try:
            with transaction.atomic():
                audit.record(
                    by=None,
                    action="quarter.export",
                    subject=found,
                    now=clock.now(),
                    after={"format": name, "edition": report.edition, "bytes": len(content)},
                )
                _write(output, content)
        except OSError as error:
            raise CommandError(f"{output} can't be written: {error.strerror}.") from error
        self.stdout.write(f"Wrote {output} ({len(content):,} bytes).")


def _rendered(quarter: Quarter, report: QuarterReport, name: str) -> bytes:
    """The file; a note bears the day of its edition, so that it is the same on every day."""
    if name in FORMATS:
        return FORMATS[name].render(report)
    material = briefing_material.material(
        quarter,
        briefing_material.standard_terms(quarter),
        made_on=report.published_on or clock.today(),
        number=NOT_STORED,
        is_final=report.edition is not None,
    )
    return pack_rendering.note(material, name)


def _strategy(slug: str) -> Strategy:
    strategies = {item.slug: item for item in Strategy.objects.all()}
    if slug not in strategies:
        raise CommandError(f"There is no strategy “{slug}”. There is {_listed(strategies)}.")
    return strategies[slug]


def _quarter(strategy: Strategy, slug: str) -> Quarter:
    try:
        period = FinancialQuarter.parse(slug)
    except ValueError as error:
        raise CommandError(f"“{slug}” is not a quarter such as 2023-q2.") from error
    quarters = {item.period: item for item in Quarter.objects.filter(strategy=strategy)}
    if period not in quarters:
        raise CommandError(
            f"{strategy} has no quarter {slug}. There is {_listed(map(str, quarters))}."
        )
    quarter = quarters[period]
    quarter.strategy = strategy
    return quarter


def _listed(names) -> str:
    return ", ".join(sorted(names)) or "none yet"


def _write(path: Path, content: bytes) -> None:
    """The whole file or none: readers never meet half of it, and a failure leaves the old one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        fresh.chmod(0o666 & ~_umask())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _umask() -> int:
    """What the process takes from a new file's rights; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
