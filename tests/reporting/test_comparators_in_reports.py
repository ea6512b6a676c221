"""What others have, beside the council's figure: in the report, its editions, pages and files."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from objectives.models import KPI
from objectives.periods import FinancialQuarter
from objectives.plan import Certainty, Polarity
from reporting import explaining
from reporting.actions.comparators import record_all
from reporting.exports import explanations
from reporting.models import Observation, Quarter
from reporting.quarter_report import build, everything, latest_edition
from reporting.report import Comparator
from tests import factories
from tests.factories import NOW, Q2, Q3, new_figure
from tests.objectives.judging.cases import known
from tests.reporting.comparing import record, value, withdraw
from tests.reporting.correcting import edition, published
from tests.reporting.pages import text
from tests.reporting.reported import line, reported
from tests.reporting.reports import a_line, a_report, a_sub_strand

pytestmark = pytest.mark.django_db

CORPORATE = "/strategies/corporate-plan-2023/"
REPORT = "/strategies/town-plan/quarters/2023-q3/growth/"
Q3_WORDS = "October to December 2023"


@pytest.fixture
def kpi(plan):
    """The KPI of the first row: a rate of which more is better."""
    KPI.objects.filter(pk=plan.enquiries.kpi_id).update(
        unit="%", polarity=Polarity.HIGHER, basis="point_in_time"
    )
    return KPI.objects.get(pk=plan.enquiries.kpi_id)


def in_words(quarter, placement) -> list[str]:
    return [item.words for item in line(quarter, placement).comparators]


# --- The report ---------------------------------------------------------------------------------


def test_a_line_says_how_its_figure_stands_to_others(kpi, plan, officer):
    quarter = reported(plan.enquiries, Q3, **new_figure("20.1%"))
    record(kpi, officer, "wales", Q3_WORDS, "25", source="ONS")
    record(kpi, officer, "England", Q3_WORDS, "19.9")
    england, wales = line(quarter, plan.enquiries).comparators
    assert (england.words, england.standing) == ("better than England (19.9%)", "better")
    assert (wales.words, wales.standing, wales.source) == ("worse than wales (25%)", "worse", "ONS")
    assert wales.latest.number == Decimal(25)


def test_a_figure_entered_elsewhere_stands_beside_the_same_others(plan, officer):
    KPI.objects.filter(pk=plan.homes.kpi_id).update(polarity=Polarity.HIGHER)
    quarter = reported(plan.homes, Q3, **new_figure("40"))
    record(plan.homes.kpi, officer, "England", Q3_WORDS, "30")
    assert in_words(quarter, plan.homes) == ["better than England (30)"]
    assert in_words(quarter, plan.homes_away) == ["better than England (30)"]


def test_a_place_s_own_polarity_decides_there(kpi, plan, officer):
    plan.enquiries.polarity = Polarity.LOWER
    plan.enquiries.save()
    quarter = reported(plan.enquiries, Q3, **new_figure("20.1%"))
    record(kpi, officer, "England", Q3_WORDS, "19.9")
    assert in_words(quarter, plan.enquiries) == ["worse than England (19.9%)"]


def test_without_a_figure_a_line_tells_what_others_have(kpi, plan, quarter, officer):
    record(kpi, officer, "England", "2022/23", "19.9")
    assert in_words(quarter, plan.enquiries) == ["England: 19.9% in 2022/23"]


def test_no_value_of_a_later_time_is_shown(kpi, plan, quarter, officer):
    record(kpi, officer, "England", "January 2024", "19.9")
    assert in_words(quarter, plan.enquiries) == []


def test_neither_a_replaced_nor_a_withdrawn_value_is_shown(kpi, plan, quarter, officer):
    record(kpi, officer, "England", "2022/23", "19.9")
    record(kpi, officer, "England", "2022/23", "20.4", reason="Revised.")
    withdraw(record(kpi, officer, "Wales", "2022/23", "19"), officer)
    assert in_words(quarter, plan.enquiries) == ["England: 20.4% in 2022/23"]


def test_a_comparator_never_makes_a_status(kpi, plan, officer):
    quarter = reported(plan.enquiries, Q3, **new_figure("20.1%"))
    before = line(quarter, plan.enquiries)
    record(kpi, officer, "England", Q3_WORDS, "99")
    after = line(quarter, plan.enquiries)
    assert (after.computed, after.explanation) == (before.computed, before.explanation)


def test_what_is_not_counted_has_none(plan, quarter):
    assert line(quarter, plan.centre).comparators == ()


def test_ten_series_of_forty_quarters_take_as_many_queries_as_one_value(kpi, plan, officer):
    quarter = reported(plan.enquiries, Q3, **new_figure("20.1%"))
    record(kpi, officer, "England", Q3_WORDS, "19")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            found = line(quarter, plan.enquiries).comparators
        return len(captured), [len(item.values) for item in found]

    before, _ = queries()
    quarters = [FinancialQuarter(2014 + n // 4, n % 4 + 1) for n in range(40)]
    values = [
        value(kpi, f"Place {place}", period.long_label, str(place + number))
        for place in range(9)
        for number, period in enumerate(quarters)
    ]
    record_all(values=values, by=officer, now=NOW)
    after, lengths = queries()
    assert after == before
    assert lengths == [1, *[8] * 9]  # of two years


# --- Editions -----------------------------------------------------------------------------------


def test_an_edition_keeps_what_stood_beside_its_figures(kpi, plan, officer):
    record(kpi, officer, "England", "July to September 2023", "19.9", source="ONS")
    quarter = published(plan.enquiries, officer, **new_figure("20.1%"))
    before, report = edition(quarter)
    (kept,) = report.sub_strand("growth").lines[0].comparators
    assert (kept.words, kept.source) == ("better than England (19.9%)", "ONS")
    record(kpi, officer, "England", "July to September 2023", "25", reason="Revised.")
    assert edition(quarter)[0] == before


def test_the_report_and_its_edition_say_the_same(kpi, plan, officer):
    record(kpi, officer, "England", "July to September 2023", "19.90")
    quarter = published(plan.enquiries, officer, period=Q2, **new_figure("20.1%"))
    frozen = latest_edition(quarter).sub_strand("growth").lines[0].comparators
    assert frozen == build(quarter, everything).sub_strand("growth").lines[0].comparators


# --- On pages -----------------------------------------------------------------------------------


def test_the_report_says_it_under_the_figure(kpi, plan, officer, client):
    reported(plan.enquiries, Q3, **new_figure("20.1%"))
    record(kpi, officer, "England", Q3_WORDS, "19.9", source="ONS")
    record(kpi, officer, "North West", Q3_WORDS, "25")
    client.force_login(officer)
    page = text(client.get(REPORT))
    assert "Better than England (19.9%); worse than North West (25%)" in page
    assert "Sources. England: ONS." in page


def test_the_lead_sees_it_before_handing_in(kpi, plan, quarter, lead, officer, client):
    submission = factories.submission(quarter=quarter, sub_strand=plan.growth)
    content = factories.complete(submission=submission)
    content = factories.change(content, plan.enquiries, **new_figure("20.1%"))
    factories.fill(submission=submission, content=content, state="draft", by=lead)
    record(kpi, officer, "England", Q3_WORDS, "19.9")
    client.force_login(lead)
    assert "Better than England (19.9%)" in text(client.get(f"{REPORT}return/check/"))


def test_the_lead_sees_what_others_have_while_entering(kpi, plan, quarter, lead, officer, client):
    record(kpi, officer, "England", Q3_WORDS, "19.9")
    record(kpi, officer, "Wales", "2022/23", "18")
    client.force_login(lead)
    page = text(client.get(f"{REPORT}return/"))
    assert "Others: England 19.9%, October to December 2023; Wales 18%, 2022/23" in page


def test_who_may_not_read_the_figure_is_not_told_how_it_stands(
    plan, quarter, lead, viewer, officer, client
):
    KPI.objects.filter(pk=plan.homes.kpi_id).update(polarity=Polarity.HIGHER)
    for part, state in ((plan.growth, "approved"), (plan.housing, "submitted")):
        submission = factories.submission(quarter=quarter, sub_strand=part)
        factories.fill(submission=submission, state=state, by=lead)
    record(plan.homes.kpi, officer, "England", Q3_WORDS, "30")
    client.force_login(officer)
    assert "Better than England (30)" in text(client.get(REPORT))
    client.force_login(viewer)
    assert "England: 30 for October to December 2023" in text(client.get(REPORT))


def test_the_corporate_table_says_it_beside_the_metric(reference, as_):
    quarter = Quarter.objects.get(strategy__slug="corporate-plan-2023")
    Quarter.objects.filter(pk=quarter.pk).update(state="in_review")
    quarter.submissions.update(
        state="submitted", submitted_at=NOW, submitted_by=User.objects.first()
    )
    own = (
        Observation.objects.current()
        .of_council()
        .filter(kpi__polarity=Polarity.HIGHER, entry__submission__quarter=quarter)[0]
    )
    record(own.kpi, None, "England", own.period_label, "0")
    assert "etter than England (0" in text(as_("officer").get(f"{CORPORATE}quarters/2024-q2/"))


# --- In words -----------------------------------------------------------------------------------


def a_comparator(words: str, source: str = "") -> Comparator:
    return Comparator(words.split(":")[0], (known("1", "2022"),), source, "", words)


def test_nothing_is_said_without_comparators():
    assert explaining.others(a_line()) is None


def test_three_are_said_and_the_rest_folded():
    found = explaining.others(
        a_line(comparators=tuple(a_comparator(f"place {n}: {n}") for n in range(1, 6)))
    )
    assert found.words == "Place 1: 1; place 2: 2; place 3: 3"
    assert (found.rest_title, found.rest) == ("and 2 more", "Place 4: 4; place 5: 5")


def test_each_source_is_named_once():
    held = (a_comparator("England: 1", "ONS"), a_comparator("Wales: 2", "ONS"))
    held += (a_comparator("Bootle: 3", "Us"), a_comparator("Moon: 4"))
    said = explaining.verdict(a_line(comparators=held)).reading
    assert said.endswith("Sources. England, Wales: ONS; Bootle: Us.")


def test_the_explanations_say_what_others_have():
    held = (a_comparator("England: 19.9"), a_comparator("Wales: 18"))
    page = explanations.render(a_report(a_sub_strand(a_line(comparators=held)))).decode()
    assert "| Beside others |" in page
    assert "| England: 19.9; Wales: 18 |" in page


def test_a_provisional_value_is_kept_as_such(kpi, plan, quarter, officer):
    record(kpi, officer, "England", "2022/23", "19.9", certainty=Certainty.PROVISIONAL)
    assert in_words(quarter, plan.enquiries) == ["England: 19.9% in 2022/23, provisional"]
