from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from objectives.models.choices import choice_field, one_of
from reporting.briefing.terms import WORDS_FOR_MEMBER, Audience
from reporting.models.quarter import Edition, Quarter
from reporting.models.submission import Submission

_LINE = {"max_length": 200, "blank": True}


class PackText(models.Model):
    """What an officer writes for a quarter's pack, and how it is made. Version-checked."""

    quarter = models.OneToOneField(Quarter, on_delete=models.PROTECT, related_name="pack_text")
    version = models.PositiveIntegerField(default=0)
    audience = choice_field(Audience, default=Audience.CABINET_MEMBER)
    objective = models.SlugField(max_length=80, blank=True)
    left_out = models.JSONField(default=list, blank=True, help_text="Sections that are off.")
    exceptions_only = models.BooleanField(default=False)
    with_differences = models.BooleanField(default=False)
    word_limit = models.PositiveSmallIntegerField(
        default=WORDS_FOR_MEMBER, validators=[MinValueValidator(10)]
    )
    meeting = models.CharField(**_LINE)
    meeting_on = models.CharField(**_LINE)
    portfolio = models.CharField(**_LINE)
    contact_officer = models.CharField(**_LINE)
    purpose = models.TextField(blank=True)
    recommendations = models.TextField(blank=True, help_text="One a line.")
    background = models.TextField(blank=True)
    governance = models.TextField(blank=True)
    finance = models.TextField(blank=True)
    legal = models.TextField(blank=True)
    equality = models.TextField(blank=True)
    climate = models.TextField(blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [one_of("audience", Audience, "pack_text_audience")]

    def __str__(self):
        return f"Pack of {self.quarter}"


class MemberWording(models.Model):
    """A sub-strand's commentary in the words for the Cabinet Member, beside the officers' own.

    None is stored while it is the commentary as it stands. `commentary` is what it was written
    from: if that changes afterwards, the page says so. Changing either takes the sign-off away.
    """

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, related_name="member_wording"
    )
    version = models.PositiveIntegerField(default=0)
    text = models.TextField(blank=True)
    commentary = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    signed_off_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_off_at__isnull=True, signed_off_by__isnull=True)
                | Q(signed_off_at__isnull=False, signed_off_by__isnull=False),
                name="member_wording_signed_off_by_somebody",
            ),
        ]

    def __str__(self):
        return f"For the Cabinet Member: {self.submission}"


class Pack(models.Model):
    """A briefing pack as it was made: a draft, or final. Never changed.

    `content` is all that it was made from, as canonical JSON text: the quarter's report, the terms,
    the report it was compared with. A final pack is numbered within its quarter.
    """

    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="packs")
    number = models.PositiveSmallIntegerField()
    is_final = models.BooleanField(default=False)
    audience = choice_field(Audience)
    edition = models.ForeignKey(
        Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="packs"
    )
    since = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followed_by",
        help_text="The final pack by which its reader was last briefed.",
    )
    content = models.TextField()
    checksum = models.CharField(max_length=64, help_text="SHA-256 of the content, hex.")
    note = models.TextField(blank=True, help_text="What changed since the one before.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["quarter", "made_at", "id"]
        constraints = [
            one_of("audience", Audience, "pack_audience"),
            models.UniqueConstraint(
                fields=["quarter", "is_final", "number"], name="pack_number_unique"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="pack_from_one"),
            models.CheckConstraint(
                condition=Q(is_final=False) | Q(edition__isnull=False),
                name="pack_final_is_of_an_edition",
            ),
        ]

    def __str__(self):
        return f"{self.quarter}, {'pack' if self.is_final else 'draft'} {self.number}"


class PackFile(models.Model):
    """A pack in one format, byte for byte as it was made: it can be downloaded for ever."""

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=8)
    content = models.BinaryField()
    checksum = models.CharField(max_length=64, help_text="SHA-256 of the file, hex.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "format"], name="pack_file_once"),
        ]

    def __str__(self):
        return f"{self.pack}.{self.format}"
