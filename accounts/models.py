from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager):
    """Accounts by e-mail address; "A@x" and "a@x" are one person."""

    def get_by_natural_key(self, username):
        return self.get(email=username.strip().lower())

    def create_user(self, email, password=None, **fields):
        """A new account; without a password nobody can sign in to it until one is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """What `manage.py createsuperuser` makes: the first administrator."""
        return self.create_user(email, password, is_administrator=True, **fields)


class User(AbstractBaseUser):
    """A person who signs in, by e-mail address. What they may do is in their assignments."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=150)
    job_title = models.CharField(max_length=150, blank=True)
    is_administrator = models.BooleanField(
        default=False, help_text="Keeps people and the audit record; sees no unpublished figures."
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_in_lower_case"
            ),
        ]

    def __str__(self):
        return self.name


class AuditEvent(models.Model):
    """One act, for ever: who did what to what, when, and how it read before and after.

    Each event's `hash` covers its own content and the hash of the one before, so an altered or
    removed event shows (`accounts.audit`). Append-only; written in the act's own transaction.
    """

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="audit_events"
    )
    actor_name = models.CharField(max_length=150, help_text="As it was at the time.")
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    subject = models.CharField(max_length=300, help_text="What it was called at the time.")
    before = models.TextField(blank=True, help_text="Canonical JSON text.")
    after = models.TextField(blank=True, help_text="Canonical JSON text.")
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "sequence"], name="audit_subject"),
            models.Index(fields=["actor", "sequence"], name="audit_actor"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sequence=1, previous_hash="")
                | (models.Q(sequence__gt=1) & ~models.Q(previous_hash="")),
                name="audit_event_is_chained",
            ),
        ]

    def __str__(self):
        return f"{self.sequence}. {self.actor_name}: {self.action} {self.subject}"


class AuditHead(models.Model):
    """The chain's end: the one row that every append locks, so that the chain cannot fork."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="audit_head_is_one_row"),
        ]

    def __str__(self):
        return f"The audit record, to event {self.sequence:,}"
