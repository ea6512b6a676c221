from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts import clock
from reporting.importing import order, reference
from reporting.importing.fixture import Unreadable


class Command(BaseCommand):
    help = "Loads the reference strategies that are not there yet; touches nothing that is."

    def add_arguments(self, parser):
        parser.add_argument(
            "--fixtures",
            type=Path,
            default=settings.BASE_DIR / "fixtures",
            help="the folder with the fixture files (default: %(default)s)",
        )

    def handle(self, *, fixtures, **options):
        paths = order.plans(fixtures)
        if not paths:
            raise CommandError(f"There is no fixture of a strategy in {fixtures}.")
        sentences, problems = [], []
        for path in paths:
            try:
                sentences += reference.load(path=path, now=clock.now()).sentences()
            except Unreadable as unreadable:
                problems += [f"{path.name}: {problem}" for problem in unreadable.problems]
        for sentence in sentences:
            self.stdout.write(sentence)
        if problems:
            raise CommandError(
                "\n".join(["Nothing was loaded from a file with faults:", *problems])
            )
        if not sentences:
            self.stdout.write("Nothing to load: all is there.")
