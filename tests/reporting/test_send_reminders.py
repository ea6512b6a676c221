"""The command as a timer runs it, and the ways to the page of chasing."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from reporting.models import Notice
from tests import factories
from tests.factories import NOW, TODAY
from tests.reporting.posting import set_deadline

pytestmark = pytest.mark.django_db

QUARTER = "/strategies/town-plan/quarters/2023-q3/"


@pytest.fixture
def due(quarter):
    return set_deadline(quarter)


def printed(**options) -> str:
    out = StringIO()
    call_command("send_reminders", stdout=out, **options)
    return out.getvalue()


def test_the_command_sends_what_is_due_and_says_how_many(due, lead, deputy):
    assert printed() == "2 letters sent.\n"
    assert len(mail.outbox) == 2


def test_a_second_run_sends_nothing(due, lead):
    printed()
    assert printed() == "0 letters sent.\n"


def test_a_dry_run_lists_and_changes_nothing(due, lead):
    assert printed(dry_run=True) == (
        f"{lead.email}  Quarter opened  Town plan, Q3 2023/24: Growth\n1 letter would be sent.\n"
    )
    assert (mail.outbox, Notice.objects.count()) == ([], 0)


def test_a_dry_run_lists_what_waits_from_before(due, lead):
    Notice.objects.create(
        kind="opened", recipient=lead, quarter=due, occasion="opened", made_at=NOW
    )
    assert printed(dry_run=True) == (
        f"{lead.email}  Quarter opened  Town plan, Q3 2023/24, waits to be sent\n"
        "1 letter would be sent.\n"
    )


def test_letters_of_which_nobody_knows_are_counted(due, lead):
    Notice.objects.create(
        kind="opened", recipient=lead, quarter=due, occasion="opened", made_at=NOW, claimed_at=NOW
    )
    assert "1 letter may have been sent or not" in printed()


def test_a_mail_server_that_is_not_there_ends_it_with_a_failure(due, lead, monkeypatch):
    def shut(message):
        raise ConnectionRefusedError

    monkeypatch.setattr("reporting.mail.EmailMultiAlternatives.send", shut)
    with pytest.raises(CommandError, match="can't be reached"):
        printed()


# --- The ways to the page -----------------------------------------------------------------------


def late_item(client) -> dict:
    first = client.get(QUARTER).context["attention"]["first"]
    return next(item for item in first if "late" in item["title"])


@pytest.fixture
def late(due, plan):
    """Growth has come in; Housing is late."""
    set_deadline(due, TODAY.replace(day=10))
    growth = factories.submission(quarter=due, sub_strand=plan.growth)
    return factories.fill(submission=growth, state="submitted")


def test_an_officer_goes_from_the_late_returns_to_chasing(client, officer, late):
    client.force_login(officer)
    assert late_item(client)["url"] == f"{QUARTER}chase/"


def test_others_go_to_the_list_of_sub_strands(client, reviewer, late):
    client.force_login(reviewer)
    assert late_item(client)["url"] == "#sub-strands"


@pytest.mark.parametrize(("who", "offered"), [("officer", True), ("reviewer", False)])
def test_the_dashboard_offers_chasing_to_officers(client, request, due, who, offered):
    client.force_login(request.getfixturevalue(who))
    assert (f'href="{QUARTER}chase/"' in client.get(QUARTER).content.decode()) is offered
