"""Settling whether two KPIs are the same, over HTTP."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from objectives.models import KPI, PossiblySame
from reporting.actions import merging
from reporting.actions.refusals import Refused
from reporting.importing.reference import load
from reporting.models import Edition, Merging, Observation
from reporting.views.same_page import SETTLED
from tests import factories
from tests.factories import NOW, Q2, Q3, TODAY, new_figure
from tests.reporting import pairing
from tests.reporting.correcting import published
from tests.reporting.pages import text
from tests.reporting.pairing import current, differ, merge, seen, undo, value
from tests.reporting.test_reference import FILE
from tests.reporting.test_reference_corporate import FILE as CORPORATE

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(plan, officer):
    return pairing.two(plan, officer)


@pytest.fixture
def as_officer(client, officer, two):
    client.force_login(officer)
    return client


def page(two, verb="") -> str:
    return f"/kpis/same/{two.pk}/{verb}"


def preview(two, keep=None) -> str:
    return f"{page(two, 'merge/')}?keep={(keep or two.kept).slug}"


def said(response) -> str:
    """The message on the page that the answer leads to."""
    [message] = response.context["messages"]
    return str(message)


def row(response, name) -> tuple:
    found = next(item for item in response.context["facts"] if item["name"] == name)
    return found["one"], found["other"], found["differs"]


# --- Both beside each other -----------------------------------------------------------------------


def test_the_page_shows_both_and_why_they_may_be_one(as_officer, two):
    words = text(as_officer.get(page(two)))
    assert "Are these the same? Homes built Corporate homes One prints 705 and the other" in words


def test_what_differs_is_marked(as_officer, two):
    KPI.objects.filter(pk=two.kept.pk).update(polarity="higher", definition="Finished")
    response = as_officer.get(page(two))
    assert row(response, "What is good") == (
        "Higher is better",
        "Not recorded what is better",
        True,
    )
    assert row(response, "Definition") == ("Finished", "Not recorded", True)
    assert row(response, "How often") == ("Not recorded", "Not recorded", False)


def test_places_and_targets_are_told(as_officer, two):
    response = as_officer.get(page(two))
    assert row(response, "Where it stands")[:2] == (
        "Growth, Town plan\nHousing, Town plan",
        "Corporate growth, G07, Corporate plan",
    )
    assert row(response, "Targets")[0] == "705 (Housing)"


def test_figures_stand_by_period_and_what_differs_is_marked(as_officer, two):
    assert as_officer.get(page(two)).context["times"] == [
        {"period": "2022/23", "one": "705", "other": "745", "differs": True},
        {"period": "2021/22", "one": "None", "other": "766", "differs": False},
    ]


def test_a_figure_that_one_may_not_read_is_not_told(client, plan, two, viewer, officer):
    factories.hold(user=viewer, role=Role.VIEWER, over=two.strategy)
    quarter = factories.quarter(strategy=plan.strategy, period=Q3)
    submission = factories.submission(quarter=quarter, sub_strand=plan.housing)
    factories.fill(submission=submission, state="submitted")
    entry = submission.entries.get(placement=plan.homes)
    value(kpi=two.kept, year=2019, printed="90817", entry=entry)
    client.force_login(viewer)
    assert "90817" not in client.get(page(two)).content.decode()
    client.force_login(officer)
    assert "90817" in client.get(page(two)).content.decode()


def test_who_may_not_read_one_of_them_finds_nothing(client, two, viewer):
    client.force_login(viewer)
    assert client.get(page(two)).status_code == 404


def test_readers_look_and_do_not_settle(client, two, viewer):
    factories.hold(user=viewer, role=Role.VIEWER, over=two.strategy)
    client.force_login(viewer)
    words = text(client.get(page(two)))
    assert "Settle it" not in words
    assert "The officers of the strategies where they stand settle this." in words
    for verb in ("different/", "again/", "merge/", "undo/"):
        assert client.post(page(two, verb)).status_code == 403


def test_the_page_has_the_same_number_of_queries_however_many_figures(as_officer, two):
    few = queries(lambda: as_officer.get(page(two)))
    for year in range(1990, 2020):
        value(kpi=two.kept, year=year, printed=str(year))
    assert queries(lambda: as_officer.get(page(two))) == few


def queries(act) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_looking_changes_nothing(as_officer, two):
    before = factories.dump()
    as_officer.get(page(two))
    as_officer.get(preview(two))
    assert factories.dump() == before


# --- Different ------------------------------------------------------------------------------------


def test_they_are_recorded_as_different(as_officer, two):
    sent = {"reason": "One counts starts.", "seen": seen(two)}
    response = as_officer.post(page(two, "different/"), sent, follow=True)
    assert said(response).startswith(
        "“Homes built” and “Corporate homes” are recorded as different"
    )
    assert "They are different. One counts starts." in text(response)


def test_without_a_reason_the_field_says_so(as_officer, two):
    response = as_officer.post(page(two, "different/"), {"reason": " ", "seen": seen(two)})
    assert response.status_code == 422
    assert response.context["errors"] == [{"text": merging.NO_REASON, "href": "#id_reason"}]
    assert 'id="id_reason_error"' in response.content.decode()


def test_nothing_typed_is_lost(as_officer, two):
    long = "<b>" + "x" * 5000
    response = as_officer.post(page(two, "different/"), {"reason": long, "seen": seen(two)})
    assert response.status_code == 422
    assert "&lt;b&gt;xxx" in response.content.decode()


def test_what_somebody_settled_meanwhile_is_shown(as_officer, two, officer):
    was = seen(two)
    differ(two, officer, "Both were there first.")
    sent = {"reason": "One counts starts.", "seen": was}
    response = as_officer.post(page(two, "different/"), sent)
    assert response.status_code == 409
    assert response.context["errors"] == [{"text": merging.MEANWHILE, "href": ""}]
    assert "Both were there first." in text_of(response)


def text_of(response) -> str:
    response.status_code = 200
    return text(response)


def test_what_was_typed_into_what_changed_meanwhile_is_still_there(as_officer, two):
    was = seen(two)
    value(kpi=two.kept, year=2019, printed="640")
    sent = {"reason": "One counts starts.", "seen": was}
    response = as_officer.post(page(two, "different/"), sent)
    assert response.status_code == 409
    assert "One counts starts." in response.content.decode()
    sent["seen"] = response.context["seen"]
    assert as_officer.post(page(two, "different/"), sent).status_code == 302


def test_the_words_come_back_where_the_session_has_ended(client, two):
    sent = {"reason": "One counts starts.", "seen": "x"}
    origin = {"origin": "http://testserver"}
    response = client.post(page(two, "different/"), sent, headers=origin)
    assert response.status_code == 401
    assert ("reason", "One counts starts.") in response.context["fields"]


def test_it_is_taken_up_again(as_officer, two, officer):
    differ(two, officer)
    assert "Take this up again" in text(as_officer.get(page(two)))
    response = as_officer.post(page(two, "again/"), {"seen": seen(two)}, follow=True)
    assert said(response) == "This is open again: say whether the two are the same."
    assert "Settle it" in text(response)


def test_the_history_tells_each_act_by_post(as_officer, two, officer):
    differ(two, officer, "One counts starts.")
    as_officer.post(page(two, "again/"), {"seen": seen(two)})
    words = text(as_officer.get(page(two)))
    assert "Taken up again Performance Officer" in words
    assert "Found to be different Performance Officer, 22 January 2024, 10:30 One counts" in words
    assert "Olga" not in words.replace("Olga Officer Your password", "")


# --- One ------------------------------------------------------------------------------------------


def test_one_is_chosen_first(as_officer, two):
    response = as_officer.get(page(two, "merge/"))
    assert response.status_code == 422
    assert response.context["errors"] == [{"text": merging.NOT_CHOSEN, "href": "#id_keep"}]


def test_the_preview_says_what_comes_and_which_figure_stands(as_officer, two):
    words = text(as_officer.get(preview(two)))
    for part in (
        "Homes built would stand for both.",
        "2022/23 705 745",
        "1 figure on record comes along.",
        "For 1 period that both have, the figure of “Homes built” stands",
        "Corporate growth, G07, Corporate plan. Its lead enters no figure any more",
        "No return under way is touched.",
    ):
        assert part in words


def test_the_preview_says_whose_word_holds(as_officer, two):
    KPI.objects.filter(pk=two.kept.pk).update(polarity="higher", frequency="yearly")
    terms = {row["name"]: row["holds"] for row in as_officer.get(preview(two)).context["terms"]}
    assert terms == {"What is good": "Each place’s own, as before", "How often": "“Homes built”"}


def test_the_preview_warns_where_more_people_can_then_read(as_officer, two):
    assert as_officer.get(preview(two)).context["wider"] == [
        "Whoever reads Corporate plan can then read the figures of “Homes built”.",
        "Whoever reads Town plan can then read the figures of “Corporate homes”.",
    ]


def test_the_preview_warns_where_everybody_can_then_read(as_officer, two, plan):
    factories.quarter(strategy=plan.strategy, period=Q2, state="published", public_from=TODAY)
    warned = (
        "Everybody can then read the figures of “Corporate homes”, because Town plan is public."
    )
    assert as_officer.get(preview(two)).context["wider"] == [warned]


def test_the_preview_does_not_warn_where_all_is_public(as_officer, two, plan):
    for strategy in (plan.strategy, two.strategy):
        factories.quarter(strategy=strategy, period=Q2, state="published", public_from=TODAY)
    assert as_officer.get(preview(two)).context["wider"] == []


def test_the_preview_names_the_returns_under_way(as_officer, two):
    factories.quarter(strategy=two.strategy, period=Q3)
    assert "Corporate growth, Q3 2023/24 (Corporate plan)." in text(as_officer.get(preview(two)))


def test_the_preview_says_what_stands_in_the_way(as_officer, two):
    KPI.objects.filter(pk=two.other.pk).update(unit="%")
    response = as_officer.get(preview(two))
    assert "figures in different units can’t be one KPI’s" in text(response)
    assert "Make them one</button>" not in response.content.decode()


def test_they_are_made_one(as_officer, two):
    sent = {"keep": two.kept.slug, "seen": seen(two)}
    response = as_officer.post(page(two, "merge/"), sent, follow=True)
    assert said(response).startswith("“Homes built” stands for both from now on.")
    assert "They are the same: “Homes built” stands for both." in text(response)
    assert current(two.kept) == {"2021/22": "766", "2022/23": "705"}


def test_the_preview_is_shown_again_where_something_changed(as_officer, two):
    was = seen(two)
    value(kpi=two.other, year=2019, printed="640")
    response = as_officer.post(page(two, "merge/"), {"keep": two.kept.slug, "seen": was})
    assert response.status_code == 409
    assert response.context["errors"] == [{"text": merging.MEANWHILE, "href": ""}]
    assert response.context["figures"].startswith("2 figures on record come along.")
    assert not Merging.objects.exists()


def test_what_is_settled_already_is_not_previewed(as_officer, two, officer):
    merge(two, officer)
    response = as_officer.get(preview(two), follow=True)
    assert said(response) == SETTLED


@pytest.mark.parametrize("keep", ["", "nowhere"])
def test_a_form_without_a_choice_is_shown_again(keep, as_officer, two):
    response = as_officer.post(page(two, "merge/"), {"keep": keep, "seen": seen(two)})
    assert (response.status_code, Merging.objects.count()) == (422, 0)


# --- Two again ------------------------------------------------------------------------------------


def test_they_are_two_again(as_officer, two, officer):
    made = merge(two, officer)
    response = as_officer.post(page(two, "undo/"), {"seen": made.pk}, follow=True)
    assert said(response).startswith("“Homes built” and “Corporate homes” are two again")
    assert current(two.other) == {"2021/22": "766", "2022/23": "745"}


@pytest.mark.parametrize("number", ["", "x", "0"])
def test_an_undo_of_nothing_is_refused(number, as_officer, two, officer):
    merge(two, officer)
    response = as_officer.post(page(two, "undo/"), {"seen": number})
    assert (response.status_code, Merging.objects.filter(undone_at=None).count()) == (409, 1)


def test_what_is_public_stays_as_it_was_printed(client, plan, two, officer):
    """Of a figure that went off the record, and of one that moved, nothing is called corrected."""
    corporate = factories.hold(user=officer, role=Role.ECONOMY_CELL, over=two.strategy)
    given = new_figure("99", coverage="this_quarter")
    published(two.place, corporate, Q2, public_from=TODAY, **given)
    published(plan.homes, officer, Q2, public_from=TODAY, **new_figure("98"))
    reports = [
        "/strategies/corporate/quarters/2023-q2/growth/",
        "/strategies/town-plan/quarters/2023-q2/housing/",
    ]
    made = merge(two, officer, now=NOW)
    for report, figure in zip(reports, ("99", "98"), strict=True):
        words = text(client.get(report))
        assert figure in words
        assert "Since corrected" not in words
    undo(two, officer, made)
    assert "Since corrected" not in text(client.get(reports[0]))


# --- The real plans -------------------------------------------------------------------------------

PUBLISHED = (
    "/strategies/ses-action-plan-2023/quarters/2023-q2/",
    "/strategies/corporate-plan-2023/quarters/2024-q2/",
)
OF_EDITIONS = [
    f"{PUBLISHED[0]}json/",
    f"{PUBLISHED[0]}editions/1/",
    f"{PUBLISHED[0]}editions/1/housing/",
    f"{PUBLISHED[0]}editions/1/json/",
    f"{PUBLISHED[1]}json/",
    f"{PUBLISHED[1]}editions/1/",
    f"{PUBLISHED[1]}editions/1/growth/",
]


@pytest.fixture
def dwellings(reference):
    doubt = PossiblySame.objects.get(kpi__slug="net-additional-dwellings")
    kept, other = doubt.kpi, doubt.other
    return pairing.Two(doubt, kept, other, other.placements.get(), None, doubt.pk)


def printed(client) -> dict:
    """What the published quarters say: the stored text, the files, the pages."""
    texts = list(Edition.objects.order_by("pk").values_list("report", "checksum"))
    read = {address: client.get(address) for address in OF_EDITIONS}
    assert {response.status_code for response in read.values()} == {200}
    return {"stored": texts} | {
        address: response.getvalue() if "json" in address else text(response)
        for address, response in read.items()
    }


@pytest.fixture
def as_demo_officer(client, reference):
    client.force_login(User.objects.get(email="officer@demo.example"))
    return client


def test_published_editions_are_the_same_to_the_byte(as_demo_officer, dwellings):
    before = printed(as_demo_officer)
    plan = factories.dump("objectives")
    sent = {"keep": dwellings.kept.slug, "seen": seen(dwellings)}
    as_demo_officer.post(page(dwellings, "merge/"), sent, follow=True)
    made = Merging.objects.get()
    assert printed(as_demo_officer) == before
    as_demo_officer.post(page(dwellings, "undo/"), {"seen": made.pk}, follow=True)
    assert printed(as_demo_officer) == before
    assert factories.dump("objectives") == plan


@pytest.mark.parametrize("keep", ["kept", "other"])
def test_loading_the_plans_again_leaves_a_merge_alone(keep, dwellings):
    by = User.objects.get(email="officer@demo.example")
    made = merge(dwellings, by, keep=getattr(dwellings, keep))
    before = factories.dump("objectives", "reporting")
    for path in (FILE, CORPORATE):
        load(path=path, now=NOW)
    assert factories.dump("objectives", "reporting") == before
    undo(dwellings, by, made)


def test_thousands_and_numbers_are_not_made_one(reference):
    doubt = PossiblySame.objects.get(kpi__slug="visitor-numbers")
    both = pairing.Two(doubt, doubt.kpi, doubt.other, None, None, doubt.pk)
    with pytest.raises(Refused, match=r"in plain numbers .* in thousands"):
        merge(both, User.objects.get(email="officer@demo.example"))
    assert not Observation.objects.filter(withdrawn__startswith="Merged").exists()
