"""The database itself refuses a plan that contradicts itself."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.roles import Role
from objectives.models import (
    KPI,
    Assignment,
    Objective,
    Placement,
    PossiblySame,
    Statement,
    Strategy,
    SubStrand,
    Target,
)
from objectives.periods import FinancialQuarter
from tests import constraints, factories
from tests.factories import Q2, Q3

pytestmark = pytest.mark.django_db


def save(thing, **fields):
    """The thing, changed, to the database as it is."""
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


def another_target(plan, **fields):
    """A further target of the milestone, which has none."""
    return factories.target(placement=plan.hub, **fields)


def profiled(plan, **fields):
    """A year's target with what is expected by the end of each quarter."""
    shares = {"q1": 5, "q2": 30, "q3": 60, "q4": 90}
    return another_target(plan, **{"profile": "cumulative", **shares, **fields})


def hold_twice(plan, role, over):
    user = factories.person()
    factories.hold(user=user, role=role, over=over)
    factories.hold(user=user, role=role, over=over)


def hold_over(plan, **fields):
    dates = {"starts": date(2023, 4, 1)}
    Assignment.objects.create(user=factories.person(), **{**dates, **fields})


def two_homes(plan):
    factories.placement(sub_strand=plan.growth, kpi=plan.homes.kpi, last_quarter=Q2)
    Placement.objects.filter(kpi=plan.homes.kpi).update(is_home=True, last_quarter=None)


def possibly_same(plan, **fields):
    pair = {"kpi": plan.enquiries.kpi, "other": plan.homes.kpi}
    first, second = sorted(pair.values(), key=lambda kpi: kpi.pk)
    return PossiblySame.objects.create(**{"kpi": first, "other": second, **fields})


def successor(plan, **fields):
    """A target in place of the first one for enquiries."""
    earlier = plan.enquiries.targets.get(supersedes=None)
    change = {"supersedes": earlier, "from_quarter": Q3, "reason": "Agreed in Cabinet."}
    return factories.target(placement=plan.enquiries, printed="300", **{**change, **fields})


BAD = {
    # Strategy
    "strategy_style": lambda plan: save(plan.strategy, style="blue"),
    "strategy_ends_later": lambda plan: save(plan.strategy, ends=plan.strategy.starts),
    "strategy_tolerance": lambda plan: save(plan.strategy, tolerance=101),
    "objective_slug_unique": lambda plan: factories.objective(strategy=plan.strategy),
    "sub_strand_slug_unique": lambda plan: factories.sub_strand(
        objective=factories.objective(strategy=plan.strategy, slug="other"), slug="growth"
    ),
    "sub_strand_slug_is_no_page": lambda plan: save(plan.growth, slug="workbook"),
    "statement_kind": lambda plan: Statement.objects.create(
        strategy=plan.strategy, kind="song", text="La la.", position=1
    ),
    "statement_has_one_place": lambda plan: Statement.objects.create(
        strategy=plan.strategy,
        objective=plan.growth.objective,
        sub_strand=plan.growth,
        kind="note",
        text="Both.",
        position=1,
    ),
    "statement_of_quarter_has_place": lambda plan: Statement.objects.create(
        strategy=plan.strategy, quarter=Q2, kind="commentary", text="All went well.", position=1
    ),
    "statement_says_something": lambda plan: Statement.objects.create(
        strategy=plan.strategy, kind="note", text="", position=1
    ),
    # KPI
    "kpi_kind": lambda plan: factories.kpi(kind="guess"),
    "kpi_polarity": lambda plan: factories.kpi(polarity="sideways"),
    "kpi_basis": lambda plan: factories.kpi(basis="guess"),
    "kpi_frequency": lambda plan: factories.kpi(frequency="never"),
    "kpi_comparison": lambda plan: factories.kpi(comparison="the_neighbours"),
    "kpi_decimals": lambda plan: factories.kpi(decimals=7),
    "kpi_same_band": lambda plan: factories.kpi(same_band=-1),
    "kpi_unknown_polarity_is_not_assumed": lambda plan: factories.kpi(polarity_assumed=True),
    "kpi_unknown_basis_is_not_assumed": lambda plan: factories.kpi(basis_assumed=True),
    "kpi_is_not_merged_into_itself": lambda plan: save(plan.homes.kpi, merged_into=plan.homes.kpi),
    "possibly_same_unique": lambda plan: [possibly_same(plan), possibly_same(plan)],
    "possibly_same_in_one_direction": lambda plan: possibly_same(
        plan, kpi=plan.homes.kpi, other=plan.homes.kpi
    ),
    "possibly_same_different_has_a_reason": lambda plan: possibly_same(plan, verdict="different"),
    "possibly_same_settled_by_somebody": lambda plan: possibly_same(
        plan, verdict="same", settled_at=factories.NOW
    ),
    # Placement
    "placement_polarity": lambda plan: save(plan.hub, polarity="sideways"),
    "placement_basis": lambda plan: save(plan.hub, basis="guess"),
    "kpi_has_one_home": lambda plan: save(plan.homes_away, is_home=True),
    "kpi_stands_once_in_a_sub_strand": lambda plan: factories.placement(
        sub_strand=plan.growth, kpi=plan.enquiries.kpi, is_home=False
    ),
    "placement_number_unique": lambda plan: save(plan.hub, number=plan.enquiries.number),
    "placement_ends_later": lambda plan: save(plan.hub, first_quarter=Q3, last_quarter=Q2),
    "placement_tolerance": lambda plan: save(plan.hub, tolerance=-1),
    "placement_scale": lambda plan: save(plan.hub, scale=0),
    "placement_has_words": lambda plan: save(plan.hub, wording=""),
    # Target
    "target_kind": lambda plan: save(plan.enquiries.targets.get(), kind="guess"),
    "target_period": lambda plan: another_target(plan, period="decade"),
    "target_year_where_there_is_one": lambda plan: another_target(plan, year=None),
    "target_quarter_where_there_is_one": lambda plan: another_target(plan, quarter=2),
    "target_change_has_a_reason": lambda plan: successor(plan, reason=""),
    "target_range_in_order": lambda plan: another_target(plan, printed="90", upper=80),
    "target_profile": lambda plan: profiled(plan, profile="bell"),
    "target_profile_of_four_quarters": lambda plan: profiled(plan, q4=None),
    "target_first_of_a_year": lambda plan: factories.target(placement=plan.enquiries),
    "target_first_of_a_quarter": lambda plan: [
        another_target(plan, period="quarter", quarter=2) for _ in range(2)
    ],
    "target_first_standing": lambda plan: [
        another_target(plan, period="standing", year=None) for _ in range(2)
    ],
    # Assignment
    "assignment_role": lambda plan: hold_over(plan, role="mayor", strategy=plan.strategy),
    "assignment_role_fits_its_place": lambda plan: hold_over(
        plan, role=Role.PROJECT_LEAD, strategy=plan.strategy
    ),
    "assignment_ends_later": lambda plan: hold_over(
        plan, role=Role.OFFICER, strategy=plan.strategy, ends=date(2023, 3, 31)
    ),
    "assignment_once_per_strategy": lambda plan: hold_twice(plan, Role.OFFICER, plan.strategy),
    "assignment_once_per_sub_strand": lambda plan: hold_twice(plan, Role.DEPUTY, plan.growth),
}
ALL = constraints.of_app("objectives")


def test_every_constraint_has_a_test():
    assert set(ALL) == set(BAD)


@pytest.mark.parametrize("name", BAD)
def test_the_database_refuses(name, plan):
    constraints.assert_refused(ALL[name], lambda: BAD[name](plan))


MORE = {
    "a strategy's officer over a sub-strand": lambda plan: hold_over(
        plan, role=Role.OFFICER, sub_strand=plan.growth
    ),
    "a role over both": lambda plan: hold_over(
        plan, role=Role.OFFICER, strategy=plan.strategy, sub_strand=plan.growth
    ),
    "a role over nothing": lambda plan: hold_over(plan, role=Role.OFFICER),
    "a standing target with a year": lambda plan: another_target(plan, period="standing"),
    "a quarter's target without its quarter": lambda plan: another_target(plan, period="quarter"),
    "a fifth quarter": lambda plan: another_target(plan, period="quarter", quarter=5),
    "a first target with a reason": lambda plan: another_target(plan, reason="Because."),
    "a change from no quarter": lambda plan: successor(plan, from_quarter=None),
    "a target superseded twice": lambda plan: [successor(plan), successor(plan)],
    "a range without its lower end": lambda plan: another_target(plan, printed="tbc", upper=80),
    "shares of a target that is spread equally": lambda plan: profiled(plan, profile="equal"),
    "a share of a target that is spread equally": lambda plan: another_target(plan, q2=30),
    "a profile without shares": lambda plan: another_target(plan, profile="explicit"),
    "a profile of a target without a number": lambda plan: profiled(plan, printed="tbc"),
    "a profile of a calendar year": lambda plan: profiled(plan, period="calendar_year"),
    "a profile of a quarter": lambda plan: profiled(plan, period="quarter", quarter=2),
    "a profile of a standing target": lambda plan: profiled(plan, period="standing", year=None),
    "two KPIs of one slug": lambda plan: factories.kpi(slug=plan.homes.kpi.slug),
    "two strategies of one slug": lambda plan: factories.strategy(slug=plan.strategy.slug),
    "a negative tolerance": lambda plan: save(plan.strategy, tolerance=-1),
    "a pair in the other direction": lambda plan: possibly_same(
        plan,
        kpi=max(plan.homes.kpi, plan.enquiries.kpi, key=lambda kpi: kpi.pk),
        other=min(plan.homes.kpi, plan.enquiries.kpi, key=lambda kpi: kpi.pk),
    ),
}


@pytest.mark.parametrize("what", MORE)
def test_the_database_also_refuses(what, plan):
    with pytest.raises(IntegrityError), transaction.atomic():
        MORE[what](plan)


FINE = {
    "a retired placement beside its KPI's new one": lambda plan: [
        save(plan.enquiries, last_quarter=Q2),
        factories.placement(sub_strand=plan.growth, kpi=plan.enquiries.kpi, number=1),
    ],
    "a target changed with a reason": successor,
    "a range of one number": lambda plan: another_target(plan, printed="90", upper=90),
    "a target for a year and one for each of its quarters": lambda plan: [
        another_target(plan),
        *(another_target(plan, period="quarter", quarter=number) for number in (1, 2, 3, 4)),
    ],
    "what is expected by the end of each quarter": profiled,
    "each quarter's own share": lambda plan: profiled(plan, profile="explicit"),
    "a role taken up again": lambda plan: [
        hold_over(plan, role=Role.OFFICER, strategy=plan.strategy, ends=date(2023, 4, 1)),
        hold_over(plan, role=Role.OFFICER, strategy=plan.strategy, starts=date(2023, 9, 1)),
    ],
    "the same slug in another strategy": lambda plan: factories.plan(slug="other-plan"),
    "a placement of one quarter": lambda plan: save(plan.hub, first_quarter=Q2, last_quarter=Q2),
}


@pytest.mark.parametrize("what", FINE)
def test_the_database_takes(what, plan):
    FINE[what](plan)
    assert Strategy.objects.exists()


# --- The reading vocabulary -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quarter", "stands"),
    [
        (FinancialQuarter(2022, 4), False),
        (FinancialQuarter(2023, 1), True),
        (Q2, True),
        (Q3, False),
    ],
)
def test_a_placement_stands_from_its_first_to_its_last_quarter(quarter, stands, plan):
    save(plan.hub, first_quarter=FinancialQuarter(2023, 1), last_quarter=Q2)
    assert Placement.objects.in_quarter(quarter).filter(pk=plan.hub.pk).exists() is stands


@pytest.mark.parametrize(("quarter", "printed"), [(Q2, "250"), (Q3, "300")])
def test_a_target_is_in_force_until_another_takes_its_place(quarter, printed, plan):
    successor(plan)
    found = Target.objects.in_force(quarter).get(placement=plan.enquiries)
    assert found.printed == printed


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2023, 3, 31), False),
        (date(2023, 4, 1), True),
        (date(2023, 6, 30), True),
        (date(2023, 7, 1), False),
    ],
)
def test_a_role_is_held_from_its_first_to_its_last_day(day, held, plan):
    hold_over(plan, role=Role.VIEWER, strategy=plan.strategy, ends=date(2023, 6, 30))
    assert Assignment.objects.on(day).exists() is held


def test_sub_strands_come_by_objective_then_by_place(plan):
    earlier = factories.objective(strategy=plan.strategy, slug="people", position=0)
    first = factories.sub_strand(objective=earlier, slug="skills")
    assert list(SubStrand.objects.in_order()) == [first, plan.growth, plan.housing]


@pytest.mark.parametrize("model", [KPI, Objective, Placement, Strategy, SubStrand, Target])
def test_a_row_has_a_name_to_read(model, plan):
    assert str(model.objects.first())
