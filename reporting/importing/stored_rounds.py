"""A fixture's quarters and observations in the database: added where they are absent."""

from datetime import date, datetime, time

from django.utils import timezone

from objectives.models import Placement, Strategy
from objectives.targets import target_for
from reporting.actions.making import freeze, make_returns
from reporting.actions.observing import is_observed, observation_of
from reporting.actions.returns import understand
from reporting.answers import Answer, Coverage
from reporting.importing.fixture import Fixture, Round
from reporting.importing.stored_plan import StoredPlan
from reporting.models import Entry, GovernanceDate, Observation, Quarter, Submission
from reporting.workflow import QuarterState

# --- Quarters -------------------------------------------------------------------------------


def absent_rounds(fixture: Fixture, strategy: Strategy) -> list[Round]:
    """The quarters that are not there yet, created, oldest first."""
    there = set(Quarter.objects.filter(strategy=strategy).values_list("period", flat=True))
    absent = [item for item in fixture.rounds if item.quarter.period not in there]
    absent.sort(key=lambda item: item.quarter.period)
    for item in absent:
        item.quarter.strategy = strategy
    Quarter.objects.bulk_create([item.quarter for item in absent])
    GovernanceDate.objects.bulk_create(row for item in absent for row in item.dates)
    return absent


def fill(item: Round, plan: StoredPlan) -> dict[str, int]:
    """Make what belongs to a quarter that has just been created; how much of what that is."""
    quarter = item.quarter
    if quarter.state == QuarterState.PUBLISHED:
        return _fill_published(item, plan)
    if quarter.state != QuarterState.OPEN:
        return {}
    returns = len(make_returns(quarter))
    entries = Entry.objects.filter(submission__quarter=quarter).count()
    return {"returns": returns, "entries": entries}


def _fill_published(item: Round, plan: StoredPlan) -> dict[str, int]:
    published_at = _noon(item.published_on)
    for row in item.returns:
        row.submission.sub_strand = plan.sub_strands[row.sub_strand.slug]
    Submission.objects.bulk_create(row.submission for row in item.returns)
    entries = [
        _settle(entry, plan.placement(placement), plan)
        for row in item.returns
        for placement, entry in row.entries
    ]
    Entry.objects.bulk_create(entries)
    observed = [observation_of(entry, now=published_at) for entry in entries if is_observed(entry)]
    observe_absent(observed)
    edition = freeze(quarter=item.quarter, by=None, now=published_at)
    return {"returns": len(item.returns), "entries": len(entries), "edition": edition.number}


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _settle(entry: Entry, placement: Placement, plan: StoredPlan) -> Entry:
    """The entry, read as a lead's is and frozen as approval does; nothing is saved.

    Where the source leaves the period of a measured figure unsaid, the fixture may give one that
    is inferred; else it is taken to be the quarter, and marked as inferred too.
    """
    period = entry.submission.quarter.period
    inferred = entry.period_inferred
    entry.placement = placement
    understand(entry, period)
    unsaid = not entry.coverage and entry.answer == Answer.NEW_FIGURE and entry.number is not None
    if unsaid:
        entry.coverage = Coverage.THIS_QUARTER
        understand(entry, period)
    entry.period_inferred = bool(entry.period_kind) and (inferred or unsaid)
    target = target_for(plan.targets.get(placement.id, []), period)
    entry.wording = placement.wording
    entry.target_printed = target.printed if target else ""
    entry.figure_printed = entry.figure if placement.is_home else ""
    return entry


# --- Observations ---------------------------------------------------------------------------


def load_observations(fixture: Fixture, plan: StoredPlan, now: datetime) -> int:
    """Add the fixture's values, on record since its last report was published; how many came."""
    published = [item.published_on for item in fixture.rounds if item.published_on]
    recorded_at = _noon(max(published)) if published else now
    for item in fixture.observations:
        item.kpi, item.recorded_at = plan.kpis[item.kpi.slug], recorded_at
    return observe_absent(fixture.observations)


def observe_absent(items: list[Observation]) -> int:
    """Add those whose KPI has no value of that series for that period; how many they were."""
    there = Observation.objects.filter(kpi__in={item.kpi_id for item in items})
    known = {_key_of_observation(item) for item in there}
    absent = {_key_of_observation(item): item for item in items}
    absent = [item for key, item in absent.items() if key not in known]
    return len(Observation.objects.bulk_create(absent))


def _key_of_observation(item: Observation) -> tuple:
    return item.kpi_id, item.series, item.period_kind, item.starts, item.ends
