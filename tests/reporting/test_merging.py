"""Two KPIs found to be the same made one, and two again; or found to be different."""

import json
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied

from accounts import audit
from accounts.models import AuditEvent
from accounts.roles import Role
from objectives.judging.case import Terms
from objectives.models import KPI, Placement, PossiblySame
from objectives.plan import KPIKind, Polarity, StatementKind
from reporting import merging as rules
from reporting.actions import corrections, merging
from reporting.actions.refusals import Faulty, Refused
from reporting.models import Entry, Merging, Observation, Quarter
from tests import factories
from tests.factories import NOW, Q2, Q3, new_figure
from tests.reporting import pairing
from tests.reporting.correcting import published
from tests.reporting.pairing import current, differ, merge, pair, seen, undo, value
from tests.reporting.reported import line, reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(plan, officer):
    return pairing.two(plan, officer)


def plan_rows():
    """Every row of the plan, and of the figures."""
    rows = factories.dump("objectives")
    return rows | {
        "figures": list(Observation.objects.order_by("pk").values()),
        "entries": list(Entry.objects.order_by("pk").values()),
        "said": list(KPI.statements.through.objects.order_by("pk").values()),
    }


# --- Different ------------------------------------------------------------------------------------


def test_they_are_different_because(two, officer):
    differ(two, officer, "One counts starts.")
    doubt = PossiblySame.objects.get()
    assert (doubt.verdict, doubt.because, doubt.settled_by) == (
        "different",
        "One counts starts.",
        officer,
    )


@pytest.mark.parametrize(
    ("because", "words"),
    [
        (" ", merging.NO_REASON),
        ("\0", merging.NO_REASON),
        ("x" * 5001, "Use 5,000 characters or fewer; there are 5,001."),
    ],
)
def test_a_reason_is_asked_for(because, words, two, officer):
    with pytest.raises(Faulty) as refusal:
        differ(two, officer, because)
    assert refusal.value.faults == {"reason": words}


def test_what_was_different_is_taken_up_again(two, officer):
    differ(two, officer)
    merging.take_up_again(pair=pair(two), seen=seen(two), by=officer, now=NOW)
    doubt = PossiblySame.objects.get()
    assert (doubt.verdict, doubt.because, doubt.settled_at) == ("open", "", None)


def test_what_is_open_is_not_taken_up_again(two, officer):
    with pytest.raises(Refused, match="not recorded as different"):
        merging.take_up_again(pair=pair(two), seen=seen(two), by=officer, now=NOW)


# --- One ------------------------------------------------------------------------------------------


def test_the_places_of_the_other_come_to_the_one_that_stands(two, plan, officer):
    merge(two, officer)
    places = Placement.objects.filter(kpi=two.kept).values_list("pk", flat=True)
    assert set(places) == {plan.homes.pk, plan.homes_away.pk, two.place.pk}


def test_the_other_is_in_the_register_no_more(two, officer):
    merge(two, officer)
    assert not KPI.objects.in_register().filter(pk=two.other.pk).exists()


def test_the_figure_of_the_one_that_stands_holds(two, officer):
    merge(two, officer)
    assert current(two.kept) == {"2021/22": "766", "2022/23": "705"}


def test_the_others_figure_stays_in_the_history_and_says_why(two, officer):
    merge(two, officer)
    off = Observation.objects.get(printed="745")
    assert (off.kpi, off.is_current, off.withdrawn) == (
        two.kept,
        False,
        "Merged into “Homes built”, whose figure stands.",
    )


def test_whichever_is_chosen_stands(two, officer):
    merge(two, officer, keep=two.other)
    assert current(two.other) == {"2021/22": "766", "2022/23": "745"}


def test_a_kpi_keeps_one_home(two, plan, officer):
    merge(two, officer)
    assert list(Placement.objects.filter(kpi=two.kept, is_home=True)) == [plan.homes]


def test_a_home_stays_one_where_the_other_has_none(two, plan, officer):
    Placement.objects.filter(kpi=two.kept).update(is_home=False)
    merge(two, officer)
    assert list(Placement.objects.filter(kpi=two.kept, is_home=True)) == [two.place]


def test_a_home_stays_one_where_the_others_has_ended(two, plan, quarter, officer):
    """Else nobody could enter the figure any more."""
    Placement.objects.filter(pk=plan.homes.pk).update(last_quarter=Q2)
    merge(two, officer)
    homes = Placement.objects.filter(kpi=two.kept, is_home=True, last_quarter=None)
    assert list(homes) == [two.place]


def test_a_home_that_still_reports_its_last_quarter_is_the_only_one(two, plan, quarter, officer):
    Placement.objects.filter(pk=plan.homes.pk).update(last_quarter=Q3)
    merge(two, officer)
    assert list(Placement.objects.filter(kpi=two.kept, is_home=True)) == [plan.homes]


def test_a_home_that_begins_once_the_other_ended_stays_one(two, plan, officer):
    Placement.objects.filter(pk=plan.homes.pk).update(last_quarter=Q2)
    Placement.objects.filter(pk=two.place.pk).update(first_quarter=Q3)
    merge(two, officer)
    assert Placement.objects.filter(kpi=two.kept, is_home=True).count() == 2


@pytest.mark.parametrize(
    ("name", "was", "of_kept"),
    [
        ("polarity", "lower", "higher"),
        ("polarity", "unknown", "higher"),
        ("basis", "full_year", "period"),
        ("decimals", 2, 0),
    ],
)
def test_a_place_is_judged_as_before(name, was, of_kept, two, officer):
    KPI.objects.filter(pk=two.kept.pk).update(**{name: of_kept})
    KPI.objects.filter(pk=two.other.pk).update(**{name: was})
    before = terms(two)
    merge(two, officer)
    assert getattr(terms(two), name) == getattr(before, name) == was


def terms(two) -> Terms:
    place = Placement.objects.select_related("kpi", "sub_strand__strategy").get(pk=two.place.pk)
    return place.terms(place.sub_strand.strategy)


def test_a_doubt_of_the_one_that_stands_is_not_the_others(two, officer):
    KPI.objects.filter(pk=two.kept.pk).update(polarity="higher", polarity_doubt="Printed twice.")
    KPI.objects.filter(pk=two.other.pk).update(polarity="higher")
    merge(two, officer)
    assert terms(two).judged_polarity == Polarity.HIGHER


def test_a_place_with_the_same_terms_says_nothing_for_itself(two, officer):
    merge(two, officer)
    place = Placement.objects.get(pk=two.place.pk)
    assert (place.polarity, place.basis, place.decimals) == ("", "", None)


def test_what_the_plan_says_of_the_other_is_said_of_the_one_that_stands(two, officer):
    said = two.strategy.statements.create(kind=StatementKind.NOTE, text="As counted.", position=1)
    said.kpis.add(two.other)
    merge(two, officer)
    assert list(said.kpis.all()) == [two.kept]


def test_its_return_shows_the_figure_of_the_home_and_keeps_what_was_typed(two, plan, officer):
    quarter = factories.quarter(strategy=two.strategy, period=Q3)
    submission = factories.submission(quarter=quarter, sub_strand=two.place.sub_strand)
    factories.entry(submission=submission, placement=two.place, **new_figure("99"))
    merge(two, officer)
    place = Placement.objects.select_related("sub_strand").get(pk=two.place.pk)
    shown = line(quarter, place)
    assert (shown.achieved, shown.home.name) == ("705", "Housing, Town plan")
    assert Entry.objects.get(placement=place).figure == "99"


def test_quarters_that_are_being_made_count_a_change(two, quarter, officer):
    merge(two, officer)
    assert Quarter.objects.get().version == quarter.version + 1


def test_comparators_come_along(two, officer):
    value(kpi=two.other, year=2022, printed="900", series="England")
    merge(two, officer)
    assert Observation.objects.current().get(series="England").kpi == two.kept


# --- What stands in the way -----------------------------------------------------------------------


def obstacles(two) -> str:
    return " ".join(rules.obstacles(KPI.objects.get(pk=two.kept.pk), two.other))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": KPIKind.MILESTONE}, "a measure and “Corporate homes” a milestone"),
        ({"unit": "%"}, "in plain numbers and “Corporate homes” in %"),
        ({"unit": "000s"}, "in thousands"),
        ({"unit": "£m"}, "in millions of pounds"),
        ({"is_ordinal": True}, "steps on a scale"),
    ],
)
def test_what_is_not_of_one_kind_is_not_made_one(fields, words, plan, officer):
    assert words in obstacles(pairing.two(plan, officer, **fields))


def test_a_word_for_what_is_counted_is_no_other_unit(plan, officer):
    assert obstacles(pairing.two(plan, officer, unit="homes")) == ""


def test_both_in_one_sub_strand_at_a_time_are_not_made_one(two, plan):
    factories.placement(sub_strand=plan.housing, kpi=two.other, is_home=False)
    assert obstacles(two) == "Both stand in Housing, Town plan: retire one of them there first."


def test_one_after_the_other_in_a_sub_strand_is_fine(two, plan):
    Placement.objects.filter(pk=plan.homes.pk).update(last_quarter=Q2)
    factories.placement(sub_strand=plan.housing, kpi=two.other, is_home=False, first_quarter=Q3)
    assert obstacles(two) == ""


def test_an_approved_return_is_published_first(two, plan):
    reported(plan.homes, Q3)
    assert obstacles(two) == (
        "Housing, Q3 2023/24 (Town plan) is approved and not published yet: publish the quarter "
        "or reopen the return first."
    )


def test_a_submitted_return_is_no_obstacle(two, plan):
    reported(plan.homes, Q3, approve=False)
    assert obstacles(two) == ""


def test_a_reopened_quarter_is_published_again_first(two, plan, officer):
    quarter = published(plan.homes, officer)
    Quarter.objects.filter(pk=quarter.pk).update(state="reopened", reopened_reason="A slip.")
    assert obstacles(two) == "Q2 2023/24 of Town plan is reopened: publish it again first."


def test_a_merge_with_something_in_its_way_changes_nothing(plan, officer):
    found = pairing.two(plan, officer, unit="%")
    before = factories.dump()
    with pytest.raises(Refused, match="different units"):
        merge(found, officer)
    assert factories.dump() == before


@pytest.mark.parametrize("keep", ["", "enquiries"])
def test_one_of_the_two_is_chosen(keep, two, officer):
    with pytest.raises(Faulty) as refusal:
        merge(two, officer, keep=SimpleNamespace(slug=keep))
    assert refusal.value.faults == {"keep": merging.NOT_CHOSEN}


# --- Who, and meanwhile ---------------------------------------------------------------------------

ACTS = {
    "differ": differ,
    "merge": merge,
    "take up again": lambda two, by, **options: merging.take_up_again(
        pair=pair(two), by=by, **{"seen": seen(two), "now": NOW, **options}
    ),
    "undo": lambda two, by: undo(two, by, Merging(pk=1)),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["lead", "reviewer", "viewer", "administrator", "stranger"])
def test_only_officers_settle(who, act, two, request):
    with pytest.raises(PermissionDenied):
        ACTS[act](two, request.getfixturevalue(who))


@pytest.mark.parametrize("act", ACTS)
def test_an_officer_of_one_of_the_strategies_does_not_settle(act, two, plan):
    half = factories.hold(user=factories.person(), role=Role.OFFICER, over=plan.strategy)
    with pytest.raises(PermissionDenied):
        ACTS[act](two, half)


def test_who_left_settles_nothing(two, officer):
    officer.is_active = False
    officer.save()
    with pytest.raises(PermissionDenied):
        differ(two, officer)


@pytest.mark.parametrize("act", ["differ", "merge"])
def test_what_was_settled_meanwhile_is_read_again(act, two, officer):
    was = seen(two)
    differ(two, officer)
    with pytest.raises(merging.Meanwhile):
        ACTS[act](two, officer, seen=was)


def test_a_figure_that_came_meanwhile_is_read_first(two, officer):
    was = seen(two)
    value(kpi=two.kept, year=2020, printed="640")
    with pytest.raises(merging.Meanwhile):
        merge(two, officer, seen=was)


def test_an_undo_is_made_once(two, officer):
    made = merge(two, officer)
    undo(two, officer, made)
    with pytest.raises(merging.Meanwhile):
        undo(two, officer, made)


# --- Two again ------------------------------------------------------------------------------------


def test_an_undo_gives_back_every_row_as_it_was(two, plan, officer):
    KPI.objects.filter(pk=two.kept.pk).update(polarity="higher", basis="period", decimals=0)
    KPI.objects.filter(pk=two.other.pk).update(polarity="lower", basis="full_year", decimals=2)
    said = two.strategy.statements.create(kind=StatementKind.NOTE, text="As counted.", position=1)
    said.kpis.add(two.other)
    before = plan_rows()
    made = merge(two, officer)
    assert plan_rows() != before
    undo(two, officer, made)
    assert plan_rows() == before


def test_it_can_be_made_one_and_two_again_and_one_the_other_way(two, officer):
    before = plan_rows()
    undo(two, officer, merge(two, officer))
    undo(two, officer, merge(two, officer, keep=two.other))
    assert plan_rows() == before


def test_what_was_corrected_before_goes_back_with_its_corrections(two, plan, officer):
    old = Observation.objects.get(printed="745")
    Observation.objects.filter(pk=old.pk).update(is_current=False)
    value(kpi=two.other, year=2022, printed="746", supersedes=old, reason="Counted again.")
    before = plan_rows()
    undo(two, officer, merge(two, officer))
    assert plan_rows() == before


def test_what_its_place_reported_since_goes_with_it(two, plan, officer):
    Placement.objects.filter(kpi=two.kept).update(is_home=False)
    made = merge(two, officer)
    two.place.refresh_from_db()
    published(two.place, officer, Q2, **new_figure("99"))
    undo(two, officer, made)
    assert current(two.other) == {
        "2021/22": "766",
        "2022/23": "745",
        "July to September 2023": "99",
    }


def test_what_was_reported_at_the_other_place_since_stays(two, plan, officer):
    made = merge(two, officer)
    published(plan.homes, officer, Q2, **new_figure("99"))
    undo(two, officer, made)
    assert current(two.kept) == {"2022/23": "705", "July to September 2023": "99"}


def test_what_was_corrected_since_goes_with_what_it_corrects(two, officer):
    made = merge(two, officer)
    _correct(Observation.objects.get(printed="766"), officer, "767")
    undo(two, officer, made)
    assert current(two.other) == {"2021/22": "767", "2022/23": "745"}


def _correct(observation, by, figure):
    lead = {"made_from": observation.pk, "certainty": "final", "now": NOW, "confirmed": figure}
    return corrections.correct(
        observation=observation, figure=figure, reason="A slip.", by=by, **lead
    )


def test_an_undo_is_refused_where_one_took_the_place_of_the_other(two, plan, officer):
    made = merge(two, officer)
    old = Observation.objects.get(printed="766")
    quarter = published(plan.homes, officer, Q2, **new_figure("99"))
    entry = Entry.objects.get(submission__quarter=quarter, placement=plan.homes)
    Observation.objects.filter(pk=old.pk).update(is_current=False)
    value(kpi=two.kept, year=2021, printed="760", supersedes=old, reason="Reported.", entry=entry)
    with pytest.raises(Refused, match="the one for 2021/22 was reported or corrected since"):
        undo(two, officer, made)


def test_an_undo_waits_for_what_is_approved(two, plan, officer):
    made = merge(two, officer)
    reported(plan.homes, Q3)
    with pytest.raises(Refused, match="approved and not published yet"):
        undo(two, officer, made)


def test_what_stands_in_a_plan_again_is_not_given_anything_back(two, plan, officer):
    made = merge(two, officer)
    factories.placement(sub_strand=plan.growth, kpi=two.other)
    with pytest.raises(Refused, match="stands in a plan again by itself"):
        undo(two, officer, made)


def test_what_was_merged_further_is_undone_from_the_last(two, plan, officer):
    made = merge(two, officer)
    third = factories.kpi(name="Dwellings")
    factories.placement(sub_strand=two.place.sub_strand, kpi=third, last_quarter=Q2)
    Placement.objects.filter(pk=two.place.pk).update(first_quarter=Q3)
    doubt = factories.possibly_same(two.other, third)
    again = SimpleNamespace(pk=doubt.pk, kept=third)
    last = merge(again, officer)  # the pair of what was merged speaks for what stands for it
    assert (last.kept, last.absorbed) == (third, two.kept)
    with pytest.raises(Refused, match="was itself merged into “Dwellings”"):
        undo(two, officer, made)
    undo(again, officer, last)
    undo(two, officer, made)
    assert current(two.other) == {"2021/22": "766", "2022/23": "745"}


# --- The record -----------------------------------------------------------------------------------


def test_each_act_is_audited(two, officer):
    differ(two, officer)
    merging.take_up_again(pair=pair(two), seen=seen(two), by=officer, now=NOW)
    undo(two, officer, merge(two, officer))
    assert list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True)) == [
        "kpi.differ",
        "kpi.take_up_again",
        "kpi.merge",
        "kpi.undo_merge",
    ]


def test_the_record_names_which_stands_and_no_figure(two, officer):
    merge(two, officer)
    after = json.loads(AuditEvent.objects.get().after)
    assert (after["kept"], after["absorbed"], after["observations"]) == (
        "Homes built",
        "Corporate homes",
        2,
    )
    assert "745" not in AuditEvent.objects.get().after


@pytest.mark.parametrize("act", ["differ", "merge"])
def test_an_act_and_its_event_stand_or_fall_together(act, two, officer, monkeypatch):
    before = factories.dump()

    def fail(**facts):
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        ACTS[act](two, officer)
    assert factories.dump() == before
