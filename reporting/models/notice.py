from django.conf import settings
from django.db import models
from django.db.models import Q

from objectives.models.choices import choice_field, one_of
from reporting.models.quarter import Quarter
from reporting.models.submission import Submission
from reporting.reminding import NoticeKind


class NoticeQuerySet(models.QuerySet):
    def unclaimed(self):
        """Those that no process has begun to send."""
        return self.filter(claimed_at=None)

    def to_send(self, most_failures):
        """Those to send by themselves, what has never failed first."""
        return self.unclaimed().filter(failures__lt=most_failures).order_by("failures", "pk")

    def with_subjects(self):
        """With all that a letter names."""
        return self.select_related(
            "recipient",
            "made_by",
            "quarter__strategy",
            "submission__quarter__strategy",
            "submission__sub_strand",
        )


class Notice(models.Model):
    """One letter to one person: that it is owed, that a process took it up, that it went out.

    The row is made before anything is sent, once for an `occasion`; the process that sets
    `claimed_at` sends it. A claim without `sent_at` is one whose process ended in between: whether
    the letter left is not known, and it is not sent again by itself.
    """

    kind = choice_field(NoticeKind)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices"
    )
    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="notices")
    submission = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.CASCADE, related_name="notices",
        help_text="None: of all that the recipient owes in the quarter.",
    )  # fmt: skip
    occasion = models.CharField(
        max_length=60, help_text="What makes it another letter: a day, or a move of a return."
    )
    words = models.TextField(blank=True, help_text="An officer's, or a reviewer's.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="None: the portal itself.",
    )  # fmt: skip
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True, help_text="What the last one was.")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["quarter", "-made_at"], name="notice_of_quarter")]
        constraints = [
            one_of("kind", NoticeKind, "notice_kind"),
            models.UniqueConstraint(
                fields=["quarter", "recipient", "kind", "occasion"], name="notice_once"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(claimed_at__isnull=False),
                name="notice_sent_was_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(kind=NoticeKind.NUDGE) | Q(made_by__isnull=False),
                name="notice_nudge_is_somebodys",
            ),
        ]

    def __str__(self):
        return f"{NoticeKind(self.kind).label}: {self.recipient}, {self.quarter}"
