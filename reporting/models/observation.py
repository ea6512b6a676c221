from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from objectives.judging.case import Known
from objectives.models import KPI
from objectives.models.choices import choice_field, one_of
from objectives.models.kpi import FIGURE
from objectives.periods import DataPeriod, PeriodKind
from objectives.plan import Certainty, Series
from reporting.models.submission import Entry

_TIME = ("kpi", "series", "period_kind", "starts", "ends")


class ObservationQuerySet(models.QuerySet):
    def current(self):
        """Those that no later one has replaced."""
        return self.filter(is_current=True)

    def of_council(self):
        """The council's own values."""
        return self.filter(series=Series.COUNCIL)

    def of_comparators(self):
        """Others' values, to be shown beside the council's."""
        return self.exclude(series=Series.COUNCIL)

    def known_by(self, day):
        """Those whose data period had ended on `day`."""
        return self.filter(ends__lte=day)

    def told(self, of_returns, quarters):
        """Those that meet the condition `of_returns`, and what no return reported.

        That is the record before the portal, comparators, and corrections: of the figures of
        `quarters` alone, for a correction tells what it corrects.
        """
        reported = Observation.objects.filter(
            **{name: OuterRef(name) for name in _TIME},
            pk__lt=OuterRef("pk"),
            entry__isnull=False,
            withdrawn="",
        )
        last_reported_in = reported.order_by("-pk").values("entry__submission__quarter")[:1]
        is_open = Q(supersedes=None) | Q(corrected_in=None) | Q(corrected_in__in=quarters)
        known = self.alias(corrected_in=Subquery(last_reported_in))
        return known.filter(of_returns | Q(is_open, entry=None))


class Observation(models.Model):
    """A measured value of a KPI for one data period and series. Superseded, never edited."""

    kpi = models.ForeignKey(KPI, on_delete=models.PROTECT, related_name="observations")
    series = models.CharField(
        max_length=80, default=Series.COUNCIL, help_text="The council's own, or a comparator."
    )
    period_kind = choice_field(PeriodKind)
    starts = models.DateField()
    ends = models.DateField()
    period_label = models.CharField(max_length=60)
    period_inferred = models.BooleanField(default=False, help_text="The source leaves it unsaid.")
    value = models.DecimalField(**FIGURE)
    printed = models.CharField(max_length=200, help_text="As typed.")
    unit = models.CharField(max_length=30, blank=True)
    certainty = choice_field(Certainty, default=Certainty.FINAL)
    caveat = models.TextField(blank=True)
    source = models.CharField(
        max_length=200, blank=True, help_text="Who publishes it; of comparators."
    )
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="observations"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_current = models.BooleanField(default=True)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    reason = models.TextField(blank=True, help_text="Why it replaces the one before.")
    withdrawn = models.TextField(
        blank=True, help_text="Why it is off the record, though no other took its place."
    )

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["kpi", "series", "ends", "id"]
        indexes = [
            models.Index(fields=["kpi", "series", "-ends"], name="observation_latest"),
        ]
        constraints = [
            one_of("period_kind", PeriodKind, "observation_period_kind"),
            one_of("certainty", Certainty, "observation_certainty"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="observation_period"),
            models.CheckConstraint(condition=~Q(series=""), name="observation_has_a_series"),
            models.UniqueConstraint(
                fields=["kpi", "series", "period_kind", "starts", "ends"],
                condition=Q(is_current=True),
                name="observation_one_current",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(reason=""),
                name="observation_change_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn="") | Q(is_current=False),
                name="observation_withdrawn_is_not_current",
            ),
        ]

    def __str__(self):
        return f"{self.kpi}: {self.printed} ({self.period_label})"

    @property
    def period(self) -> DataPeriod:
        """The time it covers."""
        return DataPeriod(
            PeriodKind(self.period_kind),
            self.starts,
            self.ends,
            self.period_label,
            self.period_inferred,
        )

    @property
    def known(self) -> Known:
        """As a value on record, to judge by."""
        return Known(self.value, self.printed, self.period, Certainty(self.certainty), self.caveat)
