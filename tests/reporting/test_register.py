"""The register: which KPIs somebody finds, what stands beside them, and what they need."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from objectives.models import KPI, Placement
from reporting import register
from reporting.access import Reader
from reporting.models import Observation, Quarter
from reporting.register import Care, Wanted
from tests import factories
from tests.factories import Q1, Q2, TODAY, new_figure
from tests.reporting import pairing
from tests.reporting.correcting import published
from tests.reporting.pages import text
from tests.reporting.pairing import merge, value
from tests.reporting.reported import reported

pytestmark = pytest.mark.django_db

PAGE = "/kpis/"


@pytest.fixture
def who(officer):
    """`who()` is the officer today; else whoever is named."""

    def of(user=None):
        return Reader.of(user or officer, TODAY)

    return of


def found(reader, number="", **wanted) -> list[str]:
    """The names on that page."""
    return [row.kpi.name for row in register.page(reader, Wanted(**wanted), number)]


def row_of(reader, kpi) -> register.Row:
    return next(row for row in register.page(reader, Wanted(), "") if row.kpi == kpi)


ALL = ["Enquiries", "Homes built", "Hub opened", "Town centre"]


# --- What is found --------------------------------------------------------------------------------


def test_all_kpis_are_there_by_name(plan, who):
    assert found(who()) == ALL


def test_a_kpi_in_several_places_is_there_once_with_its_home_first(plan, who):
    row = row_of(who(), plan.homes.kpi)
    assert list(row.places) == [plan.homes, plan.homes_away]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("homes", ["Homes built"]),
        ("BUILT homes", ["Homes built"]),
        ("g01", ["Enquiries"]),
        ("steam", ["Enquiries"]),
        ("doorstep", ["Enquiries"]),
        ("in housing", ["Homes built"]),
        ("homes enquiries", []),
        ("100%", []),
        ("", ALL),
    ],
)
def test_every_word_is_found_in_some_text_of_a_kpi(words, names, plan, who):
    KPI.objects.filter(name="Enquiries").update(source="STEAM", definition="At the doorstep")
    assert found(who(), words=words) == names


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"strategy": "town-plan"}, ALL),
        ({"sub_strand": "town-plan/housing"}, ["Homes built"]),
        ({"sub_strand": "town-plan/growth"}, ALL),
        ({"owner": "Growth Manager"}, ["Enquiries", "Hub opened", "Town centre"]),
        ({"frequency": "yearly"}, ["Homes built"]),
        ({"frequency": "unknown", "sub_strand": "town-plan/housing"}, []),
    ],
)
def test_a_filter_leaves_what_fits(wanted, names, plan, who):
    KPI.objects.filter(name="Homes built").update(frequency="yearly")
    assert found(who(), **wanted) == names


def test_a_filter_does_not_find_where_a_kpi_stood_once(plan, who):
    Placement.objects.filter(pk=plan.homes.pk).update(last_quarter=Q2)
    assert found(who(), sub_strand="town-plan/housing") == []


def test_what_was_merged_is_there_no_more(plan, officer, who):
    two = pairing.two(plan, officer)
    merge(two, officer)
    assert two.other.name not in found(who())


def test_who_may_not_read_a_plan_does_not_find_its_kpis(plan, stranger, who):
    assert found(who(stranger)) == []


def test_words_of_a_plan_that_one_may_not_read_find_nothing(plan, officer, viewer, who):
    two = pairing.two(plan, officer)
    factories.placement(
        sub_strand=two.place.sub_strand, kpi=plan.enquiries.kpi, is_home=False, wording="Okapis"
    )
    assert found(who(), words="okapis") == ["Enquiries"]
    assert found(who(viewer), words="okapis") == []


def test_the_owner_is_the_post_at_the_home(plan, who):
    assert row_of(who(), plan.enquiries.kpi).owner == "Growth Manager"


# --- The latest figure ----------------------------------------------------------------------------


def test_the_latest_figure_is_that_of_the_latest_time(plan, who):
    for year in (2021, 2022, 2020):
        value(kpi=plan.homes.kpi, year=year, printed=str(year))
    assert row_of(who(), plan.homes.kpi).latest.printed == "2022"


def test_the_latest_figure_is_what_was_corrected(plan, who):
    old = value(kpi=plan.homes.kpi, year=2022, printed="705", is_current=False)
    value(kpi=plan.homes.kpi, year=2022, printed="706", supersedes=old, reason="A slip.")
    assert row_of(who(), plan.homes.kpi).latest.printed == "706"


@pytest.mark.parametrize(
    "fields", [{"series": "England"}, {"is_current": False, "withdrawn": "Reported without it."}]
)
def test_what_is_not_on_the_councils_record_is_no_latest_figure(fields, plan, who):
    value(kpi=plan.homes.kpi, year=2022, printed="705", **fields)
    assert row_of(who(), plan.homes.kpi).latest is None


def test_an_approved_figure_is_for_those_who_may_read_its_return(plan, officer, viewer, who):
    published(plan.enquiries, officer, Q1, public_from=TODAY, **new_figure("120"))
    reported(plan.enquiries, Q2, **new_figure("137"))
    signed_out = Reader.of(AnonymousUser(), TODAY)
    assert row_of(who(), plan.enquiries.kpi).latest.printed == "137"
    assert row_of(signed_out, plan.enquiries.kpi).latest.printed == "120"


# --- What needs care ------------------------------------------------------------------------------


@pytest.fixture
def in_order(plan, lead, other_lead):
    """Nothing is to see to: terms known, led, reported."""
    KPI.objects.update(polarity="higher", basis="period", frequency="yearly")
    for kpi in KPI.objects.all():
        value(kpi=kpi, year=2022, printed="5")
    return plan


def lead_leaves(plan):
    plan.growth.assignments.update(ends=TODAY.replace(day=1))


def unreported(plan):
    Observation.objects.filter(kpi=plan.enquiries.kpi).delete()


def old(plan):
    found = Observation.objects.filter(kpi=plan.enquiries.kpi)
    found.update(starts=TODAY.replace(year=2020, day=1), ends=TODAY.replace(year=2021))


def set_terms(**terms):
    return lambda plan: KPI.objects.filter(pk=plan.enquiries.kpi_id).update(**terms)


def doubled(plan):
    factories.possibly_same(plan.enquiries.kpi, plan.homes.kpi)


NEEDS = [
    (Care.POLARITY_UNKNOWN, set_terms(polarity="unknown")),
    (Care.POLARITY_UNKNOWN, set_terms(polarity_doubt="Printed both ways.")),
    (Care.BASIS_UNKNOWN, set_terms(basis="unknown")),
    (Care.NO_OWNER, lead_leaves),
    (Care.NO_OWNER, lambda plan: Placement.objects.update(is_home=False)),
    (Care.NEVER_REPORTED, unreported),
    (Care.STALE, old),
    (Care.POSSIBLY_SAME, doubled),
]


def test_what_is_in_order_needs_nothing(in_order, who):
    assert found(who(), care="any") == []


@pytest.mark.parametrize(("care", "come_to"), NEEDS)
def test_a_need_is_found_and_marked(care, come_to, in_order, who):
    come_to(in_order)
    assert "Enquiries" in found(who(), care=care)
    assert "Enquiries" in found(who(), care="any")
    assert care in row_of(who(), in_order.enquiries.kpi).care


@pytest.mark.parametrize("care", Care)
def test_the_filter_and_the_marks_agree(care, plan, officer, who, lead):
    pairing.two(plan, officer)
    marked = {row.kpi.name for row in register.page(who(), Wanted(), "") if care in row.care}
    assert set(found(who(), care=care)) == marked


def test_a_stale_one_says_since_when(in_order, who):
    old(in_order)
    assert row_of(who(), in_order.enquiries.kpi).since == "Nothing newer than 2022/23"


def test_a_place_that_says_what_is_good_leaves_nothing_unknown(in_order, who):
    set_terms(polarity="unknown", basis="unknown")(in_order)
    Placement.objects.filter(pk=in_order.enquiries.pk).update(polarity="lower", basis="period")
    assert found(who(), care="any") == []


def test_a_judgement_needs_no_polarity(in_order, who):
    KPI.objects.filter(name="Town centre").update(polarity="unknown", basis="unknown")
    assert found(who(), care="any") == []


def test_a_status_alone_is_a_report(in_order, who, quarter, submission):
    Observation.objects.all().delete()
    factories.fill(submission=submission, state="submitted")
    assert "Town centre" not in found(who(), care="never_reported")


def test_a_draft_that_one_may_not_read_is_no_report(in_order, reviewer, who, submission):
    Observation.objects.all().delete()
    factories.fill(submission=submission, state="draft")
    assert "Town centre" in found(who(reviewer), care="never_reported")


def test_what_is_settled_is_no_more_possibly_the_same(plan, officer, who):
    two = pairing.two(plan, officer)
    pairing.differ(two, officer)
    assert found(who(), care="possibly_same") == []


def test_a_pair_shows_only_to_those_who_may_read_both(plan, officer, viewer, who):
    pairing.two(plan, officer)
    assert found(who(), care="possibly_same") == ["Corporate homes", "Homes built"]
    assert found(who(viewer), care="possibly_same") == []


def test_the_pair_of_what_was_merged_shows_through(plan, officer, who):
    two = pairing.two(plan, officer)
    doubt = factories.possibly_same(two.other, plan.enquiries.kpi)
    merge(two, officer)
    [partner] = row_of(who(), two.kept).partners
    assert (partner.pair, partner.kpi) == (doubt.pk, plan.enquiries.kpi)


def test_the_pair_is_for_an_officer_of_both_to_settle(plan, officer, who):
    two = pairing.two(plan, officer)
    half = factories.hold(user=factories.person(), role=Role.OFFICER, over=plan.strategy)
    factories.hold(user=half, role=Role.VIEWER, over=two.strategy)
    assert row_of(who(), two.kept).partners[0].is_for_reader
    assert not row_of(who(half), two.kept).partners[0].is_for_reader


# --- The page -------------------------------------------------------------------------------------


@pytest.fixture
def as_officer(client, officer, quarter):
    client.force_login(officer)
    return client


def test_the_page_says_what_a_kpi_is(as_officer, plan):
    KPI.objects.filter(name="Homes built").update(
        polarity="higher", polarity_assumed=True, frequency="yearly"
    )
    value(kpi=plan.homes.kpi, year=2022, printed="705", certainty="provisional")
    page = text(as_officer.get(f"{PAGE}?words=homes"))
    assert (
        "Homes built Not known what a figure covers Nobody leads its sub-strand "
        "Housing, KPI 1 Town plan Growth, KPI 4 Town plan, figure from "
        "elsewhere Not recorded Yearly Higher is better, assumed 705 (provisional) "
        "2022/23" in page
    )


def test_a_milestone_and_a_judgement_say_their_kind(as_officer):
    page = text(as_officer.get(PAGE))
    assert "Hub opened Milestone" in page
    assert "Town centre Judgement" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [("", "4 KPIs"), ("?words=homes", "1 of 4 KPIs"), ("?words=okapi", "0 of 4 KPIs")],
)
def test_the_count_is_in_words(query, words, as_officer):
    assert as_officer.get(f"{PAGE}{query}").context["found"] == words


def test_each_active_filter_is_seen_and_can_be_removed(as_officer):
    active = as_officer.get(f"{PAGE}?words=in&care=no_owner").context["active"]
    assert active == [
        {"name": "Words", "words": "“in”", "url": f"{PAGE}?care=no_owner"},
        {"name": "Needs care", "words": "Nobody leads its sub-strand", "url": f"{PAGE}?words=in"},
    ]


@pytest.mark.parametrize(
    "query",
    [
        "strategy=nowhere",
        "sub_strand=town-plan",
        "sub_strand=/",
        "owner=Nobody",
        "frequency=daily",
        "care=love",
        "page=x",
        "page=99",
        "words=%00",
        "words=%ED%A0%80",
        "other=1",
    ],
)
def test_what_an_address_can_not_mean_asks_for_nothing(query, as_officer):
    response = as_officer.get(f"{PAGE}?{query}")
    assert (response.status_code, len(response.context["rows"])) in ((200, 4), (200, 0))


def test_what_was_chosen_stays_in_the_form(as_officer):
    page = as_officer.get(f"{PAGE}?words=%3Cin%3E&sub_strand=town-plan/housing").content.decode()
    assert 'value="&lt;in&gt;"' in page
    assert '<option value="town-plan/housing" selected>' in page


def test_pages_keep_the_filters(as_officer, plan):
    for number in range(60):
        kpi = factories.kpi(name=f"Measure {number:02}")
        factories.placement(sub_strand=plan.housing, kpi=kpi)
    response = as_officer.get(f"{PAGE}?words=measure")
    assert len(response.context["rows"]) == 50
    assert response.context["next"]["url"] == f"{PAGE}?words=measure&page=2"
    last = as_officer.get(response.context["next"]["url"])
    assert (len(last.context["rows"]), last.context["found"]) == (10, "60 of 64 KPIs")


def test_the_empty_register_says_so_and_has_a_way_on(client, plan):
    page = text(client.get(PAGE))
    assert "There are no KPIs to read yet" in page
    assert "/strategies/" in client.get(PAGE).content.decode()


def test_nothing_found_has_a_way_on(as_officer):
    assert "No KPI fits this search" in text(as_officer.get(f"{PAGE}?words=okapi"))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("words=okapi", "No KPI has all these words."),
        ("frequency=termly", "No KPI is like this."),
        ("words=okapi&frequency=termly", "No KPI is all of this at once. Look for less."),
    ],
)
def test_it_is_said_why_nothing_is_found(query, words, as_officer):
    assert words in text(as_officer.get(f"{PAGE}?{query}"))


def test_a_sub_strand_that_shares_its_name_is_seen_with_its_strategy(as_officer, plan, officer):
    other = factories.strategy(slug="other-plan", name="Other plan")
    objective = factories.objective(strategy=other)
    part = factories.sub_strand(objective=objective, slug="same", name=plan.growth.name)
    factories.placement(sub_strand=part, kpi=factories.kpi(name="Trees"))
    factories.hold(user=officer, role=Role.OFFICER, over=other)
    active = as_officer.get(f"{PAGE}?sub_strand=other-plan/same").context["active"]
    assert [item["words"] for item in active] == [f"{plan.growth.name}, Other plan"]


def test_the_signed_out_read_what_is_public_and_not_who_is_missing(client, plan, officer):
    published(plan.enquiries, officer, Q2, public_from=TODAY, **new_figure("137"))
    response = client.get(f"{PAGE}?care=no_owner")
    assert response.context["found"] == "4 KPIs"
    assert "Nobody leads" not in text(response)
    assert "137 July to September 2023" in text(response)


def test_those_who_settle_are_led_there(client, plan, officer):
    two = pairing.two(plan, officer)
    client.force_login(officer)
    page = client.get(f"{PAGE}?care=possibly_same").content.decode()
    assert f'href="/kpis/same/{two.pk}/">Settle<' in page


def test_the_navigation_leads_there(client, as_officer):
    page = as_officer.get(PAGE)
    assert [item.label for item in page.context["nav"] if item.current] == ["KPIs"]
    client.logout()
    assert "KPIs" in [item.label for item in client.get(PAGE).context["nav"]]


def test_reading_it_changes_nothing(as_officer):
    before = factories.dump()
    as_officer.get(f"{PAGE}?care=any")
    assert factories.dump() == before


@pytest.mark.parametrize("query", ["", "?care=any", "?words=in&owner=Growth+Manager"])
def test_the_queries_do_not_grow_with_the_kpis(query, as_officer, plan, officer):
    two = pairing.two(plan, officer)
    _more_kpis(plan, two, range(2))
    few = queries(lambda: as_officer.get(f"{PAGE}{query}"))
    _more_kpis(plan, two, range(2, 30))
    assert queries(lambda: as_officer.get(f"{PAGE}{query}")) == few


def _more_kpis(plan, two, numbers):
    for number in numbers:
        kpi = factories.kpi(name=f"Measure {number}", frequency="yearly")
        factories.placement(sub_strand=plan.growth, kpi=kpi)
        factories.placement(sub_strand=two.place.sub_strand, kpi=kpi, is_home=False)
        value(kpi=kpi, year=2000 + number % 20, printed="5")
        factories.possibly_same(two.other, kpi)


def queries(act) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_a_quarter_to_come_shows_nothing_outside(client, plan, quarter):
    Quarter.objects.update(state="upcoming")
    assert client.get(PAGE).context["rows"] == []


def test_what_was_settled_is_found_again_beside_what_is_open(as_officer, plan, officer):
    two = pairing.two(plan, officer)
    merge(two, officer)
    page = as_officer.get(f"{PAGE}?care=possibly_same")
    assert page.context["settled"] == [
        {
            "names": "Homes built / Corporate homes",
            "url": f"/kpis/same/{two.pk}/",
            "verdict": "made one",
        }
    ]


def test_what_was_settled_shows_only_to_those_who_may_read_both(client, plan, officer, viewer):
    pairing.differ(pairing.two(plan, officer), officer)
    client.force_login(viewer)
    assert client.get(f"{PAGE}?care=possibly_same").context["settled"] == []
