"""What the figures say on the return, and what they make it ask: over HTTP, without script."""

import pytest
from django.urls import reverse

from objectives.plan import Basis, Certainty, Polarity
from reporting.actions import returns
from reporting.actions.refusals import Incomplete
from reporting.answers import Answer, Coverage
from reporting.forms import as_fields
from reporting.judged import judged
from reporting.models import Observation
from reporting.workflow import ReturnState
from tests import factories
from tests.reporting.acts import save, submit
from tests.reporting.pages import text

pytestmark = pytest.mark.django_db

JULY = "July to September 2023"


def address(name):
    return reverse(f"reporting:{name}", args=["town-plan", factories.Q3, "growth"])


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


@pytest.fixture
def enquiries(plan):
    """Counted quarter by quarter, the more the better; a quarter’s share of its target is 62.5."""
    kpi = plan.enquiries.kpi
    kpi.polarity, kpi.basis = Polarity.HIGHER, Basis.PERIOD
    kpi.save()
    return plan.enquiries


@pytest.fixture
def last_quarter(plan, enquiries, submission):
    """Q2, published: 137 enquiries, better than the figures said, for a reason."""
    earlier = factories.quarter(strategy=plan.strategy, period=factories.Q2)
    before = factories.submission(quarter=earlier, sub_strand=plan.growth)
    content = factories.change(
        factories.complete(submission=before), enquiries, lead_reason="A slow summer."
    )
    return factories.fill(submission=before, content=content, state=ReturnState.APPROVED)


@pytest.fixture
def on_record(enquiries, last_quarter):
    """Q2's 137, as approval put it on record."""

    def record(**fields):
        entry = last_quarter.entries.get(placement=enquiries)
        said = {
            "kpi": enquiries.kpi,
            "period_kind": entry.period_kind,
            "starts": entry.period_starts,
            "ends": entry.period_ends,
            "period_label": entry.period_label,
            "value": entry.number,
            "printed": entry.figure,
            "entry": entry,
            "recorded_at": factories.NOW,
        }
        return Observation.objects.create(**{**said, **fields})

    return record


def put(submission, placement, **said):
    """The return complete, but for what this row says."""
    content = factories.complete(submission=submission)
    content = factories.change(content, placement, **said)
    return factories.fill(submission=submission, content=content, state=ReturnState.DRAFT)


def put_in(submission, placement, **said):
    """What the return says, with this row said differently."""
    return factories.change(factories.says(submission), placement, **said)


def late(figure, **said):
    """A figure for the quarter before, reported again."""
    return {"figure": figure, "coverage": Coverage.OTHER, "period_typed": "Q2 2023/24", **said}


def sent(submission, **changes):
    submission = factories.fresh(submission)
    return {**dict(as_fields(factories.says(submission), submission.version)), **changes}


def named(placement, **fields):
    return {f"kpi-{placement.pk}-{name}": value for name, value in fields.items()}


def row_of(reply, placement):
    return reply.json()["rows"][str(placement.pk)]


def gaps(submission):
    return [gap.field for gap in returns.gaps(factories.fresh(submission))]


def card(response, placement):
    found = [item for item in response.context["cards"] if item.placement == placement]
    return found[0]


# --- What the figures say ---------------------------------------------------------------------


def test_the_computed_status_stands_under_the_declared_one(as_lead, submission, enquiries):
    put(submission, enquiries, figure="70")
    page = text(as_lead.get(address("return")))
    assert "The figures say Green 70 in October to December 2023 is above" in page


def test_where_there_is_no_verdict_the_page_says_why(as_lead, submission, enquiries):
    put(submission, enquiries, figure="70", certainty=Certainty.AWAITING_VALIDATION)
    page = text(as_lead.get(address("return")))
    assert "The figures can’t say." in page
    assert card(as_lead.get(address("return")), enquiries).says["computed"]["status"] == ""


def test_a_row_of_which_nothing_is_said_says_nothing(as_lead, submission, enquiries):
    response = as_lead.get(address("return"))
    assert card(response, enquiries).says["computed"]["sentence"] == ""


def test_autosave_answers_with_the_verdict_on_what_was_just_typed(as_lead, submission, enquiries):
    typed = named(enquiries, figure="2", coverage="this_quarter", declared="red")
    row = row_of(as_lead.post(address("return_autosave"), sent(submission, **typed)), enquiries)
    assert (row["computed"]["status"], row["computed"]["label"]) == ("red", "Red")
    assert row["computed"]["sentence"].startswith("2 in October to December 2023")


def test_a_figure_whose_time_nobody_said_points_to_what_it_covers(as_lead, submission, enquiries):
    enquiries.kpi.basis = Basis.UNKNOWN
    enquiries.kpi.save()
    typed = named(enquiries, figure="100", coverage="", declared="green")
    row = row_of(as_lead.post(address("return_autosave"), sent(submission, **typed)), enquiries)
    assert row["computed"]["asks_coverage"]
    page = as_lead.get(address("return")).content.decode()
    assert f'href="#id_kpi-{enquiries.pk}-coverage_1" data-to-coverage>' in page


def test_what_it_covered_last_quarter_is_not_asked_again(as_lead, submission, last_quarter, plan):
    plan.enquiries.kpi.basis = Basis.UNKNOWN
    plan.enquiries.kpi.save()
    last_quarter.entries.filter(placement=plan.enquiries).update(coverage=Coverage.YEAR_TO_DATE)
    response = as_lead.get(address("return"))
    assert card(response, plan.enquiries).form["coverage"].value() == Coverage.YEAR_TO_DATE


def test_the_statuses_suggest_an_overall_one(as_lead, plan, submission):
    reply = as_lead.post(
        address("return_autosave"), sent(submission, **named(plan.centre, declared="red"))
    )
    assert reply.json()["suggested"] == {"status": "red", "label": "Red"}
    assert "The statuses above suggest Red" in text(as_lead.get(address("return")))


def test_no_status_suggests_nothing(as_lead, submission):
    assert as_lead.get(address("return")).context["suggested"]["status"] == ""


# --- Better than the figures say --------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "declared", "asks"),
    [("2", "green", True), ("2", "amber", True), ("2", "red", False), ("70", "red", False)],
)
def test_only_a_status_better_than_the_figures_asks_why(
    as_lead, submission, enquiries, figure, declared, asks
):
    typed = named(enquiries, figure=figure, coverage="this_quarter", declared=declared)
    row = row_of(as_lead.post(address("return_autosave"), sent(submission, **typed)), enquiries)
    assert row["asks_reason"] is asks


def test_a_missing_reason_is_marked_but_keeps_nothing_back(as_lead, lead, submission, enquiries):
    draft = put(submission, enquiries, figure="2", declared="green")
    page = as_lead.get(address("return"))
    assert card(page, enquiries).mark == "wanted"
    assert "needs a reason" in text(page)
    assert submit(draft, lead).state == ReturnState.SUBMITTED


def test_the_check_page_warns_of_a_missing_reason(as_lead, submission, enquiries):
    put(submission, enquiries, figure="2", declared="green")
    page = as_lead.get(address("return_check")).content.decode()
    assert f"return/#id_kpi-{enquiries.pk}-lead_reason" in page
    assert "say why it is better than the figures say." in page


def test_a_reason_given_settles_it(as_lead, submission, enquiries):
    put(submission, enquiries, figure="2", declared="green", lead_reason="Nine are booked.")
    assert card(as_lead.get(address("return")), enquiries).mark == "answered"
    page = as_lead.get(address("return_check"))
    assert "say why it is better" not in text(page)
    assert "Nine are booked." in text(page)


def test_last_quarters_reason_can_still_apply(as_lead, submission, enquiries, last_quarter):
    page = text(as_lead.get(address("return")))
    assert "A slow summer." in page
    assert "Still applies" in page
    as_lead.post(address("return"), sent(submission, **named(enquiries, still_applies="yes")))
    assert factories.says(submission).entries[enquiries.pk].lead_reason == "A slow summer."


def test_a_reason_of_ones_own_goes_before_last_quarters(
    as_lead, submission, enquiries, last_quarter
):
    said = named(enquiries, still_applies="yes", lead_reason="A slow autumn.")
    as_lead.post(address("return"), sent(submission, **said))
    assert factories.says(submission).entries[enquiries.pk].lead_reason == "A slow autumn."


def test_keeping_last_quarters_answer_does_not_give_its_reason_again(
    as_lead, submission, enquiries, last_quarter
):
    as_lead.post(address("return_keep_last"), {**sent(submission), "row": str(enquiries.pk)})
    kept = factories.says(submission).entries[enquiries.pk]
    assert (kept.declared, kept.lead_reason) == ("green", "")
    assert "Still applies" in text(as_lead.get(address("return")))


# --- Figures that look like a slip ------------------------------------------------------------


def test_an_unlikely_figure_is_saved_and_asked_about(as_lead, submission, enquiries, on_record):
    on_record()
    typed = named(enquiries, figure="1,370", coverage="this_quarter", declared="green")
    row = row_of(as_lead.post(address("return_autosave"), sent(submission, **typed)), enquiries)
    assert row["question"] == "1,370 is ten times the last figure, 137. Is this right?"
    assert (row["figure"], row["printed"]) == ("1,370", "1,370")
    assert row["state"] == "figure"
    page = text(as_lead.get(address("return")))
    assert "1,370 is ten times the last figure, 137. Is this right? Yes, 1,370 is right" in page


def test_its_tick_prints_the_figure_as_the_question_does(as_lead, submission, enquiries, on_record):
    on_record()
    put(submission, enquiries, figure="1371")
    response = as_lead.get(address("return"))
    assert "Is this right? Yes, 1,371 is right" in text(response)
    tick = card(response, enquiries).form["confirmed"].auto_id
    assert f'id="{tick}" value="1371"' in response.content.decode()


def test_it_keeps_the_return_back_until_it_is_said_to_be_right(
    as_lead, lead, submission, enquiries, on_record
):
    on_record()
    draft = put(submission, enquiries, figure="1,370")
    with pytest.raises(Incomplete):
        submit(draft, lead)
    check = as_lead.get(address("return_check")).content.decode()
    assert f"return/#id_kpi-{enquiries.pk}-confirmed" in check
    as_lead.post(address("return"), sent(draft, **named(enquiries, confirmed="1,370")))
    assert gaps(submission) == []


def test_another_figure_is_asked_about_anew(as_lead, submission, enquiries, on_record):
    on_record()
    put(submission, enquiries, figure="1,370", confirmed="1,370")
    as_lead.post(
        address("return"), sent(submission, **named(enquiries, figure="1,380", confirmed="1,370"))
    )
    assert factories.says(submission).entries[enquiries.pk].confirmed == ""
    assert gaps(submission) == ["confirmed"]


def test_a_likely_figure_is_not_asked_about(submission, enquiries, on_record):
    on_record()
    put(submission, enquiries, figure="140")
    assert gaps(submission) == []


# --- Figures that replace one on record -------------------------------------------------------


def test_a_figure_that_replaces_one_on_record_says_why(as_lead, submission, enquiries, on_record):
    on_record()
    put(submission, enquiries, **late("140"))
    assert f"This replaces 137, on record for {JULY}." in text(as_lead.get(address("return")))
    assert gaps(submission) == ["correction_reason"]
    said = named(enquiries, correction_reason="Three were counted late.")
    as_lead.post(address("return"), sent(submission, **said))
    assert gaps(submission) == []


def test_the_same_figure_replaces_nothing(submission, enquiries, on_record):
    on_record()
    put(submission, enquiries, **late("137"))
    assert gaps(submission) == []


def test_a_figure_awaiting_validation_replaces_nothing(submission, enquiries, on_record):
    on_record()
    put(submission, enquiries, **late("140", certainty=Certainty.AWAITING_VALIDATION))
    assert gaps(submission) == []


def test_what_history_holds_of_this_very_quarter_is_not_asked_about(
    submission, enquiries, on_record
):
    on_record(
        starts=factories.Q3.starts, ends=factories.Q3.ends, entry=None, value=143, printed="143"
    )
    put(submission, enquiries, figure="140")
    assert gaps(submission) == []


def test_ones_own_earlier_figure_is_not_asked_about(submission, enquiries, on_record):
    own = submission.entries.get(placement=enquiries)
    on_record(starts=factories.Q3.starts, ends=factories.Q3.ends, entry=own)
    put(submission, enquiries, figure="140")
    again = factories.put(submission=submission, state=ReturnState.APPROVED)
    assert judged(again)[enquiries.pk].replaces == ""


@pytest.fixture
def corrected(submission, enquiries, on_record):
    """This quarter's own 137, published once, was corrected to 135."""
    of = {"starts": factories.Q3.starts, "ends": factories.Q3.ends}
    of["period_label"] = "October to December 2023"
    own = submission.entries.get(placement=enquiries)
    first = on_record(**of, entry=own, is_current=False)
    why = {"supersedes": first, "reason": "Two were counted twice."}
    return on_record(**of, **why, entry=None, value=135, printed="135")


@pytest.mark.parametrize("figure", ["140", "137"])
def test_a_figure_that_replaces_a_correction_says_why(figure, submission, enquiries, corrected):
    put(submission, enquiries, figure=figure)
    found = judged(factories.fresh(submission))[enquiries.pk]
    assert found.replaces == "135, on record for October to December 2023"
    assert gaps(submission) == ["correction_reason"]


def test_a_corrected_figure_typed_as_it_is_on_record_replaces_nothing(
    submission, enquiries, corrected
):
    put(submission, enquiries, figure="135")
    assert gaps(submission) == []


@pytest.mark.parametrize("state", [ReturnState.APPROVED, ReturnState.PUBLISHED])
def test_what_was_approved_before_a_correction_does_not_replace_it(
    state, submission, enquiries, corrected
):
    put(submission, enquiries, figure="137")
    done = factories.put(submission=submission, state=state)
    assert judged(done)[enquiries.pk].replaces == ""


def test_a_provisional_figure_that_stays_is_confirmed(as_lead, submission, enquiries, on_record):
    on_record(certainty=Certainty.PROVISIONAL)
    put(submission, enquiries, **late("137"))
    assert "It confirms the provisional figure." in text(as_lead.get(address("return")))
    assert "Confirms the provisional figure" in text(as_lead.get(address("return_check")))


# --- Figures of another time ------------------------------------------------------------------


@pytest.fixture(params=["", "last summer sometime"])
def unknown(request):
    """A figure of another period that is not said, or not understood."""
    return {"figure": "1,370", "coverage": Coverage.OTHER, "period_typed": request.param}


def test_it_is_judged_by_nothing_until_its_period_is_known(
    as_lead, submission, enquiries, on_record, unknown
):
    on_record()
    typed = named(enquiries, **unknown, declared="green")
    row = row_of(as_lead.post(address("return_autosave"), sent(submission, **typed)), enquiries)
    assert row["computed"]["sentence"] == "Say which period the figure covers."
    assert row["computed"]["status"] == ""
    assert (row["question"], row["replaces"], row["asks_reason"]) == ("", "", False)
    check = text(as_lead.get(address("return_check")))
    assert "The figures can’t say. Say which period the figure covers." in check
    assert "1,370 in October" not in check


def test_it_keeps_the_return_back_until_its_period_is_known(lead, submission, enquiries, unknown):
    draft = put(submission, enquiries, **unknown)
    with pytest.raises(Incomplete):
        submit(draft, lead)
    assert gaps(draft) == ["period_typed"]
    assert gaps(put(submission, enquiries, **late("137"))) == []


def test_the_period_is_asked_for_at_its_own_field(as_lead, submission, enquiries, unknown):
    put(submission, enquiries, **unknown)
    found = card(as_lead.get(address("return")), enquiries)
    asked = found.form.fields["period_typed"].help_text
    assert "Say which period the figure covers." in asked
    assert found.reading == "Read as the number 1,370."
    if unknown["period_typed"]:
        assert "“last summer sometime” was not understood as a period." in asked


def test_the_period_is_asked_for_live_and_no_longer_once_it_is_known(
    as_lead, submission, enquiries, unknown
):
    typed = named(enquiries, **unknown)
    row = row_of(as_lead.post(address("return_autosave"), sent(submission, **typed)), enquiries)
    assert row["period"].endswith("Say which period the figure covers.")
    typed = named(enquiries, **{**unknown, "period_typed": "2022/23"})
    row = row_of(as_lead.post(address("return_autosave"), sent(submission, **typed)), enquiries)
    assert row["period"] == ""


def test_a_yearly_figure_is_asked_for_its_period_where_none_is_typed(
    as_lead, submission, enquiries
):
    enquiries.kpi.basis = Basis.FULL_YEAR
    enquiries.kpi.save()
    shown = card(as_lead.get(address("return")), enquiries)
    chosen = shown.form["coverage"].value()  # preselected, and sent like that
    as_lead.post(
        address("return"), sent(submission, **named(enquiries, figure="12", coverage=chosen))
    )
    assert chosen == Coverage.OTHER
    assert "period_typed" in gaps(submission)


# --- What a field needs -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "words"),
    [("amber", "Needed, because the status is Amber."), ("red", "is Red."), ("green", None)],
)
def test_red_and_amber_say_at_the_note_that_they_need_one(
    as_lead, submission, enquiries, declared, words
):
    put(submission, enquiries, declared=declared)
    hint = card(as_lead.get(address("return")), enquiries).form.fields["note"].help_text
    assert words in hint if words else "Needed" not in hint


# --- Nothing typed is lost --------------------------------------------------------------------


def test_a_conflict_shows_and_carries_what_the_figures_made_one_say(
    as_lead, deputy, submission, enquiries
):
    mine = {"confirmed": "1,370", "lead_reason": "Booked.", "correction_reason": "Recounted."}
    version = factories.fresh(submission).version
    typed = sent(submission, **named(enquiries, figure="1,370", **mine))
    save(submission, deputy, put_in(submission, enquiries, note="Theirs"))
    response = as_lead.post(address("return"), {**typed, "version": version})
    assert response.status_code == 409
    assert named(enquiries, **mine).items() <= dict(response.context["fields"]).items()
    (row,) = response.context["rows"]
    for words in ("Said to be right: 1,370", "figures say: Booked.", "changes: Recounted."):
        assert words in row["mine"]


def test_reasons_are_given_back_when_the_session_has_ended(client, submission, enquiries):
    said = {"lead_reason": "Booked.", "correction_reason": "Recounted.", "confirmed": "1,370"}
    response = client.post(address("return"), named(enquiries, **said))
    assert response.context["typed"] == ["Booked.", "Recounted."]


# --- One answer everywhere --------------------------------------------------------------------


def test_a_leads_home_counts_as_the_return_does(as_lead, submission, enquiries, on_record):
    on_record()
    put(submission, enquiries, figure="1,370")
    count = as_lead.get(address("return")).context["count"]
    assert count in text(as_lead.get("/my-returns/"))
    assert count.startswith("3 of 4")


def test_the_check_page_says_what_the_figures_say_and_how_they_moved(
    as_lead, submission, enquiries, on_record
):
    on_record()
    put(submission, enquiries, figure="150")
    page = text(as_lead.get(address("return_check")))
    assert "The figures say Green 150 in October to December 2023 is above" in page
    assert "p 9.5%, better" in page


def test_only_its_home_asks_about_a_figure(submission, plan):
    factories.target(placement=plan.homes_away, printed="705")
    housing = factories.submission(quarter=submission.quarter, sub_strand=plan.housing)
    unlikely = factories.change(
        factories.complete(submission=housing), plan.homes, figure="99999", confirmed="99999"
    )
    home = factories.fill(submission=housing, content=unlikely, state=ReturnState.SUBMITTED)
    put(submission, plan.homes_away, answer=Answer.NEW_FIGURE, figure="99999")
    assert judged(home)[plan.homes.pk].question
    assert not judged(submission)[plan.homes_away.pk].question
