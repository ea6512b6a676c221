from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from objectives.fields import FinancialQuarterField
from objectives.judging.case import Promise, Terms
from objectives.measures import Kind
from objectives.models.choices import choice_field, one_of
from objectives.models.strategy import Strategy, SubStrand
from objectives.plan import (
    Basis,
    Comparison,
    Frequency,
    KPIKind,
    Polarity,
    TargetPeriod,
    YearProfile,
)

#: Every stored figure: 18 digits before the point and 6 after. `measures.parse` keeps to it.
FIGURE = {"max_digits": 24, "decimal_places": 6}


class KPIQuerySet(models.QuerySet):
    def in_register(self):
        """Those that stand for themselves: not merged into another."""
        return self.filter(merged_into=None)


class KPI(models.Model):
    """One entry of the register: what is counted. Where it stands is a `Placement`."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=300)
    definition = models.TextField(blank=True)
    unit = models.CharField(max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    kind = choice_field(KPIKind)
    polarity = choice_field(Polarity, default=Polarity.UNKNOWN)
    polarity_assumed = models.BooleanField(default=False, help_text="Ours, not the document's.")
    polarity_doubt = models.TextField(
        blank=True,
        help_text="Why the printed polarity can't be relied on; nothing is judged by it.",
    )
    is_ordinal = models.BooleanField(
        default=False, help_text="Steps on a scale, such as an inspector's rating: no amounts."
    )
    basis = choice_field(Basis, default=Basis.UNKNOWN)
    basis_assumed = models.BooleanField(default=False, help_text="Ours, not the document's.")
    frequency = choice_field(Frequency, default=Frequency.UNKNOWN)
    period_type = models.CharField(
        max_length=60, blank=True, help_text="What its figures cover, as the source prints it."
    )
    comparison = choice_field(Comparison, default=Comparison.PREVIOUS_PERIOD)
    same_band = models.DecimalField(
        **FIGURE, null=True, blank=True, help_text="A change no larger than this is no change."
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="absorbed",
        help_text="The entry that stands for it since the two were found to be the same.",
    )

    objects = KPIQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = "KPI"
        constraints = [
            one_of("kind", KPIKind, "kpi_kind"),
            one_of("polarity", Polarity, "kpi_polarity"),
            one_of("basis", Basis, "kpi_basis"),
            one_of("frequency", Frequency, "kpi_frequency"),
            one_of("comparison", Comparison, "kpi_comparison"),
            models.CheckConstraint(
                condition=Q(decimals__isnull=True) | Q(decimals__lte=6), name="kpi_decimals"
            ),
            models.CheckConstraint(
                condition=Q(same_band__isnull=True) | Q(same_band__gte=0), name="kpi_same_band"
            ),
            models.CheckConstraint(
                condition=~Q(polarity=Polarity.UNKNOWN, polarity_assumed=True),
                name="kpi_unknown_polarity_is_not_assumed",
            ),
            models.CheckConstraint(
                condition=~Q(basis=Basis.UNKNOWN, basis_assumed=True),
                name="kpi_unknown_basis_is_not_assumed",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="kpi_is_not_merged_into_itself",
            ),
        ]

    def __str__(self):
        return self.name


class PossiblySame(models.Model):
    """Two KPIs that look like one but whose figures do not agree, for an officer to settle."""

    class Verdict(models.TextChoices):
        OPEN = "open", "Not settled"
        SAME = "same", "The same"
        DIFFERENT = "different", "Different"

    kpi = models.ForeignKey(KPI, on_delete=models.CASCADE, related_name="possibly_same")
    other = models.ForeignKey(KPI, on_delete=models.CASCADE, related_name="+")
    note = models.TextField(blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.OPEN)
    because = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kpi", "other"], name="possibly_same_unique"),
            models.CheckConstraint(
                condition=Q(kpi__lt=F("other")), name="possibly_same_in_one_direction"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["open", "same"]) | ~Q(because=""),
                name="possibly_same_different_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(verdict="open")),
                name="possibly_same_settled_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.kpi} / {self.other}"


class PlacementQuerySet(models.QuerySet):
    def in_quarter(self, quarter):
        """Those that stand in the plan in `quarter`."""
        return self.filter(
            Q(first_quarter__isnull=True) | Q(first_quarter__lte=quarter),
            Q(last_quarter__isnull=True) | Q(last_quarter__gte=quarter),
        )


class Placement(models.Model):
    """A KPI's place in a sub-strand, and what differs there."""

    kpi = models.ForeignKey(KPI, on_delete=models.PROTECT, related_name="placements")
    sub_strand = models.ForeignKey(SubStrand, on_delete=models.PROTECT, related_name="placements")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20, blank=True)
    wording = models.TextField(help_text="As printed there.")
    position = models.PositiveIntegerField()
    first_quarter = FinancialQuarterField(null=True, blank=True)
    last_quarter = FinancialQuarterField(null=True, blank=True)
    is_home = models.BooleanField(default=True, help_text="Its figure is entered here.")
    polarity = choice_field(Polarity, blank=True)
    basis = choice_field(Basis, blank=True)
    scale = models.DecimalField(**FIGURE, null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(null=True, blank=True)
    tolerance = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            one_of("polarity", Polarity, "placement_polarity", blank=True),
            one_of("basis", Basis, "placement_basis", blank=True),
            models.UniqueConstraint(
                fields=["kpi"],
                condition=Q(is_home=True, last_quarter__isnull=True),
                name="kpi_has_one_home",
            ),
            models.UniqueConstraint(
                fields=["sub_strand", "kpi"],
                condition=Q(last_quarter__isnull=True),
                name="kpi_stands_once_in_a_sub_strand",
            ),
            models.UniqueConstraint(
                fields=["sub_strand", "number"],
                condition=Q(last_quarter__isnull=True),
                name="placement_number_unique",
            ),
            models.CheckConstraint(
                condition=Q(first_quarter__isnull=True)
                | Q(last_quarter__isnull=True)
                | Q(last_quarter__gte=F("first_quarter")),
                name="placement_ends_later",
            ),
            models.CheckConstraint(
                condition=Q(tolerance__isnull=True) | Q(tolerance__gte=0, tolerance__lte=100),
                name="placement_tolerance",
            ),
            models.CheckConstraint(
                condition=Q(scale__isnull=True) | Q(scale__gt=0), name="placement_scale"
            ),
            models.CheckConstraint(condition=~Q(wording=""), name="placement_has_words"),
        ]

    def __str__(self):
        return self.wording

    def terms(self, strategy: Strategy) -> Terms:
        """What its figures are judged by: the KPI's terms, but for what this place says."""
        kpi = self.kpi
        own_polarity = bool(self.polarity)
        decimals = kpi.decimals if self.decimals is None else self.decimals
        tolerance = strategy.tolerance if self.tolerance is None else self.tolerance
        return Terms(
            kind=KPIKind(kpi.kind),
            unit=kpi.unit,
            decimals=decimals,
            polarity=Polarity(self.polarity or kpi.polarity),
            polarity_doubt="" if own_polarity else kpi.polarity_doubt,
            basis=Basis(self.basis or kpi.basis),
            frequency=Frequency(kpi.frequency),
            comparison=Comparison(kpi.comparison),
            tolerance=Decimal(tolerance),  # a strategy just made has its default as an int
            same_band=kpi.same_band or Decimal(0),
            is_ordinal=kpi.is_ordinal,
        )


class TargetQuerySet(models.QuerySet):
    def in_force(self, quarter):
        """Those not yet replaced in `quarter`."""
        return self.filter(
            Q(from_quarter__isnull=True) | Q(from_quarter__lte=quarter),
            Q(superseded_by__isnull=True) | Q(superseded_by__from_quarter__gt=quarter),
        )


class Target(models.Model):
    """What a placement promises, as typed and as understood. Never edited but superseded."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="targets")
    printed = models.CharField(max_length=200, help_text="As typed.")
    kind = choice_field(Kind)
    number = models.DecimalField(**FIGURE, null=True, blank=True)
    upper = models.DecimalField(
        **FIGURE, null=True, blank=True, help_text="The other end, where the target is a range."
    )
    unit = models.CharField(max_length=30, blank=True)
    text = models.CharField(max_length=200, blank=True, help_text="Understood, where no number.")
    period = choice_field(TargetPeriod, default=TargetPeriod.STANDING)
    year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The year in which that year begins."
    )
    quarter = models.PositiveSmallIntegerField(null=True, blank=True)
    profile = choice_field(YearProfile, default=YearProfile.EQUAL)
    q1 = models.DecimalField(**FIGURE, null=True, blank=True)
    q2 = models.DecimalField(**FIGURE, null=True, blank=True)
    q3 = models.DecimalField(**FIGURE, null=True, blank=True)
    q4 = models.DecimalField(**FIGURE, null=True, blank=True)
    from_quarter = FinancialQuarterField(null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    reason = models.TextField(blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["placement", "year", "quarter", "id"]
        constraints = [
            one_of("kind", Kind, "target_kind"),
            one_of("period", TargetPeriod, "target_period"),
            models.CheckConstraint(
                condition=Q(period=TargetPeriod.STANDING, year__isnull=True)
                | (~Q(period=TargetPeriod.STANDING) & Q(year__isnull=False)),
                name="target_year_where_there_is_one",
            ),
            models.CheckConstraint(
                condition=Q(
                    period=TargetPeriod.QUARTER,
                    quarter__isnull=False,  # a check lets pass what is unknown
                    quarter__gte=1,
                    quarter__lte=4,
                )
                | (~Q(period=TargetPeriod.QUARTER) & Q(quarter__isnull=True)),
                name="target_quarter_where_there_is_one",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True, reason="")
                | (Q(supersedes__isnull=False, from_quarter__isnull=False) & ~Q(reason="")),
                name="target_change_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(upper__isnull=True) | Q(number__isnull=False, upper__gte=F("number")),
                name="target_range_in_order",
            ),
            one_of("profile", YearProfile, "target_profile"),
            models.CheckConstraint(
                condition=Q(
                    profile=YearProfile.EQUAL,
                    q1__isnull=True,
                    q2__isnull=True,
                    q3__isnull=True,
                    q4__isnull=True,
                )
                | (
                    ~Q(profile=YearProfile.EQUAL)
                    & Q(
                        period=TargetPeriod.FINANCIAL_YEAR,
                        number__isnull=False,
                        q1__isnull=False,
                        q2__isnull=False,
                        q3__isnull=False,
                        q4__isnull=False,
                    )
                ),
                name="target_profile_of_four_quarters",
            ),
            models.UniqueConstraint(
                fields=["placement", "period", "year"],
                condition=Q(supersedes__isnull=True, year__isnull=False, quarter__isnull=True),
                name="target_first_of_a_year",
            ),
            models.UniqueConstraint(
                fields=["placement", "year", "quarter"],
                condition=Q(supersedes__isnull=True, quarter__isnull=False),
                name="target_first_of_a_quarter",
            ),
            models.UniqueConstraint(
                fields=["placement"],
                condition=Q(supersedes__isnull=True, year__isnull=True),
                name="target_first_standing",
            ),
        ]

    def __str__(self):
        return self.printed

    @property
    def promise(self) -> Promise:
        """What it promises, as a value to judge by."""
        shares = (self.q1, self.q2, self.q3, self.q4)
        return Promise(
            printed=self.printed,
            kind=Kind(self.kind),
            number=self.number,
            upper=self.upper,
            unit=self.unit,
            text=self.text,
            period=TargetPeriod(self.period),
            year=self.year,
            quarter=self.quarter,
            profile=YearProfile(self.profile),
            shares=() if self.profile == YearProfile.EQUAL else shares,
        )
