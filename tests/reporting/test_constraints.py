"""The database itself refuses a quarter that contradicts itself."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from reporting.models import (
    Comment,
    Edition,
    GovernanceDate,
    Matter,
    MemberWording,
    Merging,
    Notice,
    Observation,
    Pack,
    PackFile,
    PackText,
    Quarter,
    Reply,
    Revision,
    Step,
)
from tests import constraints, factories
from tests.factories import NOW, Q3

pytestmark = pytest.mark.django_db


def save(thing, **fields):
    """The thing, changed, to the database as it is."""
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


def entry(submission, **fields):
    save(submission.entries.first(), **fields)


def governance_date(submission, **fields):
    what = {"kind": "data_deadline", "date": date(2024, 2, 7), **fields}
    GovernanceDate.objects.create(quarter=submission.quarter, **what)


def edition(submission, **fields):
    what = {"number": 1, "published_at": NOW, "checksum": "0", "report": "{}", **fields}
    return Edition.objects.create(quarter=submission.quarter, **what)


def revision(submission, version=1):
    Revision.objects.create(
        submission=submission,
        version=version,
        content="{}",
        saved_at=NOW,
        saved_by=factories.person(),
    )


def step(submission, **fields):
    what = {"move": "save", "from_state": "draft", "to_state": "draft", **fields}
    Step.objects.create(submission=submission, at=NOW, by=factories.person(), by_name="A", **what)


def comment(submission, **fields):
    what = {"text": "Why?", "at": NOW, "by": factories.person(), "by_name": "A", **fields}
    return Comment.objects.create(submission=submission, **what)


def matter(submission, **fields):
    who = factories.person()
    what = {"kind": "decision", "text": "Go on.", "recorded_by": who, **fields}
    Matter.objects.create(
        quarter=submission.quarter, recorded_at=NOW, recorded_by_name=who.name, **what
    )


def notice(submission, **fields):
    what = {"kind": "opened", "occasion": "", **fields}
    what.setdefault("recipient", factories.person())
    Notice.objects.create(quarter=submission.quarter, made_at=NOW, **what)


def observation(submission, **fields):
    what = {
        "kpi": submission.entries.first().placement.kpi,
        "period_kind": "quarter",
        "starts": date(2023, 10, 1),
        "ends": date(2023, 12, 31),
        "period_label": "October to December 2023",
        "value": Decimal(137),
        "printed": "137",
        "recorded_at": NOW,
    }
    return Observation.objects.create(**{**what, **fields})


def merging(**fields):
    kept, absorbed = factories.kpi(name="Homes kept"), factories.kpi(name="Homes absorbed")
    what = {"kept": kept, "absorbed": absorbed, "moved": "{}", "made_at": NOW, **fields}
    return Merging.objects.create(made_by=factories.person(), **what)


def pack(submission, **fields):
    what = {"number": 1, "audience": "cabinet_member", "content": "{}", "checksum": "0", **fields}
    return Pack.objects.create(quarter=submission.quarter, made_at=NOW, **what)


def pack_file(made):
    PackFile.objects.create(pack=made, format="pdf", content=b"%PDF", checksum="0")


def wording(submission, **fields):
    who = factories.person()
    MemberWording.objects.create(submission=submission, saved_at=NOW, saved_by=who, **fields)


def someone():
    return factories.person()


def someones_kpi():
    return factories.kpi(name="Another")


BAD = {
    # Quarter
    "quarter_state": lambda it: save(it.quarter, state="late"),
    "quarter_once": lambda it: factories.quarter(strategy=it.quarter.strategy, period=Q3),
    "quarter_reopened_with_a_reason": lambda it: save(it.quarter, state="reopened"),
    "governance_date_kind": lambda it: governance_date(it, kind="party"),
    "governance_date_or_words": lambda it: governance_date(it, words="Monthly"),
    "edition_number_unique": lambda it: [edition(it), edition(it)],
    "edition_from_one": lambda it: edition(it, number=0, reason="Before the first."),
    "edition_later_has_a_reason": lambda it: edition(it, number=2),
    # Submission
    "submission_state": lambda it: save(it, state="lost"),
    "submission_overall": lambda it: save(it, overall="blue"),
    "submission_once": lambda it: save(it, pk=None),
    "submission_saved_by_whom": lambda it: save(it, saved_at=NOW),
    "submission_submitted_by_whom": lambda it: save(it, submitted_at=NOW),
    "submission_approved_by_whom": lambda it: save(it, approved_at=NOW),
    "submission_approved_at_some_time": lambda it: save(it, state="approved"),
    "submission_missed_only_when_published": lambda it: save(it, is_received=False),
    # Its timeline
    "step_move": lambda it: step(it, move="jump"),
    "step_from_state": lambda it: step(it, from_state="lost"),
    "step_to_state": lambda it: step(it, to_state="lost"),
    "step_asks_with_words": lambda it: step(it, move="reopen"),
    "revision_once": lambda it: [revision(it), revision(it)],
    "revision_from_one": lambda it: revision(it, version=0),
    # What is said of it
    "comment_says_something": lambda it: comment(it, text=""),
    "comment_resolved_by_whom": lambda it: comment(it, resolved_at=NOW),
    "reply_says_something": lambda it: Reply.objects.create(
        comment=comment(it), text="", at=NOW, by=factories.person(), by_name="A"
    ),
    "matter_kind": lambda it: matter(it, kind="rumour"),
    "matter_says_something": lambda it: matter(it, text=""),
    "matter_questions_are_asked_by_somebody": lambda it: matter(it, kind="question"),
    "matter_action_has_owner_and_day": lambda it: matter(it, kind="action"),
    "matter_closed_by_whom": lambda it: matter(it, closed_at=NOW),
    "matter_closed_with_an_outcome": lambda it: matter(
        it, kind="question", asked_by="Scrutiny", closed_at=NOW, closed_by=factories.person()
    ),
    "notice_kind": lambda it: notice(it, kind="poem"),
    "notice_once": lambda it: [notice(it, recipient=who) for who in [factories.person()] * 2],
    "notice_sent_was_claimed": lambda it: notice(it, sent_at=NOW),
    "notice_nudge_is_somebodys": lambda it: notice(it, kind="nudge"),
    # Entry
    "entry_answer": lambda it: entry(it, answer="perhaps"),
    "entry_kind": lambda it: entry(it, kind="guess", figure="1"),
    "entry_coverage": lambda it: entry(it, coverage="everything"),
    "entry_period_kind": lambda it: entry(
        it, period_kind="decade", period_starts=date(2020, 1, 1), period_ends=date(2029, 12, 31)
    ),
    "entry_certainty": lambda it: entry(it, certainty=""),
    "entry_declared": lambda it: entry(it, declared="blue"),
    "entry_computed": lambda it: entry(it, computed="blue"),
    "entry_once": lambda it: entry(it, pk=None),
    "entry_understood_only_what_was_typed": lambda it: entry(it, kind="number", number=1),
    "entry_period_whole": lambda it: entry(it, period_kind="quarter"),
    # Observation
    "observation_period_kind": lambda it: observation(it, period_kind="decade"),
    "observation_certainty": lambda it: observation(it, certainty="maybe"),
    "observation_period": lambda it: observation(it, ends=date(2023, 9, 30)),
    "observation_has_a_series": lambda it: observation(it, series=""),
    "observation_one_current": lambda it: [observation(it), observation(it)],
    "observation_withdrawn_is_not_current": lambda it: observation(it, withdrawn="A slip."),
    "observation_change_has_a_reason": lambda it: observation(
        it, supersedes=observation(it, is_current=False)
    ),
    # The register
    "merging_of_two": lambda it: [
        merging(kept=kpi, absorbed=kpi) for kpi in [factories.kpi(name="One")]
    ],
    "merging_once_at_a_time": lambda it: merging(absorbed=merging().absorbed, kept=someones_kpi()),
    "merging_undone_by_somebody": lambda it: merging(undone_at=NOW),
    # The pack
    "pack_text_audience": lambda it: PackText.objects.create(
        quarter=it.quarter, audience="everybody"
    ),
    "member_wording_signed_off_by_somebody": lambda it: wording(it, signed_off_at=NOW),
    "pack_audience": lambda it: pack(it, audience="everybody"),
    "pack_number_unique": lambda it: [pack(it), pack(it)],
    "pack_from_one": lambda it: pack(it, number=0),
    "pack_final_is_of_an_edition": lambda it: pack(it, is_final=True),
    "pack_file_once": lambda it: [pack_file(made) for made in [pack(it)] * 2],
}
ALL = constraints.of_app("reporting")


def test_every_constraint_has_a_test():
    assert set(ALL) == set(BAD)


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("name", BAD)
def test_the_database_refuses(name, submission):
    constraints.assert_refused(ALL[name], lambda: BAD[name](submission))


MORE = {
    "a date of governance that says nothing": lambda it: governance_date(it, date=None),
    "a saver without a time": lambda it: save(it, saved_by=someone()),
    "a submitter without a time": lambda it: save(it, submitted_by=someone()),
    "an approver without a time": lambda it: save(it, approved_by=someone()),
    "a number of no kind": lambda it: entry(it, figure="1", number=1),
    "words of no kind": lambda it: entry(it, figure="yes", text="yes"),
    "a period that ends before it starts": lambda it: entry(
        it, period_kind="quarter", period_starts=date(2023, 7, 1), period_ends=date(2023, 6, 30)
    ),
    "a period without an end": lambda it: entry(
        it, period_kind="quarter", period_starts=date(2023, 7, 1)
    ),
    "a period of no kind": lambda it: entry(it, period_starts=date(2023, 7, 1)),
    "an observation superseded twice": lambda it: [
        observation(it, is_current=False),
        *(
            observation(
                it,
                supersedes=Observation.objects.get(supersedes=None),
                reason="Again.",
                is_current=False,
            )
            for _ in range(2)
        ),
    ],
}


@pytest.mark.parametrize("what", MORE)
def test_the_database_also_refuses(what, submission):
    with pytest.raises(IntegrityError), transaction.atomic():
        MORE[what](submission)


FINE = {
    "who and when of a save": lambda it: save(it, saved_at=NOW, saved_by=someone()),
    "who and when of submitting": lambda it: save(it, submitted_at=NOW, submitted_by=someone()),
    "who and when of approval": lambda it: save(
        it, state="approved", approved_at=NOW, approved_by=someone()
    ),
    "words for a meeting": lambda it: governance_date(it, date=None, words="Monthly"),
    "a published quarter without the return": lambda it: save(
        it, state="published", is_received=False
    ),
    "two series of one period": lambda it: [
        observation(it),
        observation(it, series="North West"),
    ],
    "an observation in place of another": lambda it: [
        observation(it, is_current=False),
        observation(it, supersedes=Observation.objects.get(), reason="Corrected."),
    ],
    "a second edition with a reason": lambda it: [
        edition(it),
        edition(it, number=2, reason="Figures corrected."),
    ],
    "a figure kept from last quarter": lambda it: entry(
        it, kind="number", number=137, figure_printed="137"
    ),
    "a figure typed that nobody understood yet": lambda it: entry(it, figure="137"),
}


@pytest.mark.parametrize("what", FINE)
def test_the_database_takes(what, submission):
    FINE[what](submission)
    assert Quarter.objects.exists()


@pytest.mark.parametrize(("day", "public"), [(date(2024, 1, 21), False), (date(2024, 1, 22), True)])
def test_a_published_quarter_is_public_from_its_day(day, public, quarter):
    save(quarter, state="published", public_from=date(2024, 1, 22))
    assert quarter.is_public(day) is Quarter.objects.public(day).exists() is public


def test_a_published_quarter_without_a_day_is_not_public(quarter):
    save(quarter, state="published")
    assert not quarter.is_public(date(2030, 1, 1))


@pytest.mark.parametrize("state", ["upcoming", "open", "in_review"])
def test_a_quarter_is_not_public_before_it_is_published(state, quarter):
    save(quarter, state=state, public_from=date(2024, 1, 22))
    assert not quarter.is_public(date(2030, 1, 1))


@pytest.mark.parametrize(
    ("day", "known"), [(date(2023, 12, 30), False), (date(2023, 12, 31), True)]
)
def test_a_figure_is_known_once_its_period_has_ended(day, known, submission):
    observation(submission)
    assert Observation.objects.current().known_by(day).exists() is known
