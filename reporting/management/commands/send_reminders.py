from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import clock
from accounts.models import User
from reporting.actions import letters
from reporting.actions.letters import Outcome
from reporting.chasing import not_written
from reporting.dashboard import counted
from reporting.models import Notice, Quarter
from reporting.reminding import NoticeKind


class Command(BaseCommand):
    help = (
        "Writes to those who owe a return, and sends what could not be sent before. Safe to run as "
        "often as liked, and on several machines at once."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be sent, and send nothing"
        )

    def handle(self, *, dry_run=False, **options):
        now = clock.now()
        if dry_run:
            self._list(now)
            return
        letters.owe_all_reminders(now=now)
        outcomes = letters.send_waiting(now=now)
        self.stdout.write(f"{counted(outcomes[Outcome.SENT], 'letter')} sent.")
        self._tell_unknown()
        if outcomes[Outcome.NO_SERVER]:
            raise CommandError("The mail server can't be reached. The next run tries again.")
        if outcomes[Outcome.FAILED]:
            failed = counted(outcomes[Outcome.FAILED], "letter")
            raise CommandError(f"{failed} could not be sent. The next run tries again.")

    def _tell_unknown(self):
        unknown = Notice.objects.filter(claimed_at__isnull=False, sent_at=None).count()
        if unknown:
            self.stdout.write(
                f"{counted(unknown, 'letter')} may have been sent or not: an officer can look on "
                "the page “Chase returns”."
            )

    def _list(self, now):
        """A line for each letter: to whom, why, about what."""
        waiting = Notice.objects.to_send(letters.MOST_FAILURES).with_subjects()
        for notice in waiting:
            self._say(notice.recipient.email, notice.kind, f"{notice.quarter}, waits to be sent")
        many = Counter(waiting=len(waiting))
        for quarter in Quarter.objects.taking_returns().select_related("strategy").order_by("pk"):
            found = not_written(quarter, on=timezone.localdate(now))
            emails = dict(
                User.objects.filter(pk__in=[key[0] for key in found]).values_list("pk", "email")
            )
            for (recipient, kind, _), items in sorted(found.items()):
                about = ", ".join(item.submission.sub_strand.name for item in items)
                self._say(emails[recipient], kind, f"{quarter}: {about}")
            many["new"] += len(found)
        self.stdout.write(f"{counted(many.total(), 'letter')} would be sent.")

    def _say(self, email: str, kind: str, about: str):
        self.stdout.write(f"{email}  {NoticeKind(kind).label}  {about}")
