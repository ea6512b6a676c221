"""Correcting a figure that is on record: a new value supersedes it, with the reason why.

The return that reported it and the editions that printed it keep what they said.
"""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from objectives import measures
from objectives.judging import plausibility
from objectives.judging.case import Case, Reported
from objectives.judging.comparing import of_one_unit
from objectives.measures import Measure
from objectives.models import Placement, Target
from objectives.periods import FinancialQuarter
from objectives.plan import Certainty, Series
from objectives.targets import target_for
from reporting import corrected
from reporting.access import Reader
from reporting.actions.observing import count_change, lock_record
from reporting.actions.refusals import Faulty, Refused
from reporting.models import Observation

#: What a corrected figure can be; one that still awaits validation is no figure to correct with.
CERTAINTIES = (Certainty.FINAL, Certainty.PROVISIONAL)
NO_FIGURE = "Enter the figure as it should be."
NO_REASON = "Say why the figure changes. Readers of the published quarter see these words."
NO_CERTAINTY = "Say whether the figure is final or provisional."
UNDER_WAY = "This figure is in a return that is not published yet: change it there."
LONGEST_REASON = 2000
_EARLIER = 12  # values before it that are looked at to tell whether it is plausible


class Overtaken(Refused):
    """Somebody else corrected the figure meanwhile."""


@transaction.atomic
def correct(
    *,
    observation: Observation,
    made_from: int,
    figure: str,
    reason: str,
    certainty: str,
    by: User,
    now: datetime,
    confirmed: str = "",
) -> Observation:
    """Put `figure` in place of the value on record for its KPI and data period.

    `made_from` is the id of the value that the person saw; `confirmed` the figure, unlikely as it
    looks, that they said is right. Raises PermissionDenied, Overtaken and Faulty, and Refused
    while the value belongs to a return that is not published.
    """
    current, home = _take(observation, by, now)
    if current.pk != made_from or not current.is_current:
        raise Overtaken(_meanwhile(current))
    if corrected.is_under_way(current):
        raise Refused(UNDER_WAY)
    figure, reason = figure.strip(), reason.strip()
    measure = measures.parse(figure, unit=current.kpi.unit or current.unit)
    _check(current, home, measure, figure, reason, certainty, confirmed)
    new = _superseding(current, measure, reason, certainty)
    new.recorded_by, new.recorded_at = by, now
    Observation.objects.filter(pk=current.pk).update(is_current=False)
    new.save(force_insert=True)
    count_change([new])
    audit.record(
        by=by,
        action="figure.correct",
        subject=new,
        now=now,
        before=_facts(current),
        after={**_facts(new), "reason": reason, "confirmed": confirmed},
    )
    return new


def _take(observation: Observation, by: User, now: datetime) -> tuple[Observation, Placement]:
    """The value, locked and read afresh, and its KPI's home, for somebody who may correct it."""
    lock_record({observation.kpi_id})
    fresh = Observation.objects.select_related("kpi", "entry__submission").get(
        pk=observation.pk, series=Series.COUNCIL
    )
    home = corrected.home_of(fresh.kpi)
    who = Reader.of(by, timezone.localdate(now))
    if home is None or not by.is_active or not who.corrects(home.sub_strand):
        raise PermissionDenied("This is for others to correct.")
    return fresh, home


def _meanwhile(current: Observation) -> str:
    latest = corrected.history(current)[0]
    if latest.withdrawn:
        return f"This figure is not on record any more. {latest.withdrawn}"
    return (
        f"Somebody changed this figure meanwhile: it is {latest.printed} now. Read why below. "
        "If yours is still right, send it again."
    )


# --- What can't be taken ------------------------------------------------------------------------


def _check(
    current: Observation,
    home: Placement,
    measure: Measure | None,
    figure: str,
    reason: str,
    certainty: str,
    confirmed: str,
) -> None:
    """Raise Faulty with all that is wrong at once."""
    wrong = {
        "figure": _wrong_figure(current, measure, figure, certainty),
        "reason": _wrong_reason(reason),
        "certainty": "" if certainty in CERTAINTIES else NO_CERTAINTY,
    }
    question = ""
    if not wrong["figure"]:
        question = _question(current, home, measure, certainty)
        wrong["confirmed"] = question if confirmed.strip() != figure else ""
    faults = {name: words for name, words in wrong.items() if words}
    if faults:
        raise Faulty(faults, question)


def _wrong_figure(
    current: Observation, measure: Measure | None, figure: str, certainty: str
) -> str:
    if measure is None:
        return NO_FIGURE
    if not measure.kind.is_measured:
        shown = figure if len(figure) <= 40 else f"{figure[:40]}…"
        return (
            f"“{shown}” is not read as a figure. Enter it as the one on record: {current.printed}."
        )
    if not of_one_unit(measure, current.unit):
        return f"The figure on record is {current.printed}: enter one of the same unit."
    if (measure.number, certainty) == (current.value, current.certainty):
        return f"{current.printed} is what is on record already."
    return ""


def _wrong_reason(reason: str) -> str:
    if not reason:
        return NO_REASON
    if len(reason) > LONGEST_REASON:
        return f"Use {LONGEST_REASON:,} characters or fewer; there are {len(reason):,}."
    return ""


def _question(current: Observation, home: Placement, measure: Measure, certainty: str) -> str:
    """What to ask about a figure that looks like a slip of the finger; blank where it does not."""
    quarter = FinancialQuarter.containing(current.ends)
    target = target_for(list(Target.objects.in_force(quarter).filter(placement=home)), quarter)
    case = Case(
        quarter=quarter,
        terms=home.terms(home.sub_strand.strategy),
        promise=target.promise if target else None,
        reported=Reported(
            printed=measure.typed,
            kind=measure.kind,
            number=measure.number,
            unit=measure.unit,
            period=current.period,
            certainty=Certainty(certainty) if certainty in CERTAINTIES else Certainty.FINAL,
        ),
        earlier=tuple(item.known for item in _before(current)),
    )
    return plausibility.question(case, current.value)


def _before(current: Observation) -> list[Observation]:
    """The KPI's values for the data periods before it, the oldest first."""
    earlier = Observation.objects.current().filter(
        kpi=current.kpi_id, series=current.series, ends__lt=current.ends
    )
    return list(reversed(earlier.order_by("-ends", "-starts", "-id")[:_EARLIER]))


# --- What is stored -----------------------------------------------------------------------------


def _superseding(
    current: Observation, measure: Measure, reason: str, certainty: str
) -> Observation:
    """A value in place of `current`, not saved yet. No return reported it."""
    return Observation(
        kpi=current.kpi,
        series=current.series,
        period_kind=current.period_kind,
        starts=current.starts,
        ends=current.ends,
        period_label=current.period_label,
        period_inferred=current.period_inferred,
        value=measure.number,
        printed=measure.typed,
        unit=measure.unit,
        certainty=certainty,
        caveat=current.caveat,
        supersedes=current,
        reason=reason,
    )


def _facts(observation: Observation) -> dict[str, str | int | Decimal]:
    return {
        "observation": observation.pk,
        "printed": observation.printed,
        "value": observation.value,
        "certainty": observation.certainty,
        "period": observation.period_label,
    }
