from django.core.management.base import BaseCommand, CommandError

from accounts import clock
from reporting.actions.refusals import Refused
from reporting.importing import demo_accounts


class Command(BaseCommand):
    help = "Makes the demonstration's accounts that are not there yet (DEMO=true only)."

    def handle(self, **options):
        try:
            users = demo_accounts.load(now=clock.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if users:
            self.stdout.write(f"Made {len(users)} demonstration accounts.")
        else:
            self.stdout.write("No demonstration account to make: all are there.")
