"""The quarter as files, and what the pages ask of the database."""

import json
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import audit
from accounts.models import AuditEvent
from objectives.periods import FinancialQuarter
from reporting.models import Edition
from reporting.workflow import ReturnState
from tests import factories
from tests.factories import Q1, Q2
from tests.reporting.pages import (
    OPEN,
    PUBLISHED,
    put_all,
    put_in,
)

# --- Downloads ----------------------------------------------------------------------------------


def test_anybody_downloads_the_workbook_of_a_public_quarter(client, reference):
    response = client.get(f"{PUBLISHED}workbook/")
    book = openpyxl.load_workbook(BytesIO(response.content))
    assert len(book.sheetnames) >= 11


def test_the_data_is_the_edition(client, reference):
    data = json.loads(client.get(f"{PUBLISHED}json/").content)
    assert data == json.loads(Edition.objects.get(quarter__period=Q2).report)


def test_a_download_is_named_for_its_quarter(client, reference):
    header = client.get(f"{PUBLISHED}json/").headers["Content-Disposition"]
    assert header == 'attachment; filename="ses-action-plan-2023-2023-q2-edition-1.json"'


def test_a_download_is_not_guessed_at_and_not_kept(client, reference):
    headers = client.get(f"{PUBLISHED}json/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in headers["Cache-Control"]


@pytest.mark.parametrize("name", ["workbook", "csv", "json"])
def test_a_download_is_an_audit_event(as_, name):
    as_("viewer").get(f"{PUBLISHED}{name}/")
    event = AuditEvent.objects.order_by("-sequence").first()
    assert (event.action, event.actor_name) == ("quarter.download", "Cabinet Member")


def test_a_download_by_the_signed_out_is_an_audit_event_too(client, reference):
    client.get(f"{PUBLISHED}json/")
    assert AuditEvent.objects.order_by("-sequence").first().actor is None


def test_without_its_audit_event_nothing_is_downloaded(as_, monkeypatch):
    def broken(**event):
        raise RuntimeError("no audit")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        as_("viewer").get(f"{PUBLISHED}json/")


def test_a_download_holds_no_draft(as_):
    put_in("business", ReturnState.DRAFT)
    data = json.loads(as_("lead").get(f"{OPEN}json/").content)
    [part] = [part for part in data["sub_strands"] if part["slug"] == "business"]
    assert (part["commentary"], part["entries"]) == ("", [])


def test_the_signed_out_download_nothing_that_is_open(client, reference):
    assert client.get(f"{OPEN}workbook/").status_code == 302


# --- Queries ------------------------------------------------------------------------------------


def queries_of(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("page", ["", "growth/"])
def test_a_hundred_kpis_take_no_more_queries_than_a_few(client, reviewer, plan, page):
    client.force_login(reviewer)
    few = factories.quarter(strategy=plan.strategy, period=Q2)
    put_all(few, ReturnState.SUBMITTED)
    with_few = queries_of(client, f"/strategies/town-plan/quarters/2023-q2/{page}")
    for number in range(5, 101):
        factories.target(
            placement=factories.placement(
                sub_strand=plan.growth, kpi=factories.kpi(name=f"KPI {number}")
            )
        )
    put_all(factories.quarter(strategy=plan.strategy, period=Q1), ReturnState.SUBMITTED)
    with_many = queries_of(client, f"/strategies/town-plan/quarters/2023-q1/{page}")
    assert with_many == with_few


@pytest.mark.parametrize("url", ["/strategies/", "/strategies/town-plan/"])
def test_forty_quarters_take_no_more_queries_than_one(client, officer, plan, url):
    client.force_login(officer)
    factories.quarter(strategy=plan.strategy, period=FinancialQuarter(2013, 1))
    with_one = queries_of(client, url)
    for number in range(1, 40):
        period = FinancialQuarter(2013 + number // 4, number % 4 + 1)
        factories.quarter(strategy=plan.strategy, period=period)
    assert queries_of(client, url) == with_one
