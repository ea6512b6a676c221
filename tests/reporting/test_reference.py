"""Reference data and demonstration accounts: loaded once, whole, and never over anything."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as project
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command

from accounts import audit, demo
from accounts.models import AuditEvent, User
from objectives.models import (
    KPI,
    Assignment,
    Objective,
    Placement,
    PossiblySame,
    Statement,
    Strategy,
    SubStrand,
    Target,
)
from objectives.periods import FinancialQuarter
from reporting.importing import order
from reporting.models import Edition, Entry, GovernanceDate, Observation, Quarter, Submission
from reporting.quarter_report import build, everything, latest_edition

FILE = Path(project.BASE_DIR) / "fixtures" / "ses-action-plan-2023.json"
Q1, Q2, Q3 = (FinancialQuarter(2023, number) for number in (1, 2, 3))


def load(folder=FILE.parent) -> str:
    """What the command printed."""
    printed = StringIO()
    call_command("load_reference", fixtures=folder, stdout=printed)
    return printed.getvalue()


def load_accounts() -> str:
    printed = StringIO()
    call_command("load_demo_accounts", stdout=printed)
    return printed.getvalue()


def published():
    return latest_edition(Quarter.objects.get(period=Q2))


def line(report, sub_strand, number):
    return next(row for row in report.sub_strand(sub_strand).lines if row.number == number)


def everything_stored() -> dict:
    """Every row of the portal's own tables."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for app in ("accounts", "objectives", "reporting")
        for model in apps.get_app_config(app).get_models()
    }


@pytest.fixture
def as_printed():
    """What the fixture says of Q2: number, target, figure, status by sub-strand."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    placements = {
        (part["slug"], item["number"]): item
        for objective in data["objectives"]
        for part in objective["sub_strands"]
        for item in part["placements"]
    }
    return [
        (
            row["sub_strand"],
            entry["number"],
            placements[row["sub_strand"], entry["number"]]["wording"],
            placements[row["sub_strand"], entry["number"]].get("target", {}).get("printed"),
            entry.get("figure"),
            entry["declared"],
        )
        for row in data["quarters"][1]["returns"]
        for entry in row["entries"]
    ]


@pytest.fixture
def folder(tmp_path):
    """A folder with a copy of the fixture, and how to change it."""

    class Folder:
        path = tmp_path
        data = json.loads(FILE.read_text(encoding="utf-8"))

        def load(self):
            (self.path / "plan.json").write_text(json.dumps(self.data), encoding="utf-8")
            return load(self.path)

        def refusal(self) -> str:
            with pytest.raises(CommandError) as refused:
                self.load()
            return str(refused.value)

        @property
        def first_placement(self):
            return self.data["objectives"][0]["sub_strands"][0]["placements"][0]

    return Folder()


# --- The plan ---------------------------------------------------------------------------------


def test_the_command_says_in_words_what_it_loaded(db):
    assert "4 objectives, 11 sub-strands, 67 placements" in load()


@pytest.mark.parametrize(
    ("model", "number"),
    [
        (Strategy, 2),
        (Objective, 4 + 6),
        (SubStrand, 11 + 6),
        (KPI, 66 + 86),
        (PossiblySame, 7),
        (Placement, 67 + 89),
        (Statement, 129),
        (Quarter, 3 + 1),
        (Edition, 2 + 1),
        (Submission, 33 + 6),
        (Entry, 134 + 89),
    ],
)
def test_both_plans_and_their_quarters_are_loaded_whole(reference, model, number):
    assert model.objects.count() == number


def test_a_bare_year_is_a_milestones_year(reference):
    kinds = Target.objects.filter(printed="2024").values_list("kind", flat=True)
    assert set(kinds) == {"year"}


def test_a_month_is_a_milestones_month(reference):
    assert set(Target.objects.filter(printed="Mar-27").values_list("text")) == {("2027-03",)}


def test_a_target_keeps_what_was_printed_and_the_number_it_means(reference):
    target = Target.objects.get(printed="£440m")
    assert (target.number, target.unit, target.year) == (440_000_000, "GBP", 2022)


def test_a_shared_kpi_has_one_home(reference):
    homes = Placement.objects.filter(kpi__slug="net-additional-dwellings", is_home=True)
    assert [item.sub_strand.slug for item in homes] == ["housing"]


def test_a_shared_kpi_stands_in_both_its_sub_strands(reference):
    placements = Placement.objects.filter(kpi__slug="net-additional-dwellings")
    assert {item.sub_strand.slug for item in placements} == {"housing", "planning"}


# --- Quarters ---------------------------------------------------------------------------------


def test_q2_has_the_printed_statuses(reference):
    assert published().counts == {"green": 47, "amber": 11, "red": 4, "not_rated": 5}


def test_every_line_of_q2_is_as_printed(reference, as_printed):
    assert [
        (part.slug, row.number, row.kpi, row.target, row.achieved, row.declared)
        for part, row in published().lines()
    ] == as_printed


def test_the_edition_of_q2_is_what_the_quarter_still_derives(db, folder):
    folder.load()  # alone: the corporate report brings earlier figures of one of its KPIs
    quarter = Quarter.objects.select_related("strategy").get(period=Q2)
    edition = latest_edition(quarter)
    assert build(quarter, everything).sub_strands == edition.sub_strands


def test_entries_of_q2_keep_what_their_figures_said(reference):
    kept = Entry.objects.filter(
        submission__quarter__period=Q2, submission__sub_strand__slug="business"
    )
    lines = {row.number: row for row in published().sub_strand("business").lines}
    assert {item.placement.number: item.computed for item in kept} == {
        number: row.computed for number, row in lines.items()
    }


def test_an_edition_names_nobody_as_its_publisher(reference):
    assert published().published_by == ""


def test_q2_knows_the_overall_statuses_of_q1(reference):
    q1 = latest_edition(Quarter.objects.get(period=Q1))
    before = {part.slug: part.previous_overall for part in published().sub_strands}
    assert before == {part.slug: part.overall for part in q1.sub_strands}


def test_every_sub_strand_of_q2_has_a_previous_overall_status(reference):
    assert all(part.previous_overall for part in published().sub_strands)


def test_a_figure_away_from_home_is_the_homes_own(reference):
    row = line(published(), "planning", 2)
    assert (row.home.slug, row.achieved) == ("housing", "705")


def test_a_health_figure_keeps_its_word(reference):
    assert line(published(), "health", 1).achieved == "Worse"


def test_a_period_the_source_states_is_not_inferred(reference):
    assert line(published(), "health", 1).period.inferred is False


def test_a_period_the_source_leaves_unsaid_is_marked_as_inferred(reference):
    period = line(published(), "business", 2).period
    assert (period.label, period.inferred) == ("July to September 2023", True)


def test_a_word_without_a_period_is_given_none(reference):
    assert line(published(), "planning", 1).period is None


def test_q1_is_published_without_entries(reference):
    assert not Entry.objects.filter(submission__quarter__period=Q1).exists()


def test_q1_says_that_its_figures_are_not_held(reference):
    assert latest_edition(Quarter.objects.get(period=Q1)).figures_held is False


def test_q3_is_open_with_blank_entries(reference):
    blank = Entry.objects.filter(submission__quarter__period=Q3, answer="", declared="", figure="")
    assert blank.count() == 67


def test_q3_has_its_data_deadline(reference):
    deadline = GovernanceDate.objects.get(quarter__period=Q3, kind="data_deadline")
    assert deadline.date.isoformat() == "2024-02-07"


# --- Observations -----------------------------------------------------------------------------


def test_child_poverty_has_the_value_behind_its_word(reference):
    value = Observation.objects.get(kpi__slug="child-poverty")
    assert (str(value.value.normalize()), value.unit, value.period_label) == (
        "18.3",
        "%",
        "2021/22",
    )


def test_a_measured_figure_is_an_observation_of_its_kpi(reference):
    assert Observation.objects.get(kpi__slug="net-additional-dwellings").value == 705


def test_a_figure_awaiting_validation_is_no_observation(reference):
    slug = "businesses-given-one-to-one-support"
    assert not Observation.objects.filter(kpi__slug=slug).exists()


# --- Again ------------------------------------------------------------------------------------


def test_loading_again_changes_no_row(reference):
    before = everything_stored()
    load()
    load_accounts()
    assert everything_stored() == before


def test_loading_again_says_that_all_is_there(reference):
    assert load().strip() == "Nothing to load: all is there."


def test_the_same_data_makes_the_same_edition(db):
    load()
    first = list(Edition.objects.values_list("checksum", flat=True))
    for model in (Observation, Entry, Submission, Edition, Quarter):
        model.objects.all().delete()
    load()
    assert list(Edition.objects.values_list("checksum", flat=True)) == first


def test_a_renamed_kpi_stays_renamed(reference):
    KPI.objects.filter(slug="child-poverty").update(name="Renamed")
    load()
    assert KPI.objects.get(slug="child-poverty").name == "Renamed"


def test_a_changed_note_stays_changed(reference):
    entry = Entry.objects.filter(submission__quarter__period=Q2).first()
    Entry.objects.filter(pk=entry.pk).update(note="Changed")
    load()
    entry.refresh_from_db()
    assert entry.note == "Changed"


def test_what_was_taken_out_of_the_plan_comes_back_alone(reference):
    Target.objects.get(printed="£440m").delete()
    assert load() == "Loaded Sefton Economic Strategy Action Plan 2023/24: 1 target.\n"


def test_a_retired_placement_is_not_added_again(reference):
    Placement.objects.filter(sub_strand__slug="digital", number=8).update(last_quarter=Q2)
    load()
    assert Placement.objects.filter(sub_strand__slug="digital").count() == 8


@pytest.fixture
def came_later(folder):
    """The plan, loaded once more with a KPI that it did not have before."""
    part = folder.data["objectives"][0]["sub_strands"][0]
    folder.load()
    folder.data["kpis"].append({**folder.data["kpis"][0], "slug": "another"})
    placement = {**part["placements"][0], "kpi": "another", "number": 99}
    part["placements"].append({key: value for key, value in placement.items() if key != "target"})
    folder.data["quarters"] = folder.data["observations"] = []
    return folder.load()


def test_a_kpi_that_came_later_is_given_its_row_in_the_open_quarter(db, came_later):
    entry = Entry.objects.get(placement__kpi__slug="another")
    assert entry.submission.quarter.period == Q3


def test_a_load_counts_the_rows_it_added(db, came_later):
    assert came_later.endswith(": 1 KPI, 1 placement, 1 entry.\n")


def test_a_load_is_on_record_for_the_strategy_and_each_quarter(db):
    load()
    events = AuditEvent.objects.filter(action="reference.load").order_by("id")
    strategy, quarter = "objectives.strategy", "reporting.quarter"
    assert [event.subject_type for event in events] == [
        *(strategy, quarter, quarter, quarter),
        *(strategy, quarter),
    ]


def test_the_portal_itself_is_on_record_as_the_actor(db):
    load()
    assert set(AuditEvent.objects.values_list("actor", "actor_name")) == {(None, audit.SYSTEM)}


def test_a_load_takes_few_queries_whatever_its_size(db, folder, django_assert_max_num_queries):
    with django_assert_max_num_queries(91):
        folder.load()


# --- A fixture with faults --------------------------------------------------------------------


@pytest.mark.parametrize("model", [Strategy, KPI, Quarter, Submission, AuditEvent])
def test_a_fixture_with_a_fault_loads_nothing(db, folder, model):
    folder.data["quarters"][1]["returns"][3]["entries"][0]["declared"] = "purple"
    folder.refusal()
    assert not model.objects.exists()


def test_a_fault_only_the_database_finds_loads_nothing(db, folder):
    del folder.first_placement["target"]["year"]
    folder.refusal()
    assert not Strategy.objects.exists()


def test_a_fault_only_the_database_finds_is_named_with_its_place(db, folder):
    del folder.first_placement["target"]["year"]
    assert "plan.json: Sub-strand business, KPI 1, target: it breaks the rule" in folder.refusal()


def test_an_audit_event_that_fails_loads_nothing(db, folder, monkeypatch):
    def fail(**facts):
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        folder.load()
    assert not Strategy.objects.exists()


def test_every_fault_is_named_in_one_go(db, folder):
    folder.data["kpis"][0]["polarity"] = "sideways"
    folder.first_placement["kpi"] = "no-such-kpi"
    assert len(folder.refusal().splitlines()) == 3  # a heading, and a line each


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data["kpis"][0].update(polarity="sideways"), "KPI engagement-campaigns, pol"),
        (lambda data: data["kpis"][0].update(name=3), "KPI engagement-campaigns, name: it must be"),
        (lambda data: data["kpis"][0].update(colour="red"), "“colour” is not known here"),
        (lambda data: data["kpis"].append(data["kpis"][0]), "stands there more than once"),
        (lambda data: data.update(objectives="none"), "“objectives” must be a list of objects"),
        (lambda data: data["observations"][0].update(value="18.4"), "“18.3%” is not 18.4"),
        (lambda data: data["observations"][0].update(period="soon"), "“soon” is not understood"),
        (lambda data: data["quarters"][0].pop("published_on"), "needs the day it was published"),
        (lambda data: data["quarters"][1]["returns"].pop(0), "there is no return of business"),
        (
            lambda data: data["quarters"][1]["returns"][0]["entries"].pop(0),
            "Quarter 2023-q2, return business: there is no entry for KPI 1",
        ),
        (
            lambda data: data["objectives"][2]["sub_strands"][2]["placements"][1].update(home=True),
            "the home of KPI net-additional-dwellings stands there more than once",
        ),
    ],
)
def test_a_fault_is_named_with_its_place(db, folder, change, words):
    change(folder.data)
    assert words in folder.refusal()


def test_a_file_that_is_no_json_is_refused_in_words(db, tmp_path):
    (tmp_path / "plan.json").write_text("{", encoding="utf-8")
    with pytest.raises(CommandError, match="This is no JSON text"):
        load(tmp_path)


def test_a_folder_without_a_plan_is_refused_in_words(db, tmp_path):
    with pytest.raises(CommandError, match="no fixture of a strategy"):
        load(tmp_path)


def test_a_good_file_loads_beside_one_with_faults(db, folder):
    (folder.path / "broken.json").write_text("{", encoding="utf-8")
    folder.refusal()
    assert Strategy.objects.count() == 1


def test_a_number_taken_by_another_kpi_is_named(db, folder):
    folder.load()
    folder.data["kpis"].append({**folder.data["kpis"][0], "slug": "another"})
    folder.first_placement["kpi"] = "another"
    folder.data["quarters"] = folder.data["observations"] = []
    assert "KPI 1: another KPI stands there under that number" in folder.refusal()


def test_a_home_taken_elsewhere_is_named(db, folder):
    folder.load()
    folder.data["strategy"]["slug"] = "a-second-plan"
    assert "“child-poverty” has its home elsewhere already" in folder.refusal()


# --- The demonstration's accounts -------------------------------------------------------------


def test_every_demonstration_account_is_made(reference):
    emails = {account.email for account in demo.accounts()}
    assert set(User.objects.values_list("email", flat=True)) == emails


def test_a_demonstration_account_signs_in_with_the_shown_password(reference):
    assert User.objects.get(email="lead@demo.example").check_password(demo.password())


def test_every_sub_strand_of_the_action_plan_has_a_lead_of_its_own(reference):
    sub_strands = SubStrand.objects.filter(strategy__slug="ses-action-plan-2023")
    emails = {f"lead-{item.slug}@demo.example" for item in sub_strands}
    assert emails <= set(User.objects.values_list("email", flat=True))


def test_roles_are_held_from_the_first_day_of_the_data(reference):
    starts = Assignment.objects.values_list("starts", flat=True)
    assert {day.isoformat() for day in starts} == {"2023-04-01"}


@pytest.mark.parametrize("role", ["officer", "economy_cell"])
def test_the_officer_and_the_economy_cell_have_their_roles_in_both_plans(reference, role):
    held = Assignment.objects.filter(role=role).values_list("strategy__slug", flat=True)
    assert set(held) == {"ses-action-plan-2023", "corporate-plan-2023"}


def test_the_viewer_reads_the_action_plan_alone(reference):
    held = Assignment.objects.filter(role="viewer").values_list("strategy__slug", flat=True)
    assert list(held) == ["ses-action-plan-2023"]


def test_the_ses_lead_oversees_six_sub_strands(reference):
    held = Assignment.objects.filter(user__email="ses-lead@demo.example", role="ses_lead")
    assert held.count() == 6


def test_the_password_is_hashed_once_for_all(reference):
    assert User.objects.values("password").distinct().count() == 1


def test_an_existing_account_keeps_its_password(db):
    load()
    User.objects.create(
        email="lead@demo.example", name="Mine", password=make_password("a word of my own")
    )
    load_accounts()
    assert User.objects.get(email="lead@demo.example").check_password("a word of my own")


def test_an_existing_account_is_given_no_role(db):
    load()
    User.objects.create(email="lead@demo.example", name="Mine", password="!")
    load_accounts()
    assert not Assignment.objects.filter(user__email="lead@demo.example").exists()


def test_each_account_made_is_on_record(reference):
    events = AuditEvent.objects.filter(action="reference.demo_accounts")
    assert events.count() == len(demo.accounts())


def test_an_audit_event_that_fails_makes_no_account(db, monkeypatch):
    def fail(**facts):
        raise RuntimeError

    load()
    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        load_accounts()
    assert not User.objects.exists()


def test_there_are_no_demonstration_accounts_outside_the_demonstration(db, settings):
    load()
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=true"):
        load_accounts()


def test_accounts_without_the_plan_their_roles_belong_to_are_refused(db):
    with pytest.raises(CommandError, match="run load_reference first"):
        load_accounts()


def test_a_refused_load_of_accounts_makes_none(db):
    with pytest.raises(CommandError):
        load_accounts()
    assert not User.objects.exists()


def test_the_accounts_file_is_no_plan():
    assert "demo_accounts.json" not in [path.name for path in order.plans(FILE.parent)]
