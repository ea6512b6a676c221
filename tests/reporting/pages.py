"""What tests of pages share: addresses of the reference data, a page's words, returns put in."""

import re
from html import unescape

from reporting.models import Entry, Quarter
from tests import factories
from tests.factories import Q3

PLAN = "/strategies/ses-action-plan-2023/"
OPEN = f"{PLAN}quarters/2023-q3/"
PUBLISHED = f"{PLAN}quarters/2023-q2/"
ONLY_STATUSES = f"{PLAN}quarters/2023-q1/"


def text(response, status: int = 200) -> str:
    """What the page says, without its tags."""
    assert response.status_code == status, response.status_code
    page = response.content.decode()
    page = page[page.index("<main") : page.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def put_in(slug, state):
    """The Q3 return of a sub-strand of the reference data, complete and in `state`."""
    quarter = Quarter.objects.get(period=Q3)
    part = quarter.strategy.sub_strands.get(slug=slug)
    submission = factories.submission(quarter=quarter, sub_strand=part)
    return factories.fill(submission=submission, state=state)


def put_all(quarter, state):
    """Every return of the quarter, complete and in `state`."""
    for submission in quarter.submissions.select_related("sub_strand", "quarter"):
        factories.fill(submission=submission, state=state)


def entry_of(number, slug="business"):
    """The entry of the Q3 return whose KPI has that number."""
    return Entry.objects.get(
        submission__quarter__period=Q3, submission__sub_strand__slug=slug, placement__number=number
    )
