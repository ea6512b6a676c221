import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts import clock
from objectives.period_reading import parse_period
from objectives.periods import FinancialQuarter, PeriodKind
from reporting.importing import figures_changes, figures_load
from reporting.importing.figures_changes import Problem
from reporting.importing.figures_load import Outcome
from reporting.importing.figures_quarter import YEARS
from reporting.importing.figures_stored import Asked


class Command(BaseCommand):
    help = "Loads figures, earlier values and targets, or comparators, from a CSV file."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a CSV file; docs/operating.md has its columns")
        parser.add_argument("--strategy", required=True, help="its slug")
        parser.add_argument("--quarter", default="", help="such as 2024-q2 or “Q2 2024/25”")
        parser.add_argument("--sub-strand", default="", help="its slug, where codes need one")
        parser.add_argument("--create", action="store_true", help="make the KPIs that are absent")
        parser.add_argument("--name", default="", help="of a strategy that --create makes")
        parser.add_argument("--apply", action="store_true", help="load it; without: a dry run")
        parser.add_argument("--json", action="store_true", help="say it for machines")

    def handle(self, *, file, apply, **options):
        try:
            asked = Asked(
                strategy=options["strategy"],
                quarter=_quarter(options["quarter"]),
                sub_strand=options["sub_strand"],
                create=options["create"],
                name=" ".join(options["name"].split()),
            )
        except ValueError as error:
            outcome = Outcome(problems=[Problem(None, "", str(error))])
        else:
            outcome = figures_load.load(path=file, asked=asked, apply=apply, now=clock.now())
        self._say(outcome, as_json=options["json"])

    def _say(self, outcome: Outcome, *, as_json: bool) -> None:
        many = len(outcome.problems)
        refusal = f"Nothing was loaded: {many} {'problem' if many == 1 else 'problems'}."
        if as_json:
            data = figures_changes.as_data(outcome.problems, outcome.changes)
            data |= {"notes": outcome.notes, "applied": outcome.applied}
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
        else:
            self._say_in_words(outcome)
        if outcome.problems:
            found = [] if as_json else [item.sentence for item in outcome.problems]
            raise CommandError("\n".join([refusal, *found]))

    def _say_in_words(self, outcome: Outcome) -> None:
        for note in outcome.notes:
            self.stdout.write(note)
        if outcome.problems:
            return
        for line in figures_changes.lines_of(outcome.changes):
            self.stdout.write(line)
        if not outcome.changes:
            self.stdout.write("Nothing to change: all that the file says is there.")
        elif outcome.applied:
            self.stdout.write(f"Loaded {figures_changes.counted(outcome.changes)}.")
        else:
            self.stdout.write(f"It would load {figures_changes.counted(outcome.changes)}.")
            self.stdout.write("Nothing was changed. Run again with --apply.")


def _quarter(text: str) -> FinancialQuarter | None:
    """The quarter, as an address or as people write it. ValueError in words."""
    if not text.strip():
        return None
    period = parse_period(text.strip())
    if period is None or period.kind is not PeriodKind.QUARTER:
        raise ValueError(f"“{text[:40]}” is not a quarter such as 2024-q2 or Q2 2024/25.")
    quarter = FinancialQuarter.containing(period.starts)
    if quarter.year not in YEARS:
        raise ValueError(f"“{text[:40]}” is no quarter of {YEARS[0]} to {YEARS[-1]}.")
    return quarter
