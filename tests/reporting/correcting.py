"""What tests of corrections share: a published figure, what is on record, and another instead."""

from datetime import timedelta

from reporting.actions import corrections
from reporting.models import Edition, Observation, Quarter, Submission
from reporting.quarter_report import latest_edition
from tests.factories import NOW, Q2
from tests.reporting.acts import publish
from tests.reporting.reported import reported

#: When `published` was: earlier on the day on which all else happens.
EARLIER = NOW - timedelta(hours=1)


def published(placement, by, period=Q2, *, public_from=None, **entry):
    """A published quarter in which the placement's return said this; nothing else came in."""
    quarter = reported(placement, period, **entry)
    Submission.objects.filter(quarter=quarter, state="approved").update(
        submitted_at=EARLIER, approved_at=EARLIER
    )
    Observation.objects.filter(entry__submission__quarter=quarter).update(recorded_at=EARLIER)
    missing = quarter.submissions.exclude(sub_strand=placement.sub_strand)
    without = missing.values_list("sub_strand__slug", flat=True)
    publish(quarter, by, without=list(without), public_from=public_from, now=EARLIER)
    return Quarter.objects.select_related("strategy").get(pk=quarter.pk)


def on_record(placement, period=Q2):
    """The value that is on record for the quarter's own months."""
    return Observation.objects.current().get(kpi=placement.kpi, ends=period.ends)


def correct(observation, by, figure="135", reason="Two were counted twice.", **options):
    """Put `figure` in its place."""
    given = {"made_from": observation.pk, "certainty": "final", "now": NOW, **options}
    return corrections.correct(
        observation=observation, figure=figure, reason=reason, by=by, **given
    )


def edition(quarter):
    """The quarter's latest edition: its text, and the report that it is."""
    return Edition.objects.filter(quarter=quarter).latest("number").report, latest_edition(quarter)
