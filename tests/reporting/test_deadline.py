"""A small deadline: people save and submit at once while workers are killed (`bench/`)."""

import pytest
from django.conf import settings
from django.db import connection

from accounts.roles import Role
from bench.crowd import Portal, faults, person, together
from tests import factories

PEOPLE, ACTS, KILLS = 6, 12, 3


def database_url() -> str:
    """The test's own database, for another process."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


@pytest.fixture
def portal(transactional_db, tmp_path):
    """gunicorn with two processes on the test's database."""
    with Portal(
        database_url=database_url(),
        settings=settings.SETTINGS_MODULE,
        log=tmp_path / "gunicorn.log",
        workers=2,
    ) as portal:
        yield portal


@pytest.fixture
def people(transactional_db):
    """Leads of one strategy, each with a return of two measures."""
    strategy = factories.strategy()
    objective = factories.objective(strategy=strategy)
    for number in range(PEOPLE):
        part = factories.sub_strand(objective=objective, slug=f"part-{number}")
        for name in ("Enquiries", "Events"):
            factories.placement(sub_strand=part, kpi=factories.kpi(name=name))
    quarter = factories.quarter(strategy=strategy)
    return [
        person(
            factories.hold(
                user=factories.person(), role=Role.PROJECT_LEAD, over=submission.sub_strand
            ),
            submission,
        )
        for submission in quarter.submissions.select_related("sub_strand", "quarter__strategy")
    ]


def test_nothing_acknowledged_is_lost_and_nothing_half_saved_when_workers_are_killed(
    people, portal
):
    outcome = together(portal, people, acts=ACTS, kills=KILLS, every=0.4)
    statuses = {status for who in people for status in who.statuses}
    assert (outcome.failures, faults(people), statuses) == ([], [], {200, 302})
    assert outcome.kills == KILLS, "the work was done before every worker was killed"
    assert all(len(who.saved) + len(who.moves) == ACTS for who in people)
