"""A file of figures against a plan that is there: what it changes, and what it is refused for."""

from datetime import date
from decimal import Decimal

import pytest

from objectives.models import KPI, Placement, Target
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import Polarity, TargetPeriod
from reporting.answers import Answer, Coverage
from reporting.models import Entry, Observation, Quarter, Submission
from reporting.workflow import QuarterState, ReturnState
from tests import factories
from tests.factories import Q2, Q3, Q4
from tests.reporting.importing_figures import LONG, as_json, refused, run, written

ROW = "G01,Enquiries,Quarter,,12,34,56,137,"


@pytest.fixture(autouse=True)
def today(settings):
    settings.DEMO, settings.DEMO_TODAY = True, factories.TODAY


def observed(kpi, value="34", period=None, **fields) -> Observation:
    """A value of the KPI on record, of Q2 unless told otherwise."""
    period = period or DataPeriod.for_quarter(Q2)
    return Observation.objects.create(
        kpi=kpi,
        period_kind=period.kind,
        starts=period.starts,
        ends=period.ends,
        period_label=period.label,
        value=Decimal(value),
        printed=value,
        recorded_at=factories.NOW,
        **fields,
    )


# --- Which quarter --------------------------------------------------------------------------------


def test_the_only_open_quarter_is_taken_and_said(quarter, tmp_path):
    said = run(written(tmp_path, ROW))
    assert said.startswith(
        "No --quarter was given: Q3 2023/24 was taken, the only one that is open."
    )


def test_between_two_open_quarters_it_does_not_guess(plan, quarter, tmp_path):
    factories.quarter(strategy=plan.strategy, period=Q4)
    assert refused(written(tmp_path, ROW))[1:] == [
        "Say with --quarter which quarter the file is for. Of Town plan, Q3 2023/24, Q4 2023/24 "
        "are open."
    ]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (QuarterState.PUBLISHED, "Q3 2023/24 is published: correct figures there one by one"),
        (QuarterState.REOPENED, "Q3 2023/24 was published and is reopened"),
        (QuarterState.UPCOMING, "Q3 2023/24 is not open yet: open it first."),
    ],
)
def test_a_quarter_that_takes_no_returns_is_refused(plan, tmp_path, state, words):
    factories.quarter(strategy=plan.strategy, state=state)
    before = factories.dump()
    problems = refused(written(tmp_path, ROW), quarter="2023-q3", apply=True)
    assert problems[1].startswith(words)
    assert factories.dump() == before


def test_a_quarter_that_is_not_there_is_opened_by_a_person(quarter, tmp_path):
    assert refused(written(tmp_path, ROW), quarter="2025-q4", create=True)[1:] == [
        "Town plan has no Q4 2025/26 yet: open it first, under “Open the next quarter”."
    ]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2023-q5", "“2023-q5” is not a quarter such as 2024-q2 or Q2 2024/25."),
        ("2023/24", "“2023/24” is not a quarter such as 2024-q2 or Q2 2024/25."),
        ("2100-q4", "“2100-q4” is no quarter of 1990 to 2098."),
    ],
)
def test_a_quarter_that_is_none_is_refused(quarter, tmp_path, typed, words):
    assert refused(written(tmp_path, ROW), quarter=typed)[1] == words


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"strategy": "Our Plan"}, "“Our Plan” can’t be an address"),
        ({"strategy": "new", "quarter": ""}, "Name the quarter with --quarter"),
        ({"strategy": "new", "name": "N" * 201}, "A strategy’s name has 200 characters at most."),
    ],
)
def test_a_strategy_that_cannot_be_made_is_refused(quarter, tmp_path, options, words):
    path = written(tmp_path, ROW)
    asked = {"quarter": "2023-q3", "create": True, "sub_strand": "growth", "apply": True, **options}
    assert refused(path, **asked)[1].startswith(words)


def test_for_machines_a_problem_has_its_line_and_column(quarter, tmp_path):
    found = as_json(written(tmp_path, ROW.replace("137", "lots")), apply=True)
    assert (found["applied"], found["problems"]) == (
        False,
        [{"line": 2, "column": "Most Recent", "message": "“lots” is not read as a value."}],
    )


def test_a_strategy_that_is_not_there_is_refused_with_those_that_are(quarter, tmp_path):
    problems = refused(written(tmp_path, ROW), strategy="elsewhere", quarter="2023-q3")
    assert problems[1] == (
        "There is no strategy “elsewhere”. There is town-plan. --create makes one."
    )


# --- The return -----------------------------------------------------------------------------------


def test_a_figure_fills_the_row_of_its_return(plan, quarter, tmp_path):
    run(written(tmp_path, ROW), apply=True)
    entry = Entry.objects.get(placement=plan.enquiries)
    assert (entry.answer, entry.figure, entry.number, entry.coverage, entry.period_inferred) == (
        Answer.NEW_FIGURE,
        "137",
        Decimal(137),
        Coverage.THIS_QUARTER,
        True,
    )


def test_a_sub_strand_that_the_file_does_not_speak_of_is_left_alone(plan, quarter, tmp_path):
    run(written(tmp_path, ROW), apply=True)
    states = dict(Submission.objects.values_list("sub_strand__slug", "state"))
    assert states == {"growth": ReturnState.DRAFT, "housing": ReturnState.NOT_STARTED}


def test_a_row_that_says_something_else_is_not_overwritten(plan, submission, tmp_path):
    factories.entry(submission=submission, placement=plan.enquiries, **factories.new_figure("140"))
    assert refused(written(tmp_path, ROW), apply=True)[1:] == [
        "Line 2, Most Recent: Q3 2023/24 says 140 for October to December 2023 already; the file "
        "says 137 for October to December 2023."
    ]


def test_a_row_that_says_that_there_is_no_new_figure_is_not_overwritten(plan, submission, tmp_path):
    factories.entry(submission=submission, placement=plan.enquiries, answer=Answer.NO_NEW_FIGURE)
    problems = refused(written(tmp_path, ROW), apply=True)
    assert problems[1].startswith("Line 2, Most Recent: Q3 2023/24 says no new figure already")


def test_a_row_that_says_the_same_is_no_change(plan, submission, tmp_path):
    factories.entry(
        submission=submission, placement=plan.enquiries, **factories.new_figure("137.0")
    )
    path = written(tmp_path, "G01,Enquiries,Quarter,,,,,137,")
    assert as_json(path)["changes"] == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ReturnState.SUBMITTED, "has been submitted: have it withdrawn or sent back first"),
        (ReturnState.APPROVED, "has been approved: have it reopened first"),
    ],
)
def test_a_return_that_has_come_in_is_refused_by_name(plan, submission, tmp_path, state, words):
    factories.put(submission=submission, state=state)
    problems = refused(written(tmp_path, ROW), apply=True)
    assert problems[1:] == [f"The return of Growth {words}. The file fills G01."]


def test_a_figure_that_is_entered_elsewhere_is_left_alone_and_said(plan, quarter, tmp_path):
    Placement.objects.filter(pk=plan.homes_away.pk).update(code="G04")
    said = run(written(tmp_path, "G04,Homes built,Quarter,,,,,12,"))
    assert "Line 2: G04 is entered elsewhere: its figure was left alone." in said


def test_a_value_of_a_kpi_that_is_at_home_elsewhere_does_not_go_on_record(plan, tmp_path):
    """Its own strategy's return would report it; on record it would be everybody's at once."""
    other = factories.strategy(slug="corporate", name="Corporate plan")
    part = factories.sub_strand(objective=factories.objective(strategy=other))
    factories.placement(sub_strand=part, kpi=plan.enquiries.kpi, code="G07", is_home=False)
    path = written(tmp_path, "G07,Q3 2023/24,90210,,", headings=LONG)
    said = run(path, strategy="corporate", apply=True)
    assert "Line 2: G07 is entered elsewhere: its figure was left alone." in said
    assert not Observation.objects.exists()


def test_a_judgement_takes_no_figure(plan, quarter, tmp_path):
    Placement.objects.filter(pk=plan.centre.pk).update(code="G03")
    problems = refused(written(tmp_path, "G03,Town centre,Quarter,,,,,12,"))
    assert problems[1] == "Line 2, Most Recent: G03 is a judgement: it takes no figure."


# --- The register ---------------------------------------------------------------------------------


def test_a_code_that_is_not_known_is_a_problem(quarter, tmp_path):
    assert refused(written(tmp_path, ROW.replace("G01", "G99")))[1:] == [
        "Line 2, ID: No KPI of town-plan has the code G99. --create would make it."
    ]


def test_a_code_that_stands_twice_needs_its_sub_strand(plan, quarter, tmp_path):
    Placement.objects.filter(pk=plan.homes.pk).update(code="G01")
    path = written(tmp_path, ROW)
    assert refused(path)[1] == (
        "Line 2, ID: G01 stands in Growth and Housing: say which by --sub-strand."
    )
    assert "figure" in run(path, sub_strand="growth")


def test_a_sub_strand_that_is_not_there_is_named(quarter, tmp_path):
    problems = refused(written(tmp_path, ROW), sub_strand="elsewhere")
    assert problems[1] == ("Town plan has no sub-strand “elsewhere”. There is growth, housing.")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            ROW.replace("Enquiries", "Letters"),
            "Line 2, Metric: G01 is “Enquiries in Growth” in the plan.",
        ),
        (
            ROW.replace("Quarter,,", "Quarter,Low,"),
            "Line 2, Good Is: In the register, higher is better.",
        ),
        (
            ROW.replace("Quarter", "Year"),
            "Line 2, Period Type: In the register it is “Quarter”.",
        ),
        (ROW.replace("137", "13%"), "Line 2, Most Recent: G01 is counted in plain numbers"),
        (
            ROW.replace("137", "1" * 19),
            "Line 2, Most Recent: “1111111111111111111” is not read as a value.",
        ),
        (ROW.replace("Quarter,,", "Quarter,Up and down,"), "Line 2, Good Is: “Up and down” is not"),
    ],
)
def test_what_differs_from_the_register_is_a_problem(plan, quarter, tmp_path, line, words):
    KPI.objects.filter(pk=plan.enquiries.kpi_id).update(
        polarity=Polarity.HIGHER, period_type="Quarter"
    )
    assert refused(written(tmp_path, line))[1].startswith(words)


def test_a_new_kpi_of_a_plan_gets_its_row_in_the_open_quarter(plan, quarter, tmp_path):
    line = "G09,Letters answered,Quarter,High,91%,92%,93%,94.5%,95%"
    run(written(tmp_path, line), create=True, sub_strand="housing", apply=True)
    made = Placement.objects.select_related("kpi").get(code="G09")
    entry = Entry.objects.get(placement=made)
    assert (made.first_quarter, made.kpi.unit, made.kpi.decimals) == (Q3, "%", 1)
    assert (entry.figure, entry.submission.state) == ("94.5%", ReturnState.DRAFT)


def test_a_new_sub_strand_gets_its_return_in_the_open_quarter(plan, quarter, tmp_path):
    line = "G09,Letters answered,Quarter,High,,,,94.5%,"
    run(written(tmp_path, line), create=True, sub_strand="post", apply=True)
    made = Submission.objects.get(sub_strand__slug="post")
    assert made.entries.get().figure == "94.5%"


def test_a_new_kpi_needs_a_sub_strand(quarter, tmp_path):
    problems = refused(written(tmp_path, ROW.replace("G01", "G99")), create=True)
    assert problems[1] == (
        "Line 2, ID: A new KPI needs its sub-strand: name it with --sub-strand, or in a column."
    )


def test_a_new_kpi_in_two_units_is_a_problem(quarter, tmp_path):
    line = "G09,Letters,Quarter,High,,,£3,4%,"
    problems = refused(written(tmp_path, line), create=True, sub_strand="growth")
    assert problems[1] == (
        "Line 2, Most Recent: Its figures are in % and GBP: say which in a column Unit."
    )


def test_a_page_of_the_quarter_is_no_sub_strand(quarter, tmp_path):
    line = "G09,Letters,Quarter,High,,,,4,"
    problems = refused(written(tmp_path, line), create=True, sub_strand="headlines")
    assert "“headlines” can’t be a sub-strand’s address." in problems[1]


# --- What is on record ----------------------------------------------------------------------------


def test_the_values_before_go_on_record_by_nobody(plan, quarter, tmp_path):
    run(written(tmp_path, ROW), apply=True)
    values = Observation.objects.order_by("ends").values_list(
        "period_label", "printed", "entry", "recorded_by", "period_inferred"
    )
    assert list(values) == [
        ("January to March 2023", "12", None, None, True),
        ("April to June 2023", "34", None, None, True),
        ("July to September 2023", "56", None, None, True),
    ]


def test_another_value_on_record_is_a_problem_that_says_both(plan, quarter, tmp_path):
    observed(plan.enquiries.kpi, "55")
    assert refused(written(tmp_path, ROW), apply=True)[1:] == [
        "Line 2, Recent -1: 55 is on record for July to September 2023; the file says 56."
    ]


def test_a_value_of_a_quarter_that_is_being_reported_comes_by_its_return(plan, tmp_path):
    for period in (Q2, Q3):
        factories.quarter(strategy=plan.strategy, period=period)
    problems = refused(written(tmp_path, ROW), quarter="2023-q3")
    assert problems[1] == (
        "Line 2, Recent -1: July to September 2023 is being reported in Q2 2023/24: load it with "
        "--quarter 2023-q2."
    )


# --- Targets --------------------------------------------------------------------------------------


def test_a_target_for_the_quarter_goes_beside_the_years(plan, quarter, tmp_path):
    run(written(tmp_path, ROW + "130"), apply=True)
    found = Target.objects.filter(placement=plan.enquiries).order_by("id")
    assert [(item.printed, item.period) for item in found] == [
        ("250", TargetPeriod.FINANCIAL_YEAR),
        ("130", TargetPeriod.QUARTER),
    ]


def test_another_target_for_the_same_time_takes_its_place_from_the_quarter_on(
    plan, quarter, tmp_path
):
    was = factories.target(
        placement=plan.enquiries, printed="120", period=TargetPeriod.QUARTER, year=2023, quarter=3
    )
    run(written(tmp_path, ROW + "130"), apply=True)
    made = Target.objects.get(supersedes=was)
    assert (made.printed, made.from_quarter, made.reason) == (
        "130",
        Q3,
        "Loaded from figures.csv",
    )


def test_another_standing_target_is_replaced_by_a_standing_one(plan, quarter, tmp_path):
    Target.objects.filter(placement=plan.enquiries).delete()
    was = factories.target(
        placement=plan.enquiries, printed="120", period=TargetPeriod.STANDING, year=None
    )
    run(written(tmp_path, ROW + "130"), apply=True)
    assert Target.objects.get(supersedes=was).period == TargetPeriod.STANDING


def test_an_equal_standing_target_changes_nothing(plan, quarter, tmp_path):
    Target.objects.filter(placement=plan.enquiries).delete()
    factories.target(
        placement=plan.enquiries, printed="130.0", period=TargetPeriod.STANDING, year=None
    )
    changes = as_json(written(tmp_path, ROW + "130"))["changes"]
    assert "target" not in {item["kind"] for item in changes}


# --- The long shape -------------------------------------------------------------------------------


def test_comparators_go_on_record_beside_the_councils(plan, quarter, tmp_path):
    lines = ["G01,Q2 2023/24,40,England,ONS", "G01,2023-q1,38,England,ONS"]
    run(written(tmp_path, *lines, headings=LONG), apply=True)
    found = Observation.objects.of_comparators().order_by("ends")
    assert [(item.series, item.printed, item.source, item.recorded_by) for item in found] == [
        ("England", "38", "ONS", None),
        ("England", "40", "ONS", None),
    ]


def test_comparators_loaded_again_change_nothing(plan, quarter, tmp_path):
    path = written(tmp_path, "G01,Q2 2023/24,40,England,ONS", headings=LONG)
    run(path, apply=True)
    before = factories.dump()
    assert "Nothing to change" in run(path, apply=True)
    assert factories.dump() == before


def test_a_dry_run_of_comparators_leaves_none(plan, quarter, tmp_path):
    said = run(written(tmp_path, "G01,Q2 2023/24,40,England,ONS", headings=LONG))
    assert "  England, July to September 2023: nothing → 40" in said.splitlines()
    assert not Observation.objects.exists()


def test_another_comparator_for_the_time_is_a_problem_by_line(plan, quarter, tmp_path):
    observed(plan.enquiries.kpi, "39", series="England")
    path = written(tmp_path, "G01,Q2 2023/24,40,England,", headings=LONG)
    problems = refused(path, apply=True)
    assert problems[1].startswith(
        "Line 2, Value: England has 39 for July to September 2023 on record."
    )


def test_a_councils_value_of_the_past_goes_on_record(plan, quarter, tmp_path):
    run(written(tmp_path, "G01,Q1 2023/24,31,council,", headings=LONG), apply=True)
    found = Observation.objects.of_council().get()
    assert (found.printed, found.period_inferred) == ("31", False)


def test_a_councils_value_of_the_quarter_fills_its_return(plan, quarter, tmp_path):
    path = written(tmp_path, "G01,Q3 2023/24,137,,", headings=LONG)
    run(path, quarter="2023-q3", apply=True)
    assert Entry.objects.get(placement=plan.enquiries).figure == "137"
    assert not Observation.objects.exists()


def test_a_councils_value_of_an_open_quarter_needs_the_quarter_named(plan, quarter, tmp_path):
    problems = refused(written(tmp_path, "G01,Q3 2023/24,137,,", headings=LONG))
    assert "is being reported in Q3 2023/24: load it with --quarter 2023-q3." in problems[1]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("G01,some day,31,,", "Line 2, Period: “some day” is not understood."),
        ("G01,Q4 2023/24,31,,", "Line 2, Period: January to March 2024 has not ended yet."),
        ("G99,2022/23,31,,", "Line 2, ID: No KPI of town-plan has the code G99."),
        ("G01,2022/23,Yes,,", "Line 2, Value: “Yes” is no number"),
    ],
)
def test_a_bad_value_is_named(quarter, tmp_path, line, words):
    assert refused(written(tmp_path, line, headings=LONG))[1].startswith(words)


def test_one_time_in_two_spellings_is_one_time(quarter, tmp_path):
    lines = ["G01,2023-q1,31,,", "G01,April to June 2023,32,,"]
    assert refused(written(tmp_path, *lines, headings=LONG))[1:] == [
        "Line 3, Period: April to June 2023 has its value in line 2 already."
    ]


# --- The reference data ---------------------------------------------------------------------------


def test_the_corporate_reports_quarter_is_published_and_refused(reference, settings, tmp_path):
    settings.DEMO_TODAY = date(2025, 1, 22)
    path = written(tmp_path, "C01,Early Help Assessments completed,Quarter,High,38,47,92,131,")
    before = factories.dump()
    problems = refused(path, strategy="corporate-plan-2023", quarter="2024-q2", apply=True)
    assert problems == [
        "Nothing was loaded: 1 problem.",
        "Q2 2024/25 is published: correct figures there one by one, or reopen the quarter and "
        "enter them in its returns.",
    ]
    assert factories.dump() == before


def test_the_next_quarter_of_the_corporate_report_loads(reference, tmp_path):
    """What the last report printed as most recent is the next one's Recent -1: it is known."""
    strategy = Quarter.objects.get(strategy__slug="corporate-plan-2023").strategy
    factories.quarter(strategy=strategy, period=FinancialQuarter(2024, 3))
    line = "C08,Proportion of Cared for Children with Visits up to date,Quarter,High,83,83,88,91,92"
    path = written(tmp_path, line)
    found = as_json(path, strategy="corporate-plan-2023", quarter="2024-q3", apply=True)
    assert [(item["what"], item["old"], item["new"]) for item in found["changes"]] == [
        ("Figure for October to December 2024 (inferred)", "", "91"),
        ("Target until it is replaced", "90", "92"),
    ]
