"""Milestones are done by their date or not, as at the quarter's last day (DESIGN 4)."""

import pytest

from objectives.judging.computed_status import judge
from objectives.judging.verdicts import Cause
from objectives.measures import Kind
from objectives.plan import Certainty, KPIKind
from tests.objectives.judging.cases import case, promise, reported

NOW = "30/09/2023"  # the last day of Q2 2023/24


def milestone(said, due):
    """The verdict at the end of Q2 2023/24."""
    target = promise(due, prefer=Kind.YEAR) if due else None
    return judge(case(said, target, kind=KPIKind.MILESTONE))


@pytest.mark.parametrize(
    ("said", "due", "status", "cause"),
    [
        (None, "May-22", "red", None),
        ("No", "May-22", "red", None),
        ("tbc", "May-22", "red", None),
        ("under way", "May-22", "red", None),
        ("12", "May-22", None, Cause.IN_WORDS),
        ("100%", "May-22", None, Cause.IN_WORDS),
        ("12", "Mar-27", None, Cause.NOT_DUE),
        (None, NOW, "red", None),
        (None, "01/10/2023", None, Cause.NOT_DUE),
        ("No", "Mar-27", None, Cause.NOT_DUE),
        ("Approved", "May-22", "green", None),
        ("Yes", "Mar-27", "green", None),
        ("14/11/2022", "May-22", "green", None),
        (NOW, "May-22", "green", None),
        ("September 2023", "September 2023", "green", None),
        ("01/10/2023", "May-22", "red", None),
        ("June 2027", "Mar-27", "amber", None),
        ("March 2027", "Mar-27", None, Cause.NOT_DUE),
        (None, "2023", None, Cause.NOT_DUE),
        (None, "2022", "red", None),
        (None, "2022/23", "red", None),
        (None, "2023/24", None, Cause.NOT_DUE),
        ("n/a", "May-22", None, Cause.NO_FIGURE),
        (None, "2023/24 Onwards", None, Cause.IN_WORDS),
        ("Done", "2023/24 Onwards", None, Cause.IN_WORDS),
        (None, None, None, Cause.NO_TARGET),
        (None, "tbc", None, Cause.NO_TARGET),
    ],
)
def test_a_milestone_is_judged_by_its_date(said, due, status, cause):
    verdict = milestone(said, due)
    assert (verdict.status, verdict.cause) == (status, cause)


@pytest.mark.parametrize(
    "word",
    [
        *("done", "complete", "Completed", "ACHIEVED", "delivered", "approved", "adopted."),
        *("published", "finished", "Opened!"),
    ],
)
def test_a_word_that_plainly_says_done_is_done(word):
    assert milestone(word, "May-22").status == "green"


@pytest.mark.parametrize(
    ("words", "done"),
    [
        ("Done on 14 November 2022", "Done on 14 November 2022, 5 months late"),
        ("done on the 14th Nov 2022.", "Done on 14 November 2022, 5 months late"),
        ("Completed 14/11/2022", "Done on 14 November 2022, 5 months late"),
        ("Completed (14/11/2022)", "Done on 14 November 2022, 5 months late"),
        ("Delivered – Nov-22", "Done in November 2022, 6 months late"),
        ("Opened: November 2022", "Done in November 2022, 6 months late"),
        ("Approved in May\u00a02022", "Done in May 2022"),
        ("complete, by 3 May 2022", "Done on 3 May 2022"),
        ("Published since May 2022", "Done in May 2022"),
        ("Adopted at 3 May 2022", "Done on 3 May 2022"),
        ("Delivered in full on 3 May 2022", "Done on 3 May 2022"),
        ("Delivered in full", "Reported as delivered in full"),
        ("Completed on time.", "Reported as completed on time"),
        ("“Done early”", "Reported as done early"),
    ],
)
def test_done_may_say_when_or_how(words, done):
    verdict = milestone(words, "31 May 2022")
    assert (verdict.status, verdict.sentence) == ("green", f"{done}; it was due by 31 May 2022.")


def test_done_counts_before_it_is_due():
    assert milestone("Done on 3 May 2022", "Mar-27").status == "green"


@pytest.mark.parametrize(
    "words",
    [
        *("not", "no", "No, not yet", "Not done", "not yet", "under way", "Underway", "ongoing"),
        *("on going", "On-going", "In progress – 80% complete", "started", "Delayed to March"),
        *("on hold", "Behind", "on track", "On track to be approved", "Planned for May"),
        *("expected March 2024", "Due to open in May", "no change"),
    ],
)
def test_words_that_plainly_say_not_done_are_not(words):
    assert milestone(words, "May-22").status == "red"
    assert milestone(words, "Mar-27").cause is Cause.NOT_DUE


@pytest.mark.parametrize(
    "words",
    [
        *("nearly complete", "approved in part", "incomplete", "to be published", "notified"),
        *("Contract signed", "Done on 31 June 2022", "done on", "Done 14 November", "Done 2022"),
        *("Done early 2022", "doneness", "Due diligence completed", "new", "better", "increase"),
        "Done on 14 November 2022" + " and then some" * 20,
    ],
)
def test_words_that_plainly_say_neither_get_no_verdict(words):
    verdict = milestone(words, "30/09/2023")
    assert (verdict.status, verdict.cause) == (None, Cause.IN_WORDS)
    assert verdict.sentence == (
        "It was due by 30 September 2023; what is reported is in words that the portal does not "
        "understand: say “Done on” and the day, or when it is expected."
    )
    assert milestone(words, "01/10/2023").cause is Cause.NOT_DUE


@pytest.mark.parametrize(
    ("due", "status", "sentence"),
    [
        (
            "May-22",
            "red",
            "It was due by 31 May 2022 and was not done by 30 September 2023; it is reported as "
            "done on 14 November 2023.",
        ),
        (
            "31/10/2023",
            "amber",
            "Reported as done on 14 November 2023, 14 days after it is due (31 October 2023).",
        ),
        (
            "Mar-24",
            None,
            "Due in Q4 2023/24 (by 31 March 2024); reported as done on 14 November 2023.",
        ),
    ],
)
def test_done_after_the_quarters_last_day_is_not_done_yet(due, status, sentence):
    verdict = milestone("Done on 14 November 2023", due)
    assert (verdict.status, verdict.sentence) == (status, sentence)


# --- A forecast does not come true by waiting -------------------------------------------------


@pytest.mark.parametrize(
    ("said", "due", "status", "cause", "sentence"),
    [
        (
            "September 2023",
            "Mar-23",
            "red",
            None,
            "It was forecast for September 2023 and is not reported as done; it was due by "
            "31 March 2023.",
        ),
        (
            "1 July 2023",
            NOW,
            "red",
            None,
            "It was forecast for 1 July 2023 and is not reported as done; it was due by "
            "30 September 2023.",
        ),
        (
            "July 2023",
            "01/10/2023",
            None,
            Cause.NOT_DUE,
            "Due in Q3 2023/24 (by 1 October 2023); it was forecast for July 2023 and is not "
            "reported as done.",
        ),
        (
            "May 2024",
            "Mar-23",
            "red",
            None,
            "It was due by 31 March 2023 and is not reported as done; it is forecast for May 2024.",
        ),
        (
            "May 2024",
            "Mar-24",
            "amber",
            None,
            "Forecast for May 2024, 2 months after it is due (March 2024).",
        ),
        (
            "Done on 1 July 2023",
            NOW,
            "green",
            None,
            "Done on 1 July 2023; it was due by 30 September 2023.",
        ),
    ],
)
def test_a_date_that_was_a_forecast_is_not_done_by_waiting(said, due, status, cause, sentence):
    verdict = milestone(reported(said, was_forecast=True), due)
    assert (verdict.status, verdict.cause, verdict.sentence) == (status, cause, sentence)


# --- The sentence -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "due", "sentence"),
    [
        ("Approved", "May-22", "Reported as approved; it was due in May 2022."),
        ("Yes", "14/11/2022", "Reported as done; it was due by 14 November 2022."),
        ("3 May 2022", "May-22", "Done on 3 May 2022; it was due in May 2022."),
        ("14/06/2022", "May-22", "Done on 14 June 2022, 14 days late; it was due in May 2022."),
        ("01/06/2022", "May-22", "Done on 1 June 2022, 1 day late; it was due in May 2022."),
        ("Jun-22", "May-22", "Done in June 2022, 1 month late; it was due in May 2022."),
        (
            "14/11/2022",
            "14/05/2022",
            "Done on 14 November 2022, 6 months late; it was due by 14 May 2022.",
        ),
        (
            "13/11/2022",
            "14/05/2022",
            "Done on 13 November 2022, 5 months late; it was due by 14 May 2022.",
        ),
        (None, "May-22", "It was due by 31 May 2022 and is not reported as done."),
        (
            "May 2024",
            "May-22",
            "It was due by 31 May 2022 and is not reported as done; it is forecast for May 2024.",
        ),
        ("June 2027", "Mar-27", "Forecast for June 2027, 3 months after it is due (March 2027)."),
        (
            "Feb-27",
            "Mar-27",
            "Due in Q4 2026/27 (by 31 March 2027); forecast for February 2027.",
        ),
        (None, "2024", "Due in Q3 2024/25 (by 31 December 2024)."),
        (None, "2024/25", "Due in Q4 2024/25 (by 31 March 2025)."),
    ],
)
def test_the_sentence_names_the_dates(said, due, sentence):
    assert milestone(said, due).sentence == sentence


def test_a_number_for_a_date_is_not_called_words():
    assert milestone("100%", "May-22").sentence == (
        "It was due by 31 May 2022; what is reported is a number: say “Done on” and the day, or "
        "when it is expected."
    )


def test_evidence_that_is_not_validated_is_never_red():
    said = reported("under way", certainty=Certainty.AWAITING_VALIDATION)
    assert milestone(said, "May-22").cause is Cause.AWAITING_VALIDATION


def test_a_milestone_with_a_number_is_judged_by_it():
    assert milestone("80%", "100%").status == "red"


@pytest.mark.parametrize("kind", [Kind.DATE, Kind.MONTH, Kind.YEAR, Kind.FINANCIAL_YEAR])
def test_a_date_that_cannot_be_read_is_words(kind):
    due = promise("May-22")
    unreadable = type(due)(printed="soon", kind=kind, text="soon")
    verdict = judge(case(None, unreadable, kind=KPIKind.MILESTONE))
    assert verdict.cause is Cause.IN_WORDS
