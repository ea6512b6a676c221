from django.conf import settings
from django.db import models
from django.db.models import Q

from objectives.models import Placement
from objectives.plan import Style
from reporting.models.submission import Submission

WHOLE = "The return as a whole"


def called(number: int, code: str, style: str) -> str:
    """What a row of a return is called in a strategy of that style: "KPI 10", "Metric G10"."""
    return f"Metric {code or number}" if style == Style.METRICS else f"KPI {number}"


class CommentQuerySet(models.QuerySet):
    def unresolved(self):
        """Those that still ask for something."""
        return self.filter(resolved_at=None)

    def with_replies(self):
        """Oldest first, their replies and KPIs with them, in a fixed number of queries."""
        return self.select_related("placement").prefetch_related("replies").order_by("at", "id")


class Comment(models.Model):
    """What a reviewer says of a return, or of one KPI in it, until it is resolved."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="comments")
    placement = models.ForeignKey(
        Placement, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="None: of the return as a whole.",
    )  # fmt: skip
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150, help_text="As it was at the time.")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_resolved_by_whom",
            ),
        ]

    def __str__(self):
        return f"Comment on {self.submission}"

    def about(self, style: str) -> str:
        """What it is said of, in a strategy of that style."""
        place = self.placement
        return called(place.number, place.code, style) if place else WHOLE


class Reply(models.Model):
    """An answer to a comment, by the lead or by a reviewer."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150, help_text="As it was at the time.")

    class Meta:
        ordering = ["at", "id"]
        verbose_name_plural = "replies"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="reply_says_something"),
        ]

    def __str__(self):
        return f"Reply to {self.comment}"
