from django.conf import settings
from django.db import models
from django.db.models import Q

from objectives.measures import Kind
from objectives.models import Placement, SubStrand
from objectives.models.choices import choice_field, one_of
from objectives.models.kpi import FIGURE
from objectives.periods import PeriodKind
from objectives.plan import Certainty
from objectives.rag import Status
from reporting.answers import Answer, Coverage
from reporting.content import ENTRY_FIELDS, EntryContent
from reporting.models.quarter import Quarter
from reporting.workflow import Move, ReturnState


def _person(**options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        **options,
    )


def _both_or_neither(moment: str, person: str, name: str):
    return models.CheckConstraint(
        condition=Q(**{f"{moment}__isnull": True, f"{person}__isnull": True})
        | Q(**{f"{moment}__isnull": False, f"{person}__isnull": False}),
        name=name,
    )


class Submission(models.Model):
    """One sub-strand's return for one quarter.

    `version` goes up with every change, so that a form can tell whether somebody else was there.
    The posts are copied at approval: they are what the published report prints for ever.
    """

    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="submissions")
    sub_strand = models.ForeignKey(SubStrand, on_delete=models.PROTECT, related_name="submissions")
    state = choice_field(ReturnState, default=ReturnState.NOT_STARTED)
    version = models.PositiveIntegerField(default=0)
    overall = choice_field(Status, blank=True)
    commentary = models.TextField(blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = _person()
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = _person()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = _person()
    due_on = models.DateField(
        null=True, blank=True, help_text="A later day for this return than its quarter's deadline."
    )
    is_received = models.BooleanField(
        default=True, help_text="Off when the quarter was published without it."
    )
    # Frozen at approval.
    ses_lead = models.CharField(max_length=150, blank=True)
    project_lead = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["quarter", "sub_strand"]
        constraints = [
            one_of("state", ReturnState, "submission_state"),
            one_of("overall", Status, "submission_overall", blank=True),
            models.UniqueConstraint(fields=["quarter", "sub_strand"], name="submission_once"),
            _both_or_neither("saved_at", "saved_by", "submission_saved_by_whom"),
            _both_or_neither("submitted_at", "submitted_by", "submission_submitted_by_whom"),
            _both_or_neither("approved_at", "approved_by", "submission_approved_by_whom"),
            models.CheckConstraint(
                condition=~Q(state=ReturnState.APPROVED) | Q(approved_at__isnull=False),
                name="submission_approved_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(is_received=True) | Q(state=ReturnState.PUBLISHED),
                name="submission_missed_only_when_published",
            ),
        ]

    def __str__(self):
        return f"{self.sub_strand}, {self.quarter.period.name}"


class Step(models.Model):
    """One move of a return, as its timeline tells it: who, when, why."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="steps")
    move = choice_field(Move)
    from_state = choice_field(ReturnState)
    to_state = choice_field(ReturnState)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150, help_text="As it was at the time.")
    on_behalf = models.BooleanField(default=False, help_text="By an officer, for the lead.")
    comment = models.TextField(blank=True)
    version = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of the return then; unknown of the oldest steps."
    )

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            one_of("move", Move, "step_move"),
            one_of("from_state", ReturnState, "step_from_state"),
            one_of("to_state", ReturnState, "step_to_state"),
            models.CheckConstraint(
                condition=~Q(move__in=[Move.SEND_BACK, Move.REOPEN, Move.EXTEND]) | ~Q(comment=""),
                name="step_asks_with_words",
            ),
        ]

    def __str__(self):
        return f"{self.submission}: {self.move} by {self.by_name}"


class Revision(models.Model):
    """What a return said after one save: the base for merging two people's work.

    Append-only, one for each version. `content` is canonical JSON text.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    content = models.TextField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["submission", "version"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "version"], name="revision_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="revision_from_one"),
        ]

    def __str__(self):
        return f"{self.submission}, version {self.version}"


class Entry(models.Model):
    """One placement's line in a return: the answer, what was typed and what was understood."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="entries")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="entries")
    answer = choice_field(Answer, blank=True)
    figure = models.CharField(max_length=200, blank=True, help_text="As typed.")
    kind = choice_field(Kind, blank=True)
    number = models.DecimalField(**FIGURE, null=True, blank=True)
    unit = models.CharField(max_length=30, blank=True)
    text = models.CharField(max_length=200, blank=True, help_text="Understood, where no number.")
    coverage = choice_field(Coverage, blank=True)
    period_typed = models.CharField(max_length=60, blank=True, help_text="For another period.")
    period_kind = choice_field(PeriodKind, blank=True)
    period_starts = models.DateField(null=True, blank=True)
    period_ends = models.DateField(null=True, blank=True)
    period_label = models.CharField(max_length=60, blank=True)
    period_inferred = models.BooleanField(default=False, help_text="The source leaves it unsaid.")
    certainty = choice_field(Certainty, default=Certainty.FINAL)
    declared = choice_field(Status, blank=True)
    not_rated_reason = models.TextField(blank=True)
    lead_reason = models.TextField(blank=True, help_text="Why not what the figures say.")
    note = models.TextField(blank=True)
    confirmed = models.CharField(
        max_length=200, blank=True, help_text="The figure, unlikely as it looked, that is right."
    )
    correction_reason = models.TextField(
        blank=True, help_text="Why the figure replaces one that is on record for its period."
    )
    # Frozen at approval, as printed then; a figure kept from last quarter is understood then too.
    wording = models.TextField(blank=True)
    target_printed = models.CharField(max_length=200, blank=True)
    figure_printed = models.CharField(max_length=200, blank=True)
    computed = choice_field(Status, blank=True)

    class Meta:
        ordering = ["submission", "placement"]
        verbose_name_plural = "entries"
        constraints = [
            one_of("answer", Answer, "entry_answer", blank=True),
            one_of("kind", Kind, "entry_kind", blank=True),
            one_of("coverage", Coverage, "entry_coverage", blank=True),
            one_of("period_kind", PeriodKind, "entry_period_kind", blank=True),
            one_of("certainty", Certainty, "entry_certainty"),
            one_of("declared", Status, "entry_declared", blank=True),
            one_of("computed", Status, "entry_computed", blank=True),
            models.UniqueConstraint(fields=["submission", "placement"], name="entry_once"),
            models.CheckConstraint(
                condition=Q(kind="", number__isnull=True, text="")
                | (~Q(kind="") & (~Q(figure="") | ~Q(figure_printed=""))),
                name="entry_understood_only_what_was_typed",
            ),
            models.CheckConstraint(
                condition=Q(period_kind="", period_starts__isnull=True, period_ends__isnull=True)
                | (
                    ~Q(period_kind="")
                    & Q(
                        period_starts__isnull=False,
                        period_ends__isnull=False,
                        period_ends__gte=models.F("period_starts"),
                    )
                ),
                name="entry_period_whole",
            ),
        ]

    def __str__(self):
        return f"{self.placement} ({self.submission})"

    @property
    def said(self) -> EntryContent:
        """What was typed into it, as a value."""
        return EntryContent(**{name: getattr(self, name) for name in ENTRY_FIELDS})
