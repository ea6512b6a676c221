"""Acts on the register at the same moment: one after the other, none lost, none in a ring."""

import pytest
from django.db import connection  # noqa: F401 (asked by `skipif`)

from objectives.models import KPI
from reporting.actions import merging
from reporting.actions.refusals import Faulty
from reporting.models import Entry, Merging, Observation
from tests import factories
from tests.factories import NOW, Q2, Q3, new_figure
from tests.reporting import acts, pairing
from tests.reporting.comparing import record
from tests.reporting.importing_figures import run, written
from tests.reporting.test_locks_at_once import head, in_turn  # noqa: F401
from tests.reporting.test_saving_at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one act writes at a time"),
]


@pytest.fixture
def two(plan, officer):
    return pairing.two(plan, officer)


def kinds(failures):
    return [type(failure) for failure in failures]


def test_two_officers_merge_the_same_pair(two, officer):
    pair, seen = pairing.pair(two), pairing.seen(two)

    def merge(keep):
        return lambda: merging.merge(pair=pair, keep=keep.slug, seen=seen, by=officer, now=NOW)

    failures = at_once([merge(two.kept), merge(two.other)])
    assert (kinds(failures), Merging.objects.count()) == ([merging.Meanwhile], 1)


def test_a_merge_while_the_return_of_the_other_is_approved(two, plan, officer, reviewer):
    """Either it is approved and stands in the way, or it is merged and no figure is entered."""
    quarter = factories.quarter(strategy=plan.strategy, period=Q3)
    submission = factories.submission(quarter=quarter, sub_strand=plan.housing)
    content = factories.change(
        factories.complete(submission=submission), plan.homes, **new_figure("99")
    )
    ready = factories.fill(submission=submission, content=content, state="submitted")
    pair, seen, keep = pairing.pair(two), pairing.seen(two), two.other.slug

    def merge():
        merging.merge(pair=pair, keep=keep, seen=seen, by=officer, now=NOW)

    at_once([merge, lambda: acts.approve(ready, reviewer)])
    stands = KPI.objects.get(pk=two.kept.pk).merged_into is None
    said = Observation.objects.filter(printed="99")
    assert [item.kpi for item in said] == ([two.kept] if stands else [])


def test_two_values_of_others_for_the_same_time(plan, officer):
    kpi = plan.enquiries.kpi
    failures = at_once(
        [lambda figure=figure: record(kpi, officer, figure=figure) for figure in ("19", "20")]
    )
    standing = Observation.objects.current().filter(kpi=kpi, series="England")
    assert (kinds(failures), standing.count()) == ([Faulty], 1)


def test_a_file_is_loaded_while_another_quarter_goes_on(plan, lead, tmp_path):
    earlier = factories.quarter(strategy=plan.strategy, period=Q2)
    factories.quarter(strategy=plan.strategy, period=Q3)
    ready = acts.ready(factories.submission(quarter=earlier, sub_strand=plan.growth), "draft")
    path = written(tmp_path, "G01,Enquiries in Growth,Quarter,,,,,138,250")

    def load():
        run(path, quarter="2023-q3", apply=True)

    assert in_turn(load, lambda: acts.submit(ready, lead)) == []
    assert Entry.objects.filter(figure="138").count() == 1
