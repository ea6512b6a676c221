import json

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from objectives.models import KPI


class Merging(models.Model):
    """Two register entries found to be the same, made one; and, if it was a mistake, two again.

    `kept` stands for both. `moved` is what came to it from `absorbed`, as JSON text: what an undo
    gives back. Editions are never touched: they keep the names and figures that they printed.
    """

    kept = models.ForeignKey(KPI, on_delete=models.PROTECT, related_name="mergings")
    absorbed = models.ForeignKey(KPI, on_delete=models.PROTECT, related_name="+")
    moved = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="merging_of_two"),
            models.UniqueConstraint(
                fields=["absorbed"],
                condition=Q(undone_at__isnull=True),
                name="merging_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merging_undone_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.absorbed} into {self.kept}"

    @property
    def pair(self) -> int:
        """The number of the pair (`PossiblySame`) that it settled."""
        return json.loads(self.moved)["pair"]

    @property
    def places(self) -> set[int]:
        """The placements that came."""
        return {item["id"] for item in json.loads(self.moved)["placements"]}

    @property
    def figures(self) -> set[int]:
        """The observations that came."""
        return {item["id"] for item in json.loads(self.moved)["observations"]}
