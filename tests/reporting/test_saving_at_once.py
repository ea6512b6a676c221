"""Eight people save one return at once, over HTTP: nothing fails and no edit is lost."""

import json
from html.parser import HTMLParser
from http.client import HTTPConnection
from threading import Barrier, Event, Thread
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.roles import Role
from reporting.actions import corrections, moves, quarters, returns
from reporting.models import Entry, Quarter, Revision, Submission
from tests import factories
from tests.factories import NOW, Q3
from tests.reporting import acts
from tests.reporting.correcting import correct, on_record, published
from tests.reporting.reported import reported

PEOPLE, SAVES = 8, 10


class Form(HTMLParser):
    """The fields of a page's return form, as a browser would send them."""

    def __init__(self, html):
        super().__init__()
        self.fields, self._inside, self._box, self._select = {}, False, None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self._inside = "data-return" in attrs
        name = attrs.get("name")
        if not self._inside:
            return
        if tag == "input" and name:
            if attrs.get("type") not in ("radio", "checkbox") or "checked" in attrs:
                self.fields[name] = attrs.get("value") or ""
        elif tag == "textarea":
            self._box, self.fields[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in attrs:
            self.fields[self._select] = attrs["value"]

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.fields[self._box] = self.fields[self._box].strip()
            self._box = None

    def handle_data(self, data):
        if self._box:
            self.fields[self._box] += data


class Browser:
    """One person's session over HTTP."""

    def __init__(self, live_server, user):
        client = Client()
        client.force_login(user)
        self.host = urlsplit(live_server.url).netloc
        self.cookies = {name: cookie.value for name, cookie in client.cookies.items()}

    def ask(self, method, address, fields=None):
        """The answer's status and text."""
        request = HTTPConnection(self.host, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        request.request(method, address, fields and urlencode(fields), headers)
        answer = request.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        text = answer.read().decode()
        request.close()
        return answer.status, text


@pytest.fixture
def rows(live_server, plan):
    """A return with a KPI for each of eight deputies: (browser, placement) pairs."""
    pairs = []
    for number in range(PEOPLE):
        kpi = factories.kpi(name=f"Measure {number}")
        placement = factories.placement(sub_strand=plan.growth, kpi=kpi)
        user = factories.person(name=f"Deputy {number}")
        factories.hold(user=user, role=Role.DEPUTY, over=plan.growth)
        pairs.append((Browser(live_server, user), placement))
    factories.quarter(strategy=plan.strategy)
    return pairs


def address(name):
    return reverse(f"reporting:{name}", args=["town-plan", Q3, "growth"])


def at_once(works):
    """Run each function in a thread of its own, all from the same moment; their failures."""
    start, failures = Barrier(len(works)), []

    def run(work):
        try:
            start.wait(timeout=60)
            work()
        except BaseException as failure:  # noqa: BLE001 -- a thread's failure is its test's
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def by_form(browser, placement, statuses, acknowledged, saves=SAVES):
    """Open the page, change one's own row, press "Save draft"; again and again."""
    for number in range(1, saves + 1):
        status, page = browser.ask("GET", address("return"))
        statuses.append(status)
        fields = Form(page).fields
        fields[f"kpi-{placement.pk}-figure"] = str(number)
        fields[f"kpi-{placement.pk}-note"] = f"Save {number}"
        status, _ = browser.ask("POST", address("return"), fields)
        statuses.append(status)
        if status == 302:
            acknowledged[placement.pk] = (str(number), f"Save {number}")


def by_script(browser, placement, statuses, acknowledged):
    """Open the page once; then as the script does, taking in what others changed."""
    status, page = browser.ask("GET", address("return"))
    statuses.append(status)
    fields = Form(page).fields
    for number in range(1, SAVES + 1):
        fields[f"kpi-{placement.pk}-figure"] = str(number)
        fields[f"kpi-{placement.pk}-note"] = f"Save {number}"
        status, text = browser.ask("POST", address("return_autosave"), fields)
        statuses.append(status)
        if status == 200:
            acknowledged[placement.pk] = (str(number), f"Save {number}")
            reply = json.loads(text)
            fields |= reply.get("fields", {})
            fields["version"] = str(reply["version"])


@pytest.mark.parametrize(
    ("save", "good"), [(by_form, {200, 302}), (by_script, {200})], ids=["form", "script"]
)
def test_saving_one_return_at_once_loses_nothing(save, good, rows):
    statuses, acknowledged = [], {}
    failures = at_once(
        [
            lambda browser=browser, placement=placement: save(
                browser, placement, statuses, acknowledged
            )
            for browser, placement in rows
        ]
    )
    stored = {
        entry.placement_id: (entry.figure, entry.note)
        for entry in Entry.objects.filter(placement__in=[placement for _, placement in rows])
    }
    assert failures == []
    assert set(statuses) == good
    assert stored == acknowledged == {pk: (str(SAVES), f"Save {SAVES}") for pk in stored}
    assert len(stored) == PEOPLE
    versions = Revision.objects.order_by("version").values_list("version", flat=True)
    assert list(versions) == list(range(1, PEOPLE * SAVES + 1))


def test_every_save_by_hand_at_once_is_in_the_audit_record(rows):
    at_once(
        [
            lambda browser=browser, placement=placement: by_form(browser, placement, [], {}, 3)
            for browser, placement in rows[:3]
        ]
    )
    assert AuditEvent.objects.filter(action="return.saved").count() == 3 * 3


def test_of_two_at_the_same_row_one_is_asked_to_choose(rows):
    (first, placement), (second, _) = rows[:2]
    pages = [Form(browser.ask("GET", address("return"))[1]).fields for browser in (first, second)]
    statuses = []

    def send(browser, fields, note):
        fields[f"kpi-{placement.pk}-note"] = note
        statuses.append(browser.ask("POST", address("return"), fields)[0])

    at_once(
        [
            lambda: send(first, pages[0], "Mine."),
            lambda: send(second, pages[1], "Theirs."),
        ]
    )
    assert sorted(statuses) == [302, 409]


@pytest.mark.django_db(transaction=True)
def test_a_save_and_publishing_at_once_do_not_wait_for_each_other(
    quarter, submission, lead, officer, monkeypatch
):
    """The save holds its return while publishing begins; then it counts in the quarter."""
    saving, moved = Event(), moves.moved

    def slow(of_quarter):
        saving.set()
        publishing.join(timeout=1.5)
        moved(of_quarter)

    def publish():
        saving.wait(timeout=30)
        failures.extend(
            at_once([lambda: quarters.publish(quarter=quarter, without=both, by=officer, now=NOW)])
        )

    monkeypatch.setattr(moves, "moved", slow)
    failures, both = [], ["growth", "housing"]
    publishing = Thread(target=publish)
    publishing.start()
    content = factories.complete(submission=submission)
    returns.save_draft(submission=submission, content=content, version=0, by=lead, now=NOW)
    publishing.join()
    assert failures == []
    assert Quarter.objects.get().state == "published"
    assert Submission.objects.get(pk=submission.pk).commentary == content.commentary


@pytest.mark.django_db(transaction=True)
def test_a_figure_that_is_corrected_and_approved_at_once_is_on_record_once(
    plan, officer, reviewer, monkeypatch
):
    """The correction holds the KPI's record while approval begins; that supersedes it then."""
    published(plan.enquiries, officer, factories.Q2, figure="137")
    again = {"figure": "140", "coverage": "other", "period_typed": "2023-q2"}
    quarter = reported(plan.enquiries, Q3, approve=False, **again)
    submission = factories.submission(quarter=quarter, sub_strand=plan.growth)
    correcting, counted = Event(), corrections.count_change

    def slow(observations):
        correcting.set()
        approving.join(timeout=1.5)
        counted(observations)

    def approve():
        correcting.wait(timeout=30)
        failures.extend(at_once([lambda: acts.approve(submission, reviewer)]))

    monkeypatch.setattr(corrections, "count_change", slow)
    failures, approving = [], Thread(target=approve)
    approving.start()
    correct(on_record(plan.enquiries), officer, "135")
    approving.join()
    assert failures == []
    latest = on_record(plan.enquiries)
    assert (latest.printed, latest.supersedes.printed) == ("140", "135")
