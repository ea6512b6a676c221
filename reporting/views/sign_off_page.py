"""Prepares the one page on which an SES lead signs off: of each return only what changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from django.urls import reverse
from django.utils import timezone

from objectives.days import in_words
from reporting import sheet
from reporting.access import Reader, overseen
from reporting.asked import asked
from reporting.changes_since import since_sent_back
from reporting.dashboard import counted
from reporting.models import Entry, Quarter, Step, Submission
from reporting.quarter_report import for_reader
from reporting.reading_less import Before, counted_rows, to_read
from reporting.report import Line, QuarterReport, SubStrandReport
from reporting.report_material import FROZEN
from reporting.views import changes_page, comments_page, review_page
from reporting.views.how_far import how_far
from reporting.views.standing import deadline_of
from reporting.what_changed import Change
from reporting.workflow import Move, ReturnState


def context(who: Reader, chosen: Collection[str] = (), error: str = "") -> dict:
    """All that the page prints.

    `chosen` are the values of the boxes that were ticked: of what moved since, the box is not.
    """
    returns = _returns(who)
    waiting = [item for item in returns if item.state == ReturnState.SUBMITTED]
    owing = [item for item in returns if ReturnState(item.state).is_with_lead]
    done = [item for item in returns if item.state in _DONE]
    first = f"#{_field_id(waiting[0])}" if len(waiting) > 1 else ""
    return {
        "groups": _groups(waiting, who, chosen),
        "only": waiting[0] if len(waiting) == 1 else None,
        "error": error,
        "errors": [{"text": error, "href": first}] if error else [],
        "owing": _owing(owing, who),
        "done": _done(done, who),
        "lede": _lede(waiting, owing),
        "empty": "" if returns else _empty(who),
    }


_DONE = (ReturnState.SIGNED_OFF, ReturnState.APPROVED)


def _field_id(submission: Submission) -> str:
    return f"return-{submission.pk}"


def _returns(who: Reader) -> list[Submission]:
    """The returns of quarters that take them; what a reopened one left published is done with."""
    taking = overseen(who).filter(quarter__in=Quarter.objects.taking_returns())
    return list(
        taking.exclude(state=ReturnState.PUBLISHED)
        .select_related("submitted_by")
        .prefetch_related("quarter__governance_dates")
        .order_by(
            "-quarter__period",
            "quarter__strategy__position",
            "sub_strand__objective__position",
            "sub_strand__position",
            "id",
        )
    )


def _lede(waiting: list[Submission], owing: list[Submission]) -> str:
    many = len(waiting)
    first = (
        f"{counted(many, 'return')} {'waits' if many == 1 else 'wait'} for you to sign off."
        if many
        else "Nothing waits for you to sign off."
    )
    late = len(owing)
    owed = f"{counted(late, 'return')} {'is' if late == 1 else 'are'} still owed." if late else ""
    return f"{first} {owed}".strip()


def _empty(who: Reader) -> str:
    if not who.signs_off:
        return "You are SES lead of no sub-strand. Officers say who is."
    return "The returns of your sub-strands appear here when a quarter opens for reporting."


# --- Waiting ------------------------------------------------------------------------------------


def _groups(waiting: list[Submission], who: Reader, chosen: Collection[str]) -> list[dict]:
    """The returns to sign off by quarter. A few queries for each quarter, however many returns."""
    by_quarter = defaultdict(list)
    for item in waiting:
        by_quarter[item.quarter].append(item)
    steps, changes = _submitting(waiting), since_sent_back(waiting)
    asked = comments_page.unresolved_in(waiting)
    return [
        {
            "title": quarter.period.title,
            "strategy": quarter.strategy.name,
            "returns": [
                {
                    **item,
                    "changes": _changes(changes.get(item["pk"])),
                    "unresolved": _unresolved(asked.get(item["pk"], 0)),
                    "submitted": _submitted(steps.get(item["pk"])),
                    "own": item["submitted_by"] == who.user.pk,
                    "checked": item["value"] in chosen,
                }
                for item in _of_quarter(quarter, returns, who)
            ],
        }
        for quarter, returns in by_quarter.items()
    ]


def _changes(found: list[Change] | None) -> dict | None:
    """What it says otherwise since it was sent back; None where it never was."""
    return None if found is None else {"rows": [changes_page.row(change) for change in found]}


def _unresolved(many: int) -> str:
    return review_page.not_resolved(many) if many else ""


def _of_quarter(quarter: Quarter, returns: list[Submission], who: Reader) -> Iterable[dict]:
    report = for_reader(quarter, who)
    before = _before(report, returns)
    parts = {item.pk: report.sub_strand(item.sub_strand.slug) for item in returns}
    said = asked(quarter, report, parts.values())
    for item in returns:
        yield _waiting(item, parts[item.pk], before.get(item.sub_strand_id, Before()), said)


def _before(report: QuarterReport, returns: list[Submission]) -> dict[int, Before]:
    """By sub-strand, what last quarter's return said in words. Two queries."""
    earlier = Submission.objects.filter(
        quarter__strategy__slug=report.strategy,
        quarter__period=report.previous_quarter,
        sub_strand__in=[item.sub_strand_id for item in returns],
        state__in=FROZEN,
        is_received=True,
    )
    notes = defaultdict(dict)
    for key, number, note in Entry.objects.filter(submission__in=earlier).values_list(
        "submission_id", "placement__number", "note"
    ):
        notes[key][number] = note
    return {item.sub_strand_id: Before(item.commentary, notes[item.pk]) for item in earlier}


def _waiting(submission: Submission, part: SubStrandReport, before: Before, said: dict) -> dict:
    found = to_read(part, before)
    at = (submission.quarter.strategy.slug, submission.quarter.period, part.slug)
    questions = {number: words for (slug, number), words in said.items() if slug == part.slug}
    return {
        "pk": submission.pk,
        "field": _field_id(submission),
        "name": part.name,
        "value": f"{submission.pk}:{submission.version}",
        "version": submission.version,
        "submitted_by": submission.submitted_by_id,
        "overall": part.overall,
        "suggested": _suggested(part),
        "movement": part.movement or "",
        "since": sheet.since(part.previous_overall, part.movement),
        "without_reason": _without_reason(found.without_reason),
        "rows": _rows(submission, found.lines, questions),
        "unchanged": [_unchanged(line) for line in found.unchanged],
        "unchanged_title": counted_rows(found.unchanged),
        "commentary": part.commentary,
        "same_commentary": found.same_commentary,
        "report": reverse("reporting:sub_strand", args=at),
        "sign_off": reverse("reporting:return_sign_off", args=at),
        "send_back": _send_back(submission),
    }


def _suggested(part: SubStrandReport) -> str:
    """The overall status that its statuses suggest, where another is declared."""
    suggested = part.suggested_overall if part.overall else None
    return suggested if suggested and suggested != part.overall else ""


def _rows(submission: Submission, lines: Iterable[Line], questions: dict) -> list[sheet.Row]:
    """The lines as rows, each with an address of its own among several returns."""
    rows = sheet.rows(lines, asked=questions)
    return [replace(row, anchor=f"{_field_id(submission)}-{row.anchor}") for row in rows]


def _unchanged(line: Line) -> dict:
    return {
        "number": line.number,
        "kpi": line.kpi,
        "achieved": line.achieved or "",
        "status": line.declared,
        "word": sheet.status_word(line.declared),
    }


def _without_reason(many: int) -> str:
    if not many:
        return ""
    verb, said = ("is", "says") if many == 1 else ("are", "say")
    whose = "its figure" if many == 1 else "their figures"
    return f"{counted(many, 'KPI')} {verb} better than {whose} {said}, without a reason."


def _submitting(waiting: list[Submission]) -> dict[int, Step]:
    """The step by which each return was last handed in."""
    steps = Step.objects.filter(submission__in=waiting, move=Move.SUBMIT).order_by("at", "id")
    return {step.submission_id: step for step in steps}


def _submitted(step: Step | None) -> str:
    if step is None:
        return ""
    behalf = ", for the lead," if step.on_behalf else ""
    return f"Submitted by {step.by_name}{behalf} on {in_words(timezone.localdate(step.at))}."


# --- The others ---------------------------------------------------------------------------------


def _owing(owing: list[Submission], who: Reader) -> list[dict]:
    far = how_far(owing)
    rows = []
    for item in owing:
        due_on = deadline_of(item)
        rows.append(
            {
                **_row(item),
                "lead": item.sub_strand.project_lead,
                "due_on": due_on,
                "days": (due_on - who.on).days if due_on else "",
                "far": far[item.pk],
            }
        )
    return rows


def _done(done: list[Submission], who: Reader) -> list[dict]:
    """What is signed off, and what was approved with or without it."""
    steps = Step.objects.filter(submission__in=done, move=Move.SIGN_OFF).order_by("at", "id")
    signed = {step.submission_id: step for step in steps}
    return [
        {
            **_row(item),
            "overall": item.overall,
            "signed": _signed(item, signed.get(item.pk)),
            "send_back": _send_back(item) if who.may(Move.SEND_BACK, item, item.quarter) else "",
        }
        for item in done
    ]


def _signed(submission: Submission, step: Step | None) -> str:
    """By whom it was signed off, unless it was handed in anew since then."""
    if step is None or submission.submitted_at is None or step.at < submission.submitted_at:
        return "Not signed off"
    return f"{step.by_name}, {in_words(timezone.localdate(step.at))}"


def _send_back(submission: Submission) -> str:
    """The page to send it back on, which leads here again."""
    quarter = submission.quarter
    at = (quarter.strategy.slug, quarter.period, submission.sub_strand.slug)
    return f"{reverse('reporting:return_send_back', args=at)}?back=sign-off"


def _row(submission: Submission) -> dict:
    quarter = submission.quarter
    at = (quarter.strategy.slug, quarter.period, submission.sub_strand.slug)
    return {
        "name": submission.sub_strand.name,
        "url": reverse("reporting:sub_strand", args=at),
        "quarter": quarter.period.name,
        "strategy": quarter.strategy.name,
        "state": submission.state,
    }
