from django.conf import settings
from django.db import models
from django.db.models import Q

from objectives.models import SubStrand
from objectives.models.choices import choice_field, one_of
from reporting.meeting import MatterKind
from reporting.models.quarter import Quarter


class MatterQuerySet(models.QuerySet):
    def open(self):
        """Those that are not closed: what the next quarter's meeting finds as matters arising."""
        return self.filter(closed_at=None)

    def owned_by(self, user):
        """Those that this person is to see to."""
        return self.filter(owner=user)


class Matter(models.Model):
    """A decision, an action or a question that came up about a quarter.

    Kept until it is closed with what came of it; later quarters find it as a matter arising.
    """

    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="matters")
    sub_strand = models.ForeignKey(
        SubStrand, null=True, blank=True, on_delete=models.PROTECT, related_name="matters",
        help_text="None: of the strategy as a whole.",
    )  # fmt: skip
    kind = choice_field(MatterKind)
    text = models.TextField()
    asked_by = models.CharField(max_length=150, blank=True, help_text="Of a question: whose it is.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT,
        related_name="matters", help_text="Who sees to it.",
    )  # fmt: skip
    due_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_by_name = models.CharField(max_length=150, help_text="As it was at the time.")
    outcome = models.TextField(blank=True, help_text="The answer, or what was done.")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=0)

    objects = MatterQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            one_of("kind", MatterKind, "matter_kind"),
            models.CheckConstraint(condition=~Q(text=""), name="matter_says_something"),
            models.CheckConstraint(
                condition=(Q(kind=MatterKind.QUESTION) & ~Q(asked_by=""))
                | (~Q(kind=MatterKind.QUESTION) & Q(asked_by="")),
                name="matter_questions_are_asked_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(kind=MatterKind.ACTION) | Q(owner__isnull=False, due_on__isnull=False),
                name="matter_action_has_owner_and_day",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="matter_closed_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(kind=MatterKind.DECISION) | ~Q(outcome=""),
                name="matter_closed_with_an_outcome",
            ),
        ]

    def __str__(self):
        return f"{MatterKind(self.kind).label}, {self.quarter}"
