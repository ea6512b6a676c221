"""Search: every word must stand there, and only what one may read is looked through."""

import pytest
from django.contrib.auth.models import AnonymousUser

from objectives.models import Statement
from objectives.plan import StatementKind
from reporting.access import Reader
from reporting.models import Entry, Quarter, Submission
from reporting.searching import Kind, found
from reporting.workflow import QuarterState, ReturnState
from tests import factories
from tests.factories import Q3, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(request):
    """`look("notes", "officer", "footfall")`: what that person finds."""

    def of(kind, who, *words):
        user = AnonymousUser() if who == "signed_out" else request.getfixturevalue(who)
        return list(found(Kind(kind), words, Reader.of(user, TODAY)))

    return of


@pytest.fixture
def noted(plan, submission):
    """A draft whose note and commentary speak of footfall."""
    factories.entry(submission=submission, placement=plan.enquiries, note="Footfall 100% up")
    Submission.objects.filter(pk=submission.pk).update(commentary="Footfall rose in the centre")
    return factories.put(submission=submission, state=ReturnState.DRAFT)


@pytest.mark.parametrize("kind", ["notes", "commentary"])
def test_words_of_a_draft_are_found_by_those_inside_alone(kind, look, noted):
    for who in ("lead", "deputy", "officer", "ses_lead"):
        assert len(look(kind, who, "footfall")) == 1, who
    for who in ("signed_out", "other_lead", "reviewer", "viewer", "administrator", "stranger"):
        assert look(kind, who, "footfall") == [], who


@pytest.mark.parametrize("kind", ["notes", "commentary"])
def test_words_that_are_public_are_found_by_everybody(kind, look, noted):
    Quarter.objects.update(state=QuarterState.PUBLISHED, public_from=TODAY)
    Submission.objects.update(state=ReturnState.PUBLISHED)
    for who in ("signed_out", "stranger", "viewer"):
        assert len(look(kind, who, "footfall")) == 1, who


@pytest.mark.parametrize("kind", ["notes", "commentary"])
def test_words_of_a_return_that_was_not_received_are_found_by_nobody(kind, look, noted):
    Submission.objects.update(state=ReturnState.PUBLISHED, is_received=False)
    assert look(kind, "officer", "footfall") == []


def test_every_word_must_stand_there(look, noted):
    assert len(look("commentary", "lead", "FOOTFALL", "centre")) == 1
    assert look("commentary", "lead", "footfall", "harbour") == []


@pytest.mark.parametrize(("word", "many"), [("100%", 1), ("1%0", 0), ("_", 0), ("0% U", 1)])
def test_signs_of_the_database_are_letters_like_others(word, many, look, noted):
    assert len(look("notes", "lead", word)) == many


def test_a_word_is_found_whatever_its_accents_capitals(look, noted):
    Submission.objects.filter(pk=noted.pk).update(commentary="ÉVÉNEMENT at the café")
    assert len(look("commentary", "lead", "événement")) == 1


def test_why_there_is_no_status_is_a_note_too(plan, look, noted):
    Entry.objects.filter(placement=plan.hub).update(not_rated_reason="Awaiting the auditor")
    assert [item.placement for item in look("notes", "lead", "auditor")] == [plan.hub]


def test_the_newest_quarter_comes_first(plan, look, noted):
    later = factories.quarter(strategy=plan.strategy, period=Q3.next)
    Submission.objects.filter(quarter=later, sub_strand=plan.growth).update(commentary="Footfall")
    assert [item.quarter.period for item in look("commentary", "lead", "footfall")] == [Q3.next, Q3]


# --- KPIs -----------------------------------------------------------------------------------------


def test_a_kpi_is_found_by_its_name_definition_wording_and_code(plan, look, quarter):
    kpi = plan.enquiries.kpi
    kpi.definition = "Asked of the growth hub"
    kpi.save()
    for words in (["enquir"], ["growth hub"], ["g01"], ["enquir", "asked"]):
        assert look("kpis", "viewer", *words) == [kpi], words


def test_a_kpi_is_found_by_the_name_of_a_sub_strand_where_it_stands(plan, look, quarter):
    trees = factories.kpi(name="Trees")
    factories.placement(sub_strand=plan.housing, kpi=trees, wording="Trees planted")
    assert trees in look("kpis", "viewer", "housing")
    assert look("kpis", "viewer", "housing", "planted") == [trees]


def test_a_kpi_named_so_comes_before_one_that_is_only_described_so(plan, look, quarter):
    described = plan.centre.kpi
    described.definition = "All enquiries"
    described.save()
    described.refresh_from_db()
    named = factories.kpi(name="Zoo enquiries")
    factories.placement(sub_strand=plan.housing, kpi=named)
    assert look("kpis", "viewer", "enquiries") == [plan.enquiries.kpi, named, described]


def test_the_wording_of_a_plan_that_one_may_not_read_finds_nothing(plan, look, quarter):
    elsewhere = factories.plan(slug="elsewhere")
    factories.placement(
        sub_strand=elsewhere.growth, kpi=plan.enquiries.kpi, is_home=False, wording="Secret words"
    )
    assert look("kpis", "viewer", "secret") == []
    assert look("kpis", "administrator", "secret") == [plan.enquiries.kpi]


# --- Statements -----------------------------------------------------------------------------------


def statement(plan, **fields):
    given = {"kind": StatementKind.NEXT, "text": "A tram to the harbour", "position": 1, **fields}
    return Statement.objects.create(strategy=plan.strategy, **given)


def test_a_statement_of_a_plan_is_found_by_whoever_reads_the_plan(plan, look, quarter):
    said = statement(plan)
    assert look("statements", "viewer", "tram", "harbour") == [said]
    assert look("statements", "stranger", "tram") == []


def test_what_a_quarters_report_says_is_found_with_its_return(plan, look, noted):
    said = statement(plan, sub_strand=plan.growth, quarter=Q3)
    assert look("statements", "lead", "tram") == [said]
    assert look("statements", "viewer", "tram") == []


def test_what_is_said_of_a_whole_objective_goes_with_the_part_that_stands_for_it(plan, look, noted):
    said = statement(plan, objective=plan.growth.objective, quarter=Q3)
    assert look("statements", "lead", "tram") == []
    type(plan.growth).objects.filter(pk=plan.growth.pk).update(stands_for_whole=True)
    assert look("statements", "lead", "tram") == [said]
    assert look("statements", "other_lead", "tram") == []
