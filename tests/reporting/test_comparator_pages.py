"""The officers' page of what others have for a KPI, over HTTP."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import KPI
from reporting.actions.comparators import (
    NO_FIGURE,
    NO_REASON_TO_WITHDRAW,
    NO_SERIES,
    NOT_COUNTED,
    record_all,
)
from reporting.models import Observation
from reporting.views.comparators_page import NO_VALUE, NONE, NOTHING, ROWS
from tests import factories
from tests.factories import NOW
from tests.reporting.comparing import record, value
from tests.reporting.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def kpi(plan):
    """A rate in per cent that stands in the plan."""
    KPI.objects.filter(pk=plan.enquiries.kpi_id).update(unit="%")
    return KPI.objects.get(pk=plan.enquiries.kpi_id)


@pytest.fixture
def address(kpi):
    return f"/kpis/{kpi.slug}/comparators/"


@pytest.fixture
def as_officer(client, officer):
    client.force_login(officer)
    return client


def form(*rows, **fields) -> dict:
    """What a browser sends: (time, figure) or (time, figure, reason) for each row."""
    sent = {"series": "England", "source": "ONS", "certainty": "final", **fields}
    for at in range(ROWS):
        row = rows[at] if at < len(rows) else ("", "")
        sent |= dict(zip((f"period-{at}", f"figure-{at}", f"reason-{at}"), row, strict=False))
    return sent


def said(response) -> list[str]:
    """The messages on the page that the answer led to."""
    return [str(message) for message in response.context["messages"]]


def faults(response) -> dict:
    """The error summary: words by what they link to."""
    return {error["href"]: error["text"] for error in response.context["errors"]}


# --- Reading ------------------------------------------------------------------------------------


def test_the_page_says_that_nothing_is_on_record_yet(as_officer, address):
    assert NONE in text(as_officer.get(address))


def test_the_page_lists_each_series_with_its_values(as_officer, address, kpi, officer):
    record(kpi, officer, "wales", figure="25", certainty="provisional")
    record(kpi, officer, period="2021/22", figure="18")
    record(kpi, officer, figure="19.9", source="ONS")
    page = text(as_officer.get(address))
    assert "England 19.9% for 2022/23 All 2 values, or withdraw one : England" in page
    assert "2022/23 19.9% ONS Performance Officer, 22 January 2024 2021/22 18% Not recorded" in page
    assert "wales 25%, provisional for 2022/23 Its source, or withdraw it : wales" in page
    assert page.index("England 19.9%") < page.index("wales 25")


def test_the_page_says_what_a_file_brought(as_officer, address, kpi):
    record(kpi, None)
    assert "Loaded from a file, 22 January 2024" in text(as_officer.get(address))


def test_the_form_offers_the_series_that_any_kpi_has(as_officer, address, plan, officer):
    record(plan.homes.kpi, officer, "North West", figure="12")
    page = as_officer.get(address)
    assert '<option value="North West">' in page.content.decode()


def test_only_what_is_counted_has_a_form(as_officer, plan):
    address = f"/kpis/{plan.hub.kpi.slug}/comparators/"
    page = as_officer.get(address)
    assert NOT_COUNTED in text(page)
    assert page.context["form"] is None
    assert as_officer.post(address, form(("2022/23", "19.9"))).status_code == 409


def test_reading_the_page_changes_nothing(as_officer, address, kpi, officer):
    record(kpi, officer)
    before = factories.dump()
    as_officer.get(address)
    assert factories.dump() == before


def test_ten_series_of_forty_values_take_as_many_queries_as_one(as_officer, address, kpi, officer):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            as_officer.get(address)
        return len(captured)

    record(kpi, officer, period="1970")
    one = queries()
    values = [value(kpi, f"Place {n}", f"{year}") for n in range(10) for year in range(1980, 2020)]
    record_all(values=values, by=officer, now=NOW)
    assert queries() == one


# --- Adding -------------------------------------------------------------------------------------


def test_several_values_are_added_at_once(as_officer, address, kpi):
    sent = form(("2022/23", "19.9"), ("", ""), ("Jul-Sep 2023", "20.4"))
    page = as_officer.post(address, sent, follow=True)
    assert page.redirect_chain == [(address, 302)]
    assert said(page)[0].startswith("2 values are on record now. Quarters that are not published")
    found = Observation.objects.of_comparators().filter(kpi=kpi).order_by("ends")
    assert [(item.period_label, item.printed) for item in found] == [
        ("2022/23", "19.9"),
        ("July to September 2023", "20.4"),
    ]


def test_adding_the_same_again_changes_nothing_and_says_so(as_officer, address, kpi, officer):
    record(kpi, officer)
    before = factories.dump("objectives", "reporting")
    page = as_officer.post(address, form(("2022/23", "19.9%"), source=""), follow=True)
    assert said(page) == ["Nothing changed: what you entered is on record already."]
    assert factories.dump("objectives", "reporting") == before


def test_it_is_said_which_were_there_already(as_officer, address, kpi, officer):
    record(kpi, officer, source="ONS")
    page = as_officer.post(address, form(("2022/23", "19.9"), ("2021/22", "18")), follow=True)
    assert said(page)[0].startswith("1 value is on record now.")
    assert said(page)[0].endswith("1 more was on record already.")


def test_another_value_for_a_held_time_asks_why(as_officer, address, kpi, officer):
    record(kpi, officer)
    sent = form(("2021/22", "18"), ("2022/23", "20.3"), source="")
    page = as_officer.post(address, sent)
    words = "England has 19.9% for 2022/23 on record. Say why it changes."
    assert page.status_code == 422
    assert faults(page) == {"#id_reason-1": words}
    content = page.content.decode()
    assert content.count(words) == 2
    assert 'id="id_reason-1"' in content
    assert 'id="id_reason-0"' not in content
    page = as_officer.post(address, sent | {"reason-1": "Revised in May."}, follow=True)
    assert said(page)[0].startswith("2 values are on record now.")


def test_nothing_typed_is_lost(as_officer, address):
    sent = form(
        ("20222", "19.9"),
        ("2021/22", "some"),
        ("", "17"),
        ("2019/20", "16", "Because."),
        series=" ",
        source="The office",
        certainty="provisional",
    )
    page = as_officer.post(address, sent)
    assert page.status_code == 422
    assert faults(page) == {
        "#id_series": NO_SERIES,
        "#id_period-0": "“20222” is not read as a time. Write it like 2022/23, 2022 or "
        "July to September 2023.",
        "#id_figure-1": "“some” is not read as a figure. Enter a number, such as 19.9.",
        "#id_period-2": "Say which time the figure covers.",
    }
    content = page.content.decode()
    for typed in ("20222", "19.9", "2021/22", "some", "17", "Because.", "The office"):
        assert f'value="{typed}"' in content
    assert [item["checked"] for item in page.context["form"]["certainties"]] == [False, True]


def test_a_form_without_a_value_is_told_so(as_officer, address):
    page = as_officer.post(address, form())
    assert (page.status_code, faults(page)) == (422, {"#id_period-0": NOTHING})


def test_a_time_without_a_figure_is_told_so(as_officer, address):
    page = as_officer.post(address, form(("2022/23", "")))
    assert faults(page) == {"#id_figure-0": NO_FIGURE}


def test_what_no_database_keeps_is_dropped(as_officer, address):
    as_officer.post(address, form(("2022/23\0", "19\0.9"), series="Eng\0land"))
    assert Observation.objects.of_comparators().get().series == "England"


def test_what_was_typed_is_given_back_when_the_session_ended(client, address):
    page = client.post(address, form(("2022/23", "19.9")))
    assert page.status_code == 401


# --- Withdrawing --------------------------------------------------------------------------------


def gone(held, **fields) -> dict:
    return {"value": held.pk, "series": held.series, "withdraw_reason": "It was Wales.", **fields}


def test_a_value_is_withdrawn_with_a_reason(as_officer, address, kpi, officer):
    held = record(kpi, officer)
    page = as_officer.post(f"{address}withdraw/", gone(held), follow=True)
    assert said(page)[0].startswith("England’s value for 2022/23 is off the record.")
    assert NONE in text(page)


def test_the_only_value_is_chosen_already(as_officer, address, kpi, officer):
    held = record(kpi, officer)
    chosen = f'<option value="{held.pk}" selected>'
    assert chosen in as_officer.get(address).content.decode()
    record(kpi, officer, period="2021/22")
    assert chosen not in as_officer.get(address).content.decode()


def test_a_value_is_not_withdrawn_without_one(as_officer, address, kpi, officer):
    record(kpi, officer, "Bootle")
    held = record(kpi, officer)
    page = as_officer.post(f"{address}withdraw/", gone(held, withdraw_reason=" "))
    assert page.status_code == 422
    assert faults(page) == {"#id_withdraw_reason-1": NO_REASON_TO_WITHDRAW}
    content = page.content.decode()
    assert f'<option value="{held.pk}" selected>' in content
    assert content.count('<details class="govuk-details app-series__all" open>') == 1


@pytest.mark.parametrize("chosen", ["", "7", "x", "99999999999999999999"])
def test_a_value_has_to_be_chosen(chosen, as_officer, address, kpi, officer):
    held = record(kpi, officer)
    page = as_officer.post(f"{address}withdraw/", gone(held, value=chosen))
    assert page.status_code == 422
    assert faults(page) == {"#id_value-0": NO_VALUE}
    assert "It was Wales." in page.content.decode()


def test_a_value_that_was_replaced_meanwhile_is_not_withdrawn(as_officer, address, kpi, officer):
    held = record(kpi, officer)
    record(kpi, officer, figure="20.3", reason="Revised.")
    page = as_officer.post(f"{address}withdraw/", gone(held))
    assert page.status_code == 409
    assert "Another value took its place meanwhile" in page.content.decode()
    assert "It was Wales." in page.content.decode()


def test_a_value_of_another_kpi_is_not_withdrawn_here(as_officer, address, plan, officer):
    held = record(plan.homes.kpi, officer, figure="12")
    assert as_officer.post(f"{address}withdraw/", gone(held)).status_code == 422
    assert Observation.objects.current().filter(pk=held.pk).exists()
