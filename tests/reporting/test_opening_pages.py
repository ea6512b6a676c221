"""Opening the next quarter, changing its dates and starting its review, through the pages."""

from datetime import date

import pytest

from objectives.models import Assignment, Placement, Strategy
from reporting import governance
from reporting.models import GovernanceDate, Notice, Quarter
from reporting.next_quarter import dates_of
from reporting.views.date_rows import NO_KIND
from reporting.views.opening import NO_QUARTER
from reporting.workflow import QuarterState
from tests import factories
from tests.factories import NOW, Q2, Q3, Q4
from tests.reporting.pages import PLAN, text
from tests.reporting.reported import reported

STRATEGY = "/strategies/town-plan/"
OPEN = f"{STRATEGY}open-quarter/"
QUARTER = f"{STRATEGY}quarters/2023-q3/"
NEXT = f"{STRATEGY}quarters/2023-q4/"
DATES = f"{QUARTER}dates/"
START_REVIEW = f"{QUARTER}start-review/"


@pytest.fixture
def dated(quarter):
    """The open quarter with three dates."""
    for position, (kind, day, words) in enumerate(
        [
            ("economy_cell", date(2024, 1, 18), ""),
            ("data_deadline", date(2024, 2, 7), ""),
            ("cabinet_member", None, "Monthly"),
        ]
    ):
        GovernanceDate.objects.create(
            quarter=quarter, kind=kind, date=day, words=words, position=position
        )
    return quarter


@pytest.fixture
def as_officer(client, officer, quarter):
    client.force_login(officer)
    return client


def rows(*typed, quarter="2023-q4", **more):
    """What the form sends: (kind, what was typed) for each row."""
    fields = {"quarter": quarter, "fixed": "0", **more}
    for number, (kind, when) in enumerate(typed):
        fields |= {f"kind-{number}": kind, f"when-{number}": when}
    return fields


def shown(response) -> list[tuple[str, str]]:
    """The rows of the page: kind in words, and what is typed."""
    return [(row.label, row.typed) for row in response.context["dates"]["rows"]]


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def seen(quarter) -> str:
    return governance.mark(dates_of(quarter))


def stored(period) -> list[tuple]:
    found = GovernanceDate.objects.filter(quarter__period=period)
    return list(found.values_list("kind", "date", "words"))


# --- The way there ------------------------------------------------------------------------------


def test_an_officer_finds_the_next_quarter_on_the_strategys_page(as_officer):
    assert f'href="{OPEN}"' in as_officer.get(STRATEGY).content.decode()


@pytest.mark.parametrize("who", ["lead", "reviewer", "viewer", "administrator"])
def test_nobody_else_is_offered_it(who, client, request, quarter):
    client.force_login(request.getfixturevalue(who))
    assert f'href="{OPEN}"' not in client.get(STRATEGY).content.decode()


@pytest.fixture
def handed_in(submission, lead):
    return factories.fill(submission=submission, state="submitted", by=lead)


def labels(response) -> list[str]:
    return [link["label"] for link in response.context["running"]]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("upcoming", {"Open this quarter", "Change the dates"}),
        ("open", {"Change the dates"}),
        ("in_review", {"Change the dates"}),
    ],
)
def test_the_dashboard_offers_an_officer_what_can_be_done_now(state, expected, as_officer):
    Quarter.objects.update(state=state)
    ours = {"Open this quarter", "Change the dates", "Start the review", "Open the next quarter"}
    assert ours & set(labels(as_officer.get(QUARTER))) == expected


def test_the_review_is_offered_once_a_return_has_come_in(as_officer, handed_in):
    assert "Start the review" in labels(as_officer.get(QUARTER))


@pytest.mark.parametrize("who", ["lead", "reviewer", "viewer", "administrator"])
def test_nobody_else_runs_the_quarter(who, client, request, quarter):
    client.force_login(request.getfixturevalue(who))
    page = client.get(QUARTER)
    assert page.context["running"] == []
    assert "Run this quarter" not in page.content.decode()


# --- The page -----------------------------------------------------------------------------------


def test_the_quarter_after_the_latest_is_shown_first(as_officer):
    page = as_officer.get(OPEN)
    assert "Open Q4 2023/24" in text(page)
    assert [choice["value"] for choice in page.context["choices"]] == [
        "2023-q4",
        "2024-q1",
        "2024-q2",
        "2024-q3",
    ]


def test_another_quarter_can_be_chosen_and_says_what_it_skips(as_officer):
    page = text(as_officer.get(OPEN, {"quarter": "2024-q2"}))
    assert "Open Q2 2024/25" in page
    assert "Q4 2023/24 and Q1 2024/25 are skipped, and can’t be opened afterwards." in page


@pytest.mark.parametrize("quarter_asked", ["2023-q3", "1999-q1", "soon", "\0", "9999-q9"])
def test_a_quarter_that_cannot_be_opened_is_not_shown(quarter_asked, as_officer):
    page = as_officer.get(OPEN, {"quarter": quarter_asked})
    assert page.context["period"] == Q4


def test_a_quarter_after_the_strategys_end_is_warned_of(as_officer):
    Strategy.objects.update(ends=date(2024, 3, 31))
    assert "lies outside this strategy" not in text(as_officer.get(OPEN))
    assert (
        "Q1 2024/25 lies outside this strategy, which runs from 1 April 2022 to 31 March 2024."
        in text(as_officer.get(OPEN, {"quarter": "2024-q1"}))
    )


def test_dates_are_proposed_from_the_last_cycle(as_officer, dated):
    page = as_officer.get(OPEN)
    assert shown(page) == [
        ("Economy Cell", "18 April 2024"),
        ("Data deadline", "8 May 2024"),
        ("Cabinet Member briefing", "Monthly"),
        ("", ""),
        ("", ""),
        ("", ""),
    ]


def test_a_proposed_date_says_what_it_was_last_time(as_officer, dated):
    hints = [row.hint for row in as_officer.get(OPEN).context["dates"]["rows"]]
    assert hints[1] == ("Wednesday, in 107 days. For Q3 2023/24 it was Wednesday 7 February 2024.")
    assert hints[2] == ""


def test_choosing_another_quarter_proposes_again(as_officer, dated):
    page = as_officer.get(OPEN, {"quarter": "2024-q1"})
    assert shown(page)[1] == ("Data deadline", "7 August 2024")


def test_without_earlier_dates_there_is_a_row_for_each_kind(as_officer):
    assert shown(as_officer.get(OPEN))[:5] == [
        ("Data deadline", ""),
        ("Economy Cell", ""),
        ("Cabinet Member briefing", ""),
        ("Overview and Scrutiny", ""),
        ("", ""),
    ]


def test_an_upcoming_quarter_shows_the_dates_it_has(as_officer, dated, plan):
    upcoming = Quarter.objects.create(strategy=plan.strategy, period=Q4)
    GovernanceDate.objects.create(quarter=upcoming, kind="economy_cell", words="Soon")
    page = as_officer.get(OPEN)
    assert shown(page)[0] == ("Economy Cell", "Soon")
    assert "(upcoming)" in text(page)


def test_who_is_missing_is_pointed_out_first(as_officer, lead):
    page = text(as_officer.get(OPEN))
    assert (
        "1 sub-strand has no project lead and 1 KPI has no owner. "
        "The quarter can be opened all the same."
    ) in page
    assert page.index("Who is missing") < page.index("What is made") < page.index("Dates of")


def test_that_nobody_is_missing_is_said(as_officer, lead, other_lead):
    assert "Every sub-strand has a project lead" in text(as_officer.get(OPEN))


def test_a_deputy_without_a_lead_is_said(as_officer, deputy, other_lead):
    page = text(as_officer.get(OPEN))
    assert "Growth . Only a deputy enters its return: Dev Deputy." in page
    assert "3 KPIs without an owner" in page


def test_a_lead_can_be_named_from_there(as_officer, plan, lead):
    [item] = as_officer.get(OPEN).context["missing"]["unled"]
    assert item["url"] == f"/people/assign/?role=project_lead&place=sub-strand-{plan.housing.pk}"
    assert as_officer.get(item["url"]).status_code == 200


def test_a_kpi_that_is_entered_nowhere_is_pointed_out(as_officer, plan, lead, other_lead):
    Placement.objects.filter(pk=plan.homes.pk).update(is_home=False)
    assert "1 KPI has no owner" in text(as_officer.get(OPEN))
    assert "2 KPIs whose figure is entered nowhere." in text(as_officer.get(OPEN))


def test_what_would_be_made_is_said(as_officer, plan):
    Placement.objects.filter(pk=plan.hub.pk).update(last_quarter=Q3)
    page = text(as_officer.get(OPEN))
    assert "2 returns with 4 rows: one for each KPI in its place." in page
    assert "1 row no longer asked for" in page
    assert "it is not published yet" in page


def test_the_queries_stay_the_same_however_large_the_plan(
    as_officer, plan, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30) as before:
        as_officer.get(OPEN)
    for number in range(5):
        part = factories.sub_strand(objective=plan.growth.objective, slug=f"part-{number}")
        factories.placement(sub_strand=part, kpi=factories.kpi(name=f"KPI {number}"))
    with django_assert_num_queries(len(before)):
        as_officer.get(OPEN)


def test_reading_the_page_changes_nothing(as_officer, dated):
    before = factories.dump("objectives", "reporting")
    as_officer.get(OPEN)
    as_officer.get(DATES)
    assert factories.dump("objectives", "reporting") == before


# --- Opening ------------------------------------------------------------------------------------

TYPED = rows(("data_deadline", "7 May 2024"), ("cabinet_member", "Monthly"), ("", ""))


def test_opening_leads_to_the_dashboard_and_says_what_happens_next(as_officer):
    response = as_officer.post(OPEN, TYPED, follow=True)
    assert response.redirect_chain == [(NEXT, 302)]
    assert said(response) == [
        "Q4 2023/24 is open, with 2 returns. Their leads are told by e-mail when the next "
        "reminders go out. Data is due by Tuesday 7 May 2024."
    ]


def test_opening_keeps_what_was_typed_and_leaves_out_what_was_cleared(as_officer, dated):
    sent = rows(
        ("economy_cell", ""),
        ("data_deadline", " 7  May 2024\0 "),
        ("data_deadline", "14/5/24"),
        ("cabinet_member", "Monthly"),
    )
    as_officer.post(OPEN, sent)
    assert stored(Q4) == [
        ("data_deadline", date(2024, 5, 7), ""),
        ("data_deadline", date(2024, 5, 14), ""),
        ("cabinet_member", None, "Monthly"),
    ]


def test_a_quarter_without_a_deadline_opens_and_says_so(as_officer):
    response = as_officer.post(OPEN, rows(), follow=True)
    assert "No day is set as data deadline, so nobody is reminded of one." in said(response)[0]


def test_each_fault_is_named_by_its_field_and_nothing_typed_is_lost(as_officer):
    sent = rows(
        ("data_deadline", "31 February 2024"),
        ("", "7 May 2024"),
        ("economy_cell", "7 May 2023"),
        ("cabinet_member", "Monthly"),
        fixed="1",
    )
    response = as_officer.post(OPEN, sent)
    assert response.status_code == 422
    assert [error["href"] for error in response.context["errors"]] == [
        "#id_when-0",
        "#id_kind-1",
        "#id_when-2",
    ]
    assert response.context["errors"][0]["text"] == f"Data deadline: {governance.MISTYPED}"
    assert response.context["errors"][1]["text"] == NO_KIND
    assert [typed for _, typed in shown(response)] == [
        "31 February 2024",
        "7 May 2024",
        "7 May 2023",
        "Monthly",
    ]
    page = response.content.decode()
    assert all(f'id="{error["href"][1:]}"' in page for error in response.context["errors"])
    assert not Quarter.objects.filter(period=Q4).exists()


def test_words_that_are_too_long_are_kept_in_the_form(as_officer):
    response = as_officer.post(OPEN, rows(("economy_cell", "x" * 5000)))
    assert (response.status_code, shown(response)[0][1]) == (422, "x" * 5000)


@pytest.mark.parametrize("asked", ["", "soon", "2023-q9"])
def test_a_form_without_a_quarter_asks_for_one(asked, as_officer):
    response = as_officer.post(OPEN, {**TYPED, "quarter": asked})
    assert response.status_code == 422
    assert response.context["errors"] == [{"text": NO_QUARTER, "href": "#id_quarter"}]
    assert ("Data deadline", "7 May 2024") in shown(response)


def test_the_second_of_two_officers_is_told_and_keeps_what_they_typed(as_officer):
    as_officer.post(OPEN, TYPED)
    response = as_officer.post(OPEN, rows(("data_deadline", "9 May 2024")))
    assert response.status_code == 409
    assert response.context["errors"] == [
        {
            "text": "Q4 2023/24 was opened already, and nothing was made twice. "
            "Its dates can be changed.",
            "href": f"{NEXT}dates/",
        }
    ]
    assert shown(response) == [("Data deadline", "9 May 2024")]


def test_a_session_that_ended_gives_back_what_was_typed(client, quarter):
    response = client.post(OPEN, TYPED, headers={"origin": "http://testserver"})
    assert response.status_code == 401
    assert "7 May 2024" in response.content.decode()


def test_a_lead_of_the_new_quarter_has_the_last_reported_one_beside_the_form(
    client, plan, officer, lead
):
    reported(plan.enquiries, Q2, **factories.new_figure("120"))
    client.force_login(officer)
    assert client.post(OPEN, TYPED).status_code == 302  # Q3 is skipped
    client.force_login(lead)
    page = text(client.get(f"{NEXT}growth/return/"))
    assert "Q2 2023/24" in page
    assert "120" in page


# --- Dates --------------------------------------------------------------------------------------


def test_the_dates_of_an_open_quarter_can_be_changed(as_officer, dated):
    sent = rows(("data_deadline", "14 February 2024"), seen=seen(dated))
    response = as_officer.post(DATES, sent, follow=True)
    assert response.redirect_chain == [(QUARTER, 302)]
    assert said(response) == [
        "The dates of Q3 2023/24 are as you set them. Data is due by Wednesday 14 February 2024."
    ]
    assert stored(Q3) == [("data_deadline", date(2024, 2, 14), "")]


def letter(quarter, person, **facts):
    """A reminder of the deadline that went out."""
    given = {"kind": "week_before", "occasion": "2024-02-07", "sent_at": NOW, "claimed_at": NOW}
    Notice.objects.create(quarter=quarter, recipient=person, made_at=NOW, **given | facts)


def test_leads_who_were_told_of_another_day_are_named_with_the_way_to_tell_them(
    as_officer, dated, lead
):
    letter(dated, lead)
    sent = rows(("data_deadline", "14 February 2024"), seen=seen(dated))
    [message] = said(as_officer.post(DATES, sent, follow=True))
    assert "Lena Lead was told of another day by e-mail." in message
    assert f'href="{QUARTER}chase/#nudge"' in message


def test_nobody_is_named_where_the_day_stays_or_no_letter_went(as_officer, dated, lead, deputy):
    letter(dated, lead)
    letter(dated, deputy, sent_at=None, claimed_at=None)
    stays = rows(("data_deadline", "7 February 2024"), seen=seen(dated))
    assert "another day" not in said(as_officer.post(DATES, stays, follow=True))[0]
    other = rows(("data_deadline", "14 February 2024"), seen=seen(dated))
    assert "Lena Lead was told" in said(as_officer.post(DATES, other, follow=True))[0]


def test_the_page_of_the_dates_shows_them_and_rows_for_more(as_officer, dated):
    assert shown(as_officer.get(DATES)) == [
        ("Economy Cell", "18 January 2024"),
        ("Data deadline", "7 February 2024"),
        ("Cabinet Member briefing", "Monthly"),
        ("", ""),
        ("", ""),
        ("", ""),
    ]


def test_a_date_that_is_none_is_kept_and_named_on_the_page_of_dates(as_officer, dated):
    response = as_officer.post(DATES, rows(("data_deadline", "7/2"), seen=seen(dated)))
    assert response.status_code == 422
    assert shown(response) == [("Data deadline", "7/2")]
    assert len(stored(Q3)) == 3


def test_dates_changed_meanwhile_are_shown_beside_what_was_typed(as_officer, dated):
    before = seen(dated)
    as_officer.post(DATES, rows(("economy_cell", "Weekly"), seen=before))
    response = as_officer.post(DATES, rows(("data_deadline", "14 February 2024"), seen=before))
    assert response.status_code == 409
    assert shown(response) == [("Data deadline", "14 February 2024")]
    assert response.context["now"] == [{"name": "Economy Cell", "value": "Weekly"}]
    again = rows(("data_deadline", "14 February 2024"), seen=response.context["seen"])
    as_officer.post(DATES, again)
    assert stored(Q3) == [("data_deadline", date(2024, 2, 14), "")]


def test_a_published_quarters_dates_stay(as_officer, dated):
    Quarter.objects.update(state=QuarterState.PUBLISHED)
    response = as_officer.post(DATES, rows(("data_deadline", "9 May 2024"), seen=seen(dated)))
    assert response.status_code == 409
    assert shown(response) == [("Data deadline", "9 May 2024")]
    assert as_officer.get(DATES).status_code == 302


@pytest.mark.parametrize("who", ["lead", "reviewer", "viewer", "administrator"])
@pytest.mark.parametrize("address", [OPEN, DATES, START_REVIEW])
def test_only_officers_act(who, address, client, request, quarter):
    client.force_login(request.getfixturevalue(who))
    assert client.post(address, TYPED).status_code == 403


# --- Review -------------------------------------------------------------------------------------


def test_without_a_return_there_is_nothing_to_review(as_officer):
    response = as_officer.post(START_REVIEW, follow=True)
    assert said(response) == ["Nothing was changed: no return has come in that could be reviewed."]
    assert Quarter.objects.get().state == QuarterState.OPEN


def test_starting_the_review_says_what_happens_next(as_officer, handed_in):
    response = as_officer.post(START_REVIEW, follow=True)
    assert response.redirect_chain == [(QUARTER, 302)]
    assert said(response)[0].startswith("Q3 2023/24 is in review, and says so to everybody")
    assert Quarter.objects.get().state == QuarterState.IN_REVIEW
    assert "In review" in text(as_officer.get(QUARTER))


def test_a_review_that_has_started_is_not_started_again(as_officer, handed_in):
    as_officer.post(START_REVIEW)
    response = as_officer.post(START_REVIEW, follow=True)
    assert said(response)[-1] == "Nothing was changed: the quarter is in review already."


def test_a_link_cannot_start_the_review(as_officer):
    assert as_officer.get(START_REVIEW).status_code == 405


# --- The real plans -----------------------------------------------------------------------------


def test_the_reference_strategy_opens_its_fourth_quarter(as_):
    page = as_("officer").get(f"{PLAN}open-quarter/")
    assert shown(page)[:4] == [
        ("Economy Cell", "18 April 2024"),
        ("Data deadline", "8 May 2024"),
        ("Overview and Scrutiny", "4 June 2024"),
        ("Cabinet Member briefing", "Monthly"),
    ]
    assert "Every sub-strand has a project lead, and every KPI an owner." in text(page)


def test_a_metrics_strategy_is_run_from_its_dashboard_too(as_):
    page = as_("officer").get("/strategies/corporate-plan-2023/quarters/2024-q2/")
    assert "Open the next quarter" in labels(page)
    assert "Open the next quarter" in text(page)


def test_a_quarter_after_which_one_was_opened_offers_no_next_one(as_):
    page = as_("officer").get(f"{PLAN}quarters/2023-q2/")
    assert "Reopen this quarter" in labels(page)
    assert "Open the next quarter" not in labels(page)


def test_a_plan_whose_sections_nobody_leads_says_so(as_):
    assert Assignment.objects.filter(sub_strand__strategy__slug="corporate-plan-2023").count() == 0
    page = text(as_("officer").get("/strategies/corporate-plan-2023/open-quarter/"))
    assert "6 sub-strands have no project lead" in page
