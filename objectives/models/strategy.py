from django.db import models
from django.db.models import F, Q

from objectives.fields import FinancialQuarterField
from objectives.models.choices import choice_field, one_of
from objectives.plan import StatementKind, Style


class Strategy(models.Model):
    """A published plan with a start and an end."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    printed_title = models.CharField(
        max_length=200, blank=True, help_text="The title over its workbook, where it differs."
    )
    summary = models.TextField(blank=True)
    style = choice_field(Style, default=Style.RAG)
    tolerance = models.DecimalField(
        max_digits=5, decimal_places=2, default=10, help_text="Percent of a target: still Amber."
    )
    leads_declare_status = models.BooleanField(default=True)
    ses_leads_sign_off = models.BooleanField(default=False)
    starts = models.DateField()
    ends = models.DateField()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name_plural = "strategies"
        constraints = [
            one_of("style", Style, "strategy_style"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="strategy_ends_later"),
            models.CheckConstraint(
                condition=Q(tolerance__gte=0, tolerance__lte=100), name="strategy_tolerance"
            ),
        ]

    def __str__(self):
        return self.name


class Objective(models.Model):
    """A strategic objective, priority or priority action area of a strategy."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="objectives")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["strategy", "slug"], name="objective_slug_unique"),
        ]

    def __str__(self):
        return self.name


#: Pages that stand beside those of the sub-strands, under the same address.
PAGES = (
    "chase",
    "compare",
    "csv",
    "dates",
    "differences",
    "editions",
    "headlines",
    "json",
    "matters",
    "objectives",
    "pack",
    "public",
    "publish",
    "reopen",
    "review",
    "start-review",
    "workbook",
)


class SubStrandQuerySet(models.QuerySet):
    def in_order(self):
        """As the plan prints them: by objective, then by place within it."""
        return self.order_by("objective__position", "position", "id")


class SubStrand(models.Model):
    """The part of an objective that one project lead reports.

    `strategy` repeats the objective's, so that the database can keep slugs apart in one strategy:
    they are its addresses.
    """

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="sub_strands")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="sub_strands")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    stands_for_whole = models.BooleanField(
        default=False, help_text="The objective has no parts: this is all of it."
    )
    ses_lead = models.CharField(max_length=150, blank=True, help_text="The post, not the person.")
    project_lead = models.CharField(
        max_length=150, blank=True, help_text="The post, not the person."
    )
    position = models.PositiveIntegerField()
    # How the council's workbook prints it.
    sheet_name = models.CharField(max_length=31, blank=True)
    sheet_title = models.CharField(max_length=200, blank=True)
    sheet_note = models.CharField(max_length=200, blank=True)
    column_headings = models.JSONField(default=list, blank=True)
    rows_numbered = models.BooleanField(default=True)
    spare_rows = models.PositiveSmallIntegerField(default=0, help_text="Empty numbered rows.")

    objects = SubStrandQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["strategy", "slug"], name="sub_strand_slug_unique"),
            models.CheckConstraint(condition=~Q(slug__in=PAGES), name="sub_strand_slug_is_no_page"),
        ]

    def __str__(self):
        return self.name


class Statement(models.Model):
    """A piece of a plan in words: of the strategy, of an objective or of a sub-strand.

    One of a quarter is part of that quarter's report, which is made of sub-strands: it has a place.
    """

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="statements")
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    sub_strand = models.ForeignKey(
        SubStrand, null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    quarter = FinancialQuarterField(
        null=True, blank=True, help_text="Of whose report it is a part; none: of the plan."
    )
    kind = choice_field(StatementKind)
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    position = models.PositiveIntegerField()
    kpis = models.ManyToManyField(
        "objectives.KPI", blank=True, related_name="statements", help_text="Those it speaks of."
    )

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            one_of("kind", StatementKind, "statement_kind"),
            models.CheckConstraint(
                condition=Q(objective__isnull=True) | Q(sub_strand__isnull=True),
                name="statement_has_one_place",
            ),
            models.CheckConstraint(
                condition=Q(quarter__isnull=True)
                | Q(objective__isnull=False)
                | Q(sub_strand__isnull=False),
                name="statement_of_quarter_has_place",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="statement_says_something"),
        ]

    def __str__(self):
        return self.text[:80]
