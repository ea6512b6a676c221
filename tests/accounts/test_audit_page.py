"""The audit record as administrators read it: searched, page by page, and as a file."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import audit, audit_search
from accounts.models import AuditEvent
from tests import factories
from tests.factories import NOW

PAGE, FILE = "/audit/", "/audit/events.csv"


@pytest.fixture
def admin(client, administrator):
    """An administrator's browser."""
    client.force_login(administrator)
    return client


def record(by=None, action="return.approve", subject=None, now=NOW, **facts):
    subject = subject or by or factories.person(name="Subject")
    return audit.record(by=by, action=action, subject=subject, now=now, **facts)


def numbers(response) -> list[str]:
    """The events on the page."""
    return [row["number"] for row in response.context["rows"]]


def words(response) -> str:
    return response.content.decode()


def lines(response) -> list[list[str]]:
    """The file's lines under its headings."""
    text = response.getvalue().decode().removeprefix("\ufeff")
    return list(csv.reader(StringIO(text)))[1:]


# --- Who may --------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [PAGE, FILE])
@pytest.mark.parametrize("role", ["lead", "officer", "reviewer", "viewer", "stranger"])
def test_only_administrators_read_it(address, role, client, request, db):
    client.force_login(request.getfixturevalue(role))
    assert client.get(address).status_code == 403


def test_a_refused_download_leaves_no_event(client, stranger):
    client.force_login(stranger)
    client.get(FILE)
    assert not AuditEvent.objects.exists()


def test_administrators_find_it_in_the_navigation(admin):
    assert '<a class="app-nav__link" href="/audit/">Audit</a>' in words(admin.get("/strategies/"))


def test_others_do_not(client, officer):
    client.force_login(officer)
    assert "/audit/" not in words(client.get("/strategies/"))


def test_reading_it_leaves_no_event(admin):
    admin.get(PAGE, {"who": "Ada"})
    assert not AuditEvent.objects.exists()


# --- What it says ---------------------------------------------------------------------------


def test_an_act_is_said_in_plain_words(admin):
    record()
    page = words(admin.get(PAGE))
    assert "Return approved" in page
    assert "return.approve" not in page.replace('value="return.approve"', "")


def test_the_time_is_the_councils_own(admin):
    record(now=datetime(2024, 7, 1, 23, 30, tzinfo=UTC))
    row = admin.get(PAGE).context["rows"][0]
    assert (row["day"], row["time"]) == ("2 July 2024", "00:30:00")


def test_a_change_of_state_is_shown(admin):
    record(before={"state": "sent_back"}, after={"state": "draft"})
    assert "Sent back, then Draft" in words(admin.get(PAGE))


def test_a_record_of_nothing_says_so(admin):
    assert "Nothing is on record here" in words(admin.get(PAGE))


def test_a_search_for_nothing_there_leads_back(admin):
    record()
    page = words(admin.get(PAGE, {"who": "Nobody"}))
    assert "Nothing fits this search" in page
    assert '<a class="govuk-link" href="/audit/">Show all events</a>' in page


# --- What it keeps to itself ----------------------------------------------------------------

SECRET = {
    "comment": "KPI 4 cannot be 90210.",
    "reason": "90210 was counted twice.",
    "printed": "90210",
    "value": "90210",
    "figure": 90210,
    "something_new": "90210",
}


@pytest.mark.parametrize("address", [PAGE, FILE])
@pytest.mark.parametrize("fact", SECRET)
@pytest.mark.parametrize("side", ["before", "after"])
def test_figures_and_what_people_wrote_are_not_shown(address, fact, side, admin):
    record(**{side: {fact: SECRET[fact], "state": "draft"}})
    response = admin.get(address)
    text = response.getvalue().decode()
    assert "Draft" in text
    assert "90210" not in text


def test_that_more_is_kept_is_said(admin):
    record(after={"comment": "Say why."})
    assert "More is kept with this event" in words(admin.get(PAGE))


def test_where_nothing_more_is_kept_nothing_is_said(admin):
    record(after={"state": "draft", "reason": ""})
    assert "More is kept with this event" not in words(admin.get(PAGE))


@pytest.fixture
def observation(submission, plan):
    """A figure, whose name holds its value."""
    content = factories.complete(submission=submission)
    content = factories.change(content, plan.enquiries, figure="90210")
    factories.fill(submission=submission, content=content, state="approved")
    return factories.observe(submission=submission, placement=plan.enquiries)


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_a_subject_whose_name_holds_a_figure_is_not_named(address, admin, observation):
    assert "90210" in record(action="figure.correct", subject=observation).subject
    text = admin.get(address).getvalue().decode()
    assert "A KPI’s figure" in text.replace("&#x27;", "’")
    assert "90210" not in text


def test_a_figure_cannot_be_found_by_searching_for_it(admin, observation):
    record(action="figure.correct", subject=observation)
    assert numbers(admin.get(PAGE, {"subject": "90210"})) == []


# --- Searching ------------------------------------------------------------------------------


@pytest.fixture
def three(administrator):
    """Ada's approval, Bo's submission a day later, and the portal's own act on the third day."""
    ada = factories.person(name="Ada Byron", email="ada@town.example")
    bo = factories.person(name="Bo Diaz", email="bo@town.example")
    growth, housing = (
        factories.person(name=f"{name}, Q3 2023/24") for name in ("Growth", "Housing")
    )
    record(by=ada, subject=growth)
    record(by=bo, action="return.submit", subject=housing, now=NOW + timedelta(days=1))
    record(action="reference.load", subject=growth, now=NOW + timedelta(days=2))


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({}, ["3", "2", "1"]),
        ({"who": "ada"}, ["1"]),
        ({"who": "BO@TOWN"}, ["2"]),
        ({"who": "the portal"}, ["3"]),
        ({"who": "%"}, []),
        ({"action": "return.submit"}, ["2"]),
        ({"subject": "growth"}, ["3", "1"]),
        ({"subject": "2023/24 housing"}, ["2"]),
        ({"subject": "growth housing"}, []),
        ({"since": "2024-01-23"}, ["3", "2"]),
        ({"until": "2024-01-23"}, ["2", "1"]),
        ({"since": "23/1/2024", "until": "23 January 2024"}, ["2"]),
        ({"subject": "growth", "who": "ada", "action": "return.approve"}, ["1"]),
        ({"before": "x", "after": "9" * 40}, ["3", "2", "1"]),
    ],
)
def test_searching_for(search, found, admin, three):
    assert numbers(admin.get(PAGE, search)) == found


@pytest.mark.parametrize(
    ("at", "found"),
    [
        (datetime(2024, 6, 30, 22, 59, 59, tzinfo=UTC), []),
        (datetime(2024, 6, 30, 23, 0, tzinfo=UTC), ["1"]),
        (datetime(2024, 7, 1, 22, 59, 59, 999999, tzinfo=UTC), ["1"]),
        (datetime(2024, 7, 1, 23, 0, tzinfo=UTC), []),
    ],
)
def test_a_day_is_the_councils_own_from_midnight_to_midnight(at, found, admin):
    record(now=at)
    assert numbers(admin.get(PAGE, {"since": "2024-07-01", "until": "2024-07-01"})) == found


@pytest.mark.parametrize(
    ("search", "error", "field"),
    [
        ({"since": "soon"}, "From: enter a day such as 22/1/2024.", "since"),
        ({"until": "9999-12-31"}, "To: enter a day such as 22/1/2024.", "until"),
        (
            {"since": "2024-02-01", "until": "2024-01-31"},
            "To: enter the first day or a later one.",
            "until",
        ),
        ({"action": "return.burn"}, "What was done: choose from the list.", "action"),
        ({"who": "a\x00"}, "Person: it holds an invisible character. Type it again.", "who"),
        ({"subject": "a" * 151}, "To what: use 150 characters or fewer.", "subject"),
    ],
)
def test_what_cannot_be_searched_for_is_said(search, error, field, admin):
    response = admin.get(PAGE, search)
    assert response.context["errors"] == [{"text": error, "href": f"#id_{field}"}]
    assert "<title>Error: " in words(response)


def test_the_search_stays_in_the_form(admin, three):
    page = words(admin.get(PAGE, {"who": "ada", "since": "2024-01-22"}))
    assert 'value="ada"' in page
    assert 'value="2024-01-22"' in page


# --- Page by page ---------------------------------------------------------------------------


@pytest.fixture
def seven(administrator, monkeypatch):
    """Seven events by Ada, three to a page, and one of Bo's after each."""
    monkeypatch.setattr(audit_search, "PAGE", 3)
    ada, bo = factories.person(name="Ada"), factories.person(name="Bo")
    for _ in range(7):
        record(by=ada)
        record(by=bo)


def follow(admin, response, side) -> list[str]:
    """The events that are reached from a page by its link."""
    return numbers(admin.get(response.context[side]["url"]))


def test_the_older_events_are_a_link_away(admin, seven):
    first = admin.get(PAGE, {"who": "Ada"})
    assert numbers(first) == ["13", "11", "9"]
    assert follow(admin, first, "older") == ["7", "5", "3"]


def test_and_the_newer_ones_again(admin, seven):
    third = admin.get(PAGE, {"who": "Ada", "before": 3})
    assert numbers(third) == ["1"]
    assert follow(admin, third, "newer") == ["7", "5", "3"]


def test_the_newest_page_is_whole_from_either_side(admin, seven):
    assert numbers(admin.get(PAGE, {"who": "Ada", "after": 11})) == ["13", "11", "9"]


@pytest.mark.parametrize(
    ("asked", "newer", "older"),
    [
        ({}, False, True),
        ({"before": "9"}, True, True),
        ({"before": "3"}, True, False),
        ({"after": "11"}, False, True),
        ({"after": "1"}, True, True),
    ],
)
def test_there_is_a_link_where_there_are_more(asked, newer, older, admin, seven):
    context = admin.get(PAGE, {"who": "Ada", **asked}).context
    assert (bool(context["newer"]), bool(context["older"])) == (newer, older)


def test_the_search_goes_along(admin, seven):
    url = admin.get(PAGE, {"who": "Ada", "subject": ""}).context["older"]["url"]
    assert parse_qs(urlsplit(url).query) == {"who": ["Ada"], "before": ["9"]}


def test_an_event_made_meanwhile_moves_nothing(admin, seven):
    first = admin.get(PAGE)
    record()
    assert follow(admin, first, "older") == ["11", "10", "9"]


def queries(client, address) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        client.get(address).getvalue()
    return len(caught)


def test_more_events_take_no_more_queries(admin):
    record(by=factories.person())
    few = queries(admin, PAGE)
    for _ in range(20):
        record(by=factories.person())
    assert queries(admin, PAGE) == few


def test_the_events_are_not_counted(admin, three):
    with CaptureQueriesContext(connection) as caught:
        admin.get(PAGE)
    assert not [query for query in caught if "COUNT(" in query["sql"].upper()]


# --- The file -------------------------------------------------------------------------------


def test_the_file_holds_what_was_searched_for(admin, three):
    found = lines(admin.get(FILE, {"subject": "growth"}))
    assert [(line[0], line[2], line[3]) for line in found] == [
        ("3", "The portal", "Reference data loaded"),
        ("1", "Ada Byron", "Return approved"),
    ]


def test_the_page_links_to_the_file_of_its_search(admin, three):
    files = admin.get(PAGE, {"who": "ada"}).context["files"]
    assert [file["url"] for file in files] == ["/audit/events.csv?who=ada"]


def test_the_file_is_whole_over_all_its_batches(admin, seven, monkeypatch):
    monkeypatch.setattr(audit_search, "_AT_ONCE", 4)
    assert [line[0] for line in lines(admin.get(FILE))] == [str(at) for at in range(14, 0, -1)]


def test_a_line_says_when_what_and_the_hash(admin):
    event = record(by=factories.person(name="Ada"), after={"state": "approved"})
    assert lines(admin.get(FILE)) == [
        [
            *("1", "2024-01-22 10:30:00", "Ada", "Return approved", "Person", "Ada"),
            *("State: Approved", event.hash),
        ]
    ]


def test_excel_reads_its_letters(admin, three):
    assert admin.get(FILE).getvalue().startswith(b"\xef\xbb\xbfNumber,")


@pytest.mark.parametrize("name", ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1+1", " =1+1", "\n=1"])
def test_no_cell_is_a_formula(name, admin):
    record(by=factories.person(name=name))
    assert lines(admin.get(FILE))[0][2] == f"'{name}"


@pytest.mark.parametrize("name", ["Ada", "a=b", "O'Neill", "Größe, “Ltd”"])
def test_other_names_stay_as_they_are(name, admin):
    record(by=factories.person(name=name))
    assert lines(admin.get(FILE))[0][2] == name


def test_a_download_is_an_event_that_says_what_was_searched_for(admin, three, administrator):
    admin.get(FILE, {"who": "ada", "action": "return.approve", "since": "2024-01-22"})
    event = AuditEvent.objects.order_by("-sequence").first()
    assert (event.action, event.actor) == ("audit.download", administrator)
    search = "Person: ada. What was done: Return approved. From: 22 January 2024"
    assert search in words(admin.get(PAGE))


def test_the_download_itself_is_not_in_the_file(admin, three):
    assert len(lines(admin.get(FILE))) == 3


def test_without_its_event_there_is_no_file(admin, three, monkeypatch):
    def broken(**event):
        raise RuntimeError("no audit")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        admin.get(FILE)


def test_a_faulty_search_makes_no_file_and_shows_the_fault(admin):
    response = admin.get(FILE, {"since": "soon"})
    assert response.headers["Location"] == "/audit/?since=soon"


def test_the_file_is_kept_in_no_cache(admin):
    assert admin.get(FILE).headers["Cache-Control"] == "private, no-store"
