"""33 KPIs of an invented council, from one CSV to the dashboard (`manage.py import_figures`)."""

import csv
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.roles import Role
from objectives.models import KPI, Placement, Strategy, SubStrand, Target
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import Basis, Polarity, Style, TargetPeriod
from reporting import quarter_report
from reporting.access import Reader
from reporting.actions import returns
from reporting.actions.filling import Given, fill_returns
from reporting.actions.refusals import Conflict
from reporting.models import Entry, Observation, Quarter, Submission
from reporting.workflow import QuarterState, ReturnState
from tests import factories
from tests.reporting.importing_figures import MARROWBY, as_json, refused, run

Q2 = FinancialQuarter(2024, 2)
ASKED = {"strategy": "marrowby", "quarter": "Q2 2024/25", "create": True}


@pytest.fixture
def marrowby(db):
    """The council's CSV, loaded into an empty portal."""
    run(MARROWBY, **ASKED, name="Marrowby plan", apply=True)
    return Strategy.objects.get(slug="marrowby")


@pytest.fixture
def rows():
    """The file's rows by code, as a spreadsheet would read them."""
    with MARROWBY.open(encoding="utf-8", newline="") as file:
        return {row["ID"]: row for row in csv.DictReader(file)}


def lines(strategy) -> dict:
    """The lines of the open quarter by code, as its officer reads them."""
    officer = factories.hold(
        user=factories.person(name="Olga Officer"), role=Role.OFFICER, over=strategy
    )
    quarter = Quarter.objects.get(strategy=strategy)
    report = quarter_report.for_reader(quarter, Reader.of(officer, factories.TODAY))
    return {line.code: line for part in report.sub_strands for line in part.lines}


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def expected_status(row: dict) -> str:
    """Worked out from the file alone: met is Green, within 10% of the target Amber, else Red."""
    if row["Target"] in ("", "N/A") or not row["Good Is"]:
        return ""
    figure, ends = number(row["Most Recent"]), row["Target"].split(" to ")
    low, high = number(ends[0]), number(ends[-1])
    if row["Good Is"] == "High":
        missed, edge = low - figure, low
    elif row["Good Is"] == "Low":
        missed, edge = figure - high, high
    else:
        missed, edge = max(low - figure, figure - high), low if figure < low else high
    if missed <= 0:
        return "green"
    return "amber" if missed <= edge / 10 else "red"


# --- From nothing ---------------------------------------------------------------------------------


def test_33_kpis_load_into_an_empty_portal(marrowby):
    assert Placement.objects.filter(sub_strand__strategy=marrowby).count() == 33


def test_the_strategy_is_one_of_figures_against_targets_for_its_financial_year(marrowby):
    made = (marrowby.name, marrowby.style, marrowby.tolerance, str(marrowby.starts))
    assert made == ("Marrowby plan", Style.METRICS, 10, "2024-04-01")


def test_its_sections_become_sub_strands_in_the_order_of_the_file(marrowby):
    names = SubStrand.objects.in_order().values_list("name", flat=True)
    assert list(names) == ["Streets", "Homes", "Children", "Health", "Money"]


def test_the_quarter_is_opened_with_it(marrowby):
    quarter = Quarter.objects.get()
    assert (quarter.period, quarter.state) == (Q2, QuarterState.OPEN)


def test_every_computed_status_is_what_tolerance_and_polarity_give(marrowby, rows):
    computed = {code: line.computed for code, line in lines(marrowby).items()}
    assert computed == {code: expected_status(row) for code, row in rows.items()}


def test_the_file_has_every_status_to_be_wrong_about(rows):
    assert {expected_status(row) for row in rows.values()} == {"", "green", "amber", "red"}


def test_the_three_values_before_stand_beside_each_figure(marrowby, rows):
    printed = {
        code: [known.printed for known in line.earlier] for code, line in lines(marrowby).items()
    }
    assert printed == {
        code: [row["Recent -3"], row["Recent -2"], row["Recent -1"]] for code, row in rows.items()
    }


def test_targets_and_figures_stand_as_typed(marrowby, rows):
    found = {code: (line.achieved, line.target or "") for code, line in lines(marrowby).items()}
    assert found == {
        code: (row["Most Recent"], row["Target"].replace("N/A", "")) for code, row in rows.items()
    }


@pytest.mark.parametrize(
    ("code", "period"),
    [
        ("M01", "July to September 2024"),
        ("M07", "2023/24"),
        ("M15", "12 months to September 2024"),
        ("M18", "summer term 2024"),
        ("M20", "academic year 2023/24"),
        ("M24", "2023"),
        ("M25", "2021-23"),
    ],
)
def test_a_figure_is_dated_by_its_kind_of_period_and_marked_inferred(marrowby, code, period):
    found = lines(marrowby)[code].period
    assert (found.label, found.inferred) == (period, True)


@pytest.mark.parametrize(
    ("code", "promised"),
    [
        ("M01", (TargetPeriod.QUARTER, 2024, 2)),
        ("M07", (TargetPeriod.FINANCIAL_YEAR, 2023, None)),
        ("M20", (TargetPeriod.ACADEMIC_YEAR, 2023, None)),
        ("M24", (TargetPeriod.CALENDAR_YEAR, 2023, None)),
        ("M18", (TargetPeriod.STANDING, None, None)),
    ],
)
def test_a_target_is_for_the_time_of_its_figure(marrowby, code, promised):
    target = Target.objects.get(placement__code=code)
    assert (target.period, target.year, target.quarter) == promised


def test_what_the_file_says_of_a_kpi_is_stated_and_what_it_leaves_unsaid_is_assumed(marrowby):
    kpi = KPI.objects.get(name="Fly-tips reported")
    found = (kpi.polarity, kpi.polarity_assumed, kpi.basis, kpi.basis_assumed, kpi.unit)
    assert found == (Polarity.LOWER, False, Basis.PERIOD, True, "")


def test_a_blank_good_is_leaves_the_polarity_unknown(marrowby):
    assert KPI.objects.get(name="Adult safeguarding enquiries").polarity == Polarity.UNKNOWN


def test_what_is_no_value_is_said(db):
    assert "No value is taken from: line 34, Target (N/A)." in run(MARROWBY, **ASKED)


def test_columns_that_are_not_read_are_said(db):
    assert "Columns that are not read: Lead officer." in run(MARROWBY, **ASKED)


# --- Once, or not at all --------------------------------------------------------------------------


def test_without_apply_nothing_is_changed(db):
    before = factories.dump()
    said = run(MARROWBY, **ASKED)
    assert "Nothing was changed. Run again with --apply." in said
    assert factories.dump() == before


def test_the_dry_run_says_old_and_new_of_each_row(db):
    said = run(MARROWBY, **ASKED).splitlines()
    here = said.index("Line 2, M01")
    assert said[here + 5] == "  Figure for July to September 2024 (inferred): nothing → 97.4"


def test_a_second_load_changes_nothing(marrowby):
    before = factories.dump()
    assert "Nothing to change" in run(MARROWBY, **ASKED, apply=True)
    assert factories.dump() == before


def test_a_bad_line_is_named_and_nothing_is_loaded(db, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text(MARROWBY.read_text().replace("1,342", "about 1,300"))
    problems = refused(bad, **ASKED, apply=True)
    assert problems == [
        "Nothing was loaded: 1 problem.",
        "Line 6, Most Recent: “about 1,300” is not read as a value.",
    ]
    assert not Strategy.objects.exists()


def test_every_bad_line_is_named_in_one_run(db, tmp_path):
    bad = tmp_path / "bad.csv"
    text = MARROWBY.read_text().replace("1,342", "lots").replace("School Term", "Blue moon")
    bad.write_text(text.replace("M33,", "M01,"))
    places = {
        (item["line"], item["column"]) for item in as_json(bad, **ASKED, apply=True)["problems"]
    }
    assert places == {
        (6, "Most Recent"),
        (19, "Period Type"),
        (20, "Period Type"),
        (34, "ID"),
    }


def test_the_load_is_on_the_audit_record_as_the_portals_act(marrowby):
    event = AuditEvent.objects.get(action="figures.import")
    assert (event.actor, event.subject_id) == (None, str(Quarter.objects.get().pk))


def test_json_says_what_was_applied(db):
    found = as_json(MARROWBY, **ASKED, apply=True)
    assert (found["applied"], found["problems"]) == (True, [])
    assert found["changes"][2] == {
        "line": 2,
        "code": "M01",
        "what": "KPI",
        "old": "",
        "new": "“Bins emptied on the planned day” in Streets: %, higher is better, Quarter",
        "kind": "KPI",
    }


# --- What people make of it -----------------------------------------------------------------------


def test_the_returns_are_drafts_of_their_leads(marrowby):
    states = set(Submission.objects.values_list("state", "version", "saved_by"))
    assert states == {(ReturnState.DRAFT, 1, None)}


def test_nothing_of_the_quarter_is_on_record_before_it_is_approved(marrowby):
    assert not Observation.objects.filter(ends=Q2.ends, period_kind="quarter").exists()


def test_its_lead_goes_on_from_the_figures_and_the_dashboard_shows_them(marrowby, client):
    officer = factories.hold(user=factories.person(), role=Role.OFFICER, over=marrowby)
    submission = Submission.objects.select_related("quarter", "sub_strand").get(
        sub_strand__slug="money"
    )
    content = returns.content_of(submission)
    for entry in Entry.objects.filter(submission=submission).select_related("placement"):
        content = factories.change(
            content,
            entry.placement,
            declared="not_rated",
            not_rated_reason="The figures say it.",
            confirmed=entry.figure,
        )
    content = factories.change(content, overall="amber", commentary="As loaded.")
    saved = returns.save_draft(
        submission=submission, content=content, version=1, by=officer, now=factories.NOW
    )
    assert returns.gaps(saved.submission) == []
    returns.submit(
        submission=submission, version=saved.submission.version, by=officer, now=factories.NOW
    )
    client.force_login(officer)
    page = client.get(reverse("reporting:quarter", args=["marrowby", "2024-q2"])).content.decode()
    assert "Income from parking" in page
    assert "281.9" in page


def test_a_form_opened_before_the_load_does_not_overwrite_it(plan, quarter, submission, officer):
    opened = returns.content_of(submission)
    given = Given(plan.enquiries.pk, "137", DataPeriod.for_quarter(quarter.period))
    fill_returns(quarter=quarter, figures=[given], source="a.csv", now=factories.NOW)
    saved = returns.save_draft(
        submission=submission,
        content=factories.change(opened, commentary="Mine."),
        version=submission.version,
        by=officer,
        now=factories.NOW,
    )
    kept = saved.content.entries[plan.enquiries.pk].figure
    assert (kept, saved.content.commentary) == ("137", "Mine.")


def test_what_a_colleague_cleared_after_the_load_does_not_come_back(
    plan, quarter, submission, officer, lead
):
    """Nobody's revision holds what the file put there: who goes on from it is asked."""
    given = Given(plan.enquiries.pk, "137", DataPeriod.for_quarter(quarter.period))
    fill_returns(quarter=quarter, figures=[given], source="a.csv", now=factories.NOW)
    opened = returns.content_of(submission)
    cleared = factories.change(opened, plan.enquiries, answer="", figure="", coverage="")
    options = {"submission": submission, "version": 1, "now": factories.NOW}
    returns.save_draft(content=cleared, by=officer, **options)
    with pytest.raises(Conflict) as conflict:
        returns.save_draft(content=opened, by=lead, **options)
    assert conflict.value.conflicts == (str(plan.enquiries.pk),)
    assert factories.says(submission).entries[plan.enquiries.pk].figure == ""


# --- At any size ----------------------------------------------------------------------------------


def test_twice_as_many_rows_take_as_many_queries(db, tmp_path):
    text = MARROWBY.read_text()
    heading, *body = text.splitlines()
    more = [line.replace("M", "N", 1) for line in body]
    double = tmp_path / "double.csv"
    double.write_text("\n".join([heading, *body, *more]))
    queries = []
    for path in (MARROWBY, double):
        with CaptureQueriesContext(connection) as found:
            run(path, **ASKED)
        queries.append(len(found))
    assert queries[0] == queries[1]


def test_applying_twice_as_many_rows_takes_hardly_more_queries(db, tmp_path):
    heading, *body = MARROWBY.read_text().splitlines()
    double = tmp_path / "double.csv"
    double.write_text("\n".join([heading, *body, *(x.replace("M", "N", 1) for x in body)]))
    with CaptureQueriesContext(connection) as once:
        run(MARROWBY, **ASKED, apply=True)
    with CaptureQueriesContext(connection) as twice:
        run(double, **{**ASKED, "strategy": "other"}, apply=True)
    assert len(twice) - len(once) < 10


def test_a_plan_of_twice_the_size_is_read_in_as_many_queries(db, tmp_path):
    heading, *body = MARROWBY.read_text().splitlines()
    double = tmp_path / "double.csv"
    double.write_text("\n".join([heading, *body, *(x.replace("M", "N", 1) for x in body)]))
    queries = []
    for slug, path in (("marrowby", MARROWBY), ("other", double)):
        asked = {**ASKED, "strategy": slug}
        run(path, **asked, apply=True)
        with CaptureQueriesContext(connection) as found:
            run(path, **asked)
        queries.append(len(found))
    assert queries[0] == queries[1]
