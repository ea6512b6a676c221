from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.roles import STRATEGY_ROLES, SUB_STRAND_ROLES, Role
from objectives.models.choices import choice_field, one_of
from objectives.models.strategy import Strategy, SubStrand


class AssignmentQuerySet(models.QuerySet):
    def on(self, day):
        """Those held on `day`."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)

    def from_now(self, day):
        """Those held on `day` or to come."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day))

    def with_place(self):
        """Each with the strategy or the sub-strand that it is held over."""
        return self.select_related("strategy", "sub_strand__strategy")


class Assignment(models.Model):
    """Who holds which role over which strategy or sub-strand, from when until when."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments"
    )
    role = choice_field(Role)
    strategy = models.ForeignKey(
        Strategy, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    sub_strand = models.ForeignKey(
        SubStrand, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("role", Role, "assignment_role"),
            models.CheckConstraint(
                condition=Q(
                    role__in=sorted(STRATEGY_ROLES),
                    strategy__isnull=False,
                    sub_strand__isnull=True,
                )
                | Q(
                    role__in=sorted(SUB_STRAND_ROLES),
                    strategy__isnull=True,
                    sub_strand__isnull=False,
                ),
                name="assignment_role_fits_its_place",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="assignment_ends_later",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "strategy", "starts"],
                condition=Q(strategy__isnull=False),
                name="assignment_once_per_strategy",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "sub_strand", "starts"],
                condition=Q(sub_strand__isnull=False),
                name="assignment_once_per_sub_strand",
            ),
        ]

    def __str__(self):
        return f"{self.user}: {Role(self.role).label}, {self.sub_strand or self.strategy}"
