"""Plans, people and quarters for tests: small functions, keyword-only, with sensible defaults.

They write rows directly, in any state a test needs; what the actions do is tested through the
actions.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import count

from django.apps import apps

from accounts.models import User
from accounts.roles import Role
from objectives import models as plan_models
from objectives.measures import parse
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import KPIKind, TargetPeriod
from reporting import models
from reporting.actions.making import make_returns
from reporting.actions.observing import observation_of
from reporting.actions.returns import content_of, understand
from reporting.answers import Answer, Coverage
from reporting.content import ENTRY_FIELDS, Content, EntryContent
from reporting.meeting import MatterKind
from reporting.workflow import QuarterState, ReturnState

Q1, Q2, Q3, Q4 = (FinancialQuarter(2023, number) for number in (1, 2, 3, 4))
TODAY = date(2024, 1, 22)
NOW = datetime(2024, 1, 22, 10, 30, tzinfo=UTC)

_numbers = count(1)


# --- The plan ---------------------------------------------------------------------------------


def strategy(*, slug="town-plan", name="Town plan", **fields) -> plan_models.Strategy:
    dates = {"starts": date(2022, 4, 1), "ends": date(2027, 3, 31)}
    return plan_models.Strategy.objects.create(slug=slug, name=name, **{**dates, **fields})


def objective(*, strategy, slug="places", name="Places", position=1) -> plan_models.Objective:
    return plan_models.Objective.objects.create(
        strategy=strategy, slug=slug, name=name, position=position
    )


def sub_strand(*, objective, slug="growth", name=None, **fields) -> plan_models.SubStrand:
    return plan_models.SubStrand.objects.create(
        strategy=objective.strategy,
        objective=objective,
        slug=slug,
        name=name or slug.replace("-", " ").capitalize(),
        **{"position": next(_numbers), **fields},
    )


def kpi(*, name="Enquiries", kind=KPIKind.MEASURE, **fields) -> plan_models.KPI:
    slug = f"{name.lower().replace(' ', '-')}-{next(_numbers)}"
    return plan_models.KPI.objects.create(**{"slug": slug, "name": name, "kind": kind, **fields})


def placement(*, sub_strand, kpi, number=None, **fields) -> plan_models.Placement:
    number = number or sub_strand.placements.count() + 1
    defaults = {"wording": f"{kpi.name} in {sub_strand.name}", "position": number}
    return plan_models.Placement.objects.create(
        sub_strand=sub_strand, kpi=kpi, number=number, **{**defaults, **fields}
    )


def target(*, placement, printed="90", period=TargetPeriod.FINANCIAL_YEAR, year=2023, **fields):
    understood = parse(printed)
    return plan_models.Target.objects.create(
        placement=placement,
        printed=printed,
        kind=understood.kind,
        number=understood.number,
        unit=understood.unit,
        text=understood.text,
        period=period,
        year=year,
        **fields,
    )


# --- People -----------------------------------------------------------------------------------


def person(*, name="Ada", **fields) -> User:
    """Somebody who can sign in (by `force_login`) and holds no role."""
    email = fields.pop("email", f"{name.lower().replace(' ', '-')}-{next(_numbers)}@town.example")
    return User.objects.create(email=email, name=name, **fields)


def hold(*, user, role, over, starts=date(2022, 4, 1), ends=None) -> User:
    """Give `user` a role over a strategy or a sub-strand, whichever the role is for."""
    place = "sub_strand" if Role(role).over_sub_strand else "strategy"
    plan_models.Assignment.objects.create(
        user=user, role=role, starts=starts, ends=ends, **{place: over}
    )
    return user


# --- The quarter ------------------------------------------------------------------------------


def quarter(*, strategy, period=Q3, state=QuarterState.OPEN, **fields) -> models.Quarter:
    """A quarter with a return for each sub-strand and an entry for each placement."""
    if state == QuarterState.REOPENED:
        fields = {"reopened_reason": "A figure was wrong.", **fields}
    made = models.Quarter.objects.create(strategy=strategy, period=period, state=state, **fields)
    make_returns(made)
    return made


def submission(*, quarter, sub_strand) -> models.Submission:
    """The return of `sub_strand`, read afresh."""
    return models.Submission.objects.select_related(
        "quarter__strategy", "sub_strand__strategy", "sub_strand__objective"
    ).get(quarter=quarter, sub_strand=sub_strand)


def fresh(submission) -> models.Submission:
    """The same return, read again."""
    return models.Submission.objects.get(pk=submission.pk)


def put(*, submission, state, by=None, **fields) -> models.Submission:
    """The return in `state`, with who and when where that state needs them."""
    if state in (ReturnState.SUBMITTED, ReturnState.SIGNED_OFF, ReturnState.APPROVED):
        by = by or person(name="Somebody")
        fields = {"submitted_at": NOW, "submitted_by": by, **fields}
    if state == ReturnState.APPROVED:
        fields = {"approved_at": NOW, "approved_by": by, **fields}
    models.Submission.objects.filter(pk=submission.pk).update(state=state, **fields)
    return globals()["submission"](quarter=submission.quarter, sub_strand=submission.sub_strand)


def entry(*, submission, placement, **fields) -> models.Entry:
    """The placement's entry with these fields, understood as a save would."""
    found = models.Entry.objects.select_related("placement__kpi").get(
        submission=submission, placement=placement
    )
    for name, value in fields.items():
        setattr(found, name, value)
    understand(found, submission.quarter.period)
    found.save()
    return found


def observe(*, submission, placement) -> models.Observation:
    """The figure of the placement's entry as the value on record, as approval makes it."""
    found = models.Entry.objects.select_related("placement__kpi", "submission").get(
        submission=submission, placement=placement
    )
    observation = observation_of(found, now=NOW)
    observation.save()
    return observation


def comparator(*, placement, series="England", period=Q2, figure="19", **fields):
    """What `series` has for the placement's KPI and a quarter, on record."""
    measured = DataPeriod.for_quarter(period)
    time = {"period_kind": measured.kind, "starts": measured.starts, "ends": measured.ends}
    return models.Observation.objects.create(
        kpi=placement.kpi,
        series=series,
        period_label=measured.label,
        value=parse(figure).number,
        printed=figure,
        **{**time, "recorded_at": NOW, **fields},
    )


def new_figure(figure="137", **fields) -> dict:
    """What a row with a new figure for the quarter says."""
    return {
        "answer": Answer.NEW_FIGURE,
        "figure": figure,
        "coverage": Coverage.THIS_QUARTER,
        "declared": "green",
        "confirmed": figure,  # whatever the figures before it were
        **fields,
    }


def complete(*, submission, overall="green", commentary="All went well.") -> Content:
    """Content with nothing missing: a new figure for each measure, Green everywhere."""
    rows = {}
    entries = models.Entry.objects.filter(submission=submission).select_related("placement__kpi")
    for item in entries:
        row = EntryContent(declared="green")
        if item.placement.is_home and item.placement.kpi.kind == KPIKind.MEASURE:
            row = EntryContent(**new_figure())
        rows[item.placement_id] = row
    return Content(overall=overall, commentary=commentary, entries=rows)


def fill(*, submission, content=None, state=None, by=None) -> models.Submission:
    """Store `content` (else complete content) as it stands, and put the return in `state`."""
    content = content or complete(submission=submission)
    for key, row in content.entries.items():
        said = {name: getattr(row, name) for name in ENTRY_FIELDS}
        entry(submission=submission, placement=plan_models.Placement(pk=key), **said)
    submission.overall, submission.commentary = content.overall, content.commentary
    submission.save()
    return put(submission=submission, state=state or submission.state, by=by)


def change(content, placement=None, /, **fields) -> Content:
    """The same content with one row, or the overall status or commentary, said differently."""
    if placement is None:
        return replace(content, **fields)
    row = replace(content.entries[placement.id], **fields)
    return replace(content, entries={**content.entries, placement.id: row})


def says(submission) -> Content:
    """What the return says in the database."""
    return content_of(fresh(submission))


def matter(*, quarter, by, kind=MatterKind.QUESTION, text="Why Red?", **fields) -> models.Matter:
    """A question, unless told otherwise; `closed_at` makes it closed by whoever recorded it."""
    if kind == MatterKind.QUESTION:
        fields = {"asked_by": "Cabinet Member", **fields}
    if kind == MatterKind.ACTION:
        fields = {"owner": by, "due_on": date(2024, 2, 7), **fields}
    if fields.get("closed_at"):
        fields = {"closed_by": by, "outcome": "Seen to.", **fields}
    return models.Matter.objects.create(
        quarter=quarter,
        kind=kind,
        text=text,
        recorded_by=by,
        **{"recorded_at": NOW, "recorded_by_name": by.name, **fields},
    )


def possibly_same(one, other, **fields) -> plan_models.PossiblySame:
    """Two KPIs that look like one; nobody has settled it."""
    kpi, other = sorted([one, other], key=lambda item: item.pk)
    return plan_models.PossiblySame.objects.create(kpi=kpi, other=other, **fields)


def comment(*, submission, by, text="Which events?", placement=None, at=NOW) -> models.Comment:
    """What a reviewer said of the return, or of one KPI."""
    return models.Comment.objects.create(
        submission=submission, placement=placement, text=text, at=at, by=by, by_name=by.name
    )


# --- Everything at once -----------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """A small strategy: Growth with a measure, a milestone, a judgement and a KPI at home in
    Housing; Housing with that KPI."""

    strategy: plan_models.Strategy
    growth: plan_models.SubStrand
    housing: plan_models.SubStrand
    enquiries: plan_models.Placement
    hub: plan_models.Placement
    centre: plan_models.Placement
    homes_away: plan_models.Placement
    homes: plan_models.Placement


def plan(*, slug="town-plan") -> Plan:
    whole = strategy(slug=slug)
    places = objective(strategy=whole)
    growth = sub_strand(
        objective=places, slug="growth", ses_lead="Head of Place", project_lead="Growth Manager"
    )
    housing = sub_strand(objective=places, slug="housing")
    homes = kpi(name="Homes built")
    made = Plan(
        strategy=whole,
        growth=growth,
        housing=housing,
        enquiries=placement(sub_strand=growth, kpi=kpi(name="Enquiries"), code="G01"),
        hub=placement(sub_strand=growth, kpi=kpi(name="Hub opened", kind=KPIKind.MILESTONE)),
        centre=placement(sub_strand=growth, kpi=kpi(name="Town centre", kind=KPIKind.JUDGEMENT)),
        homes_away=placement(sub_strand=growth, kpi=homes, is_home=False),
        homes=placement(sub_strand=housing, kpi=homes),
    )
    target(placement=made.enquiries, printed="250")
    target(placement=made.homes, printed="705")
    return made


def dump(*app_labels) -> dict:
    """Every row of these apps as it is stored; of all three by default."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for label in app_labels or ("accounts", "objectives", "reporting")
        for model in apps.get_app_config(label).get_models()
    }
