"""The corporate report as reference data: its figures and their time, its words, what it shares."""

import json
from collections import Counter

import pytest
from django.core.management import CommandError

from objectives.models import KPI, Placement, PossiblySame, Statement, Strategy, Target
from reporting.importing import order
from reporting.models import Entry, Observation, Quarter
from reporting.quarter_report import latest_edition
from tests.reporting.test_reference import FILE, everything_stored, load

CORPORATE = FILE.with_name("corporate-plan-2023.json")
SLUG = "corporate-plan-2023"


def placement(code) -> Placement:
    return Placement.objects.select_related("kpi").get(code=code, sub_strand__strategy__slug=SLUG)


def entry(code) -> Entry:
    return Entry.objects.get(placement=placement(code))


def series(code) -> list[tuple[str, str]]:
    """What is on record for a KPI, newest first: figure and period."""
    observations = Observation.objects.filter(kpi=placement(code).kpi).order_by("-ends")
    return [(item.printed, item.period_label) for item in observations]


def codes(**facts) -> set[str]:
    """Those of the corporate report's KPIs of which that is true."""
    facts = {f"kpi__{name}": value for name, value in facts.items()}
    placements = Placement.objects.filter(sub_strand__strategy__slug=SLUG, **facts)
    return set(placements.values_list("code", flat=True))


@pytest.fixture
def both(tmp_path):
    """A folder with copies of both fixtures, and how to change them."""

    class Both:
        path = tmp_path
        ses = json.loads(FILE.read_text(encoding="utf-8"))
        corporate = json.loads(CORPORATE.read_text(encoding="utf-8"))

        def load(self):
            """The corporate report's name comes first; it waits all the same."""
            for name, data in (("a.json", self.corporate), ("b.json", self.ses)):
                if data is not None:
                    (self.path / name).write_text(json.dumps(data), encoding="utf-8")
            return load(self.path)

        def refusal(self) -> str:
            with pytest.raises(CommandError) as refused:
                self.load()
            return str(refused.value)

        @property
        def children(self):
            return self.corporate["objectives"][0]

        def entry(self, number):
            """One of the children's."""
            return self.corporate["quarters"][0]["returns"][0]["entries"][number - 1]

    return Both()


# --- The plan ---------------------------------------------------------------------------------


def test_the_command_says_what_it_loaded_of_the_corporate_report(db):
    assert (
        "86 KPIs, 6 objectives, 6 sub-strands, 89 placements, 37 targets, 129 statements, "
        "7 pairs of KPIs that may be the same, 251 observations.\n"
        "Loaded Q2 2024/25, published: 6 returns, 89 entries, edition 1.\n"
    ) in load()


def test_it_has_figures_against_targets_and_nobody_declares_a_status(reference):
    strategy = Strategy.objects.get(slug=SLUG)
    assert (strategy.style, strategy.leads_declare_status) == ("metrics", False)


def test_it_comes_after_the_action_plan(reference):
    assert list(Strategy.objects.values_list("slug", flat=True)) == ["ses-action-plan-2023", SLUG]


def test_each_section_has_as_many_kpis_as_are_printed(reference):
    placements = Placement.objects.filter(sub_strand__strategy__slug=SLUG)
    slugs = placements.values_list("sub_strand__slug", flat=True).order_by("sub_strand__objective")
    assert Counter(slugs) == {
        "children": 24,
        "adult-social-care": 12,
        "health-wellbeing": 17,
        "communities": 16,
        "growth": 15,
        "financial-sustainability": 5,
    }


def test_a_code_is_kept_beside_the_running_number(reference):
    placements = Placement.objects.filter(sub_strand__slug="adult-social-care")
    assert list(placements.values_list("number", "code"))[:3] == [
        (1, "A01"),
        (2, "A03"),
        (3, "A04"),
    ]


@pytest.mark.parametrize(
    ("code", "polarity"), [("C01", "higher"), ("C03", "lower"), ("A12", "unknown")]
)
def test_a_polarity_is_as_printed_or_unknown(reference, code, polarity):
    assert placement(code).kpi.polarity == polarity


def test_a_printed_polarity_is_not_marked_as_ours(reference):
    ours = codes(polarity_assumed=True)
    assert ours == {"G01", "G02", "G08"}  # the action plan's, which prints none


def test_one_kpi_has_no_polarity(reference):
    assert codes(polarity="unknown") == {"A12"}


def test_a_polarity_that_looks_reversed_is_doubted_in_words(reference):
    doubted = KPI.objects.exclude(polarity_doubt="")
    assert [(item.slug, item.polarity) for item in doubted] == [("debt-collected", "lower")]


def test_an_inspectors_rating_is_a_step_on_a_scale(reference):
    assert codes(is_ordinal=True) == {"C15"}


def test_running_totals_that_nobody_calls_so_have_no_basis(reference):
    assert codes(basis="unknown") == {"G12", "G13", "G14"}


def test_a_collection_rate_runs_from_april(reference):
    assert codes(basis="year_to_date") == {"F01", "F02"}


def test_period_types_are_as_printed(reference):
    placements = Placement.objects.filter(sub_strand__strategy__slug=SLUG)
    assert Counter(placements.values_list("kpi__period_type", flat=True)) == {
        "Quarter": 55,
        "Year": 17,
        "Financial Year": 6,
        "School Term": 3,
        "Rolling 12 months": 3,
        "Academic Year": 2,
        "Three year (updated annually)": 2,
        "Calendar Year": 1,
    }


def test_a_target_keeps_what_is_printed(reference):
    target = Target.objects.get(placement=placement("C08"))
    assert (target.printed, target.number, target.unit) == ("90", 90, "%")


def test_a_target_that_does_not_apply_is_kept_as_such(reference):
    targets = Target.objects.filter(kind="not_applicable", placement__code__startswith="A")
    assert set(targets.values_list("placement__code", "printed")) == {
        ("A10", "N/A"),
        ("A11", "N/A"),
        ("A12", "N/A"),
    }


def test_a_target_that_is_not_printed_is_none(reference):
    assert not Target.objects.filter(placement=placement("C01")).exists()


# --- Figures and their time -------------------------------------------------------------------


def test_the_quarter_is_published(reference):
    quarter = Quarter.objects.get(strategy__slug=SLUG)
    assert (quarter.period.slug, quarter.state, quarter.public_from.isoformat()) == (
        "2024-q2",
        "published",
        "2024-11-30",
    )


def test_every_kpi_has_a_new_figure_that_was_understood(reference):
    entries = Entry.objects.filter(submission__quarter__strategy__slug=SLUG)
    assert entries.filter(answer="new_figure", number__isnull=False).count() == 89


def test_the_edition_prints_every_figure(reference):
    edition = latest_edition(Quarter.objects.get(strategy__slug=SLUG))
    assert all(line.achieved for _, line in edition.lines())


@pytest.mark.parametrize(
    ("code", "figure"),
    [
        ("C02", "38.0%"),
        ("C04", "28%"),
        ("C21", "-0.5"),
        ("H01", "63.6 years"),
        ("H17", "839 per 100,000 population"),
        ("W02", "6,692"),
        ("W17", "4,700 T Co2"),
        ("G08", "5,622 m2"),
        ("G11", "£698m"),
        ("G12", "£1,550.7k"),
    ],
)
def test_a_figure_is_written_as_people_write_it(reference, code, figure):
    assert entry(code).figure == figure


@pytest.mark.parametrize(
    ("code", "periods"),
    [
        ("C01", ["July to September 2024", "April to June 2024", "January to March 2024"]),
        ("C16", ["summer term 2024", "spring term 2024", "autumn term 2023", "summer term 2023"]),
        ("H03", ["academic year 2023/24", "academic year 2022/23", "academic year 2021/22"]),
        ("H10", ["2023/24", "2022/23", "2021/22", "2020/21"]),
        ("H06", ["2023", "2022", "2021", "2020"]),
        ("W08", ["2023/24", "2022/23", "2021/22", "2020/21"]),
        ("H07", ["12 months to September 2024", "12 months to June 2024"]),
        ("H01", ["2021-23", "2020-22", "2019-21", "2018-20"]),
    ],
)
def test_periods_count_back_by_the_period_type(reference, code, periods):
    assert [period for _, period in series(code)][: len(periods)] == periods


def test_a_blank_among_the_earlier_figures_leaves_its_period_out(reference):
    assert series("G15") == [
        ("29%", "July to September 2024"),
        ("32%", "April to June 2024"),
        ("30%", "January to March 2024"),
    ]


def test_a_period_that_no_document_tells_is_marked_as_inferred(reference):
    said = Entry.objects.filter(submission__quarter__strategy__slug=SLUG, period_inferred=False)
    assert set(said.values_list("placement__code", flat=True)) == {
        *("G01", "G02", "G08"),
        *("F01", "F02"),
    }


def test_earlier_figures_are_inferred_where_the_latest_is(reference):
    observations = Observation.objects.filter(kpi=placement("C01").kpi)
    assert set(observations.values_list("period_inferred", flat=True)) == {True}


def test_earlier_figures_are_stated_where_the_latest_is(reference):
    observations = Observation.objects.filter(kpi=placement("F01").kpi)
    assert set(observations.values_list("period_inferred", flat=True)) == {False}


def test_no_figure_covers_a_time_after_the_quarter(reference):
    entries = Entry.objects.filter(submission__quarter__strategy__slug=SLUG)
    assert max(entries.values_list("period_ends", flat=True)).isoformat() == "2024-09-30"


def test_a_figure_for_the_quarter_is_said_to_be_this_quarters(reference):
    assert (entry("C01").coverage, entry("C01").period_typed) == ("this_quarter", "")


def test_a_figure_for_another_time_names_it(reference):
    assert (entry("H06").coverage, entry("H06").period_typed) == ("other", "2023")


def test_the_pandemic_hangs_on_the_figures_that_it_disrupted(reference):
    observations = Observation.objects.exclude(caveat="")
    assert set(observations.values_list("kpi__slug", "period_label")) == {
        ("reception-children-obese", "academic year 2020/21"),
        ("year-6-children-obese", "academic year 2020/21"),
    }


# --- What it shares with the action plan ------------------------------------------------------


@pytest.mark.parametrize("code", ["G01", "G02", "G08"])
def test_a_shared_kpi_stands_here_away_from_its_home(reference, code):
    assert placement(code).is_home is False


@pytest.mark.parametrize(
    ("code", "figures"),
    [
        (
            "G01",
            [
                ("116", "April to June 2024"),
                ("130", "January to March 2024"),
                ("143", "October to December 2023"),
                ("137", "July to September 2023"),
            ],
        ),
        (
            "G08",
            [
                ("5,622 m2", "2023/24"),
                ("26,476m2", "2022/23"),
                ("2,251 m2", "2021/22"),
                ("5,271 m2", "2020/21"),
            ],
        ),
    ],
)
def test_a_shared_kpi_has_one_series_of_figures(reference, code, figures):
    assert series(code) == figures


def test_a_shared_kpi_has_the_printed_period_type(reference):
    assert placement("G01").kpi.period_type == "Quarter"


def test_kpis_whose_figures_do_not_agree_are_linked_as_possibly_the_same(reference):
    assert set(PossiblySame.objects.values_list("kpi__slug", "other__slug", "verdict")) == {
        ("net-additional-dwellings", "net-additional-dwellings-corporate", "open"),
        ("social-housing-completions", "social-housing-completions-corporate", "open"),
        ("learners-not-working", "registered-learners-not-working", "open"),
        ("vulnerable-referrals-supported", "vulnerable-people-given-targeted-support", "open"),
        ("visitor-numbers", "day-and-staying-visitors", "open"),
        ("visitor-economy-employment", "visitor-economy-total-employment", "open"),
        ("visitor-economic-impact", "visitor-economy-total-impact", "open"),
    }


def test_a_link_says_what_each_of_the_two_prints(reference):
    pair = PossiblySame.objects.get(kpi__slug="net-additional-dwellings")
    assert pair.note == "For 2022/23 the action plan prints 705 and the corporate report 745."


def test_a_link_is_kept_whichever_of_the_two_is_named_first(db, both):
    for pair in both.corporate["possibly_same"]:
        pair["kpi"], pair["other"] = pair["other"], pair["kpi"]
    both.load()
    assert PossiblySame.objects.count() == 7


def test_the_plan_that_shares_its_kpis_is_loaded_first():
    assert order.plans(FILE.parent) == [FILE, CORPORATE]


def test_a_plan_waits_for_another_whatever_their_names(db, both):
    both.load()
    assert Strategy.objects.count() == 2


def test_plans_that_wait_for_each_other_go_by_name(tmp_path):
    for name, other in (("a", "b"), ("b", "a")):
        plan = {"strategy": {"slug": name}, "after": [other]}
        (tmp_path / f"{name}.json").write_text(json.dumps(plan), encoding="utf-8")
    assert [path.name for path in order.plans(tmp_path)] == ["a.json", "b.json"]


def test_without_the_action_plan_it_is_refused_and_names_it(db, both):
    both.ses = None
    assert (
        "The file: load ses-action-plan-2023 first, for business-enquiries, "
        "businesses-attending-events, employment-floorspace."
    ) in both.refusal()


def test_without_the_action_plan_nothing_of_it_is_loaded(db, both):
    both.ses = None
    both.refusal()
    assert not KPI.objects.exists()


# --- Its words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "counts"),
    [
        ("children", {"priority_action": 7, "measure_of_success": 9, "commentary": 5}),
        ("adult-social-care", {"priority_action": 9, "measure_of_success": 11, "commentary": 7}),
        (
            "health-wellbeing",
            {"priority_action": 7, "measure_of_success": 7, "commentary": 5, "note": 1},
        ),
        (
            "communities",
            {"priority_action": 11, "measure_of_success": 12, "commentary": 5, "note": 1},
        ),
        ("growth", {"priority_action": 7, "measure_of_success": 9, "commentary": 7}),
        ("financial-sustainability", {"introduction": 4, "commentary": 5}),
    ],
)
def test_each_section_has_as_many_statements_as_are_printed(reference, section, counts):
    kinds = Statement.objects.filter(objective__slug=section).values_list("kind", flat=True)
    assert Counter(kinds) == counts


@pytest.mark.parametrize(
    ("position", "named"),
    [
        (1, {"H04"}),
        (2, {"H06"}),
        (3, {"H07"}),
        (4, {"H08", "H09"}),
        (5, {"H11", "H12", "H13", "H14"}),
    ],
)
def test_a_commentary_names_the_kpis_it_speaks_of(reference, position, named):
    statement = Statement.objects.get(
        objective__slug="health-wellbeing", kind="commentary", position=position
    )
    assert set(statement.kpis.values_list("placements__code", flat=True)) == named


def test_a_note_names_the_kpis_it_speaks_of(reference):
    note = Statement.objects.get(objective__slug="health-wellbeing", kind="note")
    assert set(note.kpis.values_list("placements__code", flat=True)) == {"H03", "H04"}


def test_a_statement_may_name_a_shared_kpi(reference):
    statement = Statement.objects.filter(kpis__slug="business-enquiries").get()
    assert statement.objective.slug == "growth"


def test_what_the_report_says_is_its_quarters_and_what_the_plan_says_is_the_plans(reference):
    kinds = Statement.objects.values_list("quarter", "kind").order_by().distinct()
    assert {(quarter and quarter.slug, kind) for quarter, kind in kinds} == {
        ("2024-q2", "commentary"),
        ("2024-q2", "introduction"),
        ("2024-q2", "note"),
        (None, "measure_of_success"),
        (None, "priority_action"),
    }


def test_the_plan_and_each_quarters_report_count_their_statements_for_themselves(db, both):
    of_q1, of_plan = (
        {"kind": "commentary", "quarter": "2024-q1", "text": "As planned."},
        {"kind": "commentary", "text": "As a rule."},
    )
    both.children["statements"] += [of_q1, of_plan]
    both.load()
    found = Statement.objects.filter(text__in=["As planned.", "As a rule."])
    assert set(found.values_list("position", flat=True)) == {1}


def test_the_published_edition_holds_what_the_report_says(reference):
    quarter = Quarter.objects.get(strategy__slug=SLUG)
    part = latest_edition(quarter).sub_strand("health-wellbeing")
    assert Counter(item.kind for item in part.statements) == {
        "priority_action": 7,
        "measure_of_success": 7,
        "commentary": 5,
        "note": 1,
    }


def test_a_statement_of_the_whole_strategy_has_no_objective(db, both):
    both.corporate["strategy"]["statements"] = [{"kind": "introduction", "text": "Our plan."}]
    both.load()
    assert Statement.objects.get(text="Our plan.").objective is None


# --- Again ------------------------------------------------------------------------------------


def test_loading_it_again_changes_no_row(db, both):
    both.load()
    before = everything_stored()
    both.load()
    assert everything_stored() == before


def test_a_reworded_statement_stays_so(reference):
    first = Statement.objects.filter(kind="priority_action").first()
    Statement.objects.filter(pk=first.pk).update(text="Reworded")
    load()
    first.refresh_from_db()
    assert first.text == "Reworded"


def test_a_link_that_was_settled_stays_settled(reference):
    PossiblySame.objects.update(verdict="different", because="Counted otherwise.")
    load()
    assert set(PossiblySame.objects.values_list("verdict", flat=True)) == {"different"}


def test_a_statement_that_was_taken_out_comes_back_with_its_kpis(reference):
    Statement.objects.get(objective__slug="health-wellbeing", kind="note").delete()
    load()
    note = Statement.objects.get(objective__slug="health-wellbeing", kind="note")
    assert note.kpis.count() == 2


def test_it_takes_few_queries_whatever_its_size(db, both, django_assert_max_num_queries):
    both.corporate, corporate = None, both.corporate
    both.load()
    both.ses, both.corporate = None, corporate
    (both.path / "b.json").unlink()
    with django_assert_max_num_queries(75):
        both.load()


# --- With faults ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda both: both.corporate["shared_kpis"].append("no-such-kpi"),
            "The file: load ses-action-plan-2023 first, for no-such-kpi.",
        ),
        (
            lambda both: both.corporate["shared_kpis"].append("progress-8"),
            "KPI progress-8: it is the file's own, and so is not shared.",
        ),
        (
            lambda both: both.corporate.update(shared_kpis="all"),
            "The file: “shared_kpis” must be a list of texts.",
        ),
        (
            lambda both: both.corporate["possibly_same"][0].update(other="no-such-kpi"),
            "Possibly same net-additional-dwellings / no-such-kpi: "
            "neither the file nor the register has no-such-kpi.",
        ),
        (
            lambda both: both.corporate["possibly_same"][0].update(
                other="net-additional-dwellings"
            ),
            "Possibly same net-additional-dwellings / net-additional-dwellings: these are one KPI.",
        ),
        (
            lambda both: both.corporate["possibly_same"].append(both.corporate["possibly_same"][0]),
            "the pair net-additional-dwellings and net-additional-dwellings-corporate stands",
        ),
        (
            lambda both: both.children["statements"][0].update(kind="promise"),
            "Objective children, promise 1, kind: ",
        ),
        (
            lambda both: both.children["statements"][1].pop("text"),
            "Objective children, priority_action 2, text: ",
        ),
        (
            lambda both: both.children["statements"][0].update(kpis=["no-such-kpi"]),
            "Objective children, priority_action 1: the file has no KPI “no-such-kpi”.",
        ),
        (
            lambda both: both.children["statements"][0].update(kpis=["progress-8"] * 2),
            "Objective children, priority_action 1: the “kpis” entry progress-8 stands there more",
        ),
        (
            lambda both: both.children["statements"][0].update(quarter="autumn"),
            "Objective children, autumn priority_action 1, quarter: “autumn” is not a quarter",
        ),
        (
            lambda both: both.corporate["strategy"].update(
                statements=[{"kind": "commentary", "quarter": "2024-q2", "text": "All went well."}]
            ),
            "Strategy, 2024-q2 commentary 1: what a quarter’s report says stands at an objective.",
        ),
        (
            lambda both: both.entry(1).pop("period"),
            "Quarter 2024-q2, return children, entry 1: no period is given that could be inferred.",
        ),
        (
            lambda both: both.entry(1).update(inferred="perhaps"),
            "Quarter 2024-q2, return children, entry 1, period_inferred: ",
        ),
        (
            lambda both: both.entry(1).update(period="lately"),
            "entry 1: the period “lately” is not understood.",
        ),
        (
            lambda both: both.children["sub_strands"][0]["placements"][1].update(code="C01"),
            "Sub-strand children: the code C01 stands there more than once.",
        ),
        (
            lambda both: both.corporate["objectives"][4]["sub_strands"][0]["placements"][0].update(
                home=True
            ),
            "Sub-strand growth, KPI 1: “business-enquiries” has its home elsewhere already.",
        ),
    ],
)
def test_a_fault_is_named_with_its_place(db, both, change, words):
    change(both)
    assert words in both.refusal()


def test_a_fault_in_it_leaves_the_action_plan_alone(db, both):
    both.children["statements"][0]["kind"] = "promise"
    both.refusal()
    assert [item.slug for item in Strategy.objects.all()] == ["ses-action-plan-2023"]
