"""Putting others' values of a KPI on record, replacing and withdrawing them."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import audit
from accounts.models import AuditEvent
from accounts.roles import Role
from objectives.models import KPI
from reporting import comparators
from reporting.actions.comparators import (
    FAR_AWAY,
    LONGEST_SERIES,
    NO_CERTAINTY,
    NO_FIGURE,
    NO_PERIOD,
    NO_REASON_TO_WITHDRAW,
    NO_SERIES,
    NOT_COUNTED,
    OWN_SERIES,
    FaultyValues,
    record_all,
)
from reporting.actions.refusals import Faulty, Refused
from reporting.models import Observation, Quarter
from tests import factories
from tests.factories import NOW, Q1, Q4
from tests.reporting.comparing import record, value, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def kpi(plan):
    """A rate in per cent that stands in the plan."""
    KPI.objects.filter(pk=plan.enquiries.kpi_id).update(unit="%")
    return KPI.objects.get(pk=plan.enquiries.kpi_id)


def standing(kpi) -> list[tuple]:
    """What is on record: series, time, value."""
    found = Observation.objects.current().of_comparators().filter(kpi=kpi).order_by("id")
    return [(item.series, item.period_label, item.printed) for item in found]


# --- What is kept -------------------------------------------------------------------------------


def test_a_value_is_kept_as_typed_and_as_understood(kpi, officer):
    found = record(kpi, officer, figure=" 19.90 ", source=" Office  for National Statistics ")
    stored = Observation.objects.get(pk=found.pk)
    assert (stored.printed, stored.value, stored.unit) == ("19.90", Decimal("19.9"), "%")
    assert stored.source == "Office for National Statistics"
    assert (stored.recorded_by, stored.recorded_at, stored.entry) == (officer, NOW, None)
    assert stored.period_label == "2022/23"


def test_a_series_is_spelt_as_it_is_in_the_register(kpi, plan, officer):
    record(plan.homes.kpi, officer, series="Liverpool City Region", figure="12")
    record(kpi, officer, series=" LIVERPOOL   city region ")
    assert comparators.names() == ["Liverpool City Region"]


def test_a_series_is_spelt_one_way_among_values_that_come_together(kpi, officer):
    values = [value(kpi, "England"), value(kpi, "ENGLAND", "2021/22")]
    record_all(values=values, by=officer, now=NOW)
    assert comparators.names() == ["England"]


def test_the_same_value_again_changes_nothing(kpi, officer):
    first = record(kpi, officer, figure="19.9", source="ONS")
    before = factories.dump()
    assert record(kpi, officer, series="england", figure="19.90%") == first
    assert factories.dump() == before


def test_another_value_takes_its_place_with_the_reason(kpi, officer):
    first = record(kpi, officer, figure="19.9", source="ONS")
    second = record(kpi, officer, figure="20.3", reason="Revised in May.")
    assert (second.supersedes, second.reason, second.source) == (first, "Revised in May.", "ONS")
    assert standing(kpi) == [("England", "2022/23", "20.3")]


def test_another_value_needs_a_reason(kpi, officer):
    record(kpi, officer, figure="19.9", source="ONS")
    with pytest.raises(Faulty) as refused:
        record(kpi, officer, figure="20.3")
    assert refused.value.faults == {
        "reason": "England has 19.9% for 2022/23 on record, from ONS. Say why it changes."
    }


def test_another_source_of_the_same_value_needs_a_reason_too(kpi, officer):
    record(kpi, officer, source="ONS")
    with pytest.raises(Faulty):
        record(kpi, officer, source="Nomis")
    assert record(kpi, officer, source="Nomis", reason="Named wrongly.").source == "Nomis"


def test_a_provisional_value_is_confirmed_without_a_reason(kpi, officer):
    record(kpi, officer, certainty="provisional")
    assert record(kpi, officer, certainty="final").reason == "The value is final now."


def test_a_withdrawn_value_leaves_its_time_free(kpi, officer):
    withdraw(record(kpi, officer, figure="19.9"), officer)
    assert standing(kpi) == []
    assert record(kpi, officer, figure="20.3").supersedes is None


def test_withdrawing_keeps_the_value_and_says_why(kpi, officer):
    found = withdraw(record(kpi, officer), officer, reason=" It was Wales. ")
    assert Observation.objects.get(pk=found.pk).withdrawn == "It was Wales."


# --- What is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({"series": "  "}, {"series": NO_SERIES}),
        *(
            ({"series": name}, {"series": OWN_SERIES})
            for name in ("Council", "Sefton", "SEFTON  council")
        ),
        (
            {"series": "x" * 81},
            {"series": f"Use {LONGEST_SERIES} characters or fewer; there are 81."},
        ),
        ({"figure": " "}, {"figure": NO_FIGURE}),
        (
            {"figure": "about 20"},
            {"figure": "“about 20” is not read as a figure. Enter a number, such as 19.9."},
        ),
        ({"figure": "£20"}, {"figure": "The KPI is counted in per cent: enter that."}),
        ({"period": "one day"}, {"period": NO_PERIOD}),
        ({"period": "2099/2100"}, {"period": FAR_AWAY}),
        ({"period": "1949"}, {"period": FAR_AWAY}),
        ({"certainty": "awaiting_validation"}, {"certainty": NO_CERTAINTY}),
        ({"source": "x" * 201}, {"source": "Use 200 characters or fewer; there are 201."}),
        (
            {"series": "", "figure": "", "period": ""},
            {"series": NO_SERIES, "figure": NO_FIGURE, "period": NO_PERIOD},
        ),
    ],
)
def test_what_cannot_be_taken_is_told_by_field(given, faults, kpi, officer):
    with pytest.raises(Faulty) as refused:
        record(kpi, officer, **given)
    assert refused.value.faults == faults


@pytest.mark.parametrize(
    ("figure", "oddity"), [("130%", "130% is more than 100%"), ("-4", "-4% is below 0%")]
)
def test_a_percentage_that_none_can_be_needs_a_reason(figure, oddity, kpi, officer):
    with pytest.raises(Faulty) as refused:
        record(kpi, officer, figure=figure)
    assert refused.value.faults == {"reason": f"{oddity}. If that is right, say why."}


def test_a_percentage_that_none_can_be_is_kept_with_its_reason(kpi, officer):
    stored = record(kpi, officer, figure="130", reason="Homes built against homes planned.")
    assert (stored.printed, stored.reason) == ("130", "Homes built against homes planned.")


def test_a_percentage_may_be_beyond_where_another_on_record_is(kpi, officer):
    record(kpi, officer, period="2021/22", figure="130", reason="Against homes planned.")
    assert record(kpi, officer, figure="140").is_current


def test_a_number_that_is_no_percentage_may_be_anything(plan, officer):
    assert record(plan.homes.kpi, officer, figure="-4").is_current


def test_of_several_values_all_are_kept_or_none(kpi, officer):
    values = [value(kpi), value(kpi, period="2021/22", figure="few")]
    with pytest.raises(FaultyValues) as refused:
        record_all(values=values, by=officer, now=NOW)
    assert set(refused.value.rows) == {1}
    assert standing(kpi) == []


def test_the_same_time_twice_with_different_values_is_refused(kpi, officer):
    values = [value(kpi), value(kpi, figure="20", reason="Better.")]
    with pytest.raises(FaultyValues) as refused:
        record_all(values=values, by=officer, now=NOW)
    assert refused.value.rows == {
        1: {"period": "2022/23 stands here twice, with different values."}
    }


def test_the_same_value_twice_is_kept_once(kpi, officer):
    done = record_all(values=[value(kpi), value(kpi)], by=officer, now=NOW)
    assert [item.is_new for item in done] == [True, False]
    assert len(standing(kpi)) == 1


def test_the_same_days_are_one_time_however_they_are_written(kpi, officer):
    record(kpi, officer, period="2021/22", figure="19.9")
    record(kpi, officer, period="April 2021 to March 2022", figure="19.9")
    with pytest.raises(Faulty) as refusal:
        record(kpi, officer, period="April 2021 to March 2022", figure="21", reason="Revised")
    assert refusal.value.faults == {
        "period": "England has 19.9% on record for the same days, as 2021/22. "
        "Write the time like that."
    }
    assert standing(kpi) == [("England", "2021/22", "19.9")]


@pytest.mark.parametrize("placement", ["hub", "centre"])
def test_only_what_is_counted_has_values_of_others(placement, plan, officer):
    with pytest.raises(Refused, match=NOT_COUNTED):
        record(getattr(plan, placement).kpi, officer)


def test_a_merged_kpi_takes_no_values(kpi, plan):
    KPI.objects.filter(pk=kpi.pk).update(merged_into=plan.homes.kpi)
    with pytest.raises(Refused, match="stands in the register no more"):
        record(kpi, None)


def test_a_value_is_withdrawn_with_a_reason_only(kpi, officer):
    with pytest.raises(Faulty) as refused:
        withdraw(record(kpi, officer), officer, reason=" ")
    assert refused.value.faults == {"reason": NO_REASON_TO_WITHDRAW}


def test_a_value_that_was_replaced_is_not_withdrawn(kpi, officer):
    first = record(kpi, officer)
    record(kpi, officer, figure="20.3", reason="Revised.")
    with pytest.raises(Refused, match="Another value took its place meanwhile"):
        withdraw(first, officer)


def test_the_council_s_own_figure_is_not_withdrawn_as_a_comparator(plan, submission, officer):
    factories.entry(submission=submission, placement=plan.enquiries, **factories.new_figure())
    own = factories.observe(submission=submission, placement=plan.enquiries)
    with pytest.raises(Observation.DoesNotExist):
        withdraw(own, officer)


# --- Who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["lead", "reviewer", "viewer", "administrator", "stranger"])
def test_only_officers_of_its_plan_keep_comparators(who, kpi, officer, request):
    user, held = request.getfixturevalue(who), record(kpi, officer)
    with pytest.raises(PermissionDenied):
        record(kpi, user, period="2021/22")
    with pytest.raises(PermissionDenied):
        withdraw(held, user)


def test_an_officer_keeps_no_kpi_of_another_plan(kpi, officer):
    elsewhere = factories.plan(slug="elsewhere").enquiries.kpi
    with pytest.raises(PermissionDenied):
        record_all(values=[value(kpi), value(elsewhere)], by=officer, now=NOW)
    assert standing(kpi) == []


def test_an_officer_who_left_keeps_none(kpi, officer):
    officer.is_active = False
    with pytest.raises(PermissionDenied):
        record(kpi, officer)


def test_the_portal_itself_loads_values(kpi):
    assert record(kpi, None).recorded_by is None


# --- What follows -------------------------------------------------------------------------------


def test_quarters_that_may_print_a_value_count_a_change(kpi, plan, quarter, officer):
    early = factories.quarter(strategy=plan.strategy, period=Q1)
    elsewhere = factories.quarter(strategy=factories.plan(slug="elsewhere").strategy)
    record(kpi, officer, period="July to September 2023")
    versions = dict(Quarter.objects.values_list("pk", "version"))
    assert versions == {quarter.pk: 1, early.pk: 0, elsewhere.pk: 0}


def test_withdrawing_counts_a_change_as_well(kpi, quarter, officer):
    withdraw(record(kpi, officer), officer)
    assert Quarter.objects.get(pk=quarter.pk).version == 2


def test_it_is_in_the_audit_record_once_for_each_kpi(kpi, plan, officer):
    values = [value(kpi), value(kpi, period="2021/22"), value(plan.homes.kpi, figure="12")]
    record_all(values=values, by=officer, now=NOW)
    events = AuditEvent.objects.filter(action="comparator.record").order_by("sequence")
    assert [event.subject for event in events] == ["Enquiries", "Homes built"]


def test_nothing_changes_where_the_audit_record_fails(kpi, officer, monkeypatch):
    def fails(**_):
        raise RuntimeError

    held = record(kpi, officer)
    before = factories.dump()
    monkeypatch.setattr(audit, "record", fails)
    for act in (lambda: record(kpi, officer, period="2021/22"), lambda: withdraw(held, officer)):
        with pytest.raises(RuntimeError):
            act()
    assert factories.dump() == before


def test_many_values_take_no_more_queries_than_one(kpi, officer):
    def queries(values):
        with CaptureQueriesContext(connection) as captured:
            record_all(values=values, by=officer, now=NOW)
        return len(captured)

    record(kpi, officer)
    one = queries([value(kpi, period="2021/22")])
    many = [value(kpi, f"Place {n}", f"{year}") for n in range(2) for year in range(2000, 2020)]
    assert queries(many) == one


# --- Reading them -------------------------------------------------------------------------------


def test_the_values_of_a_kpi_stand_by_series_the_oldest_first(kpi, officer, plan):
    record(kpi, officer, "wales", "2022/23", "18")
    record(kpi, officer, "England", "2022/23", "19")
    record(kpi, officer, "England", "2021/22", "17")
    withdraw(record(kpi, officer, "Scotland", "2022/23", "16"), officer)
    record(plan.homes.kpi, officer, "Bootle", "2022/23", "16")
    found = {
        name: [item.printed for item in held] for name, held in comparators.of_kpi(kpi).items()
    }
    assert found == {"England": ["17", "19"], "wales": ["18"]}
    assert list(found) == ["England", "wales"]


def test_they_are_read_in_one_query(kpi, officer, django_assert_num_queries):
    record(kpi, officer)
    record(kpi, officer, "Wales")
    with django_assert_num_queries(1):
        assert [item.recorded_by for held in comparators.of_kpi(kpi).values() for item in held]


def test_roles_over_another_plan_keep_a_shared_kpi(kpi, plan):
    """A KPI that stands in two plans is kept by the officers of either."""
    elsewhere = factories.plan(slug="elsewhere")
    factories.placement(sub_strand=elsewhere.housing, kpi=kpi, is_home=False)
    other = factories.hold(user=factories.person(), role=Role.OFFICER, over=elsewhere.strategy)
    assert record(kpi, other).recorded_by == other


def test_a_value_after_the_quarter_counts_no_change_in_it(kpi, quarter, officer):
    later = factories.quarter(strategy=quarter.strategy, period=Q4)
    record(kpi, officer, period="January 2024")
    assert dict(Quarter.objects.values_list("pk", "version")) == {quarter.pk: 0, later.pk: 1}
