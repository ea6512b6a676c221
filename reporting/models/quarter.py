from django.conf import settings
from django.db import models
from django.db.models import Q

from objectives.fields import FinancialQuarterField
from objectives.models import Strategy
from objectives.models.choices import choice_field, one_of
from reporting.answers import GovernanceKind
from reporting.workflow import QuarterState


class QuarterQuerySet(models.QuerySet):
    def taking_returns(self):
        """Those whose returns may move."""
        return self.filter(state__in=[state for state in QuarterState if state.takes_returns])

    def published(self):
        """Those with an edition; a reopened quarter still shows its last one."""
        return self.filter(state__in=[QuarterState.PUBLISHED, QuarterState.REOPENED])

    def public(self, on):
        """Those that anybody may read on the day `on`."""
        return self.published().filter(public_from__lte=on)

    def newest_first(self):
        return self.order_by("-period")


class Quarter(models.Model):
    """A reporting round of one strategy, and where it stands."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="quarters")
    period = FinancialQuarterField()
    state = choice_field(QuarterState, default=QuarterState.UPCOMING)
    version = models.PositiveIntegerField(default=0, help_text="Counts every move in it.")
    figures_held = models.BooleanField(
        default=True, help_text="Off where only overall statuses are known."
    )
    public_from = models.DateField(null=True, blank=True)
    reopened_reason = models.TextField(
        blank=True, help_text="While it is reopened: why. The next edition's reason."
    )

    objects = QuarterQuerySet.as_manager()

    class Meta:
        ordering = ["strategy", "period"]
        constraints = [
            one_of("state", QuarterState, "quarter_state"),
            models.UniqueConstraint(fields=["strategy", "period"], name="quarter_once"),
            models.CheckConstraint(
                condition=(Q(state=QuarterState.REOPENED) & ~Q(reopened_reason=""))
                | (~Q(state=QuarterState.REOPENED) & Q(reopened_reason="")),
                name="quarter_reopened_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.strategy}, {self.period.name}"

    def is_public(self, on) -> bool:
        """Whether anybody may read its published edition on the day `on`."""
        return (
            self.state in (QuarterState.PUBLISHED, QuarterState.REOPENED)
            and self.public_from is not None
            and self.public_from <= on
        )


class GovernanceDate(models.Model):
    """A deadline or meeting of a quarter: a date, or words ("Monthly"), several of a kind."""

    quarter = models.ForeignKey(Quarter, on_delete=models.CASCADE, related_name="governance_dates")
    kind = choice_field(GovernanceKind)
    date = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=100, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            one_of("kind", GovernanceKind, "governance_date_kind"),
            models.CheckConstraint(
                condition=Q(date__isnull=False, words="") | (Q(date__isnull=True) & ~Q(words="")),
                name="governance_date_or_words",
            ),
        ]

    def __str__(self):
        return f"{GovernanceKind(self.kind).label}: {self.date or self.words}"


class Edition(models.Model):
    """A published quarter, frozen: the whole report as canonical JSON text. Never changed."""

    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True, help_text="Why it replaces the one before.")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    checksum = models.CharField(max_length=64, help_text="SHA-256 of the report's text, hex.")
    report = models.TextField()

    class Meta:
        ordering = ["quarter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["quarter", "number"], name="edition_number_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_from_one"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="edition_later_has_a_reason"
            ),
        ]

    def __str__(self):
        return f"{self.quarter}, edition {self.number}"
