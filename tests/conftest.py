"""What every test may ask for. Settings of the test run are in `tests/settings.py`."""

import gc
import os
from io import StringIO

import hypothesis
import pytest
from django.core.management import call_command

from accounts.roles import Role
from objectives.models import KPI, Objective, Placement, Strategy, SubStrand, Target
from reporting.models import Entry, Quarter, Submission
from tests import append_only, factories
from tests.snapshot import Kept, Snapshot

# A slow machine is no failure. CI tries the same examples each time, a developer new ones.
hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_configure():
    append_only.let_tests_flush()


# --- The run as a whole: fifteen minutes are all that it may take -------------------------------


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers():
    """One process more than there are cores: one waits now and then, as for its browser."""
    return (yield) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Those in a browser come first: each of them waits, and beside it others calculate."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def pytest_collection_finish():
    """What is loaded by now stays to the end: the collector need not look through it each time."""
    gc.collect()
    gc.freeze()


# --- The cast: who is who in a test -----------------------------------------------------------


@pytest.fixture(scope="session")
def kept_plan():
    """The plan that the first test made, for the others."""
    return Kept(Strategy, Objective, SubStrand, KPI, Placement, Target)


@pytest.fixture
def plan(db, kept_plan):
    """A strategy of two sub-strands, Growth and Housing (`factories.Plan`)."""
    return kept_plan.get(factories.plan)


@pytest.fixture(scope="session")
def kept_quarter():
    """Its quarter."""
    return Kept(Quarter, Submission, Entry)


@pytest.fixture
def quarter(plan, kept_plan, kept_quarter):
    """The plan's open quarter, Q3 2023/24, its returns not started."""
    if not kept_plan.is_there():  # another fixture changed the plan: other returns, other rows
        return factories.quarter(strategy=plan.strategy)
    quarter = kept_quarter.get(lambda: factories.quarter(strategy=plan.strategy))
    quarter.strategy = plan.strategy
    return quarter


@pytest.fixture
def submission(quarter, plan):
    """Growth's return for that quarter."""
    return factories.submission(quarter=quarter, sub_strand=plan.growth)


@pytest.fixture
def lead(plan):
    """The project lead of Growth."""
    user = factories.person(name="Lena Lead", job_title="Growth Manager")
    return factories.hold(user=user, role=Role.PROJECT_LEAD, over=plan.growth)


@pytest.fixture
def deputy(plan):
    """The deputy of Growth."""
    user = factories.person(name="Dev Deputy")
    return factories.hold(user=user, role=Role.DEPUTY, over=plan.growth)


@pytest.fixture
def ses_lead(plan):
    """The SES lead of Growth."""
    user = factories.person(name="Sally SES")
    return factories.hold(user=user, role=Role.SES_LEAD, over=plan.growth)


@pytest.fixture
def other_lead(plan):
    """The project lead of Housing."""
    user = factories.person(name="Omar Other")
    return factories.hold(user=user, role=Role.PROJECT_LEAD, over=plan.housing)


@pytest.fixture
def reviewer(plan):
    """One of the Economy Cell."""
    user = factories.person(name="Rita Reviewer")
    return factories.hold(user=user, role=Role.ECONOMY_CELL, over=plan.strategy)


@pytest.fixture
def officer(plan):
    """Who runs the cycle."""
    user = factories.person(name="Olga Officer", job_title="Performance Officer")
    return factories.hold(user=user, role=Role.OFFICER, over=plan.strategy)


@pytest.fixture
def viewer(plan):
    """The Cabinet Member."""
    user = factories.person(name="Vic Viewer")
    return factories.hold(user=user, role=Role.VIEWER, over=plan.strategy)


@pytest.fixture
def administrator(db):
    """Keeps people; holds no role in any strategy."""
    return factories.person(name="Adam Admin", is_administrator=True)


@pytest.fixture
def stranger(db):
    """Signs in and has nothing to do with the plan."""
    return factories.person(name="Stan Stranger")


# --- The reference data -----------------------------------------------------------------------


@pytest.fixture(scope="session")
def loaded_reference():
    """Where the first test that wants the reference data leaves a copy for the others."""
    return {}


@pytest.fixture
def reference(db, settings, loaded_reference):
    """The two real strategies with their quarters, and the demonstration's accounts."""
    settings.DEMO = True
    if loaded_reference:
        loaded_reference["rows"].put_back()
        return
    call_command("load_reference", verbosity=0, stdout=StringIO())
    call_command("load_demo_accounts", verbosity=0, stdout=StringIO())
    loaded_reference["rows"] = Snapshot()
