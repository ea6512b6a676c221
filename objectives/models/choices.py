"""From the rules' enums to the models' fields: choices, and the constraint that keeps to them."""

from enum import StrEnum

from django.db import models


def choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    """Django choices: the stored value and the words a page prints."""
    return [
        (member.value, getattr(member, "label", member.value.replace("_", " ").capitalize()))
        for member in enum
    ]


def one_of(field: str, enum: type[StrEnum], name: str, *, blank: bool = False):
    """The database's own promise that `field` holds a member of `enum` (or nothing, if `blank`)."""
    allowed = [member.value for member in enum] + ([""] if blank else [])
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": allowed}), name=name)


def choice_field(enum: type[StrEnum], **options) -> models.CharField:
    """A text column for a member of `enum`."""
    return models.CharField(max_length=30, choices=choices(enum), **options)
