"""The page on which a published figure is corrected, over HTTP."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting.actions.corrections import NO_CERTAINTY, NO_FIGURE, NO_REASON, UNDER_WAY
from reporting.models import Observation, Quarter
from reporting.views.corrections import NOTHING_HERE
from tests import factories
from tests.factories import Q2, Q3, TODAY, new_figure
from tests.reporting.correcting import correct, edition, on_record, published
from tests.reporting.pages import text
from tests.reporting.reported import reported

pytestmark = pytest.mark.django_db

REPORT = "/strategies/town-plan/quarters/2023-q2/growth/"
PAGE = f"{REPORT}kpis/1/correct/"


@pytest.fixture
def q2(plan, officer):
    """Q2, published with 137 enquiries, and public."""
    return published(plan.enquiries, officer, public_from=TODAY, **new_figure("137"))


@pytest.fixture
def as_officer(client, officer, q2):
    client.force_login(officer)
    return client


def form(plan, **fields) -> dict:
    """What a browser sends."""
    current = Observation.objects.filter(kpi=plan.enquiries.kpi).current().first()
    filled = {
        "on_record": current.pk,
        "figure": "135",
        "certainty": "final",
        "correction_reason": "Two were counted twice.",
    }
    return filled | fields


def said(response) -> list[str]:
    """The messages on the page that the answer led to."""
    return [str(message) for message in response.context["messages"]]


# --- The page -----------------------------------------------------------------------------------


def test_the_page_says_which_figure_it_is_and_what_is_on_record(as_officer, plan, officer):
    correct(on_record(plan.enquiries), officer, "135")
    page = text(as_officer.get(PAGE))
    for words in (
        "Growth, Q2 2023/24 Correct a figure",
        "1. Enquiries in Growth",
        "July to September 2023",
        "Edition 1 says 137",
        "On record now 135",
    ):
        assert words in page


def test_the_page_tells_each_figure_that_was_on_record(as_officer, plan, officer):
    correct(on_record(plan.enquiries), officer, "135")
    page = text(as_officer.get(PAGE))
    assert "135, in place of 137 Corrected by Performance Officer, 22 January 2024" in page
    assert "Two were counted twice. 137 Reported in Q2 2023/24 by" in page


def test_the_page_says_where_a_figure_comes_from_that_nobody_reported(as_officer):
    Observation.objects.update(entry=None, recorded_by=None)
    assert "137 From the council’s published documents" in text(as_officer.get(PAGE))


def test_the_page_says_which_figures_are_provisional(client, plan, officer):
    published(plan.enquiries, officer, **new_figure("137", certainty="provisional"))
    client.force_login(officer)
    page = client.get(PAGE)
    assert "Edition 1 says 137, provisional On record now 137, provisional" in text(page)
    assert [item["checked"] for item in page.context["certainties"]] == [False, True]


def test_the_page_marks_a_period_that_the_source_does_not_say(as_officer, plan):
    Observation.objects.update(period_inferred=True)
    assert "July to September 2023 (inferred: the source does not say)" in text(
        as_officer.get(PAGE)
    )


def test_reading_the_page_changes_nothing(as_officer):
    before = factories.dump()
    as_officer.get(PAGE)
    assert factories.dump() == before


def test_the_queries_of_the_page_do_not_grow_with_what_was_on_record(as_officer, plan, officer):
    as_officer.get(PAGE)
    few = queries(lambda: as_officer.get(PAGE))
    for figure in ("135", "134", "133", "132"):
        correct(on_record(plan.enquiries), officer, figure)
    assert queries(lambda: as_officer.get(PAGE)) == few


def queries(act) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


# --- Correcting ---------------------------------------------------------------------------------


def test_correcting_leads_back_to_the_report(as_officer, plan):
    response = as_officer.post(PAGE, form(plan))
    assert response.url == REPORT
    assert on_record(plan.enquiries).printed == "135"


def test_it_is_said_what_happened_and_what_happens_next(as_officer, plan):
    assert said(as_officer.post(PAGE, form(plan), follow=True)) == [
        "The figure on record is 135 now. Edition 1 stays as it was published; its page says that "
        "it was corrected, when and why. Later quarters are judged by the new figure."
    ]


def test_it_is_said_that_a_figure_is_confirmed(client, plan, officer):
    published(plan.enquiries, officer, **new_figure("137", certainty="provisional"))
    client.force_login(officer)
    assert said(client.post(PAGE, form(plan, figure="137"), follow=True)) == [
        "137 is final now. Edition 1 stays as it was published; its page says so beside the figure."
    ]


def test_everybody_who_reads_the_report_reads_of_the_correction(as_officer, plan, client):
    as_officer.post(PAGE, form(plan))
    as_officer.logout()
    assert (
        "137 July to September 2023 Since corrected to 135, on 22 January 2024. "
        "Two were counted twice." in text(client.get(REPORT))
    )


def test_the_edition_is_the_same_afterwards(as_officer, plan, q2):
    before = edition(q2)[0]
    as_officer.post(PAGE, form(plan))
    assert edition(q2)[0] == before


# --- What can't be taken ------------------------------------------------------------------------


def test_all_that_is_wrong_is_said_above_and_by_its_field(as_officer, plan):
    sent = form(plan, figure="", correction_reason=" ", certainty="")
    response = as_officer.post(PAGE, sent)
    assert response.status_code == 422
    assert response.context["errors"] == [
        {"text": NO_FIGURE, "href": "#id_figure"},
        {"text": NO_REASON, "href": "#id_correction_reason"},
        {"text": NO_CERTAINTY, "href": "#id_certainty"},
    ]
    page = response.content.decode()
    for error in response.context["errors"]:
        assert f'id="{error["href"][1:]}"' in page
        assert f'id="{error["href"][1:]}_error"' in page


def test_nothing_typed_is_lost(as_officer, plan):
    sent = form(
        plan, figure="about <40>", correction_reason="Because\nof it", certainty="provisional"
    )
    page = as_officer.post(PAGE, sent).content.decode()
    assert 'value="about &lt;40&gt;"' in page
    assert ">Because\nof it</textarea>" in page
    assert 'value="provisional" checked' in page


def test_an_unlikely_figure_is_asked_about_once(as_officer, plan):
    response = as_officer.post(PAGE, form(plan, figure="13,500"))
    assert response.context["errors"] == [
        {
            "text": "13,500 is more than ten times the figure it replaces, 137. Is this right?",
            "href": "#id_confirmed",
        }
    ]
    assert as_officer.post(PAGE, form(plan, figure="13,500", confirmed="13,500")).url == REPORT


def test_what_was_confirmed_stays_so_beside_another_fault(as_officer, plan):
    sent = form(plan, figure="13,500", confirmed="13,500", correction_reason="")
    page = as_officer.post(PAGE, sent).content.decode()
    assert 'name="confirmed" type="checkbox" value="13,500" checked' in page


@pytest.mark.parametrize("on_record", ["", "0", "x", "9" * 30])
def test_a_form_that_was_made_from_nothing_is_shown_again(on_record, as_officer, plan):
    assert as_officer.post(PAGE, form(plan, on_record=on_record)).status_code == 409


def test_two_who_correct_at_once_are_told_of_each_other(as_officer, plan, officer):
    sent = form(plan, figure="136", correction_reason="One was counted twice.")
    correct(on_record(plan.enquiries), officer, "135", "Three were not ours.")
    response = as_officer.post(PAGE, sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert "it is 135 now" in response.context["errors"][0]["text"]
    assert "Three were not ours." in page
    assert 'value="136"' in page
    assert "One was counted twice." in page


def test_who_read_of_the_others_correction_can_send_theirs_again(as_officer, plan, officer):
    sent = form(plan, figure="136")
    new = correct(on_record(plan.enquiries), officer, "135")
    again = as_officer.post(PAGE, sent).context["on_record"]
    assert again == new.pk
    as_officer.post(PAGE, {**sent, "on_record": again})
    assert on_record(plan.enquiries).printed == "136"


def test_invisible_characters_are_left_out(as_officer, plan):
    as_officer.post(PAGE, form(plan, correction_reason="Two\0 were counted twice."))
    assert on_record(plan.enquiries).reason == "Two were counted twice."


def test_the_signed_out_get_their_words_back(client, q2, plan):
    response = client.post(PAGE, form(plan), headers={"origin": "http://testserver"})
    assert response.status_code == 401
    assert ("figure", "135") in response.context["fields"]
    assert response.context["typed"] == ["135", "Two were counted twice."]


# --- Where there is nothing to correct ----------------------------------------------------------


def test_there_is_nothing_to_correct_before_it_is_published(client, officer, plan):
    reported(plan.enquiries, Q2)
    client.force_login(officer)
    response = client.get(PAGE, follow=True)
    assert (response.redirect_chain, said(response)) == ([(REPORT, 302)], [NOTHING_HERE])


@pytest.mark.parametrize("number", [2, 3, 4])
def test_there_is_nothing_to_correct_without_a_figure_of_its_own(number, as_officer):
    response = as_officer.post(f"{REPORT}kpis/{number}/correct/", follow=True)
    assert said(response) == [NOTHING_HERE]


@pytest.mark.parametrize("place", ["growth/kpis/9", "housing/kpis/1", "nowhere/kpis/1"])
def test_what_the_edition_has_not_is_not_there(place, as_officer):
    address = f"/strategies/town-plan/quarters/2023-q2/{place}/correct/"
    assert as_officer.get(address).status_code == 404


def test_a_reopened_quarter_is_still_corrected_by_its_edition(as_officer, q2, plan):
    Quarter.objects.filter(pk=q2.pk).update(state="reopened", reopened_reason="A slip.")
    assert as_officer.post(PAGE, form(plan)).url == REPORT


def test_a_figure_kept_in_a_later_quarter_is_corrected_there_too(as_officer, plan, officer):
    kept = {"answer": "no_new_figure", "figure": "", "coverage": ""}
    published(plan.enquiries, officer, Q3, **kept)
    page = f"/strategies/town-plan/quarters/{Q3.slug}/growth/kpis/1/correct/"
    assert "July to September 2023" in text(as_officer.get(page))
    as_officer.post(page, form(plan))
    assert on_record(plan.enquiries).printed == "135"


@pytest.fixture
def under_way(q2, plan):
    """Q3's return, approved and not published, says that Q2 was 140."""
    return reported(plan.enquiries, Q3, **AGAIN)


AGAIN = new_figure("140", coverage="other", period_typed="2023-q2")


def test_a_figure_that_an_unpublished_return_changed_is_not_corrected(as_officer, under_way):
    response = as_officer.get(PAGE, follow=True)
    assert (response.redirect_chain, said(response)) == ([(REPORT, 302)], [UNDER_WAY])


def test_its_report_has_no_way_to_correct_it(as_officer, under_way):
    assert PAGE not in as_officer.get(REPORT).content.decode()


def test_what_was_typed_meanwhile_is_not_lost(as_officer, under_way, plan):
    response = as_officer.post(PAGE, form(plan))
    page = response.content.decode()
    assert (response.status_code, response.context["errors"][0]["text"]) == (409, UNDER_WAY)
    assert 'value="135"' in page
    assert "Two were counted twice." in page
    assert on_record(plan.enquiries).printed == "140"
