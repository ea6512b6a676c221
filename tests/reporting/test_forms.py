"""The return's form: what is asked of each kind of KPI, what is stored, what can't be."""

import pytest

from objectives.plan import Basis
from reporting.answers import Answer, Coverage
from reporting.completeness import Gap
from reporting.content import Content, EntryContent
from reporting.entry_form import EntryForm
from reporting.forms import address_of, as_fields
from reporting.keeping import kept, untouched
from reporting.templatetags.prose import prose
from reporting.views import return_page
from tests import factories

ALWAYS = {"declared", "not_rated_reason", "lead_reason", "still_applies", "note"}


@pytest.fixture
def page(submission):
    return return_page.read(submission)


def row(placement, stored=None, before=None, **sent):
    """The form of one row; `sent` as a browser sends it."""
    data = None
    if sent:
        prefix = f"kpi-{placement.pk}"
        data = {f"{prefix}-{name}": value for name, value in {"note": "", **sent}.items()}
    return EntryForm(
        placement=placement,
        stored=stored or EntryContent(),
        quarter=factories.Q3,
        before=before,
        data=data,
    )


def test_each_kind_is_asked_what_fits_it(plan):
    assert set(row(plan.enquiries).fields) == set(EntryForm.base_fields)
    assert "coverage" not in row(plan.hub).fields
    assert "Done" in row(plan.hub).fields["figure"].label
    assert set(row(plan.centre).fields) == ALWAYS
    assert set(row(plan.homes_away).fields) == ALWAYS


def test_a_typed_figure_is_an_answer(plan):
    form = row(plan.enquiries, figure=" 2 of 11 ", coverage="this_quarter", certainty="provisional")
    assert form.is_valid()
    content = form.content()
    assert (content.answer, content.figure) == (Answer.NEW_FIGURE, "2 of 11")
    assert (content.coverage, content.certainty) == (Coverage.THIS_QUARTER, "provisional")


def test_what_it_covers_is_preselected_but_not_stored_without_a_figure(plan):
    form = row(plan.enquiries, figure="", coverage="this_quarter", certainty="final")
    assert row(plan.enquiries)["coverage"].value() == Coverage.THIS_QUARTER
    assert form.is_valid()
    assert form.content() == EntryContent()


@pytest.mark.parametrize(
    ("basis", "coverage"),
    [
        (Basis.PERIOD, Coverage.THIS_QUARTER),
        (Basis.YEAR_TO_DATE, Coverage.YEAR_TO_DATE),
        (Basis.FULL_YEAR, Coverage.OTHER),
    ],
)
def test_the_basis_says_what_a_figure_most_likely_covers(plan, basis, coverage):
    plan.enquiries.basis = basis
    assert row(plan.enquiries)["coverage"].value() == coverage


@pytest.mark.parametrize(
    ("before", "coverage"),
    [
        (Coverage.YEAR_TO_DATE, Coverage.YEAR_TO_DATE),
        (Coverage.OTHER, Coverage.THIS_QUARTER),
        ("", Coverage.THIS_QUARTER),
    ],
)
def test_where_the_basis_is_not_known_last_quarters_answer_is_offered(plan, before, coverage):
    form = row(plan.enquiries, before=EntryContent(coverage=before))
    assert form["coverage"].value() == coverage


def test_a_known_basis_goes_before_last_quarters_answer(plan):
    plan.enquiries.basis = Basis.PERIOD
    form = row(plan.enquiries, before=EntryContent(coverage=Coverage.YEAR_TO_DATE))
    assert form["coverage"].value() == Coverage.THIS_QUARTER


@pytest.mark.parametrize(
    ("figure", "confirmed", "kept"),
    [("1,370", "1,370", "1,370"), ("1,371", "1,370", ""), ("", "1,370", ""), ("1,370", "", "")],
)
def test_a_figure_is_right_only_while_it_is_the_same(plan, figure, confirmed, kept):
    form = row(plan.enquiries, figure=figure, confirmed=confirmed)
    assert form.is_valid()
    assert form.content().confirmed == kept


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({}, ""),
        ({"still_applies": "yes"}, "Booked."),
        ({"still_applies": "yes", "lead_reason": "Mine."}, "Mine."),
        ({"lead_reason": "Mine."}, "Mine."),
    ],
)
def test_last_quarters_reason_is_taken_over_where_it_still_applies(plan, said, reason):
    form = row(plan.centre, before=EntryContent(lead_reason="Booked."), note="x", **said)
    assert form.is_valid()
    assert form.content().lead_reason == reason


def test_a_stored_figure_keeps_its_blank_coverage(plan):
    stored = EntryContent(answer="new_figure", figure="5")
    assert row(plan.enquiries, stored)["coverage"].value() == ""


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("figure", "9" * 201, "the figure is too long to keep. Use 200 characters or fewer."),
        ("period_typed", "x" * 61, "the period is too long"),
        ("note", "a\x00b", "the note holds an invisible character"),
        ("lead_reason", "x" * 2001, "the reason is too long"),
        ("correction_reason", "x" * 2001, "the reason for the new figure is too long"),
        ("declared", "purple", "choose one of the answers"),
        ("answer", "maybe", "choose one of the answers"),
    ],
)
def test_what_cannot_be_stored_is_said_with_the_kpis_name(plan, field, value, words):
    form = row(plan.enquiries, **{field: value})
    assert not form.is_valid()
    (message,) = form.errors[field]
    assert message.startswith("KPI 1, Enquiries in Growth: ")
    assert words in message


def test_no_browser_cuts_what_is_pasted(plan):
    assert "maxlength" not in str(row(plan.enquiries)["figure"])


def test_the_line_ends_of_browsers_are_no_change(page):
    fields = dict(as_fields(Content(commentary="One.\r\n\r\nTwo.", entries={}), 0))
    form = page.form(fields)
    assert form.is_valid()
    assert form.content().commentary == "One.\n\nTwo."


def test_what_was_not_sent_is_left_alone(submission, plan):
    factories.fill(submission=submission, state="draft")
    page = return_page.read(
        factories.submission(quarter=submission.quarter, sub_strand=plan.growth)
    )
    form = page.form({"version": "0"})
    assert form.is_valid()
    assert form.content() == page.stored


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 40])
def test_a_version_nobody_gave_counts_as_the_oldest(page, version):
    form = page.form({"version": version, "commentary": ""})
    assert form.is_valid()
    assert form.version == 0


def test_fields_say_the_content_again(submission, page):
    content = factories.complete(submission=submission)
    form = page.form(dict(as_fields(content, 3)))
    assert form.is_valid()
    assert form.content() == content
    assert form.version == 3


def test_choosing_theirs_leaves_their_row(submission, plan):
    factories.fill(submission=submission, state="draft")
    page = return_page.read(
        factories.submission(quarter=submission.quarter, sub_strand=plan.growth)
    )
    mine = factories.change(page.stored, plan.enquiries, note="Mine")
    data = dict(as_fields(factories.change(mine, commentary="Mine"), 0))
    data |= {f"choose-{plan.enquiries.pk}": "theirs", "choose-commentary": "mine"}
    form = page.form(data)
    assert form.is_valid()
    assert form.content().entries == page.stored.entries
    assert form.content().commentary == "Mine"


def test_every_gap_has_an_address():
    assert address_of(Gap("12", "answer", "")) == "#id_kpi-12-answer_1"
    assert address_of(Gap("12", "declared", "")) == "#id_kpi-12-declared"
    assert address_of(Gap("commentary", "commentary", "")) == "#id_commentary"


BEFORE = EntryContent(**factories.new_figure("12", declared="amber", note="Slow."))


def test_a_kept_row_says_what_it_said_without_a_figure():
    row = kept(EntryContent(coverage="this_quarter"), BEFORE, asks_figure=True)
    assert row == EntryContent(answer="no_new_figure", declared="amber", note="Slow.")


def test_a_row_with_a_figure_is_not_kept_over():
    row = EntryContent(figure="9", coverage="this_quarter")
    assert kept(row, BEFORE, asks_figure=True) == row


def test_a_kept_row_keeps_the_note_that_is_there():
    assert kept(EntryContent(note="Mine"), BEFORE, asks_figure=True).note == "Mine"


def test_a_kept_row_that_is_asked_for_no_figure_gets_no_answer():
    assert kept(EntryContent(), BEFORE, asks_figure=False).answer == ""


def test_a_kept_row_does_not_give_again_why_it_was_better_than_the_figures():
    before = EntryContent(declared="green", lead_reason="Booked.")
    assert kept(EntryContent(), before, asks_figure=True).lead_reason == ""


def test_a_kept_row_keeps_why_it_was_not_rated():
    before = EntryContent(declared="not_rated", not_rated_reason="Not due.")
    assert kept(EntryContent(), before, asks_figure=True).not_rated_reason == "Not due."


def test_a_kept_row_keeps_a_reason_of_its_own():
    before = EntryContent(declared="green", lead_reason="Booked.")
    assert kept(EntryContent(lead_reason="Mine"), before, asks_figure=True).lead_reason == "Mine"


def test_a_row_is_untouched_while_it_says_nothing():
    rows = {1: EntryContent(), 2: EntryContent(note="x"), 3: EntryContent(lead_reason="y")}
    assert untouched(Content(entries=rows)) == {1}


# --- prose ------------------------------------------------------------------------------------


def test_prose_is_paragraphs_lists_and_links():
    html = prose("One.\r\nTwo.\r\n\r\n- first\n- second, see https://sefton.gov.uk/a?b=1&c=2.\nEnd")
    assert html == (
        '<p class="govuk-body">One.<br>Two.</p>'
        '<ul class="govuk-list govuk-list--bullet"><li>first</li><li>second, see '
        '<a class="govuk-link" rel="nofollow noopener" href="https://sefton.gov.uk/a?b=1&amp;c=2">'
        "https://sefton.gov.uk/a?b=1&amp;c=2</a>.</li></ul>"
        '<p class="govuk-body">End</p>'
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "- <img src=x onerror=alert(1)>",
        'https://x.example/"onmouseover="alert(1)',
        "https://x.example/<script>",
        "https://x.example/'><b>",
        "javascript:alert(1)",
        "<a href='javascript:alert(1)'>x</a>",
        "{{ secret }} {0} {} %s &lt;b&gt;",
    ],
)
def test_prose_escapes_whatever_is_typed(hostile):
    html = prose(hostile)
    for ours in ('<p class="govuk-body">', "</p>", "<li>", "</li>", "</ul>", "</a>"):
        html = html.replace(ours, "")
    html = html.replace('<ul class="govuk-list govuk-list--bullet">', "")
    html = html.replace(
        '<a class="govuk-link" rel="nofollow noopener" href="https://x.example/">', ""
    )
    assert "<" not in html
    assert '"' not in html
    assert "javascript:" not in html or "href" not in html.replace("href=&#x27;", "")


@pytest.mark.parametrize("text", ["http://", "https://[", "https://[::1", "http://?", "ftp://a.b"])
def test_prose_links_only_addresses(text):
    assert "<a" not in prose(text)


@pytest.mark.parametrize("text", ["", None, " \n \n", "\x00", "-", "- ", "https://" + "." * 5000])
def test_prose_takes_anything(text):
    assert "<script" not in prose(text)
