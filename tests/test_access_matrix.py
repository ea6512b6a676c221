"""Every address x every role x every state that matters: who gets in, and what they get to read.

The tables are the expectation, written from DESIGN 5 and not from the code. A cell is a status,
`>name` for a redirect to that address, or `in` for the way to the sign-in page and back. An address
without a row, or a row without an address, fails.
"""

from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, resolve, reverse

from reporting.actions import quarters
from reporting.models import Observation, Quarter
from reporting.workflow import QuarterState, ReturnState
from tests import factories

ROLES = (
    "signed_out",
    "lead",
    "deputy",
    "ses_lead",
    "officer",
    "other_lead",
    "reviewer",
    "viewer",
    "administrator",
    "stranger",
)

#: Where a redirect leads, as the table writes it.
SHORT = {
    "home": "home",
    "sign_in": "sign",
    "my_returns": "mine",
    "strategies": "list",
    "quarter": "dash",
    "sub_strand": "part",
    "return": "form",
    "return_check": "check",
}

# The state is Growth's; Housing never reports. `upcoming` is the quarter's, returns made already;
# `published` is not public, `public` is.
MATRIX = """
# state                       out    lead   dep    SES    office other  cell   viewer admin  strang

GET home
  draft                       >sign  >mine  >mine  >dash  >dash  >mine  >dash  >dash  >list  >list
POST home
  draft                       405    405    405    405    405    405    405    405    405    405

GET sign_in
  draft                       200    >home  >home  >home  >home  >home  >home  >home  >home  >home
POST sign_in
  draft                       200    >home  >home  >home  >home  >home  >home  >home  >home  >home

GET sign_out
  draft                       405    405    405    405    405    405    405    405    405    405
POST sign_out
  draft                       >sign  >sign  >sign  >sign  >sign  >sign  >sign  >sign  >sign  >sign

GET audit
  draft                       in     403    403    403    403    403    403    403    200    403
POST audit
  draft                       in     405    405    405    405    405    405    405    405    405

GET audit_csv
  draft                       in     403    403    403    403    403    403    403    200    403
POST audit_csv
  draft                       in     405    405    405    405    405    405    405    405    405

GET my_returns
  draft                       in     200    200    200    200    200    200    200    200    200
POST my_returns
  draft                       in     405    405    405    405    405    405    405    405    405

GET strategies
  draft,public                200    200    200    200    200    200    200    200    200    200
POST strategies
  draft                       405    405    405    405    405    405    405    405    405    405

GET strategy
  upcoming,draft,published    in     200    200    200    200    200    200    200    200    404
  public                      200    200    200    200    200    200    200    200    200    200
POST strategy
  draft                       405    405    405    405    405    405    405    405    405    405

GET quarter
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved,published    in     200    200    200    200    200    200    200    200    404
  public                      200    200    200    200    200    200    200    200    200    200
POST quarter
  draft                       405    405    405    405    405    405    405    405    405    405

GET quarter_workbook
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved,published    in     200    200    200    200    200    200    200    200    404
  public                      200    200    200    200    200    200    200    200    200    200
POST quarter_workbook
  draft                       405    405    405    405    405    405    405    405    405    405

GET quarter_json
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved,published    in     200    200    200    200    200    200    200    200    404
  public                      200    200    200    200    200    200    200    200    200    200
POST quarter_json
  draft                       405    405    405    405    405    405    405    405    405    405

GET quarter_publish
  upcoming                    in     404    404    404    >dash  404    404    404    404    404
  draft,approved              in     403    403    403    200    403    403    403    403    404
  published                   in     403    403    403    >dash  403    403    403    403    404
  public                      in     403    403    403    >dash  403    403    403    403    403
POST quarter_publish
  upcoming                    in     404    404    404    >dash  404    404    404    404    404
  draft,approved              in     403    403    403    >dash  403    403    403    403    404
  published                   in     403    403    403    >dash  403    403    403    403    404

GET quarter_differences
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved,published    in     403    403    403    200    403    200    403    403    404
  public                      in     403    403    403    200    403    200    403    403    403
POST quarter_differences
  draft                       in     405    405    405    405    405    405    405    405    405

GET sub_strand
  upcoming                    in     404    404    404    200    404    404    404    404    404
  not_started,draft,sent_back in     200    200    200    200    200    200    404    200    404
  submitted,signed_off        in     200    200    200    200    200    200    404    200    404
  approved                    in     200    200    200    200    200    200    200    404    404
  published                   in     200    200    200    200    200    200    200    200    404
  public                      200    200    200    200    200    200    200    200    200    200
POST sub_strand
  draft                       405    405    405    405    405    405    405    405    405    405

GET return
  upcoming                    in     404    404    404    200    404    404    404    404    404
  not_started,draft,sent_back in     200    200    403    200    403    403    404    403    404
  submitted,signed_off        in     200    200    403    200    403    403    404    403    404
  approved                    in     200    200    403    200    403    403    403    404    404
  published                   in     200    200    403    200    403    403    403    403    404
  public                      in     200    200    403    200    403    403    403    403    403
POST return
  upcoming                    401    404    404    404    409    404    404    404    404    404
  not_started,draft,sent_back 401    >form  >form  403    >form  403    403    404    403    404
  submitted,signed_off        401    409    409    403    409    403    403    404    403    404
  approved                    401    409    409    403    409    403    403    403    404    404
  published                   401    409    409    403    409    403    403    403    403    404

GET return_autosave
  draft                       405    405    405    405    405    405    405    405    405    405
POST return_autosave
  not_started,draft,sent_back 401    200    200    403    200    403    403    404    403    404
  submitted,signed_off        401    409    409    403    409    403    403    404    403    404
  approved                    401    409    409    403    409    403    403    403    404    404
  published                   401    409    409    403    409    403    403    403    403    404

GET return_keep_last
  draft                       405    405    405    405    405    405    405    405    405    405
POST return_keep_last
  not_started,draft,sent_back 401    >form  >form  403    >form  403    403    404    403    404
  submitted,signed_off        401    409    409    403    409    403    403    404    403    404
  approved                    401    409    409    403    409    403    403    403    404    404
  published                   401    409    409    403    409    403    403    403    403    404

GET return_check
  not_started,draft,sent_back in     200    200    403    200    403    403    404    403    404
  submitted,signed_off        in     >form  >form  403    >form  403    403    404    403    404
  approved                    in     >form  >form  403    >form  403    403    403    404    404
  published                   in     >form  >form  403    >form  403    403    403    403    404
POST return_check
  draft                       in     405    405    405    405    405    405    405    405    405

GET return_submit
  draft                       405    405    405    405    405    405    405    405    405    405
POST return_submit
  draft                       401    >mine  >mine  403    >part  403    403    404    403    404
  not_started,sent_back       401    >check >check 403    >check 403    403    404    403    404
  submitted,signed_off        401    >check >check 403    >check 403    403    404    403    404
  approved                    401    >check >check 403    >check 403    403    403    404    404
  published                   401    >check >check 403    >check 403    403    403    403    404

GET return_withdraw
  submitted                   405    405    405    405    405    405    405    405    405    405
POST return_withdraw
  draft,submitted,signed_off  401    >form  >form  403    >form  403    403    404    403    404
  approved                    401    >form  >form  403    >form  403    403    403    404    404
  published                   401    >form  >form  403    >form  403    403    403    403    404

GET return_send_back
  draft                       in     403    403    403    403    403    >part  404    403    404
  submitted,signed_off        in     403    403    403    403    403    200    404    403    404
  approved                    in     403    403    403    403    403    >part  403    404    404
  published                   in     403    403    403    403    403    >part  403    403    404
POST return_send_back
  draft                       in     403    403    403    403    403    409    404    403    404
  submitted,signed_off        in     403    403    403    403    403    >dash  404    403    404
  approved                    in     403    403    403    403    403    409    403    404    404
  published                   in     403    403    403    403    403    409    403    403    404

GET return_approve
  submitted                   in     405    405    405    405    405    405    405    405    405
POST return_approve
  not_started,draft,sent_back in     403    403    403    403    403    >part  404    403    404
  submitted,signed_off        in     403    403    403    403    403    >dash  404    403    404
  approved                    in     403    403    403    403    403    >part  403    404    404
  published                   in     403    403    403    403    403    >part  403    403    404

GET figure_correct
  upcoming                    in     404    404    404    >part  404    404    404    404    404
  not_started,draft,sent_back in     >part  >part  403    >part  403    403    404    403    404
  submitted,signed_off        in     >part  >part  403    >part  403    403    404    403    404
  approved                    in     >part  >part  403    >part  403    403    403    404    404
  published                   in     200    200    403    200    403    403    403    403    404
  public                      in     200    200    403    200    403    403    403    403    403
POST figure_correct
  upcoming                    401    404    404    404    >part  404    404    404    404    404
  draft,submitted             401    >part  >part  403    >part  403    403    404    403    404
  approved                    401    >part  >part  403    >part  403    403    403    404    404
  published                   401    >part  >part  403    >part  403    403    403    403    404
  public                      401    >part  >part  403    >part  403    403    403    403    403

GET components
  draft                       in     200    200    200    200    200    200    200    200    200
POST components
  draft                       in     200    200    200    200    200    200    200    200    200

GET demo_mail
  draft                       200    200    200    200    200    200    200    200    200    200
POST demo_mail
  draft                       405    405    405    405    405    405    405    405    405    405
"""

# DESIGN 5's own table. What a person gets of Growth's return: `all` of it, its `state`, or nothing.
# A file that leaves the portal holds no draft, not even for its own lead.
READS = """
# state                       out    lead   dep    SES    office other  cell   viewer admin  strang

pages
  draft,sent_back             -      all    all    all    all    state  state  -      state  -
  submitted,signed_off        -      all    all    all    all    all    all    -      state  -
  approved                    -      all    all    all    all    all    all    all    -      -
  published                   -      all    all    all    all    all    all    all    all    -
  public                      all    all    all    all    all    all    all    all    all    all
files
  draft,sent_back             -      state  state  state  state  state  state  -      state  -
  submitted,signed_off        -      all    all    all    all    all    all    -      state  -
  approved                    -      all    all    all    all    all    all    all    -      -
  published                   -      all    all    all    all    all    all    all    all    -
  public                      all    all    all    all    all    all    all    all    all    all
"""

COMMENTARY, NOTE, FIGURE = "Quagga seen in Bootle", "Zebra crossing opened", "90210"
SECRETS = (COMMENTARY, NOTE, FIGURE)


def rows(table):
    """(*heading, state, expected by role) for each state of each line."""
    heading = ()
    for line in filter(str.strip, table.splitlines()):
        if line.startswith("#"):
            continue
        if not line.startswith(" "):
            heading = tuple(line.split())
            continue
        states, *cells = line.split()
        for state in states.split(","):
            yield (*heading, state, dict(zip(ROLES, cells, strict=True)))


def parameters(table):
    return [pytest.param(*row, id=" ".join(row[:-1])) for row in rows(table)]


# --- The scene --------------------------------------------------------------------------------


@pytest.fixture
def cast(
    lead, deputy, ses_lead, officer, other_lead, reviewer, viewer, administrator, stranger
) -> dict:
    """Everybody by role; nobody is signed out."""
    people = (
        None, lead, deputy, ses_lead, officer, other_lead, reviewer, viewer, administrator, stranger
    )  # fmt: skip
    return dict(zip(ROLES, people, strict=True))


@pytest.fixture
def scene(plan, submission, cast):
    """`scene(state)` puts Growth's return, full of secrets, and its quarter into that state."""

    def put(state):
        content = factories.complete(submission=submission, commentary=COMMENTARY, overall="red")
        content = factories.change(
            content, plan.enquiries, figure=FIGURE, confirmed=FIGURE, declared="red", note=NOTE
        )
        lead, officer = cast["lead"], cast["officer"]
        if state in ("upcoming", "not_started"):
            if state == "upcoming":
                Quarter.objects.update(state=QuarterState.UPCOMING)
            return factories.fresh(submission)
        if state in set(ReturnState) - {ReturnState.PUBLISHED}:
            return factories.fill(submission=submission, content=content, state=state, by=lead)
        factories.fill(submission=submission, content=content, state="approved", by=lead)
        factories.observe(submission=submission, placement=plan.enquiries)
        quarters.publish(
            quarter=submission.quarter,
            without=["housing"],
            public_from=factories.TODAY if state == "public" else None,
            by=officer,
            now=factories.NOW,
        )
        return factories.fresh(submission)

    return put


def address(name: str) -> str:
    """The address of that name, for Growth's return in the town plan's quarter."""
    found = PATTERNS[name]
    place = {"slug": "town-plan", "period": factories.Q3, "sub_strand": "growth", "number": 1}
    return reverse(found["full"], kwargs={key: place[key] for key in found["asks"]})


def ask(user, method: str, name: str, **data):
    """What `user` is answered; whatever that did is undone."""
    client = Client()
    with transaction.atomic():
        if user is not None:
            client.force_login(user)
        response = getattr(client, method.lower())(address(name), data or None)
        transaction.set_rollback(True)
    return response


def cell(response) -> str:
    """An answer as the table writes it."""
    if response.status_code != 302:
        return str(response.status_code)
    place = urlsplit(response.headers["Location"])
    name = resolve(place.path).url_name
    if name == "sign_in" and parse_qs(place.query).get("next") == [response.request["PATH_INFO"]]:
        return "in"
    return f">{SHORT[name]}"


# --- The addresses ----------------------------------------------------------------------------


def patterns(resolver=None, namespace=""):
    """Every named address of the portal: (name, full name, what its path asks for)."""
    for item in (resolver or get_resolver()).url_patterns:
        if hasattr(item, "url_patterns"):
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            yield from patterns(item, inner)
        else:
            assert item.name, f"an address without a name: {item.pattern}"
            yield item.name, f"{namespace}{item.name}"


def asked(full: str) -> set[str]:
    """The names of what the path of an address holds."""
    *namespaces, name = full.split(":")
    resolver = get_resolver()
    for namespace in namespaces:
        resolver = resolver.namespace_dict[namespace][1]
    return {key for form in resolver.reverse_dict.getlist(name) for key in form[0][0][1]}


PATTERNS = {name: {"full": full, "asks": asked(full)} for name, full in patterns()}
POSTED = {
    "figure_correct": {
        "figure": "90211",
        "confirmed": "90211",
        "certainty": "final",
        "correction_reason": "Late.",
    },
    "quarter_publish": {"without": ["growth", "housing"], "accept": "yes"},
    "return_keep_last": {"row": "all"},
    "return_send_back": {"comment": "Say why it is Red.", "version": "0"},
}


def test_every_address_has_its_row_and_every_row_its_address():
    named = [full for _, full in patterns()]
    covered = {(method, name) for method, name, _, _ in rows(MATRIX)}
    assert covered == {(method, name) for name in PATTERNS for method in ("GET", "POST")}
    assert len(PATTERNS) == len(set(named)), "two addresses share a name"


@pytest.mark.parametrize(("method", "name", "state", "expected"), parameters(MATRIX))
def test_each_role_is_answered_as_the_table_says(method, name, state, expected, scene, cast):
    data = {}
    growth = scene(state)
    if method == "POST":
        data = {**POSTED.get(name, {}), "version": growth.version}
        if name == "quarter_publish" and state == "approved":
            data["without"] = ["housing"]
        if name == "figure_correct":
            data["on_record"] = Observation.objects.values_list("pk", flat=True).first() or 0
    answers = {role: cell(ask(user, method, name, **data)) for role, user in cast.items()}
    assert answers == expected


@pytest.mark.parametrize("name", PATTERNS)
def test_a_post_without_its_token_is_refused(name, scene, lead):
    scene("draft")
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    assert client.post(address(name)).status_code == 403


# --- What is read there -----------------------------------------------------------------------


def text_of(response) -> str:
    """All the words of a page or a file; nothing of what is refused."""
    if response.status_code != 200:
        return ""
    if "spreadsheet" not in response.headers["Content-Type"]:
        return response.getvalue().decode()
    book = openpyxl.load_workbook(BytesIO(response.content))
    cells = [item.value for sheet in book for row in sheet.iter_rows() for item in row]
    return "\n".join(str(value) for value in cells if value is not None)


@pytest.mark.parametrize(("surface", "state", "expected"), parameters(READS))
def test_what_a_return_says_reaches_only_those_who_may_read_it(
    surface, state, expected, scene, cast
):
    scene(state)
    names = {
        "pages": (
            "sub_strand",
            "quarter",
            "strategy",
            "strategies",
            "my_returns",
            "figure_correct",
            "audit",
        ),
        "files": ("quarter_workbook", "quarter_json", "audit_csv"),
    }[surface]
    leaks = {
        f"{secret!r} on {name} for {role}"
        for name in names
        for role, level in expected.items()
        if level != "all"
        for secret in SECRETS
        if secret in text_of(ask(cast[role], "GET", name))
    }
    assert leaks == set()


@pytest.mark.parametrize(("surface", "state", "expected"), parameters(READS))
def test_who_may_read_a_return_reads_all_of_it(surface, state, expected, scene, cast):
    scene(state)
    names = {"pages": ("sub_strand",), "files": ("quarter_workbook", "quarter_json")}[surface]
    lacking = {
        f"{secret!r} on {name} for {role}"
        for name in names
        for role, level in expected.items()
        if level == "all"
        for secret in SECRETS
        if secret not in text_of(ask(cast[role], "GET", name))
    }
    assert lacking == set()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("draft", "Draft"),
        ("sent_back", "Sent back"),
        ("submitted", "Submitted"),
        ("signed_off", "Signed off"),
    ],
)
def test_who_may_know_only_the_state_is_told_it(state, words, scene, cast):
    scene(state)
    expected = next(row[-1] for row in rows(READS) if row[:2] == ("pages", state))
    untold = {
        role
        for role, level in expected.items()
        if level == "state" and words not in text_of(ask(cast[role], "GET", "sub_strand"))
    }
    assert untold == set()
