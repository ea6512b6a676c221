"""What a pack is made from is read from the database: nothing that is not its reader's to read."""

from datetime import date

import pytest

from objectives.models import KPI
from objectives.periods import FinancialQuarter
from objectives.plan import Polarity
from reporting import briefing_material
from reporting.access import Reader
from reporting.briefing import compose, material_json
from reporting.briefing.material import Counts
from reporting.briefing.terms import Audience, Terms
from reporting.meeting import MatterKind
from reporting.models import Edition, GovernanceDate, Pack, Quarter
from reporting.report_json import checksum
from reporting.workflow import ReturnState
from tests import factories
from tests.factories import NOW, Q1, Q2, Q3
from tests.reporting.acts import publish, ready

MADE_ON = date(2024, 1, 22)


def _material(quarter, terms=None, **options):
    return briefing_material.material(quarter, terms or Terms(), made_on=MADE_ON, **options)


@pytest.fixture
def published(quarter, submission, officer):
    """The plan's quarter, published with Growth's return and without Housing's."""
    ready(submission, ReturnState.APPROVED)
    publish(quarter, officer)
    return quarter


def _earlier(plan, officer, period=Q2):
    """A quarter before, published with a return of Growth."""
    made = factories.quarter(strategy=plan.strategy, period=period)
    ready(factories.submission(quarter=made, sub_strand=plan.growth), ReturnState.APPROVED)
    publish(made, officer)
    return made


def _pack(quarter, **options) -> Pack:
    """A stored final pack of the quarter."""
    text = material_json.canonical_text(_material(quarter, is_final=True, **options))
    return Pack.objects.create(
        quarter=quarter,
        number=1,
        is_final=True,
        audience=Audience.CABINET_MEMBER,
        edition=quarter.editions.latest("number"),
        content=text,
        checksum=checksum(text),
        made_at=NOW,
    )


# --- The report ---------------------------------------------------------------------------------


def test_a_draft_pack_holds_only_what_is_submitted(quarter, submission):
    content = factories.complete(submission=submission, commentary="Half a thought")
    factories.fill(submission=submission, content=content, state=ReturnState.DRAFT)

    assert "Half a thought" not in repr(_material(quarter))


def test_a_draft_pack_holds_what_is_submitted(quarter, submission):
    ready(submission, ReturnState.SUBMITTED)

    assert [part.name for part in _material(quarter).report.received] == ["Growth"]


def test_a_draft_pack_holds_what_its_reader_may_read(quarter, submission, viewer):
    ready(submission, ReturnState.SUBMITTED)
    reader = Reader.of(viewer, MADE_ON)

    assert _material(quarter, reader=reader).report.received == ()


def test_a_final_pack_says_what_the_edition_says(published, submission):
    before = _material(published, is_final=True)
    submission.refresh_from_db()
    submission.commentary = "Put in afterwards"
    submission.save()

    assert _material(published, is_final=True) == before


def test_without_an_edition_there_is_no_final_pack(quarter):
    with pytest.raises(Edition.DoesNotExist):
        _material(quarter, is_final=True)


def test_wording_for_a_return_that_is_not_in_is_left_out(quarter, submission):
    ready(submission, ReturnState.SUBMITTED)
    terms = Terms(wordings={"growth": "In short.", "housing": "Too early."})

    assert _material(quarter, terms).terms.wordings == {"growth": "In short."}


# --- The quarters before ------------------------------------------------------------------------


def test_the_reader_was_last_briefed_by_the_quarter_before(plan, published, officer):
    _earlier(plan, officer)
    found = _material(published)

    assert found.since.quarter == Q2
    assert found.since_words == "Q2 2023/24, edition 1, published on 22 January 2024"


def test_a_pack_by_which_the_reader_was_briefed_goes_before(plan, published, officer):
    pack = _pack(_earlier(plan, officer, Q1))
    _earlier(plan, officer, Q2)
    found = _material(published, since=pack)

    assert found.since.quarter == Q1
    assert found.since_words == ("pack 1 of Q1 2023/24, edition 1, published on 22 January 2024")


def test_the_first_quarter_is_compared_with_nothing(published):
    assert _material(published).since is None


def test_a_pack_that_was_altered_is_not_compared_with(published):
    pack = _pack(published)
    pack.content = pack.content.replace("Growth", "Grown")

    with pytest.raises(briefing_material.PackAltered):
        _material(published, since=pack)


def test_statuses_are_counted_over_the_published_quarters(plan, published, officer):
    _earlier(plan, officer)
    over = _material(published).over_quarters

    assert [(item.quarter, item.kpis, item.sub_strands) for item in over] == [
        ("Q2 2023/24", Counts(green=4), Counts(green=1)),
        ("Q3 2023/24", Counts(green=4), Counts(green=1)),
    ]


def test_a_quarter_before_that_is_not_published_is_not_counted(plan, published):
    earlier = factories.quarter(strategy=plan.strategy, period=Q2)
    ready(factories.submission(quarter=earlier, sub_strand=plan.growth), ReturnState.APPROVED)

    assert [item.quarter for item in _material(published).over_quarters] == ["Q3 2023/24"]


def test_at_most_eight_quarters_are_counted(plan, published, officer):
    for year, number in [(2021, 1), (2021, 2), (2021, 3), (2021, 4), (2022, 1), (2022, 2)]:
        _earlier(plan, officer, FinancialQuarter(year, number))
    for number in (3, 4):
        _earlier(plan, officer, FinancialQuarter(2022, number))
    over = _material(published).over_quarters

    assert [over[0].quarter, over[-1].quarter, len(over)] == ["Q2 2021/22", "Q3 2023/24", 8]


def test_for_one_objective_only_its_own_is_counted(published):
    found = _material(published, Terms(audience=Audience.OBJECTIVE, objective="elsewhere"))

    assert found.over_quarters[-1].kpis == Counts()


# --- What was asked -----------------------------------------------------------------------------


def test_what_is_still_to_be_done_is_by_post(plan, published, officer, lead):
    factories.matter(
        quarter=published,
        by=officer,
        kind=MatterKind.ACTION,
        text="Choose the sites",
        owner=lead,
        sub_strand=plan.growth,
    )
    (asked,) = _material(published, is_final=True).wanted

    assert (asked.text, asked.who, asked.sub_strand) == (
        "Choose the sites",
        "Growth Manager",
        "Growth",
    )


def test_a_question_that_was_answered_is_told(published, officer):
    factories.matter(quarter=published, by=officer, text="Why Red?", closed_at=NOW)
    found = _material(published, is_final=True)

    assert [(item.text, item.outcome) for item in found.answered] == [("Why Red?", "Seen to.")]
    assert found.wanted == ()


def test_an_answer_is_not_told_twice(published, officer):
    factories.matter(quarter=published, by=officer, text="Why Red?", closed_at=NOW)

    assert _material(published, since=_pack(published)).answered == ()


def test_a_final_pack_tells_no_action_about_a_return_that_is_made_again(plan, published, officer):
    factories.matter(
        quarter=published,
        by=officer,
        kind=MatterKind.ACTION,
        text="Count again",
        sub_strand=plan.growth,
    )
    growth = factories.submission(quarter=published, sub_strand=plan.growth)
    factories.put(submission=growth, state=ReturnState.SENT_BACK)

    assert _material(published, is_final=True).wanted == ()


def test_matters_of_another_strategy_are_not_told(published, officer):
    other = factories.plan(slug="other")
    factories.matter(quarter=factories.quarter(strategy=other.strategy), by=officer)

    assert _material(published).wanted == ()


# --- The plan -----------------------------------------------------------------------------------


def test_a_target_that_was_replaced_brings_its_reason(plan, published):
    old = plan.enquiries.targets.get()
    factories.target(
        placement=plan.enquiries,
        printed="300",
        supersedes=old,
        from_quarter=Q3,
        reason="The grant grew.",
    )
    (found,) = _material(published).target_reasons

    assert (found.kpi, found.target, found.reason) == (
        plan.enquiries.kpi.slug,
        "300",
        "The grant grew.",
    )


def test_a_target_of_a_later_quarter_is_not_told_yet(plan, published):
    factories.target(
        placement=plan.enquiries,
        printed="300",
        supersedes=plan.enquiries.targets.get(),
        from_quarter=Q3.next,
        reason="The grant will grow.",
    )

    assert _material(published).target_reasons == ()


def test_kpis_are_defined_in_printed_order_and_in_words(plan, published):
    KPI.objects.filter(pk=plan.enquiries.kpi_id).update(
        definition="Calls and letters.", polarity=Polarity.HIGHER, unit="%"
    )
    found = _material(published).definitions

    assert [item.name for item in found] == [
        "Enquiries",
        "Hub opened",
        "Town centre",
        "Homes built",
    ]
    assert (found[0].definition, found[0].polarity, found[0].unit) == (
        "Calls and letters.",
        "Higher is better",
        "%",
    )
    assert found[1].covers == "A milestone: done by a date, or not"


def test_the_dates_of_the_next_quarter_are_looked_at(plan, published):
    following = factories.quarter(strategy=plan.strategy, period=Q3.next)
    GovernanceDate.objects.create(quarter=following, kind="economy_cell", date=date(2024, 4, 18))

    assert [item.date for item in _material(published).next_dates] == [date(2024, 4, 18)]


# --- The standard pack --------------------------------------------------------------------------


def test_the_standard_pack_has_the_councils_six_sections(published):
    terms = briefing_material.standard_terms(published)
    document = compose.document(_material(published, terms, is_final=True))
    numbers = {getattr(block, "number", "") for block in document.blocks}

    assert {"1", "2", "3", "4", "5", "6"} <= numbers


def test_default_texts_name_the_strategy_and_no_quarter(plan):
    texts = briefing_material.default_texts(plan.strategy)

    assert texts.purpose == "To update the Cabinet Member on progress with the Town plan."
    assert "Q3" not in repr(texts)


def test_the_real_quarter_makes_a_pack_and_comes_back(reference):
    quarter = Quarter.objects.get(strategy__slug="ses-action-plan-2023", period=Q2)
    made = _material(quarter, briefing_material.standard_terms(quarter), is_final=True)

    assert material_json.from_text(material_json.canonical_text(made)) == made


# --- Queries ------------------------------------------------------------------------------------


def test_the_queries_do_not_grow_with_quarters_kpis_and_matters(
    plan, published, officer, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20) as few:
        _material(published, is_final=True)
    for number in (1, 2):
        _earlier(plan, officer, FinancialQuarter(2023, number))
    for number in range(5):
        factories.matter(quarter=published, by=officer, text=f"Question {number}")
        factories.placement(
            sub_strand=plan.growth, kpi=factories.kpi(name=f"More {number}"), first_quarter=Q3
        )
    with django_assert_max_num_queries(len(few)):
        _material(published, is_final=True)


def test_a_draft_packs_queries_do_not_grow_with_its_sub_strands(
    plan, quarter, submission, django_assert_max_num_queries
):
    ready(submission, ReturnState.SUBMITTED)
    _material(quarter)
    with django_assert_max_num_queries(60) as few:
        _material(quarter)
    housing = factories.submission(quarter=quarter, sub_strand=plan.housing)
    ready(housing, ReturnState.SUBMITTED)
    with django_assert_max_num_queries(len(few)):
        found = _material(quarter)

    assert len(found.report.received) == 2
